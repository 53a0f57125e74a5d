# SPDX-License-Identifier: EUPL-1.2
"""An index with its value by chance: by name, by function, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from speelveld.segregation import INDICES, expected
from speelveld.segregation.residence_measure import MULTIGROUP, index_value

TABLE = np.array([[9, 30], [14, 12], [0, 0], [3, 40]])


@pytest.mark.parametrize("name", INDICES)
def test_two_groups_by_name(name: str) -> None:
    found = index_value(name, TABLE)
    assert found.value == INDICES[name](TABLE[:, 0], TABLE[:, 1])
    assert found.by_chance == expected(name, TABLE.sum(axis=1), 26)
    assert found.n_schools == 3


@pytest.mark.parametrize("name", MULTIGROUP)
def test_chance_by_name_is_that_of_deals(name: str) -> None:
    table = np.column_stack([TABLE, [5, 5, 0, 20]])
    found = index_value(name, table)
    dealt = index_value(MULTIGROUP[name], table, draws=1500, seed=3)
    assert dealt.value == pytest.approx(found.value)
    assert dealt.by_chance == pytest.approx(found.by_chance, rel=0.06)


def test_the_mutual_information_is_corrected_by_subtraction() -> None:
    found = index_value("mutual-information", TABLE)
    assert found.corrected == found.value - found.by_chance
    share = index_value("multigroup-theil-h", TABLE)
    assert share.corrected == pytest.approx((share.value - share.by_chance) / (1 - share.by_chance))


def test_one_group_alone_and_what_is_refused() -> None:
    assert math.isnan(index_value("mutual-information", np.array([[3, 0], [4, 0]])).by_chance)
    with pytest.raises(ValueError, match="two groups, not 3"):
        index_value("dissimilarity", np.ones((2, 3), dtype=np.int64))
    with pytest.raises(ValueError, match="unknown index 'nope'; there are dissimilarity"):
        index_value("nope", TABLE)
