# SPDX-License-Identifier: EUPL-1.2
"""``guard`` with rules about insiders: schools of one board that know their own rows. All counts are invented."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.test_cli_guard import ASKED, COLUMNS, RULES, SCHOOLS, folder, guard, outsider, protect, refused, truth

__all__ = ["folder"]

INSIDERS = RULES + '[insiders]\ncolumn = "school"\nof = "board"\n'


def of_board(rows: Sequence[Mapping[str, str]], known: Sequence[str]) -> dict[tuple[str, ...], tuple[float, float]]:
    """What schools find out that know their own rows: those are put into the table before it is looked at."""
    real = truth()
    filled = []
    for row in rows:
        own = row["school"] in known
        filled.append({**row, "pupils": str(real[tuple(row[one] for one in COLUMNS)]) if own else row["pupils"]})
    return outsider(filled)


def test_two_schools_of_a_board_do_not_learn_the_cell_of_a_third(folder: Path) -> None:
    """With the totals of the city. Without the rule they do."""
    plain = protect()
    (folder / "rules.toml").write_text(INSIDERS, encoding="utf-8")
    rows = protect("--report", "report.json")
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    told = report["insiders"]
    assert (told["column"], told["of"], told["together"]) == ("school", "board", 2)
    assert (told["coalitions"], told["tried"], told["known to them already"]) == (6, 6, 0)
    assert told["hidden because of them"] > 0
    assert report["loss"] > report["bound"]
    hidden, before = (sum(row["pupils"] == "–" for row in table) for table in (rows, plain))
    assert hidden == report["hidden"] > before
    small = {("Beech", "north", "low"): ("Linden", "Oak"), ("Elm", "south", "high"): ("Ash", "Yew")}
    exposed = 0
    for cell, pair in small.items():
        low, high = of_board(plain, pair)[cell]
        exposed += high - low < 10
        low, high = of_board(rows, pair)[cell]
        assert high - low >= 10
        assert high >= 10
    assert exposed


def test_insiders_need_a_column_that_lies_around_theirs(folder: Path) -> None:
    (folder / "rules.toml").write_text(INSIDERS, encoding="utf-8")
    [fault] = refused("pupils.csv", "--count", "pupils", "--rules", "rules.toml")
    assert "'school' does not lie within 'board'. Say --within school=board." in fault
    (folder / "rules.toml").write_text(INSIDERS + "together = 0\n", encoding="utf-8")
    assert "insiders" not in guard("pupils.csv", *ASKED, "--rules", "rules.toml").stderr
    (folder / "rules.toml").write_text(RULES + '[insiders]\ncolumn = "class"\n', encoding="utf-8")
    assert "rules name column 'class'" in refused("pupils.csv", *ASKED, "--rules", "rules.toml")[0]


def test_a_ledger_records_what_insiders_need_hidden(folder: Path) -> None:
    (folder / "rules.toml").write_text(INSIDERS, encoding="utf-8")
    first = protect("--ledger", "ledger.jsonl")
    assert [row["pupils"] for row in first] == [row["pupils"] for row in protect()]
    assert protect("--ledger", "ledger.jsonl") == first
    changed = SCHOOLS.replace("Ash;south;low;13", "Ash;south;low;15")
    (folder / "pupils.csv").write_text(changed, encoding="utf-8")
    corrected = {tuple(row[one] for one in COLUMNS): row["pupils"] for row in protect("--ledger", "ledger.jsonl")}
    assert corrected["Beech", "north", "low"] == corrected["Elm", "south", "high"] == "–"
