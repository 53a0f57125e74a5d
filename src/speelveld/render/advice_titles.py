# SPDX-License-Identifier: EUPL-1.2
"""The words in and around the pictures of school advice."""

from __future__ import annotations

from collections.abc import Callable

from speelveld.figures.advice_model import AdvicePage, AdviceSchool
from speelveld.figures.contrasts import CONTRASTS
from speelveld.render import advice_words, numbers
from speelveld.render.advice_names import break_name, first_advice, share
from speelveld.render.frame import Heading
from speelveld.render.names import listing
from speelveld.render.residence_words import bounded
from speelveld.render.sentences import short_source_line
from speelveld.render.translation import gettext as _
from speelveld.render.translation import ngettext


def heading(name: str, page: AdvicePage) -> Heading:
    """Title, subtitle, source line and description of a picture: ``final``, ``schools``, ``income`` or ``doubles``.

    Raises KeyError on another name.
    """
    return _HEADINGS[name](page)


def alt(page: AdvicePage, name: str) -> str:
    """The alternative text of a picture."""
    found = heading(name, page)
    return f"{found.title}. {found.description}"


def drawn(page: AdvicePage, name: str) -> bool:
    """Whether a picture has a number in it."""
    return {
        "final": bool(advice_words.known(page.years)),
        "schools": bool(placed(page)),
        "income": bool(page.gaps),
        "doubles": page.mechanism is not None,
    }[name]


def placed(page: AdvicePage, contrast: str | None = None) -> tuple[AdviceSchool, ...]:
    """The schools that the picture holds: both their advice and their share of a group are shown."""
    wanted = [contrast] if contrast else list(CONTRASTS)
    return tuple(
        school
        for school in page.schools
        if bounded(school.higher)
        and bounded(school.pupils)
        and any(name in school.composition and school.composition[name].known for name in wanted)
    )


def contrasts(page: AdvicePage) -> tuple[str, ...]:
    """The groups of which a school's share is shown somewhere, in the order of the figures."""
    named = dict.fromkeys(name for school in page.schools for name in school.composition)
    return tuple(name for name in named if placed(page, name))


def _final(page: AdvicePage) -> Heading:
    exact, place = advice_words.last_exact(page), page.municipality.name
    country = advice_words.national(page, exact) if exact else None
    if exact and country and country.exact:
        title = _("%(place)s in %(year)s: havo or higher for %(number)s of 100 pupils, %(country)s in the country") % {
            "place": place,
            "year": exact.school_year,
            "number": advice_words.of_hundred(exact.shares[advice_words.HIGHER]),
            "country": advice_words.of_hundred(country.shares[advice_words.HIGHER]),
        }
    else:
        title = _("Final advice in %(place)s") % {"place": place}
    subtitle = _(
        "Pupils out of 100, by final advice. Bars: where a share can lie, because DUO masks numbers of 1 to 4 from "
        "2022/23. Dotted lines: the rules changed, so years on both sides are not compared (%(breaks)s)."
    ) % {"breaks": listing(dict.fromkeys(break_name(one) for one in page.breaks))}
    described = [
        _("%(year)s: %(shares)s.")
        % {
            "year": year.school_year,
            "shares": listing(
                _("%(name)s %(number)s") % {"name": share(name), "number": advice_words.of_hundred(year.shares[name])}
                for name in GROUPS
            ),
        }
        for year in advice_words.known(page.years)
    ]
    return Heading(title, subtitle, short_source_line(page.final_sources[:1]), " ".join(described))


GROUPS = ("up-to-kader", "gt", "havo", "vwo")
"""The panels of the picture of final advice, from low to high."""


def _schools(page: AdvicePage) -> Heading:
    number = len(placed(page))
    title = ngettext(
        "Havo or higher and the composition of %(number)s school in %(place)s",
        "Havo or higher and the composition of %(number)s schools in %(place)s",
        number,
    ) % {"number": numbers.whole(number), "place": page.municipality.name}
    subtitle = " ".join(
        (
            _(
                "Each dot is a school, a larger one has more pupils with advice. The bar shows where its share with "
                "havo or higher can lie over %(first)s to %(last)s, because numbers of 1 to 4 are masked; the dot is "
                "the middle of the bar."
            )
            % {"first": page.pooled[0], "last": page.pooled[-1]},
            advice_words.hidden_schools(page),
        )
    ).strip()
    described = [advice_words.schools_sentence(each, CONTRASTS[each.contrast]) for each in page.halves]
    return Heading(title, subtitle, short_source_line(page.school_sources), " ".join(described))


def _income(page: AdvicePage) -> Heading:
    total = page.gaps[0]
    title = _(
        "A difference of %(gap)s points among all pupils, and at most %(most)s with the same first advice, so far as "
        "known"
    ) % {
        "gap": advice_words.points(total),
        "most": numbers.signed(max((gap.gap for gap in advice_words.inner_gaps(page)), key=numbers.shown)),
    }
    subtitle = _(
        "Pupils out of 100 with a first advice who had a higher test advice, by income of the parents, the "
        "Netherlands, %(year)s. CBS's cells for the advices above vmbo-k/gt are not in this edition."
    ) % {"year": total.lower.school_year}
    described = [
        _("%(advice)s: %(lower)s and %(higher)s.")
        % {
            "advice": first_advice(gap.first_advice),
            "lower": numbers.percent(gap.lower.eligible),
            "higher": numbers.percent(gap.higher.eligible),
        }
        for gap in page.gaps
    ]
    return Heading(title, subtitle, short_source_line(page.national_sources[:1]), " ".join(described))


def _doubles(page: AdvicePage) -> Heading:
    given = page.mechanism
    if given is None:
        raise ValueError("no mechanism to draw")
    first, last = given.named[0], given.named[-1]
    title = _("From %(last)s to %(first)s with a higher test advice, only because fewer advices are double") % {
        "first": numbers.percent(first.eligible),
        "last": numbers.percent(last.eligible),
    }
    subtitle = _(
        "Pupils out of 100 with a test advice above the first advice, by the share of double advices. A computation: "
        "places spread as the first advices of %(year)s, teacher and test each with reliability %(reliability)s. "
        "Diamond: the country, as published."
    ) % {"year": given.double_year, "reliability": numbers.index(given.reliability)}
    described = [advice_words.mechanism_sentence(given), advice_words.country_sentence(given)]
    return Heading(title, subtitle, short_source_line(page.national_sources), " ".join(described))


_HEADINGS: dict[str, Callable[[AdvicePage], Heading]] = {
    "final": _final,
    "schools": _schools,
    "income": _income,
    "doubles": _doubles,
}
