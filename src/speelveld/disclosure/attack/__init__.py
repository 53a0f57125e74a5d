# SPDX-License-Identifier: EUPL-1.2
"""The attacker: plays an outsider, or an insider, against everything that is published.

Written apart from the engine that decides what is hidden: it shares the terms of :mod:`speelveld.disclosure.system`
with it and nothing else. One module per attack, A1 to A17; :func:`attack` plays them all.
"""

from speelveld.disclosure.attack.bounds import bounds
from speelveld.disclosure.attack.findings import Finding, too_narrow
from speelveld.disclosure.attack.knowledge import (
    CityIndex,
    Derived,
    Hidden,
    Insider,
    Knowledge,
    Link,
    ModelOutput,
    Order,
    Percentage,
    Reading,
    Response,
    Revision,
    Trait,
)
from speelveld.disclosure.attack.polyhedron import Contradiction
from speelveld.disclosure.attack.suite import ATTACKS, attack

__all__ = [
    "ATTACKS",
    "CityIndex",
    "Contradiction",
    "Derived",
    "Finding",
    "Hidden",
    "Insider",
    "Knowledge",
    "Link",
    "ModelOutput",
    "Order",
    "Percentage",
    "Reading",
    "Response",
    "Revision",
    "Trait",
    "attack",
    "bounds",
    "too_narrow",
]
