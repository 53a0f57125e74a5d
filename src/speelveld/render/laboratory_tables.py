# SPDX-License-Identifier: EUPL-1.2
"""The tables of the laboratory, in words of the active language. All that they count is invented children."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from speelveld.figures.laboratory_study import INDEX_NAMES, PolicyResult, StudyResult
from speelveld.placement.laboratory import Difference, Estimate
from speelveld.render import names
from speelveld.render.laboratory_words import ABSENT, measure, policy_name, signed, verdict, written
from speelveld.render.translation import decimal
from speelveld.render.translation import gettext as _

COMPARED: Final = (
    "first_choice.all",
    "top_three.all",
    "unplaced.all",
    "median_metres.all",
    *INDEX_NAMES,
    "intake_sd",
    "same_school",
)
PERSONAL: Final = ("first_choice", "top_three", "unplaced", "mean_metres", "median_metres")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, and smaller lines below it."""

    value: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """What a row is about, a smaller line below that, and its cells."""

    name: str
    detail: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the last part of its id, its caption, what stands above its first column, its columns and rows."""

    id: str
    caption: str
    first: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def differences(result: StudyResult) -> Table:
    """What each policy changes, with intervals and verdicts."""
    rows = []
    for name in COMPARED:
        cells = [_difference((one.differences or {})[name], name) for one in result.policies[1:]]
        rows.append(Row(measure(name), "", tuple(cells)))
    caption = _("Difference with “%(basis)s”, on the same invented children") % {
        "basis": policy_name(result.policies[0].policy)
    }
    return Table("verschil", caption, _("Of every 100 children"), _columns(result.policies[1:]), tuple(rows))


def children(result: StudyResult) -> Table:
    """What invented children get, all of them and by group."""
    contrast = result.found.contrast
    whom = {"all": _("all children"), "a": names.group(contrast), "b": names.other_group(contrast)}
    rows = [
        Row(measure(kind), words, tuple(_mean(one.estimates[f"{kind}.{who}"], kind) for one in result.policies))
        for kind in PERSONAL
        for who, words in whom.items()
    ]
    caption = _("What invented children get, by group")
    return Table("kinderen", caption, _("Of every 100 children"), _columns(result.policies), tuple(rows))


def segregation(result: StudyResult) -> Table:
    """The indices of the intake, beside what chance alone would give."""
    rows = [
        Row(measure(name), "", tuple(_index(one.estimates[name], name) for one in result.policies))
        for name in INDEX_NAMES
    ]
    caption = _("How invented children are spread over schools, times 100")
    return Table("spreiding", caption, _("Measure"), _columns(result.policies), tuple(rows))


def luck(result: StudyResult) -> Table:
    """How much depends on the lottery and on the year."""
    rows = [
        Row(measure("intake_sd"), _("in points"), tuple(_one(each, "intake_sd") for each in result.policies)),
        Row(
            measure("same_school"),
            _("of every 100 children"),
            tuple(_one(each, "same_school") for each in result.policies),
        ),
    ]
    for name, what in (("first_choice.all", measure("first_choice")), ("dissimilarity", measure("dissimilarity"))):
        given = [each.estimates[name] for each in result.policies]
        rows.append(
            Row(
                what,
                _("in 95 of 100 lotteries"),
                tuple(_range(one.lottery_low, one.lottery_high, name) for one in given),
            )
        )
        rows.append(
            Row(what, _("in 95 of 100 years"), tuple(_range(one.cohort_low, one.cohort_high, name) for one in given))
        )
    caption = _("What the lottery decides, and what another year would change, for invented children")
    return Table("toeval", caption, _("What"), _columns(result.policies), tuple(rows))


def false_lists(result: StudyResult) -> Table:
    """Who of a sample of invented children could gain by another list than the honest one."""
    rows = []
    for one in result.policies:
        tempted = one.temptation
        if tempted is None:
            continue
        cells = (
            Cell(decimal(tempted.without_first, 0)),
            Cell(decimal(tempted.asked, 0)),
            Cell(decimal(tempted.gained, 0)),
            Cell(
                _("at least %(share)s") % {"share": written(tempted.share, "")} if tempted.gained else _("none found")
            ),
        )
        rows.append(Row(policy_name(one.policy), "", cells))
    columns = (
        _("Without their first choice"),
        _("Asked to try other lists"),
        _("Gained by one"),
        _("Could gain, of every 100 children"),
    )
    caption = _("Does it pay to hand in another list than the honest one? One year of invented children")
    return Table("lijsten", caption, _("Rules"), columns, tuple(rows))


def neighbourhoods(result: StudyResult) -> Table:
    """First choices and distance per postcode area."""
    by_area = [{each.area: each for each in one.neighbourhoods} for one in result.policies]
    rows = []
    for each in result.policies[0].neighbourhoods:
        cells = [Cell(decimal(round(each.invented_children, 1), 1))]
        for found in by_area:
            one = found[each.area]
            distance = (
                ()
                if one.mean_metres is None
                else (_("%(metres)s m") % {"metres": written(one.mean_metres, "mean_metres")},)
            )
            cells.append(Cell(written(one.first_choice, ""), distance))
        rows.append(Row(each.area, "", tuple(cells)))
    columns = (_("Invented children a year"), *_columns(result.policies))
    caption = _("First choices of every 100 invented children, and their mean distance, by neighbourhood")
    return Table("wijken", caption, _("Postcode area"), columns, tuple(rows))


def _columns(policies: tuple[PolicyResult, ...]) -> tuple[str, ...]:
    return tuple(policy_name(one.policy) for one in policies)


def _difference(one: Difference, name: str) -> Cell:
    return Cell(signed(one.mean, name), (*_between(one.low, one.high, name, signs=True), verdict(one.verdict)))


def _mean(one: Estimate, name: str) -> Cell:
    return Cell(written(one.mean, name), tuple(_between(one.low, one.high, name)))


def _index(one: Estimate, name: str) -> Cell:
    chance = _("by chance %(chance)s") % {"chance": written(one.by_chance, name)}
    return Cell(written(one.mean, name), (*_between(one.low, one.high, name), chance))


def _one(one: PolicyResult, name: str) -> Cell:
    return _mean(one.estimates[name], name)


def _range(low: float, high: float, name: str) -> Cell:
    return Cell("".join(_between(low, high, name)) or ABSENT)


def _between(low: float, high: float, name: str, *, signs: bool = False) -> Iterator[str]:
    """An interval in words; nothing where there is none."""
    ends = [signed(end, name) if signs else written(end, name) for end in (low, high)]
    if ABSENT not in ends:
        yield _("%(low)s to %(high)s") % {"low": ends[0], "high": ends[1]}
