# SPDX-License-Identifier: EUPL-1.2
"""``measure`` and ``compare`` as scripts use them: the form of the answer, known values, and every fault of a file."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from speelveld.cli import app
from speelveld.errors import InputError
from speelveld.segregation.registry import INDICES

EXAMPLE = Path(__file__).parent / "data" / "us-example"
SCHOOLS_00, SCHOOLS_05 = (str(EXAMPLE / f"schools{year}.csv.gz") for year in ("00", "05"))
RACE = ("--unit", "school", "--group", "race", "--count", "n")
FIELDS = (
    *("index", "variant", "groups", "estimate", "corrected", "se", "low", "high", "null_mean", "p_value"),
    *("n_units", "n", "seed"),
)
Answer = dict[tuple[str, str], dict[str, Any]]


def run(*arguments: str) -> dict[str, Any]:
    """The answer of a command in JSON."""
    done = CliRunner().invoke(app, [*arguments, "--format", "json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def results(*arguments: str) -> Answer:
    """The results of a command by index and variant; only where each is of one pair or of all groups."""
    found = {(one["index"], one["variant"]): one for one in run(*arguments)["results"]}
    assert all(set(FIELDS) <= set(one) for one in found.values())
    return found


def refused(*arguments: str) -> tuple[str, ...]:
    """The faults of a command that finds its input wrong: exit status 1 by ``cli.main``."""
    with pytest.raises(InputError) as caught:
        CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert caught.value.exit_status == 1
    return tuple(str(fault) for fault in caught.value.faults)


def wrong_use(*arguments: str) -> str:
    """What a command says about wrong use: exit status 2."""
    done = CliRunner(env={"COLUMNS": "1000", "NO_COLOR": "1"}).invoke(app, list(arguments))
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    return " ".join(done.stderr.replace("│", " ").split())


@pytest.fixture
def city(tmp_path: Path) -> str:
    """An invented city of four schools and two boards, in a file with semicolons."""
    path = tmp_path / "city.csv"
    path.write_text(
        "school;board;group;n\n"
        "North;one;a;30\nNorth;one;b;10\nSouth;one;a;5\nSouth;one;b;35\n"
        "East;two;a;20\nEast;two;b;20\nWest;two;a;0\nWest;two;b;40\n",
        encoding="utf-8",
    )
    return str(path)


CITY = ("--unit", "school", "--group", "group", "--count", "n")


def test_known_values_of_r() -> None:
    """What mutual_total(schools00, "race", "school", weight = "n") of R's ``segregation`` gives."""
    found = results("measure", SCHOOLS_00, *RACE)
    assert found["mutual-information", ""]["estimate"] == pytest.approx(0.426, abs=5e-4)
    assert found["multigroup-theil-h", ""]["estimate"] == pytest.approx(0.419, abs=5e-4)
    assert found["mutual-information", ""]["groups"] == ["asian", "black", "hisp", "native", "white"]
    assert found["mutual-information", ""]["n_units"] == 2045
    assert found["mutual-information", ""]["n"] == 877739


def test_several_groups_have_the_indices_of_several_groups(city: str) -> None:
    several = {one["index"] for one in run("measure", SCHOOLS_00, *RACE)["results"]}
    assert several == {name for name, index in INDICES.items() if index.kind == "multi-group"}
    two = {one["index"] for one in run("measure", city, *CITY)["results"]}
    assert two == {name for name, index in INDICES.items() if index.kind == "two-group" and not index.needs}


def test_both_sides_are_named() -> None:
    one = ("measure", SCHOOLS_00, *RACE, "--index", "dissimilarity", "--groups")
    rest = results(*one, "black")["dissimilarity", ""]
    pair = results(*one, "black,white")["dissimilarity", ""]
    assert rest["groups"] == ["black", "not black"]
    assert pair["groups"] == ["black", "white"]
    assert (rest["n"], pair["n"]) == (877739, 718203)
    each = run("measure", SCHOOLS_00, *RACE, "--index", "dissimilarity")["results"]
    assert [one["groups"][0] for one in each] == ["asian", "black", "hisp", "native", "white"]
    assert each[1]["estimate"] == rest["estimate"]
    many = run("measure", SCHOOLS_00, *RACE, "--each")["results"]
    assert len(many) == 5 * len([one for one in INDICES.values() if one.kind == "two-group" and not one.needs])


def test_dissimilarity_by_hand(city: str) -> None:
    found = results("measure", city, *CITY, "--index", "dissimilarity")["dissimilarity", ""]
    shares = zip((30, 5, 20, 0), (10, 35, 20, 40), strict=True)
    assert found["estimate"] == pytest.approx(sum(abs(a / 55 - b / 105) for a, b in shares) / 2)
    assert found["n_units"] == 4
    assert found["seed"] is None
    assert found["low"] is None


def test_parts_between_and_within_add_up(city: str) -> None:
    names = ("--index", "theil-h", "--index", "mutual-information", "--index", "eta-squared")
    found = results("measure", city, *CITY, *names, "--within", "board")
    for index in ("theil-h", "mutual-information", "eta-squared"):
        parts = found[index, "between board"]["estimate"] + found[index, "within board"]["estimate"]
        assert parts == pytest.approx(found[index, ""]["estimate"], abs=1e-12)
    assert ("dissimilarity", "between board") not in found


def test_levels_nest_from_coarse_to_fine() -> None:
    found = results("measure", SCHOOLS_00, *RACE, "--within", "state", "--within", "district")
    for index in ("mutual-information", "multigroup-theil-h"):
        parts = ("between state", "between district within state", "within district")
        total = math.fsum(found[index, part]["estimate"] for part in parts)
        assert total == pytest.approx(found[index, ""]["estimate"], abs=1e-12)


def test_the_published_parts_of_r() -> None:
    """R's walkthrough: M 0.426 = 0.0992 + 0.326, and H 0.419 = 0.0977 + 0.321, between and within states."""
    found = results("measure", SCHOOLS_00, *RACE, "--within", "state")
    published = {"mutual-information": (0.0992, 0.326), "multigroup-theil-h": (0.0977, 0.321)}
    for index, (between, within) in published.items():
        assert found[index, "between state"]["estimate"] == pytest.approx(between, abs=5e-5)
        assert found[index, "within state"]["estimate"] == pytest.approx(within, abs=5e-4)


def test_bootstrap_and_null_with_a_seed(city: str) -> None:
    asked = ("measure", city, *CITY, "--bootstrap", "200", "--null", "--within", "board", "--seed")
    once, again, other = run(*asked, "7"), run(*asked, "7"), run(*asked, "8")
    assert once == again
    assert once != other
    for one in once["results"]:
        assert one["seed"] == 7
        assert one["se"] > 0
        assert one["low"] < one["corrected"] < one["high"]
        assert 0 < one["p_value"] <= 1
        assert one["method"]
    found = {(one["index"], one["variant"]): one for one in once["results"]}
    assert found["exact-eta-squared", ""]["null_mean"] == 0
    assert "exact" in found["dissimilarity", ""]["method"]
    assert (
        found["dissimilarity", ""]["null_mean"]
        == {(one["index"], one["variant"]): one for one in other["results"]}["dissimilarity", ""]["null_mean"]
    )
    assert found["exposure", ""]["p_value"] == found["isolation", ""]["p_value"] < 0.01


def test_a_bootstrap_of_r_agrees() -> None:
    """R's mutual_total(se = TRUE) gives M 0.422 after correction, with a standard error of 0.0008."""
    found = results("measure", SCHOOLS_00, *RACE, "--index", "mutual-information", "--bootstrap", "400")
    one = found["mutual-information", ""]
    assert one["corrected"] == pytest.approx(0.4219, abs=5e-4)
    assert one["se"] == pytest.approx(0.0008, abs=2e-4)


def test_options_of_an_index(city: str) -> None:
    found = results("measure", city, *CITY, "--index", "atkinson", "--index", "atkinson:shape=0.1")
    assert found["atkinson", ""]["estimate"] != found["atkinson", "shape=0.1"]["estimate"]


def test_an_order_of_groups_for_ordinal_indices() -> None:
    asked = ("measure", SCHOOLS_00, *RACE, "--index", "ordinal-h", "--groups")
    one, turned, other = (
        results(*asked, order) for order in ("asian,black,hisp", "hisp,black,asian", "black,asian,hisp")
    )
    assert one["ordinal-h", ""]["groups"] == ["asian", "black", "hisp"]
    assert one["ordinal-h", ""]["estimate"] == pytest.approx(turned["ordinal-h", ""]["estimate"])
    assert one["ordinal-h", ""]["estimate"] != pytest.approx(other["ordinal-h", ""]["estimate"])


def test_wide_weighted_and_parquet_files(tmp_path: Path, city: str) -> None:
    long = pl.read_csv(city, separator=";")
    wide = long.pivot(on="group", index="school", values="n")
    wide.write_parquet(tmp_path / "wide.parquet")
    records = long.select(pl.col("school", "group").repeat_by("n").explode(empty_as_null=False))
    records.with_columns(w=pl.lit(2.5)).write_csv(tmp_path / "pupils.csv")
    index = ("--index", "dissimilarity")
    expected = results("measure", city, *CITY, *index)["dissimilarity", ""]
    found = [
        results("measure", str(tmp_path / "wide.parquet"), "--unit", "school", "--group", "a", "--group", "b", *index),
        results("measure", str(tmp_path / "pupils.csv"), "--unit", "school", "--group", "group", *index),
        results("measure", str(tmp_path / "pupils.csv"), *CITY[:4], "--weight", "w", *index, "--bootstrap", "50"),
    ]
    assert [one["dissimilarity", ""]["estimate"] for one in found] == pytest.approx([expected["estimate"]] * 3)
    assert found[2]["dissimilarity", ""]["n"] == 2.5 * 160
    assert "bootstrap of units" in found[2]["dissimilarity", ""]["method"]
    assert "weighted counts" in wrong_use("measure", str(tmp_path / "pupils.csv"), *CITY[:4], "--weight", "w", "--null")


def test_what_was_counted_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "gaps.csv"
    path.write_text("school,group,n\nA,x,3\nA,,2\nB,y,4\nB,x,\n", encoding="utf-8")
    found = refused("measure", str(path), *CITY)
    assert [text.split(":")[0] for text in found] == ["gaps.csv, row 3, column 'group'", "gaps.csv, row 5, column 'n'"]
    counted = run("measure", str(path), *CITY, "--missing", "drop")["counted"]
    assert counted == {
        "file": "gaps.csv",
        "rows": 4,
        "left_out": 2,
        "missing": "drop",
        "units": 2,
        "groups": {"x": 3, "y": 4},
    }


def test_every_fault_of_a_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_text("school,group,n\nA,x,3\n\nA,y,-2\nB,y,four\nB,x,1.5\n", encoding="utf-8")
    found = refused("measure", str(path), *CITY)
    assert [text.split(":")[0] for text in found] == [f"broken.csv, row {row}, column 'n'" for row in (4, 5, 6)]
    assert "'four' is not a number of pupils" in found[1]
    both = refused("compare", str(path), str(path), *CITY)
    assert len(both) == 6


def test_columns_and_groups_that_are_not_there(city: str) -> None:
    assert "column 'schol'" in refused("measure", city, "--unit", "schol", "--group", "group")[0]
    found = refused("measure", city, *CITY, "--groups", "a,z")
    assert "there is no group 'z'; there are a, b" in found[0]


def test_wrong_use_is_told_with_suggestions(city: str, tmp_path: Path) -> None:
    assert "did you mean dissimilarity" in wrong_use("measure", city, *CITY, "--index", "disimilarity")
    assert "did you mean dissimilarity" in wrong_use("measure", city, *CITY, "--index", "D")
    assert "it has shape" in wrong_use("measure", city, *CITY, "--index", "atkinson:b=1")
    assert "'x' is not a number" in wrong_use("measure", city, *CITY, "--index", "atkinson:shape=x")
    assert "of the units" in wrong_use("measure", city, *CITY, "--index", "morrill")
    assert "there are dissimilarity" in wrong_use("measure", city, *CITY, "--index", "zzz")
    assert "--each" in wrong_use("measure", city, *CITY, "--each", "--groups", "a")
    assert "does not exist" in wrong_use("measure", str(tmp_path / "nowhere.csv"), *CITY)
    assert "--unit" in wrong_use("measure", city, "--group", "group")
    assert "no column of counts" in wrong_use("measure", city, *CITY, "--group", "n")
    assert "Name two" in wrong_use("compare", SCHOOLS_00, SCHOOLS_05, *RACE, "--index", "dissimilarity")


def test_units_cannot_be_drawn_where_they_are_matched(city: str) -> None:
    asked = ("compare", city, city, *CITY, "--bootstrap", "5")
    assert "cannot be matched" in wrong_use(*asked, "--resample", "units")
    assert "weighted counts" in wrong_use("compare", city, city, *CITY[:4], "--weight", "n", "--bootstrap", "5")


def test_groups_without_members_and_one_school_have_no_index_but_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("school,group,n\nA,x,3\nA,y,0\nB,x,4\nC,x,0\n", encoding="utf-8")
    for one in run("measure", str(path), *CITY, "--null", "--bootstrap", "20")["results"]:
        assert [one[name] for name in ("estimate", "corrected", "low", "null_mean", "p_value")] == [None] * 5
        assert one["n_units"] == 2
    path.write_text("school,group,n\nA,x,3\nA,y,2\n", encoding="utf-8")
    found = results("measure", str(path), *CITY, "--null", "--index", "dissimilarity")["dissimilarity", ""]
    assert (found["estimate"], found["null_mean"], found["p_value"]) == (0, 0, 1)


def test_as_a_table(city: str) -> None:
    done = CliRunner().invoke(
        app, ["measure", city, *CITY, "--index", "dissimilarity", "--null"], catch_exceptions=False
    )
    assert done.exit_code == 0
    assert "a v. b" in done.stdout
    assert "null mean" in done.stdout
    assert "corrected" not in done.stdout


def test_the_change_of_m_and_h_adds_up() -> None:
    found = results("compare", SCHOOLS_00, SCHOOLS_05, *RACE)
    parts = ("additions", "removals", "group margin", "unit margin", "structure")
    for index, more in (("mutual-information", ()), ("multigroup-theil-h", ("diversity",))):
        of = {variant: one["estimate"] for (name, variant), one in found.items() if name == index}
        assert math.fsum(of[part] for part in (*parts, *more)) == pytest.approx(of["difference"], abs=1e-9)
        assert of["second"] - of["first"] == pytest.approx(of["difference"], abs=1e-12)
    sizes = [found["mutual-information", variant]["n_units"] for variant in ("first", "second", "difference")]
    assert sizes == [2045, 1920, 3965]


def test_the_change_per_unit_adds_up_to_structure() -> None:
    answer = run("compare", SCHOOLS_00, SCHOOLS_05, *RACE, "--detail")
    structure = next(
        one["estimate"]
        for one in answer["results"]
        if (one["index"], one["variant"]) == ("mutual-information", "structure")
    )
    assert math.fsum(one["structure"] for one in answer["units"]) == pytest.approx(structure, abs=1e-9)
    assert {one["file"] for one in answer["counted"]} == {"schools00.csv.gz", "schools05.csv.gz"}


def test_the_change_of_two_groups_with_a_bootstrap(city: str, tmp_path: Path) -> None:
    later = tmp_path / "later.csv"
    later.write_text(
        Path(city).read_text(encoding="utf-8").replace("North;one;b;10", "North;one;b;60"), encoding="utf-8"
    )
    asked = ("compare", city, str(later), *CITY, "--bootstrap", "60", "--seed", "3")
    found = results(*asked)
    assert found == results(*asked)
    d = {variant: one for (index, variant), one in found.items() if index == "dissimilarity"}
    for approach in ("composition", "share"):
        parts = d[f"by {approach}: spread"]["estimate"] + d[f"by {approach}: pupils"]["estimate"]
        assert parts == pytest.approx(d["difference"]["estimate"], abs=1e-12)
    assert d["second"]["estimate"] < d["first"]["estimate"]
    assert d["difference"]["p_value"] < 0.2
    assert all(one["low"] <= one["corrected"] <= one["high"] and one["seed"] == 3 for one in found.values())
    assert results("compare", str(later), city, *CITY)["dissimilarity", "difference"]["estimate"] == pytest.approx(
        -d["difference"]["estimate"]
    )


def test_tables_without_anything_in_common_cannot_be_compared(city: str, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("school,group,n\nFar,a,3\nAway,b,4\n", encoding="utf-8")
    assert "members in both" in refused("compare", city, str(other), *CITY)[0]


def test_a_group_that_is_in_one_year_only(city: str, tmp_path: Path) -> None:
    later = tmp_path / "later.csv"
    later.write_text(Path(city).read_text(encoding="utf-8") + "West;two;c;9\n", encoding="utf-8")
    found = results("compare", city, str(later), *CITY)
    assert found["mutual-information", "additions"]["estimate"] > 0
    assert found["mutual-information", "first"]["groups"] == ["a", "b", "c"]
