# SPDX-License-Identifier: EUPL-1.2
"""Invented pupils with planted truths, for tests, benchmarks and demonstrations. None of them exists.

Every pupil has a place on the level scale (pro 1, ..., vwo 6), unseen. The teacher and the test each see it with their
own errors, and what they see is cut into advice. All effects are whole levels on that scale, so that what a measure or
model finds can be held against what was planted. The figures of the default world are chosen to look like Dutch advice;
they are not estimates of anything.

Model. Pupil i of group g in school s with test provider v::

    place      theta = mean + group_place[g] + school_place_sd * a_s + sd * e_1
    teacher    x = theta + group_advice[g] + school_advice_sd * b_s + teacher_error * e_2
    test       z = theta + provider_shift[v] + late growth + test_error * e_3

with all e, a, b standard normal, and test_error such that the variance of theta (groups and schools included) is the
share ``test_reliability`` of the variance of theta + test_error * e_3. A single advice is x rounded to a whole level. A
school that gives double advice gives the pair of levels when x lies within ``double_width / 2`` of the border of the
two. The class of test advice is z rounded to the nearest class on the half-step scale.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from speelveld.advice.levels import LEVELS, MISSING, TEST_CLASSES, gap, half_steps, level_number
from speelveld.advice.pupils import NO_REASON, REASON, Pupils
from speelveld.advice.regimes import regime

Floats = NDArray[np.float64]

ORIGIN = "invented"
"""What :attr:`Pupils.origin` says of invented pupils."""
TEST_CUTS = (2.25, 3.0, 4.0, 5.0, 5.75)
"""The borders between the six classes of test advice on the level scale: halfway between the places of two classes."""


@dataclass(frozen=True, slots=True)
class Group:
    """An invented group: its share of pupils, how much lower or higher its pupils stand (``place``), and how much lower
    or higher teachers advise them than others of the same place (``advice``); ``missing`` is the share without a test
    on top of the world's."""

    name: str
    share: float
    place: float = 0.0
    advice: float = 0.0
    missing: float = 0.0


@dataclass(frozen=True, slots=True)
class Provider:
    """An invented provider of tests: its share of schools, and how much higher its test places everybody."""

    name: str
    share: float
    shift: float = 0.0


@dataclass(frozen=True, slots=True)
class World:
    """What is planted. Shares lie in [0, 1]; places, shifts and errors are levels on the scale.

    ``double_share`` is the share of schools that give double advice, ``double_width`` how wide they give it (0 never, 1
    for all but the exact middle of a level). ``missing`` is the share without a test, ``missing_low`` is added for
    pupils below the middle of vmbo-k (missing not at random). ``late_share`` of the pupils gain ``late_growth`` between
    advice and test. ``raised`` is the share of the eligible whose advice is raised, per school year
    (``raised_before``/``raised_since`` 2023/24), ``partly`` the share of the raised that do not reach the test advice
    where there is a step between, ``reason`` the share with a recorded reason among those not fully raised (since
    2023/24). ``outside`` is the share with vso or no possible advice. ``concentration`` says how evenly the groups lie
    over the schools: a school's shares are Dirichlet(concentration * shares), so small is segregated; None is even.
    """

    pupils: int = 20_000
    schools: int = 60
    years: tuple[str, ...] = ("2022/23",)
    groups: tuple[Group, ...] = (Group("lower", 0.3, -0.5), Group("higher", 0.7))
    providers: tuple[Provider, ...] = (Provider("test A", 0.6), Provider("test B", 0.4))
    mean: float = 4.4
    sd: float = 1.1
    teacher_error: float = 0.45
    test_reliability: float = 0.88
    school_place_sd: float = 0.3
    school_advice_sd: float = 0.0
    double_share: float = 0.6
    double_width: float = 0.6
    missing: float = 0.02
    missing_low: float = 0.0
    late_share: float = 0.0
    late_growth: float = 0.0
    raised_before: float = 0.29
    raised_since: float = 0.75
    partly: float = 0.15
    reason: float = 0.8
    outside: float = 0.01
    concentration: float | None = None

    def __post_init__(self) -> None:
        shares = {
            name: getattr(self, name)
            for name in (
                "double_share",
                "double_width",
                "missing",
                "missing_low",
                "late_share",
                "raised_before",
                "raised_since",
                "partly",
                "reason",
                "outside",
            )
        }
        wrong = [name for name, value in shares.items() if not 0 <= value <= 1]
        if wrong:
            raise ValueError(f"a share lies between 0 and 1: {', '.join(wrong)}")
        if (
            not 0 < self.test_reliability <= 1
            or min(self.sd, self.teacher_error, self.school_place_sd, self.school_advice_sd) < 0
        ):
            raise ValueError("a reliability lies above 0 and at most at 1, and no spread is negative")
        if self.concentration is not None and self.concentration <= 0:
            raise ValueError("a concentration lies above 0; None is even")
        if self.pupils < 0 or self.schools < 1 or not self.years:
            raise ValueError("a world has pupils, at least one school and at least one school year")
        for what in (self.groups, self.providers):
            if not what or not math.isclose(sum(one.share for one in what), 1.0, abs_tol=1e-9):
                raise ValueError("the shares of the groups, and those of the providers, add up to 1")


@dataclass(frozen=True, eq=False)
class Truth:
    """What nobody can see of the invented pupils.

    Per pupil, shape ``(pupils,)``: ``place`` theta, ``teacher`` x, ``tested`` z (also where the test is missing), and
    ``test``, the class of test advice that the pupil got or would have got. Per school, shape ``(schools,)``:
    ``school_place``, ``school_advice`` (the teacher effect, in levels), ``gives_double`` and ``provider``.
    ``test_error`` is the standard deviation of the test's error, ``place_variance`` the variance of theta.
    """

    place: Floats
    teacher: Floats
    tested: Floats
    test: NDArray[np.int8]
    school_place: Floats
    school_advice: Floats
    gives_double: NDArray[np.bool_]
    provider: NDArray[np.int8]
    test_error: float
    place_variance: float


@dataclass(frozen=True, eq=False)
class Invented:
    """Invented pupils, as an analyst sees them, and the truth behind them."""

    world: World
    pupils: Pupils
    truth: Truth = field(repr=False)


def invent(world: World, *, seed: int) -> Invented:
    """The pupils of a world (see the module). The same seed gives the same pupils everywhere (Philox, Salmon, 2011).

    ``pupils.score`` is the test's z, NaN without a test. Schools are labelled ``invented school 1`` and so on.
    """
    random = np.random.Generator(np.random.Philox(seed))
    n, m = world.pupils, world.schools
    school_place = world.school_place_sd * random.standard_normal(m)
    school_advice = world.school_advice_sd * random.standard_normal(m)
    gives_double = random.random(m) < world.double_share
    provider = _choose(random, [one.share for one in world.providers], m).astype(np.int8)

    school = random.integers(0, m, n, dtype=np.int32)
    group = _groups(world, school, random)
    year = random.integers(0, len(world.years), n, dtype=np.int16)
    group_place = np.array([one.place for one in world.groups])
    group_advice = np.array([one.advice for one in world.groups])
    variance = place_variance(world)
    test_error = math.sqrt(variance * (1 / world.test_reliability - 1))

    place = world.mean + group_place[group] + school_place[school] + world.sd * random.standard_normal(n)
    teacher = place + (group_advice[group] + school_advice[school]) + world.teacher_error * random.standard_normal(n)
    shift = np.array([one.shift for one in world.providers])[provider]
    tested = place + shift[school] + test_error * random.standard_normal(n)
    if world.late_share and world.late_growth:
        tested += world.late_growth * (random.random(n) < world.late_share)

    first = cut_advice(teacher, np.where(gives_double, world.double_width, 0.0)[school])
    would = cut_test(tested)
    has_test = np.array([regime(one).test for one in world.years])[year]
    luck = random.random(n)
    absent = world.missing + np.array([one.missing for one in world.groups])[group]
    absent += world.missing_low * (place < 3.0)
    test = np.where(has_test & (luck >= absent), would, MISSING).astype(np.int8)
    outside = random.random(n) < world.outside
    first[outside] = np.where(
        random.random(int(outside.sum())) < 0.5, level_number("VSO"), level_number("ADVIES_NIET_MOGELIJK")
    )

    final, reason = _revise(world, first, test, year, random)
    pupils = Pupils(
        first=first,
        test=test,
        final=final,
        group=group,
        school=school,
        year=year,
        provider=np.where(test >= 0, provider[school], MISSING).astype(np.int8),
        reason=reason,
        groups=tuple(one.name for one in world.groups),
        schools=tuple(f"invented school {number + 1}" for number in range(m)),
        years=world.years,
        providers=tuple(one.name for one in world.providers),
        origin=ORIGIN,
        score=np.where(test >= 0, tested, np.nan).astype(np.float32),
    )
    truth = Truth(
        place, teacher, tested, would, school_place, school_advice, gives_double, provider, test_error, variance
    )
    return Invented(world, pupils, truth)


def place_variance(world: World) -> float:
    """The variance of theta: within groups and schools, between groups, and between schools."""
    shares = np.array([one.share for one in world.groups])
    places = np.array([one.place for one in world.groups])
    between = float(shares @ places**2 - (shares @ places) ** 2)
    return world.sd**2 + world.school_place_sd**2 + between


def cut_advice(places: Floats, double_width: Floats | float) -> NDArray[np.int8]:
    """The advice for each place on the level scale, as numbers of levels; shape as ``places``.

    A single advice is the nearest whole level. Within ``double_width / 2`` of the border between two neighbours from
    vmbo-b up it is their double advice; there is none between pro and vmbo-b.
    """
    nearest = np.clip(np.floor(places + 0.5), 1, 6)
    border = np.clip(np.floor(places), 2, 5) + 0.5
    double = np.abs(places - border) < np.asarray(double_width) / 2
    steps = np.where(double, 2 * border, 2 * nearest).astype(np.int8)
    return _LEVEL_AT[steps]


def cut_test(places: Floats) -> NDArray[np.int8]:
    """The class of test advice for each place on the level scale, cut at :data:`TEST_CUTS`; shape as ``places``."""
    # Six sums of comparisons are several times faster than a search, and give the same.
    classes = np.zeros(places.shape, dtype=np.int8)
    for cut in TEST_CUTS:
        classes += places >= cut
    return classes


def _revise(
    world: World,
    first: NDArray[np.int8],
    test: NDArray[np.int8],
    year: NDArray[np.int16],
    random: np.random.Generator,
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Final advice and recorded reason: who is eligible may be raised, to the test advice or partly."""
    recorded = np.array([regime(one).reasons_recorded for one in world.years])[year]
    final = first.copy()
    reason = np.full(len(first), MISSING, dtype=np.int8)
    rows = np.flatnonzero(gap(first, test) > 0)
    before, target = half_steps(first[rows]), _TARGET[test[rows]]
    luck, share = random.random((3, rows.size)), np.where(recorded[rows], world.raised_since, world.raised_before)
    raised = luck[0] < share
    part = raised & (luck[1] < world.partly) & (target - before > 1)
    final[rows] = np.where(raised, _LEVEL_AT[np.where(part, target - 1, target)], first[rows])
    asked = recorded[rows] & (~raised | part)
    reason[rows[asked]] = np.where(luck[2][asked] < world.reason, REASON, NO_REASON)
    return final, reason


def _groups(world: World, school: NDArray[np.int32], random: np.random.Generator) -> NDArray[np.int16]:
    """The group of each pupil, by the shares of the pupil's school."""
    shares = np.array([one.share for one in world.groups])
    if world.concentration is None:
        return _choose(random, list(shares), len(school)).astype(np.int16)
    per_school = random.dirichlet(world.concentration * shares, world.schools).cumsum(axis=1)
    luck = random.random(len(school))
    group = np.zeros(len(school), dtype=np.int16)
    for column in per_school.T[:-1]:
        group += luck > column[school]
    return group


def _choose(random: np.random.Generator, shares: list[float], n: int) -> NDArray[np.int64]:
    return np.minimum(np.searchsorted(np.cumsum(shares), random.random(n), side="right"), len(shares) - 1)


_LEVEL_AT = np.full(13, MISSING, dtype=np.int8)
for _number, _level in enumerate(LEVELS):
    if _level.half_steps is not None:
        _LEVEL_AT[_level.half_steps] = _number
_TARGET = np.array([one.low for one in TEST_CLASSES], dtype=np.int8)
