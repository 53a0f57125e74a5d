# SPDX-License-Identifier: EUPL-1.2
"""The words by which an outsider knows what a number is about, in the two languages of the site.

Taken from the pages as they are, not from the software that writes them: a page that changes its words is a page that
the outsider must learn to read again, and says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LANGUAGES = ("nl", "en")

MEASURES = ("dissimilarity", "isolation", "exposure", "eta-squared", "theil-h", "exchange")
"""Measures by their names in the ids of figures."""
FIGURE = re.compile(r"segregation\.po\.([a-z0-9]+)\.(\d{4})\.([a-z-]+)(\.then)?")
"""The id of a figure: contrast, year, measure, and whether it keeps to the boundaries of then."""
SCHOOL = re.compile(r"school-([0-9]{2}[0-9A-Z]{4})")
"""The id of a row of the table of schools: the branch."""
BRANCH = re.compile(r"(?<![0-9A-Za-z])[0-9]{2}[A-Z]{2}[0-9]{2}(?![0-9A-Za-z])")
"""A branch number anywhere in a text."""

_COLUMNS = (
    ("distance", ("afstand", "distance")),
    ("share", ("gewicht", "doelgroep", "weight", "target group")),
    ("pupils", ("leerlingen", "pupils")),
    ("name", ("school",)),
)
_CONTRASTS = (
    ("noat", ("noat",)),
    ("doelgroep", ("doelgroep", "target group")),
    ("gewicht", ("0,3", "0.3")),
    ("gewicht12", ("1,2", "1.2")),
    ("gewicht", ("gewicht", "weight")),
)
HIDDEN = ("te weinig", "too few")
"""How the reason of a suppressed cell starts, in each language."""
ABSENT = (
    "niet gepubliceerd",
    "not published",
    "did not publish",
    "bestaat niet",
    "not defined",
    "does not exist",
    "n.v.t.",
    "n/a",
)
"""Reasons of cells that do not exist; they say nothing about how many pupils there are."""


def column(heading: str) -> str | None:
    """What a column of the table of schools holds, or None when no column has such a heading."""
    plain = heading.casefold()
    return next((kind for kind, words in _COLUMNS if any(word in plain for word in words)), None)


def contrast(label: str) -> str | None:
    """The contrast that a label names, or None."""
    plain = label.casefold()
    return next((name for name, words in _CONTRASTS if any(word in plain for word in words)), None)


_N = r"\d+(?:[.,]\d+)*"
_OF = rf"(?:(?:minder dan|fewer than|less than) )?{_N}"
_SPAN_NL = rf"(?:, waarschijnlijk tussen (?P<low>{_OF}) en (?P<high>{_OF}))?"
_SPAN_EN = rf"(?:, probably between (?P<low>{_OF}) and (?P<high>{_OF}))?"
_CHANCE_NL = rf"(?:; door toeval (?P<chance>{_OF}))?"
_CHANCE_EN = rf"(?:; by chance (?P<chance>{_OF}))?"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence that holds numbers: its form in both languages, and what it is about."""

    about: str
    nl: re.Pattern[str]
    en: re.Pattern[str]

    def match(self, sentence: str, language: str) -> re.Match[str] | None:
        """The sentence in its parts, or None when it is another sentence."""
        return (self.nl if language == "nl" else self.en).fullmatch(sentence)


def _phrase(about: str, nl: str, en: str) -> Phrase:
    return Phrase(about, re.compile(nl), re.compile(en))


PHRASES = (
    _phrase(
        "headline",
        rf"Bij een gelijke verdeling zouden (?P<estimate>{_OF}) van de 100 van hen naar een andere school "
        rf"moeten{_SPAN_NL}\.",
        rf"With an even spread (?P<estimate>{_OF}) in 100 of them would have to be at another school{_SPAN_EN}\.",
    ),
    _phrase(
        "headline",
        rf"Als alleen het toeval verdeelde, waren dat er (?P<chance>{_OF})\.",
        rf"If chance alone spread them, it would be (?P<chance>{_OF})\.",
    ),
    _phrase(
        "latest",
        rf"Het nieuwste openbare cijfer is van (?P<year>\d{{4}}) en gaat over een andere groep: "
        rf"(?P<estimate>{_OF}) van de 100\s?\.",
        rf"The newest public figure is of (?P<year>\d{{4}}), about another group: (?P<estimate>{_OF}) of 100\s?\.",
    ),
    _phrase(
        "counted",
        rf"We telden (?P<pupils>{_N}) leerlingen op (?P<schools>{_N}) scholen en vergeleken .*",
        rf"We counted (?P<pupils>{_N}) pupils in (?P<schools>{_N}) schools and compared .*",
    ),
    _phrase(
        "spread",
        rf"(?P<outside>{_N}) van de (?P<shown>{_N}) getoonde (?:school ligt|scholen liggen) buiten wat het toeval "
        r"geeft\.?",
        rf"(?P<outside>{_N}) of the (?P<shown>{_N}) schools? shown lies? outside what chance gives\.?",
    ),
    _phrase(
        "spread",
        rf"Het aandeel .*? loopt tussen de scholen van (?P<least>{_OF})% tot (?P<most>{_OF})%\.",
        rf"The share of .*? runs from (?P<least>{_OF})% to (?P<most>{_OF})% between the schools\.",
    ),
    _phrase(
        "spread",
        rf"In heel (?P<place>.+) is het (?P<share>{_OF})%\.",
        rf"In the whole of (?P<place>.+) it is (?P<share>{_OF})%\.",
    ),
    _phrase(
        "spread",
        rf"(?P<hidden>{_N}) vestiging(?:en)? (?:heeft|hebben) te weinig leerlingen in een groep om te tonen en "
        r"(?:is|zijn) weggelaten\.",
        rf"(?P<hidden>{_N}) branch(?:es)? (?:has|have) too few pupils in a group to show and (?:is|are) left out\.",
    ),
    _phrase(
        "figure",
        rf"(?P<label>.+), (?P<year>\d{{4}}): (?P<estimate>{_OF}){_SPAN_NL}{_CHANCE_NL}\.?",
        rf"(?P<label>.+), (?P<year>\d{{4}}): (?P<estimate>{_OF}){_SPAN_EN}{_CHANCE_EN}\.?",
    ),
    _phrase(
        "change",
        rf"(?P<label>.+): van (?P<from>{_OF}) in (?P<first>\d{{4}}) naar (?P<to>{_OF}) in (?P<last>\d{{4}})\.?",
        rf"(?P<label>.+): from (?P<from>{_OF}) in (?P<first>\d{{4}}) to (?P<to>{_OF}) in (?P<last>\d{{4}})\.?",
    ),
    _phrase(
        "cities",
        rf"(?P<estimate>{_OF}) in (?P<place>.+); tussen (?P<least>{_OF}) en (?P<most>{_OF}) in de andere steden\.?",
        rf"(?P<estimate>{_OF}) in (?P<place>.+); between (?P<least>{_OF}) and (?P<most>{_OF}) in the other cities\.?",
    ),
    _phrase(
        "published",
        rf"(?P<place>[^:,]+): (?P<residence>{_N}) door wonen en (?P<choice>{_N}) door kiezen, samen (?P<total>{_N})\.",
        rf"(?P<place>[^:,]+): (?P<residence>{_N}) by residence and (?P<choice>{_N}) by choice, "
        rf"together (?P<total>{_N})\.",
    ),
    _phrase(
        "published",
        rf"(?P<place>[^:,]+): (?P<total>{_N}), niet gesplitst in delen\.",
        rf"(?P<place>[^:,]+): (?P<total>{_N}), not split in parts\.",
    ),
    _phrase(
        "city",
        rf"(?P<place>[^:,]+): (?P<estimate>{_OF}){_SPAN_NL}{_CHANCE_NL}\.",
        rf"(?P<place>[^:,]+): (?P<estimate>{_OF}){_SPAN_EN}{_CHANCE_EN}\.",
    ),
    _phrase(
        "split",
        rf"(?P<label>.+), (?P<year>\d{{4}}): (?P<residence>{_N}) door wonen en (?P<choice>{_N}) door kiezen, "
        rf"samen (?P<total>{_N})\.",
        rf"(?P<label>.+), (?P<year>\d{{4}}): (?P<residence>{_N}) by residence and (?P<choice>{_N}) by choice, "
        rf"together (?P<total>{_N})\.",
    ),
    _phrase(
        "spread",
        rf"Het aandeel .+ op (?P<shown>{_N}) scho(?:ol|len)\.?",
        rf"The share of .+ at (?P<shown>{_N}) schools?\.?",
    ),
    _phrase(
        "map",
        rf"(?P<located>{_N}) schoolvestiging(?:en)? in .+",
        rf"(?P<located>{_N}) school branch(?:es)? in .+",
    ),
    _phrase(
        "aside",
        rf"[^:,]+ in \d{{4}}: {_N} door wonen en {_N} door kiezen, samen {_N}\.?",
        rf"[^:,]+ in \d{{4}}: {_N} by residence and {_N} by choice, {_N} together\.?",
    ),
    _phrase(
        "aside",
        rf"Door de afgeschermde aantallen ligt wonen (?:tussen {_N} en {_N}|op {_N})\.",
        rf"With masked numbers, residence lies (?:between {_N} and {_N}|at {_N})\.",
    ),
    _phrase(
        "map",
        rf"Van de (?P<above>{_N}) getoonde scho(?:ol|len) met een groter aandeel dan heel .+? sta(?:at|an)(?: er)? "
        rf"(?P<both>{_N}) waar meer bewoners een uitkering hebben dan in de helft van de gebieden\.?",
        rf"Of the (?P<above>{_N}) schools? shown with a larger share than .+? as a whole, (?P<both>{_N}) stands? "
        r"where more residents receive a benefit than in half of the areas\.?",
    ),
)
"""Every sentence about schools or pictures. An aside repeats numbers that must stand elsewhere as well."""

CIRCLE = {
    "nl": re.compile(
        rf"(?P<name>.+?)(?:, (?P<pupils>{_N}) leerlingen)?(?:, (?P<share>{_OF})% (?P<group>[^,]+)|, (?P<why>[^,]+\.))"
        r"(?:, getekend in het midden van [a-z -]+)?"
    ),
    "en": re.compile(
        rf"(?P<name>.+?)(?:, (?P<pupils>{_N}) pupils)?(?:, (?P<share>{_OF})% (?P<group>[^,]+)|, (?P<why>[^,]+\.))"
        r"(?:, drawn in the middle of [a-z -]+)?"
    ),
}
"""What stands in the title of a school on the map."""
AREA = {
    "nl": re.compile(rf"(?P<pc4>\d{{4}}): (?P<share>{_OF})% van de bewoners heeft een uitkering"),
    "en": re.compile(rf"(?P<pc4>\d{{4}}): (?P<share>{_OF})% of residents receive a benefit"),
}
"""What stands in the title of an area on the map."""
WITHOUT = re.compile(r".+, \d{4}: (?P<why>\D+)")
"""A figure without a number, and why."""
OF_HUNDRED = re.compile(rf"(?:[^\d]*: )?(?P<share>{_N}) (?:van de|of) 100")
"""A percentage in words."""
SPAN = re.compile(rf"(?:tussen |between )?(?P<low>{_OF}) (?:tot|to|en|and) (?P<high>{_OF})")
"""Two ends."""
AT = re.compile(rf"(?:op|at) (?P<both>{_OF})")
"""Two ends that are one."""
BY_CHANCE = re.compile(rf"(?:toeval|by chance) (?P<chance>{_OF})")
"""What chance alone gives."""
DAY = re.compile(r"\b\d{1,2} [a-z]+ (?:19|20)\d\d\b", re.IGNORECASE)
"""A date in words."""
ISO = re.compile(r"\b(?:19|20)\d\d-[01]\d-[0-3]\d\b")
"""A date in figures."""
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
TABLE = re.compile(r"\b\d{5}NED\b|\bCC(?:0| BY(?:-SA)?) \d\.\d\b")
"""The number of a table of CBS, or of a licence."""
