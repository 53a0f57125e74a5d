# SPDX-License-Identifier: EUPL-1.2
"""Every dataset that an edition is built from, publisher by publisher."""

from __future__ import annotations

from speelveld.sources import (
    advice,
    cbs_disadvantage,
    cbs_neighbourhoods,
    cbs_pc4,
    duo_po_addresses,
    duo_po_flows,
    duo_po_funding,
    duo_po_pupils,
    duo_po_results,
    duo_vo,
    geography,
    geography_branches,
    municipalities,
    published,
)
from speelveld.sources.dataset import Dataset

DATASETS: tuple[Dataset, ...] = (
    *municipalities.DATASETS,
    *duo_po_pupils.DATASETS,
    *duo_po_addresses.DATASETS,
    *duo_po_flows.DATASETS,
    *duo_po_results.DATASETS,
    *duo_po_funding.DATASETS,
    *duo_vo.DATASETS,
    *advice.DATASETS,
    *cbs_disadvantage.DATASETS,
    *cbs_pc4.DATASETS,
    *cbs_neighbourhoods.DATASETS,
    *geography.DATASETS,
    *geography_branches.DATASETS,
    *published.DATASETS,
)
"""All datasets, in the order in which they are read and listed."""
