# SPDX-License-Identifier: EUPL-1.2
"""The single-file verifier: needs nothing, is short, and agrees with the package on what is good and what is not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from speelveld.placement import commitment, lottery
from speelveld.placement.dossier import read
from tests.placement.beacons import MAIN_72785, QUICKNET_657413, QUICKNET_32281667
from tests.placement.lotteries import (
    MASTER,
    SECRETS,
    applicant,
    applicants,
    dossier,
    old_dossier,
    reveal,
    salt_of,
)

SCRIPT = Path(__file__).resolve().parents[2] / "src" / "speelveld" / "web" / "static" / "lottery" / "verify_lottery.py"


def run(
    folder: Path, published: Any, revealed: Any, *options: str, script: Path = SCRIPT
) -> subprocess.CompletedProcess[str]:
    """Run the script in a Python without this project and its packages."""
    for name, document in (("dossier.json", published), ("reveal.json", revealed)):
        # As somebody's editor saves it: other order, other spaces. The hash is of the canonical form.
        text = json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False)
        (folder / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-I", "-S", str(script), "dossier.json", "reveal.json", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


def test_it_can_be_read_aloud() -> None:
    for script, most in ((SCRIPT, 200), (SCRIPT.with_name("verify_beacon.py"), 300)):
        lines = script.read_text(encoding="utf-8").splitlines()
        assert len(lines) < most
        modules = {line.split()[1] for line in lines if line.startswith(("import ", "from "))}
        assert modules <= sys.stdlib_module_names


def test_it_finds_the_numbers_that_the_package_finds(tmp_path: Path) -> None:
    document = dossier()
    done = run(tmp_path, document, reveal(document))
    assert done.returncode == 0, done.stderr
    line = lottery.numbers(lottery.draw(read(document), reveal(document)), applicants())
    expected = [
        f"{place:7}  {one.hex()}  number {line[one].first:064x}" for one, place in lottery.places_in_line(line).items()
    ]
    assert [text for text in done.stdout.splitlines() if "number" in text] == expected
    assert f"dossier  {read(document).hash.hex()}" in done.stdout
    assert done.stdout.splitlines()[-1] == "CORRECT"


@pytest.mark.parametrize("application", ["A-0001", "A-0003", "A-0012"])
@pytest.mark.parametrize("listed", [True, False])
def test_it_finds_one_child(tmp_path: Path, application: str, listed: bool) -> None:
    document = dossier(listed=listed)
    options = ["--child", application, "--salt", salt_of(application).hex()]
    one = applicant(application)
    if one.family is not None:
        options += ["--family", "F-1", "--family-salt", commitment.salt(MASTER, "F-1").hex()]
    (tmp_path / "proof.json").write_text(json.dumps(lottery.proof_record(applicants(), one)), encoding="utf-8")
    done = run(tmp_path, document, reveal(document), *options, "--proof", "proof.json")
    assert done.returncode == 0, done.stderr
    number = lottery.numbers(lottery.draw(read(document), reveal(document)), applicants())[one.pseudonym]
    assert f"child    {one.pseudonym.hex()}  number {number.first:064x}" in done.stdout
    assert (" of 12" in done.stdout) == listed


def test_a_child_that_is_not_in_the_list(tmp_path: Path) -> None:
    document = dossier()
    salt = salt_of("A-0013").hex()
    done = run(tmp_path, document, reveal(document), "--child", "A-0013", "--salt", salt)
    assert done.returncode == 1
    assert "does not stand in the frozen list" in done.stderr
    (tmp_path / "proof.json").write_text(json.dumps(lottery.proof_record(applicants(), applicant("A-0001"))))
    for proof in (lottery.proof_record(applicants(), applicant("A-0001")), {"index": 0, "path": []}, {"index": -1}, {}):
        (tmp_path / "proof.json").write_text(json.dumps(proof), encoding="utf-8")
        options = ("--child", "A-0013", "--salt", salt, "--proof", "proof.json")
        done = run(tmp_path, document, reveal(document), *options)
        assert done.returncode == 1
        assert "NOT CORRECT" in done.stderr
        assert "Traceback" not in done.stderr


def changed(document: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {**document, **parts}


GOOD = dossier()
REFUSED: dict[str, tuple[Any, Any, str]] = {
    "another round": (GOOD, reveal(GOOD, beacon=QUICKNET_657413), "not that of the announced round"),
    "another secret": (GOOD, reveal(GOOD, secrets=[SECRETS[1].hex(), SECRETS[0].hex()]), "is not the promised one"),
    "a secret too few": (GOOD, reveal(GOOD, secrets=[SECRETS[0].hex()]), "one secret of each party"),
    "another dossier": (GOOD, reveal(dossier(rules=bytes(range(32)))), "belongs to another dossier"),
    "no reason": (GOOD, reveal(GOOD, source=1), "not told why"),
    "another reveal": (GOOD, reveal(GOOD, format="speelveld-reveal/2"), "this is not a reveal"),
    "no dossier": ({}, reveal(GOOD), "does not have the form"),
    "no reveal": (GOOD, [], "does not have the form"),
    "frozen after the round": (
        changed(GOOD, frozen_at="2026-09-17T11:32:46Z"),
        reveal(GOOD),
        "a round was not in the future",
    ),
    "another list": (
        changed(GOOD, applicants={**GOOD["applicants"], "list": GOOD["applicants"]["list"][1:]}),
        reveal(GOOD),
        "does not have the number",
    ),
    "another root": (
        changed(GOOD, applicants={**GOOD["applicants"], "root": "0" * 64}),
        reveal(GOOD),
        "the root is not that of the list",
    ),
    "another order": (
        changed(GOOD, applicants={**GOOD["applicants"], "list": GOOD["applicants"]["list"][::-1]}),
        reveal(GOOD),
        "the list is not in order",
    ),
    "an unknown chain": (
        changed(GOOD, sources=[{"chain": "0" * 64, "round": 1}]),
        reveal(GOOD),
        "not a public network known here",
    ),
}


@pytest.mark.parametrize(("published", "revealed", "complaint"), REFUSED.values(), ids=REFUSED)
def test_it_refuses_what_the_package_refuses(tmp_path: Path, published: Any, revealed: Any, complaint: str) -> None:
    done = run(tmp_path, published, revealed)
    assert done.returncode == 1
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr
    with pytest.raises(lottery.InputError):
        lottery.draw(read(published), revealed)


def test_another_dossier_than_the_one_that_was_written_down(tmp_path: Path) -> None:
    document = dossier()
    own = read(document).hash.hex()
    assert run(tmp_path, document, reveal(document), "--dossier-hash", own).returncode == 0
    done = run(tmp_path, document, reveal(document), "--dossier-hash", "0" * 64)
    assert done.returncode == 1
    assert "not the dossier whose hash you wrote down" in done.stderr


def test_a_fallback_is_named(tmp_path: Path) -> None:
    document = old_dossier()
    done = run(tmp_path, document, reveal(document, source=1, unavailable=["No relay answered."], beacon=MAIN_72785))
    assert done.returncode == 0, done.stderr
    assert "passed   round 72784" in done.stdout
    assert "No relay answered." in done.stdout


FORGED = {**QUICKNET_32281667, "signature": QUICKNET_657413["signature"]}
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "another round's": (FORGED, "the signature of the beacon is not that of the network"),
    "no point": ({**QUICKNET_32281667, "signature": "ff" * 48}, "does not have the form"),
    "too short": ({**QUICKNET_32281667, "signature": "00"}, "does not have the form"),
    "with one before": ({**QUICKNET_32281667, "previous_signature": "00" * 96}, "does not have the form"),
}


@pytest.mark.parametrize(("beacon", "complaint"), WRONG.values(), ids=WRONG)
def test_a_wrong_signature_is_refused(tmp_path: Path, beacon: dict[str, Any], complaint: str) -> None:
    done = run(tmp_path, GOOD, reveal(GOOD, beacon=beacon))
    assert done.returncode == 1
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr
    with pytest.raises(lottery.InputError):
        lottery.draw(read(GOOD), reveal(GOOD, beacon=beacon))


def test_without_the_other_file_it_says_what_it_did_not_check(tmp_path: Path) -> None:
    """A file that was saved by itself still finds the numbers, and tells its limit."""
    alone = tmp_path / SCRIPT.name
    alone.write_bytes(SCRIPT.read_bytes())
    done = run(tmp_path, GOOD, reveal(GOOD, beacon=FORGED), script=alone)
    assert done.returncode == 0
    assert "CORRECT, except what was NOT CHECKED: that the network signed the beacon" in done.stdout
