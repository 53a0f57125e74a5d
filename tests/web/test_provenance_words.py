# SPDX-License-Identifier: EUPL-1.2
"""Everything that the bundled files say of themselves has a Dutch translation."""

from __future__ import annotations

import json
from importlib.resources import files

from django.utils import translation

from speelveld.sources.catalogue import DATASETS
from speelveld.web.dashboard.provenance import LEFT_OUT, LICENCES, PUBLISHERS


def test_what_is_left_out_is_listed_and_translated() -> None:
    text = files("speelveld.sources").joinpath("bundled", "provenance.json").read_text(encoding="utf-8")
    assert {entry["left_out"] for entry in json.loads(text)} <= LEFT_OUT
    with translation.override("nl"):
        assert not [one for one in LEFT_OUT | LICENCES | PUBLISHERS if translation.gettext(one) == one]


def test_licences_with_english_words_are_listed() -> None:
    licences = {dataset.source.licence for dataset in DATASETS}
    english = {one for one in licences if any(word in one for word in ("terms", "data", "name", "licence"))}
    assert english <= LICENCES
    assert {dataset.source.publisher for dataset in DATASETS if dataset.source.publisher.islower()} <= PUBLISHERS
