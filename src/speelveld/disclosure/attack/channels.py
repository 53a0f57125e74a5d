# SPDX-License-Identifier: EUPL-1.2
"""A5: the same cell on two channels."""

from __future__ import annotations

import math
from collections.abc import Sequence

from speelveld.disclosure.attack.findings import Finding
from speelveld.disclosure.attack.knowledge import Reading


def channels(readings: Sequence[Reading]) -> list[Finding]:
    """A5. What does the outsider do: reads the same cell on the page, in the chart, the CSV, the API, the PDF and the
    alt text. One that is hidden on one and shown on another is not hidden; one that is rounded in two ways is known
    better than either says. What they need: two windows. What stops it: one protected number per cell, for all
    channels.

    Two numbers that cannot both be true are a finding too. ``low`` and ``high`` are what the channels together leave;
    an end that does not exist repeats the other one.
    """
    by_cell: dict[str, list[Reading]] = {}
    for one in readings:
        by_cell.setdefault(one.cell, []).append(one)
    leaks = []
    for cell, seen in by_cell.items():
        ends = {(one.low, one.high) for one in seen}
        if len(ends) < 2:
            continue
        low, high = max(one.low for one in seen), min(one.high for one in seen)
        different: dict[tuple[float, float], Reading] = {}
        for one in seen:
            different.setdefault((one.low, one.high), one)
        said = " v. ".join(f"'{one.text}' ({one.channel})" for one in different.values())
        known = sorted(end for end in (low, high) if math.isfinite(end)) or [0.0]
        leaks.append(Finding("A5", cell, math.floor(known[0]), math.ceil(known[-1]), None, said, seen[0].channel))
    return leaks
