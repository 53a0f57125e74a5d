# SPDX-License-Identifier: EUPL-1.2
"""From longitude and latitude to a place in the picture, through RD New (EPSG:28992), where a metre is a metre."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

Point = tuple[float, float]
Metres = NDArray[np.float64]
"""Points in RD New: one row per point, x and y in metres."""

STEP: Final = 0.5
"""Points snap to this raster, in pixels: neighbours keep one shared border and the picture stays light."""


@cache
def _to_rd() -> Transformer:
    return Transformer.from_crs("EPSG:4326", "EPSG:28992", always_xy=True)


def metres(points: Sequence[Point]) -> Metres:
    """Points of longitude and latitude (WGS84) in RD New, shape (n, 2)."""
    if not points:
        return np.empty((0, 2))
    degrees = np.asarray(points, dtype=np.float64)
    x, y = _to_rd().transform(degrees[:, 0], degrees[:, 1])
    return np.column_stack((x, y))


@dataclass(frozen=True, slots=True)
class Frame:
    """Where RD metres lie in a picture of ``width`` by ``height`` pixels; north is up."""

    west: float
    north: float
    scale: float
    width: float
    height: float

    @classmethod
    def around(cls, points: Metres, width: float, largest: float, pad: float = 14) -> Frame:
        """The frame that shows all points in ``width`` pixels, at most ``largest`` pixels high, ``pad`` around."""
        west, south = points.min(axis=0)
        east, north = points.max(axis=0)
        across, upwards = max(east - west, 1000.0), max(north - south, 1000.0)
        scale = min((width - 2 * pad) / across, (largest - 2 * pad) / upwards)
        height = round(upwards * scale + 2 * pad)
        left = (width - across * scale) / 2
        return cls(float(west - left / scale), float(north + pad / scale), float(scale), width, float(height))

    def place(self, points: Metres) -> NDArray[np.float64]:
        """Pixels from the left and from the top, shape (n, 2)."""
        return np.column_stack(((points[:, 0] - self.west) * self.scale, (self.north - points[:, 1]) * self.scale))

    def path(self, rings: Iterable[Metres]) -> str:
        """Rings as the data of one SVG path; a ring that is smaller than the raster leaves nothing."""
        parts = []
        for ring in rings:
            steps = np.rint(self.place(ring) / STEP).astype(np.int64)
            moved = np.any(np.diff(steps, axis=0) != 0, axis=1)
            steps = steps[np.concatenate(([True], moved))]
            if len(steps) > 3:
                parts.append(_ring(steps))
        return "".join(parts)


def _ring(steps: NDArray[np.int64]) -> str:
    """A closed ring, its first point absolute and the others as moves, in pixels."""
    first = steps[0]
    moves = np.diff(steps[:-1] if np.array_equal(steps[0], steps[-1]) else steps, axis=0)
    text = " ".join(f"{_half(dx)} {_half(dy)}" for dx, dy in moves.tolist())
    return f"M{_half(int(first[0]))} {_half(int(first[1]))}l{text}z"


def _half(steps: int) -> str:
    """A number of raster steps in pixels, as short as it can be written: 3 is ``1.5``, -1 is ``-.5``."""
    whole, odd = divmod(abs(steps), 2)
    sign = "-" if steps < 0 else ""
    if not odd:
        return f"{sign}{whole}" if whole else "0"
    return f"{sign}{whole or ''}.5"
