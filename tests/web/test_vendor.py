# SPDX-License-Identifier: EUPL-1.2
"""The files of others are unchanged, named with their licence, and all used."""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files
from pathlib import Path

STATIC = Path(str(files("speelveld.web"))) / "static"
VENDOR = STATIC / "vendor"
ROW = re.compile(
    r"^\| `([^`]+)` \| `([^`]+)` \| ([0-9.]+) \| `([^`]+)` \| (EUPL-1\.2|OFL-1\.1) \| `([0-9a-f]{64})` \|$", re.M
)


def listed() -> dict[str, str]:
    """Every file that THIRD_PARTY.md names, with its checksum."""
    return {row[0]: row[5] for row in ROW.findall((VENDOR / "THIRD_PARTY.md").read_text(encoding="utf-8"))}


def test_every_file_is_listed_and_unchanged() -> None:
    present = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "THIRD_PARTY.md"
    }
    assert present == listed()


def test_every_vendored_file_is_used() -> None:
    ours = (STATIC / "speelveld/speelveld.css").read_text(encoding="utf-8")
    base = (STATIC.parent / "templates/base.html").read_text(encoding="utf-8")
    parts = re.search(r'for part in "([^"]+)"', base)
    assert parts is not None
    assert {Path(name).stem for name in listed() if name.endswith(".css")} == set(parts[1].split())
    assert {Path(name).name for name in listed() if name.endswith(".woff2")} == set(re.findall(r"[\w-]+\.woff2", ours))


def test_no_style_sheet_or_script_asks_another_host() -> None:
    for path in STATIC.rglob("*"):
        if path.suffix in {".css", ".js"}:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"""url\(\s*["']?(?:https?:)?//""", text), path
            assert "@import" not in text, path
