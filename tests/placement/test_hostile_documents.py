# SPDX-License-Identifier: EUPL-1.2
"""Documents that somebody else wrote: whatever stands where in them, they are read or refused, and nothing breaks."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.errors import InputError
from speelveld.placement import lottery
from speelveld.placement.answers import answer_of
from speelveld.placement.dossier import check_register
from speelveld.placement.dossier import read as read_dossier
from speelveld.placement.names import Mechanism
from speelveld.placement.operations import append, replay
from speelveld.placement.procedure import carry_out
from speelveld.placement.reading import read_text
from speelveld.placement.rules import read as read_rules
from tests.placement.lotteries import dossier, reveal
from tests.placement.markets import document
from tests.placement.rule_files import with_seats
from tests.placement.test_operations import AFTER, REFILL, late, start, written

ODD = st.sampled_from(
    [None, True, 0, -1, 2**70, 1.5, float("nan"), "", " ", "é", "0" * 64, "x\ud800", [], [[]], {}, {"a": {}}, [None, 1]]
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a document."""
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for key, inner in enumerate(value):
            yield from places(inner, (*path, key))


def put(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy with something else in one place."""
    if not path:
        return value
    changed = copy.deepcopy(document)
    part = changed
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    return changed


GOOD = dossier()
REVEAL = reveal(GOOD)
RULES = with_seats(after=AFTER)
ENTRY = late()


def families(mechanism: str) -> Any:
    """A market with a family, several rounds, and every field that there is."""
    found = document(3, students=5, schools=2, mechanism=mechanism, seats=0.7) | {"twins": "over_capacity"}
    names = sorted(found["students"])
    found["students"][names[1]] = found["students"][names[0]] | {"family": "f"}
    found["students"][names[0]]["family"] = "f"
    for school in found["schools"].values():
        school["class"] = dict.fromkeys(names, 0)
    return found | {"tie_breaking": "single"}


MARKETS = [families(mechanism) for mechanism in Mechanism]


@settings(max_examples=250, deadline=None)
@given(st.sampled_from([(one, path) for one in MARKETS for path in places(one)]), ODD)
def test_a_market(chosen: tuple[Any, tuple[Any, ...]], value: Any) -> None:
    """It is placed and verified, or refused; and what is answered can be written."""
    with suppress(InputError):
        told = answer_of(carry_out(read_text(json.dumps(put(*chosen, value)), "market.json")))
        assert told["verified"] is True
        json.dumps(told, allow_nan=False, ensure_ascii=False).encode("utf-8")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(list(places(GOOD))), ODD)
def test_a_dossier(path: tuple[Any, ...], value: Any) -> None:
    changed = put(GOOD, path, value)
    for reading in (read_dossier, lambda one: check_register([one])):
        with suppress(InputError):
            assert reading(changed) is None or changed["format"] == GOOD["format"]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(places(REVEAL))), ODD)
def test_a_reveal(path: tuple[Any, ...], value: Any) -> None:
    changed = put(REVEAL, path, value)
    if changed == REVEAL:
        return
    with pytest.raises(InputError):
        lottery.draw(read_dossier(GOOD), changed)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(list(places(RULES))), ODD)
def test_rules(path: tuple[Any, ...], value: Any) -> None:
    with suppress(InputError):
        assert len(read_rules(put(RULES, path, value)).hash) == 32


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(list(places(ENTRY))), ODD)
def test_an_operation(path: tuple[Any, ...], value: Any) -> None:
    with suppress(InputError):
        state, log = append(REFILL, start(), [], put(ENTRY, path, value))
        assert replay(REFILL, start(), log) == state


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(list(places(written()))[1:]), ODD)
def test_a_log(path: tuple[Any, ...], value: Any) -> None:
    changed = put(written(), path, value)
    with suppress(InputError):
        replay(REFILL, start(), changed)
        assert changed == written()
