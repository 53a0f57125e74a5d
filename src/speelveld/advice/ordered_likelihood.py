# SPDX-License-Identifier: EUPL-1.2
"""The likelihood of the ordered logit on scaled columns: without, with fixed, and with random school effects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speelveld.advice.newton import Point
from speelveld.advice.ordered_data import Prepared
from speelveld.advice.special import roots_hermite

Floats = NDArray[np.float64]

RANGE = 300.0
"""Logits beyond this are chances of 0 or 1 to more digits than there are; their exponentials have no place either."""


@dataclass(slots=True)
class Sums:
    """The likelihood at given effects: per school the gradient (its own effect last), and what is known of it."""

    value: float
    gradient: Floats
    information: Floats
    cross: Floats
    own: Floats


class Model:
    """The likelihood of the three kinds, on scaled columns.

    After each call ``scores`` holds the gradient per school, ``(schools, parameters)``. ``modes``, ``means`` and
    ``variances`` are those of the effects at the last call of ``random``.
    """

    def __init__(self, data: Prepared) -> None:
        self.data = data
        self.first = len(data.strata) * data.thresholds
        self.size = self.first + len(data.columns)
        self.fixed_names = (*data.names, *(f"school {one}" for one in data.schools[1:]))
        self.modes = np.zeros(len(data.schools))
        self.means = np.zeros(len(data.schools))
        self.variances = np.zeros(len(data.schools))
        self.scores = np.zeros((0, 0))
        self.nodes = self.log_weights = np.zeros(0)

    def quadrature(self, nodes: int) -> None:
        """Choose the nodes for ``random``. Raises ValueError on fewer than 5."""
        if nodes < 5:
            # With fewer the mean of the gradients at the nodes is not the gradient of the mean.
            raise ValueError(f"quadrature needs at least 5 nodes, not {nodes}")
        self.nodes, weights = roots_hermite(nodes)
        self.log_weights = np.log(weights) + self.nodes**2 + np.log(2) / 2

    def sums(self, parameters: Floats, effects: Floats) -> Sums:
        """All sums per school, given the effect of each."""
        from speelveld.advice.ordered_kernels import school_sums

        data, schools = self.data, len(self.data.schools)
        theta, beta = parameters[: self.first], parameters[self.first : self.size]
        value, gaps, extra = data.gaps(theta)
        eta = data.x @ beta
        if max(float(np.abs(theta).max()), float(np.abs(eta).max())) > RANGE:
            value = -np.inf
        gradient = np.zeros((schools, self.size + 1))
        information = np.zeros((self.size, self.size))
        cross, own = np.zeros((schools, self.size)), np.zeros(schools)
        if np.isfinite(value):
            value += school_sums(
                data.up, data.low, data.weight, eta, data.x, data.offsets, np.exp(-theta), gaps,
                effects, gradient, information, cross, own,
            )  # fmt: skip
        information[: self.first, : self.first] += extra
        return Sums(value, gradient, _whole(information), cross, own)

    def without(self, parameters: Floats) -> Point:
        """No school effects: thresholds and columns."""
        sums = self.sums(parameters, np.zeros(len(self.data.schools)))
        self.scores = sums.gradient[:, :-1]
        return Point(parameters, sums.value, self.scores.sum(axis=0), sums.information)

    def fixed(self, parameters: Floats) -> Point:
        """Thresholds, columns, and the effect of every school but the first."""
        effects = np.append(0.0, parameters[self.size :])
        sums = self.sums(parameters, effects)
        inner = np.diag(sums.own[1:])
        information = np.block([[sums.information, sums.cross[1:].T], [sums.cross[1:], inner]])
        self.scores = np.hstack([sums.gradient[:, :-1], np.diag(sums.gradient[:, -1])[:, 1:]])
        return Point(parameters, sums.value, self.scores.sum(axis=0), information)

    def random(self, parameters: Floats) -> Point:
        """Thresholds, columns, and log sigma; the effects are integrated out."""
        from speelveld.advice.ordered_random_kernels import random_sums

        data = self.data
        theta, beta, sigma = parameters[: self.first], parameters[self.first : self.size], np.exp(parameters[-1])
        value, gaps, extra = data.gaps(theta)
        eta = data.x @ beta
        if max(float(np.abs(theta).max()), float(np.abs(eta).max())) > RANGE:
            value = -np.inf
        gradient = np.zeros((len(data.schools), self.size + 1))
        information = np.zeros((self.size + 1, self.size + 1))
        if np.isfinite(value) and 1e-6 < sigma < 1e3:
            value += random_sums(
                data.up, data.low, data.weight, eta, data.x, data.offsets, np.exp(-theta), gaps,
                sigma, self.nodes, self.log_weights, self.modes, self.means, self.variances, gradient, information,
            )  # fmt: skip
        else:
            value = -np.inf
        information[: self.first, : self.first] += extra
        self.scores = gradient
        return Point(parameters, value, gradient.sum(axis=0), _whole(information))


def _whole(upper: Floats) -> Floats:
    return upper + np.triu(upper, 1).T
