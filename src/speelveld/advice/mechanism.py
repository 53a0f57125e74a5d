# SPDX-License-Identifier: EUPL-1.2
"""Why fewer double advices alone raise reconsiderations: the first case of the workbench of causes.

Four of the six classes of test advice are double (bb/kb, kb/gt, gt/havo, havo/vwo), and half a level higher counts as
higher. A teacher who must say *havo* of a pupil between havo and vwo, or right in the middle of havo, is "too low" as
soon as the test says havo/vwo. So with one and the same disagreement between teacher and test, a school that gives no
double advice has more pupils with a right to reconsideration.

Two ways to see it, which check each other:

- :func:`expected`: a model of places on the level scale as in ``invented``, in which the rates are integrals and need
  no simulation;
- :func:`fewer_doubles`: real (or invented) pupils whose double advices are made single, with bounds for how.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speelveld.advice.invented import TEST_CUTS, World, place_variance
from speelveld.advice.levels import LEVELS, TEST_CLASSES
from speelveld.advice.special import ndtr

Floats = NDArray[np.float64]

PANEL = 0.125
"""The width, in levels, over which one Gauss-Legendre rule of :data:`NODES` points integrates: exact to rounding."""
NODES = 20
REACH = 12.0
"""How many standard deviations of what the teacher sees are integrated over; beyond lies less than 1e-32."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two noisy views of one place on the level scale (pro 1 ... vwo 6), all normal, in levels.

    The place has ``mean`` and ``sd``; the teacher's error has standard deviation ``teacher_error``, the test's
    ``test_error``; the test places everybody ``test_shift`` higher.
    """

    mean: float = 4.4
    sd: float = 1.1
    teacher_error: float = 0.45
    test_error: float = 0.45
    test_shift: float = 0.0

    def __post_init__(self) -> None:
        if self.sd <= 0 or self.teacher_error < 0 or self.test_error < 0:
            raise ValueError("the spread of places lies above 0, and errors are not negative")

    @classmethod
    def of(cls, world: World) -> Disagreement:
        """The disagreement in a world of invented pupils with one group and one provider, as one normal place.

        Raises ValueError when groups or providers differ, or schools have effects, which no single normal describes.
        """
        if len(world.groups) > 1 or len(world.providers) > 1 or world.school_advice_sd or world.late_share:
            raise ValueError(
                "only a world with one group, one provider, no teacher effects and no late growth is normal"
            )
        group, provider = world.groups[0], world.providers[0]
        variance = place_variance(world)
        if group.advice:
            raise ValueError("a group that is advised lower has no single disagreement")
        return cls(
            world.mean + group.place,
            math.sqrt(variance),
            world.teacher_error,
            math.sqrt(variance * (1 / world.test_reliability - 1)),
            provider.shift,
        )


@dataclass(frozen=True, eq=False)
class Expected:
    """What the model expects, as shares of all pupils.

    ``advice`` by number of level and ``eligible`` among them, both of shape ``(12,)``; levels outside the scale are 0.
    """

    advice: Floats
    eligible: Floats

    @property
    def rate(self) -> float:
        """The share with a test advice above the advice."""
        return float(self.eligible.sum())

    @property
    def double(self) -> float:
        """The share with double advice."""
        return float(self.advice[[level.double for level in LEVELS]].sum())

    @property
    def within(self) -> Floats:
        """The share of eligible pupils within each advice, shape ``(12,)``; NaN where nobody gets it."""
        rates: Floats = np.divide(
            self.eligible, self.advice, out=np.full(self.advice.shape, np.nan), where=self.advice > 0
        )
        return rates


def expected(views: Disagreement, *, double_width: float, double_share: float = 1.0) -> Expected:
    """The shares of advice and of eligible pupils, by integration.

    An advice is an interval of what the teacher sees (as ``invented.cut_advice`` cuts it); the test is higher when it
    lies above the end of the class that covers the advice. Given the teacher's x, the test's z is normal, so each share
    is one integral over x. ``double_width`` is how wide schools that give double advice give it (0 to 1), and
    ``double_share`` the share of schools that do.

    Raises ValueError for a width or share outside [0, 1].
    """
    if not (0 <= double_width <= 1 and 0 <= double_share <= 1):
        raise ValueError("the width of double advice, and the share of schools that give it, lie between 0 and 1")
    advice, eligible = np.zeros(len(LEVELS)), np.zeros(len(LEVELS))
    for width, share in ((double_width, double_share), (0.0, 1 - double_share)):
        if not share:
            continue
        for number, (low, high) in advice_intervals(width).items():
            total, above = _shares(views, low, high, _cut(number))
            advice[number] += share * total
            eligible[number] += share * above
    return Expected(advice, eligible)


def advice_intervals(double_width: float) -> dict[int, tuple[float, float]]:
    """Between which places on the level scale each advice is given, by number of level; empty ones are left out."""
    half = double_width / 2
    found = {}
    for number, level in enumerate(LEVELS):
        if level.half_steps is None:
            continue
        place = level.half_steps / 2
        if level.double:
            ends = (place - half, place + half)
        else:
            # pro and vmbo-b have no double advice between them, and nothing lies below pro or above vwo.
            low = -math.inf if place == 1 else place - 0.5 + (half if place > 2 else 0.0)
            high = math.inf if place == 6 else place + 0.5 - (half if place > 1 else 0.0)
            ends = (low, high)
        if ends[0] < ends[1]:
            found[number] = ends
    return found


def _cut(number: int) -> float:
    """The place above which the test advice is higher than an advice; infinite for vwo."""
    steps = LEVELS[number].half_steps or 0
    higher = [i for i, one in enumerate(TEST_CLASSES) if one.low > steps]
    return TEST_CUTS[higher[0] - 1] if higher else math.inf


def _shares(views: Disagreement, low: float, high: float, cut: float) -> tuple[float, float]:
    """P(low < x < high), and P(low < x < high, z > cut)."""
    place, error = views.sd**2, views.teacher_error**2
    spread = math.sqrt(place + error)
    total = float(ndtr((high - views.mean) / spread) - ndtr((low - views.mean) / spread))
    if math.isinf(cut):
        return total, 0.0
    start, end = max(low, views.mean - REACH * spread), min(high, views.mean + REACH * spread)
    if start >= end:
        return total, 0.0
    panels = math.ceil((end - start) / PANEL)
    edges = np.linspace(start, end, panels + 1)
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    half = np.diff(edges)[:, None] / 2
    x = edges[:-1, None] + half * (nodes + 1)
    slope = place / (place + error)
    middle = views.mean + views.test_shift + slope * (x - views.mean)
    rest = math.sqrt(place * error / (place + error) + views.test_error**2)
    above = ndtr((middle - cut) / rest) if rest else (middle > cut).astype(np.float64)
    density = np.exp(-0.5 * ((x - views.mean) / spread) ** 2) / (spread * math.sqrt(2 * math.pi))
    return total, float((half * weights * density * above).sum())
