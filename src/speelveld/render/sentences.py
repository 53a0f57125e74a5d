# SPDX-License-Identifier: EUPL-1.2
"""The sentences of the first page, in the active language, from a dashboard and nothing else.

Plain words (B1), no judgement and no ranking. A sentence that has no number to tell says why.
"""

from __future__ import annotations

from collections.abc import Iterable

from speelveld.disclosure.publishable import Reason
from speelveld.figures.model import Dashboard, Figure
from speelveld.render import numbers
from speelveld.render.names import (
    contrast_label,
    group,
    listing,
    period,
    places,
    reason,
    reference_date,
    short_publisher,
    source_name,
)
from speelveld.render.translation import gettext as _
from speelveld.render.translation import ngettext
from speelveld.terms import Boundaries, Municipality, Source

_WHOLE = 0.01
"""One of every 100: what the sentences round to anyway."""


def headline(dashboard: Dashboard) -> str:
    """The answer to the page's question: the number, how sure, and what chance alone would give."""
    figure = dashboard.headline
    if not figure.estimate.known:
        return without_number(figure)
    sentences = [_spread(figure), _would_move(figure)]
    if figure.null_mean.known:
        sentences.append(
            _("If chance alone spread them, it would be %(chance)s.") % {"chance": numbers.of_100(figure.null_mean)}
        )
    if figure.step is not None and figure.step > _WHOLE:
        sentences.append(
            _("These numbers are rounded to %(step)s of every 100, since there are few schools.")
            % {"step": numbers.whole(round(100 * figure.step))}
        )
    return " ".join(sentences)


def without_number(figure: Figure) -> str:
    """Why a figure has no number, with its day and place."""
    values = {"day": period(figure.period), "place": figure.municipality.name, "group": group(figure.contrast)}
    if figure.reason is Reason.NO_SCHOOLS:
        return _("%(place)s has no primary school in the count of %(day)s.") % values
    if figure.reason is Reason.ONE_SCHOOL:
        return (
            _("%(place)s had one primary school on %(day)s. With one school there is nothing to spread pupils over.")
            % values
        )
    if figure.reason is Reason.NOT_DEFINED:
        return _("No number can be given for how %(group)s were spread in %(place)s on %(day)s.") % values
    if figure.reason is Reason.NOT_PUBLISHED:
        return _("How %(group)s were spread over the schools in %(place)s on %(day)s was not published.") % values
    return _("On %(day)s %(place)s had too few schools or too few %(group)s to show how they were spread.") % values


def differs_from_chance(figure: Figure) -> bool:
    """Whether the whole interval lies above the value that chance alone gives."""
    if not (figure.low.known and figure.null_mean.known):
        return False
    return numbers.shown(figure.low) > numbers.shown(figure.null_mean)


def _spread(figure: Figure) -> str:
    values = {"day": period(figure.period), "place": figure.municipality.name, "group": group(figure.contrast)}
    if figure.null_mean.known and figure.low.known and not differs_from_chance(figure):
        return (
            _(
                "On %(day)s the spread of %(group)s over the primary schools in %(place)s was hardly different "
                "from chance."
            )
            % values
        )
    return _("On %(day)s %(group)s were spread unevenly over the primary schools in %(place)s.") % values


def _would_move(figure: Figure) -> str:
    """The right reading of D: the share of one group that would have to be elsewhere for every school to be alike."""
    values = {"number": numbers.of_100(figure.estimate)}
    if not (figure.low.known and figure.high.known):
        return _("With an even spread %(number)s in 100 of them would have to be at another school.") % values
    values |= {"low": numbers.of_100(figure.low), "high": numbers.of_100(figure.high)}
    return (
        _(
            "With an even spread %(number)s in 100 of them would have to be at another school, "
            "probably between %(low)s and %(high)s."
        )
        % values
    )


def exchange(dashboard: Dashboard) -> str:
    """What the headline means for all pupils when schools keep their size: 2P(1-P)D of them change school."""
    number = dashboard.exchange.estimate
    if not number.known:
        return ""
    return _(
        "If the schools keep their size, another child has to come back for each child that leaves: "
        "together %(number)s in 100 of all pupils."
    ) % {"number": numbers.of_100(number)}


def boundaries_note(figure: Figure, merged: Iterable[Municipality] = ()) -> str:
    """Which boundaries a figure uses, naming the municipalities that have been absorbed since."""
    absorbed = tuple(merged)
    values = {"place": figure.municipality.name, "year": figure.boundaries_year}
    if figure.boundaries is Boundaries.THEN:
        if not absorbed:
            return _("Within the boundaries that %(place)s had then.") % values
        return _("Within the boundaries that %(place)s had then, so without %(absorbed)s.") % (
            values | {"absorbed": places(absorbed)}
        )
    if not absorbed:
        return _("Within the boundaries that %(place)s has today (%(year)s).") % values
    return _("Within the boundaries that %(place)s has today (%(year)s), so with %(absorbed)s.") % (
        values | {"absorbed": places(absorbed)}
    )


def hidden_note(dashboard: Dashboard) -> str:
    """How many branches have too few pupils to show; empty when there are none."""
    hidden = dashboard.hidden_branches
    if not hidden:
        return ""
    return ngettext(
        "%(number)s branch has too few pupils in a group to show and is left out.",
        "%(number)s branches have too few pupils in a group to show and are left out.",
        hidden,
    ) % {"number": numbers.whole(hidden)}


def unlocated_note(dashboard: Dashboard) -> str:
    """How many branches no source locates; empty when there are none."""
    missing = dashboard.unlocated_branches
    if not missing:
        return ""
    return ngettext(
        "%(number)s branch is not on the map: no source says where it is.",
        "%(number)s branches are not on the map: no source says where they are.",
        missing,
    ) % {"number": numbers.whole(missing)}


def value_sentence(figure: Figure) -> str:
    """One figure in one line: ``49, probably between 46 and 52; by chance 9``, or why there is none."""
    if not figure.estimate.known:
        return reason(figure.estimate)
    text = numbers.of_100(figure.estimate)
    if figure.low.known and figure.high.known:
        text = _("%(number)s, probably between %(low)s and %(high)s") % {
            "number": text,
            "low": numbers.of_100(figure.low),
            "high": numbers.of_100(figure.high),
        }
    if figure.null_mean.known:
        text = _("%(text)s; by chance %(chance)s") % {"text": text, "chance": numbers.of_100(figure.null_mean)}
    return text


def source_line(sources: Iterable[Source]) -> str:
    """Every source with its table and day, once each, as it stands under a figure."""
    distinct = dict.fromkeys(source_name(source) for source in sources)
    return _("Source: %(sources)s.") % {"sources": "; ".join(distinct)} if distinct else ""


def short_source_line(sources: Iterable[Source]) -> str:
    """Publishers and days only: the source line inside a picture."""
    days: dict[str, dict[str, None]] = {}
    for source in sources:
        days.setdefault(listing(short_publisher(source).split(", ")), {})[reference_date(source)] = None
    if not days:
        return ""
    parts = "; ".join(f"{publisher} ({', '.join(dates)})" for publisher, dates in days.items())
    return _("Source: %(sources)s. Calculation: Speelveld.") % {"sources": parts}


def figure_label(figure: Figure) -> str:
    """A figure's contrast and year, for a table row: ``weight 0.3 or 1.2, 2016``."""
    return f"{contrast_label(figure.contrast)}, {figure.period.year}"
