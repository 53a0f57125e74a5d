# SPDX-License-Identifier: EUPL-1.2
"""Where a postcode fits on the map: within its area, and clear of every school."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from speelveld.figures.model import Area, Branch
from speelveld.render import lettering, theme
from speelveld.render.frame import text
from speelveld.render.projection import Frame, Metres

_SIZE: Final = 12.0
_HEIGHTS: Final = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)
"""The parts of an area's height at which a label is tried, the middle first."""


@dataclass(frozen=True, slots=True)
class Circle:
    """A school on the map: its place and radius in pixels."""

    branch: Branch
    x: float
    y: float
    radius: float


def labels(shapes: Sequence[tuple[Area, list[Metres]]], frame: Frame, circles: Sequence[Circle]) -> str:
    """The postcodes of the municipality's areas, where there is room for them."""
    parts = []
    for area, rings in shapes:
        if not area.within or not rings:
            continue
        half = lettering.width(area.pc4, _SIZE) / 2
        place = _free_place(frame.place(max(rings, key=len)), half, circles)
        if place:
            parts.append(text([area.pc4], place[0], place[1] + 4, _SIZE, fill=theme.INK, anchor="middle"))
    return f'<g class="map-label" pointer-events="none" aria-hidden="true">{"".join(parts)}</g>'


def _free_place(ring: Metres, half: float, circles: Sequence[Circle]) -> tuple[float, float] | None:
    """The middle of the widest free stretch of the area on one of a few heights; None when the label does not fit."""
    low, high = ring[:, 1].min(), ring[:, 1].max()
    best: tuple[float, float, float] | None = None
    for part in _HEIGHTS:
        y = low + part * (high - low)
        for start, end in _stretches(ring, y):
            middle, room = (start + end) / 2, (end - start) / 2 - half - 2
            clear = room > 0 and all(_apart(circle, middle, y, half) for circle in circles)
            if clear and (best is None or room > best[0] + 6):
                best = (room, middle, y)
    return best[1:] if best else None


def _apart(circle: Circle, x: float, y: float, half: float) -> bool:
    across, upwards = max(abs(circle.x - x) - half, 0), max(abs(circle.y - y) - 6, 0)
    return math.hypot(across, upwards) > circle.radius + 1


def _stretches(ring: Metres, y: float) -> list[tuple[float, float]]:
    """Where the horizontal line at ``y`` runs inside the ring, kept only where it also does 6 pixels up and down."""
    spans = [_crossings(ring, y + shift) for shift in (-6.0, 0.0, 6.0)]
    found = []
    for start, end in spans[1]:
        for above in spans[0]:
            for below in spans[2]:
                left, right = max(start, above[0], below[0]), min(end, above[1], below[1])
                if right > left:
                    found.append((left, right))
    return found


def _crossings(ring: Metres, y: float) -> list[tuple[float, float]]:
    first, last = ring[:-1], ring[1:]
    cut = (first[:, 1] <= y) != (last[:, 1] <= y)
    one, two = first[cut], last[cut]
    x = np.sort(one[:, 0] + (y - one[:, 1]) / (two[:, 1] - one[:, 1]) * (two[:, 0] - one[:, 0])).tolist()
    return list(zip(x[::2], x[1::2], strict=False))
