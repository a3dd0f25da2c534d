"""Tables that are markup underneath: HTML saved as .xls (also as one MIME file), SpreadsheetML 2003."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from caredesk.documents.reading.extras import as_shown, digits_of
from caredesk.documents.reading.limits import MOST_COLUMNS, MOST_ROWS, shortened, too_many_rows, whole
from caredesk.documents.reading.sniff import BROKEN, UNKNOWN, decode, refuse_definitions
from caredesk.schema.errors import FileTrouble
from caredesk.schema.roster import Cell, RawSheet

_FRAMES = "这是分成几个文件存的网页表格，名单不在这一个里。请用 Excel 或 WPS 打开，另存为 .xlsx 再收。"
_NO_END = (
    "这个网页表格没有结尾，文件可能没有发全，没有收。请让对方重新发，或用 Excel、WPS 打开核对，另存为 .xlsx 再收。"
)
_TABLE, _TABLE_END = re.compile(r"<table\b", re.IGNORECASE), re.compile(r"</table\b", re.IGNORECASE)
_UNSEEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


def read_html(data: bytes) -> list[RawSheet]:
    """Every table of a web page that calls itself .xls, merged cells included; a layout table gives its inner ones."""
    from lxml import etree, html

    text = decode(data)
    try:
        parser = html.HTMLParser(huge_tree=False, no_network=True, encoding="utf-8")
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise FileTrouble(BROKEN) from error
    if len(_TABLE_END.findall(text)) < len(_TABLE.findall(text)):
        raise FileTrouble(_NO_END)
    tables = [table for table in root.iter("table") if table.find(".//table") is None]
    sheets = [_html_sheet(table, f"表格{number}") for number, table in enumerate(tables, 1)]
    if not any(sheet.rows for sheet in sheets):
        raise FileTrouble(_FRAMES if root.find(".//frameset") is not None else UNKNOWN)
    return sheets


def _html_sheet(table: Any, name: str) -> RawSheet:
    rows: list[list[Cell]] = []
    merges: list[tuple[int, int, int, int]] = []
    hidden: set[int] = set()
    taken: dict[int, int] = {}  # by column the first row that a merged cell above leaves free
    for number, line in enumerate(table.iter("tr")):
        if number >= MOST_ROWS:
            raise too_many_rows()
        if _unseen(line):
            hidden.add(number)
        row: list[Cell] = []
        for cell in line.iterchildren("td", "th"):
            while taken.get(len(row), 0) > number and len(row) <= MOST_COLUMNS:
                row.append("")
            down, right = _span(cell, "rowspan", MOST_ROWS), _span(cell, "colspan", 500)
            if down > 1 or right > 1:
                merges.append((number, len(row), number + down - 1, len(row) + right - 1))
                taken.update((len(row) + r, number + down) for r in range(right))
            row.append(_html_text(cell))
            row.extend([""] * (right - 1))
            if len(row) > MOST_COLUMNS:
                break
        rows.append(shortened(row[:MOST_COLUMNS]))
    return RawSheet(
        name, rows, merges=tuple(merges), hidden_rows=frozenset(hidden), hidden_columns=_html_hidden_columns(table)
    )


def _html_hidden_columns(table: Any) -> frozenset[int]:
    found, at = set[int](), 0
    for column in table.iter("col"):
        wide = _span(column, "span", MOST_COLUMNS)
        if _unseen(column):
            found.update(range(at, min(at + wide, MOST_COLUMNS)))
        at += wide
    return frozenset(found)


def _unseen(element: Any) -> bool:
    return _UNSEEN.search(element.get("style") or "") is not None


def _html_text(cell: Any) -> str:
    """The words of a cell, its line breaks kept; white space counts as one blank, as a browser shows it."""
    lines = [""]
    for element in cell.iter():
        if element.tag in ("br", "p", "div") and element is not cell and (element.tag == "br" or lines[-1].strip()):
            lines.append("")
        if isinstance(element.tag, str) and element.tag not in ("style", "script"):
            lines[-1] += element.text or ""
        if element is not cell:
            lines[-1] += element.tail or ""
    return "\n".join(" ".join(line.split()) for line in lines).strip("\n")


def _span(element: Any, name: str, most: int) -> int:
    said = (element.get(name) or "1").strip()
    return min(max(1, int(said)), most) if said.isascii() and said.isdigit() and len(said) < 10 else 1


_BOUNDARY = re.compile(rb'boundary\s*=\s*"?([^"\r\n;]{1,100})', re.IGNORECASE)
_ENCODED = re.compile(rb"content-transfer-encoding\s*:\s*([\w-]+)", re.IGNORECASE)


def read_mime(data: bytes) -> list[RawSheet]:
    """The tables of a web page saved as one file (.mht, often called .xls)."""
    boundary = _BOUNDARY.search(data[:8192])
    pieces = data.split(b"--" + boundary.group(1)) if boundary else [data]
    sheets: list[RawSheet] = []
    for piece in pieces[:1000]:
        head, _, body = piece.replace(b"\r\n", b"\n").lstrip(b"\n").partition(b"\n\n")
        if b"text/html" not in head.lower():
            continue
        how = _ENCODED.search(head)
        try:
            page = _decoded(body, how.group(1).lower() if how else b"")
        except binascii.Error as error:
            raise FileTrouble(BROKEN) from error
        if b"<table" in page.lower():
            sheets += read_html(page)
    if not sheets:
        raise FileTrouble(UNKNOWN)
    return sheets


def _decoded(body: bytes, how: bytes) -> bytes:
    if how == b"base64":
        return binascii.a2b_base64(body)
    return binascii.a2b_qp(body) if how == b"quoted-printable" else body


_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")


def read_spreadsheetml(data: bytes) -> list[RawSheet]:
    """SpreadsheetML 2003, the XML that old systems save as .xls."""
    from lxml import etree

    text = decode(data)
    refuse_definitions(text)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(_DECLARATION.sub("", text, count=1).lstrip().encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise FileTrouble(BROKEN) from error
    digits: dict[str, int] = {}
    for style in root.iter(_SS + "Style"):
        shown = style.find(_SS + "NumberFormat")
        if shown is not None and (zeros := digits_of(shown.get(_SS + "Format") or "")):
            digits[style.get(_SS + "ID") or ""] = zeros
    return [_xml_sheet(sheet, digits) for sheet in root.iter(_SS + "Worksheet")]


def _xml_sheet(sheet: Any, digits: dict[str, int]) -> RawSheet:
    rows: list[list[Cell]] = []
    merges: list[tuple[int, int, int, int]] = []
    hidden: set[int] = set()
    formulas: set[tuple[int, int]] = set()
    following = 0
    for line in sheet.iter(_SS + "Row"):
        at = _count(line, "Index", following + 1) - 1
        if not len(rows) <= at < MOST_ROWS:
            raise too_many_rows()
        following = at + 1 + _count(line, "Span", 0)
        rows.extend([] for _ in range(at - len(rows)))
        if line.get(_SS + "Hidden") == "1":
            hidden.update(range(at, min(following, MOST_ROWS)))
        row: list[Cell] = []
        for column, across, down, value, empty_formula in _xml_cells(line, digits):
            row.extend([""] * (column - len(row)))
            row[column:] = [value, *[""] * across]
            if across or down:
                merges.append((at, column, at + down, column + across))
            if empty_formula:
                formulas.add((at, column))
        rows.append(shortened(row))
    seen = sheet.find(f"{_EXCEL}WorksheetOptions/{_EXCEL}Visible")
    return RawSheet(
        sheet.get(_SS + "Name") or "",
        rows,
        visible=seen is None or not (seen.text or "").strip().endswith("Hidden"),
        merges=tuple(merges),
        hidden_rows=frozenset(hidden),
        hidden_columns=frozenset(_xml_hidden_columns(sheet)),
        formulas=frozenset(formulas),
    )


def _xml_hidden_columns(sheet: Any) -> Iterator[int]:
    at = 0
    for column in sheet.iter(_SS + "Column"):
        first = _count(column, "Index", at + 1) - 1
        at = min(first + 1 + _count(column, "Span", 0), MOST_COLUMNS)
        if column.get(_SS + "Hidden") == "1":
            yield from range(first, at)


def _xml_cells(line: Any, digits: dict[str, int]) -> Iterator[tuple[int, int, int, Cell, bool]]:
    """Column, columns and rows merged besides, value, and whether it is a formula without one."""
    column = 0
    for cell in line.iterchildren(_SS + "Cell"):
        column = min(max(_count(cell, "Index", column + 1) - 1, column), MOST_COLUMNS)
        across = min(_count(cell, "MergeAcross", 0), MOST_COLUMNS)
        down = min(_count(cell, "MergeDown", 0), MOST_ROWS)
        data = cell.find(_SS + "Data")
        value = "" if data is None else _xml_value(data, digits.get(cell.get(_SS + "StyleID") or "", 0))
        yield column, across, down, value, value == "" and cell.get(_SS + "Formula") is not None
        column += across + 1


def _count(element: Any, name: str, otherwise: int) -> int:
    """A number that stands in an attribute; ``otherwise`` where there is none, FileTrouble where it is no number."""
    said = element.get(_SS + name)
    if said is None:
        return otherwise
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise FileTrouble(BROKEN)
    return int(said)


def _xml_value(data: Any, digits: int) -> Cell:
    said = "".join(data.itertext())
    kind = data.get(_SS + "Type")
    try:
        if kind == "DateTime":
            moment = datetime.fromisoformat(said.strip()[:19])
            if moment.year < 1900:
                return moment.time()
            return moment.date() if moment.time() == time() else moment
        if kind == "Number":
            return as_shown(whole(float(said)), digits) if digits else whole(float(said))
    except ValueError:
        return said
    return said.strip() == "1" if kind == "Boolean" else said
