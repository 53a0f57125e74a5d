# SPDX-License-Identifier: EUPL-1.2
"""A page as an outsider reads it: tables, lists, areas, the alternative text of pictures, and sentences."""

from __future__ import annotations

from dataclasses import replace

from speelveld.outsider import advice_tables, advice_years, maps, sentences, tables
from speelveld.outsider.markup import Node, parse
from speelveld.outsider.readings import Notes, Prose, cell, has_digit
from speelveld.outsider.sentences import Context
from speelveld.outsider.vocabulary import FIGURE, OF_HUNDRED, SCHOOL, WITHOUT

_BLOCKS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "li", "dt", "dd", "td", "th", "caption", "figcaption", "label", "summary"}
)
_PASSED_OVER = frozenset({"script", "style", "svg", "template", "#comment", "head"})


class Page:
    """One page at work: what was read in it, and which of its elements have been."""

    def __init__(self, text: str, channel: str, context: Context) -> None:
        self.root = parse(text)
        self.channel = channel
        self.context = context
        self.notes = Notes()
        self.order: list[str] = []
        self.institutions: list[str] = []
        self._done: set[int] = set()

    def read(self) -> Page:
        """Read everything."""
        for table in self.root.every("table"):
            self._table(table)
        for area in self._of_class("div", "area"):
            self._area(area)
        for picture in self.root.every("svg"):
            self._done.add(id(picture))
            maps.read(picture, f"{self.channel}:map", self.context, self.notes)
        for image in self.root.every("img"):
            self._strict(image.get("alt"), f"{self.channel}:alt {image.get('src').rpartition('/')[2]}")
        for item in self.root.every("li"):
            self._figure(item)
        for item in self._of_class("dl", "sums"):
            self._sums(item)
        for meta in self.root.every("meta"):
            if meta.get("name") == "description":
                self._prose(meta.get("content"), f"{self.channel}:description")
        for title in self.root.every("title")[:1]:
            self._prose(title.raw(), f"{self.channel}:title")
        self._visit(self.root)
        return self

    def _of_class(self, tag: str, name: str) -> list[Node]:
        return [node for node in self.root.every(tag) if name in node.get("class").split()]

    def _table(self, table: Node) -> None:
        caption = next(iter(table.every("caption")), Node("caption"))
        readers = advice_tables.READERS if self.context.advice else tables.READERS
        reader = readers.get(caption.get("id"))
        if self.context.advice and advice_years.is_table(caption.get("id")):
            reader = advice_years.table
        where = f"{self.channel}#{caption.get('id')}"
        self._done.add(id(table))
        self._prose(caption.text(), where)
        if reader is None:
            if has_digit(table.text()):
                self.notes.unknown(where, table.text(), "a table that the outsider does not know")
            return
        try:
            given = reader(table, where, self.context, self.notes)
        except ValueError as error:
            self.notes.unknown(where, str(error), "a table that the outsider cannot read")
            return
        if isinstance(given, list) and self.context.advice:
            self.institutions = given
        elif isinstance(given, list):
            self.order = given

    def _area(self, area: Node) -> None:
        """A postcode area with its residents and its schools."""
        self._done.add(id(area))
        pc4 = area.get("id").removeprefix("pc4-")
        where = f"{self.channel}#{area.get('id')}"
        name, year = self.context.headline
        for node in area.every("p"):
            self._of_hundred(node, cell("residents", self.context.slug, "", "", pc4), where)
        for item in area.every("li"):
            link = next(iter(item.every("a")), Node("a"))
            named = SCHOOL.fullmatch(link.get("href").removeprefix("#"))
            detail = [each for each in item.elements() if each is not link]
            loose = "".join(child for child in item.children if isinstance(child, str))
            if named is None or len(detail) != 1 or has_digit(loose):
                self.notes.unknown(where, item.text(), "a school in an area that the outsider cannot read")
            else:
                self._of_hundred(detail[0], cell("share", self.context.slug, year, name, named[1]), where)
        loose = "".join(each.text() for each in area.every("dd") for each in each.elements() if each.tag == "span")
        heads = "".join(each.text() for each in area.every("dt")).replace(pc4, "", 1)
        if has_digit(loose + heads):
            self.notes.unknown(where, area.text(), "a number beside the known ones")

    def _of_hundred(self, node: Node, cell_id: str, where: str) -> None:
        given = tables.shown(node)
        match = OF_HUNDRED.fullmatch(given.text)
        if given.marker:
            self.notes.hide(cell_id, where, given.marker)
        elif match is None:
            self.notes.unknown(where, node.text(), "no number where one belongs")
        else:
            sentences.whole(self.notes, cell_id, where, match["share"], self.context.language)

    def _strict(self, text: str, where: str) -> None:
        """A text in which every number must be known: it is about schools, or stands for a picture of them."""
        found, left = sentences.read(text, where, self.context)
        self.notes.add(found)
        for sentence in left:
            if sentences.explained(sentence, self.context.language, frozenset, rules=not self.context.advice):
                self.notes.unknown(where, sentence, "a sentence about schools that the outsider cannot read")

    def _figure(self, item: Node) -> None:
        """A figure in a list, whose id says within which boundaries it is."""
        named = FIGURE.fullmatch(item.get("id"))
        if named is None:
            return
        self._done.add(id(item))
        where = f"{self.channel}#{item.get('id')}"
        context = replace(self.context, bounds="then" if named[4] else "today")
        found, left = sentences.read(item.text(), where, context)
        self.notes.add(found)
        for sentence in left:
            without = WITHOUT.fullmatch(sentence)
            if without:
                id_ = cell(f"{named[3]}.{context.bounds}.estimate", context.slug, named[2], named[1])
                self.notes.hide(id_, where, without["why"])
            else:
                self.notes.unknown(where, sentence, "a figure that the outsider cannot read", school=False)

    def _sums(self, sums: Node) -> None:
        self._done.add(id(sums))
        name, year = self.context.headline
        for entry in sums.elements():
            named = FIGURE.fullmatch(entry.get("id"))
            measure = named[3] if named else "dissimilarity"
            for number in (each for each in entry.every("span") if "sums__number" in each.get("class").split()):
                id_ = cell(f"{measure}.today.estimate", self.context.slug, year, name)
                sentences.of_hundred(self.notes, id_, f"{self.channel}:sums", number.text(), self.context.language)

    def _prose(self, text: str, where: str) -> None:
        found, left = sentences.read(text, where, self.context)
        self.notes.add(found)
        self.notes.prose += [Prose(where, sentence, self.context.language) for sentence in left]

    def _visit(self, node: Node) -> None:
        """Every text that no reader took."""
        if id(node) in self._done or node.tag in _PASSED_OVER:
            return
        if node.tag in _BLOCKS and not any(each.tag in _BLOCKS for each in node.walk() if each is not node):
            self._prose(node.text(), f"{self.channel}:{node.tag}")
            return
        for child in node.children:
            if isinstance(child, Node):
                self._visit(child)
            elif has_digit(child):
                self._prose(child, f"{self.channel}:{node.tag}")
