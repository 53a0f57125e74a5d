# SPDX-License-Identifier: EUPL-1.2
"""The national cells as strata: they add up to what CBS published."""

from __future__ import annotations

from importlib.resources import files

import polars as pl
import pytest

from speelveld.advice import level_number
from speelveld.sources.advice_national import LABELS, cell_numbers, national_strata
from speelveld.sources.published import DATASETS


def bundled() -> pl.DataFrame:
    dataset = next(one for one in DATASETS if one.id == "published_reconsiderations")
    return dataset.table(files("speelveld.sources").joinpath("bundled", dataset.file).read_bytes())


def test_the_cells_and_the_rest_add_up_to_the_total() -> None:
    strata = national_strata(bundled())
    assert strata.years == ("2022/23",)
    assert (int(strata.count.sum()), int(strata.out_of.sum())) == (57_881, 171_787)
    assert round(100 * strata.rate, 1) == 33.7
    assert strata.out_of[2] == 16_088
    assert (strata.count >= 0).all()


def test_a_missing_cell_is_told() -> None:
    with pytest.raises(ValueError, match="lack vmbo-k"):
        national_strata(bundled().filter(pl.col("first_advice") != "vmbo-k"))


def test_every_level_has_a_cell_but_no_advice_possible() -> None:
    cells = cell_numbers()
    assert cells[level_number("ADVIES_NIET_MOGELIJK")] == -1
    assert sorted(set(cells.tolist())) == [-1, *range(len(LABELS))]
    assert LABELS[cells[level_number("VMBO_K_GT")]] == "vmbo-k/gt"
