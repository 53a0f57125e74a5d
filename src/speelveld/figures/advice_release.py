# SPDX-License-Identifier: EUPL-1.2
"""What is released of a municipality's final advice: decided once, together with all that was released before.

:mod:`speelveld.disclosure.margins` says which counts are hidden and which sums give way when nothing was said before.
When something was (an institution belonged to another municipality then, or a count was corrected since), more gives
way until every count below the mask keeps its whole mask for whoever has kept all earlier editions: sums first, and
where these do not do, a whole school year.

Only the years that the publisher printed exactly are weighed. In the others it masked small counts itself, and what is
shown there follows from what it printed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from speelveld.disclosure.ledger import Entry, Ledger
from speelveld.disclosure.margins import Atom, Column, Margins, Row, margins
from speelveld.disclosure.rules import rules
from speelveld.disclosure.suppression import unsafe
from speelveld.disclosure.system import Protected, Statement, Terms, terms
from speelveld.errors import DisclosureError
from speelveld.figures.advice_levels import HIGHER, POOLED, SCALE, SHARES
from speelveld.figures.atoms import Cluster, Named
from speelveld.figures.corrections import View, views
from speelveld.terms import Count

Given = Mapping[Column, Mapping[str, Count]]
"""The publisher's cells by level and school year, then by institution."""


def release_name(code: str) -> str:
    """Under which name the ledger keeps what is released of a municipality's advice."""
    return f"advice|{code}"


def row_of(brin: str, level: str, year: str) -> Row | None:
    """The sum of an institution that counts this cell, if one does."""
    return (brin, level in SHARES[HIGHER]) if level in SCALE and year in POOLED else None


def count_cell(code: str, column: Column) -> str:
    """The id of the counts of all institutions under a column."""
    return f"advice|cells|{code}|{column[1]}|{column[0]}"


def sum_cell(code: str, column: Column) -> str:
    """The id of the exact sum of a column."""
    return f"advice|sum|{code}|{column[1]}|{column[0]}"


def row_cell(row: Row) -> str:
    """The id of the exact sum of a row."""
    return f"advice|row|{row[0]}|{'higher' if row[1] else 'lower'}"


@dataclass(frozen=True)
class Counted:
    """The counts of the years that the publisher printed exactly."""

    code: str
    given: Given
    most: int

    @cached_property
    def years(self) -> frozenset[str]:
        """The years in which no count was masked by the publisher."""
        masked = {year for (_, year), cells in self.given.items() if any(not cell.exact for cell in cells.values())}
        return frozenset(year for _, year in self.given) - masked

    @cached_property
    def columns(self) -> dict[Column, dict[str, int]]:
        """The counts of these years, zeros too."""
        return {
            column: {brin: cell.low for brin, cell in sorted(cells.items())}
            for column, cells in sorted(self.given.items())
            if column[1] in self.years
        }

    @cached_property
    def rows(self) -> dict[Row, list[tuple[Column, int]]]:
        """The counts above zero under each row."""
        found: defaultdict[Row, list[tuple[Column, int]]] = defaultdict(list)
        for column, cells in self.columns.items():
            for brin, count in cells.items():
                row = row_of(brin, *column)
                if count and row is not None:
                    found[row].append((column, count))
        return dict(found)

    def together(self) -> list[list[str]]:
        """The counts of each institution in each year. They are corrected together: nobody outside knows which of them
        a correction touched."""
        found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for column, cells in self.columns.items():
            for brin in cells:
                found[brin, column[1]].append(_atom(brin, column))
        return list(found.values())

    def cluster(self) -> Cluster:
        """The same for the ledger. Of an institution no total is public but the counts themselves."""
        values = {_atom(brin, column): count for column, cells in self.columns.items() for brin, count in cells.items()}
        return Cluster(release_name(self.code), (), values, ())

    def margins(self) -> Margins:
        """What gives way when nothing was said before."""
        return margins(
            (
                Atom(count, column, row_of(brin, *column))
                for column, cells in self.columns.items()
                for brin, count in cells.items()
            ),
            self.most + 1,
        )

    def needs(self, named: Named) -> list[Protected]:
        """Every count under the mask: it must be anything from 1 to the most that the mask says."""
        return [
            Protected(atom, named(terms([atom])), count, self.most - 1, self.most)
            for column, cells in self.columns.items()
            for brin, count in cells.items()
            if 0 < count <= self.most
            for atom in (_atom(brin, column),)
        ]


@dataclass(frozen=True)
class Choice:
    """What gives way: by the sums, and the columns of which neither counts nor sum are shown."""

    margins: Margins
    withheld: frozenset[Column] = field(default_factory=frozenset)

    def cells(self, counted: Counted) -> Iterator[tuple[str, bool]]:
        """Every cell that is asked for, and whether it is shown."""
        code, of = counted.code, self.margins
        for column in counted.columns:
            there = column not in self.withheld
            yield count_cell(code, column), there and column not in of.hidden
            yield sum_cell(code, column), there and column not in of.open_columns
        for row in sorted(counted.rows):
            yield row_cell(row), row not in of.open_rows and not self._touches(counted, row)

    def statements(self, counted: Counted, named: Named) -> Iterator[Statement]:
        """What is told; of a hidden count that it is not zero, and what the sum leaves for it.

        The zeros of a year are one statement.
        """
        none: defaultdict[str, list[str]] = defaultdict(list)
        for column, cells in counted.columns.items():
            if column in self.withheld:
                continue
            total, many = sum(cells.values()), sum(count > 0 for count in cells.values())
            for brin, count in cells.items():
                atom = _atom(brin, column)
                low, high = (1, counted.most) if count <= counted.most else (count, count)
                if column in self.margins.hidden:
                    low, high = 1, total - (many - 1)
                if count:
                    yield Statement(atom, named(terms([atom])), low, high)
                else:
                    none[column[1]].append(atom)
            if total and column not in self.margins.open_columns:
                form = terms([_atom(brin, column) for brin, count in cells.items() if count])
                yield Statement(sum_cell(counted.code, column), named(form), total, total)
        for year, atoms in none.items():
            yield Statement(f"advice|none|{counted.code}|{year}", named(terms(atoms)), 0, 0)
        for row, of in counted.rows.items():
            if row not in self.margins.open_rows and not self._touches(counted, row):
                total = sum(count for _, count in of)
                yield Statement(row_cell(row), named(terms([_atom(row[0], one) for one, _ in of])), total, total)

    def less(self, counted: Counted, exposed: Iterable[Terms]) -> Choice:
        """The next choice, which tells less of some counts.

        Exact sums over them give way; then the counts under the same sum with the rows of these, and not the sum; then
        both, where no share needs them; then all sums of their years, then these years, then all. Raises
        DisclosureError when nothing is left to hide.
        """
        of, every = self.margins, frozenset(counted.columns)
        places = [_place(atom) for form in exposed for atom, _ in form]
        columns = frozenset(column for _, column in places) & every
        rows = frozenset(row for brin, column in places if (row := row_of(brin, *column)) in counted.rows)
        years = frozenset(column for column in every if column[1] in {year for _, (_, year) in places})
        if (columns - of.hidden) - of.open_columns or rows - of.open_rows:
            return self._opened(columns - of.hidden, rows)
        more = frozenset(one for one in columns - of.hidden if sum(counted.columns[one].values()) > counted.most)
        if more:
            beside = frozenset(row for row, under in counted.rows.items() if any(column in more for column, _ in under))
            return replace(self, margins=Margins(of.hidden | more, of.open_columns - more, of.open_rows | beside))
        apart = frozenset(column for column in columns if column[0] not in SCALE)
        if apart - self.withheld:
            return replace(self, withheld=self.withheld | apart)
        if (years - of.hidden) - of.open_columns or counted.rows.keys() - of.open_rows:
            return self._opened(years - of.hidden, frozenset(counted.rows))
        for gone in (self.withheld | years, every):
            if gone != self.withheld:
                return replace(self, withheld=gone)
        raise DisclosureError(
            f"what is known already of advice in {counted.code} exposes a count even when nothing is added, so nothing "
            "is published"
        )

    def _opened(self, columns: frozenset[Column], rows: frozenset[Row]) -> Choice:
        of = self.margins
        return replace(self, margins=replace(of, open_columns=of.open_columns | columns, open_rows=of.open_rows | rows))

    def _touches(self, counted: Counted, row: Row) -> bool:
        return any(column in self.withheld for column, _ in counted.rows[row])


def decide_advice(counted: Counted, ledger: Ledger, edition: str) -> Entry:
    """The release of the advice of a municipality, checked together with everything that the ledger holds about it.

    What earlier releases exposed by themselves cannot be undone: it is named in the entry, and what is left of it
    protected.
    """
    cluster = counted.cluster()
    named = Named.of_groups(cluster, ledger, counted.together())
    needs, choice = counted.needs(named), Choice(counted.margins())
    faced: tuple[View, ...] = ()
    if ledger.about(cluster.values) and ledger.unsaid(choice.statements(counted, named)):
        faced = views(cluster, ledger, named, (), needs)
    while found := [form for view in faced for form in _exposed(view, choice, counted)]:
        choice = choice.less(counted, found)
    cells = dict(choice.cells(counted))
    return Entry(
        edition=edition,
        cluster=cluster.name,
        rules=rules().version,
        values=named.values,
        statements=ledger.unsaid(choice.statements(counted, named)),
        protected=ledger.unasked(needs),
        shown=tuple(sorted(cell for cell, shown in cells.items() if shown)),
        hidden=tuple(sorted(cell for cell, shown in cells.items() if not shown)),
        steps={},
        exposed=tuple(sorted(faced[-1].known)) if faced else (),
    )


def _exposed(view: View, choice: Choice, counted: Counted) -> list[Terms]:
    """The forms of which this outsider would know too much."""
    needs = view.system.needs()
    told = (*view.system.earlier, *choice.statements(counted, view.named))
    asked = [replace(need, id=str(at)) for at, need in enumerate(needs)]
    return [needs[int(one.id)].terms for one in unsafe(told, asked, values=view.system.values)]


def _atom(brin: str, column: Column) -> str:
    return f"advice|{brin}|{column[1]}|{column[0]}"


def _place(atom: str) -> tuple[str, Column]:
    _, brin, year, level = atom.partition("#")[0].split("|")
    return brin, (level, year)
