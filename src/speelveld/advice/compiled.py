# SPDX-License-Identifier: EUPL-1.2
"""Compiling the inner loops with numba at their first call. Import inside a function: numba takes most of a second."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """``function`` compiled by numba on its first call, kept on disk where a place for it can be written."""
    made: Any
    try:
        made = numba.njit(function, cache=True, nogil=True, error_model="numpy")
    except RuntimeError:  # numba finds no directory to write its cache in
        made = numba.njit(function, nogil=True, error_model="numpy")
    return cast("Function", made)
