# SPDX-License-Identifier: EUPL-1.2
"""Markets at the edge: nobody, no school, no seat, no list, nobody eligible, more seats than anybody can count."""

from __future__ import annotations

from typing import Any

import pytest

from speelveld.placement.answers import answer
from speelveld.placement.names import Mechanism
from speelveld.placement.placing import place
from speelveld.placement.reading import read_market

CLASS = {"ann": 0, "bob": 0}
MARKETS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, str | None]]] = {
    "nobody": ({}, {"oak": {"capacity": 1, "class": {}}}, {}),
    "no school": ({"ann": {"prefs": []}}, {}, {"ann": None}),
    "neither": ({}, {}, {}),
    "no list": ({"ann": {"prefs": []}, "bob": {"prefs": []}}, {"oak": {"capacity": 1, "class": CLASS}}, {}),
    "no seat": (
        {"ann": {"prefs": ["oak"]}, "bob": {"prefs": ["oak"]}},
        {"oak": {"capacity": 0, "class": CLASS, "slots": []}},
        {"ann": None, "bob": None},
    ),
    "nobody eligible": (
        {"ann": {"prefs": ["oak"]}, "bob": {"prefs": ["oak", "elm"]}},
        {"oak": {"capacity": 2, "class": {}}, "elm": {"capacity": 1, "priority": []}},
        {"ann": None, "bob": None},
    ),
    "seats without end": (
        {"ann": {"prefs": ["oak"]}, "bob": {"prefs": ["oak"]}},
        {"oak": {"capacity": 10**30, "class": CLASS, "majority_quota": 10**30, "ceilings": {"x": 10**30}}},
        {"ann": "oak", "bob": "oak"},
    ),
    "one seat": (
        {"ann": {"prefs": ["oak"]}, "bob": {"prefs": ["oak"]}},
        {"oak": {"capacity": 1, "class": CLASS, "minority_reserve": 1, "slots": [{"prefer": "x"}]}},
        {"ann": None, "bob": "oak"},
    ),
}


@pytest.mark.parametrize("mechanism", Mechanism)
@pytest.mark.parametrize("case", MARKETS)
def test_at_the_edge(case: str, mechanism: Mechanism) -> None:
    students, schools, wanted = MARKETS[case]
    numbers = {name: number for number, name in enumerate(reversed(students))}
    document = {"mechanism": mechanism, "students": students, "schools": schools, "lottery": numbers}
    name, market = read_market(document)
    told = answer(place(market, name))
    assert told["verified"]
    assert told["assignment"] == {**dict.fromkeys(students), **wanted}
    assert told["assignment"] == place(market, name, plainly=True).assignment()
    assert told["cutoffs"] is None or set(told["cutoffs"]) == set(schools)
