# SPDX-License-Identifier: EUPL-1.2
"""Hide as little as possible so that nobody can work out a small count: primary and secondary suppression."""

from speelveld.disclosure.suppression.tables import Loss, Rule, cube, threshold

__all__ = ["Loss", "Rule", "cube", "threshold"]
