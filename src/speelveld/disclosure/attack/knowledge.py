# SPDX-License-Identifier: EUPL-1.2
"""What an outsider, or an insider, knows beside the published counts. Everything here may be empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from speelveld.disclosure.system import Statement, Terms


@dataclass(frozen=True, slots=True)
class Percentage:
    """A published percentage ``100 * part / whole``, rounded to ``decimals`` (halves either way).

    With a ``base`` above 1 both counts were rounded to that base before they were divided.
    """

    id: str
    part: Terms
    whole: Terms
    shown: float
    decimals: int = 0
    base: int = 1


@dataclass(frozen=True, slots=True)
class Link:
    """Two forms that differ by little: a cohort in group 7 and a year later in group 8, a count and its correction.

    ``low <= later - earlier <= high``.
    """

    id: str
    earlier: Terms
    later: Terms
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Reading:
    """One cell as it was read on one channel. A cell that is hidden there has ``low`` -inf and ``high`` inf."""

    cell: str
    channel: str
    low: float
    high: float
    text: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A published value that was computed from counts: what it was computed with, and the ends that its rounding
    leaves.

    ``inputs`` are the forms of the counts. ``value`` takes one array of counts per input, all of one shape, and gives
    the unrounded value in that shape (nan where it does not exist).
    """

    id: str
    inputs: tuple[Terms, ...]
    value: Callable[..., NDArray[np.float64]]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CityIndex:
    """A published index of dissimilarity of a city: ``low <= D <= high``, of groups over schools (one form each)."""

    id: str
    groups: tuple[Terms, ...]
    rests: tuple[Terms, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Trait:
    """A sensitive trait in a group of children: nobody may learn that none of them has it, or all."""

    id: str
    trait: Terms
    group: Terms


@dataclass(frozen=True, slots=True)
class Order:
    """A published order: ``more`` is at least ``less`` (``strict``: above it), as in a ranking or "the highest"."""

    id: str
    more: Terms
    less: Terms
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Insider:
    """Somebody who knows a row: a school, two schools of one board, a parent of one child.

    ``own`` are ids of protected forms that they know anyway. ``width`` and ``reach`` are what must stay uncertain of
    all other forms for them; None asks for the same as for an outsider.
    """

    name: str
    knows: tuple[Statement, ...]
    own: frozenset[str] = frozenset()
    width: int | None = None
    reach: int | None = None


@dataclass(frozen=True, slots=True)
class Hidden:
    """A suppressed cell as the outsider sees it: what it would count, and what stands in its place."""

    id: str
    terms: Terms
    marker: str = "–"


@dataclass(frozen=True, slots=True)
class Response:
    """An answer of a server, or a file: everything about it except the numbers that it is meant to tell.

    ``subject`` is the cell or page that was asked for; ``hidden`` whether its number is suppressed; ``body`` its text;
    ``rows`` the subjects of the rows in the order in which they stand, with the number shown in each, or None.
    """

    subject: str
    hidden: bool
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    rows: tuple[tuple[str, float | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """An earlier edition: its statements, and by how much each atom may have been corrected since.

    Atoms that are not in ``changed`` are the same in both editions.
    """

    id: str
    statements: tuple[Statement, ...]
    changed: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ModelOutput:
    """Published fitted values of a least-squares model of a rate, with its design.

    ``design`` has one row per pattern of covariates and one column per parameter; ``sizes`` the observations behind
    each pattern. ``counts`` are the forms that the rates count, ``fitted`` the published rates with ``decimals``.
    """

    id: str
    design: NDArray[np.float64]
    sizes: Sequence[int]
    counts: tuple[Terms, ...]
    fitted: Sequence[float]
    decimals: int = 6


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that is known beside the statements.

    ``threshold`` is the rule's smallest count that is shown (0: unknown, so that attacks that need it are left out).
    ``public`` are statements of other publishers. ``areas`` gives per geography the atoms of each of its areas.
    ``answers`` are texts that the same request gave, time after time.
    """

    threshold: int = 0
    public: tuple[Statement, ...] = ()
    percentages: tuple[Percentage, ...] = ()
    cohorts: tuple[Link, ...] = ()
    readings: tuple[Reading, ...] = ()
    areas: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    derived: tuple[Derived, ...] = ()
    indices: tuple[CityIndex, ...] = ()
    traits: tuple[Trait, ...] = ()
    orders: tuple[Order, ...] = ()
    insiders: tuple[Insider, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    responses: tuple[Response, ...] = ()
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    revisions: tuple[Revision, ...] = ()
    models: tuple[ModelOutput, ...] = ()
