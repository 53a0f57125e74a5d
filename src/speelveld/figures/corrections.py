# SPDX-License-Identifier: EUPL-1.2
"""What outsiders can make of figures that were corrected: two views of the same statements.

A correction gives all counts of a school that add up to one public total new names in the ledger, for nobody outside
knows which of them it touched. Two outsiders are reckoned with. The *candid* one supposes nothing: old and new counts
have nothing to do with each other. The *shrewd* one supposes, and rightly, that counts which are the same in truth did
not change, and so reads old and new statements about them together.

The shrewd one can know too much before anything new is shown: of a school of 1 pupil that is corrected to 2, he holds
that the group which did not change is at most 1. What is hidden now cannot change that, so against him as much is asked
as is left. Against the candid one all is asked, but for what earlier releases exposed by themselves.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from speelveld.disclosure.ledger import MARK, Ledger
from speelveld.disclosure.suppression import unsafe
from speelveld.disclosure.system import Cell, Protected, Statement, System
from speelveld.figures.atoms import Cluster, Named, renamed
from speelveld.figures.populations import Population


@dataclass(frozen=True, slots=True)
class View:
    """What one outsider faces: the cells that are asked for, with everything that was said before, in his names.

    ``known`` are the ids of the needs of which he knows more than he should already; as much as is left stays asked.
    """

    system: System
    named: Named
    known: frozenset[str]

    def beside(self, hidden: Collection[str]) -> System:
        """The system in which some cells are hidden for other reasons; what they need must still be protected."""
        gone = [cell for cell in self.system.cells if cell.id in hidden]
        needs = [cell.need for cell in gone if cell.need is not None]
        cells = tuple(cell for cell in self.system.cells if cell.id not in hidden)
        return replace(self.system, cells=cells, protected=(*self.system.protected, *needs))


def views(
    found: Cluster, ledger: Ledger, named: Named, cells: Sequence[Cell], needs: Sequence[Protected]
) -> tuple[View, ...]:
    """Every view that must be safe; the candid one is the last. The shrewd one is alone where he knows no more than he
    should: what protects against him protects against whoever supposes less.

    ``cells`` and ``needs`` are in the names of the ledger, as ``named`` gives them.
    """
    said = ledger.about(found.values)
    kept = ledger.protected([*found.values, *(atom for one in said for atom, _ in one.terms)])
    every = tuple(dict.fromkeys([*needs, *kept]))
    spoken = {atom for form in (*(one.terms for one in said), *(one.terms for one in kept)) for atom, _ in form}
    values = {**{atom: ledger.value(atom) for atom in sorted(spoken)}, **named.values}
    earlier = (*named.totals, *said)
    same = {name: first for name, first in ledger.carried(values).items() if name != first}
    if same:
        shrewd = _view(cells, every, earlier, values, named.carried(found, same), same, told=True)
        if not shrewd.known:
            return (shrewd,)
    candid = _view(cells, every, earlier, values, named, {}, told=bool(said))
    return (shrewd, candid) if same else (candid,)


def steps_before(places: Sequence[Population], ledger: Ledger, named: Named) -> dict[str, list[float]]:
    """By population the steps of its indices in earlier releases, once for each set of counts other than those of now.

    Indices of counts that were corrected are other numbers, and tell of nearly the same counts.
    """
    plain = {name.partition(MARK)[0]: name for name in named.values}
    found: dict[str, list[float]] = {}
    for place in places:
        here = {atom for school in place.schools for form in (school.group, school.rest) for atom, _ in form}
        now = frozenset(plain[atom] for atom in here)
        told: dict[frozenset[str], float] = {}
        for entry in ledger.entries:
            if place.id in entry.steps:
                then = frozenset(name for name in entry.values if name.partition(MARK)[0] in here)
                told[then] = min(entry.steps[place.id], told.get(then, math.inf))
        told.pop(now, None)
        if told:
            found[place.id] = [told[then] for then in sorted(told, key=sorted)]
    return found


def _view(
    cells: Sequence[Cell],
    needs: Sequence[Protected],
    earlier: Sequence[Statement],
    values: Mapping[str, int],
    named: Named,
    same: Mapping[str, str],
    *,
    told: bool,
) -> View:
    """The view of somebody who takes ``same`` atoms for one. ``told`` says that there was an earlier release."""
    counts = {same.get(atom, atom): count for atom, count in values.items()}
    before = tuple(dict.fromkeys(replace(one, terms=renamed(one.terms, same)) for one in earlier))
    asked = [replace(need, terms=renamed(need.terms, same)) for need in needs]
    left = _left(asked, before, counts) if told else {}
    now = {need: left.get(place, asked[place]) for place, need in enumerate(needs)}
    own = {cell.need for cell in cells}
    return View(
        System(
            values=counts,
            cells=tuple(
                replace(cell, terms=renamed(cell.terms, same), need=now[cell.need] if cell.need else None)
                for cell in cells
            ),
            earlier=before,
            protected=tuple(dict.fromkeys(one for need, one in now.items() if one is not None and need not in own)),
        ),
        named,
        frozenset(needs[place].id for place in left),
    )


def _left(
    asked: Sequence[Protected], earlier: Sequence[Statement], values: Mapping[str, int]
) -> dict[int, Protected | None]:
    """By place the needs that earlier statements expose, with as much of them as is left; None where nothing is."""
    found = unsafe(earlier, [replace(need, id=str(place)) for place, need in enumerate(asked)], values=values)
    left = {int(one.id): _within(asked[int(one.id)], one.low, one.high) for one in found}
    # Where the search for whole counts was cut off, the interval may be wider than what is left in truth.
    doubtful = [replace(one, id=str(place)) for place, one in left.items() if one is not None]
    return left | {int(one.id): None for one in unsafe(earlier, doubtful, values=values)}


def _within(need: Protected, low: float, high: float) -> Protected | None:
    least, most = math.ceil(low - 1e-6), math.floor(high + 1e-6)
    if most <= least:
        return None
    return replace(need, width=min(need.width, most - least), reach=min(need.reach, most))
