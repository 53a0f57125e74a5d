# SPDX-License-Identifier: EUPL-1.2
"""Hide as little as possible so that nobody can work out a small count: primary and secondary suppression.

:func:`cube` builds the linked system of a table with all its margins; :func:`suppress` chooses what to hide;
:func:`unsafe` checks what statements tell, whoever made them. ``docs/methods/suppression.md`` explains how.
"""

from speelveld.disclosure.suppression.engine import suppress
from speelveld.disclosure.suppression.pattern import Pattern
from speelveld.disclosure.suppression.proof import Exposed, unsafe
from speelveld.disclosure.suppression.tables import Loss, Rule, balanced, cube, threshold

__all__ = ["Exposed", "Loss", "Pattern", "Rule", "balanced", "cube", "suppress", "threshold", "unsafe"]
