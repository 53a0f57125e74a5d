# SPDX-License-Identifier: EUPL-1.2
"""Pages about invented children: what the outsider asks of them, and that nothing hidden goes into them."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from speelveld.editions.store import Edition, open_edition
from speelveld.figures import find_municipality
from speelveld.figures.branches import branches
from speelveld.figures.laboratory import laboratory_town
from speelveld.outsider import Attempt, laboratory
from speelveld.outsider.readings import Notes
from speelveld.outsider.sentences import Context
from speelveld.placement.rules import policies
from tests.outsider.editions import changed

NL = Context("verzonnen", "nl", ("gewicht", 2016), ("doelgroep", 2019))
NAMES = ("De Vlieger", "Het Anker")
FIRST = f"<p>{laboratory.FIRST['nl']}</p>"
TABLE = (
    "<table><caption id='tabel-lab-x'>Van verzonnen kinderen</caption><tr><th>Nijmegen</th><td>6,6</td></tr></table>"
)


def whys(article: str, context: Context = NL) -> list[str]:
    """Why the outsider takes offence at a page."""
    text = f"<html><body><main><article>{article}</article></main></body></html>"
    return [each.why for each in laboratory.page(text, "here", context, NAMES).notes.unread]


def test_a_page_that_says_what_it_is_about_is_left_alone() -> None:
    assert (
        whys(f"<h1>Wat?</h1>{FIRST}<p>3 van de 100.</p>{TABLE}<figure><img alt='Verzonnen kinderen: 3.'></figure>")
        == []
    )


@pytest.mark.parametrize(
    ("article", "why"),
    [
        (TABLE, "a page of the laboratory that does not say first that children are invented"),
        (f"<p>In 2024.</p>{FIRST}", "a page of the laboratory that does not say first that children are invented"),
        (f"{TABLE}{FIRST}", "a page of the laboratory that does not say first that children are invented"),
        (
            FIRST + TABLE.replace("verzonnen", "gewone"),
            "a table or picture that does not say that its children are invented",
        ),
        (
            f"{FIRST}<figure><img alt='Kinderen: 3.'></figure>",
            "a table or picture that does not say that its children are invented",
        ),
        (f"{FIRST}<table><tr><td>3</td></tr></table>", "a table of the laboratory without a title"),
        (f"{FIRST}<p>De Vlieger: 3.</p>", "a number beside a school on a page of invented children"),
        (f"{FIRST}<p>Op 09MS00.</p>", "a number beside a school on a page of invented children"),
        (
            FIRST + TABLE.replace("Nijmegen", "Het Anker"),
            "a number beside a school on a page of invented children",
        ),
        (
            f"{FIRST}<ul><li id='stad'>De stad: 4 scholen.</li></ul>",
            "a sentence about the town that the outsider cannot read",
        ),
    ],
)
def test_a_page_that_does_not_is_not(article: str, why: str) -> None:
    assert set(whys(article)) == {why}


def test_pictures_say_it_too() -> None:
    svg = "<svg><title>{0}</title><desc>x</desc><text>{1}</text></svg>"
    for title, label, found in (
        ("Verzonnen kinderen", "+1,2", 0),
        ("Kinderen", "+1,2", 1),
        ("Verzonnen kinderen", "De Vlieger 3", 1),
    ):
        notes = Notes()
        laboratory.picture(svg.format(title, label), "here", NL, NAMES, notes)
        assert len(notes.unread) == found


def test_files_with_rules_are_those_of_the_software() -> None:
    given = policies()["nijmegen"]
    for name, text, found in (
        ("x/nijmegen.yaml", given, 0),
        ("x/nijmegen.yaml", f"{given}# 3\n", 1),
        ("x/utopia.yaml", given, 1),
        ("x/regels.schema.json", "{}", 1),
        ("x/nijmegen.txt", given, 1),
    ):
        notes = Notes()
        laboratory.rules_file(text, name, notes)
        assert len(notes.unread) == found, name


def test_what_a_page_tells_of_its_town_is_read_in_both_languages(read: Attempt) -> None:
    kinds = {each.kind: each for each in read.site.notes.readings if each.kind.startswith("laboratory-")}
    assert set(kinds) == {f"laboratory-{each}" for each in ("children", "schools", "seats", "hidden")}
    channels = {each.channel for each in read.site.notes.readings if each.kind == "laboratory-hidden"}
    assert len(channels) == 2
    assert {"groningen/laboratorium/index.html", "en/groningen/laboratorium/index.html"} <= set(read.site.pages)
    assert {f"groningen/laboratorium/beeld/verschil-b-{width}.svg" for width in (360, 720)} <= set(read.site.images)


def test_hidden_counts_make_no_other_town(bundled: Edition, editions: Path, tmp_path: Path) -> None:
    """The groups of two schools whose share is hidden change places; the town, and so every page, stays the same."""
    place = find_municipality(bundled, "Groningen")
    shown = {one.brin6 for one in branches(bundled, place) if one.latest_share.known}
    counts = bundled.table("po_contrasts").filter(
        (pl.col("contrast") == "doelgroep") & (pl.col("year") == 2019) & (pl.col("code_today") == place.code)
    )
    hidden = counts.filter(~pl.col("brin6").is_in(list(shown)) & pl.col("a").is_between(0.5, 9.5)).sort("a")
    first, last = hidden.row(0, named=True), hidden.row(-1, named=True)
    assert first["a"] < last["a"], "two small groups of different size"
    other = open_edition(changed(editions, tmp_path, {first["brin6"]: last["a"], last["brin6"]: first["a"]}))
    assert other.id != bundled.id
    one, two = (laboratory_town(each, place) for each in (bundled, other))
    assert one.city_share_used == two.city_share_used >= 2
    for field in fields(one.town):
        assert np.array_equal(getattr(one.town, field.name), getattr(two.town, field.name)), field.name
