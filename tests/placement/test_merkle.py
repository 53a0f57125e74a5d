# SPDX-License-Identifier: EUPL-1.2
"""The Merkle tree: the roots that Certificate Transparency publishes, and no proof of what is not in the list."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.placement import merkle

# The entries and roots of the reference tests of Certificate Transparency (RFC 6962).
ENTRIES = [
    bytes.fromhex(one)
    for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_the_published_roots(size: int) -> None:
    assert merkle.root(ENTRIES[:size]).hex() == ROOTS[size]


def from_above(entries: list[bytes]) -> bytes:
    """The definition of RFC 6962, word for word."""
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return hashlib.sha256(b"\x01" + from_above(entries[:split]) + from_above(entries[split:])).digest()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=4), min_size=1, max_size=40), st.data())
def test_the_root_is_the_defined_one_and_every_proof_leads_to_it(entries: list[bytes], data: st.DataObject) -> None:
    assert merkle.root(entries) == from_above(entries)
    index = data.draw(st.integers(0, len(entries) - 1))
    path = merkle.proof(entries, index)
    assert merkle.root_of_proof(entries[index], index, len(entries), path) == merkle.root(entries)
    other = data.draw(st.binary(max_size=4).filter(lambda one: one != entries[index]))
    assert merkle.root_of_proof(other, index, len(entries), path) != merkle.root(entries)


def test_a_node_does_not_pass_as_an_entry() -> None:
    node = merkle.leaf_hash(b"a") + merkle.leaf_hash(b"b")
    assert merkle.root([node]) != merkle.root([b"a", b"b"])


@pytest.mark.parametrize("size", [1, 2, 5, 8])
def test_a_path_of_another_length_is_refused(size: int) -> None:
    for index in range(size):
        path = merkle.proof(ENTRIES[:size], index)
        with pytest.raises(ValueError, match="too long"):
            merkle.root_of_proof(ENTRIES[index], index, size, [*path, bytes(32)])
        if path:
            with pytest.raises(ValueError, match="too short"):
                merkle.root_of_proof(ENTRIES[index], index, size, path[:-1])


def test_an_entry_that_is_not_there() -> None:
    with pytest.raises(IndexError):
        merkle.proof(ENTRIES, 8)
    with pytest.raises(ValueError, match="no entry 8"):
        merkle.root_of_proof(b"", 8, 8, [])
