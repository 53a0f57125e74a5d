# SPDX-License-Identifier: EUPL-1.2
"""What the parts of a rules file must have to do with each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from speelveld.errors import Fault, InputError
from speelveld.placement.rules_schema import CONDITIONS, REST, RULES
from speelveld.placement.schema import check

_NEEDS = {"nearest": "distance", "own_childcare": "childcare", "own_vve": "childcare"}
_SEAT_RULES = {
    "da_minority_reserve": "reserve",
    "da_majority_quota": "quota",
    "da_slot_precedence": None,
}


def check_rules(document: Any, file: str = "") -> None:
    """Raise InputError with every fault of a rules file, each with its place."""
    faults: list[Fault] = []

    def fault(path: str, message: str) -> None:
        faults.append(Fault(f"{path}: {message}" if path else message, file))

    check(document, RULES, fault)
    if not faults:
        _Coherence(document, fault).check()
    if faults:
        raise InputError(faults)


class _Coherence:
    """What the parts of a rules file of the right shape must have to do with each other."""

    def __init__(self, document: Mapping[str, Any], fault: Any) -> None:
        self.rules, self.fault = document, fault
        self.groups = document.get("groups", {})
        self.classes = [one["name"] for one in document["priorities"]["classes"]]

    def check(self) -> None:
        """All of it."""
        shortest, longest = self.rules["list"]["min"], self.rules["list"]["max"]
        if longest is not None and longest < shortest:
            self.fault("list.max", f"{longest} is less than list.min, which is {shortest}.")
        self.check_classes()
        self.check_rounds()
        self.check_tie_breaking()
        self.check_seats()
        self.check_guarantees()
        for part in ("bounds.floors", "bounds.ceilings", "minimum_shares"):
            first, _, second = part.partition(".")
            table = self.rules.get(first, {})
            self.check_shares(part, table.get(second, {}) if second else table)
        self.check_after()

    def unique(self, path: str, names: list[str]) -> None:
        """No name stands twice."""
        for name in [one for one, count in Counter(names).items() if count > 1]:
            self.fault(path, f"the name {name!r} stands there twice.")

    def check_classes(self) -> None:
        """Known conditions, each with what it needs, and everybody in some class."""
        self.unique("priorities.classes", self.classes)
        for place, one in enumerate(self.rules["priorities"]["classes"]):
            path = f"priorities.classes[{place}]"
            last = place == len(self.classes) - 1
            if (one["name"] == REST) != last or bool(one["when"]) == last:
                what = f"the last class, and it alone, is {REST!r}, and its 'when' is empty"
                self.fault(path, f"{what}: every eligible child belongs somewhere.")
            for number, condition in enumerate(one["when"]):
                self.check_condition(f"{path}.when[{number}]", condition)
                if (group := condition.removeprefix("group:")) in self.groups and group != condition:
                    self.check_neutral(path, one["words"], group, "class")
        for school, own in self.rules.get("schools", {}).items():
            path = f"schools.{school}.classes"
            names = own.get("classes", [])
            self.unique(path, names)
            for number, name in enumerate(names):
                if name not in self.classes:
                    self.fault(f"{path}[{number}]", f"{name!r} is not a class of priorities.classes.")
            if names and names[-1] != REST:
                self.fault(path, f"the last class is not {REST!r}: every eligible child belongs somewhere.")

    def check_condition(self, path: str, condition: str) -> None:
        """A fact about a child and a school, or membership of a group."""
        if condition.startswith("group:"):
            if condition.removeprefix("group:") not in self.groups:
                self.fault(path, f"{condition.removeprefix('group:')!r} is not one of the groups.")
        elif condition not in CONDITIONS:
            self.fault(path, f"{condition!r} is not one of {', '.join(CONDITIONS)}, or 'group:' and a group.")
        elif condition in _NEEDS and _NEEDS[condition] not in self.rules:
            self.fault(path, f"{condition!r} needs the part {_NEEDS[condition]!r}, which is missing.")

    def check_rounds(self) -> None:
        """In order of the year, each under its own name."""
        rounds = self.rules.get("rounds", [])
        self.unique("rounds", [one["name"] for one in rounds])
        for place, (one, after) in enumerate(pairwise(rounds), start=1):
            if after["closes"] < one["closes"]:
                self.fault(f"rounds[{place}].closes", "it is earlier in the year than the round before it.")

    def check_tie_breaking(self) -> None:
        """A lottery says of which kind it is, and nothing else does."""
        how = self.rules["tie_breaking"]
        if (how["by"] == "lottery") != ("lottery" in how):
            self.fault("tie_breaking.lottery", "it is told where ties are broken by lottery, and nowhere else.")
        if how.get("family_number") and how["by"] != "lottery":
            self.fault("tie_breaking.family_number", "without a lottery there are no numbers.")
        if self.rules.get("twins") == "together" and self.rules["mechanism"] != "da":
            self.fault(
                "twins", f"'together' is defined for the mechanism 'da', and not for {self.rules['mechanism']!r}."
            )
        if "draw" in self.rules:
            self.check_draw(how["by"] == "lottery")
        if self.rules.get("twins") == "family_number" and not how.get("family_number"):
            self.fault("twins", "'family_number' needs tie_breaking.family_number to be true.")

    def check_draw(self, lottery: bool) -> None:
        """A lottery's sources in the order in which they count, and its parties, each once."""
        draw = self.rules["draw"]
        if not lottery:
            self.fault("draw", "ties are not broken by lottery.")
        for place, (one, after) in enumerate(pairwise(draw["sources"]), start=1):
            if after["hours"] <= one["hours"]:
                self.fault(f"draw.sources[{place}].hours", "a fallback comes later than the source before it.")
        self.unique("draw.parties", draw.get("parties", []))

    def check_seats(self) -> None:
        """Shares that fit, an order that names every type once, and a mechanism that knows them."""
        mechanism = self.rules["mechanism"]
        seats = self.rules.get("seats")
        if mechanism in _SEAT_RULES and seats is None:
            self.fault("seats", f"it is missing, and the mechanism {mechanism!r} needs it.")
        if mechanism == "da_soft_bounds" and not any(self.rules.get("bounds", {}).values()):
            self.fault("bounds", "it is missing, and the mechanism 'da_soft_bounds' needs it.")
        if mechanism == "da_call_order" and not self.rules.get("minimum_shares"):
            self.fault("minimum_shares", "it is missing, and the mechanism 'da_call_order' needs it.")
        if seats is None:
            return
        names = [one["name"] for one in seats["types"]]
        self.unique("seats.types", names)
        if sorted(seats["order"]) != sorted(names):
            self.fault("seats.order", f"it must name every seat type once: {', '.join(names)}.")
        if sum(one["share"] for one in seats["types"]) != 100:
            self.fault(
                "seats.types", f"the shares add up to {sum(one['share'] for one in seats['types'])}, not to 100."
            )
        for place, one in enumerate(seats["types"]):
            self.check_seat_type(f"seats.types[{place}]", one)
        wanted = _SEAT_RULES.get(mechanism)
        kinds = [one.get("kind", "open") for one in seats["types"]]
        if wanted is not None and (kinds.count(wanted) != 1 or len(kinds) != 2):
            self.fault("seats.types", f"the mechanism {mechanism!r} takes one {wanted} and one open type.")
        if mechanism == "da_minority_reserve" and seats["order"][-1:] == [
            one["name"] for one in seats["types"] if "for" in one
        ]:
            self.fault("seats.order", "the mechanism 'da_minority_reserve' fills the reserve first.")
        if mechanism == "da_slot_precedence" and "quota" in kinds:
            self.fault("seats.types", "the mechanism 'da_slot_precedence' has no quota: it leaves no seat empty.")

    def check_seat_type(self, path: str, one: Mapping[str, Any]) -> None:
        """A type for a group, under a name that does not tell the group."""
        if ("for" in one) != (one.get("kind", "open") != "open"):
            self.fault(path, "a reserve or quota says for which group it is ('for'), and an open type does not.")
        if "for" not in one:
            return
        if one["for"] not in self.groups:
            self.fault(f"{path}.for", f"{one['for']!r} is not one of the groups.")
            return
        self.check_neutral(path, one["words"], one["for"], "seat")

    def check_neutral(self, path: str, words: Mapping[str, str], group: str, what: str) -> None:
        """Words that stand in letters do not tell the group of a child."""
        told = self.groups[group]["words"]
        for language, name in words.items():
            if told[language].casefold() in name.casefold() or name.casefold() in told[language].casefold():
                message = f"{name!r} tells the group. The name of a {what} stands in letters: choose a neutral one."
                self.fault(f"{path}.words.{language}", message)

    def check_after(self) -> None:
        """What becomes of a seat that comes free, said once."""
        after = self.rules.get("after")
        if after is None:
            return
        refills = after["withdrawals"] == "refill"
        if refills and "frozen_until" in after:
            self.fault("after.frozen_until", "seats are not frozen: after.withdrawals is 'refill'.")
        if refills and after["waiting_list"] == "none":
            self.fault("after.withdrawals", "'refill' goes along waiting lists: after.waiting_list is 'none'.")
        if after["waiting_list"] == "per_seat_type" and "seats" not in self.rules:
            self.fault("after.waiting_list", "'per_seat_type' needs the part 'seats', which is missing.")

    def check_shares(self, path: str, table: Mapping[str, int]) -> None:
        """Percentages of groups that exist, and that fit together where they are promised."""
        for group in table:
            if group not in self.groups:
                self.fault(f"{path}.{group}", f"{group!r} is not one of the groups.")
        if path == "bounds.floors" and sum(table.values()) > 100:
            self.fault(path, f"the floors add up to {sum(table.values())}, which is more than 100.")

    def check_guarantees(self) -> None:
        """For a class that exists, or everyone, and before a round that exists."""
        rounds = [one["name"] for one in self.rules.get("rounds", [])]
        for place, one in enumerate(self.rules.get("guarantees", [])):
            if one["who"] not in (*self.classes, "everyone"):
                self.fault(f"guarantees[{place}].who", f"{one['who']!r} is not a priority class, and not 'everyone'.")
            if one.get("before_round", rounds[0] if rounds else None) not in (*rounds, None):
                self.fault(f"guarantees[{place}].before_round", f"{one['before_round']!r} is not one of the rounds.")
            if one["who"] == "everyone" and one["what"] == "place_at_school":
                self.fault(f"guarantees[{place}].what", "not everyone can be promised a place at any school.")
