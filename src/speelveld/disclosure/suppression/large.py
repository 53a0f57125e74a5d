# SPDX-License-Identifier: EUPL-1.2
"""Large systems: the best pattern of every unit by itself, then witnesses across units, hiding more where they fail.

Against an outsider who knows one unit's cells only, every unit must hide at least what its own best pattern hides;
added up over units this is a lower bound on the whole. Mostly it is nearly enough, too: what binds a unit to the
others are sums over many units, which leave room.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from speelveld.disclosure.suppression.arrays import Arrays, Flags, Integers
from speelveld.disclosure.suppression.attacker import WHOLE, Attacker
from speelveld.disclosure.suppression.effort import Effort
from speelveld.disclosure.suppression.exact import Best
from speelveld.disclosure.suppression.exchange import THREADS, Exchange, exhaust
from speelveld.disclosure.suppression.greedy import protect
from speelveld.disclosure.suppression.parts import levels, spans, units
from speelveld.disclosure.suppression.plans import nearest, sums_of
from speelveld.disclosure.suppression.questions import judge
from speelveld.disclosure.suppression.reserves import with_reserves
from speelveld.disclosure.suppression.small import solve_small
from speelveld.disclosure.suppression.unused import show_unused
from speelveld.disclosure.suppression.walks import walk_across
from speelveld.disclosure.suppression.witnesses import Witnesses

TABLES = 30
"""How many alternative tables are made for one pattern at most."""
WALKS = 30
"""How many tables a walk of small moves makes at most."""
LEAST = 8
"""How many needs a table must serve to be worth another."""
AT_ONCE = 8
"""Of so many units at a time what they spent is counted before the next begin."""
UNEVEN = 10.0
"""How many times its even share of what is left a unit may spend: most spend less, and several go side by side."""
FEW = 0.25
"""Units exchange by linear programmes when at most this part of the needs lacks a witness by then."""
ROUNDS = 12
"""How often reserves are sought, and the sums next to needs without them hidden, before all is tried that may help."""
MOST = 10_000
"""In a larger system units do not exchange: pairs of units are too many."""


def solve_large(part: Arrays, *, improve: bool, effort: Effort) -> tuple[Best, Integers, Witnesses]:
    """A safe pattern, the needs that nothing protects, and the witnesses."""
    divided = units(part)
    hidden, bound, hopeless = _units(part, divided, improve=improve, effort=effort)
    witnesses = Witnesses(part)
    if len(hopeless):
        return Best(hidden, bound, False), hopeless, witnesses
    stand_alone(part, witnesses, hidden, divided)
    work_across(part, witnesses, hidden, divided)
    sums = sums_of(part, divided)
    for _ in range(ROUNDS):
        if not len(witnesses.lacking(hidden)):
            break
        hidden = with_reserves(part, witnesses, hidden, divided, sums)
        stand_alone(part, witnesses, hidden, divided)  # no shown sum may bind a unit to others now
        hidden = hidden | nearest(sums, hidden, divided, witnesses.lacking(hidden))
    if len(witnesses.lacking(hidden)):
        hidden, hopeless = protect(Attacker(part, witnesses), hidden)
    if not len(hopeless):
        hidden = show_unused(witnesses, hidden, part.free)
    optimal = math.fsum(part.weight[hidden & part.free]) <= bound + 1e-6
    return Best(hidden, bound, optimal), hopeless, witnesses


def _units(
    part: Arrays, divided: Sequence[Integers], *, improve: bool, effort: Effort
) -> tuple[Flags, float, Integers]:
    """What the units hide when each stands alone, the sum of their bounds, and needs that even then stay exposed."""

    def solve(atoms: Integers, mine: Effort) -> tuple[Arrays, Best, Integers]:
        own = part.cut(atoms, inner=True)
        best, hopeless, _ = solve_small(own, rounds=60 if improve else 3, nodes=2000, effort=mine)
        return own, best, own.need_place[hopeless]

    hidden = part.primary.copy()
    bound = 0.0
    hopeless: list[Integers] = []
    place = np.zeros(part.place.max(initial=-1) + 1, dtype=np.int64)
    place[part.place] = np.arange(len(part.cells))
    need_place = {int(whole): here for here, whole in enumerate(part.need_place)}
    with ThreadPoolExecutor(THREADS) as pool:
        for first in range(0, len(divided), AT_ONCE):
            some = divided[first : first + AT_ONCE]
            shares = [effort.part(UNEVEN / (len(divided) - first)) for _ in some]
            for own, best, lost in pool.map(solve, some, shares):
                hidden[place[own.place[best.hidden]]] = True
                bound += best.bound
                hopeless.append(np.array([need_place[int(need)] for need in lost], dtype=np.int64))
            for mine in shares:
                effort.took(mine, of=THREADS)
    return hidden, bound, np.concatenate(hopeless) if hopeless else np.zeros(0, dtype=np.int64)


def work_across(part: Arrays, witnesses: Witnesses, hidden: Flags, divided: Sequence[Integers]) -> None:
    """Witnesses in which units exchange with others of the same span, the smallest spans first; where few are left."""
    if len(part.atoms) > MOST or not len(witnesses.lacking(hidden)):
        return
    apart = spans(part, list(divided))
    exchange = Exchange(part, witnesses, hidden, divided)
    walk_across(part, witnesses, hidden, divided, exchange.rows, apart, tables=WALKS, least=LEAST)
    if len(witnesses.lacking(hidden)) > FEW * len(part.needs.ids):
        return
    for level in levels(apart):
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
