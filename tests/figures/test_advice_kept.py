# SPDX-License-Identifier: EUPL-1.2
"""A municipality's own table in an edition: whose page shows it, what of it, and what if it cannot. Invented."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.contracts import advice_tables as contracts
from speelveld.disclosure.ledger import Ledger
from speelveld.disclosure.suppression import cube, threshold
from speelveld.disclosure.system import System
from speelveld.editions.store import Edition
from speelveld.figures import find_municipality
from speelveld.figures.advice_kept import TABLE, decide_groups, kept, named_atoms
from speelveld.figures.advice_upload import uploaded
from speelveld.figures.ledger_file import read_ledger
from speelveld.figures.released import ledger_path
from speelveld.sources.advice_tables import read_groups
from tests.figures.test_advice_upload import TABLE as TEXT
from tests.figures.test_protection import leaks


class With:
    """The bundled edition with a table of the municipality in it, and a ledger in another folder."""

    def __init__(self, edition: Edition, text: str, folder: Path, name: str = "a") -> None:
        self._edition = edition
        self._table = contracts.GROUPS.check(read_groups(text.encode(), "x.csv"), "x.csv")
        self.id, self.manifest, self.folder = name, edition.manifest, folder / name

    def has(self, name: str) -> bool:
        return name == TABLE or self._edition.has(name)

    def table(self, name: str) -> pl.DataFrame:
        return self._table if name == TABLE else self._edition.table(name)


def test_the_page_has_the_shares_of_the_table_as_a_loaded_one_has_them_without_numbers(
    bundled: Edition, tmp_path: Path
) -> None:
    place = find_municipality(bundled, bundled.manifest.municipality)
    found = kept(With(bundled, TEXT, tmp_path), place, 50)  # type: ignore[arg-type]
    assert found is not None
    assert found.result is not None
    loaded = uploaded(bundled, place, TEXT.encode(), kind="groups")
    assert [(row.unit, row.higher, row.adjusted_a, row.adjusted_b) for row in found.result.rows] == [
        (row.unit, row.higher, row.adjusted_a, row.adjusted_b) for row in loaded.rows
    ]
    assert any(row.higher.estimate.known for row in found.result.rows)
    assert not any(row.pupils.known for row in found.result.rows)
    assert (found.result.gap, found.result.country) == (loaded.gap, loaded.country)


def test_no_other_municipality_shows_it_and_none_with_few_schools(bundled: Edition, tmp_path: Path) -> None:
    own = find_municipality(bundled, bundled.manifest.municipality)
    other = next(name for name in ("Utrecht", "Groningen") if name != own.name)
    edition = With(bundled, TEXT, tmp_path)
    assert kept(edition, find_municipality(bundled, other), 50) is None  # type: ignore[arg-type]
    assert kept(edition, own, 4) is None  # type: ignore[arg-type]
    assert kept(edition, own, 5) is not None  # type: ignore[arg-type]
    assert kept(bundled, own, 50) is None


def test_a_table_that_cannot_be_added_up_says_why(bundled: Edition, tmp_path: Path) -> None:
    whole = "Schooljaar;Groep;Eerste advies;Toetsadvies;Leerlingen\n2022/23;laag;totaal;havo/vwo;120\n"
    place = find_municipality(bundled, bundled.manifest.municipality)
    found = kept(With(bundled, whole, tmp_path), place, 50)  # type: ignore[arg-type]
    assert found is not None
    assert found.result is None
    assert "test advice without first advice" in found.fault


def test_what_is_shown_of_it_stands_in_the_ledger_and_stays_the_same(bundled: Edition, tmp_path: Path) -> None:
    place = find_municipality(bundled, bundled.manifest.municipality)
    other_order = "\n".join([TEXT.splitlines()[0], *TEXT.splitlines()[:0:-1]])
    found = [
        kept(With(bundled, text, tmp_path, name), place, 50)  # type: ignore[arg-type]
        for text, name in ((TEXT, "a"), (TEXT, "a"), (other_order, "b"))
    ]
    rows = [{row.unit: row for row in one.result.rows} for one in found if one is not None and one.result is not None]
    assert rows[0] == rows[1] == rows[2]
    first, second = read_ledger(ledger_path(With(bundled, TEXT, tmp_path))).entries  # type: ignore[arg-type]
    assert first.statements
    assert second.statements == second.protected == ()
    assert {name.split("|")[3] for name in first.values} == {"laag", "hoog"}


def test_other_groups_of_the_same_school_year_are_not_shown_and_it_says_why(bundled: Edition, tmp_path: Path) -> None:
    place = find_municipality(bundled, bundled.manifest.municipality)
    assert kept(With(bundled, TEXT, tmp_path), place, 50) is not None  # type: ignore[arg-type]
    parted = kept(With(bundled, TEXT.replace("hoog", "hoogst", 1), tmp_path, "b"), place, 50)  # type: ignore[arg-type]
    assert parted is not None
    assert parted.result is None
    assert "other groups" in parted.fault
    later = TEXT.replace("hoog", "hoogst", 1).replace("2022/23", "2023/24")
    next_year = kept(With(bundled, later, tmp_path, "c"), place, 50)  # type: ignore[arg-type]
    assert next_year is not None
    assert next_year.result is not None


Table = dict[str, tuple[int, int]]
"""Pupils without and with a higher test advice, by group."""


def asked(table: Table) -> System:
    values = {(str(at), part): n for at, pair in enumerate(table.values()) for part, n in zip("lk", pair, strict=True)}
    return named_atoms(cube(values, ("unit", "outcome"), rule=threshold(10)), "GM9001", "2022/23", list(table))


def history(*tables: Table) -> Ledger:
    ledger = Ledger()
    for number, table in enumerate(tables):
        ledger = ledger.append(decide_groups(asked(table), "GM9001", "2022/23", ledger, f"edition {number}"))
    return ledger


FIRST: Table = {"a": (3, 400), "b": (20, 500), "c": (50, 600), "d": (60, 700)}
CORRECTED: Table = {**FIRST, "d": (12, 300)}
"""Now another group is the cheapest to hide beside the small one."""


def test_a_corrected_table_is_weighed_beside_the_old_one() -> None:
    first = decide_groups(asked(FIRST), "GM9001", "2022/23", Ledger(), "a")
    alone = decide_groups(asked(CORRECTED), "GM9001", "2022/23", Ledger(), "b")
    assert "unit=1|outcome=l" in first.hidden
    assert "unit=1|outcome=l" in alone.shown, "what the first hid beside the small count"
    ledger = history(FIRST, CORRECTED, FIRST, CORRECTED)
    assert "unit=1|outcome=l" in ledger.entries[1].hidden
    assert not leaks(ledger)


COUNT = st.sampled_from([0, 1, 3, 8, 12, 25, 40, 90])


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_random_corrections_leak_nothing(data: st.DataObject) -> None:
    table: Table = {name: (data.draw(COUNT), data.draw(COUNT)) for name in "abcd"[: data.draw(st.integers(2, 4))]}
    tables = [table]
    for _ in range(data.draw(st.integers(1, 2))):
        name = data.draw(st.sampled_from(sorted(table)))
        tables.append(table := {**table, name: (data.draw(COUNT), data.draw(COUNT))})
    assert not leaks(history(*tables))
