# SPDX-License-Identifier: EUPL-1.2
"""The text of a rules file: YAML in which no key stands twice, and every fault with its place."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import yaml

from speelveld.errors import Fault, InputError
from speelveld.placement.rules import Rules, read


class _PlainLoader(yaml.SafeLoader):  # type: ignore[misc]
    """YAML without keys that stand twice, of which readers differ on which counts, and without references."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """A part of the file. Raises a ComposerError on a reference to another part: a rule is read where it stands."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.composer.ComposerError(None, None, "it refers to another part; write it out", mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """An object. Raises a ConstructorError on a key that stands twice."""
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, Hashable) and key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands there twice", key_node.start_mark
                )
            seen.add(key if isinstance(key, Hashable) else None)
        found: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return found


def parse_rules(text: str, file: str = "") -> Rules:
    """Rules from the text of a rules file. Raises InputError with every fault and its place."""
    try:
        document = yaml.load(text, Loader=_PlainLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        row = None if mark is None else mark.line + 1
        raise InputError(Fault(f"this is not YAML: {error.problem}.", file, row)) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(Fault(f"this is not YAML that can be read: {error}.", file)) from None
    return read(document, file)
