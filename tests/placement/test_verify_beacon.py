# SPDX-License-Identifier: EUPL-1.2
"""The plain verifier of beacons: the same answers as the library behind ``speelveld verify``, step by step."""

from __future__ import annotations

import hashlib
import importlib
import json
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from speelveld.placement.chains import chains
from speelveld.placement.curve import TO_G1, TO_G2
from tests.placement.beacons import MAIN, MAIN_1, PUBLISHED, QUICKNET, QUICKNET_657413

SCRIPT = Path(__file__).resolve().parents[2] / "src" / "speelveld" / "web" / "static" / "lottery" / "verify_beacon.py"
PLAIN = runpy.run_path(str(SCRIPT))
# Loaded after the module of ours that undoes what loading it does to Python's limit of recursion.
CURVE = importlib.import_module("py_ecc.optimized_bls12_381")
HASHES = importlib.import_module("py_ecc.bls.hash_to_curve")
TO_CURVE: list[tuple[int, Any, bytes]] = [(1, HASHES.hash_to_G1, TO_G1), (2, HASHES.hash_to_G2, TO_G2)]


def test_it_knows_the_same_curve_and_chains() -> None:
    assert (PLAIN["P"], PLAIN["R"]) == (CURVE.field_modulus, CURVE.curve_order)
    assert PLAIN["KEYS"] == {name: chain.public_key for name, chain in chains().items()}


@pytest.mark.parametrize(("size", "hashed", "domain"), TO_CURVE)
@pytest.mark.parametrize("message", [b"", b"abc", bytes(32)])
def test_it_hashes_to_the_same_point(message: bytes, size: int, hashed: Any, domain: bytes) -> None:
    x, y = CURVE.normalize(hashed(message, domain, hashlib.sha256))
    expected = [tuple(map(int, getattr(part, "coeffs", (part,)))) for part in (x, y)]
    assert [part.parts for part in PLAIN["hashed"](message, size)] == expected


@pytest.mark.parametrize(("chain", "beacon"), PUBLISHED)
def test_it_accepts_what_was_published_and_nothing_else(chain: str, beacon: dict[str, Any]) -> None:
    previous = beacon.get("previous_signature", "")
    assert PLAIN["is_signed"](chain, beacon["round"], beacon["signature"], previous)
    assert not PLAIN["is_signed"](chain, beacon["round"] + 1, beacon["signature"], previous)


def test_a_point_outside_the_group_is_none() -> None:
    """On the curve, with both coordinates in their bounds, but R times it is not nothing."""
    number = PLAIN["Number"]
    x = next(x for x in range(1, 50) if number(x**3 + 4).root() is not None)
    with pytest.raises(ValueError, match="not a point of the group"):
        PLAIN["point_of"](f"{(1 << 383) + x:096x}")
    for text in ("c0" + "00" * 47, "00" * 48, "8" + "f" * 95, "80" * 47):
        with pytest.raises(ValueError, match="not a point"):
            PLAIN["point_of"](text)


@pytest.mark.parametrize(
    ("beacon", "status", "told"),
    [
        ({"chain": QUICKNET, **QUICKNET_657413}, 0, QUICKNET_657413["randomness"]),
        ({"chain": QUICKNET, **QUICKNET_657413, "round": 1}, 1, "NOT CORRECT"),
        ({"chain": MAIN, **QUICKNET_657413}, 1, "NOT CORRECT"),
        ({"chain": QUICKNET, **MAIN_1}, 1, "NOT CORRECT"),
        ({"chain": "0" * 64, **MAIN_1}, 1, "NOT CORRECT"),
        ([], 1, "NOT CORRECT"),
    ],
)
def test_a_beacon_in_a_file(tmp_path: Path, beacon: Any, status: int, told: str) -> None:
    file = tmp_path / "beacon.json"
    file.write_text(json.dumps(beacon), encoding="utf-8")
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == status
    assert told in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
