# SPDX-License-Identifier: EUPL-1.2
"""The dossier: what is frozen is frozen, and every way to look into the future is refused."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from speelveld.errors import InputError
from speelveld.placement.canonical import canonical, sha256
from speelveld.placement.chains import chains
from speelveld.placement.dossier import LEAD_SECONDS, Applicant, check_register, ordered, read
from tests.placement.beacons import MAIN, QUICKNET, QUICKNET_32281667
from tests.placement.lotteries import FROZEN_AT, applicant, applicants, dossier


def test_a_dossier_reads_as_it_was_made() -> None:
    document = dossier()
    found = read(document)
    assert found.hash == sha256(canonical(document))
    assert found.count == 12
    assert found.applicants == tuple(ordered(applicants()))
    assert [one.round for one in found.sources] == [32281667, 6474000]
    assert found.parties == ("municipality", "notary")


def test_the_order_in_which_children_applied_does_not_matter() -> None:
    given = applicants()
    for first in range(0, 12, 3):
        assert dossier(applicants=(given[first:] + given[:first])[::-1]) == dossier()


def test_every_part_is_bound_by_the_hash() -> None:
    hashes = {read(dossier()).hash}
    for changes in (
        {"procedure": "invented-2026-2"},
        {"previous": "1" * 64},
        {"frozen_at": "2026-09-17T09:00:01Z"},
        {"rules": bytes(range(32))},
        {"version": "0.3.1"},
        {"code": bytes(range(32))},
        {"capacities": {"De Vlieger": 5, "Het Anker": 4}},
        {"applicants": applicants()[1:]},
        {"applicants": [*applicants()[:-1], Applicant(applicants()[-1].pseudonym, bytes(range(32)))]},
        {"sources": [(QUICKNET, 32281668)]},
        {"listed": False},
    ):
        hashes.add(read(dossier(**changes)).hash)
    assert len(hashes) == 12


def test_the_root_binds_the_families_too() -> None:
    one = applicant("A-0003")
    assert one.family is not None
    assert one.entry() == one.pseudonym + one.family
    assert Applicant(one.pseudonym).entry() == one.pseudonym + bytes(32)
    alone = [Applicant(each.pseudonym) for each in applicants()]
    assert dossier(applicants=alone, listed=False)["applicants"] != dossier(listed=False)["applicants"]


def test_an_application_that_stands_twice_is_refused() -> None:
    with pytest.raises(InputError, match="stands in the list twice"):
        dossier(applicants=[*applicants(), applicant("A-0002")])
    with pytest.raises(InputError, match="stands in the list twice"):
        # Not even once as a child of a family and once alone.
        dossier(applicants=[*applicants(), Applicant(applicant("A-0003").pseudonym)])
    document = dossier()
    document["applicants"]["list"].insert(1, document["applicants"]["list"][0])
    with pytest.raises(
        InputError, match=r"applicants\.list\[1\]: the application [0-9a-f]{64} stands in the list twice"
    ):
        read(document)


def frozen_so_long_before(seconds: int) -> str:
    """A moment so long before round 32281667 of quicknet, which was made at 12:32:45."""
    at = 12 * 3600 + 32 * 60 + 45 - seconds
    return f"2026-09-17T{at // 3600:02d}:{at % 3600 // 60:02d}:{at % 60:02d}Z"


@pytest.mark.parametrize("lead", [LEAD_SECONDS, LEAD_SECONDS - 1, 1, 0, -1, -3600])
def test_a_round_that_could_be_known_at_the_freeze_is_refused(lead: int) -> None:
    sources = [(QUICKNET, QUICKNET_32281667["round"])]
    if lead >= LEAD_SECONDS:
        assert dossier(frozen_at=frozen_so_long_before(lead), sources=sources)
        return
    with pytest.raises(InputError, match=r"sources\[0\]\.round: round 32281667 is made") as caught:
        dossier(frozen_at=frozen_so_long_before(lead), sources=sources)
    # The advice names the first round that is good.
    first = chains()[QUICKNET].first_round_after(chains()[QUICKNET].time_of(32281667) - lead + LEAD_SECONDS - 1)
    assert f"Name round {first} or later" in str(caught.value)
    assert dossier(frozen_at=frozen_so_long_before(lead), sources=[(QUICKNET, first)])
    with pytest.raises(InputError):
        dossier(frozen_at=frozen_so_long_before(lead), sources=[(QUICKNET, first - 1)])


def test_a_fallback_that_is_known_before_the_first_source_is_refused() -> None:
    with pytest.raises(InputError, match="a fallback is earlier than the round before it"):
        dossier(sources=[(QUICKNET, 32281667), (QUICKNET, 32281666)])
    with pytest.raises(InputError, match="the same round stands there twice"):
        dossier(sources=[(QUICKNET, 32281667), (QUICKNET, 32281667)])


def test_an_unknown_chain_is_refused() -> None:
    with pytest.raises(InputError, match=r"sources\[0\]\.chain: 'my-own' is not the hash of a known chain"):
        dossier(sources=[("my-own", 1)])


def broken(**changes: Any) -> dict[str, Any]:
    document = copy.deepcopy(dossier())
    for path, value in changes.items():
        part: Any = document
        *above, last = path.split("__")
        for key in above:
            part = part[int(key) if key.isdigit() else key]
        part[int(last) if last.isdigit() else last] = value
    return document


BROKEN = {
    "format": (broken(format="speelveld-dossier/2"), "format: 'speelveld-dossier/2'"),
    "another key": (broken(note="hello"), "note: a dossier has no such key"),
    "rules": (broken(rules="ABC"), "rules: it must be 64 characters"),
    "moment": (broken(frozen_at="15 January"), "frozen_at: '15 January'"),
    "no such day": (broken(frozen_at="2027-02-30T12:00:00Z"), "frozen_at: '2027-02-30T12:00:00Z'"),
    "procedure": (broken(procedure="Round 1"), "procedure: it is not a name"),
    "code": (broken(code={"version": "1"}), "code: it must hold"),
    "no seats": (broken(capacities={}), "capacities: it must hold"),
    "negative seats": (broken(capacities__Het_Anker={"open": -1}), r"capacities\.Het_Anker\.open: -1"),
    "half a seat": (broken(capacities__Het_Anker=1.5), r"capacities\.Het_Anker: 1\.5"),
    "root": (broken(applicants__root="0" * 64), r"applicants\.root: it is not the root of the list"),
    "count": (broken(applicants__count=13), r"applicants\.count: it is 13, and the list holds 12"),
    "entry": (broken(applicants__list__0=["00"]), r"applicants\.list\[0\]: it must be a pseudonym"),
    "no list": (broken(applicants__list={}), r"applicants\.list: it is not a list"),
    "applicants": (broken(applicants=3), "applicants: it must hold 'count' and 'root'"),
    "order": (
        broken(applicants__list=dossier()["applicants"]["list"][::-1]),
        r"applicants\.list\[1\]: the list is not in the order",
    ),
    "no party": (broken(commitments=[]), "commitments: at least one party"),
    "party": (broken(commitments__0={"party": "x"}), r"commitments\[0\]: it must hold"),
    "one party twice": (broken(commitments__1__party="municipality"), "commitments: one party stands there twice"),
    "no source": (broken(sources=[]), "sources: at least one round"),
    "source": (broken(sources__0=1), r"sources\[0\]: it must hold"),
    "round": (broken(sources__0__round=0), r"sources\[0\]\.round: 0 is not a whole number"),
}


@pytest.mark.parametrize(("document", "message"), BROKEN.values(), ids=BROKEN)
def test_a_dossier_with_a_fault_is_refused(document: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(document)


def test_every_fault_is_told() -> None:
    with pytest.raises(InputError) as caught:
        read(broken(rules="", previous="", frozen_at="", sources__1__round=-1), "dossier.json")
    assert len(caught.value.faults) == 4
    missing = dossier()
    del missing["rules"], missing["code"]
    with pytest.raises(InputError, match=r"code: it is missing\.\ndossier\.json: rules: it is missing\."):
        read(missing, "dossier.json")
    with pytest.raises(InputError, match="not an object"):
        read([])


def test_retrying_until_the_outcome_pleases_shows_in_the_register() -> None:
    """Who freezes the same lottery twice, each with its own secret, can open the one that pleases."""
    first = dossier()
    second = dossier(previous=read(first).hash.hex(), procedure="invented-2026-2", frozen_at="2026-09-17T09:10:00Z")
    check_register([first, second])
    again = dossier(previous=read(first).hash.hex(), frozen_at="2026-09-17T09:10:00Z", rules=bytes(range(32)))
    with pytest.raises(InputError, match=r"procedure: 'invented-2026-1' was already frozen in dossier 1"):
        check_register([first, again])
    with pytest.raises(InputError, match="previous: it names 0000"):
        check_register([first, dossier(procedure="invented-2026-2")])
    earlier = dossier(previous=read(first).hash.hex(), procedure="invented-2026-2", frozen_at="2026-09-17T08:00:00Z")
    with pytest.raises(InputError, match="earlier than that of the dossier before it"):
        check_register([first, earlier])
    with pytest.raises(InputError, match=r"previous: it names .{64}, and the dossier before it is 0{64}"):
        check_register([second])


def test_the_invented_lottery_is_frozen_in_time() -> None:
    assert frozen_so_long_before(12765) == FROZEN_AT
    assert chains()[MAIN].time_of(6474000) > chains()[QUICKNET].time_of(32281667)
