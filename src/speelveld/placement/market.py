# SPDX-License-Identifier: EUPL-1.2
"""A market as integer arrays: children with their lists, schools with their seats, and who comes before whom.

Children and schools stand in the order of their names, so that no result depends on the order of a file. Everything is
a whole number. The lottery is a column of the input: nothing here draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]

INELIGIBLE: Final = -1
"""The class of a child at a school that cannot take it."""
NOWHERE: Final = -1
"""The school of a child without a place."""
UNTYPED: Final = -1
"""The type of a child of whom none is told."""
UNLIMITED: Final = np.iinfo(np.int32).max
"""A quota or ceiling that is not there."""
MINORITY: Final = "minority"
MAJORITY: Final = "majority"
MOST_TAGS: Final = 62
"""Different tags in one market: they are the bits of one whole number."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Children whom a school can take, whether they list it or not. One row per pair, by child and then by school.

    TTC asks for these: a school there points at the first child that it can take, also at one that does not want it.
    """

    students: Int32
    schools: Int32
    classes: Int32
    numbers: Int64
    tags: Int64


@dataclass(frozen=True, eq=False)
class SeatRules:
    """What schools reserve. Each array has shape ``(schools,)``, or ``(schools, types)`` for floors and ceilings.

    ``slots`` gives, per school, for each seat in the order of filling, the tag that it prefers, or -1 for none; an
    empty tuple stands for seats that prefer nobody. ``shares`` is the percentage of a type in every prefix of the
    order in which a school calls children, shape ``(schools, types)``.
    """

    reserves: Int64
    quotas: Int64
    floors: Int64
    ceilings: Int64
    shares: Int64
    slots: tuple[tuple[int, ...], ...]

    @classmethod
    def none(cls, schools: int, types: int) -> SeatRules:
        """No rule at any school."""
        return cls(
            np.zeros(schools, np.int64),
            np.full(schools, UNLIMITED, np.int64),
            np.zeros((schools, types), np.int64),
            np.full((schools, types), UNLIMITED, np.int64),
            np.zeros((schools, types), np.int64),
            ((),) * schools,
        )


@dataclass(frozen=True, eq=False)
class Market:
    """Children ``0 .. n-1``, schools ``0 .. k-1``, and the lists of all children behind each other (CSR).

    The list of child ``i`` is ``lists[starts[i]:starts[i + 1]]``, most wanted first; ``classes`` has, for the same
    entry, the priority class of the child at that school: lower first, -1 where it cannot be placed. Children of one
    class are ordered by lottery number, lower first: one per child (``numbers``, shape ``(n,)``), one per entry
    (``entry_numbers``, shape ``(m,)``), or neither where no two children share a class.

    ``students`` and ``schools`` are names in sorted order, empty where only numbers are known. ``drawn`` keeps the
    lottery numbers as they were drawn (they may be very large), for who reads them; the arrays hold their ranks.
    """

    starts: Int64
    lists: Int32
    classes: Int32
    capacities: Int64
    numbers: Int32 | None = None
    entry_numbers: Int64 | None = None
    students: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    types: Int32 | None = None
    type_names: tuple[str, ...] = ()
    entry_tags: Int64 | None = None
    tag_names: tuple[str, ...] = ()
    rules: SeatRules | None = None
    refuses: NDArray[np.bool_] | None = None
    """Children who do not consent to a waiver of their priority (EADAM), shape ``(n,)``; none when None."""
    strict: NDArray[np.bool_] | None = None
    """Schools whose classes are places in an order without ties, shape ``(schools,)``; none when None."""
    pairs: Pairs | None = None
    drawn: Mapping[str, int] | Mapping[str, Mapping[str, int]] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        entries = self.lists.size
        if self.starts.size < 1 or self.starts[0] != 0 or self.starts[-1] != entries or self.classes.size != entries:
            raise ValueError("starts, lists and classes do not describe the same lists")
        if self.numbers is not None and self.entry_numbers is not None:
            raise ValueError("a market has one lottery number per child or one per entry, not both")
        if self.numbers is not None and self.numbers.size != self.n_students:
            raise ValueError("every child needs one lottery number")
        if self.entry_numbers is not None and self.entry_numbers.size != entries:
            raise ValueError("every entry of a list needs one lottery number")
        if entries and not 0 <= int(self.lists.min()) <= int(self.lists.max()) < self.n_schools:
            raise ValueError("a list names a school that does not exist")
        if self.capacities.size and int(self.capacities.min()) < 0:
            raise ValueError("a capacity is below 0")

    @classmethod
    def of(
        cls,
        lists: Sequence[Sequence[int]],
        classes: Sequence[Sequence[int]],
        capacities: ArrayLike,
        numbers: ArrayLike | None = None,
    ) -> Market:
        """A market from one list of schools per child and the child's class at each of them."""
        starts = np.zeros(len(lists) + 1, np.int64)
        np.cumsum([len(one) for one in lists], out=starts[1:])
        return cls(
            starts,
            np.array([school for one in lists for school in one], np.int32),
            np.array([each for one in classes for each in one], np.int32),
            np.asarray(capacities, np.int64),
            None if numbers is None else np.asarray(numbers, np.int32),
        )

    @property
    def n_students(self) -> int:
        """The number of children."""
        return self.starts.size - 1

    @property
    def n_schools(self) -> int:
        """The number of schools."""
        return self.capacities.size

    @property
    def seat_rules(self) -> SeatRules:
        """The rules of the schools, or that there are none."""
        return self.rules or SeatRules.none(self.n_schools, len(self.type_names))

    @property
    def student_types(self) -> Int32:
        """The type of each child, -1 where none is told. Shape ``(n,)``."""
        return np.full(self.n_students, UNTYPED, np.int32) if self.types is None else self.types

    @cached_property
    def owners(self) -> Int32:
        """The child of each entry. Shape ``(m,)``."""
        return np.repeat(np.arange(self.n_students, dtype=np.int32), np.diff(self.starts))

    @cached_property
    def positions(self) -> Int32:
        """The place of each entry on its list, from 0. Shape ``(m,)``."""
        return (np.arange(self.lists.size, dtype=np.int64) - self.starts[self.owners]).astype(np.int32)

    @property
    def width(self) -> int:
        """One more than the largest rank in the lottery: what separates a class from the next one in a key."""
        for numbers in (self.numbers, self.entry_numbers):
            if numbers is not None and numbers.size:
                return int(numbers.max()) + 1
        return 1

    @cached_property
    def keys(self) -> Int64:
        """Who comes first at a school: class and lottery number in one whole number per entry, lower first; or -1."""
        keys = self.classes.astype(np.int64) * self.width
        if self.numbers is not None:
            keys += self.numbers[self.owners]
        elif self.entry_numbers is not None:
            keys += self.entry_numbers
        keys[self.classes < 0] = INELIGIBLE
        return keys

    @cached_property
    def eligible(self) -> Pairs:
        """Every pair of a child and a school that can take it; where only lists are known, those on the lists."""
        if self.pairs is not None:
            return self.pairs
        order = np.lexsort((self.lists, self.owners))
        order = order[self.classes[order] >= 0]
        tags = np.zeros(self.lists.size, np.int64) if self.entry_tags is None else self.entry_tags
        if self.numbers is not None:
            numbers = self.numbers[self.owners].astype(np.int64)
        else:
            numbers = np.zeros(self.lists.size, np.int64) if self.entry_numbers is None else self.entry_numbers
        return Pairs(self.owners[order], self.lists[order], self.classes[order], numbers[order], tags[order])

    @cached_property
    def rankings(self) -> tuple[Int64, Int32]:
        """``(starts, students)``: the children whom each school can take, first one first, behind each other."""
        pairs = self.eligible
        order = np.lexsort((pairs.students, pairs.numbers, pairs.classes, pairs.schools))
        starts = np.zeros(self.n_schools + 1, np.int64)
        np.cumsum(np.bincount(pairs.schools, minlength=self.n_schools), out=starts[1:])
        return starts, np.ascontiguousarray(pairs.students[order])

    def student(self, index: int) -> str:
        """The name of a child."""
        return self.students[index] if self.students else str(index)

    def school(self, index: int) -> str:
        """The name of a school."""
        return self.schools[index] if self.schools else str(index)

    def list_of(self, student: int) -> list[int]:
        """The schools on a child's list, most wanted first, with those that cannot take it."""
        return [int(school) for school in self.lists[self.starts[student] : self.starts[student + 1]]]

    def with_list(self, student: int, schools: Sequence[int]) -> Market:
        """The same market in which one child hands in another list. Classes come from the known pairs."""
        pairs = self.eligible
        first, last = np.searchsorted(pairs.students, [student, student + 1])
        row = {int(pairs.schools[at]): int(at) for at in range(first, last)}
        at = np.array([row.get(school, -1) for school in schools], np.int64)

        def spliced(column: Any, new: Any) -> Any:
            start, end = self.starts[student], self.starts[student + 1]
            return np.concatenate((column[:start], new.astype(column.dtype), column[end:]))

        def known(column: Any, otherwise: int) -> Any:
            return np.where(at < 0, otherwise, column[at]) if pairs.students.size else np.full(at.size, otherwise)

        starts = self.starts.copy()
        starts[student + 1 :] += len(schools) - (self.starts[student + 1] - self.starts[student])
        return replace(
            self,
            starts=starts,
            lists=spliced(self.lists, np.array(schools, np.int32)),
            classes=spliced(self.classes, known(pairs.classes, INELIGIBLE)),
            entry_numbers=None if self.entry_numbers is None else spliced(self.entry_numbers, known(pairs.numbers, 0)),
            entry_tags=None if self.entry_tags is None else spliced(self.entry_tags, known(pairs.tags, 0)),
            pairs=pairs,
        )

    def with_numbers(self, numbers: ArrayLike) -> Market:
        """The same market under another single lottery: the rank of each child, from 0. Shape ``(n,)``."""
        drawn = np.asarray(numbers, np.int32)
        pairs = None
        if self.pairs is not None:
            pairs = replace(self.pairs, numbers=drawn[self.pairs.students].astype(np.int64))
        return replace(self, numbers=drawn, entry_numbers=None, pairs=pairs, drawn=None)
