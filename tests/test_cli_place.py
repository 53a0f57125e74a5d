# SPDX-License-Identifier: EUPL-1.2
"""``speelveld place`` as scripts use it: what goes in, what comes out, and the exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from speelveld.cli import app
from speelveld.errors import InputError, PlacementError
from speelveld.placement import placing
from speelveld.placement.names import Mechanism
from tests.placement.markets import document

runner = CliRunner()


def run(path: Path, *arguments: str) -> Result:
    """Run the command on a file."""
    return runner.invoke(app, ["place", str(path), *arguments])


def written(path: Path, market: Any) -> Path:
    """A market as a file."""
    path.write_text(json.dumps(market), encoding="utf-8")
    return path


@pytest.mark.parametrize("mechanism", Mechanism)
def test_every_mechanism_answers_in_the_same_form(tmp_path: Path, mechanism: Mechanism) -> None:
    market = document(1, students=8, mechanism=mechanism, seats=0.8)
    done = run(written(tmp_path / "market.json", market), "--format", "json")
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert list(answer) == ["assignment", "cutoffs", "properties", "verified"]
    assert answer["verified"] is True
    assert set(answer["assignment"]) == set(market["students"])
    assert set(answer["assignment"].values()) <= {*market["schools"], None}
    assert all(isinstance(value, bool) for value in answer["properties"].values())
    assert answer["cutoffs"] is None or set(answer["cutoffs"]) == set(market["schools"])


def test_json_is_what_it_prints_and_text_for_people(tmp_path: Path) -> None:
    path = written(tmp_path / "market.json", document(1, students=8, seats=0.8))
    assert run(path).stdout == run(path, "--format", "json").stdout
    text = run(path, "--format", "text").stdout
    assert "Placement by da" in text
    assert "of 8 children have a place; verified." in text
    assert "class 1, number" in text
    reserves = written(tmp_path / "reserves.json", document(1, students=8, seats=0.8, mechanism="da_minority_reserve"))
    assert "minority: " in run(reserves, "--format", "text").stdout
    cycles = written(tmp_path / "cycles.json", document(1, students=8, mechanism="ttc"))
    assert "none with this mechanism" in run(cycles, "--format", "text").stdout


def test_standard_input() -> None:
    done = runner.invoke(app, ["place", "-"], input=json.dumps(document(1)))
    assert json.loads(done.stdout)["verified"] is True


def test_nobody() -> None:
    done = runner.invoke(app, ["place", "-"], input='{"mechanism": "da", "students": {}, "schools": {}}')
    assert json.loads(done.stdout)["assignment"] == {}


def test_a_market_with_faults_is_refused_with_all_of_them(tmp_path: Path) -> None:
    market = document(1)
    market["mechanism"] = "fair"
    market["schools"]["school 0"]["capacity"] = -1
    done = run(written(tmp_path / "market.json", market))
    assert isinstance(done.exception, InputError)
    assert done.stdout == ""
    assert len(done.exception.faults) == 2
    assert "market.json: mechanism: the mechanism 'fair' is unknown." in str(done.exception)


def test_what_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "market.json"
    for content, told in ((b"\xff\xfe", "not text in UTF-8"), (b"{", "this is not JSON"), (b"[]", "not a JSON object")):
        path.write_bytes(content)
        done = run(path)
        assert isinstance(done.exception, InputError)
        assert told in str(done.exception)


def test_a_command_that_was_given_wrongly(tmp_path: Path) -> None:
    assert run(tmp_path / "nowhere.json").exit_code == 2
    assert run(written(tmp_path / "market.json", document(1)), "--format", "xml").exit_code == 2
    assert runner.invoke(app, ["place"]).exit_code == 2


def test_a_placement_that_breaks_a_promise_is_not_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a mechanism had an error: nothing leaves the command."""
    market = document(1, students=8, seats=0.8)
    wrong = {**placing.FAST, Mechanism.DA: lambda given: np.full(given.n_students, -1, np.int32)}
    monkeypatch.setattr(placing, "FAST", wrong)
    done = run(written(tmp_path / "market.json", market))
    assert isinstance(done.exception, PlacementError)
    assert done.stdout == ""
    assert "is not published: it breaks as_defined, non_wasteful" in str(done.exception)


def test_a_quota_that_hurts_is_told_beside_the_answer(tmp_path: Path) -> None:
    """The answer stays as it is; what to mind goes to the messages."""
    schools = {
        "c1": {"capacity": 2, "priority": ["s1", "s2", "s3"], "majority_quota": 1},
        "c2": {"capacity": 1, "priority": ["s2", "s3", "s1"]},
    }
    students = {"s1": {"prefs": ["c1"]}, "s2": {"prefs": ["c1", "c2"]}}
    students["s3"] = {"prefs": ["c2", "c1"], "type": "minority"}  # type: ignore[dict-item]
    market = {"mechanism": "da_majority_quota", "students": students, "schools": schools}
    done = run(written(tmp_path / "market.json", market))
    assert json.loads(done.stdout)["assignment"] == {"s1": "c1", "s2": "c2", "s3": "c1"}
    assert "1 end worse with the maximum" in " ".join(done.stderr.split())


def test_families_and_rounds(tmp_path: Path) -> None:
    market = {
        "mechanism": "da",
        "twins": "over_capacity",
        "students": {
            "a": {"prefs": ["x"], "family": "f"},
            "b": {"prefs": ["x"], "family": "f"},
            "c": {"prefs": ["x"], "round": 2},
        },
        "schools": {"x": {"capacity": 1, "class": {"a": 0, "b": 0, "c": 0}}},
        "lottery": {"a": 1, "b": 2, "c": 3},
    }
    answer = json.loads(run(written(tmp_path / "market.json", market)).stdout)
    assert answer["assignment"] == {"a": "x", "b": "x", "c": None}
    assert answer["over_capacity"] == {"x": 1}
    assert [one["round"] for one in answer["rounds"]] == [1, 2]
    assert "2 of 3 children have a place" in run(tmp_path / "market.json", "--format", "text").stdout
