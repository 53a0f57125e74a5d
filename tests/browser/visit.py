# SPDX-License-Identifier: EUPL-1.2
"""A visitor with a browser, who notes everything that goes wrong while a page is shown."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response

from tools.screenshots import settle

Opening = Callable[..., "Visit"]
"""Opens a page: an address, and whatever else a browser's context takes."""

_LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI || event.sourceFile}`);
});
"""


class Visit:
    """One page in a browser of its own, and the faults that it showed."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.requests: list[str] = []
        self._faults: list[str] = []
        self._origin = urlsplit(address)[:2]
        self._address = address
        page.add_init_script(_LISTEN)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._faults.append(f"script: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)
        self.response = page.goto(address)

    def settled(self) -> Visit:
        """The same visit, once every picture and letter is there. Needs JavaScript."""
        settle(self.page)
        return self

    @property
    def faults(self) -> list[str]:
        """What went wrong: messages of the console, violations of the policy, requests that failed or left the site."""
        return self._faults + [f"policy: {each}" for each in self.page.evaluate("window.violations || []")]

    def _console(self, message: ConsoleMessage) -> None:
        # That a page is not there is told by the browser too, and that page is one of those under test.
        of_the_page_itself = message.location.get("url") == self._address and "status of 404" in message.text
        if message.type in {"error", "warning"} and not of_the_page_itself:
            self._faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)
        if urlsplit(request.url)[:2] != self._origin and not request.url.startswith("data:"):
            self._faults.append(f"elsewhere: {request.url}")

    def _failed(self, request: Request) -> None:
        # Who follows a link before every picture is there, breaks off the rest.
        if request.failure != "net::ERR_ABORTED":
            self._faults.append(f"failed: {request.url} ({request.failure})")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.url != self._address:
            self._faults.append(f"{response.status}: {response.url}")
