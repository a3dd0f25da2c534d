"""Old .xls and .et: the container, hidden rows and error cells by xlrd, and records without any container."""

from __future__ import annotations

import io
from datetime import date, time
from typing import Any

from caredesk.documents.reading.extras import SheetExtras, as_shown, digits_of
from caredesk.documents.reading.limits import shortened, whole
from caredesk.documents.reading.sniff import BROKEN, NOT_A_TABLE
from caredesk.schema.errors import FileTrouble
from caredesk.schema.roster import Cell, RawSheet

_MOST_BYTES = 20 << 20
_OTHERS = (("WordDocument", "Word 文档"), ("PowerPoint Document", "演示文稿"), ("__properties_version1.0", "邮件"))


def is_locked(data: bytes) -> bool:
    """Whether a file in an OLE container asks for a password; FileTrouble when it holds no workbook at all."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            if container.exists("EncryptedPackage"):
                return True
            stream = next((name for name in ("Workbook", "Book") if container.exists(name)), None)
            if stream is not None:
                _refuse_loops(container, stream)
                return _has_password(container.openstream(stream).read(1 << 20))
            found = [what for name, what in _OTHERS if container.exists(name)]
    except (FileTrouble, MemoryError):
        raise
    except Exception as error:  # a cut-off container leads the library into anything
        raise FileTrouble(BROKEN) from error
    raise FileTrouble(NOT_A_TABLE.format(what=found[0] if found else "另一种程序的文件"))


def _refuse_loops(container: Any, stream: str) -> None:
    """FileTrouble when the chain of sectors runs in a circle, which would be read without end."""
    small = container.get_size(stream) < container.minisectorcutoff
    starts = [container.root.isectStart, container.first_dir_sector]
    if not small:
        starts.append(container.direntries[container._find(stream)].isectStart)  # noqa: SLF001  there is no other way
    for start in starts:
        at, steps = start, 0
        while at < 0xFFFFFFFA:
            at, steps = container.fat[at], steps + 1
            if steps > len(container.fat):
                raise FileTrouble(BROKEN)


def _has_password(stream: bytes) -> bool:
    """Whether the records begin with a FILEPASS."""
    at = 0
    while at + 4 <= len(stream):
        record = int.from_bytes(stream[at : at + 2], "little")
        if record in (0x2F, 0x0A):
            return record == 0x2F
        at += 4 + int.from_bytes(stream[at + 2 : at + 4], "little")
    return False


def look_at_old_sheets(data: bytes) -> list[SheetExtras]:
    """The extras of every sheet; nothing where xlrd cannot follow (calamine still may)."""
    if len(data) > _MOST_BYTES:
        return []
    import xlrd

    try:
        with xlrd.open_workbook(
            file_contents=data, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
        ) as book:
            found = []
            for number in range(book.nsheets):
                found.append(_extras(book.sheet_by_index(number), book, xlrd))
                book.unload_sheet(number)
            return found
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  xlrd raises whatever a cut-off file leads it into; calamine judges the file
        return []


def _extras(sheet: Any, book: Any, xlrd: Any) -> SheetExtras:
    made = SheetExtras()
    zeros = {key: digits for key, told in book.format_map.items() if (digits := digits_of(told.format_str or ""))}
    styles = {number: zeros[style.format_key] for number, style in enumerate(book.xf_list) if style.format_key in zeros}
    for row in range(sheet.nrows):
        types = sheet.row_types(row)
        if xlrd.XL_CELL_ERROR in types:
            values = sheet.row_values(row)
            for column, kind in enumerate(types):
                if kind == xlrd.XL_CELL_ERROR:
                    made.errors[row, column] = xlrd.error_text_from_code.get(values[column], "#N/A")
        if styles and xlrd.XL_CELL_NUMBER in types:
            for column, kind in enumerate(types):
                if kind == xlrd.XL_CELL_NUMBER and (style := sheet.cell_xf_index(row, column)) in styles:
                    made.digits[row, column] = styles[style]
    made.hidden_rows = frozenset(row for row, info in sheet.rowinfo_map.items() if info.hidden)
    made.hidden_columns = frozenset(column for column, info in sheet.colinfo_map.items() if info.hidden)
    return made


def read_bare_records(data: bytes) -> list[RawSheet]:
    """An .xls that is records without a container (BIFF 2 to 5, as old programs export it)."""
    import xlrd

    try:
        with xlrd.open_workbook(
            file_contents=data,
            formatting_info=True,
            ragged_rows=True,
            encoding_override="gb18030",
            logfile=io.StringIO(),
        ) as book:
            return [_sheet(sheet, book, xlrd) for sheet in book.sheets()]
    except MemoryError:
        raise
    except Exception as error:
        raise FileTrouble(BROKEN) from error


def _sheet(sheet: Any, book: Any, xlrd: Any) -> RawSheet:
    extras = _extras(sheet, book, xlrd)
    rows = [
        shortened(
            [
                _value(cell, book.datemode, xlrd, extras.digits.get((row, column), 0))
                for column, cell in enumerate(sheet.row(row))
            ]
        )
        for row in range(sheet.nrows)
    ]
    merges = tuple((top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells)
    return RawSheet(
        sheet.name,
        rows,
        visible=sheet.visibility == 0,
        merges=merges,
        hidden_rows=extras.hidden_rows,
        hidden_columns=extras.hidden_columns,
    )


def _value(cell: Any, datemode: int, xlrd: Any, digits: int) -> Cell:
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return as_shown(whole(cell.value), digits) if digits else whole(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _moment(cell.value, datemode, xlrd)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    return str(cell.value)


def _moment(value: float, datemode: int, xlrd: Any) -> Cell:
    try:
        moment = xlrd.xldate_as_datetime(value, datemode)
    except (xlrd.xldate.XLDateError, OverflowError, ValueError):
        return whole(value)
    if 0 <= value < 1:
        return time(moment.hour, moment.minute, moment.second)
    return moment if value % 1 else date(moment.year, moment.month, moment.day)
