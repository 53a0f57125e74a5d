# SPDX-License-Identifier: EUPL-1.2
"""Protected numbers as a reader sees them, in the active language.

Everything here takes a :class:`Publishable` and refuses a bare float, so that no number reaches a page, a picture or a
file around the guard. Shares are whole pupils out of 100; at most three significant digits; a decimal comma in Dutch.
"""

from __future__ import annotations

import math

from speelveld.disclosure.publishable import Publishable
from speelveld.errors import DisclosureError
from speelveld.render.translation import decimal
from speelveld.render.translation import gettext as _


def shown(number: Publishable) -> float:
    """The value behind ``number``. Raises DisclosureError on anything that is not Publishable, or holds no value."""
    if not isinstance(number, Publishable):
        raise DisclosureError(f"a {type(number).__name__} is not a protected number; only figures makes those")
    if number.value is None:
        raise DisclosureError("a number without a value was asked to be shown; ask for its reason instead")
    return number.value


def known(number: Publishable) -> bool:
    """Whether there is a value to show. Raises DisclosureError on anything that is not Publishable."""
    if not isinstance(number, Publishable):
        raise DisclosureError(f"a {type(number).__name__} is not a protected number; only figures makes those")
    return number.known


def rounded(value: float) -> int:
    """To the nearest whole number, halves up, as people round."""
    return math.floor(value + 0.5)


def whole_of_100(index: Publishable) -> int:
    """An index between 0 and 1 as whole pupils out of 100: 0.492 is 49."""
    return rounded(100 * shown(index))


def of_100(index: Publishable) -> str:
    """An index between 0 and 1 as whole pupils out of 100, in words where it rounds to nothing."""
    value = shown(index)
    if 0 < value < 0.005:
        return _("fewer than 1")
    return whole(whole_of_100(index))


def whole(value: int) -> str:
    """A whole number with the language's own thousands mark: 14.811 in Dutch, 14,811 in English."""
    return decimal(value, 0, grouped=True)


def count(number: Publishable) -> str:
    """A count of pupils or schools."""
    return whole(rounded(shown(number)))


def percent(number: Publishable) -> str:
    """A percentage, with as many decimals as mean something: ``7%``."""
    value = shown(number)
    if 0 < value < 0.5 and not number.decimals:
        return _("less than 1%")
    return f"{_fixed(value, number.decimals)}%"


def signed(number: Publishable) -> str:
    """A difference with its meaningful decimals and, when it is negative, a true minus sign: ``−0.6``."""
    value = shown(number)
    return f"−{_fixed(-value, number.decimals)}" if value < 0 else _fixed(value, number.decimals)


def index(number: Publishable) -> str:
    """An index between 0 and 1 as it stands in a table: ``0,492``; at most three decimals."""
    return _fixed(shown(number), min(number.decimals or 3, 3))


def step(value: float) -> str:
    """The step to which numbers are rounded, without zeros that mean nothing: ``0,05``."""
    return decimal(value, 3 if value < 0.01 else 2)


def kilometres(metres: Publishable) -> str:
    """A distance in metres as kilometres with one decimal: ``1,2 km``."""
    return f"{_fixed(shown(metres) / 1000, 1)} km"


def kilometres_within(low: Publishable, high: Publishable) -> tuple[str, str]:
    """Two bounds in metres as kilometres with one decimal, rounded outward: the truth stays between them."""
    down, up = math.floor(shown(low) / 100 + 1e-9), math.ceil(shown(high) / 100 - 1e-9)
    return decimal(down / 10, 1), decimal(up / 10, 1)


def _fixed(value: float, decimals: int) -> str:
    """``value`` with exactly ``decimals`` decimals; halves go up, and a decimal comma in Dutch."""
    scale = 10**decimals
    return decimal(rounded(value * scale) / scale, decimals)
