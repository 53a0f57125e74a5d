# SPDX-License-Identifier: EUPL-1.2
"""Executors give results in the order of the work, a few at a time, and hide no fault."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from speelveld.placement.executor import Executor, InProcess, OnPool


def inverse(number: int) -> float:
    """Fails for 0."""
    return 1 / number


@pytest.mark.parametrize("ahead", [1, 2, 100])
def test_results_come_in_the_order_of_the_work(ahead: int) -> None:
    numbers = list(range(1, 30))
    with ThreadPoolExecutor(4) as pool:
        executors: tuple[Executor, ...] = (InProcess(), OnPool(pool, ahead))
        for executor in executors:
            assert list(executor.map(inverse, numbers)) == [1 / number for number in numbers]
            assert list(executor.map(inverse, [])) == []


def test_a_fault_is_raised_where_results_are_taken() -> None:
    with ThreadPoolExecutor(2) as pool:
        for executor in (InProcess(), OnPool(pool)):
            with pytest.raises(ZeroDivisionError):
                list(executor.map(inverse, [1, 0, 2]))


class Counting(ThreadPoolExecutor):
    """A pool that keeps what it was handed."""

    handed: list[Future[Any]]

    def submit(self, *args: Any, **kwargs: Any) -> Future[Any]:  # type: ignore[override]
        """Hand out work."""
        self.handed.append(super().submit(*args, **kwargs))
        return self.handed[-1]


def test_no_more_is_handed_out_than_asked_for() -> None:
    with Counting(1) as pool:
        pool.handed = []
        results = OnPool(pool, ahead=3).map(inverse, list(range(1, 100)))
        next(results)
        assert len(pool.handed) == 3
        results.close()  # type: ignore[attr-defined]
        assert all(one.done() or one.running() for one in pool.handed), "what had not begun is called off"
