# SPDX-License-Identifier: EUPL-1.2
"""What to hide, what that loses, and how far that can be from the least."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Method = Literal["optimal", "heuristic", "everything"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Which cells are hidden.

    ``hidden`` holds the ids of all hidden cells, ``primary`` those that a rule hides. ``loss`` is the summed weight
    of the others, which are hidden so that nobody can work out the primary ones; ``bound`` is what any safe pattern
    loses at least. ``method`` is ``optimal`` when they meet, ``everything`` when all that may be hidden is hidden for
    want of a better proof, and ``heuristic`` otherwise. ``hurried`` says that the clock ended the search, so that
    another run may give another pattern.
    """

    hidden: frozenset[str]
    primary: frozenset[str]
    loss: float
    bound: float
    method: Method
    hurried: bool = False

    @property
    def secondary(self) -> frozenset[str]:
        """The cells that no rule hides by themselves."""
        return self.hidden - self.primary

    @property
    def gap(self) -> float:
        """The part of the loss that might be saved at most: 0 when the pattern is optimal."""
        return max(0.0, self.loss - self.bound) / max(self.loss, 1e-12)
