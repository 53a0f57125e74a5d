# SPDX-License-Identifier: EUPL-1.2
"""An invented town, rules for it, and segregation indices simple enough to check by hand."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import yaml

from speelveld.placement.laboratory import Assumptions, Indices, Policy, Study, Town
from speelveld.placement.market import Int64
from speelveld.placement.rules import policies, read

SCHOOLS = ("De Brug", "De Vlieger", "Het Anker", "Het Kompas")


def town(seed: int = 1, *, areas: int = 6, pupils: int = 90, spare: float = 0.0) -> Town:
    """Areas on a line with schools between them; every flow is masked to some bounds."""
    random = np.random.default_rng(seed)
    low = random.integers(0, pupils, (areas, len(SCHOOLS)))
    high = low + random.integers(0, 4, low.shape)
    filling = random.random(len(SCHOOLS))
    homes, places = random.random((areas, 1)) * 4000, random.random(len(SCHOOLS)) * 4000
    expected = (low + filling * (high - low)).sum(axis=0) / 8
    share = np.array([0.1, 0.2, 0.5, 0.3])
    return Town(
        areas=tuple(f"area {number}" for number in range(areas)),
        schools=SCHOOLS,
        low=low,
        high=high,
        filling=filling,
        metres=np.abs(homes - places),
        seats=np.ceil(expected * (1 + spare)).astype(np.int64),
        group_share=np.tile(share, (areas, 1)),
        seen_share=share,
        denominations=np.array([0, 1, 0, 1], np.int32),
        denomination_names=("one", "other"),
        public=np.array([True, False, True, False]),
        inside=np.arange(areas) < areas - 1,
    )


def ready(name: str, **changes: Any) -> Policy:
    """A ready-made policy; a change replaces a part of its document."""
    document = copy.deepcopy(yaml.safe_load(policies()[name]))
    document.update(changes)
    return Policy(name, read(document))


READY = tuple(ready(name) for name in policies())
"""Every ready-made policy."""

_WORDS = {"nl": "verzonnen", "en": "invented"}
_SPECIAL = {"nl": "plaatsen deel A", "en": "places part A"}
GROUPS = {
    "support": {"words": {"nl": "doelgroep", "en": "target group"}, "provenance": "Invented."},
    "others": {"words": {"nl": "alle anderen", "en": "everybody else"}, "provenance": "Invented."},
}


def _seats(kind: str, group: str, share: int, order: list[str]) -> dict[str, Any]:
    special = {"name": "special", "share": share, "kind": kind, "for": group, "words": _SPECIAL}
    return {"types": [special, {"name": "open", "share": 100 - share, "words": _WORDS}], "order": order}


def invented(
    mechanism: str, share: int = 30, *, last: bool = False, neutral: bool = False, name: str | None = None
) -> Policy:
    """Rules of a mechanism, with a part of the seats for group A where it knows such a thing.

    In ``neutral`` ones only the lottery decides, and a reserve where there is one.
    """
    order = ["open", "special"] if last else ["special", "open"]
    more: dict[str, Any] = {}
    if mechanism in {"da_minority_reserve", "da_slot_precedence"}:
        more = {"seats": _seats("reserve", "support", share, order)}
    if mechanism == "da_majority_quota":
        more = {"seats": _seats("quota", "others", 100 - share, order)}
    if mechanism == "da_soft_bounds":
        more = {"bounds": {"floors": {"support": share}, "ceilings": {"support": share + 20}}}
    if mechanism == "da_call_order":
        more = {"minimum_shares": {"support": share}}
    rest = {"name": "rest", "when": [], "words": _WORDS}
    document: dict[str, Any] = {
        "format": "speelveld-rules/1",
        "name": _WORDS,
        "mechanism": mechanism,
        "list": {"min": 1, "max": 3},
        "distance": {"nearest": 1, "by": "walking"},
        "childcare": {"months": 8, "half_days": 4},
        "groups": GROUPS,
        "priorities": {
            "classes": [rest]
            if neutral
            else [
                {"name": "sibling", "when": ["sibling"], "words": _WORDS},
                {"name": "care", "when": ["own_childcare"], "words": _WORDS},
                {"name": "both", "when": ["nearest", "group:support"], "words": _WORDS},
                rest,
            ]
        },
        "tie_breaking": {"by": "lottery", "lottery": "single"},
        "after": {"waiting_list": "same_number", "withdrawals": "refill", "late_entrants": "behind"},
        **more,
    }
    return Policy(name or mechanism, read(document))


def share_at_first(a: np.ndarray[Any, np.dtype[np.float64]], b: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    """The share of group A at the first school, 0 where it is empty: an index that can be checked by hand."""
    return float(a[0] / (a[0] + b[0])) if a[0] + b[0] else 0.0


def share_of_all(sizes: Int64, group: int) -> float:
    """What an even spread gives the first school."""
    return group / int(sizes.sum())


INDICES = Indices({"first": share_at_first}, {"first": share_of_all})


def study(**changes: Any) -> Study:
    """Two policies in the invented town: three cohorts under four lotteries."""
    usual: dict[str, Any] = {
        "town": town(),
        "policies": (ready("each_school_for_itself"), ready("nijmegen")),
        "assumptions": Assumptions(),
        "cohorts": 3,
        "lotteries": 4,
        "indices": INDICES,
    }
    return Study(**{**usual, **changes})
