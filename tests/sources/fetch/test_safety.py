# SPDX-License-Identifier: EUPL-1.2
"""Addresses that may be visited, and names that a server may give."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speelveld.errors import FetchError
from speelveld.sources.fetch.safety import (
    LONGEST_NAME,
    check_redirect,
    check_url,
    is_loopback,
    linked_url,
    name_of,
    safe_name,
    same_host,
)


@pytest.mark.parametrize("url", ["https://onderwijsdata.duo.nl/x", "http://localhost:8/x", "http://[::1]/x"])
def test_https_and_this_machine_may_be_visited(url: str) -> None:
    assert check_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://onderwijsdata.duo.nl/x",
        "ftp://onderwijsdata.duo.nl/x",
        "file:///etc/passwd",
        "http://localhost.example.org/x",
        "http://127.0.0.1.example.org/x",
        "https:///x",
        "//duo.nl/x",
        "https://[broken/x",
        "https://duo.nl:port/x",
        "",
    ],
)
def test_everything_else_is_refused(url: str) -> None:
    with pytest.raises(FetchError):
        check_url(url)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(FetchError) as caught:
        check_url("https://user:hunter2@duo.nl/x")
    assert "hunter2" not in str(caught.value)


def test_loopback_is_known_by_its_address() -> None:
    assert is_loopback("http://127.4.5.6/")
    assert not is_loopback("http://128.0.0.1/")


def test_a_redirect_may_be_relative() -> None:
    assert check_redirect("https://duo.nl/a/b", "../c") == "https://duo.nl/c"


@pytest.mark.parametrize("location", ["http://example.org/x", "http://127.0.0.1/x", "https://localhost/x"])
def test_a_public_server_may_not_send_us_to_plain_http_or_into_this_machine(location: str) -> None:
    with pytest.raises(FetchError):
        check_redirect("https://duo.nl/a", location)


def test_a_link_with_plain_http_is_tried_as_https() -> None:
    assert linked_url("https://duo.nl/api", "http://duo.nl/a.csv") == "https://duo.nl/a.csv"
    assert linked_url("http://127.0.0.1:9/api", "http://127.0.0.1:9/a.csv") == "http://127.0.0.1:9/a.csv"


def test_the_same_host_means_host_and_port() -> None:
    assert same_host("https://cbs.nl/a", "http://cbs.nl/b")
    assert not same_host("http://cbs.nl:1/a", "http://cbs.nl:2/a")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("vestigingenbo.csv", "vestigingenbo.csv"),
        ("../../etc/passwd", "passwd"),
        ("..%2f..%2fx.csv", "x.csv"),
        ("%252e%252e%252fx.csv", "x.csv"),
        ("..\\..\\x.csv", "x.csv"),
        ("C:\\x.csv", "x.csv"),
        (".htaccess", "htaccess"),
        ("..", "file"),
        ("", "file"),
        ("a\0b.csv", "ab.csv"),
        ("leerlingen per gemeente é.csv", "leerlingen_per_gemeente_e.csv"),
        ("CON.csv", "_CON.csv"),
        ("provenance.json", "_provenance.json"),
        ("-rf.csv", "rf.csv"),
    ],
)
def test_names_become_one_plain_part(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_a_name_is_the_last_part_of_the_path_and_not_of_the_query() -> None:
    assert name_of("https://duo.nl/a/b.csv?name=../../c.csv#d") == "b.csv"


@given(st.text())
def test_no_name_leaves_its_folder(text: str) -> None:
    name = safe_name(text)
    folder = Path("folder")
    assert (folder / name).parent == folder
    assert 0 < len(name) <= LONGEST_NAME + 1
    assert not name.startswith(".")
    assert safe_name(name).lstrip("_") == name.lstrip("_")
