# SPDX-License-Identifier: EUPL-1.2
"""A publisher's server on this machine: files with versions and ranges, and faults that happen when told to.

All data in it is invented.
"""

from __future__ import annotations

import sys
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Query = dict[str, list[str]]


@dataclass
class Answer:
    """What the server says: a status, headers and a body."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class File:
    """A file with its version marks. ``ranges`` False: the server ignores Range, as many do."""

    body: bytes
    etag: str = ""
    modified: str = ""
    content_type: str = "application/octet-stream"
    ranges: bool = True
    chunked: bool = False


@dataclass
class Break:
    """Send only so many bytes of the body and then cut the connection, after ``hold`` when there is one."""

    after: int
    hold: threading.Event | None = None


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away in the middle is part of the tests; anything else is reported."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class LocalPublisher:
    """The server. ``files`` and ``routes`` say what it has, ``faults`` what goes wrong next, ``log`` what was asked."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        self.routes: dict[str, Callable[[Query], Answer]] = {}
        self.faults: defaultdict[str, deque[Answer | Break]] = defaultdict(deque)
        self.log: list[tuple[str, dict[str, str]]] = []
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                publisher.handle(self)

            def log_message(self, *_: object) -> None:
                """The log is kept in memory."""

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def asked(self, path: str) -> list[dict[str, str]]:
        """The headers of every request for a path, in order."""
        return [headers for at, headers in self.log if at == path]

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        parts = urlsplit(handler.path)
        self.log.append((parts.path, dict(handler.headers.items())))
        trouble = self.faults[parts.path].popleft() if self.faults[parts.path] else None
        if isinstance(trouble, Answer):
            answer = trouble
        elif parts.path in self.files:
            answer = self._file(self.files[parts.path], dict(handler.headers.items()))
        elif parts.path in self.routes:
            answer = self.routes[parts.path](parse_qs(parts.query))
        else:
            answer = Answer(b"nothing here", 404, {"Content-Type": "text/plain"})
        cut = trouble if isinstance(trouble, Break) else None
        file = self.files.get(parts.path)
        send(handler, answer, cut, chunked=file is not None and file.chunked and answer.status == 200)

    @staticmethod
    def _file(file: File, asked: dict[str, str]) -> Answer:
        marks = {name: value for name, value in (("ETag", file.etag), ("Last-Modified", file.modified)) if value}
        headers = {"Content-Type": file.content_type, **marks}
        same = asked.get("If-None-Match") == file.etag if "If-None-Match" in asked else None
        if same is None and "If-Modified-Since" in asked:
            same = asked["If-Modified-Since"] == file.modified
        if same and marks:
            return Answer(b"", 304, headers)
        wanted = asked.get("Range")
        if wanted is None or not file.ranges or asked.get("If-Range") not in (None, file.etag, file.modified):
            return Answer(file.body, 200, headers)
        start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        if start >= len(file.body):
            return Answer(b"", 416, headers | {"Content-Range": f"bytes */{len(file.body)}"})
        place = f"bytes {start}-{len(file.body) - 1}/{len(file.body)}"
        return Answer(file.body[start:], 206, headers | {"Content-Range": place})


def send(handler: BaseHTTPRequestHandler, answer: Answer, cut: Break | None, *, chunked: bool) -> None:
    """Write an answer, or the first part of it."""
    handler.send_response(answer.status)
    for name, value in answer.headers.items():
        handler.send_header(name, value)
    if chunked:
        handler.send_header("Transfer-Encoding", "chunked")
    elif answer.status != 304 and "Content-Length" not in answer.headers:
        handler.send_header("Content-Length", str(len(answer.body)))
    handler.end_headers()
    body = answer.body if cut is None else answer.body[: cut.after]
    if chunked:
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(body), body) + b"0\r\n\r\n")
    elif answer.status != 304:
        handler.wfile.write(body)
    if cut is not None:
        handler.wfile.flush()
        if cut.hold is not None:
            cut.hold.wait(60)
        handler.close_connection = True


@contextmanager
def serving() -> Iterator[LocalPublisher]:
    """A server for the time of a test."""
    publisher = LocalPublisher()
    try:
        yield publisher
    finally:
        publisher.close()
