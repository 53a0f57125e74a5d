# SPDX-License-Identifier: EUPL-1.2
"""Shared by every test."""

from __future__ import annotations

from pathlib import Path

import pytest

from speelveld.editions.build import build
from speelveld.editions.store import Edition, open_edition
from tests.no_skips import pytest_make_collect_report, pytest_runtest_makereport

__all__ = ["pytest_make_collect_report", "pytest_runtest_makereport"]


@pytest.fixture(scope="session")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of editions, in which the one of the bundled files is current. Built once; not to be changed."""
    folder = tmp_path_factory.mktemp("data") / "editions"
    build(folder)
    return folder


@pytest.fixture(scope="session")
def bundled(editions: Path) -> Edition:
    """The edition of the bundled files, opened."""
    return open_edition(editions)
