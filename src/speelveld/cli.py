# SPDX-License-Identifier: EUPL-1.2
"""The command line: the contract that other people's scripts rely on.

Results go to stdout, messages to stderr. Exit status 0: done; 1: the input is wrong or something could not be done, and
every fault is listed; 2: the command was given wrongly.
"""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from speelveld import __version__, errors
from speelveld.commands.advice import advice_command
from speelveld.commands.attack import attack_command
from speelveld.commands.compare import compare_command
from speelveld.commands.guard import guard_command
from speelveld.commands.lab import lab_for
from speelveld.commands.measure import measure_command
from speelveld.commands.place import place_command
from speelveld.commands.verify import verify_command
from speelveld.sources.fetch.command import fetch_command
from speelveld.web.config import configuration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speelveld.editions.build import Progress as Told
    from speelveld.figures import Edition
    from speelveld.figures.model import Figure

app = typer.Typer(
    name="speelveld",
    help="Measure, plan, act on and account for school segregation and equal chances.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("fetch", help="Download the publishers' current files.")(fetch_command)
app.command("measure")(measure_command)
app.command("advice")(advice_command)
app.command("compare")(compare_command)
app.command("place")(place_command)
app.command("lab")(lab_for(lambda: (_edition(), configuration().municipality)))
app.command("guard")(guard_command)
app.command("attack")(attack_command)
app.command("verify")(verify_command)

messages = Console(stderr=True, highlight=False, soft_wrap=True)


class Format(StrEnum):
    """How a command prints its result."""

    text = "text"
    json = "json"


Municipality = Annotated[
    str | None, typer.Option("--municipality", "-m", help="A name, or a CBS code such as GM0014.", show_default=False)
]
AsFormat = Annotated[Format, typer.Option("--format", help="How the result is printed.")]


@app.command()
def build(
    municipality: Annotated[
        str | None,
        typer.Option("--municipality", "-m", help="The municipality that the edition opens on.", show_default=False),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(help="The folder that holds the editions.", show_default="editions in the data folder"),
    ] = None,
    sources: Annotated[
        Path | None,
        typer.Option(
            help="A folder with files of the same names as the bundled ones; what it lacks becomes a visible gap.",
            exists=True,
            file_okay=False,
            show_default="the bundled files",
        ),
    ] = None,
    output_format: AsFormat = Format.text,
) -> None:
    """Build an edition from the publishers' files, and make it the current one."""
    folder = output or _editions()
    wanted = municipality or configuration().municipality
    edition = _build(folder, sources, wanted)
    where = edition.folder
    result = {
        "edition": edition.id,
        "folder": str(where),
        "tables": {entry.name: entry.rows for entry in edition.manifest.tables},
        "gaps": {gap.name: gap.reason for gap in edition.manifest.gaps},
        "municipality": edition.manifest.municipality,
    }
    if output_format is Format.json:
        _print_json(result)
        return
    typer.echo(f"Edition {edition.id}: {len(edition.manifest.tables)} tables in {where}")
    for gap in edition.manifest.gaps:
        messages.print(f"Gap: {gap.name} ({gap.file}): {gap.reason}.", style="yellow")


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve the site on the current edition, and on one of the bundled files when there is none yet."""
    _edition()
    from speelveld.web.serve import serve as serve_site

    serve_site(port=port, host=host)


@app.command()
def export(
    directory: Annotated[Path, typer.Argument(help="The folder to make; an earlier export there is replaced.")],
    municipality: Annotated[
        list[str] | None,
        typer.Option("--municipality", "-m", help="A municipality to export; may be given more than once."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Export every municipality. This takes a while.")] = False,
) -> None:
    """Write the site as plain files, for any web server, or for a file manager without one."""
    from speelveld.figures import find_municipality, municipalities

    edition = _edition()
    wanted = municipality or [configuration().municipality]
    chosen = municipalities(edition) if every else [find_municipality(edition, name) for name in wanted]
    from speelveld.web.export import export as export_site

    pages = export_site(directory, [one.slug for one in chosen])
    typer.echo(f"{pages} pages in {directory}")


@app.command()
def figures(
    municipality: Municipality = None,
    pattern: Annotated[str, typer.Option("--id", help="Only figures whose id matches this pattern.")] = "*",
    output_format: AsFormat = Format.text,
) -> None:
    """List every published figure of a municipality."""
    from speelveld.figures import advice_figures, find_municipality, origin_figures
    from speelveld.figures import figures as municipal_figures

    edition = _edition()
    place = find_municipality(edition, municipality or configuration().municipality)
    found = [
        *municipal_figures(edition, place, pattern),
        *origin_figures(edition, place, pattern),
        *advice_figures(edition, place, pattern),
    ]
    if output_format is Format.json:
        _print_json([figure.record() for figure in found])
        return
    Console(width=None if sys.stdout.isatty() else 160).print(_table(found, place.name))


@app.command()
def ledger(
    folder: Annotated[
        Path | None,
        typer.Argument(help="The folder that holds the editions.", show_default="editions in the data folder"),
    ] = None,
    output_format: AsFormat = Format.text,
) -> None:
    """Check that nothing in the release ledger was changed, and print its last hash, which may be made public."""
    from speelveld.figures import read_ledger

    path, found = read_ledger(folder or _editions())
    result = {"ledger": str(path), "entries": len(found.entries), "head": found.head}
    if output_format is Format.json:
        _print_json(result)
        return
    typer.echo(f"{path}: {len(found.entries)} releases, the chain is whole. Last hash: {found.head}")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: what a person can act on is told without a traceback."""
    try:
        sys.exit(app(arguments, standalone_mode=True))
    except errors.SpeelveldError as error:
        messages.print(str(error), style="red", markup=False)
        sys.exit(error.exit_status)
    except ValidationError as error:
        for fault in error.errors():
            setting = "_".join(["SPEELVELD", *(str(part).upper() for part in fault["loc"])])
            messages.print(f"The setting {setting} is wrong: {fault['msg']}.", style="red", markup=False)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def _editions() -> Path:
    return configuration().data_dir / "editions"


def _edition() -> Edition:
    """The edition that is set, or the current one; where there is none yet, one is built of the bundled files."""
    from speelveld.figures import open_edition

    chosen = configuration().edition
    if chosen is not None:
        return open_edition(chosen)
    folder = _editions()
    if not (folder / "current").exists():
        messages.print("There is no edition yet: building one from the bundled files.")
        return _build(folder, None, configuration().municipality)
    return open_edition(folder)


def _build(folder: Path, sources: Path | None, municipality: str) -> Edition:
    from speelveld.editions.build import build as build_edition

    with _progress() as told:
        return build_edition(folder, sources=sources, municipality=municipality, progress=told)


@contextmanager
def _progress() -> Iterator[Told]:
    bar = Progress(TextColumn("{task.description:<32}"), BarColumn(), MofNCompleteColumn(), console=messages)
    bar.disable = not sys.stderr.isatty()
    with bar:
        task = bar.add_task("reading", total=None)
        yield lambda name, number, total: bar.update(task, description=name, completed=number, total=total)


def _table(found: list[Figure], place: str) -> Table:
    table = Table(title=f"{place}: {len(found)} figures", title_justify="left")
    for column in ("id", "estimate", "95% interval", "by chance", "pupils", "schools", "note"):
        words = column in ("id", "note")
        table.add_column(column, justify="left" if words else "right", no_wrap=column != "note", overflow="fold")
    for figure in found:
        table.add_row(
            figure.id,
            _number(figure.estimate.value),
            "-" if figure.low.value is None else f"{_number(figure.low.value)} - {_number(figure.high.value)}",
            _number(figure.null_mean.value),
            "-" if figure.n_pupils.value is None else f"{figure.n_pupils.value:,.0f}",
            str(figure.n_schools),
            str(figure.reason or ""),
        )
    return table


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _print_json(result: Any) -> None:
    typer.echo(json.dumps(result, ensure_ascii=False, indent=1))


def version(show: bool) -> None:
    """Print the version and exit."""
    if show:
        typer.echo(f"speelveld {__version__}")
        raise typer.Exit


@app.callback()
def callback(
    show_version: Annotated[
        bool, typer.Option("--version", callback=version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Measure, plan, act on and account for school segregation and equal chances."""
