# SPDX-License-Identifier: EUPL-1.2
"""Which municipality is meant: by name, code or slug, today's before former ones."""

from __future__ import annotations

import difflib

import polars as pl

from speelveld.errors import Fault, UnknownMunicipality
from speelveld.sources.municipalities import normalise
from speelveld.terms import Municipality, slug


def every(table: pl.DataFrame) -> tuple[Municipality, ...]:
    """All municipalities of the table ``municipalities`` (code, name, until), by name."""
    rows = table.select("code", "name", "until").iter_rows()
    return tuple(sorted((Municipality(*row) for row in rows), key=lambda one: (slug(one.name), one.code)))


def find(table: pl.DataFrame, text: str) -> Municipality:
    """The municipality that is meant by a name, a code (``GM0014`` or ``14``) or a slug, today's before former ones.

    Raises UnknownMunicipality with the names that come nearest.
    """
    wanted, plain = text.strip(), normalise(text)
    code = f"GM{wanted.upper().removeprefix('GM').zfill(4)}"
    candidates = sorted(every(table), key=lambda one: one.until is not None)
    for one in candidates:
        if wanted and (one.code == code or normalise(one.name) == plain or one.slug == slug(wanted)):
            return one
    names = {normalise(one.name): one.name for one in reversed(candidates)}
    near = [names[key] for key in difflib.get_close_matches(plain, names, n=3, cutoff=0.6)]
    advice = f"Did you mean {' or '.join(near)}?" if near else "Give a name, or a code such as GM0014."
    raise UnknownMunicipality(Fault(f"there is no municipality '{wanted}'.", advice=advice))
