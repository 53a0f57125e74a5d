# SPDX-License-Identifier: EUPL-1.2
"""Invented editions: the bundled one with invented groups at two schools, the other way round in another."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from speelveld.editions.store import open_edition

TABLE = "po_contrasts"


def swapped(editions: Path, folder: Path, schools: tuple[str, str], groups: tuple[int, int]) -> Path:
    """The bundled edition in which two schools have invented groups with a weight in 2016, among as many pupils."""
    return changed(editions, folder, dict(zip(schools, map(float, groups), strict=True)), "gewicht", 2016)


def changed(
    editions: Path, folder: Path, groups: Mapping[str, float], contrast: str = "doelgroep", year: int = 2019
) -> Path:
    """The bundled edition in which some schools have invented groups, among as many pupils."""
    made = folder / "edition-invented"
    shutil.copytree(open_edition(editions).folder, made)
    table = pl.read_parquet(made / f"{TABLE}.parquet")
    for school, group in groups.items():
        here = (pl.col("brin6") == school) & (pl.col("contrast") == contrast) & (pl.col("year") == year)
        table = table.with_columns(
            a=pl.when(here).then(group).otherwise("a"),
            b=pl.when(here).then(pl.col("a") + pl.col("b") - group).otherwise("b"),
        )
    table.write_parquet(made / f"{TABLE}.parquet")
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    entry = next(each for each in manifest["tables"] if each["name"] == TABLE)
    entry["sha256"] = hashlib.sha256((made / f"{TABLE}.parquet").read_bytes()).hexdigest()
    manifest["id"] = entry["sha256"][:12]
    (made / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return made
