# SPDX-License-Identifier: EUPL-1.2
"""Datasets on school advice that an edition takes when they are among the sources, and does not miss when they are not.

None of them is bundled: their files could not be had when this was written. A file ``advice_mapping.toml`` beside them
says what their columns mean.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from speelveld.contracts import advice_tables as contracts
from speelveld.errors import Fault, InputError
from speelveld.sources.advice_mapping import ColumnMapping, read_mapping
from speelveld.sources.advice_tables import read_branches, read_codes, read_groups, read_reconsiderations
from speelveld.sources.dataset import Dataset, Reader
from speelveld.terms import Source

MAPPING = "advice_mapping.toml"
"""The user's mapping, beside the files that it is about."""
CODES, BRANCHES, GROUPS, RECONSIDERATIONS = "codes", "branches", "groups", "reconsiderations"

_CC0 = "CC0 1.0"
_DUO = "DUO (Dienst Uitvoering Onderwijs)"
_HOME = "https://duo.nl/open_onderwijsdata"
_WITH_TESTS = (*range(2014, 2019), *range(2020, 2030))
_WIDE = range(2015, 2030)


def _years(begins: int) -> str:
    return f"{begins}/{(begins + 1) % 100:02d}"


def _reconsiderations(begins: int) -> Dataset:
    return Dataset(
        f"duo_reconsiderations_{begins}",
        f"duo_reconsiderations_{begins}.csv",
        partial(read_reconsiderations, year=_years(begins)),
        contracts.RECONSIDERATIONS,
        Source("Heroverwegingen en bijgestelde adviezen bo en sbo", _DUO, _years(begins), _CC0, _HOME),
        1,
    )


def _branches(begins: int) -> Dataset:
    return Dataset(
        f"duo_advice_branches_{begins}",
        f"duo_advice_branches_{begins}.csv",
        partial(read_branches, year=_years(begins)),
        contracts.BRANCHES,
        Source("Leerlingen bo-sbo schooladviezen", _DUO, _years(begins), _CC0, _HOME),
        1,
    )


OPTIONAL: tuple[Dataset, ...] = (
    *(_reconsiderations(begins) for begins in _WITH_TESTS),
    *(_branches(begins) for begins in _WIDE),
    Dataset(
        "duo_advice_codes",
        "duo_advice_codes.csv",
        read_codes,
        contracts.CODES,
        Source("brin6_advies (CKAN)", _DUO, "", _CC0, "https://onderwijsdata.duo.nl"),
        1,
    ),
    Dataset(
        "advice_groups",
        "advice_groups.csv",
        read_groups,
        contracts.GROUPS,
        Source("Schooladvies naar groep, eigen tabel", "own table of the municipality", "", "not stated", ""),
        1,
    ),
)
"""Every optional dataset. In 2019/20 no test was taken, so that there were no reconsiderations."""

_TABLE = {
    "duo_reconsiderations": RECONSIDERATIONS,
    "duo_advice_branches": BRANCHES,
    "duo_advice_codes": CODES,
    "advice_groups": GROUPS,
}


def _with(read: Any, mapping: ColumnMapping) -> Reader:
    """A reader of this module with a user's mapping."""
    return partial(read, mapping=mapping)


def mapped(datasets: tuple[Dataset, ...], raw: bytes, file: str = MAPPING) -> tuple[Dataset, ...]:
    """The optional datasets, read by a user's mapping. Raises InputError with every fault of it."""
    mappings = read_mapping(raw, file)
    if "pupils" in mappings:
        message = "records of pupils do not enter an edition."
        raise InputError(Fault(message, file, column="pupils", advice="They are read by: speelveld advice."))
    found = []
    for dataset in datasets:
        table = next(name for start, name in _TABLE.items() if dataset.id.startswith(start))
        own = mappings.get(table)
        found.append(dataset if own is None else replace(dataset, read=_with(dataset.read, own)))
    return tuple(found)
