# SPDX-License-Identifier: EUPL-1.2
"""Refuses modules that are too long to read in one go: ``python tools/module_sizes.py src tests``."""

from __future__ import annotations

import sys
from pathlib import Path

LIMIT = 600
"""Lines. Most modules have 60 to 250; one that nears this limit holds two subjects."""


def too_long(folders: list[Path]) -> list[tuple[Path, int]]:
    """Every Python file below ``folders`` with more than :data:`LIMIT` lines, with its number of lines."""
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > LIMIT:
                found.append((path, lines))
    return found


def main(arguments: list[str]) -> int:
    """Print every module above the limit; 1 when there is one, 2 when a folder does not exist."""
    folders = [Path(argument) for argument in arguments]
    missing = [str(folder) for folder in folders if not folder.is_dir()]
    if missing or not folders:
        print(f"module sizes: no such folder: {', '.join(missing) or '(none named)'}", file=sys.stderr)
        return 2
    faults = too_long(folders)
    for path, lines in faults:
        print(f"{path}: {lines} lines, more than {LIMIT}. Split it by subject.", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
