# SPDX-License-Identifier: EUPL-1.2
"""The charts, one module per picture."""

from speelveld.render.charts.cities import cities_chart
from speelveld.render.charts.distribution import distribution_chart
from speelveld.render.charts.residence import residence_chart
from speelveld.render.charts.split import split_chart
from speelveld.render.charts.trend import trend_chart

__all__ = ["cities_chart", "distribution_chart", "residence_chart", "split_chart", "trend_chart"]
