# SPDX-License-Identifier: EUPL-1.2
"""Every leak that is planted in a copy of the exported site is found. The numbers that are planted are invented."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from speelveld.outsider import Attempt, attack_site
from tests.outsider.planting import change, found, replace

PAGE = "groningen/index.html"
SCHOOLS = "groningen/scholen.csv"
TREND = "groningen/beeld/verloop-b-720.svg"
DOTS = "groningen/beeld/verdeling-b-720.svg"
HIDDEN = "08DF00"
"""A school whose share is hidden: Basisschool De Huifkar."""
MARKER = (
    '<span class="absent" title="te weinig leerlingen om te tonen"><span aria-hidden="true">–</span>'
    '<span class="visually-hidden">te weinig leerlingen om te tonen</span></span>'
)


def in_row(folder: Path, old: str, new: str) -> None:
    """Plant something in the row of the hidden school."""
    text = (folder / PAGE).read_text(encoding="utf-8")
    row = re.search(rf'<tr id="school-{HIDDEN}".*?</tr>', text, re.DOTALL)
    assert row is not None
    assert old in row[0]
    replace(folder, PAGE, row[0], row[0].replace(old, new, 1))


def csv_row(folder: Path, change: Callable[[list[str]], list[str]]) -> None:
    """Change the cells of the hidden school in the file of schools."""
    lines = (folder / SCHOOLS).read_bytes().decode().split("\r\n")
    place = next(at for at, line in enumerate(lines) if line.startswith(HIDDEN))
    lines[place] = ",".join(change(lines[place].split(",")))
    (folder / SCHOOLS).write_bytes("\r\n".join(lines).encode())


def first_dot(folder: Path, change: Callable[[float, float, float], tuple[float, float, float]]) -> None:
    """Move the first dot of the picture, or give it another size."""
    text = (folder / DOTS).read_text(encoding="utf-8")
    dot = re.search(r'<path transform="translate\(([\d.]+),([\d.]+)\)" d="M([\d.]+),0A', text)
    assert dot is not None
    x, y, r = change(float(dot[1]), float(dot[2]), float(dot[3]))
    end = text.index('"', dot.end())
    round_ = f"{r},0A{r},{r},0,1,1,-{r},0A{r},{r},0,1,1,{r},0"
    text = f'{text[: dot.start()]}<path transform="translate({x:.2f},{y:.2f})" d="M{round_}{text[end:]}'
    (folder / DOTS).write_text(text, encoding="utf-8")


def json_key(folder: Path) -> None:
    """Put a key more in the figures."""
    path = folder / "groningen/cijfers.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["figures"][0]["group"] = 1226
    path.write_text(json.dumps(content), encoding="utf-8")


def metadata_key(folder: Path) -> None:
    """Put a note with a number in the metadata."""
    path = folder / "groningen/scholen.csv-metadata.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["tableSchema"]["columns"][7]["dc:description"] = f"{HIDDEN}: 9"
    path.write_text(json.dumps(content), encoding="utf-8")


def swap_rows(folder: Path) -> None:
    """Put the hidden schools in another order, on the page sorted by share."""
    file = "groningen/sorteer-aandeel/index.html"
    text = (folder / file).read_text(encoding="utf-8")
    rows = re.findall(r'<tr id="school-.*?</tr>', text, re.DOTALL)
    one, other = rows[-2], rows[-1]
    replace(folder, file, f"{one}\n{other}", f"{other}\n{one}")


def swap_first_dots(folder: Path) -> None:
    """Draw the second dot before the first."""
    text = (folder / DOTS).read_text(encoding="utf-8")
    dots = re.findall(r'<path transform="translate\([\d.,]+\)" d="M[\d.]+,0A[^>]*>', text)
    (folder / DOTS).write_text(text.replace(dots[0] + dots[1], dots[1] + dots[0]), encoding="utf-8")


LEAKS: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "a count in a data attribute": (
        lambda folder: in_row(folder, 'data-aandeel=""', 'data-aandeel="" data-aantal="9"'),
        "A14",
        "data-aantal",
    ),
    "a hidden share in the attribute for sorting": (
        lambda folder: in_row(folder, 'data-aandeel=""', 'data-aandeel="4"'),
        "A5",
        "hides it",
    ),
    "a hidden share in a cell": (lambda folder: in_row(folder, MARKER, "4"), "A5", "hides it"),
    "a number behind the marker": (
        lambda folder: in_row(folder, MARKER, f'{MARKER}<span hidden="">9</span>'),
        "A13",
        "hidden cells look different",
    ),
    "another marker for a primary cell": (
        lambda folder: in_row(folder, 'title="te weinig leerlingen om te tonen"', 'title="te weinig leerlingen (<10)"'),
        "A13",
        "hidden cells look different",
    ),
    "a hidden cell that is called absent": (
        lambda folder: in_row(folder, MARKER, MARKER.replace("te weinig leerlingen om te tonen", "niet gepubliceerd")),
        "A13",
        "does not follow from what DUO publishes",
    ),
    "a comment": (lambda folder: replace(folder, PAGE, "</main>", f"<!-- {HIDDEN}: 9 --></main>"), "A14", "comment"),
    "a script with numbers": (
        lambda folder: replace(
            folder, PAGE, "</main>", f'<script type="application/json">["{HIDDEN}",9]</script></main>'
        ),
        "A14",
        "script",
    ),
    "a value that is not seen": (
        lambda folder: replace(folder, PAGE, "</main>", '<input type="hidden" value="9"></main>'),
        "A14",
        "value",
    ),
    "a sentence about a hidden school": (
        lambda folder: replace(folder, PAGE, "</main>", "<p>Basisschool De Huifkar heeft 9 van hen.</p></main>"),
        "A5",
        "beside the name of a school",
    ),
    "a hidden school in a sentence on a page of words": (
        lambda folder: replace(folder, "over/index.html", "</main>", "<p>Basisschool De Huifkar: 9.</p></main>"),
        "A14",
        "beside the name of a school",
    ),
    "a finer number in a sentence": (
        lambda folder: replace(folder, PAGE, "</main>", "<p>Het aandeel is 6,711.</p></main>"),
        "A5",
        "stands nowhere else",
    ),
    "a hidden count in an alt text": (
        lambda folder: replace(folder, PAGE, " zijn weggelaten.", " zijn weggelaten. De Huifkar: 9 leerlingen."),
        "A5",
        "cannot read",
    ),
    "another number of hidden schools in an alt text": (
        lambda folder: change(folder, PAGE, r"(\d+)(?= vestigingen hebben te weinig)", lambda n: f"{n - 1:.0f}"),
        "A5",
        "schools-hidden",
    ),
    "a share in the areas that the table hides": (
        lambda folder: replace(
            folder,
            PAGE,
            f'#school-{HIDDEN}">Basisschool De Huifkar</a> <span class="detail-inline">{MARKER}',
            f'#school-{HIDDEN}">Basisschool De Huifkar</a> <span class="detail-inline">4 van de 100',
        ),
        "A5",
        "hides it",
    ),
    "a share on the map that the table hides": (
        lambda folder: replace(
            folder,
            PAGE,
            "Basisschool De Huifkar, 245 leerlingen, Te weinig leerlingen of scholen om te tonen.",
            "Basisschool De Huifkar, 245 leerlingen, 4% leerlingen met een gewicht",
        ),
        "A5",
        "hides it",
    ),
    "an exact size on the map": (
        lambda folder: replace(
            folder, PAGE, "Basisschool De Huifkar, 245 leerlingen", "Basisschool De Huifkar, 244 leerlingen"
        ),
        "A5",
        "pupils|groningen",
    ),
    "a column more in the file of schools": (
        lambda folder: (
            replace(folder, SCHOOLS, "reason\r\n", "reason,n_group\r\n"),
            csv_row(folder, lambda row: [*row, "9"]),
        )[0],
        "A5",
        "a column that the file should not have",
    ),
    "a cell more in the file of schools": (
        lambda folder: csv_row(folder, lambda row: [*row, "9"]),
        "A5",
        "cells beyond the last column",
    ),
    "a hidden share in the file of schools": (
        lambda folder: csv_row(folder, lambda row: [*row[:7], "4", *row[8:]]),
        "A5",
        "hides it",
    ),
    "a finer share in the file of schools": (
        lambda folder: replace(folder, SCHOOLS, "Groningen,250,8,20", "Groningen,250,7.6,20"),
        "A5",
        "share|groningen|2016|gewicht|09MS00",
    ),
    "another number in the file than on the page": (
        lambda folder: replace(folder, "groningen/cijfers.csv", ",0.492,", ",0.4921,"),
        "A5",
        "dissimilarity.today.estimate",
    ),
    "a key more in the figures": (json_key, "A5", "a key that a figure should not have"),
    "a note in the metadata": (metadata_key, "A5", "a key that a column should not have"),
    "a file more": (
        lambda folder: (folder / "groningen/scholen-alles.csv").write_text("9", encoding="utf-8") and None,
        "A5",
        "a file that the site should not hold",
    ),
    "a dot at an unrounded share": (
        lambda folder: first_dot(folder, lambda x, y, r: (x + 3.1, y, r)),
        "A5",
        "published numbers of no school",
    ),
    "a dot at an unrounded size": (
        lambda folder: first_dot(folder, lambda x, y, r: (x, y + 0.63, r)),
        "A5",
        "published numbers of no school",
    ),
    "a dot of another size": (
        lambda folder: first_dot(folder, lambda x, y, r: (x, y, r + 0.03)),
        "A5",
        "does not follow from its place",
    ),
    "dots in another order": (swap_first_dots, "A14", "order of pupils"),
    "rows in another order": (swap_rows, "A14", "not in the order"),
    "a comment in a picture": (
        lambda folder: replace(folder, DOTS, "</svg>", f"<!-- {HIDDEN} 9 --></svg>"),
        "A14",
        "comment",
    ),
    "metadata in a picture": (
        lambda folder: replace(folder, DOTS, "</svg>", f"<metadata>{HIDDEN} 9</metadata></svg>"),
        "A14",
        "metadata",
    ),
    "an attribute in a picture": (
        lambda folder: replace(folder, DOTS, 'opacity="0.82"', 'opacity="0.82" aria-valuenow="7.36"'),
        "A14",
        "aria-valuenow",
    ),
    "a style in a picture": (lambda folder: replace(folder, DOTS, "</style>", "#a{--n:9}</style>"), "A14", "style"),
    "a mark between two published values": (
        lambda folder: change(folder, TREND, r'(?<=,)([\d.]+)(?=\)" d="M4\.74,0A)', lambda y: f"{y - 0.17:.2f}"),
        "A5",
        "between two published values",
    ),
}


@pytest.mark.parametrize("name", LEAKS)
def test_a_planted_leak_is_found(copy: Path, name: str) -> None:
    plant, kind, words = LEAKS[name]
    plant(copy)
    leaks = [one for one in found(copy) if one.attack == kind and words in f"{one.form} {one.why}"]
    assert leaks, name


def test_nothing_is_found_where_nothing_is_planted(read: Attempt, exported: Path) -> None:
    assert len(read.site.notes.readings) > 9_000
    assert len(read.needs) > 100
    assert len(read.said.statements) > 500
    assert attack_site(exported, municipality="Groningen", rules_known=False) == []
