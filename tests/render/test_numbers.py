# SPDX-License-Identifier: EUPL-1.2
"""Protected numbers in words, and the refusal of any other number."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.disclosure.publishable import Publishable, Reason, seal
from speelveld.errors import DisclosureError
from speelveld.render import numbers
from speelveld.render.translation import override

WRITERS: list[Callable[[Publishable], object]] = [
    numbers.shown,
    numbers.known,
    numbers.whole_of_100,
    numbers.of_100,
    numbers.count,
    numbers.percent,
    numbers.index,
    numbers.kilometres,
]


@pytest.mark.parametrize("write", WRITERS)
@given(value=st.one_of(st.floats(), st.integers(), st.text()))
def test_a_bare_number_is_refused(write: Callable[[Publishable], object], value: object) -> None:
    with pytest.raises(DisclosureError):
        write(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("write", [writer for writer in WRITERS if writer is not numbers.known])
def test_a_number_without_a_value_is_never_written(write: Callable[[Publishable], object]) -> None:
    with pytest.raises(DisclosureError):
        write(seal(None, reason=Reason.TOO_FEW))


@pytest.mark.parametrize(
    ("write", "value", "decimals", "dutch", "english"),
    [
        (numbers.of_100, 0.492, 3, "49", "49"),
        (numbers.of_100, 0.125, 3, "13", "13"),
        (numbers.of_100, 0.004, 3, "minder dan 1", "fewer than 1"),
        (numbers.of_100, 0.0, 3, "0", "0"),
        (numbers.of_100, 1.0, 3, "100", "100"),
        (numbers.index, 0.4917, 4, "0,492", "0.492"),
        (numbers.index, 0.5, 3, "0,500", "0.500"),
        (numbers.percent, 6.7, 1, "6,7%", "6.7%"),
        (numbers.percent, 7, 0, "7%", "7%"),
        (numbers.percent, 0.2, 0, "minder dan 1%", "less than 1%"),
        (numbers.percent, 0, 0, "0%", "0%"),
        (numbers.count, 14811, 0, "14.811", "14,811"),
        (numbers.count, 811, 0, "811", "811"),
        (numbers.kilometres, 1249, 0, "1,2 km", "1.2 km"),
    ],
)
def test_numbers_follow_the_language(
    write: Callable[[Publishable], str], value: float, decimals: int, dutch: str, english: str
) -> None:
    for language, expected in (("nl", dutch), ("en", english)):
        with override(language):
            assert write(seal(value, decimals)) == expected


@given(st.floats(0, 1))
def test_out_of_hundred_is_the_nearest_whole_number(value: float) -> None:
    assert abs(numbers.whole_of_100(seal(value, 3)) - 100 * value) <= 0.5 + 1e-9
