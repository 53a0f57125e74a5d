# SPDX-License-Identifier: EUPL-1.2
"""What an attack brings back: a count that is known too well, and how that came."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from speelveld.disclosure.system import Protected

NAMED = 8
"""How many statements an explanation names before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A leak. ``form`` names the protected form; the outsider knows it to lie from ``low`` to ``high``.

    ``attack`` is A1 to A17; ``value`` the true count where the attacker's caller knows it; ``why`` says in words what
    gives it away; ``channel`` where it was read, when that matters.
    """

    attack: str
    form: str
    low: int
    high: int
    value: int | None
    why: str
    channel: str = ""


def too_narrow(need: Protected, low: float, high: float) -> bool:
    """Whether integers from ``low`` to ``high`` protect a count less than is needed: too close together, or all
    small.
    """
    return high - low < max(need.width, 1) or high < need.reach


def found(attack: str, need: Protected, low: float, high: float, why: str, channel: str = "") -> Finding:
    """A finding about a protected form, with whole numbers."""
    return Finding(attack, need.id, outward_low(low), outward_high(high), need.value, why, channel)


def outward_low(value: float) -> int:
    """The whole number at or below; 0 for what has no lower end."""
    return math.floor(value) if math.isfinite(value) else 0


def outward_high(value: float) -> int:
    """The whole number at or above; a form without an upper end has none to report, which is a caller's mistake."""
    return math.ceil(value)


def listed(ids: Iterable[str]) -> str:
    """Names of statements, at most a few, each once, in the order given."""
    names = list(dict.fromkeys(ids))
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"
