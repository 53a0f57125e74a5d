# SPDX-License-Identifier: EUPL-1.2
"""Schools beside each other: shrunk shares, funnel, flags and ranks, computed from protected counts alone.

Whatever is made of counts that are shown tells no more than these. A shrunk share, a point in a funnel or a rank that
came from a hidden count would give it away; so hidden schools take no part, and are counted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from speelveld.advice import NoMaximumError, flag_schools, rank_shares, school_funnel, shrink
from speelveld.advice.ranks import AT_MOST
from speelveld.advice.regimes import breaks_between, start_year
from speelveld.commands.advice_protect import Rates
from speelveld.disclosure.table_rules import PoolingRules

FEWEST = 3
"""Fewer schools than this are not compared."""
ZONES = {-2: "far below", -1: "below", 0: "inside", 1: "above", 2: "far above"}
"""Where a share lies: outside the limits of 95% (below, above), outside those of 99.8% (far)."""


def pooled_years(years: Sequence[str], rule: PoolingRules) -> tuple[str, ...]:
    """The school years over which schools are counted: the newest complete window of one set of rules, or one.

    Windows do not overlap and always begin in the same years, so that no two releases differ by one year of a school.
    """
    begins = {start_year(one): one for one in years}
    for newest in sorted(begins, reverse=True):
        low, high = rule.window(newest)
        window = [begins[year] for year in range(low, high + 1) if year in begins]
        if len(window) == rule.years and not breaks_between(window):
            return tuple(window)
    return (max(years, key=start_year),) if years else ()


def schools_compared(rates: Rates, measure: str = "eligible-of-all") -> dict[str, Any]:
    """What the shown counts of schools say of them, and how many schools are hidden."""
    shown = [one for one in rates.rates if one.measure == measure and one.percent is not None]
    result: dict[str, Any] = {
        "measure": measure,
        "years": list(rates.years),
        "schools_shown": len(shown),
        "schools_hidden": len(rates.units) - len(shown),
        "schools": [],
    }
    if len(shown) < FEWEST:
        return result
    events = np.array([one.count for one in shown], dtype=np.int64)
    sizes = np.array([one.out_of for one in shown], dtype=np.int64)
    try:
        shrunk = shrink(events, sizes)
    except NoMaximumError:
        return result
    funnel = school_funnel(events, sizes, allow_for="additive")
    flags = flag_schools(events, sizes)
    ranks = rank_shares(events, sizes) if len(shown) <= AT_MOST else None
    result |= {
        "of_all_shown": round(100 * funnel.target),
        "overdispersion": round(funnel.overdispersion.phi, 1),
        "false_among_flagged": flags.rate,
    }
    for at, one in enumerate(shown):
        result["schools"].append(
            {
                "school": one.unit,
                "percent": one.percent,
                "shrunk": math.floor(100 * shrunk.mean[at] + 0.5),
                "low": math.floor(100 * shrunk.low[at]),
                "high": math.ceil(100 * shrunk.high[at]),
                "funnel": ZONES[int(funnel.position[at])],
                "stands_out": bool(flags.flagged[at]),
                "best_rank": None if ranks is None else int(ranks.best[at]),
                "worst_rank": None if ranks is None else int(ranks.worst[at]),
            }
        )
    return result
