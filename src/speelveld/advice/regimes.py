# SPDX-License-Identifier: EUPL-1.2
"""The rules on advice per school year, read from ``regimes.toml``; what may be compared with what."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from typing import Any

from speelveld.errors import Fault, InputError

_SCHOOL_YEAR = re.compile(r"([0-9]{4})/([0-9]{2})")
SIX_CLASSES = "six"
"""The classes of test advice that ``levels.toml`` describes."""


@dataclass(frozen=True, slots=True)
class Regime:
    """The rules from one school year until another (``until`` is empty while they hold).

    ``test`` says whether a test was taken, ``test_classes`` which classes its advice had, ``reasons_recorded`` whether
    a school that does not raise records why. ``certainty`` is ``published`` or ``from memory``.
    """

    id: str
    start: str
    until: str
    test: bool
    test_classes: str
    raise_rule: str
    reasons_recorded: bool
    rule: str
    source: str
    certainty: str
    classes_certainty: str

    @property
    def six_classes(self) -> bool:
        """Whether test advice has the six classes of ``levels.toml``."""
        return self.test_classes == SIX_CLASSES


@dataclass(frozen=True, slots=True)
class Break:
    """Where a series breaks: before the school year ``before``."""

    id: str
    before: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Regimes:
    """Everything that ``regimes.toml`` says, checked."""

    version: str
    regimes: tuple[Regime, ...]
    breaks: tuple[Break, ...]


def start_year(school_year: str) -> int:
    """The calendar year in which a school year begins: 2016 for ``2016/17``. Raises InputError on anything else."""
    match = _SCHOOL_YEAR.fullmatch(school_year)
    if match is None or (int(match[1]) + 1) % 100 != int(match[2]):
        raise InputError(Fault(f"{school_year!r} is not a school year.", advice="Write it as '2016/17'."))
    return int(match[1])


def regimes_text() -> str:
    """The configuration as it stands, for a page that prints it."""
    return files("speelveld.advice").joinpath("regimes.toml").read_text(encoding="utf-8")


def parse_regimes(configuration: Mapping[str, Any]) -> Regimes:
    """The regimes of a parsed configuration.

    Raises ValueError when regimes leave a gap or overlap, one but the last has no end, or a break stands where no
    regime begins.
    """
    regimes = tuple(
        Regime(start=one["from"], **{key: one[key] for key in one if key != "from"}) for one in configuration["regime"]
    )
    breaks = tuple(Break(**one) for one in configuration["break"])
    for earlier, later in pairwise(regimes):
        if not earlier.until or start_year(earlier.until) + 1 != start_year(later.start):
            raise ValueError(f"in regimes.toml, '{later.id}' must begin in the year after '{earlier.id}' ends")
    for one in regimes:
        if one.until and start_year(one.until) < start_year(one.start):
            raise ValueError(f"the regime '{one.id}' in regimes.toml ends before it begins")
    starts = {one.start for one in regimes[1:]}
    for one_break in breaks:
        if one_break.before not in starts:
            raise ValueError(f"the break '{one_break.id}' in regimes.toml must stand where a regime begins")
    return Regimes(str(configuration["version"]), regimes, breaks)


REGIMES = parse_regimes(tomllib.loads(regimes_text()))


def regime(school_year: str, *, among: Regimes = REGIMES) -> Regime:
    """The rules of a school year. Raises InputError for a year before 2014/15, when there was no such advice."""
    year = start_year(school_year)
    for one in among.regimes:
        if start_year(one.start) <= year and (not one.until or year <= start_year(one.until)):
            return one
    first = among.regimes[0].start
    raise InputError(Fault(f"the rules of {school_year} are not known.", advice=f"They begin in {first}."))


def breaks_between(school_years: Iterable[str], *, among: Regimes = REGIMES) -> tuple[Break, ...]:
    """The breaks that lie between the first and the last of these school years, in order."""
    given = tuple(school_years)
    for one in given:
        regime(one, among=among)
    years = sorted(start_year(one) for one in given)
    if not years:
        return ()
    return tuple(each for each in among.breaks if years[0] < start_year(each.before) <= years[-1])


def comparable_years(
    school_years: Iterable[str], *, across_breaks: bool = False, among: Regimes = REGIMES
) -> tuple[Break, ...]:
    """The breaks that a comparison of these school years crosses: none, or those that the result must name.

    Raises InputError, with every break, when there is one and ``across_breaks`` is not given: figures on both sides
    differ by more than what schools did.
    """
    years = tuple(school_years)
    crossed = breaks_between(years, among=among)
    if crossed and not across_breaks:
        first, last = min(years, key=start_year), max(years, key=start_year)
        raise InputError(
            Fault(
                f"{first} and {last} are not comparable: a break before {one.before}. {one.why}",
                advice="Compare years on one side, or ask for it across breaks: the result then names them.",
            )
            for one in crossed
        )
    return crossed


def years_with_tests(
    school_years: Iterable[str],
    *,
    across_breaks: bool = False,
    coded_in_six_classes: bool = False,
    among: Regimes = REGIMES,
) -> tuple[Break, ...]:
    """The breaks that figures on advice against test advice cross when these school years are counted together.

    Raises InputError, with every fault of one kind, when the years lie on both sides of a break and ``across_breaks``
    is not given; when a year had no test; when test advice did not have the six classes in a year, unless
    ``coded_in_six_classes`` says that it was brought into them.
    """
    years = tuple(dict.fromkeys(school_years))
    crossed = comparable_years(years, across_breaks=across_breaks, among=among)
    faults = [
        Fault(f"in {one} no test was taken: there is nothing to reconsider.", column="year", advice="Leave it out.")
        for one in years
        if not regime(one, among=among).test
    ]
    if not coded_in_six_classes and not faults:
        faults = [
            Fault(
                f"in {one} the classes of test advice {regime(one, among=among).test_classes}.",
                column="test",
                advice="Bring them into the six classes, and say so.",
            )
            for one in years
            if not regime(one, among=among).six_classes
        ]
    if faults:
        raise InputError(faults)
    return crossed
