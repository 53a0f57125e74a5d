# SPDX-License-Identifier: EUPL-1.2
"""``speelveld lab`` as scripts use it: what goes in, what comes out, and what it says of invented children."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from speelveld.cli import app
from speelveld.editions.store import Edition
from speelveld.errors import InputError
from speelveld.placement.rules import policies

runner = CliRunner()
QUICK = ("-m", "Groningen", "--lotteries", "6", "--cohorts", "3", "--lies", "5")


@pytest.fixture(scope="module", autouse=True)
def _edition(bundled: Edition) -> Iterator[None]:
    """The edition of the bundled files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("speelveld.cli._edition", lambda: bundled)
        yield


def run(*arguments: str) -> Result:
    """Run the command, quickly unless told otherwise."""
    return runner.invoke(app, ["lab", *QUICK, *arguments])


def told(*arguments: str) -> dict[str, Any]:
    """What it tells in JSON."""
    done = run("--format", "json", *arguments)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def record(_edition: None) -> dict[str, Any]:
    """Two policies compared."""
    return told("--policy", "each_school_for_itself", "--policy", "nijmegen")


def test_it_says_that_children_are_invented(record: dict[str, Any]) -> None:
    assert "invented" in record["invented"]
    assert record["town"]["schools_with_the_city_share"] > 0
    assert record["assumptions"]["distance"] == 1.5
    assert (record["cohorts"], record["lotteries"]) == (3, 6)
    assert record["compared_with"] == "each_school_for_itself"
    assert {one["licence"] for one in record["sources"]}


def test_every_policy_has_all_of_it(record: dict[str, Any]) -> None:
    first, second = record["policies"]
    assert first["difference"] is None
    assert set(second["difference"]) == set(second["measures"])
    for name in ("first_choice.a", "unplaced.all", "median_metres.b", "dissimilarity", "theil-h", "same_school"):
        one = second["measures"][name]
        assert one["low"] <= one["mean"] <= one["high"]
        assert second["difference"][name]["mean"] == pytest.approx(one["mean"] - first["measures"][name]["mean"])
    assert 0 < first["measures"]["dissimilarity"]["by_chance"] < first["measures"]["dissimilarity"]["mean"]
    assert second["temptation"]["gained"] == 0
    assert first["warnings"][0]["code"] == "no_common_procedure"
    town = record["town"]
    for policy in record["policies"]:
        assert len(policy["schools"]) == town["schools"]
        assert len(policy["neighbourhoods"]) <= town["areas_inside"]
        placed = sum(school["invented_a"] + school["invented_b"] for school in policy["schools"])
        assert placed == pytest.approx(town["children_expected"], rel=0.15)
        assert all(school["invented_a"] + school["invented_b"] <= school["seats"] for school in policy["schools"])


def test_the_same_seeds_give_the_same_and_workers_make_no_difference(record: dict[str, Any]) -> None:
    two = ("--policy", "each_school_for_itself", "--policy", "nijmegen")
    assert told(*two, "--workers", "2") == record
    other = told("--policy", "each_school_for_itself", "--children-seed", "2", "--lies", "0")
    assert other["policies"][0]["measures"] != record["policies"][0]["measures"]
    assert other["policies"][0]["temptation"] is None


def test_a_rules_file_of_ones_own_is_compared(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(policies()["nijmegen"], encoding="utf-8")
    first, second = told("--policy", "nijmegen", "--policy", str(own), "--lies", "0")["policies"]
    assert first["rules_hash"] == second["rules_hash"]
    assert {one["verdict"] for one in second["difference"].values()} == {"no change"}


def test_as_text_it_gives_verdicts_and_warnings() -> None:
    done = run("--policy", "each_school_for_itself", "--policy", "chile")
    assert done.exit_code == 0, done.output
    for words in ("invented", "no change", "D by chance", "chile: ", "have the city's share"):
        assert words in done.stdout


def test_what_is_not_there_is_named() -> None:
    done = run("--policy", "atlantis", "--policy", "utopia")
    assert isinstance(done.exception, InputError)
    assert "atlantis" in str(done.exception)
    assert "utopia" in str(done.exception)
    assert "nijmegen" in str(done.exception)


@pytest.mark.parametrize(
    "arguments", [("--workers", "2", "--scheduler", "tcp://127.0.0.1:9"), ("--lotteries", "5"), ("--noise", "-1")]
)
def test_options_that_do_not_fit_are_refused(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2
