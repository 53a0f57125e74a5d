# SPDX-License-Identifier: EUPL-1.2
"""Disclosure control: what may be shown, and the one type that shows it.

The guard itself is imported as :mod:`speelveld.disclosure.guard`, by ``figures`` only.
"""

from speelveld.disclosure.publishable import Publishable, Reason
from speelveld.disclosure.rules import Rules, rules, rules_text

__all__ = ["Publishable", "Reason", "Rules", "rules", "rules_text"]
