# SPDX-License-Identifier: EUPL-1.2
"""Masked counts, and which exact sums over them may be shown: each masked count must stay anything in its mask.

A table shows every count, but one of 1 to ``most`` as that interval. Beside it stand exact sums: of a column over all
units (a level in a year, of a municipality), and of a row (some levels over some years, of one institution). A sum with
the shown counts taken off is the sum of the masked ones, and may leave them less room than the mask does.

A masked count ``v`` can become ``most`` when others under each of its sums can give up ``most - v``, and 1 when they
can take ``v - 1``; what they give or take must again be made good under their own other sum. So the question is one of
flows from the count's column to its row through the other masked counts, and is answered exactly (Ford & Fulkerson
1956). For one sum alone it comes down to this: the masked counts under it together lie at least ``most - 1`` above the
least and ``most - 1`` below the most that they could be.

Where the answer is no, the counts above zero of the column are hidden, or the sum gives way: it is then to be shown as
the sum of the ends of what it is made of, which tells nothing that these do not tell.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass

Column = tuple[str, str]
"""What a column adds up over all units: a level and a year."""
Row = tuple[str, bool]
"""What a row adds up: of a unit, one of two parts of its levels over some years."""
_FREE = 0
"""The node of everything that no exact sum holds."""
_ENDLESS = 1_000_000


@dataclass(frozen=True, slots=True)
class Atom:
    """A count, under the sum of its column, and of its row where it has one."""

    value: int
    column: Column
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Margins:
    """What must give way.

    Of the columns in ``hidden`` the counts above zero are not shown, and the sum is. The sums of the columns in
    ``open_columns`` and of the rows in ``open_rows`` may not be shown exactly.
    """

    hidden: frozenset[Column]
    open_columns: frozenset[Column]
    open_rows: frozenset[Row]


def margins(atoms: Iterable[Atom], mask_below: int) -> Margins:
    """Which columns are hidden, and which sums give way, so that each count below the mask can be 1 up to the mask.

    ``atoms`` are all counts above zero that the outsider does not already know as an interval. A column whose sum lies
    below the mask is taken to be shown as the mask shows it.
    """
    given = [atom for atom in atoms if atom.value > 0]
    most = mask_below - 1
    hidden, opened = _columns(given, most)
    edges = [one for one in given if one.value <= most or one.column in hidden]
    return Margins(hidden, opened, _rows(edges, hidden, opened, most))


def _columns(atoms: list[Atom], most: int) -> tuple[frozenset[Column], frozenset[Column]]:
    columns: defaultdict[Column, list[int]] = defaultdict(list)
    for atom in atoms:
        columns[atom.column].append(atom.value)
    hidden, opened = set(), set()
    for column, values in columns.items():
        small, total, n = [value for value in values if value <= most], sum(values), len(values)
        if not small or (total > most and _roomy(small, most)):
            continue
        if total <= most:
            # Shown as 1 to most: with one count under it that tells nothing more, and such a sum holds nothing.
            opened.add(column)
        elif n > 1 and total - (n - 1) >= most:
            hidden.add(column)
        else:
            opened.add(column)
    return frozenset(hidden), frozenset(opened)


def _roomy(small: list[int], most: int) -> bool:
    """Whether one sum of masked counts leaves each of them its whole mask."""
    above = sum(small) - len(small)
    return above >= most - 1 and (most - 1) * len(small) - above >= most - 1


def _rows(edges: list[Atom], hidden: frozenset[Column], opened: frozenset[Column], most: int) -> frozenset[Row]:
    """The rows whose sums give way: those that fail alone, then those of counts that still lack room."""
    rows: defaultdict[Row, list[Atom]] = defaultdict(list)
    beside: defaultdict[Column, set[Row]] = defaultdict(set)
    for edge in edges:
        if edge.row is not None:
            rows[edge.row].append(edge)
            beside[edge.column].add(edge.row)
    gone = {row for row, of in rows.items() if not _row_alone(of, hidden, most)}
    waiting = [at for at, edge in enumerate(edges) if edge.value <= most]
    while waiting:
        network = _Network(edges, hidden, opened, gone, most)
        waiting = [at for at in waiting if not network.has_room(at)]
        more = {row for at in waiting if (row := edges[at].row) is not None} - gone
        # A count whose own row is gone already may lean on rows beside it that hold on.
        more = more or {row for at in waiting for row in beside[edges[at].column]} - gone
        if not more:
            break
        gone |= more
    return frozenset(gone)


def _row_alone(of: list[Atom], hidden: frozenset[Column], most: int) -> bool:
    """Whether the sum of a row alone leaves its masked counts their room; hidden counts can take any number."""
    small = [edge.value for edge in of if edge.value <= most]
    if not small or all(edge.column not in hidden for edge in of):
        return not small or _roomy(small, most)
    return sum(edge.value - 1 for edge in of) >= most - 1


class _Network:
    """Masked and hidden counts as edges between rows and columns, with how far each can go up and down.

    Whatever no exact sum holds is one node, from which anything can be had.
    """

    def __init__(
        self,
        edges: list[Atom],
        hidden: frozenset[Column],
        opened: frozenset[Column],
        gone: set[Row],
        most: int,
    ) -> None:
        self._values = [edge.value for edge in edges]
        self._most = most
        self._up = [_ENDLESS if edge.column in hidden else most - edge.value for edge in edges]
        self._down = [edge.value - 1 for edge in edges]
        self._at: dict[tuple[int, int], int] = {}
        names: dict[Column | Row, int] = {}
        self._columns, self._rows = [], []
        self._of_column: defaultdict[int, list[int]] = defaultdict(list)
        self._of_row: defaultdict[int, list[int]] = defaultdict(list)
        for at, edge in enumerate(edges):
            column = _FREE if edge.column in opened else names.setdefault(edge.column, len(names) + 1)
            row = _FREE if edge.row is None or edge.row in gone else names.setdefault(edge.row, len(names) + 1)
            self._columns.append(column)
            self._rows.append(row)
            self._of_column[column].append(at)
            self._of_row[row].append(at)
            self._at[row, column] = at

    def has_room(self, at: int) -> bool:
        """Whether a masked count can be 1, and the most of the mask, with every exact sum as it is."""
        value = self._values[at]
        return self._can(at, self._most - value, self._down, self._up) and self._can(
            at, value - 1, self._up, self._down
        )

    def _can(self, at: int, units: int, first: list[int], then: list[int]) -> bool:
        """Whether so many units go from the count's column to its row: over a count that can go the way of ``first``
        to its row, from there over one that can go the way of ``then`` to its column, and so on."""
        start, goal = self._columns[at], self._rows[at]
        if start == goal or not units:
            return True
        kept = first[at], then[at]
        first[at] = then[at] = 0
        changed: list[tuple[int, int]] = []
        found = all(self._unit(start, goal, first, then, changed) for _ in range(units))
        for edge, by in changed:
            first[edge] += by
            then[edge] -= by
        first[at], then[at] = kept
        return found

    def _unit(self, start: int, goal: int, first: list[int], then: list[int], changed: list[tuple[int, int]]) -> bool:
        """Send one unit along a shortest path, and note what it changed."""
        near = self._exchange(start, goal, first, then)
        for edge, by in near:
            first[edge] -= by
            then[edge] += by
        changed += near
        if near:
            return True
        reached: dict[int, tuple[int, int, int]] = {start: (start, -1, 0)}
        queue = deque([start])
        # What is free has edges to nearly everything: it is looked through only when nothing nearer leads to the goal.
        last = [_FREE]
        while goal not in reached:
            if not queue:
                if not last or last.pop() not in reached:
                    return False
                queue.append(_FREE)
            self._beyond(queue.popleft(), goal, reached, queue, first, then)
        node = goal
        while node != start:
            node, edge, by = reached[node]
            first[edge] -= by
            then[edge] += by
            changed.append((edge, by))
        return True

    def _exchange(self, start: int, goal: int, first: list[int], then: list[int]) -> list[tuple[int, int]]:
        """The commonest paths: one other count, or three that close a square with it. Empty where there is none."""
        for edge in self._of_column[start]:
            if self._rows[edge] == goal and first[edge]:
                return [(edge, 1)]
        for own in self._of_row[goal]:
            if not first[own]:
                continue
            other = self._columns[own]
            for edge in self._of_column[start]:
                across = self._at.get((self._rows[edge], other)) if first[edge] else None
                if across is not None and then[across]:
                    return [(edge, 1), (across, -1), (own, 1)]
        return []

    def _beyond(
        self,
        node: int,
        goal: int,
        reached: dict[int, tuple[int, int, int]],
        queue: deque[int],
        first: list[int],
        then: list[int],
    ) -> None:
        """Reach everything that is one count away from a node, up to the goal."""
        sides = ((self._of_column, self._rows, first, 1), (self._of_row, self._columns, then, -1))
        for edges, others, room, by in sides:
            for edge in edges.get(node, ()):
                other = others[edge]
                if room[edge] and other not in reached:
                    reached[other] = (node, edge, by)
                    if other == goal:
                        return
                    if other != _FREE:
                        queue.append(other)
