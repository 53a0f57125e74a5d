# SPDX-License-Identifier: EUPL-1.2
"""``speelveld advice``: school advice from records of pupils, which stay on this machine.

Reads one file, asks nothing of any network, stores nothing, and prints protected aggregates only. What is wrong with a
record is told by row and column, never by what stands there.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from speelveld.commands import output
from speelveld.errors import Fault, InputError

if TYPE_CHECKING:
    from speelveld.advice import Pupils
    from speelveld.commands.advice_protect import Allowed, Rates
    from speelveld.disclosure.table_rules import TableRules
    from speelveld.sources.advice_mapping import ColumnMapping


class By(StrEnum):
    """What pupils are divided by."""

    GROUP = "group"
    SCHOOL = "school"
    YEAR = "year"


def advice_command(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="A CSV or Parquet file with one row per pupil.")],
    config: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="What the columns and words of the file mean, in TOML."),
    ] = None,
    by: Annotated[
        list[By] | None, typer.Option("--by", help="Divide pupils; may be given more than once.", show_default="group")
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="The rules, in TOML.", show_default="those of speelveld guard"),
    ] = None,
    reference: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Records to compare with, such as those of other cities."),
    ] = None,
    models: Annotated[bool, typer.Option("--models", help="Models of the advice given the test score.")] = False,
    across_breaks: Annotated[
        bool, typer.Option("--across-breaks", help="Count years together that are not alike; the result names why.")
    ] = False,
    six_classes: Annotated[
        bool, typer.Option("--six-classes", help="Test advice of before 2018/19 was brought into the six classes.")
    ] = False,
    invent: Annotated[
        int | None, typer.Option(min=1, max=5_000_000, metavar="N", help="Write FILE with N invented pupils instead.")
    ] = None,
    invent_from: Annotated[
        int, typer.Option(min=2020, max=2090, metavar="YEAR", help="The first of three invented school years.")
    ] = 2020,
    seed: output.Seed = 1,
    seconds: Annotated[float, typer.Option(min=1, help="How long it may search for the least to hide.")] = 20.0,
    output_folder: Annotated[
        Path | None, typer.Option("--output", file_okay=False, help="A folder for report.json and tables in CSV.")
    ] = None,
    output_format: output.AsFormat = output.OutputFormat.TEXT,
) -> None:
    """Measure school advice in records of pupils: on this machine only, protected before anything is printed."""
    if invent is not None:
        _invent(file, invent, invent_from, seed, output_format)
        return
    if not file.is_file():
        raise typer.BadParameter("there is no such file.", param_hint="FILE")
    from speelveld.commands import advice_write
    from speelveld.commands.advice_read import read_pupils

    of, mapping = _rules(rules), _mapping(config)
    allowed: Allowed = {"across_breaks": across_breaks, "coded_in_six_classes": six_classes}
    with output.working("reading"):
        pupils = read_pupils(file, mapping, fewest=of.counts.threshold)
        other = None if reference is None else read_pupils(reference, mapping, fewest=of.counts.threshold)
    with output.working("measuring"):
        report, tables = report_of(pupils, other, list(dict.fromkeys(by or [By.GROUP])), of, allowed, models, seconds)
    if output_folder is not None:
        written = advice_write.write_folder(output_folder, report, tables)
        output.messages.print(f"{output_folder.name}: {', '.join(written)}.", markup=False)
    if output_format is output.OutputFormat.JSON:
        output.print_json(report)
    else:
        advice_write.print_report(report, tables)


def report_of(
    pupils: Pupils,
    other: Pupils | None,
    divided: list[By],
    rules: TableRules,
    allowed: Allowed,
    models: bool,
    seconds: float,
) -> tuple[dict[str, Any], list[Rates]]:
    """Everything that was asked for, protected, and what could not be given in ``notes``."""
    from speelveld.advice import tally
    from speelveld.advice.levels import SCALE
    from speelveld.advice.regimes import REGIMES
    from speelveld.commands import advice_compare, advice_models
    from speelveld.commands.advice_protect import protected_rates
    from speelveld.commands.advice_write import rates_record

    whole = protected_rates(tally(pupils), "all", rules, seconds=seconds, **allowed)
    tables, notes = [whole], _oddities(pupils, rules, allowed)
    report: dict[str, Any] = {
        "origin": pupils.origin,
        "rules": rules.version,
        "threshold": rules.counts.threshold,
        "versions": {"levels": SCALE.version, "regimes": REGIMES.version},
    }
    for one in divided:
        if len(pupils.labels(one.value)) < 2:
            notes.append(f"Not divided by {one.value}: the records have fewer than two of them.")
        elif one is By.SCHOOL:
            tables.append(_schools(pupils, rules, allowed, seconds, report))
        else:
            permitted = allowed.copy()
            permitted["across_breaks"] = allowed["across_breaks"] or one is By.YEAR
            counted = tally(pupils, one.value)
            tables.append(protected_rates(counted, one.value, rules, totals=whole, seconds=seconds, **permitted))
    groups = next((one for one in tables if one.by == By.GROUP), None)
    if groups is not None:
        units = advice_compare.usable(groups, rules)
        report["standardised"] = advice_compare.standardised(pupils, units, rules, allowed=allowed)
        report["parts"] = advice_compare.in_parts(pupils, units, rules, allowed=allowed)
        if models:
            report["models"] = advice_models.models(pupils, units, rules, allowed=allowed)
    elif models:
        notes.append("No models: they compare groups, so that --by group is needed.")
    if other is not None:
        report["causes"] = advice_compare.causes(pupils, other, rules, allowed=allowed)
    try:
        report["national"] = advice_compare.national(pupils, rules, across_breaks=allowed["across_breaks"])
    except InputError as error:
        notes += [f"Not put beside the country. {fault}" for fault in error.faults]
    report["tables"] = [rates_record(one) for one in tables]
    report["notes"] = notes
    return report, tables


def _oddities(pupils: Pupils, rules: TableRules, allowed: Allowed) -> list[str]:
    """What the rules on advice forbid and the records hold, where it may be told: counted, not repaired."""
    from speelveld.advice import reconsiderations, tally

    found = reconsiderations(tally(pupils), measures=["eligible"], **allowed).oddities
    said = {
        "have a final advice below the first, which the rules forbid": found.lowered,
        "were raised though the test advice was not higher": found.raised_without_right,
        "were raised without a test": found.raised_without_test,
        "were raised above the test advice": found.above_test,
    }
    return [f"{int(n[0]):,} pupils {what}." for what, n in said.items() if n[0] >= rules.counts.threshold]


def _schools(pupils: Pupils, rules: TableRules, allowed: Allowed, seconds: float, report: dict[str, Any]) -> Rates:
    """The rates of schools over three years where these are alike, and what the shown ones say of the schools."""
    import numpy as np

    from speelveld.advice import tally
    from speelveld.commands.advice_protect import protected_rates
    from speelveld.commands.advice_schools import pooled_years, schools_compared

    years = pooled_years(pupils.school_years, rules.pooling)
    recent = pupils.where(np.isin(pupils.year, [pupils.years.index(one) for one in years]))
    totals = protected_rates(tally(recent), "all", rules, few=True, seconds=seconds, **allowed)
    rates = protected_rates(
        tally(recent, "school"), "school", rules, few=True, totals=totals, seconds=seconds, **allowed
    )
    report["schools"] = schools_compared(rates)
    return rates


def _rules(path: Path | None) -> TableRules:
    from speelveld.disclosure.table_rules import default_text, parse_rules

    if path is None:
        return parse_rules(default_text())
    try:
        return parse_rules(path.read_text(encoding="utf-8-sig"), path.name)
    except (OSError, UnicodeDecodeError):
        raise InputError(Fault("the rules cannot be read.", path.name, advice="Save them as UTF-8.")) from None


def _mapping(path: Path | None) -> ColumnMapping | None:
    if path is None:
        return None
    from speelveld.sources.advice_mapping import read_mapping

    try:
        return read_mapping(path.read_bytes(), path.name).get("pupils")
    except OSError:
        raise InputError(Fault("the mapping cannot be read.", path.name)) from None


def _invent(file: Path, pupils: int, first: int, seed: int, output_format: output.OutputFormat) -> None:
    from speelveld.commands.advice_invent import write_invented

    years = tuple(f"{year}/{(year + 1) % 100:02d}" for year in range(first, first + 3))
    planted = write_invented(file, pupils, years, seed)
    if output_format is output.OutputFormat.JSON:
        output.print_json(planted)
        return
    typer.echo(f"{file.name}: {pupils:,} invented pupils of {planted['invented_schools']:,} invented schools. Planted:")
    for name, value in planted["planted"].items():
        typer.echo(f"  {name.replace('_', ' ')}: {value}")
