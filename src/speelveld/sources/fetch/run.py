# SPDX-License-Identifier: EUPL-1.2
"""Fetching datasets: every file of every dataset is tried, and every failure is reported, none hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from speelveld.errors import FetchError
from speelveld.sources.fetch import ckan, odata, pdok
from speelveld.sources.fetch.catalogue import DEFAULT_YEAR, Entry, Protocol, Publishers
from speelveld.sources.fetch.download import download
from speelveld.sources.fetch.model import Item, Outcome, Progress, Silent, Status
from speelveld.sources.fetch.pages import gather
from speelveld.sources.fetch.storage import alone_in, read_object, saying_where, write_json
from speelveld.sources.fetch.transport import Session

PROVENANCE = "provenance.json"


@dataclass(frozen=True, slots=True)
class Fetched:
    """One file that is in place. ``stated_licence`` is what the server itself states for it, often nothing."""

    entry: Entry
    outcome: Outcome
    stated_licence: str = ""

    def record(self) -> dict[str, Any]:
        """The file as ``speelveld fetch --format json`` prints it."""
        return {
            "dataset": self.entry.id,
            "path": str(self.outcome.path),
            "url": self.outcome.url,
            "sha256": self.outcome.sha256,
            "size": self.outcome.size,
            "status": str(self.outcome.status),
            "licence": self.entry.licence,
            "licence_stated_by_server": self.stated_licence or None,
        }


@dataclass(frozen=True, slots=True)
class Failure:
    """One file, or a whole dataset, that could not be fetched."""

    entry: Entry
    message: str

    def record(self) -> dict[str, Any]:
        """The failure as ``speelveld fetch --format json`` prints it."""
        return {"dataset": self.entry.id, "message": self.message}


@dataclass(slots=True)
class Report:
    """Everything that came of a run."""

    fetched: list[Fetched] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Request:
    """What to fetch and where to. ``year`` None means: what the catalogue's entry says."""

    directory: Path
    year: int | None = None
    force: bool = False
    publishers: Publishers = field(default_factory=Publishers)


@dataclass(frozen=True, slots=True)
class _Job:
    run: Callable[[], Outcome]
    stated_licence: str = ""


def fetch(session: Session, entries: list[Entry], request: Request, progress: Progress | None = None) -> Report:
    """Fetch these datasets, each into its own folder, with a ``provenance.json`` beside the files.

    A failure of one file does not stop the others. Raises FetchError only when the folder itself cannot be used.
    """
    progress = progress or Silent()
    report = Report()
    with alone_in(request.directory):
        for entry in entries:
            try:
                for job in _jobs(session, entry, request, progress):
                    _run(entry, job, request, report)
            except FetchError as error:
                report.failures.append(Failure(entry, str(error)))
    return report


def _run(entry: Entry, job: _Job, request: Request, report: Report) -> None:
    try:
        fetched = Fetched(entry, job.run(), job.stated_licence)
        record_provenance(request.directory / entry.id, fetched)
        report.fetched.append(fetched)
    except FetchError as error:
        report.failures.append(Failure(entry, str(error)))


def _jobs(session: Session, entry: Entry, request: Request, progress: Progress) -> Iterator[_Job]:
    make = {
        Protocol.CKAN: _ckan_jobs,
        Protocol.ODATA: _odata_jobs,
        Protocol.WFS: _wfs_jobs,
        Protocol.ATOM: _atom_jobs,
    }[entry.protocol]
    return make(session, entry, request, progress)


def _ckan_jobs(session: Session, entry: Entry, request: Request, progress: Progress) -> Iterator[_Job]:
    base, folder = request.publishers.duo, request.directory / entry.id
    found = ckan.package(session, base, entry.key)
    chosen = ckan.wanted(f"{base}/datasets/{entry.key}", found, request.year)
    for resource, item in ckan.items(chosen, folder):

        def run(resource: ckan.Resource = resource, item: Item = item) -> Outcome:
            counted = replace(item, rows=ckan.count(session, base, resource))
            return download(session, counted, progress, force=request.force)

        yield _Job(run, found.licence)


def _odata_jobs(session: Session, entry: Entry, request: Request, progress: Progress) -> Iterator[_Job]:
    folder = request.directory / entry.id
    table = odata.table(session, request.publishers.cbs, entry.key)
    period = odata.period_of(table, request.year, entry.newest_only)
    plan = odata.paged(table, entry.key, period, folder)
    yield _Job(lambda: gather(session, plan, progress, force=request.force))
    yield _Job(lambda: odata.describe(session, table, entry.key, folder))


def _wfs_jobs(session: Session, entry: Entry, request: Request, progress: Progress) -> Iterator[_Job]:
    folder, year = request.directory / entry.id, request.year or DEFAULT_YEAR
    plan = pdok.paged(request.publishers.pdok, entry.key, year, folder)
    yield _Job(lambda: gather(session, plan, progress, force=request.force))


def _atom_jobs(session: Session, entry: Entry, request: Request, progress: Progress) -> Iterator[_Job]:
    folder, year = request.directory / entry.id, request.year or DEFAULT_YEAR
    item = pdok.geopackage(session, request.publishers.pdok, year, folder)
    yield _Job(lambda: download(session, item, progress, force=request.force))


def record_provenance(folder: Path, fetched: Fetched) -> None:
    """Write beside the file where it came from. Files of other years that stand there keep their own record.

    ``retrieved`` is when the bytes came, ``checked`` when the publisher was last asked whether they still hold.
    """
    path, outcome, entry = folder / PROVENANCE, fetched.outcome, fetched.entry
    with saying_where(path):
        files = read_object(path).get("files")
        files = dict(files) if isinstance(files, dict) else {}
        asked = outcome.retrieved.isoformat(timespec="seconds")
        before = files.get(outcome.path.name)
        same = isinstance(before, dict) and before.get("sha256") == outcome.sha256
        kept = outcome.status is Status.UNCHANGED and same
        files[outcome.path.name] = {
            "url": outcome.url,
            "retrieved": before.get("retrieved", asked) if kept and isinstance(before, dict) else asked,
            "checked": asked,
            "sha256": outcome.sha256,
            "size": outcome.size,
            "licence": entry.licence,
            "licence_stated_by_server": fetched.stated_licence or None,
        }
        document = {
            "dataset": entry.id,
            "title": entry.title,
            "publisher": entry.publisher,
            "page": entry.page,
            "files": dict(sorted(files.items())),
        }
        write_json(path, document)
