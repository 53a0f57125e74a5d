# SPDX-License-Identifier: EUPL-1.2
"""Special functions of scipy, loaded at the first call: importing the package must stay quick."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def _late(name: str) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        return getattr(import_module("scipy.special"), name)(*arguments)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"``scipy.special.{name}``."
    return call


betainc = _late("betainc")
betaincinv = _late("betaincinv")
betaln = _late("betaln")
digamma = _late("digamma")
expit = _late("expit")
gammaln = _late("gammaln")
logit = _late("logit")
xlog1py = _late("xlog1py")
xlogy = _late("xlogy")
