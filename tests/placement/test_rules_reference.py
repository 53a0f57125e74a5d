# SPDX-License-Identifier: EUPL-1.2
"""The reference of rules files names every key and every word that a file may hold, and its example is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from speelveld.commands.rules_file import parse_rules
from speelveld.placement.cautions import cautions
from speelveld.placement.rules_schema import CONDITIONS, MECHANISMS, RULES
from speelveld.placement.schema import Each, OneOf, Record, Shape, Table

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")


def words(shape: Shape) -> Iterator[str]:
    """Every key and fixed word of a shape."""
    match shape:
        case Record():
            for key, inner in {**shape.required, **shape.optional}.items():
                yield key
                yield from words(inner)
        case Each() | Table():
            yield from words(shape.inner)
        case OneOf():
            yield from shape.words


def test_every_key_and_word_is_named() -> None:
    plain = set(
        re.findall(
            r"[a-z_/\d-]+",
            PAGE.replace("straight line", "straight_line").replace("application date", "application_date"),
        )
    )
    missing = set(words(RULES)) - plain - set(MECHANISMS) - {"nl", "en", "allowed", "not_allowed"}
    assert missing == set()
    assert set(CONDITIONS) <= plain


def test_the_example_is_a_rules_file() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert cautions(parse_rules(text)) == []
