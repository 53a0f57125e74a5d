# SPDX-License-Identifier: EUPL-1.2
"""Municipal reclassifications from 1-1-2014 to 1-1-2024, as CBS lists them in its "Gemeentelijke indeling".

Facts typed over; the tests hold them against the municipalities of branches in DUO's files of 2013 to 2024.
"""

from __future__ import annotations

from typing import NamedTuple


class Change(NamedTuple):
    """From ``day`` on, ``old`` municipalities (code -> name) no longer exist; ``new`` are the codes that hold them.

    With more than one new code the old territory was divided (``split``).
    """

    day: str
    old: dict[str, str]
    new: tuple[str, ...]


CHANGES: tuple[Change, ...] = (
    Change("2014-01-01", {"GM0499": "Boskoop", "GM1672": "Rijnwoude"}, ("GM0484",)),
    Change("2014-01-01", {"GM0653": "Gaasterlân-Sleat", "GM0082": "Lemsterland"}, ("GM1921",)),
    Change("2014-01-01", {"GM0051": "Skarsterlân"}, ("GM1921", "GM0074")),
    Change("2014-01-01", {"GM0055": "Boarnsterhim"}, ("GM0080", "GM0074", "GM1921", "GM1900")),
    Change("2015-01-01", {"GM0568": "Bernisse", "GM0612": "Spijkenisse"}, ("GM1930",)),
    Change(
        "2015-01-01",
        {
            "GM0491": "Bergambacht",
            "GM0643": "Nederlek",
            "GM0644": "Ouderkerk",
            "GM0608": "Schoonhoven",
            "GM0623": "Vlist",
        },
        ("GM1931",),
    ),
    Change("2015-01-01", {"GM0365": "Graft-De Rijp", "GM0458": "Schermer"}, ("GM0361",)),
    Change("2015-01-01", {"GM1671": "Maasdonk"}, ("GM0828", "GM0796")),
    Change("2015-01-01", {"GM0265": "Millingen aan de Rijn", "GM0282": "Ubbergen"}, ("GM0241",)),
    Change("2015-07-01", {"GM1921": "De Friese Meren"}, ("GM1940",)),
    Change("2016-01-01", {"GM0241": "Groesbeek"}, ("GM1945",)),
    Change("2016-01-01", {"GM0381": "Bussum", "GM0424": "Muiden", "GM0425": "Naarden"}, ("GM1942",)),
    Change("2016-01-01", {"GM0478": "Zeevang"}, ("GM0385",)),
    Change("2017-01-01", {"GM0844": "Schijndel", "GM0846": "Sint-Oedenrode", "GM0860": "Veghel"}, ("GM1948",)),
    Change(
        "2018-01-01", {"GM0018": "Hoogezand-Sappemeer", "GM0040": "Slochteren", "GM1987": "Menterwolde"}, ("GM1952",)
    ),
    Change("2018-01-01", {"GM0007": "Bellingwedde", "GM0048": "Vlagtwedde"}, ("GM1950",)),
    Change("2018-01-01", {"GM0063": "het Bildt", "GM0070": "Franekeradeel", "GM1908": "Menameradiel"}, ("GM1949",)),
    Change("2018-01-01", {"GM0140": "Littenseradiel"}, ("GM1949", "GM0080", "GM1900")),
    Change("2018-01-01", {"GM0081": "Leeuwarderadeel"}, ("GM0080",)),
    Change("2018-01-01", {"GM0196": "Rijnwaarden"}, ("GM0299",)),
    Change("2019-01-01", {"GM0009": "Ten Boer", "GM0017": "Haren"}, ("GM0014",)),
    Change("2019-01-01", {"GM0005": "Bedum", "GM1651": "Eemsmond", "GM1663": "De Marne"}, ("GM1966",)),
    Change("2019-01-01", {"GM0053": "Winsum"}, ("GM1966", "GM1969")),
    Change(
        "2019-01-01",
        {"GM0015": "Grootegast", "GM0022": "Leek", "GM0025": "Marum", "GM0056": "Zuidhorn"},
        ("GM1969",),
    ),
    Change(
        "2019-01-01",
        {"GM0058": "Dongeradeel", "GM0079": "Kollumerland en Nieuwkruisland", "GM1722": "Ferwerderadiel"},
        ("GM1970",),
    ),
    Change("2019-01-01", {"GM0236": "Geldermalsen", "GM0304": "Neerijnen", "GM0733": "Lingewaal"}, ("GM1960",)),
    Change("2019-01-01", {"GM0689": "Giessenlanden", "GM1927": "Molenwaard"}, ("GM1978",)),
    Change("2019-01-01", {"GM0545": "Leerdam", "GM0620": "Vianen", "GM0707": "Zederik"}, ("GM1961",)),
    Change(
        "2019-01-01",
        {
            "GM0584": "Oud-Beijerland",
            "GM0585": "Binnenmaas",
            "GM0588": "Korendijk",
            "GM0611": "Cromstrijen",
            "GM0617": "Strijen",
        },
        ("GM1963",),
    ),
    Change("2019-01-01", {"GM0576": "Noordwijkerhout"}, ("GM0575",)),
    Change("2019-01-01", {"GM0393": "Haarlemmerliede en Spaarnwoude"}, ("GM0394",)),
    Change("2019-01-01", {"GM0738": "Aalburg", "GM0870": "Werkendam", "GM0874": "Woudrichem"}, ("GM1959",)),
    Change("2019-01-01", {"GM0881": "Onderbanken", "GM0951": "Nuth", "GM0962": "Schinnen"}, ("GM1954",)),
    Change("2021-01-01", {"GM0003": "Appingedam", "GM0010": "Delfzijl", "GM0024": "Loppersum"}, ("GM1979",)),
    Change("2021-01-01", {"GM0788": "Haaren"}, ("GM0757", "GM0824", "GM0855", "GM0865")),
    Change("2022-01-01", {"GM0370": "Beemster"}, ("GM0439",)),
    Change("2022-01-01", {"GM0398": "Heerhugowaard", "GM0416": "Langedijk"}, ("GM1980",)),
    Change("2022-01-01", {"GM0856": "Uden", "GM1685": "Landerd"}, ("GM1991",)),
    Change(
        "2022-01-01",
        {
            "GM0756": "Boxmeer",
            "GM0786": "Grave",
            "GM0815": "Mill en Sint Hubert",
            "GM1684": "Cuijk",
            "GM1702": "Sint Anthonis",
        },
        ("GM1982",),
    ),
    Change("2022-03-24", {"GM0457": "Weesp"}, ("GM0363",)),
    Change("2023-01-01", {"GM0501": "Brielle", "GM0530": "Hellevoetsluis", "GM0614": "Westvoorne"}, ("GM1992",)),
)

UNPRINTED: dict[str, tuple[str, str]] = {"GM0597": ("Ridderkerk", "Zuid-Holland")}
"""Municipalities of 2024 whose file of flows is empty in the copy: code -> name, province."""

OFFICIAL: dict[str, str] = {"GM0820": "Nuenen, Gerwen en Nederwetten"}
"""Names that DUO abbreviates, as CBS writes them."""

BRIEF: dict[str, str] = {"GM1921": "Fryslân"}
"""The province of municipalities that came and went between the files of 2013 and 2024."""
