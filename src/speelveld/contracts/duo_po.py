# SPDX-License-Identifier: EUPL-1.2
"""The tables on primary education (primair onderwijs): pupils and weights, addresses, flows, test scores, funding."""

from __future__ import annotations

from dataclasses import replace

from speelveld.contracts.base import Column, Contract, Kind, interval
from speelveld.contracts.shared import BRIN, BRIN6, MUNICIPALITY_CODE, PC4, count, number, optional, text

TYPES = ("bo", "sbo", "so", "vso")
"""Regular primary; special primary; special education for primary and for secondary age."""

PROVIDERS = ("CET", "IEP", "ROUTE8", "DIA", "AMN")
"""The final tests: Centrale Eindtoets, IEP, Route 8, Dia-eindtoets, AMN."""

UNKNOWN_HOME = "0000"
"""The home postcode of pupils who live abroad or whose address DUO does not know."""

TYPE = Column("type", Kind.TEXT, "soort onderwijs", "type of education", allowed=TYPES)
BOARD = text("board", "nummer van het bevoegd gezag", "number of the school board", pattern="[0-9]{5}")
DENOMINATION = text("denomination", "denominatie", "denomination", nullable=True)
MUNICIPALITY = text("municipality", "gemeente", "municipality")
NAME = text("name", "naam van de vestiging", "name of the branch")
PLACE = text("place", "plaats", "place")
PROVINCE = text("province", "provincie", "province")
PUPILS = count("pupils", "leerlingen", "pupils")

SCHOOL = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    PROVINCE,
    NAME,
    PLACE,
    optional(PC4),
    DENOMINATION,
    BOARD,
)
"""The columns on the school itself, in every table per branch."""

_WEIGHTS = (
    count("weight_000", "leerlingen met gewicht 0,00", "pupils with weight 0.00"),
    count("weight_030", "leerlingen met gewicht 0,30", "pupils with weight 0.30"),
    count("weight_120", "leerlingen met gewicht 1,20", "pupils with weight 1.20"),
)

WEIGHTS = Contract(
    name="duo_po_weights",
    nl="Leerlingen basisonderwijs naar gewicht, per vestiging",
    en="Pupils in regular primary education by weight, per branch",
    description=(
        "One row per branch of regular primary education. A weight of 0.30 or 1.20 stands for little education of the "
        "parents (abolished in 2019). Counts are exact; pupils is the sum of the three weights."
    ),
    columns=(BRIN6, *SCHOOL, *_WEIGHTS, PUPILS),
    key=("brin6",),
)

BRON = Contract(
    name="duo_po_bron",
    nl="Leerlingen basisonderwijs zoals geregistreerd in BRON, per vestiging",
    en="Pupils in regular primary education as registered in BRON, per branch",
    description=(
        "One row per branch; all active registrations, provisional. NOAT is the mark for a non-Dutch background as the "
        "schools entered it. The source prints the municipality's name in capitals and no code."
    ),
    columns=(
        BRIN6,
        MUNICIPALITY,
        PROVINCE,
        NAME,
        BOARD,
        *_WEIGHTS,
        count("noat", "leerlingen met NOAT-kenmerk", "pupils with the NOAT mark"),
        PUPILS,
        count("funded_pupils", "bekostigde leerlingen", "funded pupils"),
    ),
    key=("brin6",),
)

PUPILS_BY_TYPE = Contract(
    name="duo_po_types",
    nl="Leerlingen primair onderwijs naar soort onderwijs, per vestiging",
    en="Pupils in primary education by type, per branch",
    description="One row per branch and type of education; cluster (1, 2 or 3/4) for special education only.",
    columns=(
        BRIN6,
        TYPE,
        Column("cluster", Kind.TEXT, "cluster", "cluster", nullable=True, allowed=("1", "2", "3/4")),
        *SCHOOL,
        PUPILS,
    ),
    key=("brin6", "type"),
)

ADDRESSES = Contract(
    name="duo_po_addresses",
    nl="Vestigingen van basisscholen",
    en="Branches of regular primary schools",
    description="One row per branch with its address. The issue of 2017 holds main branches (00) only.",
    columns=(
        BRIN6,
        NAME,
        text("street", "straat", "street"),
        text("house_number", "huisnummer en toevoeging", "house number and addition", nullable=True),
        text("postcode", "postcode", "postcode", pattern="[1-9][0-9]{3}[A-Z]{2}"),
        PC4,
        PLACE,
        MUNICIPALITY_CODE,
        MUNICIPALITY,
        PROVINCE,
        DENOMINATION,
        BOARD,
    ),
    key=("brin6",),
)

DISTANCE = Contract(
    name="duo_po_distance",
    nl="Gemiddelde afstand tussen woonadres en school, per vestiging",
    en="Mean distance between home and school, per branch",
    description=(
        "One row per branch and type of education; the mean over its pupils. It is null where DUO prints none, and for "
        "fewer than five pupils."
    ),
    columns=(
        BRIN6,
        TYPE,
        *SCHOOL,
        PUPILS,
        number("distance_m", "gemiddelde afstand", "mean distance", "metres", nullable=True, high=500_000),
    ),
    key=("brin6", "type"),
)

FINAL_TEST = Contract(
    name="duo_po_final_test",
    nl="Gemiddelde eindtoetsscores, per vestiging en toets",
    en="Mean final test scores, per branch and test",
    description=(
        "One row per branch and provider in the file, also where nobody took that test. Scales differ by provider. The "
        "mean is null where fewer than five pupils were tested, whatever the source printed."
    ),
    columns=(
        BRIN6,
        Column("provider", Kind.TEXT, "toets", "test", allowed=PROVIDERS),
        TYPE,
        *SCHOOL,
        count("tested", "leerlingen met een score", "pupils with a score"),
        number("mean_score", "gemiddelde score", "mean score", "score on the test's own scale", nullable=True),
        count("year8_pupils", "leerlingen in leerjaar 8", "pupils in year 8"),
        count("exempt", "leerlingen met ontheffing", "exempt pupils"),
    ),
    key=("brin6", "provider"),
)

FLOWS = Contract(
    name="duo_po_flows",
    nl="Leerlingen basisonderwijs naar postcode van het woonadres, per vestiging",
    en="Pupils in regular primary education by home postcode, per branch",
    description=(
        "One row per branch and home postcode area. A flow of 1 to 4 pupils is the interval [1, 4], whatever the "
        f"source printed. Home postcode {UNKNOWN_HOME} stands for pupils who live abroad or whose address is unknown."
    ),
    columns=(
        BRIN6,
        optional(MUNICIPALITY_CODE),
        text("municipality", "gemeente van de vestiging", "municipality of the branch"),
        Column("pc4_school", Kind.TEXT, "postcode van de vestiging", "postcode of the branch", pattern=PC4.pattern),
        Column(
            "pc4_home",
            Kind.TEXT,
            f"postcode van het woonadres ({UNKNOWN_HOME} is onbekend of buitenland)",
            f"home postcode ({UNKNOWN_HOME} is unknown or abroad)",
            pattern=f"{UNKNOWN_HOME}|{PC4.pattern}",
        ),
        text("municipality_home", "woongemeente", "home municipality", nullable=True),
        *(replace(column, low=1) for column in interval("pupils", "leerlingen", "pupils")),
    ),
    key=("brin6", "pc4_home"),
    intervals=("pupils",),
)

STAFF_FUNDING = Contract(
    name="duo_po_staff_funding",
    nl="Personele bekostiging basisonderwijs, per instelling",
    en="Staff funding of regular primary education, per institution",
    description=(
        "One row per institution (BRIN), its branches together. The school weight follows from the weighted pupils "
        "above a threshold; the disadvantage funding follows from it."
    ),
    columns=(
        BRIN,
        optional(BOARD),
        PUPILS,
        count("school_weight", "schoolgewicht", "school weight", "weight"),
        count(
            "weighted_pupils_in_impulse_area",
            "gewichtenleerlingen in een impulsgebied",
            "weighted pupils in an impulse area",
        ),
        number("disadvantage_funding_eur", "bestrijding onderwijsachterstanden", "disadvantage funding", "euro"),
        number("total_eur", "totale personele bekostiging", "total staff funding", "euro"),
    ),
    key=("brin",),
)

MATERIAL_FUNDING = Contract(
    name="duo_po_material_funding",
    nl="Materiële instandhouding basisonderwijs, per instelling",
    en="Material funding of regular primary education, per institution",
    description="One row per institution (BRIN), its branches together.",
    columns=(
        BRIN,
        optional(BOARD),
        PUPILS,
        count("groups", "groepen", "groups", "groups"),
        count("school_weight", "schoolgewicht", "school weight", "weight"),
    ),
    key=("brin",),
)
