# SPDX-License-Identifier: EUPL-1.2
"""Witnesses for a large system by many small moves that no shown cell notices.

Four atoms of one unit, two up and two down, may leave the unit's shown cells as they are; another unit that moves the
same four the other way leaves the sums across units as they are. Such moves are found by giving every shown cell a
random number, every atom the sum of those of its cells, and looking for pairs of atoms with the same sum; each is
checked before use. Then a walk of millions of moves visits whole tables only, so that each is a witness.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from speelveld.disclosure.suppression.arrays import Arrays, Flags, Integers
from speelveld.disclosure.suppression.exchange import owners
from speelveld.disclosure.suppression.witnesses import Witnesses

PARTNERS = 64
"""With how many other units of a span a unit moves."""
MOST = 300
"""The most moves of one pair of units that are kept."""
STEPS = 1_500_000
"""The steps between two tables that are looked at."""
WARMTH = 0.05
WEAK = 3
"""So many tables that serve too few needs end the walk."""

Keys = NDArray[np.uint64]


def walk_across(
    part: Arrays,
    witnesses: Witnesses,
    hidden: Flags,
    divided: Sequence[Integers],
    rows: csr_array,
    across: Sequence[Integers],
    *,
    tables: int,
    least: int,
) -> None:
    """Walk until ``tables`` tables are kept, or until they serve fewer than ``least`` needs a few times.

    ``rows`` are the shown cells and the statements, ``across`` the sets of units that they run across.
    """
    forms = csc_array(part.needs.matrix)
    if not (forms.data == np.rint(forms.data)).all() or not (rows.data == np.rint(rows.data)).all():
        return
    moves = find_moves(rows, owners(rows, divided), divided, across)
    if not len(moves):
        return
    from speelveld.disclosure.suppression.walk_kernels import walk

    needs = part.needs
    width = np.maximum(np.ceil(needs.width), 1.0)
    table = part.true.copy()
    weak = 0
    for turn in range(tables):
        lacking = witnesses.lacking(hidden)
        if not len(lacking) or weak >= WEAK:
            return
        low, high = witnesses.range(hidden)
        asked = np.zeros(len(low), dtype=bool)
        asked[lacking] = True
        up = np.ceil(np.maximum(np.maximum(needs.reach, low + width), 1.0)).astype(np.int64)
        down = np.where((high >= needs.reach) & (high - width >= 0), np.floor(high - width), -1).astype(np.int64)
        value = np.rint(needs.matrix @ table + needs.rest).astype(np.int64)
        walk(
            table,
            moves,
            forms.indptr.astype(np.int64),
            forms.indices.astype(np.int64),
            np.rint(forms.data).astype(np.int64),
            value,
            asked,
            up,
            down,
            STEPS,
            WARMTH,
            88172645463325252 + turn,
        )
        witnesses.add(table.copy())
        served = len(lacking) - len(witnesses.lacking(hidden))
        weak = weak + 1 if served < least else 0


def find_moves(rows: csr_array, owner: Integers, divided: Sequence[Integers], across: Sequence[Integers]) -> Integers:
    """Moves of pairs of units that leave all rows as they are: four atoms rise, four fall; one row per move."""
    random = np.random.default_rng(1)
    number = random.integers(1, 2**63, size=rows.shape[0], dtype=np.uint64)
    outer, inner = (row_keys(rows, number, np.flatnonzero(which)) for which in (owner < 0, owner >= 0))
    found = []
    for one, other in _pairs(across):
        mine, theirs = divided[one], divided[other]
        _, here, there = np.intersect1d(outer[mine], outer[theirs], return_indices=True)
        if len(here) < 4:
            continue
        first, second = mine[here], theirs[there]
        key = inner[first] + inner[second]
        left, right = np.triu_indices(len(key), 1)
        equal = _equal(key[left] + key[right], random)
        a, b, c, d = left[equal[:, 0]], right[equal[:, 0]], left[equal[:, 1]], right[equal[:, 1]]
        found.append(
            np.stack([first[a], first[b], second[c], second[d], first[c], first[d], second[a], second[b]], axis=1)
        )
    moves = np.concatenate(found) if found else np.zeros((0, 8), dtype=np.int64)
    return moves[_true(rows, moves)].astype(np.int64)


def row_keys(rows: csr_array, number: Keys, chosen: Integers) -> Keys:
    """Per atom the sum of the numbers of its rows, times their coefficients, as whole numbers that wrap around."""
    keys = np.zeros(rows.shape[1], dtype=np.uint64)
    some = rows[chosen]
    times = np.rint(some.data).astype(np.int64).astype(np.uint64)
    np.add.at(keys, some.indices, np.repeat(number[chosen], np.diff(some.indptr)) * times)
    return keys


def _pairs(across: Sequence[Integers]) -> Iterator[tuple[int, int]]:
    """Pairs of units of the same span, each with the next few."""
    seen: set[tuple[int, int]] = set()
    for span in across:
        for step in range(1, min(PARTNERS, len(span) - 1) + 1):
            for place in range(len(span)):
                one, other = int(span[place]), int(span[(place + step) % len(span)])
                pair = (min(one, other), max(one, other))
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def _equal(keys: Keys, random: np.random.Generator) -> Integers:
    """Pairs of places whose keys are equal, at most ``MOST``."""
    order = np.argsort(keys, kind="stable")
    sorted_keys = keys[order]
    found: list[Integers] = []
    many = 0
    for step in range(1, len(keys)):
        same = np.flatnonzero(sorted_keys[:-step] == sorted_keys[step:])
        if not len(same) or many > 2 * MOST:
            break
        found.append(np.stack([order[same], order[same + step]], axis=1))
        many += len(same)
    pairs = np.concatenate(found) if found else np.zeros((0, 2), dtype=np.int64)
    return pairs if len(pairs) <= MOST else pairs[random.permutation(len(pairs))[:MOST]]


def _true(rows: csr_array, moves: Integers) -> Flags:
    """Which moves leave every row as it is, whatever the random numbers say."""
    count, width = moves.shape
    signs = np.tile(np.r_[np.ones(width // 2), -np.ones(width - width // 2)], count)
    true = np.ones(count, dtype=bool)
    for start in range(0, count, 50_000):
        block = moves[start : start + 50_000]
        change = csc_array(
            (
                signs[: block.size],
                block.flatten(),  # a copy: scipy sorts it in place
                np.arange(0, block.size + 1, width),
            ),
            shape=(rows.shape[1], len(block)),
        )
        change.sum_duplicates()
        moved = csc_array(rows @ change)
        moved.eliminate_zeros()
        true[start : start + 50_000] = np.diff(moved.indptr) == 0
    return true
