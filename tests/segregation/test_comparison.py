# SPDX-License-Identifier: EUPL-1.2
"""Two tables: no difference is found where there is none, a planted one is, and each null does what it says."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats

from speelveld.segregation import INDICES
from speelveld.segregation.comparison import METHODS, compare
from speelveld.segregation.counts import Counts
from speelveld.segregation.resampling_measures import measure_of_pair

SIZES = np.array([60, 80, 45, 120, 70, 95, 55, 64, 73, 88])
SHARES = np.array([0.1, 0.3, 0.2, 0.5, 0.15, 0.4, 0.35, 0.25, 0.6, 0.2])


def world(random: np.random.Generator, shares: np.ndarray) -> Counts:
    a = random.binomial(SIZES, shares)
    return Counts.of(np.column_stack([a, SIZES - a]), groups=["a", "b"])


@pytest.mark.parametrize("method", ["bootstrap", "persons", "swaps", "units"])
def test_p_values_where_both_years_have_the_same_mechanism(method: str) -> None:
    """Uniform for the tests by labels; the bootstrap is only about so."""
    random = np.random.default_rng(12)
    found = []
    for number in range(100):
        shares = SHARES if method != "units" else random.beta(2, 5, SIZES.size)
        other = SHARES if method != "units" else random.beta(2, 5, SIZES.size)
        one, two = world(random, shares), world(random, other)
        found.append(compare(one, two, ["theil-h"], method=method, replications=99, seed=number)[0].p_value)
    if method == "bootstrap":
        assert np.mean(np.array(found) < 0.05) <= 0.15
    else:
        assert stats.kstest(found, "uniform").pvalue > 1e-3


@pytest.mark.parametrize("method", METHODS)
def test_a_planted_difference_is_found(method: str) -> None:
    random = np.random.default_rng(3)
    one = world(random, np.full(SIZES.size, 0.3))
    two = world(random, np.where(np.arange(SIZES.size) % 2, 0.55, 0.05))
    result = compare(one, two, ["dissimilarity"], method=method, replications=499)[0]
    d = INDICES["dissimilarity"]
    difference = d(*two.matrix.T) - d(*one.matrix.T)
    assert result.estimate == pytest.approx(difference)
    assert result.p_value is not None
    assert result.p_value < 0.02
    assert result.variant == "difference"
    other_way = compare(two, one, ["dissimilarity"], method=method, side="less", replications=199)[0]
    assert other_way.estimate == pytest.approx(-difference)
    assert other_way.p_value is not None
    assert other_way.p_value < 0.05
    wrong_side = compare(one, two, ["dissimilarity"], method=method, side="less", replications=199)[0]
    assert wrong_side.p_value is not None
    assert wrong_side.p_value > 0.9


def test_the_interval_of_a_difference_holds_the_truth_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(6)
    shares = np.clip(SHARES * 1.3, 0, 0.9)
    d = INDICES["dissimilarity"]
    truth = d(SIZES * shares, SIZES * (1 - shares)) - d(SIZES * SHARES, SIZES * (1 - SHARES))
    hits = 0
    for number in range(60):
        result = compare(
            world(random, SHARES), world(random, shares), ["dissimilarity"], replications=199, seed=number, level=0.9
        )[0]
        assert result.low is not None
        assert result.high is not None
        hits += result.low <= truth <= result.high
    assert hits / 60 >= 0.78


def test_functions_names_and_workers_agree() -> None:
    random = np.random.default_rng(3)
    one, two = world(random, SHARES), world(random, SHARES[::-1])
    own = {"own": measure_of_pair(INDICES["theil-h"]), "named": "theil-h"}
    for method in METHODS:
        alone = compare(one, two, own, method=method, replications=99, seed=5)
        assert alone[0].p_value == alone[1].p_value
        with ThreadPoolExecutor(3) as executor:
            assert compare(one, two, own, method=method, replications=99, seed=5, executor=executor) == alone


def test_units_that_are_in_one_year_alone_have_nobody_in_the_other() -> None:
    one = Counts.of([[5, 20], [9, 9]], units=["x", "y"], groups=["a", "b"])
    two = Counts.of([[9, 9], [4, 30]], units=["y", "z"], groups=["a", "b"])
    result = compare(one, two, ["dissimilarity"], method="persons", replications=99)[0]
    d = INDICES["dissimilarity"]
    assert result.estimate == pytest.approx(d(*two.matrix.T) - d(*one.matrix.T))
    with pytest.raises(ValueError, match="no unit"):
        compare(one, Counts.of([[1, 2]], groups=["a", "b"]), ["dissimilarity"], method="swaps")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"method": "guess"}, "method"),
        ({"scheme": "permutation"}, "bootstrap"),
        ({"side": "both"}, "two-sided"),
        ({"level": 95}, "level"),
        ({"indices": ["nonsense"], "method": "units"}, "nonsense"),
        ({"second": Counts.of([[1, 2]], groups=["a", "c"])}, "groups"),
    ],
)
def test_what_cannot_be_compared_is_refused(arguments: dict[str, object], message: str) -> None:
    counts = Counts.of([[5, 20], [9, 9]], groups=["a", "b"])
    given = {"first": counts, "second": counts, "indices": ["dissimilarity"]} | arguments
    with pytest.raises(ValueError, match=message):
        compare(**given)  # type: ignore[arg-type]
