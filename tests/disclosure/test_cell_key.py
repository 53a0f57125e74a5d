# SPDX-License-Identifier: EUPL-1.2
"""Cell keys: the laws of the p-table, and that the same cell has the same noise however it is asked for."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from speelveld.disclosure.cell_key import RING, PTable, atom_keys, cell_key, greatest_entropy, p_table, perturbed

SECRET = b"an invented secret of a test suite"
SMALL = st.tuples(st.integers(1, 6), st.sampled_from([0.2, 0.5, 0.9, 1.5, 1.9, 2.5, 3.3]), st.integers(1, 3))


def exists(count: int, largest: int, variance: float, smallest: int) -> bool:
    """Whether any noise at all has these bounds and moments, by linear programming."""
    values = [v for v in range(-largest, largest + 1) if count + v == 0 or count + v >= smallest]
    rows = np.array([np.ones(len(values)), values, np.square(values)])
    return bool(linprog(np.zeros(len(values)), A_eq=rows, b_eq=[1, 0, variance]).success)


@settings(max_examples=60, deadline=None)
@given(SMALL)
def test_the_laws_of_a_p_table(parameters: tuple[int, float, int]) -> None:
    largest, variance, smallest = parameters
    if not all(exists(count, largest, variance, smallest) for count in range(1, largest + smallest + 1)):
        with pytest.raises(ValueError, match="has no such noise"):
            p_table(largest, variance, smallest)
        return
    table = p_table(largest, variance, smallest)
    assert table.rows[0].values == (0,)
    for count in range(1, 3 * largest):
        row = table.row(count)
        values, chances = np.array(row.values), np.array(row.probabilities)
        assert chances.min() >= 0
        assert chances.sum() == pytest.approx(1)
        assert values @ chances == pytest.approx(0, abs=1e-7)
        assert values**2 @ chances == pytest.approx(variance, abs=1e-6)
        assert np.abs(values).max() <= largest
        assert all(shown == 0 or shown >= smallest for shown in count + values[chances > 0])


def test_known_tables_of_greatest_entropy() -> None:
    """The uniform distribution has the greatest entropy of all, and its variance is that of whole numbers -d to d."""
    for largest in (1, 2, 3):
        numbers = np.arange(-largest, largest + 1, dtype=float)
        found = greatest_entropy(numbers, largest * (largest + 1) / 3)
        assert found == pytest.approx(np.full(len(numbers), 1 / len(numbers)))
    assert greatest_entropy(np.array([-1.0, 2.0, 3.0]), 2.0) == pytest.approx([2 / 3, 1 / 3, 0])
    assert greatest_entropy(np.array([-1.0, 0.0, 1.0]), 0.5) == pytest.approx([0.25, 0.5, 0.25])


def test_no_other_table_with_these_moments_has_more_entropy() -> None:
    values = np.arange(-3.0, 4.0)
    best = greatest_entropy(values, 1.5)
    # Directions that change neither the sum nor the mean nor the variance.
    moments = np.vstack([np.ones(7), values, values**2])
    free = np.linalg.svd(moments)[2][3:]

    def entropy(chances: np.ndarray) -> float:
        return float(-(chances * np.log(chances)).sum())

    for direction, size in itertools.product(free, (1e-3, -1e-3)):
        assert entropy(best + size * direction) < entropy(best)


@pytest.mark.parametrize(("values", "variance"), [((-1, 2, 3), 1.9), ((-1, 0, 1), 1.1), ((1, 2), 1.0), ((-1, 1), 0.0)])
def test_what_does_not_exist_is_refused(values: tuple[int, ...], variance: float) -> None:
    with pytest.raises(ValueError, match=r"variance|mean"):
        greatest_entropy(np.array(values, dtype=float), variance)


def test_noise_has_the_stated_mean_and_variance() -> None:
    """Over 20,000 cells: within five standard errors, and never outside the bounds."""
    table = p_table(3, 1.5)
    values = {f"school {at}": 20 for at in range(20_000)}
    keys = atom_keys(values, SECRET)
    noise = np.array([perturbed(20, cell_key([atom], keys), table) - 20 for atom in values])
    assert abs(noise.mean()) < 5 * np.sqrt(1.5 / len(noise))
    assert abs(noise.var() - 1.5) < 0.1
    assert set(noise.tolist()) == {-3, -2, -1, 0, 1, 2, 3}


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text("abcd", min_size=1), st.integers(0, 40), min_size=1, max_size=8), st.randoms())
def test_the_same_cell_has_the_same_noise_everywhere(values: dict[str, int], random: object) -> None:
    table, keys = p_table(), atom_keys(values, SECRET)
    total = sum(values.values())
    once = perturbed(total, cell_key(values, keys), table)
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert perturbed(total, cell_key(shuffled, atom_keys(values, SECRET)), table) == once
    # A cell is who is counted in it: empty atoms beside them do not make it another cell.
    filled = [atom for atom in values if values[atom]]
    assert cell_key(filled, keys) == cell_key(values, keys)
    assert once >= 0
    assert abs(once - total) <= 3
    assert total or not once


def test_asking_a_thousand_times_tells_nothing_more() -> None:
    values = {"a": 17, "b": 4}
    answers = {perturbed(21, cell_key(values, atom_keys(values, SECRET)), p_table()) for _ in range(1000)}
    assert len(answers) == 1


def test_another_secret_or_count_gives_other_keys() -> None:
    values = {f"atom {at}": 5 for at in range(100)}
    one, other = atom_keys(values, SECRET), atom_keys(values, SECRET[::-1])
    changed = atom_keys(dict.fromkeys(values, 6), SECRET)
    assert not set(one.values()) & (set(other.values()) | set(changed.values()))
    assert all(0 <= key < RING for key in one.values())
    with pytest.raises(ValueError, match="at least 16"):
        atom_keys(values, b"short")


@pytest.mark.parametrize("smallest", [1, 2])
def test_what_may_lie_behind_a_shown_count(smallest: int) -> None:
    table: PTable = p_table(3, 1.5, smallest)
    reached: dict[int, list[int]] = {}
    for count in range(30):
        row = table.row(count)
        for noise, chance in zip(row.values, row.probabilities, strict=True):
            if chance > 0:
                reached.setdefault(count + noise, []).append(count)
    for shown in range(20):
        if shown in reached:
            assert table.possible(shown) == (min(reached[shown]), max(reached[shown]))
