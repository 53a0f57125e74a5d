# SPDX-License-Identifier: EUPL-1.2
"""The catalogues: complete, compiled, and holding exactly the sentences of the code."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from tools import messages


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_sentence_is_translated_and_compiled(language: str) -> None:
    path = messages.catalogue(messages.PACKAGE, language)
    assert len(messages.keys(path)) > 50
    assert messages.unfinished(path) == []
    compiled = polib.mofile(str(path.with_suffix(".mo")))
    written = polib.pofile(str(path))
    assert {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in compiled} == {
        (e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in written
    }


def test_the_catalogues_hold_the_sentences_of_the_code() -> None:
    assert messages.differences(messages.PACKAGE) == []


def test_what_is_not_translated_is_found(tmp_path: Path) -> None:
    po = polib.POFile()
    po.append(polib.POEntry(msgid="One", msgstr="Een"))
    po.append(polib.POEntry(msgid="Two"))
    po.append(polib.POEntry(msgid="Three", msgstr="Vier", flags=["fuzzy"]))
    po.save(str(tmp_path / "django.po"))
    assert messages.unfinished(tmp_path / "django.po") == ["Two", "Three"]
