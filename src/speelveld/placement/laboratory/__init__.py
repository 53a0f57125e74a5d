# SPDX-License-Identifier: EUPL-1.2
"""The laboratory: what rules of placement would do to invented children of a town. Pure: no I/O and no web."""

from speelveld.placement.laboratory.assumptions import Assumptions
from speelveld.placement.laboratory.children import Children, draw_children
from speelveld.placement.laboratory.comparison import Difference, Estimate, Verdict, differences, estimates
from speelveld.placement.laboratory.measures import STABILITY, Indices, Outcome
from speelveld.placement.laboratory.policy import Policy
from speelveld.placement.laboratory.preferences import Preferences, RandomUtility
from speelveld.placement.laboratory.study import Job, Study, jobs, run, run_job
from speelveld.placement.laboratory.town import Town
from speelveld.placement.laboratory.warnings import Temptation, temptation, warnings

__all__ = [
    "STABILITY",
    "Assumptions",
    "Children",
    "Difference",
    "Estimate",
    "Indices",
    "Job",
    "Outcome",
    "Policy",
    "Preferences",
    "RandomUtility",
    "Study",
    "Temptation",
    "Town",
    "Verdict",
    "differences",
    "draw_children",
    "estimates",
    "jobs",
    "run",
    "run_job",
    "temptation",
    "warnings",
]
