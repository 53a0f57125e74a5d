# SPDX-License-Identifier: EUPL-1.2
"""A release: which cells and indices of a cluster of municipalities may be shown, as the ledger has it.

The guard publishes a number about groups of pupils only when it is handed the release that holds its cell, so that no
such number exists outside the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from speelveld.disclosure.ledger import Entry
from speelveld.errors import DisclosureError


@dataclass(frozen=True, slots=True)
class Release:
    """What was decided. ``steps`` gives, by population, the step to which its indices are rounded."""

    shown: frozenset[str]
    hidden: frozenset[str]
    steps: Mapping[str, float] = field(hash=False)

    @classmethod
    def of(cls, entry: Entry) -> Release:
        """The release that an entry of the ledger recorded."""
        return cls(frozenset(entry.shown), frozenset(entry.hidden), dict(entry.steps))

    def shows(self, cell: str) -> bool:
        """Whether a cell is shown. Raises DisclosureError for one that this release never decided on."""
        if cell in self.shown:
            return True
        if cell in self.hidden:
            return False
        raise DisclosureError(f"'{cell}' is not in the release ledger, so it is not published")

    def step(self, population: str) -> float | None:
        """The step to which the indices of a population are rounded; None when none is shown."""
        return self.steps.get(population)
