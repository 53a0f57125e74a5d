# SPDX-License-Identifier: EUPL-1.2
"""The pages on an invented edition."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web import invented


@pytest.fixture
def edition(monkeypatch: pytest.MonkeyPatch) -> invented.Edition:
    """An invented edition in the place of the real one. What the site keeps of it is the same in every test."""
    return invented.install(monkeypatch)


@pytest.fixture
def site(edition: invented.Edition) -> Client:
    """A visitor of the site."""
    return Client(headers={"host": "localhost"})
