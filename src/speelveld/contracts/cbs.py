# SPDX-License-Identifier: EUPL-1.2
"""The tables of Statistics Netherlands (CBS): disadvantage scores, postcode areas, neighbourhoods, squares."""

from __future__ import annotations

from speelveld.contracts.base import Column, Contract, Kind
from speelveld.contracts.shared import (
    BRIN6,
    GEOMETRY,
    MUNICIPALITY_CODE,
    PC4,
    RD_X,
    RD_Y,
    count,
    number,
    share,
    text,
)

WIJK_CODE = text("code", "wijkcode", "code of the wijk", pattern="WK[0-9]{6}")

DISADVANTAGE = Contract(
    name="cbs_disadvantage",
    nl="Achterstandsscores per vestiging, met geschatte doelgroep",
    en="Educational disadvantage scores per branch, with an estimated target group",
    description=(
        "One row per branch. The score without threshold is the sum, over the pupils who belong to the 15% with the "
        "lowest expected score in the country, of how far they are below the national mean. Divided by the mean "
        "distance of that 15% it estimates how many of them the branch has."
    ),
    columns=(
        BRIN6,
        count("pupils", "bekostigde leerlingen", "funded pupils"),
        number("score", "achterstandsscore (na drempel)", "disadvantage score (after the threshold)", nullable=True),
        number("score_without_threshold", "achterstandsscore zonder drempel", "disadvantage score without threshold"),
        Column(
            "unreliable",
            Kind.FLAG,
            "volgens CBS onvoldoende betrouwbaar (40 leerlingen of minder)",
            "not reliable enough according to CBS (40 pupils or fewer)",
        ),
        number(
            "target_group_estimate",
            "geschat aantal leerlingen in de doelgroep (onze schatting, geen cijfer van CBS)",
            "estimated number of target-group pupils (our estimate, not a CBS figure)",
            "pupils",
        ),
    ),
    key=("brin6",),
)

_ORIGINS = (
    share("born_nl_origin_nl", "geboren in Nederland, Nederlandse herkomst", "born in NL, Dutch origin"),
    share("born_nl_origin_europe", "geboren in Nederland, herkomst Europa", "born in NL, European origin"),
    share(
        "born_nl_origin_outside", "geboren in Nederland, herkomst buiten Europa", "born in NL, origin outside Europe"
    ),
    share("born_abroad_origin_europe", "geboren buiten Nederland, herkomst Europa", "born abroad, European origin"),
    share(
        "born_abroad_origin_outside",
        "geboren buiten Nederland, herkomst buiten Europa",
        "born abroad, origin outside Europe",
    ),
)


def _pc4(year: int, *, woz: bool) -> Contract:
    value = (number("woz", "gemiddelde WOZ-waarde", "mean assessed dwelling value (WOZ)", "1,000 euro", nullable=True),)
    return Contract(
        name=f"cbs_pc4_{year}",
        nl=f"Kerncijfers per postcodegebied {year}",
        en=f"Key figures per postcode area {year}",
        description=(
            "One row per four-digit postcode area. Counts are rounded to 5 and shares to 10% by CBS. Empty means "
            "0 to 4 or secret; nothing is filled in."
        ),
        columns=(
            PC4,
            count("inhabitants", "inwoners", "inhabitants", "persons", nullable=True),
            count("under_15", "inwoners tot 15 jaar", "inhabitants under 15", "persons", nullable=True),
            *_ORIGINS,
            count("households", "huishoudens", "households", "households", nullable=True),
            count("one_parent", "eenoudergezinnen", "one-parent households", "households", nullable=True),
            count("two_parent", "tweeoudergezinnen", "two-parent households", "households", nullable=True),
            count("dwellings", "woningen", "dwellings", "dwellings", nullable=True),
            *(value if woz else ()),
            share("owner_occupied", "koopwoningen", "owner-occupied dwellings"),
            share("rented", "huurwoningen", "rented dwellings"),
            count(
                "housing_association", "corporatiewoningen", "housing association dwellings", "dwellings", nullable=True
            ),
            count("benefits", "personen met een uitkering", "persons on benefits", "persons", nullable=True),
        ),
        key=("pc4",),
    )


PC4_2023 = _pc4(2023, woz=True)
PC4_2024 = _pc4(2024, woz=False)

PC4_POPULATION = Contract(
    name="cbs_pc4_population",
    nl="Inwoners per postcodegebied",
    en="Inhabitants per postcode area",
    description="One row per four-digit postcode area; the inhabitants are rounded to 5 by CBS.",
    columns=(
        PC4,
        count("inhabitants", "inwoners", "inhabitants", "persons", nullable=True),
        text("place", "plaats", "place", nullable=True),
        text("municipality", "gemeente", "municipality", nullable=True),
        text("province", "provincie", "province", nullable=True),
    ),
    key=("pc4",),
)

AGE_BANDS = (*(f"{low}-{low + 4}" for low in range(0, 95, 5)), "95+")

PC4_AGE = Contract(
    name="cbs_pc4_age",
    nl="Inwoners per postcodegebied en leeftijd",
    en="Inhabitants per postcode area and age",
    description="One row per four-digit postcode area and age band of five years; rounded to 5 by CBS.",
    columns=(
        PC4,
        Column("age_band", Kind.TEXT, "leeftijd", "age", "years", allowed=AGE_BANDS),
        count("inhabitants", "inwoners", "inhabitants", "persons", nullable=True),
    ),
    key=("pc4", "age_band"),
)

WIJKEN = Contract(
    name="cbs_wijken",
    nl="Kerncijfers per wijk",
    en="Key figures per wijk (district)",
    description="One row per wijk. Empty where CBS gives no figure. Students weigh on the low incomes of a centre.",
    columns=(
        WIJK_CODE,
        text("name", "naam", "name"),
        MUNICIPALITY_CODE,
        count("population", "inwoners", "inhabitants", "persons"),
        share("pop_0_14", "inwoners tot 15 jaar", "inhabitants under 15"),
        count("dwellings", "woningen", "dwellings", "dwellings", nullable=True),
        count("dwelling_value", "gemiddelde WOZ-waarde", "mean assessed value (WOZ)", "1,000 euro", nullable=True),
        share("owner_occupied", "koopwoningen", "owner-occupied dwellings"),
        share("income_low", "personen in de laagste 40% inkomens", "persons in the lowest 40% of incomes"),
        share("income_high", "personen in de hoogste 20% inkomens", "persons in the highest 20% of incomes"),
        share("edu_higher", "hbo of wo (15-75 jaar)", "higher education (age 15-75)"),
    ),
    key=("code",),
)

BUURTEN = Contract(
    name="cbs_buurten",
    nl="Kerncijfers per buurt",
    en="Key figures per buurt (neighbourhood)",
    description="One row per buurt with its polygon. Shares are rounded by CBS; empty is secret or no figure.",
    columns=(
        text("code", "buurtcode", "code of the buurt", pattern="BU[0-9]{8}"),
        text("name", "naam", "name"),
        text("wijk_code", "wijkcode", "code of the wijk", pattern="WK[0-9]{6}"),
        MUNICIPALITY_CODE,
        count("inhabitants", "inwoners", "inhabitants", "persons", nullable=True),
        share("share_0_14", "inwoners tot 15 jaar", "inhabitants under 15"),
        count("households", "huishoudens", "households", "households", nullable=True),
        share("single_households", "eenpersoonshuishoudens", "one-person households"),
        share("households_with_children", "huishoudens met kinderen", "households with children"),
        share("western_origin", "westerse migratieachtergrond", "western migration background"),
        share("non_western_origin", "niet-westerse migratieachtergrond", "non-western migration background"),
        GEOMETRY,
    ),
    key=("code",),
)

SQUARES = Contract(
    name="cbs_squares",
    nl="Vierkanten van 100 bij 100 meter",
    en="Squares of 100 by 100 metres",
    description=(
        "One row per square and year. Counts are rounded to 5 by CBS; empty is secret, unknown or no figure that year. "
        "Classes of origin are the publisher's words, from 2011 to 2014."
    ),
    columns=(
        text("square", "code van het vierkant", "code of the square", pattern="E[0-9]{4}N[0-9]{4}"),
        number("rd_x", "zuidwesthoek, RD x", "south-west corner, RD x", "m", low=RD_X[0], high=RD_X[1]),
        number("rd_y", "zuidwesthoek, RD y", "south-west corner, RD y", "m", low=RD_Y[0], high=RD_Y[1]),
        Column("year", Kind.COUNT, "jaar (1 januari)", "year (1 January)", low=2000, high=2014),
        count("inhabitants", "inwoners", "inhabitants", "persons", nullable=True),
        count("under_15", "inwoners tot 15 jaar", "inhabitants under 15", "persons", nullable=True),
        text("western_origin", "aandeel westers, klasse", "western origin, class", nullable=True),
        text("non_western_origin", "aandeel niet-westers, klasse", "non-western origin, class", nullable=True),
        count("dwellings", "woningen", "dwellings", "dwellings", nullable=True),
        count("woz", "gemiddelde WOZ-waarde", "mean assessed dwelling value (WOZ)", "1,000 euro", nullable=True),
    ),
    key=("square", "year"),
)
