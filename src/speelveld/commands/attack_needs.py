# SPDX-License-Identifier: EUPL-1.2
"""Which counts of a table may not be known, by the rules alone: whether their cells are hidden, rounded or shown.

Written apart from ``guard``: a cell that it forgets to hide is asked about here all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from speelveld.commands.attack_read import ALL
from speelveld.disclosure.system import Protected, Terms
from speelveld.disclosure.table_rules import TableRules

Labels = tuple[str, ...]
Ends = Callable[[int], tuple[int, int]]
"""From a shown number to the counts that it can stand for."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a table was protected: what a shown number tells, and what can be asked of such a table.

    Where nothing is hidden, ``most`` is the greatest width and reach that the method promises. ``zeros`` says that
    it keeps zeros. ``base`` is that of controlled rounding, after which a cell may lie further off than ``ends`` says.
    """

    ends: Ends
    most: int | None = None
    zeros: bool = False
    base: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A need, the labels to name it by, whether it is ``sure`` that the rules protect the count, and whether it is no
    cell but the ``rest`` of a group.
    """

    need: Protected
    labels: Mapping[str, str]
    sure: bool
    rest: bool = False


class Judge:
    """The needs of the cells of one table.

    ``above`` gives for a column the columns that it settles, as a school its board. ``value`` gives the count of a
    cell, and ``form`` its atoms; without an original the value is None where the table does not show it exactly.
    """

    def __init__(
        self,
        columns: Labels,
        above: Mapping[str, frozenset[str]],
        rules: TableRules,
        way: Way,
        value: Callable[[Labels], int | None],
        form: Callable[[Labels], Terms],
        *,
        original: bool,
    ) -> None:
        self._columns, self._above, self._rules, self._way = columns, above, rules, way
        self._value, self._form, self._original = value, form, original
        self._known = [self._closed(one) for one in rules.known]

    def asked(self, name: str, labels: Labels, low: int | None, high: int | None) -> Iterator[Asked]:
        """What must stay uncertain about a cell and what it is a part of. ``low`` and ``high`` are what the table tells
        of it; None where it is hidden, or left out.
        """
        if self._fixed(labels) in self._known:
            return
        value, least = self._value(labels), self._rules.counts.threshold
        sure = value is not None or (low is not None and high is not None and low > 0 and high < least)
        if self._small(labels, value, low, sure=sure):
            wanted = Protected(name, self._form(labels), -1 if value is None else value, least, least)
            if need := self._fitted(wanted, labels):
                yield Asked(need, self._named(labels), sure)
        if value:
            yield from self._rests(name, labels, value)

    def _small(self, labels: Labels, value: int | None, low: int | None, *, sure: bool) -> bool:
        """Whether the rules protect a cell, or may protect it as far as can be seen."""
        threshold = self._rules.counts.threshold
        if value is None:
            return sure or low is None or (self._way.most is not None and low < threshold)
        return self._empty(labels) if value == 0 else value < threshold

    def _empty(self, labels: Labels) -> bool:
        """Whether the rules protect a zero: of a sensitive column where there are people, or any zero."""
        if self._way.zeros:
            return False
        sensitive = self._rules.group_disclosure.sensitive
        people = self._value(self._over(labels, sensitive)) if sensitive else None
        traits = self._fixed(labels).intersection(sensitive)
        if people is not None and (people == 0 or traits):
            return people > 0
        # Without the original the rules of whoever made the table are not known: it may mean to show its zeros.
        return self._original and self._rules.counts.zeros == "protect"

    def _rests(self, name: str, labels: Labels, value: int) -> Iterator[Asked]:
        """The rest of each group of which a cell is the part with a sensitive trait."""
        of = self._rules.group_disclosure
        for column in sorted(self._fixed(labels).intersection(of.sensitive)):
            around = self._over(labels, [column])
            whole = self._value(around)
            if whole is None or around == labels or whole - value >= of.min_rest:
                continue
            inside = set(self._form(labels))
            form = tuple(term for term in self._form(around) if term not in inside)
            wanted = Protected(f"{name} (the rest over {column})", form, whole - value, of.min_rest, of.min_rest)
            if form and (need := self._fitted(wanted, around)):
                label = labels[self._columns.index(column)]
                yield Asked(need, {**self._named(around), column: f"not {label}"}, sure=True, rest=True)

    def _fitted(self, need: Protected, labels: Labels) -> Protected | None:
        """A need, no larger than what the outside knows anyway, or than what the method promises."""
        most = [need.reach, *([] if self._way.most is None else [self._way.most])]
        fixed = self._fixed(labels)
        for columns in self._known:
            if columns <= fixed:
                around = tuple(one if name in columns else ALL for name, one in zip(self._columns, labels, strict=True))
                value = self._value(around)
                most += [] if value is None else [value]
        if self._way.zeros and need.value == 0:
            return None
        return replace(need, width=min(need.width, *most), reach=min(most)) if min(most) else None

    def _fixed(self, labels: Labels) -> frozenset[str]:
        """The columns that a cell fixes, also those that follow."""
        return self._closed(name for name, one in zip(self._columns, labels, strict=True) if one != ALL)

    def _closed(self, columns: Collection[str] | Iterator[str]) -> frozenset[str]:
        given = frozenset(columns)
        return given.union(*(self._above.get(one, frozenset()) for one in given))

    def _over(self, labels: Labels, columns: Collection[str]) -> Labels:
        """The cell with these columns added up, and with them those that they settle or that settle them."""
        gone = self._closed(columns).union(one for one, above in self._above.items() if above.intersection(columns))
        return tuple(ALL if name in gone else one for name, one in zip(self._columns, labels, strict=True))

    def _named(self, labels: Labels) -> dict[str, str]:
        return named(self._columns, labels)


def named(columns: Labels, labels: Labels) -> dict[str, str]:
    """A cell as a label per column, totals in words."""
    return {name: "Total" if one == ALL else one for name, one in zip(columns, labels, strict=True)}
