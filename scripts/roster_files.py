"""Sheets written as the files that counties send: xlsx, BIFF .xls, .ods, HTML, SpreadsheetML, CSV.

The same bytes every time. Only for made-up rosters: no styles, no formulas. Cells are str, int, float, date or "".
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape

import xlsxwriter

Cell = str | int | float | date
Merge = tuple[int, int, int, int]
_MADE = datetime(2026, 11, 1)  # noqa: DTZ001  a workbook's own date has no zone
_EPOCH = date(1899, 12, 30)


@dataclass
class Page:
    """One sheet: rows from the first, merges (top, left, bottom, right), what is hidden."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    visible: bool = True
    headers: list[tuple[int, int]] = field(default_factory=list)
    """First and last row of the header of every table of people, for the answers."""


def as_xlsx(pages: Sequence[Page]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False})
    book.set_properties({"created": _MADE})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for page in pages:
        sheet = book.add_worksheet(page.name)
        for merge in page.merges:
            sheet.merge_range(*merge, "")
        for number, row in enumerate(page.rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif cell != "":
                    sheet.write(number, column, cell)
        for number in page.hidden_rows:
            sheet.set_row(number, None, None, {"hidden": True})
        for column in page.hidden_columns:
            sheet.set_column(column, column, None, None, {"hidden": True})
        if not page.visible:
            sheet.hide()
    book.close()
    return target.getvalue()


def as_csv(encoding: str, separator: str = ",") -> Callable[[Sequence[Page]], bytes]:
    def made(pages: Sequence[Page]) -> bytes:
        lines = []
        for row in pages[0].rows:
            texts = [cell.isoformat() if isinstance(cell, date) else str(cell) for cell in row]
            quoted = [f'"{text}"' if separator in text or "\n" in text else text for text in texts]
            lines.append(separator.join(quoted))
        return "\r\n".join(lines).encode(encoding)

    return made


def _covered(page: Page) -> tuple[dict[tuple[int, int], Merge], set[tuple[int, int]]]:
    first = {(top, left): (top, left, bottom, right) for top, left, bottom, right in page.merges}
    under = {
        (row, column)
        for top, left, bottom, right in page.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    return first, under - set(first)


def as_html(pages: Sequence[Page]) -> bytes:
    """What old web systems call .xls: one table a sheet, in GB18030."""
    made = ["<html><head><meta charset='gb2312'></head><body>"]
    for page in pages:
        first, under = _covered(page)
        made.append("<table border=1>")
        for number, row in enumerate(page.rows):
            made.append("<tr>")
            for column, cell in enumerate(row):
                if (number, column) in under:
                    continue
                span = ""
                if merge := first.get((number, column)):
                    span = f" rowspan={merge[2] - merge[0] + 1} colspan={merge[3] - merge[1] + 1}"
                made.append(f"<td{span} style=\"mso-number-format:'\\@'\">{escape(str(cell))}</td>")
            made.append("</tr>\n")
        made.append("</table>")
    return "".join([*made, "</body></html>"]).encode("gb18030")


def as_spreadsheetml(pages: Sequence[Page]) -> bytes:
    namespace = "urn:schemas-microsoft-com:office:spreadsheet"
    made = [f'<?xml version="1.0" encoding="UTF-8"?>\n<Workbook xmlns="{namespace}" xmlns:ss="{namespace}">']
    for page in pages:
        first, under = _covered(page)
        made.append(f'<Worksheet ss:Name="{page.name}"><Table>')
        for number, row in enumerate(page.rows):
            made.append(f'<Row ss:Index="{number + 1}">')
            for column, cell in enumerate(row):
                if (number, column) in under or cell == "":
                    continue
                span = ""
                if merge := first.get((number, column)):
                    span = f' ss:MergeDown="{merge[2] - merge[0]}" ss:MergeAcross="{merge[3] - merge[1]}"'
                kind = "Number" if isinstance(cell, int | float) else "String"
                text = escape(str(cell))
                made.append(f'<Cell ss:Index="{column + 1}"{span}><Data ss:Type="{kind}">{text}</Data></Cell>')
            made.append("</Row>\n")
        made.append("</Table></Worksheet>")
    return "".join([*made, "</Workbook>"]).encode()


def as_ods(pages: Sequence[Page]) -> bytes:
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    made = [
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2">',
        "<office:body><office:spreadsheet>",
    ]
    for page in pages:
        first, under = _covered(page)
        made.append(f'<table:table table:name="{page.name}">')
        for number, row in enumerate(page.rows):
            made.append("<table:table-row>")
            for column, cell in enumerate(row):
                if (number, column) in under:
                    made.append("<table:covered-table-cell/>")
                    continue
                span = ""
                if merge := first.get((number, column)):
                    down, across = merge[2] - merge[0] + 1, merge[3] - merge[1] + 1
                    span = f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"'
                made.append(_ods_cell(cell, span))
            made.append("</table:table-row>\n")
        made.append("</table:table>")
    made.append("</office:spreadsheet></office:body></office:document-content>")
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    parts = {"mimetype": kind, "content.xml": "".join(made), "META-INF/manifest.xml": manifest}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in parts.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), text, compress_type=how)
    return target.getvalue()


def _ods_cell(cell: Cell, span: str) -> str:
    if cell == "":
        return f"<table:table-cell{span}/>"
    text = f"<text:p>{escape(str(cell))}</text:p>"
    if isinstance(cell, int | float):
        return f'<table:table-cell{span} office:value-type="float" office:value="{cell}">{text}</table:table-cell>'
    return f'<table:table-cell{span} office:value-type="string">{text}</table:table-cell>'


def as_xls(pages: Sequence[Page]) -> bytes:
    """BIFF8 in an OLE file, with the few records that readers ask for."""
    texts: dict[str, int] = {}
    sheets = [_xls_sheet(page, texts) for page in pages]
    bof = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 0x07CC, 0, 6))
    fonts = _record(0x31, struct.pack("<HHHHHBBBB", 220, 0, 0x7FFF, 400, 0, 0, 0, 134, 0) + _text("宋体", short=True))
    day = _record(0xE0, struct.pack("<HHHBBBBIIH", 0, 14, 1, 0x20, 0, 0, 0, 0, 0, 0x20C0))
    plain = _record(0xE0, struct.pack("<HHHBBBBIIH", 0, 0, 1, 0x20, 0, 0, 0, 0, 0, 0x20C0))
    opening = bof + _record(0x42, struct.pack("<H", 1200)) + fonts + plain + day
    strings = _shared_strings(list(texts))
    bounds = [8 + 4 + len(_text(page.name, short=True)) - 2 for page in pages]
    start = len(opening) + sum(size + 0 for size in bounds) + len(strings) + 4
    listed = b""
    for page, sheet in zip(pages, sheets, strict=True):
        state = 0 if page.visible else 1
        listed += _record(0x85, struct.pack("<IBB", start, state, 0) + _text(page.name, short=True))
        start += len(sheet)
    whole = opening + listed + strings + _record(0x0A, b"") + b"".join(sheets)
    return _ole(whole)


def _record(number: int, data: bytes) -> bytes:
    return struct.pack("<HH", number, len(data)) + data


def _text(text: str, *, short: bool = False) -> bytes:
    coded = text.encode("utf-16-le")
    return struct.pack("<BB" if short else "<HB", len(coded) // 2, 1) + coded


def _shared_strings(texts: Sequence[str]) -> bytes:
    """The table of texts; a text never lies in two records."""
    made, number = b"", 0xFC
    data = struct.pack("<II", len(texts), len(texts))
    for text in texts:
        coded = _text(text)
        if len(data) + len(coded) > 8000:
            made += _record(number, data)
            number, data = 0x3C, b""
        data += coded
    return made + _record(number, data)


def _xls_sheet(page: Page, texts: dict[str, int]) -> bytes:
    made = [_record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 0x07CC, 0, 6))]
    made += [_record(0x7D, struct.pack("<HHHHHH", at, at, 2000, 0, 1, 0)) for at in page.hidden_columns]
    width = max(map(len, page.rows))
    made.append(_record(0x200, struct.pack("<IIHHH", 0, len(page.rows), 0, width, 0)))
    made += [_record(0x208, struct.pack("<HHHHHHI", at, 0, width, 255, 0, 0, 0x120)) for at in page.hidden_rows]
    for row, cells in enumerate(page.rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                made.append(_record(0x203, struct.pack("<HHHd", row, column, 1, (cell - _EPOCH).days)))
            elif isinstance(cell, int | float):
                made.append(_record(0x203, struct.pack("<HHHd", row, column, 0, cell)))
            elif cell:
                made.append(_record(0xFD, struct.pack("<HHHI", row, column, 0, texts.setdefault(cell, len(texts)))))
    if page.merges:
        spans = b"".join(struct.pack("<HHHH", top, down, left, right) for top, left, down, right in page.merges)
        made.append(_record(0xE5, struct.pack("<H", len(page.merges)) + spans))
    return b"".join([*made, _record(0x0A, b"")])


def _ole(stream: bytes) -> bytes:
    """A compound file with one stream, Workbook."""
    stream += b"\0" * (max(4096, -(-len(stream) // 512) * 512) - len(stream))
    sectors = len(stream) // 512
    count = 1
    while count * 128 < sectors + 1 + count:
        count += 1
    end, table = 0xFFFFFFFE, list(range(1, sectors)) + [0xFFFFFFFE, 0xFFFFFFFE] + [0xFFFFFFFD] * count
    table += [0xFFFFFFFF] * (count * 128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, count, sectors, 0, 4096, end, 0, end, 0)
    places = [sectors + 1 + at for at in range(count)]
    header += struct.pack("<109I", *places, *[0xFFFFFFFF] * (109 - count))
    folder = _ole_entry("Root Entry", 5, 1, end, 0) + _ole_entry("Workbook", 2, 0xFFFFFFFF, 0, len(stream))
    folder += _ole_entry("", 0, 0xFFFFFFFF, 0, 0) * 2
    return header + stream + folder + struct.pack(f"<{len(table)}I", *table)


def _ole_entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    coded = (name + "\0").encode("utf-16-le") if name else b""
    made = coded.ljust(64, b"\0") + struct.pack("<HBB", len(coded), kind, 1)
    made += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child) + b"\0" * 36
    return made + struct.pack("<IQ", start, size)


WRITERS: Mapping[str, tuple[str, Callable[[Sequence[Page]], bytes]]] = {
    "xlsx": (".xlsx", as_xlsx),
    "xls": (".xls", as_xls),
    "ods": (".ods", as_ods),
    "html": (".xls", as_html),
    "xml": (".xls", as_spreadsheetml),
    "gb": (".csv", as_csv("gb18030")),
    "utf8": (".csv", as_csv("utf-8-sig")),
    "utf16": (".txt", as_csv("utf-16", "\t")),
    "xlsx_as_xls": (".xls", as_xlsx),
}
"""File ending and writer of each kind of file."""
