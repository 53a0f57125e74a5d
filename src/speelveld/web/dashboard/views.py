# SPDX-License-Identifier: EUPL-1.2
"""The pages. Each view finds what was asked for, and hands it to a template."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from speelveld.terms import Municipality
from speelveld.web import data, pictures
from speelveld.web.dashboard import advice_institutions, advice_page, disclosure_rules, residence, tables
from speelveld.web.dashboard import methods as method_pages


def language() -> str:
    """The language of the page that is being made."""
    return str(get_language() or settings.LANGUAGE_CODE)


def resolve(request: HttpRequest, name: str) -> tuple[Municipality, bool]:
    """The municipality that ``name`` in an address means, and whether this is the address that it should have.

    Raises UnknownMunicipality.
    """
    found, former = data.find(request.edition, name)
    return found, former is None and name == found.slug


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """On to the municipality of this installation."""
    return redirect("municipality", name=data.default_municipality(request.edition).slug)


@require_safe
def municipality(request: HttpRequest, name: str) -> HttpResponse:
    """The first page of a municipality: how segregated are its schools?"""
    found, canonical = resolve(request, name)
    if not canonical:
        return redirect("municipality", name=found.slug, permanent=True)
    request.municipality = found
    dashboard = data.dashboard(request.edition, found)
    sort = tables.Sort.of(request.GET.get("sorteer", ""))
    return render(
        request,
        "dashboard/municipality.html",
        {
            "dashboard": dashboard,
            "municipality": found,
            "words": pictures.sentences(request.edition, found, language()),
            "pictures": pictures.offered(request.edition, found, language()),
            "map": pictures.map_of(request.edition, found, language()),
            "methods": method_pages.BY_QUESTION,
            "here": "municipality",
            "columns": tables.columns(sort),
            "rows": tables.rows(dashboard.branches, sort),
            "trend": tables.trend(dashboard),
            "areas": tables.areas(dashboard),
            "cities": tables.cities(dashboard),
            "measures": tables.measures(dashboard),
        },
    )


@require_safe
def origins(request: HttpRequest, name: str) -> HttpResponse:
    """The second page of a municipality: does it come from living or from choosing?"""
    found, canonical = resolve(request, name)
    if not canonical:
        return redirect("origins", name=found.slug, permanent=True)
    request.municipality = found
    given = data.origins(request.edition, found)
    return render(
        request,
        "dashboard/origins.html",
        {
            "origins": given,
            "municipality": found,
            "said": residence.said(given),
            "picture": pictures.residence(request.edition, found, language()),
            "methods": method_pages.BY_QUESTION["residence"],
            "here": "origins",
        },
    )


@require_safe
def advice(request: HttpRequest, name: str) -> HttpResponse:
    """The third page of a municipality: does every child get a fair advice?"""
    found, canonical = resolve(request, name)
    if not canonical:
        return redirect("advice", name=found.slug, permanent=True)
    request.municipality = found
    given = data.advice(request.edition, found)
    return render(
        request,
        "dashboard/advice.html",
        {
            "advice": given,
            "municipality": found,
            "said": advice_page.said(given),
            "institutions": advice_institutions.written(given, language()),
            "pictures": {
                key.replace("-", "_"): value
                for key, value in pictures.advice(request.edition, found, language()).items()
            },
            "methods": method_pages.BY_QUESTION["advice"],
            "here": "advice",
        },
    )


@require_safe
def picture(request: HttpRequest, name: str, picture: str) -> HttpResponse:
    """One picture of a municipality as SVG, ``?b=360`` for a phone or ``?b=720``."""
    found, canonical = resolve(request, name)
    width = request.GET.get("b", str(pictures.WIDE))
    if picture not in pictures.NAMES or width not in pictures.WIDTHS:
        raise Http404(f"no picture {picture!r} of {width} wide")
    if not canonical:
        address = reverse("picture", kwargs={"name": found.slug, "picture": picture})
        return HttpResponsePermanentRedirect(f"{address}?b={width}")
    if not pictures.exists(request.edition, found, picture, language()):
        raise Http404(f"{found.name} has no picture {picture!r}")
    svg = pictures.svg(request.edition, found, picture, language(), int(width))
    response = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    response["Content-Security-Policy"] = pictures.POLICY
    return response


@require_safe
def municipalities(request: HttpRequest) -> HttpResponse:
    """Choose a municipality. A search that names one goes there at once."""
    wanted = request.GET.get("zoek", "").strip()
    if wanted:
        named = data.exact(request.edition, wanted)
        if named is not None:
            return redirect("municipality", name=named.slug)
    today, former = data.search(request.edition, wanted)
    found_none = bool(wanted) and not today and not former
    return render(
        request,
        "dashboard/municipalities.html",
        {
            "wanted": wanted,
            "letters": tables.by_letter(data.municipalities(request.edition) if found_none else today),
            "former": data.former(request.edition) if found_none else former,
            "found_none": found_none,
            "suggestions": data.suggestions(request.edition, wanted) if found_none else [],
            "total": len(data.municipalities(request.edition)),
        },
    )


@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    """How do we know this? The list of method pages."""
    return render(request, "method/index.html", {"sections": method_pages.SECTIONS, "here": "methods"})


@require_safe
def method(request: HttpRequest, method: str) -> HttpResponse:
    """One method page."""
    try:
        page = method_pages.PAGES[method]
    except KeyError:
        raise Http404(f"no method {method!r}") from None
    context: dict[str, Any] = {"page": page, "before": page.before, "after": page.after, "here": "methods"}
    if page.id == "disclosure":
        context["rules"] = disclosure_rules.table()
    if page.id == "advice-levels":
        context |= {"rules": advice_page.all_rules(), "levels": advice_page.levels(), "shares": advice_page.shares()}
    return render(request, f"method/{page.id}.html", context)


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Every source of the edition."""
    return render(
        request,
        "dashboard/sources.html",
        {"sources": data.sources(request.edition), "gaps": data.gaps(request.edition), "here": "sources"},
    )


@require_safe
def plain(request: HttpRequest, template: str) -> HttpResponse:
    """A page of words only."""
    return render(request, f"dashboard/{template}", {"contact": settings.SPEELVELD.contact})


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where a weakness is reported (RFC 9116)."""
    contact = settings.SPEELVELD.contact or request.build_absolute_uri(reverse("about") + "#beveiliging")
    # The end of a whole day, so that the file, and with it its ETag, changes once a day only.
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {contact}",
        f"Expires: {(midnight + timedelta(days=181)).isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: nl, en",
        f"Canonical: {request.build_absolute_uri()}",
    ]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["ETag"] = f'"{midnight:%Y%m%d}"'
    return response
