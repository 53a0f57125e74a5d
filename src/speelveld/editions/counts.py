# SPDX-License-Identifier: EUPL-1.2
"""From the publishers' checked tables to the counts that measures take: branches, two groups per branch, places.

A table whose sources are not in the edition contributes no rows; nothing is filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl
import shapely

from speelveld.contracts.base import Contract
from speelveld.contracts.derived import BRANCHES, CONTRASTS, PLACES
from speelveld.sources.municipalities import Boundary

Frames = Mapping[str, pl.DataFrame]

_DESCRIBED = ("brin6", "name", "place", "pc4", "denomination", "board", "municipality_code", "municipality")


def branches(frames: Frames) -> pl.DataFrame:
    """One row per branch and year that has a count of pupils (2013, 2016, 2019), with both municipalities."""
    parts = []
    for year, name in ((2013, "duo_po_weights_2013"), (2016, "duo_po_weights_2016")):
        if name in frames:
            parts.append(frames[name].select(*_DESCRIBED, "pupils").with_columns(year=pl.lit(year, pl.Int64)))
    if "cbs_disadvantage_2019" in frames:
        scores = frames["cbs_disadvantage_2019"].select("brin6", "pupils")
        parts.append(scores.join(_addresses(frames), on="brin6", how="left").with_columns(year=pl.lit(2019, pl.Int64)))
    columns = [*_DESCRIBED, "year", "pupils"]
    if not parts:
        return pl.DataFrame(schema=BRANCHES.schema)
    every = pl.concat([part.select(columns) for part in parts])
    every = every.join(_postcodes(frames), on="brin6", how="left", suffix="_known")
    every = every.with_columns(pc4=pl.coalesce("pc4", "pc4_known"), name=pl.col("name").fill_null(pl.col("brin6")))
    boundary = Boundary.of(frames)
    places = every.select("municipality_code", "municipality", "pc4").unique()
    then = [boundary.code(code, name) for code, name, _ in places.iter_rows()]
    today = [boundary.today(code, pc4) for code, pc4 in zip(then, places["pc4"], strict=True)]
    places = places.with_columns(
        pl.Series("code_then", then, dtype=pl.String), pl.Series("code_today", today, dtype=pl.String)
    )
    joined = every.join(places, on=["municipality_code", "municipality", "pc4"], how="left", nulls_equal=True)
    return joined.select(list(BRANCHES.schema)).sort("brin6", "year")


def contrasts(frames: Frames) -> pl.DataFrame:
    """Group A and group B per branch, for every contrast and year that the sources allow."""
    parts = []
    a, b = pl.col("a"), pl.col("b")
    for year, name in ((2013, "duo_po_weights_2013"), (2016, "duo_po_weights_2016")):
        if name in frames:
            low, high = pl.col("weight_030"), pl.col("weight_120")
            parts.append(_contrast(frames[name], year, "gewicht", low + high, pl.col("weight_000")))
            parts.append(_contrast(frames[name], year, "gewicht12", high, pl.col("weight_000") + low))
    if "duo_po_bron_2016" in frames and "duo_po_weights_2016" in frames:
        # NOAT stands in the provisional count only; all others are the rest of the final count of the same day.
        marked = frames["duo_po_bron_2016"].select("brin6", "noat")
        final = frames["duo_po_weights_2016"].select("brin6", "pupils").join(marked, on="brin6")
        noat = pl.min_horizontal("noat", "pupils")
        parts.append(_contrast(final, 2016, "noat", noat, pl.col("pupils") - noat))
    if "cbs_disadvantage_2019" in frames:
        # A score above what all pupils of a branch could have is the estimate's noise: nobody is counted twice.
        target = pl.col("target_group_estimate").clip(0, pl.col("pupils"))
        parts.append(_contrast(frames["cbs_disadvantage_2019"], 2019, "doelgroep", target, pl.col("pupils") - target))
    if not parts:
        return pl.DataFrame(schema=CONTRASTS.schema)
    places = frames["po_branches"].select("brin6", "year", "code_then", "code_today")
    every = pl.concat(parts).join(places, on=["brin6", "year"], how="left")
    return every.filter(a + b > 0).select(list(CONTRASTS.schema)).sort("contrast", "year", "brin6")


def places(frames: Frames) -> pl.DataFrame:
    """The place of every branch: its newest geocoded address, or the middle of its PC4 area, or none."""
    found: pl.DataFrame | None = None
    for name in ("geo_branches_2024", "geo_branches_2022", "geo_branches_2013"):
        if name in frames:
            located = (
                frames[name].filter(pl.col("lon").is_not_null()).unique("brin6", keep="first", maintain_order=True)
            )
            located = located.select("brin6", "lon", "lat", location=pl.lit("address"))
            found = located if found is None else pl.concat([found, located.join(found, on="brin6", how="anti")])
    wanted = frames["po_branches"].sort("year", descending=True).unique("brin6", keep="first", maintain_order=True)
    wanted = wanted.select("brin6", "pc4")
    if found is not None:
        wanted = wanted.join(found, on="brin6", how="left")
    else:
        wanted = wanted.with_columns(
            lon=pl.lit(None, pl.Float64), lat=pl.lit(None, pl.Float64), location=pl.lit(None, pl.String)
        )
    wanted = wanted.join(_middles(frames), on="pc4", how="left")
    by_postcode = pl.when(pl.col("mid_lon").is_not_null()).then(pl.lit("postcode")).otherwise(pl.lit("none"))
    return wanted.select(
        "brin6",
        lon=pl.coalesce("lon", "mid_lon"),
        lat=pl.coalesce("lat", "mid_lat"),
        location=pl.coalesce("location", by_postcode),
    ).sort("brin6")


def _contrast(frame: pl.DataFrame, year: int, name: str, a: pl.Expr, b: pl.Expr) -> pl.DataFrame:
    return frame.select(
        "brin6",
        year=pl.lit(year, pl.Int64),
        contrast=pl.lit(name),
        a=a.cast(pl.Float64),
        b=b.cast(pl.Float64),
    )


def _addresses(frames: Frames) -> pl.DataFrame:
    """The address of each branch nearest to 1 October 2019: of 2019, or else of 2021, 2017, 2016."""
    known: pl.DataFrame | None = None
    for name in ("duo_po_addresses_2019", "duo_po_addresses_2021", "duo_po_addresses_2017", "duo_po_weights_2016"):
        if name in frames:
            table = frames[name].select(_DESCRIBED)
            known = table if known is None else pl.concat([known, table.join(known, on="brin6", how="anti")])
    if known is None:
        return pl.DataFrame(schema=dict.fromkeys(_DESCRIBED, pl.String))
    return known


def _postcodes(frames: Frames) -> pl.DataFrame:
    """The PC4 of each branch from any table that has it, for tables that lack it."""
    parts = [
        frames[name].select("brin6", pc4_known=pl.col(column))
        for name, column in (
            ("duo_po_weights_2016", "pc4"),
            ("duo_po_flows_2013", "pc4_school"),
            ("duo_po_flows_2017", "pc4_school"),
            ("duo_po_addresses_2019", "pc4"),
            ("duo_po_addresses_2021", "pc4"),
            ("geo_branches_2013", "pc4"),
        )
        if name in frames
    ]
    if not parts:
        return pl.DataFrame(schema={"brin6": pl.String, "pc4_known": pl.String})
    return pl.concat(parts).drop_nulls().unique("brin6", keep="first", maintain_order=True)


def _middles(frames: Frames) -> pl.DataFrame:
    if "geo_pc4_2020" not in frames:
        return pl.DataFrame(schema={"pc4": pl.String, "mid_lon": pl.Float64, "mid_lat": pl.Float64})
    areas = frames["geo_pc4_2020"]
    middles = shapely.point_on_surface(shapely.from_wkb(areas["geometry"].to_numpy()))
    return areas.select("pc4").with_columns(
        mid_lon=pl.Series(shapely.get_x(middles)), mid_lat=pl.Series(shapely.get_y(middles))
    )


Derivation = tuple[str, Contract, Callable[[Frames], pl.DataFrame], tuple[str, ...]]

DERIVED: tuple[Derivation, ...] = (
    (
        "po_branches",
        BRANCHES,
        branches,
        (
            "duo_po_weights_2013",
            "duo_po_weights_2016",
            "cbs_disadvantage_2019",
            "duo_po_addresses_2019",
        ),
    ),
    (
        "po_contrasts",
        CONTRASTS,
        contrasts,
        ("duo_po_weights_2013", "duo_po_weights_2016", "duo_po_bron_2016", "cbs_disadvantage_2019"),
    ),
    ("po_places", PLACES, places, ("geo_branches_2024", "geo_branches_2022", "geo_branches_2013", "geo_pc4_2020")),
)
"""The derived tables in the order in which they are made: name, contract, function, and the tables that it uses."""
