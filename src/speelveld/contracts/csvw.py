# SPDX-License-Identifier: EUPL-1.2
"""A contract as metadata: CSV on the Web for a CSV file, and a Frictionless resource for a data package."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from speelveld.contracts.base import Column, Contract, Kind
from speelveld.terms import Source

_FRICTIONLESS = {
    Kind.TEXT: "string",
    Kind.COUNT: "integer",
    Kind.NUMBER: "number",
    Kind.DATE: "date",
    Kind.FLAG: "boolean",
    Kind.BYTES: "string",
}


def csvw(contract: Contract, url: str, sources: Iterable[Source] = (), *, language: str = "nl") -> dict[str, Any]:
    """CSV on the Web metadata (W3C, 2015) of the CSV file at ``url``, whose columns are the contract's.

    An empty cell is null: suppressed or not published, never zero.
    """
    listed = list(sources)
    table: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "url": url,
        "dc:title": {"nl": contract.nl, "en": contract.en},
        "dc:description": contract.description,
        "tableSchema": {
            "columns": [_csvw_column(column) for column in contract.columns],
            "primaryKey": list(contract.key),
        },
    }
    if listed:
        table["dc:source"] = [f"{source.name}, {source.publisher}, {source.reference_date}" for source in listed]
        table["dc:license"] = sorted({source.licence for source in listed})
    return table


def resource(contract: Contract, path: str, sources: Iterable[Source] = ()) -> dict[str, Any]:
    """The table at ``path`` as a resource of a Frictionless data package."""
    return {
        "name": contract.name.replace("_", "-"),
        "path": path,
        "title": contract.en,
        "description": contract.description,
        "profile": "tabular-data-resource" if path.endswith(".csv") else "data-resource",
        "schema": {
            "fields": [_field(column) for column in contract.columns],
            "primaryKey": list(contract.key),
            "missingValues": [""],
        },
        "sources": [{"title": f"{source.publisher}: {source.name}", "path": source.url} for source in sources],
    }


def _csvw_column(column: Column) -> dict[str, Any]:
    datatype: dict[str, Any] = {"base": column.kind.csvw}
    if column.pattern and column.kind is Kind.TEXT:
        datatype["format"] = column.pattern
    if column.low is not None:
        datatype["minimum"] = _plain(column.low)
    if column.high is not None:
        datatype["maximum"] = _plain(column.high)
    described: dict[str, Any] = {
        "name": column.name,
        "titles": {"nl": column.nl, "en": column.en},
        "datatype": datatype if len(datatype) > 1 else column.kind.csvw,
        "required": not column.nullable,
        "null": [""],
    }
    if column.unit:
        described["dc:description"] = f"unit: {column.unit}"
    return described


def _field(column: Column) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": not column.nullable}
    if column.pattern:
        limits["pattern"] = column.pattern
    if column.low is not None:
        limits["minimum"] = _plain(column.low)
    if column.high is not None:
        limits["maximum"] = _plain(column.high)
    if column.allowed:
        limits["enum"] = list(column.allowed)
    return {
        "name": column.name,
        "type": _FRICTIONLESS[column.kind],
        "title": column.en,
        "description": f"{column.nl}{f' ({column.unit})' if column.unit else ''}",
        "constraints": limits,
    }


def _plain(limit: float) -> float | int:
    return int(limit) if float(limit).is_integer() else limit
