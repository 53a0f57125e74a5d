# SPDX-License-Identifier: EUPL-1.2
"""The screenshots: what is said when they cannot be made. The browser tests show that the pages can be opened."""

from __future__ import annotations

import pytest

from tools import browser, screenshots


def test_without_a_browser_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert browser.chromium() is None
    assert screenshots.main([]) == 1
    assert "apt install chromium" in capsys.readouterr().err


def test_an_unknown_page_is_named_with_those_that_exist(capsys: pytest.CaptureFixture[str]) -> None:
    assert screenshots.main(["gronigen", "bronnen"]) == 2
    told = capsys.readouterr().err
    assert "There is no page gronigen." in told
    assert "groningen, amsterdam" in told
