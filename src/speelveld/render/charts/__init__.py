# SPDX-License-Identifier: EUPL-1.2
"""The charts, one module per picture."""

from speelveld.render.charts.advice_final import final_chart
from speelveld.render.charts.advice_national import doubles_chart, income_chart
from speelveld.render.charts.advice_schools import advice_schools_chart
from speelveld.render.charts.cities import cities_chart
from speelveld.render.charts.distribution import distribution_chart
from speelveld.render.charts.residence import residence_chart
from speelveld.render.charts.split import split_chart
from speelveld.render.charts.trend import trend_chart

__all__ = [
    "advice_schools_chart",
    "cities_chart",
    "distribution_chart",
    "doubles_chart",
    "final_chart",
    "income_chart",
    "residence_chart",
    "split_chart",
    "trend_chart",
]
