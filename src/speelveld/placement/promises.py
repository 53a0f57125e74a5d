# SPDX-License-Identifier: EUPL-1.2
"""What each mechanism promises: theorems of its authors, which the verifier checks on every placement where it can."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from speelveld.placement.names import Mechanism

CAPACITY: Final = "capacity"
"""No school holds more children than it has seats."""
ELIGIBILITY: Final = "eligibility"
"""Every child has no place, or one on its list at a school that can take it."""
NON_WASTEFUL: Final = "non_wasteful"
"""No child prefers a school with a free seat that its rules would give to it."""
NO_JUSTIFIED_ENVY: Final = "no_justified_envy"
"""No child prefers a school that holds somebody whom the school, by its rules, places behind it."""
RESERVES: Final = "reserves_respected"
"""No reserved seat is held by another while one for whom it is reserved prefers it, and no quota is exceeded."""
STABLE: Final = "stable"
"""All of the above."""
STUDENT_OPTIMAL: Final = "student_optimal"
"""Stable, and no stable placement is better for any child; of improvement cycles: for one, and worse for none."""
PARETO_EFFICIENT: Final = "pareto_efficient"
"""No other placement within the seats is better for one child and worse for none, whatever priorities say."""
AS_DEFINED: Final = "as_defined"
"""The placement is the one of the mechanism's definition, found again in another way."""
STRATEGY_PROOF: Final = "strategy_proof"
"""No child can ever gain by handing in another list than the true one. A theorem, which one placement cannot show."""

_ALWAYS: Final = (CAPACITY, ELIGIBILITY, AS_DEFINED)
_STABLE: Final = (*_ALWAYS, NON_WASTEFUL, NO_JUSTIFIED_ENVY, RESERVES, STABLE)
_BEST: Final = (*_STABLE, STUDENT_OPTIMAL, STRATEGY_PROOF)

PROMISES: Final[Mapping[Mechanism, frozenset[str]]] = {
    Mechanism.DA: frozenset(_BEST),
    Mechanism.SCHOOL_PROPOSING_DA: frozenset(_STABLE),
    Mechanism.TTC: frozenset((*_ALWAYS, NON_WASTEFUL, PARETO_EFFICIENT, STRATEGY_PROOF)),
    Mechanism.BOSTON: frozenset((*_ALWAYS, NON_WASTEFUL, PARETO_EFFICIENT)),
    Mechanism.SERIAL_DICTATORSHIP: frozenset((*_ALWAYS, NON_WASTEFUL, PARETO_EFFICIENT, STRATEGY_PROOF)),
    Mechanism.EADAM: frozenset((*_ALWAYS, NON_WASTEFUL)),
    Mechanism.DA_MINORITY_RESERVE: frozenset(_BEST),
    Mechanism.DA_MAJORITY_QUOTA: frozenset(_BEST),
    Mechanism.DA_SOFT_BOUNDS: frozenset(_BEST),
    Mechanism.DA_SLOT_PRECEDENCE: frozenset(_BEST),
    Mechanism.DA_CALL_ORDER: frozenset((*_STABLE, STUDENT_OPTIMAL)),
    Mechanism.STABLE_IMPROVEMENT_CYCLES: frozenset((*_STABLE, STUDENT_OPTIMAL)),
}
"""Properties that must be true of every placement. EADAM also promises efficiency where every child consents.

Boston is efficient with respect to the lists as handed in, which is little comfort where they are not the true ones.
"""
