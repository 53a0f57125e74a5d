# SPDX-License-Identifier: EUPL-1.2
"""DUO's files on primary education: what the bundled ones keep.

Single ages are left out everywhere; so are telephone numbers, correspondence addresses and regions of addresses, and
means over fewer than five pupils.
"""

from __future__ import annotations

import csv
import io
import zipfile
from functools import partial

from tools.bundle.columns import blank_cells, keep_columns
from tools.bundle.reduction import Reduction, unchanged

_SCHOOL = [
    "BRIN_NUMMER",
    "VESTIGINGSNUMMER",
    "INSTELLINGSNAAM_VESTIGING",
    "POSTCODE_VESTIGING",
    "PLAATSNAAM",
    "GEMEENTENUMMER",
    "GEMEENTENAAM",
    "PROVINCIE",
    "SOORT_PO",
    "DENOMINATIE_VESTIGING",
    "BEVOEGD_GEZAG_NUMMER",
]
_WEIGHTS_2013 = [
    "BRIN NUMMER",
    "VESTIGINS NUMMER",
    "BEVOEGD GEZAG NUMMER",
    "INSTELLINGSNAAM VESTIGING",
    "PLAATSNAAM",
    "GEMEENTENUMMER",
    "GEMEENTENAAM",
    "PROVINCIE",
    "DENOMINATIE",
    "GEWICHT",
    "TOTAAL",
]
_WEIGHTS_2016 = ["PEILDATUM", *_SCHOOL, "GEWICHT", "TOTAAL"]
_TYPES = ["PEILDATUM", *_SCHOOL, "CLUSTER", "TOTAAL"]
_BRON = [
    "BRIN_NUMMER",
    "VESTIGINGSNUMMER",
    "NAAM_INSTELLING",
    "GEMEENTENAAM",
    "PROVINCIE",
    "BEVOEGD_GEZAG_NUMMER",
    "TOTAAL",
    "TOTAAL_GEW00",
    "TOTAAL_GEW03",
    "TOTAAL_GEW12",
    "TOTAAL_NOAT",
    "TOTAAL_BEKOSTIGD",
]
_ADDRESS = [
    "PROVINCIE",
    "BEVOEGD GEZAG NUMMER",
    "STRAATNAAM",
    "HUISNUMMER-TOEVOEGING",
    "POSTCODE",
    "PLAATSNAAM",
    "GEMEENTENUMMER",
    "GEMEENTENAAM",
    "DENOMINATIE",
]
_MAIN_ADDRESS = [*_ADDRESS, "BRIN NUMMER", "INSTELLINGSNAAM"]
_BRANCH_ADDRESS = [*_ADDRESS, "VESTIGINGSNUMMER", "VESTIGINGSNAAM"]
_TEST_2016 = ("CET", "IEP", "ROUTE8")
_TEST_2019 = (*_TEST_2016, "DIA", "AMN")
_STAFF = [
    "PEILDATUM",
    "BRIN_NUMMER",
    "BEVOEGD_GEZAG_NUMMER",
    "TOTAAL_AANTAL_LEERLINGEN",
    "SCHOOLGEWICHT",
    "AANTAL_GEWICHTENLEERLINGEN_IN_IMPULSGEBIED",
    "BESTRIJDING_ONDERWIJSACHTERSTANDEN",
    "TOTAAL",
]
_MATERIAL = [*_STAFF[:4], "AANTAL_GROEPEN", "SCHOOLGEWICHT"]
_FLOW = [
    "PEILDATUM",
    "GEMEENTENUMMER",
    "GEMEENTENAAM",
    "POSTCODE_LEERLING",
    "GEMEENTENAAM_LEERLING",
    "INSTELLINGSCODE",
    "VESTIGINGSCODE",
    "POSTCODE_VESTIGING",
    "SOORT_PO",
]
_MASK = (1, 4)
_FEWEST = 5

_NO_AGES = "Single ages."
_NO_CONTACT = (
    "Telephone numbers, web addresses, correspondence addresses and the regions that an address belongs to "
    "(nodaal gebied, RPA, WGR, COROP, onderwijsgebied, RMC)."
)
_NO_SMALL_MEANS = "Means over fewer than five pupils."
_NO_AMOUNTS = "Ages, mean weighted age, and the amounts that the total consists of, except the disadvantage funding."


def distance(raw: bytes) -> bytes:
    """Mean distances without those of fewer than five pupils."""

    def small(row: dict[str, bytes]) -> list[str]:
        return ["AFSTAND"] if int(row["LEERLINGEN"]) < _FEWEST else []

    return blank_cells(raw, small, ["PEILDATUM", *_SCHOOL, "AFSTAND", "LEERLINGEN"])


def final_test(raw: bytes, providers: tuple[str, ...]) -> bytes:
    """Final test scores without the means over fewer than five pupils."""
    keep = ["PEILDATUM_LEERLINGEN", *_SCHOOL, "LEERJAAR_8", "ONTHEFFING_REDEN_ND"]
    keep += [f"{provider}_{what}" for provider in providers for what in ("AANTAL", "GEM")]

    def small(row: dict[str, bytes]) -> list[str]:
        return [f"{provider}_GEM" for provider in providers if int(row[f"{provider}_AANTAL"]) < _FEWEST]

    return blank_cells(raw, small, keep)


def flows_2024(raw: bytes) -> bytes:
    """One file in the publisher's dialect from the archive of all municipalities: regular primary education, totals.

    A masked age counts 1 to 4 pupils; a total of 1 to 4 pupils is written as 1 and 4.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow([*_FLOW, "LEERLINGEN_MINSTENS", "LEERLINGEN_HOOGSTENS"])
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for name in sorted(name for name in archive.namelist() if name.endswith(".csv")):
            text = archive.read(name).decode("utf-8-sig")
            for row in csv.DictReader(io.StringIO(text), delimiter=";", strict=True):
                if row["SOORT_PO"] == "Bo":
                    low, high = _interval([cell for header, cell in row.items() if header.startswith("LEEFTIJD_")])
                    writer.writerow([*(row[column] for column in _FLOW), low, high])
    return out.getvalue().encode("utf-8-sig")


def _interval(ages: list[str]) -> tuple[int, int]:
    masked = ages.count("<5")
    exact = sum(int(cell) for cell in ages if cell != "<5")
    low, high = exact + _MASK[0] * masked, exact + _MASK[1] * masked
    return _MASK if 1 <= high <= _MASK[1] else (low, high)


def _original(name: str) -> str:
    return f"duo/po_{name}"


REDUCTIONS: list[Reduction] = [
    Reduction(
        _original("leerlingen_gewicht_leeftijd_2013-2014.csv.gz"),
        "duo_po_weights_2013.csv.gz",
        partial(keep_columns, keep=_WEIGHTS_2013),
        _NO_AGES,
        "The letters are Mac Roman, not Latin-1; accents in Frisian names of municipalities were broken before.",
    ),
    Reduction(
        _original("leerlingen_gewicht_leeftijd_2016-2017.csv.gz"),
        "duo_po_weights_2016.csv.gz",
        partial(keep_columns, keep=_WEIGHTS_2016),
        _NO_AGES,
    ),
    Reduction(
        _original("leerlingen_bo_in_bron_2016-2017.csv"),
        "duo_po_bron_2016.csv.gz",
        partial(keep_columns, keep=_BRON, titles=1),
        "Two age groups; the weights of funded pupils and of pupils who are not funded; the region of special needs.",
    ),
    *(
        Reduction(
            _original(f"leerlingen_soort_cluster_leeftijd_{year}-{year + 1}.csv.gz"),
            f"duo_po_types_{year}.csv.gz",
            partial(keep_columns, keep=_TYPES),
            _NO_AGES,
        )
        for year in (2015, 2016)
    ),
    Reduction(
        _original("hoofdvestigingen_2017.csv.gz"),
        "duo_po_addresses_2017.csv.gz",
        partial(keep_columns, keep=_MAIN_ADDRESS),
        _NO_CONTACT,
    ),
    Reduction(
        _original("alle_vestigingen_bo_2019-2020.csv.gz"),
        "duo_po_addresses_2019.csv.gz",
        partial(keep_columns, keep=_BRANCH_ADDRESS),
        _NO_CONTACT,
    ),
    Reduction(
        _original("alle_vestigingen_bo_2021.csv.gz"),
        "duo_po_addresses_2021.csv.gz",
        partial(keep_columns, keep=_BRANCH_ADDRESS),
        _NO_CONTACT,
    ),
    *(
        Reduction(
            _original(f"afstand_woonadres_vestiging_{year}-{year + 1}.csv.gz"),
            f"duo_po_distance_{year}.csv.gz",
            distance,
            _NO_SMALL_MEANS,
        )
        for year in (2015, 2016, 2019)
    ),
    Reduction(
        _original("gemiddelde_eindscores_2015-2016.csv.gz"),
        "duo_po_final_test_2016.csv.gz",
        partial(final_test, providers=_TEST_2016),
        f"{_NO_SMALL_MEANS} The day on which scores were drawn.",
    ),
    Reduction(
        _original("gemiddelde_eindscores_2018-2019.csv.gz"),
        "duo_po_final_test_2019.csv.gz",
        partial(final_test, providers=_TEST_2019),
        f"{_NO_SMALL_MEANS} The day on which scores were drawn.",
    ),
    Reduction(
        "duo/afgeleid_door_derden/po_leerlingen_postcode_2013-10-01_bo.csv.gz",
        "duo_po_flows_2013.csv.gz",
        unchanged,
        "Nothing.",
    ),
    Reduction(
        _original("leerlingen_postcode_2017-10-01_bo_totaal.csv.gz"),
        "duo_po_flows_2017.csv.gz",
        unchanged,
        "Nothing.",
    ),
    Reduction(
        _original("leerlingen_postcode_leeftijd_2024-10-01_alle_gemeenten.zip"),
        "duo_po_flows_2024.csv.gz",
        flows_2024,
        "Single ages: their sum is an interval here. Special education. Names, places and denominations of schools.",
        "The schools of Ridderkerk are missing: its file is empty in the copy.",
        title="Leerlingen po per gemeente, postcode leerling en leeftijd (afgeschermde versie), alle gemeenten",
    ),
    Reduction(
        _original("personele_bekostiging_2014-2015.csv.gz"),
        "duo_po_staff_funding_2013.csv.gz",
        partial(keep_columns, keep=_STAFF),
        _NO_AMOUNTS,
    ),
    Reduction(
        _original("personele_bekostiging_2015-2016.csv.gz"),
        "duo_po_staff_funding_2014.csv.gz",
        partial(keep_columns, keep=_STAFF),
        _NO_AMOUNTS,
    ),
    Reduction(
        _original("materiele_instandhouding_2015.csv.gz"),
        "duo_po_material_funding_2014.csv.gz",
        partial(keep_columns, keep=_MATERIAL),
        "Two age groups and all amounts.",
    ),
]
