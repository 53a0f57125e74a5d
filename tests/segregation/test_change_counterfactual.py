# SPDX-License-Identifier: EUPL-1.2
"""Two places compared: the parts add up, and each approach is what its words say, in plain Python."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.segregation import counterfactual, dissimilarity, gini, theil_h
from tests.segregation.tables import matrices

APPROACHES = ("composition", "share", "dual-composition")
two_places = st.tuples(matrices(groups=2, units=8, least=1), matrices(groups=2, units=8, least=1))


def same_rank(values: list[float], others: list[float]) -> list[float]:
    found, ordered = [], sorted(others)
    for value in values:
        below, tied = sum(v < value for v in values), sum(v == value for v in values)
        at = (below + (tied + 1) / 2) / len(values) * (len(others) - 1)
        low = min(int(at), len(others) - 1)
        high = min(low + 1, len(others) - 1)
        found.append(ordered[low] + (at - low) * (ordered[high] - ordered[low]))
    return found


@pytest.mark.parametrize("approach", APPROACHES)
@pytest.mark.parametrize("index", [dissimilarity, gini, theil_h])
@given(places=two_places)
def test_parts_add_up(approach: str, index: object, places: tuple[np.ndarray, np.ndarray]) -> None:
    one, two = places
    found = counterfactual(tuple(one.T), tuple(two.T), index=index, approach=approach)  # type: ignore[arg-type]
    assert found.first == pytest.approx(index(*one.T))  # type: ignore[operator]
    assert found.spatial + found.attribute == pytest.approx(found.first - found.second, abs=1e-12)
    back = counterfactual(tuple(two.T), tuple(one.T), index=index, approach=approach)  # type: ignore[arg-type]
    assert back.spatial == pytest.approx(-found.spatial, abs=1e-12)


@given(places=two_places)
def test_composition(places: tuple[np.ndarray, np.ndarray]) -> None:
    one, two = places
    found = counterfactual(tuple(one.T), tuple(two.T))
    size = one.sum(axis=1)
    share = same_rank((one[:, 0] / size).tolist(), (two[:, 0] / two.sum(axis=1)).tolist())
    a = np.array(share) * size
    assert found.first_with_attributes_of_second == pytest.approx(dissimilarity(a, size - a), abs=1e-9)


@given(places=two_places)
def test_share_and_dual_composition(places: tuple[np.ndarray, np.ndarray]) -> None:
    one, two = places
    shares, mixes = [], []
    for group in range(2):
        mine, theirs = one[:, group], two[:, group]
        taken = np.array(same_rank((mine / mine.sum()).tolist(), (theirs / theirs.sum()).tolist()))
        shares.append(taken / taken.sum() * mine.sum())
        mix = same_rank((mine / one.sum(axis=1)).tolist(), (theirs / two.sum(axis=1)).tolist())
        mixes.append(np.array(mix) * one.sum(axis=1))
    found = counterfactual(tuple(one.T), tuple(two.T), approach="share")
    assert found.first_with_attributes_of_second == pytest.approx(dissimilarity(*shares), abs=1e-9)
    dual = counterfactual(tuple(one.T), tuple(two.T), approach="dual-composition")
    assert dual.first_with_attributes_of_second == pytest.approx(dissimilarity(*mixes), abs=1e-9)


@pytest.mark.parametrize("approach", APPROACHES)
def test_units_without_pupils_are_left_out(approach: str) -> None:
    plain = counterfactual(([3, 1], [1, 3]), ([5, 1, 1], [1, 2, 9]), approach=approach)  # type: ignore[arg-type]
    empty = counterfactual(([3, 0, 1], [1, 0, 3]), ([5, 1, 1], [1, 2, 9]), approach=approach)  # type: ignore[arg-type]
    assert empty == plain


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match="no approach"):
        counterfactual(([1], [1]), ([1], [1]), approach="other")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="members of both"):
        counterfactual(([1], [0]), ([1], [1]))
