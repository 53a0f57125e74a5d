# SPDX-License-Identifier: EUPL-1.2
"""What each unit adds to M or H: the units that add most, and the others together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from speelveld.render import frame, theme
from speelveld.render.plots.plot import Finding, Plot, Words, checked, clean, decimals, finish, quoted, words
from speelveld.render.plots.rows import Piece, Row, draw_rows
from speelveld.segregation.counts import Counts
from speelveld.segregation.local import Version, unit_scores

_MOST_GROUPS = 6
"""Groups that a sentence names."""
NOTHING = 1e-12
"""An index that is no larger is zero but for rounding."""


def local_scores(
    counts: Counts, *, labels: int = 20, version: Version = "M", width: int = 720, language: str = "en"
) -> Plot:
    """The units in the order of what they add to M (or H): the share of all members times the local score.

    The first ``labels`` have a bar; what the others add together is told below them. ``width`` in pixels; ``language``
    is "en" or "nl". Raises ValueError when fewer than two groups have members, or for fewer than one label.
    """
    say, wide = words(language), checked(width)
    if labels < 1:
        raise ValueError(f"at least one unit has a bar, not {labels}")
    if (counts.group_totals > 0).sum() < 2:
        raise ValueError("fewer than two groups have members, so that there is no segregation to show")
    local = unit_scores(counts, version)
    parts = np.where(local.shares > 0, local.shares * local.scores, 0.0)
    there = np.flatnonzero(local.shares > 0)
    order = there[np.argsort(-parts[there], kind="stable")]
    total = local.index
    if total <= NOTHING:
        return _nothing(counts, version, say, wide)
    digits = decimals(float(parts[order[0]]))
    rows = [
        Row(
            local.labels[at],
            (Piece(0.0, float(parts[at]), theme.ACCENT),),
            _value(float(parts[at]), total, digits, say),
        )
        for at in order[:labels]
    ]
    rest = order[labels:]
    if len(rest):
        label = say.ngettext("%(number)s other unit", "%(number)s other units", len(rest))
        value = _value(float(parts[rest].sum()), total, digits, say)
        rows.append(Row(label % {"number": say.number(len(rest), 0)}, (), value, ink=theme.TEXT))
    finding = _finding(counts, parts[order], rows, (version, total), say)
    return finish("scores", say, wide, finding, [frame.Placed(draw_rows(rows, say, wide), 0, 0)])


def _value(part: float, total: float, digits: int, say: Words) -> str:
    return f"{say.number(part, digits)} · {say.percent(part / total)}"


def _finding(
    counts: Counts, parts: NDArray[np.float64], rows: list[Row], index: tuple[Version, float], say: Words
) -> Finding:
    version, total = index
    most = min(int(np.searchsorted(parts.cumsum(), 0.5 * total)) + 1, len(parts))
    names = {
        "number": say.number(most, 0),
        "units": say.number(len(parts), 0),
        "share": say.percent(float(parts[:most].sum()) / total),
        "index": f"{version} {say.number(total, decimals(total))}",
        "groups": _groups(counts, say),
    }
    title = (
        say.ngettext(
            "%(number)s of %(units)s units makes up %(share)s of segregation",
            "%(number)s of %(units)s units make up %(share)s of segregation",
            most,
        )
        % names
    )
    subtitle = (
        say.gettext("What each unit adds to %(index)s: its share of all times its local score. %(groups)s") % names
    )
    listed = "; ".join(f"{clean(row.label)} {row.value}" for row in rows)
    description = say.gettext("Bars, longest first: %(rows)s.") % {"rows": listed}
    return Finding(title, subtitle, description)


def _groups(counts: Counts, say: Words) -> str:
    """Which groups: by name when they are few."""
    there = [group for group, total in zip(counts.groups, counts.group_totals, strict=True) if total > 0]
    if len(there) > _MOST_GROUPS:
        return say.gettext("Groups: %(number)s.") % {"number": say.number(len(there), 0)}
    return say.gettext("Groups: %(names)s.") % {"names": ", ".join(quoted(group) for group in there)}


def _nothing(counts: Counts, version: Version, say: Words, width: int) -> Plot:
    title = say.gettext("There is no segregation: every unit is like all together")
    subtitle = f"{version} {say.number(0)}. {_groups(counts, say)}"
    return finish("scores", say, width, Finding(title, subtitle, title), [])
