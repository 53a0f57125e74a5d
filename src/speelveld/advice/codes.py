# SPDX-License-Identifier: EUPL-1.2
"""What a publisher's codes of advice stand for, decided by figures and never by trust.

DUO's long file holds advice as a code from 1 to 12, and public programs read these codes in ways that contradict each
other (10 is vwo and 11 havo/vwo, or the other way round). The wide file of the same year names its columns. So a
reading is used only when it, and no other, agrees with the wide file's totals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from speelveld.advice.levels import SCALE, CodeTable
from speelveld.errors import Fault, InputError
from speelveld.terms import Count

Counted = int | Count
"""A count, or the interval in which a masked one lies."""


def code_table(
    by_code: Mapping[int, Counted],
    wide: Mapping[str, Counted],
    *,
    tables: Sequence[CodeTable] = SCALE.code_tables,
    file: str = "",
    column: str = "ADVIES",
) -> CodeTable:
    """The one reading of codes that agrees with the totals of the wide file.

    ``by_code`` gives the pupils by code (1 to 12) and ``wide`` those by the name of the level, of the same year and the
    same schools; masked counts as intervals. Two totals agree when their intervals meet. A code that is absent counts
    nobody.

    Raises InputError, with every fault: an unknown code or level, a level that the wide file lacks, no reading that
    agrees (with the first disagreement of each), or several that do and differ in a code that counts anybody. Nothing
    is guessed.
    """
    faults = _unknown(by_code, wide, tables, file, column)
    if faults:
        raise InputError(faults)
    differences = {table.id: _disagreement(table, by_code, wide) for table in tables}
    agreeing = [table for table in tables if differences[table.id] is None]
    if not agreeing:
        raise InputError(
            Fault(
                f"no known reading of the codes agrees with the wide file: '{name}' gives {difference}.",
                file,
                column=column,
                advice="Check that both files are of one year and the same schools, or add the reading to levels.toml.",
            )
            for name, difference in differences.items()
        )
    undecided = _undecided(agreeing, by_code)
    if undecided:
        raise InputError(
            Fault(
                f"the totals of the wide file leave open what code {code} stands for: {' or '.join(sorted(names))}.",
                file,
                column=column,
                advice="Give totals over more schools, so that the levels differ in number.",
            )
            for code, names in undecided.items()
        )
    return agreeing[0]


def _unknown(
    by_code: Mapping[int, Counted],
    wide: Mapping[str, Counted],
    tables: Sequence[CodeTable],
    file: str,
    column: str,
) -> list[Fault]:
    """Codes and levels that no table knows, and levels that the wide file does not give."""
    known = {name for table in tables for name in table.codes}
    most = max((len(table.codes) for table in tables), default=0)
    faults = [
        Fault(f"{code!r} is not a code from 1 to {most}.", file, column=column)
        for code in by_code
        if not 1 <= code <= most
    ]
    faults += [Fault("this is not a level of advice.", column=name) for name in sorted(set(wide) - known)]
    faults += [Fault("the wide file lacks this level.", column=name) for name in sorted(known - set(wide))]
    if not tables:
        faults.append(Fault("there is no reading of the codes to check.", file, column=column))
    return faults


def _disagreement(table: CodeTable, by_code: Mapping[int, Counted], wide: Mapping[str, Counted]) -> str | None:
    """The first code of which the total does not fit the wide file; None when all fit."""
    for code, name in enumerate(table.codes, 1):
        ours, theirs = _interval(by_code.get(code, 0)), _interval(wide[name])
        if ours.low > theirs.high or theirs.low > ours.high:
            return f"{_words(ours)} for {name} (code {code}), the wide file {_words(theirs)}"
    return None


def _undecided(agreeing: Sequence[CodeTable], by_code: Mapping[int, Counted]) -> dict[int, set[str]]:
    """The codes with pupils that agreeing tables read differently."""
    readings = {
        code: {table.codes[code - 1] for table in agreeing} for code, n in by_code.items() if _interval(n).high > 0
    }
    return {code: names for code, names in sorted(readings.items()) if len(names) > 1}


def _interval(count: Counted) -> Count:
    return count if isinstance(count, Count) else Count(count, count)


def _words(count: Count) -> str:
    return str(count.low) if count.exact else f"{count.low} to {count.high}"
