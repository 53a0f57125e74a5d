# SPDX-License-Identifier: EUPL-1.2
"""Numbers and names on a page, as ``render`` writes them.

A number that may not be shown looks the same everywhere, whatever the rule that hid it.
"""

from __future__ import annotations

from collections.abc import Callable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from speelveld.disclosure.publishable import Publishable, Reason
from speelveld.figures import SourceCard
from speelveld.figures.model import Bounded, Figure
from speelveld.render import advice_words, names, numbers, residence_words, words
from speelveld.terms import GroupContrast, Municipality, Source

register = template.Library()

ABSENT = {
    Reason.TOO_FEW: _("too few pupils to show"),
    Reason.ONE_SCHOOL: _("one school only"),
    Reason.NO_SCHOOLS: _("no schools in this source"),
    Reason.NOT_PUBLISHED: _("not published"),
    Reason.NOT_DEFINED: _("not defined for this measure"),
}


def absent(reason: Reason | None) -> SafeString:
    """The dash that stands where a number does not, and why, for who cannot see the note.

    A number that a measure does not have by definition hides nothing, so it gets words of its own.
    """
    return format_html(
        '<span class="absent" title="{0}"><span aria-hidden="true">{1}</span>'
        '<span class="visually-hidden">{0}</span></span>',
        ABSENT[reason or Reason.NOT_PUBLISHED],
        # Translators: not applicable, in a cell of a table.
        gettext("n/a") if reason is Reason.NOT_DEFINED else "–",
    )


@register.filter
def not_published(_value: object) -> SafeString:
    """The dash for what a publisher did not publish."""
    return absent(Reason.NOT_PUBLISHED)


@register.filter
def count(value: Publishable) -> str:
    """A count or a percentage as a whole number: ``12.388``."""
    return numbers.count(value) if numbers.known(value) else absent(value.reason)


@register.filter
def count_of_hundred(value: Publishable) -> str:
    """A percentage in words: ``7 of 100``."""
    if not numbers.known(value):
        return absent(value.reason)
    return gettext("%(number)s of 100") % {"number": numbers.count(value)}


@register.filter
def of_hundred(value: Publishable) -> str:
    """An index between 0 and 1 as so many of every hundred pupils: ``49``."""
    return numbers.of_100(value) if numbers.known(value) else absent(value.reason)


@register.filter
def index(value: Publishable) -> str:
    """An index as it stands in a table of measures: ``0,492``."""
    return numbers.index(value) if numbers.known(value) else absent(value.reason)


@register.filter
def between(figure: Figure) -> str:
    """The interval of an index out of hundred, in words: ``46 to 52``; the dash where there is none."""
    return _interval(figure, numbers.of_100)


@register.filter
def between_index(figure: Figure) -> str:
    """The interval of an index, in words: ``0,463 to 0,519``; the dash where there is none."""
    return _interval(figure, numbers.index)


def _interval(figure: Figure, written: Callable[[Publishable], str]) -> str:
    if not (numbers.known(figure.low) and numbers.known(figure.high)):
        return absent(figure.low.reason or figure.high.reason)
    return gettext("%(low)s to %(high)s") % {"low": written(figure.low), "high": written(figure.high)}


@register.filter
def within(bounded: Bounded) -> str:
    """Bounds of whole numbers in words: ``between 33 and 37``; the dash where there are none."""
    return residence_words.within(bounded) if residence_words.bounded(bounded) else absent(bounded.low.reason)


@register.filter
def within_kilometres(bounded: Bounded) -> str:
    """Bounds of a distance in metres as kilometres: ``between 0.9 and 1.2``; the dash where there are none."""
    if not residence_words.bounded(bounded):
        return absent(bounded.low.reason)
    return residence_words.within_kilometres(bounded)


@register.filter
def advised(bounded: Bounded) -> str:
    """A percentage with ends as so many of every hundred, in a cell: ``49``, ``42 to 65``, ``at most 13``."""
    return advice_words.short(bounded) if residence_words.bounded(bounded) else absent(bounded.low.reason)


@register.filter
def pupils_between(bounded: Bounded) -> str:
    """A number of pupils with ends: ``151``, ``1 to 4``; the dash where there are none."""
    return advice_words.pupils(bounded) if residence_words.bounded(bounded) else absent(bounded.low.reason)


@register.filter
def percent(value: Publishable) -> str:
    """A percentage with its sign."""
    return numbers.percent(value) if numbers.known(value) else absent(value.reason)


@register.filter
def kilometres(metres: Publishable) -> str:
    """A distance in metres as kilometres, without the unit: the column says it."""
    return numbers.kilometres(metres).removesuffix(" km") if numbers.known(metres) else absent(metres.reason)


@register.filter
def sortable(value: Publishable) -> str:
    """The number for the script that sorts the table: as published, empty when it is not shown."""
    return "" if value.value is None else f"{value.value:g}"


@register.filter
def whole(value: int) -> str:
    """A number of rows or schools."""
    return numbers.whole(value)


@register.filter
def group_of(contrast: GroupContrast) -> str:
    """The group that a contrast is about."""
    return names.group(contrast)


@register.filter
def other_group(contrast: GroupContrast) -> str:
    """The group that it is compared with."""
    return names.other_group(contrast)


@register.filter
def definition(contrast: GroupContrast) -> str:
    """Who belongs to the group."""
    return names.definition(contrast)


@register.filter
def measure_name(measure: str) -> str:
    """The name of a measure."""
    return names.measure_name(measure)


@register.filter
def figure_label(figure: Figure) -> str:
    """A figure's group and year."""
    return words.figure_label(figure)


@register.filter
def value_sentence(figure: Figure) -> str:
    """A figure in one line."""
    return words.value_sentence(figure)


@register.filter
def boundaries_note(figure: Figure, merged: tuple[Municipality, ...]) -> str:
    """Which boundaries a figure uses."""
    return words.boundaries_note(figure, merged)


@register.filter
def source_line(sources: tuple[Source, ...]) -> str:
    """The sources of a figure."""
    return words.source_line(sources)


@register.filter
def source_name(source: Source) -> str:
    """One source with its day."""
    return names.source_name(source)


@register.filter
def reference_date(source: Source) -> str:
    """The day that a source is about."""
    return names.reference_date(source)


@register.filter
def card_title(card: SourceCard) -> str:
    """The title of a table in the language of the page."""
    return card.title_nl if get_language() == "nl" else card.title_en


@register.filter
def words_of(text: str) -> list[str]:
    """A text split at its spaces, to loop over."""
    return text.split()
