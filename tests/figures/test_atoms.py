# SPDX-License-Identifier: EUPL-1.2
"""Atoms and clusters on the real files: linked groups, whole counts, and municipalities that share schools."""

from __future__ import annotations

from speelveld.editions.store import Edition
from speelveld.figures import find_municipality, former, municipalities
from speelveld.figures.atoms import Cluster, cluster
from speelveld.figures.populations import city_cell, populations, school_cell
from speelveld.terms import Boundaries, Municipality


def of(edition: Edition, name: str) -> Cluster:
    return cluster(edition, find_municipality(edition, name))


def test_municipalities_that_share_schools_are_one_cluster(bundled: Edition) -> None:
    assert of(bundled, "Groningen") is of(bundled, "Haren") is of(bundled, "Ten Boer")
    assert of(bundled, "Groningen").name != of(bundled, "Utrecht").name


def test_every_municipality_is_in_one_cluster(bundled: Edition) -> None:
    codes = {}
    for place in (*municipalities(bundled), *(gone for gone, _ in former(bundled))):
        found = cluster(bundled, place)
        for school in found.schools:
            for code in (school.then, school.today):
                assert codes.setdefault(code, found.name) == found.name
    assert len(set(codes.values())) > 300


def test_a_municipality_without_schools_is_a_cluster_by_itself(bundled: Edition) -> None:
    found = cluster(bundled, Municipality("GM9999", "Nergens"))
    assert (found.name, found.schools, found.values, found.totals) == ("GM9999", (), {}, ())


def test_groups_are_sums_of_atoms_and_totals_are_those_of_schools(bundled: Edition) -> None:
    found = of(bundled, "Groningen")
    for school in found.schools:
        assert sum(found.values[atom] for atom, _ in school.group) == school.a
        assert sum(found.values[atom] for atom, _ in school.rest) == school.b
    for total in found.totals:
        assert sum(found.values[atom] for atom, _ in total.terms) == total.low == total.high
    assert all(isinstance(count, int) and count >= 0 for count in found.values.values())


def test_the_two_contrasts_of_weights_share_their_atoms(bundled: Edition) -> None:
    found = of(bundled, "Groningen")
    some = {one.brin6: one for one in found.schools if (one.contrast, one.year) == ("gewicht", 2016)}
    high = {one.brin6: one for one in found.schools if (one.contrast, one.year) == ("gewicht12", 2016)}
    assert some.keys() == high.keys()
    for brin6, school in some.items():
        assert set(high[brin6].group) < set(school.group)
        assert set(school.rest) < set(high[brin6].rest)
    assert len([total for total in found.totals if "|2016|weight" in total.id]) == len(some)


def test_populations_hold_the_schools_of_one_municipality_within_one_boundary(bundled: Edition) -> None:
    found = {one.id: one for one in populations(of(bundled, "Groningen"))}
    today = found[city_cell("gewicht", 2016, Boundaries.TODAY, "GM0014")]
    then = found[city_cell("gewicht", 2016, Boundaries.THEN, "GM0014")]
    haren = found[city_cell("gewicht", 2016, Boundaries.THEN, "GM0017")]
    assert set(then.schools) | set(haren.schools) < set(today.schools)
    assert city_cell("gewicht", 2016, Boundaries.TODAY, "GM0017") not in found
    assert (today.a, today.a + today.b) == (994, 14811)
    assert school_cell("gewicht", 2016, today.schools[0].brin6).startswith("share|gewicht|2016|")
