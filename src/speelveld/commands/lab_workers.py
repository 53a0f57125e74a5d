# SPDX-License-Identifier: EUPL-1.2
"""Where the laboratory works: in this process, in a pool of processes, or on a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from speelveld.errors import Fault, InputError
from speelveld.placement.executor import Executor, InProcess, OnPool

SECONDS_TO_CONNECT = 10


@contextmanager
def workers(number: int = 1, scheduler: str | None = None) -> Iterator[Executor]:
    """An executor of ``number`` processes, or of the Dask cluster at ``scheduler`` (``tcp://host:port``).

    Raises InputError where Dask is not installed, or no scheduler answers.
    """
    if scheduler is not None:
        with _cluster(scheduler) as found:
            yield found
    elif number > 1:
        # Processes that start afresh: a copy of this one would also copy its locks, as another thread left them.
        with ProcessPoolExecutor(number, mp_context=get_context("spawn")) as pool:
            yield OnPool(pool)
    else:
        yield InProcess()


@contextmanager
def _cluster(scheduler: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError:
        advice = "Install it with the extra cluster: pip install 'speelveld[cluster]'."
        raise InputError(Fault("Dask's scheduler is not installed.", advice=advice)) from None
    try:
        client = Client(scheduler, timeout=SECONDS_TO_CONNECT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise InputError(Fault(f"no Dask scheduler answers at {scheduler}: {error}.")) from None
    with client:
        yield OnPool(client.get_executor())  # type: ignore[no-untyped-call]
