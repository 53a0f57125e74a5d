# SPDX-License-Identifier: EUPL-1.2
"""Pictures, sentences and tables made of protected figures, in Dutch or English.

Everything here takes the objects of :mod:`speelveld.figures.model` and shows what their Publishables hold, no more.
Pictures are pure functions of a dashboard, a language and a width: the same input gives the same bytes.
"""

from speelveld.render.advice_tables import advice_schools_table, advice_table, advice_years_table
from speelveld.render.area_map import map_svg
from speelveld.render.charts import (
    advice_schools_chart,
    cities_chart,
    distribution_chart,
    doubles_chart,
    final_chart,
    income_chart,
    residence_chart,
    split_chart,
    trend_chart,
)
from speelveld.render.lettering import content_security_policy
from speelveld.render.tables import branches_table, csv_text, figures_table
from speelveld.render.titles import alt, heading

__all__ = [
    "advice_schools_chart",
    "advice_schools_table",
    "advice_table",
    "advice_years_table",
    "alt",
    "branches_table",
    "cities_chart",
    "content_security_policy",
    "csv_text",
    "distribution_chart",
    "doubles_chart",
    "figures_table",
    "final_chart",
    "heading",
    "income_chart",
    "map_svg",
    "residence_chart",
    "split_chart",
    "trend_chart",
]
