# SPDX-License-Identifier: EUPL-1.2
"""A municipality for the laboratory: real flows within their bounds, published shares only, a seat for each child."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from speelveld.editions.store import Edition
from speelveld.errors import InputError
from speelveld.figures import find_municipality, laboratory
from speelveld.figures.branches import branches
from speelveld.figures.laboratory import LaboratoryTown, laboratory_town
from speelveld.figures.segregation import figure


@pytest.fixture(scope="module")
def found(bundled: Edition) -> LaboratoryTown:
    """Groningen."""
    return laboratory_town(bundled, find_municipality(bundled, "Groningen"))


def test_flows_are_those_of_the_publisher(bundled: Edition, found: LaboratoryTown) -> None:
    town = found.town
    rows = bundled.table("duo_po_flows_2024").filter(pl.col("municipality_code") == "GM0014")
    known = rows.filter(pl.col("pc4_home").is_in(list(town.areas)))
    for home, school, low, high in known.select("pc4_home", "brin6", "pupils_low", "pupils_high").iter_rows():
        at = town.areas.index(home), town.schools.index(school)
        assert low <= town.low[at] <= town.high[at] <= high, "a known total may narrow a flow"
    assert set(rows["brin6"]) == set(town.schools)
    assert town.inside.sum() > 30
    assert len(found.names) == len(town.schools)
    assert town.metres[town.inside].max() < 30_000


def test_a_registered_number_of_pupils_comes_out(bundled: Edition, found: LaboratoryTown) -> None:
    town = found.town
    pupils = dict(bundled.table("geo_branches_2024").select("brin6", "pupils").iter_rows())
    expected = town.expected.sum(axis=0) * 8
    missed = [
        school
        for school, number in zip(town.schools, expected, strict=True)
        if abs(number - (pupils[school] or math.nan)) > 40 or not pupils.get(school)
    ]
    assert len(missed) <= found.without_total + 2, "pupils of unknown homes are few"
    assert found.homes_unknown < 0.01 * expected.sum()


def test_only_published_shares_are_used(bundled: Edition, found: LaboratoryTown) -> None:
    place = find_municipality(bundled, "Groningen")
    shown = {one.brin6: one.latest_share.value for one in branches(bundled, place)}
    city = figure(bundled, place, "doelgroep", 2019, "dissimilarity").share.value
    assert city is not None
    hidden = 0
    for school, share in zip(found.town.schools, found.town.seen_share, strict=True):
        own = shown.get(school)
        hidden += own is None
        assert share == pytest.approx((city if own is None else own) / 100)
    assert found.city_share_used == hidden > 0
    assert (found.town.group_share == found.town.seen_share).all()


def test_seats_are_an_eighth_and_spare_ones(bundled: Edition, found: LaboratoryTown) -> None:
    cohort = found.town.expected.sum(axis=0)
    assert ((found.town.seats >= cohort * 1.05 - 1e-9) & (found.town.seats < cohort * 1.05 + 1)).all()
    tight = laboratory_town(bundled, find_municipality(bundled, "Groningen"), spare=-10)
    assert (tight.town.seats <= found.town.seats).all()
    assert tight.town.seats.sum() < cohort.sum()


def test_the_filling_of_flows_without_a_total_can_be_set(bundled: Edition, found: LaboratoryTown) -> None:
    place = find_municipality(bundled, "Groningen")
    assert 0 < found.filling < 1
    least, most = (laboratory_town(bundled, place, fill=fill).town.expected.sum() for fill in (0.0, 1.0))
    assert least < found.town.expected.sum() < most


def test_denominations_are_told(found: LaboratoryTown) -> None:
    names = [found.town.denomination_names[at] for at in found.town.denominations]
    assert {"Openbaar", "Protestants-Christelijk", "Rooms-Katholiek"} <= set(names)
    assert [name == "Openbaar" for name in names] == found.town.public.tolist()


def test_where_nothing_tells_how_masked_flows_stand_it_asks(bundled: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    place = find_municipality(bundled, "Groningen")
    monkeypatch.setattr(laboratory, "filling", lambda edition, municipality: math.nan)
    with pytest.raises(InputError, match="--filling"):
        laboratory_town(bundled, place)
    assert np.isfinite(laboratory_town(bundled, place, fill=0.5).town.expected).all()


def test_a_municipality_without_flows_is_refused(bundled: Edition) -> None:
    former = next(
        find_municipality(bundled, code)
        for code in bundled.table("municipalities").filter(pl.col("until").is_not_null())["code"]
    )
    with pytest.raises(InputError, match="has no flows"):
        laboratory_town(bundled, former)
