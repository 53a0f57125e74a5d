# SPDX-License-Identifier: EUPL-1.2
"""Every rule of the site has a force: loosened by itself, something that must not be known can be worked out.

For each setting of ``rules.toml`` a probe publishes a planted example under given rules, and returns what an outsider
then knows too well, by a standard that does not move with the rules. Under the rules in force it returns nothing.
Where a second rule would protect the same example, that one is loosened in both cases (``beside``). Every school and
count is invented.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field

import pytest

from speelveld.disclosure import guard, rules_text
from speelveld.disclosure.attack import attack
from speelveld.disclosure.ledger import Entry, Ledger
from speelveld.disclosure.release import Release
from speelveld.disclosure.rules import Rules, parse, rules
from speelveld.figures.protection import decide
from speelveld.terms import Count
from tests.figures.test_protection import Counts, city, invented, share

GIVEN = tomllib.loads(rules_text())
KEYS = sorted(f"{section}.{key}" for section, of in GIVEN.items() if isinstance(of, dict) for key in of)
RELEASE = Release(frozenset({"cell"}), frozenset(), {"cell": 0.001})
FEW, SMALL, SCHOOL, CITY, RESIDENTS = 5, 10, 20, 30, 50
"""What must not be told: of fewer schools, of a smaller group, in a school, city or area with fewer people."""

Probe = Callable[[Rules], list[str]]


@dataclass(frozen=True, slots=True)
class Loosened:
    """A looser value of a setting, and the probe that tells; ``beside`` are settings that are loosened all along."""

    value: int
    probe: Probe
    beside: Mapping[str, int] = field(default_factory=dict)


def changed(values: Mapping[str, int]) -> Rules:
    """The rules in force, but for these settings."""
    given = deepcopy(GIVEN)
    for name, value in values.items():
        section, key = name.split(".")
        given[section][key] = value
    return parse(given)


def released(counts: Counts, joined: int, of: Rules) -> Entry:
    return decide(invented(counts, joined=joined), Ledger(), "a", rule=of)


def known(counts: Counts, joined: int = 0) -> Probe:
    """What the attacker finds in a release, by the needs of the rules in force."""
    needs = released(counts, joined, rules()).protected

    def probe(of: Rules) -> list[str]:
        return [one.form for one in attack(released(counts, joined, of).statements, needs, attacks=["A1", "A2"])]

    return probe


def shown(cell: str, counts: Counts, joined: int = 0) -> Probe:
    """Whether a cell that tells of a small count is shown."""
    return lambda of: [cell] if cell in released(counts, joined, of).shown else []


def fits(seen: float | None, candidates: range, publish: Callable[[int], float | None], least: int) -> list[str]:
    """The candidates that would be published alike, when they are fewer than ``least``."""
    alike = [str(one) for one in candidates if publish(one) == seen]
    return alike if len(alike) < least else []


def school_count(of: Rules) -> list[str]:
    """The group of a school of 43 pupils, from its percentage."""
    publish = lambda group: guard.school_share(RELEASE, "cell", group, 43, of).value  # noqa: E731
    return fits(publish(17), range(44), publish, 4)


def city_count(of: Rules) -> list[str]:
    """The group of a city of 430 pupils, from its percentage."""
    publish = lambda group: guard.city_share(RELEASE, "cell", group, 430 - group, of).value  # noqa: E731
    return fits(publish(171), range(10, 421), publish, 4)


def large_city_count(of: Rules) -> list[str]:
    """The same of 43,000 pupils, where one decimal tells little."""
    publish = lambda group: guard.city_share(RELEASE, "cell", group, 43_000 - group, of).value  # noqa: E731
    return fits(publish(17_100), range(17_000, 17_200), publish, 4)


def resident_count(of: Rules) -> list[str]:
    publish = lambda some: guard.residents_share(some, 250, of).value  # noqa: E731
    return fits(publish(87), range(251), publish, 2)


def school_size(of: Rules) -> list[str]:
    publish = lambda pupils: guard.school_pupils(pupils, of).value  # noqa: E731
    return fits(publish(143), range(5, 400), publish, 5)


def school_metres(of: Rules) -> list[str]:
    publish = lambda metres: guard.school_distance(metres, 100, of).value  # noqa: E731
    return fits(publish(1237), range(3000), publish, 50)


def advice_size(of: Rules) -> list[str]:
    publish = lambda pupils: guard.advice_pupils(Count(pupils, pupils), of)[0].value  # noqa: E731
    return fits(publish(33), range(20, 100), publish, 5)


def masked(of: Rules) -> list[str]:
    return [str(n) for n in range(1, 5) if guard.advice_cell(n, n, of) != Count(1, 4)]


def pattern(counts: Counts) -> Probe:
    """Whether every dash of a school stands for a small count, so that a dash tells it."""

    def probe(of: Rules) -> list[str]:
        small = {share(at) for at, pair in enumerate(counts) if min(pair) < SMALL}
        hidden = {cell for cell in released(counts, 0, of).hidden if cell.startswith("share|")}
        return sorted(hidden) if hidden <= small else []

    return probe


def index(n_schools: int, group: int, rest: int) -> Probe:
    """An index of a city that is too small for one."""

    def probe(of: Rules) -> list[str]:
        given = guard.city_index(RELEASE, "cell", 0.3, n_schools=n_schools, group=group, rest=rest, rule=of)
        return ["index"] if given.known else []

    return probe


def steps(of: Rules) -> list[str]:
    """Five schools, whose indices to two decimals would nearly determine their counts."""
    step = released([(60, 140), (25, 300), (80, 100), (33, 250), (45, 210)], 0, of).steps.get(city())
    return [str(step)] if step is not None and step < 0.05 else []


def when(publish: Callable[[Rules], object]) -> Probe:
    """Whether anything of too few people is shown at all."""
    return lambda of: [str(value)] if (value := publish(of)) is not None else []


LARGE: Counts = [(60, 140), (25, 300), (12, 90), (80, 100), (33, 250), (45, 210)]
ALONE = {"protection.threshold": 0}
"""Without what protects small counts of schools, whatever shows them."""

LOOSENED = {
    "protection.threshold": Loosened(2, known([(4, 200), (60, 140)]), {"school_share.min_others_hidden": 0}),
    "protection.width_percentage": Loosened(0, known([*LARGE, (70, 140)], joined=1)),
    "city_index.min_schools": Loosened(1, index(FEW - 1, 500, 500)),
    "city_index.min_group": Loosened(0, index(50, CITY - 1, 500)),
    "city_index.min_rest": Loosened(0, index(50, 500, CITY - 1)),
    "city_index.margin_bits": Loosened(0, steps),
    "city_share.min_group": Loosened(0, when(lambda of: guard.city_share(RELEASE, "cell", SMALL - 1, 500, of).value)),
    "city_share.min_rest": Loosened(0, when(lambda of: guard.city_share(RELEASE, "cell", 500, SMALL - 1, of).value)),
    "city_share.min_pupils": Loosened(0, when(lambda of: guard.city_share(RELEASE, "cell", 14, 15, of).value)),
    "city_share.base": Loosened(1, city_count),
    "city_share.decimals": Loosened(3, large_city_count, {"city_share.base": 1}),
    "school_share.min_group": Loosened(0, shown(share(0), [(4, 200), *LARGE]), ALONE),
    "school_share.min_rest": Loosened(0, shown(share(0), [(200, 4), *LARGE]), ALONE),
    "school_share.min_pupils": Loosened(
        0, shown(share(0), [(7, 12), *LARGE]), {**ALONE, "school_share.min_group": 0, "school_share.min_rest": 0}
    ),
    "school_share.base": Loosened(1, school_count),
    "school_share.min_others_hidden": Loosened(0, pattern([(4, 200), (7, 180), (3, 150), (5, 160), *LARGE])),
    "school_pupils.min_pupils": Loosened(0, when(lambda of: guard.school_pupils(FEW - 1, of).value)),
    "school_pupils.base": Loosened(1, school_size),
    "school_distance.min_pupils": Loosened(0, when(lambda of: guard.school_distance(900, SCHOOL - 1, of).value)),
    "school_distance.base": Loosened(1, school_metres),
    "difference.min_schools": Loosened(0, known([*LARGE, (40, 100)], joined=1)),
    "difference.min_group": Loosened(0, known([*LARGE, (3, 60), (2, 60), (3, 60)], joined=3), ALONE),
    "difference.min_rest": Loosened(0, known([*LARGE, (60, 3), (60, 2), (60, 3)], joined=3), ALONE),
    "area.min_residents": Loosened(0, when(lambda of: guard.residents_share(10, RESIDENTS - 1, of).value)),
    "area.decimals": Loosened(2, resident_count),
    "advice.mask_below": Loosened(2, masked),
    "advice.min_school": Loosened(
        0, when(lambda of: guard.advice_share(Count(9, 9), Count(10, 10), school=True, rule=of)[0].value)
    ),
    "advice.min_municipality": Loosened(
        0, when(lambda of: guard.advice_count(Count(7, 7), Count(CITY - 1, CITY - 1), of)[0].value)
    ),
    "advice.base": Loosened(1, advice_size),
}

WITHOUT_FORCE = {
    "city_index.fine_step": "the steps are tried from fine to coarse; which one may be taken, margin_bits decides",
    "city_index.middle_step": "as fine_step",
    "city_index.coarse_step": "as fine_step: where no step leaves the margin, no index is shown",
}
"""Settings that protect nothing by themselves, and why."""


def test_every_setting_is_looked_at() -> None:
    assert sorted({*LOOSENED, *WITHOUT_FORCE}) == KEYS
    assert not LOOSENED.keys() & WITHOUT_FORCE.keys()


@pytest.mark.parametrize("key", LOOSENED)
def test_a_rule_that_is_loosened_gives_something_away(key: str) -> None:
    one = LOOSENED[key]
    assert one.probe(changed(one.beside)) == []
    assert one.probe(changed({**one.beside, key: one.value})) != []


@pytest.mark.parametrize("key", WITHOUT_FORCE)
def test_a_finer_step_is_not_taken_where_it_tells_too_much(key: str) -> None:
    assert steps(changed({key: 1})) == []
