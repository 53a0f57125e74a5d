# SPDX-License-Identifier: EUPL-1.2
"""``speelveld verify``: says what it checked, and refuses with exit status 1 what is not as announced."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from speelveld import cli
from speelveld.placement import commitment, lottery
from speelveld.placement.dossier import read
from tests.placement.beacons import MAIN, MAIN_72785, QUICKNET, QUICKNET_657413, QUICKNET_32281667
from tests.placement.lotteries import MASTER, applicant, applicants, dossier, reveal, salt_of
from tests.placement.rule_files import TEXT, rules


class Desk:
    """A folder with a dossier and a reveal, and the command line."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def write(self, name: str, document: Any) -> str:
        path = self.folder / name
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return str(path)

    def verify(self, published: Any, revealed: Any, *options: str) -> tuple[int, str, str]:
        files = [self.write("dossier.json", published), self.write("reveal.json", revealed)]
        with pytest.raises(SystemExit) as left:
            cli.main(["verify", *files, *options])
        said = self.capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_a_lottery_that_was_drawn_as_announced(desk: Desk) -> None:
    document = dossier()
    status, out, _ = desk.verify(document, reveal(document), "--format", "json")
    assert status == 0
    result = json.loads(out)
    drawn = lottery.draw(read(document), reveal(document))
    line = lottery.numbers(drawn, applicants())
    assert result["verified"] is True
    assert result["seed"] == drawn.seed.hex()
    assert result["beacon"]["randomness"] == QUICKNET_32281667["randomness"]
    assert result["beacon"]["made_at"] == "2026-09-17T12:32:45Z"
    assert result["frozen_at"] == "2026-09-17T09:00:00Z"
    assert [one["place"] for one in result["numbers"]] == list(range(1, 13))
    assert {one["pseudonym"]: int(one["number"], 16) for one in result["numbers"]} == {
        name.hex(): number.first for name, number in line.items()
    }


def test_it_is_told_in_words(desk: Desk) -> None:
    document = dossier()
    status, out, _ = desk.verify(document, reveal(document), "--dossier-hash", read(document).hash.hex())
    assert status == 0
    assert "signature verified" in out
    assert "Verified: this lottery was drawn as it was announced." in out
    assert out.count(" number ") == 12


@pytest.mark.parametrize("listed", [True, False])
def test_one_child(desk: Desk, listed: bool) -> None:
    document = dossier(listed=listed)
    one = applicant("A-0003")
    proof = desk.write("proof.json", lottery.proof_record(applicants(), one))
    options = ["--child", "A-0003", "--salt", salt_of("A-0003").hex()]
    options += ["--family", "F-1", "--family-salt", commitment.salt(MASTER, "F-1").hex()]
    options += [] if listed else ["--proof", proof]
    status, out, _ = desk.verify(document, reveal(document), *options)
    assert status == 0
    number = lottery.line_of(lottery.draw(read(document), reveal(document)).seed, one)
    assert f"child      {one.pseudonym.hex()}  number {number.first:064x}" in out
    assert ("of 12" in out) == listed


def test_what_is_not_as_announced_is_refused(desk: Desk) -> None:
    document = dossier()
    forged = {**QUICKNET_32281667, "signature": QUICKNET_657413["signature"]}
    del forged["randomness"]
    unlisted = dossier(listed=False)
    salt = salt_of("A-0013").hex()
    cases: list[tuple[Any, Any, list[str], str]] = [
        (document, reveal(document, beacon=forged), [], "the signature of the beacon is not that of round 32281667"),
        (document, reveal(document, dossier="0" * 64), [], "reveal.json: dossier: it belongs to"),
        (document, reveal(document), ["--dossier-hash", "0" * 64], "which was written down before"),
        (document, reveal(document), ["--child", "A-0013", "--salt", salt], "does not stand in the frozen list"),
        (document, reveal(document), ["--child", "A-0013", "--salt", "zz"], "the id or the salt is wrong"),
        (unlisted, reveal(unlisted), ["--child", "A-0013", "--salt", salt], "the dossier publishes no list"),
        ('{"a": 1, "a": 2}', reveal(document), [], "dossier.json: it is not a JSON file that can be read in one way"),
        (document, "[1.5]", [], "reveal.json: it is not a JSON file"),
    ]
    for published, revealed, options, message in cases:
        status, out, err = desk.verify(published, revealed, *options)
        assert status == 1
        assert message in err
        assert out == ""


def test_a_fallback_that_was_not_needed_is_refused(desk: Desk) -> None:
    document = dossier(frozen_at="2020-08-16T12:00:00Z", sources=[(MAIN, 72785), (QUICKNET, 32281667)])
    passed = reveal(document, source=1, unavailable=["It was not there."])
    status, out, _ = desk.verify(document, passed)
    assert status == 0
    assert "It was not there." in out
    against = desk.write("beacon.json", MAIN_72785)
    status, _, err = desk.verify(document, passed, "--against", against)
    assert status == 1
    assert "was available, and was passed over" in err
    other = desk.write("beacon.json", QUICKNET_657413)
    status, _, err = desk.verify(document, passed, "--against", other)
    assert status == 0
    assert "is no beacon of a source" in err


def test_the_rules_are_those_of_the_dossier(desk: Desk) -> None:
    file = desk.write("rules.yaml", TEXT)
    document = dossier(rules=rules().hash)
    assert desk.verify(document, reveal(document), "--rules", file)[0] == 0
    other = desk.write("rules.yaml", TEXT.replace("min: 2", "min: 1"))
    status, _, err = desk.verify(document, reveal(document), "--rules", other)
    assert status == 1
    assert "rules.yaml: its hash is" in err


def test_the_dossier_stands_in_the_register(desk: Desk) -> None:
    first = dossier()
    second = dossier(previous=read(first).hash.hex(), procedure="invented-2026-2")
    again = dossier(previous=read(first).hash.hex(), rules=bytes(range(32)))
    for documents, status, message in (
        ([first, second], 0, ""),
        ([first], 1, "does not stand in the register"),
        ([second], 1, "register.json, dossier 1: previous: it names"),
        ([first, again], 1, "register.json, dossier 2: procedure: 'invented-2026-1' was already frozen in dossier 1"),
        ({}, 1, "a register is a list of dossiers"),
    ):
        register = desk.write("register.json", documents)
        found, _, err = desk.verify(second, reveal(second), "--register", register)
        assert found == status
        assert message in err


def test_a_child_needs_a_salt(desk: Desk) -> None:
    document = dossier()
    for options in (["--child", "A-0001"], ["--family", "F-1"], ["--child", "A", "--salt", "00", "--family", "F"]):
        status, _, err = desk.verify(document, reveal(document), *options)
        assert status == 2
        assert "salt" in err
