# SPDX-License-Identifier: EUPL-1.2
"""A5 and A13: the same cell says the same on every channel, and what is hidden looks the same whatever hid it."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable

from speelveld.disclosure.attack import Finding
from speelveld.outsider import sentences
from speelveld.outsider.public import CONTRASTS, Public
from speelveld.outsider.readings import Reading, cell, has_digit, parts
from speelveld.outsider.site import Place, Site
from speelveld.outsider.vocabulary import ABSENT, HIDDEN

_SAME = 1e-9


def same_everywhere(site: Site) -> list[Finding]:
    """A5: cells that are shown in one place and hidden in another, or that differ between two places.

    A reading that was rounded once more must be the rounding of the published number, not of a finer one behind it.
    """
    by_cell: defaultdict[str, list[Reading]] = defaultdict(list)
    for reading in site.notes.readings:
        by_cell[reading.cell].append(reading)
    found = []
    for cell_id, readings in by_cell.items():
        shown = [reading for reading in readings if not reading.hidden]
        hidden = [reading for reading in readings if reading.hidden]
        if shown and hidden:
            why = f"'{shown[0].text}' stands there, and {hidden[0].channel} hides it"
            found.append(_finding("A5", cell_id, shown, why))
        elif shown:
            found += _differs(cell_id, shown)
    return found


def _differs(cell_id: str, shown: list[Reading]) -> list[Finding]:
    exact = [reading for reading in shown if reading.exact]
    values = sorted({reading.low for reading in exact})
    if len(values) > 1:
        other = next(reading for reading in exact if reading.low != exact[0].low)
        why = f"'{exact[0].text}' in {exact[0].channel} is '{other.text}' in {other.channel}"
        return [_finding("A5", cell_id, [other, exact[0]], why)]
    low, high = max(reading.low for reading in shown), min(reading.high for reading in shown)
    if low > high + _SAME:
        first = max(shown, key=lambda reading: reading.low)
        last = min(shown, key=lambda reading: reading.high)
        why = f"'{first.text}' in {first.channel} is no rounding of '{last.text}' in {last.channel}"
        return [_finding("A5", cell_id, [first, last], why)]
    narrowest = min(reading.high - reading.low for reading in shown)
    if not exact and high - low < narrowest - _SAME:
        why = "two roundings of one number leave less than either"
        return [_finding("A5", cell_id, shown, why)]
    return []


def _finding(attack: str, cell_id: str, shown: list[Reading], why: str) -> Finding:
    low = min(reading.low for reading in shown)
    high = max(reading.high for reading in shown)
    ends = (math.floor(low), math.ceil(high) if math.isfinite(high) else math.floor(low))
    return Finding(attack, cell_id, *ends, None, why, shown[0].channel)


def tallies(site: Site, place: Place) -> list[Finding]:
    """A5: numbers about the table of schools as a whole follow from its rows as they are shown."""
    name, year = place.headline
    shares: dict[str, float | None] = {}
    pupils: dict[str, float | None] = {}
    for reading in site.notes.readings:
        kind, slug, period, contrast, school = parts(reading.cell)
        if slug == place.slug and school and period == str(year) and reading.channel.startswith(f"{slug}/scholen.csv"):
            value = None if reading.hidden else reading.low
            if kind == "share" and contrast == name and (value is not None or _is_suppressed(reading, pupils, school)):
                shares[school] = value
            elif kind == "pupils":
                pupils[school] = value
    shown = [share for share in shares.values() if share is not None]
    drawn = [school for school, share in shares.items() if share is not None and pupils.get(school) is not None]
    expected = {
        "schools-hidden": sum(share is None for share in shares.values()),
        "schools-shown": len(drawn),
        "share-least": min(shown, default=None),
        "share-most": max(shown, default=None),
    }
    found = []
    for reading in site.notes.readings:
        value = expected.get(reading.kind)
        of = cell(reading.kind, place.slug, year, name)
        if value is not None and reading.cell == of and not reading.low - _SAME <= value <= reading.high + _SAME:
            why = f"the table of schools gives {value:g}, not {reading.text}"
            found.append(_finding("A5", reading.cell, [reading], why))
    return found


def _is_suppressed(reading: Reading, pupils: dict[str, float | None], school: str) -> bool:
    """Whether an empty share in the file is one that may not be shown: the school was counted then."""
    return reading.hidden.casefold().startswith(HIDDEN) and pupils.get(school) is not None


def markers(site: Site, place: Place, public: Public) -> list[Finding]:
    """A13: a hidden cell looks the same whichever rule hid it, and is hidden only where there is a count."""
    looks: defaultdict[tuple[str, str], dict[str, Reading]] = defaultdict(dict)
    counted = {
        (school, contrast, year)
        for contrast, year in CONTRASTS
        for school in public.schools(place.code, contrast, year, "today")
    }
    names = ("scholen", "advies-scholen", "advies-scholen-jaren")
    files = tuple(f"{place.slug}/{name}.csv" for name in names)
    found = []
    for reading in site.notes.readings:
        kind, slug, year, contrast, school = parts(reading.cell)
        if not reading.hidden or slug != place.slug or not school or kind == "residents":
            continue
        plain = reading.hidden.casefold()
        if plain in {"hatch", "empty"} or reading.channel.startswith(files):
            continue
        if plain.startswith(HIDDEN):
            looks[_manner(reading.channel), kind].setdefault(reading.hidden, reading)
        elif not any(word in plain for word in ABSENT):
            found.append(_marker(reading, "a marker that is not one of those that are known"))
        if kind == "share" and plain.startswith(HIDDEN) != ((school, contrast, int(year)) in counted):
            found.append(_marker(reading, "whether it is hidden or absent does not follow from what DUO publishes"))
    for seen in looks.values():
        if len(seen) > 1:
            texts = ", ".join(f"'{text}'" for text in sorted(seen))
            found += [_marker(reading, f"hidden cells look different: {texts}") for reading in seen.values()]
    return found


def _manner(channel: str) -> str:
    """The kind of place that a marker stands in: a page's tables, its areas, its map, in one language."""
    page, _, place = channel.partition("#")
    language = "en" if page.startswith("en/") else "nl"
    if ":map" in page:
        return f"{language} map"
    return f"{language} area" if place.startswith("pc4-") else f"{language} table"


def _marker(reading: Reading, why: str) -> Finding:
    return Finding("A13", reading.cell, 0, 0, None, why, reading.channel)


def unexplained(site: Site) -> list[Finding]:
    """Numbers that no reader knows, and sentences with a number that stands nowhere else, or beside a school's name."""
    found = [
        Finding("A5", "unread", 0, 0, None, f"{each.why}: {each.text}", each.channel) for each in site.notes.unread
    ]
    values = sentences.known_values([each for each in site.notes.readings if not parts(each.cell)[4]])
    names = {name for place in site.places.values() for name in place.branches}
    names |= {name for place in site.places.values() for _, name in place.advice_order}
    names |= {name for place in site.places.values() for _, name, _ in place.advice_years}
    for prose in site.notes.prose:
        sentence = prose.sentence.replace(site.edition, "")
        schools = _schools_in(sentence, names)
        rest = _without(schools, sentence)
        if schools and has_digit(rest):
            why = f"a number beside the name of a school: {sentence[:160]}"
            found.append(Finding("A5", "unread", 0, 0, None, why, prose.channel))
            continue
        alone = sentences.explained(rest, prose.language, lambda: values)
        if alone:
            why = f"{', '.join(alone)} stands nowhere else: {sentence[:160]}"
            found.append(Finding("A5", "unread", 0, 0, None, why, prose.channel))
    return found


def _schools_in(sentence: str, names: Iterable[str]) -> list[str]:
    """The names of schools that stand in a sentence as words of their own, the longest first."""
    found = [name for name in names if name in sentence and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence)]
    return sorted(found, key=lambda name: (-len(name), name))


def _without(names: Iterable[str], sentence: str) -> str:
    """A sentence without these names: some schools have a number in theirs. What is no more than a number stays."""
    for name in names:
        if any(letter.isalpha() for letter in name):
            sentence = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", sentence)
    return sentence
