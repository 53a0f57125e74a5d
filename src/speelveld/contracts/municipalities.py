# SPDX-License-Identifier: EUPL-1.2
"""The tables of municipalities, today's and former ones, and of their mergers."""

from __future__ import annotations

from speelveld.contracts.base import Column, Contract, Kind
from speelveld.contracts.shared import text

_GM = "GM[0-9]{4}"

PROVINCES = (
    "Drenthe",
    "Flevoland",
    "Fryslân",
    "Gelderland",
    "Groningen",
    "Limburg",
    "Noord-Brabant",
    "Noord-Holland",
    "Overijssel",
    "Utrecht",
    "Zeeland",
    "Zuid-Holland",
)

MUNICIPALITIES = Contract(
    name="municipalities",
    nl="Gemeenten",
    en="Municipalities",
    description=(
        "One row per municipality that existed on or after 1 October 2013, by its CBS code. 'since' is empty for those "
        "that existed already; 'until' is the first day on which a former one no longer existed."
    ),
    columns=(
        text("code", "gemeentecode (CBS)", "municipality code (CBS)", pattern=_GM),
        text("name", "naam", "name"),
        Column("province", Kind.TEXT, "provincie", "province", allowed=PROVINCES),
        Column("since", Kind.DATE, "bestaat sinds", "exists since", nullable=True),
        Column("until", Kind.DATE, "opgeheven op", "dissolved on", nullable=True),
    ),
    key=("code",),
)

MERGERS = Contract(
    name="municipal_mergers",
    nl="Gemeentelijke herindelingen",
    en="Municipal reclassifications",
    description=(
        "One row per dissolved municipality and per municipality that took over its territory, 2014 to 2024. With "
        "'split' the territory was divided, and the postcode area of a branch decides."
    ),
    columns=(
        text("code_old", "opgeheven gemeente", "dissolved municipality", pattern=_GM),
        text("code_new", "opvolger", "successor", pattern=_GM),
        Column("day", Kind.DATE, "ingangsdatum", "day of effect"),
        Column("split", Kind.FLAG, "grondgebied verdeeld", "territory divided"),
    ),
    key=("code_old", "code_new"),
)
