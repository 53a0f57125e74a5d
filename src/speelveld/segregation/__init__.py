# SPDX-License-Identifier: EUPL-1.2
"""Measuring segregation on arrays of counts. Pure: no frames, no files, no web."""

from speelveld.segregation.chance import corrected, expected
from speelveld.segregation.change import Change, elbers, karmel_maclachlan, mora_ruiz_castillo
from speelveld.segregation.change_counterfactual import Counterfactual, counterfactual
from speelveld.segregation.contribution import Contribution, contributions
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
from speelveld.segregation.local import (
    Local,
    group_scores,
    local_diversity,
    local_simpson,
    location_quotients,
    unit_scores,
)
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
from speelveld.segregation.ordinal import ordinal_h, ordinal_l, ordinal_r, ordinal_s
from speelveld.segregation.rank_order import RankOrder, rank_order_h, rank_order_r, rank_order_s
from speelveld.segregation.registry import INDICES as REGISTRY
from speelveld.segregation.registry import measure
from speelveld.segregation.registry_index import Index, Places
from speelveld.segregation.result import Result
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
    "Change",
    "ConcentrationProfile",
    "Contribution",
    "Counterfactual",
    "Counts",
    "Decomposition",
    "Index",
    "Interval",
    "Local",
    "Part",
    "Places",
    "RankOrder",
    "Result",
    "TwoGroupParts",
    "Within",
    "atkinson",
    "between_within",
    "concentration_profile",
    "contributions",
    "corrected",
    "counterfactual",
    "dissimilarity",
    "divergence",
    "diversity",
    "egohoods",
    "elbers",
    "eta_squared",
    "exact_eta_squared",
    "exact_exposure",
    "exact_isolation",
    "exchange",
    "expected",
    "exposure",
    "exposures",
    "fit",
    "gini",
    "gorard",
    "group_scores",
    "hutchens",
    "information",
    "intervals",
    "isolation",
    "karmel_maclachlan",
    "local_diversity",
    "local_simpson",
    "location_quotients",
    "measure",
    "min_max",
    "mora_ruiz_castillo",
    "multigroup_dissimilarity",
    "multigroup_gini",
    "mutual_information",
    "nested",
    "normalised_exposure",
    "one_group",
    "ordinal_h",
    "ordinal_l",
    "ordinal_r",
    "ordinal_s",
    "rank_order_h",
    "rank_order_r",
    "rank_order_s",
    "relative_diversity",
    "segregation_curve",
    "simpson_concentration",
    "simpson_interaction",
    "squared_variation",
    "surplus",
    "surroundings_d",
    "surroundings_exposures",
    "surroundings_h",
    "surroundings_r",
    "theil_h",
    "two_group_parts",
    "unit_scores",
]
