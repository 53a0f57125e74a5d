# SPDX-License-Identifier: EUPL-1.2
"""CBS OData 4: pages into one file, periods, counts, and going on at the page where it stopped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from speelveld.errors import FetchError
from speelveld.sources.fetch import odata
from speelveld.sources.fetch.model import Outcome, Silent, Status
from speelveld.sources.fetch.pages import gather
from speelveld.sources.fetch.transport import Session
from tests.sources.fetch import publishers
from tests.sources.fetch.conftest import Recorder
from tests.sources.fetch.publishers import StatLine
from tests.sources.fetch.server import Answer, LocalPublisher

KEY = "83502NED"


@pytest.fixture
def statline(server: LocalPublisher) -> StatLine:
    """A table on the server."""
    return StatLine(server)


def bring(session: Session, statline: StatLine, folder: Path, year: int | None = None, **options: bool) -> Outcome:
    """Fetch the table into the folder."""
    table = odata.table(session, statline.server.base, KEY)
    period = odata.period_of(table, year, newest_only=False)
    return gather(session, odata.paged(table, KEY, period, folder), Silent(), **options)


def rows(path: Path) -> list[dict[str, Any]]:
    """The observations in a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_all_pages_become_one_file_in_order(session: Session, statline: StatLine, tmp_path: Path) -> None:
    outcome = bring(session, statline, tmp_path)
    assert outcome.status is Status.DOWNLOADED
    assert outcome.path.name == "83502NED_observations.jsonl"
    assert rows(outcome.path) == statline.rows
    assert sorted(p.name for p in tmp_path.iterdir()) == [outcome.path.name, f"{outcome.path.name}.fetch.json"]


def test_the_pages_are_shown_as_one_file(session: Session, statline: StatLine, tmp_path: Path) -> None:
    recorder = Recorder()
    table = odata.table(session, statline.server.base, KEY)
    outcome = gather(session, odata.paged(table, KEY, None, tmp_path), recorder)
    assert [label for label, _, _ in recorder.begun] == [outcome.path.name] * 3
    assert recorder.begun[0][1] == 0
    assert 0 < recorder.begun[1][1] < recorder.begun[2][1] < recorder.bytes
    assert recorder.ended == 1


def test_a_year_is_asked_of_the_server_as_a_filter(session: Session, statline: StatLine, tmp_path: Path) -> None:
    outcome = bring(session, statline, tmp_path, 2024)
    assert outcome.path.name == "83502NED_2024JJ00_observations.jsonl"
    assert rows(outcome.path) == statline.rows[3:]
    assert outcome.url.endswith("Observations?$filter=Perioden%20eq%20%272024JJ00%27")


def test_the_table_is_described_with_the_words_behind_its_codes(
    session: Session, statline: StatLine, tmp_path: Path
) -> None:
    table = odata.table(session, statline.server.base, KEY)
    assert table.time == "Perioden"
    assert table.periods == ["2023JJ00", "2024JJ00"]
    first = odata.describe(session, table, KEY, tmp_path / "new")
    document = json.loads(first.path.read_text(encoding="utf-8"))
    assert document["Properties"]["Title"] == "Verzonnen tabel"
    assert "@odata.context" not in document["Properties"]
    assert {"MeasureCodes", "PostcodeCodes", "PeriodenCodes", "Dimensions"} <= set(document)
    assert odata.describe(session, table, KEY, tmp_path / "new").status is Status.UNCHANGED


def test_a_table_that_was_not_modified_is_not_fetched_again(
    session: Session, statline: StatLine, tmp_path: Path
) -> None:
    bring(session, statline, tmp_path)
    before = len(statline.server.asked(f"{statline.root}/Observations"))
    assert bring(session, statline, tmp_path).status is Status.UNCHANGED
    assert len(statline.server.asked(f"{statline.root}/Observations")) == before
    statline.properties["Modified"] = "2026-02-02T02:00:00Z"
    statline.rows[0]["Value"] = 99.0
    assert bring(session, statline, tmp_path).status is Status.DOWNLOADED
    assert rows(tmp_path / "83502NED_observations.jsonl")[0]["Value"] == 99.0


def stop_at_the_third_page(session: Session, statline: StatLine, folder: Path) -> None:
    """A run that has two pages and then no luck."""
    path = f"{statline.root}/Observations"
    good = [statline.observations({"$skip": [str(skip)]} if skip else {}) for skip in (0, 3)]
    statline.server.faults[path].extend([*good, *(Answer(b"", 503) for _ in range(3))])
    with pytest.raises(FetchError, match="503"):
        bring(session, statline, folder)
    assert not (folder / "83502NED_observations.jsonl").exists()


def test_a_run_that_stopped_goes_on_at_the_page_where_it_stopped(
    session: Session, statline: StatLine, tmp_path: Path
) -> None:
    stop_at_the_third_page(session, statline, tmp_path)
    before = len(statline.server.asked(f"{statline.root}/Observations"))
    outcome = bring(session, statline, tmp_path)
    assert outcome.status is Status.RESUMED
    assert rows(outcome.path) == statline.rows
    assert len(statline.server.asked(f"{statline.root}/Observations")) == before + 1


def test_pages_of_an_older_version_are_not_mixed_with_newer_ones(
    session: Session, statline: StatLine, tmp_path: Path
) -> None:
    stop_at_the_third_page(session, statline, tmp_path)
    statline.properties["Modified"] = "2026-02-02T02:00:00Z"
    for row in statline.rows:
        row["Value"] += 1000
    outcome = bring(session, statline, tmp_path)
    assert outcome.status is Status.DOWNLOADED
    assert rows(outcome.path) == statline.rows


def test_fewer_observations_than_cbs_counts_is_an_error_and_the_old_file_stays(
    session: Session, statline: StatLine, tmp_path: Path
) -> None:
    old = bring(session, statline, tmp_path).path.read_bytes()
    statline.properties |= {"ObservationCount": 8, "Modified": "later"}
    with pytest.raises(FetchError, match="hold 7 observations, while CBS counts 8"):
        bring(session, statline, tmp_path)
    assert (tmp_path / "83502NED_observations.jsonl").read_bytes() == old
    statline.properties["ObservationCount"] = 7
    assert bring(session, statline, tmp_path).path.read_bytes() == old


def test_an_empty_table_is_an_error(session: Session, statline: StatLine, tmp_path: Path) -> None:
    statline.rows = []
    with pytest.raises(FetchError, match="no observations"):
        bring(session, statline, tmp_path)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"value": [], "@odata.nextLink": "https://example.org/more"}, "another server"),
        ({"value": [], "@odata.nextLink": 3}, "another server"),
        ({"value": [], "@odata.nextLink": "Observations"}, "pages never end"),
        ({"value": {}}, "no list of rows"),
        ({"error": {"message": "x"}}, "no list of rows"),
    ],
)
def test_strange_pages_are_refused_and_do_not_block_the_next_run(
    session: Session, statline: StatLine, tmp_path: Path, document: Any, words: str
) -> None:
    path = f"{statline.root}/Observations"
    statline.server.faults[path].extend([publishers.json_answer(document)] * 2)
    with pytest.raises(FetchError, match=words):
        bring(session, statline, tmp_path)
    statline.server.faults[path].clear()
    assert rows(bring(session, statline, tmp_path).path) == statline.rows


def test_a_web_page_instead_of_a_page_of_observations_is_refused(
    session: Session, statline: StatLine, tmp_path: Path
) -> None:
    statline.server.faults[f"{statline.root}/Observations"].append(Answer(b"<html>Onderhoud</html>"))
    with pytest.raises(FetchError, match="web page"):
        bring(session, statline, tmp_path)


@pytest.mark.parametrize(
    ("periods", "year", "newest_only", "period"),
    [
        (["2023JJ00", "2024JJ00"], None, False, None),
        (["2023JJ00", "2024JJ00"], None, True, "2024JJ00"),
        (["2023JJ00", "2024JJ00"], 2023, True, "2023JJ00"),
        (["2023SJ00"], 2023, False, "2023SJ00"),
        (["2023KW01", "2023JJ00"], 2023, False, "2023JJ00"),
    ],
)
def test_the_period_is_chosen(periods: list[str], year: int | None, newest_only: bool, period: str | None) -> None:
    codes = [{"Identifier": each} for each in periods]
    table = odata.Table("https://cbs.nl/T", {"Properties": {}, "PeriodenCodes": codes}, "Perioden")
    assert odata.period_of(table, year, newest_only) == period


def test_a_year_that_the_table_lacks_is_an_error_that_names_the_others() -> None:
    description = {"Properties": {}, "PeriodenCodes": [{"Identifier": "2023JJ00"}]}
    with pytest.raises(FetchError, match=r"no period of 2019.*2023JJ00"):
        odata.period_of(odata.Table("https://cbs.nl/T", description, "Perioden"), 2019, False)
    with pytest.raises(FetchError, match="no periods"):
        odata.period_of(odata.Table("https://cbs.nl/T", {"Properties": {}}, None), 2019, False)


def test_a_dimension_whose_name_is_a_path_is_refused(session: Session, statline: StatLine) -> None:
    path = f"{statline.root}/Dimensions"
    statline.server.faults[path].append(publishers.json_answer({"value": [{"Identifier": "../../x"}]}))
    with pytest.raises(FetchError, match="not the name of a dimension"):
        odata.table(session, statline.server.base, KEY)
