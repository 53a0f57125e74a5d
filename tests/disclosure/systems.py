# SPDX-License-Identifier: EUPL-1.2
"""Random linked systems of invented counts, for whoever tests disclosure control, and the plain oracle for tiny ones.

``random_system(seed)`` is a plain function; ``tiny_systems`` and ``linked_systems`` are hypothesis strategies over it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from speelveld.disclosure.suppression import Loss, cube, threshold
from speelveld.disclosure.system import Cell, Protected, Statement, System, rounded_range, terms


def school_counts(
    schools: int, years: int, groups: int, outcomes: int, *, seed: int = 0, pupils: float = 28.0
) -> dict[tuple[str, ...], int]:
    """Invented pupils per school, year, group and outcome: schools of about ``pupils`` a year, groups uneven."""
    random = np.random.default_rng(seed)
    counts = {}
    for school in range(schools):
        size = max(6.0, random.normal(pupils, pupils / 3))
        of_group = random.dirichlet(np.linspace(4.0, 1.0, groups))
        of_outcome = random.dirichlet(np.linspace(2.0, 3.0, outcomes))
        for year in range(years):
            for group in range(groups):
                for outcome in range(outcomes):
                    mean = size * of_group[group] * of_outcome[outcome]
                    key = (f"s{school:04}", str(2015 + year), f"g{group}", f"o{outcome}")
                    counts[key] = int(random.poisson(mean))
    return counts


def school_system(
    schools: int, years: int, groups: int, outcomes: int, *, seed: int = 0, loss: Loss = "balanced"
) -> System:
    """The linked system of such counts with all margins, a minimum of 10, and empty cells protected as well."""
    counts = school_counts(schools, years, groups, outcomes, seed=seed)
    return cube(counts, ["school", "year", "group", "outcome"], loss=loss)


def town_of_school(municipalities: int, schools: int, *, seed: int = 1) -> NDArray[np.int64]:
    """The municipality of every school: from 0, uneven, at least one school in each."""
    share = np.random.default_rng(seed).dirichlet(np.full(municipalities, 0.7))
    return np.repeat(np.arange(municipalities), np.maximum(1, np.round(share * schools).astype(int)))


def nested_system(municipalities: int, schools: int, provinces: int, *, seed: int = 1) -> System:
    """Schools of one year by group and outcome, with sums per municipality, province and country.

    Municipality ``m001`` lies in province ``p01``, or in what is left of 1 after division by ``provinces``.
    """
    of = town_of_school(municipalities, schools, seed=seed)
    counts: dict[tuple[str, ...], int] = {}
    for (school, _, group, outcome), count in school_counts(len(of), 1, 4, 3, seed=seed).items():
        town = int(of[int(school[1:])])
        counts[school, f"m{town:03}", f"p{town % provinces:02}", group, outcome] = count
    return cube(counts, [("school", "municipality", "province"), "group", "outcome"])


def random_system(seed: int, *, most_atoms: int = 60) -> System:
    """A linked system of one to three dimensions: perhaps districts and boards, rounding, earlier statements.

    The grand total is always shown, so the tables that agree with it are finite in number.
    """
    random = np.random.default_rng(seed)
    shape = [int(random.integers(2, 5)) for _ in range(int(random.integers(1, 4)))]
    while np.prod(shape) > most_atoms:
        shape[int(np.argmax(shape))] -= 1
    names = ["school", "group", "year"][: len(shape)]
    least = int(random.integers(2, 11))
    mean = float(random.choice([0.7, 2.0, 6.0, 15.0])) * least / 5
    spread = random.gamma(1.0, mean, size=shape)
    counts = {
        tuple(f"{name[0]}{place}" for name, place in zip(names, index, strict=True)): int(random.poisson(spread[index]))
        for index in np.ndindex(*shape)
    }
    groupings = {}
    if random.random() < 0.4:
        groupings["school"] = {"district": {f"s{place}": f"d{place % 2}" for place in range(shape[0])}}
    if random.random() < 0.3:
        groupings.setdefault("school", {})["board"] = {f"s{place}": "b0" for place in range(max(1, shape[0] - 1))}
    total = "|".join(f"{name}=*" for name in names)
    system = cube(
        counts,
        names,
        rule=threshold(least, zeros=bool(random.random() < 0.7)),
        groupings=groupings,
        loss=str(random.choice(["cells", "value", "balanced"])),  # type: ignore[arg-type]
        base=int(random.choice([1, 1, 1, 3, 5])),
        always_shown=lambda cell: cell == total,
    )
    cells = tuple(
        cell if cell.id != total else Cell(cell.id, cell.terms, cell.value, cell.weight, None, True)
        for cell in system.cells
    )
    return System(system.values, cells, tuple(_earlier(random, system)))


def _earlier(random: np.random.Generator, system: System) -> Iterator[Statement]:
    """Now and then something that was said before: a rounded sum of some atoms, with other coefficients at times."""
    atoms = sorted(system.values)
    for number in range(int(random.choice([0, 0, 1, 2]))):
        some = [str(atom) for atom in random.choice(atoms, size=min(3, len(atoms)), replace=False)]
        form = terms({atom: float(random.choice([1.0, 1.0, 2.0])) for atom in some})
        low, high = rounded_range(int(sum(weight * system.values[atom] for atom, weight in form)), 10)
        yield Statement(f"earlier {number}", form, low, high)


def tiny_systems() -> st.SearchStrategy[System]:
    """Systems of which every table and every pattern can be listed: few atoms, pupils and cells."""
    return st.sampled_from(_tiny_seeds()).map(lambda seed: random_system(seed, most_atoms=6))


@cache
def _tiny_seeds() -> tuple[int, ...]:
    """The numbers of tiny systems, among the first 600."""

    def tiny(system: System) -> bool:
        free = sum(cell.need is None and not cell.always_shown for cell in system.cells)
        return 4 <= sum(system.values.values()) <= 14 and free <= 9

    return tuple(number for number in range(600) if tiny(random_system(number, most_atoms=6)))


def linked_systems() -> st.SearchStrategy[System]:
    """Systems of up to 60 atoms."""
    return st.integers(0, 2**32 - 1).map(random_system)


def every_table(system: System) -> np.ndarray:
    """All tables with the true grand total, one per row, atoms in the order of their names."""
    total, atoms = sum(system.values.values()), len(system.values)
    rows = [
        np.diff(np.array([-1, *bars, total + atoms - 1])) - 1
        for bars in combinations(range(total + atoms - 1), atoms - 1)
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, atoms)


def form_values(system: System, tables: np.ndarray, form: tuple[tuple[str, float], ...]) -> np.ndarray:
    """The value of a linear form in every table."""
    place = {atom: here for here, atom in enumerate(sorted(system.values))}
    return sum((weight * tables[:, place[atom]] for atom, weight in form), np.zeros(len(tables)))


def agreeing(system: System, tables: np.ndarray, statements: tuple[Statement, ...]) -> np.ndarray:
    """Which tables agree with all statements."""
    keep = np.ones(len(tables), dtype=bool)
    for said in statements:
        value = form_values(system, tables, said.terms)
        keep &= (value >= said.low - 1e-9) & (value <= said.high + 1e-9)
    return keep


def uncertain(need: Protected, values: np.ndarray) -> bool:
    """Whether the values that tables leave possible protect a need, by the definition of ``Protected``."""
    low, high = values.min(), values.max()
    return bool(high - low >= need.width and high > low and high >= need.reach)
