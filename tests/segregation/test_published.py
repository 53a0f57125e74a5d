# SPDX-License-Identifier: EUPL-1.2
"""What the R package ``segregation`` publishes for its example data, by this engine.

The values stand in the package's README, walk-through and tests (github.com/elbersb/segregation).
"""

from __future__ import annotations

import numpy as np
import pytest

from speelveld.segregation import (
    Counts,
    between_within,
    dissimilarity,
    diversity,
    elbers,
    exposures,
    group_scores,
    information,
    karmel_maclachlan,
    mora_ruiz_castillo,
    mutual_information,
    nested,
)
from speelveld.segregation.indices import xlogx
from tests.segregation.tables import example


def test_the_example_is_the_package_s() -> None:
    counts = example("00")
    assert counts.total == 877_739
    assert len(counts.units) == 2_045
    assert len(set(counts.parents["district"])) == 429


def test_m_and_h() -> None:
    counts = example("00")
    assert mutual_information(counts) == pytest.approx(0.4255390, abs=5e-8)
    assert information(counts) == pytest.approx(0.4188083, abs=5e-8)
    assert diversity(counts) == pytest.approx(1.016071, abs=5e-7)
    turned = Counts.of(counts.matrix.T)
    assert mutual_information(turned) == pytest.approx(0.42553898, abs=5e-9)
    assert information(turned) == pytest.approx(0.05642991, abs=5e-9)
    assert diversity(turned) == pytest.approx(7.541018, abs=5e-7)


def test_between_and_within_states() -> None:
    found = between_within(example("00"), "state")
    assert found.between_m == pytest.approx(0.09924370, abs=5e-9)
    assert found.between_h == pytest.approx(0.09767398, abs=5e-9)
    assert found.within_m == pytest.approx(0.3262953, abs=5e-8)
    assert found.within_h == pytest.approx(0.3211343, abs=5e-8)
    published = {
        "A": (0.4085965, 0.2768819, 0.4969216, 0.8092501),
        "B": (0.2549959, 0.4035425, 0.2680884, 0.9361190),
        "C": (0.3450221, 0.3195756, 0.3611257, 0.9402955),
    }
    for one in found.within:
        assert (one.m, one.p, one.h, one.entropy_ratio) == pytest.approx(published[one.label], abs=6e-8)
    parts = [100 * part / found.total_m for part in (found.between_m, *(one.part_of_m for one in found.within))]
    assert parts == pytest.approx([23.3, 26.6, 24.2, 25.9], abs=0.05)


def test_levels() -> None:
    counts = example("00")
    parts = nested(counts, ["state", "district"])
    assert parts[0].m == pytest.approx(0.09924370, abs=5e-9)
    assert sum(part.m for part in parts) == pytest.approx(0.4255390, abs=5e-8)


def test_local_scores_of_groups() -> None:
    """The package prints them less their bias by resampling, so ours, which are not corrected, are a little above."""
    local = group_scores(example("00"))
    published = {
        "asian": (0.591, 0.02255),
        "black": (0.876, 0.19017),
        "hisp": (0.771, 0.15167),
        "white": (0.183, 0.62810),
        "native": (1.352, 0.00751),
    }
    for label, share, score in zip(local.labels, local.shares, local.scores, strict=True):
        score_there, share_there = published[label]
        assert share == pytest.approx(share_there, abs=5e-5)  # theirs are of resampled tables
        # to first order the bias is that of M Miller-Madow's: schools in which the group may be, by twice its size
        assert 0 <= score - score_there <= 1.2 * 2_045 / (2 * share * 877_739)
    assert local.index == pytest.approx(0.4255390, abs=5e-8)


def test_exposures() -> None:
    found = exposures(example("00"))
    assert found.sum(axis=1) == pytest.approx(np.ones(5))
    two = Counts.of(example("00").matrix[:, [1, 4]])
    black, white = two.group_totals
    assert exposures(two)[0, 1] == pytest.approx(exposures(two)[1, 0] * white / black)


@pytest.mark.parametrize(
    ("a", "b", "published"),
    [
        ([100, 100, 100], [100, 100, 100], 0),
        ([100, 60, 40, 0], [0, 40, 60, 100], 0.6),
        ([80, 80, 20, 20], [20, 20, 80, 80], 0.6),
        ([100, 100, 0, 0], [0, 0, 100, 100], 1),
    ],
)
def test_dissimilarity(a: list[int], b: list[int], published: float) -> None:
    assert dissimilarity(a, b) == pytest.approx(published)


@pytest.mark.parametrize("method", [elbers, karmel_maclachlan, mora_ruiz_castillo])
def test_change_and_what_came_and_went(method: object) -> None:
    found = method(example("00"), example("05"))  # type: ignore[operator]
    assert found.m1 == pytest.approx(0.42554, abs=5e-6)
    assert found.m2 == pytest.approx(0.41339, abs=5e-6)
    assert found.difference == pytest.approx(-0.01215, abs=5e-6)
    assert found.additions == pytest.approx(-0.00341, abs=5e-6)
    assert found.removals == pytest.approx(-0.01141, abs=5e-6)


PUBLISHED = (0.01787, -0.01171, -0.00349)
"""Group margin, unit margin and structural in the package's README."""


def common() -> tuple[np.ndarray, np.ndarray]:
    one, two = example("00"), example("05")
    schools = [school for school in one.units if school in set(two.units)]
    rows = [[table.units.index(school) for school in schools] for table in (one, two)]
    return one.matrix[rows[0]].astype(float), two.matrix[rows[1]].astype(float)


def m(table: np.ndarray) -> float:
    p = table / table.sum()
    return float(xlogx(p).sum() - xlogx(p.sum(axis=1)).sum() - xlogx(p.sum(axis=0)).sum())


def scaled(source: np.ndarray, other: np.ndarray, to: str, *, first: str, within: float) -> np.ndarray:
    """Alternate scaling as the package does it: the margins ``to`` ("units", "groups", "both") become the other's.

    It stops when no share of either margin is further off than ``within``. Its first step takes the units of the other
    table for those that it starts from, which only convergence puts right.
    """
    x, wanted = source / source.sum(), other / other.sum()
    units, groups = (wanted if to != "groups" else x).sum(axis=1), (wanted if to != "units" else x).sum(axis=0)
    have_units, have_groups, turn = wanted.sum(axis=1), x.sum(axis=0), first
    for _ in range(5000):
        x = x * ((units / have_units)[:, None] if turn == "units" else groups / have_groups)
        x, turn = x / x.sum(), "groups" if turn == "units" else "units"
        have_units, have_groups = x.sum(axis=1), x.sum(axis=0)
        if max(np.abs(have_units - units).max(), np.abs(have_groups - groups).max()) <= within:
            return x
    raise AssertionError("not converged")


def shapley(within: float, first: tuple[str, ...]) -> tuple[float, float, float]:
    """Elbers's three parts with the package's scaling; ``first`` says what each of its six fits begins with."""
    one, two = (np.where(table > 0, table, 1e-10) for table in common())
    fits = (
        ("221", one, two, "both"),
        ("121", one, two, "units"),
        ("211", one, two, "groups"),
        ("112", two, one, "both"),
        ("212", two, one, "units"),
        ("122", two, one, "groups"),
    )
    value = {"111": m(one), "222": m(two)}
    for (name, source, other, to), begin in zip(fits, first, strict=True):
        value[name] = m(scaled(source, other, to, first=begin, within=within))
    groups = value["211"] - value["111"] + value["221"] - value["121"]
    groups += value["222"] - value["122"] + value["212"] - value["112"]
    units = value["121"] - value["111"] + value["221"] - value["211"]
    units += value["222"] - value["212"] + value["122"] - value["112"]
    structural = value["112"] - value["111"] + value["222"] - value["221"]
    return groups / 4, units / 4, structural / 2


def test_the_published_parts_are_those_of_a_scaling_that_stopped_after_a_step() -> None:
    """With 1,710 schools a share of units is far below 0.001, so a tolerance of 0.001 is met at once.

    The package's README is that result, of fits that begin with groups or units at random. With a tolerance that binds,
    the same procedure gives ours, and the sign of the structural part turns round.
    """
    loose = shapley(1e-3, ("groups", "groups", "groups", "groups", "groups", "units"))
    assert loose == pytest.approx(PUBLISHED, abs=6e-6)
    found = elbers(example("00"), example("05"))
    ours = (found.group_margin, found.unit_margin, found.structural)
    assert shapley(1e-12, ("units",) * 6) == pytest.approx(ours, abs=1e-7)
    assert shapley(1e-12, ("groups",) * 6) == pytest.approx(ours, abs=1e-7)
    assert PUBLISHED[2] < 0 < found.structural


def test_change_per_school_adds_up() -> None:
    found = elbers(example("00"), example("05"))
    assert len(found.units) == 1_710
    assert sum(found.unit_parts) == pytest.approx(found.structural, abs=1e-9)
    parts = found.additions + found.removals + found.group_margin + found.unit_margin + found.structural
    assert parts == pytest.approx(found.difference, abs=1e-12)
