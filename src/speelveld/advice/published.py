# SPDX-License-Identifier: EUPL-1.2
"""Reconsiderations from published counts, such as CBS StatLine 84274NED.

CBS gives, per first advice: how many first advices, how many pupils with a higher test advice were raised and how many
were not, and how many final advices. Its denominator is all first advices, with and without a test.
"""

from __future__ import annotations

from speelveld.advice.bounds import Bounded, Counted, count, part_share, whole_share
from speelveld.advice.intervals import LEVEL, Method


def published_rates(
    first: Counted,
    raised: Counted,
    not_raised: Counted,
    *,
    method: Method = Method.JEFFREYS,
    level: float = LEVEL,
) -> dict[str, Bounded]:
    """``eligible-of-all``, ``adjusted-a`` and ``adjusted-b`` (as in ``reconsideration.MEASURES``) from three counts.

    ``first`` counts the first advices; ``raised`` and ``not_raised`` those with a higher test advice whose advice was
    raised and was not. Masked counts are intervals, and give ends. Raises ValueError when more have a higher test
    advice than there are first advices.
    """
    eligible = count(raised) + count(not_raised)
    return {
        "eligible-of-all": whole_share(eligible, first, method=method, level=level),
        "adjusted-a": part_share(raised, not_raised, method=method, level=level),
        "adjusted-b": whole_share(raised, first, method=method, level=level),
    }
