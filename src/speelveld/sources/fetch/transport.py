# SPDX-License-Identifier: EUPL-1.2
"""One web session: redirects that are checked, errors that are sorted into 'try again' and 'give up', retries."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from speelveld import __version__
from speelveld.errors import FetchError
from speelveld.sources.fetch.content import says
from speelveld.sources.fetch.model import Settings, fault
from speelveld.sources.fetch.safety import check_redirect, check_url

T = TypeVar("T")

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which the same question may get a file."""
MOST_REDIRECTS = 5
TRY_LATER = "Try again later."
_WHY = {
    401: "the server asks for a password (401).",
    403: "the server refuses to give it (403).",
    404: "the server has nothing at this address (404).",
    410: "the publisher has withdrawn it (410).",
}


class TransientError(Exception):
    """A failure that a new attempt may mend. ``advanced`` says that bytes came in before it failed."""

    def __init__(self, why: str, *, retry_after: float | None = None, advanced: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.retry_after = retry_after
        self.advanced = advanced


class Session:
    """Asks publishers' servers for files. Use it as a context manager; ``settings`` says how patient it is."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        context = httpx.create_ssl_context()
        self._client = httpx.Client(
            verify=context,
            timeout=httpx.Timeout(self.settings.read_seconds, connect=self.settings.connect_seconds),
            follow_redirects=False,
            headers={"User-Agent": f"speelveld/{__version__}", "Accept-Encoding": "identity"},
            # A proxy cannot reach this machine's own servers.
            mounts={
                f"all://{host}": httpx.HTTPTransport(verify=context) for host in ("localhost", "127.0.0.1", "[::1]")
            },
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    @contextmanager
    def open(self, url: str, headers: Mapping[str, str] | None = None) -> Iterator[httpx.Response]:
        """The answer to a GET, its body not read yet, after safe redirects.

        Raises TransientError for a failed connection, also one that fails while the body is read, and for the answers
        in PASSING; FetchError for an address that may not be visited and for every other answer but 200, 206, 304, 416.
        """
        try:
            response = self._follow(check_url(url), headers or {})
            try:
                self._check_status(url, response)
                yield response
            finally:
                response.close()
        except httpx.UnsupportedProtocol as error:
            raise fault(url, f"the address cannot be used ({error}).", "Check the address.") from error
        except httpx.TimeoutException as error:
            raise TransientError("the server does not answer in time.") from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise TransientError(f"the connection failed ({str(error) or type(error).__name__}).") from error

    def _follow(self, url: str, headers: Mapping[str, str]) -> httpx.Response:
        current = url
        for _ in range(MOST_REDIRECTS + 1):
            response = self._client.send(self._client.build_request("GET", current, headers=headers), stream=True)
            location = response.headers.get("Location")
            if response.status_code not in REDIRECTS or not location:
                return response
            response.close()
            current = check_redirect(current, location)
        raise fault(url, f"the server sends us on more than {MOST_REDIRECTS} times.", "The publisher should mend this.")

    def _check_status(self, url: str, response: httpx.Response) -> None:
        status = response.status_code
        if status in (200, 206, 304, 416):
            return
        if status in PASSING:
            asked = self._retry_after(response)
            if asked is not None and asked > self.settings.longest_wait:
                raise fault(
                    url,
                    f"the server is busy ({status}) and asks to come back in {asked:.0f} seconds.",
                    "Try again after that time.",
                )
            raise TransientError(f"the server has a passing fault ({status}).", retry_after=asked)
        why = _WHY.get(status, f"the server answers with {status}.")
        said = says(next(response.iter_bytes(4096), b"")) if status >= 400 else ""
        raise fault(
            url,
            f"{why} It says: '{said}'." if said else why,
            "The publisher may have moved it: 'speelveld fetch --list' names the publisher's page.",
        )

    def _retry_after(self, response: httpx.Response) -> float | None:
        """Seconds from a Retry-After header, which holds seconds or a date; None when it holds neither."""
        text = response.headers.get("Retry-After", "").strip()
        if text.isascii() and text.isdigit():
            return float(text[:9])
        try:
            moment = parsedate_to_datetime(text)
        except (TypeError, ValueError):
            return None
        now = self.settings.now()
        return max(0.0, (moment.replace(tzinfo=moment.tzinfo or now.tzinfo) - now).total_seconds())

    def retrying(self, url: str, attempt: Callable[[], T]) -> T:
        """What ``attempt`` gives, tried again after every TransientError, with a growing pause.

        Attempts that brought bytes in do not count as failures in a row, so a long download on a poor line ends.
        Raises FetchError when the patience of ``settings`` is at its end.
        """
        failures = 0
        for number in range(1, self.settings.all_attempts + 1):
            try:
                return attempt()
            except TransientError as error:
                failures = 1 if error.advanced else failures + 1
                if failures >= self.settings.attempts or number == self.settings.all_attempts:
                    raise fault(url, f"{error.why} Tried {number} times.", TRY_LATER) from error
                self.settings.sleep(self.settings.wait(failures, error.retry_after))
        raise AssertionError("all_attempts must be at least 1")

    def read(self, url: str, limit: int, accept: str) -> bytes:
        """The whole body of a small answer, in memory, with retries. Raises FetchError above ``limit`` bytes."""

        def attempt() -> bytes:
            with self.open(url, {"Accept": accept}) as response:
                body = bytearray()
                for block in response.iter_bytes():
                    body += block
                    if len(body) > limit:
                        raise too_big(url, limit)
                return bytes(body)

        return self.retrying(url, attempt)

    def json(self, url: str) -> dict[str, Any]:
        """The JSON object at an address. Raises FetchError when the answer is something else."""
        return parse_object(url, self.read(url, self.settings.page_bytes, "application/json"))


def too_big(url: str, limit: int) -> FetchError:
    """The error for a file beyond its limit."""
    return fault(
        url,
        f"the file is larger than the {limit:,} bytes that Speelveld accepts here.",
        "Check at the publisher's page what it is; if it is right, report that the limit must grow.",
    )


def parse_object(url: str, body: bytes) -> dict[str, Any]:
    """The JSON object in an answer. Raises FetchError for a web page, broken JSON, or JSON that is no object."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise fault(url, f"the answer is not JSON ('{says(body[:400])}').", TRY_LATER) from None
    if not isinstance(document, dict):
        raise fault(url, "the answer is JSON, but not an object.", "The publisher may have changed the service.")
    return document
