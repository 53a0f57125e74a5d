# SPDX-License-Identifier: EUPL-1.2
"""Secondary education, school advice, CBS, RIVM, geography and published figures: what the bundled files keep.

Workbooks with unused detail become text with semicolons, with the publisher's own column names; the readers take both.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Sequence
from functools import partial
from typing import Any

from speelveld.sources.advice import BRANCHES
from speelveld.sources.cbs_neighbourhoods import CLASSES, DWELLINGS, WOZ, YEARS
from speelveld.sources.cbs_pc4 import KEY_FIGURES, LAYOUT
from speelveld.sources.cbs_pc4 import WOZ as WOZ_COLUMN
from speelveld.sources.duo_vo import FEWEST
from speelveld.sources.spreadsheet import Layout, sheet_table
from tools.bundle.columns import blank_cells, keep_columns
from tools.bundle.other_municipalities import mergers, municipalities, pc4_municipality
from tools.bundle.other_shapes import keep_parquet_columns, shapes_to_parquet, shapes_to_text
from tools.bundle.reduction import Reduction, unchanged

FLOWS_2024 = "duo/po_leerlingen_postcode_leeftijd_2024-10-01_alle_gemeenten.zip"
GEOCODED = ("geo/scholen_geocodeerd_2022-05-01.geojson.zip", "geo/scholen_geocodeerd_2024-11-22.geojson.zip")

_PROPERTIES = (
    "naam",
    "type",
    "denominatie",
    "postcode",
    "plaats",
    "gemeente",
    "vestigingsnummer",
    "vestigingscode",
    "leerlingen",
)
_RIVM = [
    "vestigingsnummer",
    "vestigingsnaam",
    "denominatie",
    "pc6",
    "gem_code",
    "gemeentenaam",
    "xcoord",
    "ycoord",
    "geocod",
    "leerlingen",
]
_ADDRESSES = [
    "BEVOEGD GEZAG NUMMER",
    "BRIN NUMMER",
    "VESTIGINGSNUMMER",
    "VESTIGINGSNAAM",
    "STRAATNAAM",
    "HUISNUMMER-TOEVOEGING",
    "POSTCODE",
    "PLAATSNAAM",
    "GEMEENTENUMMER",
    "GEMEENTENAAM",
    "DENOMINATIE",
    "ONDERWIJSSTRUCTUUR",
]
MARKS = [
    "BRIN NUMMER",
    "VESTIGINGSNUMMER",
    "ONDERWIJSTYPE VO",
    "LEERWEG VMBO",
    "VMBO SECTOR",
    "AFDELING",
    "EXAMENKANDIDATEN",
    "GESLAAGDEN",
    "GEZAKTEN",
    "GEMIDDELD CIJFER SCHOOLEXAMEN",
    "GEMIDDELD CIJFER CENTRAAL EXAMEN",
    "GEMIDDELD CIJFER CIJFERLIJST",
]
_EXAMS_TAKEN = "TOTAAL AANTAL CENTRALE EXAMENS"
_EXAM_MEAN = "GEM. CIJFER TOTAAL AANTAL CENTRALE EXAMENS"
SUBJECTS = [
    "BRIN NUMMER",
    "VESTIGINGSNUMMER",
    "VAKNAAM",
    "SCHOOLEXAMEN BEOORDELING",
    _EXAMS_TAKEN,
    _EXAM_MEAN,
]
_SQUARES = [
    "C28992R100",
    *(f"INW{year}" for year in YEARS),
    *(f"I{year}_014" for year in CLASSES),
    *(f"P_WAL{year}" for year in CLASSES),
    *(f"P_NWAL{year}" for year in CLASSES),
    *(f"WON{year}" for year in DWELLINGS),
    *(f"WOZWON{year}" for year in WOZ),
]
_BUURTEN = [
    "BU_CODE",
    "BU_NAAM",
    "WK_CODE",
    "GM_CODE",
    "AANT_INW",
    "P_00_14_JR",
    "AANTAL_HH",
    "P_EENP_HH",
    "P_HH_M_K",
    "P_WEST_AL",
    "P_N_W_AL",
]
_WIJKEN = [
    "code",
    "name",
    "population",
    "pop_0_14",
    "dwelling_total",
    "dwelling_value",
    "dwelling_ownership",
    "income_low",
    "income_high",
    "edu_appl_sci",
]


def exams(raw: bytes) -> bytes:
    """Exam candidates and passes: both sexes together, no rates."""
    header = re.split(rb"[\r\n]", raw, maxsplit=1)[0].decode("latin-1")
    names = [name.strip('"\ufeffï»¿') for name in header.split(";")]
    keep = [name for name in names if name.endswith("- TOTAAL") and not name.startswith("SLAAGPERC")]
    return keep_columns(raw, [*names[:2], "GEMEENTENAAM", "ONDERWIJSTYPE VO", "INSPECTIECODE", "OPLEIDINGSNAAM", *keep])


def vo_pupils(raw: bytes) -> bytes:
    """Pupils per branch and programme, with both sexes, since their totals are not in the file."""
    years = [f"LEER- OF VERBLIJFSJAAR {year} - {sex}" for year in range(1, 7) for sex in ("MAN", "VROUW")]
    words = [
        "BRIN NUMMER",
        "VESTIGINGSNUMMER",
        "INSTELLINGSNAAM VESTIGING",
        "PLAATSNAAM VESTIGING",
        "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR",
        "ELEMENTCODE",
        "OPLEIDINGSNAAM",
    ]
    kept = keep_columns(raw, [*words, *years])
    return _with_totals(kept, len(words))


def exam_marks(raw: bytes) -> bytes:
    """Passed, failed and marks, without means over few candidates."""
    return blank_cells(raw, lambda row: MARKS[-3:] if int(row["EXAMENKANDIDATEN"]) < FEWEST else (), MARKS)


def subject_marks(raw: bytes) -> bytes:
    """Marks per subject of the central exam, without means over few candidates."""
    return blank_cells(raw, lambda row: [_EXAM_MEAN] if int(row[_EXAMS_TAKEN]) < FEWEST else (), SUBJECTS)


def sheet(raw: bytes, layout: Layout, keep: Sequence[str]) -> bytes:
    """Columns of a workbook's sheet as text with semicolons and a decimal comma."""
    header, _, rows = sheet_table(raw, layout.sheet, layout)
    positions = [header.index(name) for name in keep]
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(keep)
    writer.writerows([row[at] for at in positions] for _, row in rows)
    return stream.getvalue().encode()


def pc4_rows(raw: bytes, keep: Sequence[str]) -> bytes:
    """The rows of four-digit postcodes of a text file with commas, and these columns."""
    header, *lines = keep_columns(raw, keep, separator=",").splitlines(keepends=True)
    return header + b"".join(line for line in lines if re.match(rb"[0-9]{4}\.", line))


def geojson(raw: bytes) -> bytes:
    """The features of a zipped GeoJSON file with fewer properties, one per line."""
    features = [
        {
            "type": "Feature",
            "properties": {name: value for name, value in one["properties"].items() if name in _PROPERTIES},
            "geometry": {
                "type": "Point",
                "coordinates": [round(degree, 6) for degree in one["geometry"]["coordinates"]],
            },
        }
        for one in _features(raw)
    ]
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'.encode()


def advice(raw: bytes, *geocoded: bytes) -> bytes:
    """The advice per institution without the third party's shares, with the institution's number of branches.

    The number is the larger of the two geocoded files', over primary and special primary schools; it is left out for
    an institution that is in neither.
    """
    branches: dict[str, int] = {}
    for archive in geocoded:
        found: dict[str, set[str]] = {}
        for one in _features(archive):
            properties = one["properties"]
            if properties["type"] in ("basisschool", "SBAO"):
                branch = properties.get("vestigingscode") or properties["vestigingsnummer"]
                found.setdefault(branch[:4], set()).add(branch)
        for brin, those in found.items():
            branches[brin] = max(branches.get(brin, 0), len(those))
    lines = []
    for brin, years in json.loads(raw).items():
        known = {BRANCHES: branches[brin]} if brin in branches else {}
        kept = {**known, **{year: numbers[:13] for year, numbers in years.items()}}
        lines.append(f"{json.dumps(brin)}:{json.dumps(kept, separators=(',', ':'))}")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def other_figures(raw: bytes) -> bytes:
    """The other published figures, in words that a reader of this project's pages knows."""
    text = raw.decode()
    for old, new in (
        ("while the seed says HEROVERWEGING", "while the accord says HEROVERWEGING"),
        ("60 percent in the seed equals", "60 percent in the accord equals"),
        ("seg.seed60,", "seg.accord60,"),
        ("seed r.4-6; NRC", "Groningen's accord of 2020; NRC"),
        (" (ids 70311956948, 53817058878, 1819751093)", ""),
    ):
        if old not in text:
            raise ValueError(f"the text '{old}' is not there")
        text = text.replace(old, new)
    return text.encode()


def _with_totals(text: bytes, words: int) -> bytes:
    """The sexes of each year added up, under the publisher's column name without the sex."""
    header, *lines = text.decode("latin-1").splitlines()
    names = header.split(";")
    years = [name.removesuffix(" - MAN") for name in names[words::2]]
    out = [";".join([*names[:words], *years])]
    for line in lines:
        cells = line.split(";")
        counts = list(map(int, cells[words:]))
        totals = [str(men + women) for men, women in zip(counts[::2], counts[1::2], strict=True)]
        out.append(";".join([*cells[:words], *totals]))
    return ("\n".join(out) + "\n").encode("latin-1")


def _features(raw: bytes) -> list[dict[str, Any]]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        (name,) = archive.namelist()
        features: list[dict[str, Any]] = json.loads(archive.read(name))["features"]
    return features


_key_figures = [names[0] for names in KEY_FIGURES.values()]
_SEXES = "the sexes, the pass rates and the schools' names"

REDUCTIONS = [
    Reduction(
        "duo/vo_alle_vestigingen_2019-2020.csv.gz",
        "duo_vo_addresses_2019.csv.gz",
        partial(keep_columns, keep=_ADDRESSES),
        "telephone numbers, web and correspondence addresses, provinces and regions",
    ),
    Reduction(
        "duo/vo_leerlingen_per_vestiging_onderwijstype_2019.csv.gz",
        "duo_vo_pupils_2019.csv.gz",
        vo_pupils,
        "the sexes (added up here), provinces, sectors and departments",
    ),
    Reduction("duo/vo_examenkandidaten_geslaagden_2014-2019.csv.gz", "duo_vo_exams_2014_2019.csv.gz", exams, _SEXES),
    Reduction("duo/vo_examenkandidaten_geslaagden_2019-2024.csv.gz", "duo_vo_exams_2019_2024.csv.gz", exams, _SEXES),
    Reduction(
        "duo/vo_geslaagden_gezakten_cijfers_2018-2019.csv.gz",
        "duo_vo_exam_marks_2018.csv.gz",
        exam_marks,
        "names, municipalities and provinces; means over fewer than five candidates",
    ),
    *(
        Reduction(
            f"duo/vo_examencijfers_{track}_2018-2019.csv.gz",
            f"duo_vo_subject_marks_{track}_2018.csv.gz",
            subject_marks,
            "names, places and school exams; means over fewer than five candidates",
        )
        for track in ("havo", "vwo")
    ),
    Reduction(
        "duo/afgeleid_door_derden/schooladviezen_per_brin_2019-2025.json.gz",
        "duo_advice.json.gz",
        advice,
        "the third party's shares and marks of reliability, which rest on filled-in numbers",
        "The number of branches of each institution is added, under 'vestigingen'.",
        also=GEOCODED,
    ),
    Reduction(
        "duo/afgeleid_door_derden/schooladviezen_scholenindex.json.gz",
        "duo_advice_schools.json.gz",
        unchanged,
        "nothing",
    ),
    Reduction("cbs/achterstandsscores_scholen_2019.xlsx", "cbs_disadvantage_2019.xlsx", unchanged, "nothing"),
    Reduction(
        "cbs/pc4_2023_v2.xlsx",
        "cbs_pc4_2023.csv.gz",
        partial(sheet, layout=LAYOUT, keep=[*_key_figures, *WOZ_COLUMN["woz"]]),
        "sexes, other ages, births, building years, energy and distances to services; the title lines",
    ),
    Reduction(
        "cbs/pc4_2024_v1.xlsx",
        "cbs_pc4_2024.csv.gz",
        partial(sheet, layout=LAYOUT, keep=_key_figures),
        "sexes, other ages, building years and density; the title lines",
    ),
    Reduction(
        "cbs/bevolking_per_postcode_2021.csv",
        "cbs_pc4_population_2021.csv.gz",
        partial(pc4_rows, keep=["postcode", "inwoners", "plaats", "gemeente", "provincie"]),
        "postcodes of two and three digits, sexes and regions",
    ),
    Reduction(
        "cbs/bevolking_per_postcode_leeftijd_2021.csv.gz",
        "cbs_pc4_age_2021.csv.gz",
        partial(pc4_rows, keep=["postcode", "leeftijd", "inwoners"]),
        "postcodes of two and three digits, sexes",
    ),
    Reduction(
        "geo/nl_wijken_2022.parquet",
        "cbs_wijken_2022.parquet",
        partial(keep_parquet_columns, keep=_WIJKEN),
        "provinces, surfaces, urbanity, ages over 15 and employment",
    ),
    Reduction(
        "cbs/groningen_buurtkaart_2017.shp.zip",
        "cbs_buurten_groningen_2017.parquet",
        partial(shapes_to_parquet, keep=_BUURTEN),
        "sexes, other ages, marital status, single countries of origin and surfaces",
        "Converted to GeoParquet, coordinates rounded to six decimals.",
    ),
    Reduction(
        "cbs/groningen_vierkant100m_2000-2014.shp.zip",
        "cbs_squares_groningen.csv.gz",
        partial(shapes_to_text, keep=_SQUARES),
        "sexes, other ages, native-born classes and the shapes, which follow from the codes",
        "Converted from a shapefile to text; values as printed.",
    ),
    Reduction("geo/nl_pc4_2020.parquet", "geo_pc4_2020.parquet", unchanged, "nothing"),
    Reduction("geo/nl_gemeenten_2022.parquet", "geo_municipalities_2022.parquet", unchanged, "nothing"),
    *(
        Reduction(
            original,
            f"geo_branches_{year}.geojson.gz",
            geojson,
            "web addresses, streets, house numbers and regions; coordinates beyond six decimals",
        )
        for original, year in zip(GEOCODED, (2022, 2024), strict=True)
    ),
    Reduction(
        "rivm/basisonderwijs_vestigingen_2013-01-03.xls.gz",
        "geo_branches_2013.csv.gz",
        partial(sheet, layout=Layout("bo_jan2013", "objectid"), keep=_RIVM),
        "boards, streets, web addresses, regions and single ages",
    ),
    Reduction(
        "rivm/voortgezet_onderwijs_vestigingen_2013-01-03.xls.gz",
        "geo_branches_2013_vo.csv.gz",
        partial(sheet, layout=Layout("vo_jan2013", "objectid"), keep=_RIVM),
        "boards, structures, streets, web addresses, regions and single years of study",
    ),
    Reduction(
        "afgeleid/nl_pc4_gemeente_2022.csv",
        "pc4_municipality_2022.csv",
        pc4_municipality,
        "nothing",
        "The codes of the municipality in 2022 and in 2024 are added.",
        also=(FLOWS_2024,),
    ),
    Reduction(
        FLOWS_2024,
        "municipalities.csv",
        municipalities,
        "everything but the codes, names and provinces of the municipalities",
        "Former municipalities and dates are compiled from CBS's yearly 'Gemeentelijke indeling'.",
    ),
    Reduction(
        FLOWS_2024,
        "municipal_mergers.csv",
        mergers,
        "everything: this table is compiled from CBS's yearly 'Gemeentelijke indeling', and the archive only shows "
        "that every merger ends at a municipality of 2024",
    ),
    Reduction(
        "gepubliceerd/inspectie_segregatie_steden_2016.csv", "published_city_split_2016.csv", unchanged, "nothing"
    ),
    Reduction("gepubliceerd/cbs_84274_heroverweging.csv", "published_reconsiderations.csv", unchanged, "nothing"),
    Reduction("gepubliceerd/cbs_eerste_adviezen_2014-2020.csv", "published_first_advice.csv", unchanged, "nothing"),
    Reduction("gepubliceerd/overige_cijfers.csv", "published_other.csv", other_figures, "nothing"),
]
