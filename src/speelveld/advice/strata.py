# SPDX-License-Identifier: EUPL-1.2
"""Who is eligible, by what pupils are compared within: format and level of the first advice, provider, test advice."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.advice.levels import LEVELS, TEST_CLASSES, comparable, gap, is_double
from speelveld.advice.pupils import Pupils
from speelveld.advice.regimes import years_with_tests

Integers = NDArray[np.int64]

FORMATS = ("single", "double")
"""An advice of one level, or of two neighbouring levels."""
FACTORS = ("format", "level", "provider")
"""What a pupil's chance of being eligible can come from, from broad to fine: each is seen within those before it."""
STRATA = ("first", "test", "provider", "format")
"""What pupils can be compared within."""


@dataclass(frozen=True, eq=False)
class Strata:
    """Pupils and those who are eligible (or have any other property) by some factors.

    ``factors`` name the axes of ``count`` and ``out_of``, from broad to fine; ``labels`` those of each axis.
    ``years`` are the school years of the pupils; of published counts they are known only when given. ``schools`` holds
    both by school, with one more axis in front, so that intervals can let schools vary; or None.
    """

    factors: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    count: Integers
    out_of: Integers
    years: tuple[str, ...] = ()
    schools: tuple[Integers, Integers] | None = None

    @classmethod
    def of(
        cls,
        factors: Sequence[str],
        labels: Sequence[Sequence[str]],
        count: ArrayLike,
        out_of: ArrayLike,
        *,
        years: Sequence[str] = (),
    ) -> Strata:
        """Strata from published counts, checked.

        Raises ValueError when shapes do not fit the labels, or a count is not whole, negative or above its total.
        """
        k, n = np.asarray(count), np.asarray(out_of)
        shape = tuple(len(one) for one in labels)
        if len(factors) != len(shape) or k.shape != shape or n.shape != shape:
            raise ValueError(f"counts have shape {shape}, as the labels of {', '.join(factors)} do")
        if not all(np.issubdtype(one.dtype, np.integer) for one in (k, n)) or (k < 0).any() or (k > n).any():
            raise ValueError("counts are whole, at least 0, and at most what they are out of")
        names = tuple(tuple(one) for one in labels)
        return cls(tuple(factors), names, k.astype(np.int64), n.astype(np.int64), tuple(years))

    @property
    def rate(self) -> float:
        """The share over all strata; NaN without pupils."""
        total = int(self.out_of.sum())
        return int(self.count.sum()) / total if total else float("nan")


def eligibility_strata(
    pupils: Pupils,
    *,
    factors: Sequence[str] = FACTORS,
    by_school: bool = False,
    across_breaks: bool = False,
    coded_in_six_classes: bool = False,
) -> Strata:
    """The eligible among pupils with a first advice on the scale and a test advice, by one or more of ``FACTORS``.

    Levels are all of ``LEVELS``, so that strata of different pupils fit together; providers are those of the pupils.
    With ``by_school`` the counts by school are kept too, of all schools on the pupils' list. Raises ValueError for an
    unknown factor, and InputError as ``regimes.years_with_tests`` does.
    """
    years_with_tests(pupils.school_years, across_breaks=across_breaks, coded_in_six_classes=coded_in_six_classes)
    unknown = [one for one in factors if one not in FACTORS]
    if unknown or not factors:
        raise ValueError(f"the factors of advice are {', '.join(FACTORS)}")
    both = comparable(pupils.first, pupils.test)
    codes = {
        "format": (is_double(pupils.first).astype(np.int64), FORMATS),
        "level": (np.maximum(pupils.first, 0).astype(np.int64), tuple(level.code for level in LEVELS)),
        # A test without a known provider is one more provider.
        "provider": (pupils.provider.astype(np.int64) + 1, ("unknown provider", *pupils.providers)),
    }
    labels = tuple(codes[name][1] for name in factors)
    shape = tuple(len(one) for one in labels)
    place = np.ravel_multi_index([codes[name][0] for name in factors], shape)[both]
    eligible = (gap(pupils.first, pupils.test) > 0)[both]
    if not by_school:
        count, out_of = _count(place, eligible, shape)
        return Strata(tuple(factors), labels, count, out_of, pupils.school_years)
    school = pupils.school[both].astype(np.int64)
    counts = _count(school * math.prod(shape) + place, eligible, (len(pupils.schools), *shape))
    return Strata(tuple(factors), labels, counts[0].sum(axis=0), counts[1].sum(axis=0), pupils.school_years, counts)


def _count(place: Integers, eligible: NDArray[np.bool_], shape: tuple[int, ...]) -> tuple[Integers, Integers]:
    """The eligible and all, by place."""
    size = math.prod(shape)
    out_of = np.bincount(place, minlength=size).reshape(shape)
    return np.bincount(place[eligible], minlength=size).reshape(shape), out_of


def stratified(
    pupils: Pupils, by: str, strata: str, *, across_breaks: bool = False, coded_in_six_classes: bool = False
) -> tuple[Integers, Integers]:
    """Eligible pupils and all with a first advice on the scale and a test advice: two tables of units by strata.

    ``by`` is ``group``, ``school``, ``year`` or ``provider``. ``strata`` is ``first`` (12 levels of first advice),
    ``test`` (6 classes of test advice), ``provider`` or ``format``. Shape ``(units, strata)``, as those of
    ``standardise`` take them. Raises ValueError for another ``by`` or ``strata``, and InputError as
    ``regimes.years_with_tests`` does.
    """
    years_with_tests(pupils.school_years, across_breaks=across_breaks, coded_in_six_classes=coded_in_six_classes)
    place, eligible, _, shape = _placed(pupils, by, strata)
    return _count(place, eligible, shape)


def stratified_by_school(
    pupils: Pupils, by: str, strata: str, *, across_breaks: bool = False, coded_in_six_classes: bool = False
) -> tuple[Integers, Integers]:
    """The tables of :func:`stratified` for every school, shape ``(schools, units, strata)``; raises as that does."""
    years_with_tests(pupils.school_years, across_breaks=across_breaks, coded_in_six_classes=coded_in_six_classes)
    place, eligible, inside, shape = _placed(pupils, by, strata)
    school = pupils.school[inside].astype(np.int64)
    return _count(school * math.prod(shape) + place, eligible, (len(pupils.schools), *shape))


def _placed(
    pupils: Pupils, by: str, strata: str
) -> tuple[Integers, NDArray[np.bool_], NDArray[np.bool_], tuple[int, int]]:
    """The cell of each pupil that is counted, whether eligible, who is counted, and the shape of the table."""
    codes = {
        "first": (pupils.first, len(LEVELS)),
        "test": (pupils.test, len(TEST_CLASSES)),
        "provider": (pupils.provider, len(pupils.providers)),
        "format": (is_double(pupils.first), len(FORMATS)),
    }
    if strata not in codes:
        raise ValueError(f"strata are {', '.join(STRATA)}, not {strata!r}")
    code, size = codes[strata]
    unit, units = pupils.units(by), len(pupils.labels(by))
    inside = comparable(pupils.first, pupils.test) & (unit >= 0) & (code.astype(np.int8) >= 0)
    place = unit[inside] * size + code.astype(np.int64)[inside]
    return place, (gap(pupils.first, pupils.test) > 0)[inside], inside, (units, size)
