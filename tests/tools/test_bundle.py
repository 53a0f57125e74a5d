# SPDX-License-Identifier: EUPL-1.2
"""From originals to bundled files, with their provenance."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.bundle.__main__ import bundle, reductions
from tools.bundle.columns import blank_cells, keep_columns
from tools.bundle.duo_po import REDUCTIONS, flows_2024
from tools.bundle.provenance import read_sources
from tools.bundle.reduction import Reduction, unchanged

ROW = "| `duo/{name}` | DUO | Voorbeeld | 1-10-2016 | 2 rows | A | CC0 | repo@1 : a.csv | `{sha256}` | {caveats} |\n"
HEAD = "# Sources\n\n| path | publisher | dataset | date | rows | columns | licence | found in | sha256 | caveats |\n"


def originals(folder: Path, raw: bytes, sha256: str = "") -> Path:
    """A folder with one gzipped original and its SOURCES.md."""
    (folder / "duo").mkdir()
    (folder / "duo" / "a.csv.gz").write_bytes(gzip.compress(raw))
    row = ROW.format(name="a.csv.gz", sha256=sha256 or hashlib.sha256(raw).hexdigest(), caveats="**Exact.**")
    (folder / "SOURCES.md").write_text(HEAD + row, encoding="utf-8")
    return folder


def without_b(raw: bytes) -> bytes:
    """Column A only."""
    return keep_columns(raw, ["A"])


EXAMPLE = Reduction("duo/a.csv.gz", "example.csv.gz", without_b, "Column B.", "Invented.")


@pytest.mark.parametrize("eol", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "mac_roman"])
def test_columns_go_and_every_other_byte_stays(eol: str, last: bool, encoding: str) -> None:
    whole = ["A;B;C", 'één;twee;"d;""rie"" "', ' ;"b";', "4;;6"]
    kept = ["A;C", 'één;"d;""rie"" "', " ;", "4;6"]
    raw, wanted = ((eol.join(lines) + eol * last).encode(encoding) for lines in (whole, kept))
    assert keep_columns(raw, ["C", "A"]) == wanted


def test_title_lines_lose_the_same_positions() -> None:
    raw = b"titel;x;y\nA;B;C\n1;2;3\n"
    assert keep_columns(raw, ["A", "C"], titles=1) == b"titel;y\nA;C\n1;3\n"


def test_quoted_header_and_other_separator() -> None:
    assert keep_columns(b'"A","B"\n"1","2,5"\n', ["B"], separator=",") == b'"B"\n"2,5"\n'


def test_column_that_is_not_there_is_told() -> None:
    with pytest.raises(ValueError, match="no column D; it has A, B"):
        keep_columns(b"A;B\n1;2\n", ["A", "D"])


def test_line_of_another_width_is_told() -> None:
    with pytest.raises(ValueError, match="line 3 has 1 cells, the header 2"):
        keep_columns(b"A;B\n1;2\n3\n", ["A"])


def test_cells_are_emptied_where_asked() -> None:
    def small(row: dict[str, bytes]) -> list[str]:
        return ["GEM"] if int(row["AANTAL"]) < 5 else []

    raw = b"X;AANTAL;GEM\r1;4;81,5\r2;5;82,5\r"
    assert blank_cells(raw, small, ["AANTAL", "GEM"]) == b"AANTAL;GEM\r4;\r5;82,5\r"


CELL = st.text(st.characters(codec="ascii", exclude_characters="\r\n\x00"), max_size=6)


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1), st.sets(st.sampled_from("ABC"), min_size=1))
def test_kept_cells_are_those_of_the_original(rows: list[tuple[str, str, str]], keep: set[str]) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows([("A", "B", "C"), *rows])
    reduced = keep_columns(out.getvalue().encode(), sorted(keep)).decode()
    read = list(csv.reader(io.StringIO(reduced, newline=""), delimiter=";"))
    positions = ["ABC".index(name) for name in sorted(keep)]
    # A line with one empty cell is an empty line, which csv reads as a row without cells.
    assert [row or [""] for row in read] == [[row[at] for at in positions] for row in [("A", "B", "C"), *rows]]


def test_flows_become_intervals_in_the_publishers_dialect() -> None:
    header = '"PEILDATUM";"GEMEENTENUMMER";"GEMEENTENAAM";"POSTCODE_LEERLING";"GEMEENTENAAM_LEERLING";'
    header += '"INSTELLINGSCODE";"VESTIGINGSCODE";"POSTCODE_VESTIGING";"SOORT_PO";'
    start = '"20241001";"0001";"Verzonnen";"9712";"Verzonnen";"01AA";"00";"9712AB";'
    ages = '"LEEFTIJD_4";"LEEFTIJD_5"\n'
    text = header + ages + start + '"Bo";"<5";"7"\n' + start + '"Bo";"<5";"0"\n' + start + '"Sbo";"9";"9"\n'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("data/Verzonnen.csv", text.encode("utf-8-sig"))
        archive.writestr("data/Leeg.csv", b"")
        archive.writestr("data/kaart.html", b"<html>")
    wanted = header + '"LEERLINGEN_MINSTENS";"LEERLINGEN_HOOGSTENS"\n'
    wanted += start + '"Bo";"8";"11"\n' + start + '"Bo";"1";"4"\n'
    assert flows_2024(out.getvalue()) == wanted.encode("utf-8-sig")


def test_bundling_writes_the_file_and_its_provenance(tmp_path: Path) -> None:
    into = tmp_path / "bundled"
    bundle(originals(tmp_path, b"A;B\n1;2\n"), into, [EXAMPLE])
    content = (into / "example.csv.gz").read_bytes()
    assert gzip.decompress(content) == b"A\n1\n"
    assert json.loads((into / "provenance.json").read_text(encoding="utf-8")) == [
        {
            "file": "example.csv.gz",
            "original": "duo/a.csv.gz",
            "original_sha256": hashlib.sha256(b"A;B\n1;2\n").hexdigest(),
            "bundled_sha256": hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
            "publisher": "DUO",
            "title": "Voorbeeld",
            "reference_date": "1-10-2016",
            "licence": "CC0",
            "found_in": "repo@1 : a.csv",
            "left_out": "Column B.",
            "caveats": "Exact. Invented.",
        }
    ]
    told = (into / "SOURCES.md").read_text(encoding="utf-8")
    assert "## `example.csv.gz`" in told
    assert "Left out: Column B." in told


def test_bundling_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = originals(tmp_path, b"A;B\n1;2\n")
    bundle(folder, tmp_path / "one", [EXAMPLE])
    bundle(folder, tmp_path / "two", [EXAMPLE])
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == ["SOURCES.md", "example.csv.gz", "provenance.json"]
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in names)


def test_nothing_is_written_when_an_original_is_another_or_missing(tmp_path: Path) -> None:
    folder = originals(tmp_path, b"A;B\n1;2\n", sha256="0" * 64)
    wanted = [EXAMPLE, Reduction("duo/unlisted.csv", "b.csv.gz", unchanged, "Nothing.")]
    with pytest.raises(ValueError, match=r"SHA-256(.|\n)*unlisted\.csv: SOURCES\.md does not list") as refused:
        bundle(folder, tmp_path / "bundled", wanted)
    assert len(str(refused.value).splitlines()) == 2
    assert not (tmp_path / "bundled").exists()


def test_reduction_that_fails_names_its_original(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"duo/a\.csv\.gz: the file has no column A"):
        bundle(originals(tmp_path, b"X;B\n1;2\n"), tmp_path / "bundled", [EXAMPLE])


def test_as_above_is_written_out() -> None:
    rows = ROW.format(name="a", sha256="1", caveats="Skip a line") + ROW.format(
        name="b", sha256="2", caveats="as above; skip two"
    )
    assert read_sources(HEAD + rows)["duo/b"].caveats == "Skip a line; skip two"


def test_row_of_another_width_is_told() -> None:
    with pytest.raises(ValueError, match=r"the row of duo/a in SOURCES\.md has 2 cells, not 9"):
        read_sources("| `duo/a` | DUO | Voorbeeld |\n")


def test_every_module_beside_is_found() -> None:
    found = reductions()
    assert {reduction.bundled for reduction in REDUCTIONS} <= {reduction.bundled for reduction in found}
    assert len({reduction.bundled for reduction in found}) == len(found)
