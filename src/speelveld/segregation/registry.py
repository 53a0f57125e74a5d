# SPDX-License-Identifier: EUPL-1.2
"""Every index by its name, with its formula, range and source; and ``measure``, which computes any of them.

A two-group index compares group A with group B, in that order, or A with all others: each result names the two sides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from speelveld.segregation import registry_multigroup, registry_spatial, registry_two_group
from speelveld.segregation.counts import Cells, Counts
from speelveld.segregation.registry_index import Family, Index, Places
from speelveld.segregation.result import Result

INDICES: Mapping[str, Index] = MappingProxyType(
    {
        index.name: index
        for index in (*registry_two_group.ENTRIES, *registry_multigroup.ENTRIES, *registry_spatial.ENTRIES)
    }
)
"""Every index by its name, in the order in which they are listed."""

__all__ = ["INDICES", "Index", "Places", "measure"]


def measure(
    counts: Counts,
    names: Sequence[str] | None = None,
    *,
    a: str | None = None,
    b: str | None = None,
    places: Places | None = None,
    options: Mapping[str, Mapping[str, float]] | None = None,
    around: Counts | None = None,
    variant: str = "",
) -> list[Result]:
    """Any indices of one table of counts, in the order of ``names``.

    Two-group indices compare group ``a`` with ``b``; with ``a`` alone, with all others together; with neither, the
    first group with the second where there are two, and each group in turn with all others where there are more. All
    other indices take all groups, whatever ``a`` and ``b``. Without ``names``: every index that fits and needs no
    places (two-group ones for two groups or where ``a`` is given, multi-group ones otherwise; ordinal ones only by
    name, for an order is a claim). ``options`` per index, such as ``{"atkinson": {"shape": 0.1}}``. ``around``: the
    same units with their surroundings (see ``egohoods``), of which the indices are taken; sizes stay those of
    ``counts``. ``variant`` is put before the options in each result. Raises KeyError for an unknown index or group,
    and ValueError for what an index does not accept.
    """
    chosen = _chosen(counts if around is None else around, names, a)
    stray = [name for name in options or {} if name not in names] if names else []
    if stray:
        raise ValueError(f"options for {', '.join(stray)}, which is not asked for")
    found: list[Result] = []
    every = _Table(counts, around, counts.groups)
    pairs = _pairs(counts, around, a, b) if any(index.kind == "two-group" for index in chosen) else []
    for index in chosen:
        own = dict((options or {}).get(index.name, {}))
        tables = pairs if index.kind == "two-group" else [every]
        found += [table.result(index, own, places, variant) for table in tables]
    return found


class _Table:
    """One table of counts, with each family of indices computed once."""

    def __init__(self, counts: Counts, around: Counts | None, groups: tuple[str, ...]) -> None:
        self._counts, self._cells, self._groups = counts, (around or counts).matrix, groups
        self._own = around is None
        self._families: dict[Callable[[Cells], dict[str, float]], dict[str, float]] = {}

    def result(self, index: Index, options: dict[str, float], places: Places | None, variant: str) -> Result:
        """One index as a result."""
        if index.family is not None and not options and not index.needs:
            estimate = self._family(index.family)[index.name]
        else:
            estimate = index.of(self._cells, places=places, **options)
        units, total = self._size()
        said = ", ".join(part for part in (variant, *(f"{name}={value:g}" for name, value in options.items())) if part)
        return Result(index.name, said, self._groups, estimate, n_units=units, n=total)

    def _family(self, family: Family) -> dict[str, float]:
        if family not in self._families:
            self._families[family] = family(self._cells)
        return self._families[family]

    def _size(self) -> tuple[int, float]:
        """Units with members, and members: from a family where it counted them, for that costs nothing."""
        if self._own:
            for values in self._families.values():
                if "units" in values:
                    return int(values["units"]), values["total"]
        return int((self._counts.unit_totals > 0).sum()), self._counts.total


def _chosen(counts: Counts, names: Sequence[str] | None, a: str | None) -> list[Index]:
    if names is None:
        kind = "two-group" if a is not None or len(counts.groups) == 2 else "multi-group"
        fitting = (index for index in INDICES.values() if index.kind == kind and not index.needs)
        return [index for index in fitting if not (index.whole and counts.weighted)]
    unknown = [name for name in names if name not in INDICES]
    if unknown:
        raise KeyError(f"there is no index {', '.join(unknown)}; there are {', '.join(INDICES)}")
    return [INDICES[name] for name in names]


def _pairs(counts: Counts, around: Counts | None, a: str | None, b: str | None) -> list[_Table]:
    if a is None and b is not None:
        raise ValueError(f"group '{b}' is compared with what? Name a as well as b")
    if a is None and len(counts.groups) == 2:
        return [_Table(counts, around, counts.groups)]
    firsts = counts.groups if a is None else (a,)
    tables = []
    for first in firsts:
        pair = counts.pair(first, b)
        tables.append(_Table(pair, around.pair(first, b) if around else None, pair.groups))
    return tables
