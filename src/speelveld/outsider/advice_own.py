# SPDX-License-Identifier: EUPL-1.2
"""A municipality's own table by group on the page about school advice, as an outsider reads it.

What is behind it is not public, so there is nothing to hold it against: every number must be one that such a table may
show, and the same in both languages.
"""

from __future__ import annotations

from speelveld.outsider.advice_vocabulary import ends
from speelveld.outsider.markup import Node
from speelveld.outsider.readings import Notes, cell, number
from speelveld.outsider.sentences import Context
from speelveld.outsider.tables import headings, lines, shown

_RATES = ("higher", "adjusted-a", "adjusted-b")
_WHOLE = {"allemaal samen": "", "all together": ""}


def shares(table: Node, channel: str, context: Context, notes: Notes) -> None:
    """Shares by group: whole percentages between 1 and 99, each with its interval, and no numbers of pupils."""
    wide = len(headings(table)) - 1 != len(_RATES)
    for line in lines(table):
        label = line.heading.text().replace("|", "/")
        group = _WHOLE.get(label.casefold(), label)
        for kind, node in zip(_RATES, line.cells, strict=False):
            where = f"{channel}:{group}:{kind}"
            given, pieces = shown(node), [each.text() for each in node.elements()]
            if given.marker:
                notes.hide(cell(f"own-{kind}.value", context.slug, "", group), where, given.marker)
            elif wide or len(pieces) != 2 or not _share(notes, (kind, group), pieces, where, context):
                notes.unknown(where, node.text(), "a share of a municipality's own table that the outsider cannot read")
        if len(line.cells) != len(_RATES):
            notes.unknown(channel, line.node.text(), "a column of a municipality's own table that should not be there")


def _share(notes: Notes, of: tuple[str, str], pieces: list[str], where: str, context: Context) -> bool:
    kind, group = of
    found = ends(pieces[1], context.language)
    if found is None or not pieces[0].isdigit() or not 1 <= int(pieces[0]) <= 99:
        return False
    for part, value in zip(("value", "low", "high"), (float(pieces[0]), *found), strict=True):
        notes.exact(cell(f"own-{kind}.{part}", context.slug, "", group), where, pieces[0], value)
    return True


def difference(table: Node, channel: str, context: Context, notes: Notes) -> None:
    """The difference with the country and its parts, in points, by their place in the table."""
    for at, line in enumerate(lines(table)):
        where = f"{channel}:{at}"
        given = [shown(node) for node in line.cells]
        if len(given) != 2:
            notes.unknown(where, line.node.text(), "a row of points that the outsider cannot read")
        elif given[0].marker:
            notes.hide(cell("own-points.value", context.slug, "", f"{at}"), where, given[0].marker)
        else:
            text = given[0].text
            value = number(text.lstrip("-−"), context.language)[0]
            sign = -1 if text[:1] in {"-", "−"} else 1
            notes.exact(cell("own-points.value", context.slug, "", f"{at}"), where, text, sign * value)


READERS = {"tabel-geladen": shares, "tabel-verschil": difference}
"""The readers by the id of a table's caption."""
