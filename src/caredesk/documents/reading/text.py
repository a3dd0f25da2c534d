"""Tables that are text underneath: CSV and TSV, HTML saved as .xls, SpreadsheetML 2003."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

from caredesk.documents.reading.sniff import BROKEN, UNKNOWN, decode
from caredesk.schema.errors import FileTrouble
from caredesk.schema.roster import Cell, RawSheet

_DELIMITERS = ",\t;|，"
MOST_ROWS = 400_000
MOST_COLUMNS = 2_000
_TOO_MANY = "这份表太大（超过 40 万行），没有收。请拆成几份再收。"


def read_separated(data: bytes) -> list[RawSheet]:
    """CSV or TSV in whatever encoding: one sheet of texts, its name "" (there is none)."""
    text = decode(data).lstrip("\ufeff")
    delimiter = _delimiter(text)
    if delimiter is None:
        raise FileTrouble(UNKNOWN)
    csv.field_size_limit(1 << 20)
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) >= MOST_ROWS:
                raise FileTrouble(_TOO_MANY)
            rows.append(shortened([_unwrapped(cell) for cell in row[:MOST_COLUMNS]]))
    except csv.Error as error:
        raise FileTrouble(BROKEN) from error
    return [RawSheet("", rows)]


def _delimiter(text: str) -> str | None:
    """The separator that most of the first lines hold, and hold equally often; None when there is none."""
    lines = [line for line in text[:100_000].splitlines()[:60] if line.strip()]
    best, best_score = None, 0.0
    for mark in _DELIMITERS:
        counts = Counter(line.count(mark) for line in lines if mark in line)
        if counts:
            times, lines_alike = counts.most_common(1)[0]
            score = lines_alike * (times + 1) ** 0.5 * (0.3 if mark == "，" else 1.0)
            best, best_score = (mark, score) if score > best_score else (best, best_score)
    return best


def _unwrapped(cell: str) -> str:
    """A cell written as ="429..." by exporters that fear scientific notation."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell


def shortened(row: list[Cell]) -> list[Cell]:
    """The row without the blank cells at its end."""
    while row and row[-1] == "":
        row.pop()
    return row


def read_html(data: bytes) -> list[RawSheet]:
    """Every table of a web page that calls itself .xls, merged cells included; a layout table gives its inner ones."""
    from lxml import etree, html

    text = decode(data)
    try:
        parser = html.HTMLParser(huge_tree=False, no_network=True, encoding="utf-8")
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise FileTrouble(BROKEN) from error
    tables = [table for table in root.iter("table") if table.find(".//table") is None]
    sheets = [_html_sheet(table, f"表格{number}") for number, table in enumerate(tables, 1)]
    if not any(sheet.rows for sheet in sheets):
        raise FileTrouble(UNKNOWN)
    return sheets


def _html_sheet(table: Any, name: str) -> RawSheet:
    rows: list[list[Cell]] = []
    merges: list[tuple[int, int, int, int]] = []
    taken: set[tuple[int, int]] = set()
    for number, line in enumerate(table.iter("tr")):
        if number >= MOST_ROWS:
            raise FileTrouble(_TOO_MANY)
        row: list[Cell] = []
        for cell in line.iterchildren("td", "th"):
            while (number, len(row)) in taken:
                row.append("")
            down, right = _span(cell, "rowspan", 1000), _span(cell, "colspan", 500)
            if down > 1 or right > 1:
                merges.append((number, len(row), number + down - 1, len(row) + right - 1))
                taken.update((number + d, len(row) + r) for d in range(down) for r in range(right))
            row.append(" ".join("".join(cell.itertext()).split()))
            row.extend([""] * (right - 1))
            if len(row) > MOST_COLUMNS:
                break
        rows.append(shortened(row))
    return RawSheet(name, rows, merges=tuple(merges))


def _span(cell: Any, name: str, most: int) -> int:
    said = (cell.get(name) or "1").strip()
    return min(max(1, int(said)), most) if said.isdigit() else 1


_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"


def read_spreadsheetml(data: bytes) -> list[RawSheet]:
    """SpreadsheetML 2003, the XML that old systems save as .xls."""
    from lxml import etree

    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise FileTrouble(BROKEN)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise FileTrouble(BROKEN) from error
    return [_xml_sheet(sheet) for sheet in root.iter(_SS + "Worksheet")]


def _xml_sheet(sheet: Any) -> RawSheet:
    rows: list[list[Cell]] = []
    merges: list[tuple[int, int, int, int]] = []
    hidden: set[int] = set()
    for line in sheet.iter(_SS + "Row"):
        at = int(line.get(_SS + "Index") or len(rows) + 1) - 1
        if not len(rows) <= at < MOST_ROWS:
            raise FileTrouble(_TOO_MANY)
        rows.extend([] for _ in range(at - len(rows)))
        if line.get(_SS + "Hidden") == "1":
            hidden.add(at)
        row: list[Cell] = []
        for column, across, down, value in _xml_cells(line):
            row.extend([""] * (column - len(row)))
            row[column:] = [value, *[""] * across]
            if across or down:
                merges.append((at, column, at + down, column + across))
        rows.append(shortened(row))
    name = sheet.get(_SS + "Name") or ""
    return RawSheet(name, rows, merges=tuple(merges), hidden_rows=frozenset(hidden))


def _xml_cells(line: Any) -> Iterator[tuple[int, int, int, Cell]]:
    column = 0
    for cell in line.iterchildren(_SS + "Cell"):
        column = min(int(cell.get(_SS + "Index") or column + 1) - 1, MOST_COLUMNS)
        across = min(int(cell.get(_SS + "MergeAcross") or 0), MOST_COLUMNS)
        down = min(int(cell.get(_SS + "MergeDown") or 0), MOST_ROWS)
        data = cell.find(_SS + "Data")
        yield column, across, down, "" if data is None else _xml_value(data)
        column += across + 1


def _xml_value(data: Any) -> Cell:
    said = "".join(data.itertext())
    kind = data.get(_SS + "Type")
    if kind == "DateTime":
        return said[:10]
    if kind == "Number":
        try:
            return whole(float(said))
        except ValueError:
            return said
    return said


def whole(value: float) -> Cell:
    """A number as an int where it is one; from 1e15 on it stays a float, which no longer holds every digit."""
    return int(value) if abs(value) < 1e15 and value.is_integer() else value
