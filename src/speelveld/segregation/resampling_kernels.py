# SPDX-License-Identifier: EUPL-1.2
"""Compiled loops behind ``resampling``: random words, draws of whole tables, and the indices of a drawn table.

Imported on first use, because numba is slow to import. Tables are group-major, shape ``(groups, units)``, int64.

Random words come from Philox4x32-10 (Salmon et al., 2011), a counter-based generator: the words of a replication
depend on the seed and the number of that replication alone, so that results are the same on any number of threads.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from speelveld.late import compiled

LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
MULTIPLIER_0, MULTIPLIER_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
WEYL_0, WEYL_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
WORD = np.uint64(64)
ALIAS_BITS = np.uint64(24)
ALIAS_MASK = np.uint64((1 << 24) - 1)
FULL = np.uint64((1 << 40) - 1)

Words = NDArray[np.uint64]
Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Tables = tuple[Integers, Integers, Integers, Words]
"""Where each alias table starts, its number of bits, the outcome of its first column, and the entries of all."""
Place = tuple[int, int]
Word = np.uint64


@compiled
def philox(words: Words, seed: Word, replication: Word, stream: Word) -> None:
    """Fill ``words``, an even number, with the first uniform 64-bit words of one stream of one replication."""
    key_0, key_1 = seed & LOW, seed >> HALF
    for i in range(words.size // 2):
        c0, c1 = np.uint64(i) & LOW, stream
        c2, c3 = replication & LOW, replication >> HALF
        k0, k1 = key_0, key_1
        for _ in range(10):
            p0, p1 = MULTIPLIER_0 * c0, MULTIPLIER_1 * c2
            c0, c1, c2, c3 = (p1 >> HALF) ^ c1 ^ k0, p1 & LOW, (p0 >> HALF) ^ c3 ^ k1, p0 & LOW
            k0, k1 = (k0 + WEYL_0) & LOW, (k1 + WEYL_1) & LOW
        words[2 * i] = c0 | (c1 << HALF)
        words[2 * i + 1] = c2 | (c3 << HALF)


@compiled
def fill_alias(
    weights: Floats,
    widths: Integers,
    start: Integers,
    bits: Integers,
    entries: Words,
    scaled: Floats,
    queues: Integers,
) -> None:
    """Alias tables (Walker, 1977; Vose, 1991) of stretches of ``weights``, of ``widths``, each a distribution.

    An entry holds a 40-bit threshold and a 24-bit alias, so that one random word and one read make one draw; the
    chance of an outcome is right to within 1e-12 of that of a column. Columns
    beyond the width have no weight of their own. A stretch without any weight is left alone. ``scaled`` and the two
    ``queues`` are room to work in, for the longest table.
    """
    small, large = queues
    end = 0
    for k in range(widths.size):
        size, begin, end = 1 << bits[k], end, end + widths[k]
        total = 0.0
        for i in range(begin, end):
            total += weights[i]
        if total <= 0:
            continue
        n_small = n_large = 0
        for i in range(size):
            scaled[i] = weights[begin + i] * size / total if i < widths[k] else 0.0
            if scaled[i] < 1.0:
                small[n_small] = i
                n_small += 1
            else:
                large[n_large] = i
                n_large += 1
        while n_small and n_large:
            n_small -= 1
            one, other = small[n_small], large[n_large - 1]
            threshold = np.uint64(scaled[one] * 1099511627776.0)
            entries[start[k] + one] = (threshold << ALIAS_BITS) | np.uint64(other)
            scaled[other] -= 1.0 - scaled[one]
            if scaled[other] < 1.0:
                n_large -= 1
                small[n_small] = other
                n_small += 1
        for i in range(n_large):
            entries[start[k] + large[i]] = (FULL << ALIAS_BITS) | np.uint64(large[i])
        for i in range(n_small):
            entries[start[k] + small[i]] = (FULL << ALIAS_BITS) | np.uint64(small[i])


@compiled
def pick(word: Word, entries: Words, start: int, bits: int) -> int:
    """One draw from an alias table: the number of the outcome."""
    column = (word >> (WORD - np.uint64(bits))) if bits else np.uint64(0)
    entry = entries[start + np.int64(column)]
    if ((word << np.uint64(bits)) >> ALIAS_BITS) < (entry >> ALIAS_BITS):
        return np.int64(column)  # type: ignore[return-value]
    return np.int64(entry & ALIAS_MASK)  # type: ignore[return-value]


@compiled
def draw_urn(
    out: Integers, persons: int, level: Integers, times: Integers, rest: Integers, tables: Tables, words: Words
) -> bool:
    """One multinomial draw into ``out``: Poisson counts for nearly all persons, the others placed one by one.

    Independent Poisson counts are, given their total, multinomial; so is what they make with persons added one by one
    until all ``persons`` are placed. More than ``persons`` is rare, and drawn again. ``rest`` is (words needed for
    the Poisson counts; level of the number of persons that the rounded-down means leave out, and how many times; start
    and bits of the alias table that places them, and of the one that places the last persons). False when there are
    too few ``words``: give more of the stream.
    """
    start, bits, low, entries = tables
    k = 0
    while True:
        if k + rest[0] > words.size:
            return False
        total, left_out = 0, 0
        for i in range(out.size):
            drawn = 0
            for _ in range(times[i]):
                which = level[i]
                drawn += low[which] + pick(words[k], entries, start[which], bits[which])
                k += 1
            out[i] = drawn
            total += drawn
        for _ in range(rest[2]):
            left_out += low[rest[1]] + pick(words[k], entries, start[rest[1]], bits[rest[1]])
            k += 1
        if total + left_out <= persons:
            break
    if k + persons - total > words.size:
        return False
    for i in range(persons - total):
        where = 3 if i < left_out else 5
        out[pick(words[k + i], entries, rest[where], rest[where + 1])] += 1
    return True


@compiled
def draw_group(
    out: Integers, members: int, sizes: Integers, level: Integers, place: Place, tables: Tables, words: Words
) -> bool:
    """``members`` persons chosen from units of ``sizes``, every set equally likely: a hypergeometric table's one group.

    Each person is chosen with a chance just low enough not to choose too many (again if so); the others are added one
    by one from those not chosen. ``members`` below 0: the binomial counts as they are, group totals free. False when
    there are too few ``words``: give more of the stream.
    """
    start, bits, low, entries = tables
    k = 0
    while True:
        if k + out.size > words.size:
            return False
        total = 0
        for i in range(out.size):
            which = level[i]
            out[i] = low[which] + pick(words[k], entries, start[which], bits[which]) if which >= 0 else 0
            total += out[i]
            k += 1
        if members < 0 or total <= members:
            break
    while total < members:
        if k + 2 > words.size:
            return False
        unit = pick(words[k], entries, place[0], place[1])
        if (words[k + 1] >> np.uint64(11)) * 1.1102230246251565e-16 * sizes[unit] >= out[unit]:
            out[unit] += 1
            total += 1
        k += 2
    return True


@compiled
def draw_units(out: Integers, words: Words) -> bool:
    """As many units as there are, drawn with replacement, each equally likely (Lemire's rejection, 2019).

    A word makes two draws. False when there are too few ``words``: give more of the stream.
    """
    units = np.uint64(out.size)
    limit = ((LOW + np.uint64(1)) - units) % units
    k = 0
    for i in range(2 * words.size):
        half = (words[i // 2] >> HALF) if i % 2 else (words[i // 2] & LOW)
        product = half * units
        if (product & LOW) >= limit:
            out[k] = np.int64(product >> HALF)
            k += 1
            if k == out.size:
                return True
    return False


@compiled
def logs(n: int, nlogn: Floats) -> float:
    """n ln n, looked up where the table reaches."""
    if n < nlogn.size:
        return nlogn[n]  # type: ignore[no-any-return]
    return n * math.log(n)


@compiled
def entropies(table: Integers, sums: Floats, totals: Integers, nlogn: Floats, values: Floats) -> None:
    """M and H."""
    everyone, cells, whole = 0.0, 0.0, 0.0
    for g in range(sums.size):
        everyone += sums[g]
        whole -= sums[g] * math.log(sums[g]) if sums[g] > 0 else 0.0
        for u in range(totals.size):
            cells += logs(table[g, u], nlogn)
    for u in range(totals.size):
        cells -= logs(totals[u], nlogn)
    whole += everyone * math.log(everyone)
    values[5] = max((cells + whole) / everyone, 0.0)
    values[4] = max((cells + whole) / whole, 0.0)


@compiled
def dissimilarity(table: Integers, sums: Floats, totals: Integers, values: Floats) -> None:
    """D of any number of groups. Of two, both have the same gaps, and one is enough."""
    everyone, gap, mixed = 0.0, 0.0, 0.0
    for g in range(sums.size):
        everyone += sums[g]
    for g in range(sums.size):
        share = sums[g] / everyone
        mixed += share * (1 - share)
        for u in range(totals.size if g == 0 or sums.size > 2 else 0):
            gap += abs(table[g, u] - totals[u] * share)
    values[0] = gap / ((2.0 if sums.size > 2 else 1.0) * everyone * mixed)


@compiled
def isolation(table: Integers, sums: Floats, totals: Integers, values: Floats) -> None:
    """Isolation, exposure and eta squared of group A, the first of two, and Hutchens's index."""
    square, overlap = 0.0, 0.0
    for u in range(totals.size):
        x = float(table[0, u])
        square += x * x / max(totals[u], 1)
        overlap += math.sqrt(x * table[1, u])
    values[9] = 1 - overlap / math.sqrt(sums[0] * sums[1])
    share = sums[0] / (sums[0] + sums[1])
    values[1] = square / sums[0]
    values[2] = 1 - values[1]
    values[3] = (values[1] - share) / (1 - share)


@compiled
def squares(table: Integers, sums: Floats, totals: Integers, values: Floats) -> None:
    """R, P and C of any number of groups."""
    everyone, present, mixed = 0.0, 0, 0.0
    for g in range(sums.size):
        everyone += sums[g]
        present += sums[g] > 0
    values[6], values[7], values[8] = 0.0, 0.0, 0.0
    for g in range(sums.size):
        share, square = sums[g] / everyone, 0.0
        mixed += share * (1 - share)
        for u in range(totals.size):
            square += (table[g, u] - totals[u] * share) ** 2 / max(totals[u], 1)
        square /= everyone
        values[6] += square
        values[7] += square / (1 - share)
        values[8] += square / ((present - 1) * share) if share > 0 else 0.0
    values[6] /= mixed
