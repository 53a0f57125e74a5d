# SPDX-License-Identifier: EUPL-1.2
"""Which addresses may be visited, and which names a server may give to a file."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from speelveld.sources.fetch.model import fault

_RESERVED = {"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(10))}
LONGEST_NAME = 120
OWN_NAMES = frozenset({"provenance.json"})


def is_loopback(url: str) -> bool:
    """Whether the address is on this machine: ``localhost``, 127.0.0.0/8 or ::1."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_url(url: str) -> str:
    """The address itself when it may be visited: https, or http on this machine.

    Raises FetchError for another scheme, for an address without a host, and for one that carries a password.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise fault(url, "this is not a web address.", "Check the address.") from None
    if not host:
        raise fault(url, "this is not a web address.", "Check the address.")
    if parts.username is not None or parts.password is not None:
        raise fault(parts._replace(netloc=host).geturl(), "the address carries a user name.", "Leave it out.")
    if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url)):
        return url
    raise fault(
        url,
        f"'{parts.scheme}' is not a protected connection, so anyone on the way could change the file.",
        "Use an address that starts with https.",
    )


def check_redirect(source: str, location: str) -> str:
    """The absolute address that ``source`` sends us to, when it may be followed.

    Raises FetchError for plain http to another host, and for a public server that points into this machine.
    """
    target = check_url(urljoin(source, location))
    if is_loopback(target) and not is_loopback(source):
        raise fault(source, f"the server sends us on to {target}, on this machine.", "That is never right: report it.")
    return target


def linked_url(base: str, link: str) -> str:
    """An address out of a publisher's answer, made absolute; plain http of a public host is tried as https instead."""
    url = urljoin(base, link.strip())
    parts = urlsplit(url)
    if parts.scheme == "http" and not is_loopback(url):
        url = urlunsplit(parts._replace(scheme="https"))
    return check_redirect(base, url)


def same_host(one: str, other: str) -> bool:
    """Whether two addresses are of the same server: scheme apart, the same host and port."""
    first, second = urlsplit(one), urlsplit(other)
    return (first.hostname, first.port) == (second.hostname, second.port)


def safe_name(text: str, otherwise: str = "file") -> str:
    """A file name out of what a server calls a file: one path component, ASCII, no leading dot, never a device.

    ``'../../etc/passwd'`` -> ``'passwd'``; ``'%2e%2e%2fx.csv'`` -> ``'x.csv'``; nothing usable -> ``otherwise``.
    """
    last = re.split(r"[/\\]", unquote(unquote(text)).replace("\0", ""))[-1]
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", plain).strip("._-")
    stem, dot, suffix = name.rpartition(".")
    if len(name) > LONGEST_NAME:
        name = (
            stem[: LONGEST_NAME - len(suffix) - 1] + dot + suffix if dot and len(suffix) < 10 else name[:LONGEST_NAME]
        )
    if not name:
        return otherwise
    if name.split(".")[0].lower() in _RESERVED or name.lower() in OWN_NAMES:
        return f"_{name}"
    return name


def name_of(url: str, otherwise: str = "file") -> str:
    """The file name at the end of an address."""
    return safe_name(urlsplit(url).path.rstrip("/"), otherwise)
