# SPDX-License-Identifier: EUPL-1.2
"""The notes in the ready-made rules files, which are written in English, for the catalogue of translations.

A rules file of a city has notes in a language of its own; these eight come with the software.
"""

from __future__ import annotations

from django.utils.translation import get_language, gettext, gettext_noop

NOTES = (
    gettext_noop(
        "The first stage is a matching of first choices only; immediate "
        "acceptance is our reading of both stages together."
    ),
    gettext_noop("Which classes the four rules are, and their order."),
    gettext_noop("Which of Apeldoorn and Amstelveen has six nearest schools and which four: to be checked."),
    gettext_noop("The published rules of the procedure"),
    gettext_noop(
        "The order of the priority classes, and the place of children of staff in it, are as we understand them."
    ),
    gettext_noop(
        "How the nearest schools are completed to two public and two private ones: here the farthest make way."
    ),
    gettext_noop("The dates of the rounds: here four equal quarters."),
    gettext_noop("Which seats are refilled when a place is given back."),
    gettext_noop("NRC, 3 April 2015"),
    gettext_noop("The mechanism is not named in what we read; deferred acceptance is our reading of it."),
    gettext_noop("The order of the priority classes, the rounds and the length of the list."),
    gettext_noop("The published description of the procedure"),
    gettext_noop("The order of the priority classes (siblings, staff, former pupils) is general knowledge."),
    gettext_noop("Whether the reserved seats are filled before or after the others: before, in this file."),
    gettext_noop(
        "Seats for special needs and for high achievement, and brothers and sisters in several grades, are left out."
    ),
    gettext_noop("Correa and others, Operations Research 70 (2022) 1066"),
    gettext_noop("La Tercera, November 2023"),
    gettext_noop("emol.com, 11 August 2016"),
    gettext_noop("The order of the priority classes."),
    gettext_noop(
        "How a school chooses among equals when it has too few seats: a lottery by each school is our reading."
    ),
    gettext_noop("Eén Aanmeldleeftijd, the city's description"),
    gettext_noop(
        "Every school has rules of its own. Brothers and sisters first, and "
        "then the date of application, is the usual one."
    ),
    gettext_noop("The shares: a platform sets them after its own population. 40 and 60 are an example, not a rule."),
    gettext_noop("Each school's criteria after siblings and staff (distance, chance, place on the list): chance here."),
    gettext_noop(
        "Both quotas flow over into each other when they are not filled; here "
        "a seat that its group leaves goes to anybody."
    ),
    gettext_noop("The Flemish decrees on enrolment, before and after 2022"),
    gettext_noop("Knack, March 2018"),
    gettext_noop("The day in the month on which a round closes; only 'before 1 February' is told."),
    gettext_noop("How the two groups by birth year are divided over the rounds: left out here."),
    gettext_noop("City schools have rules of their own, which we do not know: name them under 'schools'."),
    gettext_noop("The target of 30% disadvantaged children from 2009 is no seat rule here."),
    gettext_noop("AD, December 2017"),
    gettext_noop("de Volkskrant, 1 November 2011"),
    gettext_noop("The ministry's register."),
    gettext_noop("Statement of the parents at enrolment (school allowance, education of the mother)."),
    gettext_noop("Everybody else."),
)
"""What is uncertain in the files, where they come from, and who says that a child belongs to a group."""


def note(text: str) -> tuple[str, str]:
    """A note in the language of the page, and the language that it is in: English where there is no translation."""
    if get_language() == "en" or text not in NOTES:
        return text, "en"
    return gettext(text), str(get_language())
