# SPDX-License-Identifier: EUPL-1.2
"""A14: what stands beside the text: attributes, comments, hidden elements, scripts, and the order of things.

A page may carry numbers that no reader sees. Every attribute with a digit in it must be one of those that are known;
what is left over is a finding, whatever it means.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from speelveld.disclosure.attack import Finding
from speelveld.outsider import maps
from speelveld.outsider.markup import COMMENT, Node
from speelveld.outsider.pages import Page
from speelveld.outsider.readings import has_digit, parts
from speelveld.outsider.site import Place, Site
from speelveld.outsider.vocabulary import BRANCH, DAY, FIGURE

_WHOLE = r"\d+(?:\.\d+)?"
_BY_NAME = {
    "id": re.compile(
        rf"school-[0-9A-Z]{{6}}|(?:tabel-)?jaren-[0-9A-Z]{{4}}|pc4-\d{{4}}|{FIGURE.pattern}|map-(?:360|720)-[a-z-]+|"
        r"tabel-(?:[a-z_]*pc4)?[a-z_]+(?:(?:\d{4}_)?\d{4})?(?:_vo)?"
    ),
    "class": re.compile(r"(?:[a-z_-]+(?:heading-[1-6](?:__[a-z-]+)?)?\s*)+"),
    "aria-labelledby": re.compile(r"tabel-jaren-[0-9A-Z]{4}|(?:(?:map-(?:360|720)-)?[a-z-]+\s*)+"),
    "clip-path": re.compile(r"url\(#map-(?:360|720)-clip\)"),
    "srcset": re.compile(r"[a-z./-]+-b-(?:360|720)\.svg"),
    "src": re.compile(r"[a-z./-]+(?:-b-(?:360|720))?\.[a-z0-9]+"),
    "media": re.compile(r"\(max-width: 40em\)"),
    "width": re.compile(_WHOLE),
    "height": re.compile(_WHOLE),
    "tabindex": re.compile(r"-?[01]"),
    "charset": re.compile(r"utf-8"),
    "xmlns": re.compile(r"http://www\.w3\.org/2000/svg"),
    "datetime": re.compile(r"\d{4}-\d{2}-\d{2}"),
}
"""The attributes of a page that may hold a digit, and what then stands in them."""
_ELSEWHERE = frozenset(
    {"alt", "data-place", "data-leerlingen", "data-aandeel", "title", "content", "aria-label", "href"}
)
"""Attributes that are read as text, as a number of a cell, or as an order, or that are looked at below."""
_SHAPE = frozenset(
    {
        "d", "x", "y", "x1", "x2", "y1", "y2", "r", "cx", "cy", "width", "height", "viewbox", "transform", "points",
        "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-miterlimit", "stroke-linejoin", "font-family",
        "font-size", "font-weight", "opacity", "fill-opacity", "patterntransform", "patternunits", "text-anchor",
    }
)  # fmt: skip
"""Attributes of a drawing, of which the pictures' reader takes the measure."""
_DRAWN = frozenset(
    {
        "svg",
        "g",
        "path",
        "line",
        "rect",
        "circle",
        "text",
        "tspan",
        "defs",
        "pattern",
        "clippath",
        "a",
        "title",
        "desc",
        "polyline",
        "polygon",
    }
)
_UNSEEN = frozenset(
    {"script", "template", "noscript", "object", "embed", "iframe", "metadata", "foreignobject", "data"}
)
_LINK = re.compile(
    r"(?:\.\./)+static/[a-z/-]+(?:heading-[1-6])?\.[a-z]+|#[a-z-]*|#?school-[0-9A-Z]{6}|#pc4-\d{4}|(?:\.\./|[a-z-]+/)*(?:(?:gewicht12|[a-z-]+)/)?[a-z-]*"
    r"(?:\.[a-z]+)?(?:-metadata\.json)?(?:#(?:[a-z-]+|school-[0-9A-Z]{6}))?"
)
_ONWARD = re.compile(r"0; url=[a-z./-]+")
_FONT = re.compile(r"@font-face\{[^{}]*\}")
_LABEL = re.compile(r"(?:Link naar dit deel|Link to this section): .*")


def unseen(site: Site) -> list[Finding]:
    """Numbers in attributes, comments, scripts, hidden elements and unknown elements of every page and picture."""
    found: list[Finding] = []
    for channel, page in site.pages.items():
        inside = {id(node) for svg in page.root.every("svg") for node in svg.walk()}
        for node in page.root.walk():
            found += _in_node(node, channel, drawn=id(node) in inside, place=page.context.slug)
        if not page.context.slug:
            found += _named(page, site)
    for channel, image in site.images.items():
        for node in image.walk():
            found += _in_node(node, channel, drawn=True, place=channel)
    return found


def _in_node(node: Node, channel: str, *, drawn: bool, place: str) -> Iterator[Finding]:
    if node.tag == COMMENT or node.tag in _UNSEEN:
        if has_digit(node.raw()):
            yield _finding(channel, f"a number in a {node.tag.lstrip('#')}: {node.raw().strip()[:120]}")
    elif node.tag == "style" and has_digit(_FONT.sub("", node.raw())):
        yield _finding(channel, f"a number in a style: {_FONT.sub('', node.raw()).strip()[:120]}")
    elif drawn and node.tag not in _DRAWN and node.tag not in {"style", "#page"}:
        yield _finding(channel, f"an element <{node.tag}> in a drawing")
    for name, value in node.attributes.items():
        if has_digit(value) and not _may(node, name, value, drawn=drawn, place=place):
            yield _finding(channel, f'a number in an attribute: <{node.tag} {name}="{value[:120]}">')


def _may(node: Node, name: str, value: str, *, drawn: bool, place: str) -> bool:
    if drawn and name in _SHAPE:
        return True
    if name == "title":
        return "absent" not in node.get("class").split()
    if name == "href":
        # Pages of words link to the publishers; pages of a municipality link within the site only.
        return not place or _LINK.fullmatch(value) is not None or FIGURE.fullmatch(value.lstrip("#")) is not None
    if name == "content":
        return node.get("name") in {"description", "viewport"} or _ONWARD.fullmatch(value) is not None
    if name == "aria-label":
        return _LABEL.fullmatch(value) is not None
    if name in _ELSEWHERE:
        return (node.tag, name) in {("img", "alt")} or (node.tag == "tr" and name.startswith("data-"))
    if name in {"width", "height"} and node.tag not in {"img", "source", "svg"}:
        return node.tag == "mspace" and not place
    known = _BY_NAME.get(name)
    return known is not None and known.fullmatch(value) is not None


def _named(page: Page, site: Site) -> Iterator[Finding]:
    """On a page of words nobody speaks of a school, so a school's name with a number beside it is a finding."""
    names = {name for place in site.places.values() for name in place.branches if len(name) > 8}
    for node in page.root.walk():
        if node.tag not in {"p", "li", "td", "th", "dd", "dt", "h1", "h2", "h3"}:
            continue
        text = DAY.sub(" ", node.text())
        if any(name in text and has_digit(text.replace(name, "")) for name in names) or BRANCH.search(text):
            yield _finding(page.channel, f"a number beside the name of a school: {text[:120]}")


def orders(site: Site, place: Place) -> list[Finding]:
    """Rows and circles stand in an order that follows from names and published numbers alone."""
    shown = _shown(site, place)
    names = {branch: name for name, found in place.branches.items() for branch, _ in found}
    by_name = sorted(names, key=lambda branch: (_alphabetical(names[branch]), branch))
    found = []
    if list(place.order) != sorted(place.order, key=lambda branch: (names[branch].lower(), branch)):
        found.append(_finding(f"{place.slug}/scholen.csv", "the rows are not in the order of the names"))
    if list(place.advice_order) != sorted(place.advice_order, key=lambda one: (one[1].lower(), one[0])):
        found.append(_finding(f"{place.slug}/advies-scholen.csv", "the rows are not in the order of the names"))
    by_year = list(place.advice_years)
    if by_year != sorted(by_year, key=lambda row: (row[1].lower(), row[0], row[2])):
        found.append(
            _finding(f"{place.slug}/advies-scholen-jaren.csv", "the rows are not in the order of names and years")
        )
    advised = {brin: _alphabetical(name) for brin, name in place.advice_order}
    advised |= {brin: _alphabetical(name) for brin, name, _ in place.advice_years}
    for channel, page in site.pages.items():
        if page.context.slug != place.slug:
            continue
        if page.institutions != sorted(page.institutions, key=lambda brin: (advised[brin], brin)):
            found.append(_finding(channel, "the institutions are not in the order of their names"))
        folded = [each.get("id").removeprefix("jaren-") for each in page.root.every("details")]
        folded = [brin for brin in folded if brin in advised]
        if folded != sorted(folded, key=lambda brin: (advised[brin], brin)):
            found.append(_finding(channel, "the folded tables are not in the order of the names"))
        if page.order:
            kind = "share" if "/sorteer-aandeel/" in channel else "pupils" if "/sorteer-leerlingen/" in channel else ""
            if page.order != sorted(by_name, key=lambda branch: -shown.get((kind, branch), -1.0) if kind else 0.0):
                found.append(_finding(channel, "the rows are not in the order that names and shown numbers give"))
        places = {(str(number), branch) for number, branch in enumerate(by_name)}
        found += [
            _finding(channel, f"data-place {rank[0]} of {rank[1]} is not its place by name")
            for rank in _ranks(page)
            if rank not in places
        ]
        found += [
            _finding(channel, "circles on the map are not drawn from large to small")
            for svg in page.root.every("svg")
            if (sizes := maps.order(svg)) != sorted(sizes, reverse=True)
        ]
    for channel, dots in site.dots.items():
        if dots != sorted(dots, key=lambda dot: (-dot[1], dot[0])):
            found.append(_finding(channel, "dots are not drawn in the order of pupils and then of branches"))
    return found


def _ranks(page: Page) -> Iterator[tuple[str, str]]:
    for row in page.root.every("tr"):
        if "data-place" in row.attributes:
            yield row.get("data-place"), row.get("id").removeprefix("school-")


def _shown(site: Site, place: Place) -> dict[tuple[str, str], float]:
    name, year = place.headline
    found = {}
    for reading in site.notes.readings:
        kind, slug, period, contrast, school = parts(reading.cell)
        if slug == place.slug and school and period == str(year) and contrast in {name, ""} and reading.exact:
            found[kind, school] = reading.low
    return found


def _alphabetical(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.removeprefix("'s-")).encode("ascii", "ignore").decode().casefold()
    return plain.replace("'", "").replace("-", " ").strip()


def _finding(channel: str, why: str) -> Finding:
    return Finding("A14", "unread", 0, 0, None, why, channel)
