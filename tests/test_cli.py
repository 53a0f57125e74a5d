# SPDX-License-Identifier: EUPL-1.2
"""The command line as scripts use it: what goes to stdout and stderr, and the exit status."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from speelveld import __version__

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def speelveld(tmp_path: Path, editions: Path) -> Run:
    """Run ``python -m speelveld`` in an empty folder, on the edition of the bundled files."""

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("SPEELVELD_")}
        return subprocess.run(
            [sys.executable, "-m", "speelveld", *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={**plain, "SPEELVELD_EDITION": str(editions), **settings},
        )

    return run


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of the bundled files, to break."""
    with as_file(files("speelveld.sources").joinpath("bundled")) as folder:
        shutil.copytree(folder, tmp_path / "sources")
    return tmp_path / "sources"


def test_version_and_help(speelveld: Run) -> None:
    assert speelveld("--version").stdout.strip() == f"speelveld {__version__}"
    usage = speelveld("--help").stdout
    for command in ("build", "serve", "export", "figures", "fetch"):
        assert command in usage


def test_figures_as_json(speelveld: Run) -> None:
    answer = speelveld("figures", "--municipality", "Groningen", "--format", "json")
    assert answer.returncode == 0
    assert answer.stderr == ""
    found = {one["id"]: one for one in json.loads(answer.stdout)}
    one = found["segregation.po.gewicht.2016.dissimilarity"]
    assert (one["estimate"], one["null_mean"], one["n_pupils"], one["n_schools"]) == (0.492, 0.089, 14811, 52)
    assert one["municipality"] == "Groningen"
    assert {"name", "publisher", "reference_date", "licence"} == set(one["sources"][0])
    wanted = {"id", "municipality", "period", "groups", "measure", "estimate", "low", "high", "null_mean"}
    assert wanted | {"n_pupils", "n_schools", "suppressed", "reason", "sources", "method"} <= set(one)


def test_figures_by_pattern_code_and_setting(speelveld: Run) -> None:
    by_code = speelveld("figures", "-m", "GM0344", "--id", "*noat*", "--format", "json")
    by_setting = speelveld("figures", "--id", "*noat*", "--format", "json", SPEELVELD_MUNICIPALITY="Utrecht")
    assert by_code.stdout == by_setting.stdout
    assert {one["contrast"] for one in json.loads(by_code.stdout)} == {"noat"}


def test_figures_as_a_table(speelveld: Run) -> None:
    answer = speelveld("figures", "--municipality", "Vlieland", "--id", "*2016.diss*")
    assert "segregation.po.gewicht.2016.dissimilarity" in answer.stdout
    assert "one school only" in answer.stdout


@pytest.mark.parametrize("name", ["Groninge", "GM9999"])
def test_an_unknown_municipality_is_wrong_input(speelveld: Run, name: str) -> None:
    answer = speelveld("figures", "--municipality", name)
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert f"no municipality '{name}'" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    "arguments", [("figures", "--colour"), ("nonsense",), ("figures", "--format", "xml"), ("build", "--sources", "x")]
)
def test_a_wrong_command_is_a_usage_error(speelveld: Run, arguments: tuple[str, ...]) -> None:
    answer = speelveld(*arguments)
    assert answer.returncode == 2
    assert answer.stdout == ""


def test_a_wrong_setting_is_named(speelveld: Run) -> None:
    answer = speelveld("figures", SPEELVELD_LANGUAGE="klingon")
    assert answer.returncode == 1
    assert "SPEELVELD_LANGUAGE" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_no_edition_at_the_place_that_is_set(speelveld: Run, tmp_path: Path) -> None:
    answer = speelveld("figures", SPEELVELD_EDITION=str(tmp_path / "nowhere"))
    assert answer.returncode == 1
    assert "speelveld build" in answer.stderr


def test_a_build_lists_every_fault_of_every_file_and_keeps_what_there_was(
    speelveld: Run, sources: Path, tmp_path: Path
) -> None:
    path = sources / "duo_po_weights_2016.csv.gz"
    lines = gzip.decompress(path.read_bytes()).split(b"\n")
    lines[3] = lines[3].rsplit(b";", 1)[0] + b";-5\r"
    lines.insert(8, lines[7])
    path.write_bytes(gzip.compress(b"\n".join(lines)))
    (sources / "cbs_disadvantage_2019.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    (sources / "duo_po_distance_2019.csv.gz").write_bytes(b"")
    answer = speelveld("build", "--sources", str(sources), "--output", str(tmp_path / "editions"))
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert "duo_po_weights_2016.csv.gz, row 4" in answer.stderr
    assert "'-5'" in answer.stderr
    assert "cbs_disadvantage_2019.xlsx" in answer.stderr
    assert "duo_po_distance_2019.csv.gz" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not list((tmp_path / "editions").iterdir())


def test_a_build_from_a_folder_with_one_file_less_has_a_visible_gap(
    speelveld: Run, sources: Path, tmp_path: Path
) -> None:
    (sources / "duo_po_bron_2016.csv.gz").unlink()
    output = str(tmp_path / "editions")
    answer = speelveld("build", "--sources", str(sources), "--output", output, "--format", "json")
    assert answer.returncode == 0, answer.stderr
    assert list(json.loads(answer.stdout)["gaps"]) == ["duo_po_bron_2016"]
    found = speelveld("figures", "--id", "*noat*", "--format", "json", SPEELVELD_EDITION=output)
    assert {one["reason"] for one in json.loads(found.stdout)} == {"the publisher did not publish this number"}
    others = speelveld("figures", "--id", "*gewicht.2016.diss*", "--format", "json", SPEELVELD_EDITION=output)
    assert json.loads(others.stdout)[0]["estimate"] == 0.492


def test_a_build_for_an_unknown_municipality_changes_nothing(speelveld: Run, tmp_path: Path) -> None:
    answer = speelveld("build", "--municipality", "Atlantis", "--output", str(tmp_path / "editions"))
    assert answer.returncode == 1
    assert "Atlantis" in answer.stderr
    assert not list((tmp_path / "editions").iterdir())
