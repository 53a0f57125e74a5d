# SPDX-License-Identifier: EUPL-1.2
"""The words in and around each picture: the finding, the measure, and the description for who cannot see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from speelveld.figures.model import Dashboard, Figure, Split
from speelveld.render import comparison, findings, numbers, sentences
from speelveld.render.frame import Heading
from speelveld.render.names import contrast_label, group, listing, period, short_publisher
from speelveld.render.translation import gettext as _
from speelveld.render.translation import ngettext
from speelveld.terms import Source


def heading(name: str, dashboard: Dashboard) -> Heading:
    """Title, subtitle, source line and description of the picture ``name``, in the active language.

    Names: ``distribution``, ``trend``, ``cities``, ``split``, ``map``. Raises KeyError on another name.
    """
    return _HEADINGS[name](dashboard)


def alt(dashboard: Dashboard, name: str) -> str:
    """The alternative text of a picture: the finding and what is drawn, in sentences."""
    found = heading(name, dashboard)
    return f"{_ended(found.title)} {found.description}".strip()


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def _join(sentences: Iterable[str]) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _nothing(title: str, sentence: str, source: str) -> Heading:
    return Heading(title, sentence, source, sentence)


def _distribution(dashboard: Dashboard) -> Heading:
    figure = dashboard.headline
    source = sentences.short_source_line(figure.sources)
    drawn = findings.dots(dashboard)
    if not drawn:
        return Heading(
            _("No schools to draw"), sentences.without_number(figure), source, sentences.without_number(figure)
        )
    outside, total = sum(dot.outside for dot in drawn), len(drawn)
    values = {"outside": numbers.whole(outside), "total": numbers.whole(total), "group": group(figure.contrast)}
    if findings.band(dashboard):
        title = (
            ngettext(
                "%(outside)s of the %(total)s school shown lies outside what chance gives",
                "%(outside)s of the %(total)s schools shown lie outside what chance gives",
                total,
            )
            % values
        )
    else:
        title = (
            ngettext("The share of %(group)s at %(total)s school", "The share of %(group)s at %(total)s schools", total)
            % values
        )
    subtitle = _join(
        (
            _("Share of %(group)s and number of pupils of each school branch, %(day)s. A larger dot is more pupils.")
            % {"group": group(figure.contrast), "day": period(figure.period)},
            sentences.hidden_note(dashboard),
        )
    )
    shares = [dot.share for dot in drawn]
    description = _join(
        (
            _("The share of %(group)s runs from %(low)s%% to %(high)s%% between the schools.")
            % {
                "group": group(figure.contrast),
                "low": numbers.rounded(min(shares)),
                "high": numbers.rounded(max(shares)),
            },
            _("In the whole of %(place)s it is %(share)s.")
            % {"place": figure.municipality.name, "share": numbers.percent(figure.share)}
            if figure.share.known
            else "",
            sentences.hidden_note(dashboard),
        )
    )
    return Heading(title, subtitle, source, description)


def _trend(dashboard: Dashboard) -> Heading:
    figure = dashboard.headline
    lines = findings.series(dashboard)
    shown = [item for line in lines for item in line.figures]
    source = sentences.short_source_line(_sources(shown or [figure]))
    if not lines:
        return Heading(
            _("No figures to draw"), sentences.without_number(figure), source, sentences.without_number(figure)
        )
    pair = comparison.change(dashboard)
    if pair:
        title = _("%(group)s: from %(from)s in %(first)s to %(to)s in %(last)s") % {
            "group": _capital(group(pair[1].contrast)),
            "from": numbers.of_100(pair[0].estimate),
            "to": numbers.of_100(pair[1].estimate),
            "first": pair[0].period.year,
            "last": pair[1].period.year,
        }
    else:
        title = _("How unevenly pupils were spread, by group")
    subtitle = _join(
        (
            _("Pupils out of 100 in the group who would have to be at another school for an even spread."),
            sentences.boundaries_note(figure, dashboard.merged),
            _("Open rings: within the boundaries of then.") if _has_other_boundaries(dashboard) else "",
            _("Each group is defined in another way, so no line joins them."),
        )
    )
    description = _join(
        f"{_capital(group(item.contrast))}, {item.period.year}: {sentences.value_sentence(item)}."
        for line in lines
        for item in line.figures
    )
    return Heading(title, subtitle, source, description)


def _has_other_boundaries(dashboard: Dashboard) -> bool:
    drawn = {line.first.contrast.id for line in findings.series(dashboard)}
    others = findings.series(dashboard, headline_boundaries=False)
    return any(line.first.contrast.id in drawn for line in others)


def _cities(dashboard: Dashboard) -> Heading:
    rows = findings.city_rows(dashboard)
    figure = dashboard.headline
    source = sentences.short_source_line(_sources([row.figure for row in rows] or [figure]))
    if not rows:
        return Heading(
            _("No figures to draw"), sentences.without_number(figure), source, sentences.without_number(figure)
        )
    own = next((row for row in rows if row.municipality.code == dashboard.municipality.code), None)
    others = [row.figure.estimate for row in rows if row is not own]
    values = {"group": group(figure.contrast), "place": dashboard.municipality.name}
    if own and others:
        title = _("%(number)s in %(place)s; between %(low)s and %(high)s in the other cities") % (
            values
            | {
                "number": numbers.of_100(own.figure.estimate),
                "low": numbers.whole(min(numbers.whole_of_100(number) for number in others)),
                "high": numbers.whole(max(numbers.whole_of_100(number) for number in others)),
            }
        )
    elif own:
        title = _("%(number)s in %(place)s") % (values | {"number": numbers.of_100(own.figure.estimate)})
    else:
        title = _("No figure for %(place)s; these are the large cities") % values
    published = next((row.published for row in rows if row.published and row.published.total.known), None)
    subtitle = _join(
        (
            _("Pupils out of 100 %(group)s who would have to be at another school for an even spread, %(day)s.")
            % (values | {"day": period(rows[0].figure.period)}),
            _(
                "Open diamond: the Inspectie's figure for %(year)s, between children of parents with much and with "
                "little schooling; another measure."
            )
            % {"year": published.year}
            if published
            else "",
        )
    )
    description = _join(f"{row.municipality.name}: {sentences.value_sentence(row.figure)}." for row in rows)
    if published:
        source = _join((source, _("Open diamonds: Inspectie van het Onderwijs.")))
    return Heading(title, subtitle, source, description)


def _split(dashboard: Dashboard) -> Heading:
    rows = findings.splits(dashboard)
    own = dashboard.published
    source = _("Source: Inspectie van het Onderwijs, De Staat van het Onderwijs.")
    place = dashboard.municipality.name
    if not rows:
        sentence = _("The Inspectie published no figure for %(place)s.") % {"place": place}
        return _nothing(_("No figures to draw"), sentence, source)
    year = rows[0][1].year
    values = {"place": place, "year": year}
    if own and own.residence.known and own.choice.known:
        title = _("%(place)s in %(year)s: %(residence)s by residence and %(choice)s by choice, %(total)s together") % (
            values
            | {
                "residence": numbers.count(own.residence),
                "choice": numbers.count(own.choice),
                "total": numbers.count(own.total),
            }
        )
    elif own and own.total.known:
        title = _("%(place)s in %(year)s: %(total)s together") % (values | {"total": numbers.count(own.total)})
    else:
        title = _("The Inspectie published no figure for %(place)s; these are the large cities") % values
    subtitle = (
        _(
            "Children of parents with much and with little schooling, %(year)s: out of 100, how many would have to be "
            "at another school for an even spread. How much of it chance gives was not published."
        )
        % values
    )
    description = _join(_split_sentence(split.municipality, split) for _own, split in rows)
    return Heading(title, subtitle, source, description)


def _split_sentence(place: str, split: Split) -> str:
    values = {"place": place, "total": numbers.count(split.total)}
    if not (split.residence.known and split.choice.known):
        return _("%(place)s: %(total)s, not split in parts.") % values
    values |= {"residence": numbers.count(split.residence), "choice": numbers.count(split.choice)}
    return _("%(place)s: %(residence)s by residence and %(choice)s by choice, together %(total)s.") % values


def _map(dashboard: Dashboard) -> Heading:
    figure = dashboard.headline
    source = _map_source(dashboard)
    placed = findings.placed_branches(dashboard)
    found = findings.overlap(dashboard)
    place = dashboard.municipality.name
    if found:
        title = ngettext(
            "Of the %(above)s school shown with a larger share than %(place)s as a whole, %(both)s stands where more "
            "residents receive a benefit than in half of the areas",
            "Of the %(above)s schools shown with a larger share than %(place)s as a whole, %(both)s stand where more "
            "residents receive a benefit than in half of the areas",
            found[0],
        ) % {"above": numbers.whole(found[0]), "both": numbers.whole(found[1]), "place": place}
    else:
        title = ngettext(
            "%(number)s school branch in %(place)s", "%(number)s school branches in %(place)s", len(placed)
        ) % {"number": numbers.whole(len(placed)), "place": place}
    subtitle = _join(
        (
            _(
                "Areas: share of residents with a benefit, per four-digit postcode. Circles: school branches and their "
                "share of %(group)s, %(day)s. These are two different measures."
            )
            % {"group": group(figure.contrast), "day": period(figure.period)},
            sentences.unlocated_note(dashboard),
        )
    )
    return Heading(title, subtitle, source, subtitle)


def _map_source(dashboard: Dashboard) -> str:
    names = [name for source in dashboard.headline.sources for name in short_publisher(source).split(", ")]
    return _("Source: %(publishers)s. Boundaries: © CBS, © Esri Nederland.") % {
        "publishers": listing(dict.fromkeys([*names, "CBS"]))
    }


def _sources(figures: Iterable[Figure]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(source for figure in figures for source in figure.sources))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def panel_title(figure: Figure) -> str:
    """The name of a panel in the trend picture."""
    return _capital(contrast_label(figure.contrast))


_HEADINGS: dict[str, Callable[[Dashboard], Heading]] = {
    "distribution": _distribution,
    "trend": _trend,
    "cities": _cities,
    "split": _split,
    "map": _map,
}
