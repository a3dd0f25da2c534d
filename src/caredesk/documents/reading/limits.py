"""How much of a workbook is read, and the small steps that every reader takes with a row or a number."""

from __future__ import annotations

import math

from caredesk.schema.errors import FileTrouble
from caredesk.schema.roster import Cell

MOST_ROWS = 400_000
MOST_COLUMNS = 2_000
MOST_SHEETS = 500
MOST_MERGES = 200_000
MOST_EMPTY_FORMULAS = 300_000
MOST_CELLS = 6_000_000
MOST_CHARACTERS = 120_000_000
"""Filled cells and their characters that a workbook may hold: the desk keeps all of them in memory."""
MOST_TEXT = 100_000
"""Characters in one cell; Excel itself stops at 32,767."""
MOST_ROW_TEXT = 2_000_000
MOST_NAME = 100

_TOO_MANY_ROWS = "这份表太大（超过 40 万行），没有收。请拆成几份再收。"


def too_many_rows() -> FileTrouble:
    """The trouble of a table that is longer than any register."""
    return FileTrouble(_TOO_MANY_ROWS)


def shortened(row: list[Cell]) -> list[Cell]:
    """The row without the blank cells at its end."""
    while row and row[-1] == "":
        row.pop()
    return row


def whole(value: float) -> Cell:
    """A number as an int where it is one; from 1e15 on it stays a float, which no longer holds every digit.

    What is no number at all (infinite, not a number) is the text that a spreadsheet shows for it.
    """
    if not math.isfinite(value):
        return "#NUM!"
    return int(value) if abs(value) < 1e15 and value.is_integer() else value


def too_long(row: int, sheet: str = "") -> FileTrouble:
    """The trouble of a cell that holds a book; ``row`` counts from 1."""
    where = f"“{sheet}”第 {row} 行" if sheet else f"第 {row} 行"
    return FileTrouble(
        f"{where}有一格的文字太长（超过 {MOST_TEXT // 10_000} 万字），不像名单，没有收。请删掉那一格再收。"
    )
