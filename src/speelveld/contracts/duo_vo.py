# SPDX-License-Identifier: EUPL-1.2
"""The tables on secondary education (voortgezet onderwijs): branches, pupils, exams."""

from __future__ import annotations

from speelveld.contracts.base import Column, Contract, Kind, interval
from speelveld.contracts.shared import BRIN6, MUNICIPALITY_CODE, PC4, SCHOOL_YEAR, count, number, text

ADDRESSES = Contract(
    name="duo_vo_addresses",
    nl="Vestigingen van scholen voor voortgezet onderwijs",
    en="Branches of secondary schools",
    description="One row per branch with its address, board, denomination and the tracks that it offers.",
    columns=(
        BRIN6,
        text("name", "naam van de vestiging", "name of the branch"),
        text("street", "straat", "street"),
        text("house_number", "huisnummer en toevoeging", "house number and addition", nullable=True),
        text("postcode", "postcode", "postcode", pattern="[1-9][0-9]{3}[A-Z]{2}"),
        PC4,
        text("place", "plaats", "place"),
        MUNICIPALITY_CODE,
        text("municipality", "gemeente", "municipality"),
        text("denomination", "denominatie", "denomination", nullable=True),
        text("board", "nummer van het bevoegd gezag", "number of the school board", pattern="[0-9]{5}"),
        text("structure", "onderwijsstructuur", "structure: the tracks on offer"),
    ),
    key=("brin6",),
)

PUPILS = Contract(
    name="duo_vo_pupils",
    nl="Leerlingen in het voortgezet onderwijs",
    en="Pupils in secondary education",
    description=(
        "One row per branch, track, programme and year of study; sexes added up, rows without pupils left out. "
        "Counts are exact. The breadth of a bridge class stands in the programme's name."
    ),
    columns=(
        BRIN6,
        text("name", "naam van de vestiging", "name of the branch"),
        text("place", "plaats", "place"),
        text("track", "onderwijstype en leer- of verblijfsjaar", "track and years"),
        text("programme", "opleiding", "programme"),
        text("element", "elementcode", "element code", pattern="[0-9]{4}"),
        Column("year", Kind.COUNT, "leer- of verblijfsjaar", "year of study", "years", low=1, high=6),
        Column("pupils", Kind.COUNT, "leerlingen", "pupils", "pupils", low=1),
    ),
    key=("brin6", "track", "programme", "element", "year"),
)

EXAMS = Contract(
    name="duo_vo_exams",
    nl="Examenkandidaten en geslaagden",
    en="Exam candidates and passes",
    description=(
        "One row per branch, programme and school year. DUO masks 1 to 4 in the years from 2019/20: such a count is "
        "the interval [1, 4]. Rates are not kept; they follow from the counts."
    ),
    columns=(
        BRIN6,
        text("municipality", "gemeente", "municipality"),
        text("track", "onderwijstype", "track"),
        text("inspection_code", "inspectiecode", "inspection code"),
        text("programme", "opleiding", "programme"),
        SCHOOL_YEAR,
        *interval("candidates", "examenkandidaten", "exam candidates"),
        *interval("passed", "geslaagden", "passed"),
    ),
    key=("brin6", "track", "inspection_code", "programme", "school_year"),
    intervals=("candidates", "passed"),
)


def _mark(name: str, nl: str, en: str) -> Column:
    return number(name, nl, en, "mark 1-10", nullable=True, low=1, high=10)


EXAM_MARKS = Contract(
    name="duo_vo_exam_marks",
    nl="Geslaagden, gezakten en cijfers",
    en="Passed, failed and marks",
    description="One row per branch, track, sector and profile. Means over fewer than 5 candidates are left out.",
    columns=(
        BRIN6,
        text("track", "onderwijstype en leerweg", "track"),
        text("sector", "sector (vmbo)", "sector (vmbo)", nullable=True),
        text("profile", "afdeling of profiel", "department or profile", nullable=True),
        count("candidates", "examenkandidaten", "exam candidates"),
        count("passed", "geslaagden", "passed"),
        count("failed", "gezakten", "failed"),
        _mark("mean_school_exam", "gemiddeld cijfer schoolexamen", "mean mark of the school exam"),
        _mark("mean_central_exam", "gemiddeld cijfer centraal examen", "mean mark of the central exam"),
        _mark("mean_final", "gemiddeld cijfer cijferlijst", "mean final mark"),
    ),
    key=("brin6", "track", "sector", "profile"),
)

SUBJECT_MARKS = Contract(
    name="duo_vo_subject_marks",
    nl="Cijfers voor het centraal examen per vak",
    en="Central exam marks per subject",
    description=(
        "One row per branch and subject that has a central exam or a school exam with marks. The mean is empty where "
        "fewer than 5 sat the central exam. Subjects that are only judged 'sufficient' or 'good' are left out."
    ),
    columns=(
        BRIN6,
        text("subject", "vak", "subject"),
        count("candidates", "centrale examens", "central exams taken", "exams"),
        _mark("mean_central_exam", "gemiddeld cijfer centraal examen", "mean mark of the central exam"),
    ),
    key=("brin6", "subject"),
)
