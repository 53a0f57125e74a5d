# SPDX-License-Identifier: EUPL-1.2
"""JSON from publishers, read with suspicion: cut off, nested without end, the same key twice."""

from __future__ import annotations

import json
from typing import Any

from speelveld.contracts.base import MAX_FAULTS
from speelveld.errors import Fault, SourceError
from speelveld.sources.files import unwrap


def read_json(raw: bytes, file: str) -> Any:
    """What the JSON file holds.

    Raises SourceError when it is no UTF-8, cut off or damaged, nested too deeply, or says a key twice in one object
    (of which JSON readers silently keep the last).
    """
    doubles: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            keys = [key for key, _ in pairs]
            doubles.extend(sorted({key for key in keys if keys.count(key) > 1}))
        return found

    try:
        held = json.loads(unwrap(raw, file).decode("utf-8-sig"), object_pairs_hook=once)
    except UnicodeDecodeError as error:
        raise SourceError(Fault("the text is not UTF-8.", file, advice="Save it as UTF-8.")) from error
    except json.JSONDecodeError as error:
        fault = Fault(f"the JSON is cut off or damaged ({error.msg}).", file, error.lineno, advice="Fetch it again.")
        raise SourceError(fault) from error
    except RecursionError as error:
        raise SourceError(Fault("the JSON is nested too deeply.", file, advice="This is not the file.")) from error
    if doubles:
        raise SourceError(Fault("this key stands twice.", file, column=key) for key in doubles[:MAX_FAULTS])
    return held
