# SPDX-License-Identifier: EUPL-1.2
"""What is prepared once for all replications of a resampling scheme: probabilities, alias tables, sizes.

A plan is plain arrays, so that it can be sent to other processes; ``run`` and ``draw`` use it anywhere with the same
outcome.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from speelveld.segregation.counts import Cells, Counts
from speelveld.segregation.resampling_measures import Wanted, evaluate, kernels
from speelveld.segregation.special import gammaln, xlogy

BOOTSTRAPS = ("cells", "persons", "units")
NULLS = ("permutation", "evenness", "systematic", "unit-permutation")
SWAPS = "swaps"
"""Two tables side by side, as ``comparison`` puts them: in each unit they change sides, or do not."""

CAP = 1024.0
"""The largest mean of one Poisson table: larger means are sums of several draws."""
STEP = 16.0
"""Means are rounded down to a multiple of 1/STEP on the square-root scale; what is left is drawn in one go."""
ENTRIES = 1 << 22
"""The most entries (8 bytes each) that binomial tables may take; beyond it numpy draws."""
SPARE = 4.0
"""How many standard deviations of persons are placed one by one: one table in 30,000 is drawn again."""

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Plan:
    """A scheme on one table. ``kind`` says what draws; ``arrays`` are its arguments. ``table`` is group-major."""

    scheme: str
    kind: str
    table: Cells
    arrays: tuple[Any, ...]


def prepare(counts: Counts, scheme: str) -> Plan:
    """The plan of a scheme (see ``resampling.resample``).

    Raises ValueError for an unknown scheme, and for weighted counts where persons are drawn: only whole units can be
    resampled then.
    """
    cells = np.ascontiguousarray(counts.matrix.T)
    if scheme not in (*BOOTSTRAPS, *NULLS, SWAPS):
        raise ValueError(f"no scheme {scheme!r}; there are {', '.join((*BOOTSTRAPS, *NULLS))}")
    if scheme in {"units", "unit-permutation", SWAPS}:
        return Plan(scheme, scheme, cells, ())
    if counts.weighted:
        raise ValueError(f"weighted counts have no persons to draw, as '{scheme}' does; resample 'units'")
    if scheme == "cells":
        return Plan(scheme, "urns", cells, _urns([cells.ravel()], [int(cells.sum())]))
    persons = [int(n) for n in cells.sum(axis=1)]
    if scheme == "persons":
        return Plan(scheme, "urns", cells, _urns(list(cells), persons))
    sizes = cells.sum(axis=0)
    if scheme == "systematic":
        return Plan(scheme, "urns", cells, _urns([sizes] * len(persons), persons))
    groups = _groups(sizes, persons, free=scheme == "evenness") if len(persons) == 2 else None
    return Plan(scheme, "numpy", cells, ()) if groups is None else Plan(scheme, "groups", cells, groups)


def run(plan: Plan, first: int, count: int, seed: int, wanted: Wanted) -> NDArray[np.float64]:
    """The values of the fused indices, shape ``(count, codes)``, of replications ``first`` to ``first + count - 1``."""
    values = np.empty((count, wanted.size))
    for i in range(count):
        evaluate(draw(plan, seed, first + i), wanted, values[i])
    return values


def draw(plan: Plan, seed: int, replication: int) -> Cells:
    """The table of one replication, group-major."""
    if plan.kind == "urns":
        return _draw_urns(plan, seed, replication)
    if plan.kind == "groups":
        return _draw_group(plan, seed, replication)
    if plan.kind == "units":
        return np.take(plan.table, picked(plan, seed, replication), axis=1)
    return _by_numpy(plan, np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 0, replication])))


def words(count: int, seed: int, replication: int, stream: int = 0) -> NDArray[np.uint64]:
    """The first ``count`` (made even) 64-bit words of a stream of one replication."""
    found = np.empty(count + count % 2, dtype=np.uint64)
    kernels().philox(found, np.uint64(seed), np.uint64(replication), np.uint64(stream))
    return found


def picked(plan: Plan, seed: int, replication: int) -> Integers:
    """The numbers of the units that one replication of the bootstrap of units draws."""
    found = np.empty(plan.table.shape[1], dtype=np.int64)
    count = found.size // 2 + 4
    while not kernels().draw_units(found, words(count, seed, replication)):
        count *= 2
    return found


def _draw_urns(plan: Plan, seed: int, replication: int) -> Cells:
    """One multinomial draw per urn: all cells, or the units of one group."""
    persons, begin, expected, level, times, rests, tables = plan.arrays
    found = np.empty_like(plan.table)
    flat = found.reshape(-1)
    for k in range(len(persons)):
        cells, count = slice(begin[k], begin[k + 1]), expected[k]
        while not kernels().draw_urn(
            flat[cells], persons[k], level[cells], times[cells], rests[k], tables, words(count, seed, replication, k)
        ):
            count *= 2
    return found


def _draw_group(plan: Plan, seed: int, replication: int) -> Cells:
    """The smaller of two groups dealt over units of fixed size; the other has the other places."""
    members, sizes, one, level, place, tables, count = plan.arrays
    found = np.empty_like(plan.table)
    while not kernels().draw_group(found[one], members, sizes, level, place, tables, words(count, seed, replication)):
        count *= 2
    found[1 - one] = sizes - found[one]
    return found


def _by_numpy(plan: Plan, random: np.random.Generator) -> Cells:
    units = plan.table.shape[1]
    if plan.scheme == "unit-permutation":
        return np.ascontiguousarray(plan.table[:, random.permutation(units)])
    if plan.scheme == SWAPS:
        return np.where(random.random(units) < 0.5, plan.table, np.roll(plan.table, len(plan.table) // 2, axis=0))
    sizes, persons = plan.table.sum(axis=0), plan.table.sum(axis=1)
    if plan.scheme == "evenness":
        return np.ascontiguousarray(random.multinomial(sizes, persons / persons.sum()).T)
    table, left = np.empty_like(plan.table), sizes.copy()
    for g, members in enumerate(persons[:-1]):
        table[g] = random.multivariate_hypergeometric(left, members)
        left -= table[g]
    table[-1] = left
    return table


def _urns(weights: Sequence[Integers], persons: Sequence[int]) -> tuple[Any, ...]:
    """What ``_draw_urns`` needs: per urn the weights of its cells, and the number of persons to place in them."""
    levels, times, leftovers = [], [], []
    for weight, n in zip(weights, persons, strict=True):
        share = weight / weight.sum() if weight.sum() else np.zeros(weight.size)
        mean = max(n - SPARE * math.sqrt(n), 0.0) * share
        repeat = np.maximum(np.ceil(mean / CAP).astype(np.int64), 1)
        level = (np.floor(STEP * np.sqrt(mean / repeat)) / STEP) ** 2
        repeat[level == 0] = 0
        levels.append(level)
        times.append(repeat)
        leftovers.append(np.maximum(mean - level * repeat, 0.0))
    rest_means = np.array([left.sum() for left in leftovers])
    rest_times = np.ceil(rest_means / CAP).astype(np.int64)
    used = np.concatenate([*levels, rest_means / np.maximum(rest_times, 1)])
    means, which = np.unique(used, return_inverse=True)
    level_of = which.astype(np.int64)
    low, width = _ranges(means, np.sqrt(means))
    x, mean = _outcomes(low, width, means)
    chances = np.exp(x * np.log(np.maximum(mean, 1e-300)) - mean - gammaln(x + 1))
    stretches = [values for pair in zip(leftovers, weights, strict=True) for values in pair]
    start, bits, entries = _alias(chances, width, stretches)
    rests = np.zeros((len(weights), 7), dtype=np.int64)
    n_cells = sum(w.size for w in weights)
    for i in range(len(weights)):
        at = means.size + 2 * i
        needed = times[i].sum() + rest_times[i]
        rests[i] = needed, level_of[n_cells + i], rest_times[i], start[at], bits[at], start[at + 1], bits[at + 1]
    begin = [0, *np.cumsum([w.size for w in weights]).tolist()]
    one_by_one = rest_means + 2 * SPARE * np.sqrt(persons)
    expected = [int(t.sum() + r + o) + 8 for t, r, o in zip(times, rest_times, one_by_one, strict=True)]
    return persons, begin, expected, level_of[:n_cells], np.concatenate(times), rests, (start, bits, low, entries)


def _groups(sizes: Integers, persons: Sequence[int], *, free: bool) -> tuple[Any, ...] | None:
    """What ``_draw_group`` needs, which deals the smaller group. None: a group is empty, or tables grow too large."""
    total = sum(persons)
    members = min(persons)
    if not members:
        return None
    share = members / total
    chance = share if free else max(members - SPARE * math.sqrt(members * (1 - share)), 0.0) / total
    distinct, which = np.unique(sizes, return_inverse=True)
    spread = np.sqrt(distinct * chance * (1 - chance))
    low, width = _ranges(np.asarray(distinct * chance), spread)
    width = np.minimum(low + width, distinct + 1) - low
    if 2 * width.sum() > ENTRIES:
        return None
    x, n = _outcomes(low, width, distinct)
    log = gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1)
    chances = np.exp(log + xlogy(x, chance) + (n - x) * math.log1p(-chance))
    start, bits, entries = _alias(chances, width, [sizes])
    level = np.where((sizes > 0) & (chance > 0), which, -1).astype(np.int64)
    place = (int(start[-1]), int(bits[-1]))
    tries = 0 if free else 2 * (2 * SPARE * math.sqrt(members) + members * (chance == 0)) / (1 - share)
    one = 1 if persons[1] < persons[0] else 0
    tables = (start, bits, low, entries)
    return -1 if free else members, sizes, one, level, place, tables, sizes.size + int(tries) + 8


def _ranges(mean: NDArray[np.float64], spread: NDArray[np.float64]) -> tuple[Integers, Integers]:
    """The outcomes that tables hold: all but a chance below 1e-17, which a floating-point number cannot tell from 0."""
    low = np.maximum(np.floor(mean - 9 * spread - 12), 0).astype(np.int64)
    return low, np.ceil(mean + 9 * spread + 25).astype(np.int64) + 1 - low


def _outcomes(low: Integers, width: Integers, parameter: NDArray[Any]) -> tuple[Integers, NDArray[Any]]:
    """The outcomes of all tables, one table after the other, each beside the parameter of its table."""
    ends = np.cumsum(width)
    return np.arange(ends[-1]) - np.repeat(ends - width - low, width), np.repeat(parameter, width)


def _alias(
    chances: NDArray[np.float64], width: Integers, others: Sequence[NDArray[Any]]
) -> tuple[Integers, Integers, NDArray[np.uint64]]:
    """The alias tables of stretches of ``chances`` and then of ``others``: starts, numbers of bits, entries."""
    widths = np.concatenate([width, np.array([one.size for one in others], dtype=np.int64)])
    bits = np.ceil(np.log2(np.maximum(widths, 1))).astype(np.int64)
    if bits.max() > 24:
        raise ValueError("more than 16 million cells cannot be resampled at once")
    ends = np.cumsum(1 << bits)
    start, entries = ends - (1 << bits), np.zeros(int(ends[-1]), dtype=np.uint64)
    room = 1 << int(bits.max())
    values, queues = np.concatenate([chances, *others]).astype(np.float64), np.empty((2, room), dtype=np.int64)
    kernels().fill_alias(values, widths, start, bits, entries, np.empty(room), queues)
    return start, bits, entries
