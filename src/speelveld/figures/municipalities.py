# SPDX-License-Identifier: EUPL-1.2
"""Which municipalities there are, were, and are meant."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import polars as pl

from speelveld.editions.municipalities import every, find
from speelveld.editions.store import Edition
from speelveld.terms import Municipality


@lru_cache(maxsize=8)
def municipalities(edition: Edition) -> tuple[Municipality, ...]:
    """The municipalities of today, by name."""
    return tuple(one for one in _every(edition) if one.until is None)


@lru_cache(maxsize=8)
def former(edition: Edition) -> tuple[tuple[Municipality, tuple[Municipality, ...]], ...]:
    """The municipalities that are gone, by name, each with those of today that hold its territory."""
    today = {one.code: one for one in municipalities(edition)}
    return tuple(
        (one, tuple(today[code] for code in _heirs(edition, one.code) if code in today))
        for one in _every(edition)
        if one.until is not None
    )


def merged_into(edition: Edition, municipality: Municipality) -> tuple[Municipality, ...]:
    """The former municipalities whose territory went to this one, in whole or in part, by name."""
    return tuple(gone for gone, heirs in former(edition) if municipality in heirs)


def existed(edition: Edition, municipality: Municipality, day: date) -> bool:
    """Whether a municipality existed on a day."""
    since = dict(edition.table("municipalities").select("code", "since").iter_rows())
    first = since.get(municipality.code)
    return (first is None or first <= day) and (municipality.until is None or day < municipality.until)


def boundaries_year(edition: Edition) -> int:
    """The year whose boundaries are today's in this edition."""
    entry = edition.manifest.table("municipalities")
    return int(entry.sources[0].reference_date[:4]) if entry else 0


def find_municipality(edition: Edition, text: str) -> Municipality:
    """The municipality that is meant by a name, a code (``GM0014`` or ``14``) or a slug, today's before former ones.

    Raises UnknownMunicipality with the names that come nearest.
    """
    return find(edition.table("municipalities"), text)


@lru_cache(maxsize=8)
def _every(edition: Edition) -> tuple[Municipality, ...]:
    return every(edition.table("municipalities"))


def _heirs(edition: Edition, code: str) -> list[str]:
    """The municipalities of today that hold the territory of ``code``, along every chain of mergers."""
    mergers = edition.table("municipal_mergers")
    following = mergers.filter(pl.col("code_old") == code)["code_new"].unique().sort().to_list()
    if not following:
        return [code]
    return sorted({heir for new in following if new != code for heir in _heirs(edition, new)})
