# SPDX-License-Identifier: EUPL-1.2
"""The shape of a rules file: what may stand where."""

from __future__ import annotations

from speelveld.placement.schema import NAME, WORDS, Each, Flag, OneOf, Record, Table, Text, Whole

FORMAT = "speelveld-rules/1"
MECHANISMS = (
    "da",
    "school_proposing_da",
    "ttc",
    "boston",
    "serial_dictatorship",
    "eadam",
    "stable_improvement_cycles",
    "da_minority_reserve",
    "da_majority_quota",
    "da_soft_bounds",
    "da_slot_precedence",
    "da_call_order",
    "each_school",
)
"""``each_school`` is no mechanism: every school decides on its own list, as without an agreement."""
CONDITIONS = ("sibling", "staff", "own_school", "own_childcare", "own_vve", "nearest", "ex_pupil")
CHAINS = ("quicknet", "default")
"""The drand chains that a draw may name."""
REST = "rest"
PERCENT = Whole(0, 100)
_DAY = Text(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a day of the year as 'MM-DD'")

RULES = Record(
    {
        "format": OneOf((FORMAT,)),
        "name": WORDS,
        "mechanism": OneOf(MECHANISMS),
        "list": Record(
            {"min": Whole(1), "max": Whole(1, nullable=True)},
            {"completion": OneOf(("none", "priority_schools", "all_schools"))},
        ),
        "priorities": Record(
            {
                "classes": Each(
                    Record({"name": NAME, "when": Each(Text()), "words": WORDS}),
                    least=1,
                )
            },
            {"apply_to": OneOf(("all", "first_choice"))},
        ),
        "tie_breaking": Record(
            {"by": OneOf(("lottery", "application_date", "distance"))},
            {"lottery": OneOf(("single", "multiple")), "family_number": Flag()},
        ),
    },
    {
        "sources": Each(Text()),
        "draw": Record(
            {"sources": Each(Record({"chain": OneOf(CHAINS), "hours": Whole(1, 8760)}), least=1)},
            {"parties": Each(Text(), least=1)},
        ),
        "uncertain": Each(Text()),
        "rounds": Each(
            Record(
                {"name": NAME, "closes": _DAY},
                {"born": Record({"from": _DAY, "to": _DAY, "years_before": Whole(0, 18)})},
            ),
            least=1,
        ),
        "eligibility": Record(
            {}, {"minimum_age_months": Whole(0, 216), "grounds": Table(Record({"words": WORDS}, {"source": Text()}))}
        ),
        "distance": Record(
            {"nearest": Whole(1), "by": OneOf(("walking", "cycling", "straight_line"))},
            {"at_least": Record({}, {"public": Whole(0), "private": Whole(0)})},
        ),
        "childcare": Record({"months": Whole(0), "half_days": Whole(0)}, {"vve_indication": Flag()}),
        "groups": Table(Record({"words": WORDS, "provenance": Text()})),
        "seats": Record(
            {
                "types": Each(
                    Record(
                        {"name": NAME, "share": PERCENT, "words": WORDS},
                        {"for": NAME, "kind": OneOf(("reserve", "quota", "open"))},
                    ),
                    least=1,
                ),
                "order": Each(NAME, least=1),
            }
        ),
        "bounds": Record({}, {"floors": Table(PERCENT), "ceilings": Table(PERCENT)}),
        "minimum_shares": Table(PERCENT),
        "guarantees": Each(
            Record(
                {"who": NAME, "what": OneOf(("place_at_school", "place_somewhere"))},
                {"before_round": NAME, "words": WORDS},
            )
        ),
        "twins": OneOf(("together", "family_number", "over_capacity", "separate")),
        "after": Record(
            {
                "waiting_list": OneOf(("same_number", "new_number", "per_seat_type", "none")),
                "withdrawals": OneOf(("refill", "freeze")),
                "late_entrants": OneOf(("behind", "next_round")),
            },
            {
                "frozen_until": _DAY,
                "swaps": Flag(),
                "extra_seats": OneOf(("allowed", "not_allowed")),
                "hand_placement": OneOf(("allowed", "not_allowed")),
                "appeals": OneOf(("keep_offer_add_seat", "not_allowed")),
            },
        ),
        "schools": Table(
            Record({}, {"classes": Each(NAME, least=1), "note": Text()}),
            key=r"\S(.*\S)?",
        ),
    },
)
