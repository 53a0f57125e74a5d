# SPDX-License-Identifier: EUPL-1.2
"""The page "how are places given", from a rules file: headings with sentences and lists, in Dutch or English.

Everything on it comes from the rules, so that page and rules cannot say different things.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from speelveld.placement.cautions import cautions
from speelveld.placement.promises import PROMISES, STRATEGY_PROOF
from speelveld.placement.rules import PriorityClass, Rules

HONEST = frozenset(str(name) for name, promises in PROMISES.items() if STRATEGY_PROOF in promises)
"""Mechanisms under which no order of the same schools is better than the honest one."""
MONTHS = {
    "nl": [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}


@dataclass(frozen=True, slots=True)
class Section:
    """One heading, with sentences, and a list under them that is numbered when its order counts."""

    heading: str
    sentences: tuple[str, ...]
    items: tuple[str, ...] = ()
    numbered: bool = False


def title(rules: Rules, language: str) -> str:
    """The heading of the page."""
    return _say(language, "title", name=rules.document["name"][language])


def sections(rules: Rules, language: str) -> list[Section]:
    """The page, part by part; a part of which the rules say nothing is left out."""
    return [one for one in _Page(rules, language).parts() if one.sentences or one.items]


def note(part: str, language: str) -> str:
    """The heading of a part that is a note of who wrote the rules, in one language: ``uncertain`` or ``sources``."""
    return _say(language, part)


def markdown(rules: Rules, language: str) -> str:
    """The page as Markdown."""
    lines = [f"# {title(rules, language)}", ""]
    for one in sections(rules, language):
        lines += [f"## {one.heading}", ""]
        if one.sentences:
            lines += [" ".join(one.sentences), ""]
        if one.items:
            marks = (f"{place}." if one.numbered else "-" for place in range(1, len(one.items) + 1))
            lines += [*(f"{mark} {item}" for mark, item in zip(marks, one.items, strict=True)), ""]
    return "\n".join([*lines, _say(language, "version", hash=rules.hash.hex()), ""])


@cache
def _sentences() -> dict[str, dict[str, str]]:
    text = files("speelveld.placement").joinpath("rules_in_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _say(language: str, sentence: str, **filled: Any) -> str:
    return _sentences()[language][sentence].format(**filled)


class _Page:
    def __init__(self, rules: Rules, language: str) -> None:
        self.rules, self.document, self.language = rules, rules.document, language

    def say(self, sentence: str, **filled: Any) -> str:
        return _say(self.language, sentence, **filled)

    def parts(self) -> Iterator[Section]:
        yield self.when()
        yield Section(self.say("list"), tuple(self.list_()))
        yield self.priority()
        yield self.seats()
        yield Section(self.say("mechanism"), (self.mechanism(), *self.cautions()))
        yield Section(self.say("after"), tuple(self.after()))
        yield Section(self.say("guarantees"), tuple(self.guarantees()))
        # The uncertain points and the sources are notes of who wrote the rules, in one language.
        yield Section(self.say("uncertain"), (), tuple(self.document.get("uncertain", ())))
        yield Section(self.say("sources"), (), tuple(self.document.get("sources", ())))

    def when(self) -> Section:
        sentences = [] if self.rules.rounds else [self.say("no_rounds")]
        for number, one in enumerate(self.rules.rounds, start=1):
            if one.born is None:
                sentences.append(self.say("round", number=number, closes=self.day(one.closes)))
            else:
                window = {"from": self.day(one.born["from"]), "to": self.day(one.born["to"])}
                years = one.born["years_before"]
                sentences.append(
                    self.say("round_born", number=number, closes=self.day(one.closes), years=years, **window)
                )
        months = self.document.get("eligibility", {}).get("minimum_age_months")
        if months is not None:
            sentences.append(self.say("age", months=months))
        return Section(self.say("rounds"), tuple(sentences))

    def day(self, text: str) -> str:
        month, day = (int(part) for part in text.split("-"))
        return f"{day} {MONTHS[self.language][month - 1]}"

    def list_(self) -> Iterator[str]:
        rule = self.document["list"]
        if rule["max"] is None:
            yield self.say("list_open", min=rule["min"])
        elif rule["max"] == rule["min"]:
            yield self.say("list_fixed", min=rule["min"])
        else:
            yield self.say("list_length", min=rule["min"], max=rule["max"])
        if rule.get("completion", "none") != "none":
            yield self.say(f"completion_{rule['completion']}")
        honest = self.rules.mechanism in HONEST and not self.rules.only_first_choice
        yield self.say("honest" if honest else "bet")

    def priority(self) -> Section:
        sentences = []
        if self.rules.only_first_choice:
            sentences.append(self.say("first_choice"))
        if "distance" in self.document:
            rule = self.document["distance"]
            sentences.append(self.say("nearest", nearest=rule["nearest"], by=self.say(rule["by"])))
        if self.document.get("childcare", {}).get("months"):
            sentences.append(self.say("childcare", **self.document["childcare"]))
        for school, own in self.document.get("schools", {}).items():
            if "classes" in own:
                names = ", ".join(self.words(one) for one in self.rules.classes_of(school))
                sentences.append(self.say("own_rules", school=school, classes=names))
        how = self.document["tie_breaking"]
        sentences.append(self.say("_".join(["ties", how["by"], *([how["lottery"]] if "lottery" in how else [])])))
        if how.get("family_number"):
            sentences.append(self.say("family_number"))
        if self.rules.twins in {"together", "over_capacity"}:
            sentences.append(self.say(f"twins_{self.rules.twins}"))
        sentences += self.draw()
        classes = tuple(self.words(one) for one in self.rules.classes)
        intro = self.say("priority_intro")
        return Section(self.say("priority"), (*sentences, intro), classes, numbered=True)

    def words(self, one: PriorityClass) -> str:
        return one.words[self.language]

    def seats(self) -> Section:
        if "seats" not in self.document:
            return Section(self.say("seats"), ())
        items = tuple(
            self.say("seat", words=one.words[self.language], share=one.share) for one in self.rules.seat_types
        )
        return Section(self.say("seats"), (self.say("seats_intro"),), items, numbered=True)

    def mechanism(self) -> str:
        name = self.rules.mechanism
        if name in _sentences()[self.language]:
            return self.say(name)
        # Every other method is deferred acceptance, and something more.
        return f"{self.say('da')} {self.say(f'more_{name}')}"

    def cautions(self) -> Iterator[str]:
        for one in cautions(self.rules):
            yield one.nl if self.language == "nl" else one.en

    def draw(self) -> Iterator[str]:
        """Where the seed of the lottery comes from, and what is done when a network gives none."""
        draw = self.document.get("draw")
        if draw is None:
            return
        first, *others = draw["sources"]
        yield self.say("draw", **first)
        for one in others:
            yield self.say("draw_fallback", **one)
        if "parties" in draw:
            yield self.say("draw_parties", parties=", ".join(draw["parties"]))

    def after(self) -> Iterator[str]:
        rule = self.document.get("after")
        if rule is None:
            return
        yield self.say(f"waiting_{rule['waiting_list']}")
        yield self.say(f"withdrawals_{rule['withdrawals']}")
        if "frozen_until" in rule:
            yield self.say("frozen_until", day=self.day(rule["frozen_until"]))
        yield self.say(f"late_{rule['late_entrants']}")
        if "swaps" in rule:
            yield self.say("swaps_yes" if rule["swaps"] else "swaps_no")
        if rule.get("appeals") == "keep_offer_add_seat":
            yield self.say("appeals")

    def guarantees(self) -> Iterator[str]:
        named = {one.name: self.words(one) for one in self.rules.classes}
        numbers = {one.name: number for number, one in enumerate(self.rules.rounds, start=1)}
        for one in self.document.get("guarantees", ()):
            if one["what"] == "place_somewhere":
                yield self.say("guarantee_place_somewhere")
            elif "before_round" in one:
                filled = {"who": named[one["who"]], "round": numbers[one["before_round"]]}
                yield self.say("guarantee_place_at_school_before", **filled)
            else:
                yield self.say("guarantee_place_at_school", who=named[one["who"]])
