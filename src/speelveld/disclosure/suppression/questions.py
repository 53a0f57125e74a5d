# SPDX-License-Identifier: EUPL-1.2
"""Two questions about one need: is it protected under a pattern, and if not, what is the least to hide for it?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from speelveld.disclosure.suppression.arrays import Arrays, Flags, Floats
from speelveld.disclosure.suppression.attacker import WHOLE, Answer, Attacker, Cut

ROUNDS = 2
"""How often the prices are set anew, so that the linear answer changes few cells rather than many a little."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``safe``: witnesses are known. Otherwise ``cut`` is what every safe pattern must obey, or None when it is not
    proven that this pattern is unsafe."""

    safe: bool
    cut: Cut | None = None


def form_of(attacker: Attacker, need: int) -> Floats:
    """The form of a need over the atoms that may move."""
    return np.asarray(attacker.part.needs.matrix[[need]].toarray()[0])


def whole(attacker: Attacker, need: int) -> bool:
    """Whether a need counts whole numbers only."""
    row = attacker.part.needs.matrix[[need]].data
    return bool((row == np.rint(row)).all())


def judge(attacker: Attacker, need: int, hidden: Flags) -> Verdict:
    """Whether a need is protected when these cells are hidden. ``attacker.open(hidden)`` must have been called."""
    needs = attacker.part.needs
    form, value, reach = form_of(attacker, need), float(needs.value[need]), float(needs.reach[need])
    width = max(float(needs.width[need]), 1.0)
    floor = math.floor if whole(attacker, need) else float
    try:
        top = _push(attacker, need, -form, high=max(reach, value + width))
        if top is None:
            return Verdict(False)
        high = -top.value + float(needs.rest[need])
        if floor(high + WHOLE) < reach:
            return Verdict(False, _cut(attacker, hidden, reach - high, top))
        wanted = floor(high + WHOLE) - width
        if wanted < value:
            bottom = _push(attacker, need, form, low=wanted)
            if bottom is None:
                return Verdict(False)
            low = bottom.value + float(needs.rest[need])
            if -floor(-low + WHOLE) > wanted:
                return Verdict(False, _cut(attacker, hidden, width - (high - low), top, bottom))
    finally:
        attacker.hold(need)
    if need in attacker.witnesses.lacking(hidden):
        return _search(attacker, need, form, hidden)
    return Verdict(True)


def _push(attacker: Attacker, need: int, form: Floats, low: float = -math.inf, high: float = math.inf) -> Answer | None:
    """Minimise a form while the need stays between two values, and keep the table that this gives, if it is whole."""
    attacker.hold(need, low, high)
    attacker.aim(form)
    answer = attacker.solve()
    if answer is not None:
        attacker.keep(answer.table)
    return answer


def _search(attacker: Attacker, need: int, form: Floats, hidden: Flags) -> Verdict:
    """The interval over whole tables, where fractions alone say that the need is protected."""
    needs = attacker.part.needs
    value, reach, width = float(needs.value[need]), float(needs.reach[need]), max(float(needs.width[need]), 1.0)
    ended = True
    high = value
    attacker.aim(-form)
    attacker.hold(need, high=max(reach, value + width))
    table = attacker.solve_whole()
    ended &= attacker.ended
    if table is not None and attacker.witnesses.add(table):
        high = float(form @ table + needs.rest[need])
    if high >= reach and need in attacker.witnesses.lacking(hidden):
        attacker.aim(form)
        attacker.hold(need, low=high - width)
        table = attacker.solve_whole()
        ended &= attacker.ended
        if table is not None:
            attacker.witnesses.add(table)
    attacker.hold(need)
    if need not in attacker.witnesses.lacking(hidden):
        return Verdict(True)
    # Hiding less protects no better, so at least one cell that this pattern shows must be hidden.
    return Verdict(False, Cut((~hidden & attacker.part.free).astype(float)) if ended else None)


def _cut(attacker: Attacker, hidden: Flags, short: float, *answers: Answer) -> Cut:
    """From the multipliers that prove a need exposed to what every safe pattern obeys (Fischetti and Salazar 2001).

    Hiding a cell lets it fall to 0 or rise without bound, so its multiplier times that room is what hiding it can add
    to the interval. ``short`` is what is missing; no cell need add more.
    """
    part = attacker.part
    room = np.zeros(len(part.cells))
    down = np.where(_never_negative(part), np.maximum(part.low, 0.0), np.inf)
    for answer in answers:
        multiplier = np.where(abs(answer.multiplier) < 1e-9, 0.0, answer.multiplier)
        with np.errstate(invalid="ignore"):
            room += np.where(multiplier > 0, multiplier * down, 0.0) + np.where(multiplier < 0, np.inf, 0.0)
    room = np.where(part.free & ~hidden, np.nan_to_num(room, nan=0.0, posinf=np.inf), 0.0)
    return Cut(np.minimum(room / max(short, WHOLE), 1.0))


def _never_negative(part: Arrays) -> Flags:
    """The cells that cannot fall below 0 because no coefficient is negative."""
    negative = part.matrix.copy()
    negative.data = (negative.data < 0).astype(float)
    return np.asarray(negative.sum(axis=1) == 0)


def hide_for(attacker: Attacker, need: int, hidden: Flags) -> Flags | None:
    """The cells to hide as well, so that a need is protected; None when nothing that may be hidden protects it.

    Of moving the need up and moving it down, what costs less; the prices are divided by how much a cell changed in
    the answer before, so that the next answer changes few cells.
    """
    part, needs = attacker.part, attacker.part.needs
    low, high = (float(bound[need]) for bound in attacker.witnesses.range(hidden))
    width = max(float(needs.width[need]), 1.0)
    tries = [(max(float(needs.reach[need]), low + width), math.inf)]
    if high >= needs.reach[need]:
        tries.append((-math.inf, high - width))
    best: tuple[float, tuple[float, float], Answer, Floats] | None = None
    attacker.aim(np.zeros(len(part.atoms)))
    for least, most in tries:
        attacker.hold(need, least, most)
        price = part.weight + 1e-3
        for _ in range(1 + ROUNDS):
            attacker.open(hidden, price)
            answer = attacker.solve()
            if answer is None:
                break
            slack = np.zeros(len(part.cells))
            slack[np.flatnonzero(part.free)] = answer.slack
            cost = float(part.weight[(slack > WHOLE) & ~hidden].sum())
            if best is None or cost < best[0] - WHOLE:
                best = (cost, (least, most), answer, price)
            price = (part.weight + 1e-3) / (slack + 0.1)
    attacker.hold(need)
    if best is None:
        attacker.open(hidden)
        return None
    _, (least, most), answer, price = best
    attacker.open(hidden, price)
    attacker.hold(need, least, most)
    before = attacker.witnesses.known
    if not attacker.keep(answer.table):
        table = attacker.solve_whole()
        if table is not None:
            attacker.witnesses.add(table)
    attacker.hold(need)
    attacker.open(hidden)
    if attacker.witnesses.known == before:
        return part.free & ~hidden
    return attacker.witnesses.last_changed() & ~hidden
