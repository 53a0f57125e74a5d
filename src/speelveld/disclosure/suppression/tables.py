# SPDX-License-Identifier: EUPL-1.2
"""Build the linked system of a table with all its margins from its inner counts.

A cell is named by what it fixes: ``school=A|year=2019|group=*|outcome=*`` is school A in 2019 over all groups and
outcomes. Every combination of a category, a group of categories or the total of each dimension is a cell.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from speelveld.disclosure.system import Cell, Protected, Statement, System, terms
from speelveld.errors import DisclosureError, Fault, InputError

Rule = Callable[[str, int], tuple[int, int] | None]
"""A primary rule: from a cell's id and count to the ``(width, reach)`` that it needs, or None when it may be shown."""

Loss = Literal["cells", "value", "balanced"]
"""What hiding a cell costs: ``cells`` counts cells, and breaks ties by their value; ``value`` sums what the cells
count; ``balanced`` is in between, see :func:`balanced`."""

TOTAL = "*"


def balanced(count: int) -> float:
    """What hiding a count costs by default: 1 + its square root.

    The square root is how many times its own standard deviation a count is, if it varies as chance makes counts vary
    (Poisson): a total tells more than the school that is part of it, yet not in proportion to its pupils.
    """
    return 1 + math.sqrt(count)


def threshold(minimum: int = 10, *, zeros: bool = True) -> Rule:
    """The rule of a minimum count: a count below ``minimum`` is hidden and must seem to reach ``minimum`` or more.

    The integers that an outsider can not exclude then span at least ``max(minimum, half of the count)``. ``zeros``
    says whether an empty cell is hidden as well.
    """

    def rule(_: str, value: int) -> tuple[int, int] | None:
        if value >= minimum or (value == 0 and not zeros):
            return None
        return max(minimum, math.ceil(value / 2)), minimum

    return rule


@dataclass(frozen=True, slots=True)
class _Dimension:
    """One dimension: the columns of its keys, and per category the labels of every margin that counts it."""

    columns: tuple[str, ...]
    labels: Mapping[tuple[str, ...], tuple[str, ...]]


def cube(
    values: Mapping[tuple[str, ...], int],
    dimensions: Sequence[str | tuple[str, ...]],
    *,
    rule: Rule | None = None,
    groupings: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
    loss: Loss = "balanced",
    base: int = 1,
    always_shown: Callable[[str], bool] = lambda _: False,
    include: Callable[[str], bool] = lambda _: True,
    earlier: Sequence[Statement] = (),
) -> System:
    """The linked system of a table of counts: its cells and every margin, with the protection that the rule asks.

    ``values`` gives the count per combination of categories, in the order of ``dimensions``. A combination that is
    absent can not occur, and an outsider knows that; give 0 where pupils could have been. A dimension is one column,
    or nested columns from fine to coarse, such as ``("school", "board")``, which then take one place each in a key.
    ``groupings`` adds further sums over a column that need not nest: ``{"school": {"district": {"A": "north"}}}``.

    ``rule`` is :func:`threshold` with its defaults unless given. ``base`` rounds every shown count; ``always_shown``
    marks the cells, by id, that the outside knows anyway; ``include`` says which cells are asked for at all.

    Raises InputError with every fault: keys of a wrong length, counts that are no counts, columns that do not nest.
    """
    rule = rule or threshold()
    shaped = [(item,) if isinstance(item, str) else tuple(item) for item in dimensions]
    _check(values, shaped)
    axes = list(_axes(values, shaped, groupings or {}))
    members: dict[str, list[str]] = {}
    counts: dict[str, int] = {}
    atoms: dict[str, int] = {}
    for key, count in values.items():
        parts = list(_parts(key, shaped))
        atom = "|".join(axis.labels[part][0] for axis, part in zip(axes, parts, strict=True))
        atoms[atom] = int(count)
        for combination in product(*(axis.labels[part] for axis, part in zip(axes, parts, strict=True))):
            cell = "|".join(combination)
            members.setdefault(cell, []).append(atom)
            counts[cell] = counts.get(cell, 0) + int(count)
    weigh = _weights(loss, counts)
    cells = []
    for cell in sorted(members):
        if not include(cell):
            continue
        form, count = terms(members[cell]), counts[cell]
        asked = rule(cell, count)
        need = None if asked is None else Protected(cell, form, count, *asked)
        cells.append(Cell(cell, form, count, weigh(count), need, always_shown(cell), base))
    return System(atoms, tuple(cells), tuple(earlier))


def _weights(loss: Loss, counts: Mapping[str, int]) -> Callable[[int], float]:
    """The cost of hiding a count."""
    if loss == "value":
        return float
    if loss == "balanced":
        return balanced
    if loss != "cells":
        raise DisclosureError(f"'{loss}' is not a way to count what is lost: take cells, value or balanced")
    everything = 1 + sum(counts.values())
    return lambda count: 1 + count / everything


def _parts(key: tuple[str, ...], shaped: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """A key cut into its dimensions."""
    start = 0
    for columns in shaped:
        yield key[start : start + len(columns)]
        start += len(columns)


def _check(values: Mapping[tuple[str, ...], int], shaped: Sequence[tuple[str, ...]]) -> None:
    """Every fault of the keys and the counts at once."""
    columns = [column for dimension in shaped for column in dimension]
    faults = []
    if not columns or len(set(columns)) < len(columns):
        faults.append(Fault(f"a table needs one or more columns, each once, not {columns}"))
    for key, count in values.items():
        if len(key) != len(columns):
            faults.append(Fault(f"{key!r} has {len(key)} places where the table has {len(columns)} columns"))
        if isinstance(count, bool) or count != int(count) or count < 0:
            faults.append(Fault(f"{key!r} has {count!r}, which is not a count"))
        bad = [part for part in key if part == TOTAL or "|" in part]
        if bad:
            faults.append(Fault(f"{key!r} has the category {bad[0]!r}", advice="'*' and '|' mean something else."))
    if faults:
        raise InputError(faults)


def _axes(
    values: Mapping[tuple[str, ...], int],
    shaped: Sequence[tuple[str, ...]],
    groupings: Mapping[str, Mapping[str, Mapping[str, str]]],
) -> Iterator[_Dimension]:
    """The dimensions with the margins of each category: itself, its nested columns, its groups, and the total."""
    faults = [
        Fault(f"groupings speak of column '{column}', which the table lacks")
        for column in groupings
        if not any(column == columns[0] for columns in shaped)
    ]
    found: list[dict[tuple[str, ...], tuple[str, ...]]] = [{} for _ in shaped]
    for key in values:
        for labels, columns, part in zip(found, shaped, _parts(key, shaped), strict=True):
            if part not in labels:
                nested = [f"{column}={category}" for column, category in zip(columns, part, strict=True)]
                grouped = [
                    f"{name}={by[part[0]]}" for name, by in groupings.get(columns[0], {}).items() if part[0] in by
                ]
                labels[part] = (*nested, *grouped, f"{columns[0]}={TOTAL}")
    for columns, labels in zip(shaped, found, strict=True):
        for level in range(len(columns) - 1):
            above: dict[str, set[str]] = {}
            for part in labels:
                above.setdefault(part[level], set()).add(part[level + 1])
            faults += [
                Fault(f"{columns[level]} '{low}' lies in more than one {columns[level + 1]}: {', '.join(sorted(high))}")
                for low, high in above.items()
                if len(high) > 1
            ]
    if faults:
        raise InputError(faults)
    for columns, labels in zip(shaped, found, strict=True):
        yield _Dimension(columns, labels)
