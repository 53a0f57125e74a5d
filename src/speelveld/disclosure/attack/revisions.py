# SPDX-License-Identifier: EUPL-1.2
"""A16: a figure that was corrected, with the figure as it was."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from speelveld.disclosure.attack.findings import Finding
from speelveld.disclosure.attack.knowledge import Revision
from speelveld.disclosure.attack.linear import narrowed
from speelveld.disclosure.system import Protected, Statement, Terms, terms


def revisions(
    statements: Sequence[Statement],
    needs: Sequence[Protected],
    earlier: Sequence[Revision],
    known: Collection[str] = (),
) -> list[Finding]:
    """A16. What does the outsider do: keeps the earlier edition, and lays it beside the new one. A cell that was hidden
    then and is shown now, or the other way round, is known in both; a total that was corrected by one tells about one
    child. What they need: a copy of what was published before. What stops it: checking every new edition together
    with all earlier ones.

    An atom that was not corrected is the same in both editions. One that was has a version of its own in the old
    edition, off by no more than the correction. Protected forms are tried in the new and in the old version.
    """
    extra: list[Statement] = []
    old_needs: list[Protected] = []
    for one in earlier:
        extra += [Statement(s.id, _old(s.terms, one), s.low, s.high) for s in one.statements]
        extra += [
            Statement(f"{one.id}: correction of {atom}", terms({atom: 1.0, _name(atom, one): -1.0}), -most, most)
            for atom, most in one.changed.items()
        ]
        old_needs += [
            replace(need, id=f"{need.id} in {one.id}", terms=_old(need.terms, one))
            for need in needs
            if any(atom in one.changed for atom, _ in need.terms)
        ]
    return narrowed("A16", statements, [*needs, *old_needs], extra, known=known, how="with an earlier edition, ")


def _old(form: Terms, one: Revision) -> Terms:
    return terms({_name(atom, one) if atom in one.changed else atom: number for atom, number in form})


def _name(atom: str, one: Revision) -> str:
    return f"{atom} in {one.id}"
