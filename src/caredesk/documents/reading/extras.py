"""What lies in a sheet beside its values: hidden rows and columns, error cells, empty formulas, shown zeros."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from caredesk.schema.roster import Cell

_ZEROS = re.compile(r'(?:\[[^\]]*\])*(0{2,})(?:_.|"\s*"|\\ )*')


@dataclass
class SheetExtras:
    """What calamine cannot see of one sheet; rows and columns count from 0.

    ``errors`` are the texts of error cells, ``digits`` how many digits a number is shown with (format 000000).
    ``merges`` are for formats whose merged cells calamine does not tell.
    """

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    digits: dict[tuple[int, int], int] = field(default_factory=dict)
    formulas: frozenset[tuple[int, int]] = frozenset()
    merges: tuple[tuple[int, int, int, int], ...] = ()

    def by_row(self) -> dict[int, list[tuple[int, str | int]]]:
        """Errors (text) and digits (number) as lists of (column, what) by row."""
        found: dict[int, list[tuple[int, str | int]]] = {}
        for told in (self.errors, self.digits):
            for (row, column), what in told.items():
                found.setdefault(row, []).append((column, what))
        return found


def digits_of(code: str) -> int:
    """How many digits a number format of zeros alone shows (000000: 6), else 0."""
    found = _ZEROS.fullmatch(code.split(";", maxsplit=1)[0])
    return len(found.group(1)) if found else 0


def zero_styles(codes: dict[int, str], used: Iterable[int]) -> dict[int, int]:
    """Digits by style number, for the styles (given as their format numbers, in order) whose format is all zeros."""
    digits = {number: digits_of(code) for number, code in codes.items()}
    return {style: digits[number] for style, number in enumerate(used) if digits.get(number)}


def as_shown(value: Cell, digits: int) -> Cell:
    """A whole number with its leading zeros, as text; any other value as it is."""
    if value.__class__ is int and isinstance(value, int) and 0 <= value < 10 ** (digits - 1):
        return f"{value:0{digits}d}"
    return value
