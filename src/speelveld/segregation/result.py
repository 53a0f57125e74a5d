# SPDX-License-Identifier: EUPL-1.2
"""One tidy record for every result, whatever index, test or correction made it."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Result:
    """One index on one table of counts.

    ``variant`` says which form of the index it is (``exact``, ``b=0.5``, ``kernel 1000 m``; empty for the plain one).
    ``groups`` names the two sides (``A v. B``, ``A v. rest``) or all groups, in the order in which they count.
    ``estimate`` is the index as computed; ``corrected`` what remains after the correction that ``method`` names;
    ``se``, ``low`` and ``high`` its standard error and interval; ``null_mean`` the value by chance and ``p_value`` the
    chance of a value as large, each None where not asked for. ``n_units`` counts units with members, ``n`` members.
    """

    index: str
    variant: str
    groups: tuple[str, ...]
    estimate: float
    corrected: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    null_mean: float | None = None
    p_value: float | None = None
    n_units: int = 0
    n: float = 0
    seed: int | None = None
    method: str = ""

    def record(self) -> dict[str, Any]:
        """The result as JSON prints it: no NaN, which JSON does not know."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    def _repr_html_(self) -> str:
        """A small table for notebooks."""
        cells = "".join(
            f"<tr><th scope='row'>{name}</th><td>{_shown(value)}</td></tr>"
            for name, value in self.record().items()
            if value not in (None, "")
        )
        return f"<table>{cells}</table>"


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return list(value) if isinstance(value, tuple) else value


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    text = " v. ".join(value) if isinstance(value, list) else str(value)
    return text.replace("&", "&amp;").replace("<", "&lt;")
