# SPDX-License-Identifier: EUPL-1.2
"""What segregation, or its change, is made of: between and within levels, and the parts of a change of M."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate

from speelveld.render import frame, theme
from speelveld.render.plots.plot import Finding, Plot, Words, checked, clean, decimals, finish, quoted, words
from speelveld.render.plots.rows import Piece, Row, draw_rows, keys
from speelveld.render.plots.scores import NOTHING
from speelveld.segregation.change import Change
from speelveld.segregation.decomposition import Decomposition, Part
from speelveld.segregation.local import Version

Level = tuple[str, float, float]
"""A level, and what lies between and within its parents."""


def decomposition_bars(
    decomposition: Decomposition | Sequence[Decomposition] | Sequence[Part],
    *,
    version: Version = "M",
    width: int = 720,
    language: str = "en",
) -> Plot:
    """A bar per level, in two: what of M (or H) lies between its parents, and what within them.

    Takes what ``between_within`` gives, for one level or several, or what ``nested`` gives: there each level counts
    with those above it. ``width`` in pixels; ``language`` is "en" or "nl". Raises ValueError for no level, for levels
    of different tables, and where fewer than two groups have members.
    """
    say, wide = words(language), checked(width)
    levels = _levels([decomposition] if isinstance(decomposition, Decomposition) else decomposition, version)
    total = levels[0][1] + levels[0][2]
    if total <= NOTHING:
        title = say.gettext("There is no segregation: every unit is like all together")
        return finish("parts", say, wide, Finding(title, f"{version} {say.number(0)}", title), [])
    digits = decimals(total)
    rows = [
        Row(
            level,
            (
                Piece(0.0, between, theme.ACCENT, say.percent(between / total)),
                Piece(between, between + within, theme.ACCENT_PALE, say.percent(within / total)),
            ),
            f"{say.number(between, digits)} + {say.number(within, digits)}",
        )
        for level, between, within in levels
    ]
    legend = keys(
        [(theme.ACCENT, say.gettext("between parents")), (theme.ACCENT_PALE, say.gettext("within them"))],
        frame.room(wide),
    )
    level, between, _within = levels[-1]
    names = {
        "share": say.percent(between / total),
        "level": quoted(level),
        "index": f"{version} {say.number(total, digits)}",
    }
    title = say.gettext("%(share)s of segregation lies between parents at level “%(level)s”") % names
    subtitle = say.gettext("Parts of %(index)s that lie between and within parents, per level") % names
    listed = "; ".join(f"{clean(row.label)} {row.value}" for row in rows)
    description = say.gettext("Bars in two, between + within: %(rows)s.") % {"rows": listed}
    placed = [frame.Placed(legend, 0, 0), frame.Placed(draw_rows(rows, say, wide), 0, legend.height)]
    return finish("parts", say, wide, Finding(title, subtitle, description), placed)


def _levels(given: Sequence[Decomposition] | Sequence[Part], version: Version) -> list[Level]:
    if version not in ("M", "H"):
        raise ValueError(f"what adds up is M or H, not {version!r}")
    m = version == "M"
    parts = [one for one in given if isinstance(one, Part)]
    levels: list[Level] = [
        (one.level, one.between_m, one.within_m) if m else (one.level, one.between_h, one.within_h)
        for one in given
        if isinstance(one, Decomposition)
    ]
    if parts and levels:
        raise ValueError("levels are all nested, or each by itself, not both")
    if parts:
        values = [part.m if m else part.h for part in parts]
        total = math.fsum(values)
        sums = accumulate(values[:-1])
        levels = [(part.level, sum_, total - sum_) for part, sum_ in zip(parts[:-1], sums, strict=True)]
    if not levels:
        raise ValueError("there is no level between all and the units, so that nothing can be divided")
    totals = [between + within for _level, between, within in levels]
    if not all(math.isfinite(total) for total in totals):
        raise ValueError("fewer than two groups have members, so that there is no segregation to divide")
    if not all(math.isclose(total, totals[0], rel_tol=1e-9, abs_tol=1e-12) for total in totals):
        raise ValueError(f"the levels are of different tables: they add up to {', '.join(f'{t:.6g}' for t in totals)}")
    return levels


def change_bars(change: Change, *, width: int = 720, language: str = "en") -> Plot:
    """What the change of M between two tables is made of: a bar per part, to the right where it adds, and their sum.

    Takes what ``elbers``, ``karmel_maclachlan`` or ``mora_ruiz_castillo`` gives. ``width`` in pixels; ``language`` is
    "en" or "nl". Raises ValueError where M is not defined for one of the tables.
    """
    say, wide = words(language), checked(width)
    parts = _parts(change, say)
    if not all(math.isfinite(value) for value in (change.m1, change.m2, *parts.values())):
        raise ValueError("M is not defined for both tables, so that there is no change to show")
    largest = max(abs(value) for value in (*parts.values(), change.difference))
    digits = decimals(largest)
    names = {
        "before": say.number(change.m1, digits),
        "after": say.number(change.m2, digits),
        "method": change.method,
        "most": _most(change, parts),
    }
    subtitle = say.gettext("Parts of the change of segregation, M. Method: %(method)s") % names
    if largest <= NOTHING:
        title = say.gettext("Segregation, M, stayed %(before)s, and no part of it changed") % names
        return finish("change", say, wide, Finding(title, subtitle, title), [])
    rows = [_row(label, value, digits, say) for label, value in parts.items()]
    rows.append(_row(say.gettext("together"), change.difference, digits, say, sum_=True))
    if round(change.difference, digits) == 0:
        title = say.gettext("Segregation, M, stayed %(before)s: its parts balance") % names
    elif change.difference > 0:
        title = say.gettext("Segregation, M, rose from %(before)s to %(after)s, most by %(most)s") % names
    else:
        title = say.gettext("Segregation, M, fell from %(before)s to %(after)s, most by %(most)s") % names
    listed = "; ".join(f"{row.label} {row.value}" for row in rows)
    description = say.gettext("Bars that add up: %(rows)s.") % {"rows": listed}
    placed = [frame.Placed(draw_rows(rows, say, wide), 0, 0)]
    return finish("change", say, wide, Finding(title, subtitle, description), placed)


def _parts(change: Change, say: Words) -> dict[str, float]:
    """The parts by name; interaction only where the method has one."""
    parts = {
        say.gettext("additions: what came"): change.additions,
        say.gettext("removals: what went"): change.removals,
        say.gettext("sizes of groups"): change.group_margin,
        say.gettext("sizes of units"): change.unit_margin,
    }
    if change.interaction:
        parts[say.gettext("both sizes together")] = change.interaction
    return parts | {say.gettext("structure: who is where"): change.structural}


def _most(change: Change, parts: dict[str, float]) -> str:
    """The part that does most in the direction of the change."""
    sign = math.copysign(1.0, change.difference)
    return max(parts, key=lambda name: sign * parts[name])


def _row(label: str, value: float, digits: int, say: Words, sum_: bool = False) -> Row:
    fill = theme.INK if sum_ else theme.ACCENT if value >= 0 else theme.ACCENT_PALE
    pieces = (Piece(min(value, 0.0), max(value, 0.0), fill),)
    return Row(label, pieces, say.number(value, digits, signed=True), bold=sum_)
