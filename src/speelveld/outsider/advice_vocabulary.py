# SPDX-License-Identifier: EUPL-1.2
"""The words of the pages on school advice, and the sentences with numbers in them, in the two languages of the site."""

from __future__ import annotations

import re

from speelveld.outsider.readings import number
from speelveld.outsider.vocabulary import Phrase

SCALE = ("PRO", "VMBO_B", "VMBO_B_K", "VMBO_K", "VMBO_K_GT", "VMBO_GT", "VMBO_GT_HAVO", "HAVO", "HAVO_VWO", "VWO")
"""The levels that shares count, by DUO's names, from low to high."""
OFF_SCALE = ("VSO", "ADVIES_NIET_MOGELIJK")
"""The levels that no share counts."""
ALL = (OFF_SCALE[0], *SCALE, OFF_SCALE[1])
"""All levels, in the order of the pages."""
HIGHER = "havo-or-higher"
PARTS: dict[str, tuple[str, ...]] = {
    HIGHER: SCALE[7:],
    "up-to-kader": SCALE[:5],
    "gt": SCALE[5:7],
    "havo": SCALE[7:9],
    "vwo": SCALE[9:],
    "double": ("VMBO_B_K", "VMBO_K_GT", "VMBO_GT_HAVO", "HAVO_VWO"),
}
"""The levels that a share counts, as the method page says."""
SHARES = {
    "havo of hoger": HIGHER,
    "havo or higher": HIGHER,
    "pro tot en met vmbo-k/gt": "up-to-kader",
    "pro to vmbo-k/gt": "up-to-kader",
    "vmbo-gt en vmbo-gt/havo": "gt",
    "vmbo-gt and vmbo-gt/havo": "gt",
    "havo en havo/vwo": "havo",
    "havo and havo/vwo": "havo",
    "vwo": "vwo",
    "een dubbel advies": "double",
    "a double advice": "double",
}
"""Shares by what they are called."""
LEVELS = {code.lower().replace("_", "-", 1).replace("_", "/"): code for code in SCALE} | {
    "havo/vwo": "HAVO_VWO",
    "vso": "VSO",
    "advies niet mogelijk": "ADVIES_NIET_MOGELIJK",
    "no advice possible": "ADVIES_NIET_MOGELIJK",
}
"""Levels by what they are called."""
POOLED = ("2020/21", "2021/22", "2022/23")
"""The school years that the shares of schools are over, as the page says."""
COUNTRY = "nl"
"""Stands where a cell has its municipality, for what is about the whole country."""
COUNTRY_WORDS = frozenset({"Nederland", "the Netherlands"})

_FIRST = {
    "alle eerste adviezen": "totaal",
    "all first advices": "totaal",
    "vso, pro of vmbo-b": "vso_pro_vmbo-b",
    "vso, pro or vmbo-b": "vso_pro_vmbo-b",
}
_FIRSTS = frozenset({"vmbo-b/k", "vmbo-k", "vmbo-k/gt", "vmbo-gt", "vmbo-gt/havo", "havo", "havo/vwo", "vwo"})
_INCOMES = (
    ("q2", ("op een na laagste vijfde", "second lowest fifth")),
    ("q5", ("hoogste vijfde", "highest fifth")),
    ("totaal", ("alle", "all")),
)


def first_advice(text: str) -> str | None:
    """The first advice that a text names, by CBS's code, or None."""
    plain = text.casefold()
    return _FIRST.get(plain) or (plain if plain in _FIRSTS else None)


def income(text: str) -> str | None:
    """The income group that a text names, by CBS's code, or None."""
    plain = text.casefold()
    return next((code for code, words in _INCOMES if plain.startswith(words)), None)


N = r"\d+(?:[.,]\d+)*"
_BETWEEN = rf"(?:(?:tussen|between) {N} (?:en|and) {N}|{N} (?:tot|to) {N})"
ENDS = rf"(?:{_BETWEEN}|(?:hoogstens|at most|minstens|ten minste|at least) {N}|{N})"
"""A number, or what it lies between, or the one end that is not 0 or 100."""
SCHOOL_YEAR = re.compile(r"\b(20\d\d)/\d\d\b")
"""A school year."""
PERCENT = re.compile(rf"(?P<number>{N})%")


def ends(text: str, language: str) -> tuple[float, float] | None:
    """The two ends of what is written as :data:`ENDS`; the same twice for one number; None for anything else."""
    if re.fullmatch(ENDS, text) is None:
        return None
    found = [number(each, language)[0] for each in re.findall(N, text)]
    if text.startswith(("hoogstens", "at most")):
        return 0.0, found[0]
    if text.startswith(("minstens", "ten minste", "at least")):
        return found[0], 100.0
    return found[0], found[-1]


def _phrase(about: str, nl: str, en: str) -> Phrase:
    return Phrase(about, re.compile(nl), re.compile(en))


_Y = r"20\d\d/\d\d"
_NAMES = "|".join(sorted((re.escape(name) for name in SHARES), key=len, reverse=True))
SHARE = re.compile(rf"(?P<name>{_NAMES}) (?P<ends>{ENDS})")
"""One share in a list of them."""
POINT = re.compile(
    rf"(?P<named>{N})% (?:(?:bij|with) (?P<double>{N})% (?:dubbele adviezen|double advices)|"
    r"(?:zonder dubbele adviezen|without any))"
)
"""One point of the model in a list of them; without a share of double advices it is that of none."""
BETWEEN_PARTS = re.compile(r"(?:[,.\s]|\ben\b|\band\b)*")
"""What may stand between the parts of a list."""

PHRASES = (
    _phrase(
        "title",
        rf"(?P<place>.+) in (?P<year>{_Y}): havo of hoger voor (?P<own>{ENDS}) van de 100 leerlingen, "
        rf"landelijk (?P<country>{ENDS})\.?",
        rf"(?P<place>.+) in (?P<year>{_Y}): havo or higher for (?P<own>{ENDS}) of 100 pupils, "
        rf"(?P<country>{ENDS}) in the country\.?",
    ),
    _phrase("year", rf"(?P<year>{_Y}): (?P<shares>[^:]+)\.?", rf"(?P<year>{_Y}): (?P<shares>[^:]+)\.?"),
    _phrase(
        "halves",
        rf"(?P<label>[^:]+): van de (?P<total>{N}) scholen waarvan beide aandelen worden getoond, gaven de "
        rf"(?P<n_lower>{N}) met de kleinste aandelen van de groep (?P<lower>{ENDS}) van de 100 leerlingen havo of "
        rf"hoger; de (?P<n_upper>{N}) met de grootste (?P<upper>{ENDS})\.?",
        rf"(?P<label>[^:]+): of the (?P<total>{N}) schools of which both shares are shown, the (?P<n_lower>{N}) with "
        rf"the smallest shares of the group gave (?P<lower>{ENDS}) of every 100 pupils havo or higher; the "
        rf"(?P<n_upper>{N}) with the largest (?P<upper>{ENDS})\.?",
    ),
    _phrase(
        "placed",
        rf"Havo of hoger en de samenstelling van (?P<placed>{N}) scho(?:ol|len) in .+",
        rf"Havo or higher and the composition of (?P<placed>{N}) schools? in .+",
    ),
    _phrase(
        "placed",
        rf"(?P<left>{N}) scho(?:ol|len) sta(?:at|an) niet in het plaatje: .+",
        rf"(?P<left>{N}) schools? (?:is|are) not in the picture: .+",
    ),
    _phrase(
        "gaps",
        rf"Een verschil van (?P<gap>{N}) punten bij alle leerlingen, en hoogstens (?P<most>{N}) bij hetzelfde eerste "
        r"advies, voor zover bekend\.?",
        rf"A difference of (?P<gap>{N}) points among all pupils, and at most (?P<most>{N}) with the same first advice, "
        r"so far as known\.?",
    ),
    _phrase(
        "incomes",
        rf"(?P<advice>[^:]+): (?P<q2>{N})% en (?P<q5>{N})%\.?",
        rf"(?P<advice>[^:]+): (?P<q2>{N})% and (?P<q5>{N})%\.?",
    ),
    _phrase(
        "aside",
        rf"Van {N}% naar {N}% met een hoger toetsadvies, .+",
        rf"From {N}% to {N}% with a higher test advice, .+",
    ),
    _phrase(
        "model",
        r"Dan verwacht het model een hoger toetsadvies voor (?P<points>.+)",
        r"Then the model expects a higher test advice for (?P<points>.+)",
    ),
    _phrase(
        "country",
        rf"Landelijk was in (?P<year>{_Y}) (?P<double>{N})% van de eerste adviezen dubbel, en had in (?P<newest>{_Y}) "
        rf"(?P<eligible>{N})% een hoger toetsadvies\.?",
        rf"In the country (?P<double>{N})% of the first advices were double in (?P<year>{_Y}), and (?P<eligible>{N})% "
        rf"had a higher test advice in (?P<newest>{_Y})\.?",
    ),
    _phrase(
        "rule",
        rf"Toen kreeg .*?(?P<after>{N})% van de leerlingen met een hoger toetsadvies .*? (?P<before>{N})%\.",
        rf"Then .*?(?P<after>{N})% of the pupils with a higher test advice .*? (?P<before>{N})%\.",
    ),
    _phrase(
        "mix",
        rf"Van de (?P<gap>{N}) punten komen er (?P<mix>{N}) door andere eerste adviezen; [^\d]+",
        rf"Of the (?P<gap>{N}) points, (?P<mix>{N}) come from the mix of first advices; [^\d]+",
    ),
    _phrase(
        "reported",
        rf"In (?P<year>{_Y}) kreeg (?P<own>{N})% van alle leerlingen in .+ een bijgesteld advies, "
        rf"landelijk (?P<country>{N})%\.",
        rf"In (?P<year>{_Y}), (?P<own>{N})% of all pupils in .+ got an adjusted advice, "
        rf"against (?P<country>{N})% in the country\.",
    ),
    _phrase(
        "noise",
        rf"[^\d]+betrouwbaarheid tussen (?P<from>{N}) en (?P<to>{N}) [^\d]+(?P<low>{N})% tot (?P<high>{N})%\.",
        rf"[^\d]+reliability between (?P<from>{N}) and (?P<to>{N}) [^\d]+(?P<low>{N})% to (?P<high>{N})%\.",
    ),
    _phrase(
        "reliability",
        rf"[^\d]+{_Y}, [^\d]+betrouwbaarheid (?P<reliability>{N})\.",
        rf"[^\d]+{_Y}, [^\d]+reliability (?P<reliability>{N})\.",
    ),
    _phrase(
        "nothing",
        r"Bron: [a-z.]+/[\w/]+, \w+ \d{4} \([^\d]*\)\.",
        r"Source: [a-z.]+/[\w/]+, \w+ \d{4} \([^\d]*\)\.",
    ),
)
"""Every sentence whose numbers need not stand in a table. An aside repeats numbers that stand elsewhere as well."""
