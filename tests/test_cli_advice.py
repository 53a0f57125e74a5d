# SPDX-License-Identifier: EUPL-1.2
"""``speelveld advice``: what was planted is found, nothing small comes out, no record is repeated. All is invented."""

from __future__ import annotations

import csv
import json
import logging
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from speelveld.cli import app
from speelveld.errors import InputError

SECRET = "Zz-geheim-4711"
HEADER = "first advice,test advice,final advice,group,school,school year,test provider,reason,test score"
ROW = "HAVO,HAVO_VWO,HAVO,a,s1,2022/23,p,,4.5"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Invented files: a city of 30 schools, and the others."""
    folder = tmp_path_factory.mktemp("advice")
    for name, pupils, seed in (("city.csv", 2700, 1), ("others.parquet", 12_000, 2)):
        done = CliRunner().invoke(app, ["advice", str(folder / name), "--invent", str(pupils), "--seed", str(seed)])
        assert done.exit_code == 0, done.output
    return folder


def run(*arguments: object) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["advice", *map(str, arguments), "--format", "json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.fixture(scope="module")
def report(folder: Path) -> dict[str, Any]:
    return run(folder / "city.csv", "--by", "group", "--by", "school", "--by", "year", "--models")


def refused(path: Path, *arguments: str) -> list[str]:
    """The faults of a file."""
    with pytest.raises(InputError) as error:
        CliRunner().invoke(app, ["advice", str(path), *arguments], catch_exceptions=False)
    assert SECRET not in str(error.value)
    assert SECRET not in repr(error.value)
    return [str(fault) for fault in error.value.faults]


def file(folder: Path, *rows: str, header: str = HEADER, name: str = "x.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def rates(report: dict[str, Any], by: str) -> dict[tuple[str, str], dict[str, Any]]:
    table = next(one for one in report["tables"] if one["by"] == by)
    return {(one["unit"], one["measure"]): one for one in table["rates"]}


def test_an_invented_file_says_so_everywhere(folder: Path) -> None:
    with (folder / "city.csv").open(encoding="utf-8") as stream:
        header, *rows = csv.reader(stream)
    assert all("(invented)" in name for name in header)
    assert len(rows) == 2700
    assert all("invented" in row[-1] and row[4].startswith("invented school") for row in rows)
    assert refused(folder / "city.csv", "--invent", "5") == [
        "city.csv: this file is there already. Give the name of a new file."
    ]


def test_rates_are_those_of_the_records(folder: Path, report: dict[str, Any]) -> None:
    """Counted again with other means: half steps by hand."""
    steps = {"PRO": 2, "VMBO_B": 4, "VMBO_B_K": 5, "VMBO_K": 6, "VMBO_K_GT": 7, "VMBO_GT": 8, "VMBO_GT_HAVO": 9}
    steps |= {"HAVO": 10, "HAVO_VWO": 11, "VWO": 12}
    low = {"PRO_VMBO_BB": 2, "VMBO_BB_KB": 5, "VMBO_KB_GLTL": 7, "VMBO_GLTL_HAVO": 9, "HAVO_VWO": 11, "VWO": 12}
    both = eligible = raised = 0
    with (folder / "city.csv").open(encoding="utf-8") as stream:
        for first, test, final, *_ in list(csv.reader(stream))[1:]:
            if first in steps and test:
                both += 1
                higher = low[test] > steps[first]
                eligible += higher
                raised += higher and steps[final] > steps[first]
    found = rates(report, "all")
    assert (found["all", "eligible"]["count"], found["all", "eligible"]["out_of"]) == (eligible, both)
    assert (found["all", "adjusted-a"]["count"], found["all", "adjusted-a"]["out_of"]) == (raised, eligible)
    assert found["all", "eligible"]["percent"] == round(100 * eligible / both)
    assert found["all", "eligible"]["denominator"] == "both"
    assert found["all", "adjusted-a"]["label"] == "A"
    assert found["all", "adjusted-b"]["label"] == "B"
    assert report["origin"] == "invented"


def test_ends_hold_the_share_and_the_interval_too(report: dict[str, Any]) -> None:
    for one in rates(report, "all").values():
        if one["percent"] is not None:
            assert one["low"] <= one["percent"] <= one["high"]
            assert one["least"] <= one["percent"] <= one["most"]


def test_nothing_small_comes_out(report: dict[str, Any]) -> None:
    seen = 0
    for table in report["tables"]:
        for one in table["rates"]:
            for name in ("count", "out_of", "missing"):
                value = one[name]
                empty = value == 0 and (name == "missing" or one["out_of"] == 0)
                assert value is None or value >= 10 or empty, one
                seen += value is not None
            if one["percent"] is not None:
                assert one["out_of"] >= 30
                assert 10 <= one["count"] <= one["out_of"] - 10
                assert one["low"] >= 1
                assert one["high"] <= 99
                assert one["least"] is None or one["least"] >= 1
                assert one["most"] is None or one["most"] <= 99
    assert seen > 100


def test_a_hidden_count_is_not_the_total_less_the_others(report: dict[str, Any]) -> None:
    """Of no count is exactly one unit hidden while the total is shown; and no rest of two shown counts is small."""
    total = rates(report, "all")
    hidden = 0
    for by in ("group", "year"):
        found = rates(report, by)
        for measure in {name for _, name in found}:
            for name in ("count", "out_of", "missing"):
                gone = [one for (_, each), one in found.items() if each == measure and one[name] is None]
                hidden += len(gone)
                assert len(gone) != 1 or total["all", measure][name] is None, (by, measure, name)
        for one in found.values():
            rest = None if None in (one["count"], one["out_of"]) else one["out_of"] - one["count"]
            assert rest is None or rest == 0 or rest >= 10
    schools = rates(report, "school")
    assert sum(one["count"] is None for one in schools.values()) > 5
    assert sum(one["count"] is not None for one in schools.values()) > 5


def test_schools_come_from_shown_counts_only(report: dict[str, Any]) -> None:
    found, shown = report["schools"], rates(report, "school")
    assert found["years"] == ["2020/21", "2021/22", "2022/23"]
    assert found["schools_shown"] + found["schools_hidden"] == 30
    for one in found["schools"]:
        assert shown[one["school"], "eligible-of-all"]["percent"] == one["percent"]
        assert one["low"] <= one["shrunk"] <= one["high"]
        assert 1 <= one["best_rank"] <= one["worst_rank"] <= found["schools_shown"]


def test_comparisons_find_what_was_planted(report: dict[str, Any]) -> None:
    """Teachers advise group 'lower' a tenth of a level lower: at the same score, that is what remains."""
    assert {one["same"] for one in report["standardised"]} == {"first advice", "test advice"}
    gap = next(one for one in report["parts"] if one["part"] == "gap")
    parts = [one["points"] for one in report["parts"] if one["part"] != "gap"]
    assert abs(sum(parts) - gap["points"]) <= 3  # each is rounded to whole points
    group = report["models"]["groups"][0]
    assert group["unit"] == "lower"
    assert report["models"]["reference"] == "higher"
    views = {(one["id"], one["reliability"]): one for one in group["views"]}
    assert set(views) >= {("raw", None), ("same-advice", None), ("same-score", None), ("same-ability", 0.9)}
    assert views["same-score", None]["points"] > views["same-advice", None]["points"]
    assert all(one["points"] <= 0 for one in group["above_level"])
    assert {one["reliability"] for one in group["noisy_test"]} == {1.0, 0.95, 0.9, 0.85}


def test_beside_the_country_and_beside_another_file(folder: Path, report: dict[str, Any]) -> None:
    assert report["national"]["year"] == "2022/23"
    assert report["national"]["percent_reference"] == 33.7
    causes = run(folder / "city.csv", "--reference", folder / "others.parquet")["causes"]
    assert [one["cause"] for one in causes["causes"]] == [
        "few-double-advices", "mix", "provider", "test-error", "late-bloomers", "school",
    ]  # fmt: skip
    assert abs(causes["gap"]["points"]) <= 6  # both come from one world
    assert causes["causes"][2]["status"] == "measured"
    assert causes["causes"][4]["status"] == "undecided"


def test_years_on_both_sides_of_a_break_are_asked_for(folder: Path) -> None:
    path = folder / "break.csv"
    CliRunner().invoke(app, ["advice", str(path), "--invent", "900", "--invent-from", "2022"])
    assert any("a break before 2023/24" in fault for fault in refused(path))
    report = run(path, "--across-breaks")
    assert [one["before"] for one in report["tables"][0]["breaks"]] == ["2023/24", "2023/24"]
    recent = folder / "recent.csv"
    CliRunner().invoke(app, ["advice", str(recent), "--invent", "900", "--invent-from", "2023"])
    report = run(recent)
    assert "national" not in report
    assert any("a break before 2023/24" in note for note in report["notes"])
    assert rates(report, "all")["all", "reason"]["percent"] is not None


def test_it_runs_without_any_network(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", no)
    monkeypatch.setattr(socket, "create_connection", no)
    monkeypatch.setattr(socket, "getaddrinfo", no)
    assert run(folder / "city.csv", "--by", "group", "--models", "--reference", folder / "others.parquet")["causes"]


def test_a_folder_of_results_holds_no_record(folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        run(folder / "city.csv", "--by", "school", "--output", tmp_path / "out")
    assert caplog.text == ""
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["rates-by-all.csv", "rates-by-school.csv", "report.json"]
    rows = pl.read_csv(tmp_path / "out" / "rates-by-school.csv")
    assert rows.height == 3 * 30
    assert rows.get_column("count").min() >= 10
    assert list(tmp_path.iterdir()) == [tmp_path / "out"]


def wrong() -> Iterator[Any]:
    """Records with a secret in every column in turn, and the column that must be named."""
    names = ("first", "test", "final", "group", "school", "year", "provider", "reason", "score")
    for at, name in enumerate(names):
        cells = ROW.split(",")
        cells[at] = SECRET
        if name not in ("group", "school", "provider"):
            yield pytest.param(",".join(cells), name, id=name)


@pytest.mark.parametrize(("row", "column"), list(wrong()))
def test_a_fault_names_row_and_column_and_never_the_value(tmp_path: Path, row: str, column: str) -> None:
    faults = refused(file(tmp_path, ROW, row, ROW, row))
    assert [fault.split(":")[0] for fault in faults] == [f"x.csv, row {n}, column '{column}'" for n in (3, 5)]


def test_all_faults_are_told_at_once_and_many_are_counted(tmp_path: Path) -> None:
    faults = refused(file(tmp_path, *[f"{SECRET},{SECRET},,a,s,2022/23,p,,"] * 50))
    assert len(faults) == 42
    assert sum("30 more rows" in fault for fault in faults) == 2


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(f"{SECRET},HAVO,VWO\nHAVO,VWO,{SECRET}\n".encode(), id="no header"),
        pytest.param(f"{HEADER}\n{ROW},{SECRET},{SECRET}\n".encode(), id="too many cells"),
        pytest.param(f'{HEADER}\n"{SECRET},{ROW}\n'.encode(), id="open quote"),
        pytest.param(f"{HEADER}\n{SECRET}\x00{ROW}\n".encode(), id="a NUL"),
        pytest.param(f"{HEADER}\n{SECRET}".encode() + b"\x81\x8d\xff\n", id="no encoding"),
        pytest.param(b"PAR1" + SECRET.encode() * 20 + b"PAR1", id="damaged Parquet"),
        pytest.param(b"\x1f\x8b" + SECRET.encode(), id="damaged gzip"),
        pytest.param(b"", id="empty"),
        pytest.param(HEADER.encode() + b"\n", id="no rows"),
    ],
)
def test_a_damaged_file_is_refused_without_a_word_of_it(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(raw)
    assert refused(path)


def test_the_program_itself_prints_no_record(tmp_path: Path) -> None:
    path = file(tmp_path, ROW.replace("HAVO_VWO", SECRET), ROW.replace("2022/23", SECRET))
    done = subprocess.run(
        [sys.executable, "-m", "speelveld", "advice", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "row 2" in done.stderr
    assert "row 3" in done.stderr
    assert SECRET not in done.stdout + done.stderr


def test_labels_of_a_few_pupils_are_never_printed(tmp_path: Path) -> None:
    rows = [ROW.replace(",a,s1,", f",{group},{school},") for group in ("a", "b") for school in ("s1", "s2")] * 30
    rows += [ROW.replace(",a,s1,", f",{SECRET} {at},{SECRET} {at},") for at in range(8)]
    done = CliRunner().invoke(
        app, ["advice", str(file(tmp_path, *rows)), "--by", "group", "--by", "school", "--format", "json"],
        catch_exceptions=False,
    )  # fmt: skip
    assert done.exit_code == 0
    assert SECRET not in done.output
    table = next(one for one in json.loads(done.stdout)["tables"] if one["by"] == "group")
    assert list(table["pupils"]) == ["a", "b", "smaller ones together"]
    assert table["pupils"]["smaller ones together"] is None


def test_a_column_of_numbers_of_persons_is_no_column_of_groups(tmp_path: Path) -> None:
    rows = [ROW.replace(",a,s1,", f",{at % 70},s,") for at in range(800)]
    (fault,) = refused(file(tmp_path, *rows))
    assert "column 'group': the column has 70 different values" in fault


def test_a_mapping_names_columns_words_and_one_year_for_all(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        *["mavo-plus;tl/h;hoog"] * 40,
        *["havo;havo/vwo;laag"] * 40,
        *["havo;tl/h;laag"] * 40,
        header="advies januari;dst;opl",
    )
    config = tmp_path / "map.toml"
    config.write_text(
        '[pupils.columns]\nfirst = "advies januari"\ntest = "dst"\ngroup = "opl"\n[pupils.constant]\nyear = "2023/24"\n'
        '[pupils.values.first]\n"mavo-plus" = "VMBO_GT"\n[pupils.values.test]\n"tl/h" = "VMBO_GLTL_HAVO"\n',
        encoding="utf-8",
    )
    report = run(path, "--config", config)
    assert rates(report, "all")["all", "eligible"]["count"] == 80
    assert rates(report, "all")["all", "eligible"]["percent"] == 67
    assert refused(path)[0].startswith("x.csv, row 1, column 'first': no column of the file (3 columns)")


def test_stricter_rules_are_kept(folder: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('version = "7"\n[counts]\nthreshold = 40\n[rounding]\nbase = 40\n', encoding="utf-8")
    report = run(folder / "city.csv", "--rules", rules)
    assert report["rules"] == "7"
    counts = [one["count"] for one in report["tables"][1]["rates"] if one["count"]]
    assert counts
    assert min(counts) >= 40


def test_text_is_printed_with_denominators(folder: Path) -> None:
    done = CliRunner().invoke(app, ["advice", str(folder / "city.csv"), "--models"], catch_exceptions=False)
    assert done.exit_code == 0
    for words in ("adjusted-a (A)", "the eligible", "all first advices", "Lord's paradox", "Beside the country"):
        assert words in done.output


def test_what_the_rules_forbid_is_counted_and_not_repaired(tmp_path: Path) -> None:
    rows = ["HAVO,HAVO_VWO,HAVO,a,s,2022/23,p,,4"] * 60 + ["HAVO,HAVO_VWO,VMBO_GT,a,s,2022/23,p,,4"] * 12
    rows += ["HAVO,HAVO_VWO,VWO,a,s,2022/23,p,,4"] * 3
    notes = run(file(tmp_path, *rows))["notes"]
    assert "12 pupils have a final advice below the first, which the rules forbid." in notes
    assert not any("above the test advice" in note for note in notes)
