# SPDX-License-Identifier: EUPL-1.2
"""What levels of advice, shares, rules, incomes and causes are called, in the active language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from speelveld.advice import LEVELS, REGIMES, Break, CauseId, Needs, Regime, regime, start_year
from speelveld.render.translation import gettext as _
from speelveld.render.translation import gettext_noop

_SHORT = {level.code: level.short for level in LEVELS}
_OTHER = {"ADVIES_NIET_MOGELIJK": gettext_noop("no advice possible")}

SHARES = {
    "havo-or-higher": gettext_noop("havo or higher"),
    "up-to-kader": gettext_noop("pro to vmbo-k/gt"),
    "gt": gettext_noop("vmbo-gt and vmbo-gt/havo"),
    "havo": gettext_noop("havo and havo/vwo"),
    "vwo": gettext_noop("vwo"),
    "double": gettext_noop("a double advice"),
}
"""Shares of final advice by their ids."""

FIRST = {
    "totaal": gettext_noop("all first advices"),
    "vso_pro_vmbo-b": gettext_noop("vso, pro or vmbo-b"),
}
"""First advices of CBS's table that are not called by their code."""

INCOMES = {
    "totaal": gettext_noop("all incomes"),
    "q2": gettext_noop("second lowest fifth of incomes"),
    "q5": gettext_noop("highest fifth of incomes"),
}
"""Income fifths of CBS's table."""

SHORT_INCOMES = {
    "totaal": gettext_noop("All"),
    "q2": gettext_noop("Second lowest fifth"),
    "q5": gettext_noop("Highest fifth"),
}
"""The same for a narrow column."""

REGIME_WORDS = {
    "advice-leads": gettext_noop(
        "The school's advice leads, before 1 March. The test is taken in April or May. With a higher test advice the "
        "school must think again; it need not raise the advice."
    ),
    "test-errors": gettext_noop("As before, but about 11% of test advices were wrong, mostly too high."),
    "no-test": gettext_noop("No test was taken because of corona, so no advice was reconsidered."),
    "advice-leads-six-classes": gettext_noop(
        "The school's advice leads. With a higher test advice the school must think again; it need not raise the "
        "advice."
    ),
    "transition-test": gettext_noop(
        "The doorstroomtoets is taken before the final advice. With a higher test advice the school raises the advice, "
        "unless that is not in the pupil's interest; then it says why."
    ),
}
"""The rules per stretch of school years, by the ids of ``regimes.toml``."""

BREAKS = {
    "test-errors-begin": gettext_noop("errors in the test advice"),
    "no-test": gettext_noop("no test"),
    "tests-again": gettext_noop("tests again"),
    "raise-unless": gettext_noop("another rule for raising advices"),
    "norming-2024": gettext_noop("a new norm for the test advice"),
}
"""Breaks in a few words, by the ids of ``regimes.toml``."""

CAUSES = {
    CauseId.FEW_DOUBLES: gettext_noop("Few double advices"),
    CauseId.MIX: gettext_noop("Other first advices"),
    CauseId.PROVIDER: gettext_noop("The maker of the test"),
    CauseId.TEST_ERROR: gettext_noop("Chance in the test"),
    CauseId.LATE_BLOOMERS: gettext_noop("Pupils who grow late"),
    CauseId.SCHOOL: gettext_noop("A few schools"),
}
"""The candidate causes."""

NEEDS = {
    Needs.DOUBLE_POLICY: gettext_noop("the first advices, and each school's own rule on double advice"),
    Needs.PROVIDER: gettext_noop("which test each pupil took"),
    Needs.SCORES: gettext_noop("test scores, with the reliability of each test"),
    Needs.TWO_TESTS: gettext_noop("two tests of the same pupils in one year"),
    Needs.YEAR_THREE: gettext_noop("the pupils' place in the third year of secondary school"),
    Needs.SCHOOLS: gettext_noop("the school of each pupil"),
    Needs.MORE_YEARS: gettext_noop("more school years under the same rules"),
}
"""What would decide."""


def level(code: str) -> str:
    """A level of advice by its code."""
    return _(_OTHER[code]) if code in _OTHER else _SHORT[code]


def share(name: str) -> str:
    """A share of final advice by its id."""
    return _(SHARES[name])


def first_advice(code: str) -> str:
    """A first advice by CBS's code; the levels themselves have the same name in every language."""
    return _(FIRST[code]) if code in FIRST else code


def income(code: str) -> str:
    """An income group by CBS's code."""
    return _(INCOMES[code])


def short_income(code: str) -> str:
    """An income group in a column of incomes."""
    return _(SHORT_INCOMES[code])


def cause(of: CauseId) -> str:
    """A candidate cause."""
    return _(CAUSES[of])


def needs(of: Needs) -> str:
    """What would decide on a cause."""
    return _(NEEDS[of])


def break_name(of: Break) -> str:
    """A break in a series, in a few words."""
    return _(BREAKS[of.id])


@dataclass(frozen=True, slots=True)
class Rule:
    """One stretch of school years and what held in it; ``test`` says whether there was a test."""

    years: str
    text: str
    source: str
    from_memory: bool


def rules(school_years: Iterable[str] | None = None) -> tuple[Rule, ...]:
    """The rules of some school years, or of all since 2014/15, in order."""
    if school_years is None:
        return tuple(_rule(one) for one in REGIMES.regimes)
    found = dict.fromkeys(regime(year) for year in sorted(school_years, key=start_year))
    return tuple(_rule(one) for one in found)


def _rule(one: Regime) -> Rule:
    return Rule(stretch(one), _(REGIME_WORDS[one.id]), one.source, one.classes_certainty != "published")


def stretch(one: Regime) -> str:
    """The school years of a rule: ``2020/21 to 2022/23``, one year, or ``from 2023/24``."""
    if not one.until:
        return _("from %(year)s") % {"year": one.start}
    if one.start == one.until:
        return one.start
    return _("%(first)s to %(last)s") % {"first": one.start, "last": one.until}
