# SPDX-License-Identifier: EUPL-1.2
"""The columns of a model: a smooth curve of the test score, the group, the year, and others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

KNOT_SHARES: Mapping[int, tuple[float, ...]] = {
    3: (0.10, 0.50, 0.90),
    4: (0.05, 0.35, 0.65, 0.95),
    5: (0.05, 0.275, 0.50, 0.725, 0.95),
}
"""Where knots stand among the scores, by their number (Harrell, 2001, table 2.3)."""


@dataclass(frozen=True, slots=True)
class Design:
    """The columns of a model, shape ``(pupils, columns)``. ``terms`` says which columns belong to which term.

    ``labels`` holds the labels of a term of categories, the reference first; the reference has no column.
    """

    matrix: Floats
    columns: tuple[str, ...]
    terms: Mapping[str, tuple[int, ...]]
    labels: Mapping[str, tuple[str, ...]]

    def setting(self, term: str, label: str) -> Floats:
        """The matrix as if every pupil had this label: what average marginal effects compare.

        Raises ValueError on a term without labels or a label that it does not have.
        """
        if label not in self.labels.get(term, ()):
            raise ValueError(f"there is no '{term}' of '{label}'; there are {dict(self.labels)}")
        matrix = self.matrix.copy()
        for column, name in zip(self.terms[term], self.labels[term][1:], strict=True):
            matrix[:, column] = float(name == label)
        return matrix

    def without(self, term: str) -> Design:
        """The same columns but those of one term."""
        keep = [j for j in range(len(self.columns)) if j not in self.terms[term]]
        place = {j: i for i, j in enumerate(keep)}
        return Design(
            matrix=np.ascontiguousarray(self.matrix[:, keep]),
            columns=tuple(self.columns[j] for j in keep),
            terms={name: tuple(place[j] for j in own) for name, own in self.terms.items() if name != term},
            labels={name: own for name, own in self.labels.items() if name != term},
        )

    def plus(self, name: str, values: ArrayLike) -> Design:
        """One column more, such as the share of the group in the pupil's school (Mundlak, 1978)."""
        column = np.asarray(values, dtype=np.float64)
        if column.shape != (len(self.matrix),):
            raise ValueError(f"column '{name}' has shape {column.shape}, not ({len(self.matrix)},)")
        return replace(
            self,
            matrix=np.column_stack([self.matrix, column]),
            columns=(*self.columns, name),
            terms={**self.terms, name: (len(self.columns),)},
        )


def knots_at(score: ArrayLike, number: int = 4) -> Floats:
    """``number`` knots (3 to 5) at the quantiles of the scores that Harrell (2001) advises."""
    if number not in KNOT_SHARES:
        raise ValueError(f"3, 4 or 5 knots, not {number}")
    knots = np.quantile(np.asarray(score, dtype=np.float64), KNOT_SHARES[number])
    if not (np.diff(knots) > 0).all():
        raise ValueError("the scores have too few different values for these knots. Give the knots, or use fewer.")
    return np.asarray(knots)


def restricted_cubic(score: ArrayLike, knots: ArrayLike) -> Floats:
    """A cubic spline that is straight beyond the outer knots: ``(pupils, knots - 1)``, the score itself first.

    Column j: ((x-t_j)+^3 - (x-t_{k-1})+^3 (t_k-t_j)/(t_k-t_{k-1}) + (x-t_k)+^3 (t_{k-1}-t_j)/(t_k-t_{k-1}))
    / (t_k-t_1)^2 (Stone & Koo, 1985; Harrell, 2001, 2.24).
    """
    x, t = np.asarray(score, dtype=np.float64), np.asarray(knots, dtype=np.float64)
    if t.ndim != 1 or len(t) < 3 or not (np.diff(t) > 0).all():
        raise ValueError("at least 3 knots, each above the one before it")

    def cubed(knot: float) -> Floats:
        return np.maximum(x - knot, 0.0) ** 3

    last, before = cubed(t[-1]), cubed(t[-2])
    width = t[-1] - t[-2]
    bends = [
        (cubed(one) - before * (t[-1] - one) / width + last * (t[-2] - one) / width) / (t[-1] - t[0]) ** 2
        for one in t[:-2]
    ]
    return np.column_stack([x, *bends])


def build_design(
    score: ArrayLike | None = None,
    *,
    knots: ArrayLike | None = None,
    **categories: ArrayLike | tuple[ArrayLike, Sequence[str]],
) -> Design:
    """Columns of a spline of ``score`` and of each category.

    ``knots``: where they stand; by default four by ``knots_at``; an empty list gives a straight line. A category is an
    array of labels (the first in the alphabet is the reference) or a pair of labels and their order, reference first::

        build_design(score, group=(group, ["high", "low"]), year=year)

    Raises ValueError on labels outside the order and on arrays of different lengths.
    """
    parts: list[Floats] = []
    columns: list[str] = []
    terms: dict[str, tuple[int, ...]] = {}
    orders: dict[str, tuple[str, ...]] = {}
    if score is not None:
        where = knots_at(score) if knots is None else np.asarray(knots, dtype=np.float64)
        curve = restricted_cubic(score, where) if where.size else np.asarray(score, dtype=np.float64)[:, None]
        parts.append(curve)
        columns += ["score", *(f"score bend {j}" for j in range(1, curve.shape[1]))]
        terms["score"] = tuple(range(curve.shape[1]))
    for name, given in categories.items():
        labels, order = _ordered(name, given)
        terms[name] = tuple(range(len(columns), len(columns) + len(order) - 1))
        orders[name] = order
        columns += [f"{name} {label}" for label in order[1:]]
        parts.append((labels[:, None] == np.array(order[1:], dtype=labels.dtype)).astype(np.float64))
    if len({len(part) for part in parts}) != 1:
        raise ValueError(f"the columns have different lengths: {[len(part) for part in parts]}")
    return Design(np.hstack(parts), tuple(columns), terms, orders)


def _ordered(name: str, given: ArrayLike | tuple[ArrayLike, Sequence[str]]) -> tuple[NDArray[np.str_], tuple[str, ...]]:
    values, order = given if isinstance(given, tuple) and len(given) == 2 else (given, None)
    labels = np.asarray(values).astype(str)
    present = [str(one) for one in np.unique(labels)]
    chosen = tuple(present) if order is None else tuple(str(one) for one in order)
    outside = set(present) - set(chosen)
    if outside or len(set(chosen)) != len(chosen):
        raise ValueError(f"the order of '{name}' lacks {sorted(outside)} or has a label twice: {chosen}")
    if len(chosen) < 2:
        raise ValueError(f"'{name}' has one label only, '{chosen[0]}': it has no column")
    return labels, chosen
