# SPDX-License-Identifier: EUPL-1.2
"""What a dataset is: a publisher's file, the function that reads it, and the contract of the table it becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from speelveld.contracts.base import Contract
from speelveld.errors import Fault, SourceError
from speelveld.terms import Source

Reader = Callable[[bytes, str], pl.DataFrame]
"""Raw bytes and the file's name in, a frame with the contract's columns out. Raises SourceError."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One dataset of one reference date.

    ``id`` names the table in an edition; ``file`` the bundled file. ``rows`` is how many rows the table has at least
    when it covers the whole country (or city, for a city's own file): fewer means that the file was cut off.
    """

    id: str
    file: str
    read: Reader
    contract: Contract
    source: Source
    rows: int

    def table(self, raw: bytes, file: str = "") -> pl.DataFrame:
        """The checked table. Raises SourceError or ContractError with every fault found."""
        file = file or self.file
        table = self.contract.check(self.read(raw, file), file)
        if table.height < self.rows:
            raise SourceError(
                Fault(
                    f"the table has {table.height:,} rows, fewer than the {self.rows:,} of a complete file.",
                    file,
                    advice="The file seems cut off; fetch it again completely.",
                )
            )
        return table
