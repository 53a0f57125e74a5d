// SPDX-License-Identifier: EUPL-1.2
// Whether a round of drand was really signed by its network: the same arithmetic as verify_beacon.py, which says what
// it does and where it comes from. Numbers are lists of 1, 2 or 12 coordinates modulo P; points are pairs, null is nothing.
"use strict";

const beacon = (function () {
  const KEYS = {
    "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce":
      "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31",
    "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971":
      "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc2" +
      "2b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
  };
  const GENERATORS = {
    1: "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb",
    2:
      "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e" +
      "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8",
  };
  const X = -0xd201000000010000n;
  const R = X ** 4n - X ** 2n + 1n;
  const P = ((X - 1n) ** 2n * R) / 3n + X;
  const TAILS = { 1: [], 2: [[0, -1n]], 12: [[0, -2n], [6, 2n]] };
  const MAPS = {
    1: {
      a: [0x144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8e8981aefd881ac98936f8da0e0f97f5cf428082d584c1dn],
      b: [0x12e2908d11688030018b12e8753eee3b2016c1f0f24f4070a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e172be0n],
      z: [11n],
      kernel: [
        [0x133341fb0962a34cb0504a9c4fada0a5090d38679b4c040d5d1c3afb023a3409fcc0815fea66d8b02bbef9c8b5a66e07n],
        [0x264908af037bcede00d054cf5d4775e83eb6cf63c76b969f8ed174fb59fcff78d201f46f6cfc4ed6552e59ce75177b0n],
        [0x1335c502c1f54c49aceea65e87fd7203ba0f626f305fc0cfd606a5dae9f3c8e81a4b3b69600129fabd307c69bf319d39n],
        [0x94440f65f408a6e930e16e3e92dd17bf60d6e9679a8d3d58593de55ac23703042d609537eb3549aac234d896ca82944n],
        [0x4afe09d5cf4956a23b6b71f59d2b3407b415a774b7be81bbb6fa99cbc798e0ac98ba725a5bc328016b1c268b4766e85n],
        [1n],
      ],
      scale: 11n,
      clear: 1n - X,
    },
    2: {
      a: [0n, 240n],
      b: [1012n, 1012n],
      z: [P - 2n, P - 1n],
      kernel: [
        [6n, P - 6n],
        [1n, 0n],
      ],
      scale: P - 3n,
      clear:
        ((X ** 2n - 1n) *
          (X ** 8n - 4n * X ** 7n + 5n * X ** 6n - 4n * X ** 4n + 6n * X ** 3n - 4n * X ** 2n - 4n * X + 13n)) /
        3n,
    },
  };

  const modulo = (value) => ((value % P) + P) % P;
  const constant = (size, value = 1n) => [modulo(value), ...Array(size - 1).fill(0n)];
  const plus = (a, b) => a.map((each, at) => modulo(each + b[at]));
  const minus = (a, b) => a.map((each, at) => modulo(each - b[at]));
  const scaled = (a, factor) => a.map((each) => modulo(each * factor));
  const equal = (a, b) => a.every((each, at) => each === b[at]);
  const isZero = (a) => a.every((each) => each === 0n);

  function product(a, b) {
    const size = a.length;
    const found = Array(2 * size - 1).fill(0n);
    for (let i = 0; i < size; i += 1) {
      if (a[i] !== 0n) for (let j = 0; j < size; j += 1) found[i + j] += a[i] * b[j];
    }
    for (let at = found.length - 1; at >= size; at -= 1) {
      for (const [back, factor] of TAILS[size]) found[at - size + back] += factor * found[at];
    }
    return found.slice(0, size).map(modulo);
  }

  function power(a, exponent) {
    let found = constant(a.length);
    for (const bit of exponent.toString(2)) {
      found = product(found, found);
      if (bit === "1") found = product(found, a);
    }
    return found;
  }

  const one = (value) => power([modulo(value)], P - 2n)[0];

  function inverse(a) {
    const length = one(a.reduce((sum, each) => sum + each * each, 0n));
    return a.map((each, at) => modulo((at % 2 ? -each : each) * length));
  }

  function root(a) {
    const single = a.length === 1;
    const odd = single ? (P - 1n) / 2n : (P ** 2n - 1n) / 8n;
    const turn = single ? [P - 1n] : power([1n, 1n], odd);
    let found = power(a, (odd + 1n) / 2n);
    for (let tries = 0; tries < 4; tries += 1) {
      if (equal(product(found, found), a)) return found;
      found = product(found, turn);
    }
    return null;
  }

  const isOdd = (a) => (a.find((each) => each !== 0n) || 0n) % 2n === 1n;

  function slope(a, b) {
    if (equal(a[0], b[0]) && equal(a[1], b[1])) return product(scaled(product(a[0], a[0]), 3n), inverse(scaled(a[1], 2n)));
    return product(minus(b[1], a[1]), inverse(minus(b[0], a[0])));
  }

  function added(a, b) {
    if (a === null || b === null) return a || b;
    if (equal(a[0], b[0]) && !equal(a[1], b[1])) return null;
    const steep = slope(a, b);
    const x = minus(minus(product(steep, steep), a[0]), b[0]);
    return [x, minus(product(steep, minus(a[0], x)), a[1])];
  }

  function times(point, factor) {
    let found = null;
    for (const bit of factor.toString(2)) {
      found = added(found, found);
      if (bit === "1") found = added(found, point);
    }
    return found;
  }

  function isPoint(condition) {
    if (!condition) throw new Error("this is not a point of the group");
  }

  function pointOf(text) {
    const size = text.length / 96;
    const flags = parseInt(text.slice(0, 2), 16) >> 5;
    isPoint((size === 1 || size === 2) && /^[0-9a-f]*$/.test(text) && flags >> 1 === 2);
    const parts = text.match(/.{96}/g).map((part) => BigInt("0x" + part));
    parts[0] %= 1n << 381n;
    const x = parts.reverse();
    const y = root(plus(product(product(x, x), x), Array(size).fill(4n)));
    isPoint(y !== null && x.every((part) => part < P));
    const large = [...y].reverse().find((part) => part !== 0n) > P / 2n;
    const point = [x, large === Boolean(flags & 1) ? y : scaled(y, -1n)];
    isPoint(times(point, R) === null);
    return point;
  }

  async function sha256(...parts) {
    const joined = Uint8Array.from(parts.flatMap((part) => Array.from(part)));
    return new Uint8Array(await crypto.subtle.digest("SHA-256", joined));
  }

  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const unhex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));

  async function hashed(message, size) {
    const text = new TextEncoder().encode("BLS_SIG_BLS12381G" + size + "_XMD:SHA-256_SSWU_RO_NUL_");
    const name = [...text, text.length];
    const wanted = 128 * size;
    const first = await sha256(new Uint8Array(64), message, [wanted >> 8, wanted & 255, 0], name);
    const blocks = [await sha256(first, [1], name)];
    while (32 * blocks.length < wanted) {
      const before = blocks[blocks.length - 1];
      blocks.push(await sha256(first.map((byte, at) => byte ^ before[at]), [blocks.length + 1], name));
    }
    const parts = blocks.map(hex).join("").match(/.{128}/g).map((part) => BigInt("0x" + part) % P);
    return times(added(onTheCurve(parts.slice(0, size)), onTheCurve(parts.slice(size))), MAPS[size].clear);
  }

  function onTheCurve(u) {
    const { a, b, z, kernel, scale } = MAPS[u.length];
    const at = (x) => plus(plus(product(product(x, x), x), product(a, x)), b);
    const zu = product(z, product(u, u));
    const part = inverse(plus(product(zu, zu), zu));
    const ratio = scaled(product(b, inverse(a)), -1n);
    let x = isZero(part)
      ? scaled(product(ratio, inverse(z)), -1n)
      : product(ratio, plus(part, constant(u.length)));
    let y = root(at(x));
    if (y === null) {
      x = product(zu, x);
      y = root(at(x));
    }
    if (isOdd(y) !== isOdd(u)) y = scaled(y, -1n);
    const n = BigInt(kernel.length - 1);
    let h = Array(4).fill(constant(u.length, 0n));
    for (const factor of [...kernel].reverse()) {
      h = [
        plus(product(h[0], x), factor),
        plus(product(h[1], x), h[0]),
        plus(product(h[2], x), scaled(h[1], 2n)),
        plus(product(h[3], x), scaled(h[2], 3n)),
      ];
    }
    const below = inverse(h[0]);
    const [s1, q2, q3] = h.slice(1).map((each) => product(each, below));
    const s2 = minus(product(s1, s1), q2);
    const s3 = minus(product(product(s1, s1), s1), scaled(minus(scaled(product(s1, q2), 3n), q3), one(2n)));
    const [f, f1] = [at(x), plus(scaled(product(x, x), 3n), a)];
    const sum = (...terms) => terms.reduce(plus);
    const down = one(scale);
    const newX = sum(
      scaled(x, 2n * n + 1n),
      scaled(kernel[kernel.length - 2], 2n),
      scaled(product(f1, s1), -2n),
      scaled(product(f, s2), 4n),
    );
    const steep = sum(
      constant(u.length, 2n * n + 1n),
      scaled(product(x, s1), -12n),
      scaled(product(f1, s2), 6n),
      scaled(product(f, s3), -8n),
    );
    return [scaled(newX, down * down), scaled(product(y, steep), down * down * down)];
  }

  function line(a, b, [x, y]) {
    const steep = slope(a, b);
    const parts = Array(12).fill(0n);
    const terms = [
      [0, minus(product(steep, a[0]), a[1])],
      [2, scaled(steep, -x[0])],
    ];
    for (const [at, each] of terms) [parts[at], parts[at + 6]] = [modulo(each[0] - each[1]), each[1]];
    parts[3] = y[0];
    return parts;
  }

  function paired(onG2, onG1) {
    let found = constant(12);
    let point = onG2;
    for (const bit of (-X).toString(2).slice(1)) {
      found = product(product(found, found), line(point, point, onG1));
      point = added(point, point);
      if (bit === "1") {
        found = product(found, line(point, onG2, onG1));
        point = added(point, onG2);
      }
    }
    return found;
  }

  // To the power P**6 every second coordinate changes its sign: after the rest of the power (P**12 - 1) / R none may be left.
  function isOne(found) {
    const turn = power([1n, 1n], (P ** 2n - 1n) / 6n)[0];
    const turned = found.map((each, at) => modulo(each * power([turn], BigInt(at))[0]));
    return power(product(found, turned), (P ** 4n - P ** 2n + 1n) / R).every((each, at) => at % 2 === 0 || each === 0n);
  }

  // Whether this beacon, as a relay gives it, is signed by the chain with this hash. Anything that is no signature is not.
  async function isSigned(chain, record) {
    try {
      const key = pointOf(KEYS[chain]);
      const size = 3 - key[0].length;
      const previous = record.previous_signature || "";
      if (record.signature.length !== 96 * size || (size === 1 && previous)) return false;
      const round = unhex(record.round.toString(16).padStart(16, "0"));
      const message = await sha256(unhex(previous), round);
      const [sign, first, hash] = [pointOf(record.signature), pointOf(GENERATORS[3 - size]), await hashed(message, size)];
      const minusKey = [key[0], scaled(key[1], -1n)];
      const minusHash = [hash[0], scaled(hash[1], -1n)];
      const both =
        size === 2
          ? product(paired(sign, first), paired(hash, minusKey))
          : product(paired(first, sign), paired(key, minusHash));
      return isOne(both);
    } catch {
      return false;
    }
  }

  return { isSigned };
})();

if (typeof module !== "undefined") module.exports = beacon;
