# SPDX-License-Identifier: EUPL-1.2
"""Every leak that is planted on the page about school advice is found. The numbers that are planted are invented."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace as replaced
from pathlib import Path

import pytest

from speelveld.disclosure.ledger import Ledger
from speelveld.disclosure.margins import Atom, Margins, margins
from speelveld.editions.store import open_edition
from speelveld.figures import advice_counts, advice_release, find_municipality
from speelveld.figures.advice import advice as advice_of
from speelveld.figures.advice_model import AdvicePage
from speelveld.outsider import CHECKS, attempt, read_site
from speelveld.render import advice_schools_table, advice_table, advice_years_table, csv_text
from tests.outsider.planting import change, found, replace

PAGE = "groningen/advies/index.html"
ADVICE = "groningen/advies.csv"
SCHOOLS = "groningen/advies-scholen.csv"
YEARS = "groningen/advies-scholen-jaren.csv"
FINAL = "groningen/beeld/advies-b-720.svg"
DOTS = "groningen/beeld/advies-scholen-b-720.svg"
INCOMES = "groningen/beeld/advies-inkomen-b-720.svg"
MODEL = "groningen/beeld/advies-dubbel-b-720.svg"
FEW = 'Vso</th><td class="numeric">3 tot 12<'
"""A count of the municipality that is made of three masked ones: vso in 2019/20."""
HIDDEN, HIDDEN_NAME = "18FV", "Basissch St Michael"
"""An institution of which the first page hides the composition of its one branch."""
SEVERAL, SEVERAL_NAME = "04DE", "Basisschool De Triangel"
"""An institution that had no branch in the count."""


def school_row(folder: Path, name: str, cell: int, text: str) -> None:
    """Put something in a cell of an institution's row on the page."""
    whole = (folder / PAGE).read_text(encoding="utf-8")
    row = re.search(rf'<tr><th scope="row">{re.escape(name)}<.*?</tr>', whole, re.DOTALL)
    assert row is not None
    cells = re.findall(r"<td.*?</td>", row[0], re.DOTALL)
    replace(folder, PAGE, row[0], row[0].replace(cells[cell], f'<td class="numeric">{text}</td>', 1))


def csv_cell(folder: Path, file: str, start: str, cells: dict[int, str]) -> None:
    """Put something in cells of the row that starts so."""
    lines = (folder / file).read_bytes().decode().split("\r\n")
    at = next(number for number, line in enumerate(lines) if line.startswith(start))
    row = lines[at].split(",")
    for place, text in cells.items():
        row[place] = text
    lines[at] = ",".join(row)
    (folder / file).write_bytes("\r\n".join(lines).encode())


def number_of_first(folder: Path, file: str, attribute: str, pattern: str, by: float) -> None:
    """Move the first mark that matches along one of its attributes."""
    change(folder, file, rf'(?<={attribute}=")([\d.]+)(?={pattern})', lambda value: f"{value + by:.1f}")


def masked_everywhere(folder: Path) -> None:
    """Show a count that the rules mask, the same on every channel."""
    replace(folder, PAGE, FEW, FEW.replace("3 tot 12", "3"))
    csv_cell(folder, ADVICE, "own.2019/20.VSO", {5: "3", 6: "3", 7: "3"})


def narrower_everywhere(folder: Path) -> None:
    """Show less room than DUO's mask leaves, the same on every channel."""
    replace(folder, PAGE, ">15 tot 24<", ">15 tot 20<")
    csv_cell(folder, ADVICE, "own.2022/23.VSO", {7: "20"})


def narrower_school(folder: Path) -> None:
    """Show a school's share with less room than DUO's mask leaves."""
    school_row(folder, "Anne Frankschool", 0, "38 tot 39")
    csv_cell(folder, SCHOOLS, "09MS", {7: "38", 8: "39"})


def composition_everywhere(folder: Path, name: str, brin: str) -> None:
    """Show a composition on the page about advice and in its file."""
    school_row(folder, name, 2, "12%")
    csv_cell(folder, SCHOOLS, brin, {9: "12"})


def other_composition(folder: Path) -> None:
    """Show another composition than the first page does, on the page about advice and in its file."""
    school_row(folder, "Anne Frankschool", 2, "7%")
    csv_cell(folder, SCHOOLS, "09MS", {9: "7"})


def too_few(folder: Path) -> None:
    """Show the share of a school with too few pupils, on the page and in the file."""
    text = (folder / SCHOOLS).read_bytes().decode()
    row = next(line.split(",") for line in text.split("\r\n") if line.split(",")[5:9] == ["", "", "", ""])
    csv_cell(folder, SCHOOLS, row[0], {5: "5", 6: "20", 7: "10", 8: "60"})
    school_row(folder, row[1], 0, "10 tot 60")
    school_row(folder, row[1], 1, "5 tot 20")


def column_more(folder: Path) -> None:
    """Put a column more in the file of institutions."""
    replace(folder, SCHOOLS, "reason\r\n", "reason,n_vwo\r\n")


def metadata_key(folder: Path) -> None:
    """Put a note with a number in the metadata."""
    path = folder / f"{SCHOOLS}-metadata.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["tableSchema"]["columns"][6]["dc:description"] = f"{HIDDEN}: 3"
    path.write_text(json.dumps(content), encoding="utf-8")


def swap_rows(folder: Path) -> None:
    """Put two institutions in the order of something else than their names."""
    text = (folder / PAGE).read_text(encoding="utf-8")
    rows = re.findall(r'<tr><th scope="row">Bas.*?</tr>', text, re.DOTALL)
    replace(folder, PAGE, f"{rows[0]}\n{rows[1]}", f"{rows[1]}\n{rows[0]}")


def swap_dots(folder: Path) -> None:
    """Draw the second school before the first, with their bars."""
    text = (folder / DOTS).read_text(encoding="utf-8")
    marks = re.findall(r'<rect [^>]*width="3"[^>]*/><circle [^>]*/>', text)
    (folder / DOTS).write_text(text.replace(marks[0] + marks[1], marks[1] + marks[0]), encoding="utf-8")


def folded_cell(folder: Path, brin: str, level: str, year: str, text: str) -> None:
    """Put something in a cell of the folded table of an institution, also where it had no row or a dash."""
    whole = (folder / PAGE).read_text(encoding="utf-8")
    table = re.search(rf'<details class="fold" id="jaren-{brin}">.*?</details>', whole, re.DOTALL)
    assert table is not None
    years = re.findall(r'<th scope="col">(20../..)</th>', table[0])
    row = re.search(rf'<tr><th scope="row">{re.escape(level)}<.*?</tr>', table[0], re.DOTALL)
    assert row is not None
    cells = re.findall(r"<td>.*?</td>", row[0], re.DOTALL)
    cells[years.index(year)] = f"<td>{text}</td>"
    start = re.match(r"<tr><th.*?</th>", row[0], re.DOTALL)
    assert start is not None
    replace(folder, PAGE, table[0], table[0].replace(row[0], start[0] + "".join(cells) + "</tr>"))


def year_cells(folder: Path, brin: str, year: str, cells: dict[str, str]) -> None:
    """Put something in cells of the row of an institution and school year, by the names of their columns."""
    columns = (folder / YEARS).read_bytes().decode().split("\r\n")[0].split(",")
    csv_cell(folder, YEARS, f"{brin}.{year},", {columns.index(name): text for name, text in cells.items()})


def masked_in_a_year(folder: Path) -> None:
    """Show a masked count of an institution in a year that DUO printed, on the page and in the file."""
    folded_cell(folder, "09MS", "Vmbo-b", "2019/20", "2")
    year_cells(folder, "09MS", "2019/20", {"vmbo_b_low": "2", "vmbo_b_high": "2"})


def masked_by_duo(folder: Path) -> None:
    """Show a count that DUO masked, on the page and in the file."""
    folded_cell(folder, "09MS", "Vmbo-gt", "2022/23", "3 tot 4")
    year_cells(folder, "09MS", "2022/23", {"vmbo_gt_low": "3", "vmbo_gt_high": "4"})


def few_in_a_year(folder: Path) -> None:
    """Show a year of an institution in which it had too few pupils, on the page and in the file."""
    folded_cell(folder, "09MS", "Havo", "2021/22", "0")
    year_cells(folder, "09MS", "2021/22", {"havo_low": "0", "havo_high": "0"})


def hidden_in_the_column(folder: Path) -> None:
    """Show counts of two institutions from which, with the sum of all, that of a third follows."""
    for brin, text in (("02WR", "5"), ("19VC", "7")):
        folded_cell(folder, brin, "Vso", "2021/22", text)
        year_cells(folder, brin, "2021/22", {"vso_low": text, "vso_high": text})


def swap_folds(folder: Path) -> None:
    """Put two folded tables in another order than that of their names."""
    text = (folder / PAGE).read_text(encoding="utf-8")
    folds = re.findall(r'<details class="fold".*?</details>', text, re.DOTALL)
    replace(folder, PAGE, f"{folds[0]}\n{folds[1]}", f"{folds[1]}\n{folds[0]}")


def swap_years(folder: Path) -> None:
    """Put two rows of the file of years in another order."""
    lines = (folder / YEARS).read_bytes().decode().split("\r\n")
    lines[1], lines[2] = lines[2], lines[1]
    (folder / YEARS).write_bytes("\r\n".join(lines).encode())


LEAKS: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "an exact masked count in a cell": (
        lambda folder: replace(folder, PAGE, FEW, FEW.replace("3 tot 12", "3")),
        "A5",
        "advice-level.value|groningen|2019|VSO",
    ),
    "an exact masked count on every channel": (masked_everywhere, "A5", "a count that the rules mask"),
    "less room than the mask leaves on every channel": (narrower_everywhere, "A5", "tells more than DUO's own"),
    "a school's share with less room than the mask leaves": (narrower_school, "A5", "tells more than DUO's own"),
    "a count in a label of a picture": (
        lambda folder: replace(folder, DOTS, "</g>", f'<text x="60" y="90">{HIDDEN_NAME}: 3</text></g>'),
        "A5",
        "beside the name of a school",
    ),
    "a count alone beside a dot": (
        lambda folder: replace(folder, DOTS, "</g>", '<text x="61" y="92">3</text></g>'),
        "A5",
        "stands beside no mark",
    ),
    "a count in an alt text": (
        lambda folder: replace(folder, PAGE, ' alt="Havo of hoger', ' alt="Bij 3 is het vso. Havo of hoger'),
        "A5",
        "cannot read",
    ),
    "a count beside a school's name in a sentence": (
        lambda folder: replace(folder, PAGE, "</article>", f"<p>{HIDDEN_NAME} gaf 3 keer vso.</p></article>"),
        "A5",
        "beside the name of a school",
    ),
    "a finer number in a sentence": (
        lambda folder: replace(folder, PAGE, "</article>", "<p>Het aandeel is 48,713.</p></article>"),
        "A5",
        "stands nowhere else",
    ),
    "a count in a data attribute": (
        lambda folder: replace(folder, PAGE, '<tr><th scope="row">Anne', '<tr data-vwo="3"><th scope="row">Anne'),
        "A14",
        "data-vwo",
    ),
    "a dot at an unrounded composition": (
        lambda folder: number_of_first(folder, DOTS, "cx", '" cy="[0-9.]+" r="7', 1.5),
        "A5",
        "published numbers of no school",
    ),
    "a dot at an unrounded share": (
        lambda folder: number_of_first(folder, DOTS, "cy", '" r="7', 0.7),
        "A5",
        "published numbers of no school",
    ),
    "a dot of another size": (
        lambda folder: number_of_first(folder, DOTS, " r", '" fill="#0b5c8a" fill-opacity="0.75"', 0.4),
        "A5",
        "published numbers of no school",
    ),
    "a bar that ends at an unrounded share": (
        lambda folder: number_of_first(folder, DOTS, "height", '" fill="#0b5c8a"', 1.1),
        "A5",
        "between two published values",
    ),
    "a dot too many": (
        lambda folder: replace(folder, DOTS, "<circle ", '<circle cx="100" cy="200" r="3" fill="#0b5c8a"/><circle '),
        "A5",
        "published numbers of no school",
    ),
    "dots in another order": (swap_dots, "A5", "order of pupils"),
    "a year's dot at an unrounded share": (
        lambda folder: number_of_first(folder, FINAL, "cy", '" r="5" ', 0.7),
        "A5",
        "between two published values",
    ),
    "a year's bar at an unrounded share": (
        lambda folder: number_of_first(folder, FINAL, "y", '" width="7"', 0.7),
        "A5",
        "between two published values",
    ),
    "a year's line at another share": (
        lambda folder: change(folder, FINAL, r'(?<=points=")([\d.]+)(?=,)', lambda value: f"{value + 1:.1f}"),
        "A5",
        "not drawn between dots",
    ),
    "an unrounded share of an income": (
        lambda folder: number_of_first(folder, INCOMES, "cx", '" cy="[0-9.]+" r="6"', 0.4),
        "A5",
        "newest.eligible",
    ),
    "another label at an income": (
        lambda folder: replace(folder, INCOMES, ">38,8%<", ">38,9%<"),
        "A5",
        "newest.eligible",
    ),
    "another point of the model": (
        lambda folder: change(folder, MODEL, r'(?<=points="38,)([\d.]+)', lambda value: f"{value + 0.8:.1f}"),
        "A5",
        "model-eligible",
    ),
    "a composition that the first page hides": (
        lambda folder: composition_everywhere(folder, HIDDEN_NAME, HIDDEN),
        "A5",
        "hides it",
    ),
    "a composition of another institution": (
        lambda folder: composition_everywhere(folder, SEVERAL_NAME, SEVERAL),
        "A5",
        "without one branch",
    ),
    "another composition than on the first page": (other_composition, "A5", "share|groningen|2016|gewicht|09MS00"),
    "another share in the file than on the page": (
        lambda folder: csv_cell(folder, SCHOOLS, "09MS", {7: "35"}),
        "A5",
        "advice-higher.low|groningen|2020-2022||09MS",
    ),
    "another count in the file than on the page": (
        lambda folder: csv_cell(folder, ADVICE, "own.2019/20.HAVO,", {5: "319", 6: "319", 7: "319"}),
        "A5",
        "advice-level.low|groningen|2019|HAVO",
    ),
    "another share in a sentence than in the picture": (
        lambda folder: replace(folder, PAGE, "gaven de 12 met", "gaven de 13 met"),
        "A5",
        "advice-half.n_lower",
    ),
    "a school with too few pupils": (too_few, "A5", "of too few pupils"),
    "a column more in the file of institutions": (column_more, "A5", "a column that the file should not have"),
    "a note in the metadata": (metadata_key, "A5", "a key that a column should not have"),
    "a masked count of a year in a folded table": (
        lambda folder: folded_cell(folder, "09MS", "Vmbo-b", "2019/20", "2"),
        "A5",
        "advice-cell.low|groningen|2019|VMBO_B|09MS",
    ),
    "a masked count of a year in its file": (
        lambda folder: year_cells(folder, "09MS", "2019/20", {"vmbo_b_low": "2", "vmbo_b_high": "2"}),
        "A5",
        "advice-cell.low|groningen|2019|VMBO_B|09MS",
    ),
    "a masked count of a year on every channel": (masked_in_a_year, "A5", "a count that the rules mask"),
    "less room in a year than DUO's mask leaves": (masked_by_duo, "A5", "tells more than DUO's own"),
    "a year with too few pupils": (few_in_a_year, "A5", "of too few pupils in one year"),
    "a level that the folded table has no row for": (
        lambda folder: year_cells(folder, "09MS", "2019/20", {"vso_low": "1", "vso_high": "4"}),
        "A5",
        "advice-cell.low|groningen|2019|VSO|09MS",
    ),
    "another share of a year in the file than on the page": (
        lambda folder: year_cells(folder, "09MS", "2022/23", {"higher_high": "35"}),
        "A5",
        "advice-year-higher.high|groningen|2022||09MS",
    ),
    "a column more in the file of years": (
        lambda folder: replace(folder, YEARS, "reason\r\n", "reason,n_vso\r\n"),
        "A5",
        "a column that the file should not have",
    ),
    "a count in the summary of a folded table": (
        lambda folder: replace(folder, PAGE, 'fold__name">Anne Frankschool', 'fold__name">Anne Frankschool, vso: 3'),
        "A5",
        "beside the name of a school",
    ),
    "a count of the country that is not rounded": (
        lambda folder: csv_cell(folder, ADVICE, "nl.2019/20.HAVO,", {5: "29214", 6: "29214", 7: "29214"}),
        "A5",
        "a count of the country that is not rounded",
    ),
    "folded tables in another order": (swap_folds, "A14", "the folded tables are not in the order"),
    "rows of years in another order": (swap_years, "A14", "not in the order of names and years"),
    "institutions in another order": (swap_rows, "A14", "not in the order of their names"),
}


@pytest.mark.parametrize("name", LEAKS)
def test_a_planted_leak_is_found(advice_copy: Path, name: str) -> None:
    plant, kind, words = LEAKS[name]
    plant(advice_copy)
    leaks = [one for one in found(advice_copy) if one.attack == kind and words in f"{one.form} {one.why}"]
    assert leaks, name


def test_the_solver_finds_an_exact_masked_count(advice_copy: Path) -> None:
    masked_everywhere(advice_copy)
    site = read_site(advice_copy)
    leaks = CHECKS["A1 to A17 on advice"](attempt(site, site.places["groningen"]))
    bounded = {(one.form, one.low, one.high) for one in leaks}
    assert ("advice|all|VSO|2019", 3, 3) in bounded
    # So does every institution that has some of them: each must have at least one, so none has more.
    assert bounded == {("advice|all|VSO|2019", 3, 3), *((form, 1, 1) for form, *_ in bounded if "|all|" not in form)}
    assert len(bounded) == 4


def test_the_solver_finds_what_follows_from_a_cell_that_its_column_hides(advice_copy: Path) -> None:
    hidden_in_the_column(advice_copy)
    site = read_site(advice_copy)
    leaks = CHECKS["A1 to A17 on advice"](attempt(site, site.places["groningen"]))
    assert {(one.form, one.low, one.high) for one in leaks} == {("advice|30RH|VSO|2021", 0, 1)}


@pytest.mark.parametrize(
    ("without", "form", "low", "high"),
    [
        ("hidden", "advice|30RH|VSO|2021", 1, 1),
        ("open_columns", "advice|14WU|VSO|2019", 1, 2),
        ("open_rows", "advice|02WR|HAVO|2021", 1, 1),
    ],
)
def test_the_solver_finds_what_a_sum_tells_that_did_not_give_way(
    advice_copy: Path, editions: Path, monkeypatch: pytest.MonkeyPatch, without: str, form: str, low: int, high: int
) -> None:
    """The files as they would be without one of the three rules on sums; the pages are left out."""

    def unprotected(atoms: Iterable[Atom], mask_below: int) -> Margins:
        return replaced(margins(atoms, mask_below), **{without: frozenset()})

    page = made_by(editions, monkeypatch, unprotected)
    shutil.rmtree(advice_copy / "groningen" / "advies")
    shutil.rmtree(advice_copy / "groningen" / "beeld")
    tables = {ADVICE: advice_table(page), SCHOOLS: advice_schools_table(page), YEARS: advice_years_table(page)}
    for file, table in tables.items():
        (advice_copy / file).write_bytes(csv_text(table).encode())
    site = read_site(advice_copy)
    leaks = CHECKS["A1 to A17 on advice"](attempt(site, site.places["groningen"]))
    assert (form, low, high) in {(one.form, one.low, one.high) for one in leaks}


def made_by(editions: Path, monkeypatch: pytest.MonkeyPatch, rule: object) -> AdvicePage:
    """The page on advice of Groningen when another rule decides which sums give way, and the ledger does not know."""
    edition = open_edition(editions)
    place = find_municipality(edition, "Groningen")
    monkeypatch.setattr(advice_release, "margins", rule)
    monkeypatch.setattr(advice_counts, "find_or_add", lambda *given: given[-1](Ledger()))
    kept = (advice_counts.advice_cells, advice_counts.advice_years)
    for one in kept:
        one.cache_clear()
    try:
        return advice_of.__wrapped__(edition, place)
    finally:
        for one in kept:
            one.cache_clear()


def test_nothing_is_found_in_the_copy(advice_copy: Path) -> None:
    assert [one.why for one in found(advice_copy) if "advies" in one.channel] == []
