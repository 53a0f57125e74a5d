# SPDX-License-Identifier: EUPL-1.2
"""Why the Inspectie's published figure and ours differ, and how ours changed, in the active language.

Both stand: the sentences say what each is about and choose neither.
"""

from __future__ import annotations

from typing import Final

from speelveld.figures.model import Dashboard, Figure
from speelveld.render import numbers
from speelveld.render.names import group, listing
from speelveld.render.translation import gettext as _

_BY_WEIGHT: Final = "gewicht"


def why_different(dashboard: Dashboard) -> tuple[str, ...]:
    """Why the Inspectie's published figure and ours differ, in paragraphs. Neither is chosen over the other."""
    paragraphs = [_published(dashboard), _ours(dashboard), _change(dashboard)]
    return tuple(paragraph for paragraph in paragraphs if paragraph)


def _published(dashboard: Dashboard) -> str:
    split = dashboard.published
    place = dashboard.municipality.name
    if not any(city.published for city in dashboard.cities):
        return _("This edition lacks the figures that the Inspectie van het Onderwijs published.")
    if split is None or not split.total.known:
        return _(
            "The Inspectie van het Onderwijs published a figure for the largest cities only. "
            "%(place)s is not one of them."
        ) % {"place": place}
    values = {"place": place, "year": split.year, "total": numbers.count(split.total)}
    if not (split.residence.known and split.choice.known):
        return (
            _("For %(year)s the Inspectie van het Onderwijs published %(total)s for %(place)s, not split in parts.")
            % values
        )
    values |= {"residence": numbers.count(split.residence), "choice": numbers.count(split.choice)}
    return (
        _(
            "For %(year)s the Inspectie van het Onderwijs published %(total)s for %(place)s: "
            "%(residence)s because of where families live and %(choice)s because of the school they choose."
        )
        % values
    )


def current(dashboard: Dashboard) -> tuple[Figure, ...]:
    """Of every contrast the newest figure that has a number, within the headline's boundaries, in the order given."""
    newest: dict[str, Figure] = {}
    for figure in (*dashboard.trend, dashboard.latest):
        older = newest.get(figure.contrast.id)
        comparable = figure.estimate.known and _comparable(figure, dashboard.headline)
        if comparable and (older is None or older.period < figure.period):
            newest[figure.contrast.id] = figure
    return tuple(newest.values())


def _comparable(figure: Figure, headline_figure: Figure) -> bool:
    return figure.boundaries is headline_figure.boundaries and figure.measure == headline_figure.measure


def _ours(dashboard: Dashboard) -> str:
    figures = current(dashboard)
    if not figures:
        return _("The Inspectie compares children of parents with much and with little schooling.")
    ours = listing(
        _("%(number)s for %(group)s (%(year)s)")
        % {
            "number": numbers.of_100(figure.estimate),
            "group": group(figure.contrast),
            "year": figure.period.year,
        }
        for figure in figures
    )
    return _(
        "The Inspectie compares children of parents with much and with little schooling. Our figures are about other "
        "groups: %(ours)s. Another group gives another number. They are different measures; they can be true at the "
        "same time."
    ) % {"ours": ours}


def change(dashboard: Dashboard) -> tuple[Figure, Figure] | None:
    """The oldest and newest figure by weights within the headline's boundaries, or None when there are no two."""
    series = sorted(
        (
            figure
            for figure in dashboard.trend
            if figure.contrast.id == _BY_WEIGHT and figure.estimate.known and _comparable(figure, dashboard.headline)
        ),
        key=lambda figure: figure.period,
    )
    return (series[0], series[-1]) if len(series) > 1 else None


def _change(dashboard: Dashboard) -> str:
    pair = change(dashboard)
    if pair is None:
        return ""
    first, last = pair
    values = {
        "from": numbers.of_100(first.estimate),
        "to": numbers.of_100(last.estimate),
        "first": first.period.year,
        "last": last.period.year,
    }
    before, after = numbers.whole_of_100(first.estimate), numbers.whole_of_100(last.estimate)
    if after < before:
        sentence = _("By weight our figure fell from %(from)s in %(first)s to %(to)s in %(last)s.") % values
    elif after > before:
        sentence = _("By weight our figure rose from %(from)s in %(first)s to %(to)s in %(last)s.") % values
    else:
        sentence = _("By weight our figure stayed %(to)s from %(first)s to %(last)s.") % values
    sentences = [sentence, _overlap(first, last), _group_size(first, last)]
    if dashboard.published is not None:
        sentences.append(
            _("By the schooling of parents the Inspectie reports a rise. We show both and choose neither.")
        )
    return " ".join(sentence for sentence in sentences if sentence)


def _overlap(first: Figure, last: Figure) -> str:
    ends = (first.low, first.high, last.low, last.high)
    if not all(end.known for end in ends):
        return ""
    low, high, new_low, new_high = (numbers.shown(end) for end in ends)
    if max(low, new_low) > min(high, new_high):
        return ""
    return _("The margins of the two overlap, so the difference is not certain.")


def _group_size(first: Figure, last: Figure) -> str:
    if not (first.share.known and last.share.known):
        return ""
    values = {"from": numbers.percent(first.share), "to": numbers.percent(last.share)}
    before, after = numbers.shown(first.share), numbers.shown(last.share)
    if after < before:
        return _("In the same years the group itself became smaller: from %(from)s to %(to)s of the pupils.") % values
    if after > before:
        return _("In the same years the group itself became larger: from %(from)s to %(to)s of the pupils.") % values
    return _("The group itself stayed %(to)s of the pupils.") % values
