# SPDX-License-Identifier: EUPL-1.2
"""The lottery: the recipe to the byte, and every way to bend it that we know of."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.errors import InputError
from speelveld.placement import commitment, lottery
from speelveld.placement.dossier import Applicant, read
from tests.placement.beacons import (
    MAIN,
    MAIN_1,
    MAIN_72785,
    QUICKNET,
    QUICKNET_657413,
    QUICKNET_32281667,
)
from tests.placement.lotteries import (
    APPLICATIONS,
    SECRETS,
    applicant,
    applicants,
    dossier,
    old_dossier,
    reveal,
    salt_of,
)


@pytest.fixture(scope="module")
def drawn() -> lottery.Draw:
    document = dossier()
    return lottery.draw(read(document), reveal(document))


def test_the_seed_is_made_as_the_recipe_says(drawn: lottery.Draw) -> None:
    randomness = hashlib.sha256(bytes.fromhex(QUICKNET_32281667["signature"])).digest()
    expected = hashlib.sha256(b"seed:" + randomness + SECRETS[0] + SECRETS[1] + drawn.dossier.hash).digest()
    assert drawn.seed == expected


def test_the_numbers_are_made_as_the_recipe_says(drawn: lottery.Draw) -> None:
    line = lottery.numbers(drawn, applicants())
    for application in APPLICATIONS:
        one = applicant(application)
        own = int(hashlib.sha256(b"number:" + drawn.seed + one.pseudonym).hexdigest(), 16)
        first = int(hashlib.sha256(b"number:" + drawn.seed + one.family).hexdigest(), 16) if one.family else own
        assert line[one.pseudonym] == lottery.Number(first, own)


def test_the_numbers_of_this_lottery_stay_what_they_are(drawn: lottery.Draw) -> None:
    """Written down once: another program, version or machine must give the same."""
    places = lottery.places_in_line(lottery.numbers(drawn, applicants()))
    by_place = sorted(APPLICATIONS, key=lambda one: places[applicant(one).pseudonym])
    assert drawn.seed.hex() == SEED
    assert [int(one[2:]) for one in by_place] == ORDER


SEED = "36b9426f30742098dd7db1a1c1aab7ca6983be259c40989d0deab2bb82b0aac6"
ORDER = [1, 11, 6, 5, 4, 3, 8, 2, 12, 7, 10, 9]


def test_twins_stand_next_to_each_other(drawn: lottery.Draw) -> None:
    places = lottery.places_in_line(lottery.numbers(drawn, applicants()))
    assert sorted(places.values()) == list(range(1, 13))
    assert abs(places[applicant("A-0003").pseudonym] - places[applicant("A-0004").pseudonym]) == 1


def test_the_order_of_input_does_not_matter(drawn: lottery.Draw) -> None:
    usual = lottery.numbers(drawn, applicants())
    for first in range(12):
        turned = applicants()[first:] + applicants()[:first]
        assert lottery.numbers(drawn, turned[::-1]) == usual
        assert list(lottery.places_in_line(lottery.numbers(drawn, turned))) == list(lottery.places_in_line(usual))


def test_no_child_joins_or_leaves_after_the_freeze(drawn: lottery.Draw) -> None:
    """Who knows the seed could try salts until a late child has a good number."""
    salts = [hashlib.sha256(bytes([number])).digest() for number in range(64)]
    lucky = min(salts, key=lambda salt: lottery.number_of(drawn.seed, commitment.pseudonym(salt, "LATE")))
    late = Applicant(commitment.pseudonym(lucky, "LATE"))
    ahead = [one for one in applicants() if lottery.line_of(drawn.seed, one) > lottery.line_of(drawn.seed, late)]
    assert len(ahead) > 8  # it would work
    for changed in (
        [*applicants(), late],
        applicants()[1:],
        [*applicants()[1:], late],
        [*applicants()[:-1], Applicant(applicants()[-1].pseudonym, bytes(range(32)))],
        [*applicants(), applicants()[0]],
    ):
        with pytest.raises(InputError, match="not those of the frozen list"):
            lottery.numbers(drawn, changed)


ATTACKS: dict[str, tuple[dict[str, Any], str]] = {
    "another round, also genuine": (
        {"beacon": QUICKNET_657413},
        r"beacon\.round: it is round 657413, and the dossier names round 32281667",
    ),
    "a beacon of another chain": ({"beacon": MAIN_72785}, r"beacon\.signature: it must be 96 characters"),
    "a signature of another round": (
        {"beacon": {"round": 32281667, "signature": QUICKNET_657413["signature"]}},
        "the signature of the beacon is not that of round 32281667",
    ),
    "another secret": (
        {"secrets": [SECRETS[0].hex(), hashlib.sha256(b"better").hexdigest()]},
        r"secrets\[1\]: it is not the secret that 'notary' committed to",
    ),
    "the secrets in another order": (
        {"secrets": [one.hex() for one in SECRETS[::-1]]},
        r"secrets\[0\]: it is not the secret that 'municipality' committed to",
    ),
    "a secret that is left out": ({"secrets": [SECRETS[0].hex()]}, "secrets: there must be one of each of the 2"),
    "a secret that is no secret": ({"secrets": ["00", SECRETS[1].hex()]}, r"secrets\[0\]: it must be 64 characters"),
    "the reveal of another dossier": ({"dossier": "0" * 64}, "dossier: it belongs to the dossier 0000"),
    "a source that was not announced": ({"source": 2}, "source: 2 is not the place of one of the 2 sources"),
    "the fallback without a reason": ({"source": 1, "beacon": MAIN_1}, "unavailable: it must tell of each of the 1"),
    "the fallback with an empty reason": ({"source": 1, "unavailable": [" "]}, "unavailable: it must tell"),
    "another format": ({"format": "speelveld-reveal/0"}, "format: 'speelveld-reveal/0'"),
    "another key": ({"seed": "00"}, "a reveal is an object with the keys"),
}


@pytest.mark.parametrize(("changes", "message"), ATTACKS.values(), ids=ATTACKS)
def test_an_attack_on_the_draw_is_refused(changes: dict[str, Any], message: str) -> None:
    document = dossier()
    with pytest.raises(InputError, match=message):
        lottery.draw(read(document), reveal(document, **changes))


def test_every_fault_of_a_reveal_is_told() -> None:
    document = dossier()
    changes = {
        "format": "",
        "dossier": "",
        "secrets": [],
        "unavailable": ["no"],
        "beacon": {"round": 1, "signature": ""},
    }
    with pytest.raises(InputError) as caught:
        lottery.draw(read(document), reveal(document, **changes), "reveal.json")
    assert len(caught.value.faults) == 5


def test_a_fallback_is_drawn_and_can_be_refuted() -> None:
    document = old_dossier()
    fallback = reveal(document, source=1, unavailable=["The relays gave no answer for a day."], beacon=MAIN_72785)
    drawn = lottery.draw(read(document), fallback)
    assert drawn.beacon.round == 72785
    # Genuine, but of the source that was used, or of a round that nobody announced.
    assert lottery.refuted_by(drawn, MAIN_72785) is None
    assert lottery.refuted_by(drawn, MAIN_1) is None
    assert lottery.refuted_by(drawn, {**MAIN_72785, "round": 72784}) is None


def test_a_beacon_of_a_source_that_was_passed_over_refutes_the_draw() -> None:
    document = dossier(frozen_at="2020-08-16T12:00:00Z", sources=[(MAIN, 72785), (QUICKNET, 32281667)])
    passed = reveal(document, source=1, unavailable=["It was not there."])
    drawn = lottery.draw(read(document), passed)
    assert lottery.refuted_by(drawn, MAIN_72785) == 0
    assert lottery.refuted_by(drawn, QUICKNET_32281667) is None


def test_a_family_shows_that_its_child_is_in_the_list(drawn: lottery.Draw) -> None:
    for application in APPLICATIONS:
        one = applicant(application)
        proof = lottery.proof_record(applicants(), one)
        assert lottery.is_listed(drawn.dossier, one, proof)
        # Not another child, not without its family, not on another place.
        assert not lottery.is_listed(drawn.dossier, applicant("A-9999"), proof)
        assert not lottery.is_listed(drawn.dossier, Applicant(one.pseudonym, bytes(range(32))), proof)
        assert not lottery.is_listed(drawn.dossier, one, {**proof, "index": (proof["index"] + 1) % 12})
        assert not lottery.is_listed(drawn.dossier, one, {**proof, "path": proof["path"][:-1]})
    assert not lottery.is_listed(drawn.dossier, one, {})
    assert not lottery.is_listed(drawn.dossier, one, {"index": "x", "path": []})
    assert not lottery.is_listed(drawn.dossier, one, {"index": 0, "path": None})


def test_a_number_belongs_to_a_pseudonym_and_not_to_an_id(drawn: lottery.Draw) -> None:
    """A published list of numbers must not be a list of guessable ids: with another salt it is another number."""
    salt = salt_of("A-0001")
    one = lottery.number_of(drawn.seed, commitment.pseudonym(salt, "A-0001"))
    other = lottery.number_of(drawn.seed, commitment.pseudonym(salt_of("A-0002"), "A-0001"))
    assert one != other
    assert one == lottery.numbers(drawn, applicants())[applicant("A-0001").pseudonym].own


@settings(max_examples=30, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.integers(0, 255))
def test_one_bit_of_the_seed_changes_every_number(seed: bytes, bit: int) -> None:
    other = (int.from_bytes(seed, "big") ^ 1 << bit).to_bytes(32, "big")
    for one in applicants():
        differing = lottery.number_of(seed, one.pseudonym) ^ lottery.number_of(other, one.pseudonym)
        assert 60 < differing.bit_count() < 196


def test_the_parts_of_the_seed_cannot_run_into_each_other() -> None:
    a, b, c, d = (hashlib.sha256(bytes([number])).digest() for number in range(4))
    seeds = {
        lottery.seed_of(a, [b], c),
        lottery.seed_of(a, [b, c], d),
        lottery.seed_of(b, [a], c),
        lottery.seed_of(a, [c], b),
    }
    assert len(seeds) == 4
    for parts in ((a[:31], [b], c), (a, [b + c], d), (a, [b], c + d)):
        with pytest.raises(ValueError, match="32 bytes"):
            lottery.seed_of(*parts)
    with pytest.raises(ValueError, match="at least one party"):
        lottery.seed_of(a, [], c)


def test_first_place_is_shared_out_evenly() -> None:
    """Of 3,000 lotteries each of 10 children is first about 300 times: chi-squared below its 99.99% point."""
    names = [hashlib.sha256(f"invented child {number}".encode()).digest() for number in range(10)]
    firsts = [0] * 10
    for draw in range(3000):
        seed = hashlib.sha256(f"invented seed {draw}".encode()).digest()
        firsts[min(range(10), key=lambda one: lottery.number_of(seed, names[one]))] += 1
    assert sum((count - 300) ** 2 / 300 for count in firsts) < 33.7


def test_a_large_lottery_keeps_the_size_of_a_number() -> None:
    assert lottery.number_of(bytes(32), bytes(32)) == int(hashlib.sha256(b"number:" + bytes(64)).hexdigest(), 16)
    assert lottery.number_of(bytes(32), bytes(32)) < 2**256
