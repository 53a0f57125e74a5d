# SPDX-License-Identifier: EUPL-1.2
"""Measuring school advice on arrays of codes and counts. Pure: no frames, no files, no web."""

from speelveld.advice.bounds import Bounded, missing_share, part_share, whole_share
from speelveld.advice.causes import Cause, CauseId, Needs, Status, Workbench, workbench
from speelveld.advice.codes import code_table
from speelveld.advice.consistency import Flow, flows, never_down
from speelveld.advice.doubles import Choice, Joint, double_share, eligible_share, fewer_doubles, joint
from speelveld.advice.intervals import Method, clopper_pearson, interval, jeffreys, wilson
from speelveld.advice.invented import Group, Invented, Provider, Truth, World, invent
from speelveld.advice.kitagawa import Decomposed, Part, decompose_gap
from speelveld.advice.levels import (
    LEVELS,
    MISSING,
    SCALE,
    TEST_CLASSES,
    AdviceClass,
    CodeTable,
    Level,
    class_interval,
    class_number,
    comparable,
    gap,
    half_steps,
    is_double,
    level_number,
    levels_text,
    on_scale,
)
from speelveld.advice.measures import MEASURES, Denominator, Measure
from speelveld.advice.mechanism import Disagreement, Expected, expected, views, width_of
from speelveld.advice.published import published_rates
from speelveld.advice.pupils import NO_REASON, REASON, Pupils
from speelveld.advice.reconsideration import Oddities, Population, Rate, Reconsideration, reconsiderations
from speelveld.advice.regimes import (
    REGIMES,
    Break,
    Regime,
    breaks_between,
    comparable_years,
    regime,
    regimes_text,
    start_year,
)
from speelveld.advice.standardise import Direct, Indirect, direct, indirect
from speelveld.advice.standing_out import schools_standing_out
from speelveld.advice.strata import Strata, eligibility_strata, stratified
from speelveld.advice.tallies import Tally, tally, tally_by

__all__ = [
    "LEVELS",
    "MEASURES",
    "MISSING",
    "NO_REASON",
    "REASON",
    "REGIMES",
    "SCALE",
    "TEST_CLASSES",
    "AdviceClass",
    "Bounded",
    "Break",
    "Cause",
    "CauseId",
    "Choice",
    "CodeTable",
    "Decomposed",
    "Denominator",
    "Direct",
    "Disagreement",
    "Expected",
    "Flow",
    "Group",
    "Indirect",
    "Invented",
    "Joint",
    "Level",
    "Measure",
    "Method",
    "Needs",
    "Oddities",
    "Part",
    "Population",
    "Provider",
    "Pupils",
    "Rate",
    "Reconsideration",
    "Regime",
    "Status",
    "Strata",
    "Tally",
    "Truth",
    "Workbench",
    "World",
    "breaks_between",
    "class_interval",
    "class_number",
    "clopper_pearson",
    "code_table",
    "comparable",
    "comparable_years",
    "decompose_gap",
    "direct",
    "double_share",
    "eligibility_strata",
    "eligible_share",
    "expected",
    "fewer_doubles",
    "flows",
    "gap",
    "half_steps",
    "indirect",
    "interval",
    "invent",
    "is_double",
    "jeffreys",
    "joint",
    "level_number",
    "levels_text",
    "missing_share",
    "never_down",
    "on_scale",
    "part_share",
    "published_rates",
    "reconsiderations",
    "regime",
    "regimes_text",
    "schools_standing_out",
    "start_year",
    "stratified",
    "tally",
    "tally_by",
    "views",
    "whole_share",
    "width_of",
    "wilson",
    "workbench",
]
