# SPDX-License-Identifier: EUPL-1.2
"""What is said of a municipality's own table on school advice: of one that is loaded, and of one in the edition."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from speelveld.disclosure.publishable import Reason
from speelveld.figures.advice_upload_table import Uploaded
from speelveld.render import numbers


def said(result: Uploaded) -> dict[str, Any]:
    """The sentences above the tables."""
    whole, sentences = result.rows[0], list[str]()
    if whole.higher.estimate.known:
        values = {"year": result.school_year, "number": numbers.count(whole.higher.estimate)}
        sentences.append(
            _("In this table of %(year)s, %(number)s of every 100 pupils have a higher test advice.") % values
        )
    elif whole.higher.estimate.reason is Reason.NOT_PUBLISHED:
        sentences.append(_("This table does not tell how many pupils have a higher test advice."))
    else:
        sentences.append(_("This table holds too few pupils to show a share of all."))
    if result.country.known:
        values = {"year": result.country_year, "number": numbers.percent(result.country)}
        sentences.append(_("In the country it was %(number)s in %(year)s (CBS).") % values)
    if result.crosses:
        sentences.append(_("The rules changed between these two years, so they are not compared."))
    if result.masked:
        sentences.append(_("Some numbers in the table are masked. No sum is shown of which such a number is a part."))
    return {"sentences": sentences, "parts": [(_PARTS[part.id](), part.points) for part in result.parts]}


_PARTS = {
    "mix": lambda: _("another mix of first advices, single and double"),
    "within": lambda: _("within the same first advice"),
    "outside": lambda: _("first advices that only one of the two has"),
}
