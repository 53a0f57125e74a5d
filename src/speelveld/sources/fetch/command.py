# SPDX-License-Identifier: EUPL-1.2
"""``speelveld fetch``: the publishers' current files, with a progress bar on stderr and the results on stdout."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TaskID, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.progress import Progress as Bars

from speelveld.errors import FetchError, InputError
from speelveld.sources.fetch.catalogue import CATALOGUE, Publishers, entries
from speelveld.sources.fetch.run import Report, Request, fetch
from speelveld.sources.fetch.transport import Session

DIRECTORY = Path("var/fetched")
STOPPED = 130
"""The exit status of a program that Ctrl-C stopped."""


class OutputFormat(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


class BarProgress:
    """Shows every file as a bar, on a terminal only."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task: TaskID | None = None

    def begin(self, label: str, done: int, total: int | None) -> None:
        """A new bar, or the same bar set back after a broken connection."""
        if self._task is None:
            self._task = self._bars.add_task(label, total=total)
        self._bars.update(self._task, total=total, completed=done)

    def advance(self, amount: int) -> None:
        """So many bytes more."""
        if self._task is not None:
            self._bars.advance(self._task, amount)

    def end(self) -> None:
        """Leave the bar as it is, and start a new one for the next file."""
        if self._task is not None:
            self._bars.stop_task(self._task)
        self._task = None


def fetch_command(
    datasets: Annotated[
        list[str] | None,
        typer.Argument(metavar="[DATASET]...", help="Ids, as --list names them. Default: the usual ones."),
    ] = None,
    show_list: Annotated[bool, typer.Option("--list", help="Name every dataset, and fetch nothing.")] = False,
    output: Annotated[Path, typer.Option(help="The folder for the files.")] = DIRECTORY,
    year: Annotated[
        int | None, typer.Option(min=1990, max=2100, help="Only this year, where the publisher has years.")
    ] = None,
    force: Annotated[bool, typer.Option(help="Download again what has not changed.")] = False,
    output_format: Annotated[OutputFormat, typer.Option("--format", help="text or json.")] = OutputFormat.TEXT,
    duo_url: Annotated[
        str, typer.Option(envvar="SPEELVELD_DUO_URL", help="DUO's server, or a mirror.")
    ] = Publishers().duo,
    cbs_url: Annotated[
        str, typer.Option(envvar="SPEELVELD_CBS_URL", help="CBS's server, or a mirror.")
    ] = Publishers().cbs,
    pdok_url: Annotated[
        str, typer.Option(envvar="SPEELVELD_PDOK_URL", help="PDOK's server, or a mirror.")
    ] = Publishers().pdok,
) -> None:
    """Download the publishers' current files: DUO, CBS and PDOK.

    What is unchanged is not downloaded again; what broke off is continued. A file that cannot be had is an error and
    never replaced by something else. Exit status: 0 done, 1 at least one failure (the others are still fetched),
    2 wrong use, 130 stopped with Ctrl-C.
    """
    if show_list:
        _print_list(output_format)
        return
    try:
        wanted = entries(datasets or [])
    except InputError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    request = Request(output, year, force, Publishers(duo_url, cbs_url, pdok_url))
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    try:
        with Bars(*columns, console=console, disable=not console.is_terminal) as bars, Session() as session:
            report = fetch(session, wanted, request, BarProgress(bars))
    except FetchError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        typer.echo(
            f"Stopped. What had come in stands in {output} (as .part files and .pages folders): the same command "
            "continues from there. Files that were complete stay in use.",
            err=True,
        )
        raise typer.Exit(STOPPED) from None
    _print_report(report, output_format)
    if report.failures:
        raise typer.Exit(1)


def _print_list(output_format: OutputFormat) -> None:
    if output_format is OutputFormat.JSON:
        fields = ("id", "publisher", "title", "licence", "page", "note", "by_default")
        typer.echo(
            json.dumps([{f: getattr(entry, f) for f in fields} for entry in CATALOGUE], ensure_ascii=False, indent=2)
        )
        return
    for entry in CATALOGUE:
        typer.echo(f"{entry.id}: {entry.title} ({entry.publisher}, {entry.licence})")
        typer.echo(f"    {entry.page}")
        if entry.note:
            typer.echo(f"    {entry.note}")


def _print_report(report: Report, output_format: OutputFormat) -> None:
    for failure in report.failures:
        typer.echo(f"{failure.entry.id}: {failure.message}", err=True)
    if output_format is OutputFormat.JSON:
        document = {
            "files": [one.record() for one in report.fetched],
            "failures": [one.record() for one in report.failures],
        }
        json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
        return
    for one in report.fetched:
        outcome = one.outcome
        typer.echo(f"{outcome.status:<10}  {outcome.size:>13,} B  {outcome.sha256}  {outcome.path}")
