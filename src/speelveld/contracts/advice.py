# SPDX-License-Identifier: EUPL-1.2
"""The tables on school advice (schooladvies) at the end of primary school."""

from __future__ import annotations

from speelveld.contracts.base import Column, Contract, Kind, interval
from speelveld.contracts.shared import BRIN, SCHOOL_YEAR, text

LEVELS = (
    "VSO",
    "PRO",
    "VMBO_B",
    "VMBO_B_K",
    "VMBO_K",
    "VMBO_K_GT",
    "VMBO_GT",
    "VMBO_GT_HAVO",
    "HAVO",
    "HAVO_VWO",
    "VWO",
    "ADVIES_NIET_MOGELIJK",
)
"""DUO's codes of the levels of advice, from low to high; the last one is 'no advice possible'."""

ADVICE = Contract(
    name="duo_advice",
    nl="Definitieve schooladviezen per instelling",
    en="Final school advice per institution",
    description=(
        "One row per institution (BRIN, branches merged), school year and level. Exact up to 2021/22. From 2022/23 DUO "
        "masks 1 to 4 per branch, and the third party that made this file set each masked cell to 2 and added up the "
        "branches: here such a number is the interval of what it can have been, never an estimate."
    ),
    columns=(
        BRIN,
        SCHOOL_YEAR,
        Column("level", Kind.TEXT, "advies", "level of the advice", allowed=LEVELS),
        *interval("advised", "leerlingen met dit advies", "pupils with this advice"),
    ),
    key=("brin", "school_year", "level"),
    intervals=("advised",),
)

SCHOOLS = Contract(
    name="duo_advice_schools",
    nl="Instellingen met schooladviezen",
    en="Institutions with school advice",
    description="One row per institution of the table of school advice, with its municipality as the file prints it.",
    columns=(
        BRIN,
        text("name", "naam", "name"),
        text("municipality", "gemeente", "municipality"),
        text("province", "provincie", "province"),
        text("denomination", "denominatie", "denomination", nullable=True),
        text("place", "plaats", "place"),
    ),
    key=("brin",),
)
