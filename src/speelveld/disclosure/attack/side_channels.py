# SPDX-License-Identifier: EUPL-1.2
"""A14: what an answer tells beside its numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from speelveld.disclosure.attack.findings import Finding
from speelveld.disclosure.attack.knowledge import Response

UNIQUE = frozenset({"date", "age", "server", "x-request-id", "set-cookie", "etag", "content-length", "last-modified"})
"""Headers that differ between answers for reasons of their own; the last three are compared in their own way."""


def side_channels(responses: Sequence[Response]) -> list[Finding]:
    """A14. What does the outsider do: ignores the numbers, and looks at status, headers, length, ETag and the order
    of the rows. What they need: the developer tools of a browser. What stops it: answers that are made of protected
    numbers only, sorted by name.

    Four looks: hidden cells must give the same status and headers; the body of a hidden cell must be the same text but
    for its own name; the same body must have the same ETag (one that is made of what lies behind it tells that a
    hidden number changed); and rows with a hidden number may not stand sorted between the shown numbers.
    """
    return [*_like_each_other(responses), *_tags(responses), *_orders(responses)]


def _like_each_other(responses: Sequence[Response]) -> list[Finding]:
    hidden = [one for one in responses if one.hidden]
    leaks = []
    for one in hidden[1:]:
        first = hidden[0]
        if one.status != first.status:
            leaks.append(_finding(one, f"status {one.status}, where {first.subject} has {first.status}"))
        names = sorted(_headers(one).keys() | _headers(first).keys())
        different = [name for name in names if _headers(one).get(name) != _headers(first).get(name)]
        if different:
            leaks.append(_finding(one, f"other headers than {first.subject}: {', '.join(different)}"))
        if one.body.replace(one.subject, "") != first.body.replace(first.subject, ""):
            lengths = f"{len(one.body)} and {len(first.body)} characters"
            leaks.append(_finding(one, f"another text than {first.subject}, though both are hidden ({lengths})"))
        elif _declared(one) != _declared(first):
            leaks.append(_finding(one, f"declares another length than {first.subject} for the same text"))
    return leaks


def _declared(one: Response) -> int | None:
    """The declared length without that of the subject's own name."""
    length = _all_headers(one).get("content-length")
    return None if length is None else int(length) - one.body.count(one.subject) * len(one.subject.encode())


def _tags(responses: Sequence[Response]) -> list[Finding]:
    leaks = []
    first: dict[tuple[str, str], str] = {}
    for one in responses:
        for name in ("etag", "last-modified"):
            tag = _all_headers(one).get(name)
            if tag is not None and first.setdefault((f"{one.subject}\n{one.body}", name), tag) != tag:
                leaks.append(_finding(one, f"the same text with another {name}: something behind it changed"))
    return leaks


def _orders(responses: Sequence[Response]) -> list[Finding]:
    leaks = []
    for one in responses:
        shown = [number for _, number in one.rows if number is not None]
        names = [name for name, _ in one.rows]
        up, down = shown == sorted(shown), shown == sorted(shown, reverse=True)
        by_name = names in (sorted(names), sorted(names, reverse=True))
        if len(shown) < 3 or len(set(shown)) < 3 or by_name or not (up or down):
            continue
        for at, (name, number) in enumerate(one.rows):
            before = next((n for _, n in reversed(one.rows[:at]) if n is not None), None)
            after = next((n for _, n in one.rows[at + 1 :] if n is not None), None)
            if number is None and before is not None and after is not None:
                low, high = sorted((before, after))
                why = f"stands between {before:g} and {after:g} in rows that are sorted"
                leaks.append(Finding("A14", name, math.floor(low), math.ceil(high), None, why, one.subject))
    return leaks


def _headers(one: Response) -> dict[str, str]:
    return {name: value for name, value in _all_headers(one).items() if name not in UNIQUE}


def _all_headers(one: Response) -> dict[str, str]:
    return {name.lower(): value for name, value in one.headers.items()}


def _finding(one: Response, why: str) -> Finding:
    return Finding("A14", one.subject, 0, 0, None, why)
