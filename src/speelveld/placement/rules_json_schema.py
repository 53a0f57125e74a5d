# SPDX-License-Identifier: EUPL-1.2
"""The shape of a rules file as JSON Schema (draft 2020-12), for editors and other software.

It says what may stand where. What parts must have to do with each other (shares that add up to 100, groups that exist)
no schema can say: that is checked when the file is read.
"""

from __future__ import annotations

from typing import Any, assert_never

from speelveld.placement.rules_schema import RULES
from speelveld.placement.schema import Each, Flag, OneOf, Record, Shape, Table, Text, Whole

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def rules_json_schema() -> dict[str, Any]:
    """The schema of a rules file."""
    return {"$schema": DIALECT, "title": "Speelveld rules of placement", **json_schema(RULES)}


def json_schema(shape: Shape) -> dict[str, Any]:
    """One shape as a schema."""
    match shape:
        case Record():
            every = {**shape.required, **shape.optional}
            return {
                "type": "object",
                "properties": {key: json_schema(inner) for key, inner in every.items()},
                "required": list(shape.required),
                "additionalProperties": False,
            }
        case Table():
            return {
                "type": "object",
                "patternProperties": {f"^(?:{shape.key})$": json_schema(shape.inner)},
                "additionalProperties": False,
            }
        case Each():
            return {"type": "array", "items": json_schema(shape.inner), "minItems": shape.least}
        case Text():
            # Text that is not empty has something in it that is not a space.
            return {"type": "string", "pattern": f"^(?:{shape.pattern})$" if shape.pattern else r"\S"}
        case Whole():
            kinds = ["integer", "null"] if shape.nullable else "integer"
            most = {} if shape.most is None else {"maximum": shape.most}
            return {"type": kinds, "minimum": shape.least, **most}
        case Flag():
            return {"type": "boolean"}
        case OneOf():
            return {"enum": list(shape.words)}
        case _:
            assert_never(shape)
