# SPDX-License-Identifier: EUPL-1.2
"""Final advice per institution and school year: a table for each institution, folded up.

A city has thousands of these cells, and they are the same on every visit: what is written of a page is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from speelveld.disclosure import rules
from speelveld.figures.advice_levels import HIGHER
from speelveld.figures.advice_model import AdvicePage, Institution
from speelveld.figures.model import Bounded
from speelveld.render import advice_names, names
from speelveld.web.data import in_order


@dataclass(frozen=True, slots=True)
class Row:
    """A level, or the share with havo or higher, per school year."""

    name: str
    cells: tuple[Bounded, ...]


@dataclass(frozen=True, slots=True)
class Folded:
    """An institution with the rows of its table."""

    institution: Institution
    years: tuple[str, ...]
    rows: tuple[Row, ...]
    higher: Row


@lru_cache(maxsize=64)
def written(page: AdvicePage, language: str) -> SafeString:
    """The tables of a page as HTML in a language; empty where no institution has a number to show."""
    ordered = sorted(page.institutions, key=lambda one: (in_order(one.name), one.brin))
    shown = [one for one in ordered if one.shown]
    if not shown:
        return SafeString()
    with translation.override(language):
        context = {
            "municipality": page.municipality,
            "folded": [_folded(one) for one in shown],
            "left": names.listing(one.name for one in ordered if not one.shown),
            "few": rules().protection.threshold,
            "share": rules().advice.min_school,
            "breaks": names.listing(dict.fromkeys(one.before for one in page.breaks)),
        }
        return render_to_string("dashboard/parts/advice_institutions.html", context)


def _folded(one: Institution) -> Folded:
    return Folded(
        one,
        tuple(year.school_year for year in one.years),
        tuple(Row(advice_names.level(code), tuple(year.levels[code] for year in one.years)) for code in one.given),
        Row(advice_names.share(HIGHER), tuple(year.higher for year in one.years)),
    )
