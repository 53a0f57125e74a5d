# SPDX-License-Identifier: EUPL-1.2
"""What the office knows of a child and of a school, before any rule is applied.

The facts hold no more than the rules ask for: no name, no address, no background beyond the groups that a seat type
names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Attendance:
    """How long a child went to a school's own childcare or preschool: months, and half-days a week."""

    months: int
    half_days: int


@dataclass(frozen=True, slots=True)
class Child:
    """One application. ``wishes`` names schools, most wanted first; ``metres`` the distance to every school.

    ``unfit`` names, for a school that may not take the child, the ground as the rules name it. ``family`` is the same
    for brothers and sisters who are registered together, ``round`` the name of a round of the rules.
    """

    id: str
    wishes: tuple[str, ...]
    metres: Mapping[str, int] = field(default_factory=dict)
    siblings: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()
    attends: frozenset[str] = frozenset()
    attended: frozenset[str] = frozenset()
    childcare: Mapping[str, Attendance] = field(default_factory=dict)
    vve: Mapping[str, Attendance] = field(default_factory=dict)
    vve_indication: bool = False
    groups: frozenset[str] = frozenset()
    unfit: Mapping[str, str] = field(default_factory=dict)
    age_months: int | None = None
    family: str | None = None
    round: str | None = None


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """One school: its seats, and whether it is public (None where that does not matter)."""

    capacity: int
    public: bool | None = None
