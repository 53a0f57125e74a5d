# SPDX-License-Identifier: EUPL-1.2
"""The two groups that each figure compares, and the tables that count them.

Names and definitions are English message ids; ``render`` puts them into words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from speelveld.terms import GroupContrast, Period


@dataclass(frozen=True, slots=True)
class Count:
    """A count of one contrast on one day: the tables that it rests on, and whether its numbers are our estimate."""

    contrast: GroupContrast
    period: Period
    tables: tuple[str, ...]
    estimated: bool = False


GEWICHT = GroupContrast(
    "gewicht",
    "pupils with a weight (0.3 or 1.2)",
    "pupils without a weight",
    "Weight 0.3: both parents have little education. Weight 1.2: one parent at most primary school, the other little.",
)
GEWICHT12 = GroupContrast(
    "gewicht12",
    "pupils with weight 1.2",
    "all other pupils",
    "Weight 1.2: one parent at most primary school, and the other parent little education.",
)
NOAT = GroupContrast(
    "noat",
    "pupils with a NOAT mark",
    "all other pupils",
    "NOAT: a mark of language and migration background, as the schools entered it in the register BRON.",
)
DOELGROEP = GroupContrast(
    "doelgroep",
    "pupils in the CBS target group (estimate)",
    "all other pupils",
    "The 15 percent of pupils in the country with the lowest expected score. The number per school is our estimate.",
)

CONTRASTS = {contrast.id: contrast for contrast in (GEWICHT, GEWICHT12, NOAT, DOELGROEP)}
"""Every contrast by its id."""


def _october(year: int) -> Period:
    return Period(date(year, 10, 1))


COUNTS = (
    Count(GEWICHT, _october(2013), ("duo_po_weights_2013",)),
    Count(GEWICHT, _october(2016), ("duo_po_weights_2016",)),
    Count(GEWICHT12, _october(2013), ("duo_po_weights_2013",)),
    Count(GEWICHT12, _october(2016), ("duo_po_weights_2016",)),
    Count(NOAT, _october(2016), ("duo_po_bron_2016", "duo_po_weights_2016")),
    Count(DOELGROEP, _october(2019), ("cbs_disadvantage_2019", "duo_po_addresses_2019"), estimated=True),
)
"""Every count that figures are made of, in the order in which they are listed."""

HEADLINE = ("gewicht", 2016)
"""The newest exact count of parents' education: what the first sentence of a municipality speaks of."""

LATEST = ("doelgroep", 2019)
"""The newest count of all; an estimate."""


def count_of(contrast: str, year: int) -> Count:
    """The count of a contrast in a year. Raises KeyError when there is none."""
    for count in COUNTS:
        if (count.contrast.id, count.period.year) == (contrast, year):
            return count
    raise KeyError(f"{contrast} {year}")
