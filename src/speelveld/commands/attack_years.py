# SPDX-License-Identifier: EUPL-1.2
"""Windows of years in a protected table: the counts of their years in the original, and windows that overlap."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from speelveld.commands.attack_read import ALL, Entries
from speelveld.errors import Fault, InputError

_YEAR = re.compile(r"\d{4}")
_WINDOW = re.compile(r"(\d{4})[-–](\d{4})")

Window = tuple[int, int, str]
"""The first and the last year, and the label."""


def refuse_overlaps(table: Entries) -> None:
    """Raise InputError for windows of three years and more that share a year: they are no counts of their own.

    Windows of two years are school years, each of which begins in the year in which the one before ends.
    """
    faults = []
    for at, column in enumerate(table.columns):
        for (_, last, one), (first, _, other) in pairwise(sorted(_windows(table, at, least=2))):
            if first <= last:
                message = f"the windows '{one}' and '{other}' share years, so they differ by few children."
                advice = "Publish windows that do not overlap; attack each run of windows by itself."
                faults.append(Fault(message, table.file, column=column, advice=advice))
    if faults:
        raise InputError(faults)


def pooled(given: Entries, table: Entries, notes: list[str]) -> Entries:
    """The original with each year replaced by the window of the table that holds it; other years are left out."""
    for at, column in enumerate(table.columns):
        years = {entry.labels[at] for entry in given.entries} - {ALL}
        windows = list(_windows(table, at, least=1))
        if not windows or not years or not all(_YEAR.fullmatch(year) for year in years):
            continue
        of = {year: next((label for a, b, label in windows if a <= int(year) <= b), year) for year in years}
        shown = {entry.labels[at] for entry in table.entries}
        if missing := sorted(year for year in years if of[year] not in shown):
            notes.append(f"in column '{column}' the table has no {', '.join(missing)}")
        entries = tuple(
            replace(entry, labels=(*entry.labels[:at], of.get(entry.labels[at], ALL), *entry.labels[at + 1 :]))
            for entry in given.entries
            if entry.labels[at] not in missing
        )
        given = replace(given, entries=entries)
    return given


def _windows(table: Entries, at: int, *, least: int) -> Iterator[Window]:
    """The windows among the labels of a column whose years lie at least so far apart."""
    labels: Sequence[str] = sorted({entry.labels[at] for entry in table.entries})
    for label in labels:
        found = _WINDOW.fullmatch(label)
        if found and int(found[2]) - int(found[1]) >= least:
            yield int(found[1]), int(found[2]), label
