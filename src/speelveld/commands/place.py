# SPDX-License-Identifier: EUPL-1.2
"""``speelveld place``: a placement of the children in a market, checked before it is printed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from speelveld.commands import output
from speelveld.errors import Fault, InputError

if TYPE_CHECKING:
    from speelveld.placement.procedure import Course

Market = Annotated[
    typer.FileText,
    typer.Argument(
        metavar="MARKET", help="A market in JSON; - reads it from standard input.", encoding="utf-8", show_default=False
    ),
]
AsFormat = Annotated[output.OutputFormat, typer.Option("--format", help="How the result is printed.")]


def place_command(market: Market, output_format: AsFormat = output.OutputFormat.JSON) -> None:
    """Place the children of a market at its schools, by its mechanism, and verify the result."""
    from speelveld.placement.answers import answer_of
    from speelveld.placement.counterfactual import twin_cautions
    from speelveld.placement.procedure import carry_out
    from speelveld.placement.reading import read_text

    name = "standard input" if market.name in {"-", "<stdin>"} else market.name
    try:
        text = market.read()
    except UnicodeDecodeError as error:
        raise InputError(Fault(f"this is not text in UTF-8 ({error.reason}).", name)) from error
    procedure = read_text(text, name)
    with output.working("placing"):
        course = carry_out(procedure)
        told = answer_of(course)
        known = twin_cautions([course.stages[0].placement.market], procedure.mechanism)
    for one in known:
        output.messages.print(f"Mind: {one.en}", style="yellow", markup=False)
    if output_format is output.OutputFormat.JSON:
        output.print_json(told)
    else:
        output.print_table(_table(course, told))
        children = procedure.market.n_students
        without = int((course.schools < 0).sum())
        sys.stdout.write(f"{children - without} of {children} children have a place; verified.\n")


def _table(course: Course, told: dict[str, Any]) -> Table:
    """Per school: seats, children placed, for how many it was the first choice, and the cut-offs."""
    market, schools = course.procedure.market, course.schools
    table = Table(title=f"Placement by {course.procedure.mechanism}", title_justify="left")
    for column in ("school", "seats", "placed", "first choice", "cut-off"):
        words = column in {"school", "cut-off"}
        table.add_column(column, justify="left" if words else "right", overflow="fold")
    for school in range(market.n_schools):
        placed = [child for child in range(market.n_students) if schools[child] == school]
        first = sum(market.list_of(child)[0] == school for child in placed)
        numbers = (str(int(market.capacities[school])), str(len(placed)), str(first))
        table.add_row(market.school(school), *numbers, _words(told["cutoffs"], market.school(school)))
    return table


def _words(cutoffs: dict[str, Any] | None, school: str) -> str:
    if cutoffs is None:
        return "none with this mechanism"
    return "; ".join(_one(group, last) for group, last in cutoffs[school].items())


def _one(group: str, last: dict[str, Any] | None) -> str:
    who = "" if group == "all" else f"{group}: "
    if last is None:
        return f"{who}room for everyone"
    if "closed" in last:
        return f"{who}room for nobody"
    return who + ", ".join(f"{name} {value}" for name, value in last.items())
