# SPDX-License-Identifier: EUPL-1.2
"""Pupils as arrays: one small number per pupil and property, with the labels beside them.

Only codes stand here, no names and no numbers of persons. Records of real pupils stay in the memory of the machine that
counts them: nothing in this package writes them, logs them or puts them in a message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speelveld.advice.levels import LEVELS, MISSING, TEST_CLASSES
from speelveld.errors import Fault, InputError

NO_REASON, REASON = 0, 1
"""Whether a reason was recorded for not (or only partly) following a higher test advice; MISSING where not known."""

_ARRAYS = ("first", "test", "final", "group", "school", "year", "provider", "reason")
_CODED = ("group", "school", "year", "provider")
_LABELS = {"group": "groups", "school": "schools", "year": "years", "provider": "providers"}


@dataclass(frozen=True, eq=False)
class Pupils:
    """Pupils at the end of primary school; every array has shape ``(pupils,)``.

    ``first`` and ``final`` are numbers of levels (0 to 11, -1 missing), ``test`` those of classes of test advice (0 to
    5, -1 no test), ``reason`` is 1 or 0 (-1 not known). ``group``, ``school``, ``year`` and ``provider`` are places in
    ``groups``, ``schools``, ``years`` (school years such as ``2022/23``) and ``providers``; ``provider`` is -1 where
    there was no test. ``score`` is the test score on any scale, NaN where there is none; None when no scores are known.

    ``origin`` says in words where the records come from; it is ``invented`` for invented pupils.
    """

    first: NDArray[np.int8]
    test: NDArray[np.int8]
    final: NDArray[np.int8]
    group: NDArray[np.int16]
    school: NDArray[np.int32]
    year: NDArray[np.int16]
    provider: NDArray[np.int8]
    reason: NDArray[np.int8]
    groups: tuple[str, ...]
    schools: tuple[str, ...]
    years: tuple[str, ...]
    providers: tuple[str, ...]
    origin: str
    score: NDArray[np.float32] | None = None

    def __len__(self) -> int:
        return len(self.first)

    @classmethod
    def of(
        cls,
        *,
        first: ArrayLike,
        test: ArrayLike,
        final: ArrayLike,
        years: Sequence[str],
        origin: str,
        group: ArrayLike | None = None,
        school: ArrayLike | None = None,
        year: ArrayLike | None = None,
        provider: ArrayLike | None = None,
        reason: ArrayLike | None = None,
        score: ArrayLike | None = None,
        groups: Sequence[str] = ("all",),
        schools: Sequence[str] = ("all",),
        providers: Sequence[str] = ("unknown",),
    ) -> Pupils:
        """Pupils from arrays or lists of codes, checked.

        What is left out is the same for everybody: the only group, school, year and provider (none without a test), no
        known reason. Raises InputError, with every fault and the first row of each (counted from 1): arrays of other
        lengths, codes that are not whole or out of their range, labels that stand twice.
        """
        n = np.asarray(first).shape[0] if np.asarray(first).ndim else 0
        none = np.zeros(n, dtype=np.int8)
        given: dict[str, ArrayLike] = {
            "first": first,
            "test": test,
            "final": final,
            "group": none if group is None else group,
            "school": none if school is None else school,
            "year": none if year is None else year,
            "provider": np.where(np.asarray(test) >= 0, 0, MISSING) if provider is None else provider,
            "reason": none + MISSING if reason is None else reason,
        }
        labels = {"group": tuple(groups), "school": tuple(schools), "year": tuple(years), "provider": tuple(providers)}
        ranges = {
            "first": (MISSING, len(LEVELS)),
            "test": (MISSING, len(TEST_CLASSES)),
            "final": (MISSING, len(LEVELS)),
            "reason": (MISSING, REASON + 1),
            "provider": (MISSING, len(labels["provider"])),
            **{name: (0, len(labels[name])) for name in ("group", "school", "year")},
        }
        faults: list[Fault] = []
        arrays = {name: _codes(name, values, n, *ranges[name], faults) for name, values in given.items()}
        for name, names in labels.items():
            if len(set(names)) != len(names):
                faults.append(Fault("a label stands twice.", column=_LABELS[name]))
        scores = None if score is None else _scores(score, n, faults)
        if faults:
            raise InputError(faults)
        return cls(
            first=arrays["first"].astype(np.int8),
            test=arrays["test"].astype(np.int8),
            final=arrays["final"].astype(np.int8),
            group=arrays["group"].astype(np.int16),
            school=arrays["school"].astype(np.int32),
            year=arrays["year"].astype(np.int16),
            provider=arrays["provider"].astype(np.int8),
            reason=arrays["reason"].astype(np.int8),
            groups=labels["group"],
            schools=labels["school"],
            years=labels["year"],
            providers=labels["provider"],
            origin=origin,
            score=scores,
        )

    def where(self, mask: NDArray[np.bool_]) -> Pupils:
        """The pupils for whom ``mask``, shape ``(pupils,)``, holds; labels stay as they are."""
        kept = {name: getattr(self, name)[mask] for name in _ARRAYS}
        return replace(self, **kept, score=None if self.score is None else self.score[mask])

    @property
    def school_years(self) -> tuple[str, ...]:
        """The school years of which there are pupils, in the order of ``years``."""
        present = np.bincount(self.year, minlength=len(self.years))
        return tuple(label for label, n in zip(self.years, present, strict=True) if n)

    def labels(self, by: str) -> tuple[str, ...]:
        """The labels of ``group``, ``school``, ``year`` or ``provider``. Raises ValueError for anything else."""
        if by not in _CODED:
            raise ValueError(f"pupils are counted by {', '.join(_CODED)}, not by {by!r}")
        names: tuple[str, ...] = getattr(self, _LABELS[by])
        return names

    def units(self, by: str) -> NDArray[np.int64]:
        """For every pupil the place in :meth:`labels`, shape ``(pupils,)``; -1 for no provider."""
        self.labels(by)
        places: NDArray[np.int64] = getattr(self, by).astype(np.int64)
        return places


def _codes(name: str, given: ArrayLike, n: int, low: int, end: int, faults: list[Fault]) -> NDArray[np.signedinteger]:
    """Whole numbers from ``low`` to ``end - 1``, or a fault with the first row that has another."""
    values = np.asarray(given)
    if values.shape != (n,):
        faults.append(Fault(f"has shape {values.shape}, the first advice has {n} pupils.", column=name))
        return np.zeros(n, dtype=np.int8)
    if values.size and values.dtype.kind not in "iub":
        faults.append(Fault(f"holds {values.dtype} and not whole numbers.", column=name))
        return np.zeros(n, dtype=np.int8)
    wrong = (values < low) | (values >= end)
    if wrong.any():
        row = int(np.argmax(wrong))
        message = f"{int(wrong.sum())} values are not codes from {low} to {end - 1}; the first is {values[row]}."
        faults.append(Fault(message, row=row + 1, column=name))
        return np.zeros(n, dtype=np.int8)
    return values


def _scores(given: ArrayLike, n: int, faults: list[Fault]) -> NDArray[np.float32]:
    values = np.asarray(given, dtype=np.float32)
    if values.shape != (n,):
        faults.append(Fault(f"has shape {values.shape}, the first advice has {n} pupils.", column="score"))
    elif np.isinf(values).any():
        faults.append(Fault("a score is not finite.", row=int(np.argmax(np.isinf(values))) + 1, column="score"))
    return values
