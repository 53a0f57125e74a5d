# SPDX-License-Identifier: EUPL-1.2
"""The page on which rules of placement are compared. Its town, like every child on it, is invented."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation

from speelveld.figures.laboratory_study import StudyResult, ready_policies
from speelveld.web import laboratory
from speelveld.web.dashboard import laboratory_form
from speelveld.web.dashboard.laboratory_form import FIELDS, FILLING, read
from speelveld.web.laboratory import Asked, Busy, Desk
from tests.web.html import Page
from tests.web.invented import UTRECHT, Edition

QUICK = "regels=nijmegen&loterijen=200"
PAGE = "/groningen/laboratorium/"


def words(site: Client, address: str, status: int = 200) -> str:
    """The text of a page in one line."""
    response = site.get(address)
    assert response.status_code == status
    return re.sub(r"\s+", " ", Page(response.content.decode()).text)


@pytest.mark.parametrize(
    ("prefix", "invented", "first"),
    [
        ("", "Elk kind op deze pagina is verzonnen", "Met verzonnen kinderen:"),
        ("/en", "Every child on this page is invented", "With invented children:"),
    ],
)
def test_before_anything_else_it_says_that_children_are_invented(
    site: Client, prefix: str, invented: str, first: str
) -> None:
    text = words(site, f"{prefix}{PAGE}?{QUICK}").partition("Groningen?")[2]
    assert 0 < text.find(invented) < text.find(first)
    assert not re.search(r"\d", text[text.index("Groningen?") : text.find(invented)])


def test_the_usual_study_has_a_thousand_lotteries_and_four_sets_of_rules(site: Client) -> None:
    text = words(site, PAGE)
    assert "over 1.000 lotingen" in text
    for name in laboratory.USUAL:
        assert ready_policies()[name].rules.document["name"]["nl"] in text
    assert read(QueryDict("")).asked == Asked()


def test_it_has_everything_that_is_compared(site: Client) -> None:
    page = Page(site.get(f"{PAGE}?{QUICK}").content.decode())
    captions = {each for each in page.ids() if each.startswith("tabel-")}
    assert captions == {
        f"tabel-lab-{each}" for each in ("verschil", "lijsten", "kinderen", "spreiding", "toeval", "wijken")
    }
    text = re.sub(r"\s+", " ", page.text)
    for each in (
        "De school die zij het liefst willen",
        "alle kinderen",
        "leerlingen in de doelgroep van het CBS",
        "Ongelijke verdeling (D)",
        "door toeval",
        "Dezelfde school bij een andere loting",
        "Elke school beslist zelf.",
        "Let op bij ‘Nu: elke school voor zich’",
        "Bij 1 van de 4 scholen is dat niet te zien",
        "area 0",
    ):
        assert each in text, each
    assert "De Vlieger" not in text, "no school is named on a page of invented children"


def test_the_same_rules_twice_do_not_help(site: Client) -> None:
    # Under these rules nobody's lottery number counts, and Nijmegen's differ by nearness only: with nobody near and as
    # many seats as one likes, everybody gets the first choice under both.
    text = words(site, f"{PAGE}?{QUICK}&ruimte=50&lijst=10&toeval=0&marge=10&marge-meters=1000&broers=0")
    assert "daarvoor helpt" in text
    assert "Alles bij elkaar: dit helpt niet, en het schaadt niet." in text


def test_a_result_is_in_its_address(site: Client) -> None:
    address = f"{PAGE}?{QUICK}&afstand=0,5&basis=amsterdam&trekking=7"
    page = Page(site.get(address).content.decode())
    values = {attrs["name"]: attrs["value"] for tag, attrs in page.elements if tag == "input" and "value" in attrs}
    assert values["afstand"] == "0.5"
    assert values["trekking"] == "7"
    chosen = [attrs["value"] for tag, attrs in page.elements if tag == "option" and "selected" in attrs]
    assert chosen == ["amsterdam", "200"]
    assert [attrs["value"] for tag, attrs in page.elements if tag == "input" and "checked" in attrs] == ["nijmegen"]
    assert "Afstand: 0,5" in page.text
    for picture in page.every("source", "srcset") + page.every("img", "src")[1:]:
        assert "afstand=0%2C5" in picture
        assert site.get(picture).status_code == 200


def test_other_assumptions_give_other_results(site: Client) -> None:
    far, near = (words(site, f"{PAGE}?{QUICK}&afstand={each}") for each in ("0", "4"))
    assert far != near


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_everything_that_is_wrong_is_told_at_once(site: Client, prefix: str) -> None:
    asked = [
        ("regels", "utopia"),
        ("basis", "atlantis"),
        ("loterijen", "1000000"),
        ("afstand", "9"),
        ("lijst", "2.5"),
        ("toeval", "<b>"),
        ("broers", "nan"),
        ("ruimte", "1e9"),
        ("trekking", "0"),
    ]
    response = site.get(f"{prefix}{PAGE}?{urlencode(asked)}")
    assert response.status_code == 400
    page = Page(response.content.decode())
    assert page.unbalanced == []
    listed = page.text.partition("Wat moet anders" if not prefix else "What to change")[2]
    for text in ("utopia", "atlantis", "‘9’", "‘2.5’", "‘<b>’", "‘nan’", "‘1e9’", "‘0’"):
        assert (text if not prefix else text.replace("‘", "“").replace("’", "”")) in listed
    assert {"#afstand", "#lijst", "#toeval", "#broers", "#ruimte", "#trekking", "#regels", "#loterijen"} <= set(
        page.every("a", "href")
    )
    assert "tabel-lab-verschil" not in page.ids()
    invalid = [attrs["name"] for _, attrs in page.elements if attrs.get("aria-invalid") == "true"]
    assert invalid == ["afstand", "toeval", "lijst", "broers", "ruimte", "trekking", "loterijen"]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("basis=nijmegen", "Choose rules to compare with “Nijmegen, primary schools”."),
        ("basis=nijmegen&regels=nijmegen", "Choose rules to compare with “Nijmegen, primary schools”."),
        (
            "regels=chile&regels=nijmegen&regels=amsterdam&regels=apeldoorn",
            "Choose at most 3 rules at a time; you chose 4.",
        ),
        ("regels=den_haag", "There are no rules called “den_haag”."),
        ("lijst=11", "Schools on a list: “11” is not a whole number from 1 to 10."),
        ("samenstelling=-2.1", "Composition: “-2.1” is not a number from −2 to 4."),
    ],
)
def test_a_fault_says_what_to_do(query: str, fault: str) -> None:
    with translation.override("en"):
        found = read(QueryDict(query))
    assert [each.message.replace("from -", "from −") for each in found.faults] == [fault]
    assert found.asked is None


def test_every_field_can_be_set_to_both_ends() -> None:
    for end in ("low", "high"):
        query = urlencode({field.name: f"{getattr(field, end):g}" for field in FIELDS})
        found = read(QueryDict(query))
        assert found.faults == ()
        assert found.asked is not None
        assert found.asked != Asked()
    assert read(QueryDict(f"{FILLING.name}=40")).asked == Asked(filling=0.4)


@pytest.mark.parametrize(
    ("path", "why", "form"),
    [
        ("/schiermonnikoog/laboratorium/", "is voor deze gemeente niet gepubliceerd", False),
        ("/ameland/laboratorium/", "is niet te zien: er zijn te weinig leerlingen", False),
        ("/s-gravenhage/laboratorium/", "Kies hieronder een waarde bij ‘Verborgen stromen’", True),
    ],
)
def test_a_municipality_of_which_too_little_is_known_says_so(site: Client, path: str, why: str, form: bool) -> None:
    page = Page(site.get(path).content.decode())
    assert why in page.text
    assert ("vulling" in page.ids()) == form
    assert not page.every("figure", "class")
    assert site.get(f"{path}beeld/verschil.svg").status_code == 404


def test_where_the_flows_are_not_known_a_value_can_be_chosen(site: Client) -> None:
    assert "Verborgen stromen, van de 100: 40" in words(site, f"/s-gravenhage/laboratorium/?{QUICK}&vulling=40")


@pytest.mark.parametrize(
    "address",
    [f"{PAGE}beeld/geheim.svg", f"{PAGE}beeld/verschil.svg?b=500", f"{PAGE}beeld/verschil.svg?afstand=9"],
)
def test_a_picture_that_is_not_there(site: Client, address: str) -> None:
    assert site.get(address).status_code == 404


def test_a_picture_keeps_its_policy_and_its_place(site: Client) -> None:
    response = site.get(f"/en{PAGE}beeld/spreiding.svg?{QUICK}&b=360")
    assert response.headers["Content-Type"].startswith("image/svg+xml")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert b"invented" in response.content
    moved = site.get(f"/Groningen/laboratorium/beeld/spreiding.svg?{QUICK}")
    assert moved.status_code == 301
    assert moved.headers["Location"].startswith(f"{PAGE}beeld/spreiding.svg?regels=nijmegen")


def test_a_former_municipality_leads_to_that_of_today(site: Client) -> None:
    response = site.get("/haren/laboratorium/")
    assert (response.status_code, response.headers["Location"]) == (301, PAGE)


@pytest.mark.parametrize(("begun", "said"), [(True, "Dit wordt nog berekend."), (False, "Het is druk:")])
def test_who_cannot_be_helped_now_is_told_when_to_come_back(
    site: Client, monkeypatch: pytest.MonkeyPatch, begun: bool, said: str
) -> None:
    def busy(*_arguments: object) -> StudyResult:
        raise Busy(begun=begun)

    monkeypatch.setattr(laboratory, "study", busy)
    response = site.get(f"{PAGE}?{QUICK}")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "20"
    page = Page(response.content.decode())
    assert said in page.text
    assert f"{PAGE}?{QUICK}" in page.every("a", "href")
    assert "nijmegen" in [attrs.get("value") for _, attrs in page.elements if "checked" in attrs]
    picture = site.get(f"{PAGE}beeld/verschil.svg?{QUICK}")
    assert (picture.status_code, picture.headers["Retry-After"]) == (503, "20")


def test_the_addresses_of_rules_lead_back_to_them() -> None:
    for name in ready_policies():
        assert laboratory_form.policy_of(laboratory_form.address_name(name)) == name


class Work:
    """Work that takes until it is let go, and counts how often it is done."""

    def __init__(self, answer: object = None) -> None:
        self.begun, self.go = Event(), Event()
        self.times = 0
        self.answer = answer

    def __call__(self) -> StudyResult:
        self.times += 1
        self.begun.set()
        assert self.go.wait(30)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer  # type: ignore[return-value]  # the desk does not look at it


def test_who_asks_again_gets_what_was_worked_out_meanwhile() -> None:
    desk, work = Desk(), Work("answer")
    with pytest.raises(Busy) as told:
        desk.ask("a", work, 0.01)
    assert told.value.begun
    work.go.set()
    assert desk.ask("a", work, 30) == "answer"
    assert desk.ask("a", work, 0.01) == "answer"
    assert work.times == 1


def test_no_more_wait_in_line_than_there_is_room_for() -> None:
    desk, slow = Desk(queued=2), Work("answer")
    for key in ("a", "b"):
        with pytest.raises(Busy):
            desk.ask(key, slow, 0.01)
    with pytest.raises(Busy) as told:
        desk.ask("c", slow, 0.01)
    assert not told.value.begun
    slow.go.set()
    assert desk.ask("c", slow, None) == "answer", "who waits as long as it takes is never sent away"
    assert slow.times == 3


def test_no_more_visitors_wait_than_threads_can_be_spared() -> None:
    desk, slow = Desk(waiting=1), Work("answer")
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(desk.ask, "a", slow, 30)
        assert slow.begun.wait(30)
        with pytest.raises(Busy) as told:
            desk.ask("a", slow, 30)
        assert told.value.begun
        slow.go.set()
        assert first.result(30) == "answer"


def test_what_goes_wrong_is_told_and_not_kept() -> None:
    desk, work = Desk(), Work(ValueError("no"))
    work.go.set()
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            desk.ask("a", work, 30)
    assert work.times == 2


def test_the_oldest_answers_go_first() -> None:
    desk = Desk(kept=2)
    works = {key: Work(key) for key in "abc"}
    for work in works.values():
        work.go.set()
    for key in "abac":
        assert desk.ask(key, works[key], 30) == key
    assert [works[key].times for key in "abc"] == [1, 1, 1]
    desk.ask("b", works["b"], 30)
    desk.ask("c", works["c"], 30)
    assert [works[key].times for key in "abc"] == [1, 2, 1]


def test_a_policy_is_worked_out_once_whatever_it_is_compared_with(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    run = laboratory.run

    def counted(study: laboratory.Study) -> object:
        ran.extend(policy.name for policy in study.policies)
        return run(study)

    monkeypatch.setattr(laboratory, "run", counted)
    asked = Asked(("nijmegen", "amsterdam"), lotteries=200, seed=99)
    one = laboratory.study(edition, UTRECHT, asked, None)
    other = laboratory.study(edition, UTRECHT, Asked(("amsterdam", "chile"), lotteries=200, seed=99, margin=0.05), None)
    assert ran == ["nijmegen", "amsterdam", "chile"]
    mine, theirs = (found.policies[at].record()["measures"] for found, at in ((one, 1), (other, 0)))
    assert mine == theirs


def test_an_export_waits_and_a_visitor_does_not(
    site: Client, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float | None] = []

    def study(_edition: Edition, _place: object, _asked: Asked, patience: float | None) -> StudyResult:
        waited.append(patience)
        raise Busy(begun=True)

    monkeypatch.setattr(laboratory, "study", study)
    site.get(PAGE)
    site.get(PAGE, headers={laboratory.PATIENT: "1"})
    Client(headers={"host": "localhost"}, **{laboratory.PATIENT: True}).get(PAGE)
    assert waited == [laboratory.PATIENCE, laboratory.PATIENCE, None]
