# SPDX-License-Identifier: EUPL-1.2
"""What ``figures`` hands over about school advice. Every number is a Publishable; ids are put into words later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from speelveld.advice import Break, CauseId, Needs, Status
from speelveld.disclosure.publishable import Publishable
from speelveld.figures.advice_kept import Kept
from speelveld.figures.model import Bounded
from speelveld.terms import Municipality, Period, Source


@dataclass(frozen=True, eq=False)
class AdviceYear:
    """The final advice of one school year, of a municipality's schools or of all schools of the country.

    ``levels`` are pupils per level (ends where cells are masked); ``shares`` whole percentages of the pupils with an
    advice on the scale, by the ids of :data:`speelveld.figures.advice_levels.SHARES`. ``segment`` numbers the stretch
    of years without a break in between: only years of one segment are compared.
    """

    school_year: str
    period: Period
    segment: int
    n_schools: int
    pupils: Bounded
    levels: Mapping[str, Bounded]
    shares: Mapping[str, Bounded]

    @property
    def exact(self) -> bool:
        """Whether no share of this year is widened by masked counts."""
        return all(share.estimate.known for share in self.shares.values())


@dataclass(frozen=True, eq=False)
class AdviceSchool:
    """One institution: the share with havo or higher over the pooled years, and the composition of its pupils.

    ``higher`` is a whole percentage, ``pupils`` the pupils with advice in those years, rounded. ``composition`` holds
    the share of a group by contrast id: known only where the institution had one branch, of which it is shown.
    """

    brin: str
    name: str
    place: str
    denomination: str
    pupils: Bounded
    higher: Bounded
    composition: Mapping[str, Publishable]


@dataclass(frozen=True, eq=False)
class InstitutionYear:
    """The final advice of one institution in one school year.

    ``levels`` are pupils per level (ends where masked, hidden where they may not be shown), ``higher`` the whole
    percentage with havo or higher.
    """

    school_year: str
    levels: Mapping[str, Bounded]
    higher: Bounded

    @property
    def shown(self) -> bool:
        """Whether some number may be shown."""
        return any(count.low.known for count in self.levels.values())


@dataclass(frozen=True, eq=False)
class Institution:
    """An institution with its final advice per school year: those in which the file has it, in order."""

    brin: str
    name: str
    place: str
    years: tuple[InstitutionYear, ...]

    @property
    def shown(self) -> bool:
        """Whether some number of some year may be shown."""
        return any(year.shown for year in self.years)

    @property
    def given(self) -> tuple[str, ...]:
        """The levels that are not zero in every shown year, from low to high."""
        shown = [year.levels for year in self.years if year.shown]
        return tuple(code for code in self.years[0].levels if any(levels[code].high.value != 0 for levels in shown))


@dataclass(frozen=True, slots=True)
class Halves:
    """Havo or higher at the half of the shown schools with the smaller shares of a group, and at the other half.

    ``n_lower`` and ``n_upper`` count the schools; ``lower`` and ``upper`` are whole percentages of their pupils.
    """

    contrast: str
    n_lower: int
    n_upper: int
    lower: Bounded
    upper: Bounded


@dataclass(frozen=True, slots=True)
class NationalRate:
    """Reconsideration in the country: one first advice and one income group in one school year (CBS).

    ``eligible`` is the share of all first advices with a higher test advice (*heroverweging*), ``adjusted_a`` the share
    of those that were raised, ``adjusted_b`` the share of all first advices that were raised (*bijstelling*); all as
    percentages with one decimal. ``first_advice`` and ``income`` are CBS's codes, ``totaal`` for all.
    """

    school_year: str
    first_advice: str
    income: str
    n: Publishable
    eligible: Publishable
    adjusted_a: Publishable
    adjusted_b: Publishable


@dataclass(frozen=True, slots=True)
class IncomeGap:
    """How much more often the second income fifth is eligible than the highest, in percentage points."""

    first_advice: str
    lower: NationalRate
    higher: NationalRate
    gap: Publishable


@dataclass(frozen=True, slots=True)
class Reported:
    """A figure that somebody else published about this municipality, or about a place of its name."""

    school_year: str
    own: Publishable
    national: Publishable
    source: str


@dataclass(frozen=True, slots=True)
class Simulated:
    """What the model expects with some percentage of double advice: the percentage that is eligible."""

    double: Publishable
    eligible: Publishable


@dataclass(frozen=True, slots=True)
class Mechanism:
    """The same disagreement between teacher and test, with more and fewer double advices.

    ``named`` are the points that sentences name, ``curve`` those of the line. ``national_double`` is the share of
    double first advice in the country in ``double_year`` and ``national_eligible`` the share eligible in
    ``eligible_year``, both as published. ``noisy`` are the shares eligible at the national share of double advice for
    the ends of ``reliabilities``.
    """

    reliability: Publishable
    named: tuple[Simulated, ...]
    curve: tuple[Simulated, ...]
    national_double: Publishable
    double_year: str
    national_eligible: Publishable
    eligible_year: str
    reliabilities: tuple[Publishable, Publishable]
    noisy: tuple[Publishable, Publishable]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate cause on the bench: how far it is known from what is public, and what would decide."""

    id: CauseId
    status: Status
    needs: tuple[Needs, ...]


@dataclass(frozen=True, eq=False)
class AdvicePage:
    """Everything on the page 'Does every child get a fair advice?' of one municipality.

    ``years`` and ``country`` are the same school years; ``pooled`` the school years that the schools' shares are over,
    ``composition`` the contrasts and years of the counts that their composition is of.
    ``kept`` is the municipality's own table by group, where the edition has it.
    ``mix`` is how many points of the first of ``gaps`` come from the mix of first advices, as far as cells are there.
    ``before`` and ``after`` the rule of 2023/24: percentages of the eligible pupils that were raised, as reported.
    """

    municipality: Municipality
    years: tuple[AdviceYear, ...]
    country: tuple[AdviceYear, ...]
    breaks: tuple[Break, ...]
    pooled: tuple[str, ...]
    composition: tuple[tuple[str, int], ...]
    schools: tuple[AdviceSchool, ...]
    institutions: tuple[Institution, ...]
    kept: Kept | None
    halves: tuple[Halves, ...]
    rates: tuple[NationalRate, ...]
    gaps: tuple[IncomeGap, ...]
    mix: Publishable
    before: Publishable
    after: Publishable
    reported: Reported | None
    mechanism: Mechanism | None
    causes: tuple[Candidate, ...]
    final_sources: tuple[Source, ...]
    school_sources: tuple[Source, ...]
    national_sources: tuple[Source, ...]
    sources: tuple[Source, ...]
    edition: str

    def rate(self, first_advice: str = "totaal", income: str = "totaal") -> NationalRate | None:
        """The national rate of the newest school year for one cell, or None."""
        newest = max((one.school_year for one in self.rates), default="")
        wanted = (newest, first_advice, income)
        return next((one for one in self.rates if (one.school_year, one.first_advice, one.income) == wanted), None)
