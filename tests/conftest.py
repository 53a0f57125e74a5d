# SPDX-License-Identifier: EUPL-1.2
"""Shared by every test."""

from __future__ import annotations

from tests.no_skips import pytest_make_collect_report, pytest_runtest_makereport

__all__ = ["pytest_make_collect_report", "pytest_runtest_makereport"]
