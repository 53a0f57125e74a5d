# SPDX-License-Identifier: EUPL-1.2
"""Dashboards for the pictures and sentences. Every school, area and number in them is invented."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest

from speelveld.disclosure.publishable import Publishable, Reason, seal
from speelveld.figures.model import (
    Area,
    Band,
    Between,
    Bounded,
    Branch,
    City,
    Dashboard,
    Figure,
    NearestSchool,
    Origins,
    ResidenceChoice,
    Split,
)
from speelveld.terms import Boundaries, GroupContrast, Municipality, Period, Source

PLACE = Municipality("GM0014", "Groningen")
DUO = Source("Leerlingen bo naar gewicht", "DUO", "2016-10-01", "CC0-1.0")
CBS = Source("Achterstandsscores", "CBS", "2019-10-01", "CC BY 4.0")
CONTRASTS = {
    name: GroupContrast(name, f"{name} a", f"{name} b", f"{name} invented")
    for name in ("gewicht", "gewicht12", "noat", "doelgroep")
}
HIDDEN = seal(None, reason=Reason.TOO_FEW)


def index(value: float) -> Publishable:
    """An index between 0 and 1."""
    return seal(value, 3)


def percentage(value: float) -> Publishable:
    """A whole percentage."""
    return seal(value, 0)


def figure(
    contrast: str = "gewicht",
    year: int = 2016,
    values: tuple[float, float, float, float] = (0.492, 0.461, 0.523, 0.089),
    boundaries: Boundaries = Boundaries.TODAY,
    place: Municipality = PLACE,
    share: float = 7,
    measure: str = "dissimilarity",
) -> Figure:
    """A figure with ``values``: estimate, low, high and chance."""
    estimate, low, high, chance = (index(value) for value in values)
    return Figure(
        id=f"segregation.po.{contrast}.{year}.{measure}",
        municipality=place,
        period=Period(date(year, 10, 1)),
        boundaries=boundaries,
        boundaries_year=2022 if boundaries is Boundaries.TODAY else year,
        contrast=CONTRASTS[contrast],
        measure=measure,
        estimate=estimate,
        low=low,
        high=high,
        null_mean=chance,
        corrected=index(round((values[0] - values[3]) / (1 - values[3]), 3)),
        share=percentage(share),
        n_pupils=seal(14811, 0),
        n_schools=52,
        sources=(CBS,) if contrast == "doelgroep" else (DUO,),
        method="dissimilarity",
    )


def without(given: Figure, why: Reason, schools: int = 52) -> Figure:
    """The same figure, with a reason in the place of every number."""
    none = seal(None, reason=why)
    return replace(
        given,
        estimate=none,
        low=none,
        high=none,
        null_mean=none,
        corrected=none,
        share=none,
        n_pupils=none,
        n_schools=schools,
    )


def branches(number: int = 40) -> tuple[Branch, ...]:
    """Invented schools around the middle of a town; every eighth has too few pupils to show."""
    made = []
    for nth in range(number):
        angle, distance = nth * 2.4, 0.006 * math.sqrt(nth)
        hidden = nth % 8 == 5
        share = round(abs(28 * math.sin(nth * 1.7) ** 5) + nth % 5)
        made.append(
            Branch(
                brin6=f"{nth:02d}ZZ00",
                name=f"Verzonnen school {nth + 1}",
                place="Groningen",
                pc4=str(9711 + nth % 12),
                denomination="Openbaar",
                municipality_then="Groningen",
                pupils=HIDDEN if hidden else seal(60 + (nth * 67) % 560, 0),
                share=HIDDEN if hidden else percentage(share),
                latest_share=HIDDEN if hidden else percentage(min(100, share + 5)),
                distance=HIDDEN if hidden else seal(700 + 31 * nth, 0),
                lon=None if nth == 3 else 6.566 + distance * math.cos(angle),
                lat=None if nth == 3 else 53.217 + 0.6 * distance * math.sin(angle),
                location="none" if nth == 3 else "address",
            )
        )
    return tuple(made)


def band(share: float = 6.7) -> tuple[Band, ...]:
    """The normal approximation of what chance gives, enough for a picture."""
    steps = []
    for pupils in range(20, 701, 20):
        half = 196 * math.sqrt(share / 100 * (1 - share / 100) / pupils)
        steps.append(Band(pupils, seal(max(0.0, round(share - half, 1)), 1), seal(round(share + half, 1), 1)))
    return tuple(steps)


def areas() -> tuple[Area, ...]:
    """A grid of invented areas: twelve within the municipality and four outside it, one of each kind hidden."""
    made = []
    for nth in range(16):
        west, south = 6.50 + 0.033 * (nth % 4), 53.18 + 0.02 * (nth // 4)
        ring = ((west, south), (west + 0.033, south), (west + 0.033, south + 0.02), (west, south + 0.02), (west, south))
        made.append(
            Area(
                pc4=str(9711 + nth),
                polygons=((ring,),),
                residents=seal(1000 + 100 * nth, 0),
                value=HIDDEN if nth in {4, 13} else percentage(2 + (nth * 5) % 19),
                within=nth < 12,
            )
        )
    return tuple(made)


def split(name: str, total: int, residence: int | None, choice: int | None) -> Split:
    """An Inspectie row; parts that were not published are None."""
    missing = seal(None, reason=Reason.NOT_PUBLISHED)
    return Split(
        name,
        2016,
        seal(total),
        missing if residence is None else seal(residence),
        missing if choice is None else seal(choice),
    )


def cities() -> tuple[City, ...]:
    """Six cities with the Inspectie's row beside invented figures."""
    given = [
        ("GM0363", "Amsterdam", 0.41, 67, 52, 15),
        ("GM0599", "Rotterdam", 0.34, 67, 50, 17),
        ("GM0518", "'s-Gravenhage", 0.47, 73, 61, 12),
        ("GM0344", "Utrecht", 0.51, 62, 51, 11),
        ("GM0014", "Groningen", 0.492, 60, 40, 20),
        ("GM0307", "Amersfoort", 0.48, 51, None, None),
    ]
    made = []
    for code, name, value, *published in given:
        place = Municipality(code, name)
        row = figure(place=place, values=(value, value - 0.03, value + 0.03, 0.06))
        made.append(City(place, row, split(name, *published)))
    return tuple(made)


def make(**changes: object) -> Dashboard:
    """A dashboard with every part filled, and ``changes`` to it."""
    head = figure()
    trend = (
        figure(year=2013, values=(0.518, 0.489, 0.549, 0.079), share=9),
        head,
        figure(year=2013, values=(0.509, 0.478, 0.541, 0.08), share=9, boundaries=Boundaries.THEN),
        figure(values=(0.473, 0.439, 0.507, 0.09), boundaries=Boundaries.THEN),
        figure("gewicht12", 2013, (0.561, 0.515, 0.606, 0.11), share=3),
        figure("gewicht12", values=(0.53, 0.485, 0.577, 0.128), share=3),
        figure("noat", values=(0.482, 0.451, 0.512, 0.077), share=9),
        figure("doelgroep", 2019, (0.514, 0.487, 0.541, 0.07), share=12),
    )
    dashboard = Dashboard(
        municipality=PLACE,
        merged=(
            Municipality("GM0017", "Haren", date(2019, 1, 1)),
            Municipality("GM0009", "Ten Boer", date(2019, 1, 1)),
        ),
        headline=head,
        exchange=figure(values=(0.062, 0.058, 0.066, 0.011), measure="exchange"),
        latest=trend[-1],
        trend=trend,
        measures=(head, figure(values=(0.158, 0.14, 0.18, 0.07), measure="isolation")),
        published=split("Groningen", 60, 40, 20),
        branches=branches(),
        hidden_branches=5,
        unlocated_branches=1,
        band=band(),
        areas=areas(),
        cities=cities(),
        sources=(DUO, CBS),
        edition="2026-11-22",
    )
    return replace(dashboard, **changes)


@pytest.fixture
def dashboard() -> Dashboard:
    """A dashboard with every part filled."""
    return make()


def bounds(low: float, high: float, estimate: float | None = None) -> Bounded:
    """A value between two whole numbers."""
    none = seal(None, reason=Reason.NOT_DEFINED)
    return Bounded(none if estimate is None else seal(estimate), seal(low), seal(high))


NO_BOUNDS = Bounded(HIDDEN, HIDDEN, HIDDEN)


def residence_split(
    year: int = 2013,
    flows: int = 2013,
    parts: tuple[int, int, int] = (52, 35, 17),
    choice: tuple[float, float] = (15, 18),
    contrast: str = "gewicht",
) -> ResidenceChoice:
    """An invented split: total, residence and choice, with bounds two points around residence."""
    total, residence, chosen = parts
    return ResidenceChoice(
        contrast=CONTRASTS[contrast],
        period=Period(date(year, 10, 1)),
        flows=Period(date(flows, 10, 1)),
        total=seal(total),
        residence=bounds(residence - 2, residence + 2, residence),
        choice=bounds(*choice, chosen),
        free=bounds(13, 76),
        n_schools=52,
        sources=(DUO,),
    )


def nearest(year: int, low: float, high: float) -> NearestSchool:
    """Invented shares of one day; the nearest school between ``low`` and ``high``."""
    return NearestSchool(
        period=Period(date(year, 10, 1)),
        nearest=bounds(low, high),
        three=bounds(67, 70),
        inside=bounds(95, 98),
        distance=bounds(1050, 1210),
        n_schools=52,
        sources=(DUO,),
    )


def between(level: str, year: int, share: float) -> Between:
    """An invented part of Theil's H."""
    contrast = CONTRASTS["doelgroep" if year == 2019 else "gewicht"]
    return Between(level, contrast, Period(date(year, 10, 1)), 7, index(0.184), index(0.031), seal(share))


def make_origins(**changes: object) -> Origins:
    """The page on residence and choice with every part filled, and ``changes`` to it."""
    full = Origins(
        municipality=PLACE,
        splits=(
            residence_split(),
            residence_split(2016, 2017, (49, 28, 21), (18, 25)),
            residence_split(2019, 2024, (51, 34, 17), (9, 32), "doelgroep"),
        ),
        nearest=(nearest(2013, 33, 35), nearest(2017, 29, 33), nearest(2024, 19, 31)),
        between=(between("denomination", 2016, 17), between("board", 2016, 32), between("board", 2019, 26)),
        published=split("Groningen", 60, 40, 20),
        sources=(DUO, CBS),
        edition="0123456789ab",
    )
    return replace(full, **changes)


def hidden_origins(**changes: object) -> Origins:
    """A municipality of which no number may be shown."""
    full = make_origins(published=None)
    return replace(
        full,
        splits=tuple(
            replace(each, total=HIDDEN, residence=NO_BOUNDS, choice=NO_BOUNDS, free=NO_BOUNDS) for each in full.splits
        ),
        nearest=tuple(
            replace(each, nearest=NO_BOUNDS, three=NO_BOUNDS, inside=NO_BOUNDS, distance=NO_BOUNDS)
            for each in full.nearest
        ),
        between=tuple(replace(each, total=HIDDEN, between=HIDDEN, share=HIDDEN) for each in full.between),
        **changes,
    )
