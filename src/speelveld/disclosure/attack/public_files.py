# SPDX-License-Identifier: EUPL-1.2
"""A8: joining the public files of other publishers."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from speelveld.disclosure.attack.findings import Finding
from speelveld.disclosure.attack.linear import narrowed
from speelveld.disclosure.system import Protected, Statement


def public_totals(
    statements: Sequence[Statement],
    needs: Sequence[Protected],
    public: Sequence[Statement],
    known: Collection[str] = (),
) -> list[Finding]:
    """A8. What does the outsider do: looks up the same school in DUO's files: its number of pupils, the counts that
    were not masked in earlier years, '<5' where they are (which says 1 to 4), and the residents that CBS counts. What
    they need: a download. What stops it: treating those files as released before ours.

    ``public`` are what those files say, over the same atoms. Reported is what ``known`` does not hold yet.
    """
    return narrowed("A8", statements, needs, public, known=known, how="with public files, ")
