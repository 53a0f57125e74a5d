# SPDX-License-Identifier: EUPL-1.2
"""The method pages: which there are, in which order. Their words stand in ``templates/method/``."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Page:
    """A method page: its id in addresses and figures, its title and one line that says what it is about."""

    id: str
    title: str | Promise
    line: str | Promise

    @property
    def before(self) -> Page | None:
        """The page before this one in the list."""
        at = _ORDER.index(self)
        return _ORDER[at - 1] if at else None

    @property
    def after(self) -> Page | None:
        """The page after this one in the list."""
        at = _ORDER.index(self)
        return _ORDER[at + 1] if at + 1 < len(_ORDER) else None


@dataclass(frozen=True, slots=True)
class Section:
    """Method pages that belong together."""

    id: str
    title: str | Promise
    pages: tuple[Page, ...]


SECTIONS = (
    Section(
        "maten",
        _("How do we measure segregation?"),
        (
            Page("dissimilarity", _("Uneven distribution (D)"), _("How many pupils would have to change school?")),
            Page("exchange", _("Who would have to move?"), _("One group alone, or pupils who swap places.")),
            Page("isolation", _("Isolation"), _("How much of their own group do pupils see at school?")),
            Page("exposure", _("Exposure"), _("How much of the other group do pupils see at school?")),
            Page("eta-squared", _("Eta squared"), _("Isolation, with the size of the group taken out.")),
            Page("theil-h", _("Theil's H"), _("How much less mixed are schools than the city?")),
            Page(
                "residence", _("Residence and choice"), _("What would remain if everyone went to the nearest school?")
            ),
        ),
    ),
    Section(
        "groepen",
        _("Which groups do we compare?"),
        (
            Page("gewicht", _("Pupils with a weight"), _("Parents with little education, 2013 and 2016.")),
            Page("gewicht12", _("Pupils with weight 1.2"), _("Parents with the least education, 2013 and 2016.")),
            Page("noat", _("Pupils with a NOAT mark"), _("Language and migration background, 2016.")),
            Page(
                "doelgroep",
                _("The target group of CBS"),
                _("The 15 percent with the most expected disadvantage, 2019."),
            ),
        ),
    ),
    Section(
        "advies",
        _("How do we measure school advice?"),
        (
            Page("advice-levels", _("Levels of advice and the rules"), _("What is counted, and in which years.")),
            Page(
                "reconsideration",
                _("Reconsideration and adjustment"),
                _("Two numbers that are easily taken for each other."),
            ),
            Page("lord", _("The same advice or the same score?"), _("Two fair questions with two answers.")),
            Page("advice-schools", _("Schools beside each other"), _("What chance and composition do to a school.")),
        ),
    ),
    Section(
        "plaatsing",
        _("How do we compare rules of placement?"),
        (Page("placement", _("Comparing rules of placement"), _("What would they do to invented children?")),),
    ),
    Section(
        "zekerheid",
        _("How sure are we?"),
        (
            Page("chance", _("What chance alone gives"), _("Small schools differ by chance too.")),
            Page("interval", _("The margin around a figure"), _("From which to which value could it be?")),
            Page(
                "boundaries",
                _("Which boundaries?"),
                _("Municipalities merge; a series of years must not change with them."),
            ),
            Page("disclosure", _("What we do not show"), _("No figure may tell something about one child.")),
        ),
    ),
)
"""Every method page, in reading order."""

_ORDER = tuple(page for section in SECTIONS for page in section.pages)
PAGES = {page.id: page for page in _ORDER}
"""The method pages by id."""

BY_QUESTION = {
    "spread": tuple(PAGES[each] for each in ("dissimilarity", "chance", "interval", "gewicht")),
    "groups": tuple(PAGES[each] for each in ("gewicht", "gewicht12", "noat", "doelgroep", "boundaries")),
    "residence": tuple(PAGES[each] for each in ("residence", "dissimilarity", "theil-h", "boundaries")),
    "advice": tuple(
        PAGES[each] for each in ("advice-levels", "reconsideration", "lord", "advice-schools", "disclosure")
    ),
    "laboratory": tuple(PAGES[each] for each in ("placement", "dissimilarity", "theil-h", "chance", "doelgroep")),
    "moves": tuple(PAGES[each] for each in ("exchange", "dissimilarity")),
}
"""The method pages that belong below a section of the first page."""
