# SPDX-License-Identifier: EUPL-1.2
"""All attacks in turn, on everything that is known."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence

from speelveld.disclosure.attack.attributes import zero_or_full
from speelveld.disclosure.attack.channels import channels
from speelveld.disclosure.attack.city_index import city_index
from speelveld.disclosure.attack.coalition import insiders
from speelveld.disclosure.attack.cohorts import linked, windows_and_cohorts
from speelveld.disclosure.attack.differencing import differences
from speelveld.disclosure.attack.findings import Finding
from speelveld.disclosure.attack.geographies import overlapping_areas
from speelveld.disclosure.attack.inversion import inversion
from speelveld.disclosure.attack.knowledge import Knowledge
from speelveld.disclosure.attack.linear import linked_tables, narrowed
from speelveld.disclosure.attack.models import model_output
from speelveld.disclosure.attack.pattern import suppression_pattern
from speelveld.disclosure.attack.percentages import as_statements, percentages_to_counts
from speelveld.disclosure.attack.polyhedron import Contradiction
from speelveld.disclosure.attack.public_files import public_totals
from speelveld.disclosure.attack.ranking import orders_said, ranks
from speelveld.disclosure.attack.reruns import reruns
from speelveld.disclosure.attack.revisions import revisions
from speelveld.disclosure.attack.side_channels import side_channels
from speelveld.disclosure.attack.totals import total_minus_rest
from speelveld.disclosure.system import Protected, Statement

ATTACKS = tuple(f"A{number}" for number in range(1, 18))


def attack(
    statements: Sequence[Statement],
    needs: Sequence[Protected],
    *,
    knowledge: Knowledge | None = None,
    attacks: Collection[str] | None = None,
    seconds: float = math.inf,
) -> list[Finding]:
    """Play A1 to A17 (or only ``attacks``) with what is published and what else is known.

    Empty when nothing is bounded too narrowly. A leak is reported by every attack that finds it by itself; the attacks
    that add knowledge to all statements (A4, A8, A11, A12, A16) report only what A2 does not find without it. At last
    everything that the public knows is put together, as A2. ``seconds`` bounds how long A2 may take; what it has not
    checked by then is reported as a finding. Raises ValueError for an attack that does not exist.
    """
    chosen = frozenset(ATTACKS if attacks is None else attacks)
    if not chosen <= set(ATTACKS):
        raise ValueError(f"no such attack: {', '.join(sorted(chosen - set(ATTACKS)))}")
    return _Suite(statements, needs, knowledge or Knowledge(), chosen, seconds).run()


class _Suite:
    def __init__(
        self,
        statements: Sequence[Statement],
        needs: Sequence[Protected],
        knows: Knowledge,
        chosen: Collection[str],
        seconds: float,
    ) -> None:
        self._statements, self._needs, self._knows, self._chosen = statements, needs, knows, chosen
        self._seconds = seconds
        self._linear: list[Finding] | None = None

    def run(self) -> list[Finding]:
        said, needs, knows = self._statements, self._needs, self._knows
        plays: dict[str, Callable[[], list[Finding]]] = {
            "A1": lambda: total_minus_rest(said, needs),
            "A2": self._linked,
            "A3": lambda: self._when(knows.percentages, lambda: percentages_to_counts(said, needs, knows.percentages)),
            "A4": lambda: self._added(knows.cohorts, windows_and_cohorts),
            "A5": lambda: channels(knows.readings),
            "A6": lambda: differences(said, needs, knows.threshold),
            "A7": lambda: self._when(knows.areas, lambda: overlapping_areas(said, needs, knows.areas, knows.threshold)),
            "A8": lambda: self._added(knows.public, public_totals),
            "A9": self._derived,
            "A10": lambda: self._when(knows.traits, lambda: zero_or_full(said, knows.traits)),
            "A11": lambda: self._added(knows.orders, ranks),
            "A12": lambda: self._added(knows.insiders, insiders),
            "A13": lambda: suppression_pattern(said, needs, knows.hidden, knows.threshold),
            "A14": lambda: side_channels(knows.responses),
            "A15": lambda: reruns(knows.answers),
            "A16": lambda: self._added(knows.revisions, revisions),
            "A17": lambda: model_output(needs, knows.models, knows.threshold),
        }
        found = [finding for name, play in plays.items() if name in self._chosen for finding in play()]
        return found + (self._together(found) if "A2" in self._chosen else [])

    def _linked(self) -> list[Finding]:
        if self._linear is None:
            self._linear = linked_tables(self._statements, self._needs, self._seconds)
        return self._linear

    def _when(self, given: object, play: Callable[[], list[Finding]]) -> list[Finding]:
        """Attacks that need bounds cannot start from statements that contradict each other; A2 says which do."""
        try:
            return play() if given else []
        except Contradiction as error:
            return [] if "A2" in self._chosen else [Finding("A2", error.ids[0], 0, 0, None, str(error))]

    def _added(self, given: object, play: Callable[..., list[Finding]]) -> list[Finding]:
        if not given:
            return []
        return play(self._statements, self._needs, given, [one.form for one in self._linked()])

    def _derived(self) -> list[Finding]:
        said, needs, knows = self._statements, self._needs, self._knows
        return [
            *self._when(knows.derived, lambda: inversion(said, needs, knows.derived)),
            *self._when(knows.indices, lambda: city_index(said, needs, knows.indices)),
        ]

    def _together(self, found: Sequence[Finding]) -> list[Finding]:
        """Everything that everybody can know at once: percentages, cohorts, public files and orders."""
        knows = self._knows
        kinds = (
            [one for percentage in knows.percentages for one in as_statements(percentage)],
            linked(knows.cohorts),
            list(knows.public),
            orders_said(knows.orders),
        )
        extra = [one for kind in kinds for one in kind]
        if not knows.percentages and sum(1 for kind in kinds if kind) < 2:
            return []
        known = [one.form for one in found]
        return narrowed(
            "A2",
            self._statements,
            self._needs,
            extra,
            known=known,
            how="all taken together, ",
            together=self._seconds,
        )
