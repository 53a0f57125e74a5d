# SPDX-License-Identifier: EUPL-1.2
"""Build an edition: read every source, check every table, write an immutable folder, switch to it.

Nothing in use changes before the new edition is complete on disk. Faults of all files are listed together.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import polars as pl

from speelveld import __version__
from speelveld.contracts.base import Contract
from speelveld.contracts.csvw import resource
from speelveld.editions.advice import derivations, optional
from speelveld.editions.counts import DERIVED
from speelveld.editions.manifest import Gap, Manifest, TableEntry
from speelveld.editions.municipalities import find
from speelveld.editions.store import PREFIX, Edition, flush_folder, make_current
from speelveld.errors import EditionError, Fault, InputError, SourceError
from speelveld.sources.catalogue import DATASETS
from speelveld.sources.dataset import Dataset

Progress = Callable[[str, int, int], None]
"""Told what is being read, which one it is, and how many there are."""

BUILDING = ".building-"


@dataclass(frozen=True, slots=True)
class _Made:
    entry: TableEntry
    frame: pl.DataFrame
    contract: Contract


def build(
    editions: Path,
    *,
    sources: Path | None = None,
    municipality: str = "Groningen",
    datasets: tuple[Dataset, ...] = DATASETS,
    progress: Progress | None = None,
) -> Edition:
    """Build an edition from the bundled files, or from the files of the same names in ``sources``, and make it current.

    A file that ``sources`` does not hold becomes a gap in the manifest; it is never taken from elsewhere.
    ``municipality`` (name, code or slug) is the one that the site opens on.

    Raises InputError with the faults of all files together, and EditionError when the edition cannot be written. In
    both cases the edition in use stays in use.
    """
    try:
        editions.mkdir(parents=True, exist_ok=True)
        _sweep(editions)
        tables, gaps = _tables(sources, datasets, progress)
        known = next((table.frame for table in tables if table.entry.name == "municipalities"), None)
        code = municipality if known is None else find(known, municipality).code
        return _write(editions, tables, gaps, code)
    except OSError as error:
        reason = "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else str(error)
        raise EditionError(
            f"{editions}: the edition could not be written: {reason}. The edition in use, if any, stays in use. "
            "Make room or give another folder with --output, and build again."
        ) from error


def _tables(
    sources: Path | None, datasets: tuple[Dataset, ...], progress: Progress | None
) -> tuple[list[_Made], list[Gap]]:
    folder: Traversable = files("speelveld.sources").joinpath("bundled") if sources is None else sources
    present = {entry.name: entry for entry in folder.iterdir() if entry.is_file()}
    left_out = _provenance(present)
    datasets = (*datasets, *optional(present))
    made: list[_Made] = []
    gaps: list[Gap] = []
    faults: list[Fault] = []
    for number, dataset in enumerate(datasets, 1):
        if progress:
            progress(dataset.id, number, len(datasets))
        found = _find(present, dataset.file)
        if found is None:
            gaps.append(Gap(dataset.id, dataset.file, "the file is not among the sources"))
            continue
        try:
            made.append(_read(dataset, found, left_out.get(dataset.file, "")))
        except InputError as error:
            faults += error.faults
    if not made and not faults:
        expected = ", ".join(dataset.file for dataset in datasets[:3])
        raise SourceError(Fault(f"holds none of the files that are expected, such as {expected}.", str(sources)))
    if faults:
        raise InputError(faults)
    frames = {table.entry.name: table.frame for table in made}
    for name, contract, make, inputs in (*DERIVED, *derivations(frames)):
        if progress:
            progress(name, len(datasets), len(datasets))
        frames[name] = contract.check(make(frames), name)
        made.append(_derived(name, contract, frames[name], inputs, made))
    return made, gaps


def _find(present: Mapping[str, Traversable], file: str) -> Traversable | None:
    plain = file.removesuffix(".gz")
    return next((present[name] for name in (file, plain, plain + ".gz") if name in present), None)


def _read(dataset: Dataset, found: Traversable, left_out: str) -> _Made:
    raw = found.read_bytes()
    frame = dataset.table(raw, found.name)
    entry = TableEntry(
        name=dataset.id,
        file=f"{dataset.id}.parquet",
        sha256="",
        rows=frame.height,
        title_nl=dataset.contract.nl,
        title_en=dataset.contract.en,
        sources=(dataset.source,),
        made_from=(found.name,),
        input_sha256=hashlib.sha256(raw).hexdigest(),
        input_bytes=len(raw),
        left_out=left_out,
    )
    return _Made(entry, frame, dataset.contract)


def _derived(name: str, contract: Contract, frame: pl.DataFrame, inputs: tuple[str, ...], made: list[_Made]) -> _Made:
    used = [table.entry for table in made if table.entry.name in inputs]
    sources = tuple(dict.fromkeys(source for entry in used for source in entry.sources))
    entry = TableEntry(
        name=name,
        file=f"{name}.parquet",
        sha256="",
        rows=frame.height,
        title_nl=contract.nl,
        title_en=contract.en,
        sources=sources,
        made_from=tuple(entry.name for entry in used),
    )
    return _Made(entry, frame, contract)


def _write(editions: Path, tables: list[_Made], gaps: list[Gap], municipality: str) -> Edition:
    draft = Path(tempfile.mkdtemp(prefix=f"{BUILDING}{os.getpid()}-", dir=editions))
    try:
        entries = tuple(_write_table(draft, table) for table in tables)
        identity = hashlib.sha256(
            "\n".join([municipality, __version__, *(f"{entry.name} {entry.sha256}" for entry in entries)]).encode()
        )
        manifest = Manifest(
            id=identity.hexdigest()[:12],
            software=__version__,
            municipality=municipality,
            tables=entries,
            gaps=tuple(gaps),
        )
        manifest.write(draft)
        _write_package(draft, manifest, tables)
        for file in draft.iterdir():
            _flush(file)
        flush_folder(draft)
        final = editions / f"{PREFIX}{manifest.id}"
        if not _intact(final, manifest):
            if final.exists():
                shutil.rmtree(final.rename(draft.with_name(draft.name + "-damaged")))
            draft.chmod(0o755)
            draft.rename(final)
            flush_folder(editions)
        make_current(editions, final.name)
        return Edition(final)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write_package(folder: Path, manifest: Manifest, tables: list[_Made]) -> None:
    """``datapackage.json``: every table with its columns, units and limits, as Frictionless describes them."""
    contracts = {table.entry.name: table.contract for table in tables}
    package = {
        "name": f"speelveld-edition-{manifest.id}",
        "version": manifest.software,
        "resources": [resource(contracts[entry.name], entry.file, entry.sources) for entry in manifest.tables],
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")


def _write_table(folder: Path, table: _Made) -> TableEntry:
    path = folder / table.entry.file
    table.frame.write_parquet(path, compression="zstd", statistics=True)
    return replace(table.entry, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def _intact(folder: Path, manifest: Manifest) -> bool:
    """Whether this very edition stands there already, undamaged: then it is left alone."""
    try:
        return Manifest.read(folder).tables == manifest.tables and all(
            hashlib.sha256((folder / entry.file).read_bytes()).hexdigest() == entry.sha256 for entry in manifest.tables
        )
    except (OSError, EditionError):
        return False


def _flush(file: Path) -> None:
    with file.open("rb") as stream:
        os.fsync(stream.fileno())


def _sweep(editions: Path) -> None:
    """Remove what builds that died left behind; a build that still runs keeps its folder."""
    for folder in editions.glob(f"{BUILDING}*"):
        process = folder.name.removeprefix(BUILDING).split("-")[0]
        if process.isdigit() and not _alive(int(process)):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(process: int) -> bool:
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _provenance(present: Mapping[str, Traversable]) -> dict[str, str]:
    """What each bundled file leaves out of its original, by file name."""
    if "provenance.json" not in present:
        return {}
    entries = json.loads(present["provenance.json"].read_text(encoding="utf-8"))
    return {entry["file"]: entry["left_out"] for entry in entries}
