# SPDX-License-Identifier: EUPL-1.2
"""``speelveld fetch`` as a user runs it; also killed in the middle, and stopped with Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from speelveld.sources import fetch as package
from speelveld.sources.fetch import CATALOGUE, fetch_command
from tests.sources.fetch import publishers
from tests.sources.fetch.publishers import CSV
from tests.sources.fetch.server import Break, File, LocalPublisher

PROGRAM = """
import typer
from speelveld.sources.fetch import fetch_command
app = typer.Typer()
app.command()(fetch_command)
app()
"""
LONG = b"A;B\n" + b"1;2\n" * 500_000


@pytest.fixture
def environment(server: LocalPublisher) -> dict[str, str]:
    """The publishers' addresses, on the local server."""
    return {f"SPEELVELD_{name}_URL": server.base for name in ("DUO", "CBS", "PDOK")}


def run(environment: dict[str, str], *arguments: str) -> Result:
    """The command in this process."""
    app = typer.Typer()
    app.command()(fetch_command)
    return CliRunner().invoke(app, list(arguments), env=environment)


def test_the_results_are_on_stdout_as_json(server: LocalPublisher, environment: dict[str, str], tmp_path: Path) -> None:
    publishers.duo_file(server)
    publishers.ckan(server, "adressen_bo", [publishers.resource(server)])
    result = run(environment, "duo.adressen_bo", "--output", str(tmp_path), "--format", "json")
    assert result.exit_code == 0, result.output
    (one,) = json.loads(result.stdout)["files"]
    path = tmp_path / "duo.adressen_bo" / "vestigingenbo.csv"
    assert (one["path"], one["size"], one["status"]) == (str(path), len(CSV), "downloaded")
    assert path.read_bytes() == CSV


def test_the_results_as_text_name_status_checksum_and_path(
    server: LocalPublisher, environment: dict[str, str], tmp_path: Path
) -> None:
    publishers.duo_file(server)
    publishers.ckan(server, "adressen_bo", [publishers.resource(server)])
    for status in ("downloaded", "unchanged"):
        result = run(environment, "duo.adressen_bo", "--output", str(tmp_path))
        assert result.stdout.split()[0] == status
        assert result.stdout.strip().endswith("vestigingenbo.csv")


def test_failures_give_status_1_with_the_rest_done(
    server: LocalPublisher, environment: dict[str, str], tmp_path: Path
) -> None:
    publishers.duo_file(server)
    publishers.ckan(server, "adressen_bo", [publishers.resource(server)])
    names = ["duo.adressen_bo", "cbs.85163ned", "--output", str(tmp_path), "--format", "json"]
    result = run(environment, *names)
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert [one["dataset"] for one in document["files"]] == ["duo.adressen_bo"]
    assert [one["dataset"] for one in document["failures"]] == ["cbs.85163ned"]
    assert "cbs.85163ned: http" in result.stderr


def test_an_unknown_dataset_is_wrong_use_and_nothing_is_fetched(
    server: LocalPublisher, environment: dict[str, str], tmp_path: Path
) -> None:
    result = run(environment, "duo.adresen_bo", "--output", str(tmp_path))
    assert result.exit_code == 2
    assert "Did you mean duo.adressen_bo" in result.stderr
    assert result.stdout == ""
    assert server.log == []


@pytest.mark.parametrize("arguments", [["--year", "20"], ["--format", "xml"], ["--unknown"]])
def test_wrong_options_are_wrong_use(environment: dict[str, str], arguments: list[str]) -> None:
    assert run(environment, *arguments).exit_code == 2


def test_a_folder_that_cannot_be_used_gives_status_1(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    result = run(environment, "duo.adressen_bo", "--output", str(tmp_path / "taken"))
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


def test_an_unprotected_mirror_is_refused(tmp_path: Path) -> None:
    environment = {"SPEELVELD_DUO_URL": "http://mirror.invalid"}
    result = run(environment, "duo.adressen_bo", "--output", str(tmp_path))
    assert result.exit_code == 1
    assert "not a protected connection" in result.stderr


def test_the_list_names_every_dataset_and_fetches_nothing(server: LocalPublisher, environment: dict[str, str]) -> None:
    text = run(environment, "--list")
    document = json.loads(run(environment, "--list", "--format", "json").stdout)
    assert [one["id"] for one in document] == [entry.id for entry in CATALOGUE]
    assert all(f"{entry.id}: " in text.stdout for entry in CATALOGUE)
    assert "id not confirmed" in text.stdout
    assert server.log == []


def test_the_package_names_what_it_offers() -> None:
    assert sorted(package.__all__) == package.__all__
    assert all(hasattr(package, name) for name in package.__all__)


def started_and_halfway(environment: dict[str, str], out: Path) -> subprocess.Popen[str]:
    """A program of its own that has half of a file and waits for the rest."""
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "duo.adressen_bo", "--output", str(out)],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    part = out / "duo.adressen_bo" / "lang.csv.part"
    for _ in range(1200):
        if part.exists() and part.stat().st_size >= 1_000_000:
            return program
        if program.poll() is not None:
            raise AssertionError(program.communicate())
        time.sleep(0.05)
    program.kill()
    raise AssertionError(f"the download never got halfway: {program.communicate()}")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("way", ["SIGKILL", "SIGINT"])
def test_a_program_that_is_killed_halfway_goes_on_the_next_time(
    server: LocalPublisher, environment: dict[str, str], tmp_path: Path, way: str
) -> None:
    file = "/dataset/1/resource/2/download/lang.csv"
    server.files[file] = File(LONG, etag='"v1"')
    publishers.ckan(server, "adressen_bo", [publishers.resource(server, "lang.csv")])
    place = tmp_path / "duo.adressen_bo"
    place.mkdir()
    (place / "lang.csv").write_bytes(b"what was there before")
    release = threading.Event()
    server.faults[file].append(Break(1_000_000, release))
    program = started_and_halfway(environment, tmp_path)
    program.send_signal(signal.Signals[way])
    _, stderr = program.communicate(timeout=60)
    release.set()
    assert program.returncode == {"SIGKILL": -signal.SIGKILL, "SIGINT": 130}[way]
    if way == "SIGINT":
        assert "the same command continues" in stderr
        assert "Traceback" not in stderr
    assert (place / "lang.csv").read_bytes() == b"what was there before"
    result = run(environment, "duo.adressen_bo", "--output", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert result.stdout.split()[0] == "resumed"
    assert (place / "lang.csv").read_bytes() == LONG
    assert server.asked(file)[-1]["Range"] == "bytes=1000000-"
