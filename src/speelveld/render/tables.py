# SPDX-License-Identifier: EUPL-1.2
"""Figures as rows and as CSV, with the column names and titles of CSV on the Web.

Names are English and stay the same in every language, so that a script can rely on them; titles are in the active
language. A cell without a number is empty, and the column ``reason`` says why: empty is never zero.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from speelveld.disclosure.publishable import Publishable
from speelveld.figures.model import Branch, Dashboard, Figure
from speelveld.render import numbers
from speelveld.render.names import group, measure_name, other_group
from speelveld.render.translation import gettext as _
from speelveld.render.translation import gettext_noop

Cell = str


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the file, its CSV-W datatype, and its title (an English message id)."""

    name: str
    datatype: str
    title: str

    def heading(self) -> str:
        """The title in the active language."""
        return _(self.title)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, and rows of cells as they stand in a file: a decimal point, empty where there is no number."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


FIGURE_COLUMNS: Final = (
    Column("id", "string", gettext_noop("Figure")),
    Column("municipality_code", "string", gettext_noop("Municipality code")),
    Column("municipality", "string", gettext_noop("Municipality")),
    Column("date", "date", gettext_noop("Day of the count")),
    Column("boundaries", "string", gettext_noop("Boundaries (then or today)")),
    Column("boundaries_year", "gYear", gettext_noop("Year of the boundaries")),
    Column("group_a", "string", gettext_noop("Group")),
    Column("group_b", "string", gettext_noop("Group it is compared with")),
    Column("measure", "string", gettext_noop("Measure")),
    Column("estimate", "number", gettext_noop("Value")),
    Column("low", "number", gettext_noop("Lower end of the interval (95%)")),
    Column("high", "number", gettext_noop("Upper end of the interval (95%)")),
    Column("null_mean", "number", gettext_noop("Value that chance alone gives")),
    Column("corrected", "number", gettext_noop("Value with chance taken out")),
    Column("share_percent", "number", gettext_noop("Group as a percentage of the pupils")),
    Column("n_pupils", "integer", gettext_noop("Pupils")),
    Column("n_schools", "integer", gettext_noop("School branches")),
    Column("reason", "string", gettext_noop("Why there is no number")),
    Column("source", "string", gettext_noop("Source")),
    Column("method", "string", gettext_noop("Method page")),
)

BRANCH_COLUMNS: Final = (
    Column("brin6", "string", gettext_noop("Branch (BRIN and number)")),
    Column("name", "string", gettext_noop("School")),
    Column("place", "string", gettext_noop("Place")),
    Column("pc4", "string", gettext_noop("Four-digit postcode")),
    Column("denomination", "string", gettext_noop("Denomination")),
    Column("municipality_then", "string", gettext_noop("Municipality at the time of the count")),
    Column("n_pupils", "integer", gettext_noop("Pupils")),
    Column("share_percent", "number", gettext_noop("Group as a percentage of the pupils")),
    Column("latest_share_percent", "number", gettext_noop("CBS target group as a percentage of the pupils")),
    Column("distance_m", "number", gettext_noop("Mean distance between home and school, in metres")),
    Column("reason", "string", gettext_noop("Why there is no number")),
)


def figures_table(figures: Iterable[Figure]) -> Table:
    """One row per figure, in the order given."""
    return Table(FIGURE_COLUMNS, tuple(_figure_row(figure) for figure in figures))


def branches_table(dashboard: Dashboard) -> Table:
    """One row per branch, in the order of the dashboard."""
    return Table(BRANCH_COLUMNS, tuple(_branch_row(branch) for branch in dashboard.branches))


def csv_text(table: Table) -> str:
    """The table as CSV (RFC 4180, comma, CRLF) with the columns' names as its one header row.

    A text that a spreadsheet would run as a formula gets an apostrophe in front of it.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(column.name for column in table.columns)
    for row in table.rows:
        writer.writerow(
            _inert(cell) if column.datatype == "string" else cell
            for column, cell in zip(table.columns, row, strict=True)
        )
    return out.getvalue()


def cell(number: Publishable) -> Cell:
    """A protected number as a file holds it: a decimal point, its meaningful decimals, empty when there is none."""
    if not numbers.known(number):
        return ""
    value = numbers.shown(number)
    return f"{value:.{number.decimals}f}" if number.decimals else f"{numbers.rounded(value)}"


def _figure_row(figure: Figure) -> tuple[Cell, ...]:
    return (
        figure.id,
        figure.municipality.code,
        figure.municipality.name,
        str(figure.period),
        str(figure.boundaries),
        str(figure.boundaries_year),
        group(figure.contrast),
        other_group(figure.contrast),
        measure_name(figure.measure),
        cell(figure.estimate),
        cell(figure.low),
        cell(figure.high),
        cell(figure.null_mean),
        cell(figure.corrected),
        cell(figure.share),
        cell(figure.n_pupils),
        str(figure.n_schools),
        _reasons((figure.estimate,)),
        "; ".join(f"{source.publisher}, {source.name} ({source.reference_date})" for source in figure.sources),
        figure.method,
    )


def _branch_row(branch: Branch) -> tuple[Cell, ...]:
    given = (branch.pupils, branch.share, branch.latest_share, branch.distance)
    return (
        branch.brin6,
        branch.name,
        branch.place,
        branch.pc4,
        branch.denomination,
        branch.municipality_then,
        *(cell(number) for number in given),
        _reasons(given),
    )


def _reasons(given: Sequence[Publishable]) -> str:
    """Why cells of a row are empty, each reason once; the words of the guard, which files in every language share."""
    return "; ".join(dict.fromkeys(str(number.reason) for number in given if number.reason))


def _inert(text: str) -> str:
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
