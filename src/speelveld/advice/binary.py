# SPDX-License-Identifier: EUPL-1.2
"""The logit of a yes-or-no outcome, such as being eligible for reconsideration: an ordered logit of two levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.advice.ordered import NODES, OrderedFit, SchoolEffects, fit_ordered

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BinaryFit:
    """A fitted logit, logit P(yes) = intercept + x'beta + u(school). ``ordered`` is the same as an ordered logit."""

    ordered: OrderedFit

    @property
    def intercept(self) -> float:
        """Minus the threshold of the ordered logit. With fixed effects it is that of the first school."""
        return -float(self.ordered.parameters[0])

    @property
    def coefficients(self) -> Floats:
        """Shape ``(columns,)``."""
        return self.ordered.coefficients

    @property
    def parameters(self) -> Floats:
        """The intercept and the coefficients."""
        return np.append(self.intercept, self.coefficients)

    @property
    def covariance(self) -> Floats:
        """Of ``parameters``."""
        return self._turned(robust=False)

    def errors(self, *, robust: bool = False) -> Floats:
        """Standard errors of ``parameters``; ``robust`` to likeness of pupils within schools."""
        return np.asarray(np.sqrt(np.diag(self._turned(robust=robust))))

    @property
    def log_likelihood(self) -> float:
        """Of the pupils' outcomes; with random effects, after integrating over them."""
        return self.ordered.log_likelihood

    @property
    def sigma(self) -> float:
        """The standard deviation of the random effects; 0 without them."""
        return self.ordered.sigma

    def _turned(self, *, robust: bool) -> Floats:
        size = 1 + len(self.ordered.columns)
        sign = np.append(-1.0, np.ones(size - 1))
        return self.ordered.covariance_of(robust=robust)[:size, :size] * np.outer(sign, sign)


def fit_binary(
    outcome: ArrayLike,
    matrix: ArrayLike,
    *,
    columns: Sequence[str] = (),
    schools: ArrayLike | None = None,
    effects: SchoolEffects = "none",
    weights: ArrayLike | None = None,
    nodes: int = NODES,
) -> BinaryFit:
    """Fit by maximum likelihood. ``outcome`` is 0 or 1 (or False and True); the rest is as in ``fit_ordered``.

    Raises ValueError on other outcomes, when all are the same, and where the data cannot tell a parameter.
    """
    values = np.asarray(outcome)
    if not np.isin(values, (0, 1)).all():
        raise ValueError("an outcome is 0 or 1")
    fit = fit_ordered(
        values.astype(np.int64),
        matrix,
        columns=columns,
        schools=schools,
        effects=effects,
        weights=weights,
        nodes=nodes,
    )
    return BinaryFit(fit)
