# SPDX-License-Identifier: EUPL-1.2
"""A14: two editions that differ in hidden counts only are answered alike, to the byte."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from django.test import Client

from speelveld.outsider import Answer, between_answers, between_sites
from speelveld.web import data
from speelveld.web.config import Configuration
from tests.outsider.editions import swapped

PLACE = "laren"
"""A municipality with four schools: no index is shown, so everything that depends on a school's own count is hidden."""
HIDDEN = ("04MN00", "05WK00")
ADDRESSES = tuple(
    f"{language}/{PLACE}/{rest}"
    for language in ("", "/en")
    for rest in (
        "",
        "?sorteer=leerlingen",
        "?sorteer=aandeel",
        "wonen-en-kiezen/",
        "beeld/verdeling.svg?b=360",
        "beeld/verdeling.svg?b=720",
        "beeld/verloop.svg?b=720",
    )
) + tuple(
    f"/{PLACE}/{file}"
    for file in (
        "cijfers.csv",
        "cijfers.json",
        "scholen.csv",
        "scholen.csv-metadata.json",
        "cijfers.csv-metadata.json",
        "advies/",
        "advies.csv",
        "advies-scholen.csv",
        "beeld/advies-scholen.svg?b=720",
    )
)


def answers(edition: Path, patch: pytest.MonkeyPatch) -> dict[str, Answer]:
    """What the site answers on an edition."""
    patch.setattr(data, "configuration", lambda: Configuration(edition=edition))
    # The large cities beside it take long and are the same in both.
    patch.setattr(sys.modules["speelveld.figures.dashboard"], "cities", lambda *_: ())
    client = Client(headers={"host": "localhost"})
    found = {}
    for address in ADDRESSES:
        response = client.get(address)
        found[address] = Answer(response.status_code, dict(response.headers), response.content)
    return found


def identity(edition: Path) -> str:
    """The id of an edition."""
    return str(json.loads((edition / "manifest.json").read_text(encoding="utf-8"))["id"])


@pytest.fixture(scope="module")
def pair(editions: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two editions: 3 and 4 invented pupils at two hidden schools, and the other way round."""
    folder = tmp_path_factory.mktemp("swapped")
    return (
        swapped(editions, folder / "one", HIDDEN, (3, 4)),
        swapped(editions, folder / "other", HIDDEN, (4, 3)),
    )


def test_hidden_counts_change_no_answer(pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = (answers(edition, monkeypatch) for edition in pair)
    ids = (identity(pair[0]), identity(pair[1]))
    assert ids[0] != ids[1]
    assert one[f"/{PLACE}/scholen.csv"].status == 200
    assert b"too few pupils" in one[f"/{PLACE}/scholen.csv"].body
    assert between_answers(one, other, ids) == []


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (Answer(404, {"Content-Type": "text/csv"}, b"1,-,2 edition-1"), "its status"),
        (Answer(200, {"Content-Type": "text/csv", "X-Rows": "4"}, b"1,-,2 edition-2"), "its headers"),
        (Answer(200, {"Content-Type": "text/csv"}, b"1,--,2 edition-2"), "its length"),
        (Answer(200, {"Content-Type": "text/csv"}, b"2,-,1 edition-2"), "its text"),
    ],
)
def test_every_difference_between_answers_is_found(changed: Answer, why: str) -> None:
    plain = {"/a.csv": Answer(200, {"Content-Type": "text/csv", "ETag": '"1"'}, b"1,-,2 edition-1")}
    found = between_answers(plain, {"/a.csv": changed}, ("edition-1", "edition-2"))
    assert f"differs in {why}" in {one.why for one in found}
    same = Answer(200, {"content-type": "text/csv", "etag": '"2"'}, b"1,-,2 edition-2")
    assert between_answers(plain, {"/a.csv": same}, ("edition-1", "edition-2")) == []
    assert [one.why for one in between_answers(plain, {})] == ["is answered by one of two servers only"]


def test_differences_between_two_folders_are_found(tmp_path: Path) -> None:
    for name, edition in (("one", "aaaaaaaaaaaa"), ("other", "bbbbbbbbbbbb")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "speelveld-export.json").write_text(json.dumps({"edition": edition}), encoding="utf-8")
        (folder / "index.html").write_text(f"<p>Editie {edition}: –</p>", encoding="utf-8")
    one, other = tmp_path / "one", tmp_path / "other"
    assert between_sites(one, other) == []
    (other / "index.html").write_text("<p>Editie bbbbbbbbbbbb:  –</p>", encoding="utf-8")
    (other / "more.csv").write_text("9", encoding="utf-8")
    assert [found.channel for found in between_sites(one, other)] == ["index.html", "more.csv"]
