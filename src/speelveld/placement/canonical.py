# SPDX-License-Identifier: EUPL-1.2
"""The one way to write a document as bytes, so that everybody computes the same hash of it.

Canonical JSON, as this package means it: objects with their keys in order of code point, nothing between the tokens,
integers in decimal notation, no other numbers, and every character outside printable ASCII as a ``\\uXXXX`` escape
(lower-case hexadecimal, surrogate pairs above U+FFFF; ``\\b \\f \\n \\r \\t`` in their short form). The bytes are
ASCII, so there is no question of encoding, and no question of locale.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any

_HEX = re.compile(r"[0-9a-f]*")


def canonical(value: Any) -> bytes:
    """The bytes of a document of objects, lists, text, integers, booleans and null.

    Raises ValueError on anything else: a float has several spellings, and a key that is not text has none.
    """
    _refuse_what_has_no_spelling(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode("ascii")


def digest(value: Any) -> bytes:
    """SHA-256 (32 bytes) of the canonical form."""
    return hashlib.sha256(canonical(value)).digest()


def sha256(*parts: bytes) -> bytes:
    """SHA-256 (32 bytes) of the parts, one after the other."""
    return hashlib.sha256(b"".join(parts)).digest()


def parse(text: str) -> Any:
    """Read JSON that must have a canonical form. Raises ValueError on a key that stands twice and on any fraction."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_float=_no_fraction, parse_constant=_no_fraction)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def from_hex(text: Any, length: int) -> bytes:
    """``length`` bytes of lower-case hexadecimal text. Raises ValueError on anything else."""
    if not isinstance(text, str) or len(text) != 2 * length or not _HEX.fullmatch(text):
        raise ValueError(f"it must be {2 * length} characters 0-9 and a-f")
    return bytes.fromhex(text)


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise ValueError(f"the key {key!r} stands twice in one object")
        result[key] = value
    return result


def _no_fraction(text: str) -> Any:
    raise ValueError(f"{text} is not an integer")


def _refuse_what_has_no_spelling(value: Any) -> None:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            odd = [key for key in one if not isinstance(key, str)]
            if odd:
                raise ValueError(f"the key {odd[0]!r} is not text")
            waiting += one.values()
        elif isinstance(one, list | tuple):
            waiting += one
        elif one is not None and not isinstance(one, str | int):
            raise ValueError(f"{one!r} has no canonical form: only text, integers, true, false and null do")
