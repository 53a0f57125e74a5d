# SPDX-License-Identifier: EUPL-1.2
"""Shares of small schools drawn towards that of all: a beta-binomial model of how much schools differ.

Each school has a share of its own, drawn from a beta distribution with mean m and M = a + b (larger M: more alike); its
count of events is binomial. m and M are fitted by marginal maximum likelihood from the method of moments (Kleinman,
1973). Given them, a school's share is Beta(a + x, b + n - x), with mean w x/n + (1 - w) m and w = n / (n + M).

Using the fitted m and M as if they were known makes intervals too narrow, above all where the fit says that all schools
are alike. So by default the posterior is averaged over m and M (Christiansen & Morris, 1997), and a beta distribution
with the same mean and variance gives the interval. The prior is flat for m, and 2w for the weight w of a school of the
median size: that keeps away from "all alike" as the adjustment of Morris & Tang (2011) does. With it 95% intervals hold
94% to 100% of true shares in simulation, for 20 and 60 schools and any spread; with a flat prior for w, 93%.

Shrunken shares can be turned back into counts: whoever publishes them protects them as counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.advice.distributions import counts_of
from speelveld.advice.newton import Point, climb
from speelveld.advice.special import betaincinv, betaln, digamma, polygamma

Floats = NDArray[np.float64]

WEIGHTS = 40
"""Points between 0 and 1 at which the weight of a school of the median size is taken."""

MEANS = 21
"""Points at which the mean is taken, for each weight."""

REACH = 5.0
"""How many standard errors these points reach to either side."""


@dataclass(frozen=True, slots=True)
class BetaBinomial:
    """How shares differ between schools. ``likeness`` is rho = 1 / (M + 1), 0 where schools differ no more than by
    chance; the standard deviation of shares is sqrt(m (1 - m) rho)."""

    mean: float
    likeness: float
    log_likelihood: float

    @property
    def strength(self) -> float:
        """M = a + b: how many pupils the prior is worth; infinite where schools are alike."""
        return np.inf if self.likeness == 0 else 1 / self.likeness - 1

    @property
    def spread(self) -> float:
        """The standard deviation of the shares of schools."""
        return float(np.sqrt(self.mean * (1 - self.mean) * self.likeness))


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Per school: the share as counted (NaN without pupils), the posterior mean, and an interval for the true share.

    ``alpha`` and ``beta`` are the posterior's; ``weight`` is the part of a school's own share in the mean.
    """

    model: BetaBinomial
    counted: Floats
    mean: Floats
    low: Floats
    high: Floats
    alpha: Floats
    beta: Floats
    weight: Floats
    confidence: float


def fit_beta_binomial(events: ArrayLike, sizes: ArrayLike) -> BetaBinomial:
    """Marginal maximum likelihood; ``events`` of ``sizes`` pupils per school, shape ``(schools,)``.

    Raises ValueError with fewer than two schools with pupils, or when all or no pupils have the event.
    """
    x, n = _schools(events, sizes)
    mean = x.sum() / n.sum()
    # The slope of the likelihood in 1 / M where all schools are alike (Tarone, 1979): not positive means they are.
    slope = (x * (x - 1) / mean + (n - x) * (n - x - 1) / (1 - mean) - n * (n - 1)).sum()
    alike = float((x * np.log(mean) + (n - x) * np.log1p(-mean)).sum())
    if slope <= 0:
        return BetaBinomial(float(mean), 0.0, alike)
    strength = _moments(x, n, float(mean))
    start = np.array([np.log(mean / (1 - mean)), np.log(strength)])
    best, _ = climb(lambda at: _likelihood(at, x, n), start, ("mean", "strength"))
    share, strength = float(1 / (1 + np.exp(-best.parameters[0]))), float(np.exp(best.parameters[1]))
    return BetaBinomial(share, 1 / (1 + strength), best.value)


def shrink(events: ArrayLike, sizes: ArrayLike, *, plug_in: bool = False, confidence: float = 0.95) -> Shrunk:
    """The posterior of every school's share. ``plug_in`` takes the fitted m and M as if they were known.

    Schools without pupils get what is known of any school. With ``plug_in`` and schools that are alike, intervals have
    no width. Raises ValueError as ``fit_beta_binomial``.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"a level of confidence lies between 0 and 1, not at {confidence}")
    whole_x, whole_n = counts_of(events, sizes)
    x, n = whole_x.astype(np.float64), whole_n.astype(np.float64)
    model = fit_beta_binomial(events, sizes)
    if plug_in:
        strength = np.array([min(model.strength, 1e12)])
        chance, share = np.ones((1, 1)), np.array([[model.mean]])
    else:
        strength, share, chance = _grid(*_schools(events, sizes))
    a = (share * strength[:, None]).ravel()[:, None] + x
    total = np.repeat(strength, share.shape[1])[:, None] + n
    mass = chance.ravel()[:, None]
    own = a / total
    mean = (mass * own).sum(axis=0)
    variance = (mass * (own * (1 - own) / (total + 1) + (own - mean) ** 2)).sum(axis=0)
    together = mean * (1 - mean) / variance - 1
    alpha, beta = mean * together, (1 - mean) * together
    tail = (1 - confidence) / 2
    with np.errstate(invalid="ignore"):
        counted = x / np.where(n > 0, n, np.nan)
    return Shrunk(
        model=model,
        counted=counted,
        mean=mean,
        low=np.asarray(betaincinv(alpha, beta, tail)),
        high=np.asarray(betaincinv(alpha, beta, 1 - tail)),
        alpha=alpha,
        beta=beta,
        weight=(mass * (n / total)).sum(axis=0),
        confidence=confidence,
    )


def _schools(events: ArrayLike, sizes: ArrayLike) -> tuple[Floats, Floats]:
    x, n = counts_of(events, sizes)
    if x.ndim != 1:
        raise ValueError(f"events and sizes are of shape (schools,), not {x.shape}")
    filled = n > 0
    if filled.sum() < 2:
        raise ValueError("how schools differ needs at least two schools with pupils")
    if x.sum() in (0, n.sum()):
        raise ValueError("all pupils have the event, or none: there is nothing in which schools differ")
    return x[filled].astype(np.float64), n[filled].astype(np.float64)


def _moments(x: Floats, n: Floats, mean: float) -> float:
    """M by the method of moments, from the weighted variance of the shares (Kleinman, 1973); between 0.1 and 1e6."""
    spread = float((n * (x / n - mean) ** 2).sum()) / (mean * (1 - mean))
    size = float(n.sum() - (n * n).sum() / n.sum())
    likeness = (spread - (len(n) - 1)) / max(size - (len(n) - 1), 1e-9)
    return float(np.clip(1 / likeness - 1, 0.1, 1e6)) if likeness > 0 else 1e4


def _likelihood(at: Floats, x: Floats, n: Floats) -> Point:
    """In logit m and log M, with exact derivatives."""
    if np.abs(at[0]) > 30 or not -12 < at[1] < 30:
        return Point(at, -np.inf, np.zeros(2), np.eye(2))
    m, strength = 1 / (1 + np.exp(-at[0])), np.exp(at[1])
    a, b = m * strength, (1 - m) * strength
    value = float((betaln(a + x, b + n - x) - betaln(a, b)).sum())
    whole = (digamma(strength) - digamma(strength + n)).sum()
    da = (digamma(a + x) - digamma(a)).sum() + whole
    db = (digamma(b + n - x) - digamma(b)).sum() + whole
    both = (polygamma(1, strength) - polygamma(1, strength + n)).sum()
    daa = (polygamma(1, a + x) - polygamma(1, a)).sum() + both
    dbb = (polygamma(1, b + n - x) - polygamma(1, b)).sum() + both
    slope = m * (1 - m) * strength
    to = np.array([[slope, a], [-slope, b]])  # derivatives of a and b in logit m and log M
    second = to.T @ np.array([[daa, both], [both, dbb]]) @ to
    bend = slope * (1 - 2 * m)
    second += da * np.array([[bend, slope], [slope, a]]) + db * np.array([[-bend, -slope], [-slope, b]])
    return Point(at, value, to.T @ np.array([da, db]), -second)


def _grid(x: Floats, n: Floats) -> tuple[Floats, Floats, Floats]:
    """Values of M, of the mean for each, and their posterior chances, ``(weights,)``, ``(weights, means)`` twice."""
    weight = (np.arange(WEIGHTS) + 0.5) / WEIGHTS
    strength = float(np.median(n)) * (1 - weight) / weight
    mean = float(x.sum() / n.sum())
    places = np.linspace(-REACH, REACH, MEANS)
    # The variance of the overall share when schools differ with this M, for the reach of the points only.
    own = mean * (1 - mean) * (1 / n + 1 / (strength[:, None] + 1))
    error = np.sqrt(1 / (1 / own).sum(axis=1)) / (mean * (1 - mean))
    center = np.log(mean / (1 - mean))
    share = 1 / (1 + np.exp(-(center + error[:, None] * places)))
    a, b = share * strength[:, None], (1 - share) * strength[:, None]
    logs = (betaln(a[..., None] + x, b[..., None] + n - x) - betaln(a, b)[..., None]).sum(axis=-1)
    logs += np.log(weight)[:, None]
    logs += np.log(share * (1 - share)) + np.log(error)[:, None]  # the points stand evenly on the logit scale
    chance = np.exp(logs - logs.max())
    return strength, share, chance / chance.sum()
