# SPDX-License-Identifier: EUPL-1.2
"""A municipality's own table: rates, protection, the country beside it, and records that are turned away. Invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from speelveld.editions.store import Edition
from speelveld.errors import InputError
from speelveld.figures import find_municipality
from speelveld.figures.advice_upload import uploaded
from speelveld.figures.advice_upload_table import Kind, Uploaded, UploadedRow
from speelveld.terms import Municipality

TABLE = (
    "Schooljaar;Groep;Eerste advies;Leerlingen;Toetsadvies hoger;Bijgesteld\n"
    "2022/23;laag;vmbo-k;120;70;22\n"
    "2022/23;laag;havo;220;60;25\n"
    "2022/23;hoog;vmbo-k;60;30;12\n"
    "2022/23;hoog;havo;400;100;31\n"
    "2022/23;hoog;vwo;300;0;0\n"
)


@pytest.fixture
def edition(bundled: Edition) -> Edition:
    return bundled


@pytest.fixture
def groningen(edition: Edition) -> Municipality:
    return find_municipality(edition, "Groningen")


def load(edition: Edition, place: Municipality, text: str, kind: Kind = "groups", **more: str) -> Uploaded:
    return uploaded(edition, place, text.encode(), kind=kind, file="x.csv", **more)


def row(found: Uploaded, unit: str) -> UploadedRow:
    return next(one for one in found.rows if one.unit == unit)


def test_rates_by_group_and_together(edition: Edition, groningen: Municipality) -> None:
    found = load(edition, groningen, TABLE)
    whole, low = row(found, ""), row(found, "laag")
    assert (whole.pupils.value, whole.higher.estimate.value) == (1100, 24)
    assert (low.pupils.value, low.higher.estimate.value) == (340, 38)
    assert low.adjusted_a.estimate.value == round(100 * 47 / 130)
    assert low.adjusted_b.estimate.value == round(100 * 47 / 340)
    assert (low.higher.low.value or 0) < 38 < (low.higher.high.value or 0)
    assert found.n_hidden == 0


def test_a_small_group_is_hidden_and_another_with_it(edition: Edition, groningen: Municipality) -> None:
    found = load(edition, groningen, TABLE + "2022/23;klein;havo;42;3;1\n")
    assert row(found, "klein").higher.estimate.suppressed
    shown = [one for one in found.rows if one.unit and one.higher.estimate.known]
    assert len(shown) <= 1
    assert row(found, "").higher.estimate.known
    assert {one.higher.estimate.reason for one in found.rows if not one.higher.estimate.known} == {
        row(found, "klein").higher.estimate.reason
    }


def test_the_gap_with_the_country_falls_into_its_parts(edition: Edition, groningen: Municipality) -> None:
    found = load(edition, groningen, TABLE)
    assert (found.country.value, found.country_year, found.crosses) == (33.7, "2022/23", False)
    assert found.gap is not None
    assert found.gap.estimate.value == round(100 * 260 / 1100 - 33.69)
    total = sum(part.points.estimate.value or 0 for part in found.parts)
    assert abs(total - (found.gap.estimate.value or 0)) <= 2
    assert {part.id for part in found.parts} >= {"mix", "within"}


def test_other_rules_are_not_compared(edition: Edition, groningen: Municipality) -> None:
    found = load(edition, groningen, TABLE.replace("2022/23", "2023/24"))
    assert found.crosses
    assert found.gap is None


def test_counts_by_first_and_test_advice_tell_who_is_eligible(edition: Edition, groningen: Municipality) -> None:
    text = (
        "schooljaar,groep,eerste advies,toetsadvies,aantal\n"
        "2022/23,a,havo,havo/vwo,60\n2022/23,a,havo,gl-tl/havo,40\n2022/23,a,vwo,vwo,100\n"
    )
    found = load(edition, groningen, text)
    assert row(found, "a").higher.estimate.value == 30
    assert not row(found, "a").adjusted_a.estimate.known


def test_masked_counts_enter_no_sum(edition: Edition, groningen: Municipality) -> None:
    found = load(edition, groningen, TABLE.replace(";22\n", ";<5\n"))
    assert found.masked
    assert not row(found, "laag").adjusted_a.estimate.known
    assert not row(found, "").adjusted_b.estimate.known
    assert row(found, "").higher.estimate.known


def branches(edition: Edition, place: Municipality, higher: int = 20) -> str:
    table = edition.table("po_branches")
    own = sorted(table.filter(table["code_today"] == place.code).get_column("brin6").unique())
    rows = [f"{one[:4]};{one[4:]};20;20;{higher};12" for one in own]
    header = "BRIN_NUMMER;VESTIGINGSNUMMER;Toetsadvies lager;Toetsadvies gelijk;Toetsadvies hoger;Bijgesteld"
    return "\n".join([header, *rows, ""])


def test_duos_table_is_read_for_this_municipality(edition: Edition, groningen: Municipality) -> None:
    text = branches(edition, groningen) + "99ZZ;00;20;20;20;12\n"
    found = load(edition, groningen, text, "reconsiderations", year="2016-2017")
    assert found.school_year == "2016/17"
    assert row(found, "").higher.estimate.value == 33
    assert len(found.rows) - 1 + found.n_hidden == text.count("\n") - 2
    assert found.gap is None
    elsewhere = text[: text.index("\n") + 1] + "99ZZ;00;20;20;20;12\n"
    with pytest.raises(InputError, match="no row is of a branch in Groningen"):
        load(edition, groningen, elsewhere, "reconsiderations", year="2016/17")


@pytest.mark.parametrize(
    "text",
    [
        "eerste advies;toetsadvies;schooljaar\nhavo;vwo;2022/23\n",
        "BSN;groep;leerlingen;schooljaar\n1;a;1;2022/23\n",
        "naam leerling,groep\nx,a\n",
        "schooljaar;groep;school;leerlingen\n" + "".join(f"2022/23;a;s{at};1\n" for at in range(30)),
    ],
)
def test_records_of_pupils_are_turned_away(edition: Edition, groningen: Municipality, text: str) -> None:
    with pytest.raises(InputError, match=r"looks like a file with one row per pupil.*speelveld advice"):
        load(edition, groningen, text)


def test_every_fault_of_a_table_and_of_its_mapping(edition: Edition, groningen: Municipality) -> None:
    with pytest.raises(InputError) as error:
        load(edition, groningen, TABLE.replace("120", "=2+3").replace(";60;25", ";x;25"))
    assert [(fault.row, fault.column) for fault in error.value.faults] == [(2, "pupils"), (3, "higher")]
    with pytest.raises(InputError, match="not TOML"):
        load(edition, groningen, TABLE, mapping="[a")
    with pytest.raises(InputError, match="not a school year"):
        load(edition, groningen, TABLE, year="twee")
    many = "".join(f"2022/23;g{at};havo;100;40;20\n" for at in range(80))
    with pytest.raises(InputError, match="60 is the most"):
        load(edition, groningen, TABLE + many)


def test_nothing_of_a_table_stays(edition: Edition, groningen: Municipality) -> None:
    before = sorted(Path(edition.folder).rglob("*"))
    load(edition, groningen, TABLE)
    assert sorted(Path(edition.folder).rglob("*")) == before
