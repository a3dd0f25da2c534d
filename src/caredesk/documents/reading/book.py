"""Read any workbook a county sends into plain sheets: by content, never by ending.

`open_workbook` is what the worker process runs; `read_workbook` does the same in this process for files that are
ours. Everything bad becomes FileTrouble with a sentence.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from caredesk.documents.reading.archive import Archive
from caredesk.documents.reading.extras import SheetExtras, as_shown
from caredesk.documents.reading.legacy import is_locked, look_at_old_sheets, read_bare_records
from caredesk.documents.reading.limits import (
    MOST_CELLS,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_EMPTY_FORMULAS,
    MOST_MERGES,
    MOST_NAME,
    MOST_ROW_TEXT,
    MOST_SHEETS,
    MOST_TEXT,
    shortened,
    too_long,
)
from caredesk.documents.reading.limits import whole as as_whole
from caredesk.documents.reading.markup import read_html, read_mime, read_spreadsheetml
from caredesk.documents.reading.opendoc import read_flat_opendocument, read_opendocument
from caredesk.documents.reading.sheetbin import look_at_binary_sheets
from caredesk.documents.reading.sheetxml import MOST_CELLS as FURTHEST
from caredesk.documents.reading.sheetxml import look_at_sheets
from caredesk.documents.reading.sniff import BROKEN, EMPTY, Kind, sniff
from caredesk.documents.reading.text import cut_off, read_separated
from caredesk.documents.reading.unlock import unlocked
from caredesk.schema.errors import FileTrouble
from caredesk.schema.roster import Cell, RawSheet, RawWorkbook

_ROWS = 1 << 20
"""Rows that a sheet can have."""
_TOO_MANY_SHEETS = "这个工作簿有 {count} 张工作表，太多了，没有收。请只留要收的工作表，另存为一个新文件再收。"
_TOO_MUCH = "这份表里的内容太多，不像一份花名册，没有收。请只留要收的工作表和列，另存为一个新文件再收。"
_TOO_MANY_MERGES = (
    "“{sheet}”里合并的单元格太多（{count} 处），不像名单，没有收。请取消合并，或把名单复制到新工作簿再收。"
)


@dataclass(frozen=True)
class OpenSheet:
    """A sheet about to be read: its facts (``head`` has no rows) and its rows, which can be walked once."""

    head: RawSheet
    rows: Iterator[list[Cell]]


@dataclass(frozen=True)
class OpenWorkbook:
    """A recognised workbook whose sheets are read one by one, so that only one is in memory.

    ``digest`` is that of the file as it lies on the disk, also when it was encrypted.
    """

    kind: str
    digest: str
    sheets: Iterator[OpenSheet]
    sheet_count: int
    notices: tuple[str, ...] = ()


def open_workbook(data: bytes, password: str = "") -> OpenWorkbook:
    """Recognise and open; FileTrouble for what cannot be read (later also while the sheets are walked).

    LockedFile when the file asks for a password and ``password`` is not it.
    """
    found, digest = sniff(data), hashlib.sha256(data).hexdigest()
    if found == "ole" and is_locked(data):
        data = unlocked(data, password)
        found = sniff(data)
    opened = _opened_elsewhere(data, found) or _opened_whole(data, found)
    return replace(opened, digest=digest, sheets=_checked(opened.sheets))


def _opened_elsewhere(data: bytes, found: Kind) -> OpenWorkbook | None:
    """A workbook that calamine reads, or one in a zip."""
    if found == "ole":
        return _with_calamine(data, "xls", look_at_old_sheets(data))
    if found != "zip":
        return None
    archive = Archive(data)
    archive.preflight()
    kind = archive.kind()
    if kind == "ods":
        return _in_memory(kind, read_opendocument(archive.read("content.xml")))
    look = look_at_sheets if kind == "xlsx" else look_at_binary_sheets
    return _with_calamine(data, kind, look(archive))


def _opened_whole(data: bytes, found: Kind) -> OpenWorkbook:
    readers: dict[str, tuple[str, Callable[[bytes], list[RawSheet]]]] = {
        "biff": ("xls", read_bare_records),
        "html": ("html", read_html),
        "mime": ("html", read_mime),
        "spreadsheetml": ("spreadsheetml", read_spreadsheetml),
        "flat_ods": ("ods", read_flat_opendocument),
        "text": ("csv", read_separated),
    }
    kind, read = readers[found]
    opened = _in_memory(kind, read(data))
    return replace(opened, notices=cut_off(data)) if found == "text" else opened


def _in_memory(kind: str, sheets: Sequence[RawSheet]) -> OpenWorkbook:
    opened = (OpenSheet(replace(sheet, rows=()), iter([list(row) for row in sheet.rows])) for sheet in sheets)
    _refuse_many(len(sheets))
    return OpenWorkbook(kind, "", opened, len(sheets))


def _refuse_many(sheets: int) -> None:
    if sheets > MOST_SHEETS:
        raise FileTrouble(_TOO_MANY_SHEETS.format(count=sheets))


def read_workbook(data: bytes, password: str = "") -> RawWorkbook:
    """Read a whole workbook in this process; FileTrouble when it is bad or wholly empty."""
    opened = open_workbook(data, password)
    sheets = [replace(sheet.head, rows=[tuple(row) for row in sheet.rows]) for sheet in opened.sheets]
    return finished(RawWorkbook(opened.kind, sheets, opened.digest, opened.notices))


def finished(book: RawWorkbook) -> RawWorkbook:
    """The workbook, unless no sheet holds anything: then FileTrouble."""
    if not any(any(row for row in sheet.rows) for sheet in book.sheets):
        raise FileTrouble(EMPTY)
    return book


def _checked(sheets: Iterator[OpenSheet]) -> Iterator[OpenSheet]:
    """The sheets under names of their own, none of them and not all together with more than a desk can bear."""
    count, names = _Count(), set[str]()
    for number, sheet in enumerate(sheets, 1):
        name = sheet.head.name[:MOST_NAME]
        merges = tuple(merge for merge in sheet.head.merges if merge[0] <= merge[2] and merge[1] <= merge[3])
        head = replace(sheet.head, name=f"{name}（{number}）" if name in names else name, merges=merges)
        names.add(head.name)
        if len(head.merges) > MOST_MERGES:
            raise FileTrouble(_TOO_MANY_MERGES.format(sheet=head.name, count=len(head.merges)))
        if len(head.formulas) > MOST_EMPTY_FORMULAS:
            raise FileTrouble(_TOO_MUCH)
        yield OpenSheet(head, count.checked(OpenSheet(head, sheet.rows)))


class _Count:
    """How much of what a desk can bear has been read."""

    def __init__(self) -> None:
        self._cells = self._characters = 0

    def checked(self, sheet: OpenSheet) -> Iterator[list[Cell]]:
        """The rows of a sheet, counted; FileTrouble when they become too many."""
        for number, row in enumerate(sheet.rows, 1):
            characters = len("".join([cell for cell in row if cell.__class__ is str]))
            if characters > MOST_TEXT and _is_too_long(row, characters):
                raise too_long(number, sheet.head.name)
            self._cells += len(row)
            self._characters += characters
            if self._cells > MOST_CELLS or self._characters > MOST_CHARACTERS:
                raise FileTrouble(_TOO_MUCH)
            yield row


def _is_too_long(row: Sequence[Cell], characters: int) -> bool:
    return characters > MOST_ROW_TEXT or any(len(cell) > MOST_TEXT for cell in row if isinstance(cell, str))


def _with_calamine(data: bytes, kind: str, extras: Sequence[SheetExtras]) -> OpenWorkbook:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = _calamine(CalamineWorkbook.from_object, io.BytesIO(data))
    listed = [(number, meta) for number, meta in enumerate(book.sheets_metadata) if meta.typ == SheetTypeEnum.WorkSheet]
    _refuse_many(len(listed))

    def sheets() -> Iterator[OpenSheet]:
        for number, meta in listed:
            extra = extras[number] if number < len(extras) else SheetExtras()
            head = RawSheet(meta.name, (), visible=meta.visible == SheetVisibleEnum.Visible)
            yield _calamine_sheet(book, number, head, extra)

    return OpenWorkbook(kind, "", sheets(), len(listed))


def _calamine(call: Callable[..., Any], *given: Any) -> Any:
    """Call into calamine; whatever it says, including a Rust panic, is about the file."""
    from python_calamine import CalamineError

    try:
        return call(*given)
    except (CalamineError, zipfile.BadZipFile, ValueError, KeyError, IndexError, OverflowError, OSError) as error:
        raise FileTrouble(BROKEN) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise FileTrouble(BROKEN) from error
        raise


def _calamine_sheet(book: Any, number: int, known: RawSheet, extra: SheetExtras) -> OpenSheet:
    sheet = _calamine(book.get_sheet_by_index, number)
    last, right = sheet.end or (0, 0)
    if last >= _ROWS or (last + 1 - sheet.start[0] if sheet.start else 0) * (right + 1) > FURTHEST:
        raise FileTrouble(BROKEN)
    merges = tuple(sorted((*start, *end) for start, end in sheet.merged_cell_ranges or ()))
    seen = max([last, *(merge[2] for merge in merges or extra.merges)])
    head = replace(
        known,
        merges=merges or extra.merges,
        hidden_rows=frozenset(row for row in extra.hidden_rows if row <= seen),
        hidden_columns=extra.hidden_columns,
        formulas=extra.formulas,
    )
    return OpenSheet(head, _calamine_rows(sheet, extra))


def _calamine_rows(sheet: Any, extra: SheetExtras) -> Iterator[list[Cell]]:
    if sheet.start is None:
        return
    # iter_rows (0.9.1) gives the blank rows above the first filled one, but not the blank columns left of it.
    left = [""] * sheet.start[1]
    besides = extra.by_row()
    rows = iter(_calamine(sheet.iter_rows))
    for number in range(sheet.end[0] + 1):
        cells = _calamine(next, rows, None)
        if cells is None:
            return
        row = left + [cell if cell.__class__ is str else _scalar(cell) for cell in cells[: MOST_COLUMNS - len(left)]]
        for column, what in besides.get(number, ()):
            row.extend([""] * (min(column, MOST_COLUMNS) + 1 - len(row)))
            if column < MOST_COLUMNS:
                row[column] = what if isinstance(what, str) else as_shown(row[column], what)
        yield shortened(row)


def _scalar(cell: Any) -> Cell:
    if cell.__class__ is float:
        return as_whole(cell)
    if isinstance(cell, (bool, int, datetime, date, time)):
        return cell
    if isinstance(cell, timedelta):
        return cell.total_seconds() / 86400
    return str(cell)
