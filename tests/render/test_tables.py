# SPDX-License-Identifier: EUPL-1.2
"""Figures as rows and CSV: an empty cell has a reason, and a text never runs as a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from speelveld.disclosure.publishable import Reason, seal
from speelveld.errors import DisclosureError
from speelveld.figures.model import Dashboard
from speelveld.render import tables
from speelveld.render.translation import override
from tests.render.conftest import branches, figure, make, without


def read(table: tables.Table) -> list[dict[str, str]]:
    """The CSV of a table, read back."""
    return list(csv.DictReader(io.StringIO(tables.csv_text(table), newline="")))


def test_a_figure_is_a_row() -> None:
    with override("en"):
        [row] = read(tables.figures_table([figure()]))
    assert row["id"] == "segregation.po.gewicht.2016.dissimilarity"
    assert row["municipality_code"] == "GM0014"
    assert row["date"] == "2016-10-01"
    assert (row["estimate"], row["low"], row["high"], row["null_mean"]) == ("0.492", "0.461", "0.523", "0.089")
    assert row["share_percent"] == "7"
    assert row["n_pupils"] == "14811"
    assert row["reason"] == ""
    assert row["group_a"] == "pupils with a weight"
    assert "DUO, Leerlingen bo naar gewicht (2016-10-01)" in row["source"]


@pytest.mark.parametrize("why", list(Reason))
def test_a_figure_without_a_number_has_empty_cells_and_a_reason(why: Reason) -> None:
    [row] = read(tables.figures_table([without(figure(), why)]))
    empty = ("estimate", "low", "high", "null_mean", "corrected", "share_percent", "n_pupils")
    assert {row[name] for name in empty} == {""}
    assert row["reason"] == str(why)


def test_numbers_keep_a_decimal_point_in_every_language() -> None:
    with override("nl"):
        [row] = read(tables.figures_table([figure()]))
    assert row["estimate"] == "0.492"


def test_branches_keep_the_order_and_hide_what_is_hidden(dashboard: Dashboard) -> None:
    rows = read(tables.branches_table(dashboard))
    assert [row["brin6"] for row in rows] == [branch.brin6 for branch in dashboard.branches]
    for row, branch in zip(rows, dashboard.branches, strict=True):
        assert (row["share_percent"] == "") is not branch.share.known
        assert (row["reason"] != "") is not branch.share.known


def test_zero_is_not_empty() -> None:
    branch = replace(branches(1)[0], share=seal(0), pupils=seal(40))
    [row] = read(tables.branches_table(make(branches=(branch,))))
    assert row["share_percent"] == "0"


def test_an_unsealed_number_is_refused() -> None:
    with pytest.raises(DisclosureError):
        tables.cell(0.5)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["=1+1", "+31", "-cmd", "@sum", "\tx"])
def test_a_name_never_runs_as_a_formula(name: str) -> None:
    [row] = read(tables.branches_table(make(branches=(replace(branches(1)[0], name=name),))))
    assert row["name"] == f"'{name}"


def test_titles_are_in_the_language_and_names_are_not() -> None:
    for columns in (tables.FIGURE_COLUMNS, tables.BRANCH_COLUMNS):
        assert len({column.name for column in columns}) == len(columns)
        for column in columns:
            assert column.name.isascii()
            with override("en"):
                assert column.heading() == column.title
    with override("nl"):
        assert tables.FIGURE_COLUMNS[2].heading() == "Gemeente"
