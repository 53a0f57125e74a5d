# SPDX-License-Identifier: EUPL-1.2
"""Options that both commands share, and how they print."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from speelveld.segregation.result import Result

MOST_SEED = 2**64 - 1


class OutputFormat(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


class Missing(StrEnum):
    """What happens to what is missing."""

    REFUSE = "refuse"
    DROP = "drop"
    GROUP = "group"


class Scheme(StrEnum):
    """What a bootstrap draws."""

    CELLS = "cells"
    PERSONS = "persons"
    UNITS = "units"


File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV or Parquet file.")]
Unit = Annotated[str, typer.Option("--unit", metavar="COL", help="The column of units: schools, neighbourhoods.")]
Group = Annotated[
    list[str],
    typer.Option(
        "--group", metavar="COL", help="The column of groups; given more than once, one column of counts per group."
    ),
]
Count = Annotated[
    str | None,
    typer.Option("--count", metavar="COL", help="The column of counts. Without it every row is one pupil."),
]
Weight = Annotated[str | None, typer.Option("--weight", metavar="COL", help="A column of weights, as of a sample.")]
Indices = Annotated[
    list[str] | None,
    typer.Option(
        "--index", metavar="NAME", help="An index, with options as atkinson:shape=0.1. Default: all that fit."
    ),
]
Groups = Annotated[
    str | None,
    typer.Option(
        "--groups", metavar="A,B", help="A v. the rest (A), A v. B (A,B), or these groups in this order (A,B,C)."
    ),
]
Bootstrap = Annotated[
    int, typer.Option("--bootstrap", min=0, metavar="N", help="Draw N times for intervals and corrected values.")
]
Resample = Annotated[
    Scheme | None,
    typer.Option("--resample", help="What the bootstrap draws.", show_default="cells; units when weighted"),
]
Seed = Annotated[int, typer.Option("--seed", min=0, max=MOST_SEED, help="The same seed gives the same numbers.")]
WhatIsMissing = Annotated[
    Missing, typer.Option("--missing", help="Refuse missing values, drop their rows, or make a group of them.")
]
AsFormat = Annotated[OutputFormat, typer.Option("--format", help="How the result is printed.")]

messages = Console(stderr=True, highlight=False, soft_wrap=True)


def columns(group: Sequence[str], count: str | None) -> str | list[str]:
    """One column of groups, or several columns of counts. A usage error when both ways are mixed."""
    if len(group) == 1:
        return group[0]
    if count is not None:
        raise typer.BadParameter("with one column per group there is no column of counts.", param_hint="--count")
    return list(group)


def scheme(chosen: Scheme | None, *, weighted: bool, bootstrap: int, null: bool = False) -> str:
    """What is drawn. A usage error when persons would have to be drawn from weighted counts."""
    if weighted and null:
        message = "weighted counts have no persons to deal at random, so there is no chance value."
        raise typer.BadParameter(message, param_hint="--null")
    if weighted and bootstrap and chosen not in {None, Scheme.UNITS}:
        message = "weighted counts have no persons to draw; --resample units draws whole units."
        raise typer.BadParameter(message, param_hint="--resample")
    return str(chosen or (Scheme.UNITS if weighted else Scheme.CELLS))


def print_json(value: Any) -> None:
    """One JSON document on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


@contextmanager
def working(what: str) -> Iterator[None]:
    """Say on a terminal that work is going on."""
    if not sys.stderr.isatty():
        yield
        return
    with messages.status(what):
        yield


def print_results(title: str, results: Iterable[Result]) -> None:
    """A table, with the columns in which something stands."""
    found = list(results)
    extra = [name for name in ("corrected", "se", "low", "high", "null_mean", "p_value") if _any(found, name)]
    table = Table(title=title, title_justify="left")
    for name in ("index", "groups", "estimate", *extra, "units", "n"):
        table.add_column(name.replace("_", " "), justify="left" if name in {"index", "groups"} else "right")
    for one in found:
        name = f"{one.index} ({one.variant})" if one.variant else one.index
        numbers = (_shown(getattr(one, column)) for column in ("estimate", *extra))
        sides = " v. ".join(one.groups) if len(one.groups) == 2 else ", ".join(one.groups)
        table.add_row(name, sides, *numbers, str(one.n_units), f"{one.n:,.10g}")
    print_table(table)


def print_table(table: Table) -> None:
    """On a terminal as wide as it is, and otherwise as wide as the table is."""
    Console(width=None if sys.stdout.isatty() else 200, highlight=False).print(table, markup=False)


def _any(results: Iterable[Result], name: str) -> bool:
    return any(getattr(one, name) is not None for one in results)


def _shown(value: float | None) -> str:
    return "" if value is None or value != value else f"{value:.4f}"
