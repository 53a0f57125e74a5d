# SPDX-License-Identifier: EUPL-1.2
"""Django's translation and number formats, with types. English message ids; the active language decides."""

from __future__ import annotations

from datetime import date

from django.utils import formats, translation

override = translation.override
"""``with override("nl"):`` makes a language the active one."""


def gettext(message: str) -> str:
    """``message`` in the active language."""
    return str(translation.gettext(message))


def ngettext(singular: str, plural: str, number: int) -> str:
    """``singular`` or ``plural`` in the active language, by its own rule for ``number``."""
    return str(translation.ngettext(singular, plural, number))


def pgettext(context: str, message: str) -> str:
    """``message`` as it is said in ``context``, in the active language."""
    return str(translation.pgettext(context, message))


def gettext_noop(message: str) -> str:
    """Mark ``message`` for the catalogue, and leave it as it is."""
    return message


def decimal(value: float, decimals: int, grouped: bool = False) -> str:
    """``value`` with ``decimals`` decimals, and with a thousands mark when ``grouped``."""
    return str(formats.number_format(value, decimal_pos=decimals, force_grouping=grouped))


def long_date(value: date) -> str:
    """``1 October 2016`` in the active language."""
    return str(formats.date_format(value, "j F Y"))
