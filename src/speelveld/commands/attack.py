# SPDX-License-Identifier: EUPL-1.2
"""``speelveld attack``: what an outsider can work out of a protected table, or of an exported site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from speelveld.commands import output
from speelveld.errors import Fault, InputError

if TYPE_CHECKING:
    from speelveld.commands.attack_needs import Way
    from speelveld.commands.attack_read import How
    from speelveld.commands.attack_table import Told
    from speelveld.disclosure.attack import Finding
    from speelveld.disclosure.table_rules import TableRules

SECONDS = 600.0
"""How long A2 may calculate when nothing else is said."""

LISTED = 50
"""How many leaks the table on the screen lists; JSON has them all."""


class Method(StrEnum):
    """How the table was protected, which says what a shown number tells."""

    SUPPRESS = "suppress"
    ROUND = "round"
    CELL_KEY = "cell-key"


class Absent(StrEnum):
    """What a combination of labels without a row is."""

    ZERO = "zero"
    HIDDEN = "hidden"


PLAIN = (Method.SUPPRESS, Absent.ZERO, SECONDS)
"""What a site has for the options of tables that always have a value."""


def attack_command(
    path: Annotated[
        Path, typer.Argument(exists=True, help="A protected table (CSV or Parquet), or the folder of an exported site.")
    ],
    original: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="The table before it was protected: tells which cells matter."),
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="The rules, in TOML.", show_default="those of guard --print-rules"
        ),
    ] = None,
    method: Annotated[
        Method, typer.Option(help="How it was protected: cells hidden, all rounded, or noise by cell keys.")
    ] = Method.SUPPRESS,
    base: Annotated[
        int | None,
        typer.Option(min=1, help="The base to which shown counts were rounded.", show_default="as the rules say"),
    ] = None,
    count: output.Count = None,
    dimension: Annotated[
        list[str] | None,
        typer.Option("--dimension", metavar="COL", help="A column of labels.", show_default="every other column"),
    ] = None,
    total: Annotated[
        list[str] | None,
        typer.Option("--total", metavar="LABEL", help="A label of totals.", show_default="Total, Totaal, All, *, ..."),
    ] = None,
    earlier: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="A protected table that was published before."),
    ] = None,
    lowest: Annotated[
        int | None,
        typer.Option(min=0, max=1, help="The least behind '<5'.", show_default="1 if the table shows zeros, else 0"),
    ] = None,
    absent: Annotated[
        Absent, typer.Option(help="What a combination of labels without a row counts: nothing, or it is hidden.")
    ] = Absent.ZERO,
    seconds: Annotated[
        float, typer.Option(min=1, help="How long it may calculate; what is not checked by then counts as a leak.")
    ] = SECONDS,
    municipality: Annotated[
        str | None, typer.Option("--municipality", "-m", help="Of a site: only this municipality.")
    ] = None,
    output_format: output.AsFormat = output.OutputFormat.TEXT,
) -> None:
    """Attack a protected table, or an exported site: which small counts are shown, or can be worked out?

    Exit status 0: none. 1: some are, and they are listed; or the input is wrong.
    """
    if path.is_dir():
        given = [original, rules, base, count, dimension, total, earlier, lowest]
        if any(one is not None for one in given) or (method, absent, seconds) != PLAIN:
            raise typer.BadParameter("a site takes no options of tables, only --municipality and --format.")
        leaks, answer = _site(path, municipality)
    elif municipality is not None:
        raise typer.BadParameter("a table takes no municipality; a site does.", param_hint="--municipality")
    else:
        from speelveld.commands.attack_read import How

        of = _rules(rules)
        how = How(count, tuple(dimension or ()), tuple(total or ()), of.masked if rules else None, lowest)
        hidden = absent is Absent.HIDDEN
        way = _way(method, of, base)
        leaks, answer = _table(path, original, of, how, way, earlier or [], absent=hidden, seconds=seconds)
    if output_format is output.OutputFormat.JSON:
        output.print_json(answer)
    else:
        _print(answer)
    if leaks:
        advice = "Hide more, or protect it with speelveld guard." if path.is_file() else "This site may not go out."
        output.messages.print(f"{path.name} gives too much away, {leaks} times. {advice}", style="red", markup=False)
        raise typer.Exit(1)


def _table(
    path: Path,
    original: Path | None,
    rules: TableRules,
    how: How,
    way: Way,
    earlier: list[Path],
    *,
    absent: bool,
    seconds: float,
) -> tuple[int, dict[str, Any]]:
    from speelveld.commands.attack_table import read_told
    from speelveld.disclosure.attack import Knowledge, attack
    from speelveld.disclosure.moves import unproven

    with output.working("reading"):
        told = read_told(path, how, rules, way, absent=absent, original=original)
        before = [(one, read_told(one, how, rules, way, absent=absent, original=None)) for one in earlier]
    if odd := [one for one, then in before if then.columns != told.columns]:
        advice = f"These must be {', '.join(told.columns)}."
        raise InputError(Fault("the columns of labels are others.", one.name, 1, advice=advice) for one in odd)
    said = list(told.statements)
    for one, then in before:
        said += [replace(statement, id=f"{statement.id} in {one.name}") for statement in then.statements]
    threshold = rules.counts.threshold
    # Where nothing is hidden, A13 has nothing to ask, and what two sums tell together A2 finds as well as A6.
    attacks = ("A1", "A2", "A6", "A13")[: 4 if way.most is None else 2]
    needs = told.needs
    if way.most is not None:
        # Where every number has some room, moving one count within it proves most of them uncertain.
        needs = unproven(said, needs, told.tables)
    with output.working("attacking"):
        found = attack(
            said,
            needs,
            knowledge=Knowledge(threshold=threshold, hidden=told.hidden),
            attacks=attacks,
            seconds=seconds,
        )
    ids = {need.id for need in told.needs}
    if impossible := [one for one in found if one.attack in {"A1", "A2"} and one.form not in ids]:
        advice = "Were they rounded (--method, counts.base of the rules)? Are rows left out (--absent hidden)?"
        raise InputError(Fault(f"{impossible[0].why}.", path.name, advice=advice))
    # What cannot be below the threshold needs no protection, however well it is known, unless the rules surely ask for
    # it. A small difference that is no cell is told by the cells in it, or is the sum of counts that were masked.
    matter = [one for one in found if one.form in told.labels and (one.form in told.sure or one.low < threshold)]
    leaks = _leaks(matter, told)
    for note in told.notes:
        output.messages.print(f"{path.name}: {note}.", style="yellow", markup=False)
    return len(leaks), {
        "file": path.name,
        "threshold": threshold,
        "cells": told.cells,
        "hidden": told.concealed,
        "attacked": len(told.needs),
        "leaks": leaks,
    }


def _leaks(found: Sequence[Finding], told: Told) -> list[dict[str, Any]]:
    """The findings, one per cell: what all attacks leave of it, and the words of the first."""
    by_form: dict[str, list[Finding]] = {}
    for one in found:
        by_form.setdefault(one.form, []).append(one)
    return [
        {
            "cell": dict(told.labels[form]),
            "low": max(one.low for one in all_of),
            "high": min(one.high for one in all_of),
            "value": all_of[0].value if (all_of[0].value or 0) >= 0 else None,
            "attacks": [one.attack for one in all_of],
            "why": "it is shown" if form in told.shown else all_of[0].why,
        }
        for form, all_of in by_form.items()
    ]


def _site(path: Path, municipality: str | None) -> tuple[int, dict[str, Any]]:
    from speelveld.outsider import attack_site

    with output.working("attacking"):
        found = attack_site(path, municipality=municipality)
    leaks = [
        {
            "cell": {"": one.form},
            "low": one.low,
            "high": one.high,
            "value": one.value,
            "attacks": [one.attack],
            "why": f"{one.why} [{one.channel}]" if one.channel else one.why,
        }
        for one in found
    ]
    return len(leaks), {"file": path.name, "leaks": leaks}


def _rules(path: Path | None) -> TableRules:
    from speelveld.disclosure.table_rules import default_text, parse_rules

    if path is None:
        return parse_rules(default_text())
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(Fault(f"the rules cannot be read ({error}).", path.name)) from error
    of = parse_rules(text, path.name)
    if of.kind != "counts":
        advice = "What is safe for amounts depends on who contributed, which the table does not tell."
        raise InputError(
            Fault("these are rules for amounts; only counts are attacked.", path.name, column="kind", advice=advice)
        )
    return of


def _way(method: Method, rules: TableRules, base: int | None) -> Way:
    """What a shown number tells of its count, and what the method promises."""
    from speelveld.commands.attack_needs import Way
    from speelveld.disclosure.cell_key import p_table
    from speelveld.disclosure.system import rounded_range

    if method is Method.ROUND:
        wide = base or rules.rounding_base
        if wide < 2:
            raise typer.BadParameter("a rounded table has a base of at least 2.", param_hint="--base")
        return Way(lambda shown: (max(0, shown - wide + 1), shown + wide - 1), most=wide - 1, base=wide)
    if method is Method.CELL_KEY:
        if base is not None:
            raise typer.BadParameter("cell keys round to no base.", param_hint="--base")
        noise = p_table(rules.cell_key.max_noise, rules.cell_key.variance, rules.cell_key.smallest_shown)
        return Way(noise.possible, most=1, zeros=True)
    return Way(lambda shown: rounded_range(shown, base or rules.counts.base))


def _print(answer: dict[str, Any]) -> None:
    leaks = answer["leaks"]
    if leaks:
        table = Table(
            title=f"{answer['file']}: {len(leaks)} {'leak' if len(leaks) == 1 else 'leaks'}", title_justify="left"
        )
        for column in ("cell", "known to be", "true", "attack", "how"):
            table.add_column(column, justify="right" if column in {"known to be", "true"} else "left", overflow="fold")
        for one in leaks[:LISTED]:
            table.add_row(
                ", ".join(f"{name}={label}" if name else label for name, label in one["cell"].items()),
                str(one["low"]) if one["low"] == one["high"] else f"{one['low']} to {one['high']}",
                "" if one["value"] is None else str(one["value"]),
                ", ".join(one["attacks"]),
                one["why"],
            )
        output.print_table(table)
        if len(leaks) > LISTED:
            output.messages.print(f"... and {len(leaks) - LISTED} more; --format json lists all.")
    elif "cells" in answer:
        typer.echo(
            f"{answer['file']}: no leak. Of {answer['cells']} cells {answer['hidden']} are hidden; "
            f"{answer['attacked']} counts were attacked, for one below {answer['threshold']} must not be found."
        )
    else:
        typer.echo(f"{answer['file']}: no leak.")
