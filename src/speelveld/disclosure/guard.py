# SPDX-License-Identifier: EUPL-1.2
"""The guard: the only place where a number becomes Publishable.

Called from ``figures`` alone. A number that a rule hides becomes the one reason ``TOO_FEW``, whichever rule it was,
primary or secondary, so that a hidden cell looks the same everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Literal

from speelveld.disclosure.publishable import Publishable, Reason, seal
from speelveld.disclosure.release import Release
from speelveld.disclosure.rules import Rules, rules
from speelveld.disclosure.system import to_base
from speelveld.disclosure.table_rules import TableRules
from speelveld.terms import Count

HIDDEN = seal(None, reason=Reason.TOO_FEW)
"""The suppressed number."""


def absent(reason: Reason) -> Publishable:
    """A number that does not exist: the publisher did not give it, or there is nothing to measure."""
    return seal(None, reason=reason)


def already_public(value: float | None, decimals: int = 0) -> Publishable:
    """A number that another publisher has published as it is; None where it left the number out."""
    return absent(Reason.NOT_PUBLISHED) if value is None else seal(round(float(value), decimals), decimals)


def city_pupils(pupils: int) -> Publishable:
    """All pupils of the schools of a municipality: a sum of totals that DUO publishes per school."""
    return seal(float(pupils))


def city_index(
    release: Release,
    population: str,
    value: float,
    *,
    n_schools: int,
    group: float,
    rest: float,
    end: Literal["low", "high"] | None = None,
    rule: Rules | None = None,
) -> Publishable:
    """An index of a municipality, to the step that the release gives its population.

    The ends of an interval are rounded outward where the step is coarse, so that rounding never makes an index look
    surer than it is. Hidden when it has no step, and with too few schools (or boards, for a part between these) or
    pupils in either group.
    """
    of, step = (rule or rules()).city_index, release.step(population)
    if step is None or n_schools < of.min_schools or group < of.min_group or rest < of.min_rest or math.isnan(value):
        return HIDDEN
    if step <= of.fine_step / 1000:
        return seal(round(math.floor(value / step + 0.5) * step, 3), 3)
    # The millionth keeps a value that lies on a step there, whatever its last binary digit.
    shift = {"low": 1e-6, "high": 1 - 1e-6, None: 0.5}[end]
    return seal(round(math.floor(value / step + shift) * step, 2), 2)


def city_range(
    low: float,
    estimate: float | None,
    high: float,
    *,
    n_schools: int,
    group: float,
    rest: float,
    base: int = 1,
    rule: Rules | None = None,
) -> tuple[Publishable, Publishable, Publishable]:
    """Estimate, low and high of a value of a municipality that is known within bounds, as multiples of ``base``.

    The ends are rounded outward, so that the truth stays within; the rule is that of an index. The estimate is absent
    where none is given.
    """
    of = (rule or rules()).city_index
    if n_schools < of.min_schools or group < of.min_group or rest < of.min_rest or math.isnan(low + high):
        return HIDDEN, HIDDEN, HIDDEN
    middle = absent(Reason.NOT_DEFINED) if estimate is None else seal(float(to_base(estimate, base)))
    return middle, seal(float(math.floor(low / base) * base)), seal(float(math.ceil(high / base) * base))


def city_share(release: Release, population: str, group: float, rest: float, rule: Rules | None = None) -> Publishable:
    """Group as a percentage of group + rest, from rounded counts; hidden with its cell in the release."""
    of = (rule or rules()).city_share
    if group < of.min_group or rest < of.min_rest or group + rest < of.min_pupils or not release.shows(population):
        return HIDDEN
    return seal(round(100 * to_base(group, of.base) / to_base(group + rest, of.base), of.decimals), of.decimals)


def school_share(release: Release, cell: str, group: float, total: float, rule: Rules | None = None) -> Publishable:
    """A group's percentage of the pupils of a school, from rounded counts; hidden with its cell in the release."""
    of = (rule or rules()).school_share
    small = group < of.min_group or total - group < of.min_rest or total < of.min_pupils
    if not release.shows(cell) or small:
        return HIDDEN
    return seal(float(round(100 * to_base(group, of.base) / to_base(total, of.base))))


def school_pupils(pupils: int, rule: Rules | None = None) -> Publishable:
    """The size of a school, rounded."""
    of = (rule or rules()).school_pupils
    return HIDDEN if pupils < of.min_pupils else seal(float(to_base(pupils, of.base)))


def school_distance(metres: float | None, pupils: int, rule: Rules | None = None) -> Publishable:
    """The mean distance between home and school in metres, rounded; absent when the publisher gave none."""
    of = (rule or rules()).school_distance
    if metres is None:
        return absent(Reason.NOT_PUBLISHED)
    return HIDDEN if pupils < of.min_pupils else seal(float(to_base(metres, of.base)))


def chance_share(percentage: float, of_city: Publishable) -> Publishable:
    """A percentage that follows from chance and from the city's own published percentage alone."""
    return derived(percentage, 1, of_city)


def residents(count: float | None) -> Publishable:
    """The residents of an area, as CBS rounded them; a secret count is hidden."""
    return HIDDEN if count is None else seal(float(count))


def residents_share(count: float | None, of_all: float | None, rule: Rules | None = None) -> Publishable:
    """Residents with some trait as a whole percentage of all residents of an area; secret or small ones are hidden."""
    of = (rule or rules()).area
    if count is None or of_all is None or of_all < of.min_residents:
        return HIDDEN
    return seal(round(100 * count / of_all, of.decimals), of.decimals)


def advice_cell(low: int, high: int, rule: Rules | None = None) -> Count:
    """A count of advice with the publisher's mask: 1 to 4 becomes that interval in every year; all others stay.

    Not yet Publishable: sums of such cells are what :func:`advice_count` and :func:`advice_share` take.
    """
    mask = (rule or rules()).advice.mask_below
    return Count(1, mask - 1) if low > 0 and high < mask else Count(low, high)


def advice_count(given: Count, pupils: Count | None, rule: Rules | None = None) -> tuple[Publishable, Publishable]:
    """The ends of a sum of cells of :func:`advice_cell` in a municipality; the same twice where it is exact.

    ``pupils`` is the sum of all its cells on the scale: with too few, not even a zero is shown, nor where it is None:
    not released.
    """
    if pupils is None or pupils.low < (rule or rules()).advice.min_municipality:
        return HIDDEN, HIDDEN
    return seal(float(given.low)), seal(float(given.high))


def advice_school_year(
    cells: Mapping[str, Count | None],
    hidden: Collection[str],
    *,
    scale: Collection[str],
    municipality: Count | None,
    rule: Rules | None = None,
) -> dict[str, tuple[Publishable, Publishable]]:
    """The ends of every level at a school in one school year, from cells of :func:`advice_cell`.

    ``scale`` are the levels that count as pupils with advice, ``municipality`` those of all schools that year. A year
    with fewer pupils than the threshold is not shown, nor one in which all pupils could have the same advice. Levels in
    ``hidden`` have an exact sum over schools from which a masked count would follow: there only zeros are shown. None
    is a count that is not released; where one on the scale is not, nor is the year.
    """
    of = rule or rules()
    pupils = [cells[level] for level in scale]
    unknown = municipality is None or municipality.low < of.advice.min_municipality or None in pupils
    few = sum(count.low for count in pupils if count is not None) < of.protection.threshold
    alike = sum(count is not None and count.low > 0 for count in cells.values()) < 2
    return {
        level: (HIDDEN, HIDDEN)
        if unknown or few or alike or count is None or (level in hidden and count.high > 0)
        else (seal(float(count.low)), seal(float(count.high)))
        for level, count in cells.items()
    }


def advice_country_count(given: Count, rule: Rules | None = None) -> tuple[Publishable, Publishable]:
    """The ends of a count of advice in the country, in steps of ten thresholds: to the nearest, or outward.

    An exact one, less what all municipalities show, would be the sum of the few counts that they do not.
    """
    return _stepped(given, 10 * (rule or rules()).protection.threshold)


def advice_pupils(given: Count | None, rule: Rules | None = None) -> tuple[Publishable, Publishable]:
    """The ends of the number of pupils with advice at a school, rounded: to the nearest, or outward if they differ."""
    of = (rule or rules()).advice
    if given is None or given.low < of.min_school:
        return HIDDEN, HIDDEN
    return _stepped(given, of.base)


def _stepped(given: Count, step: int) -> tuple[Publishable, Publishable]:
    if given.exact:
        nearest = seal(float(to_base(given.low, step)))
        return nearest, nearest
    return seal(float(given.low // step * step)), seal(float(-(-given.high // step) * step))


def advice_share(
    part: Count | None, rest: Count | None, *, school: bool, rule: Rules | None = None
) -> tuple[Publishable, Publishable, Publishable]:
    """The percentage of pupils with some advice (estimate, low, high), whole, rounded outward where counts are masked.

    ``part`` and ``rest`` are disjoint sums. Where either may be smaller than the mask it counts as anything below it,
    zero too, so that nothing tells whether there was one pupil or none; there, and where cells are masked, there is no
    estimate. At a school an exact percentage is never 0 or 100. Hidden with too few pupils, or when a sum is None: not
    released.
    """
    of = (rule or rules()).advice
    if part is None or rest is None or part.low + rest.low < (of.min_school if school else of.min_municipality):
        return HIDDEN, HIDDEN, HIDDEN
    a, b = (_below_mask(one, of.mask_below) for one in (part, rest))
    if a.exact and b.exact:
        value = math.floor(100 * a.low / (a.low + b.low) + 0.5)
        exact = seal(float(min(99, max(1, value)) if school else value))
        return exact, exact, exact
    low = math.floor(100 * a.low / (a.low + b.high))
    high = math.ceil(100 * a.high / (a.high + b.low))
    return absent(Reason.NOT_PUBLISHED), seal(float(low)), seal(float(high))


def _below_mask(given: Count, mask: int) -> Count:
    return given if given.low >= mask else Count(0, max(given.high, mask - 1))


def table_count(count: int, *, hidden: bool) -> Publishable:
    """A count of a table of which suppression decided what is hidden."""
    return HIDDEN if hidden else seal(float(count))


def table_share(
    part: int, rest: int, *, hidden: bool, interval: tuple[float, float], rule: TableRules
) -> tuple[Publishable, Publishable, Publishable]:
    """The whole percentage of ``part`` in ``part`` and ``rest``, with its interval (shares), rounded outward.

    Hidden when suppression hid a count behind it, and with too few pupils in the part, in the rest or together. Never 0
    or 100.
    """
    of = rule.percentages
    if hidden or min(part, rest) < of.min_numerator or part + rest < of.min_denominator:
        return HIDDEN, HIDDEN, HIDDEN
    low, high = interval
    whole = (math.floor(100 * part / (part + rest) + 0.5), math.floor(100 * low), math.ceil(100 * high))
    estimate, least, most = (seal(float(min(99, max(1, value)))) for value in whole)
    return estimate, least, most


def table_points(
    difference: float, part: int, rest: int, *, hidden: bool, end: Literal["low", "high"] | None, rule: TableRules
) -> Publishable:
    """A difference of shares in whole points, an end of its interval rounded outward; hidden as the share would be."""
    of = rule.percentages
    if hidden or min(part, rest) < of.min_numerator or part + rest < of.min_denominator or math.isnan(difference):
        return HIDDEN
    value = round(100 * difference, 6)
    if end is None:
        return seal(float(round(value)))
    return seal(float(math.floor(value) if end == "low" else math.ceil(value)))


def derived(value: float, decimals: int, *inputs: Publishable) -> Publishable:
    """A number computed from protected numbers only; hidden as soon as one of them is."""
    for given in inputs:
        if not given.known:
            return given
    return seal(round(value, decimals), decimals)
