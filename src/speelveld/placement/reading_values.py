# SPDX-License-Identifier: EUPL-1.2
"""Collecting faults while a market is read, and reading the values that stand in it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any, NoReturn

from speelveld.errors import Fault, InputError


class Faults:
    """Every fault found so far, with where it stands: ``schools.oak.capacity``."""

    def __init__(self, file: str = "") -> None:
        self.file = file
        self.found: list[Fault] = []

    def add(self, where: str, message: str, advice: str = "") -> None:
        """Note one fault."""
        self.found.append(Fault(f"{where}: {message}" if where else message, self.file, advice=advice))

    def refuse(self) -> NoReturn:
        """Raise :class:`InputError` with all of them."""
        raise InputError(self.found)

    def whole(self, value: Any, where: str, least: int = 0, most: int | None = None) -> int | None:
        """A whole number from ``least`` to ``most``; None, and a fault, for anything else."""
        if isinstance(value, bool) or not isinstance(value, int):
            self.add(where, f"{value!r} is not a whole number.")
            return None
        if value < least:
            self.add(where, f"{value} is below {least}.")
            return None
        if most is not None and value > most:
            self.add(where, f"{value} is above {most}.")
            return None
        return value

    def names(self, value: Any, where: str, known: Container[str] | None, noun: str) -> tuple[str, ...]:
        """A list of different names that are all ``known`` (any name when None); what is wrong becomes faults."""
        if not isinstance(value, list):
            self.add(where, f"this is not a list of {noun}s.")
            return ()
        kept: dict[str, None] = {}
        repeated: dict[str, None] = {}
        for name in value:
            if not isinstance(name, str):
                self.add(where, f"{name!r} is not the name of a {noun}.")
            elif name in kept:
                repeated[name] = None
            else:
                kept[name] = None
                if known is not None and name not in known:
                    self.add(where, f"the {noun} '{name}' does not exist.")
        for name in repeated:
            self.add(where, f"the {noun} '{name}' stands in this list more than once.")
        return tuple(kept)

    def whole_of_names(
        self, value: Any, where: str, known: Container[str] | None, noun: str, most: int | None = None
    ) -> dict[str, int]:
        """An object of whole numbers, each for a name that is ``known``; what is wrong becomes faults."""
        if not isinstance(value, dict):
            self.add(where, f"this is not an object with a whole number per {noun}.")
            return {}
        found = {}
        for name, number in value.items():
            if known is not None and name not in known:
                self.add(where, f"the {noun} '{name}' does not exist.")
            whole = self.whole(number, f"{where}.{name}", most=most)
            if whole is not None:
                found[name] = whole
        return found


def given(value: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an object that hold something: null is the same as leaving a field out."""
    return {name: each for name, each in value.items() if each is not None}


def only(value: Mapping[str, Any], fields: Iterable[str], where: str, faults: Faults) -> None:
    """A fault for each field that nobody reads: a misspelt reserve would otherwise silently not exist."""
    known = tuple(fields)
    for name in value:
        if name not in known:
            faults.add(where, f"the field '{name}' is unknown.", f"Known are {', '.join(known)}.")


def some(names: Iterable[str], most: int = 5) -> str:
    """The first few names, and how many more there are."""
    ordered = sorted(names)
    shown = ", ".join(ordered[:most])
    return shown if len(ordered) <= most else f"{shown} and {len(ordered) - most} more"
