# SPDX-License-Identifier: EUPL-1.2
"""The addresses of the site. Downloads have no language, pages have: Dutch without a prefix, English below ``/en/``."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from speelveld.web.dashboard import placement_urls as placement
from speelveld.web.dashboard import urls as dashboard

handler404 = "speelveld.web.faults.not_found"
handler500 = "speelveld.web.faults.failed"

urlpatterns = [
    path("", include(placement.without_language)),
    path("", include(dashboard.without_language)),
    *i18n_patterns(
        path("", include(placement.pages)),
        path("", include(dashboard.pages)),
        prefix_default_language=False,
    ),
]
