# SPDX-License-Identifier: EUPL-1.2
"""Small files in DUO's own formats with invented schools, one for every reader of primary education."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from speelveld.sources import duo_po_addresses, duo_po_flows, duo_po_funding, duo_po_pupils, duo_po_results
from speelveld.sources.dataset import Dataset

MODULES = (duo_po_pupils, duo_po_addresses, duo_po_results, duo_po_funding, duo_po_flows)
DATASETS: dict[str, Dataset] = {dataset.id: dataset for module in MODULES for dataset in module.DATASETS}


@dataclass(frozen=True)
class Sample:
    """An invented file. ``count`` is a column of counts without masks, or with (``masks``); "" when it has none."""

    id: str
    dataset: str
    header: list[str]
    rows: list[list[str]]
    count: str = ""
    masks: bool = False
    separator: str = ";"
    eol: str = "\n"
    encoding: str = "cp1252"
    quoted: bool = False
    last_eol: bool = True
    title: str = ""
    made: int = 0
    """How many rows the table has."""

    @property
    def first_row(self) -> int:
        """The line of the first row of data."""
        return 3 if self.title else 2

    @property
    def floor(self) -> Dataset:
        """The dataset with the sample's own number of rows as its floor."""
        return replace(DATASETS[self.dataset], rows=self.made)

    def text(self) -> str:
        """The file before encoding."""
        lines = [self.separator.join(map(self._cell, row)) for row in [self.header, *self.rows]]
        lines = [self.title, *lines] if self.title else lines
        return self.eol.join(lines) + (self.eol if self.last_eol else "")

    def _cell(self, cell: str) -> str:
        if self.quoted or '"' in cell or self.separator in cell:
            return '"' + cell.replace('"', '""') + '"'
        return cell

    def raw(self, encoding: str = "") -> bytes:
        """The file's bytes."""
        return self.text().encode(encoding or self.encoding)

    def table(self, raw: bytes | None = None) -> pl.DataFrame:
        """What the dataset makes of it."""
        return self.floor.table(self.raw() if raw is None else raw, f"{self.id}.csv")

    def with_cell(self, row: int, column: str, cell: str) -> Sample:
        """The same with one other cell; ``row`` counts from 0."""
        rows = [list(cells) for cells in self.rows]
        rows[row][self.header.index(column)] = cell
        return replace(self, rows=rows)

    def without(self, column: str) -> Sample:
        """The same without a column."""
        at = self.header.index(column)
        return replace(
            self,
            header=[*self.header[:at], *self.header[at + 1 :]],
            rows=[[*row[:at], *row[at + 1 :]] for row in self.rows],
        )

    def reordered(self) -> Sample:
        """The same with its columns the other way round."""
        return replace(self, header=self.header[::-1], rows=[row[::-1] for row in self.rows])


_SCHOOL_2013 = ["BRIN NUMMER", "VESTIGINS NUMMER", "BEVOEGD GEZAG NUMMER", "INSTELLINGSNAAM VESTIGING", "PLAATSNAAM"]
_SCHOOL_2013 += ["GEMEENTENUMMER", "GEMEENTENAAM", "PROVINCIE", "DENOMINATIE"]
_SCHOOL = ["BRIN_NUMMER", "VESTIGINGSNUMMER", "INSTELLINGSNAAM_VESTIGING", "POSTCODE_VESTIGING", "PLAATSNAAM"]
_SCHOOL += ["GEMEENTENUMMER", "GEMEENTENAAM", "PROVINCIE", "SOORT_PO"]
_DENOMINATION = ["DENOMINATIE_VESTIGING", "BEVOEGD_GEZAG_NUMMER"]
_AGES_2013 = ["JONGER", *(f"LEEFTIJD {age}" for age in range(4, 15))]
_AGES_2016 = ["LEEFTIJD_JONGER", *(f"LEEFTIJD_{age}" for age in range(4, 15)), "LEEFTIJD_OUDER"]
_AGES = ["LEEFTIJD_JONGER", *(f"LEEFTIJD_{age}" for age in range(4, 25)), "LEEFTIJD_OUDER"]


def _ages(names: list[str], **counts: str) -> list[str]:
    return [counts.get(f"a{name.split(' ')[-1].split('_')[-1]}", "0") for name in names]


def _school(brin: str, branch: str, name: str, kind: str = "Bo", number: str = "  14") -> list[str]:
    return [brin, branch, name, "9712AB", "GRONINGEN", number, "Groningen", "Groningen", kind]


_A = _school("01AA", "00", "Obs Het Mozaïek")
_B = _school("01AB", "0", 'Cbs "De Verzinning"')
_B1 = _school("01AB", "1", "Cbs De Verzinning; dependance")
_SBO = _school("01AC", "0", "Sbo De Vondst", "Sbo")
_OPB, _PC = ["Openbaar", "40001"], ["Protestants-Christelijk", "40002"]


def _weights_2013() -> Sample:
    a = ["01AA", "00", "40001", "Obs Het Mozaïek", "GRONINGEN", "0014", "Groningen", "Groningen", "OPB"]
    b = ["01AB", "01", "40002", "Cbs De Verzinning", "SNEEK", "1900", "S·dwest FryslÔn", "Friesland", "SPR"]
    rows = [
        [*a, "0.00", *_ages(_AGES_2013, a4="1.000", a5="95"), "1.095"],
        [*a, "1.20", *_ages(_AGES_2013, a7="12"), "12"],
        [*b, "0.00", *_ages(_AGES_2013, a6="20"), "20"],
        [*b, "0.30", *_ages(_AGES_2013, a8="3", a14="1"), "4"],
    ]
    header = [*_SCHOOL_2013, "GEWICHT", *_AGES_2013, "TOTAAL"]
    return Sample("weights_2013", "duo_po_weights_2013", header, rows, "TOTAAL", eol="\r", encoding="mac_roman", made=2)


def _weights_2016() -> Sample:
    rows = [
        ["20161001", *_A, *_OPB, "0.00", *_ages(_AGES_2016, a4="10", a5="30"), "40"],
        ["20161001", *_A, *_OPB, "0.30", *_ages(_AGES_2016, aJONGER="1"), "1"],
        ["20161001", *_B, *_PC, "1.20", *_ages(_AGES_2016, aOUDER="2"), "2"],
        ["20161001", *_B1, *_PC, "0.00", *_ages(_AGES_2016, a9="7"), "7"],
    ]
    header = ["PEILDATUM", *_SCHOOL, *_DENOMINATION, "GEWICHT", *_AGES_2016, "TOTAAL"]
    return Sample("weights_2016", "duo_po_weights_2016", header, rows, "TOTAAL", made=3)


def _without_ages(sample: Sample) -> Sample:
    for name in list(sample.header):
        if "LEEFTIJD" in name or name == "JONGER":
            sample = sample.without(name)
    return replace(sample, id=f"{sample.id}_reduced")


def _bron() -> Sample:
    counts = ["TOTAAL", "TOTAAL_GEW00", "TOTAAL_GEW03", "TOTAAL_GEW12", "TOTAAL_NOAT", "TOTAAL_BEKOSTIGD"]
    header = ["BRIN_NUMMER", "VESTIGINGSNUMMER", "NAAM_INSTELLING", "GEMEENTENAAM", "PROVINCIE", "SWV"]
    header += ["BEVOEGD_GEZAG_NUMMER", *counts]
    rows = [
        ["01AA", "0", "Obs Het Mozaïek", "GRONINGEN", "Groningen", "PO2001", "40001", "50", "40", "6", "4", "12", "49"],
        ["01AB", "1", "Cbs De Verzinning", "TEN BOER", "Groningen", "PO2001", "40002", "20", "20", "0", "0", "0", "20"],
    ]
    title = "WPO (BAO);Peildatum:;1-10-2016;Bijgewerkt tot:;15-10-2016;;;Actieve inschrijvingen;;;;;waarvan bekostigd"
    return Sample("bron_2016", "duo_po_bron_2016", header, rows, "TOTAAL_NOAT", title=title, made=2)


def _types() -> Sample:
    header = ["PEILDATUM", *_SCHOOL, "CLUSTER", *_DENOMINATION, *_AGES, "TOTAAL"]
    so, vso = _school("01AD", "2", "De Bedachte", "So"), _school("01AD", "2", "De Bedachte", "Vso")
    rows = [
        ["20161001", *_A, "nvt", *_OPB, *_ages(_AGES, a4="10", a12="3"), "13"],
        ["20161001", *_SBO, "nvt", *_PC, *_ages(_AGES, a9="8"), "8"],
        ["20161001", *so, "3/4", *_PC, *_ages(_AGES, a10="6"), "6"],
        ["20161001", *vso, "  2", *_PC, *_ages(_AGES, a19="5"), "5"],
    ]
    return Sample("types_2016", "duo_po_types_2016", header, rows, "TOTAAL", made=4)


def _addresses(main: bool) -> Sample:
    header = ["PROVINCIE", "BEVOEGD GEZAG NUMMER", "BRIN NUMMER"]
    header += ["INSTELLINGSNAAM"] if main else ["VESTIGINGSNUMMER", "VESTIGINGSNAAM"]
    header += ["STRAATNAAM", "HUISNUMMER-TOEVOEGING", "POSTCODE", "PLAATSNAAM", "GEMEENTENUMMER", "GEMEENTENAAM"]
    header += ["DENOMINATIE", "TELEFOONNUMMER"]
    rows = []
    for brin, branch, name, denomination in (
        ("01AA", "00", "Obs Het Mozaïek", "Hindoeïstisch"),
        ("01AB", "00", "Cbs De Verzinning", "Openbaar"),
        ("01AC", "03", "It Betinksel", "Gereformeerd vrijgemaakt / Eva"),
    ):
        names = [name] if main else [f"{brin}{branch}", name]
        place = ["Straatweg", "1-a", "9712 AB", "GRONINGEN", "0014", "GRONINGEN", denomination, "0500000000"]
        rows.append(["Groningen", "40001", brin, *names, *place])
    year = 2017 if main else 2021
    return Sample(f"addresses_{year}", f"duo_po_addresses_{year}", header, rows, made=3)


def _distance() -> Sample:
    header = ["PEILDATUM", *_SCHOOL, *_DENOMINATION, "AFSTAND", "LEERLINGEN"]
    rows = [
        ["20191001", *_A, *_OPB, "1489,25", "250"],
        ["20191001", *_B, *_PC, "900", "5"],
        ["20191001", *_SBO, " ", "40002", "12500,5", "4"],
        ["20191001", *_B1, *_PC, " ", "9"],
    ]
    return Sample("distance_2019", "duo_po_distance_2019", header, rows, "LEERLINGEN", made=4)


def _final_test(year: int) -> Sample:
    day, providers = ("20160415", ["CET", "IEP", "ROUTE8"]) if year == 2016 else ("20190417", ["CET", "IEP", "ROUTE8"])
    providers += ["DIA", "AMN"] if year == 2019 else []
    header = ["PEILDATUM_LEERLINGEN", "PRIKDATUM_SCORES", *_SCHOOL, *_DENOMINATION, "LEERJAAR_8", "ONTHEFFING_REDEN_ND"]
    header += [f"{provider}_{what}" for provider in providers for what in ("AANTAL", "GEM")]
    none = ["0", " "] * (len(providers) - 2)
    rows = [
        [day, "20160722", *_A, *_OPB, "12", "1", "11", "538,25", "0", " ", *none],
        [day, "20160722", *_B, *_PC, "4", "0", "0", " ", "4", "81,5", *none],
    ]
    return Sample(
        f"final_test_{year}",
        f"duo_po_final_test_{year}",
        header,
        rows,
        "LEERJAAR_8",
        encoding="utf-8" if year == 2016 else "cp1252",
        last_eol=year == 2019,
        made=2 * len(providers),
    )


def _staff() -> Sample:
    header = ["PEILDATUM", "BRIN_NUMMER", "BEVOEGD_GEZAG_NUMMER", "TOTAAL_AANTAL_LEERLINGEN", "SCHOOLGEWICHT"]
    header += ["GEMIDDELDE_GEWOGEN_LEEFTIJD", "AANTAL_GEWICHTENLEERLINGEN_IN_IMPULSGEBIED"]
    header += ["BESTRIJDING_ONDERWIJSACHTERSTANDEN", "TOTAAL_PERSONELE_BEKOSTIGING", "TOTAAL"]
    rows = [
        ["20141001", "01AA", "40001", "1.095", "12", "38,76", "9", "18.240,50", "1.335.473,59", "1.403.954,45"],
        ["20141001", "01AB", " ", "96", "0", "39,85", "0", "0,00", "35.473,59", "948,10"],
    ]
    count = "TOTAAL_AANTAL_LEERLINGEN"
    return Sample("staff_2014", "duo_po_staff_funding_2014", header, rows, count, eol="\r", last_eol=False, made=2)


def _material() -> Sample:
    header = ["PEILDATUM", "BRIN_NUMMER", "BEVOEGD_GEZAG_NUMMER", "TOTAAL_AANTAL_LEERLINGEN", "AANTAL_GROEPEN"]
    header += ["SCHOOLGEWICHT", "TOTAAL_MI"]
    rows = [
        ["20141001", "01AA", "40001", "1.095", "44", "12", "251.343,28"],
        ["20141001", "01AB", "40002", "96", "5", "0", "81.878,88"],
    ]
    count = "AANTAL_GROEPEN"
    return Sample(
        "material_2014", "duo_po_material_funding_2014", header, rows, count, eol="\r", last_eol=False, made=2
    )


def _reworked(year: int) -> Sample:
    header = ["brin6", "gemeente_school", "pc4_school", "pc4_leerling"]
    abroad = "onbekend" if year == 2013 else "  20"
    south = "Sádwest Fryslïn" if year == 2013 else "S·dwest-FryslÔn"
    rows = [["01AA00", "Groningen", "9712", "9712"], ["01AA00", "Groningen", "9712", abroad]]
    rows += [["01AB01", south, "8601", "8602"]]
    pupils = ["35", "<5", "3"]
    if year == 2017:
        header.append("gemeente_leerling")
        rows += [["01AA00", "Groningen", "9712", "  40"]]
        homes, pupils = ["Groningen", "Duitsland", south, "Onbekend"], [*pupils, "6"]
        rows = [[*row, home] for row, home in zip(rows, homes, strict=True)]
    header.append("leerlingen")
    return Sample(
        f"flows_{year}",
        f"duo_po_flows_{year}",
        header,
        [[*row, number] for row, number in zip(rows, pupils, strict=True)],
        "leerlingen",
        masks=True,
        separator=",",
        eol="\r\n",
        encoding="utf-8",
        made=3,
    )


_FLOW = ["PEILDATUM", "GEMEENTENUMMER", "GEMEENTENAAM", "POSTCODE_LEERLING", "GEMEENTENAAM_LEERLING"]
_FLOW += ["INSTELLINGSCODE", "VESTIGINGSCODE", "POSTCODE_VESTIGING", "SOORT_PO"]
_HERE = ["20241001", "1900", "Súdwest-Fryslân"]


def flows_2024() -> Sample:
    """A municipality's file as DUO publishes it: single ages, masked, quoted, UTF-8 with a byte order mark."""
    rows = [
        [*_HERE, "8601", "Súdwest-Fryslân", "01AA", "00", "8601AB", "Bo", *_ages(_AGES, a4="7", a5="<5", a6="<5")],
        [*_HERE, "8602", "Súdwest-Fryslân", "01AA", "00", "8601AB", "Bo", *_ages(_AGES, a9="<5")],
        [*_HERE, "40", "Onbekend", "01AA", "00", "8601AB", "Bo", *_ages(_AGES, a9="<5")],
        [*_HERE, "20", "Duitsland", "01AA", "00", "8601AB", "Bo", *_ages(_AGES, a9="<5", a10="6")],
        [*_HERE, "8601", "Súdwest-Fryslân", "01AC", "00", "8601AB", "Sbo", *_ages(_AGES, a9="5")],
    ]
    header = [*_FLOW, *_AGES]
    return Sample(
        "flows_2024", "duo_po_flows_2024", header, rows, "LEEFTIJD_4", True, encoding="utf-8-sig", quoted=True, made=3
    )


def _flows_2024_reduced() -> Sample:
    rows = [
        [*_HERE, "8601", "Súdwest-Fryslân", "01AA", "00", "8601AB", "Bo", "9", "15"],
        [*_HERE, "8602", "Súdwest-Fryslân", "01AA", "00", "8601AB", "Bo", "3", "3"],
        [*_HERE, "40", "Onbekend", "01AA", "00", "8601AB", "Bo", "1", "4"],
        [*_HERE, "20", "Duitsland", "01AA", "00", "8601AB", "Bo", "7", "10"],
    ]
    header = [*_FLOW, "LEERLINGEN_MINSTENS", "LEERLINGEN_HOOGSTENS"]
    return Sample(
        "flows_2024_reduced", "duo_po_flows_2024", header, rows, header[-1], encoding="utf-8-sig", quoted=True, made=3
    )


SAMPLES: dict[str, Sample] = {
    sample.id: sample
    for sample in (
        _weights_2013(),
        _without_ages(_weights_2013()),
        _weights_2016(),
        _without_ages(_weights_2016()),
        _bron(),
        _types(),
        _without_ages(_types()),
        _addresses(main=True),
        _addresses(main=False),
        _distance(),
        _final_test(2016),
        _final_test(2019),
        _staff(),
        _material(),
        _reworked(2013),
        _reworked(2017),
        flows_2024(),
        _flows_2024_reduced(),
    )
}
