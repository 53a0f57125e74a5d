# SPDX-License-Identifier: EUPL-1.2
"""What a city should know of a policy before it trusts a comparison: cautions, and who could gain by a false list."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from speelveld.placement.cautions import Caution, cautions, cautions_of
from speelveld.placement.counterfactual import twin_cautions
from speelveld.placement.false_lists import manipulability
from speelveld.placement.laboratory.children import Children, stream
from speelveld.placement.laboratory.policy import Policy
from speelveld.placement.placing import place
from speelveld.placement.replication import drawn_market

_ASKED = 3
_TWINS, _SEED = 10, 0
"""Lotteries under which a market and its twin are compared, and their seed."""


def warnings(policy: Policy, children: Children | None = None) -> list[Caution]:
    """What the rules show by themselves, and with children what these would meet. Cautions of a kind are told once.

    A quota, and an order of seats, are compared with what the same children meet without it, or in the other order.
    Where several schools meet the same, the first one in order stands for them.
    """
    found = cautions(policy.rules)
    if children is not None:
        found += cautions_of(policy.classified(children))
        market = policy.market(children)
        drawn = [drawn_market(market, _SEED, draw, policy.tie_breaking) for draw in range(_TWINS)]
        found += twin_cautions(drawn, policy.mechanism)
    return list({one.code: one for one in reversed(found)}.values())[::-1]


@dataclass(frozen=True, slots=True)
class Temptation:
    """How many of ``children`` could gain by a false list: at least ``share``, as far as a sample tells.

    Only the ``without_first`` children that honesty does not bring their first choice can gain; ``asked`` of them tried
    ``tried`` lists together, and ``gained`` found one that helps.
    """

    children: int
    without_first: int
    asked: int
    tried: int
    gained: int

    @property
    def share(self) -> float:
        """The estimated part of all children that could gain by one of the lists tried (0 to 1); 0 without children."""
        if not self.asked:
            return 0.0
        return self.gained / self.asked * self.without_first / self.children


def temptation(
    policy: Policy, children: Children, *, lottery_seed: int, draw: int, sample: int, lists: int
) -> Temptation:
    """Try ``lists`` other lists for ``sample`` of the children that do not get their first choice in one lottery.

    More lists could find more: it is a lower bound. Lists are made of the schools that a child handed in. Where
    priority counts at the first school of the list only, the gain of moving a school with priority to the front is not
    counted.
    """
    market = drawn_market(policy.market(children), lottery_seed, draw, policy.tie_breaking)
    honest = place(market, policy.mechanism).schools
    firsts = market.lists[market.starts[:-1]]
    without = np.flatnonzero(honest != firsts)
    random = stream(lottery_seed, _ASKED, draw)
    asked = np.sort(random.permutation(without)[:sample]).tolist()
    found = manipulability(market, policy.mechanism, students=asked, most=0, samples=lists, seed=lottery_seed)
    return Temptation(children.count, without.size, len(asked), found.tried, len(found.lies))
