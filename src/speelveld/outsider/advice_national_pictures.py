# SPDX-License-Identifier: EUPL-1.2
"""The pictures on the whole country: reconsideration by income, and what the model expects."""

from __future__ import annotations

import math

from speelveld.outsider.advice_drawing import NEAR, PLAIN, Drawing, Words, measure, odd
from speelveld.outsider.advice_sentences import named, one
from speelveld.outsider.advice_vocabulary import COUNTRY, COUNTRY_WORDS, SCHOOL_YEAR, first_advice, income
from speelveld.outsider.geometry import Axis, Mark, at, off_grid
from speelveld.outsider.readings import Notes, cell
from speelveld.outsider.sentences import Context


def incomes(drawing: Drawing, context: Context, notes: Notes) -> list[Words]:
    """A row per first advice, a dot per income, and the number beside it."""
    rows = [(each, code) for each in drawing.words if (code := first_advice(each.text))]
    left = [each for each in drawing.words if each not in [row for row, _ in rows]]
    axis = at(drawing.across, 0.0)
    for dot in drawing.dots:
        x, y = dot.points[0]
        group = income(drawing.colours.get(dot.fill, ""))
        if axis is None or group is None or not rows:
            odd(drawing, notes, dot, "a dot that the outsider cannot place")
            continue
        advice = min(rows, key=lambda row: abs(row[0].y - y))[1]
        of = f"{advice}/{group}"
        measure(drawing, notes, cell("newest.eligible", COUNTRY, "", of), axis, x, 0.1)
        for label in [each for each in left if abs(each.y - 4.5 - y) < 0.2 and abs(abs(each.x - x) - 10) < 0.2]:
            if match := PLAIN.fullmatch(label.text):
                one(notes, "newest.eligible", f"{drawing.channel} label", match[1], context, "", of)
                left.remove(label)
                break
    ends = [dot.points[0] for dot in drawing.dots]
    for line in drawing.lines:
        (x1, _), (x2, _) = line.points[0], line.points[-1]
        rule = x1 == x2 and any(each.at_tick(x1) for each in drawing.across)
        if not rule and not all(any(math.dist(point, end) <= NEAR for end in ends) for point in line.points):
            odd(drawing, notes, line, "a line that is not drawn between dots")
    for bar in drawing.bars:
        odd(drawing, notes, bar, "a bar that the outsider cannot place")
    return left


def doubles(drawing: Drawing, context: Context, notes: Notes) -> list[Words]:
    """What the model expects: a curve, the points on it that are named, and the country beside it."""
    left = list(drawing.words)
    across, down = at(drawing.across, 0.0), at(drawing.down, 0.0)
    if across is None or down is None:
        notes.unknown(drawing.channel, "no axes", "a picture without ticks cannot be measured")
        return left
    for dot in drawing.dots:
        x, y = dot.points[0]
        double = f"{across.value(x):.0f}"
        measure(drawing, notes, cell("model-named", COUNTRY, "", double), down, y, 1.0)
        if off_grid(across.value(x), 1.0) > drawing.slack(across):
            odd(drawing, notes, dot, "a mark between two published values")
        for label in [each for each in left if abs(each.x - x - 5) < 0.2 and abs(each.y + 10 - y) < 0.2]:
            if match := PLAIN.fullmatch(label.text):
                named(notes, double, match[1], f"{drawing.channel} label", context)
                left.remove(label)
    for line in drawing.lines:
        _curve(drawing, notes, line, across, down)
    for bar in drawing.bars:
        odd(drawing, notes, bar, "a bar that the outsider cannot place")
    for label in list(left):
        words, _, text = label.text.rpartition(" ")
        if words in COUNTRY_WORDS and (match := PLAIN.fullmatch(text)):
            one(notes, "newest.eligible", f"{drawing.channel} label", match[1], context, "", "totaal/totaal")
            left.remove(label)
    return left


def _curve(drawing: Drawing, notes: Notes, line: Mark, across: Axis, down: Axis) -> None:
    """A line of what the model expects, the diamond of the country, or a line at a tick."""
    if line.node.tag == "polyline":
        for x, y in line.points:
            double = f"{across.value(x):.0f}"
            if off_grid(across.value(x), 1.0) > drawing.slack(across):
                odd(drawing, notes, line, "a mark between two published values")
            measure(drawing, notes, cell("model-eligible", COUNTRY, "", double), down, y, 0.1)
    elif line.node.tag == "polygon":
        middle = [sum(side) / len(line.points) for side in zip(*line.points, strict=True)]
        measure(drawing, notes, cell("newest.eligible", COUNTRY, "", "totaal/totaal"), down, middle[1], 0.1)
        year = next((match[1] for each in drawing.words if (match := SCHOOL_YEAR.search(each.text))), "")
        measure(drawing, notes, cell("national.double", COUNTRY, year), across, middle[0], 0.1)
    elif line.points[0][1] != line.points[1][1] or not down.at_tick(line.points[0][1]):
        odd(drawing, notes, line, "a line that is at no tick")
