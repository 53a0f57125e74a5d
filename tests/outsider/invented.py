# SPDX-License-Identifier: EUPL-1.2
"""An invented municipality of a few schools, as the outsider would have read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from speelveld.outsider import Attempt
from speelveld.outsider.evaluator import needs
from speelveld.outsider.indices import measures
from speelveld.outsider.public import Public
from speelveld.outsider.readings import cell
from speelveld.outsider.site import Place, Site
from speelveld.outsider.statements import atom, rest, said

CODE, SLUG = "GM9999", "verzonnen"
COUNT = ("gewicht", 2016)


def branches(number: int) -> list[str]:
    """Invented branch numbers."""
    return [f"99ZZ{place:02d}" for place in range(number)]


def attempt(
    groups: Sequence[int], sizes: Sequence[int], shares: Mapping[int, float], *, step: float = 0.001
) -> Attempt:
    """An attack on schools of ``sizes`` with ``groups``, of which ``shares`` (by place) are shown, and all indices.

    Indices are shown in multiples of ``step``; hidden shares have the marker.
    """
    schools = branches(len(sizes))
    year = COUNT[1]
    home = {(school, year): CODE for school in schools}
    public = Public(
        {(school, year): size for school, size in zip(schools, sizes, strict=True)}, home, home, frozenset()
    )
    place = Place(SLUG, CODE, COUNT, COUNT, tuple(schools), {school: ((school, ""),) for school in schools})
    site = Site(Path(), "0123456789ab", {SLUG: place})
    indices = measures(np.array([groups], dtype=float), np.array(sizes, dtype=float))
    notes = site.notes
    for name, value in indices.items():
        id_ = cell(f"{name}.today.estimate", SLUG, year, COUNT[0])
        shown = round(round(float(value[0]) / step) * step, 3)
        notes.exact(id_, "invented", str(shown), shown)
    five = 5 * ((sum(groups) + 2) // 5)
    total = 5 * ((sum(sizes) + 2) // 5)
    for kind, number in (("share", round(100 * five / total, 1)), ("pupils", sum(sizes)), ("schools", len(sizes))):
        notes.exact(cell(f"city-{kind}.today", SLUG, year, COUNT[0]), "invented", str(number), float(number))
    for at, school in enumerate(schools):
        id_ = cell("share", SLUG, year, COUNT[0], school)
        if at in shares:
            notes.exact(id_, "invented", str(shares[at]), shares[at])
        else:
            notes.hide(id_, "invented", "te weinig leerlingen")
    truth = {}
    for school, group, size in zip(schools, groups, sizes, strict=True):
        # Of weight 1.2 nothing is published here, and nothing is asked.
        for contrast, number in ((COUNT[0], group), ("gewicht12", 0)):
            truth |= {atom(school, contrast, year): float(number), rest(school, contrast, year): float(size - number)}
    asked = [need for need in needs(truth, public, CODE) if f"|{COUNT[0]}|" in need.id]
    return Attempt(site, place, public, said(site, place, public), tuple(asked))
