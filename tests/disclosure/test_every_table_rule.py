# SPDX-License-Identifier: EUPL-1.2
"""Every rule for tables has a force: ``guard`` under a looser one makes a table in which something is found.

The table is made under the looser rules, and looked at under the strict ones: by ``speelveld attack`` with the original
at hand, which shares no code with ``guard``, or by a plain measure where the attack asks nothing of the kind. Every
count is invented.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import pytest
from typer.testing import CliRunner

from speelveld.cli import app
from speelveld.disclosure import guard
from speelveld.disclosure.attack import attack
from speelveld.disclosure.cell_key import PTable, p_table
from speelveld.disclosure.insiders import beside_insiders
from speelveld.disclosure.protect import protect
from speelveld.disclosure.table_rules import default_text, parse_rules
from tests.disclosure.test_insiders import findings, members
from tests.disclosure.test_insiders import system as schools_of_boards
from tests.disclosure.test_primary import amounts, primary

COUNTS = {"Linden": (31, 12, 24), "Beech": (4, 40, 38), "Oak": (14, 33, 17), "Elm": (0, 26, 22), "Ash": (13, 47, 52)}
SKEWED = {"Linden": (60, 8, 9), "Beech": (40, 30, 30), "Oak": (35, 33, 37), "Ash": (44, 47, 52)}
STRICT = 'version = "strict"\n[group_disclosure]\nsensitive = ["parents"]\n'

Probe = Callable[[str], list[str]]
"""From the rules (TOML) to what is known too well of the table that they make."""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def made(counts: dict[str, tuple[int, int, int]], rules: str) -> list[str]:
    """The numbers of the table that ``guard`` makes, which is in ``out.csv`` then."""
    rows = [f"{school},{group},{n}" for school, of in counts.items() for group, n in zip("abc", of, strict=True)]
    Path("counts.csv").write_text("\n".join(["school,parents,pupils", *rows, ""]), encoding="utf-8")
    Path("rules.toml").write_text(rules, encoding="utf-8")
    asked = ["--count", "pupils", "--rules", "rules.toml", "--output", "out.csv"]
    done = CliRunner().invoke(app, ["guard", "counts.csv", *asked], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return [row["pupils"] for row in csv.DictReader(io.StringIO(Path("out.csv").read_text(encoding="utf-8")))]


def leaks(counts: dict[str, tuple[int, int, int]], strict: str = STRICT) -> Probe:
    """What ``attack`` finds with strict rules and the original, in what ``guard`` makes with others."""

    def probe(rules: str) -> list[str]:
        made(counts, rules)
        Path("strict.toml").write_text(strict, encoding="utf-8")
        tried = ["--count", "pupils", "--rules", "strict.toml", "--original", "counts.csv", "--format", "json"]
        found = CliRunner().invoke(app, ["attack", "out.csv", *tried], catch_exceptions=False)
        return [str(leak["cell"]) for leak in json.loads(found.stdout)["leaks"]]

    return probe


def exact(rules: str) -> list[str]:
    """Shown counts that are no multiples of five."""
    return [number for number in made(COUNTS, rules) if number != "–" and int(number) % 5]


def share(part: int, rest: int) -> Probe:
    """A percentage of few people."""

    def probe(rules: str) -> list[str]:
        of = parse_rules(rules)
        value = guard.table_share(part, rest, hidden=False, interval=(0.0, 1.0), rule=of)[0].value
        return [] if value is None else [str(value)]

    return probe


def unprotected(cell: str) -> Probe:
    """Whether an amount that one or two hold nearly all of is hidden."""

    def probe(rules: str) -> list[str]:
        found = parse_rules(rules).magnitudes
        return [] if cell in primary(amounts(replace(found, contributor=""))) else [cell]

    return probe


def rounded(rules: str) -> list[str]:
    """Small counts in a table that was rounded, of which fewer than ten numbers are possible."""
    of = schools_of_boards()
    said = protect(of, "round", base=parse_rules(rules).rounding_base).statements
    needs = [replace(need, width=9, reach=9) for need in of.needs()]
    return [one.form for one in attack(said, needs, attacks=["A2"])]


def narrow(rules: str) -> list[str]:
    """A count with noise that leaves fewer than seven numbers."""
    low, high = _noise(rules).possible(12)
    return [f"{low} to {high}"] if high - low < 6 else []


def sure(rules: str) -> list[str]:
    """A count that comes out as it is in more than half of all cases."""
    row = _noise(rules).row(12)
    chance = dict(zip(row.values, row.probabilities, strict=True))[0]
    return [str(chance)] if chance > 0.5 else []


def smallest(rules: str) -> list[str]:
    """A count of 1 or 2 that can come out as such."""
    table = _noise(rules)
    return [str(n) for n in (1, 2) for count in (1, 2) if n - count in table.row(count).values]


def _noise(rules: str) -> PTable:
    of = parse_rules(rules).cell_key
    return p_table(of.max_noise, of.variance, of.smallest_shown)


def together(rules: str) -> list[str]:
    """What a school, or two of one board, find out of a third."""
    of, asked = schools_of_boards(), parse_rules(rules).insiders
    table, names = protect(of), sorted(members(of))
    if asked.column and asked.together:
        groups = {"": names} if not asked.of else {"north": names[:2], "south": names[2:]}
        table = beside_insiders(of, table, members(of), groups, asked.together)
    return sorted({form for pair in combinations(names, 2) for form in findings(of, table, pair)})


def windows(rules: str) -> list[str]:
    """Windows of this release that are neither those of the release before (2011-2013, ...) nor apart from them."""
    of, before = parse_rules(rules).pooling, {(2011, 2013), (2014, 2016), (2017, 2019)}
    years = range(2011, 2020)
    found = {of.window(year) if of.column else (year, year) for year in years}
    return [str(one) for one in sorted(found - before) if any(one[0] <= b and a <= one[1] for a, b in before)]


@dataclass(frozen=True, slots=True)
class Loosened:
    """Rules under which nothing is found, the same with one setting loosened, and what looks at the table."""

    strict: str
    loose: str
    probe: Probe


def setting(section: str, key: str, strict: str, loose: str, probe: Probe, beside: str = "") -> Loosened:
    """One setting; ``beside`` are other settings of the section that stay as they are."""
    text = f'version = "1"\n{{more}}[{section}]\n{beside}{key} = {{value}}\n'
    more = "" if section == "group_disclosure" else '[group_disclosure]\nsensitive = ["parents"]\n'
    return Loosened(text.format(more=more, value=strict), text.format(more=more, value=loose), probe)


ZEROS = 'version = "1"\n[counts]\nzeros = "show"\n[group_disclosure]\nsensitive = {}\n'
ROUND = 'version = "1"\n[counts]\nthreshold = 2\n[rounding]\nbase = {}\n'
MEMBERS = 'column = "school"\n'
YEARS = 'column = "year"\n'
SENSITIVE = 'sensitive = ["parents"]\n'
FAINT = "p_percent = 1\n"

LOOSENED = {
    "counts.threshold": setting("counts", "threshold", "10", "3", leaks(COUNTS)),
    "counts.zeros": Loosened(
        'version = "1"\n', 'version = "1"\n[counts]\nzeros = "show"\n', leaks(COUNTS, 'version = "strict"\n')
    ),
    "counts.base": setting("counts", "base", "5", "1", exact),
    "group_disclosure.sensitive": Loosened(ZEROS.format('["parents"]'), ZEROS.format("[]"), leaks(COUNTS)),
    # At 10 the threshold of counts does as much: parts of a rest below 10 are below 10 themselves.
    "group_disclosure.min_rest": setting(
        "group_disclosure", "min_rest", "20", "10", leaks(SKEWED, STRICT + "min_rest = 20\n"), SENSITIVE
    ),
    "percentages.min_numerator": setting("percentages", "min_numerator", "10", "1", share(9, 60)),
    "percentages.min_denominator": setting("percentages", "min_denominator", "30", "1", share(14, 15)),
    "magnitudes.min_contributors": setting(
        "magnitudes", "min_contributors", "4", "3", unprotected("school=A|group=y"), FAINT + "dominance_percent = 100\n"
    ),
    "magnitudes.dominance_n": setting(
        "magnitudes", "dominance_n", "2", "1", unprotected("school=A|group=x"), FAINT + "dominance_percent = 95\n"
    ),
    "magnitudes.dominance_percent": setting(
        "magnitudes", "dominance_percent", "90", "100", unprotected("school=A|group=x"), FAINT
    ),
    "magnitudes.p_percent": setting(
        "magnitudes", "p_percent", "10", "1", unprotected("school=A|group=x"), "dominance_percent = 100\n"
    ),
    "rounding.base": Loosened(ROUND.format(10), ROUND.format(3), rounded),
    "cell_key.max_noise": setting("cell_key", "max_noise", "3", "2", narrow),
    "cell_key.variance": setting("cell_key", "variance", "1.5", "0.2", sure),
    "cell_key.smallest_shown": setting("cell_key", "smallest_shown", "3", "1", smallest, "variance = 2.5\n"),
    "insiders.column": setting("insiders", "column", '"school"', '""', together),
    "insiders.of": setting("insiders", "of", '""', '"board"', together, MEMBERS),
    "insiders.together": setting("insiders", "together", "2", "1", together, MEMBERS),
    "pooling.column": setting("pooling", "column", '"year"', '""', windows),
    "pooling.years": setting("pooling", "years", "3", "1", windows, YEARS),
    "pooling.first": setting("pooling", "first", "2011", "2012", windows, YEARS),
    "tables.known": Loosened(STRICT, STRICT + '[tables]\nknown = [["school", "parents"]]\n', leaks(COUNTS)),
}

WITHOUT_FORCE = {
    "kind": "says what the numbers are; a table of amounts is judged by [magnitudes], one of counts by [counts]",
    "percentages.of": "adds a column, computed from shown counts; without it there are none",
    "magnitudes.contributor": "says who a contributor is, and hides nothing by itself",
    "input.masked.<5": "says what the source did; a mask that is not named is refused (test_cli_guard)",
    "tables.publish": "takes tables away; all is the most that can be asked for",
    "loss.measure": "chooses among safe tables",
    "loss.favour": "chooses among safe tables",
}
"""Settings that protect nothing by themselves, and why."""


def keys(given: dict[str, object], above: str = "") -> list[str]:
    """The names of all settings."""
    found: list[str] = []
    for key, value in given.items():
        found += keys(value, f"{above}{key}.") if isinstance(value, dict) else [f"{above}{key}"]
    return found


def test_every_setting_is_looked_at() -> None:
    named = [key for key in keys(tomllib.loads(default_text())) if key != "version"]
    assert sorted(named) == sorted([*LOOSENED, *WITHOUT_FORCE])


@pytest.mark.parametrize("key", LOOSENED)
def test_a_rule_that_is_loosened_gives_something_away(key: str) -> None:
    one = LOOSENED[key]
    assert one.probe(one.strict) == []
    assert one.probe(one.loose) != []


@pytest.mark.parametrize("loss", ['measure = "cells"', 'measure = "values"', "favour = [{ columns = [], factor = 9 }]"])
def test_no_measure_of_loss_gives_anything_away(loss: str) -> None:
    assert leaks(COUNTS)(f"{STRICT}[loss]\n{loss}\n") == []
