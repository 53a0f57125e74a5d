# SPDX-License-Identifier: EUPL-1.2
"""PySAL's ``segregation`` beside ours: the same where it is right; where it is not, the difference and its cause.

Each difference stands in docs/methods/peers.md.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from speelveld.segregation import (
    REGISTRY,
    Counts,
    atkinson,
    concentration_profile,
    counterfactual,
    diversity,
    egohoods,
    information,
    local_diversity,
    local_simpson,
    location_quotients,
    measure,
    squared_variation,
)
from speelveld.segregation.registry_index import Places
from tests.segregation.tables import invented

pd = pytest.importorskip("pandas")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import geopandas as gpd
    import shapely
    from segregation import local, multigroup, singlegroup
    from segregation.decomposition import DecomposeSegregation
    from segregation.singlegroup.atkinson import _atkinson
    from segregation.singlegroup.conprof import _conprof

pytestmark = pytest.mark.filterwarnings("ignore")

TWO = {
    "dissimilarity": "Dissim",
    "gini": "Gini",
    "theil-h": "Entropy",
    "isolation": "Isolation",
    "exposure": "Interaction",
    "eta-squared": "CorrelationR",
    "atkinson": "Atkinson",
    "min-max": "MinMax",
}
MANY = {
    "mutual-information": "MultiDivergence",
    "divergence": "MultiDivergence",
    "multigroup-theil-h": "MultiInfoTheory",
    "multigroup-dissimilarity": "MultiDissim",
    "multigroup-gini": "MultiGini",
    "normalised-exposure": "MultiNormExposure",
    "relative-diversity": "MultiRelativeDiversity",
    "squared-variation": "MultiSquaredCoefVar",
    "simpson-interaction": "SimpsonsInteraction",
    "simpson-concentration": "SimpsonsConcentration",
    "diversity": "MultiDiversity",
}
PLACED = {
    "morrill": "SpatialDissim",
    "wong-shape": "PARDissim",
    "delta": "Delta",
    "absolute-concentration": "AbsoluteConcentration",
    "relative-concentration": "RelativeConcentration",
    "absolute-centralisation": "AbsoluteCentralization",
    "relative-centralisation": "RelativeCentralization",
}


def town(seed: int = 1) -> tuple[Counts, Any, Places]:
    """64 plots of unlike size, as ours and as theirs."""
    random = np.random.default_rng(seed)
    edges = [np.concatenate([[0], random.uniform(0.5, 2, 8).cumsum()]) for _ in range(2)]
    across, down = edges
    boxes = [shapely.box(across[i], down[j], across[i + 1], down[j + 1]) for i in range(8) for j in range(8)]
    a, b = random.integers(0, 50, 64), random.integers(1, 100, 64)
    frame = gpd.GeoDataFrame({"a": a, "b": b, "t": a + b}, geometry=boxes, crs=28992)
    touching = np.array(
        [[float(i != j and one.touches(two)) for j, two in enumerate(boxes)] for i, one in enumerate(boxes)]
    )
    lengths = np.array([[one.intersection(two).length if one is not two else 0 for two in boxes] for one in boxes])
    points = np.array([(box.centroid.x, box.centroid.y) for box in boxes])
    places = Places(points, frame.area.to_numpy(), frame.length.to_numpy(), touching, lengths, points.mean(axis=0))
    return Counts.of(np.column_stack([a, b]), groups=["a", "b"]), frame, places


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", TWO)
def test_two_groups(name: str, seed: int) -> None:
    counts, frame, _ = town(seed)
    theirs = getattr(singlegroup, TWO[name])(frame[["a", "t"]].copy(), "a", "t").statistic
    assert measure(counts, [name])[0].estimate == pytest.approx(theirs, abs=1e-10)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", MANY)
def test_many_groups(name: str, seed: int) -> None:
    counts = Counts.of(invented(seed, 40, 5).matrix + 1)
    frame = pd.DataFrame(counts.matrix, columns=list("abcde"))
    theirs = getattr(multigroup, MANY[name])(frame, list("abcde")).statistic
    assert measure(counts, [name])[0].estimate == pytest.approx(theirs, abs=1e-10)


@pytest.mark.parametrize("name", PLACED)
def test_in_space(name: str) -> None:
    counts, frame, places = town()
    theirs = getattr(singlegroup, PLACED[name])(frame, "a", "t").statistic
    assert measure(counts, [name], places=places)[0].estimate == pytest.approx(theirs, abs=1e-9)


def test_wong_s_boundary_without_their_standardised_rows() -> None:
    counts, frame, places = town()
    theirs = singlegroup.BoundarySpatialDissim(frame, "a", "t", standardize=False).statistic
    assert measure(counts, ["wong-boundary"], places=places)[0].estimate == pytest.approx(theirs, abs=1e-9)


def test_local() -> None:
    counts = Counts.of(invented(units=20, groups=3).matrix + 1)
    frame, groups = pd.DataFrame(counts.matrix, columns=list("abc")), list("abc")
    assert local_diversity(counts) == pytest.approx(local.MultiLocalDiversity(frame, groups).statistics)
    assert local_simpson(counts) == pytest.approx(local.MultiLocalSimpsonInteraction(frame, groups).statistics)
    assert location_quotients(counts) == pytest.approx(local.MultiLocationQuotient(frame, groups).statistics)
    entropy = local.MultiLocalEntropy(frame, groups).statistics
    assert local_diversity(counts, normalised=True) == pytest.approx(entropy)


@pytest.mark.parametrize("approach", ["composition", "share", "dual-composition"])
@pytest.mark.parametrize(("name", "peer"), [("dissimilarity", "Dissim"), ("gini", "Gini"), ("theil-h", "Entropy")])
def test_two_places(approach: str, name: str, peer: str) -> None:
    frames = [town(seed)[1][["a", "t"]].copy() for seed in (1, 2)]
    theirs = DecomposeSegregation(
        *(getattr(singlegroup, peer)(frame, "a", "t") for frame in frames),
        counterfactual_approach=approach.replace("-", "_"),
    )
    one, two = ((frame["a"], frame["t"] - frame["a"]) for frame in frames)
    ours = counterfactual(one, two, index=REGISTRY[name], approach=approach)  # type: ignore[arg-type]
    assert ours.spatial == pytest.approx(theirs.c_s, abs=1e-10)
    assert ours.attribute == pytest.approx(theirs.c_a, abs=1e-10)


def test_theirs_round_the_counts_of_surroundings() -> None:
    counts, frame, places = town()
    around = egohoods(counts, coordinates=places.coordinates, bandwidth=2.5)
    theirs = singlegroup.Dissim(frame, "a", "t", distance=2.5).statistic
    ours = measure(counts, ["dissimilarity"], around=around)[0].estimate
    whole = np.column_stack([np.round(around.matrix[:, 0]), np.round(around.matrix.sum(axis=1))])
    rounded = REGISTRY["dissimilarity"](whole[:, 0], whole[:, 1] - whole[:, 0])
    assert theirs == pytest.approx(rounded, abs=1e-6)
    assert ours == pytest.approx(theirs, abs=5e-3)
    assert ours != pytest.approx(theirs, abs=1e-7)


def test_their_proximity_grows_with_distance() -> None:
    """Two solid halves come out less clustered than a checkerboard."""
    plots = [shapely.box(i, j, i + 1, j + 1) for i in range(10) for j in range(10)]
    points = np.array([(plot.centroid.x, plot.centroid.y) for plot in plots])
    halves = np.where(points[:, 0] < 5, 100, 0)
    checkerboard = np.where((points - 0.5).sum(axis=1) % 2 == 0, 100, 0)
    reversed_ = {
        "SpatialProximity": "spatial-proximity",
        "AbsoluteClustering": "absolute-clustering",
        "DistanceDecayIsolation": "decay-isolation",
    }
    places = Places(coordinates=points, areas=np.ones(100))
    for theirs, ours in reversed_.items():
        values = []
        for a in (halves, checkerboard):
            frame = gpd.GeoDataFrame({"a": a, "t": np.full(100, 100)}, geometry=plots, crs=28992)
            found = getattr(singlegroup, theirs)(frame, "a", "t").statistic
            values.append((found, REGISTRY[ours].of(np.column_stack([a, 100 - a]), places=places)))
        assert values[0][0] < values[1][0]
        assert values[0][1] > values[1][1]


def test_theirs_are_not_defined_where_a_group_has_no_members() -> None:
    counts = Counts.of([[3, 2, 0], [1, 4, 0]])
    frame = pd.DataFrame(counts.matrix, columns=list("abc"))
    without = Counts.of(counts.matrix[:, :2])
    pairs = (
        (information, "MultiInfoTheory"),
        (squared_variation, "MultiSquaredCoefVar"),
        (diversity, "MultiDiversity"),
    )
    for index, peer in pairs:
        assert np.isnan(getattr(multigroup, peer)(frame, list("abc")).statistic)
        assert index(counts) == pytest.approx(index(without))


def test_their_atkinson_takes_no_notice_of_its_shape() -> None:
    """The class drops ``b``; the function behind it has it, and divides by 0 at 1."""
    a, b = np.array([10, 1, 5]), np.array([5, 15, 5])
    frame = pd.DataFrame({"a": a, "t": a + b})
    values = {singlegroup.Atkinson(frame, "a", "t", b=shape).statistic for shape in (0.2, 0.5, 0.8)}
    assert len(values) == 1
    assert values.pop() == pytest.approx(atkinson(a, b, 0.5))
    for shape in (0.2, 0.5, 0.8):
        assert _atkinson(frame, "a", "t", b=shape)[0] == pytest.approx(atkinson(a, b, shape))
    assert atkinson(a, b, 0.2) < atkinson(a, b, 0.8)
    with pytest.raises(ZeroDivisionError):
        _atkinson(frame, "a", "t", b=1.0)
    assert 0 < atkinson(a, b, 1) < 1


def test_their_concentration_profile_is_on_a_grid() -> None:
    """Of 1,000 thresholds, whatever ``m`` asks for; the function behind it comes nearer to ours with more of them."""
    counts, frame, _ = town()
    ours = concentration_profile(*counts.matrix.T).r
    values = {singlegroup.ConProf(frame[["a", "t"]].copy(), "a", "t", m=m).statistic for m in (100, 10_000)}
    assert len(values) == 1
    assert values.pop() == pytest.approx(ours, abs=2e-3)
    assert _conprof(frame, "a", "t", m=1000)[0] != pytest.approx(ours, abs=1e-4)
    assert _conprof(frame, "a", "t", m=100_000)[0] == pytest.approx(ours, abs=2e-5)
