# SPDX-License-Identifier: EUPL-1.2
"""Every possible table lies within the bounds; ends said to be reached are reached."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from speelveld.segregation import bounds_dissimilarity
from speelveld.segregation.bounds import INDICES, masked_bounds
from speelveld.segregation.counts import Counts
from speelveld.segregation.resampling_measures import estimate

cells = st.tuples(st.integers(0, 7), st.integers(0, 3))
tables = st.lists(st.tuples(cells, cells), min_size=2, max_size=4)


def every(
    low: np.ndarray, high: np.ndarray, sizes: np.ndarray | None, totals: tuple[int | None, int | None]
) -> list[np.ndarray]:
    """All tables of whole counts within the bounds that have the totals."""
    ranges = [range(first, last + 1) for first, last in zip(low.ravel(), high.ravel(), strict=True)]
    found = []
    for values in itertools.product(*ranges):
        table = np.array(values).reshape(low.shape)
        if sizes is not None and (table.sum(axis=1) != sizes).any():
            continue
        if any(total is not None and total != n for total, n in zip(totals, table.sum(axis=0), strict=True)):
            continue
        found.append(table)
    return found


@pytest.mark.parametrize("known", ["nothing", "sizes", "totals", "one total", "all"])
@settings(max_examples=25, deadline=None)
@given(table=tables, data=st.data())
def test_every_possible_table_lies_within(
    known: str, table: list[tuple[tuple[int, int], tuple[int, int]]], data: st.DataObject
) -> None:
    low = np.array([[a[0], b[0]] for a, b in table])
    high = low + np.array([[a[1], b[1]] for a, b in table])
    truth = np.array(
        [
            [data.draw(st.integers(int(x), int(y))) for x, y in zip(*row, strict=True)]
            for row in zip(low, high, strict=True)
        ]
    )
    sizes = truth.sum(axis=1) if known in {"sizes", "all"} else None
    a, b = (int(n) for n in truth.sum(axis=0))
    totals: tuple[int | None, int | None] = {"totals": (a, b), "all": (a, None), "one total": (None, b)}.get(
        known, (None, None)
    )
    assume(low.sum(axis=0).min() > 0)
    possible = every(low, high, sizes, totals)
    found = masked_bounds(low, high, unit_totals=sizes, group_totals=totals)
    names = {name: name for name in INDICES}
    values = [estimate(Counts.of(one), names, {}) for one in possible]
    for name in INDICES:
        least, most = min(one[name] for one in values), max(one[name] for one in values)
        assert found[name].low <= least + 1e-9
        assert found[name].high >= most - 1e-9
        if found[name].exact_low:
            assert found[name].low == pytest.approx(least, abs=1e-6)
        if found[name].exact_high:
            assert found[name].high == pytest.approx(most, abs=1e-6)


@pytest.mark.parametrize("known", ["nothing", "sizes", "totals", "all"])
def test_bounds_are_narrow_when_few_cells_are_masked(known: str) -> None:
    """Forty schools with a fifth of the cells masked as 1 to 4: the ends are close, and the truth lies between."""
    random = np.random.default_rng(1)
    truth = np.column_stack([random.poisson(random.gamma(0.7, 20, 40)) + 1, random.poisson(150, 40)])
    masked = truth < 5
    low, high = np.where(masked, 1, truth), np.where(masked, 4, truth)
    found = masked_bounds(
        low,
        high,
        unit_totals=truth.sum(axis=1) if known in {"sizes", "all"} else None,
        group_totals=tuple(truth.sum(axis=0)) if known in {"totals", "all"} else None,
    )
    values = estimate(Counts.of(truth), {name: name for name in INDICES}, {})
    for name in INDICES:
        assert found[name].low - 1e-9 <= values[name] <= found[name].high + 1e-9
        assert found[name].high - found[name].low < 0.06
    assert found["dissimilarity"].exact_low == (known in {"sizes", "all"})
    if known in {"nothing", "totals"}:
        assert found["dissimilarity"].exact_high


def test_outer_bounds_are_close_to_what_tables_reach() -> None:
    """Many random tables within: none outside, and the extremes among greedy ones come close to each end."""
    random = np.random.default_rng(4)
    low = np.column_stack([random.integers(1, 30, 12), random.integers(20, 90, 12)])
    high = low + 3 * (random.random((12, 2)) < 0.5)
    found = masked_bounds(low, high)
    names = {name: name for name in INDICES}
    best = {name: [1.0, 0.0] for name in INDICES}
    for _ in range(60):
        table = np.where(random.random((12, 2)) < 0.5, low, high)
        for name in ("dissimilarity", "theil-h", "eta-squared"):
            for side, sign in ((0, 1), (1, -1)):
                best[name][side] = climb(table.copy(), low, high, name, sign, best[name][side])
    for name in ("dissimilarity", "theil-h", "eta-squared"):
        assert found[name].low - 1e-9 <= best[name][0] <= found[name].low + 2e-3
        assert found[name].high - 4e-3 <= best[name][1] <= found[name].high + 1e-9
    assert set(names) == set(found)


def climb(table: np.ndarray, low: np.ndarray, high: np.ndarray, name: str, sign: int, best: float) -> float:
    """The lowest (``sign`` 1) or highest (-1) value from ``table`` by changing one cell after the other."""
    value = estimate(Counts.of(table), {name: name}, {})[name]
    for u, g in np.argwhere(high > low):
        for n in range(low[u, g], high[u, g] + 1):
            before, table[u, g] = table[u, g], n
            new = estimate(Counts.of(table), {name: name}, {})[name]
            if sign * new < sign * value:
                value = new
            else:
                table[u, g] = before
    return min(best, value) if sign > 0 else max(best, value)


def test_without_the_integer_program_the_bound_by_prices_is_outside_and_near(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(2)
    truth = np.column_stack([random.poisson(random.gamma(0.7, 20, 60)) + 1, random.poisson(150, 60)])
    low, high = np.where(truth < 5, 1, truth), np.where(truth < 5, 4, truth)
    for totals in (None, tuple(truth.sum(axis=0)), (None, int(truth[:, 1].sum()))):
        exact = masked_bounds(low, high, group_totals=totals, indices=["dissimilarity"])["dissimilarity"]
        assert exact.exact_high
        monkeypatch.setattr(bounds_dissimilarity, "UNITS", 10)
        outer = masked_bounds(low, high, group_totals=totals, indices=["dissimilarity"])["dissimilarity"]
        monkeypatch.undo()
        assert not outer.exact_high
        assert exact.high - 1e-6 <= outer.high <= exact.high + 0.012


def test_exact_counts_have_one_value() -> None:
    table = np.array([[30, 70], [10, 90], [4, 8]])
    for totals in (None, tuple(table.sum(axis=0))):
        for sizes in (None, table.sum(axis=1)):
            for name, one in masked_bounds(table, table, unit_totals=sizes, group_totals=totals).items():
                value = estimate(Counts.of(table), {name: name}, {})[name]
                assert one.low == pytest.approx(value, abs=1e-6)
                assert one.high == pytest.approx(value, abs=1e-6 if name != "theil-h" else 1e-5)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"low": [[1.5, 2]], "high": [[2, 2]]}, "whole"),
        ({"low": [[3, 2]], "high": [[2, 2]]}, "at most"),
        ({"low": [[1, 2, 3]], "high": [[2, 2, 3]]}, "shape"),
        ({"low": [[0, 2]], "high": [[2, 2]]}, "empty"),
        ({"low": [[1, 2]], "high": [[2, 2]], "unit_totals": [9]}, "no table"),
        ({"low": [[1, 2]], "high": [[2, 2]], "unit_totals": [9, 9]}, "sizes"),
        ({"low": [[1, 2]], "high": [[2, 2]], "group_totals": (7, 2)}, "fit"),
        ({"low": [[1, 2]], "high": [[2, 3]], "unit_totals": [4], "group_totals": (1, 2)}, "do not make"),
        ({"low": [[1, 2]], "high": [[2, 2]], "indices": ["gini"]}, "gini"),
        ({"low": [[1, 1]], "high": [[9000, 9000]], "indices": ["theil-h"]}, "narrower"),
    ],
)
def test_what_has_no_bounds(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        masked_bounds(**arguments)  # type: ignore[arg-type]
