# SPDX-License-Identifier: EUPL-1.2
"""What the page on residence and choice says and lays in rows. No sums here: numbers come as they were published."""

from __future__ import annotations

from dataclasses import dataclass

from speelveld.figures.model import Between, NearestSchool, Origins, ResidenceChoice
from speelveld.render import names, residence_words


@dataclass(frozen=True, slots=True)
class SplitRow:
    """A row of the table of residence and choice: the figures, their group and day, and what to say of the days."""

    split: ResidenceChoice
    label: str
    days: str


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A row of the table of denominations and boards."""

    between: Between
    level: str
    label: str


@dataclass(frozen=True, slots=True)
class Said:
    """The sentences and rows of the page, in the active language. Rows are empty where no row has a number."""

    headline: str
    assumption: str
    beside_published: str
    choice: tuple[str, ...]
    splits: tuple[SplitRow, ...]
    nearest: tuple[NearestSchool, ...]
    nearest_change: tuple[str, ...]
    levels: tuple[LevelRow, ...]
    levels_sentence: str
    flow_years: str


def said(origins: Origins) -> Said:
    """Everything that the page says of a municipality."""
    splits = tuple(
        SplitRow(each, residence_words.label(each), residence_words.days_note(each)) for each in origins.splits
    )
    levels = tuple(
        LevelRow(
            each, residence_words.level_name(each.level), f"{names.contrast_label(each.contrast)}, {each.period.year}"
        )
        for each in origins.between
    )
    nearest = tuple(sorted(origins.nearest, key=lambda each: each.period))
    return Said(
        headline=residence_words.headline(origins),
        assumption=residence_words.assumption(origins),
        beside_published=residence_words.beside_published(origins),
        choice=residence_words.choice_over_time(origins),
        splits=splits if residence_words.known(origins) else (),
        nearest=nearest if any(residence_words.bounded(each.nearest) for each in nearest) else (),
        nearest_change=residence_words.nearest_over_time(origins),
        levels=levels if any(each.share.known for each in origins.between) else (),
        levels_sentence=residence_words.levels_sentence(origins),
        flow_years=names.listing(str(each.period.year) for each in nearest),
    )
