# SPDX-License-Identifier: EUPL-1.2
"""Sentences about school advice, in alt texts, descriptions of pictures, and answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from speelveld.outsider.advice_vocabulary import (
    BETWEEN_PARTS,
    COUNTRY,
    HIGHER,
    PHRASES,
    POINT,
    POOLED,
    SHARE,
    SHARES,
    ends,
    first_advice,
)
from speelveld.outsider.readings import Notes, Prose, cell, number
from speelveld.outsider.vocabulary import contrast

if TYPE_CHECKING:
    from speelveld.outsider.sentences import Context

Given = dict[str, str]
YEARS = f"{POOLED[0][:4]}-{POOLED[-1][:4]}"
"""The period of cells over the pooled school years."""


def phrase(sentence: str, channel: str, context: Context) -> Notes | None:
    """What one sentence about advice says, or None when it is none of those that are known."""
    for known in PHRASES:
        match = known.match(sentence, context.language)
        if match is not None:
            notes = Notes()
            if known.about == "aside":
                notes.prose.append(Prose(channel, sentence, context.language))
                return notes
            given = {name: text for name, text in match.groupdict().items() if text is not None}
            if _ABOUT[known.about](notes, given, channel, context):
                return notes
    return None


def note(notes: Notes, of: Callable[[str], str], channel: str, text: str, language: str, *, value: bool = True) -> bool:
    """Note a number with its ends in the cells ``of("low")`` and ``of("high")``.

    With ``value`` also in ``of("value")``, which is hidden where the ends do not meet.
    """
    found = ends(text, language)
    if found is None:
        return False
    low, high = found
    notes.exact(of("low"), channel, text, low)
    notes.exact(of("high"), channel, text, high)
    if value and low == high:
        notes.exact(of("value"), channel, text, low)
    elif value:
        notes.hide(of("value"), channel, "masked")
    return True


def share(place: str, year: str, name: str) -> Callable[[str], str]:
    """The cells of a share of a municipality or of the country, by what part of it."""
    return lambda part: cell(f"advice-share.{part}", place, year, name)


def half(context: Context, name: str, which: str) -> Callable[[str], str]:
    """The cells of the share of one half of the schools, by what part of it."""
    return lambda part: cell(f"advice-half.{which}.{part}", context.slug, YEARS, name)


def one(notes: Notes, kind: str, channel: str, text: str, context: Context, *of: str) -> bool:
    """Note one number on the country, or on the model."""
    notes.exact(cell(kind, COUNTRY, *of), channel, text, number(text, context.language)[0])
    return True


def _title(notes: Notes, given: Given, channel: str, context: Context) -> bool:
    return all(
        note(notes, share(place, given["year"][:4], HIGHER), channel, given[text], context.language)
        for place, text in ((context.slug, "own"), (COUNTRY, "country"))
    )


def _year(notes: Notes, given: Given, channel: str, context: Context) -> bool:
    if not _only(SHARE, given["shares"]):
        return False
    return all(
        note(
            notes,
            share(context.slug, given["year"][:4], SHARES[found["name"]]),
            channel,
            found["ends"],
            context.language,
        )
        for found in SHARE.finditer(given["shares"])
    )


def _only(part: re.Pattern[str], text: str) -> bool:
    """Whether a text is a list of such parts and nothing else."""
    return BETWEEN_PARTS.fullmatch(part.sub("", text)) is not None


def _halves(notes: Notes, given: Given, channel: str, context: Context) -> bool:
    name = contrast(given["label"])
    if name is None:
        return False
    for which in ("lower", "upper"):
        if not note(notes, half(context, name, which), channel, given[which], context.language):
            return False
    for which in ("n_lower", "n_upper", "total"):
        id_ = cell(f"advice-half.{which}", context.slug, YEARS, name)
        notes.exact(id_, channel, given[which], number(given[which], context.language)[0])
    return True


def _placed(notes: Notes, given: Given, channel: str, context: Context) -> bool:
    for kind, text in given.items():
        id_ = cell(f"advice-schools.{kind}", context.slug, YEARS)
        notes.exact(id_, channel, text, number(text, context.language)[0])
    return True


def _gaps(notes: Notes, given: Given, channel: str, context: Context) -> bool:
    return one(notes, "income-gap", channel, given["gap"], context, "", "totaal") and one(
        notes, "income-gap-most", channel, given["most"], context
    )


def _incomes(notes: Notes, given: Given, channel: str, context: Context) -> bool:
    advice = first_advice(given["advice"])
    return advice is not None and all(
        one(notes, "newest.eligible", channel, given[income], context, "", f"{advice}/{income}")
        for income in ("q2", "q5")
    )


def _model(notes: Notes, given: Given, channel: str, context: Context) -> bool:
    if not _only(POINT, given["points"]):
        return False
    for point in POINT.finditer(given["points"]):
        named(notes, point["double"] or "0", point["named"], channel, context)
    return True


def named(notes: Notes, double: str, text: str, channel: str, context: Context) -> None:
    """Note what the model expects, as a sentence or a label names it: the whole percentage of the one in the table."""
    value, decimals = number(text, context.language)
    of = f"{number(double, context.language)[0]:g}"
    notes.exact(cell("model-named", COUNTRY, "", of), channel, text, value)
    notes.rounded(cell("model-eligible", COUNTRY, "", of), channel, text, value, 10.0**-decimals)


def _country(notes: Notes, given: Given, channel: str, context: Context) -> bool:
    one(notes, "national.double", channel, given["double"], context, given["year"][:4])
    return one(notes, "recon.eligible", channel, given["eligible"], context, given["newest"][:4], "totaal/totaal")


def _national(*kinds: str) -> Callable[[Notes, Given, str, Context], bool]:
    """A sentence with figures on the country that stand in no table; all channels must give the same."""

    def reader(notes: Notes, given: Given, channel: str, context: Context) -> bool:
        return all(one(notes, f"national.{kind}", channel, given[kind], context) for kind in kinds)

    return reader


def _mix(notes: Notes, given: Given, channel: str, context: Context) -> bool:
    return one(notes, "income-gap", channel, given["gap"], context, "", "totaal") and one(
        notes, "national.mix", channel, given["mix"], context
    )


def _reported(notes: Notes, given: Given, channel: str, context: Context) -> bool:
    own = cell("reported", context.slug, given["year"][:4])
    notes.exact(own, channel, given["own"], number(given["own"], context.language)[0])
    return one(notes, "national.reported", channel, given["country"], context, given["year"][:4])


def _nothing(_notes: Notes, _given: Given, _channel: str, _context: Context) -> bool:
    return True


_ABOUT: dict[str, Callable[[Notes, Given, str, Context], bool]] = {
    "title": _title,
    "year": _year,
    "halves": _halves,
    "placed": _placed,
    "gaps": _gaps,
    "incomes": _incomes,
    "model": _model,
    "country": _country,
    "rule": _national("after", "before"),
    "mix": _mix,
    "reported": _reported,
    "noise": _national("from", "to", "low", "high"),
    "reliability": _national("reliability"),
    "nothing": _nothing,
}
