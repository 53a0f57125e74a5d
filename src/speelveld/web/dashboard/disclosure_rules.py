# SPDX-License-Identifier: EUPL-1.2
"""The rules of the disclosure guard as rows of a table, made from the rules that the guard itself uses."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from speelveld.disclosure.rules import Protection, rules
from speelveld.render import numbers


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of figure: what it needs before it is shown, and how it is rounded."""

    title: str
    shown: tuple[str, ...]
    rounded: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rules with their version."""

    version: str
    rows: tuple[Row, ...]


def _schools(number: int) -> str:
    return _("at least %(number)s schools") % {"number": numbers.whole(number)}


def _group(number: int) -> str:
    return _("at least %(number)s pupils in the group") % {"number": numbers.whole(number)}


def _rest(number: int) -> str:
    return _("at least %(number)s pupils outside it") % {"number": numbers.whole(number)}


def _pupils(number: int) -> str:
    return _("at least %(number)s pupils") % {"number": numbers.whole(number)}


def _protected(protection: Protection) -> Row:
    return Row(
        _("A count below %(number)s, of a group at a school or of the others there") % {"number": protection.threshold},
        (
            _("never; whoever combines all that is shown is left with counts that lie at least %(number)s apart")
            % {"number": protection.threshold},
        ),
        _("n/a"),
    )


def table() -> Table:
    """The rules in the active language."""
    now = rules()
    index, share, school = now.city_index, now.city_share, now.school_share
    return Table(
        now.version,
        (
            _protected(now.protection),
            Row(
                _("An index of a municipality"),
                (_schools(index.min_schools), _group(index.min_group), _rest(index.min_rest)),
                _("steps of %(fine)s, %(middle)s or %(coarse)s: the fewer schools, the coarser")
                % dict(zip(("fine", "middle", "coarse"), map(numbers.step, index.steps), strict=True)),
            ),
            Row(
                _("The share of a group in a municipality"),
                (_pupils(share.min_pupils), _group(share.min_group), _rest(share.min_rest)),
                _("%(number)s decimal, from counts in steps of %(base)s")
                % {"number": share.decimals, "base": share.base},
            ),
            Row(
                _("The share of a group at a school"),
                (_pupils(school.min_pupils), _group(school.min_group), _rest(school.min_rest)),
                _("a whole percentage, from counts in steps of %(base)s") % {"base": school.base},
            ),
            Row(
                _("The number of pupils of a school"),
                (_pupils(now.school_pupils.min_pupils),),
                _("%(base)s pupils") % {"base": now.school_pupils.base},
            ),
            Row(
                _("The mean distance between home and school"),
                (_pupils(now.school_distance.min_pupils),),
                _("%(base)s metres") % {"base": now.school_distance.base},
            ),
            Row(
                _("The difference between two figures that overlap"),
                (
                    _schools(now.difference.min_schools),
                    _group(now.difference.min_group),
                    _rest(now.difference.min_rest),
                ),
                _("n/a"),
            ),
            Row(
                _("A figure about the residents of an area"),
                (_("at least %(number)s residents") % {"number": now.area.min_residents},),
                _("whole numbers, as CBS rounded them"),
            ),
            Row(
                _("The number of pupils with some final advice"),
                (
                    _("at least %(place)s pupils with advice in the municipality; 1 to %(number)s as an interval")
                    % {"place": now.advice.min_municipality, "number": now.advice.mask_below - 1},
                    _("at a school at least %(number)s pupils with advice in that year")
                    % {"number": now.protection.threshold},
                ),
                _("steps of %(base)s in the country") % {"base": 10 * now.protection.threshold},
            ),
            Row(
                _("The share of pupils with some final advice"),
                (
                    _("at least %(school)s pupils with advice at a school, %(place)s in a municipality")
                    % {"school": now.advice.min_school, "place": now.advice.min_municipality},
                ),
                _("a whole percentage; outward where numbers are masked, and never 0 or 100 exactly at a school"),
            ),
        ),
    )
