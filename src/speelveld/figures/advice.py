# SPDX-License-Identifier: EUPL-1.2
"""Everything on the page about school advice of one municipality."""

from __future__ import annotations

from functools import lru_cache

from speelveld.advice import breaks_between
from speelveld.editions.store import Edition
from speelveld.figures.advice_counts import TABLES, advice_years
from speelveld.figures.advice_institutions import institutions
from speelveld.figures.advice_kept import TABLE, kept
from speelveld.figures.advice_levels import POOLED
from speelveld.figures.advice_model import AdvicePage
from speelveld.figures.advice_national import (
    CAUSES,
    REPORTED,
    income_gaps,
    income_mix,
    mechanism,
    national_rates,
    reported,
    rule_change,
)
from speelveld.figures.advice_schools import COMPOSITION, advice_schools, halves
from speelveld.figures.contrasts import count_of
from speelveld.terms import Municipality, Source

NATIONAL = ("published_reconsiderations", "published_first_advice")


@lru_cache(maxsize=128)
def advice(edition: Edition, municipality: Municipality) -> AdvicePage:
    """The page on school advice. A municipality that no longer exists has no years and no schools of its own."""
    here = municipality.until is None
    years = advice_years(edition, municipality) if here else ()
    schools = advice_schools(edition, municipality) if here else ()
    rates = national_rates(edition)
    before, after = rule_change(edition)
    final = _sources(edition, *TABLES) if years else ()
    national = _sources(edition, *NATIONAL)
    composition = [name for count in COMPOSITION for name in count_of(*count).tables] if schools else []
    own = kept(edition, municipality, years[-1].n_schools) if years else None
    other = ["published_other"] if after.known or municipality.code in REPORTED else []
    other += [TABLE] if own else []
    return AdvicePage(
        municipality=municipality,
        years=years,
        country=advice_years(edition, None),
        breaks=breaks_between([year.school_year for year in years]),
        pooled=POOLED,
        composition=COMPOSITION,
        schools=schools,
        institutions=institutions(edition, municipality) if here else (),
        kept=own,
        halves=halves(edition, municipality, schools),
        rates=rates,
        gaps=income_gaps(edition) if rates else (),
        mix=income_mix(edition),
        before=before,
        after=after,
        reported=reported(edition, municipality),
        mechanism=mechanism(edition),
        causes=CAUSES,
        final_sources=final,
        school_sources=(*final[:1], *_sources(edition, *composition)),
        national_sources=national,
        sources=tuple(
            dict.fromkeys(
                [
                    *final,
                    *_sources(edition, *composition),
                    *national,
                    *_sources(edition, *other, *((TABLE,) if own else ())),
                ]
            )
        ),
        edition=edition.id,
    )


def _sources(edition: Edition, *names: str) -> tuple[Source, ...]:
    entries = [edition.manifest.table(name) for name in names]
    return tuple(dict.fromkeys(source for entry in entries if entry for source in entry.sources))
