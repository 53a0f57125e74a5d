# SPDX-License-Identifier: EUPL-1.2
"""Reading the site's pages in tests: elements, their attributes and the text of the page."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source"})


class Page(HTMLParser):
    """Every element of a page with its attributes, and the text in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.unbalanced: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.unbalanced += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close the element, and note when it was not the one that was open."""
        if not self._open or self._open.pop() != tag:
            self.unbalanced.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data

    def every(self, tag: str, attribute: str) -> list[str]:
        """The values of an attribute of all elements of one kind."""
        return [attrs[attribute] or "" for name, attrs in self.elements if name == tag and attribute in attrs]

    def ids(self) -> list[str]:
        """Every id, in the order of the page."""
        return [attrs["id"] or "" for _, attrs in self.elements if "id" in attrs]

    @property
    def addresses(self) -> list[str]:
        """Everything that the page loads or links to."""
        return [
            address
            for tag, attribute in (
                ("a", "href"),
                ("link", "href"),
                ("img", "src"),
                ("script", "src"),
                ("source", "srcset"),
                ("form", "action"),
            )
            for address in self.every(tag, attribute)
        ]
