# SPDX-License-Identifier: EUPL-1.2
"""Cell-key perturbation: the same cell gets the same noise, in every table, on every channel, at every request.

Every person has a record key. The key of a cell is the sum of the keys of the persons in it, so that it depends on who
is counted and on nothing else; it picks the noise from a published table of probabilities (the p-table). Asking again
gives the same answer, so noise cannot be averaged away. Noise is independent from cell to cell, so that perturbed
cells do not add up to their perturbed total: that is inherent in the method.

After Fraser & Wooton (2005), Marley & Leaver (2011) and Thompson, Broadfoot & Elazar (2013).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

RING = 1 << 64
"""Keys are added modulo this number."""

LEAST_SECRET = 16
"""Bytes of a secret below which somebody could try them all."""

_ENDS = 1e-9
"""How near a variance comes to the least or the greatest possible one before the distribution is that of the ends."""


@dataclass(frozen=True, slots=True)
class Row:
    """The noise of one true count: ``values`` with their ``probabilities``, both in ascending order of value."""

    values: tuple[int, ...]
    probabilities: tuple[float, ...]

    def at(self, key: int) -> int:
        """The noise that a cell key from 0 to 2^64 - 1 picks: the inverse of the distribution function."""
        upto = np.cumsum(self.probabilities)
        place = int(np.searchsorted(upto, (key + 0.5) / RING * upto[-1], side="right"))
        return self.values[min(place, len(self.values) - 1)]


@dataclass(frozen=True, slots=True)
class PTable:
    """A p-table: a row for each true count up to the first from which on all counts have the same noise.

    ``rows[0]`` keeps zero at zero. It may be published: who knows it, but not the keys, learns no more than that.
    """

    rows: tuple[Row, ...]
    max_noise: int
    variance: float
    smallest_shown: int

    def row(self, count: int) -> Row:
        """The noise of this count."""
        return self.rows[min(count, len(self.rows) - 1)]

    def possible(self, shown: int) -> tuple[int, int]:
        """The smallest and the largest true count that may have been perturbed to ``shown``."""
        near = range(max(0, shown - self.max_noise), shown + self.max_noise + 1)
        counts = [count for count in near if _probability(self.row(count), shown - count) > 0]
        return counts[0], counts[-1]


@lru_cache(maxsize=64)
def p_table(max_noise: int = 3, variance: float = 1.5, smallest_shown: int = 1) -> PTable:
    """The p-table of greatest entropy with mean 0, this variance, and noise of at most ``max_noise``.

    No count below ``smallest_shown`` comes out but zero, none below zero, and zero stays zero. Raises ValueError with
    the first count for which no such distribution exists.
    """
    rows = [Row((0,), (1.0,))]
    for count in range(1, max_noise + smallest_shown + 1):
        outcomes = (count + noise for noise in range(-max_noise, max_noise + 1))
        values = [shown - count for shown in outcomes if shown == 0 or shown >= smallest_shown]
        try:
            probabilities = greatest_entropy(np.array(values, dtype=np.float64), variance)
        except ValueError as error:
            raise ValueError(f"a count of {count} has no such noise: {error}") from error
        rows.append(Row(tuple(values), tuple(probabilities.tolist())))
    return PTable(tuple(rows), max_noise, variance, smallest_shown)


def greatest_entropy(values: Floats, variance: float) -> Floats:
    """Probabilities of ``values`` (ascending) with mean 0 and this variance, and the greatest entropy of all such.

    They have the form exp(a + b v + c v^2); b and c are the minimum of the convex dual. Where the variance is the least
    or the greatest that is possible, two or three values remain. Raises ValueError outside these.
    """
    below, above = values[values < 0], values[values > 0]
    if not below.size or not above.size:
        raise ValueError(f"noise from {values[0]:g} to {values[-1]:g} has no mean of 0")
    # The least variance: on the nearest values about 0, or all on 0; the greatest: on both ends.
    least = 0.0 if (values == 0).any() else float(-below[-1] * above[0])
    greatest = float(-values[0] * values[-1])
    if not least - _ENDS <= variance <= greatest + _ENDS or variance <= 0:
        raise ValueError(f"its variance lies from {least:g} to {greatest:g}, {variance:g} does not")
    if abs(variance - greatest) <= _ENDS or (least > 0 and abs(variance - least) <= _ENDS):
        pair = (values[0], values[-1]) if abs(variance - greatest) <= _ENDS else (below[-1], above[0])
        return _on_two(values, pair)
    moments = np.vstack([values, values**2 - variance])
    probabilities = _tilted(moments / np.abs(moments).max(axis=1, keepdims=True))
    if np.abs(moments @ probabilities).max() > 1e-8:
        raise ValueError(f"its variance comes too near to an end of the range from {least:g} to {greatest:g}")
    return probabilities


def _tilted(moments: Floats) -> Floats:
    """Probabilities exp(a + multipliers * moments) under which each row of ``moments`` has mean 0, by Newton's method.

    The dual is convex, its gradient the means, its Hessian the covariances; half steps keep it going down.
    """

    def at(multipliers: Floats) -> tuple[float, Floats]:
        exponents = multipliers @ moments
        weights = np.exp(exponents - exponents.max())
        return float(exponents.max() + np.log(weights.sum())), weights / weights.sum()

    multipliers = np.zeros(len(moments))
    value, probabilities = at(multipliers)
    for _ in range(200):
        means = moments @ probabilities
        covariances = (moments * probabilities) @ moments.T - np.outer(means, means)
        step = np.linalg.lstsq(covariances, means, rcond=None)[0]
        size = 1.0
        while size > 1e-10 and at(multipliers - size * step)[0] > value:
            size /= 2
        multipliers = multipliers - size * step
        value, probabilities = at(multipliers)
        if np.abs(means).max() < 1e-14:
            break
    return probabilities


def atom_keys(values: Mapping[str, int], secret: bytes) -> dict[str, int]:
    """A key for every atom with persons in it, where the records themselves have none: a keyed hash of name and count.

    An atom of which the count changes gets a new key, as it would when a record were added. Raises ValueError for a
    secret that is too short to be one.
    """
    if len(secret) < LEAST_SECRET:
        raise ValueError(f"the secret has {len(secret)} bytes; it must have at least {LEAST_SECRET}")
    return {
        atom: int.from_bytes(hmac.digest(secret, f"{count}\x00{atom}".encode(), hashlib.sha256)[:8], "big")
        for atom, count in values.items()
        if count
    }


def cell_key(atoms: Iterable[str], keys: Mapping[str, int]) -> int:
    """The key of a cell: the sum of the keys of what it counts, from 0 to 2^64 - 1.

    Empty atoms have no key, so that a total of which one atom holds everybody is the same cell as that atom.
    """
    return sum(keys.get(atom, 0) for atom in atoms) % RING


def perturbed(count: int, key: int, table: PTable) -> int:
    """What is shown of a count with this cell key; never below 0, and 0 for 0."""
    return count + table.row(count).at(_spread(key))


def _spread(key: int) -> int:
    """The key through a hash, so that keys that are not uniform still pick each noise as often as they should."""
    return int.from_bytes(hashlib.sha256(key.to_bytes(8, "big")).digest()[:8], "big")


def _probability(row: Row, noise: int) -> float:
    return row.probabilities[row.values.index(noise)] if noise in row.values else 0.0


def _on_two(values: Floats, pair: tuple[float, float]) -> Floats:
    """The one distribution with mean 0 on two values of opposite sign."""
    low, high = pair
    return np.where(values == low, high / (high - low), np.where(values == high, -low / (high - low), 0.0))
