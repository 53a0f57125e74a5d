# SPDX-License-Identifier: EUPL-1.2
"""A page as a tree of elements, read as a browser would: nothing in it is run, and nothing outside it is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

COMMENT = "#comment"
"""The tag of a comment, a declaration or an instruction; its text is its only child."""
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_SILENT = frozenset({COMMENT, "script", "style", "template", "title", "desc"})


@dataclass(slots=True)
class Node:
    """An element with its attributes, and what is in it: elements and text, in the order of the page."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """An attribute, or an empty text."""
        return self.attributes.get(name, "")

    def walk(self) -> Iterator[Node]:
        """This element and every one in it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def every(self, tag: str) -> list[Node]:
        """The elements of a tag in this one."""
        return [node for node in self.walk() if node.tag == tag and node is not self]

    def elements(self) -> list[Node]:
        """The elements directly in this one."""
        return [child for child in self.children if isinstance(child, Node)]

    def text(self) -> str:
        """Everything that can be read in it, also where only a screen reader says it; not titles and not scripts."""
        return " ".join("".join(self._pieces()).split())

    def _pieces(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in _SILENT:
                yield " "
                yield from child._pieces()
                yield " "

    def raw(self) -> str:
        """The text directly in it and in the elements in it, as it stands."""
        return "".join(child if isinstance(child, str) else child.raw() for child in self.children)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("#page")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = self._element(tag, attrs)
        if tag not in _VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._element(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        self._note(data)

    def handle_decl(self, decl: str) -> None:
        if decl.casefold() != "doctype html":
            self._note(decl)

    def handle_pi(self, data: str) -> None:
        self._note(data)

    def unknown_decl(self, data: str) -> None:
        self._note(data)

    def _note(self, data: str) -> None:
        self._open[-1].children.append(Node(COMMENT, {}, [data]))

    def _element(self, tag: str, attrs: list[tuple[str, str | None]]) -> Node:
        found: dict[str, str] = {}
        for name, value in attrs:
            # A browser keeps the first of two attributes of one name; an outsider reads both.
            found[name] = f"{found[name]} {value or ''}" if name in found else value or ""
        node = Node(tag, found)
        self._open[-1].children.append(node)
        return node


def parse(text: str) -> Node:
    """The page as a tree. What is not well formed is read as far as it goes."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.root
