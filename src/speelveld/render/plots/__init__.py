# SPDX-License-Identifier: EUPL-1.2
"""Plots of one's own results, for researchers: made from plain counts, on one's own machine.

The site never uses them: its pictures hold protected numbers only. Here nothing is rounded or hidden for protection;
who publishes a plot of small counts has to look at it first.
"""

from speelveld.render.plots.bars import change_bars, decomposition_bars
from speelveld.render.plots.curve import segregation_curve
from speelveld.render.plots.plot import Plot
from speelveld.render.plots.scores import local_scores

__all__ = ["Plot", "change_bars", "decomposition_bars", "local_scores", "segregation_curve"]
