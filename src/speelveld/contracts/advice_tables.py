# SPDX-License-Identifier: EUPL-1.2
"""Tables on school advice that a user may add to the sources: DUO's per branch, and a statistics bureau's by group."""

from __future__ import annotations

from speelveld.contracts.advice import LEVELS
from speelveld.contracts.base import Column, Contract, Kind, interval
from speelveld.contracts.shared import BRIN6, SCHOOL_YEAR, count, text

TYPES = ("BO", "SBO", "SO", "VSO")
ALL = "all"
"""What stands in a column of advice where a row counts every advice, or every school."""
CLASSES = ("PRO_VMBO_BB", "VMBO_BB_KB", "VMBO_KB_GLTL", "VMBO_GLTL_HAVO", "HAVO_VWO", "VWO")
"""The six classes of test advice, as ``levels.toml`` names them."""

_TYPE = Column("type", Kind.TEXT, "soort onderwijs", "type of education", nullable=True, allowed=TYPES)

RECONSIDERATIONS = Contract(
    name="duo_reconsiderations",
    nl="Heroverwegingen en bijgestelde adviezen per vestiging",
    en="Reconsiderations and adjusted advice per branch",
    description=(
        "One row per branch and school year: for how many pupils the test advice was lower than, equal to and higher "
        "than the first advice (the last are eligible for reconsideration), and how many advices were raised. A masked "
        "number is an interval; a number that the file does not give is empty."
    ),
    columns=(
        BRIN6,
        SCHOOL_YEAR,
        _TYPE,
        *interval("advised", "leerlingen met advies", "pupils with advice", nullable=True),
        *interval("lower", "toetsadvies lager", "test advice lower", nullable=True),
        *interval("equal", "toetsadvies gelijk", "test advice equal", nullable=True),
        *interval("higher", "toetsadvies hoger", "test advice higher"),
        *interval("adjusted", "advies bijgesteld", "advice raised"),
    ),
    key=("brin6", "school_year", "type"),
    intervals=("advised", "lower", "equal", "higher", "adjusted"),
)

BRANCHES = Contract(
    name="duo_advice_branches",
    nl="Definitieve schooladviezen per vestiging",
    en="Final school advice per branch",
    description="One row per branch, school year, type and level: pupils with that final advice, masked as intervals.",
    columns=(
        BRIN6,
        SCHOOL_YEAR,
        _TYPE,
        Column("level", Kind.TEXT, "advies", "level of the advice", allowed=LEVELS),
        *interval("advised", "leerlingen met dit advies", "pupils with this advice"),
    ),
    key=("brin6", "school_year", "type", "level"),
    intervals=("advised",),
)

CODES = Contract(
    name="duo_advice_codes",
    nl="Schooladviezen per vestiging naar code",
    en="School advice per branch by code",
    description=(
        "DUO's table brin6_advies as it is: the advice is a code from 1 to 12, of which public programs disagree "
        "what it means. It is read as advice only where the table per level of the same year decides."
    ),
    columns=(
        BRIN6,
        SCHOOL_YEAR,
        _TYPE,
        Column("code", Kind.COUNT, "code van het advies", "code of the advice", low=1, high=len(LEVELS)),
        *interval("advised", "leerlingen met deze code", "pupils with this code"),
    ),
    key=("brin6", "school_year", "type", "code"),
    intervals=("advised",),
)

READINGS = Contract(
    name="duo_advice_readings",
    nl="Schooladviezen per vestiging, code gelezen",
    en="School advice per branch, code read",
    description="The table by code with each code as the level that agrees with the table per level of the same year.",
    columns=(
        BRIN6,
        SCHOOL_YEAR,
        _TYPE,
        Column("level", Kind.TEXT, "advies", "level of the advice", allowed=LEVELS),
        *interval("advised", "leerlingen met dit advies", "pupils with this advice"),
        text("reading", "lezing van de codes", "reading of the codes"),
    ),
    key=("brin6", "school_year", "type", "level"),
    intervals=("advised",),
)

GROUPS = Contract(
    name="advice_groups",
    nl="Schooladvies naar groep",
    en="School advice by group",
    description=(
        "One row per school year, school, group, first advice and test advice: pupils, how many of them had a higher "
        "test advice, and how many advices were raised. 'all' where a table does not divide; empty where it gives no "
        "number."
    ),
    columns=(
        SCHOOL_YEAR,
        text("school", "school", "school"),
        text("group", "groep", "group"),
        Column("first_advice", Kind.TEXT, "eerste advies", "first advice", allowed=(*LEVELS, ALL)),
        Column("test_advice", Kind.TEXT, "toetsadvies", "test advice", allowed=(*CLASSES, ALL)),
        *interval("pupils", "leerlingen", "pupils"),
        *interval("higher", "toetsadvies hoger", "test advice higher", nullable=True),
        *interval("adjusted", "advies bijgesteld", "advice raised", nullable=True),
        count("row", "regel in het bestand", "row in the file", "row"),
    ),
    key=("school_year", "school", "group", "first_advice", "test_advice"),
    intervals=("pupils", "higher", "adjusted"),
)
