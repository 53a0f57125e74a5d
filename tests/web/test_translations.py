# SPDX-License-Identifier: EUPL-1.2
"""The Dutch catalogue is complete, compiled, and keeps the places that sentences fill in."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import polib

FOLDER = Path(str(files("speelveld"))) / "locale/nl/LC_MESSAGES"
PLACES = re.compile(r"%(?:\(\w+\))?[a-z%]")


def entries() -> polib.POFile:
    """The Dutch catalogue."""
    return polib.pofile(str(FOLDER / "django.po"))


def test_every_sentence_has_a_checked_translation() -> None:
    assert len(entries()) > 300
    assert [entry.msgid for entry in entries() if entry.fuzzy or not entry.translated()] == []
    assert [entry.msgid for entry in entries().obsolete_entries()] == []


def test_the_compiled_catalogue_is_the_readable_one() -> None:
    def content(catalogue: polib.POFile | polib.MOFile) -> dict[tuple[str | None, str], object]:
        return {(entry.msgctxt, entry.msgid): entry.msgstr_plural or entry.msgstr for entry in catalogue if entry.msgid}

    assert content(polib.mofile(str(FOLDER / "django.mo"))) == content(entries())


def test_a_translation_fills_in_what_the_sentence_fills_in() -> None:
    for entry in entries():
        wanted = set(PLACES.findall(entry.msgid_plural or entry.msgid))
        for translated in entry.msgstr_plural.values() or (entry.msgstr,):
            found = set(PLACES.findall(translated))
            assert found == wanted, entry.msgid


def test_a_translation_keeps_the_marks_of_links_and_code() -> None:
    for entry in entries():
        assert re.findall(r"<[^>]+>", entry.msgid) == re.findall(r"<[^>]+>", entry.msgstr), entry.msgid
