# SPDX-License-Identifier: EUPL-1.2
"""Invented records for tests: a few pupils with any codes, and a plain way to write one down."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Any

import numpy as np
from hypothesis import strategies as st

from speelveld.advice import LEVELS, MISSING, TEST_CLASSES, Pupils, class_number, level_number

ON_SCALE = [number for number, level in enumerate(LEVELS) if level.half_steps]


def pupil_codes(
    *, missing_first: bool = True, odd: bool = True, groups: int = 1
) -> st.SearchStrategy[tuple[int, int, int, int, int]]:
    """First, test, final, reason, group. Without ``odd`` finals obey the rule that nobody goes down."""
    first = st.integers(MISSING if missing_first else 0, len(LEVELS) - 1)
    test = st.integers(MISSING, len(TEST_CLASSES) - 1)
    rest = (st.integers(MISSING, 1), st.integers(0, groups - 1))
    if odd:
        return st.tuples(first, test, st.integers(MISSING, len(LEVELS) - 1), *rest)

    def finals(number: int) -> st.SearchStrategy[int]:
        if number not in ON_SCALE:
            return st.sampled_from([MISSING, number])
        return st.sampled_from([MISSING, *[one for one in ON_SCALE if one >= number]])

    return first.flatmap(lambda number: st.tuples(st.just(number), test, finals(number), *rest))


def some_pupils(*, most: int = 12, **kinds: Any) -> st.SearchStrategy[list[tuple[int, int, int, int, int]]]:
    """A list of pupils, possibly empty."""
    return st.lists(pupil_codes(**kinds), max_size=most)


def pupils(rows: list[tuple[int, int, int, int, int]], *, year: str = "2023/24", groups: int = 1) -> Pupils:
    """The arrays of a list of pupils."""
    columns = np.array(rows, dtype=np.int64).reshape(len(rows), 5).T
    return Pupils.of(
        first=columns[0],
        test=columns[1],
        final=columns[2],
        reason=columns[3],
        group=columns[4],
        groups=[f"group {number}" for number in range(groups)],
        years=[year],
        origin="invented",
    )


def record(first: str, test: str | None, final: str | None, reason: int = MISSING) -> tuple[int, int, int, int, int]:
    """One pupil by the codes of the levels; None is missing."""
    return (
        level_number(first),
        MISSING if test is None else class_number(test),
        MISSING if final is None else level_number(final),
        reason,
        0,
    )


def cbs_cells() -> list[dict[str, str]]:
    """The cells of CBS StatLine 84274NED that come with the package, as they stand in the file."""
    path = files("speelveld.sources").joinpath("bundled", "published_reconsiderations.csv")
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def cbs_cell(year: str, first: str = "totaal", quintile: str = "totaal") -> tuple[int, int, int, int]:
    """First advices, raised, not raised and final advices of one cell."""
    for row in cbs_cells():
        if (row["schooljaar"], row["eerste_advies"], row["inkomenskwintiel"]) == (year, first, quintile):
            names = ("eerste_adviezen", "toets_hoger_bijgesteld", "toets_hoger_niet_bijgesteld", "definitieve_adviezen")
            one, two, three, four = (int(row[name]) for name in names)
            return one, two, three, four
    raise LookupError(f"the file has no cell of {year}, {first}, {quintile}")
