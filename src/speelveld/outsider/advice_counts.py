# SPDX-License-Identifier: EUPL-1.2
"""DUO's counts of a municipality as an outsider adds them up: atoms, the sums that shares are made of, and how many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from speelveld.disclosure.rules import rules
from speelveld.outsider.advice_public import Cells
from speelveld.outsider.advice_vocabulary import PARTS, POOLED, SCALE

POOLED_YEARS = tuple(year[:4] for year in POOLED)
"""The school years, by their first year, that the shares of institutions are over."""


def atom(brin: str, level: str, year: str) -> str:
    """The pupils of an institution with a level of advice in a school year."""
    return f"advice|{brin}|{level}|{year}"


def others(name: str) -> tuple[str, ...]:
    """The levels on the scale that a share does not count."""
    return tuple(level for level in SCALE if level not in PARTS[name])


@dataclass(frozen=True, slots=True)
class Counts:
    """DUO's counts of a municipality, and what a sum of them is made of."""

    cells: Cells
    brins: tuple[str, ...]
    everybody: Mapping[str, int]
    """By school year, how many pupils there are at least with an advice on the scale."""
    of_year: Mapping[tuple[str, str], tuple[int, int]]
    """By institution and school year: so many of them with each small count masked, and how many levels have some."""

    def keys(self, levels: Sequence[str], years: Sequence[str], of: Sequence[str]) -> list[tuple[str, str, str]]:
        """The counts of some institutions with some levels in some years, as far as they are there."""
        return [(b, level, y) for b in of for level in levels for y in years if (b, level, y) in self.cells]

    def atoms(self, levels: Sequence[str], years: Sequence[str], of: Sequence[str]) -> list[str]:
        """The same as atoms."""
        return [atom(*key) for key in self.keys(levels, years, of)]

    def both(self, name: str, years: Sequence[str], of: Sequence[str]) -> tuple[list[str], list[str]]:
        """The counts that a share counts, and the others on the scale."""
        return self.atoms(PARTS[name], years, of), self.atoms(others(name), years, of)

    def pupils(self, years: Sequence[str], of: Sequence[str]) -> int:
        """How many pupils there are at least with an advice on the scale."""
        return sum(self.cells[key][0] for key in self.keys(SCALE, years, of))


def counted(cells: Cells) -> Counts:
    """The counts of a municipality, with what is asked of them again and again."""
    most = rules().advice.mask_below - 1
    everybody: defaultdict[str, int] = defaultdict(int)
    of_year: defaultdict[tuple[str, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for (brin, level, year), (low, high) in cells.items():
        masked, kinds = of_year[brin, year]
        least = min(low, 1) if high <= most else low
        of_year[brin, year] = (masked + (least if level in SCALE else 0), kinds + (low > 0))
        everybody[year] += low if level in SCALE else 0
    return Counts(cells, tuple(sorted({brin for brin, _, _ in cells})), everybody, of_year)
