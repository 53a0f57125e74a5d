# SPDX-License-Identifier: EUPL-1.2
"""The numbers that the method page states are the numbers that come out."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest

from speelveld.advice import (
    LEVELS,
    MEASURES,
    TEST_CLASSES,
    Disagreement,
    expected,
    is_double,
    level_number,
    published_rates,
    width_of,
)
from tests.advice.records import cbs_cell
from tests.advice.test_mechanism import country, national

PAGE = (Path(__file__).parents[2] / "docs" / "methods" / "advice.md").read_text(encoding="utf-8")

__all__ = ["country"]


def row(name: str) -> list[str]:
    """The cells of the table row that begins with a name."""
    for line in PAGE.splitlines():
        if line.startswith(f"| {name}"):
            return [cell.strip() for cell in line.strip("|").split("|")]
    raise LookupError(f"the page has no row '{name}'")


def test_the_three_national_shares() -> None:
    advices, raised, not_raised, _ = cbs_cell("2022/23")
    found = published_rates(advices, raised, not_raised)
    counts = {"eligible-of-all": (raised + not_raised, advices), "adjusted-a": (raised, raised + not_raised)}
    counts["adjusted-b"] = (raised, advices)
    for name, (count, out_of) in counts.items():
        cells = row(f"`{name}`")
        assert cells[1] == f"{count:,}"
        assert cells[2].startswith(f"{out_of:,} ")
        assert cells[3] == f"{found[name].least:.1%}"


def test_what_double_advice_alone_does(country: Disagreement) -> None:
    shares = national("2019/20")
    usual = float(shares[is_double(np.arange(len(LEVELS)))].sum() / shares.sum())
    assert row("29%")[0].startswith(f"{usual:.0%}, as in the country")
    for name, double in (("none", 0.0), ("29%", usual), ("79%", 0.79)):
        rate = expected(country, double_width=width_of(country, double)).rate
        assert row(name)[1].startswith(f"{rate:.0%}")
    wide = width_of(country, 0.79)
    for one in (
        expected(country, double_width=width_of(country, 0.45)),
        expected(country, double_width=wide, double_share=0.45 / 0.79),
    ):
        assert f"{one.rate:.0%}" in {"30%", "31%"}
    assert row("45%")[1] == "30 to 31%"
    within = expected(country, double_width=width_of(country, usual)).within
    stated = re.search(r"(\d+)% eligible with vmbo-k and (\d+)% with vmbo-k/gt", PAGE)
    assert stated is not None
    assert [f"{within[level_number(code)]:.0%}" for code in ("VMBO_K", "VMBO_K_GT")] == [
        f"{number}%" for number in stated.groups()
    ]
    place, error = country.sd**2, country.test_error**2
    assert place / (place + error) == pytest.approx(0.90, abs=0.005)
    assert math.isclose(country.teacher_error, country.test_error)


def test_every_measure_and_every_place_on_the_scale_is_named() -> None:
    missing = [name for name in MEASURES if f"`{name}`" not in PAGE and not name.startswith(("under", "over"))]
    assert missing == []
    for level in LEVELS:
        if level.half_steps:
            name = level.short.removeprefix("vmbo-") if level.short != "vmbo-b" else level.short
            assert f"{name} {level.half_steps / 2:g}" in PAGE
    assert [one.name for one in TEST_CLASSES if one.name.replace("vmbo ", "").split("/")[0] not in PAGE] == []
