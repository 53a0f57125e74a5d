# SPDX-License-Identifier: EUPL-1.2
"""Municipalities: names as anyone writes them, mergers held against the branches in the real files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import polars as pl
import pytest

from speelveld.sources import municipalities
from speelveld.sources.dataset import Dataset
from speelveld.sources.municipalities import ALIASES, Boundary, final_heirs, normalise, today
from tests.sources.other_samples import Cell, real, said, text

TABLES = ("municipalities", "municipal_mergers", "pc4_municipality_2022")
OLD = (
    "duo_po_weights_2013",
    "duo_po_types_2015",
    "duo_po_weights_2016",
    "duo_po_bron_2016",
    "duo_po_addresses_2017",
    "duo_po_flows_2013",
    "duo_po_flows_2017",
    "duo_po_addresses_2019",
    "duo_vo_addresses_2019",
    "geo_branches_2013",
    "geo_branches_2013_vo",
)
NEW = ("duo_po_addresses_2021", "duo_po_flows_2024", "geo_branches_2024")


@cache
def boundary() -> Boundary:
    return Boundary.of({name: real(name) for name in TABLES})


@cache
def homes(name: str) -> dict[str, str | None]:
    """The municipality of today of every branch in a real table."""
    table = real(name)
    pc4 = next((column for column in ("pc4", "pc4_school") if column in table.columns), None)
    code = "municipality_code" if "municipality_code" in table.columns else None
    rows = table.select(
        "brin6",
        pl.col(code) if code else pl.lit(None, pl.String).alias("code"),
        "municipality",
        pl.col(pc4) if pc4 else pl.lit(None, pl.String).alias("pc4"),
    ).unique("brin6")
    known = dict(real("geo_branches_2013").select("brin6", "pc4").iter_rows())
    return {
        brin6: boundary().today(boundary().code(gm, name_), area or known.get(brin6))
        for brin6, gm, name_, area in rows.iter_rows()
    }


@pytest.mark.parametrize("name", OLD + NEW)
def test_every_branch_of_the_real_files_leads_to_a_municipality_of_today(name: str) -> None:
    now = set(real("municipalities").filter(pl.col("until").is_null())["code"])
    found = homes(name)
    assert [brin6 for brin6, code in found.items() if code not in now] == []


PAIRS = [(old, new) for old in OLD for new in NEW if "vo" not in old or new == "geo_branches_2024"]


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_mergers_agree_with_where_the_branches_stand_later(old: str, new: str) -> None:
    """Branches that moved to another municipality, or changed with a correction of a border, are less than 2%."""
    one, other = homes(old), homes(new)
    both = one.keys() & other.keys()
    assert len(both) > 0.75 * len(one)
    assert sum(one[brin6] == other[brin6] for brin6 in both) >= 0.98 * len(both)


@pytest.mark.parametrize("name", [name for name in OLD + NEW if name != "duo_po_bron_2016"])
def test_names_and_codes_in_the_real_files_are_the_same_municipality(name: str) -> None:
    table = real(name)
    if "municipality_code" not in table.columns:
        assert set(map(boundary().names.get, map(normalise, table["municipality"].unique()))) <= boundary().known
        return
    pairs = table.select("municipality_code", "municipality").drop_nulls().unique().rows()
    assert [(code, printed) for code, printed in pairs if boundary().code(None, printed) != code] == []


def test_number_of_municipalities_on_each_new_years_day_is_that_of_cbs() -> None:
    table = real("municipalities")
    numbers = {}
    for year in (2014, 2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024):
        day = date(year, 1, 1)
        there = (pl.col("since").is_null() | (pl.col("since") <= day)) & (
            pl.col("until").is_null() | (pl.col("until") > day)
        )
        numbers[year] = table.filter(there).height
    assert list(numbers.values()) == [403, 393, 390, 388, 380, 355, 355, 352, 345, 342, 342]


def test_every_former_municipality_has_heirs_from_the_day_it_was_gone() -> None:
    gone = real("municipalities").filter(pl.col("until").is_not_null())
    mergers = real("municipal_mergers")
    assert set(gone["code"]) == set(mergers["code_old"])
    joined = mergers.join(gone, left_on="code_old", right_on="code")
    assert (joined["day"] == joined["until"]).all()
    assert mergers.filter(pl.col("split"))["code_old"].n_unique() == 6


def test_names_are_those_of_cbs() -> None:
    now = real("municipalities").filter(pl.col("until").is_null())["name"]
    official = set(real("geo_municipalities_2022")["name"]) - {"Hoekse Waard"}
    former = {"Brielle", "Hellevoetsluis", "Weesp", "Westvoorne"}
    assert official - former == set(now) - {"Voorne aan Zee", "Hoeksche Waard"}


def test_no_two_municipalities_share_a_name() -> None:
    names = [normalise(name) for name in real("municipalities")["name"]]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Groningen", "GM0014"),
        ("groningen (gemeente)", "GM0014"),
        ("S GRAVENHAGE", "GM0518"),
        ("'s-Gravenhage", "GM0518"),
        ("’s-Gravenhage", "GM0518"),
        ("Den Haag", "GM0518"),
        ("Den Bosch", "GM0796"),
        ("S HERTOGENBOSCH", "GM0796"),
        ("BERGEN LB", "GM0893"),
        ("Bergen (L.)", "GM0893"),
        ("BERGEN NH", "GM0373"),
        ("Bergen (NH.)", "GM0373"),
        ("NUENEN CA", "GM0820"),
        ("Nuenen, Gerwen en Nederwetten", "GM0820"),
        ("SUDWEST-FRYSLAN", "GM1900"),
        ("Súdwest-Fryslân", "GM1900"),
        ("Noardeast-Fryslân", "GM1970"),
        ("De Fryske Marren", "GM1940"),
        ("De Friese Meren", "GM1921"),
        ("Hoekse Waard", "GM1963"),
        ("KOLLUMERLAND CA", "GM0079"),
        ("HAARLEMMERLIEDE CA", "GM0393"),
        ("Tietjerksteradeel", "GM0737"),
        ("Hengelo (O.)", "GM0164"),
        ("Utrecht (gemeente)", "GM0344"),
        ("Ridderkerk", "GM0597"),
    ],
)
def test_names_are_found_however_they_are_written(written: str, code: str) -> None:
    assert boundary().code(None, written) == code


def test_every_alias_leads_to_a_municipality() -> None:
    assert [name for name in ALIASES.values() if name not in boundary().names] == []


@pytest.mark.parametrize(
    ("code", "pc4", "expected"),
    [
        ("GM0014", "9712", "GM0014"),
        ("GM0017", "9751", "GM0014"),
        ("GM0009", None, "GM0014"),
        ("GM0457", None, "GM0363"),
        ("GM1921", None, "GM1940"),
        ("GM0241", None, "GM1945"),
        ("GM0265", None, "GM1945"),
        ("GM0082", None, "GM1940"),
        ("GM0053", "9951", "GM1966"),
        ("GM0053", "9891", "GM1969"),
        ("GM0788", "5296", "GM0757"),
        ("GM0788", "5268", "GM0865"),
        ("GM0053", "1011", None),
        ("GM0053", None, None),
        ("GM9999", "9712", None),
        (None, "9712", None),
    ],
)
def test_municipality_of_today(code: str | None, pc4: str | None, expected: str | None) -> None:
    assert boundary().today(code, pc4) == expected


def test_chains_of_heirs_are_followed_and_divided_ones_resolved_by_area() -> None:
    heirs = {"A": ("B", "C"), "B": ("D",), "C": ("D", "E")}
    assert final_heirs("A", heirs) == {"D", "E"}
    assert today("A", "1000", heirs, {"1000": "E"}) == "E"
    assert today("A", "1000", heirs, {"1000": "Z"}) is None
    assert today("A", None, heirs, {}) is None
    assert today("B", None, heirs, {}) == "D"
    assert today("Z", None, heirs, {}) == "Z"


def test_without_the_tables_nothing_is_known() -> None:
    empty = Boundary.of({})
    assert empty.code("GM0014", None) == "GM0014"
    assert empty.code(None, "Groningen") is None
    assert empty.today("GM0014", "9712") is None


MUNICIPALITIES: list[list[Cell]] = [
    ["code", "name", "province", "since", "until"],
    ["GM0014", "Groningen", "Groningen", "", ""],
    ["GM0017", "Haren", "Groningen", "", "2019-01-01"],
]
MERGERS: list[list[Cell]] = [["code_old", "code_new", "day", "split"], ["GM0017", "GM0014", "2019-01-01", "0"]]


def dataset(name: str) -> Dataset:
    return replace(next(one for one in municipalities.DATASETS if one.id == name), rows=1)


def test_municipality_has_its_days() -> None:
    assert dataset("municipalities").table(text(MUNICIPALITIES, ",")).rows() == [
        ("GM0014", "Groningen", "Groningen", None, None),
        ("GM0017", "Haren", "Groningen", None, date(2019, 1, 1)),
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["14", "x", "Utrecht", "", ""], "row 4, column 'code': '14' does not look like"),
        (["GM0015", "", "Utrecht", "", ""], "row 4, column 'name': the cell is empty"),
        (["GM0015", "x", "Friesland", "", ""], "row 4, column 'province': 'Friesland' is not one of"),
        (["GM0015", "x", "Utrecht", "1-1-2019", ""], "row 4, column 'since': '1-1-2019' is not a date"),
        (["GM0014", "x", "Utrecht", "", ""], "row 4: code GM0014 stands here again"),
    ],
)
def test_wrong_municipalities_are_named(row: list[Cell], expected: str) -> None:
    raw = text([*MUNICIPALITIES, row], ",")
    assert f"m.csv, {expected}" in said(lambda: dataset("municipalities").table(raw, "m.csv"))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["GM0014", "GM0017", "2020-01-01", "0"], "row 3, column 'code_new': GM0014 is taken over by GM0017, which"),
        (["GM0017", "GM0015", "2019-01-01", "1"], "row 2, column 'split': 'split' does not fit"),
        (["GM0015", "GM0014", "2019-01-01", "1"], "row 3, column 'split': 'split' does not fit"),
        (["GM0015", "GM0014", "2019-01-01", "ja"], "row 3, column 'split': 'ja' is not one of 0, 1"),
        (["GM0015", "GM0014", "gisteren", "0"], "row 3, column 'day': 'gisteren' is not a date"),
        (["GM0015", "Groningen", "2019-01-01", "0"], "row 3, column 'code_new': 'Groningen' does not look like"),
        (["GM0015", "GM0015", "2019-01-01", "0"], "GM0015 is taken over by GM0015, which was gone by then"),
    ],
)
def test_wrong_mergers_are_named(row: list[Cell], expected: str) -> None:
    raw = text([*MERGERS, row], ",")
    message = said(lambda: dataset("municipal_mergers").table(raw, "m.csv"))
    assert message.startswith("m.csv, row")
    assert expected in message
