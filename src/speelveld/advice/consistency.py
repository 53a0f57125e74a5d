# SPDX-License-Identifier: EUPL-1.2
"""What records and published counts of revision must obey: nobody goes down, and who goes up was raised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from speelveld.advice.levels import half_steps, on_scale
from speelveld.advice.pupils import Pupils
from speelveld.errors import Fault


@dataclass(frozen=True, slots=True)
class Flow:
    """What leaves the lowest advices by revision, up to and with ``level``.

    ``first``, ``raised`` and ``final`` are sums over this level and all below it. ``left`` = first - final pupils went
    up across the border above ``level``. Who goes up was raised, so ``spare`` = raised - left is how many were raised
    below the border without crossing it: at least 0. ``odd`` says how far the counts break that, or the rule that
    nobody goes down: 0 when they agree.
    """

    level: str
    first: int
    raised: int
    final: int

    @property
    def left(self) -> int:
        """How many more first than final advices there are, up to this level."""
        return self.first - self.final

    @property
    def spare(self) -> int:
        """How many were raised without crossing the border above this level. Negative: the counts disagree."""
        return self.raised - self.left

    @property
    def odd(self) -> int:
        """How many pupils the counts cannot explain: negative ``spare``, or negative ``left``; 0 when they agree."""
        return min(self.spare, self.left, 0)


def flows(first: Sequence[int], raised: Sequence[int], final: Sequence[int], levels: Sequence[str]) -> list[Flow]:
    """The identity of revision, level by level from the lowest: ``0 <= sum first - sum final <= sum raised``.

    ``levels`` and the counts stand from low to high and begin with the lowest; they may stop anywhere. In a published
    table a breach is a correction of records, a raise without a higher test, or an error of the publisher: it is shown
    and never repaired. (In the table for 2021/22, 118 of the highest incomes are raised from the lowest advice, and 120
    fewer have it in the end: -2.)

    Raises ValueError when lengths differ.
    """
    if not len(first) == len(raised) == len(final) == len(levels):
        raise ValueError("first, raised, final and levels have one length")
    sums = (np.cumsum(np.asarray(one, dtype=np.int64)) for one in (first, raised, final))
    return [Flow(name, int(f), int(r), int(n)) for name, f, r, n in zip(levels, *sums, strict=True)]


def never_down(pupils: Pupils, *, file: str = "") -> tuple[Fault, ...]:
    """A fault per school year for final advices below the first advice, which the rules never allow.

    Each says how many, and in which row the first of them stands (rows counted from 1). Nothing is corrected or left
    out: measures count these pupils as not raised. No fault: ``()``.
    """
    both = on_scale(pupils.first) & on_scale(pupils.final)
    lowered = both & (half_steps(pupils.final) < half_steps(pupils.first))
    numbers = np.bincount(pupils.year[lowered], minlength=len(pupils.years))
    return tuple(
        Fault(
            f"{numbers[year]} final advices of {label} are lower than the first advice.",
            file,
            row=int(np.argmax(lowered & (pupils.year == year))) + 1,
            column="final",
            advice="An advice may be raised and never lowered: check the record.",
        )
        for year, label in enumerate(pupils.years)
        if numbers[year]
    )
