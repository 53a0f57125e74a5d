# SPDX-License-Identifier: EUPL-1.2
"""Cut a system into parts: components that share nothing, and within a large one units that small cells hold together.

In a table of schools a unit is a school: its cells are sums of its own atoms, and only the cells of the city or the
board run across units. A *span* is the set of units that such a cell runs across.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, vstack
from scipy.sparse.csgraph import connected_components

from speelveld.disclosure.suppression.arrays import Arrays, Integers

UNIT = 100
"""The most atoms in a unit."""


def components(whole: Arrays) -> list[Integers]:
    """The atoms of every component, in order: no cell, statement or need runs across two."""
    rows = csr_array(vstack([whole.matrix, whole.stated, whole.needs.matrix]))
    count, atoms = rows.shape
    ones = csr_array((np.ones(len(rows.data)), rows.indices, rows.indptr), shape=rows.shape)
    lead = np.repeat(rows.indices[np.minimum(rows.indptr[:-1], max(len(rows.indices) - 1, 0))], np.diff(rows.indptr))
    if count == 0 or not len(rows.indices):
        return [np.array([atom]) for atom in range(atoms)]
    graph = csr_array((ones.data, (lead, rows.indices)), shape=(atoms, atoms))
    _, label = connected_components(graph, directed=False)
    return _by_label(label)


def _by_label(label: Integers) -> list[Integers]:
    """The places that share a label, in the order of their first place."""
    order = np.argsort(label, kind="stable")
    cuts = np.flatnonzero(np.diff(label[order])) + 1
    return sorted((np.asarray(group) for group in np.split(order, cuts)), key=lambda group: int(group[0]))


def units(part: Arrays, largest: int = UNIT) -> list[Integers]:
    """The atoms of every unit: cells unite their atoms, the smallest cells first, up to ``largest`` atoms together."""
    atoms = len(part.atoms)
    parent = np.arange(atoms)
    size = np.ones(atoms, dtype=np.int64)

    def root(atom: int) -> int:
        while parent[atom] != atom:
            parent[atom] = parent[parent[atom]]
            atom = int(parent[atom])
        return atom

    matrix = csr_array(vstack([part.matrix, part.stated]))
    lengths = np.diff(matrix.indptr)
    for cell in np.argsort(lengths, kind="stable"):
        if lengths[cell] > largest:
            break
        roots = sorted({root(int(atom)) for atom in matrix.indices[matrix.indptr[cell] : matrix.indptr[cell + 1]]})
        if len(roots) > 1 and size[roots].sum() <= largest:
            size[roots[0]] = size[roots].sum()
            parent[roots[1:]] = roots[0]
    return _by_label(np.array([root(atom) for atom in range(atoms)]))


def spans(part: Arrays, of: list[Integers]) -> list[Integers]:
    """The sets of units across which a cell or statement runs, smallest first, none twice."""
    unit = np.zeros(len(part.atoms), dtype=np.int64)
    for place, atoms in enumerate(of):
        unit[atoms] = place
    found: dict[bytes, Integers] = {}
    for matrix in (part.matrix, part.stated):
        for row in np.flatnonzero(np.diff(matrix.indptr) > 1):
            across = np.unique(unit[matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]])
            if len(across) > 1:
                found.setdefault(across.tobytes(), across)
    return sorted(found.values(), key=lambda across: (len(across), across.tolist()))


def levels(found: list[Integers], *, most: int = 4) -> list[list[Integers]]:
    """Spans in layers: each layer holds spans that share no unit, the smallest in the first."""
    layers: list[list[Integers]] = []
    rest = found
    while rest and len(layers) < most:
        used: set[int] = set()
        layer, later = [], []
        for span in rest:
            members = set(span.tolist())
            if used & members:
                later.append(span)
            else:
                used |= members
                layer.append(span)
        layers.append(layer)
        rest = later
    return layers
