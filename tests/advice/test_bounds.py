# SPDX-License-Identifier: EUPL-1.2
"""Shares of which something is missing: the ends hold every possible truth and are reached."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.advice import Method, jeffreys, missing_share, part_share, whole_share
from speelveld.terms import Count

SMALL = st.integers(0, 6)
MASKED = st.tuples(SMALL, SMALL).map(lambda pair: Count(min(pair), max(pair)))


def values(count: Count) -> range:
    return range(count.low, count.high + 1)


@given(SMALL, SMALL, SMALL)
def test_missing_answers_can_be_anything(yes: int, no: int, missing: int) -> None:
    found = missing_share(yes, no, missing)
    total = yes + no + missing
    if not total:
        assert math.isnan(found.least)
        return
    shares = [(yes + more) / total for more in range(missing + 1)]
    assert (found.least, found.most) == (min(shares), max(shares))
    assert found.low <= found.least <= found.most <= found.high
    assert found.exact == (missing == 0)


@given(MASKED, MASKED)
def test_the_ends_of_a_part_are_reached(part: Count, rest: Count) -> None:
    shares = [k / (k + m) for k in values(part) for m in values(rest) if k + m]
    found = part_share(part, rest)
    if part.low + rest.low:
        assert (found.least, found.most) == (min(shares), max(shares))


@given(MASKED, MASKED)
def test_the_ends_of_a_share_of_a_whole_are_reached(part: Count, whole: Count) -> None:
    shares = [k / n for k in values(part) for n in values(whole) if n >= max(k, 1)]
    if part.low > whole.high:
        with pytest.raises(ValueError, match="does not fit"):
            whole_share(part, whole)
        return
    found = whole_share(part, whole)
    if shares and whole.low:
        assert (found.least, found.most) == (min(shares), max(shares))
    if shares and not math.isnan(found.least):
        assert found.least <= min(shares)


def test_exact_counts_have_one_share_and_its_own_interval() -> None:
    found = whole_share(3, 12, method=Method.JEFFREYS)
    low, high = jeffreys(3, 12)
    assert found.exact
    assert (found.least, found.low, found.high) == (0.25, float(low), float(high))


def test_the_difference_of_two_bounded_shares() -> None:
    one, other = missing_share(4, 4, 2), missing_share(1, 7, 2)
    assert one.minus(other) == pytest.approx((0.4 - 0.3, 0.6 - 0.1))


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 0"):
        missing_share(1, -1, 0)
