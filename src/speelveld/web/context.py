# SPDX-License-Identifier: EUPL-1.2
"""What every page needs: the municipality it is about, the same page in the other language, the theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from speelveld import __version__
from speelveld.web import data


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the site and the address of this page in it."""

    code: str
    name: str
    url: str
    current: bool


def site(request: HttpRequest) -> dict[str, Any]:
    """The context of every template."""
    here = get_language() or settings.LANGUAGE_CODE
    edition = getattr(request, "edition", None)
    municipality = getattr(request, "municipality", None)
    if municipality is None and edition is not None:
        asked = data.exact(edition, request.GET["gemeente"]) if request.GET.get("gemeente") else None
        municipality = asked or data.default_municipality(edition)
    default = data.default_municipality(edition) if edition is not None else None
    path = request.get_full_path()
    return {
        "site_municipality": municipality,
        # Pages without a municipality in their address keep it in the query, so that the way back leads home.
        "carried": f"?gemeente={municipality.slug}" if municipality and municipality != default else "",
        "edition_id": getattr(edition, "id", ""),
        "languages": [
            Language(code, name, translate_url(path, code), code == here) for code, name in settings.LANGUAGES
        ],
        "theme_css": settings.SPEELVELD.theme_css,
        "theme_class": settings.SPEELVELD.theme_class,
        "software_version": __version__,
    }
