# SPDX-License-Identifier: EUPL-1.2
"""The form of the laboratory: its fields, and what an address asks. Everything that is wrong is told at once."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from speelveld.figures.laboratory_study import ready_policies
from speelveld.placement.laboratory import Assumptions
from speelveld.render.laboratory_words import bare, policy_name
from speelveld.web.laboratory import USUAL, Asked

POLICIES, BASIS, LOTTERIES = "regels", "basis", "loterijen"
MOST_COMPARED: Final = 3
"""Policies beside the one that they are compared with: more take long, and do not fit a screen."""
NUMBERS_OF_LOTTERIES: Final = (200, 1000, 2000)
USUAL_LOTTERIES: Final = 1000
_SHOWN: Final = 30
_NUMBER = re.compile(r"[-−]?\d{1,6}(?:[.,]\d{1,6})?")


@dataclass(frozen=True, slots=True)
class Field:
    """A number that can be set: its name in addresses, its words, its range, and what it is when it is left out.

    ``usual`` is None where an empty field means something of its own.
    """

    name: str
    label: str | Promise
    help: str | Promise
    low: float
    high: float
    step: float
    usual: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together."""

    title: str | Promise
    fields: tuple[Field, ...]


DISTANCE = Field(
    "afstand",
    _("Distance"),
    _("What a kilometre costs. Higher: families choose nearer."),
    0,
    4,
    0.1,
    1.5,
)
DENOMINATION = Field(
    "richting",
    _("Denomination"),
    _("What a school of the own denomination is worth, such as public or Catholic."),
    0,
    4,
    0.1,
    1.0,
)
COMPOSITION = Field(
    "samenstelling",
    _("Composition"),
    _("What a school of only the own group is worth, beside one without. 0: it plays no part."),
    -2,
    4,
    0.1,
    1.0,
)
SIZE = Field("grootte", _("Size"), _("How much more a large school is chosen than a small one."), 0, 2, 0.1, 1.0)
NOISE = Field(
    "toeval", _("Everything else"), _("How much families differ in what nobody knows. 0: not."), 0, 3, 0.1, 1.0
)
LENGTH = Field("lijst", _("Schools on a list"), _("How many a family names, as far as the rules allow."), 1, 10, 1, 5)
SIBLINGS = Field(
    "broers",
    _("Brother or sister, of 100 children"),
    _("Children with a brother or sister at a school."),
    0,
    100,
    1,
    40,
)
CHILDCARE = Field(
    "opvang",
    _("Own childcare, of 100 children"),
    _("Children who go to the childcare or preschool of a school."),
    0,
    100,
    1,
    10,
)
SPARE = Field(
    "ruimte",
    _("Spare seats, per 100 children"),
    _("Seats above the number of children. No source tells how many seats schools have."),
    -20,
    50,
    1,
    5,
)
FILLING = Field(
    "vulling",
    _("Masked flows, of 100"),
    _(
        "DUO masks small flows. 0: as few pupils as there can be, 100: as many. Empty: as it was in 2013, when it was "
        "known."
    ),
    0,
    100,
    1,
    None,
)
MARGIN = Field(
    "marge",
    _("What does not matter, of 100"),
    _("A difference that is surely smaller is called no difference."),
    0,
    10,
    0.5,
    1,
)
MARGIN_METRES = Field(
    "marge-meters", _("What does not matter, in metres"), _("The same for distance."), 0, 1000, 10, 50
)
SEED = Field("trekking", _("Draw"), _("Another number draws other children and other lotteries."), 1, 9999, 1, 1)

GROUPS: Final = (
    Group(_("What do families want?"), (DISTANCE, DENOMINATION, COMPOSITION, SIZE, NOISE, LENGTH)),
    Group(_("Who can have priority?"), (SIBLINGS, CHILDCARE)),
    Group(_("How much room is there?"), (SPARE, FILLING)),
    Group(_("How exactly?"), (MARGIN, MARGIN_METRES, SEED)),
)
FIELDS: Final = tuple(field for group in GROUPS for field in group.fields)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with what was asked, and the id of the field that it is about."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Read:
    """What an address asks: a study, or faults. ``given`` holds what the form shows again, by name."""

    asked: Asked | None
    faults: tuple[Fault, ...]
    given: Mapping[str, str]
    basis: str
    compared: tuple[str, ...]
    lotteries: str


def address_name(policy: str) -> str:
    """The name of a policy in addresses."""
    return policy.replace("_", "-")


def policy_of(name: str) -> str | None:
    """The policy with a name in addresses, or None."""
    found = name.replace("-", "_")
    return found if found in ready_policies() and address_name(found) == name else None


def read(query: QueryDict) -> Read:
    """What an address asks. A field that is left out is as usual."""
    faults: list[Fault] = []
    basis, compared = _policies(query, faults)
    lotteries = query.get(LOTTERIES, "").strip()[:_SHOWN] or str(USUAL_LOTTERIES)
    if lotteries not in map(str, NUMBERS_OF_LOTTERIES):
        numbers = ", ".join(map(str, NUMBERS_OF_LOTTERIES))
        faults.append(Fault(LOTTERIES, gettext("Lotteries: choose one of %(numbers)s.") % {"numbers": numbers}))
    values = {field.name: _value(field, query.get(field.name, ""), faults) for field in FIELDS}
    given = {field.name: query.get(field.name, "").strip()[:_SHOWN] or usual(field) for field in FIELDS}
    asked = None if faults else _asked(values, (basis, *compared), int(lotteries))
    return Read(asked, tuple(faults), given, basis, compared, lotteries)


def usual(field: Field) -> str:
    """What a field holds when nothing is asked."""
    return "" if field.usual is None else f"{field.usual:g}"


def _policies(query: QueryDict, faults: list[Fault]) -> tuple[str, tuple[str, ...]]:
    names = query.getlist(POLICIES)
    wanted = [policy_of(name) for name in names]
    basis = policy_of(query[BASIS]) if BASIS in query else USUAL[0]
    unknown = [name for name, found in zip(names, wanted, strict=True) if found is None]
    if basis is None:
        unknown.append(query[BASIS])
        basis = USUAL[0]
    faults += [
        Fault(POLICIES, gettext("There are no rules called “%(name)s”.") % {"name": name[:_SHOWN]})
        for name in dict.fromkeys(unknown)
    ]
    known = dict.fromkeys(one for one in wanted if one is not None and one != basis)
    chosen = tuple(one for one in ready_policies() if one in known)
    if not names and BASIS not in query:
        chosen = USUAL[1:]
    elif not known and not unknown:
        message = gettext("Choose rules to compare with “%(name)s”.") % {"name": policy_name(ready_policies()[basis])}
        faults.append(Fault(POLICIES, message))
    if len(chosen) > MOST_COMPARED:
        message = gettext("Choose at most %(number)d rules at a time; you chose %(chosen)d.")
        faults.append(Fault(POLICIES, message % {"number": MOST_COMPARED, "chosen": len(chosen)}))
    return basis, chosen


def _value(field: Field, text: str, faults: list[Fault]) -> float | None:
    text = text.strip()
    if not text:
        return field.usual
    value = float(text.replace(",", ".").replace("−", "-")) if _NUMBER.fullmatch(text) else math.nan
    whole = field.step >= 1
    if not field.low <= value <= field.high or (whole and value != int(value)):
        words = {
            "label": field.label,
            "text": text[:_SHOWN],
            "low": bare(field.low),
            "high": bare(field.high),
        }
        message = (
            gettext("%(label)s: “%(text)s” is not a whole number from %(low)s to %(high)s.")
            if whole
            else gettext("%(label)s: “%(text)s” is not a number from %(low)s to %(high)s.")
        )
        faults.append(Fault(field.name, message % words))
    return value


def _asked(values: Mapping[str, float | None], policies: tuple[str, ...], lotteries: int) -> Asked:
    def of(field: Field) -> float:
        value = values[field.name]
        if value is None:
            raise ValueError(f"{field.name} has no value of its own")
        return value

    filling = values[FILLING.name]
    return Asked(
        policies,
        Assumptions(
            distance=of(DISTANCE),
            denomination=of(DENOMINATION),
            composition=of(COMPOSITION),
            size=of(SIZE),
            noise=of(NOISE),
            list_length=int(of(LENGTH)),
            siblings=of(SIBLINGS) / 100,
            childcare=of(CHILDCARE) / 100,
        ),
        spare=of(SPARE),
        filling=None if filling is None else filling / 100,
        lotteries=lotteries,
        seed=int(of(SEED)),
        margin=of(MARGIN) / 100,
        margin_metres=of(MARGIN_METRES),
    )
