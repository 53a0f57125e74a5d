# SPDX-License-Identifier: EUPL-1.2
"""The populations of a cluster: the schools of one municipality in one count, and the ids of their cells."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from speelveld.figures.atoms import Cluster, School
from speelveld.terms import Boundaries


@dataclass(frozen=True, slots=True)
class Population:
    """The schools of one municipality in one count, within one of the two boundaries, in the order of their codes."""

    contrast: str
    year: int
    basis: Boundaries
    code: str
    schools: tuple[School, ...]

    @property
    def id(self) -> str:
        """The id of its cell in the ledger, and the name by which its indices are rounded."""
        return city_cell(self.contrast, self.year, self.basis, self.code)

    @property
    def a(self) -> int:
        """Group A of all schools."""
        return sum(school.a for school in self.schools)

    @property
    def b(self) -> int:
        """All others of all schools."""
        return sum(school.b for school in self.schools)


def school_cell(contrast: str, year: int, brin6: str) -> str:
    """The id of the share of a group at a school."""
    return f"share|{contrast}|{year}|{brin6}"


def city_cell(contrast: str, year: int, basis: Boundaries, code: str) -> str:
    """The id of the pupils of a group in a municipality."""
    return f"city|{contrast}|{year}|{basis.value}|{code}"


def populations(found: Cluster) -> tuple[Population, ...]:
    """Every municipality of the cluster in every count: first within today's boundaries, then within those of then."""
    every = []
    for basis in (Boundaries.TODAY, Boundaries.THEN):
        groups: defaultdict[tuple[str, int, str], list[School]] = defaultdict(list)
        for school in found.schools:
            code = school.code(basis)
            if code is not None:
                groups[school.contrast, school.year, code].append(school)
        every += [Population(*key[:2], basis, key[2], tuple(schools)) for key, schools in sorted(groups.items())]
    return tuple(every)
