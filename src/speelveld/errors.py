# SPDX-License-Identifier: EUPL-1.2
"""Every error that Speelveld raises on purpose.

::

    SpeelveldError                something a person can act on; the command line prints it, without a traceback
    ├── InputError                the input is wrong: every fault listed, exit status 1
    │   ├── SourceError           a publisher's file is not what its reader expects
    │   ├── ContractError         a table holds values that its contract forbids
    │   └── UnknownMunicipality   no municipality of that name or code
    ├── EditionError              no edition, a damaged edition, or one that could not be written
    ├── FetchError                a publisher's server did not give the file that was asked for
    ├── PlacementError            a placement breaks what its mechanism promises, and is not published
    └── DisclosureError           something tried to publish a value around the guard: a defect in Speelveld itself

A message says what is wrong, where (file, row, column) and what to do. All faults are listed at once. English here;
the web translates at its edge.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SHOWN = 50
"""How many faults a message lists before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where.

    ``row`` is the line in the file as a person counts it (the header is row 1, or later where titles stand above it).
    """

    message: str
    file: str = ""
    row: int | None = None
    column: str = ""
    advice: str = ""

    def __str__(self) -> str:
        where = [self.file] if self.file else []
        if self.row is not None:
            where.append(f"row {self.row}")
        if self.column:
            where.append(f"column '{self.column}'")
        text = f"{', '.join(where)}: {self.message}" if where else self.message
        return f"{text} {self.advice}" if self.advice else text


class SpeelveldError(Exception):
    """Something a person can act on."""

    exit_status = 1


class InputError(SpeelveldError):
    """The input is wrong. ``faults`` holds every fault, in the order of the file."""

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        if not self.faults:
            raise ValueError("an InputError needs at least one fault")
        super().__init__(self.faults)

    def __str__(self) -> str:
        lines = [str(fault) for fault in self.faults[:SHOWN]]
        if len(self.faults) > SHOWN:
            lines.append(f"... and {len(self.faults) - SHOWN} more faults.")
        return "\n".join(lines)


class SourceError(InputError):
    """A publisher's file is not what its reader expects: truncated, another layout, another encoding."""


class ContractError(InputError):
    """A table holds values that its contract forbids."""


class UnknownMunicipality(InputError):
    """No municipality of that name or code, today or since 2013."""


class EditionError(SpeelveldError):
    """No edition, a damaged edition, or one that could not be written. The edition in use stays in use."""


class FetchError(SpeelveldError):
    """A publisher's server did not give the file that was asked for. What was there before stays."""


class PlacementError(SpeelveldError):
    """A placement breaks what its mechanism promises, and is not published. A defect, or a change by hand."""


class DisclosureError(SpeelveldError):
    """Something tried to publish a value around the disclosure guard. A defect in Speelveld: please report it."""
