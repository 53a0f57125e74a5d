# SPDX-License-Identifier: EUPL-1.2
"""The canonical form: one spelling for each document, and none for what could be spelt in two ways."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speelveld.placement.canonical import canonical, digest, from_hex, parse

DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def test_the_form_is_this() -> None:
    document = {"b": [1, -2, True, None], "a": {"é": 'ĳ \U0001d11e \x7f\t"\\/'}, "B": ""}
    expected = r'{"B":"","a":{"\u00e9":"\u0133 \ud834\udd1e \u007f\t\"\\/"},"b":[1,-2,true,null]}'
    assert canonical(document).decode("ascii") == expected
    assert digest({}).hex() == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@settings(max_examples=80, deadline=None)
@given(DOCUMENTS)
def test_reading_and_writing_again_changes_nothing(document: Any) -> None:
    written = canonical(document)
    assert parse(written.decode("ascii")) == document
    assert canonical(json.loads(written)) == written
    assert b"\n" not in written
    assert max(written) < 127


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.text(max_size=3), st.integers(), max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter(document: dict[str, int], random: Any) -> None:
    keys = list(document)
    random.shuffle(keys)
    assert canonical({key: document[key] for key in keys}) == canonical(document)


@pytest.mark.parametrize("value", [1.0, float("nan"), b"a", {1: 2}, {"a": [{"b": 0.5}]}, {2, 3}])
def test_what_has_more_than_one_spelling_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"has no canonical form|is not text"):
        canonical(value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1, "a": 2}', "stands twice"),
        ("[1.0]", "not an integer"),
        ("[1e3]", "not an integer"),
        ("[NaN]", "not an integer"),
        ("[" * 100_000, "too deeply"),
    ],
)
def test_text_that_two_readers_could_read_differently_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse(text)


@pytest.mark.parametrize("text", ["AB", "0", "000", "zz", " 0", "0\n", 10, None])
def test_hexadecimal_is_lower_case_and_of_one_length(text: Any) -> None:
    with pytest.raises(ValueError, match="2 characters"):
        from_hex(text, 1)
    assert from_hex("0a", 1) == b"\n"
