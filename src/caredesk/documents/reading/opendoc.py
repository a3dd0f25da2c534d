"""OpenDocument spreadsheets (.ods, also as one flat XML file): repeated cells, hidden parts, error cells."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from caredesk.documents.reading.extras import as_shown
from caredesk.documents.reading.limits import MOST_COLUMNS, MOST_ROWS, shortened, too_many_rows, whole
from caredesk.documents.reading.sniff import BROKEN, decode, refuse_definitions
from caredesk.schema.errors import FileTrouble
from caredesk.schema.roster import Cell, RawSheet

_NAME = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _STYLE, _TEXT = (f"{{{_NAME}{part}:1.0}}" for part in ("table", "office", "style", "text"))
_ERROR = re.compile(r"#[A-Z/0!?]+|(?:Err|错误):\d{3}")
_DURATION = re.compile(r"PT(\d{1,9})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")


@dataclass
class _Table:
    """One table while it is read; ``blank`` are empty rows that count only when a filled one follows."""

    name: str
    visible: bool
    rows: list[list[Cell]] = field(default_factory=list)
    blank: int = 0
    columns: int = 0
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: set[tuple[int, int]] = field(default_factory=set)

    def sheet(self) -> RawSheet:
        """What was read."""
        return RawSheet(
            self.name,
            self.rows,
            visible=self.visible,
            merges=tuple(self.merges),
            hidden_rows=frozenset(row for row in self.hidden_rows if row < len(self.rows)),
            hidden_columns=frozenset(self.hidden_columns),
            formulas=frozenset(self.formulas),
        )


def read_opendocument(content: bytes) -> list[RawSheet]:
    """The tables of a content.xml or of a flat file; FileTrouble when it is no sound XML."""
    from lxml import etree

    unseen: set[str] = set()
    tables: list[_Table] = []
    try:
        for event, element in etree.iterparse(
            io.BytesIO(content), events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=False
        ):
            if event == "start":
                if element.tag == _TABLE + "table":
                    tables.append(_table(element, unseen))
            elif element.tag == _STYLE + "table-properties" and element.get(_TABLE + "display") == "false":
                unseen.add(element.getparent().get(_STYLE + "name") or "")
            elif tables and element.tag == _TABLE + "table-column":
                _take_column(tables[-1], element)
            elif tables and element.tag == _TABLE + "table-row":
                _take_row(tables[-1], element)
                element.clear(keep_tail=False)
    except etree.LxmlError as error:
        raise FileTrouble(BROKEN) from error
    return [table.sheet() for table in tables]


def read_flat_opendocument(data: bytes) -> list[RawSheet]:
    """The tables of a spreadsheet that is one XML file."""
    refuse_definitions(decode(data))
    return read_opendocument(data)


def _table(element: Any, unseen: set[str]) -> _Table:
    return _Table(element.get(_TABLE + "name") or "", element.get(_TABLE + "style-name") not in unseen)


def _take_column(table: _Table, element: Any) -> None:
    times = _times(element, "number-columns-repeated", 16384)
    if element.get(_TABLE + "visibility", "visible") != "visible":
        table.hidden_columns.update(range(table.columns, min(table.columns + times, 16384)))
    table.columns += times


def _take_row(table: _Table, element: Any) -> None:
    times = _times(element, "number-rows-repeated", 1 << 20)
    at = len(table.rows) + table.blank
    row: list[Cell] = []
    for cell in element:
        if cell.tag in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            _take_cell(table, at, row, cell)
    row = shortened(row)
    if element.get(_TABLE + "visibility", "visible") != "visible":
        table.hidden_rows.update(range(at, min(at + times, MOST_ROWS)))
    if not row:
        table.blank += times
        return
    if at + times > MOST_ROWS:
        raise too_many_rows()
    table.rows.extend([] for _ in range(table.blank))
    table.blank = 0
    table.rows.extend([row] * times)


def _take_cell(table: _Table, at: int, row: list[Cell], cell: Any) -> None:
    times = _times(cell, "number-columns-repeated", 16384)
    column = len(row)
    value = _value(cell) if cell.tag == _TABLE + "table-cell" else ""
    row.extend([value] * min(times, MOST_COLUMNS - column))
    down, right = _times(cell, "number-rows-spanned", MOST_ROWS), _times(cell, "number-columns-spanned", MOST_COLUMNS)
    if down > 1 or right > 1:
        table.merges.append((at, column, at + down - 1, column + right - 1))
    if value == "" and cell.get(_TABLE + "formula") and cell.get(_OFFICE + "value-type") is None:
        table.formulas.add((at, column))


def _times(element: Any, name: str, most: int) -> int:
    said = element.get(_TABLE + name) or "1"
    return min(max(1, int(said)), most) if said.isascii() and said.isdigit() and len(said) < 10 else 1


def _value(cell: Any) -> Cell:
    kind = cell.get(_OFFICE + "value-type")
    shown = "\n".join(_shown(line) for line in cell if line.tag == _TEXT + "p")
    if _ERROR.fullmatch(shown):
        return shown
    if kind in ("float", "percentage", "currency"):
        try:
            value = whole(float(cell.get(_OFFICE + "value", "")))
        except ValueError:
            return shown
        return as_shown(value, len(shown)) if shown.isascii() and shown.isdigit() else value
    if kind == "date":
        return _moment(cell.get(_OFFICE + "date-value", ""), shown)
    if kind == "time":
        return _duration(cell.get(_OFFICE + "time-value", ""), shown)
    if kind == "boolean":
        return bool(cell.get(_OFFICE + "boolean-value") == "true")
    return shown or str(cell.get(_OFFICE + "string-value", ""))


def _shown(line: Any) -> str:
    return "".join(_pieces(line))


def _pieces(element: Any) -> Iterator[str]:
    """The text of a paragraph with its spaces, tabs and breaks; remarks stand beside it and not in it."""
    yield element.text or ""
    for child in element:
        if child.tag == _TEXT + "s":
            said = child.get(_TEXT + "c") or "1"
            yield " " * (min(int(said), 1000) if said.isascii() and said.isdigit() and len(said) < 5 else 1)
        elif child.tag in (_TEXT + "tab", _TEXT + "line-break"):
            yield "\t" if child.tag == _TEXT + "tab" else "\n"
        elif isinstance(child.tag, str):
            yield from _pieces(child)
        yield child.tail or ""


def _moment(said: str, shown: str) -> Cell:
    try:
        return datetime.fromisoformat(said[:19]) if "T" in said else date.fromisoformat(said)
    except ValueError:
        return shown or said


def _duration(said: str, shown: str) -> Cell:
    found = _DURATION.fullmatch(said)
    if not found:
        return shown
    hours, minutes, seconds = map(int, found.groups())
    if hours < 24 and minutes < 60 and seconds < 60:
        return time(hours, minutes, seconds)
    return (hours * 3600 + minutes * 60 + seconds) / 86400
