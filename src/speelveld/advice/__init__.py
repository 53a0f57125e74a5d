# SPDX-License-Identifier: EUPL-1.2
"""Measuring school advice on arrays of codes and counts. Pure: no frames, no files, no web."""

from speelveld.advice.binary import BinaryFit, fit_binary
from speelveld.advice.bounds import Bounded, missing_share, part_share, whole_share
from speelveld.advice.causes import Cause, CauseId, Needs, Status, Workbench, workbench
from speelveld.advice.codes import code_table
from speelveld.advice.consistency import Flow, flows, never_down
from speelveld.advice.design import Design, build_design, knots_at, restricted_cubic
from speelveld.advice.doubles import Choice, Joint, double_share, eligible_share, fewer_doubles, joint
from speelveld.advice.false_discovery import Flags, benjamini_hochberg, flag_schools
from speelveld.advice.funnel import Funnel, Limits, Overdispersion, funnel_limits, overdispersion, school_funnel
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
from speelveld.advice.lord import EXPLANATIONS, Explanation, View, lord_views
from speelveld.advice.marginal import AverageEffect, AverageShares, average_effect, average_shares, compare_shares
from speelveld.advice.measurement_error import NoisyEffect, calibrated, noise_variance, noisy_test
from speelveld.advice.measures import MEASURES, Denominator, Measure
from speelveld.advice.mechanism import Disagreement, Expected, expected, views, width_of
from speelveld.advice.newton import NoMaximumError
from speelveld.advice.ordered import OrderedFit, fit_ordered
from speelveld.advice.pooling import Pooled, pool_years
from speelveld.advice.proportionality import Brant, PartialOdds, WaldTest, brant, partial_odds
from speelveld.advice.published import published_rates
from speelveld.advice.pupils import NO_REASON, REASON, Pupils
from speelveld.advice.ranks import RankIntervals, posterior_ranks, rank_intervals, rank_shares
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
    years_with_tests,
)
from speelveld.advice.shrinkage import BetaBinomial, Shrunk, fit_beta_binomial, shrink
from speelveld.advice.standardise import Direct, Indirect, direct, indirect
from speelveld.advice.standing_out import schools_standing_out
from speelveld.advice.strata import Strata, eligibility_strata, stratified, stratified_by_school
from speelveld.advice.tallies import Tally, tally, tally_by

__all__ = [
    "EXPLANATIONS",
    "LEVELS",
    "MEASURES",
    "MISSING",
    "NO_REASON",
    "REASON",
    "REGIMES",
    "SCALE",
    "TEST_CLASSES",
    "AdviceClass",
    "AverageEffect",
    "AverageShares",
    "BetaBinomial",
    "BinaryFit",
    "Bounded",
    "Brant",
    "Break",
    "Cause",
    "CauseId",
    "Choice",
    "CodeTable",
    "Decomposed",
    "Denominator",
    "Design",
    "Direct",
    "Disagreement",
    "Expected",
    "Explanation",
    "Flags",
    "Flow",
    "Funnel",
    "Group",
    "Indirect",
    "Invented",
    "Joint",
    "Level",
    "Limits",
    "Measure",
    "Method",
    "Needs",
    "NoMaximumError",
    "NoisyEffect",
    "Oddities",
    "OrderedFit",
    "Overdispersion",
    "Part",
    "PartialOdds",
    "Pooled",
    "Population",
    "Provider",
    "Pupils",
    "RankIntervals",
    "Rate",
    "Reconsideration",
    "Regime",
    "Shrunk",
    "Status",
    "Strata",
    "Tally",
    "Truth",
    "View",
    "WaldTest",
    "Workbench",
    "World",
    "average_effect",
    "average_shares",
    "benjamini_hochberg",
    "brant",
    "breaks_between",
    "build_design",
    "calibrated",
    "class_interval",
    "class_number",
    "clopper_pearson",
    "code_table",
    "comparable",
    "comparable_years",
    "compare_shares",
    "decompose_gap",
    "direct",
    "double_share",
    "eligibility_strata",
    "eligible_share",
    "expected",
    "fewer_doubles",
    "fit_beta_binomial",
    "fit_binary",
    "fit_ordered",
    "flag_schools",
    "flows",
    "funnel_limits",
    "gap",
    "half_steps",
    "indirect",
    "interval",
    "invent",
    "is_double",
    "jeffreys",
    "joint",
    "knots_at",
    "level_number",
    "levels_text",
    "lord_views",
    "missing_share",
    "never_down",
    "noise_variance",
    "noisy_test",
    "on_scale",
    "overdispersion",
    "part_share",
    "partial_odds",
    "pool_years",
    "posterior_ranks",
    "published_rates",
    "rank_intervals",
    "rank_shares",
    "reconsiderations",
    "regime",
    "regimes_text",
    "restricted_cubic",
    "school_funnel",
    "schools_standing_out",
    "shrink",
    "start_year",
    "stratified",
    "stratified_by_school",
    "tally",
    "tally_by",
    "views",
    "whole_share",
    "width_of",
    "wilson",
    "workbench",
    "years_with_tests",
]
