# SPDX-License-Identifier: EUPL-1.2
"""Bundled files of secondary education, advice, CBS and geography: reduced as they say, from invented originals."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapefile
import shapely

from speelveld.sources.geography_shapes import read_shapes
from speelveld.sources.spreadsheet import Layout
from tests.sources.other_samples import SQUARE, geoparquet, workbook, zipped
from tools.bundle import other, other_municipalities
from tools.bundle.__main__ import bundle
from tools.bundle.other_municipal_facts import CHANGES
from tools.bundle.other_shapes import keep_parquet_columns, shapes_to_parquet, shapes_to_text
from tools.bundle.reduction import Reduction


def test_exams_keep_totals_without_sexes_and_rates() -> None:
    columns = ["EXAMENKANDIDATEN", "GESLAAGDEN", "SLAAGPERC"]
    years = [f"{part} SCHOOLJAAR 2019-2020 - {sex}" for sex in ("MAN", "TOTAAL") for part in columns]
    names = ["INSTELLINGSCODE", "VESTIGINGSCODE", "INSTELLINGSNAAM VESTIGING", "GEMEENTENAAM"]
    header = ";".join(f'"{name}"' for name in [*names, "ONDERWIJSTYPE VO", "INSPECTIECODE", "OPLEIDINGSNAAM", *years])
    row = '"99AA";"99AA00";"Naam; met teken";"X";"HAVO";"50";"N&T";"<5";"<5";"1";"7";"6";"85.7"'
    reduced = other.exams(f"\ufeff{header}\r\n{row}\r\n".encode()).decode("utf-8-sig").split("\r\n")
    assert reduced[0].count(";") == 7
    assert "MAN" not in reduced[0]
    assert "SLAAGPERC" not in reduced[0]
    assert reduced[1] == '"99AA";"99AA00";"X";"HAVO";"50";"N&T";"7";"6"'


def test_pupils_of_both_sexes_are_added_up() -> None:
    words = [
        *("BRIN NUMMER", "VESTIGINGSNUMMER", "INSTELLINGSNAAM VESTIGING", "PLAATSNAAM VESTIGING", "PROVINCIE"),
        *("ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR", "ELEMENTCODE", "OPLEIDINGSNAAM"),
    ]
    years = [f"LEER- OF VERBLIJFSJAAR {year} - {sex}" for year in range(1, 7) for sex in ("MAN", "VROUW")]
    row = ["99AA", "00", "École", "X", "P", "HAVO", "0024", "Y", *map(str, range(12))]
    raw = f"{';'.join([*words, *years])}\n{';'.join(row)}\n".encode("cp1252")
    header, line = other.vo_pupils(raw).decode("cp1252").splitlines()
    assert header.endswith("OPLEIDINGSNAAM;" + ";".join(f"LEER- OF VERBLIJFSJAAR {year}" for year in range(1, 7)))
    assert line == "99AA;00;École;X;HAVO;0024;Y;1;5;9;13;17;21"


@pytest.mark.parametrize(("candidates", "kept"), [("4", ["", "", ""]), ("5", ["6,4", "6,1", "6,6"])])
def test_means_over_few_candidates_are_not_bundled(candidates: str, kept: list[str]) -> None:
    row = ["99AA", "00", "HAVO", "", "", "N&T", candidates, candidates, "0", "6,4", "6,1", "6,6"]
    raw = ";".join(other.MARKS) + "\n" + ";".join(row) + "\n"
    assert other.exam_marks(raw.encode()).decode().splitlines()[1].split(";")[-3:] == kept
    subjects = ";".join(other.SUBJECTS) + "\n" + f"99AA;00;x;;{candidates};6,1" + "\n"
    assert other.subject_marks(subjects.encode()).decode().splitlines()[1].split(";")[-1] == kept[1]


def test_sheet_becomes_text_with_the_publishers_names() -> None:
    raw = workbook({"bo_jan2013": [["objectid", "naam", "x", "leeftijd"], [1, "'t; Eenspan", 1.5, 7]]})
    reduced = other.sheet(raw, Layout("bo_jan2013", "objectid"), ["naam", "x"])
    assert reduced == b'naam;x\r\n"\'t; Eenspan";1,5\r\n'


def test_only_rows_of_four_digits_are_kept() -> None:
    raw = b"postcode,inwoners,man\n97.0,9.0,1\n971.0,8.0,1\n9712.0,7.0,1\n"
    assert other.pc4_rows(raw, ["postcode", "inwoners"]) == b"postcode,inwoners\n9712.0,7.0\n"


def feature(branch: str, kind: str = "basisschool") -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {
            "naam": "Verzonnen",
            "type": kind,
            "vestigingscode": branch,
            "internetadres": "x",
            "straat": "y",
        },
        "geometry": {"type": "Point", "coordinates": [6.123456789, 53.1]},
    }


def collection(*features: dict[str, Any]) -> bytes:
    return zipped(json.dumps({"features": features}).encode())


def test_geojson_keeps_what_is_read() -> None:
    held = json.loads(other.geojson(collection(feature("99AA00"))))
    assert held["features"][0]["properties"] == {
        "naam": "Verzonnen",
        "type": "basisschool",
        "vestigingscode": "99AA00",
    }
    assert held["features"][0]["geometry"]["coordinates"] == [6.123457, 53.1]


def test_advice_gets_the_larger_number_of_primary_branches_and_loses_the_shares() -> None:
    older = collection(feature("99AA00"), feature("99AA00"), feature("99AA01"), feature("99AB00", "HAVO/VWO"))
    newer = collection(feature("99AA00"), feature("99AC00", "SBAO"))
    years = {"2022-2023": [*([0] * 12), 0, 50.0, 50.0, 200.0, 3]}
    raw = json.dumps({"99AA": years, "99AB": years, "99AC": years}).encode()
    held = json.loads(other.advice(raw, older, newer))
    assert held == {
        "99AA": {"vestigingen": 2, "2022-2023": [0] * 13},
        "99AB": {"2022-2023": [0] * 13},
        "99AC": {"vestigingen": 1, "2022-2023": [0] * 13},
    }


def test_parquet_keeps_columns_values_and_coordinates() -> None:
    raw = geoparquet({"code": ["a"], "name": ["b"], "age": [5]}, [SQUARE], {"name": "WGS 84"})
    reduced = keep_parquet_columns(raw, ["code", "name"])
    assert pq.read_table(pa.BufferReader(reduced)).column_names == ["code", "name", "geometry"]
    assert read_shapes(reduced, "x", {"code": "code"})["geometry"][0] == shapely.to_wkb(SQUARE)
    assert reduced == keep_parquet_columns(raw, ["code", "name"])


@pytest.fixture
def shapes(tmp_path: Path) -> bytes:
    """A zipped shapefile with two invented areas, one with a ring that crosses itself."""
    with shapefile.Writer(str(tmp_path / "buurt"), encoding="cp1252") as writer:
        writer.field("BU_CODE", "C", 10)
        writer.field("AANT_INW", "N", 10)
        writer.field("AANT_MAN", "N", 10)
        bowtie = [(6.5, 53.1), (6.6, 53.2), (6.6, 53.1), (6.5, 53.2), (6.5, 53.1)]
        for code, ring in (("BU00140000", list(SQUARE.exterior.coords)), ("BU00140001", bowtie)):
            writer.poly([ring])
            writer.record(code, 5, 2)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part in sorted(tmp_path.glob("buurt.*")):
            archive.write(part, part.name)
    return stream.getvalue()


def test_shapefile_becomes_geoparquet_that_the_readers_take(shapes: bytes) -> None:
    table = read_shapes(shapes_to_parquet(shapes, ["BU_CODE", "AANT_INW"]), "b.parquet", {"code": "BU_CODE"})
    assert table["code"].to_list() == ["BU00140000", "BU00140001"]
    polygons = shapely.from_wkb(table["geometry"].to_numpy())
    assert polygons[0].equals(SQUARE)
    assert shapely.is_valid(polygons).all()


def test_shapefile_becomes_text(shapes: bytes) -> None:
    assert shapes_to_text(shapes, ["BU_CODE", "AANT_INW"]) == b"BU_CODE;AANT_INW\r\nBU00140000;5\r\nBU00140001;5\r\n"


def test_figures_that_are_not_what_they_were_are_refused() -> None:
    with pytest.raises(ValueError, match="is not there"):
        other.other_figures(b"id,omschrijving\n")


def flows(codes: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("leeg.csv", "")
        for code, name in codes.items():
            row = f'"20241001";"{code}";"{name}";"Groningen"\r\n'
            archive.writestr(f"{code}.csv", f'\ufeff"PEILDATUM";"GEMEENTENUMMER";"GEMEENTENAAM";"PROVINCIE"\r\n{row}')
    return stream.getvalue()


def test_archive_without_the_municipalities_of_2024_is_refused() -> None:
    with pytest.raises(ValueError, match="municipalities, not 342"):
        other_municipalities.municipalities(flows({"0014": "Groningen"}))
    with pytest.raises(ValueError, match="no municipalities of 2024"):
        other_municipalities.mergers(flows({"0014": "Groningen"}))


def test_municipality_with_two_names_is_refused() -> None:
    stream = io.BytesIO(flows({"0014": "Groningen"}))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(
            "z.csv", '"PEILDATUM";"GEMEENTENUMMER";"GEMEENTENAAM";"PROVINCIE"\n"x";"14";"Haren";"Groningen"\n'
        )
    with pytest.raises(ValueError, match="elsewhere"):
        other_municipalities.mergers(stream.getvalue())


def test_no_municipality_is_dissolved_twice() -> None:
    gone = [code for change in CHANGES for code in change.old]
    assert len(set(gone)) == len(gone)
    assert [change.day for change in CHANGES] == sorted(change.day for change in CHANGES)


SOURCES = (
    "| `x/*.csv` | Niemand | Verzonnen | 2024 | 2 | A | facts | - | - | Typed over. |\n"
    "| `x/b.gz` | Niemand | Verzonnen | 2024 | 2 | A | facts | - | `{sha256}` | none |\n"
)


@pytest.fixture
def originals(tmp_path: Path) -> Path:
    """A folder with a file listed by a pattern, and one whose hash is that of its wrapper."""
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.csv").write_bytes(b"A\n")
    (tmp_path / "x" / "b.gz").write_bytes(gzip.compress(b"B\n"))
    wrapped = hashlib.sha256((tmp_path / "x" / "b.gz").read_bytes()).hexdigest()
    (tmp_path / "SOURCES.md").write_text(SOURCES.format(sha256=wrapped), encoding="utf-8")
    return tmp_path


def test_file_is_made_from_several_originals_and_says_so(originals: Path, tmp_path: Path) -> None:
    both = Reduction("x/a.csv", "c.csv", lambda one, other: one + other, "nothing", also=("x/b.gz",))
    (record,) = bundle(originals, tmp_path / "out", [both])
    assert (tmp_path / "out" / "c.csv").read_bytes() == b"A\nB\n"
    assert record.original_sha256 == hashlib.sha256(b"A\n").hexdigest()
    assert record.caveats == "Typed over. Made with the help of `x/b.gz`."


def test_other_original_that_is_not_what_it_was_is_refused(originals: Path, tmp_path: Path) -> None:
    (originals / "x" / "b.gz").write_bytes(gzip.compress(b"C\n"))
    both = Reduction("x/a.csv", "c.csv", lambda one, other: one + other, "nothing", also=("x/b.gz",))
    with pytest.raises(ValueError, match="the SHA-256 is"):
        bundle(originals, tmp_path / "out", [both])
    assert not (tmp_path / "out").exists()


def test_every_bundled_name_is_made_once() -> None:
    names = [reduction.bundled for reduction in other.REDUCTIONS]
    assert len(set(names)) == len(names)
