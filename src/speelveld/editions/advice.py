# SPDX-License-Identifier: EUPL-1.2
"""The user's own tables on school advice in an edition: which are there, and codes of advice read as levels."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib.resources.abc import Traversable

import polars as pl

from speelveld.contracts.advice_tables import READINGS
from speelveld.editions.counts import Derivation
from speelveld.errors import Fault, InputError
from speelveld.sources.advice_optional import MAPPING, OPTIONAL, mapped
from speelveld.sources.advice_tables import readings
from speelveld.sources.dataset import Dataset

CODES, PER_LEVEL = "duo_advice_codes", "duo_advice_branches_"


def optional(present: Mapping[str, Traversable]) -> tuple[Dataset, ...]:
    """The optional datasets of which a file is among the sources, read by the mapping beside them if there is one.

    A file that is not there is no gap: no edition has ever had it. Raises InputError with every fault of the mapping.
    """
    datasets = mapped(OPTIONAL, present[MAPPING].read_bytes()) if MAPPING in present else OPTIONAL
    return tuple(one for one in datasets if {one.file, f"{one.file}.gz"} & set(present))


def derivations(names: Collection[str]) -> tuple[Derivation, ...]:
    """What follows from the optional tables of an edition: codes read as levels, where the table by code is there."""
    if CODES not in names:
        return ()
    tables = tuple(sorted(name for name in names if name.startswith(PER_LEVEL)))

    def made(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
        if not tables:
            message = "its codes of advice cannot be read: there is no table per level."
            advice = f"Add {PER_LEVEL}JJJJ.csv of the same years, or take this file away."
            raise InputError(Fault(message, f"{CODES}.csv", advice=advice))
        return readings(frames[CODES], pl.concat([frames[name] for name in tables]), f"{CODES}.csv")

    return (("duo_advice_readings", READINGS, made, (CODES, *tables)),)
