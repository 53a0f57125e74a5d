# SPDX-License-Identifier: EUPL-1.2
"""Insiders: two schools of one board know their own counts, and must not learn those of a third.

With few schools in a municipality, its total and what the two know by themselves may leave one small count. So every
board is looked at with the two of its schools that leave the least unknown, and more is hidden until that is enough.
In most municipalities a count of moves shows at once that plenty stays unknown (:mod:`speelveld.figures.room`); only
where it does not, all statements are solved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from speelveld.disclosure.suppression import unsafe
from speelveld.disclosure.system import Protected, Statement, System
from speelveld.figures.atoms import Named, School
from speelveld.figures.populations import Population, school_cell
from speelveld.figures.room import Before, Room

TOGETHER = 2
"""How many schools of one board put what they know together."""


def beside_insiders(
    hidden: frozenset[str],
    system: System,
    places: Sequence[Population],
    boards: Mapping[tuple[str, int], str],
    named: Named,
) -> frozenset[str]:
    """The cells to hide so that also two schools of one board learn no small count of another school.

    ``boards`` gives the board of a school (``brin6``) in a year. Hides the smallest shown school of the municipality
    that is not theirs, and when there is none left, the figures of the municipality itself. ``system`` holds what can
    be protected at all: of small counts that earlier releases exposed no more than was left.
    """
    gone = set(hidden)
    before = Before(system, named)
    for place in places:
        needs = _needs(place, system, named)
        if not needs:
            continue
        for pair in _pairs(place, boards, gone):
            while _tells(place, pair, system, before, needs, gone, named):
                more = _next(place, pair, system, gone)
                if more is None:
                    break
                gone.add(more)
    return frozenset(gone)


def _needs(place: Population, system: System, named: Named) -> dict[str, list[Protected]]:
    """What must stay uncertain about the schools of a population, by school."""
    of = {named(form): school.brin6 for school in place.schools for form in (school.group, school.rest)}
    found: defaultdict[str, list[Protected]] = defaultdict(list)
    for need in system.needs():
        if need.terms in of:
            found[of[need.terms]].append(need)
    return found


def _pairs(place: Population, boards: Mapping[tuple[str, int], str], hidden: set[str]) -> Iterator[tuple[School, ...]]:
    """Of each board, its schools of which an outsider knows least: those are what insiders add."""
    of: defaultdict[str, list[School]] = defaultdict(list)
    for school in place.schools:
        board = boards.get((school.brin6, school.year))
        if board is not None:
            of[board].append(school)

    def unknown(school: School) -> tuple[bool, int, str]:
        cell = school_cell(place.contrast, place.year, school.brin6)
        return cell in hidden, school.a + school.b, school.brin6

    for board in sorted(of):
        yield tuple(sorted(of[board], key=unknown, reverse=True)[:TOGETHER])


def _tells(
    place: Population,
    pair: tuple[School, ...],
    system: System,
    before: Before,
    needs: Mapping[str, Sequence[Protected]],
    hidden: set[str],
    named: Named,
) -> bool:
    """Whether what the insiders know makes a small count of another school of the municipality too certain."""
    own = {school.brin6 for school in pair}
    room = Room(place, system, before, hidden, named, own)
    doubtful = [
        need for brin6, of in needs.items() if brin6 not in own for need in of if not room.enough(brin6, need, named)
    ]
    if not doubtful:
        return False
    year = f"|{place.year}|"
    said = [one for one in system.statements(hidden) if year in one.terms[0][0]]
    known = [Statement(f"known to {school.brin6}", named(school.group), school.a, school.a) for school in pair]
    return bool(unsafe([*said, *known], doubtful))


def _next(place: Population, pair: tuple[School, ...], system: System, hidden: set[str]) -> str | None:
    """The next cell to hide: a school's own, that with the smallest group first; then those of the municipality."""
    own = {school_cell(place.contrast, place.year, school.brin6) for school in pair}
    schools = {school_cell(place.contrast, place.year, school.brin6) for school in place.schools} - own
    cells = [cell for cell in system.cells if cell.id not in hidden and cell.id in {*schools, place.id}]
    return min(cells, key=lambda cell: (cell.id == place.id, cell.value, cell.id)).id if cells else None
