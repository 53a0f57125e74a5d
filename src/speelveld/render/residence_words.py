# SPDX-License-Identifier: EUPL-1.2
"""The sentences of the page on residence and choice, in the active language, from its figures and nothing else.

A change between two years is told only when the ranges of both stay apart; else the sentence says that it cannot be
told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from speelveld.disclosure.publishable import Reason
from speelveld.figures.model import Between, Bounded, Origins, ResidenceChoice, Split
from speelveld.render import numbers
from speelveld.render.frame import Heading
from speelveld.render.names import contrast_label, group, listing, period
from speelveld.render.sentences import short_source_line
from speelveld.render.translation import gettext as _
from speelveld.terms import Source


def known(origins: Origins) -> tuple[ResidenceChoice, ...]:
    """The splits that have a total and both parts."""
    return tuple(
        each
        for each in origins.splits
        if each.total.known and each.residence.estimate.known and each.choice.estimate.known
    )


def published(origins: Origins) -> Split | None:
    """What the Inspectie published in two parts, or None."""
    given = origins.published
    return given if given and given.total.known and given.residence.known and given.choice.known else None


def bounded(given: Bounded) -> bool:
    """Whether both ends are known."""
    return numbers.known(given.low) and numbers.known(given.high)


def first(origins: Origins) -> ResidenceChoice | None:
    """The split that the page opens with: the first of which counts and flows are of one day, else the first."""
    given = known(origins)
    return next((each for each in given if each.period == each.flows), given[0] if given else None)


def headline(origins: Origins) -> str:
    """The answer to the page's question: the two parts, the assumption that they rest on, and how sure they are."""
    given = first(origins)
    if given is None:
        return without_split(origins)
    values = {
        "year": given.period.year,
        "group": group(given.contrast),
        "total": numbers.count(given.total),
        "residence": numbers.count(given.residence.estimate),
        "choice": numbers.count(given.choice.estimate),
    }
    answer = (
        _(
            "In %(year)s, of the %(total)s points of uneven spread of %(group)s, about %(residence)s came from where "
            "families live and %(choice)s from the school that they choose, if schoolmates from different areas belong "
            "to the group equally often."
        )
        % values
    )
    if bounded(given.residence):
        answer += " " + _("Because small numbers are masked, residence then lies %(between)s.") % {
            "between": within(given.residence)
        }
    return answer


def without_split(origins: Origins) -> str:
    """Why there is no split, in one sentence."""
    values = {"place": origins.municipality.name}
    reasons: set[Reason | None] = {
        number.reason
        for each in origins.splits
        for number in (each.total, each.residence.estimate, each.choice.estimate)
        if number.reason
    }
    if not origins.splits:
        reasons = {each.nearest.low.reason for each in origins.nearest}
    if Reason.NO_SCHOOLS in reasons:
        return _("%(place)s has no primary school in these counts, so there is nothing to split.") % values
    if Reason.ONE_SCHOOL in reasons:
        return _("%(place)s has one primary school. With one school there is no choice and nothing to split.") % values
    if Reason.TOO_FEW in reasons:
        return (
            _("%(place)s has too few schools or too few pupils in the group to show what comes from living.") % values
        )
    return (
        _("For %(place)s there are no counts by which the uneven spread can be split in residence and choice.") % values
    )


def within(given: Bounded) -> str:
    """``between 33 and 37``; ``on 35`` where both ends are the same; why not, where there are no ends."""
    return _between(numbers.count(given.low), numbers.count(given.high))


def within_kilometres(given: Bounded) -> str:
    """Bounds of a distance in metres as kilometres: ``between 0.9 and 1.2``, rounded outward."""
    return _between(*numbers.kilometres_within(given.low, given.high))


def _between(low: str, high: str) -> str:
    if low == high:
        return _("at %(number)s") % {"number": low}
    return _("between %(low)s and %(high)s") % {"low": low, "high": high}


def label(given: ResidenceChoice) -> str:
    """The group and the year of the counts, for beside a bar or in a row."""
    return f"{contrast_label(given.contrast)}, {given.period.year}"


def flows_label(given: ResidenceChoice) -> str:
    """The year of the flows that the split uses, for under the group."""
    return _("flows of %(year)s") % {"year": given.flows.year}


def days_note(given: ResidenceChoice) -> str:
    """The days of the counts and of the flows, and that they differ when they do."""
    values = {"counts": period(given.period), "flows": period(given.flows)}
    if given.period == given.flows:
        return _("Counts and flows of %(counts)s.") % values
    return _("Counts of %(counts)s with flows of another day: %(flows)s.") % values


def published_label(split: Split) -> tuple[str, str]:
    """What stands beside the Inspectie's bar."""
    return f"Inspectie, {split.year}", _("another group")


def heading(origins: Origins) -> Heading:
    """Title, subtitle, source line and description of the picture."""
    own, given = known(origins), first(origins)
    source = short_source_line(_sources(own) or origins.sources)
    if given is None:
        sentence = without_split(origins)
        return Heading(_("No figures to draw"), sentence, source, sentence)
    theirs = published(origins)
    values = {"place": origins.municipality.name, "year": given.period.year}
    title = _("%(place)s in %(year)s: %(residence)s by residence and %(choice)s by choice, %(total)s together") % (
        values | _parts(given)
    )
    sentences = [
        _("Out of 100 pupils of the group: how many would have to be at another school for an even spread."),
        _(
            "Thick line: where the border between residence and choice can lie because small numbers are masked. "
            "Thin line: where it can lie without the assumption."
        ),
    ]
    if theirs:
        sentences.append(_("Grey: the Inspectie's figure, between children of parents with much and little schooling."))
        source = " ".join((source, _("Grey bar: Inspectie van het Onderwijs."))).strip()
    return Heading(title, " ".join(sentences), source, " ".join(_described(own, theirs)))


def alt(origins: Origins) -> str:
    """The alternative text of the picture."""
    found = heading(origins)
    return f"{found.title}. {found.description}"


def _parts(given: ResidenceChoice) -> dict[str, str]:
    return {
        "residence": numbers.count(given.residence.estimate),
        "choice": numbers.count(given.choice.estimate),
        "total": numbers.count(given.total),
    }


def _described(own: Sequence[ResidenceChoice], theirs: Split | None) -> Iterator[str]:
    sentence = _("%(place)s: %(residence)s by residence and %(choice)s by choice, together %(total)s.")
    if theirs:
        yield sentence % {
            "place": f"Inspectie, {theirs.year}",
            "residence": numbers.count(theirs.residence),
            "choice": numbers.count(theirs.choice),
            "total": numbers.count(theirs.total),
        }
    for each in own:
        yield sentence % ({"place": label(each)} | _parts(each))
        if bounded(each.residence):
            yield _("With masked numbers, residence lies %(between)s.") % {"between": within(each.residence)}


def _sources(given: Sequence[ResidenceChoice]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(source for each in given for source in each.sources))


def assumption(origins: Origins) -> str:
    """That the data alone do not decide, with the bounds without assumption; empty when there is no split."""
    given = first(origins)
    if given is None or not bounded(given.free):
        return ""
    said = _(
        "Without any assumption the uneven spread would lie %(between)s if every pupil of %(year)s went to the nearest "
        "school; it was %(total)s. So the data alone do not decide."
    ) % {"between": within(given.free), "total": numbers.count(given.total), "year": given.period.year}
    if numbers.shown(given.free.high) > numbers.shown(given.total):
        said += " " + _("Choice may even have made the spread more even.")
    return said


def beside_published(origins: Origins) -> str:
    """How to lay our split beside the Inspectie's: compare shares; empty when one of the two is not there."""
    ours, theirs = first(origins), published(origins)
    if ours is None or theirs is None:
        return ""
    return _(
        "The Inspectie reports %(their_part)s of %(their_total)s points by residence for %(their_year)s; here it is "
        "%(our_part)s of %(our_total)s for %(our_year)s. Compare those shares, not the points: the Inspectie looks at "
        "the schooling of parents, a group with another definition."
    ) % {
        "their_part": numbers.count(theirs.residence),
        "their_total": numbers.count(theirs.total),
        "their_year": theirs.year,
        "our_part": numbers.count(ours.residence.estimate),
        "our_total": numbers.count(ours.total),
        "our_year": ours.period.year,
    }


def choice_over_time(origins: Origins) -> tuple[str, ...]:
    """Per group that was counted twice: whether the part by choice changed, as far as that can be told."""
    said = []
    by_contrast: dict[str, list[ResidenceChoice]] = {}
    for each in known(origins):
        if bounded(each.choice):
            by_contrast.setdefault(each.contrast.id, []).append(each)
    for given in by_contrast.values():
        for before, after in combinations(sorted(given, key=lambda each: each.period), 2):
            values = {
                "group": group(before.contrast),
                "from": before.period.year,
                "to": after.period.year,
                "before": within(before.choice),
                "after": within(after.choice),
            }
            said.append(_choice_sentence(_moved(before.choice, after.choice)) % values)
    return tuple(said)


def _choice_sentence(moved: int) -> str:
    if moved > 0:
        return _(
            "For %(group)s the part by choice grew from %(from)s to %(to)s, under the same assumption: it was "
            "%(before)s and became %(after)s."
        )
    if moved < 0:
        return _(
            "For %(group)s the part by choice shrank from %(from)s to %(to)s, under the same assumption: it was "
            "%(before)s and became %(after)s."
        )
    return _(
        "For %(group)s it cannot be said whether the part by choice changed from %(from)s to %(to)s: it was %(before)s "
        "and then %(after)s, and those ranges overlap."
    )


def nearest_over_time(origins: Origins) -> tuple[str, ...]:
    """Whether more or fewer pupils attend the nearest school than before, for years whose ranges stay apart."""
    given = sorted((each for each in origins.nearest if bounded(each.nearest)), key=lambda each: each.period)
    said, open_pairs = [], []
    for before, after in combinations(given, 2):
        moved = _moved(before.nearest, after.nearest)
        values = {"from": before.period.year, "to": after.period.year}
        if moved > 0:
            said.append(_("From %(from)s to %(to)s the share that attends the nearest school rose.") % values)
        elif moved < 0:
            said.append(_("From %(from)s to %(to)s the share that attends the nearest school fell.") % values)
        else:
            open_pairs.append(_("from %(from)s to %(to)s") % values)
    if open_pairs:
        said.append(
            _("Whether that share changed %(years)s cannot be said: the ranges overlap.")
            % {"years": listing(open_pairs)}
        )
    return tuple(said)


def _moved(before: Bounded, after: Bounded) -> int:
    """1 when all of ``after`` lies above all of ``before``, -1 when below, 0 when the ranges touch or overlap."""
    if numbers.shown(after.low) > numbers.shown(before.high):
        return 1
    return -1 if numbers.shown(after.high) < numbers.shown(before.low) else 0


def level_name(level: str) -> str:
    """Between what Theil's H lies. Raises KeyError on a level that no figure has."""
    return {"denomination": _("Denominations"), "board": _("School boards")}[level]


def levels_sentence(origins: Origins) -> str:
    """How much of Theil's H lies between denominations and boards, by the newest count; empty when none is known."""
    given = [each for each in origins.between if each.share.known]
    if not given:
        return ""
    newest = max(each.period for each in given)
    said = [_level_share(each) for each in given if each.period == newest]
    return _("In %(year)s, of the uneven spread by Theil's H, %(parts)s. The rest lay between schools within them.") % {
        "year": newest.year,
        "parts": listing(said),
    }


def _level_share(given: Between) -> str:
    if given.level == "board":
        return _("%(share)s lay between school boards") % {"share": numbers.percent(given.share)}
    return _("%(share)s lay between denominations") % {"share": numbers.percent(given.share)}
