# SPDX-License-Identifier: EUPL-1.2
"""From the text of a market to a :class:`Market`, or to the list of everything that is wrong with it.

Nothing is guessed and nothing is placed as long as one fault stands. A school that cannot take a child who lists it is
no fault: eligibility is data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from speelveld.errors import Fault, InputError
from speelveld.placement.building import build
from speelveld.placement.market import Market
from speelveld.placement.names import Mechanism
from speelveld.placement.procedure import Procedure
from speelveld.placement.reading_families import read_families
from speelveld.placement.reading_lottery import read_lottery
from speelveld.placement.reading_schools import SchoolEntry, read_schools
from speelveld.placement.reading_values import Faults, given, only

FIELDS: Final = (
    *("mechanism", "students", "schools", "lottery", "tie_breaking", "twins"),
    *("name", "title", "description", "note", "comment", "source"),
)
_ESCAPED: Final = re.compile(r"\\u[dD][89a-fA-F]")
STUDENT_FIELDS: Final = ("prefs", "type", "tags", "consent", "family", "round")
MOST_ROUND: Final = 1_000


@dataclass(frozen=True, slots=True)
class StudentEntry:
    """One child as it stands in the market."""

    prefs: tuple[str, ...]
    type: str | None
    tags: Mapping[str, frozenset[str]]
    consent: bool
    family: str | None = None
    round: int = 1


def parse(text: str, file: str = "") -> Any:
    """The JSON in ``text``. Raises :class:`InputError` where it is no JSON, or a name stands twice in one object."""
    document, faults = _decoded(text, file)
    if faults:
        raise InputError(faults)
    return document


def read_text(text: str, file: str = "") -> Procedure:
    """The procedure in a text. Raises :class:`InputError` with every fault in it."""
    document, faults = _decoded(text, file)
    try:
        found = read_procedure(document, file)
    except InputError as error:
        raise InputError((*faults, *error.faults)) from None
    if faults:
        raise InputError(faults)
    return found


def _decoded(text: str, file: str) -> tuple[Any, list[Fault]]:
    """The JSON, and a fault per name that stands twice in one object. NaN is read, to be refused where it stands."""
    twice: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in items:
            if name in found:
                twice.append(name)
            found[name] = value
        return found

    if not text.strip():
        raise InputError(Fault("the file is empty.", file, advice="A market is a JSON object."))
    try:
        document = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, character {error.colno}"
        raise InputError(Fault(f"this is not JSON: {error.msg} ({where}).", file)) from error
    except RecursionError as error:
        raise InputError(Fault("its lists or objects are nested too deeply to be a market.", file)) from error
    except ValueError as error:
        raise InputError(Fault("it holds a number with thousands of digits.", file)) from error
    if _ESCAPED.search(text):
        try:
            json.dumps(document, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError as error:
            half = f"\\u{ord(error.object[error.start]):04x}"
            raise InputError(
                Fault(f"a name holds half a character ({half}), which cannot be printed.", file)
            ) from error
    return document, [Fault(f"'{name}' stands twice in one object.", file) for name in dict.fromkeys(twice)]


def read_market(document: object, file: str = "") -> tuple[Mechanism, Market]:
    """The mechanism and the market in a parsed document, for one round in which every child stands for itself.

    Raises :class:`InputError` with every fault in it.
    """
    found = read_procedure(document, file)
    return found.mechanism, found.market


def read_procedure(document: object, file: str = "") -> Procedure:
    """All of a parsed document: market, rounds, families. Raises :class:`InputError` with every fault in it."""
    faults = Faults(file)
    if not isinstance(document, dict):
        faults.add("", "the market is not a JSON object with a mechanism, students and schools.")
        faults.refuse()
    document = given(document)
    only(document, FIELDS, "", faults)
    mechanism = _mechanism(document, faults)
    raw_students, raw_schools = (_objects(document, name, faults) for name in ("students", "schools"))
    students = {name: _student(name, one, raw_schools, faults) for name, one in sorted(raw_students.items())}
    schools = read_schools(raw_schools, raw_students, mechanism, faults)
    if mechanism in {Mechanism.DA_MINORITY_RESERVE, Mechanism.DA_MAJORITY_QUOTA}:
        _two_types(students, faults)
    lottery = read_lottery(document, raw_students, schools, _listed(students), mechanism, faults)
    twins, families = read_families(document, students, schools, lottery, faults)
    if faults.found or mechanism is None:
        faults.refuse()
    rounds = np.array([one.round for one in students.values()], np.int32)
    return Procedure(mechanism, build(students, schools, lottery, mechanism), rounds, families, twins)


def _mechanism(document: Mapping[str, Any], faults: Faults) -> Mechanism | None:
    name = document.get("mechanism")
    known = [str(each) for each in Mechanism]
    if name in known:
        return Mechanism(name)
    told = "no mechanism is named." if name is None else f"the mechanism {name!r} is unknown."
    faults.add("mechanism", told, f"Known are {', '.join(known)}.")
    return None


def _objects(document: Mapping[str, Any], name: str, faults: Faults) -> dict[str, Any]:
    value = document.get(name)
    if not isinstance(value, dict):
        faults.add(name, "this is not an object with one entry per name." if name in document else "this is missing.")
        return {}
    if "" in value:
        faults.add(name, "a name is empty.")
    return value


def _student(name: str, value: Any, schools: Mapping[str, Any], faults: Faults) -> StudentEntry:
    where = f"students.{name}"
    if not isinstance(value, dict):
        faults.add(where, "this is not an object with a list 'prefs'.")
        return StudentEntry((), None, {}, True)
    value = given(value)
    only(value, STUDENT_FIELDS, where, faults)
    if "prefs" not in value:
        faults.add(where, "the list 'prefs' is missing.", "Write an empty list for a child that wants no school.")
    prefs = faults.names(value.get("prefs", []), f"{where}.prefs", schools, "school")
    kind = value.get("type")
    if "type" in value and (not isinstance(kind, str) or not kind):
        faults.add(f"{where}.type", f"{kind!r} is not the name of a type.")
        kind = None
    consent = value.get("consent", True)
    if not isinstance(consent, bool):
        faults.add(f"{where}.consent", f"{consent!r} is neither true nor false.")
        consent = True
    family = value.get("family")
    if family is not None and (not isinstance(family, str) or not family):
        faults.add(f"{where}.family", f"{family!r} is not the name of a family.")
        family = None
    number = faults.whole(value.get("round", 1), f"{where}.round", 1, MOST_ROUND) or 1
    tags = _tags(value.get("tags", {}), f"{where}.tags", schools, faults)
    return StudentEntry(prefs, kind, tags, consent, family, number)


def _tags(value: Any, where: str, schools: Mapping[str, Any], faults: Faults) -> dict[str, frozenset[str]]:
    if not isinstance(value, dict):
        faults.add(where, "this is not an object with a list of tags per school.")
        return {}
    found = {}
    for school, tags in value.items():
        if school not in schools:
            faults.add(where, f"the school '{school}' does not exist.")
        found[school] = frozenset(faults.names(tags, f"{where}.{school}", None, "tag"))
    return found


def _two_types(students: Mapping[str, StudentEntry], faults: Faults) -> None:
    """Whoever is not marked as minority has no reserve; another word for a type would silently have none either."""
    for name, student in students.items():
        if student.type not in {None, "minority", "majority"}:
            faults.add(f"students.{name}.type", f"'{student.type}' is neither 'minority' nor 'majority'.")


def _listed(students: Mapping[str, StudentEntry]) -> dict[str, set[str]]:
    listed: dict[str, set[str]] = {}
    for name, student in students.items():
        for school in student.prefs:
            listed.setdefault(school, set()).add(name)
    return listed


__all__ = ["SchoolEntry", "StudentEntry", "parse", "read_market", "read_procedure", "read_text"]
