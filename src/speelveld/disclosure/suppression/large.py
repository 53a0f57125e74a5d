# SPDX-License-Identifier: EUPL-1.2
"""Large systems: the best pattern of every unit by itself, then witnesses across units, hiding more where they fail.

Against an outsider who knows one unit's cells only, every unit must hide at least what its own best pattern hides;
added up over units this is a lower bound on the whole. Mostly it is nearly enough, too: what binds a unit to the
others are sums over many units, which leave room.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from speelveld.disclosure.suppression.arrays import Arrays, Flags, Integers
from speelveld.disclosure.suppression.attacker import WHOLE, Attacker
from speelveld.disclosure.suppression.exact import Best
from speelveld.disclosure.suppression.exchange import THREADS, Exchange, exhaust
from speelveld.disclosure.suppression.greedy import protect
from speelveld.disclosure.suppression.parts import levels, spans, units
from speelveld.disclosure.suppression.questions import judge
from speelveld.disclosure.suppression.small import solve_small
from speelveld.disclosure.suppression.walks import walk_across
from speelveld.disclosure.suppression.witnesses import Witnesses

TABLES = 30
"""How many alternative tables are made for one pattern at most."""
WALKS = 30
"""How many tables a walk of small moves makes at most."""
LEAST = 8
"""How many needs a table must serve to be worth another."""


def solve_large(part: Arrays, *, improve: bool, left: Callable[[], float]) -> tuple[Best, Integers, Witnesses]:
    """A safe pattern, the needs that nothing protects, and the witnesses."""
    divided = units(part)
    hidden, bound, hopeless = _units(part, divided, improve=improve, left=left)
    witnesses = Witnesses(part)
    if len(hopeless):
        return Best(hidden, bound, False), hopeless, witnesses
    stand_alone(part, witnesses, hidden, divided)
    work_across(part, witnesses, hidden, divided)
    while len(lacking := witnesses.lacking(hidden)):
        more = _binding(part, divided, hidden, lacking)
        if not more.any():
            hidden, hopeless = protect(Attacker(part, witnesses), hidden)
            break
        hidden = hidden | more
        stand_alone(part, witnesses, hidden, divided)
    if not len(hopeless):
        hidden = _show_unused(part, witnesses, hidden, crossing(part, divided))
    optimal = math.fsum(part.weight[hidden & part.free]) <= bound + 1e-6
    return Best(hidden, bound, optimal), hopeless, witnesses


def _show_unused(part: Arrays, witnesses: Witnesses, hidden: Flags, across: Flags) -> Flags:
    """Show cells across units again, the dearest first, where the witnesses that are known suffice."""
    for cell in sorted(np.flatnonzero(hidden & part.free & across), key=lambda cell: (-part.weight[cell], cell)):
        fewer = hidden.copy()
        fewer[cell] = False
        if not len(witnesses.lacking(fewer)):
            hidden = fewer
    return hidden


def _units(
    part: Arrays, divided: Sequence[Integers], *, improve: bool, left: Callable[[], float]
) -> tuple[Flags, float, Integers]:
    """What the units hide when each stands alone, the sum of their bounds, and needs that even then stay exposed."""

    def solve(atoms: Integers) -> tuple[Arrays, Best, Integers]:
        own = part.cut(atoms, inner=True)
        best, hopeless, _ = solve_small(own, rounds=60 if improve else 3, nodes=2000, left=left)
        return own, best, own.need_place[hopeless]

    hidden = part.primary.copy()
    bound = 0.0
    hopeless: list[Integers] = []
    place = np.zeros(part.place.max(initial=-1) + 1, dtype=np.int64)
    place[part.place] = np.arange(len(part.cells))
    need_place = {int(whole): here for here, whole in enumerate(part.need_place)}
    with ThreadPoolExecutor(THREADS) as pool:
        for own, best, lost in pool.map(solve, divided):
            hidden[place[own.place[best.hidden]]] = True
            bound += best.bound
            hopeless.append(np.array([need_place[int(need)] for need in lost], dtype=np.int64))
    return hidden, bound, np.concatenate(hopeless) if hopeless else np.zeros(0, dtype=np.int64)


def work_across(part: Arrays, witnesses: Witnesses, hidden: Flags, divided: Sequence[Integers]) -> None:
    """Witnesses in which units exchange with others of the same span, the smallest spans first."""
    across = spans(part, list(divided))
    exchange = Exchange(part, witnesses, hidden, divided)
    walk_across(part, witnesses, hidden, divided, exchange.rows, across, tables=WALKS, least=LEAST)
    for level in levels(across):
        exhaust(exchange, level, tables=TABLES, least=LEAST)


def stand_alone(part: Arrays, witnesses: Witnesses, hidden: Flags, divided: Sequence[Integers]) -> None:
    """Witnesses in which units move each by itself; the tables of different units are put into one."""
    lacking = witnesses.lacking(hidden)
    asked = np.zeros(len(part.needs.ids), dtype=bool)
    asked[lacking] = True
    rows: list[list[tuple[Integers, Integers]]] = []
    for atoms in divided:
        own = part.cut(atoms)
        mine = np.flatnonzero(asked[np.searchsorted(part.need_place, own.need_place)])
        if len(mine):
            for turn, table in enumerate(_alone(own, hidden[np.searchsorted(part.place, own.place)], mine)):
                if turn == len(rows):
                    rows.append([])
                rows[turn].append((atoms, table))
    for row in rows:
        together = part.true.copy()
        for atoms, table in row:
            together[atoms] = table
        if witnesses.add(together):
            continue
        for atoms, table in row:  # roundings leave room for one unit's change, perhaps not for all together
            single = part.true.copy()
            single[atoms] = table
            witnesses.add(single)


def _alone(own: Arrays, hidden: Flags, asked: Integers) -> Sequence[Integers]:
    """The tables of one unit that prove these needs, as far as it can move at all."""
    witnesses = Witnesses(own)
    attacker = Attacker(own, witnesses)
    attacker.open(hidden)
    for need in asked:
        attacker.hold(int(need), high=float(own.needs.value[need] + own.needs.reach[need] + 1))
    attacker.aim(-np.asarray(np.ones(len(asked)) @ own.needs.matrix[asked]))
    answer = attacker.solve()
    for need in asked:
        attacker.hold(int(need))
    if answer is not None and abs(answer.table - own.true).max() < WHOLE:
        return []
    for need in asked:
        if need in witnesses.lacking(hidden):
            judge(attacker, int(need), hidden)
    return witnesses.tables(hidden)[1:]


def crossing(part: Arrays, divided: Sequence[Integers]) -> Flags:
    """The cells that run across units."""
    unit = np.zeros(len(part.atoms), dtype=np.int64)
    for place, atoms in enumerate(divided):
        unit[atoms] = place
    lengths = np.diff(part.matrix.indptr)
    row = np.repeat(np.arange(len(part.cells)), lengths)
    least, most = np.full(len(part.cells), len(divided)), np.full(len(part.cells), -1)
    np.minimum.at(least, row, unit[part.matrix.indices])
    np.maximum.at(most, row, unit[part.matrix.indices])
    return np.asarray(most > least)


def _binding(part: Arrays, divided: Sequence[Integers], hidden: Flags, lacking: Integers) -> Flags:
    """The smallest shown cells across units that bind a need which found no witness."""
    atoms = np.zeros(len(part.atoms))
    atoms[np.unique(part.needs.matrix[lacking].indices)] = 1.0
    touching: Flags = crossing(part, divided) & part.free & ~hidden & (abs(part.matrix) @ atoms > 0)
    lengths = np.diff(part.matrix.indptr)
    if not touching.any():
        return touching
    return np.asarray(touching & (lengths <= 2 * lengths[touching].min()))
