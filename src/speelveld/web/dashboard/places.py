# SPDX-License-Identifier: EUPL-1.2
"""How are places given? A page per ready-made rules file, generated from it, with the file itself to take along."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from speelveld.figures.laboratory_study import ready_policies
from speelveld.placement import rules_in_words
from speelveld.placement.laboratory import Policy
from speelveld.placement.rules import Rules, policies
from speelveld.placement.rules_json_schema import rules_json_schema
from speelveld.render.laboratory_words import policy_name
from speelveld.web.dashboard.laboratory_form import address_name, policy_of
from speelveld.web.dashboard.rules_notes import note
from speelveld.web.dashboard.views import language

_WORDS_ONLY: Final = {"uncertain", "sources"}
"""Parts of a rules file that are notes of who wrote it, in one language."""


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What happens from application to place, how to check it, and the ready-made rules."""
    rules = [
        (address_name(name), policy_name(policy), _method(policy.rules)) for name, policy in ready_policies().items()
    ]
    return render(request, "dashboard/places.html", {"rules": rules, "here": "places"})


@require_safe
def rules(request: HttpRequest, policy: str) -> HttpResponse:
    """The rules of one ready-made file in plain words."""
    found = _found(policy)
    own = rules_in_words.sections(found.rules, language())
    notes = {rules_in_words.note(name, language()) for name in _WORDS_ONLY}
    context: dict[str, Any] = {
        "title": rules_in_words.title(found.rules, language()),
        "name": policy_name(found),
        "policy": policy,
        "sections": [
            (section, [note(item) if section.heading in notes else (item, "") for item in section.items])
            for section in own
        ],
        "hash": found.rules.hash.hex(),
        "data": list(_data(found.rules)),
        "here": "places",
    }
    return render(request, "dashboard/rules.html", context)


@require_safe
def rules_file(_request: HttpRequest, policy: str) -> HttpResponse:
    """The rules file itself, as it is in the software."""
    found = _found(policy)
    return _file(policies()[found.name], "application/yaml", f"{policy}.yaml")


@require_safe
def schema(_request: HttpRequest) -> HttpResponse:
    """The shape of a rules file as JSON Schema."""
    return _file(json.dumps(rules_json_schema(), indent=1) + "\n", "application/schema+json", "")


def _found(policy: str) -> Policy:
    name = policy_of(policy)
    if name is None:
        raise Http404(f"no rules {policy!r}")
    return ready_policies()[name]


def _file(text: str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{content_type}; charset=utf-8")
    if name:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    # Public rules: a script on another site may read them.
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _method(rules: Rules) -> str:
    """Whether honest lists are best under these rules, in one line."""
    if rules.mechanism == "each_school":
        return _("No joint placement: every school decides by itself.")
    if rules.mechanism in rules_in_words.HONEST and not rules.only_first_choice:
        return _("One joint placement. The honest list is the best list.")
    return _("One joint placement. The first choice weighs more, so the list is a bet.")


def _data(rules: Rules) -> Iterator[tuple[str, tuple[str, str]]]:
    """What these rules need to know of a child, and nothing else; and where a fact comes from, with its language."""
    for words, provenance in _facts(rules):
        yield words, note(provenance) if provenance else ("", "")


def _facts(rules: Rules) -> Iterator[tuple[str, str]]:
    conditions = {condition for one in rules.classes for condition in one.when}
    how = rules.document["tie_breaking"]["by"]
    yield _("the list of schools, in order"), ""
    yield _("the date of birth, for the round and the age"), ""
    for known, words in (
        ({"sibling"}, _("whether a brother or sister goes to a school, and to which")),
        ({"staff"}, _("whether a parent works at a school, and at which")),
        ({"own_childcare", "own_vve"}, _("childcare or preschool of a school: months, half-days, and the indication")),
        ({"own_school", "ex_pupil"}, _("whether the child goes, or went, to a school already")),
    ):
        if conditions & known:
            yield words, ""
    if "nearest" in conditions or how == "distance":
        yield _("the distance from home to the schools"), ""
    for one in rules.document.get("groups", {}).values():
        yield _("whether the child belongs to “%(group)s”") % {"group": one["words"][language()]}, one["provenance"]
    if how == "lottery":
        yield _("the lottery number, which follows from the seed and the name of the application in the list"), ""
    elif how == "application_date":
        yield _("the day of application"), ""
