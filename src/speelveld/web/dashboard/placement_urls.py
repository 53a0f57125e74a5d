# SPDX-License-Identifier: EUPL-1.2
"""The addresses of the laboratory and of the rules of placement."""

from __future__ import annotations

from django.urls import path

from speelveld.web.dashboard import laboratory, places

without_language = [
    path("hoe-worden-plaatsen-verdeeld/regels.schema.json", places.schema, name="rules-schema"),
    path("hoe-worden-plaatsen-verdeeld/<str:policy>.yaml", places.rules_file, name="rules-file"),
]

pages = [
    path("hoe-worden-plaatsen-verdeeld/", places.overview, name="places"),
    path("hoe-worden-plaatsen-verdeeld/<str:policy>/", places.rules, name="rules"),
    path("<str:name>/laboratorium/", laboratory.page, name="laboratory"),
    path("<str:name>/laboratorium/beeld/<str:picture>.svg", laboratory.picture, name="laboratory-picture"),
]
