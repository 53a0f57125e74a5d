# SPDX-License-Identifier: EUPL-1.2
"""Models of records: the advice given the test score, its checks, and Lord's two comparisons beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from speelveld.advice import (
    LEVELS,
    NoMaximumError,
    Pupils,
    average_effect,
    brant,
    build_design,
    class_interval,
    comparable,
    fit_ordered,
    half_steps,
    lord_views,
    noisy_test,
    years_with_tests,
)
from speelveld.commands.advice_compare import decimals
from speelveld.commands.advice_protect import Allowed
from speelveld.disclosure.table_rules import TableRules

RELIABILITIES = (1.0, 0.95, 0.9, 0.85)
LEAST_FREEDOM = 10
"""A model is given with at least so many pupils per coefficient: fewer would tell of single pupils."""


def models(pupils: Pupils, units: Sequence[str], rules: TableRules, *, allowed: Allowed) -> dict[str, Any]:
    """Average effects of each group against the largest, in points, or the reason why there are none."""
    if pupils.score is None:
        return {"reason": "the records have no test scores"}
    if len(units) < 2:
        return {"reason": "fewer than two groups are large enough to be shown"}
    years_with_tests(pupils.school_years, **allowed)
    reference = units[0]
    found: list[dict[str, Any]] = []
    for unit in units[1:]:
        pair = (pupils.groups.index(reference), pupils.groups.index(unit))
        known = comparable(pupils.first, pupils.test) & np.isin(pupils.group, pair) & np.isfinite(pupils.score)
        found.append({"unit": unit, **_of_pair(pupils.where(known), reference, unit, rules)})
    return {"reference": reference, "groups": found}


def _of_pair(pupils: Pupils, reference: str, unit: str, rules: TableRules) -> dict[str, Any]:
    """One group beside the reference. Levels with fewer pupils than the threshold are taken with their neighbour."""
    score = np.zeros(len(pupils)) if pupils.score is None else pupils.score.astype(np.float64)
    group = np.array(pupils.groups)[pupils.group]
    schools = pupils.school if len(set(pupils.school.tolist())) > 1 else None
    years = {} if len(pupils.school_years) < 2 else {"year": np.array(pupils.years)[pupils.year]}
    level = _merged(half_steps(pupils.first).astype(np.int64), rules.counts.threshold)
    try:
        design = build_design(score, group=(group, (reference, unit)), **years)
        if len(pupils) < LEAST_FREEDOM * (design.matrix.shape[1] + len(np.unique(level))):
            return {"reason": "too few pupils for a model"}
        kind: Literal["none", "random"] = "none" if schools is None else "random"
        fit = fit_ordered(level, design.matrix, columns=design.columns, schools=schools, effects=kind)
        effect = average_effect(fit, design, "group", unit, schools=schools)
        check = brant(level, design.matrix, columns=design.columns, schools=schools)
        noisy = noisy_test(
            level, score, group, reference=reference, label=unit, schools=schools, reliabilities=RELIABILITIES
        )
        views = lord_views(
            half_steps(pupils.first).astype(np.int64),
            class_interval(pupils.test)[0].astype(np.int64),
            score,
            group,
            reference=reference,
            label=unit,
            schools=schools,
        )
    except (NoMaximumError, ValueError) as error:
        return {"reason": f"the model cannot be fitted: {type(error).__name__}"}
    digits = decimals(len(pupils), rules)

    def told(points: float) -> float:
        return round(float(points), digits) + 0.0

    codes = {one.half_steps: one.code for one in LEVELS if one.half_steps}
    proportional = next(test for test in check.each if test.columns == (f"group {unit}",))
    return {
        "pupils": len(pupils),
        "above_level": [
            {
                "level": codes[cut],
                "points": told(effect.above[at]),
                "low": told(effect.above_low[at]),
                "high": told(effect.above_high[at]),
            }
            for at, cut in enumerate(effect.levels[:-1])
        ],
        "spread_of_schools": round(float(fit.sigma), 2),
        "odds_proportional_p": round(proportional.p_value, 3),
        "noisy_test": [
            {"reliability": one.reliability, "mean_points": told(float(np.mean(one.above)))} for one in noisy
        ],
        "views": [
            {
                "id": view.id,
                "reliability": view.reliability,
                "points": told(view.effect),
                "low": told(view.low),
                "high": told(view.high),
                "question": view.explanation.question,
                "beware": view.explanation.beware,
            }
            for view in views
        ],
    }


def _merged(level: np.ndarray[Any, np.dtype[np.int64]], least: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Levels from the lowest up, each taken with the next one until there are enough pupils."""
    result, held = level.copy(), np.zeros(len(level), dtype=np.bool_)
    for one in np.unique(level):
        held |= level == one
        if held.sum() >= least:
            result[held] = one
            held = np.zeros(len(level), dtype=np.bool_)
    if held.any():
        done = result[~held]
        result[held] = done.max() if done.size else level.max()
    return result
