# SPDX-License-Identifier: EUPL-1.2
"""From what was read to what it says about counts: intervals of the pupils of a group at a school, and of sums of them.

The outsider knows the published rules: a school's share is a whole percentage of counts in steps of five and is shown
only when neither group is small; a municipality's share has one decimal; chance follows from sizes and totals alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from speelveld.disclosure.rules import rules
from speelveld.disclosure.system import Statement, terms
from speelveld.outsider.public import CONTRASTS, Public
from speelveld.outsider.readings import Reading, cell, parts
from speelveld.outsider.site import Place, Site

ESTIMATED = "doelgroep"
"""The contrast whose counts are estimates and need not be whole."""
_STEPS = (0.001, 0.01, 0.05)
"""The steps to which indices are rounded, by municipality and count."""
_SLACK = 1e-9


def atom(branch: str, contrast: str, year: int) -> str:
    """The pupils of the group at a school."""
    return f"{branch}|{contrast}|{year}"


def rest(branch: str, contrast: str, year: int) -> str:
    """The other pupils of that school."""
    return f"{branch}|{contrast}|{year}|rest"


@dataclass(frozen=True, slots=True)
class Odd:
    """A number that cannot have come about as the rules say, or that does not fit what is public."""

    cell: str
    channel: str
    why: str


@dataclass(slots=True)
class Said:
    """What the site says, and what about it is odd."""

    statements: list[Statement] = field(default_factory=list)
    odd: list[Odd] = field(default_factory=list)


def said(site: Site, place: Place, public: Public) -> Said:
    """Everything that the site says about the counts of one municipality, together with what is public."""
    found = Said()
    given = shown(site, place.slug)
    found.statements += known(place.code, public)
    for cell_id, reading in given.items():
        kind, _, period, of, branch = parts(cell_id)
        if kind == "share" and branch:
            _school(found, reading, branch, of, int(period), public)
    for contrast, year in CONTRASTS:
        for bounds in ("today", "then"):
            schools = public.schools(place.code, contrast, year, bounds)
            if schools:
                _city(found, given, place, public, _Count(contrast, year, bounds, schools))
    return found


def known(code: str, public: Public) -> list[Statement]:
    """What is so without the site: group and rest make up the pupils, and weight 1.2 is a part of all weights."""
    found = []
    for contrast, year in CONTRASTS:
        both = {*public.schools(code, contrast, year, "today"), *public.schools(code, contrast, year, "then")}
        for branch in sorted(both):
            pupils = public.pupils[branch, year]
            of = terms([atom(branch, contrast, year), rest(branch, contrast, year)])
            found.append(Statement(f"public|{branch}|{contrast}|{year}", of, pupils, pupils))
            if contrast == "gewicht12":
                more = terms({atom(branch, "gewicht", year): 1.0, atom(branch, contrast, year): -1.0})
                found.append(Statement(f"part|{branch}|{year}", more, 0, pupils))
    return found


def school_counts(share: float, pupils: int) -> tuple[int, int] | None:
    """The counts in steps of the base that a school's share can come from, least and most; None when there are none."""
    base = rules().school_share.base
    of = _to_base(pupils, base)
    found = [count for count in range(0, of + 1, base) if of and _is(100 * count / of, share, 0)]
    return (found[0], found[-1]) if found else None


def city_counts(share: float, pupils: int) -> tuple[int, int] | None:
    """The counts in steps of the base that a municipality's share can come from, least and most, or None."""
    rule = rules().city_share
    of = _to_base(pupils, rule.base)
    near = _to_base(share * of / 100, rule.base)
    wide = rule.base * math.ceil(of * 10.0**-rule.decimals / 100 / rule.base + 1)
    tried = range(max(0, near - wide), min(of, near + wide) + 1, rule.base)
    found = [count for count in tried if of and _is(100 * count / of, share, rule.decimals)]
    return (found[0], found[-1]) if found else None


@dataclass(frozen=True, slots=True)
class _Count:
    contrast: str
    year: int
    bounds: str
    schools: tuple[str, ...]

    @property
    def atoms(self) -> list[str]:
        return [atom(branch, self.contrast, self.year) for branch in self.schools]


def shown(site: Site, slug: str) -> dict[str, Reading]:
    """The narrowest reading of every cell that is shown."""
    found: dict[str, Reading] = {}
    for reading in site.notes.readings:
        if not reading.hidden and parts(reading.cell)[1] == slug:
            known_as = found.get(reading.cell)
            if known_as is None or reading.high - reading.low < known_as.high - known_as.low:
                found[reading.cell] = reading
    return found


def index_range(reading: Reading, step: float) -> tuple[float, float]:
    """What an index can be that is shown so: half a step either way, or outward at the ends of a coarse interval."""
    end = reading.kind.rpartition(".")[2]
    if step > _STEPS[0] and end in {"low", "high"}:
        return (reading.low, reading.high + step) if end == "low" else (reading.low - step, reading.high)
    return reading.low - step / 2 - _SLACK, reading.high + step / 2 + _SLACK


def index_step(given: dict[str, Reading], place: str, contrast: str, year: int, bounds: str) -> float:
    """The step of the indices of one count: the coarsest of which all that are written in full are multiples."""
    values = [
        reading.low
        for cell_id, reading in given.items()
        if parts(cell_id)[1:4] == (place, str(year), contrast) and f".{bounds}." in reading.kind and reading.exact
    ]
    return max((step for step in _STEPS if all(abs(v / step - round(v / step)) < 1e-6 for v in values)), default=0.001)


def _school(found: Said, reading: Reading, branch: str, contrast: str, year: int, public: Public) -> None:
    pupils = public.pupils.get((branch, year))
    counts = school_counts(reading.low, pupils) if pupils and reading.exact else None
    if pupils is None or counts is None:
        why = "no counts in steps of the base give this share of the pupils that DUO publishes"
        found.odd.append(Odd(reading.cell, reading.channel, why))
        return
    rule = rules().school_share
    half = _half(rule.base, contrast)
    low, high = max(counts[0] - half, rule.min_group), min(counts[1] + half, pupils - rule.min_rest)
    if low > high:
        found.odd.append(Odd(reading.cell, reading.channel, "the rules would not show this share"))
        return
    found.statements.append(Statement(reading.cell, terms([atom(branch, contrast, year)]), low, high))


def _city(found: Said, given: dict[str, Reading], place: Place, public: Public, count: _Count) -> None:
    """What the figures of a municipality say about the sum over its schools."""

    def of(kind: str) -> Reading | None:
        return given.get(cell(f"{kind}", place.slug, count.year, count.contrast))

    share, pupils, schools = (of(f"city-{kind}.{count.bounds}") for kind in ("share", "pupils", "schools"))
    total = sum(public.pupils[branch, count.year] for branch in count.schools)
    if pupils is None or schools is None:
        return
    if (pupils.low, schools.low) != (total, len(count.schools)):
        why = f"DUO has {total} pupils at {len(count.schools)} branches here"
        found.odd.append(Odd(pupils.cell, pupils.channel, why))
        return
    if share is not None:
        counts = city_counts(share.low, total)
        if counts is None:
            found.odd.append(Odd(share.cell, share.channel, "no counts in steps of the base give this share"))
        else:
            half = _half(rules().city_share.base, count.contrast)
            of_all = terms(count.atoms)
            found.statements.append(Statement(share.cell, of_all, max(0, counts[0] - half), counts[1] + half))
    step = index_step(given, place.slug, count.contrast, count.year, count.bounds)
    for id_, low, high in _from_chance(of, count, total, step):
        if low <= high:
            found.statements.append(Statement(id_, terms(count.atoms), max(0.0, low), min(float(total), high)))


def _from_chance(
    of: Callable[[str], Reading | None], count: _Count, total: int, step: float
) -> Iterator[tuple[str, float, float]]:
    """The size of the group from what chance alone would give: it depends on sizes and totals and on nothing else.

    With the schools' sizes fixed, the expected isolation is ``((T - n)(G - 1) / (T - 1) + n) / T`` for ``n`` schools
    with ``T`` pupils, ``G`` of the group; exposure is the rest. Exchange is dissimilarity times ``2P(1 - P)``, where
    ``P = G / T``, and so are its ends.
    """
    schools, more = len(count.schools), 0.5 if count.contrast == ESTIMATED else 0.0
    for measure, sign in (("isolation", 1.0), ("exposure", -1.0)):
        chance = of(f"{measure}.{count.bounds}.chance")
        if chance is not None and total > schools:
            ends = sorted(
                ((value if sign > 0 else 1 - value) * total - schools) * (total - 1) / (total - schools) + 1
                for value in index_range(chance, step)
            )
            yield chance.cell, ends[0] - more, ends[1] + more
    share = of(f"city-share.{count.bounds}")
    for end in ("estimate", "low", "high", "chance"):
        spread, exchange = of(f"dissimilarity.{count.bounds}.{end}"), of(f"exchange.{count.bounds}.{end}")
        if spread is None or exchange is None or share is None:
            continue
        (low, high), (least, most) = index_range(exchange, step), index_range(spread, step)
        if share.high < 50 and least > 0 and high / least < 0.5:
            yield exchange.cell, total * _smaller(max(0.0, low) / most) - more, total * _smaller(high / least) + more


def _smaller(product: float) -> float:
    """The smaller ``P`` for which ``2P(1 - P)`` is ``product``."""
    return (1 - math.sqrt(1 - 2 * product)) / 2


def _half(base: int, contrast: str) -> float:
    """How far a count can be from the multiple of the base that it is rounded to."""
    return base / 2 if contrast == ESTIMATED else base // 2


def _to_base(value: float, base: int) -> int:
    return math.floor(value / base + 0.5) * base


def _is(value: float, shown: float, decimals: int) -> bool:
    """Whether a value can be shown so; on a half the outsider does not know which way it goes."""
    return abs(value - shown) <= 0.5 * 10.0**-decimals + 1e-9
