# SPDX-License-Identifier: EUPL-1.2
"""The one type that a page, a file or an alt text may show.

A ``Publishable`` is sealed: only :mod:`speelveld.disclosure.guard` makes one, and the layers see to it that only
``figures`` calls the guard. ``render`` and ``web`` accept nothing else, so no number goes around the rules.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from speelveld.errors import DisclosureError

_SEAL = object()


class Reason(StrEnum):
    """Why there is no number. Suppression has one reason only, so that a cell never tells which rule hid it."""

    TOO_FEW = "too few pupils or schools to show"
    ONE_SCHOOL = "one school only: there is no distribution over schools to measure"
    NO_SCHOOLS = "no school of this kind in this municipality in this source"
    NOT_PUBLISHED = "the publisher did not publish this number"
    NOT_DEFINED = "not defined for this measure"


@dataclass(frozen=True, slots=True)
class Publishable:
    """A protected number, or the reason why there is none.

    ``value`` is already rounded as the rules ask; None when it is suppressed or does not exist. ``decimals`` says how
    many of its decimals mean something (0 for counts and percentages).
    """

    value: float | None
    decimals: int
    reason: Reason | None
    seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise DisclosureError("a Publishable is made by the disclosure guard only")
        if (self.value is None) != (self.reason is not None):
            raise DisclosureError("a Publishable has either a value or a reason why it has none")

    @property
    def suppressed(self) -> bool:
        """Whether the number exists but may not be shown."""
        return self.reason is Reason.TOO_FEW

    @property
    def known(self) -> bool:
        """Whether there is a number to show."""
        return self.value is not None


def seal(value: float | None, decimals: int = 0, reason: Reason | None = None) -> Publishable:
    """Make a Publishable. For :mod:`speelveld.disclosure.guard` only; import-linter holds the others off."""
    return Publishable(value, decimals, reason, _SEAL)
