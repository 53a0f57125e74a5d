# SPDX-License-Identifier: EUPL-1.2
"""What disclosure control reasons about: atoms, cells, statements, and what must stay uncertain.

An *atom* is one base count that nobody may learn by accident: the pupils of one school, year, group and outcome. It has
a name only. A *cell* of a table is a sum of atoms. A *statement* is what an outsider learns from one published number:
a linear form of atoms lies between two bounds. Everything that was ever published is a list of statements, whatever
channel it came through; everything that must be protected is a list of :class:`Protected` forms.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from speelveld.errors import DisclosureError

Terms = tuple[tuple[str, float], ...]
"""A linear form: atoms with their coefficients, in the order of the atoms' names, none twice, none zero."""


def terms(form: Mapping[str, float] | Iterable[str]) -> Terms:
    """A linear form from coefficients by atom, or from atoms that each count once."""
    pairs = form.items() if isinstance(form, Mapping) else ((atom, 1.0) for atom in form)
    added: dict[str, float] = {}
    for atom, coefficient in pairs:
        added[atom] = added.get(atom, 0.0) + coefficient
    return tuple(sorted((atom, coefficient) for atom, coefficient in added.items() if coefficient))


@dataclass(frozen=True, slots=True)
class Statement:
    """What one published number tells: ``low <= sum(coefficient * atom) <= high``.

    ``id`` names the cell (figure, municipality, period, school), not the channel: a page, its CSV and its chart make
    the same statement. An exact count has ``low == high``; a suppressed cell makes no statement.
    """

    id: str
    terms: Terms
    low: float
    high: float

    def __post_init__(self) -> None:
        if math.isnan(self.low) or math.isnan(self.high) or self.low > self.high:
            raise DisclosureError(f"statement '{self.id}' says {self.low} to {self.high}")

    @property
    def content(self) -> tuple[Terms, float, float]:
        """What it says, whichever cell says it."""
        return self.terms, self.low, self.high


@dataclass(frozen=True, slots=True)
class Protected:
    """A count that must stay uncertain to whoever knows all statements.

    ``value`` is the true count of the form. The integers that the statements leave possible must span at least
    ``width`` (largest minus smallest), hold at least two values, and reach ``reach`` or more, so that nobody learns
    that the count is small.
    """

    id: str
    terms: Terms
    value: int
    width: int
    reach: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table that is to be published: a sum of atoms.

    ``value`` is its true count. ``need`` is the protection that it must have, when a primary rule asks for one; such a
    cell is never shown. ``weight`` is the loss of hiding it (at least 0); ``always_shown`` marks what the outside
    knows anyway, such as a total that another publisher gives. ``base`` is the base to which a shown count is rounded
    (1: exact). ``told`` are the bounds that showing it tells, where the rules tell more than the rounding.
    """

    id: str
    terms: Terms
    value: int
    weight: float = 1.0
    need: Protected | None = None
    always_shown: bool = False
    base: int = 1
    told: tuple[float, float] | None = None

    def statement(self) -> Statement:
        """What showing this cell tells: its count, or the integers that round to the same multiple of ``base``."""
        low, high = self.told or rounded_range(self.value, self.base)
        return Statement(self.id, self.terms, low, high)


@dataclass(frozen=True, slots=True)
class System:
    """Linked tables: every cell that is asked for, over the same atoms, with everything that was said before.

    ``values`` holds the true count of every atom (integers, at least 0). ``earlier`` are the statements of earlier
    releases and of other publishers; ``protected`` are forms that must stay uncertain though no cell shows them.
    """

    values: Mapping[str, int]
    cells: tuple[Cell, ...]
    earlier: tuple[Statement, ...] = ()
    protected: tuple[Protected, ...] = ()

    def needs(self) -> tuple[Protected, ...]:
        """Everything that must stay uncertain: of cells and of other forms."""
        return (*(cell.need for cell in self.cells if cell.need is not None), *self.protected)

    def statements(self, hidden: Iterable[str]) -> tuple[Statement, ...]:
        """What an outsider knows when the cells with these ids are hidden and all others are shown."""
        gone = frozenset(hidden)
        return (*self.earlier, *(cell.statement() for cell in self.cells if cell.id not in gone))


def to_base(value: float, base: int) -> int:
    """The nearest multiple of ``base``; halves go up, so that the result does not depend on the neighbour's parity."""
    return math.floor(value / base + 0.5) * base


def rounded_range(value: int, base: int) -> tuple[int, int]:
    """The integers that round to the same multiple of ``base`` (halves go up): ``(low, high)``, never below 0."""
    multiple = to_base(value, base)
    return max(0, multiple - base // 2), multiple + (base - 1) // 2
