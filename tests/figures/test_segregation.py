# SPDX-License-Identifier: EUPL-1.2
"""The published figures on the real files: known numbers, every municipality, both boundaries, the guard."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections import defaultdict
from importlib.resources import files

import pytest

from speelveld.disclosure import Reason, rules
from speelveld.editions.store import Edition
from speelveld.figures import dashboard, figures, find_municipality, former, municipalities
from speelveld.figures.indices import MEASURES
from speelveld.figures.model import Figure
from speelveld.figures.populations import city_cell
from speelveld.figures.released import release
from speelveld.figures.segregation import figure
from speelveld.terms import Boundaries, Municipality


def of(edition: Edition, name: str, figure_id: str) -> Figure:
    (found,) = figures(edition, find_municipality(edition, name), figure_id)
    return found


KNOWN = {
    "segregation.po.gewicht.2016.dissimilarity.then": 0.473,
    "segregation.po.gewicht.2016.dissimilarity": 0.492,
    "segregation.po.gewicht.2013.dissimilarity.then": 0.509,
    "segregation.po.gewicht.2013.dissimilarity": 0.518,
    "segregation.po.gewicht12.2016.dissimilarity": 0.530,
    "segregation.po.noat.2016.dissimilarity": 0.482,
    "segregation.po.doelgroep.2019.dissimilarity": 0.514,
    "segregation.po.gewicht.2016.isolation": 0.158,
    "segregation.po.gewicht.2016.theil-h": 0.184,
}


@pytest.mark.parametrize("figure_id", KNOWN)
def test_groningen_is_as_it_is_known(bundled: Edition, figure_id: str) -> None:
    assert of(bundled, "Groningen", figure_id).estimate.value == KNOWN[figure_id]


def test_chance_alone_and_the_sizes_of_groningen(bundled: Edition) -> None:
    today = of(bundled, "Groningen", "segregation.po.gewicht.2016.dissimilarity")
    then = of(bundled, "Groningen", "segregation.po.gewicht.2016.dissimilarity.then")
    assert today.null_mean.value == 0.089
    assert (today.n_pupils.value, today.n_schools) == (14_811, 52)
    assert (then.n_pupils.value, then.n_schools) == (12_388, 37)
    assert (today.boundaries_year, then.boundaries_year) == (2024, 2016)
    assert today.share.value == pytest.approx(6.7, abs=0.06)


def plain_dissimilarities() -> dict[tuple[str, str], float]:
    """D of 2016 within the boundaries of then, by municipality: straight from DUO's file with the csv module alone."""
    raw = files("speelveld.sources").joinpath("bundled", "duo_po_weights_2016.csv.gz").read_bytes()
    reader = csv.DictReader(io.StringIO(gzip.decompress(raw).decode("cp1252")), delimiter=";")
    schools: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for row in reader:
        school = row["BRIN_NUMMER"] + row["VESTIGINGSNUMMER"].strip().zfill(2)
        code = f"GM{int(row['GEMEENTENUMMER']):04d}"
        schools[code][school][0 if float(row["GEWICHT"]) > 0 else 1] += int(row["TOTAAL"])
    found = {}
    for code, cells in schools.items():
        a, b = sum(x for x, _ in cells.values()), sum(y for _, y in cells.values())
        if a and b:
            found[code, "then"] = sum(abs(x / a - y / b) for x, y in cells.values()) / 2
    return found


def test_every_municipality_agrees_with_a_plain_count(bundled: Edition) -> None:
    """Nothing is lost or added on the way from DUO's file to the published figure, in any municipality."""
    plain = plain_dissimilarities()
    checked = 0
    for place in (*municipalities(bundled), *(gone for gone, _ in former(bundled))):
        for found in figures(bundled, place, "segregation.po.gewicht.2016.dissimilarity.then"):
            if found.estimate.value is not None:
                step = release(bundled, place).step(city_cell("gewicht", 2016, Boundaries.THEN, place.code))
                assert step is not None
                assert found.estimate.value == pytest.approx(plain[place.code, "then"], abs=step * 0.51), place
                checked += 1
    assert checked > 300


def test_no_pupil_is_lost_or_counted_twice(bundled: Edition) -> None:
    """Within both boundaries, all municipalities together hold the country's pupils of 2016."""
    places = (*municipalities(bundled), *(gone for gone, _ in former(bundled)))
    totals = dict.fromkeys(Boundaries, 0.0)
    for place in places:
        for found in figures(bundled, place, "segregation.po.gewicht.2016.dissimilarity*"):
            totals[found.boundaries] += found.n_pupils.value or 0
    assert totals == {Boundaries.THEN: 1_427_453, Boundaries.TODAY: 1_427_453}


def test_every_figure_is_whole_and_in_order(bundled: Edition) -> None:
    for name in ("Groningen", "Amsterdam", "Vlieland", "Haren"):
        found = figures(bundled, find_municipality(bundled, name))
        assert len({one.id for one in found}) == len(found)
        for one in found:
            assert one.measure in MEASURES
            assert one.sources
            if one.estimate.value is not None and one.low.value is not None and one.high.value is not None:
                assert one.low.value <= one.estimate.value <= one.high.value
                assert one.null_mean.known


def test_a_single_school_has_nothing_to_measure(bundled: Edition) -> None:
    one = of(bundled, "Vlieland", "segregation.po.gewicht.2016.dissimilarity")
    assert one.reason is Reason.ONE_SCHOOL
    assert not one.suppressed
    assert one.record()["estimate"] is None


def test_a_municipality_without_schools_says_so(bundled: Edition) -> None:
    nowhere = Municipality("GM9999", "Nergens")
    found = figure(bundled, nowhere, "gewicht", 2016, "dissimilarity")
    assert found.reason is Reason.NO_SCHOOLS
    assert found.n_schools == 0


def test_small_municipalities_are_hidden_by_the_rules(bundled: Edition) -> None:
    limit = rules().city_index.min_schools
    hidden = 0
    for place in municipalities(bundled):
        found = figure(bundled, place, "gewicht", 2016, "theil-h")
        if found.n_schools < limit:
            assert not found.estimate.known
            hidden += found.suppressed
    assert hidden > 10


def test_a_small_difference_between_boundaries_hides_the_smaller_figure(bundled: Edition) -> None:
    """Where a merger added one or two schools, the figure of then would tell about these alone."""
    seen = 0
    for place in municipalities(bundled):
        today, *then = figures(bundled, place, "segregation.po.gewicht.2016.dissimilarity*")
        if then and 0 < abs(today.n_schools - then[0].n_schools) < rules().difference.min_schools:
            assert not (today.estimate.known and then[0].estimate.known), place
            seen += 1
    assert seen > 0


def test_a_former_municipality_has_figures_within_its_own_boundaries_only(bundled: Edition) -> None:
    haren = find_municipality(bundled, "Haren")
    assert haren.until is not None
    found = figures(bundled, haren)
    assert found
    assert {one.boundaries for one in found} == {Boundaries.THEN}
    assert {one.period.year for one in found} == {2013, 2016}
    assert find_municipality(bundled, "Groningen") in dict(former(bundled))[haren]


def test_what_other_municipalities_show_does_not_depend_on_order(bundled: Edition) -> None:
    first = dashboard(bundled, find_municipality(bundled, "Utrecht"))
    again = dashboard(bundled, find_municipality(bundled, "GM0344"))
    assert first is again


def test_the_archive_of_flows_is_bundled_as_intervals_only() -> None:
    """The bundle holds no flow of 1 to 4 pupils as a number."""
    folder = files("speelveld.sources").joinpath("bundled")
    for name in ("duo_po_flows_2013.csv.gz", "duo_po_flows_2017.csv.gz"):
        text = gzip.decompress(folder.joinpath(name).read_bytes()).decode("utf-8", "replace")
        counts = {line.rsplit(",", 1)[-1].strip() for line in text.splitlines()[1:] if line.strip()}
        assert "<5" in counts
        assert not counts & {"1", "2", "3", "4"}
    assert not any(zipfile.is_zipfile(io.BytesIO(one.read_bytes())) for one in folder.iterdir() if "flow" in one.name)
