# SPDX-License-Identifier: EUPL-1.2
"""The addresses of the dashboard."""

from __future__ import annotations

from django.urls import path

from speelveld.web.dashboard import advice_upload, downloads, views

without_language = [
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("<str:name>/cijfers.csv", downloads.figures_csv, name="figures-csv"),
    path("<str:name>/cijfers.json", downloads.figures_json, name="figures-json"),
    path("<str:name>/cijfers.csv-metadata.json", downloads.figures_metadata, name="figures-metadata"),
    path("<str:name>/scholen.csv", downloads.schools_csv, name="schools-csv"),
    path("<str:name>/scholen.csv-metadata.json", downloads.schools_metadata, name="schools-metadata"),
    path("<str:name>/advies.csv", downloads.advice_csv, name="advice-csv"),
    path("<str:name>/advies.csv-metadata.json", downloads.advice_metadata, name="advice-metadata"),
    path("<str:name>/advies-scholen.csv", downloads.advice_schools_csv, name="advice-schools-csv"),
    path(
        "<str:name>/advies-scholen.csv-metadata.json",
        downloads.advice_schools_metadata,
        name="advice-schools-metadata",
    ),
    path("<str:name>/advies-scholen-jaren.csv", downloads.advice_years_csv, name="advice-years-csv"),
    path(
        "<str:name>/advies-scholen-jaren.csv-metadata.json",
        downloads.advice_years_metadata,
        name="advice-years-metadata",
    ),
]

pages = [
    path("", views.home, name="home"),
    path("gemeenten/", views.municipalities, name="municipalities"),
    path("methode/", views.methods, name="methods"),
    path("methode/<str:method>/", views.method, name="method"),
    path("bronnen/", views.sources, name="sources"),
    path("over/", views.plain, {"template": "about.html"}, name="about"),
    path("toegankelijkheid/", views.plain, {"template": "accessibility.html"}, name="accessibility"),
    path("privacy/", views.plain, {"template": "privacy.html"}, name="privacy"),
    path("<str:name>/beeld/<str:picture>.svg", views.picture, name="picture"),
    path("<str:name>/wonen-en-kiezen/", views.origins, name="origins"),
    path("<str:name>/advies/", views.advice, name="advice"),
    path("<str:name>/advies/inladen/", advice_upload.advice_load, name="advice-load"),
    path("<str:name>/", views.municipality, name="municipality"),
]
