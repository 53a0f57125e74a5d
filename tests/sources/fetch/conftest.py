# SPDX-License-Identifier: EUPL-1.2
"""The local publisher and a session that does not really wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from speelveld.sources.fetch.model import Settings
from speelveld.sources.fetch.transport import Session
from tests.sources.fetch.server import LocalPublisher, serving

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    """Time as the tests want it, and the pauses that were asked for."""

    now: datetime = NOW
    pauses: list[float] = field(default_factory=list)


class Recorder:
    """Notes what a progress bar would show."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, int, int | None]] = []
        self.bytes = 0
        self.ended = 0

    def begin(self, label: str, done: int, total: int | None) -> None:
        self.begun.append((label, done, total))

    def advance(self, amount: int) -> None:
        self.bytes += amount

    def end(self) -> None:
        self.ended += 1


@pytest.fixture
def server() -> Iterator[LocalPublisher]:
    """A publisher's server on this machine."""
    with serving() as publisher:
        yield publisher


@pytest.fixture
def clock() -> Clock:
    """Time that stands still."""
    return Clock()


@pytest.fixture
def session(clock: Clock) -> Iterator[Session]:
    """A session whose pauses are noted and not taken."""
    settings = Settings(attempts=3, sleep=clock.pauses.append, jitter=lambda: 1.0, now=lambda: clock.now)
    with Session(settings) as one:
        yield one
