# SPDX-License-Identifier: EUPL-1.2
"""Where work is done: here, in other processes, or on a cluster. The same work gives the same results on each.

This module opens nothing by itself: whoever has a pool, or a client of a Dask cluster (``Client.get_executor()``),
hands it over as an executor of the standard library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor as Pool
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


class Executor(Protocol):
    """Does work, piece by piece."""

    def map(self, function: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[Result]:
        """The result of each task, in the order of the tasks, as soon as it is there."""
        ...


class InProcess:
    """Does the work here, one piece after the other."""

    def map(self, function: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[Result]:
        """The result of each task, in order."""
        return (function(task) for task in tasks)


@dataclass(frozen=True, slots=True)
class OnPool:
    """Does the work on a pool of threads, processes or machines; ``ahead`` pieces are handed out at a time.

    A fault in a piece of work is raised here; what has not begun is then called off.
    """

    pool: Pool
    ahead: int = 64

    def map(self, function: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[Result]:
        """The result of each task, in order."""
        waiting: list[Future[Result]] = []
        try:
            for task in tasks:
                waiting.append(self.pool.submit(function, task))
                if len(waiting) >= self.ahead:
                    yield waiting.pop(0).result()
            while waiting:
                yield waiting.pop(0).result()
        finally:
            for one in waiting:
                one.cancel()
