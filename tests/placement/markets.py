# SPDX-License-Identifier: EUPL-1.2
"""Invented markets for tests, and a search through all placements that knows nothing of any algorithm."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from speelveld.placement.market import Market
from speelveld.placement.reading import read_market

Document = dict[str, Any]


def document(
    seed: int,
    *,
    students: int = 6,
    schools: int = 3,
    mechanism: str = "da",
    strict: bool = False,
    multiple: bool = False,
    seats: float = 1.0,
    types: tuple[str, ...] = ("minority", "majority"),
) -> Document:
    """A market in the form of a file, with every kind of rule in it. The same seed gives the same market."""
    random = np.random.default_rng(seed)
    names = [f"child {number}" for number in range(students)]
    places = [f"school {number}" for number in range(schools)]
    own: Document = {}
    for name in names:
        number = schools if random.random() < 0.6 else int(random.integers(0, schools + 1))
        own[name] = {
            "prefs": [places[at] for at in random.permutation(schools)[:number]],
            "type": types[int(random.integers(len(types)))],
            "tags": {place: ["walk"] if random.random() < 0.5 else [] for place in places},
        }
    held: Document = {}
    for place in places:
        capacity = int(random.random() > 0.1) * int(
            random.integers(1, max(1, round(2 * seats * students / schools)) + 1)
        )
        welcome = [name for name in names if random.random() < 0.85]
        held[place] = {"capacity": capacity, **_rules(random, capacity, types)}
        if strict:
            held[place]["priority"] = [str(name) for name in random.permutation(welcome)]
        else:
            drawn = random.integers(0, 3, len(welcome)).tolist()
            closed = {number: at for at, number in enumerate(sorted(set(drawn)))}
            held[place]["class"] = {name: closed[number] for name, number in zip(welcome, drawn, strict=True)}
    found: Document = {"mechanism": mechanism, "students": own, "schools": held}
    if multiple:
        found["lottery"] = {place: _numbers(random, names) for place in places}
    else:
        found["lottery"] = _numbers(random, names)
    return found


def _rules(random: np.random.Generator, capacity: int, types: tuple[str, ...]) -> Document:
    floors, left = {}, capacity
    for name in types:
        floors[name] = int(random.integers(0, left + 1))
        left -= floors[name]
    return {
        "minority_reserve": int(random.integers(0, capacity + 1)),
        "majority_quota": int(random.integers(0, capacity + 1)),
        "floors": floors,
        "ceilings": {name: floors[name] + int(random.integers(0, capacity + 1)) for name in types},
        "minimum_shares": {types[0]: int(random.integers(0, 101))},
        "slots": [{"prefer": "walk" if random.random() < 0.5 else None} for _ in range(capacity)],
    }


def _numbers(random: np.random.Generator, names: list[str]) -> dict[str, int]:
    drawn = random.choice(10_000, len(names), replace=False)
    return {name: int(number) for name, number in zip(names, drawn, strict=True)}


def market(seed: int, **settings: Any) -> Market:
    """The arrays of :func:`document`."""
    return read_market(document(seed, **settings))[1]


@st.composite
def documents(draw: st.DrawFn, mechanism: str = "da", most: int = 8, **settings: Any) -> Document:
    """Any small market."""
    return document(
        draw(st.integers(0, 2**32)),
        students=draw(st.integers(1, most)),
        schools=draw(st.integers(1, 4)),
        mechanism=mechanism,
        strict=draw(st.booleans()),
        multiple=mechanism != "serial_dictatorship" and draw(st.booleans()),
        **settings,
    )


def placements(given: Market) -> Iterator[tuple[int, ...]]:
    """Every placement that gives each child a school on its list that can take it, or none, and no seat twice."""
    options = [
        [-1]
        + [int(given.lists[at]) for at in range(given.starts[child], given.starts[child + 1]) if given.classes[at] >= 0]
        for child in range(given.n_students)
    ]
    for chosen in product(*options):
        if all(chosen.count(school) <= given.capacities[school] for school in set(chosen) - {-1}):
            yield chosen


def rank(given: Market, child: int, school: int) -> int:
    """The place of a school on a child's list; no school comes after all."""
    own = given.list_of(child)
    return own.index(school) if school >= 0 else len(own)


def weakly_better(given: Market, one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether every child finds ``one`` at least as good as ``other``."""
    return all(
        rank(given, child, a) <= rank(given, child, b) for child, (a, b) in enumerate(zip(one, other, strict=True))
    )
