# SPDX-License-Identifier: EUPL-1.2
"""A small language for the shape of a document, and a check that finds every fault and says where it is.

A place is written as a path of keys: ``priorities.classes[2].when[0]``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Fault_ = Callable[[str, str], None]
"""Takes a path and a message."""


@dataclass(frozen=True, slots=True)
class Text:
    """Text that is not empty; with ``pattern`` of a certain form, which ``form`` names."""

    pattern: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from ``least`` to ``most``; null as well where ``nullable``."""

    least: int = 0
    most: int | None = None
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Each:
    """A list of at least ``least`` of the same kind."""

    inner: Shape
    least: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """An object with keys of the author's choice and values of one kind."""

    inner: Shape
    key: str = r"[a-z][a-z0-9_]*"


@dataclass(frozen=True, slots=True)
class Record:
    """An object with keys that are fixed."""

    required: Mapping[str, Shape]
    optional: Mapping[str, Shape] = field(default_factory=dict)


Shape = Text | Whole | Flag | OneOf | Each | Table | Record

NAME = Text(r"[a-z][a-z0-9_]*", "a name of lower-case letters, digits and underscores")
WORDS = Record({"nl": Text(), "en": Text()})
"""The same words in both languages."""


def check(value: Any, shape: Shape, fault: Fault_, path: str = "") -> None:
    """Compare a document with a shape. Every fault is told; nothing is changed or filled in."""
    match shape:
        case Record():
            _record(value, shape, fault, path)
        case Table():
            _table(value, shape, fault, path)
        case Each():
            _each(value, shape, fault, path)
        case Text():
            if not isinstance(value, str) or not value.strip():
                fault(path, f"{value!r} is not text.")
            elif shape.pattern and not re.fullmatch(shape.pattern, value):
                fault(path, f"{value!r} is not {shape.form}.")
        case Whole():
            _whole(value, shape, fault, path)
        case Flag():
            if not isinstance(value, bool):
                fault(path, f"{value!r} is not true or false.")
        case OneOf() if value not in shape.words or not isinstance(value, str):
            fault(path, f"{value!r} is not one of {', '.join(shape.words)}.{_meant(value, shape.words)}")


def below(path: str, key: str) -> str:
    """The path of a key in the object at a path."""
    return f"{path}.{key}" if path else key


def _record(value: Any, shape: Record, fault: Fault_, path: str) -> None:
    known = {**shape.required, **shape.optional}
    if not isinstance(value, Mapping):
        fault(path, f"{value!r} is not an object with the keys {', '.join(known)}.")
        return
    for key in shape.required:
        if key not in value:
            fault(below(path, key), "it is missing.")
    for key, inner in value.items():
        if key in known:
            check(inner, known[key], fault, below(path, key))
        else:
            fault(below(path, str(key)), f"there is no such key here.{_meant(key, tuple(known))}")


def _table(value: Any, shape: Table, fault: Fault_, path: str) -> None:
    if not isinstance(value, Mapping):
        fault(path, f"{value!r} is not an object.")
        return
    for key, inner in value.items():
        if not isinstance(key, str) or not re.fullmatch(shape.key, key):
            fault(below(path, str(key)), f"{key!r} cannot be a key here.")
        check(inner, shape.inner, fault, below(path, str(key)))


def _each(value: Any, shape: Each, fault: Fault_, path: str) -> None:
    if not isinstance(value, list):
        fault(path, f"{value!r} is not a list.")
        return
    if len(value) < shape.least:
        fault(path, f"it must hold at least {shape.least}, and holds {len(value)}.")
    for place, inner in enumerate(value):
        check(inner, shape.inner, fault, f"{path}[{place}]")


def _whole(value: Any, shape: Whole, fault: Fault_, path: str) -> None:
    if value is None and shape.nullable:
        return
    if not isinstance(value, int) or isinstance(value, bool):
        fault(path, f"{value!r} is not a whole number.")
    elif value < shape.least or (shape.most is not None and value > shape.most):
        bounds = f"at least {shape.least}" if shape.most is None else f"from {shape.least} to {shape.most}"
        fault(path, f"{value} is not {bounds}.")


def _meant(value: Any, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(str(value), known, n=1)
    return f" Did you mean {close[0]}?" if close else ""
