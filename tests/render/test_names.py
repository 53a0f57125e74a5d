# SPDX-License-Identifier: EUPL-1.2
"""Names of contrasts, measures and reasons."""

from __future__ import annotations

import pytest

from speelveld.disclosure.publishable import Reason, seal
from speelveld.render import names
from speelveld.render.translation import override
from speelveld.terms import GroupContrast
from tests.render.conftest import CONTRASTS

MEASURES = ("dissimilarity", "isolation", "exposure", "eta-squared", "theil-h", "exchange")


@pytest.mark.parametrize("contrast", CONTRASTS.values(), ids=lambda contrast: contrast.id)
def test_every_contrast_has_words_in_both_languages(contrast: GroupContrast) -> None:
    for say in (names.contrast_name, names.group, names.other_group, names.contrast_label, names.definition):
        with override("en"):
            english = say(contrast)
        with override("nl"):
            dutch = say(contrast)
        assert english
        assert dutch != english
        assert "invented" not in english


def test_a_contrast_that_is_not_listed_keeps_its_own_words() -> None:
    other = GroupContrast("other", "pupils in one", "pupils in two", "what they are")
    with override("en"):
        assert names.contrast_name(other) == "pupils in one and pupils in two"
        assert names.group(other) == "pupils in one"
        assert names.other_group(other) == "pupils in two"
        assert names.contrast_label(other) == "pupils in one"
        assert names.definition(other) == "what they are"


def test_every_measure_has_a_name() -> None:
    assert len({names.measure_name(measure) for measure in MEASURES}) == len(MEASURES)
    with pytest.raises(KeyError):
        names.measure_name("no-such-measure")


def test_every_reason_is_a_sentence() -> None:
    with override("en"):
        said = {names.reason(seal(None, reason=why)) for why in Reason}
    assert len(said) == len(Reason)
    assert all(sentence.endswith(".") for sentence in said)
    assert names.reason(seal(1)) == ""


@pytest.mark.parametrize(
    ("items", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a en b"), (["a", "b", "c"], "a, b en c")]
)
def test_a_list_in_words(items: list[str], expected: str) -> None:
    with override("nl"):
        assert names.listing(items) == expected
