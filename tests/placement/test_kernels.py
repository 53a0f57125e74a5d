# SPDX-License-Identifier: EUPL-1.2
"""The plain mechanisms and the compiled ones give the same placement, and no order of a file changes it."""

from __future__ import annotations

import random
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.placement.fast import Order, deferred_acceptance
from speelveld.placement.market import Market
from speelveld.placement.names import Mechanism
from speelveld.placement.placing import place
from speelveld.placement.reading import read_market
from tests.placement.markets import document, documents

SEEDS = st.integers(0, 2**32)
few = settings(max_examples=60, deadline=None)


@pytest.mark.parametrize("mechanism", Mechanism)
@few
@given(data=st.data())
def test_both_give_the_same(mechanism: Mechanism, data: st.DataObject) -> None:
    found = data.draw(documents(str(mechanism), most=14, seats=0.8))
    for at, child in enumerate(sorted(found["students"])):
        found["students"][child]["consent"] = at % 3 != 0
    name, market = read_market(found)
    assert place(market, name).schools.tolist() == place(market, name, plainly=True).schools.tolist()


@pytest.mark.parametrize("mechanism", Mechanism)
def test_both_give_the_same_on_a_larger_market(mechanism: Mechanism) -> None:
    found = document(7, students=150, schools=9, mechanism=str(mechanism), seats=0.9)
    name, market = read_market(found)
    schools = place(market, name).schools
    assert schools.tolist() == place(market, name, plainly=True).schools.tolist()
    assert (schools >= 0).sum() > 50


def shuffled(value: Any, order: random.Random) -> Any:
    """The same objects with their names in another order; lists, which mean something, stay."""
    if not isinstance(value, dict):
        return value
    names = list(value)
    order.shuffle(names)
    return {name: shuffled(value[name], order) for name in names}


@pytest.mark.parametrize("mechanism", Mechanism)
@settings(max_examples=15, deadline=None)
@given(data=st.data(), seed=SEEDS)
def test_the_order_of_the_file_does_not_matter(mechanism: Mechanism, data: st.DataObject, seed: int) -> None:
    found = data.draw(documents(str(mechanism), seats=0.8))
    other = shuffled(found, random.Random(seed))  # noqa: S311
    assert place(*read_market(found)[::-1]).assignment() == place(*read_market(other)[::-1]).assignment()


@pytest.mark.parametrize("mechanism", Mechanism)
@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_names_do_not_matter(mechanism: Mechanism, seed: int) -> None:
    """Also not where several circles of exchange are possible: the lottery decides, and not the alphabet."""
    found = document(seed, students=9, mechanism=str(mechanism), seats=0.8)
    order = list(found["students"])
    random.Random(seed).shuffle(order)  # noqa: S311
    new = {name: f"pupil {order.index(name)}" for name in found["students"]}
    other = {
        **found,
        "students": {new[name]: value for name, value in found["students"].items()},
        "schools": {
            name: {**value, "class": {new[child]: number for child, number in value["class"].items()}}
            for name, value in found["schools"].items()
        },
        "lottery": {new[name]: number for name, number in found["lottery"].items()},
    }
    before, after = (place(*read_market(each)[::-1]).assignment() for each in (found, other))
    assert {new[name]: school for name, school in before.items()} == after


def test_keys_that_do_not_fit_become_places() -> None:
    """Classes and numbers so large that together they need more than 31 bits."""
    n = 60_000
    rng = np.random.default_rng(3)
    lists = rng.integers(0, 4, n).astype(np.int32)
    classes = rng.permutation(n).astype(np.int32)
    market = Market(
        np.arange(n + 1, dtype=np.int64),
        lists,
        classes,
        np.full(4, 100, np.int64),
        rng.permutation(n).astype(np.int32),
    )
    assert Order.of(market).numbers.size == 0
    placed = deferred_acceptance(market)
    for school in range(4):
        best = sorted(np.flatnonzero(lists == school), key=lambda child: classes[child])[:100]
        assert sorted(np.flatnonzero(placed == school).tolist()) == sorted(int(child) for child in best)


def test_the_compiler_is_not_loaded_to_read_a_market() -> None:
    program = (
        "import sys, speelveld.cli; from speelveld.placement import placing, reading; print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
