# SPDX-License-Identifier: EUPL-1.2
"""The map in a page: areas and schools, their titles, their colours and the size of their circles."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from speelveld.outsider import sentences
from speelveld.outsider.markup import Node
from speelveld.outsider.readings import Notes, Prose, Reading, cell, has_digit, number
from speelveld.outsider.sentences import Context
from speelveld.outsider.vocabulary import AREA, CIRCLE

_OUTSIDE = re.compile(r"\d{4}: (?:buiten de gemeente|outside the municipality)")
_NO_NUMBER = re.compile(r"(?P<pc4>\d{4}): (?P<why>\D+)")
_CLASS = re.compile(
    r"(?:(?:minder dan|under) (?P<below>\d+)%|(?P<low>\d+) (?:tot|to) (?P<high>\d+)%|(?P<from>\d+)% .+)"
)
_LABEL = re.compile(r"\d{4}|\d+ km|[\d.,]+ (?:leerlingen|pupils)")
_JUST_BELOW = 1e-6


@dataclass(frozen=True, slots=True)
class School:
    """A school on the map: its circle, and what its title says."""

    circle: Node
    brin6: str
    pupils: float | None
    channel: str


def read(svg: Node, channel: str, context: Context, notes: Notes) -> None:
    """Read a map. Colours and sizes become readings too: a colour is a class of values, a size a number of pupils."""
    classes = _classes(svg)
    for node in svg.elements():
        if node.tag in {"title", "desc"}:
            _sentence(node.raw(), f"{channel} {node.tag}", context, notes)
    for link in svg.every("a"):
        _area(link, classes, channel, context, notes)
    for path in svg.every("path"):
        for title in path.every("title"):
            if not _OUTSIDE.fullmatch(title.raw()):
                notes.unknown(channel, title.raw(), "an area that the outsider does not know")
    groups = [each for each in svg.every("g") if "map-school" in each.get("class").split()]
    circles = [circle for group in groups for circle in group.every("circle")]
    found = [school for circle in circles if (school := _school(circle, classes, channel, context, notes))]
    _sizes(found, context, notes)
    for text in svg.every("text"):
        words = text.raw()
        if has_digit(words) and not _LABEL.fullmatch(words) and not _CLASS.fullmatch(words):
            notes.prose.append(Prose(f"{channel} text", words, context.language))


def order(svg: Node) -> list[float]:
    """The sizes of the circles in the order in which they are drawn."""
    groups = [each for each in svg.every("g") if "map-school" in each.get("class").split()]
    return [float(circle.get("r") or 0) for group in groups for circle in group.every("circle")]


def _sentence(text: str, where: str, context: Context, notes: Notes) -> None:
    found, left = sentences.read(text, where, context)
    notes.add(found)
    for sentence in left:
        if sentences.explained(sentence, context.language, frozenset):
            notes.unknown(where, sentence, "a sentence about schools that the outsider cannot read")


def _classes(svg: Node) -> dict[str, tuple[float, float]]:
    """What each colour means, from the legend: a key, and the words beside it."""
    found: dict[str, tuple[float, float]] = {}
    for group in svg.every("g"):
        elements = group.elements()
        for key, text in pairwise(elements):
            match = _CLASS.fullmatch(text.raw()) if text.tag == "text" else None
            if match and key.tag in {"rect", "circle"}:
                low = float(match["low"] or match["from"] or 0)
                high = float(match["below"] or match["high"] or math.inf)
                found[key.get("fill")] = (low, high - _JUST_BELOW)
    return found


def _fill(node: Node, classes: dict[str, tuple[float, float]], cell_id: str, where: str, notes: Notes) -> None:
    fill = node.get("fill")
    if fill.startswith("url("):
        notes.hide(cell_id, f"{where}@fill", "hatch")
    elif fill in classes:
        low, high = classes[fill]
        notes.readings.append(Reading(cell_id, f"{where}@fill", fill, low, high))
    else:
        notes.unknown(where, fill, "a colour that the legend does not explain")


def _area(link: Node, classes: dict[str, tuple[float, float]], channel: str, context: Context, notes: Notes) -> None:
    pc4 = link.get("href").removeprefix("#pc4-")
    where = f"{channel} area {pc4}"
    id_ = cell("residents", context.slug, "", "", pc4)
    text = "".join(title.raw() for title in link.every("title"))
    match, without = AREA[context.language].fullmatch(text), _NO_NUMBER.fullmatch(text)
    if match and match["pc4"] == pc4:
        sentences.percentage(notes, id_, where, match["share"], context.language)
    elif without and without["pc4"] == pc4:
        notes.hide(id_, where, without["why"])
    else:
        notes.unknown(where, text, "an area that the outsider cannot read")
    for path in link.every("path"):
        _fill(path, classes, id_, where, notes)


def _school(
    circle: Node, classes: dict[str, tuple[float, float]], channel: str, context: Context, notes: Notes
) -> School | None:
    text = "".join(title.raw() for title in circle.every("title"))
    match = CIRCLE[context.language].fullmatch(text)
    brin6 = _branch(match, context) if match else None
    where = f"{channel} circle {brin6 or text}"
    if match is None or brin6 is None:
        notes.unknown(where, text, "a school on the map that the outsider cannot read")
        return None
    name, year = context.headline
    share = cell("share", context.slug, year, name, brin6)
    pupils = cell("pupils", context.slug, year, "", brin6)
    if match["share"]:
        sentences.percentage(notes, share, where, match["share"], context.language)
    else:
        notes.hide(share, where, match["why"])
    _fill(circle, classes, share, where, notes)
    if match["pupils"] is None:
        notes.hide(pupils, where, "empty")
        return School(circle, brin6, None, where)
    value, _ = number(match["pupils"], context.language)
    notes.exact(pupils, where, match["pupils"], value)
    return School(circle, brin6, value, where)


def _branch(match: re.Match[str], context: Context) -> str | None:
    """The branch that a circle stands for: by its name, and by its pupils where a name has several branches."""
    named = context.branches.get(match["name"], ())
    shown = (match["pupils"] or "").replace(".", "").replace(",", "")
    found = [brin6 for brin6, pupils in named if len(named) == 1 or pupils == shown]
    return found[0] if len(found) == 1 else None


def _sizes(schools: list[School], context: Context, notes: Notes) -> None:
    """The pupils that the size of a circle tells: its area follows them, down to the smallest circle."""
    known = [(float(each.circle.get("r")), each.pupils) for each in schools if each.pupils]
    if not known:
        return
    smallest = min(radius for radius, _ in known)
    largest = max(radius for radius, _ in known)
    # The smallest circles are drawn larger than their pupils, so that they can be seen.
    true = [one for one in known if one[0] > smallest] or known
    per_pupil = median(radius**2 / pupils for radius, pupils in true)
    hidden = {each.circle.get("r") for each in schools if each.pupils is None}
    if len(hidden) > 1:
        notes.unknown(schools[0].channel, ", ".join(sorted(hidden)), "circles of unknown size that differ in size")
    for each in schools:
        radius = float(each.circle.get("r"))
        if each.pupils is None or radius <= smallest:
            continue
        written = len(each.circle.get("r").partition(".")[2])
        # The scale itself is known no better than the largest circle tells it.
        half = 10.0**-written * (0.6 + 0.5 * radius / largest)
        low, high = (radius - half) ** 2 / per_pupil, (radius + half) ** 2 / per_pupil
        id_ = cell("pupils", context.slug, context.headline[1], "", each.brin6)
        notes.readings.append(Reading(id_, f"{each.channel}@r", each.circle.get("r"), low, high))
