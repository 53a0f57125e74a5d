# SPDX-License-Identifier: EUPL-1.2
"""DUO's open data on secondary education: branches, pupils per track, exam candidates, marks.

Every reader takes the publisher's own file (header names of either period) or the bundled one with fewer columns.
"""

from __future__ import annotations

import re

import polars as pl

from speelveld.contracts import duo_vo as contracts
from speelveld.contracts.base import MAX_FAULTS, ROW
from speelveld.errors import Fault, SourceError
from speelveld.sources.cells import Cells
from speelveld.sources.dataset import Dataset
from speelveld.sources.delimited import decode, read_delimited
from speelveld.sources.files import unwrap
from speelveld.terms import Source

BRIN = ("BRIN NUMMER", "INSTELLINGSCODE")
BRANCH = ("VESTIGINGSNUMMER", "VESTIGINGSCODE")
YEARS = range(1, 7)
FEWEST = 5
"""A mean over fewer exam candidates than this is not kept: it comes near to the mark of one child."""

_EXAM_YEAR = re.compile(r"EXAMENKANDIDATEN SCHOOLJAAR (20[0-9]{2})-(20[0-9]{2}) - TOTAAL")


def read_addresses(raw: bytes, file: str) -> pl.DataFrame:
    """Alle vestigingen voortgezet onderwijs: one row per branch."""
    columns = {
        "brin": BRIN,
        "branch": BRANCH,
        "name": ("VESTIGINGSNAAM",),
        "street": ("STRAATNAAM",),
        "house_number": ("HUISNUMMER-TOEVOEGING",),
        "postcode": ("POSTCODE",),
        "place": ("PLAATSNAAM",),
        "municipality_code": ("GEMEENTENUMMER",),
        "municipality": ("GEMEENTENAAM",),
        "denomination": ("DENOMINATIE",),
        "board": ("BEVOEGD GEZAG NUMMER",),
        "structure": ("ONDERWIJSSTRUCTUUR",),
    }
    frame = read_delimited(raw, file, columns)
    return (
        Cells(with_brin6(frame, file), file, columns)
        .text("brin6")
        .text("name")
        .text("street")
        .text("house_number", nullable=True)
        .postcode("postcode")
        .text("place")
        .code("municipality_code", width=4, pattern="[0-9]{4}", prefix="GM")
        .text("municipality")
        .text("denomination", nullable=True)
        .code("board", width=5, pattern="[0-9]{5}")
        .text("structure")
        .frame()
    )


def read_pupils(raw: bytes, file: str) -> pl.DataFrame:
    """Leerlingen per vestiging naar onderwijstype: one row per branch, track, programme and year; sexes added up.

    The bundled file has one column per year; DUO's own has one per year and sex.
    """
    names = [str(year) for year in YEARS]
    totals = {name: (f"LEER- OF VERBLIJFSJAAR {name}",) for name in names}
    sexes = {f"{name}{sex}": (f"{title} - {sex}",) for name, (title,) in totals.items() for sex in ("MAN", "VROUW")}
    reduced = not re.search("LEER- OF VERBLIJFSJAAR [0-9] - ", _header(raw, file))
    counted = totals if reduced else sexes
    columns = {
        "brin": BRIN,
        "branch": BRANCH,
        "name": ("INSTELLINGSNAAM VESTIGING",),
        "place": ("PLAATSNAAM VESTIGING",),
        "track": ("ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR",),
        "programme": ("OPLEIDINGSNAAM",),
        "element": ("ELEMENTCODE",),
        **counted,
    }
    frame = read_delimited(raw, file, columns)
    cells = Cells(with_brin6(frame, file), file, columns).text("brin6").text("name").text("place").text("track")
    cells.text("programme").code("element", width=4, pattern="[0-9]{4}")
    for name in counted:
        cells.count(name)
    wide = cells.frame()
    if not reduced:
        wide = wide.with_columns((pl.col(f"{name}MAN") + pl.col(f"{name}VROUW")).alias(name) for name in names)
    index = [ROW, "brin6", "name", "place", "track", "programme", "element"]
    long = wide.unpivot(names, index=index, variable_name="year", value_name="pupils").filter(pl.col("pupils") > 0)
    return long.with_columns(pl.col("year").cast(pl.Int64)).sort(ROW, "year")


def read_exams(raw: bytes, file: str) -> pl.DataFrame:
    """Examenkandidaten en geslaagden: one row per branch, programme and school year that had candidates."""
    years = _exam_years(raw, file)
    parts = {"candidates": "EXAMENKANDIDATEN", "passed": "GESLAAGDEN"}
    columns = {
        "brin": BRIN,
        "branch": BRANCH,
        "municipality": ("GEMEENTENAAM",),
        "track": ("ONDERWIJSTYPE VO",),
        "inspection_code": ("INSPECTIECODE",),
        "programme": ("OPLEIDINGSNAAM",),
        **{
            f"{part}{year}": (f"{title} SCHOOLJAAR {year} - TOTAAL",) for year in years for part, title in parts.items()
        },
    }
    frame = read_delimited(raw, file, columns)
    cells = Cells(with_brin6(frame, file), file, columns).text("brin6").text("municipality").text("track")
    cells.text("inspection_code").text("programme")
    for year in years:
        for part in parts:
            cells.masked(f"{part}{year}")
    wide = cells.frame()
    same = [ROW, "brin6", "municipality", "track", "inspection_code", "programme"]
    ends = [f"{part}_{end}" for part in parts for end in ("low", "high")]
    long = pl.concat(
        wide.select(
            *same,
            pl.lit(f"{year[:4]}/{year[-2:]}").alias("school_year"),
            *(pl.col(f"{part}{year}_{end}").alias(f"{part}_{end}") for part in parts for end in ("low", "high")),
        )
        for year in years
    )
    more = long.filter(pl.col("passed_low") > pl.col("candidates_high")).select(ROW, "school_year", *ends)
    if more.height:
        raise SourceError(
            Fault(f"more pupils passed ({passed}) than sat the exam ({sat}) in {year}.", file, row, "GESLAAGDEN")
            for row, year, _, sat, passed, _ in more.head(MAX_FAULTS).iter_rows()
        )
    return long.filter(pl.col("candidates_high") > 0).sort(ROW, "school_year")


def read_exam_marks(raw: bytes, file: str) -> pl.DataFrame:
    """Geslaagden, gezakten en cijfers: one row per branch, track, sector and profile."""
    means = {
        "mean_school_exam": ("GEMIDDELD CIJFER SCHOOLEXAMEN",),
        "mean_central_exam": ("GEMIDDELD CIJFER CENTRAAL EXAMEN",),
        "mean_final": ("GEMIDDELD CIJFER CIJFERLIJST",),
    }
    columns = {
        "brin": BRIN,
        "branch": BRANCH,
        "track": ("ONDERWIJSTYPE VO",),
        "way": ("LEERWEG VMBO",),
        "sector": ("VMBO SECTOR",),
        "profile": ("AFDELING",),
        "candidates": ("EXAMENKANDIDATEN",),
        "passed": ("GESLAAGDEN",),
        "failed": ("GEZAKTEN",),
        **means,
    }
    frame = read_delimited(raw, file, columns)
    cells = Cells(with_brin6(frame, file), file, columns).text("brin6").text("track").text("way", nullable=True)
    cells.text("sector", nullable=True).text("profile", nullable=True)
    cells.count("candidates").count("passed").count("failed")
    for mean in means:
        cells.decimal(mean, nullable=True)
    table = cells.frame()
    wrong = table.filter(pl.col("passed") + pl.col("failed") != pl.col("candidates"))
    if wrong.height:
        raise SourceError(
            Fault(f"{passed} passed and {failed} failed are not the {sat} candidates.", file, row, "EXAMENKANDIDATEN")
            for row, sat, passed, failed in wrong.select(ROW, "candidates", "passed", "failed").iter_rows()
        )
    return table.with_columns(
        pl.concat_str("track", "way", separator=" ", ignore_nulls=True).alias("track"),
        *(safe_mean(mean) for mean in means),
    )


def read_subject_marks(raw: bytes, file: str) -> pl.DataFrame:
    """Examenkandidaten en examencijfers per vak (havo or vwo): one row per branch and subject with marks."""
    columns = {
        "brin": BRIN,
        "branch": BRANCH,
        "subject": ("VAKNAAM",),
        "judgement": ("SCHOOLEXAMEN BEOORDELING",),
        "candidates": ("TOTAAL AANTAL CENTRALE EXAMENS",),
        "mean_central_exam": ("GEM. CIJFER TOTAAL AANTAL CENTRALE EXAMENS",),
    }
    frame = read_delimited(raw, file, columns)
    table = (
        Cells(with_brin6(frame, file), file, columns)
        .text("brin6")
        .text("subject")
        .text("judgement", nullable=True)
        .count("candidates")
        .decimal("mean_central_exam", nullable=True)
        .frame()
    )
    return table.filter(pl.col("judgement").is_null()).with_columns(safe_mean("mean_central_exam"))


def with_brin6(frame: pl.DataFrame, file: str) -> pl.DataFrame:
    """The frame with ``brin6`` from ``brin`` and ``branch``, whichever way the publisher prints the branch.

    DUO prints it as ``0``, ``00`` or ``01VG00``. Raises SourceError where it is none of these, or names another BRIN.
    """
    brin = pl.col("brin").str.to_uppercase().str.zfill(4)
    branch = pl.col("branch").str.to_uppercase()
    brin6 = pl.when(branch.str.len_chars() == 6).then(branch).otherwise(brin + branch.str.zfill(2))
    frame = frame.with_columns(brin6.alias("brin6"))
    fits = pl.col("brin6").str.contains("^[0-9]{2}[0-9A-Z]{4}$") & pl.col("brin6").str.starts_with(brin)
    wrong = frame.filter(~fits).select(ROW, "brin", "branch").head(MAX_FAULTS)
    if wrong.height:
        raise SourceError(
            Fault(f"'{brin_}' and '{branch_}' are not a BRIN and one of its branches.", file, row, "VESTIGINGSNUMMER")
            for row, brin_, branch_ in wrong.iter_rows()
        )
    return frame


def safe_mean(name: str) -> pl.Expr:
    """A mean mark; null where DUO prints 0 because there is none, and over fewer than ``FEWEST`` candidates."""
    return pl.when((pl.col(name) > 0) & (pl.col("candidates") >= FEWEST)).then(name).alias(name)


def _exam_years(raw: bytes, file: str) -> list[str]:
    years = sorted({"-".join(found) for found in _EXAM_YEAR.findall(_header(raw, file))})
    if not years:
        fault = Fault("no column holds the exam candidates of a school year.", file, 1, "EXAMENKANDIDATEN SCHOOLJAAR")
        raise SourceError(fault)
    return years


def _header(raw: bytes, file: str) -> str:
    first = re.split(rb"[\r\n]", unwrap(raw, file), maxsplit=1)[0]
    return decode(first + b"\n", file).upper()


def _duo(name: str, reference_date: str) -> Source:
    return Source(
        name, "DUO (Dienst Uitvoering Onderwijs)", reference_date, "CC0 1.0", "https://duo.nl/open_onderwijsdata"
    )


DATASETS = (
    Dataset(
        "duo_vo_addresses_2019",
        "duo_vo_addresses_2019.csv.gz",
        read_addresses,
        contracts.ADDRESSES,
        _duo("Alle vestigingen voortgezet onderwijs 2019-2020", "2020-12-21"),
        1_600,
    ),
    Dataset(
        "duo_vo_pupils_2019",
        "duo_vo_pupils_2019.csv.gz",
        read_pupils,
        contracts.PUPILS,
        _duo("Leerlingen vo per vestiging naar onderwijstype 2019", "2019-10-01"),
        42_000,
    ),
    Dataset(
        "duo_vo_exams_2014_2019",
        "duo_vo_exams_2014_2019.csv.gz",
        read_exams,
        contracts.EXAMS,
        _duo("Examenkandidaten en geslaagden 2014-2019", "2014/15 - 2018/19"),
        48_600,
    ),
    Dataset(
        "duo_vo_exams_2019_2024",
        "duo_vo_exams_2019_2024.csv.gz",
        read_exams,
        contracts.EXAMS,
        _duo("Examenkandidaten en geslaagden 2019-2024", "2019/20 - 2023/24"),
        53_600,
    ),
    Dataset(
        "duo_vo_exam_marks_2018",
        "duo_vo_exam_marks_2018.csv.gz",
        read_exam_marks,
        contracts.EXAM_MARKS,
        _duo("Geslaagden, gezakten en cijfers 2018-2019", "2018/19"),
        11_600,
    ),
    Dataset(
        "duo_vo_subject_marks_havo_2018",
        "duo_vo_subject_marks_havo_2018.csv.gz",
        read_subject_marks,
        contracts.SUBJECT_MARKS,
        _duo("Examenkandidaten havo en examencijfers 2018-2019", "2018/19"),
        10_500,
    ),
    Dataset(
        "duo_vo_subject_marks_vwo_2018",
        "duo_vo_subject_marks_vwo_2018.csv.gz",
        read_subject_marks,
        contracts.SUBJECT_MARKS,
        _duo("Examenkandidaten vwo en examencijfers 2018-2019", "2018/19"),
        11_300,
    ),
)
