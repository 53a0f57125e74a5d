# SPDX-License-Identifier: EUPL-1.2
"""``speelveld guard``: protect a table of one's own before it is published."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from speelveld.commands import output
from speelveld.errors import DisclosureError, Fault, InputError

if TYPE_CHECKING:
    from speelveld.commands.guard_report import Bounds
    from speelveld.commands.guard_table import Table
    from speelveld.disclosure.cell_key import PTable
    from speelveld.disclosure.protect import ProtectedTable
    from speelveld.disclosure.system import Statement, System
    from speelveld.disclosure.table_rules import TableRules


class Way(StrEnum):
    """How a table is protected."""

    SUPPRESS = "suppress"
    ROUND = "round"
    CELL_KEY = "cell-key"


def _print_rules(asked: bool) -> None:
    if asked:
        from speelveld.disclosure.table_rules import default_text

        typer.echo(default_text(), nl=False)
        raise typer.Exit


def guard_command(
    file: output.File,
    count: output.Count = None,
    dimension: Annotated[
        list[str] | None,
        typer.Option("--dimension", metavar="COL", help="A column of labels.", show_default="every other column"),
    ] = None,
    within: Annotated[
        list[str] | None,
        typer.Option("--within", metavar="CHILD=PARENT", help="A column that nests in another: school=board."),
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="The rules, in TOML.", show_default="see --print-rules"),
    ] = None,
    method: Annotated[Way, typer.Option(help="Hide cells, round all cells, or add noise by cell keys.")] = Way.SUPPRESS,
    key_file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="The secret of the cell keys: a file of at least 16 bytes."),
    ] = None,
    earlier: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="A protected table that was published before."),
    ] = None,
    ledger: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False, help="A ledger (.jsonl) of all you publish: read, and added to; made when absent."
        ),
    ] = None,
    output_file: Annotated[
        Path | None, typer.Option("--output", help="Where the protected CSV goes.", show_default="standard output")
    ] = None,
    report_file: Annotated[
        Path | None, typer.Option("--report", help="The internal audit report: .json, or .md to read.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=1, help="How long it may search for the least loss.")] = 60.0,
    print_rules: Annotated[  # noqa: ARG001 - its callback prints, and ends the command
        bool, typer.Option("--print-rules", callback=_print_rules, is_eager=True, help="Print the default rules.")
    ] = False,
    output_format: output.AsFormat = output.OutputFormat.TEXT,
) -> None:
    """Protect a table of counts, with all its totals, so that nobody can work out a small number."""
    from speelveld.commands import guard_report, guard_write
    from speelveld.disclosure.table_rules import default_text, parse_rules

    _check_files(file, output_file, report_file)
    if ledger is not None and method is not Way.SUPPRESS:
        raise typer.BadParameter(
            "a ledger follows tables with hidden cells only; use --earlier.", param_hint="--ledger"
        )
    rules_text = default_text() if rules is None else _text(rules)
    of = parse_rules(rules_text, rules.name if rules else "")
    noise, secret = _noise(method, key_file, of)
    with output.working("reading"):
        table = _table(file, count, dimension or [], within or [], of)
        said = tuple(one for path in earlier or [] for one in _earlier(path, table, of, method, noise))
    with output.working("protecting"):
        protect = _protector(table, of, method, seconds, noise, secret)
        system = replace(table.system, earlier=(*table.system.earlier, *said))
        if ledger is None:
            protected = protect(system)
        else:
            from speelveld.commands.guard_ledger import released

            table = replace(table, ruled=replace(table.ruled, system=system))
            hashed = _sha256(f"{rules_text}\n{count}\n{dimension}\n{within}".encode())
            system, protected = released(ledger, table, _sha256(file.read_bytes()), hashed, protect)
        table = replace(table, ruled=replace(table.ruled, system=system))
    rows = guard_write.records(table, protected, of.percentages)
    text = guard_write.csv_text(rows)
    texts: dict[Path, str] = {}
    if report_file is not None:
        hashes: dict[str, Any] = {
            "input": {"file": file.name, "sha256": _sha256(file.read_bytes())},
            "rules": {"file": rules.name if rules else "default", "sha256": _sha256(rules_text.encode())},
            "output": {"file": output_file.name if output_file else "-", "sha256": _sha256(text.encode())},
            "earlier": [{"file": path.name, "sha256": _sha256(path.read_bytes())} for path in earlier or []],
        }
        found = guard_report.report(table, protected, of, _bounds(table, protected), hashes)
        markdown = report_file.suffix.lower() == ".md"
        texts[report_file] = guard_report.as_markdown(found) if markdown else guard_report.as_json(found)
    if output_file is not None:
        texts[output_file] = text
    guard_write.write_all(texts)
    if output_format is output.OutputFormat.JSON:
        output.print_json(guard_write.json_of(table, protected, rows, of.version))
    elif output_file is None:
        typer.echo(text, nl=False)
    _tell(table, protected, of)


def _check_files(file: Path, output_file: Path | None, report_file: Path | None) -> None:
    """Usage errors: a file that would be written over another one of the command."""
    if output_file is not None and output_file.resolve() == file.resolve():
        raise typer.BadParameter("the protected table would replace the table itself.", param_hint="--output")
    if report_file is not None and report_file.resolve() in {file.resolve(), (output_file or file).resolve()}:
        raise typer.BadParameter("the report needs a file of its own.", param_hint="--report")
    if report_file is not None and report_file.suffix.lower() not in {".json", ".md"}:
        raise typer.BadParameter("the name of the report ends in .json or .md.", param_hint="--report")


def _noise(method: Way, key_file: Path | None, rules: TableRules) -> tuple[PTable | None, bytes]:
    """The p-table and the secret of the method with cell keys; a usage error when there is no secret."""
    if method is not Way.CELL_KEY:
        if key_file is not None:
            raise typer.BadParameter("only --method cell-key takes a secret.", param_hint="--key-file")
        return None, b""
    if key_file is None:
        message = (
            "cell keys need a secret. Make one: head -c 32 /dev/urandom > secret.key; keep it as long as you publish."
        )
        raise typer.BadParameter(message, param_hint="--key-file")
    if rules.kind == "magnitudes":
        raise typer.BadParameter("noise of a few units protects no amounts; it is for counts.", param_hint="--method")
    from speelveld.disclosure.cell_key import LEAST_SECRET, p_table

    secret = key_file.read_bytes()
    if len(secret) < LEAST_SECRET:
        raise InputError(Fault(f"the secret has {len(secret)} bytes, fewer than {LEAST_SECRET}.", key_file.name))
    return p_table(rules.cell_key.max_noise, rules.cell_key.variance, rules.cell_key.smallest_shown), secret


def _table(file: Path, count: str | None, dimensions: list[str], within: list[str], rules: TableRules) -> Table:
    from speelveld.commands.guard_read import read_rows
    from speelveld.commands.guard_table import dimensions_of, make_table

    pairs = [one.partition("=") for one in within]
    if any(not child or not parent for child, _, parent in pairs):
        raise typer.BadParameter("write it as CHILD=PARENT, such as school=board.", param_hint="--within")
    nested = {child.strip(): parent.strip() for child, _, parent in pairs}
    rows = read_rows(file, count, dimensions, rules)
    try:
        dimensions_of(rows.columns, nested)
    except ValueError as error:
        raise typer.BadParameter(f"{error}.", param_hint="--within") from None
    return make_table(rows, nested, rules)


def _earlier(path: Path, table: Table, rules: TableRules, method: Way, noise: PTable | None) -> tuple[Statement, ...]:
    """What an earlier table tells, read as one of the same method under the same rules."""
    from speelveld.commands.guard_earlier import earlier_statements
    from speelveld.disclosure.system import rounded_range

    def said(number: int) -> tuple[int, int]:
        if noise is not None:
            return noise.possible(number)
        if method is Way.ROUND:
            return max(0, number - rules.rounding_base + 1), number + rules.rounding_base - 1
        return rounded_range(number, rules.counts.base)

    return earlier_statements(path, table, rules, said)


def _protector(
    table: Table, rules: TableRules, method: Way, seconds: float, noise: PTable | None, secret: bytes
) -> Callable[[System], ProtectedTable]:
    """Protects a system in the way that was asked for, and attacks the result."""
    from speelveld.commands.guard_insiders import known_by
    from speelveld.disclosure.cell_key import atom_keys
    from speelveld.disclosure.insiders import beside_insiders
    from speelveld.disclosure.protect import protect

    insiders = known_by(table, rules.insiders)

    def protector(system: System) -> ProtectedTable:
        if method is Way.SUPPRESS:
            found = protect(system, "suppress", seconds=seconds)
        elif method is Way.ROUND:
            found = protect(system, "round", seconds=seconds, base=rules.rounding_base)
        else:
            found = protect(system, "cell_key", noise=noise, keys=atom_keys(system.values, secret))
        if insiders is not None:
            members, groups = insiders(system)
            found = beside_insiders(system, found, members, groups, rules.insiders.together)
        _attack(table, found)
        return found

    return protector


def _attack(table: Table, protected: ProtectedTable) -> None:
    """Attack what would go out, with code that shares nothing with the engine. Raises DisclosureError on a finding."""
    from speelveld.disclosure.attack.suite import attack

    if found := attack(protected.statements, protected.unproven, attacks=("A1", "A2")):
        lines = [f"{one.form}: from {one.low} to {one.high}, {one.why}" for one in found[:20]]
        lines += [f"... and {len(found) - 20} more"] if len(found) > 20 else []
        raise DisclosureError(
            f"{table.file}: nothing was written, for an outsider would know too well:\n" + "\n".join(lines) + "\n"
            "What was published before, or what the rules take to be known, tells it already; or the method does not "
            "protect this table. Publish fewer tables, or take another method."
        )


def _bounds(table: Table, protected: ProtectedTable) -> Bounds:
    """What an outsider finds possible of each hidden cell."""
    from speelveld.disclosure.attack.bounds import bounds

    hidden = [cell for cell in table.system.cells if cell.id in protected.hidden]
    found = bounds(protected.statements, [cell.terms for cell in hidden])
    return {
        cell.id: (int(low), None if math.isinf(high) else int(high))
        for cell, (low, high) in zip(hidden, found, strict=True)
    }


def _tell(table: Table, protected: ProtectedTable, rules: TableRules) -> None:
    """What was done, on the standard error: for whoever runs the command, not for the reader of the table."""
    cells, masked = len(table.system.cells), len(table.ruled.unknown)
    parts = [f"{table.file}: {cells + masked} cells, {len(protected.hidden) + masked} hidden"]
    if protected.hidden:
        primary = len(protected.hidden & protected.primary)
        parts.append(f"{primary} by a rule, {len(protected.hidden) - primary} so that these cannot be worked out")
    parts.append(f"loss {protected.loss:,.6g}, the least possible is {protected.bound:,.6g} or more")
    if (by := protected.insiders) is not None:
        parts.append(f"{by.tried} of {by.there} coalitions of insiders tried, {by.more} hidden because of them")
        if by.known:
            parts.append(f"{by.known} times they know a count already, which nothing can hide any more")
    parts.append(f"{protected.how}, rules {rules.version}")
    output.messages.print("; ".join(parts) + ".", markup=False)
    for note in table.notes:
        output.messages.print(f"{table.file}: {note}.", style="yellow", markup=False)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            Fault(f"the rules cannot be read ({error}).", path.name, advice="Save them as UTF-8.")
        ) from error


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
