# SPDX-License-Identifier: EUPL-1.2
"""``speelveld measure``: any index of a user's own file, with how sure it is and what chance would give."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from speelveld.commands import output
from speelveld.errors import Fault, InputError
from speelveld.segregation.inference import SEED


def measure_command(
    file: output.File,
    unit: output.Unit,
    group: output.Group,
    count: output.Count = None,
    weight: output.Weight = None,
    within: Annotated[
        list[str] | None,
        typer.Option("--within", metavar="COL", help="A column of parents, such as city or board; coarsest first."),
    ] = None,
    index: output.Indices = None,
    groups: output.Groups = None,
    each: Annotated[bool, typer.Option("--each", help="All two-group indices, of each group v. the rest.")] = False,
    bootstrap: output.Bootstrap = 0,
    resample: output.Resample = None,
    null: Annotated[bool, typer.Option("--null", help="What chance would give, and a p-value.")] = False,
    seed: output.Seed = SEED,
    missing: output.WhatIsMissing = output.Missing.REFUSE,
    output_format: output.AsFormat = output.OutputFormat.TEXT,
) -> None:
    """Measure segregation in a CSV or Parquet file of counts or of pupils."""
    from speelveld.commands import specs
    from speelveld.commands.quantities import Asked, measured
    from speelveld.counting import tally_file

    if groups is not None and each:
        raise typer.BadParameter("--groups names the groups, so that --each has none to choose.", param_hint="--each")
    drawn = output.scheme(resample, weighted=weight is not None, bootstrap=bootstrap, null=null)
    try:
        asked_for = specs.parse(index or [])
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--index") from None
    wanted = output.columns(group, count)
    with output.working("counting"):
        tally = tally_file(
            file, unit=unit, group=wanted, count=count, within=within or (), weight=weight, missing=missing.value
        )
    counts, a, b = specs.of_groups(tally.counts, groups)
    if not asked_for:
        asked_for = specs.usual(counts, pairs=each or a is not None or len(counts.groups) == 2)
    decomposed = [spec.name for spec in asked_for] if index else specs.DECOMPOSED
    with output.working("measuring"):
        try:
            results = measured(
                counts,
                asked_for,
                within or (),
                Asked(bootstrap, drawn, null, seed),
                a=a,
                b=b,
                decomposed=decomposed,
            )
        except ValueError as error:
            raise InputError(Fault(f"{error}.", file.name)) from error
    if tally.note:
        output.messages.print(f"{file.name}: {tally.note}.", style="yellow", markup=False)
    if output_format is output.OutputFormat.JSON:
        output.print_json({"results": [one.record() for one in results], "counted": counted(file.name, tally)})
    else:
        output.print_results(file.name, results)


def counted(name: str, tally: Any) -> dict[str, Any]:
    """What was counted in a file, as JSON prints it."""
    totals = tally.counts.group_totals.tolist()
    return {
        "file": name,
        "rows": tally.rows,
        "left_out": tally.left_out,
        "missing": tally.missing,
        "units": len(tally.counts.units),
        "groups": dict(zip(tally.counts.groups, totals, strict=True)),
    }
