# SPDX-License-Identifier: EUPL-1.2
"""Which atoms of different units may stand in for each other without a shown sum across units noticing.

Two atoms are of one *kind* when every shown cell and statement across units counts them alike. What one unit loses of
a kind another may gain. A *pool* is a set of units with the same kinds, such as the schools of a city.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from speelveld.disclosure.suppression.arrays import Arrays, Flags, Integers
from speelveld.disclosure.suppression.exchange import owners
from speelveld.disclosure.suppression.walks import row_keys

USUAL = 0.8
"""A sum that at least this part of a pool's units shows is one that reserves go on showing."""


@dataclass(frozen=True)
class Kinds:
    """The kind of every atom under one pattern, and per atom a key that is equal for atoms that the shown cells of
    their own unit count alike."""

    part: Arrays
    hidden: Flags
    divided: Sequence[Integers]

    @cached_property
    def _keys(self) -> tuple[Integers, Integers]:
        shown = np.flatnonzero(~self.hidden)
        rows = csr_array(vstack([self.part.matrix[shown], self.part.stated]))
        owner = owners(rows, self.divided)
        number = np.random.default_rng(2).integers(1, 2**63, size=rows.shape[0], dtype=np.uint64)
        outer, inner = (row_keys(rows, number, np.flatnonzero(which)) for which in (owner < 0, owner >= 0))
        return _numbered(outer), _numbered(inner)

    @property
    def of(self) -> Integers:
        """The kind of every atom, from 0."""
        return self._keys[0]

    @property
    def inner(self) -> Integers:
        """Atoms of one unit with the same number are counted alike by all that the unit shows."""
        return self._keys[1]

    def pools(self) -> list[Integers]:
        """The units by their kinds, in order; a unit without atoms of some kind is no part of a pool that has them."""
        found: dict[bytes, list[int]] = {}
        for unit, atoms in enumerate(self.divided):
            found.setdefault(np.unique(self.of[atoms]).tobytes(), []).append(unit)
        return [np.array(units) for units in found.values()]


def _numbered(keys: NDArray[np.uint64]) -> Integers:
    """Whole numbers from 0 in place of keys."""
    return np.asarray(np.unique(keys, return_inverse=True)[1], dtype=np.int64)


@dataclass(frozen=True)
class Family:
    """The sums that reserves go on showing: sets of kinds of which each two nest or share nothing, small ones first.

    ``cells`` flags the cells over such a set, ``group`` gives every kind the number of the smallest set that holds it,
    or -1.
    """

    cells: Flags
    group: Integers


def family(kinds: Kinds, pool: Integers, owner: Integers) -> Family:
    """The sums that most units of a pool show. ``owner`` is the unit of every cell, -1 across units."""
    part = kinds.part
    holders: dict[bytes, set[int]] = {}
    over: dict[int, bytes] = {}
    member = np.zeros(len(kinds.divided) + 1, dtype=bool)
    member[pool] = True
    for cell in np.flatnonzero(member[owner] & (owner >= 0) & ~kinds.hidden):
        atoms = part.matrix.indices[part.matrix.indptr[cell] : part.matrix.indptr[cell + 1]]
        if len(atoms) > 1:
            over[int(cell)] = key = np.unique(kinds.of[atoms]).tobytes()
            holders.setdefault(key, set()).add(int(owner[cell]))
    usual = [key for key, units in holders.items() if len(units) >= USUAL * len(pool)]
    group = np.full(int(kinds.of.max(initial=-1)) + 1, -1, dtype=np.int64)
    kept: list[frozenset[int]] = []
    keys: set[bytes] = set()
    for key in sorted(usual, key=lambda key: (len(key), key)):
        members = frozenset(np.frombuffer(key, dtype=np.int64).tolist())
        if all(not members & other or other <= members for other in kept):
            inside = np.array(sorted(members))
            group[inside[group[inside] < 0]] = len(kept)
            kept.append(members)
            keys.add(key)
    cells = np.zeros(len(part.cells), dtype=bool)
    cells[[cell for cell, key in over.items() if key in keys]] = True
    return Family(cells, group)
