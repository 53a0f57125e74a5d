# SPDX-License-Identifier: EUPL-1.2
"""``speelveld attack`` on protected tables, ours and others': what it finds, and every fault of a file."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from speelveld.cli import app
from speelveld.commands.attack_needs import Way
from speelveld.commands.attack_read import How
from speelveld.commands.attack_table import read_told
from speelveld.disclosure.attack import Finding
from speelveld.disclosure.moves import unproven
from speelveld.disclosure.table_rules import default_text, parse_rules
from speelveld.errors import InputError

COUNTS = {
    ("Linden", "vmbo"): 3,
    ("Linden", "havo"): 22,
    ("Linden", "vwo"): 18,
    ("Beech", "vmbo"): 31,
    ("Beech", "havo"): 14,
    ("Beech", "vwo"): 12,
    ("Oak", "vmbo"): 25,
    ("Oak", "havo"): 16,
    ("Oak", "vwo"): 11,
}
"""Invented."""
SAFE = {("Linden", "vmbo"), ("Linden", "vwo"), ("Oak", "vmbo"), ("Oak", "vwo")}
RULES = 'version = "test"\n[counts]\nthreshold = 5\n'


def table(hidden: set[tuple[str, str]], *, total: str = "Total", marker: str = "–", margins: bool = True) -> str:
    """The counts with their margins as CSV, some of them hidden."""
    rows = [
        f"{school},{advice},{marker if (school, advice) in hidden else n}" for (school, advice), n in COUNTS.items()
    ]
    schools, advices = (sorted({key[at] for key in COUNTS}) for at in (0, 1))
    for school, advice in product([*schools, total], [*advices, total]) if margins else ():
        if total in (school, advice):
            value = sum(n for (s, a), n in COUNTS.items() if school in (s, total) and advice in (a, total))
            rows.append(f"{school},{advice},{marker if (school, advice) in hidden else value}")
    return "\n".join(["school,advice,pupils", *rows, ""])


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Write a file, and give its path as text."""

    def write_file(text: str, name: str = "table.csv") -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write_file


def attacked(*arguments: str, leaks: bool) -> dict[str, Any]:
    """The answer in JSON of an attack that ends with status 1 (leaks) or 0."""
    done = CliRunner().invoke(app, ["attack", *arguments, "--format", "json"], catch_exceptions=False)
    assert done.exit_code == int(leaks), done.output
    answer: dict[str, Any] = json.loads(done.stdout)
    assert bool(answer["leaks"]) == leaks
    return answer


def refused(*arguments: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        CliRunner().invoke(app, ["attack", *arguments], catch_exceptions=False)
    return [str(fault) for fault in caught.value.faults]


def wrong_use(*arguments: str) -> str:
    done = CliRunner(env={"COLUMNS": "1000", "NO_COLOR": "1"}).invoke(app, ["attack", *arguments])
    assert (done.exit_code, done.stdout) == (2, "")
    return " ".join(done.stderr.replace("│", " ").split())


def test_a_table_that_hides_enough_has_no_leak(write: Any) -> None:
    answer = attacked(write(table(SAFE)), leaks=False)
    assert answer == {"file": "table.csv", "threshold": 10, "cells": 16, "hidden": 4, "attacked": 4, "leaks": []}


@pytest.mark.parametrize("total", ["Total", "Totaal", "*", "alle", "ALL"])
@pytest.mark.parametrize("marker", ["–", "-", "x", ".", "*", "", "NA", "c", "suppressed"])
def test_a_single_hidden_cell_is_found_however_it_is_marked(write: Any, total: str, marker: str) -> None:
    [leak] = attacked(write(table({("Linden", "vmbo")}, total=total, marker=marker)), leaks=True)["leaks"]
    assert leak["cell"] == {"school": "Linden", "advice": "vmbo"}
    assert (leak["low"], leak["high"], leak["value"], leak["attacks"]) == (3, 3, None, ["A1", "A2"])


def test_totals_under_another_name_are_found_by_what_they_count(write: Any) -> None:
    path = write(table({("Linden", "vmbo")}, total="Stad"))
    [leak] = attacked(path, leaks=True)["leaks"]
    assert (leak["low"], leak["high"]) == (3, 3)
    assert [one["low"] for one in attacked(path, "--total", "Stad", leaks=True)["leaks"]] == [3]


def test_the_original_tells_which_cells_matter_and_what_they_are(write: Any) -> None:
    original = write(table(set(), margins=False), "original.csv")
    rules = write('version = "1"\n[counts]\nthreshold = 3\n', "three.toml")
    large = write(table({("Linden", "havo")}), "large.csv")
    small = write(table({("Linden", "vmbo")}), "small.csv")
    assert attacked(large, "--original", original, "--rules", rules, leaks=False)["attacked"] == 0
    [leak] = attacked(small, "--original", original, leaks=True)["leaks"]
    assert leak["value"] == 3


def test_a_large_count_that_is_known_is_no_leak_even_without_the_original(write: Any) -> None:
    rules = write('version = "1"\n[counts]\nthreshold = 3\n', "three.toml")
    assert attacked(write(table({("Linden", "havo")})), "--rules", rules, leaks=False)["attacked"] == 1


def test_a_small_count_that_is_shown_is_found_with_and_without_the_original(write: Any) -> None:
    """The true 3 put back into a table that hides enough."""
    original = write(table(set(), margins=False), "original.csv")
    shown = write(table(SAFE - {("Linden", "vmbo")}), "shown.csv")
    for given in ((), ("--original", original)):
        found = {tuple(one["cell"].values()): one for one in attacked(shown, *given, leaks=True)["leaks"]}
        leak = found["Linden", "vmbo"]
        assert (leak["low"], leak["high"], leak["value"], leak["attacks"]) == (3, 3, 3, ["A1", "A2"])
        assert leak["why"] == "it is shown"
    whole = attacked(write(table(set())), "--original", original, leaks=True)
    assert [one["value"] for one in whole["leaks"]] == [3]
    assert (whole["hidden"], whole["attacked"]) == (0, 1)


def test_what_the_rules_let_be_shown_is_no_leak(write: Any) -> None:
    """A total that is known anyway, and zeros that the rules show."""
    original = write("school,n\na,4\nb,0\n", "original.csv")
    path = write("school,n\na,4\nb,0\nTotal,4\n")
    known = 'version = "1"\n[tables]\npublish = [["school"], []]\nknown = [["school"], []]\n'
    rules = write(known, "known.toml")
    assert attacked(path, "--original", original, "--rules", rules, leaks=False)["attacked"] == 0
    assert attacked(path, "--rules", rules, leaks=False)["attacked"] == 0
    zeros = write('version = "1"\n[counts]\nthreshold = 4\nzeros = "show"\n', "zeros.toml")
    assert attacked(path, "--original", original, "--rules", zeros, leaks=False)["attacked"] == 0
    zeros = write('version = "1"\n[counts]\nthreshold = 4\n', "zeros.toml")
    [leak] = attacked(path, "--original", original, "--rules", zeros, leaks=True)["leaks"]
    assert (leak["cell"], leak["value"]) == ({"school": "b"}, 0)


SENSITIVE = (
    'version = "1"\n[counts]\nthreshold = 5\nzeros = "show"\n[group_disclosure]\nsensitive = ["origin"]\nmin_rest = 8\n'
)
ORIGINS = "school,origin,n\na,x,33\na,y,7\nb,x,30\nb,y,0\nc,x,0\nc,y,0\nd,x,40\nd,y,41\n"


def test_group_disclosure_is_found_in_what_is_shown(write: Any) -> None:
    """Nobody of a group that has people in it; and 33 of 40, which tells that 7 are not. At c is nobody at all."""
    original, rules = write(ORIGINS, "original.csv"), write(SENSITIVE, "rules.toml")
    totals = "a,Total,40\nb,Total,30\nc,Total,0\nd,Total,81\nTotal,x,103\nTotal,y,48\nTotal,Total,151\n"
    for given in ((), ("--original", original)):
        answer = attacked(write(ORIGINS + totals), *given, "--rules", rules, leaks=True)
        found = {tuple(one["cell"].values()): one["value"] for one in answer["leaks"]}
        assert found == {("a", "not x"): 7, ("b", "y"): 0}


def test_a_row_that_is_left_out_is_attacked_too(write: Any) -> None:
    """A hidden row is no row: the original tells that it was there."""
    original = write(table(set(), margins=False), "original.csv")
    text = "\n".join(line for line in table({("Linden", "vmbo")}).splitlines() if "–" not in line)
    [leak] = attacked(write(text), "--absent", "hidden", "--original", original, leaks=True)["leaks"]
    assert (leak["cell"], leak["low"], leak["high"]) == ({"school": "Linden", "advice": "vmbo"}, 3, 3)


def test_the_rules_say_what_is_small(write: Any) -> None:
    rules = write(RULES, "rules.toml")
    path = write(table(SAFE))
    assert attacked(path, "--rules", rules, leaks=False)["threshold"] == 5
    ten = write(table({("Linden", "vmbo"), ("Linden", "vwo"), ("Linden", "Total")}), "ten.csv")
    assert {one["low"] for one in attacked(ten, "--rules", rules, leaks=True)["leaks"]} == {3}


def test_a_masked_count_may_not_become_narrower_than_its_mask(write: Any) -> None:
    rows = "school,n\na,<5\nb,<5\nc,20\nd,0\nTotal,{}\n"
    assert attacked(write(rows.format(25)), leaks=False)["hidden"] == 2
    leaks = attacked(write(rows.format(28)), leaks=True)["leaks"]
    assert [(one["low"], one["high"]) for one in leaks] == [(4, 4), (4, 4)]
    [one] = attacked(write("school,n\na,<5\nb,17\nTotal,17\n"), leaks=True)["leaks"]
    assert (one["low"], one["high"]) == (0, 0)


def test_what_a_mask_stands_for_can_be_said(write: Any) -> None:
    """Two masks that add up to 5: with zeros among them 1 to 4 each, or any of 0 to 4 but no 5."""
    rows = write("school,n\na,<5\nb,<5\nc,20\nTotal,25\n")
    assert attacked(rows, "--lowest", "1", leaks=False)["hidden"] == 2
    assert {one["low"] for one in attacked(rows, "--lowest", "0", leaks=True)["leaks"]} == {1}


def test_columns_that_nest_need_not_be_named(write: Any) -> None:
    """A board's total is the sum of its schools; the grand total of the boards."""
    rows = (
        "board,school,n\nnorth,a,–\nnorth,b,–\nnorth,Total,40\nsouth,c,30\nsouth,d,21\nsouth,Total,51\nTotal,Total,91\n"
    )
    assert attacked(write(rows), leaks=False)["hidden"] == 2
    [leak] = attacked(write(rows.replace("north,b,–", "north,b,36")), leaks=True)["leaks"]
    assert (leak["cell"], leak["low"]) == ({"board": "north", "school": "a"}, 4)


def test_rows_that_are_left_out_can_be_hidden_ones(write: Any) -> None:
    """The usual way of other tools: a hidden row is no row."""
    text = "\n".join(line for line in table({("Linden", "vmbo")}).splitlines() if "–" not in line)
    assert "cannot all be true" in refused(write(text))[0]
    answer = attacked(write(text), "--absent", "hidden", leaks=False)
    assert answer["hidden"] == 0


def test_a_table_of_margins_alone_is_attacked(write: Any) -> None:
    rows = "a,b,n\nx,Total,12\ny,Total,30\nTotal,p,–\nTotal,q,40\nTotal,Total,42\n"
    [leak] = attacked(write(rows), leaks=True)["leaks"]
    assert (leak["cell"], leak["low"], leak["high"]) == ({"a": "Total", "b": "p"}, 2, 2)


def test_an_earlier_table_is_taken_along(write: Any) -> None:
    earlier = write(table({("Linden", "havo"), ("Linden", "vmbo"), ("Oak", "havo"), ("Oak", "vmbo")}), "earlier.csv")
    now = write(table(SAFE))
    attacked(now, leaks=False)
    assert attacked(now, "--earlier", earlier, leaks=True)["leaks"][0]["low"] == 3
    other = write("school,pupils\nLinden,40\n", "other.csv")
    assert "the columns of labels are others" in refused(now, "--earlier", other)[0]


def test_rounded_tables_are_read_as_such(write: Any) -> None:
    rules = write('version = "test"\n[counts]\nthreshold = 5\nbase = 5\n', "rules.toml")
    rows = "school,n\na,–\nb,15\nc,20\nTotal,45\n"
    assert attacked(write(rows), "--rules", rules, leaks=False)["hidden"] == 1
    controlled = write("school,n\na,0\nb,20\nTotal,30\n")
    assert "cannot all be true" in refused(controlled)[0]
    assert attacked(controlled, "--method", "round", leaks=False)["hidden"] == 0
    original = write("school,n\na,4\nb,21\nc,3\n", "original.csv")
    # The attacker may know that a is within 9 of 0: nothing more. The rules ask no more of such a table.
    whole = write("school,n\na,0\nb,20\nc,10\nTotal,30\n")
    assert attacked(whole, "--method", "round", "--original", original, leaks=False)["attacked"] == 2
    fives = write("school,n\na,5\nb,20\nc,5\nTotal,30\n")
    asked = (fives, "--original", original, "--method", "round")
    assert attacked(*asked, "--base", "5", leaks=False)["attacked"] == 2
    shown = attacked(fives, "--original", original, "--base", "5", leaks=True)["leaks"]
    assert [(one["cell"]["school"], one["low"], one["high"]) for one in shown] == [("a", 3, 7), ("c", 3, 7)]
    assert "at least 2" in wrong_use(fives, "--method", "round", "--base", "1")
    assert "no base" in wrong_use(fives, "--method", "cell-key", "--base", "5")
    assert attacked(write("school,n\na,5\nb,15\nTotal,21\n"), "--method", "cell-key", leaks=False)["hidden"] == 0


def test_different_markers_are_found(write: Any) -> None:
    text = table(SAFE).replace("Linden,vmbo,–", "Linden,vmbo,x")
    leaks = attacked(write(text), leaks=True)["leaks"]
    assert [one["attacks"] for one in leaks] == [["A13"]]
    assert "look different" in leaks[0]["why"]


def test_the_screen_lists_what_was_found(write: Any) -> None:
    done = CliRunner().invoke(app, ["attack", write(table({("Linden", "vmbo")}))])
    assert done.exit_code == 1
    assert "school=Linden, advice=vmbo" in done.stdout
    safe = CliRunner().invoke(app, ["attack", write(table(SAFE)), "--count", "pupils"])
    assert (safe.exit_code, safe.stderr) == (0, "")
    assert safe.stdout.startswith("table.csv: no leak. Of 16 cells 4 are hidden")


def test_what_guard_writes_is_safe(write: Any, tmp_path: Path) -> None:
    original = write(table(set(), margins=False), "original.csv")
    protected = str(tmp_path / "protected.csv")
    done = CliRunner().invoke(app, ["guard", original, "--count", "pupils", "--output", protected])
    assert done.exit_code == 0, done.output
    assert attacked(protected, "--original", original, leaks=False)["hidden"] >= 4


POOLED = 'version = "test"\n[pooling]\ncolumn = "year"\nyears = 3\nfirst = 2011\n'


def test_windows_of_years_are_the_sum_of_the_years_of_the_original(write: Any, tmp_path: Path) -> None:
    """What guard pools, attack finds in the years that the windows hold; years outside them are left out."""
    lines = [f"{school},{year},{size + year % 3}" for school, size in SIZES.items() for year in range(2011, 2018)]
    original = write("\n".join(["school,year,pupils", *lines, ""]), "original.csv")
    rules = write(POOLED, "rules.toml")
    protected = str(tmp_path / "protected.csv")
    asked = ["guard", original, "--count", "pupils", "--rules", rules, "--output", protected]
    assert CliRunner().invoke(app, asked).exit_code == 0
    text = Path(protected).read_text(encoding="utf-8")
    assert "2011-2013" in text
    found = attacked(protected, "--count", "pupils", "--original", original, "--rules", rules, leaks=False)
    assert found["hidden"] > 0
    open_row = f"Linden,2011-2013,{3 * SIZES['Linden'] + sum(year % 3 for year in (2011, 2012, 2013))}"
    opened = write(text.replace("Linden,2011-2013,–", open_row), "opened.csv")
    assert open_row in Path(opened).read_text(encoding="utf-8")
    leaks = attacked(opened, "--count", "pupils", "--original", original, "--rules", rules, leaks=True)["leaks"]
    assert {"school": "Linden", "year": "2011-2013"} in [leak["cell"] for leak in leaks]


SIZES = {"Linden": 1, "Beech": 12, "Oak": 14, "Elm": 2}
"""Invented."""


def test_windows_that_overlap_are_refused_and_school_years_are_not(write: Any) -> None:
    rows = ["school,year,pupils", "Linden,2011-2013,40", "Linden,2012-2014,44", "Linden,2015-2017,40"]
    [fault] = refused(write("\n".join([*rows, ""]), "rolling.csv"), "--count", "pupils")
    assert "'2011-2013' and '2012-2014' share years" in fault
    years = ["school,year,pupils", "Linden,2011-2012,40", "Linden,2012-2013,44", "Linden,2013-2014,40"]
    attacked(write("\n".join([*years, ""]), "years.csv"), "--count", "pupils", leaks=False)


def test_what_is_not_checked_in_time_is_a_leak_and_never_silent(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(table(SAFE))
    assert attacked(path, leaks=False)["leaks"] == []
    monkeypatch.setattr("time.monotonic", iter(range(10**9)).__next__)
    leaks = attacked(path, "--seconds", "1", leaks=True)["leaks"]
    assert len(leaks) == len(SAFE)
    assert all("not checked to the end" in leak["why"] for leak in leaks)


def test_a_rounded_table_proves_itself_uncertain_without_the_original(write: Any, tmp_path: Path) -> None:
    """Its own numbers add up, and each may be one higher: no programme needs to be solved for that."""
    original = write(table(set(), margins=False), "original.csv")
    rounded = str(tmp_path / "rounded.csv")
    asked = ["guard", original, "--count", "pupils", "--method", "round", "--output", rounded]
    assert CliRunner().invoke(app, asked).exit_code == 0
    way = Way(lambda shown: (max(0, shown - 9), shown + 9), most=9, base=10)
    rules = parse_rules(default_text())
    told = read_told(Path(rounded), How("pupils"), rules, way, absent=False, original=None)
    assert len(told.tables) == 1
    assert told.needs
    assert unproven(told.statements, told.needs, told.tables) == ()
    assert unproven(told.statements, told.needs, ()) == told.needs


@pytest.mark.parametrize("method", ["round", "cell-key"])
def test_what_guard_rounds_or_perturbs_is_attacked_and_safe(write: Any, tmp_path: Path, method: str) -> None:
    original, protected = write(table(set(), margins=False), "original.csv"), str(tmp_path / "protected.csv")
    key = ("--key-file", write("an invented secret of a test suite", "secret.key")) if method == "cell-key" else ()
    made = CliRunner().invoke(
        app, ["guard", original, "--count", "pupils", "--method", method, *key, "--output", protected]
    )
    assert made.exit_code == 0, made.output
    assert attacked(protected, "--method", method, "--original", original, leaks=False)["attacked"] == 1
    assert attacked(protected, "--method", method, leaks=False)["attacked"] >= 1
    # Read as exact counts, what was rounded away is another table.
    if method == "round":
        assert "Is it of another table, or rounded?" in refused(protected, "--original", original)[0]


def test_every_fault_of_a_table_is_told_with_its_place(write: Any) -> None:
    rows = "school,group,n\nA,x,12\nA,y,1.5\n,x,3\nB,y,-4\nA,x,12\nB,x,few\n"
    advice = "A hidden count is –, x, . or empty; a masked one is <5 or 1-4. Percentages and decimals are not read."
    assert refused(write(rows), "--count", "n") == [
        f"table.csv, row 3, column 'n': '1.5' is no whole count of at least 0. {advice}",
        "table.csv, row 4, column 'school': the label is missing. Write 'Total' where the row is a total.",
        f"table.csv, row 5, column 'n': '-4' is no whole count of at least 0. {advice}",
        "table.csv, row 6: the cell of row 2 stands here again. Leave one of them out.",
        f"table.csv, row 7, column 'n': 'few' is no whole count of at least 0. {advice}",
    ]


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("school,n\n", (), "there is a header, but no row below it."),
        ("school,n\nA,3\n", ("--count", "m"), "column 'm': there is no such column."),
        ("n\n3\n", (), "there is no column of labels beside the counts."),
        ("a,b,n\nTotal,x,4\nTotal,y,5\n", (), "column 'a': every row is a total here."),
        ("school,n\nA,3\nB,4\nTotal,8\n", (), "cannot all be true"),
    ],
)
def test_tables_that_cannot_be_attacked_are_refused(
    write: Any, text: str, options: tuple[str, ...], message: str
) -> None:
    assert any(message in fault for fault in refused(write(text), *options))


def test_an_original_of_another_table_is_refused(write: Any) -> None:
    other = write(table(set(), margins=False).replace("Beech,vmbo,31", "Beech,vmbo,32"), "other.csv")
    faults = refused(write(table(SAFE)), "--original", other)
    assert "table.csv, row 5, column 'pupils': '31' is 32 in other.csv. Is it of another table, or rounded?" in faults
    masked = write(table({("Oak", "vwo")}, margins=False), "masked.csv")
    assert "the original hides this count as well" in refused(write(table(SAFE)), "--original", masked)[0]


def test_rules_for_amounts_are_refused(write: Any) -> None:
    rules = write('version = "1"\nkind = "magnitudes"\n', "rules.toml")
    assert "only counts are attacked" in refused(write(table(SAFE)), "--rules", rules)[0]


def test_wrong_use_is_told(write: Any, tmp_path: Path) -> None:
    assert "does not exist" in wrong_use(str(tmp_path / "nothing.csv"))
    assert "takes no municipality" in wrong_use(write(table(SAFE)), "--municipality", "Groningen")
    assert "takes no options of tables" in wrong_use(str(tmp_path), "--count", "n")


def test_a_site_is_attacked_by_the_outsider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def attack_site(folder: Path, *, municipality: str | None) -> list[Finding]:
        asked.append((folder, municipality))
        return [Finding("A5", "share of Linden", 12, 13, None, "13% v. 12.5%", "chart")] if municipality else []

    monkeypatch.setattr("speelveld.outsider.attack_site", attack_site)
    assert attacked(str(tmp_path), leaks=False) == {"file": tmp_path.name, "leaks": []}
    [leak] = attacked(str(tmp_path), "--municipality", "Groningen", leaks=True)["leaks"]
    assert leak["cell"] == {"": "share of Linden"}
    assert leak["why"] == "13% v. 12.5% [chart]"
    assert asked == [(tmp_path, None), (tmp_path, "Groningen")]
    done = CliRunner().invoke(app, ["attack", str(tmp_path)])
    assert (done.exit_code, done.stdout) == (0, f"{tmp_path.name}: no leak.\n")


def test_a_folder_that_is_no_site_is_refused(tmp_path: Path) -> None:
    assert refused(str(tmp_path))
