# SPDX-License-Identifier: EUPL-1.2
"""The rules of a table as a bureau writes them: what is read, and every fault."""

from __future__ import annotations

import re

import pytest

from speelveld.disclosure.table_rules import InsiderRules, PoolingRules, TableRules, default_text, parse_rules
from speelveld.errors import InputError


def faults(text: str) -> list[str]:
    """The settings that are wrong, in the order found, of rules with a version."""
    with pytest.raises(InputError) as caught:
        parse_rules(text, "rules.toml")
    assert all(fault.file == "rules.toml" for fault in caught.value.faults)
    return [fault.column for fault in caught.value.faults]


def test_the_commented_file_states_the_defaults() -> None:
    assert parse_rules(default_text()) == TableRules("1.0") == parse_rules('version = "1.0"')


def test_every_setting_of_the_commented_file_is_read() -> None:
    """Each setting with a wrong value in its place is a fault of its own."""
    text = default_text().replace('"<5" = [1, 4]', '"<5" = false')
    wrong = re.sub(r"^([a-z_]+) = .*$", r"\1 = -1.5", text, flags=re.MULTILINE)
    settings = set(faults(wrong))
    names = re.findall(r"^([a-z_]+) =|^\[([a-z_.]+)\]", default_text(), re.MULTILINE)
    section, expected = "", {"input.masked"}
    for name, header in names:
        section = f"{header}." if header else section
        expected |= {f"{section}{name}"} if name else set()
    assert settings >= expected


def test_what_is_given_is_used() -> None:
    rules = parse_rules(
        """
        version = "2024-1"
        kind = "magnitudes"
        [counts]
        threshold = 5
        zeros = "show"
        base = 5
        [group_disclosure]
        sensitive = ["origin"]
        min_rest = 4
        [percentages]
        of = "origin"
        [magnitudes]
        dominance_percent = 85
        [rounding]
        base = 5
        [cell_key]
        smallest_shown = 2
        [input.masked]
        "<10" = [0, 9]
        [insiders]
        column = "school"
        of = "board"
        together = 3
        [pooling]
        column = "year"
        [tables]
        publish = [["school", "year"], []]
        known = [[]]
        [loss]
        measure = "cells"
        favour = [{ columns = ["year", "school"], factor = 3 }]
        """
    )
    assert (rules.version, rules.kind, rules.counts.threshold, rules.counts.zeros) == (
        "2024-1",
        "magnitudes",
        5,
        "show",
    )
    assert (rules.counts.base, rules.rounding_base, rules.masked) == (5, 5, {"<10": (0, 9)})
    assert rules.magnitudes.dominance_percent == 85
    assert rules.cell_key.smallest_shown == 2
    assert rules.publish == {frozenset({"school", "year"}), frozenset()}
    assert rules.known == {frozenset()}
    assert rules.loss.factor(frozenset({"school", "year"})) == 3
    assert rules.loss.factor(frozenset({"school"})) == 1
    assert set(rules.named_columns()) == {"origin", "year", "school", "board"}
    assert rules.insiders == InsiderRules("school", "board", 3)


def test_every_fault_is_listed_at_once() -> None:
    found = faults(
        """
        counts = 3
        vertion = "1"
        [countz]
        threshold = 4
        [cell_key]
        noise = 4
        variance = 20
        [input.masked]
        "<5" = [4, 1]
        [rounding]
        base = 5
        [tables]
        publish = []
        """
    )
    assert set(found) == {
        *("version", "counts", "vertion", "countz", "cell_key.noise", "cell_key", "input.masked", "rounding.base"),
        "tables.publish",
    }


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("[rounding]\nbase = 9", "rounding.base"),
        ("[counts]\nthreshold = true", "counts.threshold"),
        ("[counts]\nthreshold = 1", "counts.threshold"),
        ("[counts]\nzeros = 'hide'", "counts.zeros"),
        ("[cell_key]\nvariance = 3.5", "cell_key"),
        ("[cell_key]\nsmallest_shown = 4", "cell_key"),
        ("[tables]\npublish = [['school']]\nknown = [[]]", "tables.known"),
        ("[insiders]\nof = 'board'", "insiders.of"),
        ("[insiders]\ncolumn = 'school'\ntogether = 11", "insiders.together"),
        ("[loss]\nfavour = [{ columns = ['year'] }]", "loss.favour"),
        ("[input]\nmasked = { '' = [1, 4] }", "input.masked"),
    ],
)
def test_what_contradicts_itself_is_refused(text: str, setting: str) -> None:
    assert faults(f'version = "1"\n{text}') == [setting]


def test_what_is_no_toml_is_told_with_its_line() -> None:
    with pytest.raises(InputError) as caught:
        parse_rules('version = "1"\n[counts\n', "rules.toml")
    assert caught.value.faults[0].row == 2


def test_windows_do_not_overlap_and_do_not_depend_on_the_release() -> None:
    rule = PoolingRules("year", 3, 2011)
    windows = [rule.window(year) for year in range(2005, 2020)]
    assert windows[6:12] == [(2011, 2013)] * 3 + [(2014, 2016)] * 3
    assert all(
        first <= year <= last and last - first == 2
        for year, (first, last) in zip(range(2005, 2020), windows, strict=True)
    )
    assert len(set(windows)) == 5
