"""Workbooks as odd programs write them, made by hand: .xlsb records, bare BIFF 2, packages of given parts."""

from __future__ import annotations

import io
import struct
import zipfile

import xlsxwriter


def written(fill, **options) -> bytes:
    """An .xlsx made by XlsxWriter."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, **options})
    fill(book)
    book.close()
    return target.getvalue()


def one_sheet(*rows) -> bytes:
    """An .xlsx with one sheet 名单 of these rows."""

    def fill(book):
        sheet = book.add_worksheet("名单")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return written(fill, strings_to_numbers=False)


def repacked(data: bytes, **changed: bytes | str) -> bytes:
    """The zip with parts replaced or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, content in changed.items():
            new.writestr(name, content)
    return target.getvalue()


def part(data: bytes, name: str) -> str:
    """A part of a zip as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    RELATIONS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def with_sheet(inside: str, base: bytes | None = None) -> bytes:
    """An .xlsx whose one sheet holds this XML inside its <worksheet>."""
    sheet = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">{inside}</worksheet>'
    return repacked(base or one_sheet(["x"]), **{SHEET: sheet})


def strict(data: bytes) -> bytes:
    """The workbook with the namespaces of strict OOXML."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for old, new in STRICT.items():
        parts = {name: said.replace(old, new) for name, said in parts.items()}
    return repacked(data, **parts)


def _record(number: int, body: bytes = b"") -> bytes:
    head = bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])
    size, said = len(body), b""
    while True:
        said += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + said + body


def _wide(said: str) -> bytes:
    return struct.pack("<I", len(said.encode("utf-16-le")) // 2) + said.encode("utf-16-le")


def _cell(number: int, column: int, body: bytes, style: int = 0) -> bytes:
    return _record(number, struct.pack("<II", column, style) + body)


def xlsb() -> bytes:
    """An .xlsb of [MS-XLSB] records: hidden row, column and sheet, an error, a number shown as 000000, a merge.

    Sheet 名单: 姓名|邮编|出生, 傅超茗|001234|1990-05-07, (hidden) 吕环勇|#N/A. Sheet 乙: y.
    """  # fmt: skip
    styles = (
        _record(278) + _record(615, struct.pack("<I", 1)) + _record(44, struct.pack("<H", 164) + _wide("000000"))
        + _record(616) + _record(617, struct.pack("<I", 3))
        + b"".join(_record(47, struct.pack("<HH", 0, shown) + bytes(12)) for shown in (0, 164, 14))
        + _record(618) + _record(279)
    )  # fmt: skip

    def row(number: int, *cells: bytes, hidden: bool = False) -> bytes:
        return _record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0x10 if hidden else 0, 0, 0)) + b"".join(cells)

    def text(column: int, said: str) -> bytes:
        return _cell(6, column, _wide(said))

    def sheet(*rows: bytes, columns: bytes = b"", merges: bytes = b"") -> bytes:
        begin = _record(129) + _record(148, struct.pack("<IIII", 0, 2, 0, 2)) + columns
        return begin + _record(145) + b"".join(rows) + _record(146) + merges + _record(130)

    hidden = _record(390) + _record(60, struct.pack("<IIIIH", 5, 6, 2304, 0, 1)) + _record(391)
    merges = _record(177, struct.pack("<I", 1)) + _record(176, struct.pack("<IIII", 1, 2, 2, 2)) + _record(178)
    first = sheet(
        row(0, text(0, "姓名"), text(1, "邮编"), text(2, "出生")),
        row(1, text(0, "傅超茗"), _cell(5, 1, struct.pack("<d", 1234), 1), _cell(5, 2, struct.pack("<d", 33000), 2)),
        row(2, text(0, "吕环勇"), _cell(3, 1, b"\x2a"), hidden=True),
        columns=hidden,
        merges=merges,
    )
    sheets = [("名单", 0, first), ("乙", 1, sheet(row(0, text(0, "y"))))]
    bundle = b"".join(
        _record(156, struct.pack("<II", state, number) + _wide(f"rId{number}") + _wide(name))
        for number, (name, state, _) in enumerate(sheets, 1)
    )
    relation = '<Relationship Id="{}" Type="' + RELATIONS + '/{}" Target="{}"/>'
    relations = relation.format("rId9", "styles", "styles.bin") + "".join(
        relation.format(f"rId{number}", "worksheet", f"worksheets/sheet{number}.bin") for number in (1, 2)
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.bin", _record(131) + _record(143) + bundle + _record(144) + _record(132))
        archive.writestr("xl/_rels/workbook.bin.rels", f"<Relationships>{relations}</Relationships>")
        archive.writestr("xl/styles.bin", styles)
        for number, (_, _, content) in enumerate(sheets, 1):
            archive.writestr(f"xl/worksheets/sheet{number}.bin", content)
    return target.getvalue()


def bare_records(*rows) -> bytes:
    """BIFF 2 without a container, as a much-copied piece of Delphi code writes .xls, in the code page."""
    said = struct.pack("<HHHHHH", 0x809, 8, 0, 0x10, 0, 0)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                letters = cell.encode("gb18030")
                said += struct.pack("<HHHHHH", 0x204, 8 + len(letters), number, column, 0, len(letters)) + letters
            else:
                said += struct.pack("<HHHHHd", 0x203, 14, number, column, 0, cell)
    return said + struct.pack("<HH", 0x0A, 0)
