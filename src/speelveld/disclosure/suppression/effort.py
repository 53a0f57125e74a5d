# SPDX-License-Identifier: EUPL-1.2
"""What a search for something better may still cost: work that is counted, and a clock behind it.

A search that a clock ends gives another pattern on another day. So the steps of the simplex method are counted, each
weighed by the kind and the size of its programme, and the search ends when they are used up: at the same place on every
machine. The clock ends it only where a machine is much slower than the work was reckoned for.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

import highspy

STEP, BESIDE = 2e-5, 1.7e-8
"""Seconds that a step of a linear programme takes, and more for each of its rows and columns, as measured."""
WHOLE = 2.2e-4
"""The same for a programme in whole numbers, which spends most of its time beside these steps."""
FIRST = 10
"""Steps that a programme costs before its first."""
SHARE = 0.4
"""How much of the time that is given is counted on for work, so that a machine of half the speed ends in time."""
BRANCH = 50
"""Steps that a branch of a search over patterns takes at least, mostly."""


@dataclass
class Effort:
    """Work, in seconds as they were measured, of which ``spent`` are used; ``ends`` is when the clock ends it.

    ``hurried`` tells that the clock has ended it, so that another run may end elsewhere.
    """

    work: float
    ends: float
    spent: float = 0.0
    hurried: bool = field(default=False, init=False)

    @classmethod
    def of(cls, seconds: float) -> Effort:
        """What fits in so many seconds from now."""
        return cls(seconds * SHARE, time.monotonic() + seconds)

    @classmethod
    def endless(cls) -> Effort:
        """Without any limit."""
        return cls(math.inf, math.inf)

    def part(self, share: float) -> Effort:
        """A part of what is left, at most all of it."""
        return Effort(max(0.0, self.work - self.spent) * min(share, 1.0), self.ends)

    def took(self, part: Effort, *, of: int = 1) -> None:
        """Count what a part has spent, one ``of`` so many that went side by side."""
        self.spent += part.spent / of
        self.hurried |= part.hurried

    def linear(self, model: highspy.Highs) -> None:
        """Count a run of a linear programme."""
        self.spent += _steps(model) * (STEP + BESIDE * (model.getNumCol() + model.getNumRow()))

    def whole(self, model: highspy.Highs) -> None:
        """Count a run of a programme in whole numbers."""
        self.spent += _steps(model) * WHOLE

    def branches(self, most: int) -> int:
        """How many branches a programme in whole numbers may take."""
        left = self.work - self.spent
        return most if math.isinf(left) else max(1, min(most, math.ceil(left / (BRANCH * WHOLE))))

    @property
    def seconds(self) -> float:
        """What the clock leaves."""
        return self.ends - time.monotonic()

    @property
    def over(self) -> bool:
        """Whether the search has to end."""
        if self.spent >= self.work:
            return True
        self.hurried |= self.seconds <= 0
        return self.hurried


def _steps(model: highspy.Highs) -> float:
    return float(max(0, int(model.getInfo().simplex_iteration_count)) + FIRST)
