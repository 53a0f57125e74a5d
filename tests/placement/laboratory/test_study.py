# SPDX-License-Identifier: EUPL-1.2
"""Studies: the same numbers wherever they are made, and the same children and luck for every policy."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import pytest

from speelveld.commands.lab_workers import workers
from speelveld.errors import InputError
from speelveld.placement.executor import Executor, InProcess
from speelveld.placement.laboratory import Outcome, Policy, jobs, run, run_job
from tests.placement.laboratory.towns import READY, ready, study

Found = Mapping[str, Sequence[Outcome]]


def same(one: Found, other: Found) -> bool:
    """Whether two studies found the same, to the last bit."""
    return list(one) == list(other) and all(
        np.array_equal(getattr(a, name), getattr(b, name), equal_nan=True)
        for policy in one
        for a, b in zip(one[policy], other[policy], strict=True)
        for name in ("rows", "stability", "chance", "areas", "intake")
    )


@pytest.fixture(scope="module")
def here() -> Found:
    """Every ready-made policy, one piece after the other in this process."""
    return run(study(policies=READY))


@pytest.mark.parametrize("policies_per_job", [1, 3, 100])
def test_how_work_is_divided_makes_no_difference(here: Found, policies_per_job: int) -> None:
    assert same(here, run(study(policies=READY), policies_per_job=policies_per_job))


def test_a_pool_of_processes_gives_the_same(here: Found) -> None:
    told: list[tuple[int, int]] = []
    with workers(2) as executor:
        found = run(study(policies=READY), executor, told=lambda done, of: told.append((done, of)), policies_per_job=4)
    assert same(here, found)
    assert told == [(done, 6) for done in range(1, 7)]


def test_a_dask_cluster_gives_the_same(here: Found) -> None:
    from distributed import LocalCluster

    with (
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=False,
            protocol="tcp",
            host="127.0.0.1",
            dashboard_address=None,
        ) as cluster,
        workers(scheduler=cluster.scheduler_address) as executor,
    ):
        assert same(here, run(study(policies=READY), executor, policies_per_job=4))


def test_where_no_scheduler_answers_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speelveld.commands.lab_workers.SECONDS_TO_CONNECT", 0.5)
    with pytest.raises(InputError, match="no Dask scheduler answers"), workers(scheduler="tcp://127.0.0.1:9"):
        pass


def test_one_process_is_this_one() -> None:
    with workers() as executor:
        assert isinstance(executor, InProcess)


def test_a_policy_finds_the_same_in_other_company(here: Found) -> None:
    """Common random numbers: what a policy sees does not depend on what it is compared with."""
    alone = run(study(policies=(ready("nijmegen"),)))
    assert same(alone, {"nijmegen": here["nijmegen"]})
    twin = Policy("again", ready("nijmegen").rules)
    both = run(study(policies=(ready("nijmegen"), twin)))
    assert same({"x": both["nijmegen"]}, {"x": both["again"]})


def test_seeds_make_a_difference(here: Found) -> None:
    for seeds in ({"children_seed": 2}, {"lottery_seed": 2}):
        assert not same(here, run(study(policies=READY, **seeds)))


def test_no_lottery_is_used_twice() -> None:
    seen = {tuple(outcome.rows[:, 0]) for outcome in run(study(cohorts=6))["nijmegen"]}
    assert len(seen) == 6


def test_a_job_can_be_sent_anywhere() -> None:
    job = jobs(study())[0]
    sent = run_job(pickle.loads(pickle.dumps(job)))  # noqa: S301
    assert all(np.array_equal(a.rows, b.rows) for a, b in zip(run_job(job), sent, strict=True))


class Failing:
    """An executor that loses its workers."""

    def map(self, function: Callable[[object], object], tasks: Sequence[object]) -> Iterator[object]:
        """Give up."""
        raise OSError("the workers are gone")


def test_a_fault_of_a_worker_is_not_hidden() -> None:
    failing: Executor = Failing()  # type: ignore[assignment]
    with pytest.raises(OSError, match="gone"):
        run(study(), failing)


def test_every_fault_of_a_study_is_told() -> None:
    twice = (ready("nijmegen"), ready("nijmegen"))
    with pytest.raises(InputError) as told:
        study(policies=twice, cohorts=1, lotteries=1)
    assert len(told.value.faults) == 3
    with pytest.raises(InputError, match="there is none"):
        study(policies=())
