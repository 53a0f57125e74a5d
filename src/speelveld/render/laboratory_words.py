# SPDX-License-Identifier: EUPL-1.2
"""What the laboratory found, in words: verdicts first, and the plain one that rules do not help.

Numbers here are of invented children. They are no protected figures, and must never stand where those stand: every
text, table and picture with them says that the children are invented.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language

from speelveld.figures.laboratory import Lack
from speelveld.figures.laboratory_study import IN_METRES, PolicyResult, StudyResult
from speelveld.placement.laboratory import Policy, Verdict
from speelveld.placement.rules_in_words import HONEST
from speelveld.render import names
from speelveld.render.frame import Heading
from speelveld.render.numbers import rounded
from speelveld.render.translation import decimal, gettext_noop, ngettext
from speelveld.render.translation import gettext as _

ABSENT: Final = "–"
DISSIMILARITY: Final = "dissimilarity"
TOLD: Final = (DISSIMILARITY, "first_choice.all", "first_choice.a", "unplaced.all", "median_metres.all")
"""The measures of which a verdict is told in a sentence, in this order."""


@dataclass(frozen=True, slots=True)
class Words:
    """English message ids of a measure: its name, and the sentence of each verdict; ``%(size)s`` is its change."""

    name: str
    more: str = ""
    less: str = ""
    same: str = ""
    unclear: str = ""


MEASURES: Final = {
    "first_choice": Words(
        gettext_noop("the school that they want most"),
        gettext_noop("%(size)s more of every 100 children get the school that they want most."),
        gettext_noop("%(size)s fewer of every 100 children get the school that they want most."),
        gettext_noop("About as many children get the school that they want most."),
        gettext_noop("Whether more children get the school that they want most, cannot be said."),
    ),
    "top_three": Words(gettext_noop("one of the three that they want most")),
    "unplaced": Words(
        gettext_noop("no place at a school of their list"),
        gettext_noop("%(size)s more of every 100 children have no place at a school of their list."),
        gettext_noop("%(size)s fewer of every 100 children have no place at a school of their list."),
        gettext_noop("About as many children have no place at a school of their list."),
        gettext_noop("Whether more children have no place at a school of their list, cannot be said."),
    ),
    "mean_metres": Words(gettext_noop("distance to school on average, in metres")),
    "median_metres": Words(
        gettext_noop("distance to school of the child in the middle, in metres"),
        gettext_noop("For the child in the middle school is %(size)s metres further away."),
        gettext_noop("For the child in the middle school is %(size)s metres nearer."),
        gettext_noop("The distance to school hardly changes."),
        gettext_noop("Whether school is further away, cannot be said."),
    ),
    DISSIMILARITY: Words(
        gettext_noop("uneven distribution (D)"),
        gettext_noop("Schools become less mixed: the uneven distribution rises by %(size)s, to %(level)s of 100."),
        gettext_noop("Schools become more mixed: the uneven distribution falls by %(size)s, to %(level)s of 100."),
        gettext_noop("Schools become neither more mixed nor less: for that, this does not help."),
        gettext_noop("Whether schools become more mixed, cannot be said."),
    ),
    "theil-h": Words(gettext_noop("Theil's H")),
    "eta-squared": Words(gettext_noop("eta squared")),
    "isolation": Words(gettext_noop("isolation")),
    "intake_sd": Words(gettext_noop("how much the share of the group at a school differs between lotteries")),
    "same_school": Words(gettext_noop("the same school in another lottery")),
}
"""What is measured, by the part of a name before the dot."""

_OF_GROUP: Final = {
    Verdict.MORE: gettext_noop("Of every 100 %(group)s, %(size)s more get the school that they want most."),
    Verdict.LESS: gettext_noop("Of every 100 %(group)s, %(size)s fewer get the school that they want most."),
    Verdict.NO_CHANGE: gettext_noop("Of the %(group)s about as many get the school that they want most."),
    Verdict.UNCLEAR: gettext_noop(
        "Of the %(group)s it cannot be said whether more get the school that they want most."
    ),
}
_VERDICTS: Final = {
    Verdict.MORE: gettext_noop("more"),
    Verdict.LESS: gettext_noop("less"),
    Verdict.NO_CHANGE: gettext_noop("no difference that matters"),
    Verdict.UNCLEAR: gettext_noop("cannot be said"),
    Verdict.NOT_DEFINED: ABSENT,
}
_HEADLINES: Final = {
    Verdict.LESS: gettext_noop("With %(names)s schools become more mixed."),
    Verdict.MORE: gettext_noop("With %(names)s schools become less mixed."),
    Verdict.UNCLEAR: gettext_noop("Of %(names)s it cannot be said whether schools become more mixed."),
    Verdict.NOT_DEFINED: gettext_noop("Of %(names)s it cannot be said whether schools become more mixed."),
    Verdict.NO_CHANGE: gettext_noop(
        "With %(names)s schools become neither more mixed nor less: for that, it does not help."
    ),
}


def policy_name(policy: Policy) -> str:
    """What rules are called, in the active language."""
    found: str = policy.rules.document["name"]["nl" if get_language() == "nl" else "en"]
    return found


def quoted(policy: Policy) -> str:
    """The name of rules within a sentence."""
    return _("“%(name)s”") % {"name": policy_name(policy)}


def measure(name: str) -> str:
    """What is measured, with a capital."""
    words = _(MEASURES[name.partition(".")[0]].name)
    return words[:1].upper() + words[1:]


def bare(value: float) -> str:
    """A number that is no figure, such as an assumption: as few decimals as it has, six at most."""
    return decimal(value, len(f"{value:.6f}".rstrip("0").partition(".")[2]))


def written(value: float, name: str) -> str:
    """A value of a measure: whole metres, or of every 100 with one decimal; a dash where there is none."""
    if math.isnan(value):
        return ABSENT
    if name.startswith(IN_METRES):
        return decimal(rounded(value), 0, grouped=True)
    return decimal(rounded(1000 * value) / 10, 1)


def signed(value: float, name: str) -> str:
    """A difference in a measure, with its sign."""
    size = written(abs(value), name)
    if math.isnan(value) or not any(digit in "123456789" for digit in size):
        return size
    return f"{'−' if value < 0 else '+'}{size}"


def verdict(given: Verdict) -> str:
    """A verdict in a cell."""
    return _(_VERDICTS[given])


def headline(result: StudyResult) -> str:
    """The answer: do the compared rules make schools more mixed? It can be that none of them does."""
    compared = result.policies[1:]
    found: dict[Verdict, list[str]] = {}
    for one in compared:
        found.setdefault(_verdict(one, DISSIMILARITY), []).append(quoted(one.policy))
    if set(found) == {Verdict.NO_CHANGE} and len(compared) > 1:
        answer = _("None of these rules makes schools more mixed or less mixed: for that, they do not help.")
    else:
        answer = " ".join(
            _(text) % {"names": names.listing(found[given])} for given, text in _HEADLINES.items() if given in found
        )
    return _("With invented children: %(answer)s") % {"answer": answer[:1].lower() + answer[1:]}


def sentences(result: StudyResult, one: PolicyResult) -> Iterator[str]:
    """What rules would change, in one sentence for each measure that counts most."""
    for name in TOLD:
        given = _verdict(one, name)
        if given is Verdict.NOT_DEFINED:
            continue
        words = MEASURES[name.partition(".")[0]]
        text = (
            _OF_GROUP[given]
            if name.endswith(".a")
            else {
                Verdict.MORE: words.more,
                Verdict.LESS: words.less,
                Verdict.NO_CHANGE: words.same,
                Verdict.UNCLEAR: words.unclear,
            }[given]
        )
        yield _(text) % {
            "size": written(abs((one.differences or {})[name].mean), name),
            "level": written(one.estimates[name].mean, name),
            "group": names.group(result.found.contrast),
        }
    if all(_verdict(one, name) is Verdict.NO_CHANGE for name in TOLD):
        yield _("So all in all: this does not help, and it does no harm.")


def bets(result: StudyResult) -> str:
    """Under which of the rules another list than the honest one can pay, and what that means here; empty if none."""
    found = [
        quoted(one.policy)
        for one in result.policies
        if one.policy.rules.mechanism not in HONEST or one.policy.rules.only_first_choice
    ]
    if not found:
        return ""
    return _(
        "Take care with %(names)s: there it can pay to hand in another list than the honest one. Invented families are "
        "honest all the same. So these rules look better here than they would be, above all in first choices."
    ) % {"names": names.listing(found)}


def lacking(lack: Lack) -> str:
    """Why a municipality has no laboratory."""
    return {
        Lack.FLOWS: _("From which neighbourhood to which school pupils go, is not published for this municipality."),
        Lack.SHARE: _(
            "The share of the group in this municipality is not shown: there are too few pupils or schools. Without it "
            "no children can be invented."
        ),
        Lack.FILLING: _(
            "DUO masks small flows of pupils, and for this municipality nothing tells how large they are. Choose a "
            "value for “Masked flows” below."
        ),
    }[lack]


def cautions(one: PolicyResult) -> Iterator[str]:
    """The warnings on rules, in the active language. They name no school: what they say of one is invented."""
    for caution in one.warnings:
        text = caution.nl if get_language() == "nl" else caution.en
        for school in one.schools:
            text = text.replace(school.brin6, _("one of the schools"))
        yield text[:1].upper() + text[1:]


def heading(kind: str, result: StudyResult) -> Heading:
    """The words of a picture: ``differences`` or ``segregation``."""
    basis = quoted(result.policies[0].policy)
    place = result.place.name
    source = _("Invented children; wishes are assumed. Drawn from: %(sources)s.") % {
        "sources": names.listing(dict.fromkeys(one.publisher.partition(" (")[0] for one in result.found.sources))
    }
    if kind == "differences":
        subtitle = _(
            "Difference with %(basis)s, of every 100 invented children of %(place)s; grey: does not matter"
        ) % {
            "basis": basis,
            "place": place,
        }
        return Heading(_differ(result), subtitle, source, description("differences", result))
    title = _("How unevenly invented children are spread over the schools of %(place)s") % {"place": place}
    subtitle = _("How many of every 100 would have to change school (D), with the 95% interval")
    return Heading(title, subtitle, source, description("segregation", result))


def description(kind: str, result: StudyResult) -> str:
    """What a picture shows, for who cannot see it."""
    parts = [_("Invented children.")]
    if kind == "differences":
        for one in result.policies[1:]:
            given = one.differences or {}
            told = ", ".join(
                f"{_(MEASURES[each.partition('.')[0]].name)} {signed(given[each].mean, each)}" for each in DRAWN
            )
            parts.append(f"{policy_name(one.policy)}: {told}.")
    else:
        for one in result.policies:
            found = one.estimates[DISSIMILARITY]
            parts.append(
                _("%(name)s: %(mean)s of 100, by chance %(chance)s.")
                % {
                    "name": policy_name(one.policy),
                    "mean": written(found.mean, DISSIMILARITY),
                    "chance": written(found.by_chance, DISSIMILARITY),
                }
            )
    return " ".join(parts)


DRAWN: Final = ("first_choice.all", "top_three.all", "unplaced.all", DISSIMILARITY)
"""The measures of the picture of differences."""


def _differ(result: StudyResult) -> str:
    """The finding of the picture of differences: how many of its differences may matter."""
    matters = sum(_verdict(one, name) in {Verdict.MORE, Verdict.LESS} for one in result.policies[1:] for name in DRAWN)
    total = len(DRAWN) * (len(result.policies) - 1)
    if not matters:
        return _("None of these differences is sure and large enough to matter")
    return ngettext(
        "%(number)d of the %(total)d differences is sure, and may matter",
        "%(number)d of the %(total)d differences are sure, and may matter",
        matters,
    ) % {"number": matters, "total": total}


def _verdict(one: PolicyResult, name: str) -> Verdict:
    return (one.differences or {})[name].verdict
