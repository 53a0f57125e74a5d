# SPDX-License-Identifier: EUPL-1.2
"""From the columns and words of somebody's file on school advice to ours: bundled candidates, and a user's mapping.

A mapping is TOML. Each table of it, such as ``[reconsiderations]`` or ``[pupils]``, may name columns, give one value
for all rows, and say what words mean::

    [groups.columns]
    group = "opleiding ouders (3)"
    [groups.constant]
    school_year = "2022/23"
    [groups.values.first_advice]
    "vmbo theoretisch" = "VMBO_GT"

A header that is unknown, or that fits twice, is refused with every fault; nothing is guessed. No message repeats what a
file holds, for the first line of a file without a header is a record.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from speelveld.errors import Fault, InputError

PARTS = ("columns", "constant", "values")
CODED = ("level", "test_class")
_BETWEEN = re.compile(r"[\s_\-/.+]+")
_YEAR = re.compile(r"(20\d\d)(?:[-/](20)?(\d\d))")


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that ``advice_words.toml`` says. ``tables`` gives per table its columns with their candidates."""

    version: str
    missing: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    levels: Mapping[str, str]
    classes: Mapping[str, str]
    tables: Mapping[str, TableWords]


@dataclass(frozen=True, slots=True)
class TableWords:
    """The columns of one table: those that it needs, those that it may have, and the names that files give them."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """A user's mapping of one table: the file's column by our name, a value for all rows, the meaning of words."""

    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    constant: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    values: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    file: str = ""


def plain(text: str) -> str:
    """A name or a value as it is compared: lower case, single spaces, without ``(invented)``."""
    return _BETWEEN.sub(" ", text.lower().replace("(invented)", " ")).strip()


@cache
def words() -> Words:
    """The bundled words. Raises ValueError when a word stands for two values, or a candidate for two columns."""
    given = tomllib.loads(files("speelveld.sources").joinpath("advice_words.toml").read_text(encoding="utf-8"))
    return Words(
        str(given["version"]),
        frozenset(given["missing"]),
        frozenset(given["yes"]),
        frozenset(given["no"]),
        _turned(given["level"]),
        _turned(given["test_class"]),
        MappingProxyType({name: _table(one) for name, one in given["table"].items()}),
    )


def _turned(given: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for code, texts in given.items():
        for text in {*texts, plain(code)}:
            if found.setdefault(plain(text), code) != code:
                raise ValueError(f"'{text}' stands for {found[plain(text)]} and for {code} in advice_words.toml")
    return MappingProxyType(found)


def _table(given: Mapping[str, Any]) -> TableWords:
    names = (*given["required"], *given["optional"])
    candidates = [plain(one) for name in names for one in given["columns"][name]]
    if len(set(candidates)) != len(candidates) or set(given["columns"]) != set(names):
        raise ValueError("a candidate in advice_words.toml stands for two columns, or a column has none")
    columns = {name: tuple(given["columns"][name]) for name in names}
    return TableWords(tuple(given["required"]), tuple(given["optional"]), MappingProxyType(columns))


def read_mapping(raw: bytes, file: str) -> dict[str, ColumnMapping]:
    """A user's mapping by table. Raises InputError with every fault: no TOML, unknown tables, columns and codes."""
    try:
        given = tomllib.loads(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        line = re.search(r"line (\d+)", str(error))
        fault = Fault("the mapping is not TOML in UTF-8.", file, int(line[1]) if line else None)
        raise InputError(fault) from None
    faults: list[Fault] = []
    found = {name: _mapping(name, one, file, faults) for name, one in given.items()}
    if faults:
        raise InputError(faults)
    return found


def _mapping(table: str, given: Any, file: str, faults: list[Fault]) -> ColumnMapping:
    known = words().tables.get(table)
    if known is None or not isinstance(given, dict):
        faults.append(Fault(f"there is no such table; there are {', '.join(words().tables)}.", file, column=table))
        return ColumnMapping()
    faults += [
        Fault(f"there is no such part; there are {', '.join(PARTS)}.", file, column=f"{table}.{part}")
        for part in set(given) - set(PARTS)
    ]
    parts: dict[str, Any] = {}
    for part in PARTS:
        parts[part] = given.get(part, {})
        if not isinstance(parts[part], dict):
            faults.append(Fault("this is not a section of TOML.", file, column=f"{table}.{part}"))
            parts[part] = {}
        for name, value in parts[part].items():
            where = f"{table}.{part}.{name}"
            if name not in (*known.required, *known.optional):
                message = f"there is no such column; there are {', '.join((*known.required, *known.optional))}."
                faults.append(Fault(message, file, column=where))
            elif isinstance(value, dict) != (part == "values") or not isinstance(value, dict | str):
                faults.append(Fault("this has another form than expected.", file, column=where))
            elif isinstance(value, dict):
                _check_values(name, value, file, where, faults)
    values = {
        name: MappingProxyType({plain(str(word)): str(code) for word, code in each.items()})
        for name, each in parts["values"].items()
        if isinstance(each, dict)
    }
    return ColumnMapping(MappingProxyType(parts["columns"]), MappingProxyType(parts["constant"]), values, file)


def _check_values(name: str, given: Mapping[str, Any], file: str, where: str, faults: list[Fault]) -> None:
    allowed = codes_of(name)
    if allowed is None:
        return
    for code in given.values():
        if code != "" and code not in allowed:
            advice = f"Write one of {', '.join(sorted(allowed))}, or an empty text for 'not known'."
            faults.append(Fault(f"{code!r} is no code of ours.", file, column=where, advice=advice))


def codes_of(column: str) -> frozenset[str] | None:
    """The codes that a column of advice may hold; None for a column of other things."""
    if column in ("first", "final", "first_advice"):
        return frozenset(words().levels.values())
    if column in ("test", "test_advice"):
        return frozenset(words().classes.values())
    return None


def meaning(column: str, mapping: ColumnMapping | None = None) -> Mapping[str, str]:
    """What plain words mean in a column of advice: our code, or an empty text for 'not known'."""
    test = column in ("test", "test_advice")
    bundled = words().classes if test else words().levels
    own = mapping.values.get(column, {}) if mapping else {}
    return {**dict.fromkeys(words().missing, ""), **bundled, **own}


def school_year(text: str) -> str | None:
    """``2022/23`` from ``2022/23``, ``2022-23``, ``2022/2023`` or ``2022-2023``; None from anything else."""
    found = _YEAR.fullmatch(text.strip())
    if found is None or (int(found[1]) + 1) % 100 != int(found[3]):
        return None
    return f"{found[1]}/{found[3]}"


def find_columns(
    table: str, header: Sequence[str], file: str, mapping: ColumnMapping | None = None, *, row: int = 1
) -> dict[str, int]:
    """Where each of our columns stands in a file's header; optional ones that are absent are left out.

    Raises InputError with every fault: a column that the mapping names and the file lacks, one that is needed and not
    found, one that fits twice, one column that two of ours would take.
    """
    known, own = words().tables[table], mapping or ColumnMapping()
    there = [plain(one) for one in header]
    faults: list[Fault] = []
    found: dict[str, int] = {}
    for name in (*known.required, *known.optional):
        if name in own.constant:
            continue
        named = name in own.columns
        wanted = {plain(own.columns[name])} if named else {plain(one) for one in known.columns[name]}
        places = [at for at, one in enumerate(there) if one in wanted]
        if len(places) == 1:
            found[name] = places[0]
        elif len(places) > 1:
            message = f"{len(places)} columns of the file may be '{name}': number {_numbers(places)}."
            faults.append(Fault(message, file, row, name, _advice(table, name)))
        elif named:
            message = (
                f"the mapping says that '{name}' is called '{own.columns[name]}', and the file has no such column."
            )
            faults.append(Fault(message, file, row, name, f"Correct [{table}.columns] in {own.file or 'the mapping'}."))
        elif name in known.required and not _from_brin6(name, there, own, known):
            message = f"no column of the file ({len(header)} columns) is known as '{name}'."
            faults.append(Fault(message, file, row, name, _advice(table, name)))
    for at in {place for place in found.values() if list(found.values()).count(place) > 1}:
        names = [name for name, place in found.items() if place == at]
        message = f"column number {at + 1} would be both {' and '.join(names)}."
        faults.append(Fault(message, file, row, names[0], _advice(table, names[0])))
    if faults:
        raise InputError(faults)
    return found


def _from_brin6(name: str, there: Sequence[str], own: ColumnMapping, known: TableWords) -> bool:
    """Whether the code of the branch stands in one column instead of two."""
    if name not in ("brin", "branch") or "brin6" not in known.optional:
        return False
    return bool({plain(one) for one in (own.columns.get("brin6", ""), *known.columns["brin6"])} & set(there))


def _advice(table: str, name: str) -> str:
    return f'Name it in the mapping: [{table}.columns] {name} = "the name of the column".'


def _numbers(places: Sequence[int]) -> str:
    return ", ".join(str(at + 1) for at in places)
