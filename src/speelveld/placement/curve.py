# SPDX-License-Identifier: EUPL-1.2
"""The curve BLS12-381 as the beacon needs it: points from bytes, hashing to the curve, and one equation of pairings.

The arithmetic is that of py_ecc (Ethereum Foundation). Points are its triples, of the groups G1 (48 bytes) and G2 (96).
"""

from __future__ import annotations

import hashlib
import sys
from typing import Any

_limit = sys.getrecursionlimit()
from py_ecc.bls.g2_primitives import pubkey_to_G1, signature_to_G2, subgroup_check  # noqa: E402
from py_ecc.bls.hash_to_curve import hash_to_G1, hash_to_G2  # noqa: E402
from py_ecc.fields import optimized_bls12_381_FQ12 as FQ12  # noqa: E402
from py_ecc.optimized_bls12_381.optimized_curve import G1, G2, is_inf, neg  # noqa: E402
from py_ecc.optimized_bls12_381.optimized_pairing import final_exponentiate, pairing  # noqa: E402

# On loading, py_ecc raises Python's limit of recursion for slower code of its own that is not used here. With that
# limit a document of many brackets would overflow the stack instead of being refused.
sys.setrecursionlimit(_limit)

TO_G1 = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
TO_G2 = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"


def signed_on_g1(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature on G1 (48 bytes) is that of a key on G2 (96 bytes): e(G2, s) = e(key, H(message))."""
    public, sign = _point(signature_to_G2, key), _point(pubkey_to_G1, signature)
    if public is None or sign is None:
        return False
    hashed: Any = hash_to_G1(message, TO_G1, _SHA256)
    return _product_is_one((G2, sign), (public, neg(hashed)))


def signed_on_g2(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature on G2 (96 bytes) is that of a key on G1 (48 bytes): e(s, G1) = e(H(message), key)."""
    public, sign = _point(pubkey_to_G1, key), _point(signature_to_G2, signature)
    if public is None or sign is None:
        return False
    hashed: Any = hash_to_G2(message, TO_G2, _SHA256)
    return _product_is_one((sign, G1), (hashed, neg(public)))


_SHA256: Any = hashlib.sha256


def _point(decompress: Any, compressed: bytes) -> Any:
    """The point of the group, or None: for bytes of no point, of the neutral one, or of one outside the group.

    A point outside the group, added to a genuine signature, would give another signature that the pairing takes as
    well.
    """
    try:
        point = decompress(compressed)
    except ValueError:
        return None
    return None if is_inf(point) or not subgroup_check(point) else point


def _product_is_one(*pairs: tuple[Any, Any]) -> bool:
    product = FQ12.one()
    for on_g2, on_g1 in pairs:
        product *= pairing(on_g2, on_g1, final_exponentiate=False)
    return bool(final_exponentiate(product) == FQ12.one())
