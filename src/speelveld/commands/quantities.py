# SPDX-License-Identifier: EUPL-1.2
"""Several numbers of one table at once: estimates, and where asked intervals and chance values from shared draws."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from speelveld.commands.specs import DECOMPOSED, Spec
from speelveld.segregation.corrections import by_chance
from speelveld.segregation.counts import Counts
from speelveld.segregation.decomposition import nested, two_group_parts
from speelveld.segregation.nulls import Side, p_value
from speelveld.segregation.registry import INDICES, measure
from speelveld.segregation.resampling import FUSED, SEED, Draws, Measure, resample
from speelveld.segregation.result import Result

NULL_DRAWS = 999
"""Tables dealt at random for a p-value, the smallest of which is then 0.001."""

FALLING = frozenset({"exposure", "exact-exposure"})
"""Indices that fall where segregation rises: their p-value is the chance of a value as small."""

KNOWN_BY_CHANCE = frozenset(
    {
        *("dissimilarity", "isolation", "exposure", "eta-squared", "theil-h", "exact-eta-squared", "divergence"),
        *("mutual-information", "multigroup-theil-h", "multigroup-dissimilarity"),
        *("relative-diversity", "normalised-exposure", "squared-variation"),
    }
)
"""Indices whose mean by chance is a sum over probabilities, without simulation."""


@dataclass(frozen=True)
class Asked:
    """How sure: ``bootstrap`` draws (0: none) by ``scheme``, a ``null`` or not, and the seed of both."""

    bootstrap: int = 0
    scheme: str = "cells"
    null: bool = False
    seed: int = SEED

    @property
    def draws(self) -> bool:
        """Whether anything is drawn, so that the seed means something."""
        return self.null or self.bootstrap > 0


@dataclass(frozen=True)
class Quantity:
    """One number of a table. ``of`` is a name that the resampler knows, or a function of the counts."""

    index: str
    variant: str
    of: str | Measure

    @property
    def key(self) -> str:
        """Its name among the draws."""
        return f"{self.index}, {self.variant}"


def measured(
    counts: Counts,
    specs: Sequence[Spec],
    levels: Sequence[str],
    asked: Asked,
    *,
    a: str | None = None,
    b: str | None = None,
    decomposed: Iterable[str] = DECOMPOSED,
) -> list[Result]:
    """Every index of every table that it applies to, and its parts between and within ``levels`` (coarsest first).

    Two-group indices are of ``a`` v. ``b`` (or v. all others), of the two groups, or of each group v. all others. With
    a pair, the parts are of the pair. Raises ValueError for an index or a draw that does not suit the counts.
    """
    two = [spec for spec in specs if spec.index.kind == "two-group"]
    several = [spec for spec in specs if spec.index.kind != "two-group"]
    names = set(decomposed)
    found = []
    paired = a is not None or len(counts.groups) == 2
    if two or paired:
        for table in _pairs(counts, a, b):
            found += _results(table, two, _parts(table, levels, names) if levels else [], asked)
    if several or (levels and not paired):
        parts = _parts(counts, levels, names) if levels and not paired else []
        found += _results(counts, several, parts, asked)
    return found


def _pairs(counts: Counts, a: str | None, b: str | None) -> list[Counts]:
    if a is not None:
        return [counts.pair(a, b)]
    return [counts] if len(counts.groups) == 2 else [counts.pair(group) for group in counts.groups]


def _results(counts: Counts, specs: Sequence[Spec], parts: Sequence[Quantity], asked: Asked) -> list[Result]:
    plain = [spec.name for spec in specs if not spec.options]
    shared = {one.index: one for one in measure(counts, plain)} if plain else {}
    found: list[tuple[Quantity, Result]] = []
    for spec in specs:
        if spec.options:
            result = measure(counts, [spec.name], options={spec.name: spec.options})[0]
        else:
            result = shared[spec.name]
        fused = spec.name in FUSED and not spec.options and not counts.weighted
        found.append((Quantity(spec.name, spec.variant, spec.name if fused else _function(spec)), result))
    units, n = int((counts.unit_totals > 0).sum()), counts.total
    for part in parts:
        estimate = part.of(counts) if callable(part.of) else math.nan
        result = Result(part.index, part.variant, counts.groups, estimate, n_units=units, n=n)
        found.append((part, result))
    return completed(counts, found, asked)


def completed(counts: Counts, found: Sequence[tuple[Quantity, Result]], asked: Asked) -> list[Result]:
    """The results with what was drawn: interval and correction from one bootstrap, chance values from one null."""
    if not found or not asked.draws:
        return [result for _, result in found]
    measures = {quantity.key: quantity.of for quantity, _ in found}
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        run = partial(resample, counts, measures, seed=asked.seed, executor=threads)
        boot = run(scheme=asked.scheme, replications=asked.bootstrap) if asked.bootstrap else None
        null = run(scheme="permutation", replications=NULL_DRAWS) if asked.null else None
    return [_completed(counts, quantity, result, boot, null, asked.seed) for quantity, result in found]


def _completed(
    counts: Counts, quantity: Quantity, result: Result, boot: Draws | None, null: Draws | None, seed: int
) -> Result:
    methods = []
    if boot is not None:
        low, high = boot.interval(quantity.key)
        corrected, se = boot.corrected(quantity.key), boot.se(quantity.key)
        result = replace(result, corrected=corrected, se=se, low=low, high=high)
        draws = boot.values[quantity.key].size
        methods.append(f"bootstrap of {boot.scheme}, {draws} draws: bias-corrected with 95% interval")
    if null is not None:
        side: Side = "less" if quantity.index in FALLING else "greater"
        exact = quantity.index in KNOWN_BY_CHANCE and not quantity.variant and not math.isnan(result.estimate)
        mean = by_chance(counts, quantity.index)[0] if exact else null.mean(quantity.key)
        p = p_value(result.estimate, null.values[quantity.key], side)
        result = replace(result, null_mean=mean, p_value=p)
        how = "exact" if exact else "simulated"
        methods.append(f"chance value {how}, p-value ({side}) of {NULL_DRAWS} tables dealt at random")
    return replace(result, seed=seed, method="; ".join(methods))


def _function(spec: Spec) -> Measure:
    return partial(_index_of, spec.name, spec.options)


def _index_of(name: str, options: dict[str, float], counts: Counts) -> float:
    return INDICES[name].of(counts.matrix, places=None, **options)


def _parts(counts: Counts, levels: Sequence[str], names: set[str]) -> list[Quantity]:
    """M and H by nesting all levels; of two groups also eta squared, D and Gini, each level by itself."""
    two = len(counts.groups) == 2
    theil = "theil-h" if two else "multigroup-theil-h"
    nesting = Once(partial(_nested, levels))
    found = []
    for index, at in (("mutual-information", 0), (theil, 1)):
        if index in names:
            for step, variant in enumerate(_variants(levels)):
                found.append(Quantity(index, variant, partial(_nested_part, nesting, step, at)))
    for level in levels if two else ():
        by_level = Once(partial(_two, level))
        wanted = [index for index in ("eta-squared", "dissimilarity", "gini") if index in names]
        found += [
            Quantity(index, f"between {level}", partial(_two_part, by_level, index, "between")) for index in wanted
        ]
        if "eta-squared" in wanted:
            within = partial(_two_part, by_level, "eta-squared", "within")
            found.append(Quantity("eta-squared", f"within {level}", within))
    return found


def _variants(levels: Sequence[str]) -> list[str]:
    """``between state``, ``between district within state``, ``within district``: they add up."""
    below = [f"between {fine} within {coarse}" for coarse, fine in pairwise(levels)]
    return [f"between {levels[0]}", *below, f"within {levels[-1]}"]


class Once:
    """A function of counts that is computed once for each table, however many numbers are taken from its answer."""

    def __init__(self, function: Callable[[Counts], dict[tuple[object, object], float]]) -> None:
        self._function = function
        self._last: tuple[Counts, dict[tuple[object, object], float]] | None = None

    def __call__(self, counts: Counts) -> dict[tuple[object, object], float]:
        """The answer for this very table."""
        last = self._last  # read once: another thread may replace it at any time
        if last is None or last[0] is not counts:
            last = counts, self._function(counts)
            self._last = last
        return last[1]


def _nested(levels: Sequence[str], counts: Counts) -> dict[tuple[object, object], float]:
    parts = nested(counts, levels)
    return {(step, at): (part.m, part.h)[at] for step, part in enumerate(parts) for at in (0, 1)}


def _nested_part(nesting: Once, step: int, at: int, counts: Counts) -> float:
    return nesting(counts)[step, at]


def _two(level: str, counts: Counts) -> dict[tuple[object, object], float]:
    parts = two_group_parts(counts, level)
    return {(part.index, what): getattr(part, what) for part in parts for what in ("between", "within")}


def _two_part(by_level: Once, index: str, what: str, counts: Counts) -> float:
    return by_level(counts)[index, what]
