# SPDX-License-Identifier: EUPL-1.2
"""The sentences of the page on school advice, in the active language, from its figures and nothing else."""

from __future__ import annotations

from speelveld.disclosure.publishable import Reason
from speelveld.figures.advice_model import AdvicePage, AdviceYear, Halves, IncomeGap, Mechanism, NationalRate
from speelveld.figures.model import Bounded
from speelveld.render import numbers
from speelveld.render.advice_names import first_advice, income
from speelveld.render.names import contrast_label, listing
from speelveld.render.residence_words import bounded
from speelveld.render.translation import gettext as _
from speelveld.render.translation import ngettext
from speelveld.terms import GroupContrast

HIGHER = "havo-or-higher"
DOUBLE = "double"
TOTAL = "totaal"


def of_hundred(given: Bounded) -> str:
    """A percentage with ends as so many of every hundred: ``49``, ``between 42 and 65``, ``at most 13``."""
    low, high = numbers.count(given.low), numbers.count(given.high)
    if given.estimate.known:
        return numbers.count(given.estimate)
    if numbers.shown(given.low) <= 0:
        return _("at most %(number)s") % {"number": high}
    if numbers.shown(given.high) >= 100:
        return _("at least %(number)s") % {"number": low}
    return _("between %(low)s and %(high)s") % {"low": low, "high": high}


def short(given: Bounded) -> str:
    """As :func:`of_hundred`, for a narrow cell: ``42 to 65``."""
    low, high = numbers.shown(given.low), numbers.shown(given.high)
    return of_hundred(given) if low <= 0 or high >= 100 or given.estimate.known else pupils(given)


def pupils(given: Bounded) -> str:
    """A number of pupils with ends: ``151``, ``1 to 4``."""
    low, high = numbers.count(given.low), numbers.count(given.high)
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def known(years: tuple[AdviceYear, ...]) -> tuple[AdviceYear, ...]:
    """The years whose shares may be shown."""
    return tuple(year for year in years if bounded(year.shares[HIGHER]))


def last_exact(page: AdvicePage) -> AdviceYear | None:
    """The newest year of the municipality without ends."""
    return next((year for year in reversed(page.years) if year.exact), None)


def national(page: AdvicePage, year: AdviceYear) -> AdviceYear | None:
    """The same school year in the country."""
    return next((one for one in page.country if one.school_year == year.school_year), None)


def headline(page: AdvicePage) -> str:
    """The answer to the page's question: that public figures do not hold it, and what is known."""
    place = page.municipality.name
    answer = _(
        "Whether every child in %(place)s gets a fair advice cannot be told from the figures that are here: "
        "they hold no test advices per municipality."
    ) % {"place": place}
    return f"{answer} {final_sentence(page)}".strip()


def final_sentence(page: AdvicePage) -> str:
    """Havo or higher in the newest exact year and in the newest year, beside the country's; or why there is none."""
    place = page.municipality.name
    shown = known(page.years)
    if not page.years:
        return _("There is no school with final advice in %(place)s in this source.") % {"place": place}
    if not shown:
        return _("The schools in %(place)s gave too few advices in a year to show shares.") % {"place": place}
    exact, newest = last_exact(page), shown[-1]
    said = []
    if exact:
        values = {"year": exact.school_year, "number": of_hundred(exact.shares[HIGHER])}
        country = national(page, exact)
        if country and country.shares[HIGHER].estimate.known:
            values["country"] = of_hundred(country.shares[HIGHER])
            said.append(
                _(
                    "Known is the final advice: in %(year)s, %(number)s of every 100 pupils got havo or higher, "
                    "against %(country)s of every 100 in the country."
                )
                % values
            )
        else:
            said.append(
                _("Known is the final advice: in %(year)s, %(number)s of every 100 got havo or higher.") % values
            )
    if not newest.exact:
        values = {"year": newest.school_year, "between": of_hundred(newest.shares[HIGHER])}
        said.append(
            _("In %(year)s it was %(between)s of every 100: no more is known, because numbers of 1 to 4 are masked.")
            % values
        )
    return " ".join(said)


def double_sentence(page: AdvicePage) -> str:
    """How many final advices were double, beside the country's; empty without an exact year."""
    exact = last_exact(page)
    country = national(page, exact) if exact else None
    if exact is None or country is None or not country.shares[DOUBLE].estimate.known:
        return ""
    return _(
        "In %(year)s, %(number)s of every 100 final advices in %(place)s were double, such as havo/vwo; in the country "
        "%(country)s."
    ) % {
        "year": exact.school_year,
        "number": of_hundred(exact.shares[DOUBLE]),
        "place": page.municipality.name,
        "country": of_hundred(country.shares[DOUBLE]),
    }


def schools_sentence(given: Halves, contrast: GroupContrast) -> str:
    """Havo or higher at the schools with the smaller and the larger shares of a group, of those that are shown."""
    label = contrast_label(contrast)
    return _(
        "%(group)s: of the %(total)s schools of which both shares are shown, the %(n_lower)s with the smallest shares "
        "of the group gave %(lower)s of every 100 pupils havo or higher; the %(n_upper)s with the largest %(upper)s."
    ) % {
        "n_lower": numbers.whole(given.n_lower),
        "n_upper": numbers.whole(given.n_upper),
        "total": numbers.whole(given.n_lower + given.n_upper),
        "group": label[:1].upper() + label[1:],
        "lower": of_hundred(given.lower),
        "upper": of_hundred(given.upper),
    }


def hidden_schools(page: AdvicePage) -> str:
    """How many schools are left out of the picture, because a share is not shown or not published."""
    shown = sum(
        bounded(school.higher) and any(one.known for one in school.composition.values()) for school in page.schools
    )
    left = len(page.schools) - shown
    if not left:
        return ""
    return ngettext(
        "%(number)s school is not in the picture: its composition or its advice is not shown or not published.",
        "%(number)s schools are not in the picture: their composition or advice is not shown or not published.",
        left,
    ) % {"number": numbers.whole(left)}


def reconsideration_sentence(page: AdvicePage) -> str:
    """Eligible and adjusted in the country, each with its denominator; empty when CBS's figures are not there."""
    rate = page.rate()
    if rate is None:
        return ""
    return _(
        "In the Netherlands in %(year)s the test advice was higher than the first advice for %(eligible)s of all "
        "pupils with a first advice. That is a reconsideration (heroverweging). Of those pupils the school raised the "
        "advice of %(a)s (A); that is %(b)s of all pupils with a first advice (B). That is an adjustment (bijstelling)."
    ) % {
        "year": rate.school_year,
        "eligible": numbers.percent(rate.eligible),
        "a": numbers.percent(rate.adjusted_a),
        "b": numbers.percent(rate.adjusted_b),
    }


def rule_sentence(page: AdvicePage) -> str:
    """What the rule of 2023/24 changed, as reported; empty when it is not in the edition."""
    if not (page.after.known and page.before.known):
        return ""
    return _(
        "With the doorstroomtoets in 2023/24 the rule changed. Then about %(after)s of the pupils with a higher test "
        "advice got a higher advice, by provisional figures of DUO; before that fewer than about %(before)s."
    ) % {"after": numbers.percent(page.after), "before": numbers.percent(page.before)}


def income_sentence(page: AdvicePage) -> str:
    """How much of the gap between incomes is the mix of first advices; empty without the cells."""
    total = next((gap for gap in page.gaps if gap.first_advice == TOTAL), None)
    within = inner_gaps(page)
    if total is None or not within or not page.mix.known:
        return ""
    return _(
        "Of pupils in the %(low)s %(lower)s had a higher test advice, in the %(high)s %(higher)s: a difference of "
        "%(gap)s percentage points. Much of that is not about how pupils with the same advice are treated, but about "
        "which first advices both groups get: whoever has vwo cannot get a higher test advice. Among pupils with the "
        "same first advice the difference was %(within)s. Of the %(gap)s points, %(mix)s come from the mix of first "
        "advices; what lies within the higher advices, of which no cells are here, is not counted in that."
    ) % {
        "low": income(total.lower.income),
        "high": income(total.higher.income),
        "lower": numbers.percent(total.lower.eligible),
        "higher": numbers.percent(total.higher.eligible),
        "gap": points(total),
        "mix": numbers.signed(page.mix),
        "within": listing(_("%(gap)s with %(advice)s") % _named(gap) for gap in within),
    }


def inner_gaps(page: AdvicePage) -> tuple[IncomeGap, ...]:
    """The gaps within one first advice."""
    return tuple(gap for gap in page.gaps if gap.first_advice != TOTAL)


def _named(gap: IncomeGap) -> dict[str, str]:
    return {"gap": points(gap), "advice": first_advice(gap.first_advice)}


def points(gap: IncomeGap) -> str:
    """A gap in percentage points: ``15.1``, ``−0.6``."""
    return numbers.signed(gap.gap)


def reported_sentence(page: AdvicePage) -> str:
    """What others reported of the place: which of the two numbers it is, and what the source does not say."""
    given = page.reported
    if given is None:
        return ""
    return _(
        "In %(year)s, %(own)s of all pupils in %(place)s got an adjusted advice, against %(country)s in the country. "
        "This is adjustment (bijstelling), out of all pupils: not how often an advice was reconsidered "
        "(heroverweging). The source does not say whether %(place)s means the municipality or the province."
    ) % {
        "year": given.school_year,
        "own": numbers.percent(given.own),
        "country": numbers.percent(given.national),
        "place": page.municipality.name,
    }


def mechanism_sentence(given: Mechanism) -> str:
    """The shares that the model expects with more and fewer double advices, teacher and test being the same."""
    parts = [
        (
            _("%(eligible)s with %(double)s double advices")
            if numbers.shown(one.double)
            else _("%(eligible)s without any")
        )
        % {"eligible": numbers.percent(one.eligible), "double": numbers.percent(one.double)}
        for one in given.named
    ]
    return _(
        "The same pupils, teachers and tests: only the share of double advices differs. Then the model expects a "
        "higher test advice for %(parts)s."
    ) % {"parts": listing(parts)}


def cells_sentence(page: AdvicePage) -> str:
    """The pattern over single and double first advices that CBS found; empty where a cell is missing."""
    found: list[NationalRate] = []
    for code in ("vmbo-k", "vmbo-k/gt", "vmbo-gt", "vmbo-b/k"):
        rate = page.rate(code)
        if rate is None:
            return ""
        found.append(rate)
    eligible = [numbers.percent(rate.eligible) for rate in found]
    return _(
        "CBS sees that pattern in %(year)s: a higher test advice for %(k)s of the pupils with vmbo-k and %(gt)s with "
        "vmbo-gt, but %(kgt)s with vmbo-k/gt and %(bk)s with vmbo-b/k."
    ) % {"year": found[0].school_year, "k": eligible[0], "kgt": eligible[1], "gt": eligible[2], "bk": eligible[3]}


def country_sentence(given: Mechanism) -> str:
    """What was published of the country, beside the model."""
    return _(
        "In the country %(double)s of the first advices were double in %(double_year)s, and %(eligible)s had a higher "
        "test advice in %(eligible_year)s."
    ) % {
        "double": numbers.percent(given.national_double),
        "double_year": given.double_year,
        "eligible": numbers.percent(given.national_eligible),
        "eligible_year": given.eligible_year,
    }


def noisy_sentence(given: Mechanism) -> str:
    """What the reliability of the test can do to the share."""
    low, high = sorted(given.noisy, key=numbers.shown)
    return _(
        "With the national share of double advices, a reliability between %(from)s and %(to)s gives %(low)s to "
        "%(high)s."
    ) % {
        "from": numbers.index(given.reliabilities[0]),
        "to": numbers.index(given.reliabilities[1]),
        "low": numbers.percent(low),
        "high": numbers.percent(high),
    }


def why_absent(given: Bounded) -> Reason | None:
    """Why a value with ends has none."""
    return given.low.reason
