# SPDX-License-Identifier: EUPL-1.2
"""Arrays of pupils are checked when they are made, with every fault."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from speelveld.advice import MISSING, Pupils
from speelveld.errors import InputError


def made(**changes: Any) -> Pupils:
    given: dict[str, Any] = {
        "first": [8, 10, -1],
        "test": [4, -1, 2],
        "final": [9, 10, 3],
        "years": ["2022/23"],
        "origin": "invented",
    }
    return Pupils.of(**(given | changes))


def test_what_is_left_out_is_the_same_for_everybody() -> None:
    pupils = made()
    assert len(pupils) == 3
    assert pupils.group.tolist() == pupils.school.tolist() == pupils.year.tolist() == [0, 0, 0]
    assert pupils.provider.tolist() == [0, MISSING, 0]
    assert pupils.reason.tolist() == [MISSING] * 3
    assert pupils.score is None
    assert (pupils.first.dtype, pupils.school.dtype) == (np.dtype(np.int8), np.dtype(np.int32))


def test_every_fault_is_named_with_its_first_row() -> None:
    with pytest.raises(InputError) as caught:
        made(first=[8, 12, 12], test=[0, 6, 0], final=[1, 2], group=[0.5, 0, 0], year=[0, 0, 1], schools=["a", "a"])
    text = str(caught.value)
    assert "row 2, column 'first': 2 values are not codes from -1 to 11; the first is 12." in text
    assert "row 2, column 'test'" in text
    assert "column 'final': has shape (2,), the first advice has 3 pupils." in text
    assert "column 'group': holds float64 and not whole numbers." in text
    assert "row 3, column 'year'" in text
    assert "column 'schools': a label stands twice." in text


def test_scores_are_finite_or_missing() -> None:
    assert np.isnan(made(score=[1.5, np.nan, 2]).score[1])
    with pytest.raises(InputError, match=r"row 2, column 'score': a score is not finite"):
        made(score=[1, np.inf, 2])
    with pytest.raises(InputError, match="column 'score': has shape"):
        made(score=[1.0])


def test_a_part_of_the_pupils_keeps_labels_and_scores() -> None:
    part = made(score=[1, 2, 3], group=[0, 1, 1], groups=["one", "other"]).where(np.array([False, True, True]))
    assert (len(part), part.groups, part.group.tolist(), part.score.tolist()) == (2, ("one", "other"), [1, 1], [2, 3])


def test_pupils_are_counted_by_what_they_have() -> None:
    pupils = made()
    assert pupils.labels("year") == ("2022/23",)
    assert pupils.units("provider").tolist() == [0, -1, 0]
    with pytest.raises(ValueError, match="not by 'name'"):
        pupils.units("name")


def test_nobody_is_a_possible_number_of_pupils() -> None:
    assert len(made(first=[], test=[], final=[])) == 0
