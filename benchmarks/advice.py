# SPDX-License-Identifier: EUPL-1.2
"""School advice: how quickly 1.5 million invented pupils are counted, and whether intervals cover what was planted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from benchmarks.timing import median_seconds, readable, table
from speelveld.advice import (
    CauseId,
    Decomposed,
    Disagreement,
    Group,
    Provider,
    Pupils,
    World,
    decompose_gap,
    direct,
    eligibility_strata,
    expected,
    invent,
    joint,
    reconsiderations,
    schools_standing_out,
    stratified,
    stratified_by_school,
    tally,
    workbench,
)

PUPILS, SCHOOLS = 1_500_000, 6_500
LIMIT_SECONDS = 20
DRAWS = 1000
LEVEL = 0.95

PLAIN, GENEROUS = Provider("plain test", 0.6), Provider("generous test", 0.4, 0.3)
CITY = World(
    pupils=1800,
    schools=60,
    double_share=0.3,
    groups=(Group("lower", 0.5, -0.5), Group("higher", 0.5)),
    providers=(replace(PLAIN, share=0.3), replace(GENEROUS, share=0.7)),
    missing=0.03,
)
REFERENCE = World(pupils=40_000, schools=1400, double_share=0.7, providers=(PLAIN, GENEROUS))
LARGE = {"pupils": 1_500_000, "schools": 50_000}
Held = dict[str, list[bool]]


def run() -> str:
    """Both tables."""
    return f"{speed()}\n{coverage()}"


def speed() -> str:
    """Counting and the workbench on a whole country of invented pupils."""
    world = replace(REFERENCE, pupils=PUPILS, schools=SCHOOLS)
    country = invent(world, seed=1).pupils
    city = invent(CITY, seed=2).pupils

    def every_rate() -> list[object]:
        return [reconsiderations(tally(country, by)) for by in (None, "group", "school")]

    jobs: list[tuple[str, Callable[[], object], str]] = [
        ("invent them", lambda: invent(world, seed=1), ""),
        ("every rate of all, by group and by school", every_rate, f"under {LIMIT_SECONDS} s"),
        ("gap of a city in parts, schools varying", lambda: _parts(city, country), ""),
        ("workbench of causes of a city", lambda: workbench(city, country), ""),
    ]
    rows = [(name, readable(median_seconds(job, repeat=3)), aim) for name, job, aim in jobs]
    return table(f"{PUPILS:,} invented pupils of {SCHOOLS:,} schools", ("what", "measured", "aim"), rows)


def coverage(draws: int = DRAWS) -> str:
    """How often intervals hold what very large worlds show, over ``draws`` new cities and references."""
    names = [CauseId.FEW_DOUBLES, CauseId.MIX, CauseId.PROVIDER]
    large_city = invent(replace(CITY, **LARGE), seed=3).pupils
    large_reference = invent(replace(REFERENCE, **LARGE), seed=4).pupils
    bench_truth = workbench(large_city, large_reference)
    parts_truth = _parts(large_city, large_reference)
    weights = stratified(large_reference, "year", "first")[1][0]
    direct_truth = direct(*stratified(large_city, "group", "first"), weights).rate
    held: Held = {}
    for draw in range(draws):
        city = invent(CITY, seed=10_000 + draw)
        reference = invent(REFERENCE, seed=20_000 + draw).pupils
        bench = workbench(city.pupils, reference)
        for name in names:
            row, truth = bench.cause(name), bench_truth.cause(name)
            _note(held, f"workbench: {name.value}", row.low, truth.explains, row.high)
        _note(held, "workbench: gap", bench.low, bench_truth.gap, bench.high)
        _note(held, "workbench: within", bench.within_low, bench_truth.within, bench.within_high)
        parts = _parts(city.pupils, reference)
        for name in ("format", "level", "provider", "within"):
            part = parts.part(name)
            _note(held, f"parts of the gap: {name}", part.low, parts_truth.part(name).effect, part.high)
        by_school = stratified_by_school(city.pupils, "group", "first")
        rates = direct(*stratified(city.pupils, "group", "first"), weights, schools=by_school)
        _note(held, "directly standardised by first advice", rates.low[0], direct_truth[0], rates.high[0])
    rows = [(name, f"{LEVEL:.0%}", f"{np.mean(each):.1%}") for name, each in held.items()]
    rows += _one_rate(draws) + _no_school_effects(draws) + _missing(draws)
    return table(f"Coverage of intervals, {draws:,} invented worlds", ("what", "stated", "measured"), rows)


def _one_rate(draws: int) -> list[tuple[str, str, str]]:
    """Jeffreys' interval of the eligible, where the truth is an integral."""
    world = replace(
        CITY,
        pupils=300,
        groups=(Group("all", 1.0),),
        providers=(Provider("test", 1.0),),
        double_share=1.0,
        school_place_sd=0.0,
    )
    truth = expected(Disagreement.of(world), double_width=world.double_width).rate
    held: Held = {}
    for draw in range(draws):
        rate = reconsiderations(tally(invent(world, seed=30_000 + draw).pupils)).rates["eligible"]
        _note(held, "eligible of 300 pupils, Jeffreys", rate.low[0], truth, rate.high[0])
    return [(name, f"{LEVEL:.0%}", f"{np.mean(each):.1%}") for name, each in held.items()]


def _no_school_effects(draws: int) -> list[tuple[str, str, str]]:
    """Worlds in which all schools are alike and yet one stands out."""
    reference = joint(invent(replace(REFERENCE, pupils=400_000, schools=14_000), seed=5).pupils)
    world = replace(REFERENCE, pupils=1800, schools=60)
    found = [
        schools_standing_out(joint(invent(world, seed=40_000 + draw).pupils, by_school=True), reference)[1] > 0
        for draw in range(draws)
    ]
    return [("worlds without school effects where a school stands out", "at most 5%", f"{np.mean(found):.1%}")]


def _missing(draws: int) -> list[tuple[str, str, str]]:
    """Tests missing more often for low pupils: the ends hold what all tests together would have said."""
    world = replace(CITY, missing=0.05, missing_low=0.4)
    inside, naive = [], []
    for draw in range(draws):
        invented = invent(world, seed=50_000 + draw)
        pupils, everybody = invented.pupils, replace(invented.pupils, test=invented.truth.test)
        rate = reconsiderations(tally(pupils), measures=["eligible"]).rates["eligible"]
        truth = reconsiderations(tally(everybody), measures=["eligible"]).rates["eligible"].share[0]
        inside.append(bool(rate.least[0] <= truth <= rate.most[0]))
        naive.append(float(rate.share[0] - truth))
    return [
        ("ends for missing tests hold the share had nobody missed it", "100%", f"{np.mean(inside):.1%}"),
        ("what the share of the tested is off, percentage points", "", f"{100 * np.mean(naive):+.1f}"),
    ]


def _parts(city: Pupils, reference: Pupils) -> Decomposed:
    return decompose_gap(eligibility_strata(city, by_school=True), eligibility_strata(reference, by_school=True))


def _note(held: Held, name: str, low: float | None, truth: float | None, high: float | None) -> None:
    if low is None or truth is None or high is None:
        raise SystemExit(f"{name} was not measured")
    held.setdefault(name, []).append(bool(low <= truth <= high))


if __name__ == "__main__":
    print(run())
