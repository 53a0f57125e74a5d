# SPDX-License-Identifier: EUPL-1.2
"""Segregation of the chances behind small units, which follow a mixture of beta distributions (Rathelot, 2012).

Each unit has a chance p_i that a member belongs to group A; of its t_i members a_i do, binomially. p_i comes from a
mixture of one or two beta distributions. Its parameters are estimated by maximum likelihood, and the index is that of
the distribution of p: what units of unlimited size would show. Nothing is simulated, and unlike D as counted it does
not grow when units get smaller. It is as good as the model: compare one with two components, and with ``moments``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.segregation.indices import pair
from speelveld.segregation.special import betainc, betaincinv, betaln, digamma, expit, gammaln, logit, xlogy

Weighting: TypeAlias = Literal["units", "members"]
Floats: TypeAlias = NDArray[np.float64]

LOGIT_BOUND = 14.0
SIZE_BOUNDS = (math.log(1e-3), math.log(1e5))
"""Of log(alpha + beta). Beyond 100,000 a beta distribution is one point for any school."""
SIZES = (1.0, 8.0, 60.0)
QUANTILES = (1e-6, 1e-4, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1 - 1e-4, 1 - 1e-6)
NODES, NODE_WEIGHTS = np.polynomial.legendre.leggauss(24)


@dataclass(frozen=True, slots=True)
class BetaMixture:
    """The distribution of p: ``shares`` of beta distributions with ``alphas`` and ``betas``, shape ``(components,)``.

    ``log_likelihood`` is that of the counts, binomial coefficients included. ``converged`` says whether the best of the
    starts ended in a maximum.
    """

    shares: tuple[float, ...]
    alphas: tuple[float, ...]
    betas: tuple[float, ...]
    log_likelihood: float
    converged: bool
    weighting: Weighting

    @property
    def mean(self) -> float:
        """E[p], the share of group A."""
        share, alpha, beta = self._arrays()
        return float(share @ (alpha / (alpha + beta)))

    def distribution(self, p: ArrayLike) -> Floats:
        """The chance of a value of at most ``p``."""
        share, alpha, beta = self._arrays()
        found: Floats = betainc(alpha, beta, np.asarray(p, dtype=np.float64)[..., None]) @ share
        return found

    def dissimilarity(self) -> float:
        """D = E|p - m| / (2 m (1 - m)), with m = E[p]."""
        share, alpha, beta = self._arrays()
        mean = self.mean
        below = mean * betainc(alpha, beta, mean) - alpha / (alpha + beta) * betainc(alpha + 1, beta, mean)
        return float(share @ below / (mean * (1 - mean)))

    def theil_h(self) -> float:
        """H = 1 - E[entropy of p] / entropy of m."""
        share, alpha, beta = self._arrays()
        size, mean = alpha + beta, self.mean
        inside = (alpha * digamma(alpha + 1) + beta * digamma(beta + 1)) / size - digamma(size + 1)
        return float(1 - share @ inside / (xlogy(mean, mean) + xlogy(1 - mean, 1 - mean)))

    def eta_squared(self) -> float:
        """Eta squared = Var(p) / (m (1 - m)), the coworker index."""
        share, alpha, beta = self._arrays()
        size, mean = alpha + beta, self.mean
        square = share @ (alpha * (alpha + 1) / (size * (size + 1)))
        return float((square - mean**2) / (mean * (1 - mean)))

    def atkinson(self, shape: float = 0.5) -> float:
        """A = 1 - m^(-s/(1-s)) / (1 - m) * E[p^s (1-p)^(1-s)]^(1/(1-s)), ``shape`` s in (0, 1)."""
        if not 0 < shape < 1:
            raise ValueError(f"the shape of Atkinson's index lies between 0 and 1, not at {shape}")
        share, alpha, beta = self._arrays()
        mean = self.mean
        inside = share @ np.exp(betaln(alpha + shape, beta + 1 - shape) - betaln(alpha, beta))
        return float(1 - mean ** (-shape / (1 - shape)) / (1 - mean) * inside ** (1 / (1 - shape)))

    def gini(self) -> float:
        """G = int F (1 - F) dp / (m (1 - m)), by Gauss-Legendre quadrature between quantiles of the components."""
        _, alpha, beta = self._arrays()
        cuts = betaincinv(alpha[:, None], beta[:, None], np.array(QUANTILES)).ravel()
        ends = np.unique(np.concatenate([[0.0, 1.0], cuts]))
        half = np.diff(ends)[:, None] / 2
        below = self.distribution(ends[:-1, None] + half * (NODES + 1))
        area = (half * NODE_WEIGHTS * below * (1 - below)).sum()
        return float(area / (self.mean * (1 - self.mean)))

    def values(self, shape: float = 0.5) -> dict[str, float]:
        """All five indices, by the names that they have elsewhere."""
        return {
            "dissimilarity": self.dissimilarity(),
            "theil-h": self.theil_h(),
            "eta-squared": self.eta_squared(),
            "atkinson": self.atkinson(shape),
            "gini": self.gini(),
        }

    def _arrays(self) -> tuple[Floats, Floats, Floats]:
        return np.array(self.shares), np.array(self.alphas), np.array(self.betas)


def fit_mixture(
    a: ArrayLike, b: ArrayLike, *, components: int = 1, weighting: Weighting = "units"
) -> BetaMixture | None:
    """The beta mixture of maximum likelihood for the counts of two groups, each of shape ``(units,)``.

    ``weighting`` "units": every unit counts once, so that indices are those of the units; "members": each as often as
    it has members, so that they are those of the members (a difference only where p goes with size). Several fixed
    starts: the same counts give the same mixture. None when a group has fewer than two members or no unit has two:
    nothing then tells whether members of a group come together. Raises ValueError for counts that are not whole, or
    other than 1 or 2 components.
    """
    from scipy.optimize import minimize

    x, y = pair(a, b)
    if (np.rint(x) != x).any() or (np.rint(y) != y).any():
        raise ValueError("a binomial model needs whole counts")
    if components not in (1, 2):
        raise ValueError(f"a mixture has 1 or 2 components here, not {components}")
    if weighting not in ("units", "members"):
        raise ValueError(f"units or members are weighted, not {weighting!r}")
    if min(x.sum(), y.sum()) < 2 or (x + y).max() < 2:
        return None
    rows, times = np.unique(np.column_stack([x, y]), axis=0, return_counts=True)
    x, y = rows.T
    weight = times * (x + y) / np.average(x + y, weights=times) if weighting == "members" else times.astype(np.float64)
    bounds = [(-LOGIT_BOUND, LOGIT_BOUND), SIZE_BOUNDS] * components + [(-LOGIT_BOUND, LOGIT_BOUND)] * (components - 1)
    fits = [
        minimize(_loss, start, (x, y, weight, components), "L-BFGS-B", True, bounds=bounds, options={"maxiter": 500})
        for start in _starts(x, y, weight, components)
    ]
    best = min(fits, key=lambda fit: float(fit.fun))
    share, mean, size = _unpacked(best.x, components)
    order = np.argsort(mean)
    coefficients = weight @ (gammaln(x + y + 1) - gammaln(x + 1) - gammaln(y + 1))
    return BetaMixture(
        shares=tuple(share[order].tolist()),
        alphas=tuple((mean * size)[order].tolist()),
        betas=tuple(((1 - mean) * size)[order].tolist()),
        log_likelihood=float(coefficients - best.fun * weight.sum()),
        converged=bool(best.success),
        weighting=weighting,
    )


def _unpacked(parameters: Floats, components: int) -> tuple[Floats, Floats, Floats]:
    """Shares, means and sizes (alpha + beta) from logits, logarithms, and the logit of the first share."""
    means, sizes = expit(parameters[0 : 2 * components : 2]), np.exp(parameters[1 : 2 * components : 2])
    first = expit(parameters[-1]) if components == 2 else 1.0
    return np.array([first, 1 - first][:components]), means, sizes


def _loss(parameters: Floats, x: Floats, y: Floats, weight: Floats, components: int) -> tuple[float, Floats]:
    """Minus the mean log-likelihood, without coefficients, and its gradient."""
    share, mean, size = _unpacked(parameters, components)
    alpha, beta = (mean * size)[:, None], ((1 - mean) * size)[:, None]
    each = betaln(x + alpha, y + beta) - betaln(alpha, beta)
    joint = np.log(np.maximum(share, 1e-300))[:, None] + each
    top = joint.max(axis=0)
    total = top + np.log(np.exp(joint - top).sum(axis=0))
    part = np.exp(joint - total) * weight
    everything = digamma(size[:, None]) - digamma(x + y + size[:, None])
    by_alpha = (part * (digamma(x + alpha) - digamma(alpha) + everything)).sum(axis=1)
    by_beta = (part * (digamma(y + beta) - digamma(beta) + everything)).sum(axis=1)
    gradient = np.empty_like(parameters)
    gradient[0 : 2 * components : 2] = (by_alpha - by_beta) * size * mean * (1 - mean)
    gradient[1 : 2 * components : 2] = by_alpha * alpha[:, 0] + by_beta * beta[:, 0]
    if components == 2:
        gradient[-1] = (part[0] - share[0] * weight).sum()
    return -float(weight @ total) / float(weight.sum()), -gradient / weight.sum()


def _starts(x: Floats, y: Floats, weight: Floats, components: int) -> list[Floats]:
    t = x + y
    share = x / t
    middle = float(logit(np.clip((weight @ x) / (weight @ t), 1e-5, 1 - 1e-5)))
    if components == 1:
        return [np.array([middle, math.log(size)]) for size in SIZES]
    order = np.argsort(share)
    cumulated = np.cumsum(weight[order]) / weight.sum()
    found = []
    for low, high, first in ((0.25, 0.75, 0.0), (0.1, 0.9, 0.0), (0.4, 0.95, 1.5), (0.05, 0.6, -1.5)):
        ends = [share[order][min(int(np.searchsorted(cumulated, q)), share.size - 1)] for q in (low, high)]
        means = logit(np.clip(ends, 0.005, 0.995)) + np.array([-0.05, 0.05])
        found += [np.array([means[0], math.log(s), means[1], math.log(s), first]) for s in SIZES[1:]]
    return found
