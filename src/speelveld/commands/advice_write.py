# SPDX-License-Identifier: EUPL-1.2
"""What ``speelveld advice`` prints and writes: text, JSON, CSV. Only protected numbers come here."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.table import Table

from speelveld.commands import output
from speelveld.commands.advice_protect import Rate, Rates
from speelveld.commands.guard_read import safe
from speelveld.errors import Fault, InputError

HIDDEN = "-"
OUT_OF = {
    "all": "all first advices",
    "both": "with first and test advice",
    "both-final": "with test and final advice",
    "eligible": "the eligible",
    "not-followed": "the eligible not fully followed",
}


def rates_record(rates: Rates) -> dict[str, Any]:
    """Protected rates as JSON prints them."""
    return {
        "by": rates.by,
        "years": list(rates.years),
        "breaks": [asdict(one) for one in rates.breaks],
        "pupils": dict(rates.pupils),
        "hidden": rates.hidden,
        "cells": rates.cells,
        "rates": [asdict(one) for one in rates.rates],
    }


def print_report(report: Mapping[str, Any], tables: Sequence[Rates]) -> None:
    """The whole report as tables of text."""
    output.messages.print(
        f"Records: {report['origin']}. Rules {report['rules']}: counts below {report['threshold']} are hidden (-), and "
        "others with them so that nobody works them out. Nothing was stored.",
        markup=False,
    )
    for rates in tables:
        output.print_table(_rates_table(rates))
    for name, title in (("standardised", "As if the mix were that of all"), ("parts", "The gap in parts, points")):
        _print_rows(title, report.get(name) or [])
    _print_bench(report.get("national"), "Beside the country")
    _print_bench(report.get("causes"), "Candidate causes of the gap with the reference, points")
    if schools := report.get("schools"):
        title = f"Schools over {', '.join(schools['years'])}: {schools['schools_hidden']} hidden"
        _print_rows(title, schools["schools"])
    _print_models(report.get("models"))
    for note in report["notes"]:
        output.messages.print(note, style="yellow", markup=False)


def _rates_table(rates: Rates) -> Table:
    table = Table(title=f"By {rates.by}, {', '.join(rates.years)}", title_justify="left")
    for name in ("unit", "rate", "count", "out of", "pupils with", "%", "95%", "missing", "ends"):
        table.add_column(name, justify="left" if name in {"unit", "rate", "pupils with"} else "right")
    for one in rates.rates:
        label = f"{one.measure} ({one.label})" if one.label else one.measure
        table.add_row(
            one.unit,
            label,
            _shown(one.count),
            _shown(one.out_of),
            OUT_OF[one.denominator],
            _shown(one.percent),
            _between(one.low, one.high),
            _shown(one.missing),
            _between(one.least, one.most),
        )
    return table


def _print_rows(title: str, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    table = Table(title=title, title_justify="left")
    for name in rows[0]:
        table.add_column(name.replace("_", " "))
    for row in rows:
        table.add_row(*(_text(value) for value in row.values()))
    output.print_table(table)


def _print_bench(bench: Mapping[str, Any] | None, title: str) -> None:
    if bench is None:
        return
    if "percent" in bench:
        about = f"{title}: {_shown(bench['percent'])}% here, {_shown(bench['percent_reference'])}% there"
        _print_rows(about, bench.get("causes") or bench.get("parts") or [])


def _print_models(models: Mapping[str, Any] | None) -> None:
    for group in (models or {}).get("groups", []):
        if "reason" not in group:
            title = f"{group['unit']} against {(models or {})['reference']}, points"
            _print_rows(f"{title}: share above each level at the same score", group["above_level"])
            views = [
                {key: one[key] for key in ("id", "reliability", "points", "low", "high")} for one in group["views"]
            ]
            _print_rows(f"{title}: eligible, by what is held equal (Lord's paradox)", views)


def write_folder(folder: Path, report: Mapping[str, Any], tables: Iterable[Rates]) -> list[str]:
    """``report.json`` and one CSV of rates per division. Raises InputError when the folder cannot be written."""
    texts = {"report.json": json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False) + "\n"}
    texts |= {f"rates-by-{rates.by}.csv": _csv(rates.rates) for rates in tables}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(Fault(f"cannot be written ({error.strerror}).", folder.name)) from None
    return sorted(texts)


def _csv(rates: Sequence[Rate]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    names = list(Rate.__slots__)
    writer.writerow(names)
    for one in rates:
        values = (getattr(one, name) for name in names)
        writer.writerow(["" if value is None else safe(value) if isinstance(value, str) else value for value in values])
    return stream.getvalue()


def _shown(value: float | None) -> str:
    return HIDDEN if value is None else f"{value:,}"


def _between(low: int | None, high: int | None) -> str:
    return HIDDEN if low is None or high is None else f"{low} - {high}"


def _text(value: Any) -> str:
    if value is None:
        return HIDDEN
    return "; ".join(value) if isinstance(value, list) else str(value)
