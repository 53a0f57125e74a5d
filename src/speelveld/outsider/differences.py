# SPDX-License-Identifier: EUPL-1.2
"""A14: what two publications differ in when only a hidden number differs between them. It must be nothing.

Whatever is different then, be it a length, a header or an order, tells of the hidden number. The id of an edition is a
hash of its contents and differs by design, as the ETag that is made from it; both are taken out before anything is
compared. They are not harmless where the input is not public: a hash confirms a guess of all hidden numbers together.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from speelveld.disclosure.attack import Finding
from speelveld.outsider.site import MARK

_PASSING = frozenset({"date", "etag"})
"""Headers that change with the time and with the edition's id."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered to one request."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def between_sites(one: Path, other: Path) -> list[Finding]:
    """The files in which two exported sites differ, of which the editions differ in a hidden number only."""
    files = {path.relative_to(root).as_posix() for root in (one, other) for path in root.rglob("*") if path.is_file()}
    ids = [_edition(root) for root in (one, other)]
    found = []
    for file in sorted(files):
        texts = [
            (root / file).read_bytes().replace(id_, b"-") if (root / file).is_file() else None
            for root, id_ in zip((one, other), ids, strict=True)
        ]
        if texts[0] is None or texts[1] is None:
            found.append(_finding(file, "is there in one of two editions that differ in a hidden number only"))
        elif texts[0] != texts[1]:
            found.append(_finding(file, f"differs in {_where(texts[0], texts[1])}"))
    return found


def between_answers(
    one: Mapping[str, Answer], other: Mapping[str, Answer], ids: tuple[str, str] = ("", "")
) -> list[Finding]:
    """The addresses whose answers differ between two servers that show editions that differ in a hidden number only."""
    found = []
    for address in sorted({*one, *other}):
        here, there = one.get(address), other.get(address)
        if here is None or there is None:
            found.append(_finding(address, "is answered by one of two servers only"))
            continue
        for name, first, second in (
            ("its status", here.status, there.status),
            ("its headers", _kept(here), _kept(there)),
            ("its length", len(here.body), len(there.body)),
            (
                "its text",
                here.body.replace(ids[0].encode() or b"-", b"-"),
                there.body.replace(ids[1].encode() or b"-", b"-"),
            ),
        ):
            if first != second:
                found.append(_finding(address, f"differs in {name}"))
    return found


def _kept(answer: Answer) -> dict[str, str]:
    return {name.casefold(): value for name, value in answer.headers.items() if name.casefold() not in _PASSING}


def _edition(root: Path) -> bytes:
    return str(json.loads((root / MARK).read_text(encoding="utf-8"))["edition"]).encode()


def _where(one: bytes, other: bytes) -> str:
    place = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"byte {place}: {one[max(0, place - 40) : place + 40]!r}"


def _finding(channel: str, why: str) -> Finding:
    return Finding("A14", "difference", 0, 0, None, why, channel)
