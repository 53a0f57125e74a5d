# SPDX-License-Identifier: EUPL-1.2
"""Published figures: counts -> measure -> interval -> disclosure guard. What leaves here is Publishable.

``render``, ``web`` and the command line take their numbers from this face only.
"""

from speelveld.editions.store import Edition, open_edition
from speelveld.figures.advice import advice
from speelveld.figures.advice_figures import advice_figures
from speelveld.figures.contrasts import CONTRASTS
from speelveld.figures.dashboard import dashboard
from speelveld.figures.indices import MEASURES
from speelveld.figures.municipalities import find_municipality, former, municipalities
from speelveld.figures.origin_figures import origin_figures
from speelveld.figures.origins import origins
from speelveld.figures.provenance import SourceCard, gaps, sources
from speelveld.figures.released import read_ledger
from speelveld.figures.segregation import figures

__all__ = [
    "CONTRASTS",
    "MEASURES",
    "Edition",
    "SourceCard",
    "advice",
    "advice_figures",
    "dashboard",
    "figures",
    "find_municipality",
    "former",
    "gaps",
    "municipalities",
    "open_edition",
    "origin_figures",
    "origins",
    "read_ledger",
    "sources",
]
