# SPDX-License-Identifier: EUPL-1.2
"""Where a gap between two rates comes from: the format of advice, the mix of levels, the tests, or what lies within.

Two populations, a and b, each with strata by nested factors (format, level within format, provider within both). The
rate is a sum over strata::

    R = sum_flp share(f) * share(l | f) * share(p | f, l) * rate(f, l, p)

so R_a becomes R_b when one factor after the other is taken from b instead of a. What each adds depends on the order;
its mean over all orders does not (Shapley, 1953; Shorrocks, 2013; for two factors it is Kitagawa, 1955). The parts add
up to the gap exactly.

Strata in which only one of the two has pupils have no counterpart: nothing can be taken over. What they make of the gap
is a part of its own, ``outside`` (Ñopo, 2008), and not guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from speelveld.advice.delta import Cells, critical, standard_errors
from speelveld.advice.intervals import LEVEL
from speelveld.advice.regimes import Break, comparable_years
from speelveld.advice.strata import Strata

WITHIN, OUTSIDE = "within", "outside"
"""What is left when all mixes are alike; and what the strata make that only one of the two has."""
DRAWS = 1000
SEED = 20201007


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the gap, in rate (0.01 is one percentage point).

    ``effect`` is its mean over all orders, with the interval ``low`` to ``high``; ``least`` and ``most`` are its
    smallest and largest addition in any order: how much the order decides. For ``outside`` all orders agree.
    """

    name: str
    effect: float
    low: float
    high: float
    standard_error: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Decomposed:
    """The gap ``rate_a - rate_b`` in parts: the factors in their order, ``within``, ``outside``.

    ``sequence`` gives the additions in the one order of the factors as they stand, then within. ``common_a`` and
    ``common_b`` are the shares of the pupils in strata that both have. ``breaks`` are those between their school years.
    """

    rate_a: float
    rate_b: float
    low: float
    high: float
    parts: tuple[Part, ...]
    sequence: tuple[tuple[str, float], ...]
    common_a: float
    common_b: float
    breaks: tuple[Break, ...]

    @property
    def gap(self) -> float:
        """How much higher the rate of a is."""
        return self.rate_a - self.rate_b

    def part(self, name: str) -> Part:
        """The part of that name. Raises KeyError when there is none."""
        for one in self.parts:
            if one.name == name:
                return one
        raise KeyError(f"the gap has no part '{name}'; it has {', '.join(one.name for one in self.parts)}")


def decompose_gap(
    a: Strata,
    b: Strata,
    *,
    same_schools: bool = False,
    bootstrap: bool = False,
    draws: int = DRAWS,
    seed: int = SEED,
    level: float = LEVEL,
    across_breaks: bool = False,
) -> Decomposed:
    """The gap between the rates of ``a`` and ``b`` in parts (see the module), with intervals.

    Intervals are by the delta method (see ``delta``): pupils vary one by one, or school by school where strata hold
    counts by school; with ``same_schools`` both are groups of pupils of one list of schools. With ``bootstrap`` they
    are the middle of ``draws`` tables of pupils drawn one by one (Philox, ``seed``), in which strata may be empty.

    Raises ValueError when a and b have other factors or labels, one has no pupils, they share no stratum, or counts by
    school are of one school; InputError when their school years lie on both sides of a break and ``across_breaks`` is
    not given.
    """
    breaks = comparable_years((*a.years, *b.years), across_breaks=across_breaks)
    if a.factors != b.factors or a.labels != b.labels:
        raise ValueError("two strata are compared by the same factors with the same labels")
    if not a.out_of.sum() or not b.out_of.sum():
        raise ValueError("both populations have pupils")
    names = (*a.factors, WITHIN, OUTSIDE)
    tables = [np.stack([one.count, one.out_of - one.count]).astype(np.float64) for one in (a, b)]
    common = (a.out_of > 0) & (b.out_of > 0)
    if not common.any():
        raise ValueError("no stratum has pupils of both: there is nothing to compare within")
    parts, smallest, largest, sequence = parts_of(coalitions(tables[0][None], tables[1][None]))
    if bootstrap:
        drawn = _bootstrap(tables, draws, seed)
        spread = drawn.std(axis=0, ddof=1)
        ends = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    else:
        clusters = [_by_school(one) for one in (a, b)]
        spread = standard_errors(_with_gap, tables, clusters, same_schools=same_schools)
        half = critical(level, clusters) * spread
        whole = np.append(parts[0].real, parts[0].real.sum())
        ends = np.stack([whole - half, whole + half])
    return Decomposed(
        a.rate,
        b.rate,
        float(ends[0, -1]),
        float(ends[1, -1]),
        tuple(
            Part(name, float(parts[0, i]), float(ends[0, i]), float(ends[1, i]), float(spread[i]), *range_)
            for i, (name, range_) in enumerate(zip(names, zip(smallest, largest, strict=True), strict=True))
        ),
        tuple(zip(names[:-1], sequence, strict=True)),
        float(a.out_of[common].sum() / a.out_of.sum()),
        float(b.out_of[common].sum() / b.out_of.sum()),
        breaks,
    )


def coalitions(a: Cells, b: Cells) -> Cells:
    """The rate for every set of factors taken from a (bit i for factor i), and outside, shape ``(batch, 2^k + 1)``.

    ``a`` and ``b`` have shape ``(batch, 2, ...)``: eligible and not, by the factors. The last column is what strata
    without a counterpart make of the gap.
    """
    size_a, size_b = a.sum(axis=1), b.sum(axis=1)
    common = (size_a.real > 0) & (size_b.real > 0)
    axes = tuple(range(1, size_a.ndim))
    batch = max(len(a), len(b))
    found: list[Cells] = []
    outside = np.zeros(batch, dtype=np.result_type(a, b))
    sides = []
    for sign, table, size in ((1, a, size_a), (-1, b, size_b)):
        inside, eligible = np.where(common, size, 0.0), np.where(common, table[:, 0], 0.0)
        whole = _over(table[:, 0].sum(axis=axes), size.sum(axis=axes))
        outside = outside + sign * (whole - _over(eligible.sum(axis=axes), inside.sum(axis=axes)))
        sides.append([*_conditional_shares(inside), _over(eligible, inside)])
    steps = len(sides[0])
    for chosen in range(2**steps):
        product = sides[0 if chosen & 1 else 1][0]
        for step in range(1, steps):
            product = product * sides[0 if chosen >> step & 1 else 1][step]
        found.append(np.broadcast_to(product.sum(axis=axes), batch))
    return np.column_stack([*found, outside])


def _conditional_shares(size: Cells) -> list[Cells]:
    """share(f), share(l | f), share(p | f, l), ..., each of a shape that broadcasts to that of ``size``."""
    shares = []
    above = size.sum(axis=tuple(range(1, size.ndim)), keepdims=True)
    for axis in range(1, size.ndim):
        here = size.sum(axis=tuple(range(axis + 1, size.ndim)), keepdims=True)
        shares.append(_over(here, above))
        above = here
    return shares


def parts_of(values: Cells) -> tuple[Cells, list[float], list[float], list[float]]:
    """Mean additions over all orders and outside, shape ``(batch, parts)``, from :func:`coalitions`; of the first row
    also their smallest and largest over the orders, and the additions in the order as it stands."""
    steps = (values.shape[1] - 1).bit_length() - 1
    parts = np.zeros((len(values), steps + 1), dtype=values.dtype)
    additions = []
    orders = list(permutations(range(steps)))
    for order in orders:
        row, done = np.zeros(steps), 0
        for step in order:
            added = values[:, done | 1 << step] - values[:, done]
            parts[:, step] += added
            row[step] = added[0].real
            done |= 1 << step
        additions.append(row)
    parts /= len(orders)
    parts[:, steps] = values[:, -1]
    outside = float(values[0, -1].real)
    smallest = [*np.min(additions, axis=0).tolist(), outside]
    largest = [*np.max(additions, axis=0).tolist(), outside]
    return parts, smallest, largest, additions[0].tolist()


def _with_gap(tables: Sequence[Cells]) -> Cells:
    """The parts and the gap, shape ``(batch, parts + 1)``."""
    parts = parts_of(coalitions(*tables))[0]
    return np.column_stack([parts, parts.sum(axis=1)])


def _by_school(one: Strata) -> NDArray[np.float64] | None:
    if one.schools is None:
        return None
    count, out_of = one.schools
    return np.stack([count, out_of - count], axis=1).astype(np.float64)


def _bootstrap(tables: Sequence[NDArray[np.float64]], draws: int, seed: int) -> NDArray[np.float64]:
    """The parts and the gap of resampled tables, shape ``(draws, parts + 1)``, but those that share no strata."""
    random = np.random.Generator(np.random.Philox(seed))
    drawn = []
    for table in tables:
        total = int(table.sum())
        drawn.append(random.multinomial(total, table.ravel() / total, draws).reshape(draws, *table.shape).astype(float))
    sizes = [one.sum(axis=1).reshape(draws, -1) for one in drawn]
    usable = ((sizes[0] > 0) & (sizes[1] > 0)).any(axis=1)
    return _with_gap([one[usable] for one in drawn])


def _over(top: Cells, bottom: Cells) -> Cells:
    """Top over bottom, and 0 where there is nobody: such strata weigh nothing."""
    some = bottom.real > 0 if np.iscomplexobj(bottom) else bottom > 0
    divided: Cells = np.where(some, top, 0.0) / np.where(some, bottom, 1.0)
    return divided
