# SPDX-License-Identifier: EUPL-1.2
"""A municipality's own table in an edition: whose page shows it, what of it, and what if it cannot. Invented."""

from __future__ import annotations

import polars as pl

from speelveld.contracts import advice_tables as contracts
from speelveld.editions.store import Edition
from speelveld.figures import find_municipality
from speelveld.figures.advice_kept import TABLE, kept
from speelveld.figures.advice_upload import uploaded
from speelveld.sources.advice_tables import read_groups
from tests.figures.test_advice_upload import TABLE as TEXT


class With:
    """The bundled edition with a table of the municipality in it."""

    def __init__(self, edition: Edition, text: str) -> None:
        self._edition = edition
        self._table = contracts.GROUPS.check(read_groups(text.encode(), "x.csv"), "x.csv")
        self.id, self.manifest = edition.id, edition.manifest

    def has(self, name: str) -> bool:
        return name == TABLE or self._edition.has(name)

    def table(self, name: str) -> pl.DataFrame:
        return self._table if name == TABLE else self._edition.table(name)


def test_the_page_has_the_shares_of_the_table_as_a_loaded_one_has_them_without_numbers(bundled: Edition) -> None:
    place = find_municipality(bundled, bundled.manifest.municipality)
    found = kept(With(bundled, TEXT), place, 50)  # type: ignore[arg-type]
    assert found is not None
    assert found.result is not None
    loaded = uploaded(bundled, place, TEXT.encode(), kind="groups")
    assert [(row.unit, row.higher, row.adjusted_a, row.adjusted_b) for row in found.result.rows] == [
        (row.unit, row.higher, row.adjusted_a, row.adjusted_b) for row in loaded.rows
    ]
    assert any(row.higher.estimate.known for row in found.result.rows)
    assert not any(row.pupils.known for row in found.result.rows)
    assert (found.result.gap, found.result.country) == (loaded.gap, loaded.country)


def test_no_other_municipality_shows_it_and_none_with_few_schools(bundled: Edition) -> None:
    own = find_municipality(bundled, bundled.manifest.municipality)
    other = next(name for name in ("Utrecht", "Groningen") if name != own.name)
    edition = With(bundled, TEXT)
    assert kept(edition, find_municipality(bundled, other), 50) is None  # type: ignore[arg-type]
    assert kept(edition, own, 4) is None  # type: ignore[arg-type]
    assert kept(edition, own, 5) is not None  # type: ignore[arg-type]
    assert kept(bundled, own, 50) is None


def test_a_table_that_cannot_be_added_up_says_why(bundled: Edition) -> None:
    whole = "Schooljaar;Groep;Eerste advies;Toetsadvies;Leerlingen\n2022/23;laag;totaal;havo/vwo;120\n"
    place = find_municipality(bundled, bundled.manifest.municipality)
    found = kept(With(bundled, whole), place, 50)  # type: ignore[arg-type]
    assert found is not None
    assert found.result is None
    assert "test advice without first advice" in found.fault
