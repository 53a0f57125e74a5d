# SPDX-License-Identifier: EUPL-1.2
"""``python -m tools.bundle ORIGINALS_DIR``: writes the bundled files and their provenance."""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib
import pkgutil
import sys
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

import tools.bundle
from tools.bundle.provenance import Original, Provenance, as_json, as_markdown, read_sources
from tools.bundle.reduction import Reduction

BUNDLED = Path(__file__).parents[2] / "src" / "speelveld" / "sources" / "bundled"
GZIP = b"\x1f\x8b"
NO_HASH = "-"
"""What SOURCES.md says for files that were typed over, which it lists by a pattern."""


def reductions() -> list[Reduction]:
    """The ``REDUCTIONS`` of every module beside this one, in the order of the bundled files' names."""
    found: list[Reduction] = []
    for module in pkgutil.iter_modules(tools.bundle.__path__):
        if module.name != "__main__":
            found += getattr(importlib.import_module(f"tools.bundle.{module.name}"), "REDUCTIONS", [])
    return sorted(found, key=lambda reduction: reduction.bundled)


def bundle(originals: Path, into: Path, wanted: list[Reduction]) -> list[Provenance]:
    """Writes every bundled file with ``provenance.json`` and ``SOURCES.md``; nothing at all when an original is wrong.

    Raises ValueError when an original is unknown, missing, or has another SHA-256 than SOURCES.md says.
    """
    known = read_sources((originals / "SOURCES.md").read_text(encoding="utf-8"))
    faults, files, records = [], {}, []
    for reduction in wanted:
        try:
            source, raw = _checked(originals, reduction.original, known)
            others = [_checked(originals, path, known)[1] for path in reduction.also]
            content = _wrapped(reduction.reduce(raw, *others), reduction.bundled)
        except ValueError as error:
            faults.append(f"{reduction.original}: {error}")
            continue
        files[reduction.bundled] = content
        records.append(_provenance(reduction, source, content))
    if faults:
        raise ValueError("\n".join(faults))
    into.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (into / name).write_bytes(content)
    (into / "provenance.json").write_text(as_json(records), encoding="utf-8")
    (into / "SOURCES.md").write_text(as_markdown(records), encoding="utf-8")
    return records


def _checked(originals: Path, path: str, known: dict[str, Original]) -> tuple[Original, bytes]:
    source = known.get(path) or next((known[row] for row in known if fnmatch(path, row)), None)
    if source is None:
        raise ValueError("SOURCES.md does not list this file")
    if not (originals / path).is_file():
        raise ValueError("there is no such file in the folder with originals")
    raw = (originals / path).read_bytes()
    wrapped = hashlib.sha256(raw).hexdigest()
    if raw.startswith(GZIP):
        raw = gzip.decompress(raw)
    found = hashlib.sha256(raw).hexdigest()
    if source.sha256 == NO_HASH:
        return replace(source, sha256=found), raw
    if source.sha256 not in (found, wrapped):
        raise ValueError(f"the SHA-256 is {found}, SOURCES.md says {source.sha256}")
    return source, raw


def _wrapped(content: bytes, name: str) -> bytes:
    return gzip.compress(content, compresslevel=9, mtime=0) if name.endswith(".gz") else content


def _provenance(reduction: Reduction, source: Original, content: bytes) -> Provenance:
    return Provenance(
        file=reduction.bundled,
        original=reduction.original,
        original_sha256=source.sha256,
        bundled_sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        publisher=source.publisher,
        title=reduction.title or source.title,
        reference_date=source.reference_date,
        licence=source.licence,
        found_in=source.found_in,
        left_out=reduction.left_out,
        caveats=" ".join(filter(None, [source.caveats, reduction.caveats, *_made_with(reduction)])),
    )


def _made_with(reduction: Reduction) -> list[str]:
    return [f"Made with the help of {', '.join(f'`{path}`' for path in reduction.also)}."] if reduction.also else []


def main() -> int:
    """The command; 0 when the files were written, 1 when an original is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tools.bundle", description=__doc__)
    parser.add_argument("originals", type=Path, help="the folder with the originals and their SOURCES.md")
    try:
        records = bundle(parser.parse_args().originals, BUNDLED, reductions())
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    for record in records:
        print(f"{record.bytes:>9,}  {record.file}")
    print(f"{sum(record.bytes for record in records):>9,}  bytes in {len(records)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
