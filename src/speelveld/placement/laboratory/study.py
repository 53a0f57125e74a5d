# SPDX-License-Identifier: EUPL-1.2
"""A study: several policies on the same invented children, under the same lotteries, on any number of workers.

Lottery ``d`` of cohort ``r`` is draw ``r * lotteries + d`` of one seed, for every policy: two policies differ by their
rules, and not by luck (common random numbers). The work falls apart in jobs, each of one cohort and a few policies;
what a job gives depends on nothing but the study and its own two numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from speelveld.errors import Fault, InputError
from speelveld.placement.executor import Executor, InProcess
from speelveld.placement.laboratory.assumptions import Assumptions
from speelveld.placement.laboratory.children import draw_children
from speelveld.placement.laboratory.measures import PERSONAL, Indices, Outcome, measured
from speelveld.placement.laboratory.policy import Policy
from speelveld.placement.laboratory.preferences import Preferences
from speelveld.placement.laboratory.town import Town
from speelveld.placement.replication import replicate

POLICIES_PER_JOB = 25


@dataclass(frozen=True, eq=False)
class Study:
    """What is compared with what. ``cohorts`` times children are drawn, each placed under ``lotteries`` lotteries.

    ``children_seed`` and ``lottery_seed`` are whole numbers from 0 to 2^64 - 1. Raises InputError when there is nothing
    to compare, or when two policies have one name.
    """

    town: Town
    policies: tuple[Policy, ...]
    assumptions: Assumptions = field(default_factory=Assumptions)
    cohorts: int = 20
    lotteries: int = 50
    children_seed: int = 1
    lottery_seed: int = 1
    indices: Indices = field(default_factory=Indices)
    preferences: Preferences | None = None

    def __post_init__(self) -> None:
        faults = []
        names = [policy.name for policy in self.policies]
        if not names:
            faults.append(Fault("policies: there is none."))
        faults += [
            Fault(f"policies: {name!r} stands there twice.") for name in sorted({*names}) if names.count(name) > 1
        ]
        faults += [
            Fault(f"{name}: {number} is below {least}.", advice="A spread needs two draws at least.")
            for name, number, least in (("cohorts", self.cohorts, 2), ("lotteries", self.lotteries, 2))
            if number < least
        ]
        if faults:
            raise InputError(faults)

    @property
    def measures(self) -> tuple[str, ...]:
        """The names of the columns of an outcome's rows."""
        return (*PERSONAL, *self.indices.names)


@dataclass(frozen=True, eq=False)
class Job:
    """One cohort, and the policies of ``study`` to place it by."""

    study: Study
    cohort: int


def jobs(study: Study, policies_per_job: int = POLICIES_PER_JOB) -> list[Job]:
    """The jobs of a study, cohort by cohort, the policies in their order."""
    slices = [
        replace(study, policies=study.policies[first : first + policies_per_job])
        for first in range(0, len(study.policies), policies_per_job)
    ]
    return [Job(part, cohort) for cohort in range(study.cohorts) for part in slices]


def run_job(job: Job) -> tuple[Outcome, ...]:
    """Draw the children of the job's cohort, and place and measure them by each of its policies."""
    study = job.study
    children = draw_children(study.town, study.assumptions, study.children_seed, job.cohort, study.preferences)
    first = job.cohort * study.lotteries
    found = []
    for policy in study.policies:
        market = policy.market(children)
        placed = replicate(
            market,
            policy.mechanism,
            study.lotteries,
            study.lottery_seed,
            first=first,
            tie_breaking=policy.tie_breaking,
        )
        found.append(measured(children, placed, study.indices))
    return tuple(found)


def run(
    study: Study,
    executor: Executor | None = None,
    *,
    told: Callable[[int, int], None] | None = None,
    policies_per_job: int = POLICIES_PER_JOB,
) -> dict[str, tuple[Outcome, ...]]:
    """The outcomes of each policy, one per cohort, in order. The result is the same on every executor.

    ``told`` hears after each job how many jobs are done, and of how many.
    """
    work: Sequence[Job] = jobs(study, policies_per_job)
    found: dict[str, list[Outcome]] = {policy.name: [] for policy in study.policies}
    for done, (job, outcomes) in enumerate(zip(work, (executor or InProcess()).map(run_job, work), strict=True), 1):
        for policy, outcome in zip(job.study.policies, outcomes, strict=True):
            found[policy.name].append(outcome)
        if told is not None:
            told(done, len(work))
    return {name: tuple(each) for name, each in found.items()}
