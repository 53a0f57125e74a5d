# SPDX-License-Identifier: EUPL-1.2
"""The shape of a rules file as JSON Schema refuses what the reader of rules refuses for its shape."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from speelveld.errors import InputError
from speelveld.placement.rules import read
from speelveld.placement.rules_json_schema import json_schema, rules_json_schema
from speelveld.placement.schema import Each, Flag, OneOf, Record, Shape, Table, Text, Whole, check
from tests.placement.rule_files import document

VALIDATOR = Draft202012Validator(rules_json_schema())

VALUES: list[Any] = [
    None, True, False, 0, 1, 7, -1, 1.5, "", " ", "a", "a b", "A", "one", [], [1], ["one", ""], {}, {"a": 1}, {"A": 1},
    {"a": "x", "b": 2}, {"a": "x", "c": 2}, {"b": 2},
]  # fmt: skip
SHAPES: list[Shape] = [
    Text(),
    Text(r"[a-z]", "a letter"),
    Whole(),
    Whole(1, 5),
    Whole(1, nullable=True),
    Flag(),
    OneOf(("one", "two")),
    Each(Text()),
    Each(Whole(), least=1),
    Table(Whole()),
    Record({"a": Text()}, {"b": Whole()}),
]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_schema_accepts_what_its_shape_accepts(shape: Shape) -> None:
    schema = Draft202012Validator(json_schema(shape))
    for value in VALUES:
        faults: list[str] = []
        check(value, shape, lambda path, message: faults.append(f"{path}: {message}"))  # noqa: B023
        assert schema.is_valid(value) == (not faults), (value, faults)


CHANGES: list[tuple[tuple[str, ...], Any]] = [
    (("mechanism",), "fair"),
    (("list", "min"), 0),
    (("list", "max"), "many"),
    (("name",), {"nl": "x"}),
    (("priorities", "classes"), []),
    (("tie_breaking", "by"), "chance"),
    (("tie_breaking", "speed"), 1),
    (("surprise",), 1),
]


@pytest.mark.parametrize(("where", "value"), CHANGES)
def test_a_change_that_the_reader_refuses_does_not_fit(where: tuple[str, ...], value: Any) -> None:
    changed = copy.deepcopy(document())
    assert VALIDATOR.is_valid(changed)
    part = changed
    for key in where[:-1]:
        part = part[key]
    part[where[-1]] = value
    assert not VALIDATOR.is_valid(changed)
    with pytest.raises(InputError):
        read(changed)
