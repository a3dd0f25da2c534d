"""The sheets of an .xlsb as records ([MS-XLSB] 2.4): what calamine does not tell of them."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from caredesk.documents.reading.archive import Archive
from caredesk.documents.reading.extras import SheetExtras, zero_styles
from caredesk.documents.reading.limits import MOST_SHEETS
from caredesk.documents.reading.sniff import BROKEN
from caredesk.schema.errors import FileTrouble

_ROW, _ERROR, _REAL, _RK, _FORMULA_NUMBER, _FORMULA_ERROR = 0, 3, 5, 2, 9, 11
_FORMAT, _STYLE, _COLUMNS, _SHEET, _MERGE, _STYLES_BEGIN, _STYLES_END = 44, 47, 60, 156, 176, 617, 618
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def look_at_binary_sheets(archive: Archive) -> list[SheetExtras]:
    """The extras of every sheet in workbook order; less of them where the records are not as they should be."""
    targets = archive.targets("xl/_rels/workbook.bin.rels")
    parts = [
        targets.get(_wide(body, 8), "")
        for record, body in _records(archive.read("xl/workbook.bin"))
        if record == _SHEET and len(body) >= 12
    ]
    styles = _zero_styles(archive.read("xl/styles.bin"))
    if len(parts) > MOST_SHEETS:
        return []
    looked = {part: _look(archive.read(part), styles) for part in set(parts)}
    return [looked[part] for part in parts]


def _look(content: bytes, styles: dict[int, int]) -> SheetExtras:
    made = SheetExtras()
    row, hidden_rows, hidden_columns, merges = 0, set[int](), set[int](), list[tuple[int, int, int, int]]()
    for record, body in _records(content):
        if record == _ROW and len(body) >= 12:
            row = int.from_bytes(body[:4], "little")
            if row >= 1 << 20:
                raise FileTrouble(BROKEN)
            if body[11] & 0x10:
                hidden_rows.add(row)
        elif record <= _FORMULA_ERROR:
            _look_at_cell(made, record, body, row, styles)
        elif record == _COLUMNS and len(body) >= 18 and body[16] & 1:
            first, last = struct.unpack("<II", body[:8])
            hidden_columns.update(range(first, min(last + 1, 16384)))
        elif record == _MERGE and len(body) >= 16:
            top, bottom, left, right = struct.unpack("<IIII", body[:16])
            merges.append((top, left, bottom, right))
    made.hidden_rows, made.hidden_columns = frozenset(hidden_rows), frozenset(hidden_columns)
    made.merges = tuple(merges)
    return made


def _look_at_cell(made: SheetExtras, record: int, body: bytes, row: int, styles: dict[int, int]) -> None:
    column = int.from_bytes(body[:4], "little")
    if column >= 16384:
        raise FileTrouble(BROKEN)
    if record in (_ERROR, _FORMULA_ERROR) and len(body) >= 9:
        made.errors[row, column] = _ERRORS.get(body[8], "#N/A")
    elif record in (_REAL, _RK, _FORMULA_NUMBER) and (digits := styles.get(int.from_bytes(body[4:7], "little"))):
        made.digits[row, column] = digits


def _zero_styles(content: bytes) -> dict[int, int]:
    codes, used, inside = dict[int, str](), list[int](), False
    for record, body in _records(content):
        if record == _FORMAT and len(body) >= 6:
            codes[int.from_bytes(body[:2], "little")] = _wide(body, 2)
        elif record in (_STYLES_BEGIN, _STYLES_END):
            inside = record == _STYLES_BEGIN
        elif record == _STYLE and inside and len(body) >= 4:
            used.append(int.from_bytes(body[2:4], "little"))
    return zero_styles(codes, used)


def _wide(body: bytes, at: int) -> str:
    """The text at a place of a record; of two in a row, the first."""
    length = int.from_bytes(body[at : at + 4], "little")
    return body[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace")


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Record number and body, until the content ends or makes no sense."""
    at, end = 0, len(content)
    while at + 1 < end:
        record = content[at]
        at += 1
        if record & 0x80:
            record = (record & 0x7F) | (content[at] << 7)
            at += 1
        size = shift = 0
        while at < end and shift < 28:
            byte = content[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        if at + size > end:
            return
        yield record, content[at : at + size]
        at += size
