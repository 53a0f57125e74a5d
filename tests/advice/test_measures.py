# SPDX-License-Identifier: EUPL-1.2
"""The rates by name: each says out of whom, and A and B stand for one word only."""

from __future__ import annotations

from speelveld.advice import MEASURES, Denominator


def test_the_rates_that_were_asked_for_are_there() -> None:
    apart = {
        f"{side}-{size}-{when}"
        for side in ("under", "over")
        for size in ("half", "whole")
        for when in ("before", "after")
    }
    assert set(MEASURES) == apart | {
        "eligible",
        "eligible-of-all",
        "equal",
        "adjusted-a",
        "adjusted-b",
        "followed",
        "partly",
        "not",
        "reason",
    }


def test_a_and_b_label_the_two_shares_of_adjusted_advice_only() -> None:
    labelled = {name: measure.label for name, measure in MEASURES.items() if measure.label}
    assert labelled == {"adjusted-a": "A", "adjusted-b": "B"}


def test_every_denominator_is_used_and_none_is_shared_by_chance() -> None:
    assert {measure.denominator for measure in MEASURES.values()} == set(Denominator)
    for name, measure in MEASURES.items():
        assert measure.id == name
        if name.endswith("-after"):
            assert measure.denominator is Denominator.BOTH_FINAL
        elif name.endswith("-before"):
            assert measure.denominator is Denominator.BOTH
