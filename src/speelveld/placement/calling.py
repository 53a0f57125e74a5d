# SPDX-License-Identifier: EUPL-1.2
"""The order in which a school calls children, with a least share of a group in every prefix, as Parcoursup does.

Children are called one at a time, the best placed first, unless a group would fall behind: then the best placed of
that group. Whole numbers only. Because every prefix of the order respects the share, so does every number of seats,
also when children come in through the year.
"""

from __future__ import annotations

from collections.abc import Sequence


def call_order(ranking: Sequence[int], groups: Sequence[frozenset[int]], shares: Sequence[int]) -> list[int]:
    """``ranking`` reordered: at least ``shares[g]`` percent of each prefix is of ``groups[g]``, while any is left.

    ``groups`` may overlap. Where two of them fall behind at once and nobody left belongs to both, the earlier one is
    served, so that the promise holds exactly for the first and as far as possible for the others.

    After p calls with c of the group, the next one must be of the group when ``100 c < share (p + 1)``: then the share
    of the p + 1 holds if it is served, and otherwise it holds without it.
    """
    left = list(ranking)
    called: list[int] = []
    counts = [0] * len(groups)
    while left:
        behind = [
            group
            for group, share, count in zip(groups, shares, counts, strict=True)
            if 100 * count < share * (len(called) + 1)
        ]
        wanted = left
        for group in behind:
            within = [student for student in wanted if student in group]
            wanted = within or wanted
        chosen = wanted[0]
        left.remove(chosen)
        called.append(chosen)
        for index, group in enumerate(groups):
            counts[index] += chosen in group
    return called
