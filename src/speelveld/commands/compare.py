# SPDX-License-Identifier: EUPL-1.2
"""``speelveld compare``: what changed between two files of a user, and what that is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.table import Table

from speelveld.commands import output
from speelveld.commands.measure import counted
from speelveld.errors import Fault, InputError
from speelveld.segregation.inference import SEED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from speelveld.counting import Tally
    from speelveld.segregation.counts import Counts


def compare_command(
    file_1: output.File,
    file_2: output.File,
    unit: output.Unit,
    group: output.Group,
    count: output.Count = None,
    weight: output.Weight = None,
    index: output.Indices = None,
    groups: output.Groups = None,
    bootstrap: output.Bootstrap = 0,
    resample: output.Resample = None,
    seed: output.Seed = SEED,
    missing: output.WhatIsMissing = output.Missing.REFUSE,
    detail: Annotated[bool, typer.Option("--detail", help="What each unit adds to the change in structure.")] = False,
    output_format: output.AsFormat = output.OutputFormat.TEXT,
) -> None:
    """Compare two CSV or Parquet files: the change of every index, and what the change of M and H is made of."""
    from speelveld.commands import changes, specs
    from speelveld.commands.quantities import Asked

    drawn = output.scheme(resample, weighted=weight is not None, bootstrap=bootstrap)
    if bootstrap and drawn == output.Scheme.UNITS:
        _refuse_units(weighted=weight is not None)
    try:
        asked_for = specs.parse(index or [])
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--index") from None
    wanted = output.columns(group, count)
    asked = {"unit": unit, "group": wanted, "count": count, "weight": weight, "missing": missing.value}
    tallies = _tallied((file_1, file_2), asked)
    first, second = specs.same_groups(tallies[0].counts, tallies[1].counts)
    first, second = (_chosen(counts, groups) for counts in (first, second))
    _refuse_pairs(asked_for, first)
    if not asked_for:
        asked_for = changes.usual(first)
    names = f"{file_1.name}, {file_2.name}"
    with output.working("comparing"):
        try:
            results = changes.compared(first, second, asked_for, Asked(bootstrap, drawn, seed=seed))
            units = changes.change(first, second) if detail else None
        except ValueError as error:
            raise InputError(Fault(f"{error}.", names)) from error
    for file, tally in zip((file_1, file_2), tallies, strict=True):
        if tally.note:
            output.messages.print(f"{file.name}: {tally.note}.", style="yellow", markup=False)
    parts = [] if units is None else list(zip(units.units, units.unit_parts, strict=True))
    if output_format is output.OutputFormat.JSON:
        answer: dict[str, Any] = {
            "results": [one.record() for one in results],
            "counted": [counted(file.name, one) for file, one in zip((file_1, file_2), tallies, strict=True)],
        }
        if detail:
            answer["units"] = [{"unit": name, "structure": part} for name, part in parts]
        output.print_json(answer)
        return
    output.print_results(f"{file_1.name} to {file_2.name}", results)
    if detail:
        _print_units(parts)


def _tallied(files: Sequence[Path], asked: dict[str, Any]) -> list[Tally]:
    """Both files, or the faults of both."""
    from speelveld.counting import tally_file

    tallies: list[Tally] = []
    faults: list[Fault] = []
    for file in files:
        with output.working("counting"):
            try:
                tallies.append(tally_file(file, **asked))
            except InputError as error:
                faults += error.faults
    if faults:
        raise InputError(faults)
    return tallies


def _refuse_units(*, weighted: bool) -> NoReturn:
    message = "a unit that is drawn cannot be matched with itself in the other file; draw cells or persons."
    if weighted:
        message = "weighted counts have no persons to draw, and drawn units cannot be matched: there is no bootstrap."
    raise typer.BadParameter(message, param_hint="--bootstrap")


def _chosen(counts: Counts, groups: str | None) -> Counts:
    from speelveld.commands.specs import of_groups

    chosen, a, b = of_groups(counts, groups)
    return chosen if a is None else chosen.pair(a, b)


def _refuse_pairs(asked_for: list[Any], counts: Counts) -> None:
    """Two-group indices need two groups, which must be named when there are more."""
    pairs = [spec.name for spec in asked_for if spec.index.kind == "two-group"]
    if pairs and len(counts.groups) != 2:
        message = (
            f"{', '.join(pairs)}: an index of two groups, but there are {len(counts.groups)}. Name two with --groups."
        )
        raise typer.BadParameter(message, param_hint="--index")


def _print_units(parts: list[tuple[str, float]]) -> None:
    table = Table(title="What each unit adds to the change in structure of M", title_justify="left")
    table.add_column("unit")
    table.add_column("structure", justify="right")
    for name, part in sorted(parts, key=lambda one: -abs(one[1])):
        table.add_row(name, f"{part:+.6f}")
    output.print_table(table)
