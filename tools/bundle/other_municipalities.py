# SPDX-License-Identifier: EUPL-1.2
"""The tables of municipalities and of their mergers: today's from DUO's files of 2024, former ones from the facts."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence

from speelveld.sources.municipalities import normalise
from tools.bundle.other_municipal_facts import BRIEF, CHANGES, OFFICIAL, UNPRINTED

FIRST_OF_2014 = "GM1921"
"""CBS numbers new municipalities upwards; this is the first that came into being in 2014."""


def municipalities(flows: bytes) -> bytes:
    """``municipalities.csv`` from DUO's archive of flows of 2024 (codes, names, provinces) and the facts.

    Raises ValueError when the archive does not hold the 342 municipalities of 2024 that the facts lead to.
    """
    now = {**_printed(flows), **UNPRINTED}
    gone = {code: name for change in CHANGES for code, name in change.old.items()}
    new = {code: change.day for change in CHANGES for code in change.new}
    since = {code: day for code, day in _first_days().items() if code >= FIRST_OF_2014}
    lost = set(gone) & set(now)
    unknown = set(new) - set(now) - set(gone)
    if len(now) != 342 or lost or unknown:
        raise ValueError(f"{len(now)} municipalities, not 342; gone and there: {lost}; unknown: {unknown}")
    until = {code: change.day for change in CHANGES for code in change.old}
    rows = [
        (code, OFFICIAL.get(code, name), province, since.get(code, ""), "") for code, (name, province) in now.items()
    ]
    rows += [(code, name, _province(code, now), since.get(code, ""), until[code]) for code, name in gone.items()]
    return _csv(("code", "name", "province", "since", "until"), sorted(rows))


def mergers(flows: bytes) -> bytes:
    """``municipal_mergers.csv`` from the facts: one row per old and new code.

    Raises ValueError when a chain of heirs does not end at a municipality of DUO's archive of 2024.
    """
    now = {**_printed(flows), **UNPRINTED}
    gone = {code for change in CHANGES for code in change.old}
    astray = {code for change in CHANGES for code in change.new} - gone - set(now)
    if astray:
        raise ValueError(f"these are no municipalities of 2024: {sorted(astray)}")
    rows = [
        (old, new, change.day, "1" if len(change.new) > 1 else "0")
        for change in CHANGES
        for old in change.old
        for new in change.new
    ]
    return _csv(("code_old", "code_new", "day", "split"), rows)


def pc4_municipality(raw: bytes, flows: bytes) -> bytes:
    """The table of postcode areas with the municipality's code of 2022 (``code``) and of 2024 (``code_today``).

    Raises ValueError for a name that is no municipality of 1-1-2022.
    """
    known = list(csv.DictReader(io.StringIO(municipalities(flows).decode())))
    day = "2022-01-01"
    codes = {normalise(row["name"]): row["code"] for row in known if row["since"] <= day < (row["until"] or "9999")}
    renewed = {old: change.new[0] for change in CHANGES for old in change.old if change.day > day}
    rows = []
    for row in csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))):
        name = row["gemeente"]
        if name and normalise(name) not in codes:
            raise ValueError(f"{row['pc4']}: '{name}' is no municipality of {day}")
        code = codes[normalise(name)] if name else ""
        rows.append((row["pc4"], name, code, renewed.get(code, code)))
    return _csv(("pc4", "gemeente", "code", "code_today"), rows)


def _printed(flows: bytes) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    with zipfile.ZipFile(io.BytesIO(flows)) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8-sig")
            if not text.startswith('"PEILDATUM"'):
                continue  # the folder itself, one empty file, and a web page that was saved among them
            for row in csv.DictReader(io.StringIO(text), delimiter=";"):
                code = f"GM{row['GEMEENTENUMMER'].zfill(4)}"
                said = row["GEMEENTENAAM"].strip(), row["PROVINCIE"].strip().replace("Friesland", "Fryslân")
                if found.setdefault(code, said) != said:
                    raise ValueError(f"{name}: {code} is {said} here and {found[code]} elsewhere")
    return found


def _first_days() -> dict[str, str]:
    """The first day on which each new code is heard of."""
    days: dict[str, str] = {}
    for change in CHANGES:
        for code in change.new:
            days.setdefault(code, change.day)
    return days


def _province(code: str, now: dict[str, tuple[str, str]]) -> str:
    heirs = {code}
    while not heirs & set(now):
        heirs = {new for change in CHANGES if heirs & set(change.old) for new in change.new}
    provinces = {now[heir][1] for heir in heirs if heir in now}
    return BRIEF.get(code) or _PROVINCE_THEN.get(code) or provinces.pop()


_PROVINCE_THEN = {"GM0545": "Zuid-Holland", "GM0707": "Zuid-Holland"}
"""Municipalities that changed province when they merged: Leerdam and Zederik became part of Utrecht."""


def _csv(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue().encode()
