# SPDX-License-Identifier: EUPL-1.2
"""A skip on a build server is a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SKIPS = {
    "a test": "import pytest\n\n@pytest.mark.skip(reason='no browser')\ndef test_a():\n    pass\n",
    "halfway": "import pytest\n\ndef test_a():\n    pytest.skip('no browser')\n",
    "a fixture": "import pytest\n\n@pytest.fixture\ndef f():\n    pytest.skip('no browser')\n\ndef test_a(f): ...\n",
    "a module": "import pytest\n\npytest.skip('no browser', allow_module_level=True)\n",
}


def run(folder: Path, ci: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in ``folder`` with nothing but the hook under test."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:django", "-p", "tests.no_skips", "--rootdir", str(folder)],
        cwd=folder,
        env={**os.environ, "CI": ci, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("code", SKIPS.values(), ids=SKIPS.keys())
def test_a_skip_fails_on_a_build_server_only(tmp_path: Path, code: str) -> None:
    (tmp_path / "test_it.py").write_text(code, encoding="utf-8")
    at_home = run(tmp_path, "")
    assert at_home.returncode in {0, 5}, at_home.stdout
    assert "1 skipped" in at_home.stdout
    on_server = run(tmp_path, "true")
    assert on_server.returncode != 0
    assert "nothing may be skipped (CI=true): no browser" in on_server.stdout.replace("Skipped: ", "")
