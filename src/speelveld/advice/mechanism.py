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
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.advice.invented import TEST_CUTS, World, place_variance
from speelveld.advice.levels import LEVELS, TEST_CLASSES
from speelveld.advice.special import ndtr, ndtri

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


def expected(seen: Disagreement, *, double_width: float, double_share: float = 1.0) -> Expected:
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
            total, above = _shares(seen, low, high, _cut(number))
            advice[number] += share * total
            eligible[number] += share * above
    return Expected(advice, eligible)


def width_of(seen: Disagreement, double: float) -> float:
    """How wide double advice is given when the share ``double`` of all pupils gets it; 1 when no width gives so many.

    By bisection: the share rises with the width.
    """
    low, high = 0.0, 1.0
    if _double(seen, high) <= double:
        return high
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if _double(seen, middle) > double else (middle, high)
    return (low + high) / 2


def _double(seen: Disagreement, width: float) -> float:
    """The share with double advice of that width."""
    ends = np.array([ends for number, ends in advice_intervals(width).items() if LEVELS[number].double])
    below = ndtr((ends.reshape(-1, 2) - seen.mean) / math.hypot(seen.sd, seen.teacher_error))
    return float((below[:, 1] - below[:, 0]).sum())


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


@cache
def _rule() -> tuple[Floats, Floats]:
    """Nodes and weights of the Gauss-Legendre rule on [-1, 1]."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return nodes, weights


def _cut(number: int) -> float:
    """The place above which the test advice is higher than an advice; infinite for vwo."""
    steps = LEVELS[number].half_steps or 0
    higher = [i for i, one in enumerate(TEST_CLASSES) if one.low > steps]
    return TEST_CUTS[higher[0] - 1] if higher else math.inf


def _shares(seen: Disagreement, low: float, high: float, cut: float) -> tuple[float, float]:
    """P(low < x < high), and P(low < x < high, z > cut)."""
    place, error = seen.sd**2, seen.teacher_error**2
    spread = math.sqrt(place + error)
    total = float(ndtr((high - seen.mean) / spread) - ndtr((low - seen.mean) / spread))
    if math.isinf(cut):
        return total, 0.0
    start, end = max(low, seen.mean - REACH * spread), min(high, seen.mean + REACH * spread)
    if start >= end:
        return total, 0.0
    panels = math.ceil((end - start) / PANEL)
    edges = np.linspace(start, end, panels + 1)
    nodes, weights = _rule()
    half = np.diff(edges)[:, None] / 2
    x = edges[:-1, None] + half * (nodes + 1)
    slope = place / (place + error)
    middle = seen.mean + seen.test_shift + slope * (x - seen.mean)
    rest = math.sqrt(place * error / (place + error) + seen.test_error**2)
    above = ndtr((middle - cut) / rest) if rest else (middle > cut).astype(np.float64)
    density = np.exp(-0.5 * ((x - seen.mean) / spread) ** 2) / (spread * math.sqrt(2 * math.pi))
    return total, float((half * weights * density * above).sum())


def views(advice: ArrayLike, test: ArrayLike, *, reliability: float) -> Disagreement:
    """The disagreement that fits shares of advice and of test advice, given how reliable the test is.

    ``advice`` counts pupils by number of level, shape ``(12,)``, and ``test`` by class, shape ``(6,)``. What each sees
    is normal: its mean and spread follow from the cumulative shares at the borders, by weighted least squares on the
    probit scale (half of each double advice lies on either side of its border). The variance of the place is the
    reliability times that of the test, the teacher's error what is left of the teacher's variance.

    Raises ValueError when fewer than two borders have pupils on both sides, spreads do not come out positive, or the
    reliability is not in (0, 1].
    """
    if not 0 < reliability <= 1:
        raise ValueError("a reliability lies above 0 and at most at 1")
    steps = np.array([level.half_steps or 0 for level in LEVELS])
    counts = np.where(steps > 0, np.asarray(advice, dtype=np.float64), 0.0)
    borders = np.arange(2.5, 6.0)
    below = [counts[steps < 2 * border].sum() + counts[steps == 2 * border].sum() / 2 for border in borders]
    teacher_mean, teacher_sd = _probit_line(borders, np.array(below), counts.sum())
    classes = np.asarray(test, dtype=np.float64)
    test_mean, test_sd = _probit_line(np.array(TEST_CUTS), np.cumsum(classes)[:-1], classes.sum())
    place = min(reliability * test_sd**2, teacher_sd**2)
    return Disagreement(
        teacher_mean,
        math.sqrt(place),
        math.sqrt(teacher_sd**2 - place),
        math.sqrt(place * (1 / reliability - 1)),
        test_mean - teacher_mean,
    )


def _probit_line(borders: Floats, below: Floats, total: float) -> tuple[float, float]:
    """Mean and spread of a normal with these numbers below the borders."""
    share = below / total if total else np.zeros(len(borders))
    some = (share > 0) & (share < 1)
    if some.sum() < 2:
        raise ValueError("at least two borders need pupils on both sides")
    z = ndtri(share[some])
    # The variance of a probit is p(1 - p) / (n phi(z)^2).
    weight = np.exp(-(z**2)) / (share[some] * (1 - share[some]))
    middle = (weight @ z) / weight.sum()
    at = (weight @ borders[some]) / weight.sum()
    slope = (weight @ ((z - middle) * (borders[some] - at))) / (weight @ (z - middle) ** 2)
    if slope <= 0:
        raise ValueError("the numbers below the borders do not rise")
    return float(at - slope * middle), float(slope)
