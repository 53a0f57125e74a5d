# SPDX-License-Identifier: EUPL-1.2
"""``tools/environment.sh``: an environment is trusted only when its installation was finished."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = ROOT / "tools" / "environment.sh"

BACKEND = """
import zipfile

def get_requires_for_build_editable(config_settings=None):
    return []

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "invented-1-py3-none-any.whl"
    with zipfile.ZipFile(f"{wheel_directory}/{name}", "w") as wheel:
        wheel.writestr("invented-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: invented\\nVersion: 1\\n")
        wheel.writestr("invented-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
        wheel.writestr("invented-1.dist-info/RECORD", "")
    return name
"""
"""A build backend of the test's own, so that nothing has to be downloaded."""

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "invented"
version = "1"
"""


def wheel(folder: Path, package: str) -> str:
    """Write an invented wheel, and return the line of a lock that asks for it."""
    file = folder / f"{package}-1-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"{package}.py", "")
        archive.writestr(f"{package}-1.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1\n")
        archive.writestr(
            f"{package}-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{package}-1.dist-info/RECORD", "")
    return f"{package}==1 --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n"


class Checkout:
    """A small project with the script in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "tools").mkdir()
        (folder / "tools" / "environment.sh").write_bytes(SCRIPT.read_bytes())
        (folder / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
        (folder / "backend.py").write_text(BACKEND, encoding="utf-8")
        (folder / "wheels").mkdir()
        self.lock = folder / "requirements.lock"
        self.dev_lock = folder / "requirements-dev.lock"
        self.lock.write_text(wheel(folder / "wheels", "one"), encoding="utf-8")
        self.dev_lock.write_text(
            self.lock.read_text(encoding="utf-8") + wheel(folder / "wheels", "tool"), encoding="utf-8"
        )

    def make(self, profile: str = "runtime", **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the script, without any package index."""
        known = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "PYTHON"))}
        offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.folder / "wheels"), "PYTHON": sys.executable}
        return subprocess.run(
            ["sh", "tools/environment.sh", profile],
            cwd=self.folder,
            env={**known, **offline, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def has(self, package: str) -> bool:
        """Whether the environment can import the package."""
        done = subprocess.run([self.folder / ".venv/bin/python", "-c", f"import {package}"], check=False)
        return done.returncode == 0


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_the_second_time_nothing_is_done_until_the_lock_changes(checkout: Checkout) -> None:
    first = checkout.make()
    assert first.returncode == 0, first.stdout + first.stderr
    assert checkout.has("one")
    again = checkout.make()
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")

    checkout.lock.write_text(wheel(checkout.folder / "wheels", "two"), encoding="utf-8")
    changed = checkout.make()
    assert changed.returncode == 0, changed.stderr
    assert checkout.has("two")
    assert not checkout.has("one")


def test_the_tools_are_added_to_an_environment_that_runs(checkout: Checkout) -> None:
    assert checkout.make().returncode == 0
    assert not checkout.has("tool")
    added = checkout.make("dev")
    assert added.returncode == 0, added.stderr
    assert "making" not in added.stderr
    assert checkout.has("one")
    assert checkout.has("tool")
    assert checkout.make("runtime").stderr == ""


def test_spark_is_installed_beside_the_environment_and_for_developing_only(checkout: Checkout) -> None:
    spark = checkout.folder / "requirements-spark.lock"
    spark.write_text(wheel(checkout.folder / "wheels", "sparkling"), encoding="utf-8")
    assert checkout.make().returncode == 0
    beside = checkout.folder / ".venv" / "spark" / "sparkling.py"
    assert not beside.exists()
    added = checkout.make("dev")
    assert added.returncode == 0, added.stderr
    assert beside.exists()
    assert not checkout.has("sparkling")
    assert checkout.make("dev").stderr == ""

    spark.write_text(wheel(checkout.folder / "wheels", "flashing"), encoding="utf-8")
    assert checkout.make("dev").returncode == 0
    assert not beside.exists()
    assert (beside.parent / "flashing.py").exists()


def test_an_installation_that_failed_is_not_trusted(checkout: Checkout) -> None:
    right = checkout.lock.read_text(encoding="utf-8")
    checkout.lock.write_text(right.replace("sha256:", "sha256:0000")[:-5] + "\n", encoding="utf-8")
    failed = checkout.make()
    assert failed.returncode == 1
    assert "did not finish" in failed.stderr
    assert checkout.make().returncode == 1

    checkout.lock.write_text(right, encoding="utf-8")
    repaired = checkout.make()
    assert repaired.returncode == 0, repaired.stderr
    assert "making .venv again" in repaired.stderr


def test_an_installation_that_was_cut_off_is_made_again(checkout: Checkout) -> None:
    assert checkout.make().returncode == 0
    (checkout.folder / ".venv" / "installing").touch()
    assert "making .venv again" in checkout.make().stderr


def test_a_folder_that_is_no_environment_is_left_alone(checkout: Checkout) -> None:
    precious = checkout.folder / "precious"
    precious.mkdir()
    (precious / "thesis.txt").write_text("years of work", encoding="utf-8")
    refused = checkout.make(VENV="precious")
    assert refused.returncode == 1
    assert "left alone" in refused.stderr
    assert (precious / "thesis.txt").read_text(encoding="utf-8") == "years of work"


@pytest.mark.parametrize("python", ["false", "no-such-python"])
def test_a_python_that_does_not_suit_is_refused(checkout: Checkout, python: str) -> None:
    refused = checkout.make(PYTHON=python)
    assert refused.returncode == 1
    assert f"PYTHON={python} is not a Python 3.11, 3.12 or 3.13" in refused.stderr
    assert not (checkout.folder / ".venv").exists()


def test_no_python_at_all_is_said(checkout: Checkout, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("sh", "dirname", "cat", "cksum"):
        (tools / tool).symlink_to(next(p for p in (Path("/usr/bin") / tool, Path("/bin") / tool) if p.exists()))
    refused = checkout.make(PYTHON="", PATH=str(tools))
    assert refused.returncode == 1
    assert "no Python 3.11, 3.12 or 3.13" in refused.stderr
