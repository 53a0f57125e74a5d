# SPDX-License-Identifier: EUPL-1.2
"""Functions of scipy that the models need, loaded at the first call: importing the package must stay quick."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def _late(module: str, name: str) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        return getattr(import_module(module), name)(*arguments)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"``{module}.{name}``."
    return call


betainc = _late("scipy.special", "betainc")
betaincinv = _late("scipy.special", "betaincinv")
betaln = _late("scipy.special", "betaln")
chdtrc = _late("scipy.special", "chdtrc")
digamma = _late("scipy.special", "digamma")
expit = _late("scipy.special", "expit")
gammaln = _late("scipy.special", "gammaln")
ndtr = _late("scipy.special", "ndtr")
ndtri = _late("scipy.special", "ndtri")
polygamma = _late("scipy.special", "polygamma")
roots_hermite = _late("scipy.special", "roots_hermite")
stdtrit = _late("scipy.special", "stdtrit")
