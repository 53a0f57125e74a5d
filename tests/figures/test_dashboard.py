# SPDX-License-Identifier: EUPL-1.2
"""What the first page gets: branches, band, areas, cities, sources; and that suppression holds in all of it."""

from __future__ import annotations

import pytest

from speelveld.disclosure import Publishable, rules
from speelveld.editions.store import Edition
from speelveld.errors import UnknownMunicipality
from speelveld.figures import dashboard, find_municipality, former, gaps, municipalities, sources
from speelveld.figures.branches import place_name
from speelveld.figures.model import Dashboard


@pytest.fixture(scope="module")
def groningen(bundled: Edition) -> Dashboard:
    return dashboard(bundled, find_municipality(bundled, "Groningen"))


def test_groningen_has_its_branches(groningen: Dashboard) -> None:
    counted = [branch for branch in groningen.branches if branch.pupils.known]
    assert len(counted) == 52
    assert len(groningen.branches) == 53
    assert groningen.unlocated_branches == 0
    assert {branch.municipality_then for branch in groningen.branches} >= {"Groningen", "Haren", "Ten Boer"}
    assert [one.name for one in groningen.merged] == ["Haren", "Ten Boer"]


def test_every_number_of_a_branch_is_protected(groningen: Dashboard) -> None:
    base = rules().school_pupils.base
    for branch in groningen.branches:
        assert all(isinstance(one, Publishable) for one in (branch.pupils, branch.share, branch.latest_share))
        assert branch.pupils.value is None or branch.pupils.value % base == 0
        assert branch.share.value is None or (branch.share.value == int(branch.share.value) and branch.share.value > 0)
    assert groningen.hidden_branches == sum(branch.share.suppressed for branch in groningen.branches) >= 2


def test_the_chance_band_narrows_as_schools_grow(groningen: Dashboard) -> None:
    widths = [one.high.value - one.low.value for one in groningen.band if one.high.value and one.low.value is not None]
    assert widths[0] > 2 * widths[-1] > 0
    city = groningen.headline.share.value
    assert city is not None
    assert all(one.low.value <= city <= one.high.value for one in groningen.band)  # type: ignore[operator]


def test_the_map_holds_every_area_with_a_branch(groningen: Dashboard) -> None:
    areas = {area.pc4: area for area in groningen.areas}
    assert {branch.pc4 for branch in groningen.branches} <= set(areas)
    assert any(not area.within for area in groningen.areas)
    for area in groningen.areas:
        for polygon in area.polygons:
            assert all(len(ring) >= 4 and ring[0] == ring[-1] for ring in polygon)
            assert all(3 < lon < 8 and 50 < lat < 54 for ring in polygon for lon, lat in ring)


def test_the_published_split_adds_up_to_the_accords_sixty(groningen: Dashboard) -> None:
    assert groningen.published is not None
    parts = (groningen.published.total, groningen.published.residence, groningen.published.choice)
    assert [one.value for one in parts] == [60, 40, 20]


def test_cities_stand_beside_each_other(groningen: Dashboard) -> None:
    names = [city.municipality.name for city in groningen.cities]
    assert len(names) == len(set(names)) == 9
    assert "Groningen" in names
    assert all(city.figure.id == groningen.headline.id for city in groningen.cities)


def test_every_municipality_has_a_dashboard(bundled: Edition) -> None:
    """A sample over the whole alphabet, with the smallest, a divided and a former one among them."""
    names = [*(one.name for one in municipalities(bundled)[::25]), "Vlieland", "Haaren", "Weesp", "Voorne aan Zee"]
    for name in names:
        found = dashboard(bundled, find_municipality(bundled, name))
        assert found.headline.municipality == found.municipality
        assert found.branches
        assert found.areas
        assert found.sources


def test_sources_are_complete_and_nothing_is_missing(bundled: Edition) -> None:
    cards = sources(bundled)
    assert len(cards) > 45
    assert all(card.source.publisher and card.source.licence and card.sha256 and card.rows for card in cards)
    assert gaps(bundled) == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Groningen", "GM0014"),
        ("gm0014", "GM0014"),
        ("14", "GM0014"),
        ("GRONINGEN", "GM0014"),
        ("Den Haag", "GM0518"),
        ("'s-Gravenhage", "GM0518"),
        ("s-gravenhage", "GM0518"),
        ("Den Bosch", "GM0796"),
        ("Súdwest-Fryslân", "GM1900"),
        ("sudwest fryslan", "GM1900"),
        ("Bergen (NH.)", "GM0373"),
        ("Haren", "GM0017"),
    ],
)
def test_a_municipality_is_found_as_people_write_it(bundled: Edition, text: str, code: str) -> None:
    assert find_municipality(bundled, text).code == code


@pytest.mark.parametrize("text", ["Groninge", "", "   ", "GM9999", "Atlantis", "../etc/passwd"])
def test_an_unknown_municipality_is_told_with_a_suggestion(bundled: Edition, text: str) -> None:
    with pytest.raises(UnknownMunicipality) as caught:
        find_municipality(bundled, text)
    assert "Groningen" in str(caught.value) or "GM0014" in str(caught.value)


def test_there_are_342_municipalities_and_each_former_one_went_somewhere(bundled: Edition) -> None:
    assert len(municipalities(bundled)) == 342
    assert len({one.slug for one in municipalities(bundled)}) == 342
    assert all(heirs for _, heirs in former(bundled))


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("GRONINGEN", "Groningen"),
        ("HAREN GN", "Haren"),
        ("'S-GRAVENHAGE", "'s-Gravenhage"),
        ("CAPELLE AAN DEN IJSSEL", "Capelle aan den IJssel"),
        ("ALPHEN AAN DEN RIJN", "Alphen aan den Rijn"),
        ("", ""),
    ],
)
def test_places_are_written_as_people_read_them(printed: str, read: str) -> None:
    assert place_name(printed) == read
