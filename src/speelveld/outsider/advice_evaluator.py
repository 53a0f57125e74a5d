# SPDX-License-Identifier: EUPL-1.2
"""The referee on school advice: which small counts the site alone must not tell, in the years that DUO printed exactly.

The rules mask a count of 1 to one below the mask in every year, so each such count must stay anything in that range.
"""

from __future__ import annotations

from collections import defaultdict

from speelveld.disclosure.rules import rules
from speelveld.disclosure.system import Protected, terms
from speelveld.outsider.advice_counts import POOLED_YEARS, atom
from speelveld.outsider.advice_public import EXACT, Cells
from speelveld.outsider.advice_vocabulary import HIGHER, PARTS, SCALE

Key = tuple[str, str, str]
"""An institution, a level and a school year."""


def needs(cells: Cells) -> list[Protected]:
    """Every small count of an institution, and of the municipality, in a year that DUO printed without a mask."""
    mask = rules().advice.mask_below
    forms: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    found = []
    for (brin, level, year), (value, _) in cells.items():
        if year not in EXACT:
            continue
        forms[level, year].append(atom(brin, level, year))
        sums[level, year] += value
        if 0 < value < mask:
            found.append(_need(atom(brin, level, year), [atom(brin, level, year)], value))
    for key, value in sums.items():
        if 0 < value < mask and len(forms[key]) > 1:
            found.append(_need(f"advice|all|{key[0]}|{key[1]}", forms[key], value))
    return found


def _need(name: str, atoms: list[str], value: int) -> Protected:
    mask = rules().advice.mask_below
    return Protected(name, terms(atoms), value, mask - 2, mask - 1)


def at_risk(cells: Cells) -> list[Protected]:
    """The needs for which no exchange of pupils between institutions shows at once that they are met.

    The true counts fit everything that is said. So does every table that leaves each count that is not small as it is,
    keeps the others in their mask, and keeps, of each institution, the sums of the pooled years over the higher and
    over the other levels, and of the municipality each level of each year. Where pupils can change places within all
    that until the count is the least of its range, and until it is the most, it can be anything in it. What is left is
    for the solver.
    """
    exchange = _Exchange(cells)
    return [need for need in needs(cells) if not exchange.clears(need)]


class _Exchange:
    """Small counts of the exact years: by level and year, and by the sum of their institution that they stand in."""

    def __init__(self, cells: Cells) -> None:
        self._most = rules().advice.mask_below - 1
        self._value = {key: low for key, (low, _) in cells.items() if key[2] in EXACT and 0 < low <= self._most}
        self._column: defaultdict[tuple[str, str], list[Key]] = defaultdict(list)
        self._row: defaultdict[tuple[str, bool], list[Key]] = defaultdict(list)
        for key in self._value:
            self._column[key[1:]].append(key)
            if (row := _row(key)) is not None:
                self._row[row].append(key)

    def clears(self, need: Protected) -> bool:
        """Whether exchanges alone bring the count to both ends of its range."""
        _, brin, level, year = need.id.split("|")
        key = (brin, level, year)
        if key not in self._value:
            return False
        more, less = self._most - need.value, need.value - 1
        return self._moves(key, 1, more) and self._moves(key, -1, less)

    def _moves(self, key: Key, by: int, times: int) -> bool:
        now = dict(self._value) if times else {}
        return all(self._move(key, by, now) for _ in range(times))

    def _move(self, key: Key, by: int, now: dict[Key, int]) -> bool:
        """Change the count by one, and others so that every sum stays as it is: one other, or three in a square."""
        own = _row(key)
        for other in self._column[key[1:]]:
            if other == key or not self._can(other, -by, now):
                continue
            if own is None:
                now[key], now[other] = now[key] + by, now[other] - by
                return True
            for mine in self._row[own]:
                across = (other[0], *mine[1:])
                if mine != key and self._can(mine, -by, now) and across in now and self._can(across, by, now):
                    for one, change in ((key, by), (other, -by), (mine, -by), (across, by)):
                        now[one] += change
                    return True
        return False

    def _can(self, key: Key, by: int, now: dict[Key, int]) -> bool:
        return 1 <= now[key] + by <= self._most


def _row(key: Key) -> tuple[str, bool] | None:
    """The sum of an institution that a count stands in, or None."""
    brin, level, year = key
    return (brin, level in PARTS[HIGHER]) if level in SCALE and year in POOLED_YEARS else None
