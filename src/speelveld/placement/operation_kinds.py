# SPDX-License-Identifier: EUPL-1.2
"""The kinds of operations after a placement: what each must say, and the rule that it rests on."""

from __future__ import annotations

from speelveld.placement.schema import Each, Record, Shape, Table, Text, Whole

_AT = Text(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "a moment such as '2027-03-01T09:00:00Z'")
_ALWAYS: dict[str, Shape] = {"kind": Text(), "at": _AT, "rule": Text(), "by": Text(), "reason": Text()}
_TYPE: dict[str, Shape] = {"seat_type": Text()}
_NAMED = r"\S(.*\S)?"
SHAPES = {
    "extra_seats": Record({**_ALWAYS, "school": Text(), "seats": Whole(1)}, _TYPE),
    "appeal": Record({**_ALWAYS, "child": Text(), "school": Text()}, _TYPE),
    "hand_placement": Record({**_ALWAYS, "child": Text(), "school": Text(), "added_seats": Whole(0, 1)}, _TYPE),
    "late_entry": Record(
        {
            **_ALWAYS,
            "child": Text(),
            "wishes": Each(Text()),
            "classes": Table(Whole(0), key=_NAMED),
            "number": Whole(0),
        },
        {"preferred": Each(Text())},
    ),
    "withdrawal": Record({**_ALWAYS, "child": Text()}),
    "release_frozen": Record({**_ALWAYS, "school": Text(), "seats": Whole(1)}, _TYPE),
    "waiting_numbers": Record(
        {**_ALWAYS, "dossier": Text(r"[0-9a-f]{64}", "a hash"), "numbers": Table(Whole(0), _NAMED)}
    ),
    "swap": Record({**_ALWAYS, "child": Text(), "other": Text()}),
}
"""What each kind of operation must say. ``at`` is a moment (UTC).

``seat_type`` is told where waiting lists are kept per type of seat. ``waiting_numbers`` are the numbers of a second
lottery, with the hash of its own dossier, where the rules draw anew for the waiting lists.
"""
RESTS_ON = {
    "extra_seats": ("after.extra_seats", "allowed"),
    "appeal": ("after.appeals", "keep_offer_add_seat"),
    "hand_placement": ("after.hand_placement", "allowed"),
    "late_entry": ("after.late_entrants", "behind"),
    "withdrawal": ("after.withdrawals", None),
    "release_frozen": ("after.frozen_until", None),
    "waiting_numbers": ("after.waiting_list", "new_number"),
    "swap": ("after.swaps", True),
}
"""The rule that each kind rests on, and what it must say for the operation to be possible."""
