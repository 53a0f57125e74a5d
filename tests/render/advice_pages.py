# SPDX-License-Identifier: EUPL-1.2
"""Pages on school advice for the pictures, the sentences and the site. Every school and number in them is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from speelveld.advice import LEVELS, REGIMES
from speelveld.disclosure.publishable import Publishable, Reason, seal
from speelveld.figures.advice_levels import SHARES
from speelveld.figures.advice_model import (
    AdvicePage,
    AdviceSchool,
    AdviceYear,
    Halves,
    IncomeGap,
    Institution,
    InstitutionYear,
    Mechanism,
    NationalRate,
    Reported,
    Simulated,
)
from speelveld.figures.advice_national import CAUSES
from speelveld.figures.model import Bounded
from speelveld.terms import Municipality, Period, Source
from tests.render.conftest import HIDDEN, NO_BOUNDS, PLACE

ADVICE = Source("Verzonnen schooladviezen", "DUO", "2019/20 - 2024/25", "CC0-1.0")
CBS = Source("Verzonnen heroverwegingen", "CBS", "2021/22 - 2022/23", "CC BY 4.0")
NOT_PUBLISHED = seal(None, reason=Reason.NOT_PUBLISHED)
YEARS = ("2019/20", "2020/21", "2021/22", "2022/23", "2023/24", "2024/25")
SEGMENTS = (0, 1, 1, 1, 2, 2)


def exact(value: float) -> Bounded:
    """A number without ends."""
    return Bounded(seal(value), seal(value), seal(value))


def ends(low: float, high: float) -> Bounded:
    """A number with ends only."""
    return Bounded(NOT_PUBLISHED, seal(low), seal(high))


def year(nth: int, higher: int = 51, masked: bool | None = None) -> AdviceYear:
    """An invented school year; masked from the fourth on."""
    hides = nth > 2 if masked is None else masked
    shares = {"havo-or-higher": higher, "up-to-kader": 25, "gt": 24, "havo": 28, "vwo": higher - 28, "double": 30}
    assert shares.keys() == SHARES.keys()
    return AdviceYear(
        school_year=YEARS[nth],
        period=Period(date(2019 + nth, 10, 1)),
        segment=SEGMENTS[nth],
        n_schools=53,
        pupils=ends(1500, 2100) if hides else exact(1800),
        levels={
            one.code: ends(40 + n, 90 + n) if hides else (ends(1, 4) if n == 0 else exact(60 + n))
            for n, one in enumerate(LEVELS)
        },
        shares={
            name: ends(max(0, value - 9), min(100, value + 9)) if hides else exact(value)
            for name, value in shares.items()
        },
    )


def hidden_year(nth: int) -> AdviceYear:
    """A school year with too few pupils to show anything."""
    given = year(nth)
    none = NO_BOUNDS
    levels = dict.fromkeys(given.levels, none)
    return replace(given, shares=dict.fromkeys(SHARES, none), levels=levels, pupils=none)


def schools(number: int = 16) -> tuple[AdviceSchool, ...]:
    """Invented schools; every fourth without composition, the second with too few pupils."""
    return tuple(
        AdviceSchool(
            brin=f"{nth:02d}ZZ",
            name=f"Verzonnen school {nth + 1}",
            place="Groningen",
            denomination="Openbaar",
            pupils=NO_BOUNDS if nth == 1 else ends(60 + 5 * nth, 80 + 5 * nth),
            higher=NO_BOUNDS if nth == 1 else ends(0 if nth == 2 else 70 - 3 * nth, 80 - 3 * nth),
            composition={
                "gewicht": HIDDEN if nth % 4 == 3 else seal(2.0 + 2 * nth),
                "doelgroep": NOT_PUBLISHED if nth % 4 == 3 else seal(5.0 + 3 * nth),
            },
        )
        for nth in range(number)
    )


def institution(nth: int) -> Institution:
    """An invented institution over three school years: exact, masked, and of too few pupils."""
    levels = [{one.code: given for one in LEVELS} for given in (exact(12 + nth), ends(1, 4), NO_BOUNDS)]
    levels[0] |= {"VSO": exact(0), "PRO": NO_BOUNDS}
    levels[1] |= {"VSO": exact(0), "HAVO": exact(17)}
    shares = (exact(52), ends(31, 64), NO_BOUNDS)
    years = tuple(InstitutionYear(*given) for given in zip(YEARS[2:5], levels, shares, strict=True))
    return Institution(f"{nth:02d}ZZ", f"Verzonnen school {nth + 1}", "Groningen", years)


def institutions(number: int = 3) -> tuple[Institution, ...]:
    """Invented institutions; the last with too few pupils in its only year."""
    few = institution(number - 1)
    return (*(institution(nth) for nth in range(number - 1)), replace(few, years=few.years[2:]))


def rate(advice: str, income: str, eligible: float, a: float = 28.9, b: float = 9.7) -> NationalRate:
    """An invented cell."""
    return NationalRate("2022/23", advice, income, seal(26313), seal(eligible, 1), seal(a, 1), seal(b, 1))


def gap(advice: str, lower: float, higher: float) -> IncomeGap:
    """An invented gap between incomes."""
    return IncomeGap(advice, rate(advice, "q2", lower), rate(advice, "q5", higher), seal(round(lower - higher, 1), 1))


GAPS = (gap("totaal", 38.8, 23.7), gap("vso_pro_vmbo-b", 79.4, 80.0), gap("vmbo-k", 58.3, 56.9))


def simulated(double: float, eligible: float) -> Simulated:
    """A point of the invented model."""
    return Simulated(seal(double), seal(eligible))


MECHANISM = Mechanism(
    reliability=seal(0.9, 2),
    named=(simulated(0, 39), simulated(45, 30), simulated(79, 24)),
    curve=tuple(simulated(double, 39 - double / 5) for double in range(0, 90, 10)),
    national_double=seal(28.9, 1),
    double_year="2019/20",
    national_eligible=seal(33.7, 1),
    eligible_year="2022/23",
    reliabilities=(seal(0.85, 2), seal(0.95, 2)),
    noisy=(seal(30), seal(35)),
)


def make_advice(**changes: object) -> AdvicePage:
    """The page on school advice with every part filled, and ``changes`` to it."""
    totals = (rate("totaal", "totaal", 33.7), rate("totaal", "q2", 38.8), rate("totaal", "q5", 23.7))
    formats = (("vmbo-k", 58.9), ("vmbo-k/gt", 25.2), ("vmbo-gt", 47.9), ("vmbo-b/k", 34.1))
    full = AdvicePage(
        municipality=PLACE,
        years=tuple(year(nth) for nth in range(6)),
        country=tuple(year(nth, 46) for nth in range(6)),
        breaks=REGIMES.breaks[-3:],
        pooled=("2020/21", "2021/22", "2022/23"),
        composition=(("gewicht", 2016), ("doelgroep", 2019)),
        schools=schools(),
        institutions=institutions(),
        kept=None,
        halves=(Halves("gewicht", 6, 6, ends(57, 62), ends(33, 41)),),
        rates=(*totals, *(rate(advice, "totaal", value) for advice, value in formats)),
        gaps=GAPS,
        mix=seal(7.3, 1),
        before=seal(33),
        after=seal(75),
        reported=Reported("2015/16", seal(9, 1), seal(6.6, 1), "een verzonnen krant, april 2017"),
        mechanism=MECHANISM,
        causes=CAUSES,
        final_sources=(ADVICE,),
        school_sources=(ADVICE,),
        national_sources=(CBS,),
        sources=(ADVICE, CBS),
        edition="0123456789ab",
    )
    return replace(full, **changes)  # type: ignore[arg-type]


def small_advice(place: Municipality = PLACE) -> AdvicePage:
    """A municipality with too few pupils for any share, as Vlieland has."""
    return make_advice(
        municipality=place,
        years=tuple(hidden_year(nth) for nth in range(6)),
        schools=tuple(
            replace(school, pupils=NO_BOUNDS, higher=NO_BOUNDS, composition={"gewicht": HIDDEN, "doelgroep": HIDDEN})
            for school in schools(1)
        ),
        institutions=institutions(1),
        halves=(),
        reported=None,
    )


def empty_advice(place: Municipality = PLACE) -> AdvicePage:
    """An edition without any table on advice."""
    none: Publishable = NOT_PUBLISHED
    return make_advice(
        municipality=place,
        years=(),
        country=(),
        breaks=(),
        schools=(),
        institutions=(),
        kept=None,
        halves=(),
        rates=(),
        gaps=(),
        mix=none,
        before=none,
        after=none,
        reported=None,
        mechanism=None,
        final_sources=(),
        school_sources=(),
        national_sources=(),
        sources=(),
    )
