# SPDX-License-Identifier: EUPL-1.2
"""From text cells to codes, counts, masked counts, decimals and dates, with every fault collected.

A count that the publisher masked (``<5`` in DUO's yearly files, ``-1`` in its CKAN files) becomes the interval
[1, 4]; it is never imputed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from speelveld.contracts.base import MAX_FAULTS, ROW
from speelveld.errors import Fault, SourceError

MASK = (1, 4)
"""What ``<5`` stands for: at least 1, because a row without pupils is not printed, and at most 4."""


class Cells:
    """Turns the text columns of one file into typed columns; :meth:`frame` raises all faults together.

    Each method adds one column (or two, for an interval) under ``to`` (default: the name it has).
    """

    def __init__(self, frame: pl.DataFrame, file: str, titles: Mapping[str, Sequence[str]] | None = None) -> None:
        """``titles`` maps a column of ``frame`` to the publisher's names for it; faults show the first of them."""
        self._text = frame
        self._file = file
        self._titles = titles or {}
        self._typed: list[pl.Series] = [frame.get_column(ROW)]
        self._faults: list[Fault] = []

    def text(self, name: str, to: str = "", *, nullable: bool = False) -> Cells:
        """Text; an empty cell is null, which is a fault unless ``nullable``."""
        cells = self._text.get_column(name).replace("", None)
        if not nullable:
            self._refuse(name, cells.is_null(), "the cell is empty, and it must not be.")
        return self._keep(cells, to or name)

    def code(
        self,
        name: str,
        to: str = "",
        *,
        width: int,
        pattern: str = "[0-9A-Z]+",
        prefix: str = "",
        nullable: bool = False,
    ) -> Cells:
        """A code of ``width`` characters; leading zeros that a spreadsheet lost are put back, letters made capital.

        ``prefix`` is put before it afterwards (``GM`` before a municipality's number).
        """
        cells = self._text.get_column(name).replace("", None)
        codes = cells.str.to_uppercase().str.zfill(width)
        wrong = ~codes.str.contains(f"^(?:{pattern})$").fill_null(False) | (codes.str.len_chars() != width)
        if nullable:
            wrong = wrong & cells.is_not_null()
        self._refuse(name, wrong.fill_null(True), f"'{{}}' is not a code of {width} characters.")
        return self._keep(prefix + codes if prefix else codes, to or name)

    def choice(self, name: str, to: str = "", *, of: Mapping[str, str | None], nullable: bool = False) -> Cells:
        """One of the printed values in ``of``, as our value for it; anything else is a fault that lists them."""
        cells = self._text.get_column(name)
        wrong = ~cells.is_in(list(of)).fill_null(False)
        if nullable:
            wrong = wrong & (cells.fill_null("") != "")
        self._refuse(name, wrong, f"'{{}}' is not one of {', '.join(of)}.")
        return self._keep(cells.replace_strict(dict(of), default=None, return_dtype=pl.String), to or name)

    def postcode(self, name: str, to: str = "", *, nullable: bool = False) -> Cells:
        """A postcode as ``1234AB`` under ``to``, and its first four digits under ``pc4``."""
        cells = self._text.get_column(name).str.replace_all(" ", "", literal=True).str.to_uppercase()
        codes = cells.str.extract("^([1-9][0-9]{3}[A-Z]{2})$", 1)
        wrong = codes.is_null()
        if nullable:
            wrong = wrong & (cells.fill_null("") != "")
        self._refuse(name, wrong, "'{}' is not a postcode such as 9712AB.")
        return self._keep(codes, to or name)._keep(codes.str.head(4), "pc4")

    def count(self, name: str, to: str = "", *, nullable: bool = False) -> Cells:
        """A whole number of at least 0; a dot as thousands mark (``1.095``) is understood."""
        cells = self._text.get_column(name)
        plain = cells.str.replace_all(r"^([0-9]{1,3})\.([0-9]{3})$", "$1$2")
        numbers = plain.str.extract(r"^(\d+)$", 1).cast(pl.Int64, strict=False)
        wrong = numbers.is_null()
        if nullable:
            wrong = wrong & (cells.fill_null("") != "")
        self._refuse(name, wrong, "'{}' is not a number of pupils or of anything else.")
        return self._keep(numbers, to or name)

    def masked(self, name: str, to: str = "", *, small_too: bool = False, nullable: bool = False) -> Cells:
        """A count that may be masked, as ``to_low`` and ``to_high``.

        ``small_too`` keeps a printed 1 to 4 as the interval [1, 4] as well: for flows, whatever the source printed.
        """
        cells = self._text.get_column(name)
        numbers = cells.str.replace_all(r"^([0-9]{1,3})\.([0-9]{3})$", "$1$2").str.extract(r"^(\d+)$", 1)
        exact = numbers.cast(pl.Int64, strict=False)
        masked = cells.is_in(["<5", "< 5", "-1"]).fill_null(False)
        if small_too:
            masked = masked | exact.is_between(*MASK).fill_null(False)
        wrong = exact.is_null() & ~masked
        if nullable:
            wrong = wrong & (cells.fill_null("") != "")
        self._refuse(name, wrong, "'{}' is neither a number of pupils nor '<5'.")
        frame = pl.DataFrame({"exact": exact, "masked": masked})
        low = frame.select(pl.when("masked").then(MASK[0]).otherwise("exact").cast(pl.Int64)).to_series()
        high = frame.select(pl.when("masked").then(MASK[1]).otherwise("exact").cast(pl.Int64)).to_series()
        return self._keep(low, f"{to or name}_low")._keep(high, f"{to or name}_high")

    def decimal(self, name: str, to: str = "", *, nullable: bool = False) -> Cells:
        """A number with a decimal comma or point; dots before a comma are thousands marks."""
        cells = self._text.get_column(name).fill_null("")
        comma = cells.str.contains(",", literal=True)
        plain = pl.select(
            pl.when(comma)
            .then(cells.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
            .otherwise(cells)
        ).to_series()
        numbers = plain.cast(pl.Float64, strict=False)
        wrong = numbers.is_null() | ~numbers.is_finite().fill_null(True)
        if nullable:
            wrong = wrong & (cells != "")
        self._refuse(name, wrong, "'{}' is not a number.")
        return self._keep(numbers, to or name)

    def euros(self, name: str, to: str = "") -> Cells:
        """An amount as DUO prints it, with dots for thousands and always two decimals: ``353.357,72``."""
        cells = self._text.get_column(name)
        right = cells.str.contains(r"^(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+),[0-9]{2}$").fill_null(False)
        self._refuse(name, ~right, "'{}' is not an amount such as 353.357,72.")
        plain = cells.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
        return self._keep(plain.cast(pl.Float64, strict=False), to or name)

    def day(self, name: str, to: str = "", *, form: str = "%Y%m%d") -> Cells:
        """A date, by default as DUO prints it: 20161001."""
        days = self._text.get_column(name).str.to_date(form, strict=False)
        self._refuse(name, days.is_null(), "'{}' is not a date.")
        return self._keep(days, to or name)

    def also(self, faults: Iterable[Fault]) -> Cells:
        """Faults that the reader found itself, to be raised together with those of the cells."""
        self._faults += faults
        return self

    def frame(self) -> pl.DataFrame:
        """The typed columns with ``_row``, or a SourceError with every fault."""
        if self._faults:
            raise SourceError(sorted(self._faults, key=lambda fault: (fault.row or 0, fault.column))[:MAX_FAULTS])
        return pl.DataFrame(self._typed)

    def _keep(self, cells: pl.Series, name: str) -> Cells:
        self._typed.append(cells.alias(name))
        return self

    def _refuse(self, name: str, wrong: pl.Series, message: str) -> None:
        bad = self._text.filter(wrong).select(ROW, name).head(MAX_FAULTS)
        title = self._titles.get(name, (name,))[0]
        self._faults += [Fault(message.format(cell or ""), self._file, row, title) for row, cell in bad.iter_rows()]
