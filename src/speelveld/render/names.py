# SPDX-License-Identifier: EUPL-1.2
"""What contrasts, groups, measures, days and sources are called, in the active language.

The ids come from ``figures``; the groups are named as the publishers define them, never as a judgement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from speelveld.disclosure.publishable import Publishable, Reason
from speelveld.render.translation import gettext as _
from speelveld.render.translation import gettext_noop, long_date, pgettext
from speelveld.terms import GroupContrast, Municipality, Period, Source

_BRACKETS = re.compile(r" \([^)]*\)")


@dataclass(frozen=True, slots=True)
class Names:
    """English message ids of one contrast: its name, group A, group B, a short label, and what the group is."""

    name: str
    a: str
    b: str
    label: str
    definition: str


CONTRASTS = {
    "gewicht": Names(
        gettext_noop("pupils with and without a weight"),
        gettext_noop("pupils with a weight"),
        gettext_noop("pupils without a weight"),
        gettext_noop("weight 0.3 or 1.2"),
        gettext_noop(
            "A pupil has a weight of 0.3 or 1.2 when the parents had little schooling. "
            "Schools received extra money for these pupils until 2019."
        ),
    ),
    "gewicht12": Names(
        gettext_noop("pupils with weight 1.2 and all other pupils"),
        gettext_noop("pupils with weight 1.2"),
        gettext_noop("all other pupils"),
        gettext_noop("weight 1.2"),
        gettext_noop("A pupil has weight 1.2 when one parent had primary school at most, and the other little more."),
    ),
    "noat": Names(
        gettext_noop("pupils with a NOAT mark and all other pupils"),
        gettext_noop("pupils with a NOAT mark"),
        gettext_noop("all other pupils"),
        gettext_noop("NOAT mark"),
        gettext_noop("The NOAT mark is about language and migration background. Schools entered it themselves."),
    ),
    "doelgroep": Names(
        gettext_noop("pupils in the CBS target group and all other pupils"),
        gettext_noop("pupils in the CBS target group"),
        gettext_noop("all other pupils"),
        gettext_noop("CBS target group"),
        gettext_noop(
            "The target group is the 15 percent of pupils in the Netherlands for whom CBS expects the most "
            "disadvantage at school. Speelveld estimates their number from the score that CBS publishes for each "
            "school."
        ),
    ),
}

MEASURES = {
    "dissimilarity": gettext_noop("Dissimilarity (D)"),
    "isolation": gettext_noop("Isolation"),
    "exposure": gettext_noop("Exposure"),
    "eta-squared": gettext_noop("Eta squared (variance ratio)"),
    "theil-h": gettext_noop("Theil's H (information)"),
    "exchange": gettext_noop("Pupils who change school when schools keep their size"),
}

REASONS = {
    Reason.TOO_FEW: gettext_noop("Too few pupils or schools to show."),
    Reason.ONE_SCHOOL: gettext_noop("There is one school, so there is nothing to spread pupils over."),
    Reason.NO_SCHOOLS: gettext_noop("This source has no primary school in this municipality."),
    Reason.NOT_DEFINED: gettext_noop("This measure does not have this number."),
    Reason.NOT_PUBLISHED: gettext_noop("The publisher did not publish this number."),
}


def contrast_name(contrast: GroupContrast) -> str:
    """The contrast in words. A contrast that is not listed keeps its own, translated where the catalogue has it."""
    names = CONTRASTS.get(contrast.id)
    if names:
        return _(names.name)
    return _("%(a)s and %(b)s") % {"a": _(contrast.a), "b": _(contrast.b)}


def group(contrast: GroupContrast) -> str:
    """Group A: the pupils that a share speaks of."""
    names = CONTRASTS.get(contrast.id)
    return _(names.a) if names else _(contrast.a)


def other_group(contrast: GroupContrast) -> str:
    """Group B: the pupils that group A is compared with."""
    names = CONTRASTS.get(contrast.id)
    return _(names.b) if names else _(contrast.b)


def contrast_label(contrast: GroupContrast) -> str:
    """The contrast in two or three words, for beside a mark."""
    names = CONTRASTS.get(contrast.id)
    return _(names.label) if names else _(contrast.a)


def definition(contrast: GroupContrast) -> str:
    """Who belongs to group A, in a sentence or two."""
    names = CONTRASTS.get(contrast.id)
    return _(names.definition) if names else _(contrast.definition)


def measure_name(measure: str) -> str:
    """The name of a measure by its id. Raises KeyError on an id that no figure has."""
    return _(MEASURES[measure])


def reason(number: Publishable) -> str:
    """Why there is no number, as a sentence; empty when there is one."""
    return _(REASONS[number.reason]) if number.reason else ""


def day(value: date) -> str:
    """``1 October 2016`` or ``1 oktober 2016``."""
    return long_date(value)


def period(value: Period) -> str:
    """The day that a figure is about."""
    return day(value.day)


def listing(items: Iterable[str]) -> str:
    """``a, b and c``."""
    words = list(items)
    if len(words) < 2:
        return "".join(words)
    # Translators: the last two items of a list.
    return pgettext("list", "%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def places(municipalities: Iterable[Municipality]) -> str:
    """The names of municipalities as a list in words."""
    return listing(municipality.name for municipality in municipalities)


def source_name(source: Source) -> str:
    """One source in words: publisher, table and the day it is about."""
    return f"{source.publisher}, {source.name} ({reference_date(source)})"


def short_publisher(source: Source) -> str:
    """The publisher without what stands in brackets: ``DUO`` for ``DUO (Dienst Uitvoering Onderwijs)``."""
    return _BRACKETS.sub("", source.publisher)


def reference_date(source: Source) -> str:
    """A source's reference date in words when it is a day, as the publisher wrote it when it is not."""
    try:
        return day(date.fromisoformat(source.reference_date))
    except ValueError:
        return source.reference_date
