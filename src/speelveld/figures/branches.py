# SPDX-License-Identifier: EUPL-1.2
"""The branches of a municipality for the table, the distribution and the map; and what chance would give a school."""

from __future__ import annotations

import numpy as np
import polars as pl

from speelveld.disclosure import guard
from speelveld.disclosure.publishable import Publishable, Reason
from speelveld.editions.store import Edition
from speelveld.figures.contrasts import HEADLINE, LATEST
from speelveld.figures.model import Band, Branch, Figure
from speelveld.figures.populations import school_cell
from speelveld.figures.released import release
from speelveld.segregation.chance import hypergeometric
from speelveld.terms import Boundaries, Municipality

STEPS = 25
"""How many school sizes the chance band is drawn through."""


def branches(edition: Edition, municipality: Municipality) -> tuple[Branch, ...]:
    """Every branch that had pupils on the headline's day or at the newest count, by name.

    Within today's boundaries, or within its own for a municipality that no longer exists.
    """
    basis = Boundaries.THEN if municipality.until else Boundaries.TODAY
    column = "code_then" if basis is Boundaries.THEN else "code_today"
    years = (HEADLINE[1], LATEST[1])
    here = edition.table("po_branches").filter((pl.col(column) == municipality.code) & pl.col("year").is_in(years))
    newest = here.sort("year", descending=True).unique("brin6", keep="first", maintain_order=True)
    counted = here.filter(pl.col("year") == HEADLINE[1]).select("brin6", counted="pupils", code_counted="code_then")
    rows = newest.join(counted, on="brin6", how="left").join(_places(edition), on="brin6", how="left")
    rows = rows.join(_distances(edition), on="brin6", how="left").sort(pl.col("name").str.to_lowercase(), "brin6")
    names = _names(edition)
    share = _shares(edition, column, municipality, *HEADLINE)
    latest = _shares(edition, column, municipality, *LATEST)
    none = guard.absent(Reason.NOT_PUBLISHED)
    return tuple(
        Branch(
            brin6=row["brin6"],
            name=row["name"],
            place=place_name(row["place"] or ""),
            pc4=row["pc4"] or "",
            denomination=row["denomination"] or "",
            municipality_then=names.get(row["code_counted"] or row["code_then"], ""),
            pupils=none if row["counted"] is None else guard.school_pupils(row["counted"]),
            share=share.get(row["brin6"], none),
            latest_share=latest.get(row["brin6"], none),
            distance=guard.school_distance(row["distance_m"], row["measured"] or 0),
            lon=row["lon"],
            lat=row["lat"],
            location=row["location"] or "none",
        )
        for row in rows.iter_rows(named=True)
    )


def chance_band(headline: Figure, largest: int) -> tuple[Band, ...]:
    """The share that chance gives schools of growing size, 95 times out of 100.

    From the city's published share and number of pupils only, by the hypergeometric distribution.
    """
    share, pupils = headline.share, headline.n_pupils
    if share.value is None or pupils.value is None or largest < 1:
        return ()
    total = int(pupils.value)
    group = round(share.value / 100 * total)
    sizes = np.unique(np.linspace(min(10, largest), largest, STEPS).round().astype(int))
    return tuple(_band(int(size), group, total, share) for size in sizes if size <= total)


def _band(size: int, group: int, total: int, share: Publishable) -> Band:
    x, probability = hypergeometric(size, group, total)
    cumulative = probability.cumsum()
    low = x[int(np.searchsorted(cumulative, 0.025))]
    high = x[min(int(np.searchsorted(cumulative, 0.975)), len(x) - 1)]
    return Band(size, guard.chance_share(100 * low / size, share), guard.chance_share(100 * high / size, share))


def _shares(
    edition: Edition, column: str, municipality: Municipality, contrast: str, year: int
) -> dict[str, Publishable]:
    rows = edition.table("po_contrasts").filter(
        (pl.col(column) == municipality.code) & (pl.col("contrast") == contrast) & (pl.col("year") == year)
    )
    released = release(edition, municipality)
    return {
        brin6: guard.school_share(released, school_cell(contrast, year, brin6), a, a + b)
        for brin6, a, b in rows.select("brin6", "a", "b").iter_rows()
    }


def _places(edition: Edition) -> pl.DataFrame:
    return edition.table("po_places").select("brin6", "lon", "lat", "location")


def _distances(edition: Edition) -> pl.DataFrame:
    if not edition.has("duo_po_distance_2019"):
        return pl.DataFrame(schema={"brin6": pl.String, "distance_m": pl.Float64, "measured": pl.Int64})
    rows = edition.table("duo_po_distance_2019").filter(pl.col("type") == "bo")
    return rows.select("brin6", "distance_m", measured="pupils").unique("brin6", keep="first", maintain_order=True)


def _names(edition: Edition) -> dict[str, str]:
    return dict(edition.table("municipalities").select("code", "name").iter_rows())


def place_name(place: str) -> str:
    """Places are printed in capitals: ``HAREN GN`` -> ``Haren``, ``'S-GRAVENHAGE`` -> ``'s-Gravenhage``."""
    words = place.split(" ")
    if len(words) > 1 and len(words[-1]) == 2:
        words = words[:-1]
    plain = " ".join(word.capitalize() for word in words)
    for mark in ("-", "'"):
        plain = mark.join(part[:1].upper() + part[1:] for part in plain.split(mark))
    for small in ("Aan", "De", "Den", "Der", "Het", "In", "Op", "Van", "Bij", "'T", "'S"):
        plain = plain.replace(f" {small} ", f" {small.lower()} ").replace(f"-{small}-", f"-{small.lower()}-")
    return plain.replace("'S-", "'s-").replace("'T ", "'t ").replace("Ij", "IJ")
