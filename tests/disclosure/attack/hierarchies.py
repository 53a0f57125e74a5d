# SPDX-License-Identifier: EUPL-1.2
"""Random linked tables, with all that makes suppression hard; the counts are invented.

Written apart from the engine's own builder of tables, so that a margin which that builder forgets is attacked here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speelveld.disclosure.attack import Finding, Hidden, Insider, Knowledge, attack
from speelveld.disclosure.attack.coalition import row
from speelveld.disclosure.insiders import beside_insiders
from speelveld.disclosure.protect import ProtectedTable
from speelveld.disclosure.suppression import suppress
from speelveld.disclosure.system import Cell, Protected, Statement, System, terms
from speelveld.errors import DisclosureError

SIZES = {
    "tiny": ((2, 4), (2, 3)),
    "small": ((3, 8), (2, 4), (2, 3)),
    "middle": ((8, 20), (2, 5), (2, 4), (1, 3)),
}
"""The least and the most categories of each dimension."""
LARGEST = (65, 5, 4, 3)
"""Schools, years, groups and outcomes of the largest system."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a system is made: its shape, the threshold, the base of rounding, and what else there is."""

    shape: tuple[int, ...]
    threshold: int = 5
    base: int = 1
    zeros: bool = False
    boards: bool = False
    public_totals: bool = False
    earlier: bool = False
    mean: float = 8.0


def asked(size: str, rng: np.random.Generator) -> Asked:
    """A random system of a size: its shape and rules."""
    if size == "largest":
        return Asked(LARGEST, boards=True, mean=8.0)
    shape = tuple(int(rng.integers(least, most + 1)) for least, most in SIZES[size])
    return Asked(
        shape,
        threshold=int(rng.choice([3, 5, 10])),
        base=int(rng.choice([1, 1, 1, 5])),
        zeros=bool(rng.random() < 0.3),
        boards=bool(rng.random() < 0.4),
        public_totals=bool(rng.random() < 0.3),
        earlier=bool(rng.random() < 0.3),
        mean=float(rng.choice([4.0, 10.0, 30.0])),
    )


def make(one: Asked, rng: np.random.Generator) -> System:
    """Every cell and margin of a table of counts: skewed, with zeros, and with some categories that are small.

    ``boards`` adds the sums of the first dimension over boards, and over districts that cut through these.
    ``public_totals`` are shown whatever happens: the sums over the first two dimensions. ``earlier`` is a table of the
    first dimension that was published before, where all its counts are large.
    """
    counts = rng.poisson(rng.gamma(0.8, one.mean, size=one.shape)) * (rng.random(one.shape) > 0.1)
    counts[:, -1] //= 3
    places = [[(at,) for at in range(size)] for size in one.shape]
    names = [[f"{dimension}{at}" for at in range(size)] for dimension, size in enumerate(one.shape)]
    for group, size in (("board", 3), ("district", 4)) if one.boards and one.shape[0] > 5 else ():
        belongs = rng.integers(0, size, one.shape[0])
        for at in range(size):
            members = tuple(int(school) for school in np.flatnonzero(belongs == at))
            if 1 < len(members) < one.shape[0]:
                places[0].append(members)
                names[0].append(f"{group}{at}")
    for dimension, size in enumerate(one.shape):
        if size > 1:
            places[dimension].append(tuple(range(size)))
            names[dimension].append("*")
    atoms = np.array(["|".join(map(str, at)) for at in np.ndindex(one.shape)]).reshape(one.shape)
    cells = list(_cells(one, counts, atoms, places, names))
    earlier = _earlier(one, counts, atoms) if one.earlier else ()
    return System(dict(zip(atoms.ravel().tolist(), counts.ravel().tolist(), strict=True)), tuple(cells), earlier)


def _cells(
    one: Asked,
    counts: NDArray[np.int_],
    atoms: NDArray[np.str_],
    places: Sequence[Sequence[tuple[int, ...]]],
    names: Sequence[Sequence[str]],
) -> Iterator[Cell]:
    for labels in itertools.product(*(list(zip(n, p, strict=True)) for n, p in zip(names, places, strict=True))):
        where = np.ix_(*(at for _, at in labels))
        value, form = int(counts[where].sum()), terms(atoms[where].ravel().tolist())
        name = "/".join(label for label, _ in labels)
        public = one.public_totals and all(label == "*" for label, _ in labels[1:])
        small = value < one.threshold and (value > 0 or one.zeros) and not public
        need = Protected(name, form, value, one.threshold, one.threshold) if small else None
        yield Cell(name, form, value, weight=1.0 + np.log2(1 + value), need=need, always_shown=public, base=one.base)


def _earlier(one: Asked, counts: NDArray[np.int_], atoms: NDArray[np.str_]) -> tuple[Statement, ...]:
    by_first = counts.reshape(one.shape[0], -1).sum(axis=1)
    if by_first.min() < 4 * one.threshold:
        return ()
    rows = atoms.reshape(one.shape[0], -1)
    return tuple(
        Statement(f"earlier {at}", terms(row.tolist()), int(total), int(total))
        for at, (row, total) in enumerate(zip(rows, by_first, strict=True))
    )


def draw(size: str, rng: np.random.Generator, *, seconds: float) -> tuple[Asked, System, frozenset[str]]:
    """A random system with what the engine hides of it.

    Where what the outside knows exposes a need whatever is hidden, the engine refuses, and another system is drawn;
    a refusal without reason is raised.
    """
    while True:
        one = asked(size, rng)
        system = make(one, rng)
        try:
            return one, system, suppress(system, seconds=seconds).hidden
        except DisclosureError:
            everything = {cell.id for cell in system.cells if not cell.always_shown}
            if not attack(system.statements(everything), system.needs(), attacks=["A2"]):
                raise


def protected_from_insiders(system: System, hidden: frozenset[str], together: int = 2) -> tuple[frozenset[str], int]:
    """What is hidden when categories of the first dimension, all of one group, know their own rows; and how many counts
    these know already, from what is always shown or was said before.
    """
    members: dict[str, set[str]] = {}
    for atom in system.values:
        members.setdefault(atom.partition("|")[0], set()).add(atom)
    cells = {cell.id: cell.value for cell in system.cells}
    shown = {cell: None if cell in hidden else value for cell, value in cells.items()}
    primary = frozenset(cell.id for cell in system.cells if cell.need is not None)
    needs = system.needs()
    found = beside_insiders(
        system,
        ProtectedTable("suppress", shown, primary, system.statements(hidden), needs, needs, 0.0, 0.0, 0.0, "engine"),
        {member: frozenset(atoms) for member, atoms in members.items()},
        {"": sorted(members)},
        together,
    )
    assert found.insiders is not None
    return found.hidden, found.insiders.known


def insiders_of(system: System, together: int) -> list[Insider]:
    """Every coalition of so many categories of the first dimension, and their own counts."""
    rows: dict[str, list[str]] = {}
    for atom in system.values:
        rows.setdefault(atom.partition("|")[0], []).append(atom)
    size = min(together, max(1, len(rows) - 1))
    return [
        row(" and ".join(pair), {a: (terms([a]), system.values[a]) for one in pair for a in rows[one]}, system.needs())
        for pair in itertools.combinations(sorted(rows), size)
    ]


def has_insiders(one: Asked, system: System) -> bool:
    """Whether a third is left to learn about, and all that insiders could use can be hidden."""
    return one.shape[0] > 2 and not one.public_totals and not system.earlier


def attacked_from_within(system: System, hidden: frozenset[str], together: int = 2) -> tuple[int, list[Finding]]:
    """A12: how many cells are hidden as well because categories of the first dimension know their own rows, and what
    every so many of them still find together.
    """
    more, known = protected_from_insiders(system, hidden, together)
    assert known == 0, "nothing was said before, so everything can be hidden"
    assert {cell.id for cell in system.cells if cell.need is not None} <= more, "small counts stay hidden"
    knowledge = Knowledge(insiders=tuple(insiders_of(system, together)))
    return len(more - hidden), attack(
        system.statements(more), system.needs(), knowledge=knowledge, attacks=["A2", "A12"]
    )


def attacked(system: System, hidden: frozenset[str], threshold: int = 0) -> list[Finding]:
    """What an outsider finds who sees all cells but the hidden ones, and who knows the rule of a threshold above 0."""
    cells = tuple(Hidden(cell.id, cell.terms) for cell in system.cells if cell.id in hidden)
    return attack(system.statements(hidden), system.needs(), knowledge=Knowledge(threshold=threshold, hidden=cells))
