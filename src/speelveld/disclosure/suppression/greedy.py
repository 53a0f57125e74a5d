# SPDX-License-Identifier: EUPL-1.2
"""A safe pattern without a search over all: protect the needs one by one, then show again what none of them uses."""

from __future__ import annotations

import numpy as np

from speelveld.disclosure.suppression.arrays import Flags, Integers
from speelveld.disclosure.suppression.attacker import Attacker, Cut
from speelveld.disclosure.suppression.effort import Effort
from speelveld.disclosure.suppression.questions import hide_for, judge


def protect(
    attacker: Attacker, hidden: Flags, cuts: list[Cut] | None = None, *, effort: Effort | None = None
) -> tuple[Flags, Integers]:
    """Hide more until every need has its witnesses: ``(hidden, the needs for which nothing helps)``.

    What the first judgements prove about every safe pattern is added to ``cuts``. Given an ``effort`` it gives up when
    that is spent, with all needs that have no witnesses by then.
    """
    part, witnesses = attacker.part, attacker.witnesses
    hidden = hidden | part.primary
    hopeless: set[int] = set()
    attacker.open(hidden)
    while True:
        lacking = [int(need) for need in witnesses.lacking(hidden) if int(need) not in hopeless]
        given_up = effort is not None and effort.over
        if not lacking or given_up:
            return hidden, np.array(sorted([*hopeless, *lacking]), dtype=np.int64)
        low, high = witnesses.range(hidden)
        missing = np.maximum(part.needs.width - (high - low), part.needs.reach - high)[lacking]
        need = lacking[int(np.argmax(missing))]
        verdict = judge(attacker, need, hidden)
        if verdict.cut is not None and cuts is not None:
            cuts.append(verdict.cut)
        if verdict.safe:
            continue
        more = hide_for(attacker, need, hidden)
        if more is None or not more.any():
            everything = hidden | part.free
            attacker.open(everything)
            if not judge(attacker, need, everything).safe:
                hopeless.add(need)
            elif more is None or not (everything & ~hidden).any():
                hidden = everything
            attacker.open(hidden)
            continue
        hidden = hidden | more
        attacker.open(hidden)


def show_again(attacker: Attacker, hidden: Flags, *, effort: Effort | None = None) -> Flags:
    """Show cells again, the dearest first, where every need can still be given witnesses; until the effort is spent."""
    part, witnesses = attacker.part, attacker.witnesses
    for cell in sorted(np.flatnonzero(hidden & part.free), key=lambda cell: (-part.weight[cell], part.cells[cell])):
        if effort is not None and effort.over:
            break
        fewer = hidden.copy()
        fewer[cell] = False
        lacking = witnesses.lacking(fewer)
        if len(lacking):
            attacker.open(fewer)
            if not _all_safe(attacker, fewer):
                continue
        hidden = fewer
    attacker.open(hidden)
    return hidden


def _all_safe(attacker: Attacker, hidden: Flags) -> bool:
    """Whether every need that lacks witnesses can be given them."""
    while len(lacking := attacker.witnesses.lacking(hidden)):
        if not judge(attacker, int(lacking[0]), hidden).safe:
            return False
    return True
