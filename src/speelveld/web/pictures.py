# SPDX-License-Identifier: EUPL-1.2
"""The only module of the site that asks ``render`` for pictures and sentences, and keeps what it got for a while."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from speelveld import render
from speelveld.figures.model import Dashboard
from speelveld.render import advice_titles, names, residence_words, words
from speelveld.terms import Boundaries, Municipality
from speelveld.web import data

if TYPE_CHECKING:
    from speelveld.figures import Edition

NARROW, WIDE = 360, 720
WIDTHS = frozenset({str(NARROW), str(WIDE)})

_CHARTS = {
    "verdeling": ("distribution", render.distribution_chart),
    "verloop": ("trend", render.trend_chart),
    "splitsing": ("split", render.split_chart),
    "steden": ("cities", render.cities_chart),
}
RESIDENCE = "wonen-en-kiezen"
ADVICE = {
    "advies": ("final", render.final_chart),
    "advies-scholen": ("schools", render.advice_schools_chart),
    "advies-inkomen": ("income", render.income_chart),
    "advies-dubbel": ("doubles", render.doubles_chart),
}
"""The pictures of the page on advice."""
NAMES = frozenset({*_CHARTS, *ADVICE, RESIDENCE})
"""The pictures by the names that stand in addresses."""
POLICY = render.content_security_policy()
"""The policy of a picture that is opened by its own address."""
_SIZE = re.compile(r'<svg\b[^>]*?\bwidth="([0-9.]+)(?:px)?"[^>]*?\bheight="([0-9.]+)(?:px)?"', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height of a picture in CSS pixels, so that the page keeps its place before the picture is there."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that a page offers in two widths."""

    name: str
    alt: str
    narrow: Size
    wide: Size


@dataclass(frozen=True, slots=True)
class Sentences:
    """What ``render`` says about a dashboard, in one language."""

    headline: str
    why: tuple[str, ...]
    then: str
    publishers: str
    group: str
    rest: str
    label: str
    latest_label: str
    day: str


@lru_cache(maxsize=512)
def svg(edition: Edition, municipality: Municipality, name: str, language: str, width: int) -> str:
    """The SVG of picture ``name``."""
    if name == RESIDENCE:
        return render.residence_chart(data.origins(edition, municipality), language, width)
    if name in ADVICE:
        return ADVICE[name][1](data.advice(edition, municipality), language, width)
    _, draw = _CHARTS[name]
    with translation.override(language):
        return draw(data.dashboard(edition, municipality), language, width)


@lru_cache(maxsize=128)
def offered(edition: Edition, municipality: Municipality, language: str) -> dict[str, Picture]:
    """The pictures of a municipality by name: those for which there is something to draw."""
    dashboard = data.dashboard(edition, municipality)
    found: dict[str, Picture] = {}
    for name, (id_, _) in _CHARTS.items():
        if not _drawn(name, dashboard):
            continue
        narrow, wide = (size(svg(edition, municipality, name, language, width)) for width in (NARROW, WIDE))
        with translation.override(language):
            found[name] = Picture(name, render.alt(dashboard, id_), narrow, wide)
    return found


def residence(edition: Edition, municipality: Municipality, language: str) -> Picture | None:
    """The picture of residence and choice, or None where there is no split to draw."""
    origins = data.origins(edition, municipality)
    if not residence_words.known(origins):
        return None
    narrow, wide = (size(svg(edition, municipality, RESIDENCE, language, width)) for width in (NARROW, WIDE))
    with translation.override(language):
        return Picture(RESIDENCE, residence_words.alt(origins), narrow, wide)


@lru_cache(maxsize=128)
def advice(edition: Edition, municipality: Municipality, language: str) -> dict[str, Picture]:
    """The pictures of the page on advice by name: those for which there is something to draw."""
    page = data.advice(edition, municipality)
    found: dict[str, Picture] = {}
    for name, (id_, _) in ADVICE.items():
        if advice_titles.drawn(page, id_):
            narrow, wide = (size(svg(edition, municipality, name, language, width)) for width in (NARROW, WIDE))
            with translation.override(language):
                found[name] = Picture(name, advice_titles.alt(page, id_), narrow, wide)
    return found


def exists(edition: Edition, municipality: Municipality, name: str, language: str) -> bool:
    """Whether a municipality has the picture ``name``."""
    if name == RESIDENCE:
        return residence(edition, municipality, language) is not None
    if name in ADVICE:
        return name in advice(edition, municipality, language)
    return name in offered(edition, municipality, language)


def _drawn(name: str, dashboard: Dashboard) -> bool:
    """Whether a picture has a number in it. A picture of nothing would only repeat the sentence beside it."""
    if name == "verdeling":
        return any(branch.share.known and branch.pupils.known for branch in dashboard.branches)
    if name == "verloop":
        return any(figure.estimate.known for figure in dashboard.trend)
    if name == "splitsing":
        return dashboard.published is not None and dashboard.published.residence.known
    return bool(dashboard.cities)


@dataclass(frozen=True, slots=True)
class Map:
    """The map as inline SVG in two widths, of which the page shows one."""

    narrow: SafeString
    wide: SafeString


@lru_cache(maxsize=64)
def map_of(edition: Edition, municipality: Municipality, language: str) -> Map | None:
    """The map of a municipality, or None where there is no area to draw."""
    dashboard = data.dashboard(edition, municipality)
    if not dashboard.areas:
        return None
    # Made by render from the edition, with every name in it escaped; nothing of it comes from a visitor.
    narrow, wide = (mark_safe(render.map_svg(dashboard, language, width)) for width in (NARROW, WIDE))  # noqa: S308
    return Map(narrow, wide)


@lru_cache(maxsize=128)
def sentences(edition: Edition, municipality: Municipality, language: str) -> Sentences:
    """The sentences about a municipality."""
    with translation.override(language):
        return _sentences(data.dashboard(edition, municipality))


def _sentences(dashboard: Dashboard) -> Sentences:
    headline = dashboard.headline
    then = [figure for figure in dashboard.trend if figure.boundaries is Boundaries.THEN]
    return Sentences(
        headline=words.headline(dashboard),
        why=words.why_different(dashboard),
        then=words.boundaries_note(then[0], dashboard.merged) if then else "",
        publishers=names.listing(_publishers(dashboard)),
        group=names.group(headline.contrast),
        rest=names.other_group(headline.contrast),
        label=names.contrast_label(headline.contrast),
        latest_label=names.contrast_label(dashboard.latest.contrast),
        day=names.period(headline.period),
    )


def _publishers(dashboard: Dashboard) -> dict[str, None]:
    """Every publisher once, by its short name: ``CBS, DUO`` are two, ``DUO (Dienst Uitvoering Onderwijs)`` is DUO."""
    every = (name for source in dashboard.sources for name in source.publisher.split(", "))
    return dict.fromkeys(name.partition(" (")[0] for name in every)


def size(text: str) -> Size:
    """The size that the root element of an SVG states. Raises ValueError when it states none."""
    match = _SIZE.search(text[:2000])
    if match is None:
        raise ValueError("an SVG for a page needs a width and a height on its root element")
    return Size(round(float(match[1])), round(float(match[2])))
