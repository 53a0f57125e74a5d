# SPDX-License-Identifier: EUPL-1.2
"""The referee on school advice: which small counts the site alone must not tell, in the years that DUO printed exactly.

The rules mask a count of 1 to one below the mask in every year, so each such count must stay anything in that range.
"""

from __future__ import annotations

from collections import defaultdict

from speelveld.disclosure.rules import rules
from speelveld.disclosure.system import Protected, terms
from speelveld.outsider.advice_public import EXACT, Cells
from speelveld.outsider.advice_statements import POOLED_YEARS, atom
from speelveld.outsider.advice_vocabulary import HIGHER, PARTS, SCALE


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

    The true counts fit everything that is said. So does every table that keeps, of each institution, the sums of the
    pooled years over the higher and over the other levels, and of the municipality each level of each year. Pupils who
    change places within those sums leave everything that is said as it is. Where enough can, the count can be anything
    in its range. What is left is for the solver.
    """
    most = rules().advice.mask_below - 1
    brins = {brin for brin, _, _ in cells}
    value = {key: ends[0] for key, ends in cells.items()}
    left = []
    for need in needs(cells):
        _, brin, level, year = need.id.split("|")
        if brin == "all":
            left.append(need)
            continue
        others = brins - {brin}
        among = _together(level, year)
        own = sum(value.get((brin, *one), 0) for one in among)
        here = sum(value.get((other, level, year), 0) for other in others)
        there = sum(value.get((other, *one), 0) for other in others for one in among)
        free = not among
        up = here >= most - need.value and (free or own >= most - need.value)
        down = bool(others) and (free or there >= need.value - 1)
        if not (up and down):
            left.append(need)
    return left


def _together(level: str, year: str) -> list[tuple[str, str]]:
    """The other counts of an institution with which a count stands in one sum; none where it stands in no sum."""
    if level not in SCALE or year not in POOLED_YEARS:
        return []
    same = [one for one in SCALE if (one in PARTS[HIGHER]) == (level in PARTS[HIGHER])]
    return [(one, at) for one in same for at in POOLED_YEARS if at in EXACT and (one, at) != (level, year)]
