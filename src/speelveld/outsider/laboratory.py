# SPDX-License-Identifier: EUPL-1.2
"""What the outsider makes of pages on which every child is invented, and of files with rules.

Numbers of invented children say nothing of a real one, as long as three things hold, and the outsider checks them: the
page says first of all that they are invented; so does every table and picture; and no number stands beside the name or
code of a school. What the page tells of its inputs is read like anything else. That the numbers follow from published
values alone cannot be read from a page: two editions that differ in hidden counts must give the same town, which
``tests/outsider/test_laboratory.py`` tries.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

from speelveld.outsider.markup import Node, parse
from speelveld.outsider.pages import Page
from speelveld.outsider.readings import Notes, cell, has_digit
from speelveld.outsider.sentences import Context, whole
from speelveld.outsider.vocabulary import BRANCH
from speelveld.placement.rules import policies
from speelveld.placement.rules_json_schema import rules_json_schema

PART: Final = "laboratorium"
"""The part of an address below which everything is about invented children."""
RULES: Final = "hoe-worden-plaatsen-verdeeld"
"""The part of an address below which the rules of placement stand."""
CHECKER: Final = "static/lottery/"
"""The page that works out a lottery number: a part of the software, without figures."""
INVENTED: Final = {"nl": "verzonnen", "en": "invented"}
FIRST: Final = {
    "nl": "Elk kind op deze pagina is verzonnen, en wat gezinnen willen is aangenomen.",
    "en": "Every child on this page is invented, and what families want is assumed.",
}
_FACTS: Final = {
    "stad": {
        "nl": re.compile(
            r"De stad: ongeveer (?P<children>\S+) .* per jaar, (?P<schools>\S+) scholen, (?P<seats>\S+) .*"
        ),
        "en": re.compile(r"The town: about (?P<children>\S+) .* a year, (?P<schools>\S+) schools, (?P<seats>\S+) .*"),
    },
    "aandelen": {
        "nl": re.compile(r".* Bij (?P<hidden>\S+) van de (?P<schools>\S+) scholen is dat niet te zien;.*"),
        "en": re.compile(r".* For (?P<hidden>\S+) of the (?P<schools>\S+) schools that is not shown;.*"),
    },
}
"""What a page tells of its town, by the id of the element: numbers that must be the same wherever they stand."""
_BLOCKS: Final = ("p", "li", "td", "th", "caption", "h1", "h2", "h3", "dd", "dt", "figcaption")


def page(text: str, channel: str, context: Context, names: Iterable[str]) -> Page:
    """A page about invented children. ``names`` are those of schools."""
    found = Page(text, channel, context)
    _says_first(found)
    for caption in found.root.every("caption"):
        _says(caption.text(), f"{channel}#{caption.get('id')}", context.language, found.notes)
    for figure in found.root.every("figure"):
        for image in figure.every("img"):
            _says(image.get("alt"), f"{channel}:alt", context.language, found.notes)
    for table in found.root.every("table"):
        if not table.every("caption"):
            found.notes.unknown(channel, table.text(), "a table of the laboratory without a title")
    _no_school(found.root, channel, names, found.notes)
    _facts(found)
    return found


def picture(text: str, channel: str, context: Context, names: Iterable[str], notes: Notes) -> Node:
    """A picture of invented children."""
    root = parse(text)
    told = " ".join(node.raw() for tag in ("title", "desc") for node in root.every(tag))
    _says(told, channel, context.language, notes)
    for node in root.every("text"):
        _beside(node.text(), channel, names, notes)
    _beside(told, channel, names, notes)
    return root


def rules_file(text: str, channel: str, notes: Notes) -> None:
    """A file with rules, or the shape of one: it must be that of the software, to the letter."""
    path = PurePosixPath(channel)
    if path.name == "regels.schema.json":
        same = json.loads(text) == rules_json_schema()
    else:
        same = path.suffix == ".yaml" and text == policies().get(path.stem.replace("-", "_"))
    if not same:
        notes.unknown(channel, path.name, "a file with rules that is not the one of the software")


def _says_first(found: Page) -> None:
    """Before the first table, picture or number the page says what it is about."""
    wanted = FIRST[found.context.language]
    for node in next(iter(found.root.every("article")), found.root).walk():
        if node.tag == "p" and wanted in node.text():
            return
        if node.tag in {"table", "figure"} or (node.tag in _BLOCKS and has_digit(node.text())):
            break
    found.notes.unknown(
        found.channel, "", "a page of the laboratory that does not say first that children are invented"
    )


def _says(text: str, where: str, language: str, notes: Notes) -> None:
    if INVENTED[language] not in text.casefold():
        notes.unknown(where, text, "a table or picture that does not say that its children are invented")


def _no_school(root: Node, channel: str, names: Iterable[str], notes: Notes) -> None:
    known = tuple(names)
    for node in root.walk():
        if node.tag in _BLOCKS:
            _beside(node.text(), channel, known, notes)
        elif node.tag == "tr":
            _beside(" ".join(each.text() for each in node.elements()), channel, known, notes)


def _beside(text: str, channel: str, names: Iterable[str], notes: Notes) -> None:
    """Note a text in which a number stands beside the name or the code of a school."""
    named = [name for name in names if len(name) > 3 and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
    if BRANCH.search(text) or any(has_digit(text.replace(name, " ")) for name in named):
        notes.unknown(channel, text, "a number beside a school on a page of invented children")


def _facts(found: Page) -> None:
    slug, language = found.context.slug, found.context.language
    for node in found.root.every("li"):
        known = _FACTS.get(node.get("id"))
        if known is None:
            continue
        match = known[language].fullmatch(node.text())
        where = f"{found.channel}#{node.get('id')}"
        if match is None:
            found.notes.unknown(where, node.text(), "a sentence about the town that the outsider cannot read")
            continue
        for kind, text in match.groupdict().items():
            whole(found.notes, cell(f"laboratory-{kind}", slug), where, text, language)
