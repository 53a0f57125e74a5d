# SPDX-License-Identifier: EUPL-1.2
"""Reading a rules file from the disk."""

from __future__ import annotations

from pathlib import Path

from speelveld.errors import Fault, InputError
from speelveld.placement.rules import Rules
from speelveld.sources.rules_file import parse_rules

__all__ = ["parse_rules", "read_rules_file"]


def read_rules_file(path: Path) -> Rules:
    """Rules from a file in UTF-8. Raises InputError with every fault and its place."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(Fault(f"this is not UTF-8 text: byte {error.start} cannot be read.", path.name)) from None
    return parse_rules(text, path.name)
