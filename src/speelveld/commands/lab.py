# SPDX-License-Identifier: EUPL-1.2
"""``speelveld lab``: what rules of placement would do to invented children of a municipality."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from speelveld.commands import output
from speelveld.errors import Fault, InputError

if TYPE_CHECKING:
    from speelveld.editions.store import Edition
    from speelveld.placement.laboratory import Policy

Opened = Callable[[], "tuple[Edition, str]"]

USUAL = ("each_school_for_itself", "nijmegen", "amsterdam", "flanders_double_quota")
"""The policies that are compared when none is named."""

Place = Annotated[
    str | None, typer.Option("--municipality", "-m", help="A name, or a CBS code such as GM0014.", show_default=False)
]
Policies = Annotated[
    list[str] | None,
    typer.Option(
        "--policy",
        metavar="NAME|RULES.yaml",
        help="A ready-made policy, or a rules file; may be given more than once. Others are compared with the first.",
        show_default=", ".join(USUAL),
    ),
]
Lotteries = Annotated[int, typer.Option("--lotteries", min=4, help="Lotteries per policy, over all cohorts together.")]
Cohorts = Annotated[int, typer.Option("--cohorts", min=2, help="How often children are drawn.")]
ChildrenSeed = Annotated[
    int, typer.Option("--children-seed", min=0, max=output.MOST_SEED, help="The same seed draws the same children.")
]
LotterySeed = Annotated[
    int, typer.Option("--lottery-seed", min=0, max=output.MOST_SEED, help="The same seed draws the same numbers.")
]
Distance = Annotated[float, typer.Option("--distance", min=0, help="What a kilometre costs a family.")]
Denomination = Annotated[float, typer.Option("--denomination", help="What a school of its denomination is worth.")]
Composition = Annotated[
    float, typer.Option("--composition", help="What a school of its own group only is worth, beside one without.")
]
Size = Annotated[float, typer.Option("--size", help="What a school gains per logarithm of its seats.")]
Noise = Annotated[float, typer.Option("--noise", min=0, help="The scale of what nobody knows (Gumbel).")]
ListLength = Annotated[int, typer.Option("--list-length", min=1, help="Schools on a list, as the rules allow.")]
Siblings = Annotated[float, typer.Option("--siblings", min=0, max=1, help="The share with a brother or sister.")]
Childcare = Annotated[float, typer.Option("--childcare", min=0, max=1, help="The share in a school's own childcare.")]
Spare = Annotated[float, typer.Option("--spare", min=-50, max=100, help="Seats above the children, in percent.")]
Filling = Annotated[
    float | None,
    typer.Option(
        "--filling", min=0, max=1, help="How far masked flows stand between their bounds.", show_default="as in 2013"
    ),
]
Margin = Annotated[
    float, typer.Option("--margin", min=0, help="A difference that does not matter, in percentage points.")
]
MarginMetres = Annotated[
    float, typer.Option("--margin-metres", min=0, help="A difference in distance that does not matter.")
]
Lies = Annotated[
    int, typer.Option("--lies", min=0, help="Children without their first choice who try false lists; 0 for none.")
]
Workers = Annotated[int, typer.Option("--workers", min=1, help="Processes that work; the result is the same.")]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="The scheduler of a Dask cluster, such as tcp://host:8786."),
]


def lab_for(opened: Opened) -> Callable[..., None]:
    """The command on the edition, and the usual municipality, that ``opened`` gives."""

    def lab_command(
        municipality: Place = None,
        policy: Policies = None,
        lotteries: Lotteries = 1000,
        cohorts: Cohorts = 20,
        children_seed: ChildrenSeed = 1,
        lottery_seed: LotterySeed = 1,
        distance: Distance = 1.5,
        denomination: Denomination = 1.0,
        composition: Composition = 1.0,
        size: Size = 1.0,
        noise: Noise = 1.0,
        list_length: ListLength = 5,
        siblings: Siblings = 0.4,
        childcare: Childcare = 0.1,
        spare: Spare = 5.0,
        filling: Filling = None,
        margin: Margin = 1.0,
        margin_metres: MarginMetres = 50.0,
        lies: Lies = 100,
        workers: Workers = 1,
        scheduler: Scheduler = None,
        output_format: output.AsFormat = output.OutputFormat.TEXT,
    ) -> None:
        """Compare rules of placement on invented children, drawn from a municipality's real flows."""
        if scheduler is not None and workers > 1:
            raise typer.BadParameter("a cluster has workers of its own.", param_hint="--workers")
        if lotteries < 2 * cohorts:
            raise typer.BadParameter(f"{cohorts} cohorts need {2 * cohorts} at least.", param_hint="--lotteries")
        policies = _policies(policy or USUAL)
        from speelveld.commands import lab_report
        from speelveld.commands.lab_workers import workers as working
        from speelveld.figures import find_municipality
        from speelveld.figures.laboratory import laboratory_town
        from speelveld.figures.laboratory_study import findings, indices, result
        from speelveld.placement.laboratory import Assumptions, Study, run

        edition, usual = opened()
        place = find_municipality(edition, municipality or usual)
        found = laboratory_town(edition, place, spare=spare, fill=filling)
        assumptions = Assumptions(distance, denomination, composition, size, noise, list_length, siblings, childcare)
        study = Study(
            found.town,
            policies,
            assumptions,
            cohorts=cohorts,
            lotteries=-(-lotteries // cohorts),
            children_seed=children_seed,
            lottery_seed=lottery_seed,
            indices=indices(),
        )
        with working(workers, scheduler) as executor, _progress() as told:
            outcomes = run(study, executor, told=told, policies_per_job=1)
        given = {one.name: findings(study, one, outcomes[one.name], lies) for one in policies}
        report = result(place, found, study, given, margin / 100, margin_metres).record()
        if output_format is output.OutputFormat.JSON:
            output.print_json(report)
        else:
            lab_report.print_text(report)

    return lab_command


def _policies(wanted: list[str] | tuple[str, ...]) -> tuple[Policy, ...]:
    """The policies by name or file. Raises InputError with every one that does not exist."""
    from speelveld.commands.rules_file import parse_rules, read_rules_file
    from speelveld.placement.laboratory import Policy
    from speelveld.placement.rules import policies

    ready = policies()
    advice = f"Name a rules file, or one of: {', '.join(ready)}."
    unknown = [name for name in wanted if name not in ready and not Path(name).is_file()]
    if unknown:
        raise InputError([Fault(f"{name!r} is no policy, and no file.", advice=advice) for name in unknown])
    return tuple(
        Policy(name, parse_rules(ready[name], name)) if name in ready else Policy(name, read_rules_file(Path(name)))
        for name in wanted
    )


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    bar = Progress(
        TextColumn("placing invented children"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=output.messages,
    )
    bar.disable = not sys.stderr.isatty()
    with bar:
        task = bar.add_task("placing", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
