# SPDX-License-Identifier: EUPL-1.2
"""Studies of the laboratory for the site: what was asked, a bounded amount of work, and what came out.

A study takes seconds, and a site has few threads. So one thread of its own works, few studies wait for it, and few
visitors wait for them; all others are told at once to come back. What was worked out stays, so who comes back gets it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache, partial
from threading import BoundedSemaphore, RLock
from typing import TYPE_CHECKING, Final

from speelveld.errors import SpeelveldError
from speelveld.figures import laboratory, laboratory_study
from speelveld.figures.laboratory import LaboratoryTown
from speelveld.figures.laboratory_study import Findings, StudyResult, ready_policies
from speelveld.placement.laboratory import Assumptions, Study, run
from speelveld.terms import Municipality

if TYPE_CHECKING:
    from speelveld.figures import Edition

COHORTS: Final = 20
"""How often children are drawn; the lotteries are spread over them."""
LIES: Final = 40
LISTS: Final = 25
"""Children without their first choice who try other lists, and how many each: fewer than on the command line."""
USUAL: Final = ("each_school_for_itself", "amsterdam", "flanders_double_quota", "nijmegen")
"""The policies that are compared until somebody chooses others."""
PATIENT: Final = "speelveld.patient"
"""The key in a request's environment of who waits as long as it takes. No browser can send it: it is no header."""
PATIENCE: Final = 8.0
"""Seconds that a visitor waits."""


class Busy(SpeelveldError):
    """The study is not there yet. ``begun`` says whether it is being worked on, or there was no room for it."""

    def __init__(self, *, begun: bool) -> None:
        super().__init__("the study is being worked on" if begun else "too many studies wait")
        self.begun = begun


@dataclass(frozen=True, slots=True)
class Asked:
    """What a study is about: the first policy is what the others are compared with.

    ``spare`` is in percent, ``filling`` a share (None: as in 2013), ``margin`` a share, ``margin_metres`` a distance.
    """

    policies: tuple[str, ...] = USUAL
    assumptions: Assumptions = field(default_factory=Assumptions)
    spare: float = 5.0
    filling: float | None = None
    lotteries: int = 1000
    seed: int = 1
    margin: float = 0.01
    margin_metres: float = 50.0


class Desk:
    """Takes questions, works on one at a time, and keeps the latest ``kept`` answers.

    At most ``queued`` questions stand in line, the one being worked on counted, and at most ``waiting`` callers wait.
    """

    def __init__(self, *, waiting: int = 2, queued: int = 4, kept: int = 32) -> None:
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="laboratory")
        self._waiting = BoundedSemaphore(waiting)
        self._queued, self._kept = queued, kept
        self._line: dict[Hashable, Future[StudyResult]] = {}
        self._answers: OrderedDict[Hashable, StudyResult] = OrderedDict()
        self._lock = RLock()

    def ask(self, key: Hashable, work: Callable[[], StudyResult], patience: float | None) -> StudyResult:
        """The answer to ``key``, which ``work`` gives. Raises Busy when it is not there in ``patience`` seconds.

        With ``patience`` None it waits as long as it takes.
        """
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
            future = self._line.get(key)
            if future is None:
                if patience is not None and len(self._line) >= self._queued:
                    raise Busy(begun=False)
                future = self._line[key] = self._worker.submit(work)
                future.add_done_callback(partial(self._keep, key))
        if patience is None:
            return future.result()
        if not self._waiting.acquire(blocking=False):
            raise Busy(begun=True)
        try:
            return future.result(timeout=patience)
        except TimeoutError:
            raise Busy(begun=True) from None
        finally:
            self._waiting.release()

    def _keep(self, key: Hashable, future: Future[StudyResult]) -> None:
        with self._lock:
            self._line.pop(key, None)
            if future.exception() is None:
                self._answers[key] = future.result()
                while len(self._answers) > self._kept:
                    self._answers.popitem(last=False)


_desk = Desk()


def study(edition: Edition, municipality: Municipality, asked: Asked, patience: float | None = PATIENCE) -> StudyResult:
    """What came out of a study. Raises Busy when it is not there in time, and TownUnknown when it cannot be done."""
    found = town(edition, municipality, asked.spare, asked.filling)
    return _desk.ask((edition, municipality, asked), partial(_work, municipality, found, asked), patience)


@lru_cache(maxsize=32)
def town(edition: Edition, municipality: Municipality, spare: float, filling: float | None) -> LaboratoryTown:
    """The municipality as the laboratory sees it. Raises TownUnknown."""
    return laboratory.laboratory_town(edition, municipality, spare=spare, fill=filling)


def _work(municipality: Municipality, found: LaboratoryTown, asked: Asked) -> StudyResult:
    each = asked.lotteries // COHORTS
    given = {name: _findings(found, name, asked.assumptions, each, asked.seed) for name in asked.policies}
    whole = _study(found, asked.policies, asked.assumptions, each, asked.seed)
    return laboratory_study.result(municipality, found, whole, given, asked.margin, asked.margin_metres)


@lru_cache(maxsize=64)
def _findings(found: LaboratoryTown, name: str, assumptions: Assumptions, lotteries: int, seed: int) -> Findings:
    """One policy at a time: with common random numbers it does not matter what it is compared with."""
    alone = _study(found, (name,), assumptions, lotteries, seed)
    return laboratory_study.findings(alone, alone.policies[0], run(alone)[name], LIES, LISTS)


def _study(found: LaboratoryTown, names: tuple[str, ...], assumptions: Assumptions, lotteries: int, seed: int) -> Study:
    ready = ready_policies()
    return Study(
        found.town,
        tuple(ready[name] for name in names),
        assumptions,
        cohorts=COHORTS,
        lotteries=lotteries,
        children_seed=seed,
        lottery_seed=seed,
        indices=laboratory_study.indices(),
    )
