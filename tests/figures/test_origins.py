# SPDX-License-Identifier: EUPL-1.2
"""Residence and choice on the real flows: bounds, rounding outward, and what cannot be said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from speelveld.disclosure import Reason, guard
from speelveld.editions.store import Edition
from speelveld.figures import find_municipality, origin_figures, origins
from speelveld.figures.flows import YEARS, city_flows, filling
from speelveld.figures.model import Bounded, Origins
from speelveld.segregation import SchoolFlows, attend_nearest, ecological_estimate


@pytest.fixture(scope="module")
def groningen(bundled: Edition) -> Origins:
    return origins(bundled, find_municipality(bundled, "Groningen"))


def ends(value: Bounded) -> tuple[float, float]:
    assert value.low.value is not None
    assert value.high.value is not None
    return value.low.value, value.high.value


def test_the_parts_of_groningen_add_up(groningen: Origins) -> None:
    assert [(one.flows.year, one.period.year, one.total.value) for one in groningen.splits] == [
        (2013, 2013, 52),
        (2017, 2016, 49),
        (2024, 2019, 51),
    ]
    for one in groningen.splits:
        residence, choice = one.residence.estimate.value, one.choice.estimate.value
        assert residence is not None
        assert choice is not None
        assert residence + choice == one.total.value
        assert ends(one.residence)[0] <= residence <= ends(one.residence)[1]
        assert ends(one.choice)[0] <= choice <= ends(one.choice)[1]
        assert ends(one.free)[0] <= ends(one.residence)[0]
        assert ends(one.free)[1] >= ends(one.residence)[1]


def test_two_thirds_of_2013_is_residence_as_with_the_inspectie(groningen: Origins) -> None:
    first = groningen.splits[0]
    assert (first.residence.estimate.value, ends(first.residence)) == (35, (33, 37))
    assert groningen.published is not None
    assert groningen.published.residence.value == 40


def test_fewer_went_to_the_nearest_school_in_2017_than_in_2013(groningen: Origins) -> None:
    nearest = {one.period.year: ends(one.nearest) for one in groningen.nearest}
    assert nearest[2013] == (33, 35)
    assert nearest[2017][1] <= nearest[2013][0]
    assert nearest[2024][0] < nearest[2017][0] < nearest[2024][1]


@pytest.mark.parametrize("year", YEARS)
def test_any_true_flows_lie_within_the_bounds(bundled: Edition, year: int) -> None:
    """Draw flows that agree with every interval and known total: no figure computed on them leaves its bounds."""
    place = find_municipality(bundled, "Groningen")
    city = city_flows(bundled, place, year)
    assert city is not None
    bounds = attend_nearest(city.within, city.distance)
    random = np.random.default_rng(year)
    for _ in range(20):
        drawn = random.integers(city.within.low, city.within.high + 1).astype(float)
        if city.same_day:
            # Known totals are met by moving pupils between flows of the same school, within their intervals.
            drawn = _meet(city.within.low, city.within.high, city.within.school, drawn, city)
        share = drawn[city.sites.of_area[city.within.area] == city.sites.of_school[city.within.school]].sum()
        assert bounds.low - 1e-9 <= share / drawn.sum() <= bounds.high + 1e-9


def _meet(low: np.ndarray, high: np.ndarray, school: np.ndarray, drawn: np.ndarray, city: object) -> np.ndarray:
    total_low, total_high = city.within.total_low, city.within.total_high  # type: ignore[attr-defined]
    for one in range(len(total_low)):
        cells = np.flatnonzero(school == one)
        for cell in cells:
            excess = drawn[cells].sum() - total_high[one]
            drawn[cell] -= min(max(excess, 0), drawn[cell] - low[cell])
            lack = total_low[one] - drawn[cells].sum()
            drawn[cell] += min(max(lack, 0), high[cell] - drawn[cell])
    return drawn


def test_the_estimate_hardly_depends_on_where_masked_flows_are_placed(bundled: Edition) -> None:
    place = find_municipality(bundled, "Groningen")
    city = city_flows(bundled, place, 2017, ("gewicht", 2016))
    assert city is not None
    schools = SchoolFlows.of(city.flows, *city.counts.T)
    values = [ecological_estimate(schools, city.sites, fill=fill, draws=0).residence for fill in (0.1, 0.25, 0.4)]
    assert max(values) - min(values) < 0.01
    assert 0.2 < filling(bundled, place) < 0.3


def test_denominations_and_boards(groningen: Origins) -> None:
    between = {(one.level, one.period.year): one for one in groningen.between}
    assert set(between) == {(level, year) for level in ("denomination", "board") for year in (2016, 2019)}
    for one in between.values():
        assert one.total.value is not None
        assert one.between.value is not None
        assert 0 < one.between.value < one.total.value
        assert one.share.value == pytest.approx(100 * one.between.value / one.total.value, abs=1)
    assert between["denomination", 2016].between.value <= between["board", 2016].between.value  # type: ignore[operator]


@pytest.mark.parametrize("name", ["Vlieland", "Doesburg"])
def test_few_schools_show_nothing(bundled: Edition, name: str) -> None:
    found = origins(bundled, find_municipality(bundled, name))
    values = [one.nearest.low for one in found.nearest] + [one.total for one in found.splits]
    values += [one.between for one in found.between if one.n_parents < 5]
    assert values
    assert {one.reason for one in values} == {Reason.TOO_FEW}


def test_a_former_municipality_has_none(bundled: Edition) -> None:
    found = origins(bundled, find_municipality(bundled, "Haren"))
    assert (found.splits, found.nearest, found.between) == ((), (), ())


def test_ends_are_rounded_outward() -> None:
    middle, low, high = guard.city_range(33.2, 34.6, 35.1, n_schools=9, group=90, rest=90)
    assert (middle.value, low.value, high.value) == (35, 33, 36)
    middle, low, high = guard.city_range(1053, None, 1164, n_schools=9, group=90, rest=90, base=50)
    assert (middle.reason, low.value, high.value) == (Reason.NOT_DEFINED, 1050, 1200)
    assert set(guard.city_range(33.2, 34.6, 35.1, n_schools=4, group=90, rest=90)) == {guard.HIDDEN}


def test_the_same_numbers_stand_in_figures_with_ids(bundled: Edition, groningen: Origins) -> None:
    place = find_municipality(bundled, "Groningen")
    found = {one.id: one for one in origin_figures(bundled, place)}
    assert len(found) == 2 * len(groningen.splits) + 4 * len(groningen.nearest)
    split = found["residence.po.gewicht.2013.flows-2013.dissimilarity"]
    assert (split.estimate.value, split.low.value, split.high.value) == (0.35, 0.33, 0.37)
    nearest = found["flows.po.2013.attend-nearest"]
    assert (nearest.estimate.value, nearest.low.value, nearest.high.value) == (None, 0.33, 0.35)
    assert found["flows.po.2013.mean-distance"].low.value == 1000
    assert not any(one.suppressed for one in found.values())
    assert all(one.record()["sources"] for one in found.values())


def test_nothing_is_computed_for_another_pattern(bundled: Edition) -> None:
    before = origins.cache_info().misses
    assert origin_figures(bundled, find_municipality(bundled, "Zwolle"), "segregation.*") == []
    assert origins.cache_info().misses == before


def test_without_the_flows_of_2013_nothing_is_guessed_for_later_years(
    bundled: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = find_municipality(bundled, "Assen")
    has = Edition.has
    monkeypatch.setattr(Edition, "has", lambda self, name: name != "duo_po_flows_2013" and has(self, name))
    assert np.isnan(filling(bundled, place))
    found = origins.__wrapped__(bundled, place)
    assert found.splits == ()
    assert [one.period.year for one in found.nearest] == [2017, 2024]


def test_the_documentation_gives_the_numbers_of_groningen(groningen: Origins) -> None:
    page = (Path(__file__).parents[2] / "docs" / "methods" / "residence-and-choice.md").read_text(encoding="utf-8")
    text = " ".join(page.split())
    first = groningen.splits[0]
    assert f"{first.residence.estimate.value:.0f} of the {first.total.value:.0f} points of D" in text
    low, high = ends(first.free)
    assert f"residence lies between {low:.0f} and {high:.0f} in 2013" in text
