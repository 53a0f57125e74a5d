# SPDX-License-Identifier: EUPL-1.2
"""Proofs by moving one count are proofs: everything that they accept, trying every table accepts too."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.disclosure.moves import unproven
from speelveld.disclosure.system import Protected, Statement, terms

FORMS = st.sets(st.sampled_from("abcd"), min_size=1)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.integers(0, 4), min_size=4, max_size=4),
    st.lists(st.tuples(FORMS, st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=6),
    FORMS,
    st.integers(1, 3),
)
def test_what_is_proven_is_true(
    counts: list[int], said: list[tuple[set[str], int, int]], form: set[str], width: int
) -> None:
    table = dict(zip("abcd", counts, strict=True))
    statements = [Statement("all", terms("abcd"), 0, sum(counts) + 2)]
    for at, (atoms, below, above) in enumerate(said):
        value = sum(table[atom] for atom in atoms)
        statements.append(Statement(str(at), terms(atoms), max(0, value - below), value + above))
    value = sum(table[atom] for atom in form)
    need = Protected("need", terms(form), value, width, value)
    if not unproven(statements, [need], [table]):
        possible = {
            sum(dict(zip("abcd", one, strict=True))[atom] for atom in form)
            for one in product(range(sum(counts) + 3), repeat=4)
            if all(
                said.low <= sum(dict(zip("abcd", one, strict=True))[atom] for atom, _ in said.terms) <= said.high
                for said in statements
            )
        }
        assert max(possible) - min(possible) >= width
        assert max(possible) >= need.reach


def test_what_is_pinned_is_not_proven() -> None:
    need = Protected("a", terms("a"), 3, 1, 1)
    pinned = [Statement("a + b", terms("ab"), 5, 5), Statement("b", terms("b"), 2, 2)]
    assert unproven(pinned, [need], [{"a": 3, "b": 2}]) == (need,)
    # With room around b alone, one person may have come from there: a trade, for no atom can move alone.
    assert unproven([pinned[0], Statement("b", terms("b"), 2, 4)], [need], [{"a": 3, "b": 2}]) == ()
    # A table that does not fit what was said proves nothing.
    assert unproven([Statement("a", terms("a"), 4, 9)], [need], [{"a": 3, "b": 2}]) == (need,)
