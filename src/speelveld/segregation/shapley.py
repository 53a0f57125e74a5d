# SPDX-License-Identifier: EUPL-1.2
"""A change divided over the steps that made it, averaged over the orders in which the steps can be taken."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import permutations
from typing import TypeVar

Step = TypeVar("Step", bound=Hashable)

MOST_STEPS = 8
"""All orders are tried: 8 steps have 40,320."""


def shapley_parts(
    steps: Sequence[Step],
    value: Callable[[frozenset[Step]], float],
    *,
    first: Iterable[tuple[Step, Step]] = (),
) -> dict[Step, float]:
    """Each step's part of value(all) - value(none): its mean addition over the orders (Shapley, 1953; Shorrocks, 2013).

    ``value`` gives the outcome after a set of steps; it is asked once per set. ``first`` lists pairs of which the one
    comes before the other in every order that counts (then the mean is over those orders alone: Faigle & Kern, 1992).
    The parts add up to the whole change; steps that add the same to every set get the same part, as long as ``first``
    treats them alike. Raises ValueError for a step that stands twice, more than 8 steps, or pairs that no order meets.
    """
    if len(set(steps)) != len(steps) or len(steps) > MOST_STEPS:
        raise ValueError(f"steps are different, and at most {MOST_STEPS}")
    pairs = [(steps.index(before), steps.index(after)) for before, after in first]
    known: dict[frozenset[Step], float] = {}

    def at(done: frozenset[Step]) -> float:
        if done not in known:
            known[done] = float(value(done))
        return known[done]

    parts = dict.fromkeys(steps, 0.0)
    orders = 0
    for order in permutations(range(len(steps))):
        if any(order.index(before) > order.index(after) for before, after in pairs):
            continue
        orders += 1
        done: frozenset[Step] = frozenset()
        for number in order:
            after_it = done | {steps[number]}
            parts[steps[number]] += at(after_it) - at(done)
            done = after_it
    if not orders:
        raise ValueError("no order of the steps meets every pair")
    return {step: part / orders for step, part in parts.items()}
