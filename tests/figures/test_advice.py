# SPDX-License-Identifier: EUPL-1.2
"""School advice from the bundled files: counts, masks, composition through the release, and what others published."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from speelveld.advice import LEVELS
from speelveld.disclosure import rules
from speelveld.editions.store import Edition
from speelveld.figures import advice, advice_figures, dashboard, find_municipality, municipalities
from speelveld.figures.advice_counts import advice_cells, advice_rows, advice_years
from speelveld.figures.advice_institutions import institutions
from speelveld.figures.advice_levels import DOUBLE, GROUPS, HIGHER, SCALE, SHARES
from speelveld.figures.advice_model import AdvicePage
from speelveld.figures.model import Bounded
from speelveld.terms import Count

MASK = rules().advice.mask_below


@pytest.fixture(scope="module")
def groningen(bundled: Edition) -> AdvicePage:
    return advice(bundled, find_municipality(bundled, "Groningen"))


def ends(value: Bounded) -> tuple[float, float]:
    assert value.low.value is not None
    assert value.high.value is not None
    return value.low.value, value.high.value


def test_the_groups_are_the_scale_and_double_advice_counts_with_its_lower_level() -> None:
    assert [level for group in GROUPS.values() for level in group] == list(SCALE)
    assert set(SHARES[HIGHER]) == {"HAVO", "HAVO_VWO", "VWO"}
    assert set(SHARES[DOUBLE]) == {"VMBO_B_K", "VMBO_K_GT", "VMBO_GT_HAVO", "HAVO_VWO"}


def test_every_institution_has_a_municipality_of_today(bundled: Edition) -> None:
    rows = advice_rows(bundled)
    assert rows.height == bundled.table("duo_advice").height
    assert rows["code"].null_count() == 0
    assert set(rows["code"]) <= {one.code for one in municipalities(bundled)}
    named = dict(rows.select("municipality", "code").iter_rows())
    assert (named["Nuenen c.a."], named["Weesp"]) == ("GM0820", "GM0363")
    assert len({code for name, code in named.items() if "dwest-frys" in name.lower()}) == 1


def test_exact_years_of_groningen_are_those_of_the_file(bundled: Edition, groningen: AdvicePage) -> None:
    rows = advice_rows(bundled).filter((pl.col("code") == "GM0014") & (pl.col("school_year") == "2021/22"))
    counts = dict(rows.group_by("level").agg(pl.col("advised_low").sum()).iter_rows())
    assert counts["ADVIES_NIET_MOGELIJK"] < MASK
    year = next(one for one in groningen.years if one.school_year == "2021/22")
    scale = sum(counts[level] for level in SCALE)
    higher = sum(counts[level] for level in ("HAVO", "HAVO_VWO", "VWO"))
    assert ends(year.pupils) == (scale, scale)
    assert year.shares[HIGHER].estimate.value == round(100 * higher / scale) == 49
    # Two institutions have some: anything from 1 to 4 each, so that the sum says no more than that.
    assert ends(year.levels["ADVIES_NIET_MOGELIJK"]) == (2, 2 * (MASK - 1))
    assert ends(year.levels["VWO"]) == (counts["VWO"], counts["VWO"])


def test_masked_years_have_ends_and_no_estimate(groningen: AdvicePage) -> None:
    assert [one.exact for one in groningen.years] == [True, True, True, False, False, False]
    for year in groningen.years[3:]:
        for share in year.shares.values():
            low, high = ends(share)
            assert not share.estimate.known
            assert low < high


def test_any_counts_within_the_masks_lie_within_the_ends(bundled: Edition, groningen: AdvicePage) -> None:
    rows = advice_rows(bundled).filter((pl.col("code") == "GM0014") & (pl.col("school_year") == "2024/25"))
    low, high = ends(groningen.years[-1].shares[HIGHER])
    for pick in ("advised_low", "advised_high"):
        for other in ("advised_low", "advised_high"):
            part = rows.filter(pl.col("level").is_in(SHARES[HIGHER]))[pick].sum()
            rest = rows.filter(pl.col("level").is_in(SCALE) & ~pl.col("level").is_in(SHARES[HIGHER]))[other].sum()
            assert low <= 100 * part / (part + rest) <= high


def test_years_are_parted_where_the_rules_changed(groningen: AdvicePage) -> None:
    assert [one.segment for one in groningen.years] == [0, 1, 1, 1, 2, 2]
    assert {one.before for one in groningen.breaks} == {"2020/21", "2023/24"}


def test_the_country_is_all_municipalities_together(bundled: Edition) -> None:
    year = next(one for one in advice_years(bundled, None) if one.school_year == "2019/20")
    table = bundled.table("duo_advice").filter(pl.col("school_year") == "2019/20")
    whole = table.filter(pl.col("level") == "HAVO")["advised_low"].sum()
    assert ends(year.levels["HAVO"]) == (round(whole, -2), round(whole, -2))
    assert whole % 100
    for one in advice_years(bundled, None):
        assert all(end % 100 == 0 for count in (*one.levels.values(), one.pupils) for end in ends(count))


def test_no_municipality_shows_a_count_or_a_share_that_the_rules_hide(bundled: Edition) -> None:
    rule = rules().advice
    hidden = 0
    for place in [*municipalities(bundled)[::7], find_municipality(bundled, "Vlieland")]:
        for year in advice_years(bundled, place):
            few = year.pupils.low.suppressed
            hidden += few
            assert few or ends(year.pupils)[0] >= rule.min_municipality
            for value in year.levels.values():
                assert value.low.suppressed == value.high.suppressed == value.estimate.suppressed == few
                if few:
                    continue
                low, high = ends(value)
                assert low == high == 0 or high >= MASK - 1
                assert low == 0 or low >= MASK or high > low
            assert all(share.low.suppressed == few for share in year.shares.values())
    assert hidden > 0


def test_every_number_of_an_institution_is_its_cell_under_the_mask(bundled: Edition, groningen: AdvicePage) -> None:
    rows = advice_rows(bundled).filter(pl.col("code") == "GM0014")
    columns = ("brin", "school_year", "level", "advised_low", "advised_high")
    given = {key: (low, high) for *key_, low, high in rows.select(columns).iter_rows() for key in (tuple(key_),)}
    seen = {"exact": 0, "zero": 0, "masked": 0, "hidden": 0}
    for one in groningen.institutions:
        for year in one.years:
            assert list(year.levels) == [level.code for level in LEVELS]
            for level, value in year.levels.items():
                low, high = given.pop((one.brin, year.school_year, level))
                kind = "hidden" if value.low.suppressed else "masked" if value.low != value.high else "exact"
                seen["zero" if kind == "exact" and high == 0 else kind] += 1
                if kind != "hidden":
                    assert ends(value) == ((1, MASK - 1) if low > 0 and high < MASK else (low, high))
                assert value.estimate.known == (kind == "exact")
    assert given == {}
    assert min(seen.values()) > 500


def test_an_institution_shows_no_year_of_few_pupils_or_of_one_advice(bundled: Edition) -> None:
    rule, hidden, shown = rules(), 0, 0
    for place in municipalities(bundled)[::25]:
        of = {year.school_year: year for year in advice_years(bundled, place)}
        for one in institutions(bundled, place):
            for year in one.years:
                hidden += not year.shown
                if not year.shown:
                    continue
                shown += 1
                # What is hidden in a shown year is above zero, so that there is at least one pupil more.
                least = sum(1 if value.low.suppressed else ends(value)[0] for value in year.levels.values())
                assert least >= 2
                assert of[year.school_year].pupils.low.known
                kinds = [value for value in year.levels.values() if value.low.suppressed or ends(value)[1] > 0]
                assert len(kinds) > 1
                complete = not any(year.levels[level].low.suppressed for level in SCALE)
                pupils = sum(ends(year.levels[level])[0] for level in SCALE) if complete else 0
                assert not complete or pupils >= rule.protection.threshold
                assert year.higher.low.known == (pupils >= rule.advice.min_school)
    assert hidden > 20
    assert shown > 100


def test_sums_that_would_tell_a_masked_cell_are_made_of_ends(bundled: Edition, groningen: AdvicePage) -> None:
    """Rows and columns that give way are the sums of what is shown; the others are those of the file."""
    cells = advice_cells(bundled, groningen.municipality)
    assert {("VSO", "2019/20"), ("ADVIES_NIET_MOGELIJK", "2020/21")} <= cells.open_columns
    assert cells.hidden
    shown = {one.brin: {year.school_year: year for year in one.years} for one in groningen.institutions}
    for level, year in cells.open_columns:
        masked = cells.masked[level, year].values()
        assert cells.column(level, year) == Count(sum(one.low for one in masked), sum(one.high for one in masked))
    for level, year in cells.hidden:
        total = next(one for one in groningen.years if one.school_year == year).levels[level]
        assert total.estimate.known
        for of in shown.values():
            if year in of and of[year].shown:
                value = of[year].levels[level]
                assert value.low.suppressed or ends(value) == (0, 0)
    alone = next(iter(cells.open_rows))
    closed = replace(cells, open_rows=frozenset())
    exact, given_way = (one.row([alone[0]], higher=alone[1]) for one in (closed, cells))
    assert given_way.low <= exact.low <= exact.high <= given_way.high
    assert given_way != exact


def test_a_hidden_cell_counts_for_anything_that_the_others_leave(bundled: Edition, groningen: AdvicePage) -> None:
    cells = advice_cells(bundled, groningen.municipality)
    level, year = "PRO", "2021/22"
    brin, count = next((one, of) for one, of in cells.masked[level, year].items() if of.low >= MASK)
    opened = replace(cells, open_rows=cells.open_rows | {(brin, False)})
    closed = replace(opened, hidden=frozenset())
    more, less = (one.row([brin], higher=False) for one in (opened, closed))
    above_zero = sum(of.high > 0 for of in cells.masked[level, year].values())
    assert more.low == less.low - count.low + 1
    assert more.high == less.high - count.high + cells.column(level, year).high - (above_zero - 1)


def test_composition_is_that_of_the_one_branch_and_of_no_other(bundled: Edition, groningen: AdvicePage) -> None:
    shown = {one.brin6: one for one in dashboard(bundled, groningen.municipality).branches}
    contrasts = bundled.table("po_contrasts").with_columns(brin=pl.col("brin6").str.head(4))
    seen = 0
    for contrast, year in (("gewicht", 2016), ("doelgroep", 2019)):
        rows = contrasts.filter((pl.col("contrast") == contrast) & (pl.col("year") == year))
        branches = dict(rows.group_by("brin").agg(pl.col("brin6")).iter_rows())
        for school in groningen.schools:
            share = school.composition[contrast]
            if not share.known:
                continue
            (only,) = branches[school.brin]
            branch = shown[only]
            assert share == (branch.share if contrast == "gewicht" else branch.latest_share)
            seen += 1
    assert seen > 40


def test_schools_with_several_branches_have_no_composition(bundled: Edition, groningen: AdvicePage) -> None:
    rows = bundled.table("po_contrasts").filter((pl.col("contrast") == "doelgroep") & (pl.col("year") == 2019))
    many = set(rows.group_by(pl.col("brin6").str.head(4)).len().filter(pl.col("len") > 1)["brin6"])
    here = [school for school in groningen.schools if school.brin in many]
    assert here
    assert not any(school.composition["doelgroep"].known for school in here)


def test_schools_stand_by_name_and_hide_small_ones(groningen: AdvicePage) -> None:
    names = [school.name.lower() for school in groningen.schools]
    assert names == sorted(names)
    few = [school for school in groningen.schools if school.pupils.low.suppressed]
    assert few
    for school in groningen.schools:
        assert school.higher.low.suppressed == school.pupils.low.suppressed
        if school.higher.estimate.known:
            assert 1 <= (school.higher.estimate.value or 0) <= 99


def test_halves_hold_every_shown_school_once(groningen: AdvicePage) -> None:
    found = {one.contrast: one for one in groningen.halves}
    for contrast, half in found.items():
        shown = [
            school for school in groningen.schools if school.composition[contrast].known and school.higher.low.known
        ]
        assert half.n_lower + half.n_upper == len(shown)
        assert ends(half.upper)[1] < ends(half.lower)[0]
    assert set(found) == {"gewicht", "doelgroep"}


def test_the_published_percentages_come_out_with_their_denominators(groningen: AdvicePage) -> None:
    total = groningen.rate()
    assert total is not None
    assert (total.school_year, total.n.value) == ("2022/23", 171787)
    assert (total.eligible.value, total.adjusted_a.value, total.adjusted_b.value) == (33.7, 28.9, 9.7)
    assert {gap.first_advice: gap.gap.value for gap in groningen.gaps} == {
        "totaal": 15.1,
        "vso_pro_vmbo-b": -0.6,
        "vmbo-b/k": 1.0,
        "vmbo-k": 1.5,
        "vmbo-k/gt": 3.2,
    }


def test_the_mix_of_first_advices_is_kitagawas(bundled: Edition, groningen: AdvicePage) -> None:
    """The sum over strata of the difference in shares times the mean rate, the missing advices as one stratum."""
    table = bundled.table("published_reconsiderations").filter(pl.col("school_year") == "2022/23")
    cells = {
        (row["first_advice"], row["income_quintile"]): (
            row["first_advices"],
            row["higher_raised"] + row["higher_not_raised"],
        )
        for row in table.iter_rows(named=True)
    }
    advices = [one for one, income in cells if income == "q5" and one != "totaal"]
    strata = {}
    for income in ("q2", "q5"):
        n, k = cells["totaal", income]
        rows = [cells[one, income] for one in advices]
        rows.append((n - sum(row[0] for row in rows), k - sum(row[1] for row in rows)))
        strata[income] = [(size / n, count / size) for size, count in rows]
    pairs = zip(strata["q2"], strata["q5"], strict=True)
    mix = sum((a - b) * (p + q) / 2 for (a, p), (b, q) in pairs)
    assert groningen.mix.value == pytest.approx(100 * mix, abs=0.06)


def test_fewer_double_advices_alone_raise_reconsiderations(groningen: AdvicePage) -> None:
    model = groningen.mechanism
    assert model is not None
    assert [(one.double.value, one.eligible.value) for one in model.named] == [(0, 39), (45, 30), (79, 24)]
    curve = [one.eligible.value or 0 for one in model.curve]
    assert curve == sorted(curve, reverse=True)
    assert model.national_double.value == 28.9
    low, high = (one.value or 0 for one in model.noisy)
    assert low < (model.national_eligible.value or 0) < high


def test_the_reported_figure_is_shown_for_groningen_alone(bundled: Edition, groningen: AdvicePage) -> None:
    assert groningen.reported is not None
    assert (groningen.reported.own.value, groningen.reported.national.value) == (9.0, 6.6)
    for name in ("Utrecht", "Zoetermeer"):
        assert advice(bundled, find_municipality(bundled, name)).reported is None


def test_a_municipality_that_is_gone_has_no_years_of_its_own(bundled: Edition) -> None:
    page = advice(bundled, find_municipality(bundled, "Haren"))
    assert page.years == ()
    assert page.schools == ()


def test_figures_have_ids_and_the_country_is_named(bundled: Edition) -> None:
    place = find_municipality(bundled, "Groningen")
    found = {one.id: one for one in advice_figures(bundled, place)}
    own = found["advice.po.2021.share-havo-or-higher"]
    assert (own.municipality.name, own.estimate.value, own.low.value) == ("Groningen", 0.49, 0.49)
    later = found["advice.po.2024.share-double"]
    assert later.estimate.value is None
    assert not later.suppressed
    assert (later.low.value, later.high.value) == (0.28, 0.5)
    national = [one for name, one in found.items() if ".nl." in name]
    assert {one.municipality.name for one in national} == {"Nederland"}
    assert found["reconsideration.nl.po.2022.totaal.totaal.adjusted-b"].estimate.value == 0.097
    assert found["reconsideration.nl.po.2022.vmbo-k-gt.q2.eligible-of-all"].estimate.value == 0.264
    assert len(found) == 2 * 6 * len(SHARES) + 3 * 32


@pytest.mark.parametrize(
    ("pattern", "number"),
    [("advice.po.*", 6 * len(SHARES)), ("*.adjusted-a", 32), ("segregation.*", 0), ("advice.po.2021.share-vwo", 1)],
)
def test_patterns_choose_figures(bundled: Edition, pattern: str, number: int) -> None:
    assert len(advice_figures(bundled, find_municipality(bundled, "Groningen"), pattern)) == number


class Without:
    """An edition in which some tables are missing."""

    def __init__(self, edition: Edition, *missing: str) -> None:
        self._edition, self._missing = edition, missing
        self.id, self.folder, self.manifest = edition.id, edition.folder, edition.manifest

    def has(self, name: str) -> bool:
        return name not in self._missing and self._edition.has(name)

    def table(self, name: str) -> pl.DataFrame:
        assert name not in self._missing
        return self._edition.table(name)


def test_what_is_missing_is_a_gap(bundled: Edition) -> None:
    place = find_municipality(bundled, "Groningen")
    missing = Without(bundled, "duo_advice", "published_reconsiderations", "published_first_advice", "published_other")
    page = advice(missing, place)  # type: ignore[arg-type]
    assert (page.years, page.country, page.schools, page.rates, page.gaps) == ((), (), (), (), ())
    assert (page.mechanism, page.reported) == (None, None)
    assert not any(one.known for one in (page.mix, page.before, page.after))
    assert page.final_sources == ()
    assert advice_figures(missing, place) == []  # type: ignore[arg-type]


def test_without_counts_of_groups_the_advice_itself_remains(bundled: Edition) -> None:
    page = advice(Without(bundled, "po_contrasts"), find_municipality(bundled, "Groningen"))  # type: ignore[arg-type]
    assert len(page.years) == 6
    assert not any(one.known for school in page.schools for one in school.composition.values())
    assert page.halves == ()
