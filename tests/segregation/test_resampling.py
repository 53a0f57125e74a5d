# SPDX-License-Identifier: EUPL-1.2
"""Draws follow their law exactly, indices are those of the plain formulas, and no division of work changes a number."""

from __future__ import annotations

import itertools
import math
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from speelveld.segregation import INDICES
from speelveld.segregation import resampling_kernels as kernels
from speelveld.segregation.counts import Counts
from speelveld.segregation.resampling import resample, tables
from speelveld.segregation.resampling_measures import FUSED, TWO_GROUPS, estimate, measure_of_pair
from speelveld.segregation.resampling_plan import BOOTSTRAPS, NULLS, words
from tests.segregation.schools import schools

A = np.array([40, 5, 22, 60, 3, 18, 9, 31])
B = np.array([120, 200, 180, 90, 240, 160, 310, 75])
PAIR = Counts.of(np.column_stack([A, B]), groups=["a", "b"])
THREE = Counts.of(np.column_stack([A, B, A[::-1] * 2]), groups=["a", "b", "c"])
NAMES = ["dissimilarity", "theil-h", "isolation", "mutual-information", "relative-diversity"]


def plain(name: str, cells: np.ndarray) -> float:
    """Each index once more, cell by cell, in plain Python."""
    t, groups, total = cells.sum(axis=1), cells.sum(axis=0), cells.sum()
    p = groups / total
    entropy = -sum(q * math.log(q) for q in p if q > 0)
    mixed = sum(q * (1 - q) for q in p)
    m = gap = r = exposure = variation = 0.0
    for u, row in enumerate(cells):
        for g, n in enumerate(row):
            if t[u] == 0 or p[g] == 0:
                continue
            share = n / t[u]
            m += n / total * math.log(share / p[g]) if n else 0.0
            gap += t[u] * abs(share - p[g])
            r += t[u] * (share - p[g]) ** 2
            exposure += t[u] * (share - p[g]) ** 2 / (total * (1 - p[g]))
            variation += t[u] * (share - p[g]) ** 2 / (total * ((p > 0).sum() - 1) * p[g])
    a, b = max(groups[0], 1), max(groups[1], 1)
    isolation = sum(row[0] / a * row[0] / row.sum() for row in cells if row.sum())
    family = {
        "mutual-information": m,
        "divergence": m,
        "theil-h": m / entropy,
        "multigroup-theil-h": m / entropy,
        "dissimilarity": gap / (2 * total * mixed),
        "multigroup-dissimilarity": gap / (2 * total * mixed),
        "relative-diversity": r / (total * mixed),
        "normalised-exposure": exposure,
        "squared-variation": variation,
        "isolation": isolation,
        "exposure": 1 - isolation,
        "eta-squared": (isolation - p[0]) / (1 - p[0]),
        "hutchens": 1 - sum(math.sqrt(row[0] / a * row[1] / b) for row in cells),
    }
    return family[name]


@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ([0, 0, 0, 0], [0, 0], ["6627e8d5", "e169c58d", "bc57ac4c", "9b00dbd8"]),
        ([0, 0, 0xFFFFFFFF, 0xFFFFFFFF], [0xFFFFFFFF, 0xFFFFFFFF], None),
    ],
)
def test_philox_gives_the_known_answers(counter: list[int], key: list[int], answer: list[str] | None) -> None:
    """The answers that Salmon et al. (2011) publish with their Random123, and numpy's own words of a plain version."""
    seed, replication = key[0] | key[1] << 32, counter[2] | counter[3] << 32
    found = words(2, seed, replication, counter[1])
    mine = [f"{part:08x}" for word in found.tolist() for part in (word & 0xFFFFFFFF, word >> 32)]
    assert mine == (answer or plain_philox(counter, key))


def plain_philox(counter: list[int], key: list[int]) -> list[str]:
    """Philox4x32-10 in plain Python, from the paper."""
    c, k = list(counter), list(key)
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & 0xFFFFFFFF, (p0 >> 32) ^ c[3] ^ k[1], p0 & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return [f"{part:08x}" for part in c]


def test_the_plain_philox_itself_gives_the_published_answers() -> None:
    pi = plain_philox([0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344], [0xA4093822, 0x299F31D0])
    assert pi == ["d16cfe09", "94fdcceb", "5001e420", "24126ea1"]
    full = plain_philox([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2)
    assert full == ["408f276d", "41c83b0e", "a20bc7c6", "6d5451fd"]


def test_words_are_uniform_and_streams_differ() -> None:
    found = np.concatenate([words(2000, 7, replication, stream) for replication in range(20) for stream in range(3)])
    assert len(np.unique(found)) == found.size
    for shift in (0, 8, 24, 32, 48, 56):
        bins = np.bincount(((found >> np.uint64(shift)) & np.uint64(255)).astype(int), minlength=256)
        assert stats.chisquare(bins).pvalue > 1e-4


@settings(max_examples=40, deadline=None)
@given(weights=st.lists(st.floats(0, 1000), min_size=1, max_size=40))
def test_an_alias_table_holds_the_distribution_it_was_made_of(weights: list[float]) -> None:
    values = np.array(weights)
    if values.sum() < 1e-3:
        values[0] = 1.0
    bits = np.array([max(0, math.ceil(math.log2(values.size)))])
    size = 1 << int(bits[0])
    entries = np.zeros(size, dtype=np.uint64)
    queues = np.empty((2, size), dtype=np.int64)
    kernels.fill_alias(values, np.array([values.size]), np.array([0]), bits, entries, np.empty(size), queues)
    chance = np.zeros(size)
    for column, entry in enumerate(entries.tolist()):
        threshold = (entry >> 24) / 2**40
        chance[column] += threshold / size
        chance[entry & (2**24 - 1)] += (1 - threshold) / size
    assert chance[: values.size] == pytest.approx(values / values.sum(), abs=1e-11)
    assert chance[values.size :] == pytest.approx(0, abs=1e-11)


def fits(observed: np.ndarray, chance: np.ndarray) -> float:
    """The p-value of a chi-squared test, with outcomes that are too rare put together."""
    expected = chance * observed.sum()
    common = expected >= 5
    o = np.append(observed[common], observed[~common].sum())
    e = np.append(expected[common], expected[~common].sum())
    return float(stats.chisquare(o[e > 0], e[e > 0] * o.sum() / e.sum()).pvalue)


@pytest.mark.parametrize("scale", [1, 40])
@pytest.mark.parametrize("scheme", ["cells", "persons", "systematic", "evenness", "permutation"])
def test_each_cell_has_its_distribution(scheme: str, scale: int) -> None:
    """Small tables are drawn person by person, large ones nearly all from alias tables: both follow the law exactly."""
    cells = np.array([[3, 9], [8, 2], [0, 6], [4, 4]]) * scale
    counts = Counts.of(cells)
    t, g, total = cells.sum(axis=1), cells.sum(axis=0), cells.sum()
    drawn = np.array(list(tables(counts, scheme=scheme, replications=range(4000), seed=5)))
    u, j = 1, 0
    x = np.arange(total + 1)
    law = {
        "cells": stats.binom(total, cells[u, j] / total),
        "persons": stats.binom(g[j], cells[u, j] / g[j]),
        "systematic": stats.binom(g[j], t[u] / total),
        "evenness": stats.binom(t[u], g[j] / total),
        "permutation": stats.hypergeom(total, g[j], t[u]),
    }[scheme]
    assert fits(np.bincount(drawn[:, u, j], minlength=total + 1), law.pmf(x)) > 1e-4
    kept = {"cells": (), "persons": (1,), "systematic": (1,), "evenness": (2,), "permutation": (1, 2)}[scheme]
    assert (drawn.sum(axis=(1, 2)) == total).all()
    if 1 in kept:
        assert (drawn.sum(axis=1) == g).all()
    if 2 in kept:
        assert (drawn.sum(axis=2) == t).all()
    if scheme in {"cells", "persons"}:
        assert (drawn[:, 2, 0] == 0).all()


def test_person_permutation_gives_every_table_its_probability() -> None:
    counts = Counts.of([[2, 1], [1, 1], [0, 2]])
    drawn = [tuple(table[:, 0]) for table in tables(counts, scheme="permutation", replications=range(6000), seed=1)]
    possible = [
        x for x in itertools.product(range(4), range(3), range(3)) if sum(x) == 3 and all(np.array(x) <= [3, 2, 2])
    ]
    chance = np.array([math.comb(3, x[0]) * math.comb(2, x[1]) * math.comb(2, x[2]) for x in possible]) / math.comb(
        7, 3
    )
    assert chance.sum() == pytest.approx(1)
    assert set(drawn) <= set(possible)
    assert fits(np.array([drawn.count(x) for x in possible]), chance) > 1e-4


def test_three_groups_keep_both_margins_and_their_means() -> None:
    t, g = THREE.unit_totals, THREE.group_totals
    drawn = np.array(list(tables(THREE, scheme="permutation", replications=range(600), seed=2)))
    assert (drawn.sum(axis=1) == g).all()
    assert (drawn.sum(axis=2) == t).all()
    expected = np.outer(t, g) / THREE.total
    error = np.sqrt(expected / len(drawn))
    assert (np.abs(drawn.mean(axis=0) - expected) < 5 * error).all()
    even = np.array(list(tables(THREE, scheme="evenness", replications=range(600), seed=2)))
    assert (even.sum(axis=2) == t).all()
    assert (np.abs(even.mean(axis=0) - expected) < 5 * error).all()


def test_units_are_drawn_with_replacement_each_equally_likely() -> None:
    rows = {tuple(row): i for i, row in enumerate(PAIR.matrix.tolist())}
    drawn = [
        rows[tuple(row)] for table in tables(PAIR, scheme="units", replications=range(800)) for row in table.tolist()
    ]
    assert stats.chisquare(np.bincount(drawn, minlength=8)).pvalue > 1e-4
    mixed = next(iter(tables(PAIR, scheme="unit-permutation", replications=[3])))
    assert sorted(mixed.tolist()) == sorted(PAIR.matrix.tolist())
    assert mixed.tolist() != PAIR.matrix.tolist()


@settings(max_examples=40, deadline=None)
@given(cells=st.lists(st.tuples(*[st.integers(0, 60)] * 3), min_size=2, max_size=12), two=st.booleans())
def test_the_kernels_compute_the_plain_formulas(cells: list[tuple[int, int, int]], two: bool) -> None:
    matrix = np.array(cells)[:, : 2 if two else 3]
    counts = Counts.of(matrix)
    names = [name for name in FUSED if two or name not in TWO_GROUPS]
    found = estimate(counts, {name: name for name in names}, {})
    for name in names:
        if (matrix.sum(axis=0) > 0).sum() < 2:
            assert math.isnan(found[name])
        else:
            assert found[name] == pytest.approx(plain(name, matrix), abs=1e-9)


@pytest.mark.parametrize("scheme", [*BOOTSTRAPS, *NULLS])
def test_a_name_and_a_function_see_the_same_tables(scheme: str) -> None:
    draws = resample(
        PAIR,
        {"fused": "dissimilarity", "own": measure_of_pair(INDICES["dissimilarity"])},
        scheme=scheme,
        replications=70,
    )
    assert draws.values["fused"] == pytest.approx(draws.values["own"], abs=1e-12)
    if scheme != "unit-permutation":
        assert len(np.unique(draws.values["own"])) > 20


@pytest.mark.parametrize("scheme", ["cells", "persons", "units", "permutation"])
@pytest.mark.parametrize("counts", [PAIR, THREE], ids=["two groups", "three groups"])
def test_the_same_seed_gives_the_same_numbers_on_any_number_of_workers(scheme: str, counts: Counts) -> None:
    names = {"d": "multigroup-dissimilarity", "m": "mutual-information", "own": largest_share}
    alone = resample(counts, names, scheme=scheme, replications=150, seed=9)
    for workers in (1, 2, 3):
        with ThreadPoolExecutor(workers) as executor:
            together = resample(counts, names, scheme=scheme, replications=150, seed=9, executor=executor)
        for name in names:
            assert (together.values[name] == alone.values[name]).all()
    other = resample(counts, names, scheme=scheme, replications=150, seed=10)
    assert (other.values["m"] != alone.values["m"]).any()
    first = resample(counts, names, scheme=scheme, replications=20, seed=9)
    assert (first.values["m"] == alone.values["m"][:20]).all()


def largest_share(counts: Counts) -> float:
    """The largest share of the first group in any unit: an index of one's own."""
    return float((counts.matrix[:, 0] / np.maximum(counts.unit_totals, 1)).max())


def test_processes_give_the_same_numbers() -> None:
    alone = resample(PAIR, {"own": largest_share, "h": "theil-h"}, replications=140)
    with ProcessPoolExecutor(2) as executor:
        together = resample(PAIR, {"own": largest_share, "h": "theil-h"}, replications=140, executor=executor)
    for name in ("own", "h"):
        assert (together.values[name] == alone.values[name]).all()


def test_agrees_with_the_published_bootstrap_of_the_r_package() -> None:
    """README of elbersb/segregation: mutual_total(schools00, se = TRUE, CI = .90, n_bootstrap = 500)."""
    draws = resample(schools(), ["mutual-information", "multigroup-theil-h"], replications=400)
    m, h = draws.result("mutual-information", level=0.9), draws.result("multigroup-theil-h", level=0.9)
    assert round(m.estimate, 3) == 0.426
    assert round(h.estimate, 3) == 0.419
    assert (round(m.corrected, 3), round(h.corrected, 3)) == (0.422, 0.415)
    assert (m.se, h.se) == pytest.approx((0.000775, 0.000712), rel=0.12)
    assert (draws.bias("mutual-information"), draws.bias("multigroup-theil-h")) == pytest.approx(
        (0.00361, 0.00356), rel=0.05
    )
    assert (round(m.low, 3), round(m.high, 3)) == (0.421, 0.423)
    assert (round(h.low, 3), round(h.high, 3)) == (0.414, 0.416)


def test_intervals_say_what_they_are() -> None:
    draws = resample(PAIR, ["dissimilarity"], replications=500)
    values, estimate_ = draws.values["dissimilarity"], draws.estimates["dissimilarity"]
    low, high = np.quantile(values, [0.025, 0.975])
    assert draws.interval("dissimilarity", kind="percentile") == pytest.approx((low, high))
    assert draws.interval("dissimilarity") == pytest.approx((2 * estimate_ - high, 2 * estimate_ - low))
    mean = values.mean()
    assert draws.interval("dissimilarity", kind="deviation") == pytest.approx(
        (estimate_ + mean - high, estimate_ + mean - low)
    )
    assert draws.se("dissimilarity") == pytest.approx(values.std(ddof=1))
    assert draws.corrected("dissimilarity") == pytest.approx(2 * estimate_ - mean)
    assert draws.result("dissimilarity").record()["groups"] == ["a", "b"]
    with pytest.raises(ValueError, match="level"):
        draws.interval("dissimilarity", level=95)


def test_the_corrected_interval_covers_a_biased_index_about_as_often_as_it_says() -> None:
    """Schools of 60 drawn from known chances: D as counted is above the truth, the corrected interval around it."""
    random = np.random.default_rng(8)
    share = random.beta(2, 5, 150)
    truth = 0.5 * np.abs(share / share.sum() - (1 - share) / (1 - share).sum()).sum()
    hits, plain_hits = 0, 0
    for world in range(60):
        a = random.binomial(60, share)
        draws = resample(Counts.of(np.column_stack([a, 60 - a])), ["dissimilarity"], replications=200, seed=world)
        low, high = draws.interval("dissimilarity", level=0.9)
        hits += low <= truth <= high
        low, high = draws.interval("dissimilarity", level=0.9, kind="percentile")
        plain_hits += low <= truth <= high
    assert 0.72 <= hits / 60 <= 0.98
    assert plain_hits < 8


def test_the_bootstrap_of_units_takes_parents_along_and_allows_weights() -> None:
    parents = {"city": ["x", "x", "x", "y", "y", "y", "z", "z"]}
    weighted = Counts.of(np.column_stack([A, B]) * 1.5 + 0.25, groups=["a", "b"], parents=parents)

    def cities(counts: Counts) -> float:
        for unit, city in zip(counts.units, counts.parents["city"], strict=True):
            assert parents["city"][int(unit)] == city
        return float(len(set(counts.parents["city"].tolist())))

    draws = resample(weighted, {"cities": cities, "d": "dissimilarity"}, scheme="units", replications=60)
    assert set(draws.values["cities"]) <= {1.0, 2.0, 3.0}
    assert len(np.unique(draws.values["d"])) > 20
    with pytest.raises(ValueError, match="weighted"):
        resample(weighted, ["dissimilarity"], scheme="cells")


def test_a_group_that_dies_out_gives_no_value_and_is_left_out() -> None:
    draws = resample(Counts.of([[1, 30], [0, 30]]), ["dissimilarity"], replications=200)
    assert np.isnan(draws.values["dissimilarity"]).any()
    assert math.isfinite(draws.se("dissimilarity"))
    empty = resample(Counts.of([[0, 3], [0, 4]]), ["dissimilarity"], replications=5)
    assert math.isnan(empty.mean("dissimilarity"))
    assert math.isnan(empty.interval("dissimilarity")[0])


@pytest.mark.parametrize("scheme", ["cells", "persons", "permutation", "evenness", "systematic"])
def test_large_and_empty_units_are_drawn_too(scheme: str) -> None:
    counts = Counts.of([[90_000, 4_000], [0, 0], [3, 250_000], [1, 0]])
    for table in tables(counts, scheme=scheme, replications=range(5)):
        assert table.sum() == counts.total
        assert (table[1] == 0).all()
    expected = counts.matrix / counts.total if scheme == "cells" else None
    if expected is not None:
        mean = np.mean(list(tables(counts, scheme=scheme, replications=range(200))), axis=0) / counts.total
        assert mean == pytest.approx(expected, abs=3e-4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"scheme": "jackknife"}, "scheme"),
        ({"replications": 0}, "replication"),
        ({"seed": -1}, "seed"),
        ({"indices": ["nonsense"]}, "nonsense"),
        ({"indices": []}, "index"),
        ({"counts": THREE, "indices": ["isolation"]}, "two groups"),
    ],
)
def test_what_cannot_be_resampled_is_refused(arguments: dict[str, object], message: str) -> None:
    given = {"counts": PAIR, "indices": NAMES} | arguments
    with pytest.raises(ValueError, match=message):
        resample(**given)
