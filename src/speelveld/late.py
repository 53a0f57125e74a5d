# SPDX-License-Identifier: EUPL-1.2
"""What is slow to import, loaded when it is first needed: functions of scipy, and numba's compiler."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., Any])


def late(module: str, name: str) -> Callable[..., Any]:
    """A function of a module that is imported at its first call."""

    def call(*arguments: Any) -> Any:
        return getattr(import_module(module), name)(*arguments)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"``{module}.{name}``."
    return call


def compiled(function: Function) -> Function:
    """``function`` compiled by numba on its first call, kept on disk where a place for it can be written.

    A division by zero gives infinity or nan, as in numpy. Numba is imported here, which takes most of a second: import
    a module of such functions inside the function that calls them.
    """
    njit = import_module("numba").njit
    made: Any
    try:
        made = njit(function, cache=True, nogil=True, error_model="numpy")
    except RuntimeError:  # numba finds no directory to write its cache in
        made = njit(function, nogil=True, error_model="numpy")
    return cast("Function", made)
