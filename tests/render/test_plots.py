# SPDX-License-Identifier: EUPL-1.2
"""Plots of one's own results: valid, the same every time, with the engine's numbers. All counts are invented."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from speelveld.render import theme
from speelveld.render.plots import Plot, change_bars, decomposition_bars, local_scores, segregation_curve
from speelveld.render.plots.curve import _thinned
from speelveld.render.plots.plot import axis_steps, decimals, quoted, words
from speelveld.segregation import (
    Change,
    Counts,
    between_within,
    dissimilarity,
    elbers,
    gini,
    karmel_maclachlan,
    mutual_information,
    nested,
    unit_scores,
)
from speelveld.segregation import segregation_curve as curve_points
from tests.render import svg

UNITS = ["Linden", "Beech & Sons", "Oak <east>", 'the "Elm"', "Ash", "Yew", "empty"]
COUNTS = Counts.of(
    [[31, 12, 4], [8, 40, 2], [14, 33, 9], [22, 26, 0], [3, 47, 1], [12, 9, 5], [0, 0, 0]],
    UNITS,
    ["a & b", "<c>", 'd "e"'],
    {"city": list("xxyyyxx"), "board": ["n", "n", "s", "s", "s", "o", "o"]},
)
LATER = Counts.of(
    [[30, 15, 6], [12, 38, 3], [15, 35, 8], [20, 24, 2], [6, 45, 1], [9, 16, 3]],
    [*UNITS[:5], "Fir"],
    COUNTS.groups,
)
PLOTS: dict[str, Callable[..., Plot]] = {
    "curve": lambda **options: segregation_curve(COUNTS, "a & b", "<c>", **options),
    "curve v. rest": lambda **options: segregation_curve(COUNTS, "<c>", **options),
    "scores": lambda **options: local_scores(COUNTS, labels=3, **options),
    "scores of H": lambda **options: local_scores(COUNTS, version="H", **options),
    "one level": lambda **options: decomposition_bars(between_within(COUNTS, "board"), **options),
    "nested": lambda **options: decomposition_bars(nested(COUNTS, ["city", "board"]), version="H", **options),
    "change": lambda **options: change_bars(elbers(COUNTS, LATER), **options),
    "change back": lambda **options: change_bars(karmel_maclachlan(LATER, COUNTS), **options),
}


@pytest.mark.parametrize("name", PLOTS)
@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("width", theme.WIDTHS)
class TestEveryPlot:
    def test_it_is_an_image_with_a_title_and_a_description(self, name: str, language: str, width: int) -> None:
        root = svg.parse(PLOTS[name](width=width, language=language).svg)
        assert (root.get("role"), root.get("lang"), root.get("width")) == ("img", language, str(width))
        title, description = root[0], root[1]
        assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        assert title.text
        assert description.text

    def test_all_words_lie_within_the_picture(self, name: str, language: str, width: int) -> None:
        root = svg.parse(PLOTS[name](width=width, language=language).svg)
        wide, high = svg.size(root)
        for text in svg.texts(root):
            assert text.left >= 0, text
            assert text.right <= wide, text
            assert 0 < text.baseline < high, text
            assert text.size >= theme.SMALLEST, text

    def test_words_do_not_lie_over_each_other(self, name: str, language: str, width: int) -> None:
        texts = list(svg.texts(svg.parse(PLOTS[name](width=width, language=language).svg)))
        for at, one in enumerate(texts):
            for other in texts[at + 1 :]:
                beside = one.right <= other.left + 1 or other.right <= one.left + 1
                apart = abs(one.baseline - other.baseline) >= 0.72 * min(one.size, other.size)
                assert beside or apart, (one, other)

    def test_it_is_the_same_every_time(self, name: str, language: str, width: int) -> None:
        assert PLOTS[name](width=width, language=language) == PLOTS[name](width=width, language=language)


def test_the_languages_differ_in_words_and_in_the_decimal_mark() -> None:
    english, dutch = (svg.said(PLOTS["scores"](language=language).svg) for language in ("en", "nl"))
    assert "other units" in english
    assert "andere eenheden" in dutch
    m = f"{mutual_information(COUNTS):.4f}" if mutual_information(COUNTS) < 0.1 else f"{mutual_information(COUNTS):.3f}"
    assert f"M {m}" in english
    assert f"M {m.replace('.', ',')}" in dutch


def test_two_plots_in_one_page_have_ids_of_their_own() -> None:
    ids = [re.findall(r' id="([^"]+)"', plot().svg) for plot in PLOTS.values()]
    flat = [one for some in ids for one in some]
    assert len(flat) == len(set(flat)) == 2 * len(PLOTS)


class TestCurve:
    def test_it_says_the_engine_s_numbers(self) -> None:
        a, b = COUNTS.matrix[:, 0], COUNTS.matrix[:, 1]
        said = svg.said(segregation_curve(COUNTS, "a & b", "<c>").svg)
        assert f"D {dissimilarity(a, b):.3f} is the largest gap." in said
        assert f"Gini {gini(a, b):.3f} is twice the shaded area." in said
        assert f"{100 * dissimilarity(a, b):.0f}% of a & b would have to change unit" in said
        assert "over 6 units" in said

    def test_without_a_second_group_it_is_against_all_others(self) -> None:
        a = COUNTS.matrix[:, 0]
        said = svg.said(segregation_curve(COUNTS, "a & b").svg)
        assert f"D {dissimilarity(a, COUNTS.unit_totals - a):.3f}" in said
        assert "share of all others" in said

    def test_the_line_goes_through_the_engine_s_points(self) -> None:
        root = svg.parse(segregation_curve(COUNTS, "a & b", "<c>").svg)
        line = next(one for one in root.iter(f"{svg.SVG}path") if one.get("stroke") == theme.INK)
        drawn = np.array(re.findall(r"([-\d.]+),([-\d.]+)", line.attrib["d"]), dtype=float)
        side = drawn[-1, 0] - drawn[0, 0]
        shares = np.column_stack([drawn[:, 0] - drawn[0, 0], drawn[0, 1] - drawn[:, 1]]) / side
        points = curve_points(COUNTS.matrix[:, 0], COUNTS.matrix[:, 1])
        assert shares == pytest.approx(points, abs=1e-4)

    def test_thinning_keeps_the_ends_and_the_gap(self) -> None:
        rng = np.random.default_rng(5)
        a, b = rng.integers(0, 50, 50_000), rng.integers(0, 50, 50_000)
        points = np.linspace(0, 1, 50_000)[:, None] ** np.array([1.0, 2.5])
        for some in (curve_points(a, b), points):
            kept = _thinned(some)
            assert len(kept) <= min(len(some), 4100)
            assert (kept[0] == some[0]).all()
            assert (kept[-1] == some[-1]).all()
            back = np.interp(some.sum(axis=1), kept.sum(axis=1), kept[:, 1])
            assert np.abs(back - some[:, 1]).max() < 1e-3

    def test_complete_segregation_and_none(self) -> None:
        whole = svg.said(segregation_curve(Counts.of([[5, 0], [0, 7]], groups=["a", "b"]), "a").svg)
        assert "100% of a would" in whole
        none = svg.said(segregation_curve(Counts.of([[5, 10], [10, 20]], groups=["a", "b"]), "a", "b").svg)
        assert "a and b are spread alike over the units" in none
        assert none.count("D 0") == 1

    def test_a_group_that_is_not_there(self) -> None:
        with pytest.raises(KeyError, match="there is no group"):
            segregation_curve(COUNTS, "z")
        empty = Counts.of([[5, 0], [3, 0]], groups=["a", "b"])
        with pytest.raises(ValueError, match="group 'b' has no members"):
            segregation_curve(empty, "a", "b")
        with pytest.raises(ValueError, match="group 'not a' has no members"):
            segregation_curve(empty, "a")


class TestLocalScores:
    def test_the_bars_are_the_engine_s_parts(self) -> None:
        local = unit_scores(COUNTS)
        parts = np.sort((local.shares * np.nan_to_num(local.scores))[:-1])[::-1]
        bars = _bars(local_scores(COUNTS), theme.ACCENT)
        assert len(bars) == 6
        assert np.array(bars) / bars[0] == pytest.approx(parts / parts[0], abs=1e-3)

    def test_values_and_the_others_add_up_to_all(self) -> None:
        said = svg.said(local_scores(COUNTS, labels=2).svg)
        shares = [float(one) for one in re.findall(r"· ([\d.]+)%", said)]
        assert len(shares) == 3
        assert sum(shares) == pytest.approx(100, abs=1)
        assert "4 other units" in said

    def test_the_title_counts_the_units_that_make_up_half(self) -> None:
        table = Counts.of([[0, 50], [25, 25], [50, 50], [75, 75]], groups=["a", "b"])
        local = unit_scores(table)
        share = local.shares[0] * local.scores[0] / local.index
        assert f"1 of 4 units makes up {100 * share:.0f}% of segregation" in svg.said(local_scores(table).svg)

    def test_no_segregation_and_no_groups(self) -> None:
        assert "There is no segregation" in svg.said(local_scores(Counts.of([[1, 2], [2, 4]])).svg)
        for table in (Counts.of([[3, 0], [2, 0]]), Counts.of(np.zeros((0, 2))), Counts.of(np.zeros((3, 0)))):
            with pytest.raises(ValueError, match="fewer than two groups have members"):
                local_scores(table)
        with pytest.raises(ValueError, match="at least one unit"):
            local_scores(COUNTS, labels=0)


class TestDecomposition:
    def test_one_level(self) -> None:
        parts = between_within(COUNTS, "board")
        plot = decomposition_bars(parts)
        between, within = _bars(plot, theme.ACCENT)[0], _bars(plot, theme.ACCENT_PALE)[0]
        assert between / (between + within) == pytest.approx(parts.between_m / parts.total_m, abs=1e-3)
        assert f"{100 * parts.between_m / parts.total_m:.0f}% of segregation lies between" in svg.said(plot.svg)

    def test_nested_levels_are_the_same_as_their_sums(self) -> None:
        city, board, unit = nested(COUNTS, ["city", "board"])
        plot = decomposition_bars([city, board, unit])
        between = np.array(_bars(plot, theme.ACCENT))
        within = np.array(_bars(plot, theme.ACCENT_PALE))
        total = city.m + board.m + unit.m
        assert between / (between + within) == pytest.approx([city.m / total, (city.m + board.m) / total], abs=1e-3)

    def test_several_levels_each_by_itself(self) -> None:
        levels = [between_within(COUNTS, level) for level in ("city", "board")]
        assert len(_bars(decomposition_bars(levels, version="H"), theme.ACCENT)) == 2

    def test_what_cannot_be_divided(self) -> None:
        with pytest.raises(ValueError, match="no level"):
            decomposition_bars([])
        with pytest.raises(ValueError, match="no level"):
            decomposition_bars(nested(COUNTS, []))
        with pytest.raises(ValueError, match="M or H"):
            decomposition_bars(between_within(COUNTS, "city"), version="D")  # type: ignore[arg-type]
        one = Counts.of([[1, 0], [2, 0]], parents={"city": ["x", "y"]})
        with pytest.raises(ValueError, match="fewer than two groups"):
            decomposition_bars(between_within(one, "city"))
        other = Counts.of([[1, 5], [2, 1]], parents={"city": ["x", "y"]})
        with pytest.raises(ValueError, match="different tables"):
            decomposition_bars([between_within(COUNTS, "city"), between_within(other, "city")])
        mixed: Any = [between_within(COUNTS, "city"), *nested(COUNTS, ["city"])]
        with pytest.raises(ValueError, match="not both"):
            decomposition_bars(mixed)
        even = Counts.of([[1, 2], [2, 4]], parents={"city": ["x", "y"]})
        assert "There is no segregation" in svg.said(decomposition_bars(between_within(even, "city")).svg)


class TestChange:
    def test_the_bars_add_up_to_the_difference(self) -> None:
        change = elbers(COUNTS, LATER)
        plot = change_bars(change)
        parts = (change.additions, change.removals, change.group_margin, change.unit_margin, change.structural)
        assert sum(parts) == pytest.approx(change.difference, abs=1e-9)
        up, down, together = (_bars(plot, fill) for fill in (theme.ACCENT, theme.ACCENT_PALE, theme.INK))
        scale = abs(change.difference) / together[0]
        assert np.array(up) * scale == pytest.approx([part for part in parts if part >= 0], abs=1e-5)
        assert np.array(down) * scale == pytest.approx([-part for part in parts if part < 0], abs=1e-5)

    def test_it_says_what_fell_and_what_rose(self) -> None:
        change = elbers(COUNTS, LATER)
        assert change.difference < 0
        assert f"fell from {change.m1:.4f} to {change.m2:.4f}" in svg.said(change_bars(change).svg)
        assert "rose from" in svg.said(change_bars(elbers(LATER, COUNTS)).svg)

    def test_signs_and_the_part_that_does_most(self) -> None:
        change = Change("invented", 0.2, 0.3, 0.05, -0.1, 0.02, 0.03, 0.0, 0.1)
        said = svg.said(change_bars(change).svg)
        assert "most by structure: who is where" in said
        assert all(value in said for value in ("+0.050", "−0.100", "+0.020", "+0.030", "+0.100"))
        assert "both sizes together" not in said

    def test_no_change_and_no_number(self) -> None:
        assert "no part of it changed" in svg.said(change_bars(Change("invented", 0.2, 0.2, *[0.0] * 6)).svg)
        balanced = Change("invented", 0.2, 0.2, 0.1, -0.1, 0.0, 0.0, 0.0, 0.0)
        assert "its parts balance" in svg.said(change_bars(balanced).svg)
        with pytest.raises(ValueError, match="not defined for both"):
            change_bars(Change("invented", math.nan, 0.2, *[0.0] * 6))


class TestThePlot:
    def test_a_notebook_shows_the_document(self) -> None:
        plot = PLOTS["curve"]()
        assert plot._repr_svg_() == plot._repr_html_() == plot.svg

    def test_it_is_saved_by_the_ending_of_the_name(self, tmp_path: Path) -> None:
        plot = PLOTS["scores"]()
        assert plot.save(tmp_path / "scores.svg").read_text(encoding="utf-8") == plot.svg
        assert plot.save(str(tmp_path / "scores.PNG")).read_bytes().startswith(b"\x89PNG")
        assert plot.save(tmp_path / "scores.pdf").read_bytes().startswith(b"%PDF")
        with pytest.raises(ValueError, match=r"\.svg, \.png or \.pdf, not as 'scores.gif'"):
            plot.save(tmp_path / "scores.gif")

    def test_labels_are_escaped_and_cut(self) -> None:
        labels = ["<script>alert(1)</script>", "a & b \x00 \ud800 \"quoted\" 'once'", "W" * 300]
        table = Counts.of([[5, 1], [2, 8], [3, 3]], labels, ["x" * 200, "</title>"])
        for plot in (local_scores(table), segregation_curve(table, "x" * 200, "</title>", width=360)):
            root = svg.parse(plot.svg)
            assert not [one for one in root.iter() if one.tag.endswith("script")]
            assert all(text.right <= svg.size(root)[0] for text in svg.texts(root) if "…" not in text.words[-60:-1])
        said = svg.said(local_scores(table).svg)
        assert "<script>alert(1)</script>" in said
        assert "a & b \ufffd \ufffd \"quoted\" 'once'" in said
        assert "W" * 20 + "W…" in re.sub("W+…", "W" * 21 + "…", said)

    def test_a_language_or_a_width_that_is_not_there(self) -> None:
        for plot in PLOTS.values():
            with pytest.raises(ValueError, match="en or nl, not in 'fr'"):
                plot(language="fr")
            with pytest.raises(ValueError, match="320 to 2400 pixels wide, not 100"):
                plot(width=100)

    def test_it_needs_no_settings_of_a_site(self) -> None:
        program = (
            "from speelveld.render.plots import local_scores; from speelveld.segregation import Counts;"
            "print(local_scores(Counts.of([[1, 2], [3, 1]]), language='nl').svg.count('eenheden'))"
        )
        environment = {"PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src"), "PATH": ""}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert int(done.stdout) > 0


class TestNumbers:
    @pytest.mark.parametrize(
        ("low", "high", "wanted", "step", "ticks"),
        [
            (0, 1, 5, 0.2, {0: 1, 1: 1, 2: 1, 3: 1, 4: 1, 5: 1}),
            (-0.013, 0.004, 6, 0.005, {-2: 3, -1: 3, 0: 3}),
            (0, 0.0009, 3, 0.0005, {0: 4, 1: 4}),
            (0, 70, 6, 20, {0: 0, 1: 0, 2: 0, 3: 0}),
        ],
    )
    def test_round_steps(self, low: float, high: float, wanted: int, step: float, ticks: dict[int, int]) -> None:
        found, places = axis_steps(low, high, wanted)
        assert found == pytest.approx(step)
        assert places == ticks

    def test_an_axis_needs_length(self) -> None:
        with pytest.raises(ValueError, match="nothing between"):
            axis_steps(1, 1, 5)

    def test_three_significant_digits(self) -> None:
        assert [decimals(value) for value in (0.5, 0.1, 0.05, -0.00123, 0, 1e-30)] == [3, 3, 4, 5, 3, 12]

    def test_numbers_in_both_languages(self) -> None:
        english, dutch = words("en"), words("nl")
        assert english.number(-1234.5, 1) == "−1,234.5"
        assert dutch.number(-1234.5, 1) == "−1.234,5"
        assert dutch.number(0.5, signed=True) == "+0,500"
        assert english.number(0.0, signed=True) == "0"
        assert [english.percent(share) for share in (0, 0.00051, 0.0512, 0.0999, 0.456, 1)] == [
            "0%",
            "0.051%",
            "5.1%",
            "10%",
            "46%",
            "100%",
        ]

    def test_a_long_label_is_cut_in_a_sentence(self) -> None:
        assert quoted("a\n b") == "a b"
        assert quoted("x" * 41) == "x" * 39 + "…"


def _bars(plot: Plot, fill: str) -> list[float]:
    """The widths of the bars of one colour, in pixels, from top to bottom."""
    root = svg.parse(plot.svg)
    paths = [one.attrib["d"] for one in root.iter(f"{svg.SVG}path") if one.get("fill") == fill and one.get("stroke")]
    return [float(re.match(r"M[-\d.]+,[-\d.]+h([-\d.]+)", one)[1]) for one in paths]  # type: ignore[index]
