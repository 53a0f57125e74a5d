# SPDX-License-Identifier: EUPL-1.2
"""The registry is complete and true, and what is measured through it is what each function gives."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given

from speelveld import segregation
from speelveld.segregation import INDICES, REGISTRY, Counts, Index, Places, Result, egohoods, measure
from tests.segregation.tables import invented, matrices

TWO = [name for name, index in REGISTRY.items() if index.kind == "two-group" and not index.needs]
MANY = [name for name, index in REGISTRY.items() if index.kind == "multi-group"]
ORDERED = [name for name, index in REGISTRY.items() if index.kind == "ordinal"]
PLACED = [name for name, index in REGISTRY.items() if index.needs]


def somewhere(units: int, seed: int = 1) -> Places:
    random = np.random.default_rng(seed)
    touching = np.triu(random.integers(0, 2, (units, units)), 1)
    return Places(
        coordinates=random.uniform(0, 5000, (units, 2)),
        areas=random.uniform(1e4, 1e6, units),
        perimeters=random.uniform(500, 5000, units),
        touching=touching + touching.T,
        lengths=(touching + touching.T) * 250.0,
        centre=(2500, 2500),
        scale=1000,
    )


def test_the_face_of_the_package_is_complete() -> None:
    assert list(segregation.__all__) == sorted(segregation.__all__, key=lambda name: (not name.isupper(), name))
    assert all(hasattr(segregation, name) for name in segregation.__all__)


@pytest.mark.parametrize("name", REGISTRY)
def test_every_entry_says_what_it_is(name: str) -> None:
    index = REGISTRY[name]
    assert index.name == name == name.lower()
    assert index.symbol
    assert index.formula
    assert index.bounds
    assert "(" in index.citation
    assert any(year.isdigit() for year in index.citation.replace("(", " ").replace(")", " ").split())
    assert set(index.needs) <= set(Places.__dataclass_fields__)


def test_the_first_measures_keep_their_names() -> None:
    assert list(REGISTRY)[:5] == list(INDICES)


@pytest.mark.parametrize("name", INDICES)
@given(cells=matrices(groups=2))
def test_the_first_measures_are_the_same(name: str, cells: np.ndarray) -> None:
    assert REGISTRY[name](*cells.T) == pytest.approx(INDICES[name](*cells.T), abs=1e-12)


@pytest.mark.parametrize("name", REGISTRY)
@given(cells=matrices(groups=2, units=7, least=1))
def test_symmetry_is_as_said(name: str, cells: np.ndarray) -> None:
    index, places = REGISTRY[name], somewhere(len(cells))
    there, back = (index.of(table, places=places) for table in (cells, np.ascontiguousarray(cells[:, ::-1])))
    if index.symmetric:
        assert there == pytest.approx(back, abs=1e-9)


@pytest.mark.parametrize("name", [name for name, index in REGISTRY.items() if not index.symmetric])
def test_what_is_said_to_have_sides_has(name: str) -> None:
    cells, places = np.array([[30, 1], [2, 70], [9, 40], [6, 5]]), somewhere(4)
    options = {"shape": 0.2} if name == "atkinson" else {}
    there, back = (REGISTRY[name].of(table, places=places, **options) for table in (cells, cells[:, ::-1]))
    assert there != pytest.approx(back, abs=1e-3)


@pytest.mark.parametrize("name", REGISTRY)
@given(cells=matrices(groups=2, units=6, least=1))
def test_order_and_scale_change_nothing(name: str, cells: np.ndarray) -> None:
    index, units = REGISTRY[name], len(cells)
    places, order = somewhere(units), np.random.default_rng(7).permutation(units)
    turned = Places(
        coordinates=np.asarray(places.coordinates)[order],
        areas=np.asarray(places.areas)[order],
        perimeters=np.asarray(places.perimeters)[order],
        touching=places.touching[np.ix_(order, order)],
        lengths=places.lengths[np.ix_(order, order)],
        centre=places.centre,
        scale=places.scale,
    )
    value = index.of(cells, places=places)
    assert index.of(cells[order], places=turned) == pytest.approx(value, abs=1e-7, nan_ok=True)
    if not index.whole:
        assert index.of(cells * 3, places=places) == pytest.approx(value, abs=1e-7, nan_ok=True)


@pytest.mark.parametrize("name", REGISTRY)
def test_a_table_without_a_group_or_without_anyone(name: str) -> None:
    places = somewhere(2)
    for cells in ([[3, 0], [4, 0]], [[0, 0], [0, 0]]):
        value = REGISTRY[name].of(np.array(cells), places=places)
        if name == "diversity":
            assert math.isnan(value) or value == 0
        elif name.startswith("simpson"):
            assert math.isnan(value) or value in (0, 1)
        else:
            assert math.isnan(value)


def test_two_groups_are_compared_in_their_order() -> None:
    counts = Counts.of([[30, 70], [10, 90]], groups=["a", "b"])
    results = measure(counts)
    assert [one.index for one in results] == TWO
    assert {one.groups for one in results} == {("a", "b")}
    assert {(one.n_units, one.n) for one in results} == {(2, 200.0)}
    for one in results:
        assert one.estimate == pytest.approx(REGISTRY[one.index](*counts.matrix.T))


def test_sides_are_named() -> None:
    counts = invented(groups=3)
    one = measure(counts, ["dissimilarity", "isolation"], a="1", b="2")
    assert [result.groups for result in one] == [("1", "2")] * 2
    assert one[0].n == counts.matrix[:, 1:].sum()
    rest = measure(counts, ["isolation"], a="1")[0]
    assert rest.groups == ("1", "not 1")
    assert rest.estimate == pytest.approx(segregation.exposures(counts)[1, 1])
    each = measure(counts, ["gini", "mutual-information"])
    assert [result.groups for result in each] == [(g, f"not {g}") for g in "012"] + [("0", "1", "2")]
    assert {result.index for result in measure(counts)} == set(MANY)
    assert {result.index for result in measure(counts, a="0")} == set(TWO)


def test_a_family_is_one_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    real = segregation.registry_two_group.passes.pair_sums  # type: ignore[attr-defined]
    monkeypatch.setattr("speelveld.segregation.passes.pair_sums", lambda cells: calls.append(1) or real(cells))
    measure(Counts.of([[3, 1], [1, 3]]), ["dissimilarity", "theil-h", "isolation", "min-max"])
    assert calls == [1]


def test_options_and_variants() -> None:
    counts = Counts.of([[30, 70], [10, 90]])
    one = measure(counts, ["atkinson"], options={"atkinson": {"shape": 0.1}}, variant="by hand")[0]
    assert one.variant == "by hand, shape=0.1"
    assert one.estimate == pytest.approx(segregation.atkinson([30, 10], [70, 90], 0.1))
    levels = invented(groups=6)
    fitted = measure(levels, ["rank-order-h"], options={"rank-order-h": {"order": 2, "weighted": 0}})[0]
    assert fitted.estimate == pytest.approx(segregation.rank_order_h(levels, order=2, weighted=False).estimate)
    assert [one.groups for one in measure(levels, ORDERED)] == [levels.groups] * len(ORDERED)


def test_surroundings_keep_the_sizes_of_the_units() -> None:
    counts = invented(units=9, groups=2)
    around = egohoods(counts, coordinates=np.random.default_rng(1).uniform(0, 9, (9, 2)), bandwidth=4)
    one = measure(counts, ["dissimilarity"], around=around, variant="triangular 4 m")[0]
    assert one.estimate == pytest.approx(segregation.dissimilarity(*around.matrix.T))
    assert (one.n, one.variant) == (counts.total, "triangular 4 m")
    assert not {"exact-isolation"} & {result.index for result in measure(counts, around=around)}
    three = invented(units=9, groups=3)
    near = egohoods(three, coordinates=np.random.default_rng(1).uniform(0, 9, (9, 2)), nearest=2)
    rest = measure(three, ["gorard"], a="2", around=near)[0]
    others = near.matrix[:, :2].sum(axis=1)
    assert rest.estimate == pytest.approx(segregation.gorard(near.matrix[:, 2], others))


def test_weighted_counts_are_measured_without_the_exact_forms() -> None:
    weighted = Counts.of([[1.5, 2], [3, 0.5]])
    assert {one.index for one in measure(weighted)} == {name for name in TWO if not REGISTRY[name].whole}
    with pytest.raises(ValueError, match="whole counts"):
        measure(weighted, ["exact-isolation"])


def test_places() -> None:
    counts, places = invented(units=12, groups=2), somewhere(12)
    for one in measure(counts, PLACED, places=places):
        assert isinstance(one, Result)
        assert math.isfinite(one.estimate)
    with pytest.raises(ValueError, match="needs coordinates, areas of the units"):
        measure(counts, ["spatial-proximity"])
    with pytest.raises(ValueError, match="needs areas"):
        measure(counts, ["delta"], places=Places(coordinates=places.coordinates))


def test_what_is_refused() -> None:
    counts = Counts.of([[30, 70], [10, 90]])
    with pytest.raises(KeyError, match="no index x, y"):
        measure(counts, ["x", "gini", "y"])
    with pytest.raises(KeyError, match="no group 'z'"):
        measure(counts, ["gini"], a="z")
    with pytest.raises(ValueError, match="compared with what"):
        measure(counts, ["gini"], b="1")
    with pytest.raises(ValueError, match="not asked for"):
        measure(counts, ["gini"], options={"atkinson": {"shape": 0.1}})
    with pytest.raises(ValueError, match="no option slope"):
        measure(counts, ["atkinson"], options={"atkinson": {"slope": 0.1}})
    index: Index = REGISTRY["gini"]
    with pytest.raises(ValueError, match="two groups, not 3"):
        index.of(np.ones((2, 3)))
