# SPDX-License-Identifier: EUPL-1.2
"""The atoms of a cluster of municipalities: the pupils of one school, year and base group, with their true counts.

A cluster is a set of municipalities that share schools, now or then: they are released together, so that what is
published does not depend on which of them is visited first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from speelveld.disclosure.ledger import Ledger
from speelveld.disclosure.system import Statement, Terms, terms
from speelveld.editions.store import Edition
from speelveld.terms import Boundaries, Municipality

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class School:
    """One school in one count: group A and all others, as counts and as sums of atoms; and its municipalities."""

    brin6: str
    contrast: str
    year: int
    a: int
    b: int
    group: Terms
    rest: Terms
    then: str | None
    today: str | None

    def code(self, basis: Boundaries) -> str | None:
        """The municipality that the school belongs to within these boundaries."""
        return self.then if basis is Boundaries.THEN else self.today


@dataclass(frozen=True, slots=True)
class Cluster:
    """Everything that is counted in one cluster.

    ``values`` holds the true count of every atom; ``totals`` is what the outside knows, for DUO publishes the pupils of
    every school.
    """

    name: str
    schools: tuple[School, ...]
    values: dict[str, int]
    totals: tuple[Statement, ...]


class Named:
    """The atoms under the names by which the ledger knows them: corrected counts are other atoms.

    All base groups of a school that add up to one public total are renamed when one of them is corrected.
    """

    def __init__(self, found: Cluster, names: Mapping[str, str]) -> None:
        self._names = names
        self.values = {names[atom]: count for atom, count in found.values.items()}
        self.totals = tuple(Statement(one.id, self(one.terms), one.low, one.high) for one in found.totals)

    @classmethod
    def of(cls, found: Cluster, ledger: Ledger) -> Named:
        """The names of the versions that this edition counts."""
        return cls.of_groups(found, ledger, ([atom for atom, _ in total.terms] for total in found.totals))

    @classmethod
    def of_groups(cls, found: Cluster, ledger: Ledger, groups: Iterable[Iterable[str]]) -> Named:
        """The same for groups of atoms that are corrected together, which hold every atom of the cluster."""
        names: dict[str, str] = {}
        for group in groups:
            names |= ledger.names({atom: found.values[atom] for atom in group})
        return cls(found, names)

    def name(self, atom: str) -> str:
        """The name of the version of an atom that this edition counts."""
        return self._names[atom]

    def __call__(self, form: Terms) -> Terms:
        return renamed(form, self._names)

    def carried(self, found: Cluster, same: Mapping[str, str]) -> Named:
        """The same for whoever supposes that ``same`` atoms are one."""
        return Named(found, {atom: same.get(name, name) for atom, name in self._names.items()})


def renamed(form: Terms, names: Mapping[str, str]) -> Terms:
    """A linear form with other names for its atoms; those that are not named keep theirs."""
    return terms({names.get(atom, atom): factor for atom, factor in form})


def cluster(edition: Edition, municipality: Municipality) -> Cluster:
    """The cluster that a municipality belongs to; without schools when the edition counts none there."""
    return _cluster(edition, _clusters(edition).get(municipality.code, (municipality.code,)))


@lru_cache(maxsize=512)
def _cluster(edition: Edition, codes: tuple[str, ...]) -> Cluster:
    counted: defaultdict[tuple[str, int], dict[str, Pair]] = defaultdict(dict)
    places: dict[tuple[str, int], tuple[str | None, str | None]] = {}
    if edition.has("po_contrasts"):
        table = edition.table("po_contrasts").sort("brin6", "year", "contrast")
        rows = table.filter(pl.col("code_then").is_in(codes) | pl.col("code_today").is_in(codes))
        for row in rows.iter_rows(named=True):
            school = row["brin6"], row["year"]
            # An estimate may have decimals; the pupils of a school stay whole, so the others take up the difference.
            counted[school][row["contrast"]] = round(row["a"]), round(row["a"] + row["b"]) - round(row["a"])
            places[school] = row["code_then"], row["code_today"]
    schools: list[School] = []
    values: dict[str, int] = {}
    totals: dict[str, Statement] = {}
    for (brin6, year), of in counted.items():
        for contrast, (a, b) in of.items():
            inside, outside = (
                {f"{brin6}|{year}|{part}": count for part, count in parts.items()} for parts in _parts(contrast, of)
            )
            schools.append(
                School(brin6, contrast, year, a, b, terms([*inside]), terms([*outside]), *places[brin6, year])
            )
            values |= inside | outside
            whole = terms([*inside, *outside])
            name = f"public|pupils|{brin6}|{year}|{whole[0][0].rpartition('|')[2]}"
            totals[name] = Statement(name, whole, a + b, a + b)
    return Cluster(codes[0], tuple(schools), values, tuple(totals[name] for name in sorted(totals)))


def _parts(contrast: str, of: dict[str, Pair]) -> tuple[dict[str, int], dict[str, int]]:
    """The base groups within group A and outside it, with their counts.

    The two contrasts of weights share theirs: weight 1.2 is part of both, so what is said of one tells of the other.
    """
    if contrast in ("gewicht", "gewicht12") and {"gewicht", "gewicht12"} <= of.keys():
        (some, none), (high, _) = of["gewicht"], of["gewicht12"]
        if contrast == "gewicht":
            return {"weight030": some - high, "weight120": high}, {"weight000": none}
        return {"weight120": high}, {"weight030": some - high, "weight000": none}
    a, b = of[contrast]
    return {contrast: a}, {f"not-{contrast}": b}


@lru_cache(maxsize=8)
def _clusters(edition: Edition) -> dict[str, tuple[str, ...]]:
    """Every municipality that counts schools, with the codes of its cluster in order."""
    if not edition.has("po_contrasts"):
        return {}
    pairs = edition.table("po_contrasts").select("code_then", "code_today").unique()
    codes = sorted({code for pair in pairs.iter_rows() for code in pair if code is not None})
    place = {code: i for i, code in enumerate(codes)}
    joined = [(place[then], place[today]) for then, today in pairs.drop_nulls().iter_rows()]
    rows, columns = np.array(joined, dtype=np.int64).reshape(-1, 2).T
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(codes), len(codes)))
    _, labels = connected_components(graph, directed=False)
    members: defaultdict[int, list[str]] = defaultdict(list)
    for code, label in zip(codes, labels, strict=True):
        members[int(label)].append(code)
    return {code: tuple(group) for group in members.values() for code in group}
