# SPDX-License-Identifier: EUPL-1.2
"""``guard`` as a statistics bureau uses it: what comes out, what an outsider can do with it, and every fault of a file.

All tables are invented.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from speelveld.cli import app
from speelveld.disclosure.attack.bounds import bounds
from speelveld.disclosure.system import Statement, terms
from speelveld.disclosure.table_rules import default_text
from speelveld.errors import DisclosureError, InputError

SCHOOLS = """school;board;parents;pupils
Linden;north;low;31
Linden;north;middle;12
Linden;north;high;24
Beech;north;low;4
Beech;north;middle;40
Beech;north;high;38
Oak;north;low;14
Oak;north;middle;33
Oak;north;high;17
Elm;south;low;22
Elm;south;middle;26
Elm;south;high;0
Ash;south;low;13
Ash;south;middle;47
Ash;south;high;52
Yew;south;low;19
Yew;south;middle;16
Yew;south;high;11
"""
RULES = 'version = "7"\n[group_disclosure]\nsensitive = ["parents"]\n'
COLUMNS = ("school", "board", "parents")
ASKED = ("--count", "pupils", "--within", "school=board")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table, rules and a secret, in which the commands are typed."""
    (tmp_path / "pupils.csv").write_text(SCHOOLS, encoding="utf-8")
    (tmp_path / "rules.toml").write_text(RULES, encoding="utf-8")
    (tmp_path / "secret.key").write_bytes(b"an invented secret of a test suite")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def guard(*arguments: str) -> Result:
    """The command with arguments; it must succeed."""
    done = CliRunner().invoke(app, ["guard", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done


def protect(*arguments: str, file: str = "pupils.csv") -> list[dict[str, str]]:
    """The rows of the protected table."""
    return rows_of(guard(file, *ASKED, "--rules", "rules.toml", *arguments).stdout)


def refused(*arguments: str) -> tuple[str, ...]:
    """The faults of a command that finds its input wrong: exit status 1 by ``cli.main``."""
    with pytest.raises(InputError) as caught:
        CliRunner().invoke(app, ["guard", *arguments], catch_exceptions=False)
    return tuple(str(fault) for fault in caught.value.faults)


def wrong_use(*arguments: str) -> str:
    """What the command says about wrong use: exit status 2."""
    done = CliRunner(env={"COLUMNS": "1000", "NO_COLOR": "1"}).invoke(app, ["guard", *arguments])
    assert done.exit_code == 2, done.output
    return " ".join(done.stderr.replace("│", " ").split())


def rows_of(text: str) -> list[dict[str, str]]:
    """A CSV as records of text."""
    return list(csv.DictReader(io.StringIO(text)))


def outsider(
    rows: Sequence[Mapping[str, str]], columns: Sequence[str] = COLUMNS, count: str = "pupils"
) -> dict[tuple[str, ...], tuple[float, float]]:
    """What somebody who has only the protected table can find out of each hidden cell, by our independent attacker.

    The sums are read from the labels alone.
    """
    inner = [tuple(row[one] for one in columns) for row in rows if "Total" not in (row[one] for one in columns)]

    def form(row: Mapping[str, str]) -> Any:
        parts = [key for key in inner if all(row[one] in ("Total", key[at]) for at, one in enumerate(columns))]
        return terms("|".join(key) for key in parts)

    said = [
        Statement(str(at), form(row), int(row[count]), int(row[count]))
        for at, row in enumerate(rows)
        if row[count] != "–"
    ]
    hidden = [row for row in rows if row[count] == "–"]
    found = bounds(said, [form(row) for row in hidden], whole=True)
    return dict(zip((tuple(row[one] for one in columns) for row in hidden), found, strict=True))


def truth(text: str = SCHOOLS) -> dict[tuple[str, ...], int]:
    """The true count of every cell, totals included."""
    found: dict[tuple[str, ...], int] = {}
    for row in csv.DictReader(io.StringIO(text), delimiter=";"):
        school, board, parents = (row[one] for one in COLUMNS)
        for place, group in product(((school, board), ("Total", board), ("Total", "Total")), (parents, "Total")):
            found[(*place, group)] = found.get((*place, group), 0) + int(row["pupils"])
    return found


def test_a_protected_table_has_every_cell_and_only_true_numbers(folder: Path) -> None:
    rows = protect()
    real = truth()
    assert list(rows[0]) == [*COLUMNS, "pupils"]
    assert {tuple(row[one] for one in COLUMNS) for row in rows} == set(real)
    shown = {tuple(row[one] for one in COLUMNS): row["pupils"] for row in rows}
    assert shown["Beech", "north", "low"] == shown["Elm", "south", "high"] == "–"
    assert all(number == "–" or int(number) == real[cell] for cell, number in shown.items())
    assert shown["Total", "Total", "Total"] == str(real["Total", "Total", "Total"])
    assert 4 <= sum(number == "–" for number in shown.values()) < len(shown) / 2


def test_an_outsider_with_the_table_alone_finds_nothing(folder: Path) -> None:
    found = outsider(protect())
    real = truth()
    for cell in (("Beech", "north", "low"), ("Elm", "south", "high")):
        low, high = found[cell]
        assert low <= real[cell] <= high
        assert high - low >= 10
        assert high >= 10


def test_without_secondary_suppression_the_outsider_finds_it(folder: Path) -> None:
    """The same attack on a table in which only the small counts are hidden: it can fail."""
    rows = protect()
    real = truth()
    bare = [
        {**row, "pupils": "–" if 0 <= (value := real[tuple(row[one] for one in COLUMNS)]) < 10 else str(value)}
        for row in rows
    ]
    assert outsider(bare) == {("Beech", "north", "low"): (4, 4), ("Elm", "south", "high"): (0, 0)}


counts_of_nine = st.lists(st.integers(0, 30), min_size=9, max_size=9)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts_of_nine)
def test_any_small_table_withstands_the_outsider(folder: Path, counts: list[int]) -> None:
    lines = [f"{a};{b};{n}" for (a, b), n in zip(product("abc", "xyz"), counts, strict=True)]
    (folder / "any.csv").write_text("\n".join(["place;group;n", *lines]), encoding="utf-8")
    columns = ("place", "group")
    rows = rows_of(guard("any.csv", "--count", "n").stdout)
    found = outsider(rows, columns, "n")
    real = {(row["place"], row["group"]): row["n"] for row in rows}
    assert real.keys() == set(product((*"abc", "Total"), (*"xyz", "Total")))
    for (a, b), number in zip(product("abc", "xyz"), counts, strict=True):
        if number < 10:
            low, high = found[a, b]
            assert high - low >= 10 or sum(counts) < 10
            assert high >= 10 or sum(counts) < 10


def test_the_order_of_the_file_and_its_repeated_rows_say_nothing(folder: Path) -> None:
    header, *lines = SCHOOLS.splitlines()
    split = [line for line in lines if not line.startswith("Elm;south;high")]
    split.remove("Linden;north;low;31")
    split += ["Linden;north;low;30", "Linden;north;low;1"]
    (folder / "other.csv").write_text("\n".join([header, *reversed(split)]), encoding="utf-8")
    assert protect(file="other.csv") == protect()


def test_records_of_persons_and_parquet_give_the_same(folder: Path) -> None:
    frame = pl.read_csv("pupils.csv", separator=";")
    frame.write_parquet("pupils.parquet")
    assert protect(file="pupils.parquet") == protect()
    persons = frame.select(pl.col(*COLUMNS).repeat_by("pupils").explode(empty_as_null=False))
    persons.write_csv("persons.csv")
    rows = rows_of(guard("persons.csv", *ASKED[2:], "--rules", "rules.toml").stdout)
    assert [{**row, "pupils": row["count"]} for row in rows] == [{**row, "count": row["pupils"]} for row in protect()]


def test_the_report_is_internal_and_says_why(folder: Path) -> None:
    rows = protect("--report", "report.json", "--output", "out.csv")
    assert rows == []
    report = json.loads(Path("report.json").read_text("utf-8"))
    out = Path("out.csv").read_bytes()
    assert next(iter(report)) == "notice"
    assert "NOT FOR PUBLICATION" in report["notice"]
    assert report["output"]["sha256"] == hashlib.sha256(out).hexdigest()
    assert report["input"]["sha256"] == hashlib.sha256(Path("pupils.csv").read_bytes()).hexdigest()
    assert report["rules"]["sha256"] == hashlib.sha256(RULES.encode()).hexdigest()
    assert report["rules_version"] == "7"
    assert report["primary"] + report["secondary"] == report["hidden"] == out.decode().count("–")
    assert report["bound"] <= report["loss"] + 1e-9
    kinds = {tuple(entry["cell"].values()): entry for entry in report["hidden_cells"]}
    small, empty = kinds["Beech", "north", "low"], kinds["Elm", "south", "high"]
    assert (small["kind"], small["why"], small["needed_width"]) == ("primary", "fewer than 10", 10)
    assert "nobody" in empty["why"]
    found = outsider(rows_of(out.decode()))
    assert {cell: (entry["low"], entry["high"]) for cell, entry in kinds.items()} == found
    assert {entry["kind"] for entry in report["hidden_cells"]} == {"primary", "secondary"}
    # What goes out tells nothing of this.
    for word in ("primary", "secondary", "fewer", "nobody"):
        assert word not in out.decode()
    protect("--report", "report.md")
    assert Path("report.md").read_text("utf-8").startswith("**INTERNAL, NOT FOR PUBLICATION")


def test_json_holds_what_the_csv_holds(folder: Path) -> None:
    rows = protect()
    answer = json.loads(guard("pupils.csv", *ASKED, "--rules", "rules.toml", "--format", "json").stdout)
    assert set(answer) == {"file", "method", "rules", "cells", "hidden", "table"}
    assert [{k: "–" if v is None else str(v) for k, v in row.items()} for row in answer["table"]] == rows
    assert (answer["cells"], answer["hidden"]) == (len(rows), sum(row["pupils"] == "–" for row in rows))


def test_the_same_request_gives_the_same_answer(folder: Path) -> None:
    for method in (("suppress",), ("round",), ("cell-key", "--key-file", "secret.key")):
        assert len({json.dumps(protect("--method", *method)) for _ in range(2)}) == 1


def test_rounding_adds_up(folder: Path) -> None:
    rows = protect("--method", "round")
    shown = {tuple(row[one] for one in COLUMNS): int(row["pupils"]) for row in rows}
    real = truth()
    assert all(number % 10 == 0 and abs(number - real[cell]) < 10 for cell, number in shown.items())
    for cell, number in shown.items():
        parts = [
            shown[one]
            for one in shown
            if one[0] != "Total" != one[2] and all(a in (b, "Total") for a, b in zip(cell, one, strict=True))
        ]
        assert sum(parts) == number


def test_cell_keys_keep_zeros_and_stay_near(folder: Path) -> None:
    cell_key = ("--method", "cell-key", "--key-file", "secret.key")
    shown = {tuple(row[one] for one in COLUMNS): int(row["pupils"]) for row in protect(*cell_key)}
    real = truth()
    assert shown["Elm", "south", "high"] == 0
    assert all(abs(shown[cell] - real[cell]) <= 3 for cell in real)
    assert shown != real
    Path("secret.key").write_bytes(b"another invented secret of the tests")
    assert {tuple(row[one] for one in COLUMNS): int(row["pupils"]) for row in protect(*cell_key)} != shown
    # The same cell in a smaller table, without boards and schools: the same noise.
    (folder / "groups.toml").write_text('version = "1"\n[tables]\npublish = [["parents"]]\n', encoding="utf-8")
    groups = rows_of(guard("pupils.csv", *ASKED, "--rules", "groups.toml", *cell_key).stdout)
    every = {tuple(row[one] for one in COLUMNS): row["pupils"] for row in protect(*cell_key)}
    assert {row["parents"]: row["pupils"] for row in groups} == {
        one: every["Total", "Total", one] for one in ("high", "low", "middle")
    }


def test_labels_are_no_formulas_and_come_back(folder: Path) -> None:
    text = SCHOOLS.replace("Linden", "=HYPERLINK(1)").replace("north", "@north").replace("low", "-low")
    (folder / "odd.csv").write_text(text, encoding="utf-8")
    rows = protect("--method", "round", file="odd.csv") if "-low" in RULES else None
    rows = rows_of(guard("odd.csv", *ASKED, "--output", "odd-out.csv").stdout) or rows_of(
        Path("odd-out.csv").read_text()
    )
    cells = {cell for row in rows for cell in row.values()}
    assert {"'=HYPERLINK(1)", "'@north", "'-low"} <= cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    guard("odd.csv", *ASKED, "--earlier", "odd-out.csv")


def test_percentages_are_whole_and_come_from_shown_counts(folder: Path) -> None:
    (folder / "rules.toml").write_text(RULES + '[percentages]\nof = "parents"\n', encoding="utf-8")
    rows = protect()
    shown = {tuple(row[one] for one in COLUMNS): row["pupils"] for row in rows}
    seen = 0
    for row in rows:
        if row["parents"] == "Total":
            assert row["percentage"] == ""
            continue
        part, whole = row["pupils"], shown[row["school"], row["board"], "Total"]
        if row["percentage"] == "–":
            assert "–" in (part, whole) or not (int(whole) >= 30 and 10 <= int(part) <= int(whole) - 10)
        else:
            seen += 1
            assert abs(int(row["percentage"]) - 100 * int(part) / int(whole)) <= 0.5
            assert int(whole) >= 30
            assert 10 <= int(part) <= int(whole) - 10
    assert seen > 10
    assert "–" in {row["percentage"] for row in rows}


def test_masked_counts_never_become_narrower(folder: Path) -> None:
    """The file gives totals that would tell the masked count: they are hidden too."""
    text = SCHOOLS.replace("Beech;north;low;4", "Beech;north;low;<5")
    text += "Total;north;low;49\nBeech;north;Totaal;82\n"
    (folder / "masked.csv").write_text(text, encoding="utf-8")
    rows = protect(file="masked.csv")
    low, high = outsider(rows)["Beech", "north", "low"]
    assert low <= 1
    assert high >= 4
    shown = {tuple(row[one] for one in COLUMNS): row["pupils"] for row in rows}
    assert shown["Total", "Total", "Total"] == "–"


def test_totals_are_checked(folder: Path) -> None:
    ends = "Total;Total;Total;1\nTotal;north;low;49\nTotal;north;low;49\nPine;north;Total;4\nTotal;north;high;80\n"
    (folder / "totals.csv").write_text(SCHOOLS + ends, encoding="utf-8")
    found = refused("totals.csv", *ASKED)
    assert [text.split(":")[0] for text in found] == ["totals.csv, row 22", "totals.csv, row 23"]
    assert "row 21 already" in found[0]
    assert "no row adds up" in found[1]
    (folder / "totals.csv").write_text(SCHOOLS + "Total;Total;Total;1\nTotal;north;high;80\n", encoding="utf-8")
    found = refused("totals.csv", *ASKED)
    assert ["row 20" in found[0], "row 21" in found[1]] == [True, True]
    assert "the total is 80, its parts add up to 79" in found[1]
    (folder / "totals.csv").write_text(SCHOOLS + "Totaal;north;high;79\n", encoding="utf-8")
    assert protect(file="totals.csv") == protect()


def test_every_fault_of_a_file_is_named(folder: Path) -> None:
    (folder / "broken.csv").write_text(
        "school;board;parents;pupils\nElm;south;low;\nElm;;low;3\n\nElm;south;*;3\nElm;south;a|b;2.5\nElm;south;x;-1\n",
        encoding="utf-8",
    )
    found = refused("broken.csv", *ASKED)
    assert [text.split(":")[0] for text in found] == [
        "broken.csv, row 2, column 'pupils'",
        "broken.csv, row 3, column 'board'",
        "broken.csv, row 5, column 'parents'",
        "broken.csv, row 6, column 'parents'",
        "broken.csv, row 6, column 'pupils'",
        "broken.csv, row 7, column 'pupils'",
    ]
    (folder / "nested.csv").write_text("school;board;n\nElm;south;40\nElm;north;40\nAsh;Total;2\n", encoding="utf-8")
    found = refused("nested.csv", "--count", "n", "--within", "school=board")
    assert len(found) == 2
    assert "'Elm' lies in 'north' here, and in 'south' before" in found[0]
    assert "Did you mean 'pupils'" in refused("pupils.csv", "--count", "pupil")[0]
    (folder / "header.csv").write_text("school;pupils\n", encoding="utf-8")
    assert "no row below" in refused("header.csv", "--count", "pupils")[0]


def test_rules_about_nothing_are_refused(folder: Path) -> None:
    (folder / "rules.toml").write_text(
        'version = "1"\n[group_disclosure]\nsensitive = ["origin"]\n[tables]\nknown = [["year"]]\n', encoding="utf-8"
    )
    found = refused("pupils.csv", *ASKED, "--rules", "rules.toml")
    assert ["'origin'" in found[0], "'year'" in found[1]] == [True, True]
    (folder / "rules.toml").write_text('version = "1"\n[counts]\ntreshold = 5\n', encoding="utf-8")
    assert "counts.threshold" in refused("pupils.csv", *ASKED, "--rules", "rules.toml")[0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--output", "pupils.csv"), "would replace the table itself"),
        (("--report", "pupils.csv"), "needs a file of its own"),
        (("--report", "report.txt"), ".json or .md"),
        (("--within", "school"), "CHILD=PARENT"),
        (("--within", "school=borad"), "no dimension"),
        (("--within", "school=board", "--within", "board=school"), "circle"),
        (("--within", "school=board", "--within", "parents=board"), "two columns"),
        (("--method", "cell-key"), "need a secret"),
        (("--key-file", "secret.key"), "only --method cell-key"),
    ],
)
def test_wrong_use(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in wrong_use("pupils.csv", "--count", "pupils", *arguments)


def test_the_rules_can_be_printed() -> None:
    assert guard("--print-rules").stdout == default_text()


def test_years_are_pooled_over_windows_that_do_not_move(folder: Path) -> None:
    lines = [f"{year};{school};{n}" for year in range(2016, 2022) for school, n in (("A", 4), ("B", 40))]
    (folder / "years.csv").write_text("\n".join(["year;school;n", *lines]), encoding="utf-8")
    (folder / "pool.toml").write_text(
        'version = "1"\n[pooling]\ncolumn = "year"\nyears = 3\nfirst = 2011\n', encoding="utf-8"
    )
    done = guard("years.csv", "--count", "n", "--rules", "pool.toml")
    rows = rows_of(done.stdout)
    assert {row["year"] for row in rows} == {"2017-2019", "Total"}
    assert {row["school"]: row["n"] for row in rows if row["year"] == "2017-2019"} == {
        "A": "12",
        "B": "120",
        "Total": "132",
    }
    assert "2016, 2020, 2021" in done.stderr


def test_what_was_published_before_is_taken_into_account(folder: Path) -> None:
    """The same table by school alone, with the totals, was published before: it may not be taken together with this."""
    guard("pupils.csv", *ASKED, "--rules", "rules.toml", "--output", "first.csv")
    assert protect("--earlier", "first.csv") == rows_of(Path("first.csv").read_text("utf-8"))
    # Another table of the same pupils, with other cells hidden: together they must still withstand.
    (folder / "other.toml").write_text(RULES + '[loss]\nfavour = [{ columns = ["school"], factor = 50 }]\n', "utf-8")
    second = rows_of(guard("pupils.csv", *ASKED, "--rules", "other.toml", "--earlier", "first.csv").stdout)
    first = rows_of(Path("first.csv").read_text("utf-8"))
    both = [one if one["pupils"] != "–" else other for one, other in zip(first, second, strict=True)]
    found = outsider(both)
    for cell in (("Beech", "north", "low"), ("Elm", "south", "high")):
        assert found[cell][1] - found[cell][0] >= 10


def test_a_correction_and_a_total_over_what_is_gone_are_refused(folder: Path) -> None:
    (folder / "before.csv").write_text("board,pupils\nnorth,100\nsouth,–\nTotal,419\n", encoding="utf-8")
    found = refused("pupils.csv", *ASKED, "--earlier", "before.csv")
    assert len(found) == 1
    assert found[0].startswith("before.csv, row 2, column 'pupils': it was 100 here")
    (folder / "before.csv").write_text("board,pupils\nnorth,213\neast,50\nTotal,469\nsouth,–\n", encoding="utf-8")
    found = refused("pupils.csv", *ASKED, "--earlier", "before.csv")
    assert len(found) == 2
    assert "also counts east" in found[0]
    (folder / "before.csv").write_text("region,pupils\nnorth,213\n", encoding="utf-8")
    assert "no such column" in refused("pupils.csv", *ASKED, "--earlier", "before.csv")[0]
    # Other years of a table that has this column tell nothing about it.
    (folder / "before.csv").write_text("board,pupils\nwest,50\nTotal,50\n", encoding="utf-8")
    assert protect("--earlier", "before.csv") == protect()


def test_a_ledger_follows_corrections_and_gives_the_same_answer_again(folder: Path) -> None:
    """Beech had 4 pupils, then 6: shown totals before and after may not tell what changed."""
    first = protect("--ledger", "ledger.jsonl")
    lines = Path("ledger.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == 1
    assert protect("--ledger", "ledger.jsonl") == first
    assert Path("ledger.jsonl").read_text("utf-8").splitlines() == lines
    (folder / "corrected.csv").write_text(SCHOOLS.replace("Beech;north;low;4", "Beech;north;low;6"), encoding="utf-8")
    second = protect("--ledger", "ledger.jsonl", file="corrected.csv")
    assert len(Path("ledger.jsonl").read_text("utf-8").splitlines()) == 2
    # An outsider who guesses that only this one count was corrected has both tables, with one unknown more.
    kinds = {"Beech|north|low": "Beech|north|low, corrected"}
    said = [*statements(first, {}), *statements(second, kinds)]
    for atom in ("Beech|north|low", "Beech|north|low, corrected", "Elm|south|high"):
        ((low, high),) = bounds(said, [terms([atom])], whole=True)
        assert high - low >= 10


def statements(rows: Sequence[Mapping[str, str]], names: Mapping[str, str]) -> list[Statement]:
    """What a protected table says, with other names for some inner cells."""
    inner = [tuple(row[one] for one in COLUMNS) for row in rows if "Total" not in (row[one] for one in COLUMNS)]
    found = []
    for at, row in enumerate(rows):
        parts = ["|".join(key) for key in inner if all(row[c] in ("Total", key[i]) for i, c in enumerate(COLUMNS))]
        if row["pupils"] != "–":
            form = terms(names.get(part, part) for part in parts)
            found.append(Statement(f"{len(names)}, {at}", form, int(row["pupils"]), int(row["pupils"])))
    return found


def test_what_does_not_fit_a_ledger_is_refused(folder: Path) -> None:
    protect("--ledger", "ledger.jsonl")
    (folder / "other.csv").write_text("year;n\n2020;40\n2021;50\n", encoding="utf-8")
    assert "one ledger for each kind" in refused("other.csv", "--count", "n", "--ledger", "ledger.jsonl")[0]
    masked = SCHOOLS.replace("Beech;north;low;4", "Beech;north;low;<5").replace("Yew", "Yew#1")
    (folder / "masked.csv").write_text(masked, encoding="utf-8")
    found = refused("masked.csv", *ASKED, "--ledger", "ledger.jsonl")
    assert ["marks corrections" in found[0], "masked" in found[1]] == [True, True]
    assert "--earlier" in wrong_use("pupils.csv", *ASKED, "--ledger", "ledger.jsonl", "--method", "round")
    text = Path("ledger.jsonl").read_text("utf-8")
    Path("ledger.jsonl").write_text(text.replace("Elm", "Olm", 1), encoding="utf-8")
    with pytest.raises(DisclosureError, match="damaged"):
        protect("--ledger", "ledger.jsonl")


def test_nothing_is_written_when_it_was_told_already(folder: Path) -> None:
    """An earlier table shows the small count itself: no choice of hidden cells can take that back."""
    (folder / "leak.csv").write_text("school,parents,pupils\nBeech,low,4\n", encoding="utf-8")
    Path("out.csv").write_text("as it was", encoding="utf-8")
    with pytest.raises((DisclosureError, InputError)):
        protect("--earlier", "leak.csv", "--output", "out.csv", "--report", "report.json")
    assert Path("out.csv").read_text("utf-8") == "as it was"
    assert not Path("report.json").exists()


def test_nothing_is_written_when_the_attack_finds_a_leak(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that hides only the small counts: the attack at the end stops it."""
    from speelveld.disclosure import protect as module

    real = module.suppress

    def careless(system: Any, **more: Any) -> Any:
        found = real(system, **more)
        return type(found)(**{**{name: getattr(found, name) for name in found.__slots__}, "hidden": found.primary})

    monkeypatch.setattr(module, "suppress", careless)
    with pytest.raises(DisclosureError, match="Beech"):
        protect("--output", "out.csv")
    assert not Path("out.csv").exists()


def test_a_stop_halfway_leaves_what_was_there(folder: Path) -> None:
    """The process dies after both files were drafted and before either is in its place."""
    Path("out.csv").write_text("as it was", encoding="utf-8")
    program = (
        "import os, sys, pathlib\n"
        "pathlib.Path.replace = lambda *_: os._exit(9)\n"
        "from speelveld.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    arguments = ("guard", "pupils.csv", *ASKED, "--method", "round", "--output", "out.csv", "--report", "report.json")
    done = subprocess.run([sys.executable, "-c", program, *arguments], check=False, capture_output=True, env=os.environ)
    assert done.returncode == 9, done.stderr
    assert Path("out.csv").read_text("utf-8") == "as it was"
    assert not Path("report.json").exists()


def test_a_folder_that_is_not_there_writes_nothing(folder: Path) -> None:
    found = refused(
        "pupils.csv", *ASKED, "--method", "round", "--output", "out.csv", "--report", str(folder / "none" / "r.json")
    )
    assert "cannot be written" in found[0]
    assert not Path("out.csv").exists()
    assert sorted(path.name for path in folder.iterdir()) == ["pupils.csv", "rules.toml", "secret.key"]


def test_the_attacker_on_the_command_line_finds_nothing_and_finds_a_planted_leak(folder: Path) -> None:
    """``guard`` and then ``attack``, as a bureau types them; and once more after somebody filled in a hidden number."""
    guard("pupils.csv", *ASKED, "--rules", "rules.toml", "--output", "out.csv")
    attack = ("attack", "out.csv", "--original", "pupils.csv", "--rules", "rules.toml", "--count", "pupils")
    clean = CliRunner().invoke(app, attack, catch_exceptions=False)
    assert clean.exit_code == 0, clean.output
    # Beech has one number hidden beside the small one, so that its total does not give that away.
    text, real = Path("out.csv").read_text("utf-8"), truth()
    for group in ("high", "middle"):
        text = text.replace(f"Beech,north,{group},–", f"Beech,north,{group},{real['Beech', 'north', group]}")
    Path("out.csv").write_text(text.replace("Beech,north,Total,–", "Beech,north,Total,82"), encoding="utf-8")
    leaky = CliRunner().invoke(app, attack, catch_exceptions=False)
    assert leaky.exit_code == 1
    assert "Beech" in leaky.output
