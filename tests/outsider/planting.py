# SPDX-License-Identifier: EUPL-1.2
"""How a leak is planted in a copy of the exported site, and what is then found in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from speelveld.outsider import CHECKS, Finding, attempt, read_site

QUICK = tuple(name for name in CHECKS if name.startswith(("A5", "A13 one", "A14")))


def found(folder: Path) -> list[Finding]:
    """What the quick checks find in a site."""
    site = read_site(folder)
    one = attempt(site, site.places["groningen"])
    return [finding for name in QUICK for finding in CHECKS[name](one)]


def replace(folder: Path, file: str, old: str, new: str, count: int = 1) -> None:
    """Plant something in the place of something else."""
    path = folder / file
    text = path.read_bytes().decode()
    assert old in text, f"{file} holds no {old!r}"
    path.write_bytes(text.replace(old, new, count).encode())


def change(folder: Path, file: str, pattern: str, number: Callable[[float], str]) -> None:
    """Plant another number in the place of the first one that matches."""
    path = folder / file
    text, times = re.subn(pattern, lambda match: number(float(match[1])), path.read_text(encoding="utf-8"), count=1)
    assert times, f"{file} holds no {pattern!r}"
    path.write_text(text, encoding="utf-8")
