# SPDX-License-Identifier: EUPL-1.2
"""Small moves that no shown cell notices, on invented schools."""

from __future__ import annotations

import numpy as np

from speelveld.disclosure.suppression.arrays import arrays_of
from speelveld.disclosure.suppression.exchange import Exchange, owners
from speelveld.disclosure.suppression.parts import spans, units
from speelveld.disclosure.suppression.walks import find_moves, walk_across
from speelveld.disclosure.suppression.witnesses import Witnesses
from tests.disclosure.systems import school_system


def test_moves_leave_every_shown_cell_as_it_is_and_walks_prove_needs_the_same_way_every_time() -> None:
    part = arrays_of(school_system(12, 1, 4, 3, seed=2))
    divided = units(part, 20)
    assert len(divided) == 12
    across = spans(part, divided)
    hidden = part.primary.copy()
    rows = Exchange(part, Witnesses(part), hidden, divided).rows
    moves = find_moves(rows, owners(rows, divided), divided, across)
    assert len(moves) > 20
    for move in moves[:200]:
        change = np.zeros(len(part.atoms))
        np.add.at(change, move[:4], 1.0)
        np.add.at(change, move[4:], -1.0)
        assert abs(change).sum() in {4, 8}
        assert not (rows @ change).any()
        assert not (part.matrix[np.flatnonzero(~hidden)] @ change).any()
    proven = []
    for _ in range(2):
        witnesses = Witnesses(part)
        before = len(witnesses.lacking(hidden))
        walk_across(part, witnesses, hidden, divided, rows, across, tables=3, least=1)
        assert len(witnesses.lacking(hidden)) < before
        assert all((table >= 0).all() for table in witnesses.tables(hidden))
        assert witnesses.agree(hidden).all()
        proven.append(witnesses.lacking(hidden).tolist())
    assert proven[0] == proven[1]
