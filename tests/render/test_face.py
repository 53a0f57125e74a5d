# SPDX-License-Identifier: EUPL-1.2
"""The public face, the catalogue, and what render may know."""

from __future__ import annotations

import ast
from pathlib import Path

import polib
import pytest

from speelveld import render
from speelveld.disclosure.publishable import Reason
from speelveld.figures.model import Dashboard
from speelveld.render.translation import override
from tests.render.conftest import figure, make, without

PACKAGE = Path(render.__file__).parent
CALLS = {"_": 0, "gettext": 0, "gettext_noop": 0, "pgettext": 1, "ngettext": 0}
PICTURES = ("distribution", "trend", "cities", "split", "map")


def test_the_face_is_complete() -> None:
    assert render.__all__ == sorted(render.__all__)
    assert all(callable(getattr(render, name)) for name in render.__all__)


def messages() -> set[str]:
    """Every message id in the code of render."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                argument = node.args[CALLS[node.func.id]]
                if isinstance(argument, ast.Constant):
                    found.add(argument.value)
    return found


def test_every_message_has_a_dutch_translation() -> None:
    catalogue = polib.pofile(str(PACKAGE.parent / "locale" / "nl" / "LC_MESSAGES" / "django.po"))
    translated = {entry.msgid for entry in catalogue if entry.translated() and not entry.fuzzy}
    assert len(messages()) > 100
    assert messages() - translated == set()


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_has_an_alternative_text_in_both_languages(dashboard: Dashboard, name: str) -> None:
    bare = make(
        headline=without(figure(), Reason.TOO_FEW), trend=(), cities=(), branches=(), areas=(), published=None, band=()
    )
    for given in (dashboard, bare):
        said = {}
        for language in ("nl", "en"):
            with override(language):
                said[language] = render.alt(given, name)
        assert len(said["nl"]) > 30
        assert said["nl"].endswith(".")
        assert said["nl"] != said["en"]
        assert "%(" not in said["nl"] + said["en"]
        assert "%%" not in said["nl"] + said["en"]


def test_no_ranking_or_judging_words() -> None:
    catalogue = polib.pofile(str(PACKAGE.parent / "locale" / "nl" / "LC_MESSAGES" / "django.po"))
    ours = messages()
    said = [entry.msgstr + " ".join(entry.msgstr_plural.values()) for entry in catalogue if entry.msgid in ours]
    dutch = " ".join(said).lower().split()
    forbidden = {"beste", "slechtste", "zwarte", "witte", "zwakke", "koploper", "ranglijst", "achterstandsleerling"}
    assert forbidden.isdisjoint(dutch)


@pytest.mark.parametrize("name", ["polars", "speelveld.editions", "speelveld.sources", "speelveld.disclosure.guard"])
def test_render_knows_no_tables_and_no_guard(name: str) -> None:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            imported = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                imported = [node.module or ""]
            assert not [module for module in imported if module == name or module.startswith(f"{name}.")], path
