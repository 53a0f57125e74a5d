# SPDX-License-Identifier: EUPL-1.2
"""What the download code passes around: what to get, how, what came of it. No I/O."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from speelveld.errors import FetchError

MIB = 1024 * 1024
STAYS = "What was fetched before stays in use."


def fault(url: str, why: str, advice: str) -> FetchError:
    """The error for one address: what was asked for, why it was not given, what to do, and that nothing was lost."""
    return FetchError(f"{url}: {why} {advice} {STAYS}")


class Status(StrEnum):
    """What happened to a file."""

    DOWNLOADED = "downloaded"
    UNCHANGED = "unchanged"
    """The publisher has nothing newer: the file that was there stays, byte for byte."""
    RESUMED = "resumed"
    """Downloaded, and part of it came from an earlier attempt."""


class Kind(StrEnum):
    """What the bytes must look like before a file is accepted."""

    CSV = "csv"
    JSON = "json"
    ZIP = "zip"
    """Also .xlsx and .ods, which are zip archives."""
    SQLITE = "sqlite"
    """Also .gpkg: a GeoPackage is an SQLite database."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Digest:
    """A checksum that the publisher states: ``algorithm`` is md5, sha1 or sha256, ``value`` hexadecimal."""

    algorithm: str
    value: str


@dataclass(frozen=True, slots=True)
class Item:
    """One file to download.

    ``size`` is the exact number of bytes where the publisher promises it, ``rows`` the least number of records (the
    header not counted) that a CSV must hold; ``max_bytes`` is the limit beyond which a download is refused.
    """

    url: str
    path: Path
    kind: Kind = Kind.OTHER
    digest: Digest | None = None
    size: int | None = None
    rows: int | None = None
    max_bytes: int = 2048 * MIB


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file. ``retrieved`` is the moment (UTC) at which the publisher was asked."""

    path: Path
    url: str
    sha256: str
    size: int
    status: Status
    retrieved: datetime


class Progress(Protocol):
    """Where a download reports to. ``total`` is None when the server does not say how much there is."""

    def begin(self, label: str, done: int, total: int | None) -> None:
        """A file starts, or starts again after a broken connection, with ``done`` bytes already there."""

    def advance(self, amount: int) -> None:
        """So many bytes more."""

    def end(self) -> None:
        """The file is done, or given up."""


class Silent:
    """Reports nothing."""

    def begin(self, label: str, done: int, total: int | None) -> None:
        """Nothing."""

    def advance(self, amount: int) -> None:
        """Nothing."""

    def end(self) -> None:
        """Nothing."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Settings:
    """How patient a download is. ``sleep``, ``jitter`` (uniform in [0, 1)) and ``now`` are replaced in tests.

    ``attempts`` counts failures in a row without a single new byte; ``all_attempts`` bounds them altogether.
    ``longest_wait`` is the longest pause in seconds that a server may ask for.
    """

    attempts: int = 5
    all_attempts: int = 50
    connect_seconds: float = 20.0
    read_seconds: float = 60.0
    first_wait: float = 1.0
    longest_wait: float = 120.0
    page_bytes: int = 256 * MIB
    sleep: Callable[[float], None] = field(default=time.sleep)
    jitter: Callable[[], float] = field(default=random.random)
    now: Callable[[], datetime] = field(default=_utc_now)

    def wait(self, failures: int, asked: float | None) -> float:
        """Seconds before the next attempt: doubling, with jitter so that clients do not all return at once.

        A server's own Retry-After (``asked``) is a lower bound.
        """
        doubled = min(self.longest_wait, self.first_wait * 2.0 ** (failures - 1))
        return max(doubled * (0.5 + 0.5 * self.jitter()), asked or 0.0)
