# SPDX-License-Identifier: EUPL-1.2
"""Reference figures that others published, typed over from their publications, to hold our own figures against."""

from __future__ import annotations

from speelveld.contracts.base import Column, Contract
from speelveld.contracts.shared import MUNICIPALITY_CODE, SCHOOL_YEAR, count, number, share, text

READING = (
    "The page's column heads were ambiguous: this is the reading in which total = residence + choice, by which "
    "Groningen sums to the 60 of its accord."
)


def _points(name: str, nl: str, en: str, *, nullable: bool) -> Column:
    return number(name, f"{nl}. {READING}", f"{en}. {READING}", "D x 100", nullable=nullable, high=100)


CITY_SPLIT = Contract(
    name="published_city_split",
    nl="Segregatie naar opleiding van de ouders in grote steden, gepubliceerd",
    en="Segregation by parents' education in large cities, as published",
    description=f"One row per city: dissimilarity of primary schools times 100, split in two. {READING}",
    columns=(
        MUNICIPALITY_CODE,
        _points("total", "segregatie (D x 100)", "segregation (D x 100)", nullable=False),
        _points("residence", "waarvan door wonen", "of which by residence", nullable=True),
        _points("choice", "waarvan door schoolkeuze", "of which by school choice", nullable=True),
    ),
    key=("municipality_code",),
)

RECONSIDERATIONS = Contract(
    name="published_reconsiderations",
    nl="Heroverweging van het schooladvies, landelijk",
    en="Reconsideration of school advice, national",
    description=(
        "One row per school year, first advice and income quintile of the parents ('totaal' is all): how many got a "
        "higher test advice, and whether the school then raised its advice. CBS StatLine 84274NED."
    ),
    columns=(
        SCHOOL_YEAR,
        text("first_advice", "eerste advies", "first advice"),
        text("income_quintile", "inkomenskwintiel van de ouders", "parents' income quintile", pattern="totaal|q[1-5]"),
        count("first_advices", "eerste adviezen", "first advices"),
        count("higher_raised", "hogere toets, advies bijgesteld", "higher test, advice raised"),
        count("higher_not_raised", "hogere toets, advies niet bijgesteld", "higher test, advice not raised"),
        count("final_advices", "definitieve adviezen", "final advices"),
    ),
    key=("school_year", "first_advice", "income_quintile"),
)

FIRST_ADVICE = Contract(
    name="published_first_advice",
    nl="Eerste schooladviezen, landelijk",
    en="First school advice, national",
    description="One row per school year and advice: the share of pupils. CBS Statistische Trends 2021.",
    columns=(
        SCHOOL_YEAR,
        text("advice", "advies", "advice"),
        share("percent", "leerlingen", "pupils", nullable=False),
    ),
    key=("school_year", "advice"),
)

OTHER = Contract(
    name="published_other",
    nl="Overige gepubliceerde cijfers",
    en="Other published figures",
    description="One row per published figure, with where it stands and how certain it is.",
    columns=(
        text("id", "kenmerk", "id"),
        text("description", "omschrijving", "description"),
        text("value", "waarde (JSON)", "value (JSON)"),
        text("year", "jaar of schooljaar", "year or school year", nullable=True),
        text("source", "bron", "source"),
        text("certainty", "zekerheid", "certainty"),
        text("note", "opmerking", "note", nullable=True),
    ),
    key=("id",),
)
