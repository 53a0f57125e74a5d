# SPDX-License-Identifier: EUPL-1.2
"""The segregation figures of a municipality: counts -> index, interval, chance -> guard."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Literal

import polars as pl

from speelveld.disclosure import guard
from speelveld.disclosure.publishable import Publishable, Reason
from speelveld.editions.store import Edition
from speelveld.figures.contrasts import COUNTS, Count, count_of
from speelveld.figures.indices import MEASURES, Units, Value, values
from speelveld.figures.model import Figure
from speelveld.figures.municipalities import boundaries_year, existed
from speelveld.figures.populations import city_cell
from speelveld.figures.released import release
from speelveld.terms import Boundaries, Municipality, Source


def figures(edition: Edition, municipality: Municipality, pattern: str = "*") -> list[Figure]:
    """Every figure of a municipality whose id matches the glob ``pattern``.

    Within today's boundaries and within those of then (ids that end in ``.then``). A municipality that no longer
    exists has the latter only.
    """
    return [figure for figure in _every(edition, municipality) if fnmatchcase(figure.id, pattern)]


def figure(edition: Edition, municipality: Municipality, contrast: str, year: int, measure: str) -> Figure:
    """One figure within today's boundaries (of then, for a municipality that no longer exists).

    Raises KeyError when there is no such contrast, year or measure.
    """
    basis = Boundaries.THEN if municipality.until else Boundaries.TODAY
    found = _of_count(edition, municipality, count_of(contrast, year), basis)
    return {one.measure: one for one in found}[measure]


def figure_id(contrast: str, year: int, measure: str, boundaries: Boundaries) -> str:
    """The id of a figure, such as ``segregation.po.gewicht.2016.dissimilarity``."""
    then = ".then" if boundaries is Boundaries.THEN else ""
    return f"segregation.po.{contrast}.{year}.{measure}{then}"


def _every(edition: Edition, municipality: Municipality) -> Iterator[Figure]:
    for count in COUNTS:
        for basis in (Boundaries.TODAY, Boundaries.THEN):
            if basis is Boundaries.TODAY and municipality.until:
                continue
            if basis is Boundaries.THEN and not existed(edition, municipality, count.period.day):
                continue
            yield from _of_count(edition, municipality, count, basis)


def units(edition: Edition, municipality: Municipality, count: Count, basis: Boundaries) -> Units:
    """The schools that a figure counts, in the order of their codes."""
    frame = _rows(edition, count).filter(pl.col(_column(basis)) == municipality.code)
    return Units(frame["a"].to_numpy(), frame["b"].to_numpy())


def _column(basis: Boundaries) -> str:
    return "code_today" if basis is Boundaries.TODAY else "code_then"


def _rows(edition: Edition, count: Count) -> pl.DataFrame:
    if not edition.has("po_contrasts"):
        return pl.DataFrame(schema={"code_today": pl.String, "code_then": pl.String, "a": pl.Float64, "b": pl.Float64})
    return edition.table("po_contrasts").filter(
        (pl.col("contrast") == count.contrast.id) & (pl.col("year") == count.period.year)
    )


@lru_cache(maxsize=8192)
def _of_count(edition: Edition, municipality: Municipality, count: Count, basis: Boundaries) -> tuple[Figure, ...]:
    """Every measure of one count within one boundary; kept, since an edition never changes."""
    return tuple(_make(edition, municipality, count, basis))


def _make(edition: Edition, municipality: Municipality, count: Count, basis: Boundaries) -> Iterator[Figure]:
    schools = units(edition, municipality, count, basis)
    reason = _why_not(edition, schools, count)
    released = release(edition, municipality)
    population = city_cell(count.contrast.id, count.period.year, basis, municipality.code)
    found = {} if reason else values(schools)
    group, rest = float(schools.a.sum()), float(schools.b.sum())

    def publish(value: float | None, end: Literal["low", "high"] | None = None) -> Publishable:
        if reason:
            return guard.absent(reason)
        if value is None:
            return guard.absent(Reason.NOT_DEFINED)
        size = len(schools.a)
        return guard.city_index(released, population, value, n_schools=size, group=group, rest=rest, end=end)

    share = guard.absent(reason) if reason in _EMPTY else guard.city_share(released, population, group, rest)
    pupils = guard.absent(reason) if reason in _EMPTY else guard.city_pupils(int(schools.size.sum()))
    for measure in MEASURES:
        value = found.get(measure, Value(0, 0, 0, 0, None))
        yield Figure(
            id=figure_id(count.contrast.id, count.period.year, measure, basis),
            municipality=municipality,
            period=count.period,
            boundaries=basis,
            boundaries_year=boundaries_year(edition) if basis is Boundaries.TODAY else count.period.year,
            contrast=count.contrast,
            measure=measure,
            estimate=publish(value.estimate),
            low=publish(value.low, "low"),
            high=publish(value.high, "high"),
            null_mean=publish(value.by_chance),
            corrected=publish(value.corrected),
            share=share,
            n_pupils=pupils,
            n_schools=len(schools.a),
            sources=_sources(edition, count, basis),
            method=measure,
            step=released.step(population),
        )


_EMPTY = (Reason.NO_SCHOOLS, Reason.NOT_PUBLISHED)


def _why_not(edition: Edition, schools: Units, count: Count) -> Reason | None:
    if not all(edition.has(table) for table in count.tables):
        return Reason.NOT_PUBLISHED
    if len(schools.a) == 0:
        return Reason.NO_SCHOOLS
    return Reason.ONE_SCHOOL if len(schools.a) == 1 else None


def _sources(edition: Edition, count: Count, basis: Boundaries) -> tuple[Source, ...]:
    names = [*count.tables, *(["municipal_mergers"] if basis is Boundaries.TODAY else [])]
    entries = [edition.manifest.table(name) for name in names]
    return tuple(dict.fromkeys(source for entry in entries if entry for source in entry.sources))
