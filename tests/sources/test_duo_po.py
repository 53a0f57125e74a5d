# SPDX-License-Identifier: EUPL-1.2
"""Primary education: the figures of the bundled files, and what the readers make of small files."""

from __future__ import annotations

from functools import cache
from importlib import resources

import polars as pl
import pytest

from speelveld.errors import SourceError
from tests.sources.duo_po_samples import DATASETS, MODULES, SAMPLES

BUNDLED = resources.files("speelveld.sources") / "bundled"
TODAY = ["Groningen", "Haren", "Ten Boer"]


@cache
def bundled(name: str) -> pl.DataFrame:
    """The table of a bundled dataset."""
    dataset = DATASETS[name]
    return dataset.table((BUNDLED / dataset.file).read_bytes())


def totals(name: str, *columns: str, where: pl.Expr | None = None) -> list[int]:
    """The number of rows and the sums of columns."""
    table = bundled(name) if where is None else bundled(name).filter(where)
    return [table.height, *(int(table.get_column(column).sum()) for column in columns)]


IN_GRONINGEN = pl.col("municipality_code") == "GM0014"


def test_datasets_have_their_own_ids_and_files() -> None:
    datasets = [dataset for module in MODULES for dataset in module.DATASETS]
    assert len({dataset.id for dataset in datasets}) == len(datasets) == 19
    assert all(dataset.file == f"{dataset.id}.csv.gz" for dataset in datasets)
    assert all(dataset.source.licence == "CC0 1.0" for dataset in datasets)


@pytest.mark.parametrize("name", DATASETS)
def test_floor_lies_just_below_the_real_number_of_rows(name: str) -> None:
    height = bundled(name).height
    assert 0.985 * height < DATASETS[name].rows <= 0.9925 * height


def test_weights_of_2016() -> None:
    assert totals("duo_po_weights_2016", "pupils") == [6_494, 1_427_453]
    assert totals("duo_po_weights_2016", "pupils", where=IN_GRONINGEN) == [37, 12_388]
    table = bundled("duo_po_weights_2016").filter(pl.col("municipality").is_in(TODAY))
    weighted = (table.get_column("weight_030") + table.get_column("weight_120")).sum()
    assert (table.height, table.get_column("pupils").sum(), round(100 * weighted / 14_811, 1)) == (52, 14_811, 6.7)
    assert bundled("duo_po_weights_2016").get_column("pc4").null_count() == 0


def test_weights_of_2013() -> None:
    sums = totals("duo_po_weights_2013", "pupils", "weight_030", "weight_120")
    assert sums == [6_807, 1_476_548, 86_657, 73_327]
    assert totals("duo_po_weights_2013", "pupils", where=IN_GRONINGEN) == [38, 12_257]
    around = pl.col("municipality").is_in(TODAY[1:])
    assert totals("duo_po_weights_2013", "pupils", where=around) == [17, 2_333]


@pytest.mark.parametrize("name", ["duo_po_weights_2013", "duo_po_weights_2016"])
def test_pupils_are_the_sum_of_the_weights(name: str) -> None:
    table = bundled(name)
    assert table.select("weight_000", "weight_030", "weight_120").sum_horizontal().equals(table.get_column("pupils"))


def test_denominations_are_spelled_one_way_over_the_years() -> None:
    names = [
        set(bundled(name).get_column("denomination").drop_nulls().unique())
        for name in ("duo_po_weights_2013", "duo_po_weights_2016", "duo_po_addresses_2017", "duo_po_types_2015")
    ]
    assert names[0] - names[1] == {"Samenwerking (SOC)"}
    assert names[1] == names[2] == names[3]
    assert {"Hindoeïstisch", "Evangelische broedergemeenschap", "Samenwerking PC, RK, Alg. Bijz."} <= names[1]


@pytest.mark.parametrize("name", DATASETS)
def test_no_name_has_broken_accents(name: str) -> None:
    columns = [column for column in ("municipality", "municipality_home", "name") if column in bundled(name).columns]
    text = bundled(name).select(pl.col(columns)).unpivot().get_column("value").drop_nulls().unique()
    assert [value for value in text if any(mark in value for mark in "·ÔÃ‘•\ufffd")] == []


def test_letters_of_2013_are_mac_roman() -> None:
    names = bundled("duo_po_weights_2013").get_column("name")
    assert "Eben Haëzer school" in names
    assert "Súdwest-Fryslân" in bundled("duo_po_weights_2013").get_column("municipality")


def test_bron_of_2016() -> None:
    assert totals("duo_po_bron_2016", "pupils", "noat", "funded_pupils") == [6_497, 1_428_791, 192_648, 1_427_165]
    noat = totals("duo_po_bron_2016", "pupils", where=pl.col("municipality").is_in([name.upper() for name in TODAY]))
    assert noat[0] == 52


def test_types() -> None:
    assert totals("duo_po_types_2015", "pupils", where=IN_GRONINGEN)[0] == 57
    assert totals("duo_po_types_2016", "pupils", where=IN_GRONINGEN)[0] == 56
    regular = bundled("duo_po_types_2016").filter(pl.col("type") == "bo")
    assert (regular.height, regular.get_column("pupils").sum()) == (6_494, 1_427_453)
    clusters = bundled("duo_po_types_2016").group_by("type").agg(pl.col("cluster").null_count(), pl.len())
    assert all((nulls == 0) == (kind in ("so", "vso")) for kind, nulls, _ in clusters.iter_rows())


def test_addresses() -> None:
    assert totals("duo_po_addresses_2017", where=IN_GRONINGEN) == [36]
    assert totals("duo_po_addresses_2019", where=IN_GRONINGEN) == [52]
    assert totals("duo_po_addresses_2021", where=IN_GRONINGEN) == [55]
    assert bundled("duo_po_addresses_2017").get_column("brin6").str.ends_with("00").all()
    starts = bundled("duo_po_addresses_2019").select(pl.col("postcode").str.head(4) == pl.col("pc4")).to_series()
    assert starts.all()


def test_distance() -> None:
    regular = bundled("duo_po_distance_2019").filter(IN_GRONINGEN & (pl.col("type") == "bo"))
    assert (regular.height, regular.get_column("pupils").sum()) == (52, 14_640)
    mean = (regular.get_column("distance_m") * regular.get_column("pupils")).sum() / 14_640
    assert round(mean) == 1_489


def test_final_test() -> None:
    tested = bundled("duo_po_final_test_2016").group_by("provider").agg(pl.col("tested").sum())
    assert dict(tested.iter_rows()) == {"CET": 139_653, "IEP": 29_885, "ROUTE8": 12_661}
    assert bundled("duo_po_final_test_2019").filter(IN_GRONINGEN).get_column("brin6").n_unique() == 43
    assert set(bundled("duo_po_final_test_2019").get_column("provider")) == {"CET", "IEP", "ROUTE8", "DIA", "AMN"}


@pytest.mark.parametrize(
    ("name", "mean", "number"),
    [
        ("duo_po_final_test_2016", "mean_score", "tested"),
        ("duo_po_final_test_2019", "mean_score", "tested"),
        ("duo_po_distance_2015", "distance_m", "pupils"),
        ("duo_po_distance_2016", "distance_m", "pupils"),
        ("duo_po_distance_2019", "distance_m", "pupils"),
    ],
)
def test_no_mean_over_fewer_than_five_pupils(name: str, mean: str, number: str) -> None:
    few = pl.col(number) < 5
    assert bundled(name).filter(few).height > 0
    assert bundled(name).filter(few & pl.col(mean).is_not_null()).height == 0
    assert bundled(name).filter(~few & pl.col(mean).is_null()).height <= 1


def test_funding() -> None:
    assert totals("duo_po_staff_funding_2013", "pupils", "school_weight") == [6_548, 1_476_411, 60_926]
    assert totals("duo_po_staff_funding_2014", "pupils", "school_weight") == [6_431, 1_458_200, 56_500]
    assert totals("duo_po_material_funding_2014", "groups", "school_weight") == [6_545, 63_455, 56_511]
    first = bundled("duo_po_staff_funding_2014").row(0, named=True)
    assert (first["brin"], first["total_eur"], first["disadvantage_funding_eur"]) == ("00AP", 403_235.75, 0.0)


def test_flows_of_2024() -> None:
    table = bundled("duo_po_flows_2024")
    exact, masked = 1_064_966, 183_813
    assert table.get_column("brin6").n_unique() == 6_109
    assert totals("duo_po_flows_2024", "pupils_low", "pupils_high")[1:] == [exact + masked, exact + 4 * masked]
    here = table.filter(IN_GRONINGEN)
    assert here.get_column("brin6").n_unique() == 56
    assert here.get_column("pupils_low").sum() == 10_124 + 2_552
    assert "Ridderkerk" not in table.get_column("municipality")
    assert table.get_column("municipality").n_unique() == 341


@pytest.mark.parametrize(
    ("year", "rows", "branches", "masked", "exact"),
    [(2013, 61_913, 6_804, 39_136, 1_407_057), (2017, 66_184, 6_347, 42_878, 1_328_065)],
)
def test_reworked_flows(year: int, rows: int, branches: int, masked: int, exact: int) -> None:
    name = f"duo_po_flows_{year}"
    assert totals(name, "pupils_low", "pupils_high") == [rows, exact + masked, exact + 4 * masked]
    assert bundled(name).get_column("brin6").n_unique() == branches


@pytest.mark.parametrize("year", [2013, 2017, 2024])
def test_no_flow_tells_of_fewer_than_five_pupils(year: int) -> None:
    table = bundled(f"duo_po_flows_{year}")
    small = table.filter(pl.col("pupils_high") < 5).select("pupils_low", "pupils_high").unique().rows()
    assert small == [(1, 4)]
    assert table.get_column("pupils_low").min() == 1


def test_flows_of_2013_add_up_to_the_weights_of_2013() -> None:
    flows = bundled("duo_po_flows_2013").group_by("brin6").agg(pl.col("pupils_low", "pupils_high").sum())
    both = flows.join(bundled("duo_po_weights_2013").select("brin6", "pupils"), on="brin6")
    assert both.height == 6_804
    assert both.filter(pl.col("pupils").is_between("pupils_low", "pupils_high")).height == 6_804


def test_sample_of_weights_becomes_one_row_per_branch() -> None:
    columns = ("brin6", "municipality_code", "pc4", "denomination", "weight_000", "weight_030", "weight_120", "pupils")
    assert SAMPLES["weights_2013"].table().select(columns).rows() == [
        ("01AA00", "GM0014", None, "Openbaar", 1_095, 0, 12, 1_107),
        ("01AB01", "GM1900", None, "Samenwerking PC, RK", 20, 4, 0, 24),
    ]
    assert SAMPLES["weights_2016"].table().select(columns).rows() == [
        ("01AA00", "GM0014", "9712", "Openbaar", 40, 1, 0, 41),
        ("01AB00", "GM0014", "9712", "Protestants-Christelijk", 0, 0, 2, 2),
        ("01AB01", "GM0014", "9712", "Protestants-Christelijk", 7, 0, 0, 7),
    ]


def test_special_education_is_left_out_of_the_weights() -> None:
    sample = SAMPLES["weights_2016"].with_cell(3, "SOORT_PO", "Sbo")
    with pytest.raises(SourceError, match="2 rows, fewer than the 3"):
        sample.table()


def test_unknown_weight_type_and_denomination_are_refused_together() -> None:
    sample = SAMPLES["weights_2013"].with_cell(0, "GEWICHT", "0.90").with_cell(2, "DENOMINATIE", "XYZ")
    with pytest.raises(SourceError) as refused:
        sample.table()
    assert [(fault.row, fault.message) for fault in refused.value.faults] == [
        (2, "'0.90' is not one of 0.00, 0.30, 1.20."),
        (4, "'XYZ' is not a denomination that is known."),
    ]


def test_rows_of_one_branch_that_disagree_are_refused() -> None:
    sample = SAMPLES["weights_2016"].with_cell(1, "GEMEENTENUMMER", "9")
    with pytest.raises(SourceError, match=r"row 3: branch 01AA00 has another municipality_code"):
        sample.table()


def test_weights_in_bron_must_add_up() -> None:
    with pytest.raises(SourceError, match=r"row 3, column 'TOTAAL': the parts add up to 51, the total says 50"):
        SAMPLES["bron_2016"].with_cell(0, "TOTAAL_GEW12", "5").table()


def test_sample_of_types() -> None:
    assert SAMPLES["types_2016"].table().select("brin6", "type", "cluster", "pupils").rows() == [
        ("01AA00", "bo", None, 13),
        ("01AC00", "sbo", None, 8),
        ("01AD02", "so", "3/4", 6),
        ("01AD02", "vso", "2", 5),
    ]


def test_sample_of_addresses() -> None:
    main = SAMPLES["addresses_2017"].table()
    assert main.get_column("brin6").to_list() == ["01AA00", "01AB00", "01AC00"]
    branches = SAMPLES["addresses_2021"].table()
    assert branches.get_column("brin6").to_list() == ["01AA00", "01AB00", "01AC03"]
    assert branches.row(2, named=True) == {
        "brin6": "01AC03",
        "name": "It Betinksel",
        "street": "Straatweg",
        "house_number": "1-a",
        "postcode": "9712AB",
        "pc4": "9712",
        "place": "GRONINGEN",
        "municipality_code": "GM0014",
        "municipality": "GRONINGEN",
        "province": "Groningen",
        "denomination": "Gereformeerd vrijgemaakt / Evangelisch",
        "board": "40001",
    }


def test_address_without_a_postcode_is_refused() -> None:
    with pytest.raises(SourceError, match=r"row 3, column 'POSTCODE': 'onbekend' is not a postcode"):
        SAMPLES["addresses_2021"].with_cell(1, "POSTCODE", "onbekend").table()


def test_sample_of_distances_hides_the_mean_of_few_pupils() -> None:
    table = SAMPLES["distance_2019"].table()
    assert table.get_column("distance_m").to_list() == [1489.25, 900.0, None, None]
    assert table.get_column("denomination").to_list()[2] is None


def test_sample_of_final_tests_hides_the_mean_of_few_pupils() -> None:
    table = SAMPLES["final_test_2016"].table().select("brin6", "provider", "tested", "mean_score", "year8_pupils")
    assert table.rows() == [
        ("01AA00", "CET", 11, 538.25, 12),
        ("01AA00", "IEP", 0, None, 12),
        ("01AA00", "ROUTE8", 0, None, 12),
        ("01AB00", "CET", 0, None, 4),
        ("01AB00", "IEP", 4, None, 4),
        ("01AB00", "ROUTE8", 0, None, 4),
    ]


def test_final_test_without_its_mean_is_refused() -> None:
    with pytest.raises(SourceError, match=r"row 2, column 'CET_GEM': pupils were tested, but there is no mean"):
        SAMPLES["final_test_2019"].with_cell(0, "CET_GEM", " ").table()


def test_sample_of_funding() -> None:
    assert SAMPLES["staff_2014"].table().rows() == [
        ("01AA", "40001", 1_095, 12, 9, 18_240.5, 1_403_954.45),
        ("01AB", None, 96, 0, 0, 0.0, 948.1),
    ]
    assert SAMPLES["material_2014"].table().rows() == [("01AA", "40001", 1_095, 44, 12), ("01AB", "40002", 96, 5, 0)]


@pytest.mark.parametrize("amount", ["1.403.954,4", "1.403.954", "1403,954,45", "-948,10", "1.40.954,45"])
def test_amount_that_is_cut_off_or_odd_is_refused(amount: str) -> None:
    with pytest.raises(SourceError, match=r"row 3, column 'TOTAAL'.*is not an amount"):
        SAMPLES["staff_2014"].with_cell(1, "TOTAAL", amount).table()
