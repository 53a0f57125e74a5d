# SPDX-License-Identifier: EUPL-1.2
"""The models of advice: beside statsmodels in one run, and how often their intervals hold what was planted.

``python -m benchmarks advice-models``. statsmodels has no ordered logit with random effects of schools: the comparison
is made where both apply, without school effects (standard errors robust to schools) and with fixed effects (59 dummy
columns in statsmodels, on a twentieth of the pupils and scaled up, as its time grows in proportion to the pupils).
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from statsmodels.discrete.discrete_model import Logit
from statsmodels.miscmodels.ordinal_model import OrderedModel

from benchmarks.timing import median_seconds, readable, table
from speelveld import advice
from tests.advice.worlds import ordered_world, world_with_test

PUPILS, SCHOOLS = 200_000, 60
DRAWS = 1_000
Floats = NDArray[np.float64]
Row = tuple[str, ...]


def run() -> str:
    """Speed, then coverage."""
    return _speed() + "\n" + _coverage()


def _speed() -> str:
    world = ordered_world(PUPILS, SCHOOLS, sigma=0.4, seed=1)
    group = np.where(world.matrix[:, 1] == 1, "low", "high")
    year = np.array(["2022/23", "2023/24", "2024/25"])[np.random.default_rng(2).integers(0, 3, PUPILS)]
    design = advice.build_design(world.matrix[:, 0], group=(group, ["high", "low"]), year=year)
    rows = [
        _plain(world.levels, design.matrix, world.school),
        _fixed(world.levels, design.matrix, world.school),
        _binary(world.levels >= 5, design.matrix, world.school),
    ]
    for name, outcome in (("ordered logit", world.levels), ("logit", (world.levels >= 5).astype(int))):

        def random_effects(outcome: NDArray[np.int64] = outcome) -> object:
            return advice.fit_ordered(outcome, design.matrix, schools=world.school, effects="random")

        rows.append((f"{name}, random effects", readable(median_seconds(random_effects, repeat=3)), "none", "", ""))
    fit = advice.fit_ordered(
        world.levels, design.matrix, columns=design.columns, schools=world.school, effects="random"
    )

    def effect() -> object:
        return advice.average_effect(fit, design, "group", "low", robust=True)

    rows.append(("average effect of a group on ten levels", readable(median_seconds(effect, repeat=3)), "none", "", ""))
    return table(
        f"Models of advice, {PUPILS:,} pupils, {SCHOOLS} schools, 10 levels, spline + group + year",
        ("job", "Speelveld", "statsmodels", "ratio", "aim"),
        rows,
    )


def _row(job: str, mine: float, theirs: float, aim: str, note: str = "") -> Row:
    return job, readable(mine), readable(theirs) + note, f"{theirs / mine:.0f}x", aim


def _timed(call: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    found = call()
    return time.perf_counter() - start, found


def _plain(levels: NDArray[np.int64], matrix: Floats, school: NDArray[np.int64]) -> Row:
    # statsmodels' numerical derivatives need columns of about one size; ours do not, but get the same ones.
    scaled = (matrix - matrix.mean(axis=0)) / matrix.std(axis=0)
    ours = advice.fit_ordered(levels, scaled, schools=school)
    model = OrderedModel(levels, scaled, distr="logit")

    def fit() -> object:
        return model.fit(
            method="bfgs", disp=False, maxiter=500, gtol=1e-6, cov_type="cluster", cov_kwds={"groups": school}
        )

    theirs, found = _timed(fit)
    assert np.abs(found.params[: scaled.shape[1]] - ours.coefficients).max() < 1e-5  # type: ignore[attr-defined]
    robust = ours.errors(robust=True)[9:]
    assert np.abs(found.bse[: scaled.shape[1]] / robust - 1).max() < 1e-3  # type: ignore[attr-defined]
    mine = median_seconds(lambda: advice.fit_ordered(levels, scaled, schools=school), repeat=3)
    return _row("ordered logit, errors robust to schools", mine, theirs, "20x")


def _fixed(levels: NDArray[np.int64], matrix: Floats, school: NDArray[np.int64]) -> Row:
    scaled = (matrix - matrix.mean(axis=0)) / matrix.std(axis=0)
    part = slice(0, None, 20)
    few = levels[part], scaled[part], school[part]
    dummies = (few[2][:, None] == np.arange(1, SCHOOLS)).astype(float)
    model = OrderedModel(few[0], np.hstack([few[1], dummies]), distr="logit")
    theirs, found = _timed(lambda: model.fit(method="bfgs", disp=False, maxiter=500, gtol=1e-6))
    ours = advice.fit_ordered(few[0], few[1], schools=few[2], effects="fixed")
    assert np.abs(found.params[: matrix.shape[1]] - ours.coefficients).max() < 1e-5  # type: ignore[attr-defined]
    mine = median_seconds(lambda: advice.fit_ordered(levels, scaled, schools=school, effects="fixed"), repeat=3)
    return _row("ordered logit, fixed effects", mine, 20 * theirs, "20x", " (from a twentieth of the pupils)")


def _binary(outcome: NDArray[np.bool_], matrix: Floats, school: NDArray[np.int64]) -> Row:
    x = np.column_stack([np.ones(len(outcome)), matrix])
    model = Logit(outcome.astype(int), x)
    theirs, found = _timed(lambda: model.fit(disp=False, cov_type="cluster", cov_kwds={"groups": school}))
    ours = advice.fit_binary(outcome, matrix, schools=school)
    assert np.abs(found.params - ours.parameters).max() < 1e-5  # type: ignore[attr-defined]
    mine = median_seconds(lambda: advice.fit_binary(outcome, matrix, schools=school), repeat=3)
    return _row("logit, errors robust to schools", mine, theirs, "")


def _coverage() -> str:
    """Of 1,000 invented worlds each; a city of 60 schools of 35 pupils. Stated 95% unless said otherwise."""
    rows = [*_models(2), *_models(5), *_shrinkage(), *_flags(), _ranks(), *_noisy()]
    return table(
        f"Do intervals hold what was planted? {DRAWS:,} invented worlds each, {SCHOOLS} schools",
        ("what", "found", "stated"),
        rows,
    )


def _percent(hits: object) -> str:
    return f"{100 * np.mean(hits):.1f}%"


def _models(levels: int) -> list[Row]:
    group, effect, spread, school = [], [], [], []
    for seed in range(DRAWS):
        world = ordered_world(35 * SCHOOLS, SCHOOLS, sigma=0.4, seed=seed, levels=levels)
        labels = world.matrix[:, 1].astype(int).astype(str)
        design = advice.build_design(world.matrix[:, 0], knots=[], group=labels)
        fit = advice.fit_ordered(world.levels, design.matrix, schools=world.school, effects="random")
        errors = fit.errors()
        at = levels - 1
        group.append(np.abs(fit.coefficients - world.coefficients) < 1.96 * errors[at : at + 2])
        school.append(np.abs(fit.effects - world.effects) < 1.96 * fit.effect_errors)
        spread.append(fit.sigma > 0 and abs(np.log(fit.sigma / 0.4)) < 1.96 * errors[-1])
        found = advice.average_effect(fit, design, "group", "1")
        planted = _planted(world.matrix, world.coefficients, world.thresholds)
        effect.append((found.above_low < planted) & (planted < found.above_high))
    name = "logit" if levels == 2 else "ordered logit"
    return [
        (f"{name} with random effects: coefficients", _percent(group), "95%"),
        (f"{name}: average effect of a group in percentage points", _percent(effect), "95%"),
        (f"{name}: spread of schools (sigma)", _percent(spread), "95%"),
        (f"{name}: effect of each school", _percent(school), "95%"),
    ]


def _planted(matrix: Floats, coefficients: Floats, thresholds: Floats) -> Floats:
    """The true average effect on these pupils, over 201 quantiles of the school effect."""
    place = (np.arange(201) + 0.5) / 201
    effects = 0.4 * np.sqrt(2) * _inverse_erf(2 * place - 1)
    base = matrix[:, 0] * coefficients[0]
    grid = np.linspace(base.min(), base.max(), 400)
    change = []
    for threshold in thresholds:
        latent = grid[:, None] + effects - threshold
        difference = (1 / (1 + np.exp(-latent - coefficients[1])) - 1 / (1 + np.exp(-latent))).mean(axis=1)
        change.append(100 * np.interp(base, grid, difference).mean())
    return np.array(change)


def _inverse_erf(value: Floats) -> Floats:
    from scipy.special import erfinv

    return np.asarray(erfinv(value))


def _shrinkage() -> list[Row]:
    rows = []
    for spread in (0.0, 0.05, 0.10, 0.15):
        hits, known = [], []
        for seed in range(DRAWS):
            random = np.random.default_rng(seed)
            sizes = random.integers(8, 60, SCHOOLS)
            strength = 0.34 * 0.66 / spread**2 - 1 if spread else np.inf
            truth = random.beta(0.34 * strength, 0.66 * strength, SCHOOLS) if spread else np.full(SCHOOLS, 0.34)
            events = random.binomial(sizes, truth)
            full, plain = advice.shrink(events, sizes), advice.shrink(events, sizes, plug_in=True)
            hits.append((full.low <= truth) & (truth <= full.high))
            known.append((plain.low <= truth) & (truth <= plain.high))
        planted = f"shrunken shares, spread {100 * spread:.0f} points"
        rows.append((f"{planted} (m and M as if known: {_percent(known)})", _percent(hits), "at least 94%"))
    return rows


def _flags() -> list[Row]:
    rows = []
    for mid in (False, True):
        some = []
        for seed in range(DRAWS):
            random = np.random.default_rng(seed)
            sizes = random.integers(8, 90, SCHOOLS)
            some.append(advice.flag_schools(random.binomial(sizes, 0.34), sizes, mid=mid).flagged.any())
        rows.append((f"any school flagged when none differs{', mid-p' if mid else ''}", _percent(some), "at most 5%"))
    beyond = {0.95: [], 0.998: []}
    for seed in range(DRAWS):
        random = np.random.default_rng(seed)
        sizes = random.integers(8, 90, SCHOOLS)
        found = advice.school_funnel(random.binomial(sizes, 0.34), sizes, target=0.34)
        beyond[0.95].append(np.abs(found.position) >= 1)
        beyond[0.998].append(np.abs(found.position) >= 2)
    for level, hits in beyond.items():
        stated = f"{100 * (1 - level):.1f}%"
        rows.append(
            (f"schools beyond the {100 * level:.1f}% limits of the funnel", f"{100 * np.mean(hits):.2f}%", stated)
        )
    return rows


def _ranks() -> Row:
    hits = []
    truth = np.linspace(0.2, 0.5, 20)
    place = np.arange(20, 0, -1)
    for seed in range(DRAWS):
        random = np.random.default_rng(seed)
        sizes = random.integers(60, 200, 20)
        found = advice.rank_shares(random.binomial(sizes, truth), sizes, draws=500, seed=seed)
        hits.append(((found.best <= place) & (place <= found.worst)).all())
    return "true ranks of 20 schools, all at once", _percent(hits), "at least 95%"


def _noisy() -> list[Row]:
    """A world of fair teachers: with the true reliability the difference between groups is nothing."""
    plain, corrected = [], []
    for seed in range(DRAWS):
        world = world_with_test(2_000, seed=seed)
        found = advice.lord_views(
            world.first, world.bar, world.score, world.group, reference="high", label="low", reliabilities=(0.9,)
        )
        score, ability = found[2], found[3]
        plain.append(score.low <= 0 <= score.high)
        corrected.append(ability.low <= 0 <= ability.high)
    return [
        ("fair teachers: no difference at the same score", _percent(plain), "not stated: Lord's paradox"),
        ("fair teachers: no difference at the same ability, reliability known", _percent(corrected), "95%"),
    ]
