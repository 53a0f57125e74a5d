# SPDX-License-Identifier: EUPL-1.2
"""What an index would be if one unit looked like all together, or like its surroundings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from speelveld.segregation import REGISTRY, Counts, contributions, dissimilarity, egohoods
from tests.segregation.tables import invented, matrices

NAMES = [name for name, index in REGISTRY.items() if index.kind == "two-group" and not index.needs and not index.whole]


def test_known_answer() -> None:
    # D = 1/2 (|30/40 - 70/160| + |10/40 - 90/160|) = 0.3125; the first school at the city's 20% leaves 30 of A in all.
    counts = Counts.of([[30, 70], [10, 90]], ["x", "y"])
    found = contributions(counts, "dissimilarity")
    assert found.before == pytest.approx(0.3125)
    assert found.after[0] == pytest.approx(dissimilarity([20, 10], [80, 90]))
    assert found.after[1] == pytest.approx(dissimilarity([30, 20], [70, 80]))
    assert found.share[0] == pytest.approx((0.3125 - found.after[0]) / 0.3125)
    assert found.change == pytest.approx(found.after - 0.3125)
    assert found.units == ("x", "y")


@pytest.mark.parametrize("name", NAMES)
@given(cells=matrices(groups=2, units=6, least=1))
def test_is_the_index_of_the_changed_table(name: str, cells: np.ndarray) -> None:
    found = contributions(Counts.of(cells), name)
    city = cells.sum(axis=0) / cells.sum()
    for unit in range(len(cells)):
        changed = cells.astype(float)
        changed[unit] = cells[unit].sum() * city
        assert found.after[unit] == pytest.approx(REGISTRY[name].of(changed), abs=1e-9)
    assert found.before == pytest.approx(REGISTRY[name].of(cells), abs=1e-9)


def test_a_unit_like_the_city_contributes_nothing() -> None:
    found = contributions(Counts.of([[20, 40], [10, 50], [30, 30]]), "mutual-information")
    assert found.share[0] == pytest.approx(0, abs=1e-12)
    assert (found.share[1:] > 0.1).all()
    even = contributions(Counts.of([[2, 4], [1, 2]]), "theil-h")
    assert even.change == pytest.approx([0, 0], abs=1e-12)


def test_surroundings() -> None:
    counts = invented(units=12, groups=3)
    places = np.random.default_rng(3).uniform(0, 2000, (12, 2))
    around = egohoods(counts, coordinates=places, bandwidth=1000).matrix.copy()
    around[4] = 0
    found = contributions(counts, "multigroup-theil-h", surroundings=around)
    assert np.isnan(found.after).tolist() == [unit == 4 for unit in range(12)]
    changed = counts.matrix.astype(float)
    changed[0] = changed[0].sum() * around[0] / around[0].sum()
    assert found.after[0] == pytest.approx(REGISTRY["multigroup-theil-h"].of(changed), abs=1e-9)
    scaled = contributions(counts, "multigroup-theil-h", surroundings=around * 7)
    assert scaled.after == pytest.approx(found.after, nan_ok=True)


def test_any_function_and_options() -> None:
    counts = Counts.of([[30, 70], [10, 90]])
    own = contributions(counts, lambda cells: float(cells[0, 0]))
    assert own.after.tolist() == [20, 30]
    low, high = (contributions(counts, "atkinson", shape=shape).before for shape in (0.1, 0.9))
    assert low != high


def test_what_is_refused() -> None:
    counts = Counts.of([[30, 70], [10, 90]])
    with pytest.raises(KeyError, match="no index 'x'"):
        contributions(counts, "x")
    with pytest.raises(ValueError, match="needs touching"):
        contributions(counts, "morrill")
    for wrong in ([[1, 2]], [[1, -2], [1, 1]], [[np.inf, 2], [1, 1]]):
        with pytest.raises(ValueError, match="surroundings"):
            contributions(counts, "dissimilarity", surroundings=wrong)
    with pytest.raises(ValueError, match="no option"):
        contributions(counts, "dissimilarity", shape=0.5)
