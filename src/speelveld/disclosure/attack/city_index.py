# SPDX-License-Identifier: EUPL-1.2
"""A9, continued: the index of a city, solved for the one school that is hidden."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from scipy import optimize, sparse

from speelveld.disclosure.attack.bounds import bounds
from speelveld.disclosure.attack.findings import Finding, found, too_narrow
from speelveld.disclosure.attack.knowledge import CityIndex
from speelveld.disclosure.attack.polyhedron import Box, Floats, Rows, propagate, rows_of
from speelveld.disclosure.system import Protected, Statement, Terms, terms

SECONDS = 10.0
MOST_TOTALS = 36
"""How many pairs of city totals are tried when these are known within bounds only."""


def city_index(
    statements: Sequence[Statement],
    needs: Sequence[Protected],
    indices: Sequence[CityIndex],
    *,
    seconds: float = SECONDS,
) -> list[Finding]:
    """A9. What does the outsider do: knows all schools but one or two, and the city's index of dissimilarity, and
    solves for the rest. What they need: an index with three decimals in a small city. What stops it: a least number
    of schools behind an index, and few decimals.

    ``D <= high`` is convex and ``D >= low`` needs one yes-or-no per school: a mixed-integer programme over the schools'
    counts with all statements, for given totals. When the totals are known within bounds only, each pair of them is
    tried, up to a limit beyond which the index is left alone. The ends hold also when the time was over.
    """
    leaks: dict[str, Finding] = {}
    for one in indices:
        atoms = {atom for form in (*one.groups, *one.rests) for atom, _ in form}
        asked = [need for need in needs if any(atom in atoms for atom, _ in need.terms)]
        for need, (low, high) in zip(
            asked, ends(statements, one, [need.terms for need in asked], seconds), strict=True
        ):
            if too_narrow(need, low, high):
                leaks.setdefault(
                    need.id, found("A9", need, low, high, f"{one.id} with what is known of the other schools")
                )
    return list(leaks.values())


def ends(
    statements: Sequence[Statement], one: CityIndex, forms: Sequence[Terms], seconds: float = SECONDS
) -> list[tuple[float, float]]:
    """The interval of each form given the statements and the index; (-inf, inf) when the totals are too uncertain."""
    schools = (*one.groups, *one.rests)
    all_group, all_rest = _sum(one.groups), _sum(one.rests)
    of_group, of_rest = bounds(statements, [all_group, all_rest])
    pairs = list(_totals(of_group, of_rest))
    found_ends = [(math.inf, -math.inf)] * len(forms)
    if not pairs:
        return [(-math.inf, math.inf)] * len(forms)
    rows = rows_of(statements, [*schools, *forms])
    box = propagate(rows)
    for a, b in pairs:
        programme = _Programme(rows, box, one, (all_group, a), (all_rest, b))
        for at, form in enumerate(forms):
            low, high = programme.end(form, 1, seconds), programme.end(form, -1, seconds)
            if low is not None and high is not None:
                found_ends[at] = (min(found_ends[at][0], low), max(found_ends[at][1], high))
    return [(low, high) if low <= high else (-math.inf, math.inf) for low, high in found_ends]


def _totals(of_group: tuple[float, float], of_rest: tuple[float, float]) -> Iterator[tuple[int, int]]:
    sizes = [high - max(1, low) + 1 for low, high in (of_group, of_rest)]
    if sizes[0] * sizes[1] <= MOST_TOTALS:
        for a in range(max(1, int(of_group[0])), int(of_group[1]) + 1):
            for b in range(max(1, int(of_rest[0])), int(of_rest[1]) + 1):
                yield a, b


def _sum(forms: Sequence[Terms]) -> Terms:
    added: dict[str, float] = {}
    for form in forms:
        for atom, number in form:
            added[atom] = added.get(atom, 0.0) + number
    return terms(added)


class _Programme:
    """Counts (whole), then per school its contribution ``e >= |a/A - b/B|`` and the sign of what is within the bars."""

    def __init__(self, rows: Rows, box: Box, one: CityIndex, group: tuple[Terms, int], rest: tuple[Terms, int]) -> None:
        self._places = {atom: at for at, atom in enumerate(rows.atoms)}
        n, k = len(rows.atoms), len(one.groups)
        said = sparse.csr_matrix((rows.value, (rows.row, rows.col)), shape=(len(rows.low), n))
        gaps = sparse.csr_matrix(
            np.array(
                [
                    self._vector(a) / group[1] - self._vector(b) / rest[1]
                    for a, b in zip(one.groups, one.rests, strict=True)
                ]
            )
        )
        totals = sparse.csr_matrix(np.array([self._vector(group[0]), self._vector(rest[0])]))
        i, none = sparse.identity(k), None
        everything = np.ones((1, k))
        matrix = sparse.bmat(
            [
                [said, sparse.csr_matrix((said.shape[0], k)), sparse.csr_matrix((said.shape[0], k))],
                [totals, none, none],
                [-gaps, i, none],  # e >= gap
                [gaps, i, none],  # e >= -gap
                [-gaps, i, 2 * i],  # e <= gap + 2 (1 - sign)
                [gaps, i, -2 * i],  # e <= -gap + 2 sign
                [none, everything, none],
            ],
            format="csr",
        )
        endless, nil, two = np.full(k, np.inf), np.zeros(k), np.full(k, 2.0)
        totals_at = np.array([group[1], rest[1]], dtype=float)
        low = [rows.low, totals_at, nil, nil, -endless, -endless, np.array([2 * one.low])]
        high = [rows.high, totals_at, endless, endless, two, nil, np.array([2 * one.high])]
        self._rows = optimize.LinearConstraint(matrix, np.concatenate(low), np.concatenate(high))
        self._box = optimize.Bounds(np.concatenate([box.low, nil, nil]), np.concatenate([box.high, nil + 1, nil + 1]))
        self._whole = np.concatenate([np.ones(n), nil, nil + 1])

    def _vector(self, form: Terms) -> Floats:
        vector = np.zeros(len(self._places))
        for atom, number in form:
            vector[self._places[atom]] = number
        return vector

    def end(self, form: Terms, sign: int, seconds: float) -> float | None:
        """The least (sign 1) or the most (sign -1) of a form; None when no table has these totals and this index."""
        cost = np.zeros(len(self._whole))
        cost[: len(self._places)] = sign * self._vector(form)
        result = optimize.milp(
            cost, constraints=self._rows, bounds=self._box, integrality=self._whole, options={"time_limit": seconds}
        )
        if result.status == 2:
            return None
        bound = result.mip_dual_bound
        if bound is None or not math.isfinite(bound):
            return sign * -math.inf
        return float(sign * math.ceil(bound - 1e-6))
