# SPDX-License-Identifier: EUPL-1.2
"""A municipality's own table by group that its edition holds: protected as one that is loaded, and shown to everybody.

Shares only. Numbers of pupils would stand beside those of final advice, which are counted in the same schools. What is
shown is decided once per edition, together with what was shown of the same school year before, and kept in the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import quote

from speelveld.disclosure import guard
from speelveld.disclosure.ledger import Entry, Ledger
from speelveld.disclosure.rules import rules
from speelveld.disclosure.suppression import suppress
from speelveld.disclosure.system import Cell, System
from speelveld.editions.store import Edition
from speelveld.errors import DisclosureError, InputError
from speelveld.figures.advice_upload import of_groups
from speelveld.figures.advice_upload_table import RULES, SECONDS, Uploaded
from speelveld.figures.atoms import Cluster, Named
from speelveld.figures.corrections import views
from speelveld.figures.ledger_file import find_or_add
from speelveld.figures.municipalities import find_municipality
from speelveld.figures.released import ledger_path
from speelveld.terms import Municipality

TABLE = "advice_groups"


@dataclass(frozen=True, eq=False)
class Kept:
    """What the page shows of the table, or why it cannot be shown (in English, as faults are)."""

    result: Uploaded | None
    fault: str = ""


def kept(edition: Edition, municipality: Municipality, n_schools: int) -> Kept | None:
    """The table of the municipality that the edition was built for; None on the page of any other.

    None too where so few schools give advice that a share of all would be about one of them. Raises EditionError when
    the ledger cannot be written.
    """
    if not edition.has(TABLE) or n_schools < rules().city_index.min_schools:
        return None
    code = find_municipality(edition, edition.manifest.municipality).code
    if code != municipality.code:
        return None

    def hide(system: System, year: str, units: Sequence[str]) -> frozenset[str]:
        asked = named_atoms(system, code, year, units)
        entry = find_or_add(
            ledger_path(edition),
            edition.id,
            f"{_beginning(code, year)}*",
            RULES.version,
            lambda ledger: decide_groups(asked, code, year, ledger, edition.id),
        )
        return frozenset(entry.hidden)

    try:
        found = of_groups(edition, edition.table(TABLE), f"{TABLE}.csv", hide)
    except InputError as error:
        return Kept(None, " ".join(f"{fault.message} {fault.advice}".strip() for fault in error.faults))
    except DisclosureError as error:
        return Kept(None, f"{error}")
    return Kept(replace(found, rows=tuple(replace(row, pupils=guard.HIDDEN) for row in found.rows)))


def decide_groups(asked: System, code: str, year: str, ledger: Ledger, edition: str) -> Entry:
    """The release of a table by group, as :func:`named_atoms` gives it, beside all that was shown of its year.

    Raises DisclosureError when the year was shown in other groups before: how these share pupils is not known, so what
    both tell together cannot be weighed.
    """
    beginning = _beginning(code, year)
    before = {name.partition("#")[0] for entry in ledger.entries for name in entry.values if name.startswith(beginning)}
    if before and before != asked.values.keys():
        raise DisclosureError(
            f"the table of {year} has other groups than the one that was shown before, so together they might tell of "
            "a few pupils. It can be shown with the groups of that table, or as another school year."
        )
    cluster = Cluster(f"{beginning}*", (), dict(asked.values), ())
    units = groupby(sorted(asked.values), key=lambda atom: atom.rpartition("|")[0])
    named = Named.of_groups(cluster, ledger, (atoms for _, atoms in units))
    cells = [_renamed(cell, named) for cell in asked.cells]
    needs = [cell.need for cell in cells if cell.need is not None]
    faced = views(cluster, ledger, named, cells, needs)
    hidden = frozenset[str]()
    for view in faced:
        hidden |= suppress(view.beside(hidden), seconds=SECONDS).hidden
    return Entry(
        edition=edition,
        cluster=cluster.name,
        rules=RULES.version,
        values=named.values,
        statements=ledger.unsaid(cell.statement() for cell in cells if cell.id not in hidden),
        protected=ledger.unasked(needs),
        shown=tuple(sorted(cell.id for cell in cells if cell.id not in hidden)),
        hidden=tuple(sorted(hidden)),
        steps={},
        exposed=tuple(sorted(faced[-1].known)),
    )


def _beginning(code: str, year: str) -> str:
    """What the names of all atoms of a municipality's tables of one school year begin with."""
    return f"groups|{code}|{year}|"


def named_atoms(system: System, code: str, year: str, units: Sequence[str]) -> System:
    """The table of a municipality and school year, with names for its atoms that are the same in every edition,
    whatever the order of its groups (``units``)."""
    names = {}
    for atom in system.values:
        place, outcome = (part.partition("=")[2] for part in atom.split("|"))
        names[atom] = f"{_beginning(code, year)}{quote(units[int(place)], safe='')}|{outcome}"
    every = Cluster("", (), dict(system.values), ())
    named = Named(every, names)
    return System(named.values, tuple(_renamed(cell, named) for cell in system.cells))


def _renamed(cell: Cell, named: Named) -> Cell:
    need = cell.need and replace(cell.need, terms=named(cell.need.terms))
    return replace(cell, terms=named(cell.terms), need=need)
