# SPDX-License-Identifier: EUPL-1.2
"""School advice per institution 2019-2025: a third party's reworking of DUO's files, in JSON.

From 2022/23 DUO masks a count of 1 to 4. The third party set every masked cell to 2 and added up the branches of an
institution, so a printed number may hold masked cells. :func:`possible` gives the interval of what it can have been;
nothing is imputed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import polars as pl

from speelveld.contracts import advice as contracts
from speelveld.contracts.advice import LEVELS
from speelveld.contracts.base import MAX_FAULTS
from speelveld.errors import Fault, SourceError
from speelveld.sources.cells import MASK
from speelveld.sources.dataset import Dataset
from speelveld.sources.jsonfile import read_json
from speelveld.terms import Count, Source

STAND_IN = 2
"""What the third party's file holds for a masked cell."""
EXACT_UNTIL = "2021-2022"
"""The last school year that DUO printed without a mask."""
BRANCHES = "vestigingen"
"""The key under which the bundled file holds an institution's number of branches; the original lacks it."""

_MAX_VALUE = 100_000
_NUMBERS = len(LEVELS) + 1


def possible(value: int, branches: int | None = None) -> Count | None:
    """What the sum over branches can have been, when each masked branch was counted as 2.

    With k of b branches masked, the other branches hold r = value - 2k pupils together: none, or at least 5 in the
    branches that are not masked. A masked branch has 1 to 4 pupils, so the sum lies in [value - k, value + 2k]. The
    interval spans all k that are possible; zero is printed as zero and so is exact. ``branches`` is None where it is
    unknown: then any number of branches may be. None when no k fits: the number cannot be what it says it is.
    """
    b = value // STAND_IN + 1 if branches is None else branches
    sums = []
    for k in range(min(b, value // STAND_IN) + 1):
        rest = value - STAND_IN * k
        if rest == 0 or (rest > MASK[1] and k < b):
            sums.append((value + k * (MASK[0] - STAND_IN), value + k * (MASK[1] - STAND_IN)))
    if not sums:
        return None
    return Count(min(low for low, _ in sums), max(high for _, high in sums))


def read_advice(raw: bytes, file: str) -> pl.DataFrame:
    """One row per institution, school year and level, with the interval of the number of pupils.

    The original maps BRIN to school year to 12 counts, their sum, and shares that are not read. Raises SourceError
    with every fault: JSON that is cut off, another structure, a sum that is not that of its counts, a number that no
    masked cells explain.
    """
    institutions = read_json(raw, file)
    if not isinstance(institutions, dict) or not institutions:
        raise SourceError(Fault("the file is not a list of institutions by BRIN.", file, advice="Fetch it again."))
    faults: list[Fault] = []
    rows = list(chain.from_iterable(_rows(brin, years, file, faults) for brin, years in institutions.items()))
    schema = {"brin": pl.String, "year": pl.String, BRANCHES: pl.Int64, **dict.fromkeys(LEVELS, pl.Int64)}
    wide = pl.DataFrame(rows, schema=schema, orient="row").with_row_index("row")
    index = ["row", "brin", "year", BRANCHES]
    long = wide.unpivot(LEVELS, index=index, variable_name="level", value_name="value").sort("row", maintain_order=True)
    long = long.with_columns((pl.col("year") <= EXACT_UNTIL).alias("exact"))
    table = long.join(_intervals(long), on=["value", BRANCHES, "exact"], nulls_equal=True, maintain_order="left")
    for brin, year, level, value, branches in (
        table.filter(pl.col("advised_low").is_null()).select("brin", "year", "level", "value", BRANCHES).iter_rows()
    ):
        message = f"{value} cannot be a sum over {branches or 'any number of'} branches with masked cells as 2."
        faults.append(Fault(message, file, column=f"{brin} {year} {level}"))
    if faults:
        raise SourceError(faults[:MAX_FAULTS])
    school_year = pl.concat_str(pl.col("year").str.head(4), pl.lit("/"), pl.col("year").str.tail(2))
    return table.select("brin", school_year.alias("school_year"), "level", "advised_low", "advised_high")


def read_schools(raw: bytes, file: str) -> pl.DataFrame:
    """The index to the advice file: one row per institution with name, municipality and province."""
    records = read_json(raw, file)
    keys = {"b": "brin", "n": "name", "g": "municipality", "pv": "province", "d": "denomination", "pl": "place"}
    if not isinstance(records, list) or not records:
        raise SourceError(Fault("the file is not a list of institutions.", file, advice="Fetch it again."))
    faults = []
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            faults.append(Fault("this entry is not an institution.", file, number))
            continue
        faults += [
            Fault("this key is missing or holds no text.", file, number, key)
            for key in keys
            if not isinstance(record.get(key), str) or not (record[key].strip() or key == "d")
        ]
    if faults:
        raise SourceError(faults[:MAX_FAULTS])
    data = {name: [record[key].strip() or None for record in records] for key, name in keys.items()}
    return pl.DataFrame(data, schema=contracts.SCHOOLS.schema)


def _rows(brin: str, years: Any, file: str, faults: list[Fault]) -> Iterator[list[Any]]:
    """One row per school year: BRIN, year, number of branches or None, and the count of every level."""
    if not isinstance(years, dict):
        faults.append(Fault("holds no school years.", file, column=brin))
        return
    branches = years.get(BRANCHES)
    if branches is not None and not _is_count(branches, 1):
        faults.append(Fault(f"{branches!r} is not a number of branches.", file, column=f"{brin} {BRANCHES}"))
        return
    for year, numbers in years.items():
        if year == BRANCHES:
            continue
        place = f"{brin} {year}"
        if not isinstance(numbers, list) or len(numbers) < _NUMBERS or not all(map(_is_count, numbers[:_NUMBERS])):
            faults.append(Fault(f"does not begin with {_NUMBERS} counts.", file, column=place))
            continue
        counts, total = numbers[: len(LEVELS)], numbers[len(LEVELS)]
        if sum(counts) != total:
            faults.append(Fault(f"the counts add up to {sum(counts)}, the total says {total}.", file, column=place))
        yield [brin, year, branches, *counts]


def _intervals(long: pl.DataFrame) -> pl.DataFrame:
    """The interval of every combination of value, branches and exactness; null where no k fits."""
    cases = long.select("value", BRANCHES, "exact").unique()
    found = [
        Count(value, value) if exact else possible(value, branches) for value, branches, exact in cases.iter_rows()
    ]
    return cases.with_columns(
        pl.Series("advised_low", [one.low if one else None for one in found], dtype=pl.Int64),
        pl.Series("advised_high", [one.high if one else None for one in found], dtype=pl.Int64),
    )


def _is_count(value: object, low: int = 0) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= _MAX_VALUE


def _source(name: str) -> Source:
    return Source(
        name,
        "DUO (Dienst Uitvoering Onderwijs)",
        "2019/20 - 2024/25",
        "DUO data CC0 1.0; the reworking states no licence",
        "https://duo.nl/open_onderwijsdata",
    )


DATASETS = (
    Dataset(
        "duo_advice",
        "duo_advice.json.gz",
        read_advice,
        contracts.ADVICE,
        _source("Leerlingen bo-sbo schooladviezen 2019-2025 (bewerking door derden)"),
        444_000,
    ),
    Dataset(
        "duo_advice_schools",
        "duo_advice_schools.json.gz",
        read_schools,
        contracts.SCHOOLS,
        _source("Leerlingen bo-sbo schooladviezen 2019-2025, instellingen (bewerking door derden)"),
        6_450,
    ),
)
