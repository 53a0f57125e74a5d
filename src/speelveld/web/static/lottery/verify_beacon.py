# SPDX-License-Identifier: EUPL-1.2
"""Check that a round of drand was really signed by its network, with nothing but Python itself (3.10 or later).

    python verify_beacon.py BEACON.json     {"chain": ..., "round": ..., "signature": ..., "previous_signature": ...}

A network has a secret key that no member knows by itself, and a public key: a point on a curve. Its signature on a
round is the hash of that round, as a point, multiplied by the secret key. Nobody can divide that out again; but a
"pairing" e of two points shows that it was done: e(signature, generator) = e(hash of the round, public key). This file
multiplies both sides, one of them inverted, and asks whether the product is 1. The curve is BLS12-381. Sources: for the
hash to a point RFC 9380, for what else must be checked draft-irtf-cfrg-bls-signature, for what is signed drand itself.

Plain and slow (a second), and written apart from the library that `speelveld verify` uses, so that either checks the
other. `verify_lottery.py` uses this file when it lies beside it.
"""

import hashlib
import json
import sys
from pathlib import Path

# The public networks: the hash by which everybody knows them, and the key. A short key goes with long signatures.
KEYS = {
    "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce": "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71"
    "bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31",
    "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971": "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e"
    "911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5"
    "a6e9c76a4bc09e76eae8991ef5ece45a",
}
# The curve: all numbers are taken modulo P; points are added; R times any point of the two groups is nothing.
X = -0xD201000000010000
R = X**4 - X**2 + 1
P = (X - 1) ** 2 * R // 3 + X
GENERATORS = {  # the agreed first points, written as keys are; by the number of coordinates (1: group G1, 2: group G2)
    1: "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb",
    2: "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
    "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8",
}
TAILS = {1: {}, 2: {0: -1}, 12: {0: -2, 6: 2}}  # i*i = -1; and w**12 = 2*w**6 - 2, so that i = w**6 - 1


class Number:
    """A number of 1, 2 or 12 coordinates modulo P."""

    def __init__(self, *parts):
        self.parts = tuple(part % P for part in parts)

    def __eq__(self, other):
        return self.parts == other.parts

    def __hash__(self):
        return hash(self.parts)

    def __add__(self, other):
        return Number(*(a + b for a, b in zip(self.parts, other.parts, strict=True)))

    def __sub__(self, other):
        return Number(*(a - b for a, b in zip(self.parts, other.parts, strict=True)))

    def __mul__(self, other):
        if isinstance(other, int):
            return Number(*(a * other for a in self.parts))
        size = len(self.parts)
        product = [0] * (2 * size - 1)
        for place, a in enumerate(self.parts):
            for after, b in enumerate(other.parts, start=place):
                product[after] += a * b
        for place in range(len(product) - 1, size - 1, -1):
            for back, factor in TAILS[size].items():
                product[place - size + back] += factor * product[place]
        return Number(*product[:size])

    def __pow__(self, exponent):
        result = Number(1, *(0 for _ in self.parts[1:]))
        for bit in bin(exponent)[2:]:
            result = result * result
            if bit == "1":
                result = result * self
        return result

    def inverse(self):
        """One divided by this number, of 1 or 2 coordinates; 0 for 0."""
        length = pow(sum(a * a for a in self.parts), P - 2, P)
        return Number(*(a * (-1) ** place * length for place, a in enumerate(self.parts)))

    def root(self):
        """A square root, or None."""
        size = len(self.parts)
        odd = (P - 1) // 2 if size == 1 else (P**2 - 1) // 8
        turn = Number(-1) if size == 1 else Number(1, 1) ** odd
        found = self ** ((odd + 1) // 2)
        for _ in range(4):
            if found * found == self:
                return found
            found = found * turn
        return None

    def is_odd(self):
        """The sign of a number as RFC 9380 has it: whether its first coordinate that is not 0 is odd."""
        return next((part % 2 for part in self.parts if part), 0)


# From a hash to a point, for 1 and 2 coordinates: a curve y**2 = x**3 + A*x + B and the number Z for coming to it;
# the polynomial (lowest first) of the kernel of the map from there to our curve, and the scale of that map; and what a
# point is multiplied by to come into the group. RFC 9380, section 8.8, with the kernel in the place of the map.
MAPS = {
    1: (
        Number(0x144698A3B8E9433D693A02C96D4982B0EA985383EE66A8D8E8981AEFD881AC98936F8DA0E0F97F5CF428082D584C1D),
        Number(0x12E2908D11688030018B12E8753EEE3B2016C1F0F24F4070A0B9C14FCEF35EF55A23215A316CEAA5D1CC48E98E172BE0),
        Number(11),
        [
            Number(0x133341FB0962A34CB0504A9C4FADA0A5090D38679B4C040D5D1C3AFB023A3409FCC0815FEA66D8B02BBEF9C8B5A66E07),
            Number(0x264908AF037BCEDE00D054CF5D4775E83EB6CF63C76B969F8ED174FB59FCFF78D201F46F6CFC4ED6552E59CE75177B0),
            Number(0x1335C502C1F54C49ACEEA65E87FD7203BA0F626F305FC0CFD606A5DAE9F3C8E81A4B3B69600129FABD307C69BF319D39),
            Number(0x94440F65F408A6E930E16E3E92DD17BF60D6E9679A8D3D58593DE55AC23703042D609537EB3549AAC234D896CA82944),
            Number(0x4AFE09D5CF4956A23B6B71F59D2B3407B415A774B7BE81BBB6FA99CBC798E0AC98BA725A5BC328016B1C268B4766E85),
            Number(1),
        ],
        11,
        1 - X,
    ),
    2: (
        Number(0, 240),
        Number(1012, 1012),
        Number(-2, -1),
        [Number(6, -6), Number(1, 0)],
        -3,
        (X**2 - 1) * (X**8 - 4 * X**7 + 5 * X**6 - 4 * X**4 + 6 * X**3 - 4 * X**2 - 4 * X + 13) // 3,
    ),
}


def constant(size, value=1):
    """A whole number with coordinates."""
    return Number(value, *[0] * (size - 1))


def added(a, b):
    """The sum of two points of a curve y**2 = x**3 + constant; None is the point that is nothing."""
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and a[1] != b[1]:
        return None
    steep = slope(a, b)
    x = steep * steep - a[0] - b[0]
    return x, steep * (a[0] - x) - a[1]


def slope(a, b):
    """How steep the line through two points is, or the line that touches the curve at one."""
    if a == b:
        return a[0] * a[0] * 3 * (a[1] * 2).inverse()
    return (b[1] - a[1]) * (b[0] - a[0]).inverse()


def times(point, factor):
    """A point added to itself."""
    result = None
    for bit in bin(factor)[2:]:
        result = added(result, result)
        if bit == "1":
            result = added(result, point)
    return result


def point_of(text):
    """The point of a key or signature: x in full, and of y only which of the two it is."""
    data = bytes.fromhex(text)
    size = len(data) // 48
    if len(data) != 48 * size or size not in (1, 2) or data[0] >> 6 != 2:
        raise ValueError("this is not a point")
    parts = [int.from_bytes(data[at : at + 48], "big") for at in range(0, len(data), 48)]
    parts[0] %= 1 << 381
    x = Number(*reversed(parts))
    y = (x * x * x + Number(*[4] * size)).root()
    if y is None or max(parts) >= P:
        raise ValueError("this is not a point of the curve")
    if (next(part for part in reversed(y.parts) if part) > P // 2) != bool(data[0] & 32):
        y = y * -1
    if times((x, y), R) is not None:
        raise ValueError("this is not a point of the group")
    return x, y


def hashed(message, size):
    """The point on which the network signs, of group G1 or G2 (RFC 9380)."""
    name = f"BLS_SIG_BLS12381G{size}_XMD:SHA-256_SSWU_RO_NUL_".encode()
    name += bytes([len(name)])
    wanted = 128 * size
    first = hashlib.sha256(bytes(64) + message + wanted.to_bytes(2, "big") + b"\0" + name).digest()
    blocks = [hashlib.sha256(first + b"\1" + name).digest()]
    while 32 * len(blocks) < wanted:
        mixed = bytes(a ^ b for a, b in zip(first, blocks[-1], strict=True))
        blocks.append(hashlib.sha256(mixed + bytes([len(blocks) + 1]) + name).digest())
    stream = b"".join(blocks)
    parts = [int.from_bytes(stream[at : at + 64], "big") for at in range(0, wanted, 64)]
    a, b = (on_the_curve(Number(*parts[at : at + size])) for at in (0, size))
    return times(added(a, b), MAPS[size][5])


def on_the_curve(u):
    """A number as a point: by the simplified map of Shallue, van de Woestijne and Ulas, and then by an isogeny."""
    a, b, z, kernel, scale, _ = MAPS[len(u.parts)]
    zu = z * u * u
    part = (zu * zu + zu).inverse()
    minus = b * a.inverse() * -1
    x = minus * (part + constant(len(u.parts))) if any(part.parts) else minus * z.inverse() * -1
    y = (x * x * x + a * x + b).root()
    if y is None:
        x = zu * x
        y = (x * x * x + a * x + b).root()
    if y.is_odd() != u.is_odd():
        y = y * -1
    # Over the x of the kernel (each stands for two points): X = (2n + 1) x - 2 sum - 2 f' S1 + 4 f S2, and Y = y dX/dx,
    # with f = x**3 + A*x + B, and S1, S2, S3 the sums of 1/(x - each) to the first, second and third power.
    n = len(kernel) - 1
    zero = constant(len(u.parts), 0)
    h = [zero] * 4  # the polynomial with these roots, and its derivatives, at x
    for factor in reversed(kernel):
        h = [h[0] * x + factor, h[1] * x + h[0], h[2] * x + h[1] * 2, h[3] * x + h[2] * 3]
    below = h[0].inverse()
    s1, q2, q3 = h[1] * below, h[2] * below, h[3] * below
    s2 = s1 * s1 - q2
    s3 = s1 * s1 * s1 - (s1 * q2 * 3 - q3) * pow(2, -1, P)
    f, f1 = x * x * x + a * x + b, x * x * 3 + a
    new_x = x * (2 * n + 1) + kernel[n - 1] * 2 - f1 * s1 * 2 + f * s2 * 4
    new_y = y * (constant(len(u.parts), 2 * n + 1) - x * s1 * 12 + f1 * s2 * 6 - f * s3 * 8)
    down = pow(scale, -1, P)
    return new_x * (down * down), new_y * (down * down * down)


def line(a, b, at):
    """The line through two points of G2, at a point of G1, in 12 coordinates and times a factor that falls out."""
    steep = slope(a, b)
    x, y = at[0].parts[0], at[1].parts[0]
    parts = [0] * 12
    for place, number in ((0, steep * a[0] - a[1]), (2, steep * -x)):
        parts[place], parts[place + 6] = number.parts[0] - number.parts[1], number.parts[1]
    parts[3] = y
    return Number(*parts)


def paired(on_g2, on_g1):
    """The pairing of two points but for its last step, which pairings that are multiplied can share."""
    result, point = constant(12), on_g2
    for bit in bin(-X)[3:]:
        result = result * result * line(point, point, on_g1)
        point = added(point, point)
        if bit == "1":
            result = result * line(point, on_g2, on_g1)
            point = added(point, on_g2)
    return result


def is_one(product):
    """Whether a product of pairings, with its last step to the power (P**12 - 1) / R, is 1.

    To the power P**2 every coordinate is multiplied by a power of one root of unity, and to the power P**6 every second
    one changes its sign: so of that power only (P**4 - P**2 + 1) / R is real work, and then no such coordinate is left.
    """
    turn = (Number(1, 1) ** ((P**2 - 1) // 6)).parts[0]
    product = product * Number(*(part * turn**place for place, part in enumerate(product.parts)))
    return not any((product ** ((P**4 - P**2 + 1) // R)).parts[1::2])


def is_signed(chain, number, signature, previous=""):
    """Whether this signature (as text) is that of a chain on its round of this number. ValueError where it is none."""
    key = point_of(KEYS[chain])
    size = 3 - len(key[0].parts)  # key and signature are of the two different groups
    if len(signature) != 96 * size:
        raise ValueError("the signature does not have the length that this chain has")
    if size == 1 and previous:
        raise ValueError("this chain does not sign the signature before")
    message = hashlib.sha256(bytes.fromhex(previous) + number.to_bytes(8, "big")).digest()
    first, second = (point_of(signature), point_of(GENERATORS[3 - size])), (hashed(message, size), key)
    (a, b), (c, d) = (pair if size == 2 else pair[::-1] for pair in (first, second))
    return is_one(paired(a, b) * paired(c, (d[0], d[1] * -1)))


def main():
    """Check the beacon in a file."""
    beacon = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    if not is_signed(beacon["chain"], beacon["round"], beacon["signature"], beacon.get("previous_signature", "")):
        sys.exit("NOT CORRECT: this is not the signature of that chain on that round")
    print(f"CORRECT: randomness {hashlib.sha256(bytes.fromhex(beacon['signature'])).hexdigest()}")


if __name__ == "__main__":
    try:
        main()
    except (IndexError, KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        sys.exit(f"NOT CORRECT: this is not a beacon of a known chain ({error!r})")
