# SPDX-License-Identifier: EUPL-1.2
"""The whole numbers that linear forms can be, given everything that was said.

Written apart from the engine that decides what is hidden, and sharing no code with it, so that a defect there is found
here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from speelveld.disclosure.attack.region import SECONDS, Judged, Region
from speelveld.disclosure.system import Protected, Statement, Terms


def bounds(
    statements: Sequence[Statement], forms: Sequence[Terms], *, whole: bool = False, seconds: float = SECONDS
) -> list[tuple[float, float]]:
    """The interval of each linear form, for atoms that are whole and at least 0: ``(low, high)``, in the order given.

    The ends are whole numbers, or infinite. They are those over the real numbers, taken inward to whole numbers; a
    form of whole numbers may reach less far, which ``whole`` computes by branch and bound, ``seconds`` per end at most
    (the ends hold in any case). Raises Contradiction when no table fits the statements.
    """
    region = Region(statements, forms)
    found = []
    for form in range(len(forms)):
        region.solve(form)
        if whole:
            region.solve_whole(form, seconds)
        found.append(region.outer(form))
    return found


def judged(
    statements: Sequence[Statement],
    needs: Sequence[Protected],
    *,
    seconds: float = SECONDS,
    together: float = math.inf,
) -> list[Judged]:
    """Every need against the statements: whether it is bounded too narrowly, and by what. Raises Contradiction.

    ``seconds`` bounds one question over whole numbers, ``together`` all questions.
    """
    return Region(statements, [need.terms for need in needs]).judge(needs, seconds=seconds, together=together)
