"""How much of a sheet is filled, to compare with the paper that a person holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Extent:
    """How much was read: ``rows`` filled rows, in the workbook's numbers from ``first`` to ``last`` (0: none).

    ``columns`` counts up to the last filled one; ``first_row`` and ``last_row`` are the cells of those rows.
    """

    rows: int
    columns: int
    first: int = 0
    last: int = 0
    first_row: Sequence[object] = ()
    last_row: Sequence[object] = ()

    def __str__(self) -> str:
        where = f"（第 {self.first} 行到第 {self.last} 行）" if self.rows else ""
        return f"读到 {self.rows} 行 × {self.columns} 列{where}"


def extent_of(rows: Sequence[Sequence[object]]) -> Extent:
    """The extent of rows that are as long as their last filled cell."""
    filled = [number for number, row in enumerate(rows) if row]
    if not filled:
        return Extent(0, 0)
    first, last = filled[0], filled[-1]
    return Extent(len(filled), max(map(len, rows)), first + 1, last + 1, rows[first], rows[last])
