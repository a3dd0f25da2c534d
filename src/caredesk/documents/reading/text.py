"""Tables that are plain text: CSV and TSV in whatever encoding, and blocks copied out of WPS or Excel."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from typing import Literal

from caredesk.documents.reading.limits import MOST_COLUMNS, MOST_ROWS, MOST_TEXT, shortened, too_long, too_many_rows
from caredesk.documents.reading.sniff import BROKEN, EMPTY, UNKNOWN, decode
from caredesk.schema.errors import FileTrouble
from caredesk.schema.roster import Cell, RawSheet, RawWorkbook

_DELIMITERS = ",\t;|，"
_UNPAIRED = (
    "第 {row} 行前后的双引号不成对，分不清哪些字属于哪一格，没有收。请用 Excel 或 WPS 打开核对，另存为 .xlsx 再收。"
)
_TOO_MUCH = "粘贴的内容太多了，没有收。请存成文件再收。"
_CUT_OFF = "最后一行比别的行短，文件可能没有发全，请和原表核对人数。"
_MOST_PASTED = 20_000_000


def read_separated(data: bytes) -> list[RawSheet]:
    """CSV or TSV in whatever encoding: one sheet of texts, its name "" (there is none)."""
    text = decode(data).lstrip("\ufeff")
    delimiter = _delimiter(text)
    if delimiter is None:
        raise FileTrouble(UNKNOWN)
    rows, whole = _rows(text, delimiter, csv.QUOTE_MINIMAL)
    if '"' in text and (swallowed := _swallowed(text, rows, delimiter) if whole else len(rows) + 1):
        rows, whole = _rows(text, delimiter, csv.QUOTE_NONE)
        if len({len(row) for row in rows if row}) > 1:
            raise FileTrouble(_UNPAIRED.format(row=swallowed))
    if not whole:
        raise too_long(len(rows) + 1)
    return [RawSheet("", [shortened([_unwrapped(cell) for cell in row[:MOST_COLUMNS]]) for row in rows])]


def cut_off(data: bytes) -> tuple[str, ...]:
    """A notice when the last line ends without a line end, short of what the others hold: it may not be all."""
    lines = [line for line in decode(data).splitlines() if line.strip()]
    if len(lines) < 3 or data.rstrip(b"\x00").endswith((b"\n", b"\r", b"\x1a")):
        return ()
    mark = _delimiter("\n".join(lines[:60])) or ","
    return (_CUT_OFF,) if 0 < lines[-1].count(mark) < lines[-2].count(mark) == lines[-3].count(mark) else ()


def _rows(text: str, delimiter: str, quoting: Literal[0, 3]) -> tuple[list[list[str]], bool]:
    """The rows, and whether these are all; a field that is too long ends them."""
    csv.field_size_limit(MOST_TEXT)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting):
            if len(rows) >= MOST_ROWS:
                raise too_many_rows()
            rows.append(row)
    except csv.Error as error:
        if "field larger" in str(error):
            return rows, False
        raise FileTrouble(BROKEN) from error
    return rows, True


def _swallowed(text: str, rows: list[list[str]], delimiter: str) -> int:
    """The first row, from 1, with a cell that holds whole lines because a quotation mark was never closed; 0: none."""
    usual = Counter(len(row) for row in rows if row).most_common(1)[0][0] if rows else 0
    for number, row in enumerate(rows, 1):
        for cell in row:
            if "\n" in cell and max(line.count(delimiter) for line in cell.splitlines()) >= max(1, usual - 1):
                return number
    return len(rows) if text.count('"') % 2 and any("\n" in cell for cell in rows[-1]) else 0


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


_PASTED = re.compile(r'"((?:[^"\t]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*)')
_LINE_END = re.compile(r"\r\n|\r|\n")


def read_pasted(text: str) -> RawWorkbook:
    """A block of cells as WPS and Excel put it on the clipboard: one sheet "", kind "pasted".

    Cells are separated by TAB, rows by line ends; a cell with a line end or a quotation mark in it stands in quotation
    marks. A mark that nothing closes before the next TAB is part of the text. FileTrouble when there is nothing in it.
    """
    if len(text) > _MOST_PASTED:
        raise FileTrouble(_TOO_MUCH)
    plain = text.replace("\x00", "").lstrip("\ufeff")
    rows: list[list[Cell]] = [[]]
    at = 0
    while at < len(plain):
        found = _PASTED.match(plain, at)
        assert found is not None  # the second way fits everywhere
        quoted, bare = found.groups()
        rows[-1].append(_LINE_END.sub("\n", quoted.replace('""', '"')) if quoted is not None else bare)
        at = found.end()
        if at < len(plain) and plain[at] == "\t":
            at += 1
            if at == len(plain):
                rows[-1].append("")
        elif end := _LINE_END.match(plain, at):
            at = end.end()
            rows.append([])
    rows = [shortened(row[:MOST_COLUMNS]) for row in rows]
    while rows and not rows[-1]:
        rows.pop()
    if not rows:
        raise FileTrouble(EMPTY)
    if len(rows) > MOST_ROWS:
        raise too_many_rows()
    return RawWorkbook(
        "pasted", [RawSheet("", rows)], hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    )
