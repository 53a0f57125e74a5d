# SPDX-License-Identifier: EUPL-1.2
"""Every sentence that a page asks for, in the active language: about figures, and about the pictures of them."""

from speelveld.render.comparison import current, why_different
from speelveld.render.sentences import (
    boundaries_note,
    exchange,
    figure_label,
    headline,
    hidden_note,
    short_source_line,
    source_line,
    unlocated_note,
    value_sentence,
    without_number,
)
from speelveld.render.titles import alt, heading

__all__ = [
    "alt",
    "boundaries_note",
    "current",
    "exchange",
    "figure_label",
    "heading",
    "headline",
    "hidden_note",
    "short_source_line",
    "source_line",
    "unlocated_note",
    "value_sentence",
    "why_different",
    "without_number",
]
