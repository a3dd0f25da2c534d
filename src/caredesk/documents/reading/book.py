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

from caredesk.documents.reading.archive import SheetExtras, preflight, sheet_parts
from caredesk.documents.reading.sniff import BROKEN, EMPTY, LOCKED, check_ole, opened_zip, sniff, zip_kind
from caredesk.documents.reading.text import MOST_COLUMNS, read_html, read_separated, read_spreadsheetml, shortened
from caredesk.documents.reading.text import whole as as_whole
from caredesk.schema.errors import FileTrouble
from caredesk.schema.roster import Cell, RawSheet, RawWorkbook

MOST_SHEETS = 500
_TOO_MANY_SHEETS = "这个工作簿有 {count} 张工作表，太多了，没有收。请只留要收的工作表，另存为一个新文件再收。"


@dataclass(frozen=True)
class OpenSheet:
    """A sheet about to be read: its facts (``head`` has no rows) and its rows, which can be walked once."""

    head: RawSheet
    rows: Iterator[list[Cell]]


@dataclass(frozen=True)
class OpenWorkbook:
    """A recognised workbook whose sheets are read one by one, so that only one is in memory."""

    kind: str
    digest: str
    sheets: Iterator[OpenSheet]
    sheet_count: int


def open_workbook(data: bytes) -> OpenWorkbook:
    """Recognise and open; FileTrouble for what cannot be read (later also while the sheets are walked)."""
    found = sniff(data)
    digest = hashlib.sha256(data).hexdigest()
    if found == "zip":
        with opened_zip(data) as archive:
            extras = preflight(archive)
            kind: str = zip_kind(archive)
            parts = sheet_parts(archive) if kind == "xlsx" else []
        return _with_calamine(data, kind, digest, [extras.get(part, SheetExtras()) for part in parts])
    if found == "ole":
        check_ole(data)
        return _with_calamine(data, "xls", digest, _xls_extras(data))
    readers: dict[str, Callable[[bytes], list[RawSheet]]] = {
        "html": read_html,
        "spreadsheetml": read_spreadsheetml,
        "text": read_separated,
    }
    sheets = readers[found](data)
    opened = (OpenSheet(replace(sheet, rows=()), iter([list(row) for row in sheet.rows])) for sheet in sheets)
    return OpenWorkbook("csv" if found == "text" else found, digest, opened, len(sheets))


def read_workbook(data: bytes) -> RawWorkbook:
    """Read a whole workbook in this process; FileTrouble when it is bad or wholly empty."""
    opened = open_workbook(data)
    sheets = [replace(sheet.head, rows=list(sheet.rows)) for sheet in opened.sheets]
    return finished(RawWorkbook(opened.kind, sheets, opened.digest))


def finished(book: RawWorkbook) -> RawWorkbook:
    """The workbook, unless no sheet holds anything: then FileTrouble."""
    if not any(any(row for row in sheet.rows) for sheet in book.sheets):
        raise FileTrouble(EMPTY)
    return book


def _with_calamine(data: bytes, kind: str, digest: str, extras: Sequence[SheetExtras]) -> OpenWorkbook:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = _calamine(CalamineWorkbook.from_object, io.BytesIO(data))
    listed = [(number, meta) for number, meta in enumerate(book.sheets_metadata) if meta.typ == SheetTypeEnum.WorkSheet]
    if len(listed) > MOST_SHEETS:
        raise FileTrouble(_TOO_MANY_SHEETS.format(count=len(listed)))

    def sheets() -> Iterator[OpenSheet]:
        for number, meta in listed:
            extra = extras[number] if number < len(extras) else SheetExtras()
            head = RawSheet(meta.name, (), visible=meta.visible == SheetVisibleEnum.Visible)
            yield _calamine_sheet(book, number, head, extra)

    return OpenWorkbook(kind, digest, sheets(), len(listed))


def _calamine(call: Callable[..., Any], *given: Any) -> Any:
    """Call into calamine; whatever it says, including a Rust panic, is about the file."""
    from python_calamine import CalamineError, PasswordError

    try:
        return call(*given)
    except PasswordError as error:
        raise FileTrouble(LOCKED) from error
    except (CalamineError, zipfile.BadZipFile, ValueError, KeyError, IndexError, OSError) as error:
        locked = "encrypt" in str(error).lower() or "password" in str(error).lower()
        raise FileTrouble(LOCKED if locked else BROKEN) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise FileTrouble(BROKEN) from error
        raise


def _calamine_sheet(book: Any, number: int, known: RawSheet, extra: SheetExtras) -> OpenSheet:
    sheet = _calamine(book.get_sheet_by_index, number)
    merges = tuple(sorted((*start, *end) for start, end in sheet.merged_cell_ranges or ()))
    head = replace(
        known,
        merges=merges,
        hidden_rows=extra.hidden_rows,
        hidden_columns=extra.hidden_columns,
        formulas=extra.formulas,
    )
    return OpenSheet(head, _calamine_rows(sheet, extra.errors))


def _calamine_rows(sheet: Any, errors: dict[tuple[int, int], str]) -> Iterator[list[Cell]]:
    if sheet.start is None:
        return
    # iter_rows (0.9.1) gives the blank rows above the first filled one, but not the blank columns left of it.
    left = [""] * sheet.start[1]
    wrong_rows = {row for row, _ in errors}
    rows = iter(_calamine(sheet.iter_rows))
    for number in range(sheet.end[0] + 1):
        cells = _calamine(next, rows, None)
        if cells is None:
            return
        row = left + [cell if cell.__class__ is str else _scalar(cell) for cell in cells[: MOST_COLUMNS - len(left)]]
        if number in wrong_rows:
            for (at, column), said in errors.items():
                if at == number:
                    row.extend([""] * (column + 1 - len(row)))
                    row[column] = said
        yield shortened(row)


def _scalar(cell: Any) -> Cell:
    if cell.__class__ is float:
        return as_whole(cell)
    if isinstance(cell, (bool, int, datetime, date, time)):
        return cell
    if isinstance(cell, timedelta):
        return cell.total_seconds() / 86400
    return str(cell)


def _xls_extras(data: bytes) -> list[SheetExtras]:
    """Hidden rows, columns and error cells of a BIFF file; nothing where xlrd cannot follow (calamine still may)."""
    if len(data) > 20 << 20:
        return []
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypt" in str(error).lower():
            raise FileTrouble(LOCKED) from error
        return []
    except Exception:  # noqa: BLE001  xlrd raises whatever a cut-off file leads it into; calamine judges the file
        return []
    return [_xls_sheet_extras(sheet, xlrd) for sheet in book.sheets()]


def _xls_sheet_extras(sheet: Any, xlrd: Any) -> SheetExtras:
    errors: dict[tuple[int, int], str] = {}
    for row in range(sheet.nrows):
        types = sheet.row_types(row)
        if xlrd.XL_CELL_ERROR in types:
            values = sheet.row_values(row)
            for column, kind in enumerate(types):
                if kind == xlrd.XL_CELL_ERROR:
                    errors[row, column] = xlrd.error_text_from_code.get(values[column], "#N/A")
    hidden_columns: set[int] = set()
    for first, info in sheet.colinfo_map.items():
        if info.hidden:
            hidden_columns.add(first)
    hidden_rows = frozenset(row for row, info in sheet.rowinfo_map.items() if info.hidden)
    return SheetExtras(hidden_rows, frozenset(hidden_columns), errors)
