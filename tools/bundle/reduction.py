# SPDX-License-Identifier: EUPL-1.2
"""What one reduction is: which original becomes which bundled file, and what was left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def unchanged(raw: bytes) -> bytes:
    """The original as it is, for files that hold no more than the figures use."""
    return raw


@dataclass(frozen=True, slots=True)
class Reduction:
    """One original and the bundled file that is made from it.

    ``original`` is the path as SOURCES.md prints it (``duo/po_....csv.gz``). ``bundled`` is the file's name in
    ``sources/bundled/``; when it ends in ``.gz`` the reduced bytes are compressed, with the same result every time.
    ``reduce`` takes the original's bytes (inside its ``.gz`` wrapper) and gives the bytes that are bundled.
    ``left_out`` says in plain words what is not in the bundled file; ``caveats`` adds to those of SOURCES.md.
    ``title`` replaces the one in SOURCES.md where that says "idem".
    ``also`` names other originals whose bytes ``reduce`` gets after those of the first.
    """

    original: str
    bundled: str
    reduce: Callable[..., bytes]
    left_out: str
    caveats: str = ""
    also: tuple[str, ...] = ()
    title: str = ""
