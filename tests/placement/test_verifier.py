# SPDX-License-Identifier: EUPL-1.2
"""The verifier against all placements of small markets, and against placements that were tampered with."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import speelveld.placement
from speelveld.errors import PlacementError
from speelveld.placement import promises
from speelveld.placement.market import Market
from speelveld.placement.names import Mechanism
from speelveld.placement.placing import called, choice, place
from speelveld.placement.plain import View
from speelveld.placement.reading import read_market
from speelveld.placement.verifier import refuse_unless_verified, verify
from tests.placement.markets import document, placements, rank, weakly_better

STABLE = [name for name, kept in promises.PROMISES.items() if promises.STABLE in kept]
BEST = [name for name in STABLE if name not in {Mechanism.SCHOOL_PROPOSING_DA, Mechanism.STABLE_IMPROVEMENT_CYCLES}]
UNIQUE = [name for name in Mechanism if name is not Mechanism.STABLE_IMPROVEMENT_CYCLES]
"""Mechanisms of which the verifier accepts one placement only; of circles of exchange there may be several."""


def small(mechanism: Mechanism, markets: int = 6) -> Iterator[Market]:
    """Markets of a few children who want more than there is."""
    for seed in range(markets):
        multiple = seed % 3 == 2 and mechanism is not Mechanism.SERIAL_DICTATORSHIP
        found = document(
            seed, students=5, schools=3, mechanism=mechanism, strict=seed % 3 == 1, multiple=multiple, seats=0.8
        )
        yield read_market(found)[1]


def stable_by_definition(market: Market, mechanism: Mechanism, chosen: tuple[int, ...]) -> bool:
    """No school would choose, among those it holds and one who prefers it, that one. By the schools' choice rules."""
    given = called(market) if mechanism is Mechanism.DA_CALL_ORDER else market
    rule, view = choice(given, mechanism), View.of(given)
    for child, own in enumerate(view.prefs):
        for school in own[: own.index(chosen[child])] if chosen[child] >= 0 else own:
            held = {each for each, at in enumerate(chosen) if at == school}
            if child in rule(school, view.best_first(school, held | {child})):
                return False
    return all(
        rule(school, view.best_first(school, held)) == held
        for school in set(chosen) - {-1}
        if (held := {each for each, at in enumerate(chosen) if at == school})
    )


def weakly_stable(market: Market, chosen: tuple[int, ...]) -> bool:
    """No seat stays empty that a child prefers, and nobody holds one that a child of a better class prefers."""
    view = View.of(market)
    for child, own in enumerate(view.prefs):
        for school in own[: own.index(chosen[child])] if chosen[child] >= 0 else own:
            held = [each for each, at in enumerate(chosen) if at == school]
            mine = view.keys[school][child][0]
            if len(held) < market.capacities[school] or any(view.keys[school][each][0] > mine for each in held):
                return False
    return True


@pytest.mark.parametrize("mechanism", BEST)
def test_stable_is_what_the_choice_rules_say_and_the_best_of_it_is_found(mechanism: Mechanism) -> None:
    """Of all placements, those found stable are the stable ones, and the mechanism's is best for every child."""
    for market in small(mechanism):
        stable = []
        for chosen in placements(market):
            wanted = stable_by_definition(market, mechanism, chosen)
            found = verify(market, mechanism, np.array(chosen, np.int32)).properties
            assert found[promises.STABLE] == wanted, chosen
            if wanted:
                stable.append(chosen)
        best = tuple(place(market, mechanism).schools.tolist())
        assert best in stable
        assert all(weakly_better(market, best, other) for other in stable)


def test_the_schools_best_is_the_childrens_worst() -> None:
    for market in small(Mechanism.SCHOOL_PROPOSING_DA):
        stable = [one for one in placements(market) if stable_by_definition(market, Mechanism.DA, one)]
        worst = tuple(place(market, Mechanism.SCHOOL_PROPOSING_DA).schools.tolist())
        assert worst in stable
        assert all(weakly_better(market, other, worst) for other in stable)


def test_no_stable_placement_improves_on_improvement_cycles() -> None:
    """In markets in which there was something to exchange after deferred acceptance."""
    name = Mechanism.STABLE_IMPROVEMENT_CYCLES
    improved = 0
    for seed in range(400):
        market = read_market(document(seed, students=4, schools=4, mechanism=name, seats=0.25))[1]
        start, found = (tuple(place(market, each).schools.tolist()) for each in (Mechanism.DA, name))
        assert weakly_better(market, found, start)
        if found == start:
            continue
        improved += 1
        every = list(placements(market))
        stable = [one for one in every if weakly_stable(market, one)]
        assert found in stable
        assert not any(other != found and weakly_better(market, other, found) for other in stable)
        for other in every:
            told = verify(market, name, np.array(other, np.int32)).properties
            assert told[promises.STABLE] == (other in stable)
    assert improved >= 3


@pytest.mark.parametrize("mechanism", [Mechanism.TTC, Mechanism.BOSTON, Mechanism.EADAM, Mechanism.SERIAL_DICTATORSHIP])
def test_efficient_is_what_it_says(mechanism: Mechanism) -> None:
    for market in small(mechanism, 3):
        every = list(placements(market))
        for chosen in every:
            better = any(other != chosen and weakly_better(market, other, chosen) for other in every)
            told = verify(market, mechanism, np.array(chosen, np.int32)).properties
            assert told[promises.PARETO_EFFICIENT] != better
        own = place(market, mechanism).schools
        assert verify(market, mechanism, own).properties[promises.PARETO_EFFICIENT]


@pytest.mark.parametrize("mechanism", UNIQUE)
def test_every_other_placement_is_refused(mechanism: Mechanism) -> None:
    refused = 0
    for market in small(mechanism, 3):
        own = tuple(place(market, mechanism).schools.tolist())
        for chosen in placements(market):
            accepted = verify(market, mechanism, np.array(chosen, np.int32)).verified
            assert accepted == (chosen == own)
            refused += not accepted
    assert refused > 50


@pytest.mark.parametrize("mechanism", Mechanism)
def test_what_was_tampered_with_is_not_published(mechanism: Mechanism) -> None:
    """Somebody is taken away, given a seat that does not exist, or put where he or she cannot be."""
    name, market = read_market(document(3, students=8, mechanism=str(mechanism), seats=0.7))
    schools = place(market, name).schools
    assert refuse_unless_verified(market, name, schools).verified
    gone = schools.copy()
    gone[np.flatnonzero(gone >= 0)[0]] = -1
    crowded = np.full_like(schools, int(schools.max()))
    for wrong in (gone, crowded):
        with pytest.raises(PlacementError, match="is not published"):
            refuse_unless_verified(market, name, wrong)


def test_a_place_that_a_school_may_not_give_is_refused() -> None:
    market = Market.of([[0], [0, 1]], [[0], [1, -1]], [1, 1])
    assert verify(market, "da", np.array([0, -1], np.int32)).verified
    assert verify(market, "da", np.array([0, 1], np.int32)).broken[0] == promises.AS_DEFINED
    assert promises.ELIGIBILITY in verify(market, "da", np.array([0, 1], np.int32)).broken
    for wrong in ([0], [0, 2], [0, -2]):
        with pytest.raises(ValueError, match="a placement"):
            verify(market, "da", np.array(wrong, np.int32))


def test_consent_is_respected() -> None:
    """Under EADAM nobody who refuses is passed by one behind him or her."""
    passed = 0
    for seed in range(60):
        found: dict[str, Any] = document(seed, students=6, mechanism="eadam", strict=True, seats=0.8)
        name, market = read_market(found)
        everyone = place(market, name).schools
        envied = verify(market, name, everyone)
        if envied.properties[promises.NO_JUSTIFIED_ENVY]:
            continue
        passed += 1
        for student in found["students"].values():
            student["consent"] = False
        _, refusing = read_market(found)
        assert not verify(refusing, name, everyone).verified
        assert verify(refusing, name, place(refusing, name).schools).properties[promises.STABLE]
        assert all(
            rank(market, child, int(everyone[child])) <= rank(market, child, school)
            for child, school in enumerate(place(refusing, name).schools.tolist())
        )
    assert passed


def test_the_verifier_imports_no_mechanism() -> None:
    folder = Path(speelveld.placement.__file__).parent
    makers = {"plain", "fast", "kernels", "improvement", "choice_rules", "calling", "placing"}
    forbidden = makers | {"families", "procedure"}
    waiting, seen = ["verifier", "verifier_families"], set()
    while waiting:
        module = waiting.pop()
        seen.add(module)
        for node in ast.walk(ast.parse((folder / f"{module}.py").read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module == "speelveld.placement":
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("speelveld.placement."):
                names = [str(node.module).rsplit(".", 1)[1]]
            waiting += [name for name in names if name not in seen]
    assert {"verifier_rules", "verifier_search"} <= seen
    assert not seen & forbidden
