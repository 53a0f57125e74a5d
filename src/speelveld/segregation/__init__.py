# SPDX-License-Identifier: EUPL-1.2
"""Measuring segregation on arrays of counts. Pure: no frames, no files, no web."""

from speelveld.segregation.bounds import Bounds, masked_bounds
from speelveld.segregation.chance import corrected, expected, expected_local, expected_multigroup
from speelveld.segregation.change import Change, elbers, karmel_maclachlan, mora_ruiz_castillo
from speelveld.segregation.change_counterfactual import Counterfactual, counterfactual
from speelveld.segregation.comparison import compare
from speelveld.segregation.contribution import Contribution, contributions
from speelveld.segregation.corrections import (
    allen_bootstrap,
    by_chance,
    carrington_troske,
    density_corrected,
    miller_madow,
)
from speelveld.segregation.counts import Counts
from speelveld.segregation.decomposition import (
    Decomposition,
    Part,
    TwoGroupParts,
    Within,
    between_within,
    nested,
    two_group_parts,
)
from speelveld.segregation.ecological import (
    EcologicalEstimate,
    SchoolFlows,
    Tilt,
    area_tilt,
    ecological_estimate,
)
from speelveld.segregation.ecological_bounds import ResidenceRange, residence_bounds
from speelveld.segregation.ecological_flows import Flows, ratio_bounds
from speelveld.segregation.ecological_mixing import NeighbourhoodMixing, neighbourhood_mixing
from speelveld.segregation.ecological_nearest import Sites, area_shares, attend_nearest, mean_distance, site_sizes
from speelveld.segregation.ecological_sizes import size_dissimilarity
from speelveld.segregation.indices import (
    INDICES,
    dissimilarity,
    eta_squared,
    exposure,
    isolation,
    theil_h,
)
from speelveld.segregation.inference import Interval, intervals
from speelveld.segregation.ipf import fit
from speelveld.segregation.ladder import Ladder, Rung, residence_ladder
from speelveld.segregation.local import (
    Local,
    group_scores,
    local_diversity,
    local_simpson,
    location_quotients,
    unit_scores,
)
from speelveld.segregation.mixture import BetaMixture, fit_mixture
from speelveld.segregation.moments import MomentBounds, moment_bounds
from speelveld.segregation.moments_fit import principal_representations
from speelveld.segregation.moves import exchange, one_group, surplus
from speelveld.segregation.multigroup import (
    divergence,
    diversity,
    exposures,
    information,
    multigroup_dissimilarity,
    multigroup_gini,
    mutual_information,
    normalised_exposure,
    relative_diversity,
    simpson_concentration,
    simpson_interaction,
    squared_variation,
)
from speelveld.segregation.nulls import null_test, p_value
from speelveld.segregation.ordinal import ordinal_h, ordinal_l, ordinal_r, ordinal_s
from speelveld.segregation.rank_order import RankOrder, rank_order_h, rank_order_r, rank_order_s
from speelveld.segregation.registry import INDICES as REGISTRY
from speelveld.segregation.registry import measure
from speelveld.segregation.registry_index import Index, Places
from speelveld.segregation.resampling import Draws, resample
from speelveld.segregation.resampling_measures import measure_of_pair
from speelveld.segregation.residence import (
    Catchments,
    Choices,
    ResidenceSplit,
    catchments,
    nearest_counterfactual,
    to_nearest,
)
from speelveld.segregation.residence_identity import Identity, Term, information_identity
from speelveld.segregation.residence_measure import Value, index_value
from speelveld.segregation.residence_places import buildings, deal, distances, nearest, ranks, travel
from speelveld.segregation.result import Result
from speelveld.segregation.shapley import shapley_parts
from speelveld.segregation.small_units import masked_results, mixture_results, moment_results
from speelveld.segregation.spatial import (
    egohoods,
    surroundings_d,
    surroundings_exposures,
    surroundings_h,
    surroundings_r,
)
from speelveld.segregation.two_group import (
    ConcentrationProfile,
    atkinson,
    concentration_profile,
    exact_eta_squared,
    exact_exposure,
    exact_isolation,
    gini,
    gorard,
    hutchens,
    min_max,
    segregation_curve,
)

__all__ = [
    "INDICES",
    "REGISTRY",
    "BetaMixture",
    "Bounds",
    "Catchments",
    "Change",
    "Choices",
    "ConcentrationProfile",
    "Contribution",
    "Counterfactual",
    "Counts",
    "Decomposition",
    "Draws",
    "EcologicalEstimate",
    "Flows",
    "Identity",
    "Index",
    "Interval",
    "Ladder",
    "Local",
    "MomentBounds",
    "NeighbourhoodMixing",
    "Part",
    "Places",
    "RankOrder",
    "ResidenceRange",
    "ResidenceSplit",
    "Result",
    "Rung",
    "SchoolFlows",
    "Sites",
    "Term",
    "Tilt",
    "TwoGroupParts",
    "Value",
    "Within",
    "allen_bootstrap",
    "area_shares",
    "area_tilt",
    "atkinson",
    "attend_nearest",
    "between_within",
    "buildings",
    "by_chance",
    "carrington_troske",
    "catchments",
    "compare",
    "concentration_profile",
    "contributions",
    "corrected",
    "counterfactual",
    "deal",
    "density_corrected",
    "dissimilarity",
    "distances",
    "divergence",
    "diversity",
    "ecological_estimate",
    "egohoods",
    "elbers",
    "eta_squared",
    "exact_eta_squared",
    "exact_exposure",
    "exact_isolation",
    "exchange",
    "expected",
    "expected_local",
    "expected_multigroup",
    "exposure",
    "exposures",
    "fit",
    "fit_mixture",
    "gini",
    "gorard",
    "group_scores",
    "hutchens",
    "index_value",
    "information",
    "information_identity",
    "intervals",
    "isolation",
    "karmel_maclachlan",
    "local_diversity",
    "local_simpson",
    "location_quotients",
    "masked_bounds",
    "masked_results",
    "mean_distance",
    "measure",
    "measure_of_pair",
    "miller_madow",
    "min_max",
    "mixture_results",
    "moment_bounds",
    "moment_results",
    "mora_ruiz_castillo",
    "multigroup_dissimilarity",
    "multigroup_gini",
    "mutual_information",
    "nearest",
    "nearest_counterfactual",
    "neighbourhood_mixing",
    "nested",
    "normalised_exposure",
    "null_test",
    "one_group",
    "ordinal_h",
    "ordinal_l",
    "ordinal_r",
    "ordinal_s",
    "p_value",
    "principal_representations",
    "rank_order_h",
    "rank_order_r",
    "rank_order_s",
    "ranks",
    "ratio_bounds",
    "relative_diversity",
    "resample",
    "residence_bounds",
    "residence_ladder",
    "segregation_curve",
    "shapley_parts",
    "simpson_concentration",
    "simpson_interaction",
    "site_sizes",
    "size_dissimilarity",
    "squared_variation",
    "surplus",
    "surroundings_d",
    "surroundings_exposures",
    "surroundings_h",
    "surroundings_r",
    "theil_h",
    "to_nearest",
    "travel",
    "two_group_parts",
    "unit_scores",
]
