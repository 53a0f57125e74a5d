# SPDX-License-Identifier: EUPL-1.2
"""The list of what can be fetched."""

from __future__ import annotations

import re

import pytest

from speelveld.errors import InputError
from speelveld.sources.fetch.catalogue import CATALOGUE, CC0, CC_BY, Protocol, Publishers, entries
from speelveld.sources.fetch.safety import check_url, safe_name


def test_every_dataset_has_an_id_that_is_a_folder_name_and_a_page() -> None:
    assert len({entry.id for entry in CATALOGUE}) == len(CATALOGUE)
    for entry in CATALOGUE:
        assert safe_name(entry.id) == entry.id == entry.id.lower()
        assert check_url(entry.page).startswith("https://")
        assert entry.licence in (CC0, CC_BY)
        assert entry.title


def test_the_tables_and_packages_that_the_figures_need_are_there() -> None:
    keys = {entry.key for entry in CATALOGUE}
    assert {"adressen_bo", "wpoadvies-v1", "popostcode4-v1", "83502NED", "85163NED", "84274NED"} <= keys
    assert {f"wijkenbuurten:{name}" for name in ("gemeenten", "wijken", "buurten")} <= keys
    assert {entry.protocol for entry in CATALOGUE} == set(Protocol)
    assert all(re.fullmatch(r"\d{5}NED", entry.key) for entry in CATALOGUE if entry.protocol is Protocol.ODATA)


def test_the_publishers_are_asked_over_a_protected_connection() -> None:
    publishers = Publishers()
    for url in (publishers.duo, publishers.cbs, publishers.pdok):
        assert check_url(url).startswith("https://")


def test_names_are_found_whatever_their_case_once_and_in_order() -> None:
    assert [entry.id for entry in entries(["PDOK.wijken", "duo.wpoadvies", "pdok.wijken"])] == [
        "duo.wpoadvies",
        "pdok.wijken",
    ]


def test_without_names_the_usual_ones_come_and_not_the_largest() -> None:
    ids = [entry.id for entry in entries([])]
    assert "duo.adressen_bo" in ids
    assert "pdok.wijkenbuurten" not in ids


def test_every_unknown_name_is_named_with_its_neighbours() -> None:
    with pytest.raises(InputError) as caught:
        entries(["duo.adresen_bo", "duo.wpoadvies", "zzzz"])
    first, second = caught.value.faults
    assert "'duo.adresen_bo'" in first.message
    assert "duo.adressen_bo" in first.advice
    assert "--list" in second.advice
