# SPDX-License-Identifier: EUPL-1.2
"""The segregation figures of a municipality: counts -> index, interval, chance -> guard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from speelveld import segregation
from speelveld.disclosure import guard
from speelveld.disclosure.publishable import Publishable, Reason
from speelveld.editions.store import Edition
from speelveld.figures.contrasts import COUNTS, Count, count_of
from speelveld.figures.model import Figure
from speelveld.figures.municipalities import boundaries_year, existed
from speelveld.terms import Boundaries, Municipality, Source

MEASURES = (*segregation.INDICES, "exchange")
"""The measures in the order in which they are listed."""


@dataclass(frozen=True, slots=True)
class Units:
    """The schools of one figure: group A and group B per branch, shape ``(schools,)``."""

    a: NDArray[np.float64]
    b: NDArray[np.float64]

    @property
    def size(self) -> NDArray[np.int64]:
        """The pupils of both groups per school."""
        return np.rint(self.a + self.b).astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Value:
    estimate: float
    low: float
    high: float
    by_chance: float
    corrected: float | None


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
    shown = _difference_is_safe(edition, municipality, count) or basis is Boundaries.TODAY
    values = {} if reason else _values(schools)
    group, rest = float(schools.a.sum()), float(schools.b.sum())

    def publish(value: float | None) -> Publishable:
        if reason:
            return guard.absent(reason)
        if value is None:
            return guard.absent(Reason.NOT_DEFINED)
        if not shown:
            return guard.HIDDEN
        return guard.city_index(value, n_schools=len(schools.a), group=group, rest=rest)

    share = guard.absent(reason) if reason in _EMPTY else guard.city_share(group, rest) if shown else guard.HIDDEN
    pupils = guard.absent(reason) if reason in _EMPTY else guard.city_pupils(int(schools.size.sum()))
    for measure in MEASURES:
        value = values.get(measure, _Value(0, 0, 0, 0, None))
        yield Figure(
            id=figure_id(count.contrast.id, count.period.year, measure, basis),
            municipality=municipality,
            period=count.period,
            boundaries=basis,
            boundaries_year=boundaries_year(edition) if basis is Boundaries.TODAY else count.period.year,
            contrast=count.contrast,
            measure=measure,
            estimate=publish(value.estimate),
            low=publish(value.low),
            high=publish(value.high),
            null_mean=publish(value.by_chance),
            corrected=publish(value.corrected),
            share=share,
            n_pupils=pupils,
            n_schools=len(schools.a),
            sources=_sources(edition, count, basis),
            method=measure,
        )


_EMPTY = (Reason.NO_SCHOOLS, Reason.NOT_PUBLISHED)


def _why_not(edition: Edition, schools: Units, count: Count) -> Reason | None:
    if not all(edition.has(table) for table in count.tables):
        return Reason.NOT_PUBLISHED
    if len(schools.a) == 0:
        return Reason.NO_SCHOOLS
    return Reason.ONE_SCHOOL if len(schools.a) == 1 else None


def _difference_is_safe(edition: Edition, municipality: Municipality, count: Count) -> bool:
    """Whether the schools that one boundary has and the other has not are enough to show both figures."""
    then, today = pl.col("code_then") == municipality.code, pl.col("code_today") == municipality.code
    apart = _rows(edition, count).filter(then.fill_null(False) != today.fill_null(False))
    return guard.difference_is_safe(apart.height, float(apart["a"].sum()), float(apart["b"].sum()))


def _values(schools: Units) -> dict[str, _Value]:
    """Every measure of these schools. The exchange is D times 2P(1-P), and so are its interval and chance value."""
    a, b = schools.a, schools.b
    group = round(float(a.sum()))
    between = segregation.intervals(a, b)
    found = {}
    for name, index in segregation.INDICES.items():
        estimate, by_chance = index(a, b), segregation.expected(name, schools.size, group)
        found[name] = _Value(
            estimate,
            between[name].low,
            between[name].high,
            by_chance,
            None if name == "exposure" else segregation.corrected(estimate, by_chance),
        )
    share = float(a.sum() / (a.sum() + b.sum()))
    scale, d = 2 * share * (1 - share), found["dissimilarity"]
    found["exchange"] = _Value(segregation.exchange(a, b), scale * d.low, scale * d.high, scale * d.by_chance, None)
    return found


def _sources(edition: Edition, count: Count, basis: Boundaries) -> tuple[Source, ...]:
    names = [*count.tables, *(["municipal_mergers"] if basis is Boundaries.TODAY else [])]
    entries = [edition.manifest.table(name) for name in names]
    return tuple(dict.fromkeys(source for entry in entries if entry for source in entry.sources))
