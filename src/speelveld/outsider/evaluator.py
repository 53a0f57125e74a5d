# SPDX-License-Identifier: EUPL-1.2
"""The referee, not the outsider: what must stay uncertain, from the true counts that the outsider is not given.

Nothing here may be asked for by the part that attacks. It only says afterwards whether an attack found out too much.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import polars as pl

from speelveld.disclosure.system import Protected, terms
from speelveld.outsider.public import CONTRASTS, Public
from speelveld.outsider.statements import atom, rest

SMALL = 10
"""A count below this, or all but fewer than this, must stay uncertain."""

Truth = Mapping[str, float]
"""The true number of every atom."""


def truth(frames: Mapping[str, pl.DataFrame], public: Public) -> dict[str, float]:
    """Group and rest of every branch, contrast and year, as the publishers' tables have them."""
    found: dict[str, float] = {}
    for contrast, year in CONTRASTS:
        for branch, group in _groups(frames, contrast, year):
            if public.counted(branch, contrast, year):
                pupils = public.pupils[branch, year]
                counted = min(max(group, 0.0), float(pupils))
                found[atom(branch, contrast, year)] = counted
                found[rest(branch, contrast, year)] = pupils - counted
    return found


def needs(true: Truth, public: Public, code: str, bounds: str = "today") -> list[Protected]:
    """What must stay uncertain of a municipality: every small count of a group at a school, and every small rest.

    Nothing that the site says could make an interval wider than what is public: the pupils of a school are the limit.
    """
    found = []
    for contrast, year in CONTRASTS:
        for branch in public.schools(code, contrast, year, bounds):
            for name in (atom(branch, contrast, year), rest(branch, contrast, year)):
                value = math.floor(true[name] + 0.5)
                if value < SMALL:
                    pupils = public.pupils[branch, year]
                    width = min(max(SMALL, math.ceil(value / 2)), pupils)
                    found.append(Protected(name, terms([name]), value, width, min(SMALL, pupils)))
    return found


def _groups(frames: Mapping[str, pl.DataFrame], contrast: str, year: int) -> list[tuple[str, float]]:
    if contrast == "doelgroep":
        table = frames["cbs_disadvantage_2019"].select("brin6", "target_group_estimate")
    elif contrast == "noat":
        table = frames["duo_po_bron_2016"].select("brin6", "noat")
    elif contrast == "gewicht12":
        table = frames[f"duo_po_weights_{year}"].select("brin6", "weight_120")
    else:
        table = frames[f"duo_po_weights_{year}"].select("brin6", pl.col("weight_030") + pl.col("weight_120"))
    return [(branch, float(group)) for branch, group in table.iter_rows()]
