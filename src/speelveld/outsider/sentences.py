# SPDX-License-Identifier: EUPL-1.2
"""Sentences with numbers in them: alt texts, descriptions of pictures, answers and lists."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from speelveld.outsider import advice_sentences
from speelveld.outsider.advice_vocabulary import SCHOOL_YEAR
from speelveld.outsider.readings import Notes, Prose, Reading, cell, has_digit, number, numbers
from speelveld.outsider.vocabulary import DAY, ISO, PHRASES, TABLE, YEAR, contrast
from speelveld.terms import slug

_BREAK = re.compile(r"(?<=[.!?])\s+(?=\S)")
_ROUND = frozenset({0.0, 0.3, 1.0, 1.2, 2.0, 3.0, 4.0, 5.0, 10.0, 100.0, 95.0})
"""Numbers of definitions and rules, which stand in sentences of every municipality."""


@dataclass(frozen=True, slots=True)
class Context:
    """The page that a sentence stands on: whose it is, in which language, and what its first figure is about.

    ``headline`` and ``latest`` are the contrast and the year of the first figure and of the newest one; ``bounds`` says
    whether the text keeps to the boundaries of today or of then. ``branches`` gives the branches of each name of a
    school, with the pupils that the table of schools shows; ``institutions`` those of each name and place of the file
    about school advice, and ``advice`` says that the text is about that.
    """

    slug: str
    language: str
    headline: tuple[str, int]
    latest: tuple[str, int]
    bounds: str = "today"
    branches: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    institutions: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    advice: bool = False


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text."""
    yield from (sentence for sentence in _BREAK.split(text.strip()) if sentence)


def read(text: str, channel: str, context: Context) -> tuple[Notes, list[str]]:
    """What the sentences of a text say, and the sentences with a number in them that no phrase knows."""
    notes, left = Notes(), []
    for sentence in sentences(text):
        found = phrase(sentence, channel, context)
        if found is not None:
            notes.add(found)
        elif has_digit(sentence):
            left.append(sentence)
    return notes, left


def phrase(sentence: str, channel: str, context: Context) -> Notes | None:
    """What one sentence says, or None when it is none of those that are known."""
    if context.advice:
        return advice_sentences.phrase(sentence, channel, context)
    for known in PHRASES:
        match = known.match(sentence, context.language)
        if match is not None:
            given = {name: text for name, text in match.groupdict().items() if text is not None}
            notes = Notes()
            if known.about == "aside":
                notes.prose.append(Prose(channel, sentence, context.language))
                return notes
            _ABOUT[known.about](notes, given, channel, context)
            return notes
    return None


def of_hundred(notes: Notes, cell_id: str, channel: str, text: str, language: str) -> None:
    """Note an index that is written as so many of every hundred."""
    words, _, last = text.rpartition(" ")
    value, decimals = number(last, language)
    if words:
        notes.readings.append(Reading(cell_id, channel, text, 0.0, value / 100))
    else:
        notes.rounded(cell_id, channel, text, value / 100, 10.0 ** (-decimals - 2))


def percentage(notes: Notes, cell_id: str, channel: str, text: str, language: str) -> None:
    """Note a percentage that is written as it is published."""
    words, _, last = text.rpartition(" ")
    value, _ = number(last, language)
    if words:
        notes.readings.append(Reading(cell_id, channel, text, 0.0, value))
    else:
        notes.exact(cell_id, channel, text, value)


def whole(notes: Notes, cell_id: str, channel: str, text: str, language: str) -> None:
    """Note a number that is written in full."""
    notes.exact(cell_id, channel, text, number(text, language)[0])


def explained(sentence: str, language: str, values: Callable[[], frozenset[float]], *, rules: bool = True) -> list[str]:
    """The numbers of a sentence that stand nowhere else: not a date, not a rule, not a number of another cell.

    ``values`` gives every published number of the municipality as a whole, also out of hundred and rounded.
    Without ``rules`` no number passes for one of a definition or a rule.
    """
    plain = YEAR.sub(" ", SCHOOL_YEAR.sub(" ", DAY.sub(" ", ISO.sub(" ", TABLE.sub(" ", sentence)))))
    alone = []
    for text in numbers(plain):
        try:
            value, _ = number(text, language)
        except ValueError:
            alone.append(text)
            continue
        if not (rules and value in _ROUND) and value not in values():
            alone.append(text)
    return alone


def known_values(readings: list[Reading]) -> frozenset[float]:
    """Every number that may stand in a sentence because it stands in a table: as it is, and as so many of hundred."""
    found: set[float] = set()
    for reading in readings:
        if math.isfinite(reading.low):
            middle = (reading.low + reading.high) / 2
            found |= {
                reading.low,
                abs(reading.low),
                math.floor(100 * middle + 0.5 + 1e-9),
                round(reading.low / 1000, 1),
            }
    return frozenset(found)


def _headline(notes: Notes, given: dict[str, str], channel: str, context: Context) -> None:
    _index(notes, given, channel, context, (context.slug, *context.headline, context.bounds))


def _latest(notes: Notes, given: dict[str, str], channel: str, context: Context) -> None:
    _index(notes, given, channel, context, (context.slug, context.latest[0], int(given["year"]), context.bounds))


def _figure(notes: Notes, given: dict[str, str], channel: str, context: Context) -> None:
    _index(
        notes,
        given,
        channel,
        context,
        (context.slug, contrast(given["label"]) or "", int(given["year"]), context.bounds),
    )


def _city(notes: Notes, given: dict[str, str], channel: str, context: Context) -> None:
    _index(notes, given, channel, context, (slug(given["place"]), *context.headline, context.bounds))


def _cities(notes: Notes, given: dict[str, str], channel: str, context: Context) -> None:
    _city(notes, given, channel, context)
    for name in ("least", "most"):
        id_ = cell(f"cities-{name}", context.slug, context.headline[1], context.headline[0])
        of_hundred(notes, id_, channel, given[name], context.language)


def _change(notes: Notes, given: dict[str, str], channel: str, context: Context) -> None:
    for end, year in (("from", "first"), ("to", "last")):
        of = (context.slug, contrast(given["label"]) or "", int(given[year]), context.bounds)
        _index(notes, {"estimate": given[end]}, channel, context, of)


def _index(notes: Notes, given: dict[str, str], channel: str, context: Context, of: tuple[str, str, int, str]) -> None:
    place, name, year, bounds = of
    for end in ("estimate", "low", "high", "chance"):
        if end in given:
            id_ = cell(f"dissimilarity.{bounds}.{end}", place, year, name)
            of_hundred(notes, id_, channel, given[end], context.language)


def _counted(notes: Notes, given: dict[str, str], channel: str, context: Context) -> None:
    name, year = context.headline
    for kind in ("pupils", "schools"):
        whole(
            notes,
            cell(f"city-{kind}.{context.bounds}", context.slug, year, name),
            channel,
            given[kind],
            context.language,
        )


def _spread(notes: Notes, given: dict[str, str], channel: str, context: Context) -> None:
    name, year = context.headline
    for kind in ("outside", "shown", "hidden"):
        if kind in given:
            whole(notes, cell(f"schools-{kind}", context.slug, year, name), channel, given[kind], context.language)
    for kind in ("least", "most"):
        if kind in given:
            percentage(notes, cell(f"share-{kind}", context.slug, year, name), channel, given[kind], context.language)
    if "share" in given:
        id_ = cell(f"city-share.{context.bounds}", context.slug, year, name)
        percentage(notes, id_, channel, given["share"], context.language)


def _map(notes: Notes, given: dict[str, str], channel: str, context: Context) -> None:
    name, year = context.headline
    for kind, text in given.items():
        whole(notes, cell(f"schools-{kind}", context.slug, year, name), channel, text, context.language)


def _published(notes: Notes, given: dict[str, str], channel: str, context: Context) -> None:
    for kind in ("residence", "choice", "total"):
        if kind in given:
            whole(notes, cell(f"published.{kind}", slug(given["place"])), channel, given[kind], context.language)


def _split(notes: Notes, given: dict[str, str], channel: str, context: Context) -> None:
    name = contrast(given["label"])
    for kind in ("residence", "choice", "total"):
        id_ = cell(f"published.{kind}", context.slug)
        if name is not None:
            id_ = cell(f"split.{kind}", context.slug, int(given["year"]), name)
        whole(notes, id_, channel, given[kind], context.language)


_ABOUT: dict[str, Callable[[Notes, dict[str, str], str, Context], None]] = {
    "headline": _headline,
    "latest": _latest,
    "figure": _figure,
    "city": _city,
    "cities": _cities,
    "change": _change,
    "counted": _counted,
    "spread": _spread,
    "map": _map,
    "published": _published,
    "split": _split,
}
