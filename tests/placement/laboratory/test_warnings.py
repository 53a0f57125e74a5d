# SPDX-License-Identifier: EUPL-1.2
"""What a city must know of a policy: cautions, and who could gain by a false list."""

from __future__ import annotations

from speelveld.placement.laboratory import Assumptions, draw_children, temptation, warnings
from tests.placement.laboratory.towns import invented, ready, town


def codes(name: str, seats: float = 0.0) -> list[str]:
    """The codes of the warnings of a ready-made policy in a town."""
    return [
        one.code for one in warnings(ready(name), draw_children(town(spare=seats), Assumptions(list_length=2), 1, 0))
    ]


def test_each_known_trap_is_told() -> None:
    assert "strategic_first_choice" in codes("amstelveen")
    assert "reserve_filled_first" in codes("chile")
    assert "quota_paradox" in [one.code for one in warnings(invented("da_majority_quota"))]
    assert "guarantee_above_capacity" in codes("nijmegen", seats=-0.9)
    assert "guarantee_above_capacity" not in codes("nijmegen", seats=9)


def test_a_kind_of_warning_is_told_once() -> None:
    found = codes("nijmegen", seats=-0.9)
    assert len(found) == len(set(found))


def test_false_lists_pay_where_first_choices_come_first_and_nowhere_else() -> None:
    children = draw_children(town(spare=-0.2), Assumptions(list_length=4), 1, 0)
    honest = temptation(ready("nijmegen"), children, lottery_seed=1, draw=0, sample=40, lists=30)
    boston = temptation(invented("boston"), children, lottery_seed=1, draw=0, sample=40, lists=30)
    assert honest.gained == 0
    assert honest.share == 0
    assert boston.gained > 0
    assert 0 < boston.share <= boston.without_first / boston.children
    assert boston.asked == min(40, boston.without_first)
    assert boston.tried == 30 * boston.asked


def test_where_all_have_their_first_choice_nobody_can_gain() -> None:
    children = draw_children(town(spare=9.0), Assumptions(), 1, 0)
    found = temptation(invented("boston"), children, lottery_seed=1, draw=0, sample=40, lists=30)
    assert (found.without_first, found.asked, found.share) == (0, 0, 0.0)
