# SPDX-License-Identifier: EUPL-1.2
"""The names of the mechanisms, as they stand in a market and in a rules file."""

from __future__ import annotations

from enum import StrEnum


class Mechanism(StrEnum):
    """A way to place children. What each promises stands in :data:`speelveld.placement.promises.PROMISES`."""

    DA = "da"
    """Deferred acceptance, children propose (Gale and Shapley 1962)."""
    SCHOOL_PROPOSING_DA = "school_proposing_da"
    """Deferred acceptance, schools propose (Gale and Shapley 1962)."""
    TTC = "ttc"
    """Top trading cycles (Abdulkadiroglu and Sonmez 2003)."""
    BOSTON = "boston"
    """Immediate acceptance: all first choices, then all second choices, and so on."""
    SERIAL_DICTATORSHIP = "serial_dictatorship"
    """Children choose one after the other, in the order of one lottery."""
    EADAM = "eadam"
    """Efficiency-adjusted deferred acceptance (Kesten 2010)."""
    DA_MINORITY_RESERVE = "da_minority_reserve"
    """Deferred acceptance with reserves for a minority (Hafalir, Yenmez and Yildirim 2013)."""
    DA_MAJORITY_QUOTA = "da_majority_quota"
    """Deferred acceptance with a most number of the majority (Kojima 2012)."""
    DA_SOFT_BOUNDS = "da_soft_bounds"
    """Deferred acceptance with soft floors and ceilings per type (Ehlers, Hafalir, Yenmez and Yildirim 2014)."""
    DA_SLOT_PRECEDENCE = "da_slot_precedence"
    """Deferred acceptance with seats filled in a stated order (Dur, Kominers, Pathak and Sonmez 2018)."""
    DA_CALL_ORDER = "da_call_order"
    """Deferred acceptance on an order in which every prefix holds a least share of a type (as Parcoursup calls)."""
    STABLE_IMPROVEMENT_CYCLES = "stable_improvement_cycles"
    """Deferred acceptance, and then exchanges that no priority class forbids (Erdil and Ergin 2008)."""
