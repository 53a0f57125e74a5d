# SPDX-License-Identifier: EUPL-1.2
"""One face for three methods: the same shape of result, and what each promises."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from speelveld.disclosure.attack.linear import linked_tables
from speelveld.disclosure.attack.region import Judged
from speelveld.disclosure.cell_key import atom_keys, p_table
from speelveld.disclosure.protect import Method, ProtectedTable, multiple, protect
from speelveld.disclosure.suppression import cube
from speelveld.disclosure.system import Protected, Statement, System, terms
from speelveld.errors import DisclosureError

COUNTS = {("A", "x"): 30, ("A", "y"): 4, ("B", "x"): 17, ("B", "y"): 25, ("C", "x"): 12, ("C", "y"): 21}
SECRET = b"an invented secret of a test suite"


def protected(method: Method, system: System) -> ProtectedTable:
    """The system under a method."""
    return protect(system, method, noise=p_table(), keys=atom_keys(system.values, SECRET))


@pytest.mark.parametrize("method", ["suppress", "round", "cell_key"])
def test_every_method_gives_the_same_shape_and_keeps_its_promise(method: Method) -> None:
    system = cube(COUNTS, ["school", "group"])
    found = protected(method, system)
    assert set(found.shown) == {cell.id for cell in system.cells}
    assert found.primary == {"school=A|group=y"}
    assert bool(found.hidden) == (method == "suppress")
    assert found.bound <= found.loss + 1e-6
    assert 0 <= found.gap <= 1
    assert found.needs
    assert linked_tables(found.statements, found.needs) == []
    assert protected(method, system) == found
    for cell in system.cells:
        said = [one for one in found.statements if one.id == cell.id]
        assert len(said) == (0 if cell.id in found.hidden else 1)
        assert all(one.low <= cell.value <= one.high for one in said)


@pytest.mark.parametrize("method", ["suppress", "round", "cell_key"])
def test_what_was_told_already_is_refused_by_every_method(method: Method) -> None:
    system = cube(COUNTS, ["school", "group"])
    told = Statement("earlier", terms(["school=A|group=y"]), 4, 4)
    with pytest.raises(DisclosureError, match=r"A\|group=y"):
        protected(method, replace(system, earlier=(told,)))


def test_what_the_outside_knows_counts_against_rounding() -> None:
    """Rounded numbers with the exact totals of a row and a column beside them: less is left than the base."""
    pair = {("A", "x"): 3, ("A", "y"): 0}
    system = cube(pair, ["school", "group"], always_shown=lambda cell: cell == "school=A|group=*")
    with pytest.raises(DisclosureError):
        protected("round", system)


def test_shown_counts_are_rounded_where_the_rules_say_so() -> None:
    found = protected("suppress", cube(COUNTS, ["school", "group"], base=5))
    assert all(shown is None or shown % 5 == 0 for shown in found.shown.values())
    assert [multiple(value, 5) for value in (0, 2, 3, 7, 8)] == [0, 0, 5, 5, 10]
    assert [multiple(value, 1) for value in (0, 7)] == [0, 7]


def test_cell_keys_need_keys() -> None:
    with pytest.raises(ValueError, match="p-table"):
        protect(cube(COUNTS, ["school", "group"]), "cell_key")


def test_what_cannot_be_settled_in_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsettled(_: object, needs: Sequence[Protected], **__: object) -> list[Judged]:
        return [Judged(0.0, 5.0, False, False, (), (math.inf, -math.inf)) for _ in needs]

    monkeypatch.setattr("speelveld.disclosure.protect.judged", unsettled)
    monkeypatch.setattr("speelveld.disclosure.protect.unproven", lambda _, needs, __: needs)
    with pytest.raises(DisclosureError, match=r"it was not known whether .* Give more seconds"):
        protect(cube(COUNTS, ["school", "group"]), "round", base=5)


def test_what_an_outsider_could_work_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def narrow(_: object, needs: Sequence[Protected], **__: object) -> list[Judged]:
        return [Judged(2.0, 2.0, True, True, (), (2.0, 2.0)) for _ in needs]

    monkeypatch.setattr("speelveld.disclosure.protect.judged", narrow)
    monkeypatch.setattr("speelveld.disclosure.protect.unproven", lambda _, needs, __: needs)
    with pytest.raises(DisclosureError, match=r"could be worked out: .*: from 2 to 2"):
        protect(cube(COUNTS, ["school", "group"]), "round", base=5)
