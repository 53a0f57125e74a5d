# SPDX-License-Identifier: EUPL-1.2
"""A3: from percentages back to counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from speelveld.disclosure.attack.bounds import bounds
from speelveld.disclosure.attack.findings import Finding, found, too_narrow
from speelveld.disclosure.attack.knowledge import Percentage
from speelveld.disclosure.system import Protected, Statement, Terms, rounded_range, terms

MOST = 20_000
"""Beyond this denominator every whole percentage and every decimal of it is some fraction: there is nothing to find."""


def percentages_to_counts(
    statements: Sequence[Statement], needs: Sequence[Protected], percentages: Sequence[Percentage]
) -> list[Finding]:
    """A3. What does the outsider do: looks which fractions of whole numbers round to the published percentage (12.5% of
    fewer than 30 children is 1 of 8, 2 of 16 or 3 of 24). What they need: the size of the group, or a bound on it. What
    stops it: whole percentages of large groups only, from counts that were rounded first.

    The part, the whole and the part's complement are each compared with the protected forms. What several percentages
    give away together is for A2, with :func:`as_statements`.
    """
    wanted = {need.terms: need for need in needs}
    forms = [form for one in percentages for form in (one.part, one.whole)]
    known = bounds(statements, forms)
    leaks: dict[str, Finding] = {}
    for at, one in enumerate(percentages):
        complement = terms({**dict(one.whole), **{a: dict(one.whole).get(a, 0) - n for a, n in one.part}})
        pairs = fractions(one, known[2 * at], known[2 * at + 1])
        if not pairs:
            continue
        counted: dict[Terms, list[tuple[int, int]]] = {
            one.part: [_behind(part, one.base) for part, _ in pairs],
            one.whole: [_behind(whole, one.base) for _, whole in pairs],
        }
        if one.base == 1:
            counted[complement] = [(whole - part, whole - part) for part, whole in pairs]
        for form, ends in counted.items():
            need = wanted.get(form)
            low, high = min(low for low, _ in ends), max(high for _, high in ends)
            if need is not None and too_narrow(need, low, high):
                some = ", ".join(f"{part} of {whole}" for part, whole in pairs[:6])
                more = " ..." if len(pairs) > 6 else ""
                why = f"{one.id} shows {one.shown:.{one.decimals}f}%, which is {some}{more}"
                leaks.setdefault(need.id, found("A3", need, low, high, why))
    return list(leaks.values())


def fractions(
    one: Percentage, part: tuple[float, float] = (0, math.inf), whole: tuple[float, float] = (1, math.inf)
) -> list[tuple[int, int]]:
    """Every (part, whole) with whole numbers in these intervals that gives the published percentage; exact.

    For counts that were rounded to a base these are the rounded counts. Empty also when the whole may be so large that
    every percentage is possible.
    """
    largest = _rounded(whole[1], one.base)
    if largest > MOST:
        return []
    shown, half = Fraction(str(one.shown)) / 100, Fraction(1, 2 * 10**one.decimals * 100)
    found_pairs = []
    for size in range(max(one.base, int(_rounded(whole[0], one.base))), int(largest) + 1, one.base):
        least = max(math.ceil((shown - half) * size / one.base) * one.base, int(_rounded(part[0], one.base)))
        most = min((shown + half) * size, Fraction(size), _limit(_rounded(part[1], one.base)))
        found_pairs += [(count, size) for count in range(max(0, least), math.floor(most) + 1, one.base)]
    return found_pairs


def simplest(one: Percentage) -> tuple[int, int]:
    """The fraction with the smallest whole that gives the percentage: a walk down the Farey tree. Exact."""
    shown, half = Fraction(str(one.shown)) / 100, Fraction(1, 2 * 10**one.decimals * 100)
    low, high = max(Fraction(0), shown - half), min(Fraction(1), shown + half)
    (a, b), (c, d) = (0, 1), (1, 0)
    while True:
        middle = Fraction(a + c, b + d)
        if middle < low:
            a, b = a + c, b + d
        elif middle > high:
            c, d = a + c, b + d
        else:
            return (0, 1) if low == 0 else (middle.numerator, middle.denominator)


def as_statements(one: Percentage) -> list[Statement]:
    """The percentage as linear statements, for counts that were not rounded first; for others, with their rounding.

    ``(shown - half) * whole <= 100 * part <= (shown + half) * whole``, where each count may be off by half a base.
    """
    half = 0.5 / 10**one.decimals
    off = one.base / 2 if one.base > 1 else 0.0
    found_statements = []
    for share, low, high in ((one.shown - half, 0.0, math.inf), (one.shown + half, -math.inf, 0.0)):
        form = {atom: 100 * number for atom, number in one.part}
        for atom, number in one.whole:
            form[atom] = form.get(atom, 0.0) - share * number
        allowed = off * (100 + abs(share))
        found_statements.append(Statement(one.id, terms(form), low - allowed, high + allowed))
    return found_statements


def _rounded(value: float, base: int) -> float:
    return value if math.isinf(value) else math.floor(value / base + 0.5) * base


def _limit(value: float) -> Fraction:
    return Fraction(10**12) if math.isinf(value) else Fraction(int(value))


def _behind(count: int, base: int) -> tuple[int, int]:
    return rounded_range(count, base)
