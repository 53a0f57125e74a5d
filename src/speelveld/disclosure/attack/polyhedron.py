# SPDX-License-Identifier: EUPL-1.2
"""The statements as rows over atoms, and what follows from them one row at a time.

An outsider starts by subtracting: what is known of a sum is carried over to its parts, again and again, until nothing
more comes out. That is bound propagation with whole numbers. It fixes most atoms of a published table, so that little
is left for linear programming.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speelveld.disclosure.system import Statement, Terms
from speelveld.errors import DisclosureError

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

SLACK = 1e-6
"""What a computed bound may be off before it counts as the next whole number."""
ROUNDS = 60


class Contradiction(DisclosureError):
    """Statements that cannot all be true of whole numbers of at least 0. ``ids`` names those where it showed."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids = tuple(ids)
        super().__init__(f"these statements cannot all be true: {', '.join(self.ids)}")


@dataclass(slots=True)
class Rows:
    """Rows ``low <= sum(value * atom) <= high`` in coordinate form, with the ids of the statements behind each.

    ``row``, ``col`` and ``value`` have one entry per coefficient; ``low`` and ``high`` one per row.
    """

    atoms: list[str]
    row: Ints
    col: Ints
    value: Floats
    low: Floats
    high: Floats
    ids: list[tuple[str, ...]]

    @property
    def slack(self) -> Floats:
        """What a sum of each row may be off by floating point alone."""
        ends = np.maximum(
            np.where(np.isfinite(self.low), np.abs(self.low), 0), np.where(np.isfinite(self.high), np.abs(self.high), 0)
        )
        return SLACK * (1 + 1e-3 * ends)


@dataclass(slots=True)
class Box:
    """The whole numbers that each atom may still be, and the row that gave each end (-1: none)."""

    low: Floats
    high: Floats
    low_row: Ints
    high_row: Ints


def rows_of(statements: Sequence[Statement], forms: Iterable[Terms] = ()) -> Rows:
    """The statements as rows; equal forms become one row with what they say together.

    The atoms are those of the statements and of ``forms``, so that a form about which nothing was said has its place.
    Raises Contradiction when two statements about the same form exclude each other.
    """
    said: dict[Terms, tuple[float, float, tuple[str, ...]]] = {}
    for one in statements:
        low, high, ids = said.get(one.terms, (-math.inf, math.inf, ()))
        together = (max(low, one.low), min(high, one.high), ids if one.id in ids else (*ids, one.id))
        if together[0] > together[1]:
            raise Contradiction(together[2])
        said[one.terms] = together
    atoms: dict[str, int] = {}
    for form in (*said, *forms):
        for atom, _ in form:
            atoms.setdefault(atom, len(atoms))
    sizes = [len(form) for form in said]
    return Rows(
        list(atoms),
        np.repeat(np.arange(len(said)), sizes),
        np.fromiter((atoms[atom] for form in said for atom, _ in form), np.intp, sum(sizes)),
        np.fromiter((number for form in said for _, number in form), np.float64, sum(sizes)),
        np.array([low for low, _, _ in said.values()], dtype=float),
        np.array([high for _, high, _ in said.values()], dtype=float),
        [ids for _, _, ids in said.values()],
    )


def propagate(rows: Rows, rounds: int = ROUNDS) -> Box:
    """The whole numbers that each atom may be, from one row at a time, until a round brings nothing new.

    Always an outer bound. Raises Contradiction when an atom has no value left.
    """
    n = len(rows.atoms)
    box = Box(np.zeros(n), np.full(n, math.inf), np.full(n, -1), np.full(n, -1))
    for _ in range(rounds):
        if not _one_round(rows, box):
            break
    return box


def activity(rows: Rows, box: Box) -> tuple[Floats, Floats]:
    """The least and the most that each row can be within the box."""
    at_low, at_high = _ends(rows, box)
    count = len(rows.low)
    return summed(rows.row, at_low, count), summed(rows.row, at_high, count)


def summed(places: Ints, numbers: Floats, count: int) -> Floats:
    """The numbers added up by place."""
    return np.asarray(np.bincount(places, numbers, count), dtype=np.float64)


def _ends(rows: Rows, box: Box) -> tuple[Floats, Floats]:
    up = rows.value > 0
    at_low = rows.value * np.where(up, box.low[rows.col], box.high[rows.col])
    at_high = rows.value * np.where(up, box.high[rows.col], box.low[rows.col])
    return at_low, at_high


def _rest(entries: Floats, row: Ints, count: int, endless_as: float) -> Floats:
    """The sum of the other entries of the row of each entry; ``endless_as`` as soon as one of those is infinite."""
    finite = np.isfinite(entries)
    held = np.where(finite, entries, 0.0)
    endless = np.bincount(row, ~finite, count)[row] - ~finite
    rest = np.bincount(row, held, count)[row] - held
    return np.where(endless > 0, endless_as, rest)


def _one_round(rows: Rows, box: Box) -> bool:
    count = len(rows.low)
    at_low, at_high = _ends(rows, box)
    most = rows.high[rows.row] - _rest(at_low, rows.row, count, -np.inf)
    least = rows.low[rows.row] - _rest(at_high, rows.row, count, np.inf)
    up = rows.value > 0
    slack = rows.slack[rows.row] / np.abs(rows.value)
    high = np.floor(np.where(up, most, least) / rows.value + slack)
    low = np.ceil(np.where(up, least, most) / rows.value - slack)
    lower = _improve(box.low, box.low_row, low, rows, better=np.greater)
    upper = _improve(box.high, box.high_row, high, rows, better=np.less)
    empty = np.flatnonzero(box.low > box.high)
    if empty.size:
        at = int(empty[0])
        behind = {int(one) for one in (box.low_row[at], box.high_row[at]) if one >= 0}
        raise Contradiction(name for one in sorted(behind) for name in rows.ids[one])
    return lower or upper


def _improve(bound: Floats, reason: Ints, found: Floats, rows: Rows, *, better: np.ufunc) -> bool:
    """Take over what is found where it is better; the first row that gives the best is the reason."""
    gains = np.flatnonzero(better(found, bound[rows.col]))
    if not gains.size:
        return False
    ranked = gains[np.lexsort((gains, found[gains] if better is np.less else -found[gains]))]
    columns, first = np.unique(rows.col[ranked], return_index=True)
    bound[columns] = found[ranked[first]]
    reason[columns] = rows.row[ranked[first]]
    return True
