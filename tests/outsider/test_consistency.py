# SPDX-License-Identifier: EUPL-1.2
"""Sentences that name schools: a number beside a name is found, and one within a name is none. All invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from speelveld.outsider.consistency import unexplained
from speelveld.outsider.readings import Notes, Prose
from speelveld.outsider.site import Place, Site

NAMES = ("Linde HUB030", "Linde", "De Beuk", "4")


def found(sentence: str) -> list[str]:
    """What is said of one sentence on the page of a municipality with these schools."""
    branches = {name: ((f"99A{at}00", "Stad"),) for at, name in enumerate(NAMES)}
    place = Place("stad", "GM9001", ("gewicht", 2016), ("gewicht", 2016), (), branches)
    notes = Notes(prose=[Prose("stad/index.html", sentence, "nl")])
    return [one.why for one in unexplained(Site(Path(), "edition", {"stad": place}, notes))]


def test_the_number_in_the_name_of_a_school_is_no_number_beside_it() -> None:
    assert found("Te weinig leerlingen in alle jaren: Linde HUB030, De Beuk en Linde.") == []


@pytest.mark.parametrize(
    "sentence",
    ["De Beuk heeft 9 van hen.", "Linde HUB030 en De Beuk: 9.", "De Beuk heeft er 4.", "Linde HUB031 en De Beuk."],
)
def test_a_number_beside_the_name_of_a_school_is_found(sentence: str) -> None:
    (why,) = found(sentence)
    assert "beside the name of a school" in why
