# SPDX-License-Identifier: EUPL-1.2
"""The release ledger: what was ever published, as statements over atoms, in an append-only chain of hashes.

One entry is one release: one cluster of municipalities from one edition under one version of the rules. It holds the
statements that are new (those made before are not repeated), the cells that were asked for and hidden, the step to
which indices were rounded, and the true counts of the atoms, so that a later edition can tell an atom that stayed the
same from one that was corrected. A corrected atom gets a new name (``...#2``): old and new statements then hold
together, and whoever attacks may use both.

The ledger is as confidential as the edition beside which it lies: it holds true counts. Only its last hash is made
public. Every entry carries the hash of the one before, so a changed, removed or inserted entry is seen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from speelveld.disclosure.system import Protected, Statement, Terms
from speelveld.errors import DisclosureError

GENESIS = hashlib.sha256(b"speelveld release ledger").hexdigest()
"""What the first entry has for the hash of the one before."""

MARK = "#"
"""What stands before the number of a version in the name of an atom."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One release. ``previous`` and ``hash`` are empty until the ledger has taken it.

    ``cluster`` names what was released together, ``values`` the atoms by name with their true counts, ``statements``
    what was said for the first time, ``protected`` what has to stay uncertain, ``shown`` and ``hidden`` the ids of the
    cells that were asked for, ``steps`` the rounding of the numbers derived from each population (one without a step
    shows none), ``exposed`` what earlier releases had told already, under rules that were less strict.
    """

    edition: str
    cluster: str
    rules: str
    values: Mapping[str, int]
    statements: tuple[Statement, ...]
    protected: tuple[Protected, ...]
    shown: tuple[str, ...]
    hidden: tuple[str, ...]
    steps: Mapping[str, float]
    exposed: tuple[str, ...] = ()
    released: str = ""
    previous: str = ""
    hash: str = ""

    def line(self) -> str:
        """The entry as one line of JSON, without a line end."""
        return json.dumps({**_content(self), "hash": self.hash}, ensure_ascii=False, separators=(",", ":"))


class Ledger:
    """All entries in the order in which they were made. Immutable: ``append`` gives the next ledger."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        """Raises DisclosureError when the chain is broken, naming every entry that does not fit."""
        self.entries: tuple[Entry, ...] = ()
        self._of_release: dict[tuple[str, str, str], Entry] = {}
        # What these hold is replaced, never changed: a ledger that has grown shares it with the one before.
        self._versions: dict[str, Mapping[str, int]] = {}
        self._statements: dict[str, tuple[Statement, ...]] = {}
        self._protected: dict[str, tuple[Protected, ...]] = {}
        self._values: dict[str, int] = {}
        self._take(tuple(entries))

    def followed_by(self, entries: Iterable[Entry]) -> Ledger:
        """The ledger with entries that were chained to it already. Raises DisclosureError when they do not fit."""
        grown = self._copy()
        grown._take(tuple(entries))
        return grown

    def _take(self, entries: tuple[Entry, ...]) -> None:
        faults, before = [], self.head
        for number, entry in enumerate(entries, start=len(self.entries) + 1):
            if entry.previous != before:
                faults.append(f"entry {number} does not follow the one before it")
            if entry.hash != _hash(entry):
                faults.append(f"entry {number} was changed after it was written")
            before = entry.hash
        if faults:
            raise DisclosureError(
                f"the release ledger is damaged: {'; '.join(faults)}. Put back a copy of it. Nothing is published "
                "until then, since what was said before is not known."
            )
        self.entries += entries
        for entry in entries:
            self._index(entry)

    def _copy(self) -> Ledger:
        grown = copy(self)
        grown._of_release = dict(self._of_release)
        grown._versions = dict(self._versions)
        grown._statements = dict(self._statements)
        grown._protected = dict(self._protected)
        grown._values = dict(self._values)
        return grown

    @property
    def head(self) -> str:
        """The hash of the last entry: what may be made public, to show that nothing was changed since."""
        return self.entries[-1].hash if self.entries else GENESIS

    def append(self, entry: Entry) -> Ledger:
        """The ledger with one entry more. Raises DisclosureError when this release is in it already."""
        if self.find(entry.edition, entry.cluster, entry.rules) is not None:
            raise DisclosureError(f"{entry.cluster} of edition {entry.edition} is in the ledger already")
        chained = replace(entry, previous=self.head, hash="")
        grown = self._copy()
        grown.entries = (*self.entries, replace(chained, hash=_hash(chained)))
        grown._index(grown.entries[-1])
        return grown

    def find(self, edition: str, cluster: str, rules: str) -> Entry | None:
        """The release of a cluster from an edition under these rules, or None."""
        return self._of_release.get((edition, cluster, rules))

    def names(self, counts: Mapping[str, int]) -> dict[str, str]:
        """The names of atoms that are corrected together, given their true counts: those under which all of them are
        known with these counts, or new ones.
        """
        versions = {atom: self._versions.get(atom, {}) for atom in counts}
        known = sorted({_number(name) for of in versions.values() for name in of})
        for number in known:
            names = {atom: _version(atom, number) for atom in counts}
            if all(versions[atom].get(name) == counts[atom] for atom, name in names.items()):
                return names
        return {atom: _version(atom, known[-1] + 1 if known else 1) for atom in counts}

    def carried(self, counts: Mapping[str, int]) -> dict[str, str]:
        """For every name of every version of these atoms the first version with the same count.

        ``counts`` are true counts by name, also of versions that the ledger does not hold yet. Whoever supposes that a
        correction touched as few counts as it can reads all statements under these names.
        """
        found: dict[str, str] = {}
        for atom in dict.fromkeys(_plain(name) for name in counts):
            first: dict[int, str] = {}
            for name, count in self._versions.get(atom, {}).items():
                found[name] = first.setdefault(count, name)
        for name, count in counts.items():
            if name not in found:
                same = (one for one, value in self._versions.get(_plain(name), {}).items() if value == count)
                found[name] = next(same, name)
        return found

    def about(self, atoms: Iterable[str]) -> tuple[Statement, ...]:
        """Every statement that was ever made about any version of these atoms, or about others that such a statement
        names as well, and so on; each once, in the order of its id.
        """
        found: set[Statement] = set()
        known = {_plain(atom) for atom in atoms}
        todo = list(known)
        while todo:
            for one in self._statements.get(todo.pop(), ()):
                if one not in found:
                    found.add(one)
                    beside = {_plain(atom) for atom, _ in one.terms} - known
                    known |= beside
                    todo += beside
        return tuple(sorted(found, key=lambda one: (one.id, one.low, one.high, one.terms)))

    def protected(self, atoms: Iterable[str]) -> tuple[Protected, ...]:
        """Everything about any version of these atoms that an earlier release had to keep uncertain."""
        found = {one for atom in {_plain(atom) for atom in atoms} for one in self._protected.get(atom, ())}
        return tuple(sorted(found, key=lambda one: (one.id, one.terms)))

    def unsaid(self, statements: Iterable[Statement]) -> tuple[Statement, ...]:
        """Those of these statements that nobody made before, under whichever id; in the order of their ids."""
        every = list(dict.fromkeys(statements))
        said = {one.content for one in self.about(atom for one in every for atom, _ in one.terms)}
        return tuple(sorted((one for one in every if one.content not in said), key=lambda one: (one.id, one.low)))

    def unasked(self, needs: Iterable[Protected]) -> tuple[Protected, ...]:
        """Those of these needs that no earlier release had, in the order of their ids."""
        every = set(needs)
        return tuple(
            sorted(every - {*self.protected(atom for need in every for atom, _ in need.terms)}, key=lambda one: one.id)
        )

    def value(self, name: str) -> int:
        """The true count of an atom that a release spoke of, by the name of its version. Raises KeyError."""
        return self._values[name]

    def _index(self, entry: Entry) -> None:
        self._of_release[entry.edition, entry.cluster, entry.rules] = entry
        for name, value in entry.values.items():
            self._versions[_plain(name)] = {**self._versions.get(_plain(name), {}), name: value}
        self._values |= entry.values
        for one in entry.statements:
            for atom in {_plain(name) for name, _ in one.terms}:
                self._statements[atom] = (*self._statements.get(atom, ()), one)
        for need in entry.protected:
            for atom in {_plain(name) for name, _ in need.terms}:
                self._protected[atom] = (*self._protected.get(atom, ()), need)


def parse_entry(line: str) -> Entry:
    """An entry from its line. Raises DisclosureError when the line is no entry."""
    try:
        given = json.loads(line)
        return Entry(
            edition=given["edition"],
            cluster=given["cluster"],
            rules=given["rules"],
            values={str(name): int(value) for name, value in given["values"].items()},
            statements=tuple(_statement(one) for one in given["statements"]),
            protected=tuple(_need(one) for one in given["protected"]),
            shown=tuple(given["shown"]),
            hidden=tuple(given["hidden"]),
            steps={str(name): float(step) for name, step in given["steps"].items()},
            exposed=tuple(given["exposed"]),
            released=given["released"],
            previous=given["previous"],
            hash=given["hash"],
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DisclosureError(f"this line of the release ledger is no entry: {line[:60]!r}") from error


def _plain(atom: str) -> str:
    """The atom without the mark of its version."""
    return atom.partition(MARK)[0]


def _number(name: str) -> int:
    """Which version of its atom a name is of; the first has no mark."""
    return int(name.partition(MARK)[2] or 1)


def _version(atom: str, number: int) -> str:
    return atom if number == 1 else f"{atom}{MARK}{number}"


def _content(entry: Entry) -> dict[str, Any]:
    return {
        "edition": entry.edition,
        "cluster": entry.cluster,
        "rules": entry.rules,
        "released": entry.released,
        "values": dict(sorted(entry.values.items())),
        "statements": [[one.id, _form(one.terms), float(one.low), float(one.high)] for one in entry.statements],
        "protected": [[one.id, _form(one.terms), one.value, one.width, one.reach] for one in entry.protected],
        "shown": list(entry.shown),
        "hidden": list(entry.hidden),
        "steps": {name: float(step) for name, step in sorted(entry.steps.items())},
        "exposed": list(entry.exposed),
        "previous": entry.previous,
    }


def _hash(entry: Entry) -> str:
    text = json.dumps(_content(entry), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _form(form: Terms) -> list[str] | dict[str, float]:
    """Atoms that count once each as a list, any other form as a table."""
    return (
        [atom for atom, _ in form]
        if all(factor == 1 for _, factor in form)
        else {atom: float(factor) for atom, factor in form}
    )


def _terms(form: list[str] | dict[str, float]) -> Terms:
    pairs = form.items() if isinstance(form, dict) else ((atom, 1.0) for atom in form)
    return tuple((str(atom), float(factor)) for atom, factor in pairs)


def _statement(given: list[Any]) -> Statement:
    name, form, low, high = given
    return Statement(str(name), _terms(form), float(low), float(high))


def _need(given: list[Any]) -> Protected:
    name, form, value, width, reach = given
    return Protected(str(name), _terms(form), int(value), int(width), int(reach))
