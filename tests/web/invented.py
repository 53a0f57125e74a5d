# SPDX-License-Identifier: EUPL-1.2
"""An edition for the pages. Every school, area, name and number in it is invented; only the municipalities are real."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from speelveld import figures
from speelveld.disclosure.publishable import Reason
from speelveld.errors import Fault, UnknownMunicipality
from speelveld.figures import SourceCard
from speelveld.figures import laboratory as figures_laboratory
from speelveld.figures.advice_model import AdvicePage
from speelveld.figures.contrasts import LATEST, count_of
from speelveld.figures.laboratory import LaboratoryTown, Lack, TownUnknown
from speelveld.figures.model import Dashboard, Figure, Origins
from speelveld.terms import Boundaries, Municipality, Source, slug
from tests.placement.laboratory.towns import SCHOOLS, town
from tests.render import conftest as made
from tests.render.advice_pages import empty_advice, make_advice, small_advice

GRONINGEN = Municipality("GM0014", "Groningen")
UTRECHT = Municipality("GM0344", "Utrecht")
HAGUE = Municipality("GM0518", "'s-Gravenhage")
ONE_SCHOOL = Municipality("GM0088", "Schiermonnikoog")
NO_SCHOOL = Municipality("GM0096", "Vlieland")
FEW = Municipality("GM0060", "Ameland")
OTHERS = (
    Municipality("GM0307", "Amersfoort"),
    Municipality("GM0363", "Amsterdam"),
    Municipality("GM0599", "Rotterdam"),
)
TODAY = (FEW, GRONINGEN, HAGUE, ONE_SCHOOL, NO_SCHOOL, UTRECHT, *OTHERS)
HAREN = Municipality("GM0017", "Haren", date(2019, 1, 1))
TEN_BOER = Municipality("GM0009", "Ten Boer", date(2019, 1, 1))
GONE = ((HAREN, (GRONINGEN,)), (TEN_BOER, (GRONINGEN,)))


@dataclass(frozen=True)
class Manifest:
    """As much of a manifest as the pages read."""

    municipality: str = "GM0014"


@dataclass(frozen=True)
class Edition:
    """Stands in for an edition: what is asked of it goes to the functions below."""

    id: str = "0123456789ab"
    manifest: Manifest = Manifest()


def find(_edition: Edition, text: str) -> Municipality:
    """As ``figures.find_municipality``."""
    for each in (*TODAY, *(gone for gone, _ in GONE)):
        if text.casefold() in {each.name.casefold(), each.code.casefold(), slug(each.name)} or slug(text) == each.slug:
            return each
    raise UnknownMunicipality(Fault(f"no municipality is called '{text}'"))


def at(figure: Figure, place: Municipality, why: Reason | None, schools: int) -> Figure:
    """The figure in another place, without its numbers when there is a reason for that."""
    moved = replace(figure, municipality=place)
    return made.without(moved, why, schools) if why else moved


def own_id(figure: Figure) -> Figure:
    """The figure with the id that tells its boundaries, as real figures have."""
    return replace(figure, id=f"{figure.id}.then") if figure.boundaries is Boundaries.THEN else figure


def dashboard(_edition: Edition, place: Municipality) -> Dashboard:
    """A full dashboard for the cities, and the three kinds of municipality that have no figure."""
    why, schools = {
        ONE_SCHOOL: (Reason.ONE_SCHOOL, 1),
        NO_SCHOOL: (Reason.NO_SCHOOLS, 0),
        FEW: (Reason.TOO_FEW, 4),
    }.get(place, (None, 52))
    full = made.make()
    changed = replace(
        full,
        municipality=place,
        headline=at(full.headline, place, why, schools),
        exchange=at(full.exchange, place, why, schools),
        latest=at(full.latest, place, why, schools),
        trend=tuple(own_id(at(figure, place, why, schools)) for figure in full.trend),
        measures=tuple(at(figure, place, why, schools) for figure in full.measures),
        branches=full.branches if why is None else full.branches[:schools],
        hidden_branches=5 if why is None else schools,
    )
    if place != GRONINGEN:
        changed = replace(changed, merged=(), published=None)
    if why is not None:
        hidden = tuple(
            replace(each, pupils=made.HIDDEN, share=made.HIDDEN, latest_share=made.HIDDEN, distance=made.HIDDEN)
            for each in changed.branches
        )
        changed = replace(changed, branches=hidden, band=())
    return changed


def origins(_edition: Edition, place: Municipality) -> Origins:
    """Residence and choice: full for the cities, hidden for one municipality, and nothing for the smallest two."""
    if place == FEW:
        return made.hidden_origins(municipality=place)
    if place in {ONE_SCHOOL, NO_SCHOOL}:
        return made.make_origins(municipality=place, splits=(), nearest=(), between=(), published=None)
    return made.make_origins(municipality=place, **({} if place == GRONINGEN else {"published": None}))


def advice(_edition: Edition, place: Municipality) -> AdvicePage:
    """School advice: full for the cities, too few pupils in one municipality, and nothing for the smallest two."""
    if place not in _ADVICE:
        _ADVICE[place] = (
            small_advice(place)
            if place == FEW
            else empty_advice(place)
            if place in {ONE_SCHOOL, NO_SCHOOL}
            else make_advice(municipality=place, **({} if place == GRONINGEN else {"reported": None}))
        )
    return _ADVICE[place]


_ADVICE: dict[Municipality, AdvicePage] = {}


def laboratory_town(
    _edition: Edition, place: Municipality, *, spare: float = 5.0, fill: float | None = None
) -> LaboratoryTown:
    """A town of four schools; three municipalities lack what it takes, and of one nothing tells how flows stand."""
    lack = {ONE_SCHOOL: Lack.FLOWS, NO_SCHOOL: Lack.FLOWS, FEW: Lack.SHARE}.get(place)
    if place == HAGUE and fill is None:
        lack = Lack.FILLING
    if lack is not None:
        raise TownUnknown(lack, Fault(f"{place.name} lacks {lack}."))
    source = Source("Verzonnen stromen", "DUO", "2024-10-01", "CC0-1.0", "https://duo.nl/open_onderwijsdata/")
    return LaboratoryTown(
        town=town(pupils=60, spare=spare / 100),
        names=SCHOOLS,
        contrast=count_of(*LATEST).contrast,
        city_share_used=1,
        without_total=2,
        filling=0.4 if fill is None else fill,
        spare=spare,
        homes_unknown=0.0,
        sources=(source,),
    )


def every(edition: Edition, place: Municipality, pattern: str = "*") -> list[Figure]:
    """As ``figures.figures``, without patterns."""
    assert pattern == "*"
    given = dashboard(edition, place)
    return list(dict.fromkeys((*given.trend, *given.measures, given.exchange)))


def cards(_edition: Edition) -> tuple[SourceCard, ...]:
    """As ``figures.sources``."""
    source = Source("Verzonnen telling", "DUO", "2016-10-01", "CC0-1.0", "https://duo.nl/open_onderwijsdata/")
    return (
        SourceCard("duo_invented", "Verzonnen telling", "An invented count", source, 6543, "a.csv", "ab" * 32, ""),
        SourceCard(
            "cbs_invented",
            "Verzonnen scores",
            "Invented scores",
            replace(source, name="Verzonnen scores", publisher="CBS", licence="CC BY 4.0", url=""),
            52,
            "b.csv",
            "cd" * 32,
            "Leeftijden zijn samengevoegd.",
        ),
    )


def install(patch: pytest.MonkeyPatch, edition: Edition | None = None) -> Edition:
    """Let the pages take everything from here."""
    edition = edition or Edition()
    patch.setattr(figures, "open_edition", lambda _folder: edition)
    patch.setattr(figures, "municipalities", lambda _edition: TODAY)
    patch.setattr(figures, "former", lambda _edition: GONE)
    patch.setattr(figures, "find_municipality", find)
    patch.setattr(figures, "dashboard", dashboard)
    patch.setattr(figures, "origins", origins)
    patch.setattr(figures, "advice", advice)
    patch.setattr(figures_laboratory, "laboratory_town", laboratory_town)
    patch.setattr(figures, "figures", every)
    patch.setattr(figures, "sources", cards)
    patch.setattr(figures, "gaps", lambda _edition: (("cbs_missing", "the file was not there"),))
    return edition
