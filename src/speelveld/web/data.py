# SPDX-License-Identifier: EUPL-1.2
"""The only module of the site that asks ``figures`` for numbers, and keeps what it got for a while.

An edition never changes, so what was computed from it stays right as long as that edition is in use. The edition in
use may be replaced while the site runs (``speelveld build``): every request asks which one it is, and keeps to it.
"""

from __future__ import annotations

import difflib
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from speelveld import figures
from speelveld.errors import Fault, UnknownMunicipality
from speelveld.terms import Municipality, slug
from speelveld.web.config import configuration

if TYPE_CHECKING:
    from speelveld.figures import Edition, SourceCard
    from speelveld.figures.advice_model import AdvicePage
    from speelveld.figures.model import Dashboard, Figure, Origins


def current() -> Edition:
    """The edition in use. Raises EditionError when there is none."""
    installation = configuration()
    return figures.open_edition(installation.edition or installation.data_dir / "editions")


def default_municipality(edition: Edition) -> Municipality:
    """The municipality that the site opens on: the one of the settings, or the one that the edition was built for."""
    installation = settings.SPEELVELD
    chosen = "municipality" in installation.model_fields_set
    return find(edition, installation.municipality if chosen else edition.manifest.municipality)[0]


def dashboard(edition: Edition, municipality: Municipality) -> Dashboard:
    """Everything that the first page of ``municipality`` shows. ``figures`` keeps it."""
    return figures.dashboard(edition, municipality)


def origins(edition: Edition, municipality: Municipality) -> Origins:
    """Everything on the page about residence and choice of ``municipality``. ``figures`` keeps it."""
    return figures.origins(edition, municipality)


def advice(edition: Edition, municipality: Municipality) -> AdvicePage:
    """Everything on the page about school advice of ``municipality``. ``figures`` keeps it."""
    return figures.advice(edition, municipality)


@lru_cache(maxsize=64)
def municipal_figures(edition: Edition, municipality: Municipality) -> tuple[Figure, ...]:
    """Every published figure of ``municipality``."""
    return tuple(figures.figures(edition, municipality))


@lru_cache(maxsize=4)
def municipalities(edition: Edition) -> tuple[Municipality, ...]:
    """Today's municipalities, by name."""
    return tuple(sorted(figures.municipalities(edition), key=lambda each: in_order(each.name)))


@lru_cache(maxsize=4)
def former(edition: Edition) -> tuple[tuple[Municipality, tuple[Municipality, ...]], ...]:
    """Municipalities that are no more, each with those of today that hold its territory, by name."""
    return tuple(sorted(figures.former(edition), key=lambda pair: in_order(pair[0].name)))


@lru_cache(maxsize=4)
def sources(edition: Edition) -> tuple[SourceCard, ...]:
    """The sources of the edition."""
    return tuple(figures.sources(edition))


def gaps(edition: Edition) -> tuple[tuple[str, str], ...]:
    """The tables that this edition lacks, and why."""
    return figures.gaps(edition)


def find(edition: Edition, text: str) -> tuple[Municipality, Municipality | None]:
    """Today's municipality of that name, code or slug, and the former one that ``text`` names, if it does.

    A former municipality that was divided leads to the first of its heirs, by name. Raises UnknownMunicipality.
    """
    found = figures.find_municipality(edition, text)
    if found.until is None:
        return found, None
    heirs = next((heirs for gone, heirs in former(edition) if gone == found), ())
    if not heirs:
        raise UnknownMunicipality(Fault(f"{found.name} is no municipality any more, and no merger says where it went."))
    return heirs[0], found


def suggestions(edition: Edition, text: str, limit: int = 5) -> list[Municipality]:
    """Municipalities whose name resembles ``text``, the nearest first."""
    names: dict[str, tuple[Municipality, ...]] = {each.slug: (each,) for each in municipalities(edition)}
    for gone, heirs in former(edition):
        names.setdefault(gone.slug, heirs)
    wanted = slug(text)
    near = [key for key in names if wanted and key.startswith(wanted)]
    near += difflib.get_close_matches(wanted, names, n=limit, cutoff=0.6)
    found = dict.fromkeys(each for key in near for each in names[key])
    return list(found)[:limit]


def search(
    edition: Edition, text: str
) -> tuple[list[Municipality], list[tuple[Municipality, tuple[Municipality, ...]]]]:
    """Today's and former municipalities with ``text`` in their name."""
    wanted = slug(text)
    return (
        [each for each in municipalities(edition) if wanted in each.slug],
        [pair for pair in former(edition) if wanted in pair[0].slug],
    )


def exact(edition: Edition, text: str) -> Municipality | None:
    """The municipality that ``text`` names, or None."""
    try:
        return find(edition, text)[0]
    except UnknownMunicipality:
        return None


def in_order(name: str) -> str:
    """The key of a name in an alphabetical list: ``'s-Gravenhage`` under G, as in a Dutch gazetteer."""
    plain = unicodedata.normalize("NFKD", name.removeprefix("'s-")).encode("ascii", "ignore").decode().casefold()
    return plain.replace("'", "").replace("-", " ").strip()
