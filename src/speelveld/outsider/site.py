# SPDX-License-Identifier: EUPL-1.2
"""A whole exported site as an outsider reads it: every page, picture and file in the folder."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from speelveld.errors import Fault, InputError
from speelveld.outsider import advice_downloads, advice_pictures, advice_years, downloads, laboratory, pictures
from speelveld.outsider.markup import Node, parse
from speelveld.outsider.pages import Page
from speelveld.outsider.readings import Notes, parts
from speelveld.outsider.sentences import Context
from speelveld.outsider.vocabulary import FIGURE, LANGUAGES

MARK = "speelveld-export.json"
"""The file that says that a folder is an exported site."""
SCHOOLS = "scholen.csv"
FIGURES = "cijfers.csv"
_STATIC = frozenset({".css", ".js", ".woff2", ".svg", ".txt", ".md", ".ico", ".png", ".json", ".woff"})


@dataclass(frozen=True, slots=True)
class Place:
    """The part of a site that is about one municipality."""

    slug: str
    code: str
    headline: tuple[str, int]
    latest: tuple[str, int]
    order: tuple[str, ...]
    branches: Mapping[str, tuple[tuple[str, str], ...]]
    institutions: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """The institutions of each name and place in the file about school advice, in the order of that file."""
    advice_order: tuple[tuple[str, str], ...] = ()
    """The institutions in the order of that file, with their names."""
    advice_years: tuple[tuple[str, str, str], ...] = ()
    """The rows of the file about school advice per year: institution, name and school year."""

    def context(self, language: str) -> Context:
        """What a sentence on a page of this municipality is about."""
        return Context(
            self.slug, language, self.headline, self.latest, branches=self.branches, institutions=self.institutions
        )


@dataclass(slots=True)
class Site:
    """What was read. Pages and pictures are kept, for the search for side channels: by their path in the folder."""

    folder: Path
    edition: str
    places: dict[str, Place] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)
    pages: dict[str, Page] = field(default_factory=dict)
    images: dict[str, Node] = field(default_factory=dict)
    dots: dict[str, list[tuple[str, float]]] = field(default_factory=dict)


def read_site(folder: Path, municipality: str | None = None) -> Site:
    """Read an exported site, or the part of it about one municipality (its name in addresses).

    Raises InputError when the folder is no exported site, or holds nothing about the municipality.
    """
    about = _about(folder)
    site = Site(folder, str(about.get("edition", "")))
    slugs = [municipality] if municipality else [str(each) for each in about.get("municipalities", ())]
    missing = [each for each in slugs if not (folder / each / FIGURES).is_file()]
    if missing:
        raise InputError([Fault(f"holds no figures of '{each}'.", str(folder / each)) for each in missing])
    for each in slugs:
        _downloads(site, each)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            _file(site, path, slugs)
    return site


def _about(folder: Path) -> dict[str, list[str] | str]:
    try:
        content = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        advice = "Make one with `speelveld export`."
        raise InputError(Fault(f"is no exported site ({error}).", str(folder), advice=advice)) from error
    if not isinstance(content, dict):
        raise InputError(Fault(f"{MARK} is not what an export writes.", str(folder)))
    return content


def _downloads(site: Site, slug: str) -> None:
    """The files of a municipality, which say what its pages are about."""
    home = site.folder / slug
    text = (home / FIGURES).read_text(encoding="utf-8")
    notes, figures = downloads.figures_csv(text, f"{slug}/{FIGURES}", slug)
    site.notes.add(notes)
    named = [match for row in figures if (match := FIGURE.fullmatch(row.get("id", "")))]
    years = sorted({(int(match[2]), match[1]) for match in named})
    newest = years[-1] if years else (0, "")
    exact = [year for year in years if year[1] == "gewicht"]
    headline = exact[-1] if exact else newest
    ids = {"share": (headline[1], headline[0]), "latest": (newest[1], newest[0])}
    order: list[str] = []
    branches: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    if (home / SCHOOLS).is_file():
        text = (home / SCHOOLS).read_text(encoding="utf-8")
        found, rows = downloads.schools(text, f"{slug}/{SCHOOLS}", slug, ids)
        site.notes.add(found)
        order = [row.get("brin6", "") for row in rows]
        for row in rows:
            branches[row.get("name", "")].append((row.get("brin6", ""), row.get("n_pupils", "")))
    code = figures[0].get("municipality_code", "") if figures else ""
    named_branches = {name: tuple(found) for name, found in branches.items()}
    advised = _institutions(site, home, slug)
    institutions: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row in advised:
        key = (_plain(row.get("name", "")), _plain(row.get("place", "")))
        institutions[key].append(row.get("brin", ""))
    site.places[slug] = Place(
        slug,
        code,
        (headline[1], headline[0]),
        (newest[1], newest[0]),
        tuple(order),
        named_branches,
        {key: tuple(brins) for key, brins in institutions.items()},
        tuple((row.get("brin", ""), row.get("name", "")) for row in advised),
        _by_year(site, home, slug),
    )


def _plain(text: str) -> str:
    """A text as a page shows it: with single spaces."""
    return " ".join(text.split())


def _institutions(site: Site, home: Path, slug: str) -> list[downloads.Row]:
    path = home / advice_downloads.SCHOOLS
    if not path.is_file():
        return []
    notes, found = advice_downloads.schools(path.read_text(encoding="utf-8"), f"{slug}/{path.name}", slug)
    site.notes.add(notes)
    return found


def _by_year(site: Site, home: Path, slug: str) -> tuple[tuple[str, str, str], ...]:
    path = home / advice_years.FILE
    if not path.is_file():
        return ()
    notes, found = advice_years.file(path.read_text(encoding="utf-8"), f"{slug}/{path.name}", slug)
    site.notes.add(notes)
    return tuple((row.get("brin", ""), row.get("name", ""), row.get("school_year", "")) for row in found)


def _file(site: Site, path: Path, slugs: list[str]) -> None:
    relative = path.relative_to(site.folder)
    channel = relative.as_posix()
    words = list(relative.parts)
    if channel == MARK:
        return
    if words[0] == "static":
        if path.suffix not in _STATIC and not channel.startswith(laboratory.CHECKER):
            site.notes.unknown(channel, path.name, "a file that the site should not hold")
        return
    language = words.pop(0) if words[0] in LANGUAGES else LANGUAGES[0]
    place = site.places.get(words[0]) if len(words) > 1 else None
    if place is not None and words[1] == laboratory.PART and path.suffix in {".html", ".svg"}:
        _laboratory(site, path, channel, place.context(language))
        return
    if words[0] == laboratory.RULES and path.suffix != ".html":
        laboratory.rules_file(path.read_text(encoding="utf-8"), channel, site.notes)
        return
    if place is None and len(words) > 1 and (site.folder / words[0] / FIGURES).is_file() and words[0] not in slugs:
        return  # of a municipality that was not asked for
    if path.suffix == ".html":
        _page(site, path, channel, language, place, advice=len(words) == 3 and words[1] == "advies")
    elif path.suffix == ".svg" and place is not None and "beeld" in words:
        _picture(site, path, channel, place.context(language))
    elif place is not None and relative.parent == Path(place.slug):
        _data(site, path, channel, place)
    else:
        site.notes.unknown(channel, path.name, "a file that the site should not hold")


def _laboratory(site: Site, path: Path, channel: str, context: Context) -> None:
    """A page or a picture of invented children."""
    text = path.read_text(encoding="utf-8")
    names = {
        name
        for place in site.places.values()
        for name in (*place.branches, *(institution for _brin, institution in place.advice_order))
    }
    if path.suffix == ".svg":
        site.images[channel] = laboratory.picture(text, channel, context, names, site.notes)
        return
    page = laboratory.page(text, channel, context, names)
    site.pages[channel] = page
    site.notes.add(page.notes)


def _page(site: Site, path: Path, channel: str, language: str, place: Place | None, *, advice: bool) -> None:
    text = path.read_text(encoding="utf-8")
    if place is None:
        # A page of words only: nothing is read from it, but it is searched for side channels like any other.
        site.pages[channel] = Page(text, channel, Context("", language, ("", 0), ("", 0)))
        return
    page = Page(text, channel, replace(place.context(language), advice=advice)).read()
    site.pages[channel] = page
    site.notes.add(page.notes)


def _picture(site: Site, path: Path, channel: str, context: Context) -> None:
    name = path.stem.rpartition("-b-")[0]
    text = path.read_text(encoding="utf-8")
    site.images[channel] = parse(text)
    if name in advice_pictures.READERS:
        advice_pictures.read(text, name, channel, replace(context, advice=True), site.notes)
        return
    picture = pictures.read(text, name, channel, context, site.notes)
    if name == "verdeling":
        site.dots[channel] = pictures.match(picture, _shown(site.notes, context), context, site.notes)
    elif name == "verloop":
        pictures.only(picture, _spread(site.notes, context), channel, site.notes)


def _spread(notes: Notes, context: Context) -> frozenset[float]:
    """Every dissimilarity that the file of figures gives, with its ends and what chance gives, of hundred."""
    file = f"{context.slug}/{FIGURES}"
    return frozenset(
        100 * reading.low
        for reading in notes.readings
        if reading.exact and reading.channel.startswith(file) and reading.kind.startswith("dissimilarity.")
    )


def _shown(notes: Notes, context: Context) -> dict[str, tuple[float, float]]:
    """Share and pupils of every school of which the file of schools shows both."""
    name, year = context.headline
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for reading in notes.readings:
        kind, slug, period, of, school = parts(reading.cell)
        file = reading.channel.startswith(f"{context.slug}/{SCHOOLS}")
        if file and reading.exact and slug == context.slug and period == str(year) and of in {name, ""}:
            found[school][kind] = reading.low
    return {school: (given["share"], given["pupils"]) for school, given in found.items() if len(given) >= 2}


def _data(site: Site, path: Path, channel: str, place: Place) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name in {SCHOOLS, FIGURES, advice_downloads.SCHOOLS, advice_years.FILE}:
        return  # read already: they say what the pages are about
    try:
        if path.name == "cijfers.json":
            site.notes.add(downloads.figures_json(text, channel, place.slug))
        elif path.name == f"{SCHOOLS}-metadata.json":
            site.notes.add(downloads.metadata(text, channel, downloads.SCHOOL_COLUMNS))
        elif path.name == f"{FIGURES}-metadata.json":
            site.notes.add(downloads.metadata(text, channel, downloads.FIGURE_COLUMNS))
        elif path.name == advice_downloads.ADVICE:
            site.notes.add(advice_downloads.advice(text, channel, place.slug))
        elif path.name.removesuffix("-metadata.json") in advice_downloads.COLUMNS:
            columns = advice_downloads.COLUMNS[path.name.removesuffix("-metadata.json")]
            site.notes.add(downloads.metadata(text, channel, columns))
        else:
            site.notes.unknown(channel, path.name, "a file that the site should not hold")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        site.notes.unknown(channel, str(error), "a file that the outsider cannot read")
