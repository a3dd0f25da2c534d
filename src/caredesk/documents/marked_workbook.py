"""A roster as its sender wrote it, rows that were not taken coloured and the reason at their end.

Cells keep their places, merges and kinds; texts stay texts, so that no ID number loses digits and nothing runs as a
formula. Corrected by the sender, it imports again: the reason's column is known by its heading.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from caredesk.documents.layout.cells import shown
from caredesk.documents.saving import Target, writing
from caredesk.schema.roster import Cell, RawSheet
from caredesk.schema.roster_marks import REASON_HEADING, MarkedSheet

_ROW_COLOUR, _CELL_COLOUR, _HEAD_COLOUR = "#FFF5D6", "#FFC78A", "#E9ECEF"
_WIDEST, _NARROWEST, _REASON_WIDTH = 40, 6, 48
_SAMPLED = 200
_LONGEST = 32_767
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_MOST_EXACT = 10**11
"""A longer whole number is written as text: spreadsheets show it as 4.29E+17 and lose its end."""


def write_marked_workbook(sheets: Sequence[MarkedSheet], target: Target) -> None:
    """Write the sheets as .xlsx, whole or not at all. FileTrouble when the disk will not."""
    import xlsxwriter

    with writing(target) as stream:
        memory = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(memory, options) as book:
            used: set[str] = set()
            formats = _Formats(book)
            for number, sheet in enumerate(sheets, start=1):
                _SheetWriter(book.add_worksheet(_name(sheet.sheet.name, number, used)), sheet, formats).write()
        stream.write(memory.getbuffer())


class _Formats:
    """Each look once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[Any, ...], Any] = {}

    def __call__(self, *, colour: str = "", number: str = "@", head: bool = False) -> Any:
        key = (colour, number, head)
        if key not in self._made:
            look: dict[str, Any] = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "num_format": number}
            if colour:
                look |= {"bg_color": colour, "border": 1, "border_color": "#B9A97A"}
            if head:
                look |= {"bold": True, "align": "center", "text_wrap": True}
            self._made[key] = self._book.add_format(look)
        return self._made[key]


class _SheetWriter:
    """Writes one sheet: its cells, then its merges, then why rows were not taken."""

    def __init__(self, out: Any, marked: MarkedSheet, formats: _Formats) -> None:
        self._out = out
        self._marked = marked
        self._sheet: RawSheet = marked.sheet
        self._formats = formats
        self._heads = {row for first, last in marked.headers for row in range(first, last + 1)}
        self._width = max((len(row) for row in self._sheet.rows), default=0)

    def write(self) -> None:
        """The whole sheet."""
        for column, width in enumerate(self._widths()):
            self._out.set_column(column, column, width)
        self._out.set_column(self._width, self._width, _REASON_WIDTH)
        for row, cells in enumerate(self._sheet.rows):
            for column, cell in enumerate(cells):
                if cell != "" or row in self._marked.marked:
                    self._write(row, column, cell)
            if row in self._sheet.hidden_rows:
                self._out.set_row(row, None, None, {"hidden": True})
        for merge in self._sheet.merges:
            self._merge(*merge)
        for first, last in self._marked.headers:
            self._reason_heading(first, last)
        reason = self._formats(colour=_ROW_COLOUR)
        for row, mark in self._marked.marked.items():
            self._out.write_string(row, self._width, _text(mark.reason), reason)
        if self._marked.headers:
            self._out.freeze_panes(self._marked.headers[0][1] + 1, 0)

    def _write(self, row: int, column: int, cell: Cell) -> None:
        look, out = self._look(row, column), self._out
        if cell == "":
            out.write_blank(row, column, None, look())
        elif isinstance(cell, bool):
            out.write_boolean(row, column, cell, look(number="General"))
        elif isinstance(cell, int | float) and abs(cell) < _MOST_EXACT:
            out.write_number(row, column, cell, look(number="General"))
        elif isinstance(cell, datetime) and cell.year > 1900 and cell.time() != time(0):
            out.write_datetime(row, column, cell.replace(tzinfo=None), look(number="yyyy-mm-dd hh:mm"))
        elif isinstance(cell, date) and cell.year > 1900:
            out.write_datetime(row, column, cell, look(number="yyyy-mm-dd"))
        else:
            out.write_string(row, column, _text(shown(cell)), look())

    def _look(self, row: int, column: int) -> Any:
        mark, formats = self._marked.marked.get(row), self._formats
        colour = "" if mark is None else _CELL_COLOUR if column in mark.cells else _ROW_COLOUR

        def make(*, number: str = "@") -> Any:
            return formats(colour=colour, number=number, head=row in self._heads)

        return make

    def _merge(self, first: int, left: int, last: int, right: int) -> None:
        """Merge as in the original: a village merged over its people is said for all of them again."""
        from xlsxwriter.exceptions import OverlappingRange

        right = min(right, self._width - 1)
        if first >= len(self._sheet.rows) or left > right or (first, left) == (last, right):
            return
        cell = self._sheet.cell(first, left)
        try:
            self._out.merge_range(first, left, last, right, "", self._look(first, left)())
        except OverlappingRange:  # a file that its own program would mend
            return
        if cell != "":
            self._write(first, left, cell)

    def _reason_heading(self, first: int, last: int) -> None:
        style = self._formats(colour=_HEAD_COLOUR, head=True)
        if last > first:
            self._out.merge_range(first, self._width, last, self._width, REASON_HEADING, style)
        else:
            self._out.write_string(first, self._width, REASON_HEADING, style)

    def _widths(self) -> list[float]:
        """Wide enough for most of what a column holds; titles over the table do not count."""
        first = min((row for row in self._heads), default=0)
        rows = self._sheet.rows[first : first + _SAMPLED]
        found = [float(_NARROWEST)] * self._width
        for cells in rows:
            for column, cell in enumerate(cells):
                if cell != "":
                    longest = max((_units(line) for line in shown(cell).split("\n")), default=0)
                    found[column] = min(max(found[column], longest + 2.0), _WIDEST)
        return found


def _units(text: str) -> int:
    """Half-width characters."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _text(text: str) -> str:
    return _CONTROL.sub("", text)[:_LONGEST]


def _name(name: str, number: int, used: set[str]) -> str:
    """A name that Excel accepts, once each."""
    made = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "", name)[:28].strip("' ") or f"表{number}"
    if made.lower() in used:
        made = f"{made[:25]}-{number}"
    used.add(made.lower())
    return made
