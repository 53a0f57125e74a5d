# SPDX-License-Identifier: EUPL-1.2
"""Rules from a file: YAML that can be read in one way only, and every fault with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from speelveld.commands.rules_file import parse_rules, read_rules_file
from speelveld.errors import InputError
from speelveld.placement.rules import policies
from tests.placement.rule_files import TEXT, rules


def test_a_file_that_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(f"# A comment does not count.\n{TEXT}", encoding="utf-8")
    assert read_rules_file(file).hash == rules().hash


@pytest.mark.parametrize("name", sorted(policies()))
def test_the_ready_made_files_can_be_read(name: str) -> None:
    assert parse_rules(policies()[name], name).document["format"] == "speelveld-rules/1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            TEXT.replace("twins:", "mechanism: ttc\ntwins:"),
            r"rules\.yaml, row \d+: .*the key 'mechanism' stands there twice",
        ),
        (TEXT.replace("[sibling]", "&here [sibling]").replace("when: [nearest]", "when: *here"), "write it out"),
        ("a: &a [*a]", r"row 1: .*it refers to another part; write it out"),
        ("list: {min: 1", r"rules\.yaml, row 1: this is not YAML"),
        ("!!python/object/apply:os.getcwd []", "this is not YAML"),
        ("a: 2027-02-31", "this is not YAML that can be read"),
        ("[a]: 1", "this is not YAML|is missing"),
        ("", "None is not an object with the keys format"),
        (TEXT.replace("min: 2", "min: 2.5"), r"rules\.yaml: list\.min: 2\.5 is not a whole number"),
    ],
)
def test_a_file_with_a_fault(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_rules_file(file)


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_bytes("name: één".encode("latin-1"))
    with pytest.raises(InputError, match=r"rules\.yaml: this is not UTF-8 text: byte 6"):
        read_rules_file(file)
