# SPDX-License-Identifier: EUPL-1.2
"""From a file as it lies on disk to the bytes that a reader wants: wrappers off, limits on."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator

from speelveld.errors import Fault, SourceError

MAX_BYTES = 160 * 2**20
"""The largest unwrapped file that is read. The largest real one has 4 MB; this leaves room, and stops a bomb."""

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
XLS = b"\xd0\xcf\x11\xe0"


def unwrap(raw: bytes, file: str) -> bytes:
    """The bytes inside a gzip wrapper, or the bytes as they are.

    Raises SourceError when the file is empty, when the wrapper is cut off or damaged, or when it holds more than
    ``MAX_BYTES``.
    """
    if not raw:
        raise SourceError(Fault("the file is empty.", file, advice="Fetch it again, or put the old file back."))
    if raw[:2] == GZIP:
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(raw)) as stream:
                raw = stream.read(MAX_BYTES + 1)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            fault = Fault(f"the gzip wrapper is cut off or damaged ({error}).", file, advice="Fetch it again.")
            raise SourceError(fault) from error
    if len(raw) > MAX_BYTES:
        raise SourceError(
            Fault(f"the file holds more than {MAX_BYTES // 2**20} MiB.", file, advice="This is not the file expected.")
        )
    if not raw.strip():
        raise SourceError(Fault("the file is empty.", file, advice="Fetch it again, or put the old file back."))
    return raw


def members(raw: bytes, file: str, suffix: str) -> Iterator[tuple[str, bytes]]:
    """The files in a zip archive whose names end in ``suffix``, in the order of their names.

    Raises SourceError when the archive is damaged, holds too much, or holds no such file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            infos = sorted(
                (info for info in archive.infolist() if info.filename.lower().endswith(suffix)),
                key=lambda info: info.filename,
            )
            if not infos:
                raise SourceError(Fault(f"the archive holds no file that ends in '{suffix}'.", file))
            if sum(info.file_size for info in infos) > MAX_BYTES:
                raise SourceError(Fault(f"the archive unpacks to more than {MAX_BYTES // 2**20} MiB.", file))
            for info in infos:
                yield info.filename, archive.read(info)
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError) as error:
        raise SourceError(Fault(f"the zip archive is damaged ({error}).", file, advice="Fetch it again.")) from error
