# SPDX-License-Identifier: EUPL-1.2
"""A Merkle tree over a list: one hash binds all of it, and a short proof shows that an entry is in it.

The tree of RFC 6962, section 2.1 (Certificate Transparency). With SHA-256 as H::

    leaf = H(0x00 || entry)        node = H(0x01 || left || right)        empty list = H("")

A list of n > 1 entries splits at the largest power of two below n. The two prefixes keep a node from passing as a leaf.
"""

from __future__ import annotations

from collections.abc import Sequence

from speelveld.placement.canonical import sha256


def leaf_hash(entry: bytes) -> bytes:
    """H(0x00 || entry)."""
    return sha256(b"\x00", entry)


def node_hash(left: bytes, right: bytes) -> bytes:
    """H(0x01 || left || right)."""
    return sha256(b"\x01", left, right)


def root(entries: Sequence[bytes]) -> bytes:
    """The hash (32 bytes) that binds the entries, their order and their number."""
    level = [leaf_hash(entry) for entry in entries]
    if not level:
        return sha256()
    # Pairing from the left, an odd last node rising as it is, gives the tree that RFC 6962 defines from above.
    while len(level) > 1:
        paired = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = paired + level[len(level) - len(level) % 2 :]
    return level[0]


def proof(entries: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of one entry, from its leaf up. Raises IndexError where there is no such entry."""
    if not 0 <= index < len(entries):
        raise IndexError(f"there is no entry {index} among {len(entries)}")
    level = [leaf_hash(entry) for entry in entries]
    path = []
    while len(level) > 1:
        other = index ^ 1
        if other < len(level):
            path.append(level[other])
        paired = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = paired + level[len(level) - len(level) % 2 :]
        index //= 2
    return path


def root_of_proof(entry: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root to which an audit path leads. Raises ValueError where the path cannot be one of a tree of that size."""
    if not 0 <= index < size:
        raise ValueError(f"there is no entry {index} among {size}")
    found, last, left = leaf_hash(entry), size - 1, list(path)
    while last:
        if index != last or index % 2:
            if not left:
                raise ValueError("the path is too short")
            other = left.pop(0)
            found = node_hash(other, found) if index % 2 else node_hash(found, other)
        index //= 2
        last //= 2
    if left:
        raise ValueError("the path is too long")
    return found
