# SPDX-License-Identifier: EUPL-1.2
"""Show cells again that no witness needs hidden: without a new question, by what is known already."""

from __future__ import annotations

import numpy as np

from speelveld.disclosure.suppression.arrays import Flags, Integers
from speelveld.disclosure.suppression.witnesses import Witnesses, enough

FIRST = 16
"""One in so many needs is looked at first."""


class _Places:
    """Where every number occurs in a list."""

    def __init__(self, numbers: Integers, many: int) -> None:
        self._order = np.argsort(numbers, kind="stable")
        self._starts = np.searchsorted(numbers[self._order], np.arange(many + 1))

    def of(self, numbers: Integers) -> tuple[Integers, Integers]:
        """The places of these numbers, and for each which of them it is."""
        starts, lengths = self._starts[numbers], self._starts[numbers + 1] - self._starts[numbers]
        which = np.repeat(np.arange(len(numbers)), lengths)
        first = np.repeat(np.cumsum(lengths) - lengths, lengths)
        return self._order[np.arange(len(which)) - first + np.repeat(starts, lengths)], which


def show_unused(witnesses: Witnesses, hidden: Flags, candidates: Flags) -> Flags:
    """Show candidates again, the dearest first, where the tables that agree even so prove every need.

    Every need must have its witnesses under ``hidden``.
    """
    part = witnesses.part
    (cells, changing), (needs, moving, values) = witnesses.entries()
    by_cell, by_need = _Places(cells, len(part.cells)), _Places(needs, len(part.needs.ids))
    by_table = _Places(moving, witnesses.known)
    agree, hidden = witnesses.agree(hidden), hidden.copy()
    for cell in sorted(np.flatnonzero(candidates & hidden), key=lambda cell: (-part.weight[cell], cell)):
        lost = changing[by_cell.of(np.array([cell]))[0]]
        lost = lost[agree[lost]]
        agree[lost] = False
        asked = np.unique(needs[by_table.of(lost)[0]])
        for some in (asked[::FIRST], asked):  # most cells fail, and fail soon
            entry, which = by_need.of(some)
            kept = agree[moving[entry]]
            low, high = witnesses.start[some], witnesses.start[some]
            np.minimum.at(low, which[kept], values[entry[kept]])
            np.maximum.at(high, which[kept], values[entry[kept]])
            safe = enough(part, low, high, some).all()
            if not safe:
                break
        if safe:
            hidden[cell] = False
        else:
            agree[lost] = True
    return hidden
