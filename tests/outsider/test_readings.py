# SPDX-License-Identifier: EUPL-1.2
"""Numbers, sentences and trees as they are read from small pages that are made here; every number is invented."""

from __future__ import annotations

import pytest

from speelveld.outsider import sentences
from speelveld.outsider.markup import COMMENT, parse
from speelveld.outsider.readings import Notes, Reading, cell, number, numbers, parts
from speelveld.outsider.sentences import Context
from speelveld.outsider.vocabulary import column, contrast

NL = Context("verzonnen", "nl", ("gewicht", 2016), ("doelgroep", 2019))
EN = Context("verzonnen", "en", ("gewicht", 2016), ("doelgroep", 2019))


@pytest.mark.parametrize(
    ("text", "language", "value", "decimals"),
    [
        ("14.811", "nl", 14811.0, 0),
        ("14,811", "en", 14811.0, 0),
        ("0,492", "nl", 0.492, 3),
        ("0.492", "en", 0.492, 3),
        ("7", "nl", 7.0, 0),
    ],
)
def test_numbers_are_read_in_both_languages(text: str, language: str, value: float, decimals: int) -> None:
    assert number(text, language) == (value, decimals)
    assert list(numbers(f"van {text} leerlingen")) == [text]


@pytest.mark.parametrize("text", ["–", "", "4 of 5", "1,2,3"])
def test_other_text_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        number(text, "nl")


def test_a_cell_has_five_parts() -> None:
    assert parts(cell("share", "verzonnen", 2016, "gewicht", "99ZZ00")) == (
        "share",
        "verzonnen",
        "2016",
        "gewicht",
        "99ZZ00",
    )


def test_columns_and_contrasts_are_known_by_their_words() -> None:
    headings = ("School", "Leerlingen", "Met een gewicht, van elke 100", "CBS-doelgroep, van elke 100", "Afstand (km)")
    assert [column(each) for each in headings] == ["name", "pupils", "share", "share", "distance"]
    assert column("Adviezen") is None
    labels = ("gewicht 0,3 of 1,2", "weight 1.2", "NOAT mark", "leerlingen met een gewicht", "CBS target group", "x")
    assert [contrast(each) for each in labels] == ["gewicht", "gewicht12", "noat", "gewicht", "doelgroep", None]


def read(text: str, context: Context) -> dict[str, tuple[float, float]]:
    """The readings of a text, by cell without its municipality."""
    notes, left = sentences.read(text, "here", context)
    assert left == []
    return {each.cell.replace("|verzonnen|", "|"): (each.low, each.high) for each in notes.readings}


FIRST_NL = (
    "Bij een gelijke verdeling zouden 49 van de 100 van hen naar een andere school moeten, waarschijnlijk tussen 47 en "
    "52. Als alleen het toeval verdeelde, waren dat er minder dan 1."
)
FIRST_EN = (
    "With an even spread 49 in 100 of them would have to be at another school, probably between 47 and 52. If chance "
    "alone spread them, it would be fewer than 1."
)


@pytest.mark.parametrize(("context", "text"), [(NL, FIRST_NL), (EN, FIRST_EN)])
def test_the_first_sentence_is_read(context: Context, text: str) -> None:
    of = "2016|gewicht|"
    found = read(text, context)
    assert found[f"dissimilarity.today.estimate|{of}"] == pytest.approx((0.485, 0.495))
    assert found[f"dissimilarity.today.low|{of}"] == pytest.approx((0.465, 0.475))
    assert found[f"dissimilarity.today.high|{of}"] == pytest.approx((0.515, 0.525))
    assert found[f"dissimilarity.today.chance|{of}"] == (0.0, 0.01)


def test_a_description_is_read() -> None:
    found = read(
        "3 van de 5 getoonde scholen liggen buiten wat het toeval geeft. Het aandeel leerlingen met een gewicht loopt "
        "tussen de scholen van 2% tot 40%. In heel Verzonnen is het 6,7%. 2 vestigingen hebben te weinig leerlingen in "
        "een groep om te tonen en zijn weggelaten.",
        NL,
    )
    assert {key.partition("|")[0]: ends for key, ends in found.items()} == {
        "schools-outside": (3.0, 3.0),
        "schools-shown": (5.0, 5.0),
        "share-least": (2.0, 2.0),
        "share-most": (40.0, 40.0),
        "city-share.today": (6.7, 6.7),
        "schools-hidden": (2.0, 2.0),
    }


def test_rows_in_a_description_say_whose_they_are() -> None:
    text = "CBS target group, 2019: 51, probably between 49 and 53; by chance 7."
    assert len(read(text, EN)) == 4
    assert set(read("Verzonnen: 40 door wonen en 20 door kiezen, samen 60.", NL)) == {
        "published.residence|||",
        "published.choice|||",
        "published.total|||",
    }


def test_a_sentence_that_is_not_known_is_left() -> None:
    notes, left = sentences.read("De Linde heeft 4 van hen. Er is niets te zien.", "here", NL)
    assert notes.readings == []
    assert left == ["De Linde heeft 4 van hen."]


def test_a_number_in_a_sentence_is_explained_by_a_table() -> None:
    known = sentences.known_values(
        [Reading("a", "here", "0,492", 0.492, 0.492), Reading("b", "here", "35", 0.345, 0.355)]
    )
    assert sentences.explained("Op 1 oktober 2016 was het 49, elders 35.", "nl", lambda: known) == []
    assert sentences.explained("Het was 49,2 en 36.", "nl", lambda: known) == ["49,2", "36"]


def test_a_page_becomes_a_tree() -> None:
    root = parse(
        "<!doctype html><main><p>Eén <b>twee</b></p><br><!-- 4 --><img alt='x'><p hidden>vijf</p>"
        "<template>6</template></main>"
    )
    assert root.text() == "Eén twee vijf"
    assert [node.raw() for node in root.walk() if node.tag == COMMENT] == [" 4 "]
    assert [node.get("alt") for node in root.every("img")] == ["x"]
    assert root.every("p")[1].attributes == {"hidden": ""}


def test_a_tree_survives_what_is_not_well_formed() -> None:
    root = parse("<table><tr id='a' id='b 4'><td>1<td>2</tr></table></p><![CDATA[9]]><!ENTITY x '7'>")
    assert "4" in root.every("tr")[0].get("id")
    assert {node.raw() for node in root.walk() if node.tag == COMMENT} & {"[CDATA[9]]", "CDATA[9", "ENTITY x '7'"}


def test_what_is_noted_is_added_up() -> None:
    one, other = Notes(), Notes()
    one.exact("a", "here", "1", 1.0)
    other.hide("b", "there", "")
    other.unknown("there", " 4 ", "why")
    one.add(other)
    assert [(each.cell, each.exact, each.hidden) for each in one.readings] == [("a", True, ""), ("b", False, "empty")]
    assert [(each.text, each.school) for each in one.unread] == [("4", True)]
