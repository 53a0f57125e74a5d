# SPDX-License-Identifier: EUPL-1.2
"""Which indices of which groups a command is asked for."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from speelveld.errors import Fault, InputError
from speelveld.segregation.counts import Counts
from speelveld.segregation.registry import INDICES, Index

DECOMPOSED = ("mutual-information", "multigroup-theil-h", "theil-h", "eta-squared", "dissimilarity", "gini")
"""Indices with a part between and a part within (D and Gini: between alone)."""


@dataclass(frozen=True)
class Spec:
    """One index with its options, such as ``atkinson:shape=0.1``."""

    index: Index
    options: dict[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the index."""
        return self.index.name

    @property
    def variant(self) -> str:
        """The options as they stand in a result."""
        return ", ".join(f"{name}={value:g}" for name, value in self.options.items())


def parse(names: Sequence[str]) -> list[Spec]:
    """Each of ``NAME`` or ``NAME:option=value,option=value``.

    Raises ValueError with everything that is wrong, with suggestions: unknown names and options, values that are no
    numbers, indices that need to know where units are.
    """
    specs, wrong = [], []
    for text in names:
        name, _, rest = text.partition(":")
        index = INDICES.get(name)
        if index is None:
            wrong.append(f"there is no index '{name}'; {_instead(name)}.")
            continue
        if index.needs:
            wrong.append(
                f"'{name}' needs {', '.join(index.needs)} of the units, which a table of counts does not have."
            )
            continue
        options = {}
        for part in filter(None, rest.split(",")):
            option, _, value = part.partition("=")
            if option not in index.options:
                wrong.append(f"'{name}' has no option '{option}'; it has {', '.join(index.options) or 'none'}.")
                continue
            try:
                options[option] = float(value)
            except ValueError:
                wrong.append(f"'{value}' is not a number, in '{text}'.")
        specs.append(Spec(index, options))
    if wrong:
        raise ValueError(" ".join(wrong))
    return specs


def usual(counts: Counts, *, pairs: bool) -> list[Spec]:
    """What is measured when no index is named: all of two groups (``pairs``), or all of several.

    Not those that need a place or an order of the groups, nor, of weighted counts, those that count whole pupils.
    """
    kind = "two-group" if pairs else "multi-group"
    fitting = (index for index in INDICES.values() if index.kind == kind and not index.needs)
    return [Spec(index) for index in fitting if not (counts.weighted and index.name.startswith("exact-"))]


def of_groups(counts: Counts, wanted: str | None) -> tuple[Counts, str | None, str | None]:
    """The counts of the wanted groups, and the pair (a, b): ``A`` is A v. the rest, ``A,B`` A v. B.

    Three groups or more are those to measure, in that order, as ordinal indices need it. Raises InputError naming every
    group that is not there.
    """
    if wanted is None:
        return counts, None, None
    names = [wanted] if wanted in counts.groups else [name.strip() for name in wanted.split(",")]
    unknown = [name for name in names if name not in counts.groups]
    if unknown:
        there = ", ".join(counts.groups)
        raise InputError(Fault(f"there is no group '{name}'; there are {there}.") for name in unknown)
    if len(set(names)) < len(names):
        raise InputError(Fault("a group stands twice in --groups."))
    if len(names) <= 2:
        return counts, names[0], names[1] if len(names) == 2 else None
    columns = [counts.groups.index(name) for name in names]
    cells = np.ascontiguousarray(counts.matrix[:, columns])
    return Counts(cells, counts.units, tuple(names), counts.parents), None, None


def same_groups(first: Counts, second: Counts) -> tuple[Counts, Counts]:
    """Both tables with the groups of either, in one order: that of the first, and then what only the second has."""
    groups = tuple(dict.fromkeys((*first.groups, *second.groups)))

    def widened(counts: Counts) -> Counts:
        cells = np.zeros((len(counts.units), len(groups)), dtype=counts.matrix.dtype)
        cells[:, [groups.index(name) for name in counts.groups]] = counts.matrix
        return Counts(cells, counts.units, groups, counts.parents)

    return widened(first), widened(second)


def _instead(name: str) -> str:
    """What may have been meant: by its name, by a part of it, or by its symbol."""
    plain = name.lower().replace("_", "-").replace(" ", "-")
    known = {other: index for other, index in INDICES.items() if not index.needs}
    near = [other for other, index in known.items() if index.symbol.lower() == plain]
    near += difflib.get_close_matches(plain, known, n=3)
    near += [other for other in known if len(plain) > 2 and plain in other]
    if near:
        return f"did you mean {' or '.join(dict.fromkeys(near))}"
    return f"there are {', '.join(known)}"
