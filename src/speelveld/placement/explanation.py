# SPDX-License-Identifier: EUPL-1.2
"""Why this school and not that one: for one child, in Dutch or English, from its own list and from cut-offs.

Under deferred acceptance a child is placed at the first school of its list where it is ahead of the last child that
got a seat (Azevedo and Leshno 2016), so that class, number and cut-off are the whole explanation, and no other list
would have given a school that stands higher (Dubins and Freedman 1981; Roth 1982; with reserves and slots Hatfield and
Milgrom 2005). Other mechanisms promise less, and the text then says so.

Nothing here knows a child's background: the only thing in a text that may depend on it is which type of seat is named,
and the rules refuse a name that tells a group.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from speelveld.placement.names import Mechanism
from speelveld.placement.outcome import Key, Outcome
from speelveld.placement.promises import PROMISES, STRATEGY_PROOF

CUT_OFFS = frozenset(("da", "da_minority_reserve", "da_slot_precedence", "serial_dictatorship"))
"""Class, number and cut-off explain the outcome."""
STABLE_ONLY = frozenset(("school_proposing_da",))
"""The same, but nothing is told of what it took: with other classes the schools would have asked others."""
BALANCED = frozenset(("da_majority_quota", "da_soft_bounds", "da_call_order"))
"""No single cut-off, since the school balances its groups."""
EXCHANGED = frozenset(("eadam", "stable_improvement_cycles"))
"""No cut-off, since places were exchanged."""
LANGUAGES = ("nl", "en")


@dataclass(frozen=True)
class Words:
    """What schools, classes, types of seats and grounds are called, in one language.

    ``classes[school]`` in the order of the class numbers; ``unfit[child][school]`` the reason why a school may not take
    a child.
    """

    language: str
    classes: Mapping[str, Sequence[str]]
    seats: Mapping[str, str]
    unfit: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    schools: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The text for one child: what came of it, a paragraph per school that it preferred, and what its list could do."""

    child: str
    outcome: str
    schools: tuple[tuple[str, str], ...]
    closing: str

    @property
    def text(self) -> str:
        """All of it, in paragraphs."""
        return "\n\n".join(part for part in (self.outcome, *(text for _, text in self.schools), self.closing) if part)


def explain(
    outcome: Outcome,
    mechanism: str,
    child: str,
    words: Words,
    *,
    classes_follow_lists: bool = False,
    waiting_list: str = "same_number",
) -> Explanation:
    """The explanation of a child's placement under a mechanism.

    ``classes_follow_lists``: priority counts at the first choice only, so that another list gives other classes, or
    families need several seats; then no mechanism can promise that honesty is best. ``waiting_list`` is the word of the
    rules (``after.waiting_list``): where there is none, no place on one is told.
    """
    proven = STRATEGY_PROOF in PROMISES[Mechanism(mechanism)] and not classes_follow_lists
    return _Writer(outcome, mechanism, child, words, proven=proven, waiting_list=waiting_list).write()


@cache
def _sentences(language: str) -> dict[str, str]:
    text = files("speelveld.placement").joinpath("explanation.toml").read_text(encoding="utf-8")
    found: dict[str, str] = tomllib.loads(text)[language]
    return found


class _Writer:
    def __init__(
        self, outcome: Outcome, mechanism: str, child: str, words: Words, *, proven: bool, waiting_list: str
    ) -> None:
        self.outcome, self.mechanism, self.child, self.words = outcome, mechanism, child, words
        self.waiting_list = waiting_list
        self.proven = proven
        self.preferred = outcome.preferred(child)
        self.bordered = False

    def write(self) -> Explanation:
        got = self.outcome.assignment[self.child]
        if got is None:
            opening = [self.say("unplaced")]
        else:
            opening = [self.say("placed", school=self.school(got), place=self.place(got))]
            opening += [] if self.preferred else [self.say("first")]
        number = self.outcome.numbers[self.child]
        if self.preferred and isinstance(number, int):
            opening.append(self.say("number", number=number))
        schools = tuple((school, " ".join(self.about(school))) for school in self.preferred)
        return Explanation(self.child, " ".join(opening), schools, " ".join(self.closing()))

    def say(self, sentence: str, **filled: Any) -> str:
        return _sentences(self.words.language)[sentence].format(**filled)

    def school(self, school: str) -> str:
        return self.words.schools.get(school, school)

    def place(self, school: str) -> int:
        return list(self.outcome.wishes[self.child]).index(school) + 1

    def class_words(self, school: str, number: int) -> str:
        return self.words.classes[school][number]

    def about(self, school: str) -> list[str]:
        """Class and number against the cut-offs, the waiting list, and what would have changed it."""
        if school not in self.outcome.classes[self.child]:
            reason = self.words.unfit.get(self.child, {}).get(school, "")
            return [self.say("not_eligible", school=self.school(school), reason=reason).strip()]
        number_class, number = self.outcome.key(self.child, school)
        own = self.say(
            "own", school=self.school(school), class_words=self.class_words(school, number_class), number=number
        )
        if self.child in self.outcome.sizes:
            return [own, self.say("family", size=self.outcome.sizes[self.child]), *self.waiting(school)]
        if self.mechanism == "boston":
            return [own, self.immediate(school), *self.waiting(school)]
        if self.mechanism in CUT_OFFS | STABLE_ONLY:
            return [own, *self.cutoffs(school), *self.waiting(school), *self.would_have(school)]
        return [own, *self.waiting(school)]

    def cutoffs(self, school: str) -> list[str]:
        found = self.outcome.cutoffs(school)
        if not any(one.seats for one in found):
            return [self.say("no_seats")]
        result = []
        for one in found:
            if one.last is None:
                result.append(self.say("seats_none", seats=self.words.seats[one.type]))
            else:
                filled = {"class_words": self.class_words(school, one.last[0]), "number": one.last[1]}
                sentence = "seats_one" if len(found) == 1 else "seats_full"
                result.append(self.say(sentence, seats=self.words.seats[one.type], **filled))
        return result

    def waiting(self, school: str) -> list[str]:
        """The place on the waiting list, or on that of each type of seats; nothing where the rules have none."""
        if self.waiting_list == "none":
            return []
        if self.waiting_list == "new_number":
            return [self.say("waiting_anew")]
        if self.waiting_list == "per_seat_type" and len(self.outcome.seats[school]) > 1:
            lines = {some.type: self.outcome.waiting_for(school, some) for some in self.outcome.seats[school]}
            return [
                self.say("waiting_type", seats=self.words.seats[kind], place=line.index(self.child) + 1)
                for kind, line in lines.items()
            ]
        return [self.say("waiting", place=self.outcome.waiting[school].index(self.child) + 1)]

    def would_have(self, school: str) -> list[str]:
        threshold = self.outcome.threshold(self.child, school)
        if threshold is None or self.mechanism not in CUT_OFFS:
            return []
        self.bordered = True
        return [self.changed(school, threshold)]

    def changed(self, school: str, threshold: Key) -> str:
        """What it took to be ahead of the last child here, the outcome being what it is."""
        own_class, number = self.outcome.key(self.child, school)
        if own_class == threshold[0]:
            return self.say("would_number", number=threshold[1])
        class_words = self.class_words(school, threshold[0])
        if number < threshold[1]:
            return self.say("would_class_only", class_words=class_words)
        return self.say("would_class", class_words=class_words, number=threshold[1])

    def immediate(self, school: str) -> str:
        """Immediate acceptance: the place on the list comes before class and number."""
        placed = self.outcome.placed[school]
        if not placed:
            return self.say("no_seats")

        def rank(child: str) -> tuple[int, Key]:
            return list(self.outcome.wishes[child]).index(school) + 1, self.outcome.key(child, school)

        last_place, (last_class, number) = max(map(rank, placed))
        filled = {"class_words": self.class_words(school, last_class), "number": number, "last_place": last_place}
        return self.say("boston", place=self.place(school), **filled)

    def closing(self) -> list[str]:
        """What another list could have done, and what cannot be explained more simply."""
        if not self.preferred:
            return []
        result = []
        if self.bordered:
            result.append(self.say("borders"))
        if self.mechanism == "ttc":
            result.append(self.say("ttc"))
        elif self.mechanism in EXCHANGED:
            result.append(self.say("exchanged"))
        elif self.mechanism in BALANCED:
            result.append(self.say("balanced"))
        result.append(self.say("list_proof" if self.proven else "list_open"))
        on_the_list = len(self.outcome.wishes[self.child])
        if self.proven and self.outcome.assignment[self.child] is None and on_the_list < len(self.outcome.seats):
            result.append(self.say("list_longer"))
        return result
