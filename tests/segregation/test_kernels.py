# SPDX-License-Identifier: EUPL-1.2
"""The compiled loops and the numpy ones give the same sums; the compiler is loaded late and works without a cache."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.segregation import kernels, passes
from tests.segregation.tables import invented, matrices

TYPES = (np.int64, np.float64)
few = settings(max_examples=40)


def same(one: object, two: object) -> None:
    for left, right in zip(one, two, strict=True):  # type: ignore[call-overload]
        assert np.asarray(left) == pytest.approx(np.asarray(right), rel=1e-10, abs=1e-9, nan_ok=True)


@few
@given(cells=matrices(groups=2, most=400), kind=st.sampled_from(TYPES))
def test_pairs(cells: np.ndarray, kind: type) -> None:
    same(kernels.pair_sums(cells.astype(kind)), passes.plain_pair_sums(cells))


@few
@given(cells=matrices(most=400), kind=st.sampled_from(TYPES))
def test_entropy(cells: np.ndarray, kind: type) -> None:
    same(kernels.entropy_sums(cells.astype(kind)), passes.plain_entropy_sums(cells))


@few
@given(cells=matrices(most=400), kind=st.sampled_from(TYPES))
def test_deviations(cells: np.ndarray, kind: type) -> None:
    totals = cells.sum(axis=0).astype(float)
    same(kernels.deviations(cells.astype(kind), totals), passes.plain_deviations(cells, totals))


@few
@given(cells=matrices(groups=2), part=st.floats(0.1, 0.9))
def test_weighted_counts_are_not_looked_up(cells: np.ndarray, part: float) -> None:
    weighted = cells * part
    same(kernels.pair_sums(weighted), passes.plain_pair_sums(weighted))
    same(kernels.entropy_sums(weighted), passes.plain_entropy_sums(weighted))


def test_counts_beyond_the_table_many_units_and_int32() -> None:
    many = np.tile(invented(units=500, groups=4).matrix, (4, 1))
    huge = np.array([[10 * kernels.TABLE_SIZE, 3], [kernels.TABLE_SIZE, kernels.TABLE_SIZE - 1]])
    same(kernels.entropy_sums(huge), passes.plain_entropy_sums(huge))
    same(kernels.pair_sums(huge), passes.plain_pair_sums(huge))
    same(kernels.entropy_sums(many), passes.plain_entropy_sums(many))
    same(kernels.entropy_sums(many.astype(np.int32)), passes.plain_entropy_sums(many))
    totals = many.sum(axis=0).astype(float)
    same(kernels.deviations(many, totals), passes.plain_deviations(many, totals))


def test_a_group_without_members() -> None:
    for cells in (np.array([[3, 0], [2, 0]]), np.zeros((2, 2), dtype=np.int64), np.zeros((0, 2), dtype=np.int64)):
        same(kernels.pair_sums(cells), passes.plain_pair_sums(cells))


def test_large_tables_take_the_compiled_way_and_small_ones_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []
    for name in ("pair_sums", "entropy_sums", "deviations"):
        real = getattr(kernels, name)
        monkeypatch.setattr(kernels, name, lambda *given, real=real, name=name: taken.append(name) or real(*given))
    for units in (10, passes.SMALL):
        cells = np.tile([[3, 1], [1, 2]], (units // 2, 1))
        totals = cells.sum(axis=0).astype(float)
        same(passes.pair_sums(cells), passes.plain_pair_sums(cells))
        same(passes.entropy_sums(np.asfortranarray(cells)), passes.plain_entropy_sums(cells))
        same(passes.deviations(cells, totals), passes.plain_deviations(cells, totals))
        assert taken == ([] if units == 10 else ["pair_sums", "entropy_sums", "deviations"])


def python(program: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(Path(kernels.__file__).parents[2]), "PATH": "", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_package_and_small_tables_do_not_load_the_compiler() -> None:
    program = (
        "import sys; from speelveld import segregation as s;"
        "c = s.Counts.of([[1, 2], [3, 1]]); s.measure(c); s.measure(c, ['mutual-information', 'relative-diversity']);"
        "print('numba' in sys.modules)"
    )
    assert python(program).strip() == "False"


def test_without_a_place_for_the_cache_every_process_compiles_anew(tmp_path: Path) -> None:
    """Neither beside the module nor in the user's cache: what a read-only installation without a home has."""
    nowhere = tmp_path / "file"
    nowhere.touch()  # a directory cannot be made below a file, not even by root
    program = """
import numba.core.caching as caching
def refuse(self):
    raise OSError("read-only")
for locator in caching.CacheImpl._locator_classes:
    locator.ensure_cache_path = refuse
import numpy
from speelveld.segregation import kernels
assert kernels._pair_sums.stats.cache_path is None
print(kernels.pair_sums(numpy.array([[10, 0], [0, 10]]))[2])
"""
    assert python(program, HOME=str(nowhere), NUMBA_CACHE_DIR=str(nowhere / "cache")).strip() == "1.0"


def test_where_the_package_cannot_be_written_the_cache_is_elsewhere(tmp_path: Path) -> None:
    program = """
import numpy
from speelveld.segregation import kernels
kernels.pair_sums(numpy.array([[10, 0], [0, 10]]))
print(kernels._pair_sums.stats.cache_path)
"""
    where = python(program, NUMBA_CACHE_DIR=str(tmp_path)).strip()
    assert Path(where).is_relative_to(tmp_path)
    assert any(Path(where).iterdir())


def test_a_large_table_is_divided_and_adds_up_the_same() -> None:
    cells = np.random.default_rng(5).integers(0, 90, (50_000, 5))
    assert cells.size >= kernels.SHARED
    inside, totals, units = kernels.entropy_sums(cells)
    plain = passes.plain_entropy_sums(cells)
    assert inside == pytest.approx(plain[0], rel=1e-12)
    assert totals == pytest.approx(plain[1])
    assert units == plain[2]
    assert kernels.entropy_sums(cells)[0] == inside
    assert kernels.entropy_sums(cells.astype(np.float64))[0] == pytest.approx(inside, rel=1e-12)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only POSIX systems fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_process_does_not_wait_for_its_parents_thread() -> None:
    cells = np.random.default_rng(5).integers(0, 90, (50_000, 5))
    expected = kernels.entropy_sums(cells)[0]
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    child = context.Process(target=lambda: answers.put(kernels.entropy_sums(cells)[0]))
    child.start()
    child.join(60)
    assert child.exitcode == 0
    assert answers.get() == expected
