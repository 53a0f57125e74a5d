# SPDX-License-Identifier: EUPL-1.2
"""What the pages on school advice say about counts, beside what DUO gives.

Two questions. Does anything say more than DUO's own numbers? Then it comes from a cell that DUO masked. And would the
site alone, in the years that DUO printed without a mask, tell a count that the rules mask in every year?
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median_low

from speelveld.disclosure.rules import rules
from speelveld.disclosure.system import Statement, Terms, terms
from speelveld.outsider.advice_counts import POOLED_YEARS, Counts, atom, counted, others
from speelveld.outsider.advice_public import EXACT, Advised, Cells, Range
from speelveld.outsider.advice_sentences import YEARS
from speelveld.outsider.advice_vocabulary import COUNTRY, HIGHER, PARTS, SCALE
from speelveld.outsider.public import Public
from speelveld.outsider.readings import Reading, cell, parts
from speelveld.outsider.site import Place, Site
from speelveld.outsider.statements import Odd, shown

_SLACK = 1e-6


@dataclass(slots=True)
class SaidOfAdvice:
    """What the site says about advice, and what about it is odd."""

    statements: list[Statement] = field(default_factory=list)
    odd: list[Odd] = field(default_factory=list)


def join(site: Site, place: Place, public: Public) -> list[Odd]:
    """Say of which branch each composition on the page about advice is, so that it is one cell with the first page's.

    An institution has a composition of its own only when it has one branch in that count.
    """
    found, known = [], {(each.cell, each.channel) for each in site.notes.readings if each.kind == "share"}
    given = [each for each in site.notes.readings if each.kind == "composition"]
    asked = {(parts(each.cell)[4], int(parts(each.cell)[2])) for each in given}
    branches: dict[tuple[str, int], list[str]] = {}
    for branch, year in public.pupils:
        if (branch[:4], year) in asked and public.counted(branch, "", year):
            branches.setdefault((branch[:4], year), []).append(branch)
    for reading in given:
        _, slug, period, contrast, brin = parts(reading.cell)
        own = branches.get((brin, int(period)), [])
        if slug != place.slug:
            continue
        if len(own) == 1 and place.code == public.today[own[0], int(period)]:
            id_ = cell("share", slug, period, contrast, own[0])
            if (id_, reading.channel) not in known:
                more = Reading(id_, reading.channel, reading.text, reading.low, reading.high, reading.hidden)
                site.notes.readings.append(more)
        elif not reading.hidden:
            found.append(Odd(reading.cell, reading.channel, "a composition of an institution without one branch here"))
    return found


def said(site: Site, place: Place, advised: Advised) -> SaidOfAdvice:
    """Everything that the site says about final advice at the institutions of one municipality."""
    found = SaidOfAdvice()
    cells, given = advised.of(place.code), shown(site, place.slug)
    box = {atom(*key): ends for key, ends in cells.items()}
    if cells:
        for statement, reading in _everything(found, cells, given, place.slug):
            found.statements.append(statement)
            least, most = reach(statement.terms, box)
            if least < statement.low - _SLACK or most > statement.high + _SLACK:
                why = "tells more than DUO's own numbers, which leave more room"
                found.odd.append(Odd(reading.cell, reading.channel, why))
    _of_country(found, shown(site, COUNTRY), advised)
    _tally(found, given, place)
    return found


def _tally(found: SaidOfAdvice, given: Mapping[str, Reading], place: Place) -> None:
    """Numbers about the table of institutions as a whole follow from its rows as they are shown."""
    of: dict[str, set[str]] = {}
    for id_ in given:
        kind, _, _, _, brin = parts(id_)
        if brin:
            of.setdefault(kind, set()).add(brin)
    both = of.get("advice-higher.low", set()) & of.get("composition", set())
    expected = {"placed": len(both & of.get("advice-pupils.low", set())), "left": len(place.advice_order) - len(both)}
    for kind, number in expected.items():
        reading = given.get(cell(f"advice-schools.{kind}", place.slug, YEARS))
        if reading is not None and reading.low != number:
            found.odd.append(Odd(reading.cell, reading.channel, f"the table of schools gives {number}"))


def reach(form: Terms, box: Mapping[str, Range]) -> tuple[float, float]:
    """The least and the most that a form can be when every atom lies in its own range."""
    low = sum(by * box[name][0 if by > 0 else 1] for name, by in form)
    return low, sum(by * box[name][1 if by > 0 else 0] for name, by in form)


def _everything(
    found: SaidOfAdvice, cells: Cells, given: Mapping[str, Reading], slug: str
) -> Iterator[tuple[Statement, Reading]]:
    counts = counted(cells)
    for reading in given.values():
        other = given.get(reading.cell.replace(".low|", ".high|", 1))
        if other is None or not reading.kind.endswith(".low"):
            continue
        if parts(reading.cell)[4]:
            yield from _of_institution(found, counts, reading, other)
        else:
            yield from _of_municipality(found, counts, reading, other)
    yield from _halves(found, counts, given, slug)


def _of_municipality(
    found: SaidOfAdvice, counts: Counts, low: Reading, high: Reading
) -> Iterator[tuple[Statement, Reading]]:
    kind, _, year, name, _ = parts(low.cell)
    rule, brins = rules().advice, counts.brins
    if kind == "advice-level.low":
        if counts.everybody[year] < rule.min_municipality:
            found.odd.append(Odd(low.cell, low.channel, "a count of too few pupils"))
        if 0 < low.low == high.high < rule.mask_below:
            found.odd.append(Odd(low.cell, low.channel, "a count that the rules mask"))
        yield Statement(low.cell, terms(counts.atoms((name,), (year,), brins)), low.low, high.high), low
    elif kind == "advice-share.low":
        if counts.everybody[year] < (rule.min_municipality if len(brins) > 1 else rule.min_school):
            found.odd.append(Odd(low.cell, low.channel, "a share of too few pupils"))
        yield from _share(low, high, counts.both(name, (year,), brins), school=len(brins) == 1)


def _of_institution(
    found: SaidOfAdvice, counts: Counts, low: Reading, high: Reading
) -> Iterator[tuple[Statement, Reading]]:
    brin, rule = parts(low.cell)[4], rules().advice
    if low.kind in {"advice-cell.low", "advice-year-higher.low"}:
        yield from _of_year(found, counts, low, high)
    elif counts.pupils(POOLED_YEARS, (brin,)) < rule.min_school:
        found.odd.append(Odd(low.cell, low.channel, "a share or a number of too few pupils"))
    elif low.kind == "advice-pupils.low":
        half = rule.base // 2 if low.low == high.high else 0
        form = terms(counts.atoms(SCALE, POOLED_YEARS, (brin,)))
        yield Statement(low.cell, form, low.low - half, high.high + half), low
    elif low.kind == "advice-higher.low":
        yield from _share(low, high, counts.both(HIGHER, POOLED_YEARS, (brin,)), school=True)


def _of_year(found: SaidOfAdvice, counts: Counts, low: Reading, high: Reading) -> Iterator[tuple[Statement, Reading]]:
    """What is said of one institution in one school year."""
    kind, _, year, level, brin = parts(low.cell)
    rule = rules().advice
    few = rule.min_school if kind == "advice-year-higher.low" else rules().protection.threshold
    masked, kinds = counts.of_year[brin, year]
    if masked < few or counts.everybody[year] < rule.min_municipality:
        found.odd.append(Odd(low.cell, low.channel, "a number of too few pupils in one year"))
    elif kinds < 2:
        found.odd.append(Odd(low.cell, low.channel, "a number of pupils who all have the same advice"))
    if kind == "advice-year-higher.low":
        yield from _share(low, high, counts.both(HIGHER, (year,), (brin,)), school=True)
        return
    if low.low > 0 and high.high < rule.mask_below and (low.low, high.high) != (1, rule.mask_below - 1):
        found.odd.append(Odd(low.cell, low.channel, "a count that the rules mask"))
    yield Statement(low.cell, terms(counts.atoms((level,), (year,), (brin,))), low.low, high.high), low


def _share(
    low: Reading, high: Reading, both: tuple[list[str], list[str]], *, school: bool
) -> Iterator[tuple[Statement, Reading]]:
    """A percentage as two statements: a part and the rest of it, weighed by what the percentage leaves of each.

    An exact percentage is rounded to the nearest; at a school it is never 0 or 100, whatever it was.
    """
    half = 0.5 if low.low == high.high else 0.0
    least, most = low.low - half, high.high + half
    if school and half:
        least, most = (0.0 if low.low <= 1 else least), (100.0 if high.high >= 99 else most)
    for reading, end in ((low, least), (high, most)):
        form = terms(dict.fromkeys(both[0], 100 - end) | dict.fromkeys(both[1], -end))
        ends = (0.0, float("inf")) if reading is low else (float("-inf"), 0.0)
        yield Statement(reading.cell, form, *ends), reading


def _halves(
    found: SaidOfAdvice, counts: Counts, given: Mapping[str, Reading], slug: str
) -> Iterator[tuple[Statement, Reading]]:
    """The two halves of the shown institutions. Whose they are follows from the shares of the group that are shown."""
    for name, year in (("gewicht", "2016"), ("doelgroep", "2019")):
        shares = {
            parts(each.cell)[4]: each.low
            for each in given.values()
            if each.cell.startswith(f"composition|{slug}|{year}|{name}|")
            and cell("advice-higher.low", slug, YEARS, "", parts(each.cell)[4]) in given
        }
        ends = {
            which: (given.get(_half(slug, name, which, "low")), given.get(_half(slug, name, which, "high")))
            for which in ("lower", "upper")
        }
        if not shares or any(one is None or other is None for one, other in ends.values()):
            continue
        border = median_low(shares.values())
        halves = {
            "lower": [brin for brin, share in shares.items() if share <= border],
            "upper": [brin for brin, share in shares.items() if share > border],
        }
        for which, brins in halves.items():
            low, high = ends[which]
            number = given.get(cell(f"advice-half.n_{which}", slug, YEARS, name))
            if low is None or high is None:
                continue
            if number is not None and number.low != len(brins):
                found.odd.append(Odd(number.cell, number.channel, f"the table of schools gives {len(brins)}"))
                continue
            yield from _share(low, high, counts.both(HIGHER, POOLED_YEARS, brins), school=False)


def _half(slug: str, name: str, which: str, part: str) -> str:
    return cell(f"advice-half.{which}.{part}", slug, YEARS, name)


def _of_country(found: SaidOfAdvice, given: Mapping[str, Reading], advised: Advised) -> None:
    """The country: its levels and shares must leave what the sums of DUO's numbers leave."""
    box = {atom(COUNTRY, level, year): ends for (level, year), ends in advised.country.items()}
    for reading in given.values():
        kind, _, period, name, _ = parts(reading.cell)
        other = given.get(reading.cell.replace(".low|", ".high|", 1))
        if other is None or not kind.endswith(".low"):
            continue
        if kind == "advice-level.low":
            form, step = terms([atom(COUNTRY, name, period)]), 10 * rules().protection.threshold
            if reading.low % step or other.high % step:
                found.odd.append(Odd(reading.cell, reading.channel, "a count of the country that is not rounded"))
            half = step / 2 if reading.low == other.high else 0
            made = [(Statement(reading.cell, form, reading.low - half, other.high + half), reading)]
        elif kind == "advice-share.low":
            part, rest = ([atom(COUNTRY, level, period) for level in of] for of in (PARTS[name], others(name)))
            made = list(_share(reading, other, (part, rest), school=False))
        else:
            continue
        for statement, of in made:
            least, most = reach(statement.terms, box)
            if least < statement.low - _SLACK or most > statement.high + _SLACK:
                found.odd.append(Odd(of.cell, of.channel, "tells more than DUO's own numbers, which leave more room"))


def known(cells: Cells) -> list[Statement]:
    """What an outsider has of DUO in the pooled years that it masked: the range of every count."""
    return [
        Statement(f"public|{atom(*key)}", terms([atom(*key)]), *ends)
        for key, ends in cells.items()
        if key[2] in POOLED_YEARS and key[2] not in EXACT
    ]
