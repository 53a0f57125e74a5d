# SPDX-License-Identifier: EUPL-1.2
"""The rule run backwards on the pooled shares of institutions: which sums of exact counts stand behind them.

A share over three years has ends that follow from two sums, of the higher and of the other levels. Each is made of what
DUO printed, or of the ends of the masked cells. Whoever knows the rules can make both, and see which of them gives what
is shown. Where the ends of the cells do, the share tells nothing more than the cells. Else the sum behind it is taken
to be known: more than anybody can get from a whole percentage.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from speelveld.disclosure.rules import rules
from speelveld.disclosure.system import Statement, terms
from speelveld.outsider.advice_counts import POOLED_YEARS, atom
from speelveld.outsider.advice_public import EXACT, Cells, Range
from speelveld.outsider.advice_sentences import YEARS
from speelveld.outsider.advice_vocabulary import HIGHER, PARTS, SCALE
from speelveld.outsider.readings import Reading, cell, parts

_ENDS = ("advice-pupils.low", "advice-pupils.high", "advice-higher.low", "advice-higher.high")
Shown = tuple[float, ...]


def sums_behind(cells: Cells, given: Mapping[str, Reading], hidden: frozenset[str], slug: str) -> list[Statement]:
    """The sums of the exact pooled years that stand behind what is shown of the institutions of a municipality.

    ``given`` are the readings that are shown, by cell, ``hidden`` the cells that are not.
    """
    told = _Told(cells, _columns(given, hidden))
    found: list[Statement] = []
    for brin in sorted({brin for brin, _, _ in cells}):
        ids = [cell(kind, slug, YEARS, "", brin) for kind in _ENDS]
        if all(id_ in given for id_ in ids):
            found += told.known(brin, tuple(given[id_].low for id_ in ids))
    return found


def _columns(given: Mapping[str, Reading], hidden: frozenset[str]) -> frozenset[tuple[str, str]]:
    """The levels and years of which cells are hidden at institutions that show others of that year."""
    years = {(parts(id_)[4], parts(id_)[2]) for id_ in given if id_.startswith("advice-cell.low|")}
    found = (parts(id_) for id_ in hidden if id_.startswith("advice-cell.low|"))
    return frozenset((level, year) for _, _, year, level, brin in found if (brin, year) in years)


@dataclass(frozen=True, slots=True)
class _Told:
    cells: Cells
    hidden: frozenset[tuple[str, str]]

    def known(self, brin: str, shown: Shown) -> Iterator[Statement]:
        """The sums of an institution that must be known to make what is shown, as few of them as will do."""
        for exact in sorted(product((False, True), repeat=2), key=sum):
            sums = [self._sum(brin, which, exact=one) for which, one in zip((True, False), exact, strict=True)]
            if _made(*sums) == shown:
                break
        for which, one in zip((True, False), exact, strict=True):
            keys = [key for key in self._keys(brin, which) if key[2] in EXACT]
            if one and keys:
                value = float(sum(self.cells[key][0] for key in keys))
                yield Statement(f"behind|{brin}|{which}", terms([atom(*key) for key in keys]), value, value)

    def _keys(self, brin: str, higher: bool) -> list[tuple[str, str, str]]:
        levels = [level for level in SCALE if (level in PARTS[HIGHER]) == higher]
        return [key for level in levels for year in POOLED_YEARS if (key := (brin, level, year)) in self.cells]

    def _sum(self, brin: str, higher: bool, *, exact: bool) -> Range:
        ends = [self.cells[key] if exact else self._ends(key) for key in self._keys(brin, higher)]
        return sum(low for low, _ in ends), sum(high for _, high in ends)

    def _ends(self, key: tuple[str, str, str]) -> Range:
        """What the page tells of a cell: its ends, or of a hidden one that others leave it no more than this."""
        low, high = self.cells[key]
        if key[1:] in self.hidden and high:
            column = [ends for (_, *of), ends in self.cells.items() if tuple(of) == key[1:] and ends[1]]
            return 1, sum(most for _, most in column) - (len(column) - 1)
        most = rules().advice.mask_below - 1
        return (1, most) if 0 < low <= high <= most else (low, high)


def _made(part: Range, rest: Range) -> Shown:
    """The number of pupils and the share, each with its ends, as the rules make them of two sums."""
    rule = rules().advice
    base, most = rule.base, rule.mask_below - 1
    low, high = part[0] + rest[0], part[1] + rest[1]
    pupils = (
        (math.floor(low / base + 0.5) * base,) * 2 if low == high else (low // base * base, -(-high // base) * base)
    )
    (a, b), (c, d) = (one if one[0] > most else (0, max(one[1], most)) for one in (part, rest))
    if (a, c) == (b, d):
        exact = min(99, max(1, math.floor(100 * a / (a + c) + 0.5)))
        return *pupils, exact, exact
    return *pupils, math.floor(100 * a / (a + d)), math.ceil(100 * b / (b + c))
