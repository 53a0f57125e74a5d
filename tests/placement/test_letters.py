# SPDX-License-Identifier: EUPL-1.2
"""From a rules file to the letters, for every ready-made file: the whole way, on invented children."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from speelveld.commands.rules_file import parse_rules
from speelveld.errors import InputError
from speelveld.placement import lottery, place, read_market, refuse_unless_verified
from speelveld.placement.answers import answer_of
from speelveld.placement.dossier import read as read_dossier
from speelveld.placement.explanation import Explanation
from speelveld.placement.facts import Attendance, Child, SchoolFacts
from speelveld.placement.letters import explanations, outcome_of, words_of
from speelveld.placement.make_market import to_market
from speelveld.placement.priority import Classified, classify
from speelveld.placement.procedure import carry_out
from speelveld.placement.reading import read_procedure
from speelveld.placement.register import Application, State
from speelveld.placement.rules import Rules, policies, read
from tests.placement.lotteries import applicant, dossier, reveal
from tests.placement.rule_files import document, with_seats

SCHOOLS = {f"school {number}": SchoolFacts(4 + number, public=number % 2 == 0) for number in range(5)}


def children(rules: Rules, how_many: int = 45, seed: int = 3) -> list[Child]:
    """Invented children, with whatever facts the rules ask for."""
    random = Random(seed)  # noqa: S311
    names = sorted(SCHOOLS)
    groups = sorted(rules.document.get("groups", {}))
    grounds = sorted(rules.document.get("eligibility", {}).get("grounds", {}))
    longest = rules.document["list"]["max"] or len(names)
    some = lambda share: frozenset(name for name in names if random.random() < share)  # noqa: E731
    found = []
    for number in range(how_many):
        shortest = min(rules.document["list"]["min"], len(names))
        length = random.randint(shortest, min(longest, len(names)))
        found.append(
            Child(
                f"A-{number:04d}",
                tuple(random.sample(names, length)),
                {name: random.randint(1, 4000) for name in names},
                siblings=some(0.08),
                staff=some(0.02),
                attends=some(0.01),
                attended=some(0.02),
                childcare={name: Attendance(random.randint(0, 20), 4) for name in some(0.1)},
                vve={name: Attendance(random.randint(0, 20), 4) for name in some(0.1)},
                vve_indication=random.random() < 0.5,
                groups=frozenset(random.sample(groups, 1)) if groups and random.random() < 0.4 else frozenset(),
                unfit=dict.fromkeys(some(0.05), grounds[0]) if grounds else {},
                age_months=random.randint(36, 47),
            )
        )
    return found


def numbers_of(found: Classified, seed: bytes) -> dict[str, int]:
    """The places in line under a seed."""
    by_name = lottery.places_in_line(
        {applicant(child).pseudonym: lottery.line_of(seed, applicant(child)) for child in found.children}
    )
    return {child: by_name[applicant(child).pseudonym] for child in sorted(found.children)}


def placed(found: Classified, numbers: dict[str, int]) -> dict[str, str | None]:
    """The placement, verified."""
    single = found.rules.document["tie_breaking"].get("lottery") != "multiple"
    drawn: dict[str, Any] = dict(numbers) if single else dict.fromkeys(found.schools, numbers)
    name, market = read_market(to_market(found, drawn))
    placement = place(market, name)
    refuse_unless_verified(market, name, placement.schools)
    return placement.assignment()


@pytest.fixture(scope="module")
def seed() -> bytes:
    """The seed of a lottery on a beacon that was really published, of these children."""
    frozen = dossier(applicants=[applicant(f"A-{number:04d}") for number in range(45)])
    return lottery.draw(read_dossier(frozen), reveal(frozen)).seed


@pytest.mark.parametrize("policy", sorted(set(policies()) - {"den_haag", "each_school_for_itself"}))
def test_the_whole_way(policy: str, seed: bytes) -> None:
    rules = parse_rules(policies()[policy], policy)
    found = classify(rules, children(rules), SCHOOLS)
    numbers = numbers_of(found, seed)
    assignment = placed(found, numbers)
    unplaced = [child for child, school in assignment.items() if school is None]
    assert unplaced
    for language in ("nl", "en"):
        letters = explanations(found, assignment, numbers, language)
        assert list(letters) == sorted(found.children)
        outcome = outcome_of(found, assignment, numbers)
        words = words_of(found, language)
        labels = [group["words"][language] for group in rules.document.get("groups", {}).values()]
        for child, letter in letters.items():
            assert [school for school, _ in letter.schools] == outcome.preferred(child)
            assert "{" not in letter.text
            for school, text in letter.schools:
                assert school in text
                assert words.classes[school][found.classes[child][school]] in text
            assert not [label for label in labels if label in letter.text]
            assert not [group for group in rules.document.get("groups", {}) if group in letter.text]


SEATED = {
    "da": document(),
    "da_minority_reserve": with_seats("da_minority_reserve"),
    "da_slot_precedence": with_seats(),
}


@pytest.mark.parametrize("mechanism", SEATED)
def test_the_seats_of_the_rules_are_those_of_the_mechanism(mechanism: str, seed: bytes) -> None:
    """Who has a seat by the types of the rules is who the mechanism placed."""
    for times in range(6):
        rules = read(SEATED[mechanism])
        found = classify(rules, children(rules, seed=times), SCHOOLS)
        numbers = numbers_of(found, seed)
        assignment = placed(found, numbers)
        outcome = outcome_of(found, assignment, numbers)
        for school in SCHOOLS:
            ranked = sorted(
                outcome.placed[school] + outcome.waiting[school], key=lambda child, at=school: outcome.key(child, at)
            )
            assert set(outcome.seated(school, ranked)) == set(outcome.placed[school])


def test_a_ground_is_told_in_the_words_of_the_rules() -> None:
    rules = read(document())
    found = classify(rules, children(rules, 10), SCHOOLS)
    child = next(child for child, one in found.children.items() if one.unfit)
    told = words_of(found, "nl").unfit[child]
    assert set(told.values()) == {"De groep bestaat niet."}
    assert set(told) == set(found.children[child].unfit)


def test_where_priority_follows_the_first_choice_no_letter_says_that_the_list_could_not_help(seed: bytes) -> None:
    """Deferred acceptance or not: who puts another school first has other classes, and here another place."""
    texts = {}
    for apply_to in ("all", "first_choice"):
        rules = read(document(priorities__apply_to=apply_to))
        found = classify(rules, children(rules), SCHOOLS)
        numbers = numbers_of(found, seed)
        letters = explanations(found, placed(found, numbers), numbers, "en")
        texts[apply_to] = [letter.closing for letter in letters.values() if letter.schools]
    assert all("no order whatever" in text for text in texts["all"])
    assert all("another list could have changed the outcome" in text for text in texts["first_choice"])
    rules = read(document(priorities__apply_to="first_choice"))
    honest = children(rules)
    before = placed(classify(rules, honest, SCHOOLS), numbers)
    gains = 0
    for one in honest:
        above = one.wishes if before[one.id] is None else one.wishes[: one.wishes.index(str(before[one.id]))]
        for school in above[1:]:
            false = (school, *(each for each in one.wishes if each != school))
            told = [replace(each, wishes=false) if each.id == one.id else each for each in honest]
            gains += placed(classify(rules, told, SCHOOLS), numbers)[one.id] == school
    assert gains


def with_twins(found: list[Child], pairs: int) -> list[Child]:
    """The same children, of whom the first ones have a twin each: the one who comes after."""
    for number in range(pairs):
        found[2 * number] = replace(found[2 * number], family=f"F-{number}")
        found[2 * number + 1] = replace(found[2 * number], id=found[2 * number + 1].id)
    return found


@pytest.mark.parametrize("policy", ["nijmegen", "flanders_double_quota"])
def test_twins_get_one_place_in_line_and_one_explanation(policy: str, seed: bytes) -> None:
    """Nijmegen gives twins seats together or none; in Flanders the second one comes along, over capacity if need be."""
    rules = parse_rules(policies()[policy])
    found = classify(rules, with_twins(children(rules), 6), SCHOOLS)
    numbers = numbers_of(found, seed)
    document = to_market(found, numbers)
    assert document["twins"] == rules.twins
    told = answer_of(carry_out(read_procedure(document)))
    passed = 0
    for language in ("nl", "en"):
        letters = explanations(found, told["assignment"], numbers, language)
        assert set(letters) == set(found.children)
        for number in range(6):
            first, second = (f"A-{at:04d}" for at in (2 * number, 2 * number + 1))
            assert told["assignment"][first] == told["assignment"][second]
            assert letters[first].text == letters[second].text
            lowest = f"nummer {min(numbers[first], numbers[second])}."
            assert language == "en" or not letters[first].schools or lowest in letters[first].text
            passed += "2 plaatsen" in letters[first].text or "2 places" in letters[first].text
            assert "proven property" not in letters[first].text or policy != "nijmegen"
    assert (passed > 0) == (policy == "nijmegen")


def test_rounds_of_the_rules_are_those_of_the_market() -> None:
    rules = parse_rules(policies()["nijmegen"])
    some = [replace(one, round="round_2" if at % 2 else "round_1") for at, one in enumerate(children(rules))]
    document = to_market(classify(rules, some, SCHOOLS))
    assert [one["round"] for one in document["students"].values()][:4] == [1, 2, 1, 2]
    assert "twins" not in document
    with pytest.raises(InputError, match=r"children\.A-0000\.round: 'easter' is not one of the rounds"):
        classify(rules, [replace(some[0], round="easter")], SCHOOLS)


def test_a_letter_tells_the_waiting_lists_that_the_rules_have(seed: bytes) -> None:
    """One per school, or per type of seat as the log of operations keeps them; another lottery; or none."""
    sentences = {
        "same_number": "On the waiting list of this school your child stands on place",
        "new_number": "For the waiting lists there is another lottery.",
        "per_seat_type": "On the waiting list for 'places part A' your child stands on place",
        "none": "",
    }
    for lists, sentence in sentences.items():
        withdrawals = {"withdrawals": "freeze"} if lists == "none" else {}
        after = {**document()["after"], "waiting_list": lists, **withdrawals}
        rules = read(with_seats(after=after))
        found = classify(rules, children(rules), SCHOOLS)
        numbers = numbers_of(found, seed)
        assignment = placed(found, numbers)
        letters = explanations(found, assignment, numbers, "en")
        asked = [
            text for letter in letters.values() for school, text in letter.schools if "could not place" not in text
        ]
        assert asked
        for text in asked:
            assert [one for one in sentences.values() if one and one in text] == ([sentence] if sentence else [])
            assert "waiting" not in text or sentence
        if lists == "per_seat_type":
            _compare_with_the_register(found, assignment, numbers, letters)


def _compare_with_the_register(
    found: Classified, assignment: dict[str, str | None], numbers: dict[str, int], letters: dict[str, Explanation]
) -> None:
    outcome = outcome_of(found, assignment, numbers)
    held = {child: kind for school in SCHOOLS for child, kind in outcome.seated(school, outcome.placed[school]).items()}
    applications = {
        child: Application(
            found.lists[child],
            found.classes[child],
            numbers[child],
            preferred=frozenset(some.type for some in outcome.seats["school 0"] if child in (some.prefers or ())),
        )
        for child in found.children
    }
    kinds = {school: {some.type: some.count for some in outcome.seats[school]} for school in SCHOOLS}
    seats = {school: sum(kinds[school].values()) for school in SCHOOLS}
    state = State(assignment, applications, seats, kinds=kinds, held=held)
    told = 0
    for child, letter in letters.items():
        for school, text in letter.schools:
            if school in found.classes[child]:
                place = state.waiting(school, "extra").index(child) + 1
                assert f"for 'places part A' your child stands on place {place}." in text
                told += 1
    assert told > 10
