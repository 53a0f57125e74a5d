# SPDX-License-Identifier: EUPL-1.2
"""Schools that stand out from a reference, within the same first advice and test, and what they add to a city's rate.

``false_discovery.flag_schools`` compares the schools of one city with each other; here they are compared with how it
goes elsewhere, so that a whole city can stand out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from speelveld.advice.doubles import CHOICES, Choice, Joint, alike, double_share, fewer_doubles, strata
from speelveld.advice.false_discovery import benjamini_hochberg
from speelveld.advice.special import betainc

Floats = NDArray[np.float64]

FALSE_DISCOVERIES = 0.05
"""The share of schools, among those that stand out, that may do so by chance."""


def schools_standing_out(city: Joint, reference: Joint, *, rate: float = FALSE_DISCOVERIES) -> tuple[float, int]:
    """What schools that stand out add to the city's rate, and how many they are.

    Expected is the reference's rate in the same first advice and test, with double advice as rare in both. A school
    stands out when its two-sided binomial test survives the procedure of Benjamini & Hochberg (1995) at ``rate``.
    Strata that the reference lacks are left out. Raises ValueError when the city's counts are not by school.
    """
    if city.schools is None:
        raise ValueError("the city's counts are needed by school")
    tables = [one.table[None].astype(np.float64) for one in (city, reference)]
    rates = []
    for choice in CHOICES:
        yes, no = strata(alike(tables, choice)[1])[0]
        rates.append(np.divide(yes, yes + no, out=np.full(yes.shape, np.nan), where=yes + no > 0))
    foreseen = np.mean(rates, axis=0)
    ours, theirs = (float(double_share(one)[0]) for one in tables)
    keep = np.full(len(city.schools), theirs / ours if ours > theirs else 1.0)
    yes, no = strata(fewer_doubles(city.schools.astype(np.float64), keep, Choice.INDEPENDENT)).swapaxes(0, 1)
    known = np.isfinite(foreseen)
    out_of = (yes + no)[:, known].sum(axis=1)
    count, mean = yes[:, known].sum(axis=1), (yes + no)[:, known] @ foreseen[known]
    flagged = benjamini_hochberg(binomial_tails(count, out_of, mean)) <= rate
    return float((count - mean)[flagged].sum() / city.table.sum()), int(flagged.sum())


def binomial_tails(count: Floats, out_of: Floats, mean: Floats) -> Floats:
    """Twice the smaller binomial tail of each count out of ``out_of`` with this mean, at most 1; 1 out of nobody.

    Chances differ between the pupils of a school, so that its count varies less than the binomial says: the test errs
    on the safe side. Fractional counts are rounded.
    """
    n = np.rint(out_of)
    k = np.minimum(np.rint(count), n)
    p = np.divide(mean, out_of, out=np.zeros(out_of.shape), where=out_of > 0)
    above = np.where(k > 0, betainc(np.maximum(k, 1e-9), n - k + 1, p), 1.0)
    below = np.where(k < n, 1 - betainc(k + 1, np.maximum(n - k, 1e-9), p), 1.0)
    tails: Floats = np.where(n > 0, np.minimum(1.0, 2 * np.minimum(above, below)), 1.0)
    return tails
