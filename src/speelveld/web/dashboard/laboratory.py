# SPDX-License-Identifier: EUPL-1.2
"""The page on which rules of placement are compared on invented children, and its pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from speelveld.figures.laboratory import Lack, TownUnknown
from speelveld.figures.laboratory_study import StudyResult, ready_policies
from speelveld.render import laboratory_tables, laboratory_words, names, numbers
from speelveld.render.charts.laboratory import differences_chart, segregation_chart
from speelveld.terms import Municipality
from speelveld.web import laboratory, pictures
from speelveld.web.dashboard import laboratory_form
from speelveld.web.dashboard.laboratory_form import Read
from speelveld.web.dashboard.methods import BY_QUESTION
from speelveld.web.dashboard.views import language, resolve
from speelveld.web.pictures import NARROW, WIDE, Picture

RETRY: Final = "20"
"""Seconds after which it makes sense to ask again."""
_CHARTS: Final = {"verschil": ("differences", differences_chart), "spreiding": ("segregation", segregation_chart)}


@dataclass(frozen=True, slots=True)
class Choice:
    """Rules that can be chosen: their name in addresses, what they are called, and whether they are chosen."""

    name: str
    title: str
    basis: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A field of the form as it stands on the page: what it holds, and what is wrong with it."""

    field: laboratory_form.Field
    value: str
    fault: str
    low: str
    high: str
    step: str
    usual: str
    slider: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """What the page says of one of the compared rules."""

    name: str
    address: str
    sentences: tuple[str, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """The sentences and tables of a study, in the active language."""

    headline: str
    bets: str
    policies: tuple[Policy, ...]
    tables: dict[str, laboratory_tables.Table]
    group: str
    schools: str
    children: str
    seats: str
    cohorts: str
    lotteries: str
    city_share_used: str
    without_total: str
    filling: str


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Would other rules of placement help? The study that the address asks for, and the form to ask for another."""
    found, canonical = resolve(request, name)
    if not canonical:
        return redirect("laboratory", name=found.slug, permanent=True)
    request.municipality = found
    given = laboratory_form.read(request.GET)
    context: dict[str, Any] = {"municipality": found, "here": "laboratory", "methods": BY_QUESTION["laboratory"]}
    status = 200
    try:
        if given.asked is None:
            context["faults"], status = given.faults, 400
        else:
            result = _study(request, found, given)
            query = request.GET.urlencode()
            context |= {
                "result": result,
                "said": said(result),
                "used": _used(given, result),
                "pictures": _pictures(result, language()),
                "query": f"{query}&" if query else "",
            }
    except TownUnknown as error:
        context |= {"lack": laboratory_words.lacking(error.lack), "no_form": error.lack is not Lack.FILLING}
    except laboratory.Busy as error:
        context |= {"busy": True, "begun": error.begun}
        status = 503
    context |= _form(given)
    response = render(request, "dashboard/laboratory.html", context, status=status)
    if status == 503:
        response["Retry-After"] = RETRY
    return response


@require_safe
def picture(request: HttpRequest, name: str, picture: str) -> HttpResponse:
    """One picture of the study that the address asks for, as SVG, ``?b=360`` for a phone or ``?b=720``."""
    found, canonical = resolve(request, name)
    width = request.GET.get("b", str(WIDE))
    given = laboratory_form.read(request.GET)
    if picture not in _CHARTS or width not in pictures.WIDTHS or given.asked is None:
        raise Http404(f"no picture {picture!r} of {width} wide")
    if not canonical:
        address = reverse("laboratory-picture", kwargs={"name": found.slug, "picture": picture})
        return redirect(f"{address}?{request.GET.urlencode()}", permanent=True)
    try:
        result = _study(request, found, given)
    except TownUnknown:
        raise Http404(f"{found.name} has no laboratory") from None
    except laboratory.Busy:
        return HttpResponse(status=503, headers={"Retry-After": RETRY})
    response = HttpResponse(
        _CHARTS[picture][1](result, language(), int(width)), content_type="image/svg+xml; charset=utf-8"
    )
    response["Content-Security-Policy"] = pictures.POLICY
    return response


def said(result: StudyResult) -> Said:
    """Everything that the page says of a study."""
    words, tables, found = laboratory_words, laboratory_tables, result.found
    return Said(
        headline=words.headline(result),
        bets=words.bets(result),
        policies=tuple(
            Policy(
                words.policy_name(one.policy),
                laboratory_form.address_name(one.policy.name),
                tuple(words.sentences(result, one)) if one.differences else (),
                tuple(words.cautions(one)),
            )
            for one in result.policies
        ),
        tables={
            "differences": tables.differences(result),
            "children": tables.children(result),
            "segregation": tables.segregation(result),
            "luck": tables.luck(result),
            "false_lists": tables.false_lists(result),
            "neighbourhoods": tables.neighbourhoods(result),
        },
        group=names.group(found.contrast),
        schools=numbers.whole(len(found.town.schools)),
        children=numbers.whole(round(float(found.town.expected.sum()))),
        seats=numbers.whole(int(found.town.seats.sum())),
        cohorts=numbers.whole(result.study.cohorts),
        lotteries=numbers.whole(result.lotteries),
        city_share_used=numbers.whole(found.city_share_used),
        without_total=numbers.whole(found.without_total),
        filling=numbers.whole(round(100 * found.filling)),
    )


def _study(request: HttpRequest, municipality: Municipality, given: Read) -> StudyResult:
    if given.asked is None:
        raise ValueError("an address with faults asks no study")
    patience = None if laboratory.PATIENT in request.META else laboratory.PATIENCE
    return laboratory.study(request.edition, municipality, given.asked, patience)


def _form(given: Read) -> dict[str, Any]:
    wrong: dict[str, str] = {}
    for fault in given.faults:
        wrong.setdefault(fault.field, fault.message)
    return {
        "choices": [
            Choice(
                laboratory_form.address_name(name),
                laboratory_words.policy_name(policy),
                name == given.basis,
                name in given.compared,
            )
            for name, policy in ready_policies().items()
        ],
        "groups": [
            (group.title, [_box(field, given, wrong) for field in group.fields]) for group in laboratory_form.GROUPS
        ],
        "wrong_policies": wrong.get(laboratory_form.POLICIES, ""),
        "wrong_lotteries": wrong.get(laboratory_form.LOTTERIES, ""),
        "lotteries_offered": [
            (str(one), numbers.whole(one), str(one) == given.lotteries) for one in laboratory_form.NUMBERS_OF_LOTTERIES
        ],
        "most_compared": laboratory_form.MOST_COMPARED,
    }


def _box(field: laboratory_form.Field, given: Read, wrong: dict[str, str]) -> Box:
    words = laboratory_words.bare
    return Box(
        field,
        given.given[field.name].replace(",", ".").replace("−", "-"),
        wrong.get(field.name, ""),
        f"{field.low:g}",
        f"{field.high:g}",
        f"{field.step:g}",
        "" if field.usual is None else words(field.usual),
        field not in {laboratory_form.FILLING, laboratory_form.SEED},
    )


def _used(given: Read, result: StudyResult) -> list[tuple[str, str]]:
    """What a study was asked, by the labels of the form, so that a result on paper holds it too."""
    values = {field: given.given[field.name].replace(",", ".").replace("−", "-") for field in laboratory_form.FIELDS}
    values[laboratory_form.FILLING] = f"{100 * result.found.filling:.0f}"
    return [(str(field.label), laboratory_words.bare(float(value))) for field, value in values.items()]


@lru_cache(maxsize=32)
def _pictures(result: StudyResult, code: str) -> dict[str, Picture]:
    return dict(_made(result, code))


def _made(result: StudyResult, code: str) -> Iterator[tuple[str, Picture]]:
    for name, (kind, draw) in _CHARTS.items():
        narrow, wide = (pictures.size(draw(result, code, width)) for width in (NARROW, WIDE))
        with translation.override(code):
            words = laboratory_words.heading(kind, result)
            yield name, Picture(name, f"{words.title}. {words.description}", narrow, wide)
