# SPDX-License-Identifier: EUPL-1.2
"""The rules of a table that a statistics bureau protects for itself, read from TOML text.

``table_rules.toml`` beside this module holds the default rules with a comment on each; what a file leaves out is as it
stands there.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from speelveld.disclosure.cell_key import p_table
from speelveld.errors import Fault, InputError

Columns: TypeAlias = frozenset[str]
"""A table, by the columns that it shows; empty for the grand total."""

MOST_NUMBER = 1_000_000

MOST_TOGETHER = 10
"""The most insiders that are taken to put together what they know."""


@dataclass(frozen=True, slots=True)
class CountRules:
    """When a count is shown, and how wide the possible values of a hidden one are."""

    threshold: int = 10
    zeros: Literal["protect", "show"] = "protect"
    base: int = 1


@dataclass(frozen=True, slots=True)
class GroupRules:
    """Columns with a sensitive trait, and the smallest rest of a group that may be told exactly."""

    sensitive: tuple[str, ...] = ()
    min_rest: int = 10


@dataclass(frozen=True, slots=True)
class PercentageRules:
    """When a whole percentage within a column is shown; no column, no percentages."""

    of: str = ""
    min_numerator: int = 10
    min_denominator: int = 30


@dataclass(frozen=True, slots=True)
class MagnitudeRules:
    """When an amount is shown: number of contributors, the (n,k) rule, the p% rule."""

    min_contributors: int = 3
    dominance_n: int = 2
    dominance_percent: int = 90
    p_percent: int = 10
    contributor: str = ""


@dataclass(frozen=True, slots=True)
class CellKeyRules:
    """The noise of cell keys: its largest size, its variance, and the smallest count above zero that comes out."""

    max_noise: int = 3
    variance: float = 1.5
    smallest_shown: int = 1


@dataclass(frozen=True, slots=True)
class InsiderRules:
    """Members who know their own rows, such as schools, and how many of them put these together; no column, nobody.

    Only members with the same label in the column ``of`` do; in any, when it is empty.
    """

    column: str = ""
    of: str = ""
    together: int = 2


@dataclass(frozen=True, slots=True)
class PoolingRules:
    """Windows of years that do not overlap; no column, no windows."""

    column: str = ""
    years: int = 3
    first: int = 2011

    def window(self, year: int) -> tuple[int, int]:
        """The first and the last year of the window in which ``year`` lies."""
        start = self.first + (year - self.first) // self.years * self.years
        return start, start + self.years - 1


@dataclass(frozen=True, slots=True)
class LossRules:
    """What hiding a cell costs, and by what factor a table is dearer than others."""

    measure: Literal["cells", "values", "logarithm"] = "logarithm"
    favour: tuple[tuple[Columns, float], ...] = ()

    def factor(self, columns: Columns) -> float:
        """The factor of a table; 1 when nothing is said about it."""
        return next((factor for table, factor in self.favour if table == columns), 1.0)


@dataclass(frozen=True, slots=True)
class TableRules:
    """All rules of a table, with the version that its audit report names.

    ``masked`` maps the text of a masked cell to the bounds of its count. ``publish`` are the tables to publish by
    their columns, None for all; ``known`` those that the outside has already.
    """

    version: str
    kind: Literal["counts", "magnitudes"] = "counts"
    counts: CountRules = CountRules()
    group_disclosure: GroupRules = GroupRules()
    percentages: PercentageRules = PercentageRules()
    magnitudes: MagnitudeRules = MagnitudeRules()
    rounding_base: int = 10
    cell_key: CellKeyRules = CellKeyRules()
    masked: Mapping[str, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({"<5": (1, 4)}))
    insiders: InsiderRules = InsiderRules()
    pooling: PoolingRules = PoolingRules()
    publish: frozenset[Columns] | None = None
    known: frozenset[Columns] = frozenset()
    loss: LossRules = LossRules()

    def named_columns(self) -> dict[str, str]:
        """Every column of a file that the rules name, with the setting that names it."""
        named = dict.fromkeys(self.group_disclosure.sensitive, "group_disclosure.sensitive")
        for columns in self.publish or ():
            named |= dict.fromkeys(columns, "tables.publish")
        for columns in self.known:
            named |= dict.fromkeys(columns, "tables.known")
        for columns, _ in self.loss.favour:
            named |= dict.fromkeys(columns, "loss.favour")
        one = {self.percentages.of: "percentages.of", self.pooling.column: "pooling.column"}
        one |= {self.insiders.column: "insiders.column", self.insiders.of: "insiders.of"}
        return named | {column: setting for column, setting in one.items() if column}


def default_text() -> str:
    """The default rules as they stand, with their comments."""
    return files("speelveld.disclosure").joinpath("table_rules.toml").read_text(encoding="utf-8")


def parse_rules(text: str, file: str = "") -> TableRules:
    """Rules from TOML text. Raises InputError with every fault: the setting, what is wrong with it, what it may be."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        message = str(error).replace(found[0], "").strip() if found else str(error)
        row = int(found[1]) if found else None
        raise InputError(Fault(f"this is not TOML: {message}.", file, row)) from error
    return _Reader(given, file).rules()


class _Reader:
    """Takes settings one by one from parsed TOML, and keeps every fault until the end."""

    def __init__(self, given: dict[str, Any], file: str) -> None:
        self._given, self._file = given, file
        self._faults: list[Fault] = []
        self._known: set[str] = set()

    def rules(self) -> TableRules:
        """Everything read, or every fault raised."""
        version = self._take("version", "", _text, 'a text such as "1.0"')
        if not version:
            self._fault(
                "version", "the rules have no version.", 'Write version = "1.0", and raise it when you change them.'
            )
        rules = TableRules(
            version,
            kind=self._take("kind", "counts", _one_of("counts", "magnitudes"), '"counts" or "magnitudes"'),
            counts=self._counts(),
            group_disclosure=GroupRules(
                tuple(self._take("group_disclosure.sensitive", [], _texts, "a list of columns")),
                self._number("group_disclosure.min_rest", 10, 1),
            ),
            percentages=PercentageRules(
                self._take("percentages.of", "", _text, 'a column, or ""'),
                self._number("percentages.min_numerator", 10, 1),
                self._number("percentages.min_denominator", 30, 1),
            ),
            magnitudes=MagnitudeRules(
                self._number("magnitudes.min_contributors", 3, 2),
                self._number("magnitudes.dominance_n", 2, 1),
                self._number("magnitudes.dominance_percent", 90, 1, 100),
                self._number("magnitudes.p_percent", 10, 1, 100),
                self._take("magnitudes.contributor", "", _text, 'a column, or ""'),
            ),
            rounding_base=self._number("rounding.base", 10, 2),
            cell_key=CellKeyRules(
                self._number("cell_key.max_noise", 3, 1, 20),
                self._take("cell_key.variance", 1.5, _positive, "a number above 0"),
                self._number("cell_key.smallest_shown", 1, 1),
            ),
            masked=self._masked(),
            insiders=InsiderRules(
                self._take("insiders.column", "", _text, 'a column, or ""'),
                self._take("insiders.of", "", _text, 'a column, or ""'),
                self._number("insiders.together", 2, 0, MOST_TOGETHER),
            ),
            pooling=PoolingRules(
                self._take("pooling.column", "", _text, 'a column, or ""'),
                self._number("pooling.years", 3, 1),
                self._number("pooling.first", 2011, 0),
            ),
            publish=self._take("tables.publish", None, _tables_or_all, '"all", or a list of lists of columns'),
            known=self._take("tables.known", frozenset(), _tables, "a list of lists of columns"),
            loss=LossRules(
                self._take(
                    "loss.measure",
                    "logarithm",
                    _one_of("cells", "values", "logarithm"),
                    '"cells", "values" or "logarithm"',
                ),
                self._take("loss.favour", (), _favour, 'a list such as [{ columns = ["year"], factor = 10 }]'),
            ),
        )
        self._together(rules)
        self._unknown(self._given, "")
        if self._faults:
            raise InputError(self._faults)
        return rules

    def _counts(self) -> CountRules:
        return CountRules(
            self._number("counts.threshold", 10, 2),
            self._take("counts.zeros", "protect", _one_of("protect", "show"), '"protect" or "show"'),
            self._number("counts.base", 1, 1),
        )

    def _masked(self) -> Mapping[str, tuple[int, int]]:
        default = {"<5": (1, 4)}
        return MappingProxyType(self._take("input.masked", default, _bounds, 'a table such as "<5" = [1, 4]'))

    def _together(self, rules: TableRules) -> None:
        """Settings that are right one by one, and wrong together."""
        if rules.rounding_base < rules.counts.threshold:
            message = f"the base {rules.rounding_base} is below the threshold {rules.counts.threshold}."
            advice = "A rounded count would tell that it is below the threshold. Take a larger base."
            self._fault("rounding.base", message, advice)
        if rules.insiders.of and not rules.insiders.column:
            self._fault("insiders.of", "nobody is named who would know something.", "Set insiders.column as well.")
        noise = rules.cell_key
        try:
            p_table(noise.max_noise, noise.variance, noise.smallest_shown)
        except ValueError as error:
            self._fault("cell_key", f"{error}.", "Choose another variance, or a larger noise.")
        if rules.publish is not None and (missing := rules.known - rules.publish):
            shown = ", ".join(sorted(str(sorted(columns)) for columns in missing))
            self._fault(
                "tables.known", f"{shown} is not in tables.publish.", "Add it there: a known table is always shown."
            )

    def _number(self, name: str, default: int, least: int, most: int = MOST_NUMBER) -> int:
        return int(self._take(name, default, _whole(least, most), f"a whole number from {least} to {most}"))

    def _take(self, name: str, default: Any, read: Callable[[Any], Any], what: str) -> Any:
        """One setting, read and checked; the default where it is not given, or wrong (and then a fault is kept)."""
        self._known.add(name)
        value: Any = self._given
        for part in name.split("."):
            if not isinstance(value, dict):
                return default
            if part not in value:
                return default
            value = value[part]
        try:
            return read(value)
        except ValueError:
            self._fault(name, f"{value!r} is not {what}.")
            return default

    def _unknown(self, given: dict[str, Any], above: str) -> None:
        sections = {name.rsplit(".", 1)[0] for name in self._known if "." in name}
        for key, value in given.items():
            name = f"{above}{key}"
            if name in self._known:
                continue
            if name not in sections:
                near = difflib.get_close_matches(name, self._known | sections, n=1)
                self._fault(name, "there is no such setting.", f"Did you mean '{near[0]}'?" if near else "")
            elif isinstance(value, dict):
                self._unknown(value, f"{name}.")
            else:
                self._fault(name, f"{value!r} stands where a section [{name}] is expected.")

    def _fault(self, setting: str, message: str, advice: str = "") -> None:
        self._faults.append(Fault(message, self._file, column=setting, advice=advice))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value.strip()


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise ValueError
    return [_text(one) for one in value]


def _one_of(*allowed: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in allowed:
            raise ValueError
        return str(value)

    return read


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError
        return value

    return read


def _positive(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= MOST_NUMBER:
        raise ValueError
    return float(value)


def _bounds(value: Any) -> dict[str, tuple[int, int]]:
    if not isinstance(value, dict):
        raise ValueError
    whole, found = _whole(0, MOST_NUMBER), {}
    for text, pair in value.items():
        if not text.strip() or not isinstance(pair, list) or len(pair) != 2 or whole(pair[0]) > whole(pair[1]):
            raise ValueError
        found[text.strip()] = (pair[0], pair[1])
    return found


def _tables(value: Any) -> frozenset[Columns]:
    if not isinstance(value, list):
        raise ValueError
    return frozenset(frozenset(_texts(one)) for one in value)


def _tables_or_all(value: Any) -> frozenset[Columns] | None:
    if value == "all":
        return None
    if not (tables := _tables(value)):
        raise ValueError
    return tables


def _favour(value: Any) -> tuple[tuple[Columns, float], ...]:
    if not isinstance(value, list):
        raise ValueError
    found = []
    for one in value:
        if not isinstance(one, dict) or set(one) != {"columns", "factor"}:
            raise ValueError
        found.append((frozenset(_texts(one["columns"])), _positive(one["factor"])))
    return tuple(found)
