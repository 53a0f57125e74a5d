# SPDX-License-Identifier: EUPL-1.2
"""A7: geographies that overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from speelveld.disclosure.attack.bounds import judged
from speelveld.disclosure.attack.findings import Finding, listed, outward_low
from speelveld.disclosure.system import Protected, Statement, terms


def overlapping_areas(
    statements: Sequence[Statement],
    needs: Sequence[Protected],
    areas: Mapping[str, Mapping[str, frozenset[str]]],
    threshold: int,
) -> list[Finding]:
    """A7. What does the outsider do: subtracts neighbourhoods from the postcode area in which they lie; what is left
    is a sliver with a handful of children. What they need: two maps. What stops it: one geography per figure, or both
    in the same linked system.

    For every area of one geography and every other geography: what of the area lies outside all areas of the other
    that it holds whole, and what of those that it touches lies outside the area. A sliver that holds something
    protected and is known to be of 1 to threshold - 1 children is a leak.
    """
    guarded = {atom for need in needs for atom, _ in need.terms}
    slivers: dict[frozenset[str], str] = {}
    for geography, own in areas.items():
        for other, theirs in areas.items():
            if geography == other:
                continue
            for name, atoms in own.items():
                for sliver, words in _slivers(name, atoms, theirs):
                    if sliver & guarded:
                        slivers.setdefault(sliver, words)
    asked = [Protected(words, terms(sliver), 0, 0, threshold) for sliver, words in slivers.items()]
    if not asked or threshold < 1:
        return []
    return [
        Finding(
            "A7", one.id, outward_low(judgement.low), int(judgement.high), None, f"follows from {listed(judgement.why)}"
        )
        for one, judgement in zip(asked, judged(statements, asked), strict=True)
        if 0 < judgement.high < threshold
    ]


def _slivers(
    name: str, atoms: frozenset[str], theirs: Mapping[str, frozenset[str]]
) -> list[tuple[frozenset[str], str]]:
    inside = {other: them for other, them in theirs.items() if them <= atoms and them != atoms}
    touched = {other: them for other, them in theirs.items() if them & atoms and not them <= atoms}
    rest = atoms - frozenset[str]().union(*inside.values())
    outside = frozenset[str]().union(*touched.values()) - atoms
    found = []
    if inside and rest:
        found.append((rest, f"{name} without {listed(inside)}"))
    if touched and outside:
        found.append((outside, f"{listed(touched)} outside {name}"))
    return found
