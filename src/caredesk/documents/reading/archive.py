"""A look into a workbook's zip before any library touches it: bombs, DOCTYPE, far cells, hidden rows, error cells."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field

from caredesk.documents.reading.sniff import BROKEN, LOCKED
from caredesk.schema.errors import FileTrouble

MOST_ENTRIES = 20_000
MOST_INFLATED = 400 << 20
MOST_RATIO = 1_000
MOST_CELLS = 24_000_000
"""Bounding box that may be read: calamine takes 32 bytes for each cell in it, filled or not."""

_TOO_BIG = "这个文件展开以后太大，不像一份花名册，没有收。请只留要收的工作表，另存为一个新文件再收。"
_ODD = "这个文件里有不该有的内容（外部定义），为了安全没有打开。请用 Excel 或 WPS 打开后另存为 .xlsx 再收。"
_FAR = "工作表里很远的格子（{cell}）也有内容，表格太大读不了。请删掉那一格，或把名单复制到新工作簿再收。"

_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_HIDDEN_COLUMN = re.compile(rb'<(?:\w+:)?col\b(?=[^>]*\bhidden="(?:1|true)")[^>]*>')
_ERROR = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]+)(\d+)"[^>]*>(?:<[^v][^>]*>[^<]*)*?<v>([^<]*)<')
_UNCALCULATED = re.compile(
    rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]+)(\d+)"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_FAR_CELL = re.compile(rb'\br="([A-Z]{3}|[A-Z]{1,2}(?=\d{6}))(\d{1,7})"[^>/]*>\s*<(?!/)')


@dataclass
class SheetExtras:
    """What calamine cannot see of one sheet; rows and columns count from 0."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: frozenset[tuple[int, int]] = frozenset()


def preflight(archive: zipfile.ZipFile) -> dict[str, SheetExtras]:
    """Inflate every part once, counting, and look at the sheets of an .xlsx.

    Returns the extras by part name (xl/worksheets/sheet1.xml). Raises FileTrouble for what must not be opened.
    """
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise FileTrouble(_TOO_BIG)
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileTrouble(LOCKED)
    extras: dict[str, SheetExtras] = {}
    left = MOST_INFLATED
    for entry in entries:
        content = _inflate(archive, entry, left)
        left -= len(content)
        if entry.filename == "META-INF/manifest.xml" and b"encryption-data" in content:
            raise FileTrouble(LOCKED)
        if content.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\x00").startswith(b"<"):
            _refuse_doctype(content)
            if "sheet" in entry.filename and entry.filename.startswith("xl/"):
                extras[entry.filename] = _look_at_sheet(content)
    return extras


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    try:
        with archive.open(entry) as stream:
            content = stream.read(left + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise FileTrouble(BROKEN) from error
    if len(content) > left or (len(content) > 50 << 20 and len(content) > MOST_RATIO * max(1, entry.compress_size)):
        raise FileTrouble(_TOO_BIG)
    return content


def _refuse_doctype(content: bytes) -> None:
    wide = content[:4].count(0) > 0 or content[:2] in (b"\xff\xfe", b"\xfe\xff")
    plain = content.replace(b"\x00", b"") if wide else content
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise FileTrouble(_ODD)


def _look_at_sheet(content: bytes) -> SheetExtras:
    far = [(_column(letters), int(row), letters + row) for letters, row in _FAR_CELL.findall(content)]
    if far and (max(f[0] for f in far) + 1) * max(f[1] for f in far) > MOST_CELLS:
        raise FileTrouble(_FAR.format(cell=max(far)[2].decode()))
    made = SheetExtras()
    if b"hidden=" in content:
        made.hidden_rows = frozenset(int(row) - 1 for row in _HIDDEN_ROW.findall(content))
        made.hidden_columns = frozenset(_hidden_columns(content))
    if b"<f" in content or b":f" in content:
        found = _UNCALCULATED.findall(content)
        made.formulas = frozenset((int(row) - 1, _column(letters)) for letters, row in found)
    if b't="e"' in content:
        for letters, row, said in _ERROR.findall(content):
            made.errors[int(row) - 1, _column(letters)] = said.decode("ascii", "ignore")
    return made


def _hidden_columns(content: bytes) -> list[int]:
    found: list[int] = []
    for tag in _HIDDEN_COLUMN.findall(content):
        first, last = re.search(rb'\bmin="(\d+)"', tag), re.search(rb'\bmax="(\d+)"', tag)
        if first and last:
            found.extend(range(int(first.group(1)) - 1, min(int(last.group(1)), 16384)))
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


_SHEET = re.compile(r'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"[^>]*?\b\w+:id="([^"]*)"')
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")


def sheet_parts(archive: zipfile.ZipFile) -> list[str]:
    """The part names of an .xlsx file's sheets in workbook order; [] when the file says it in an unusual way."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8")
        relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8")
    except (KeyError, UnicodeDecodeError, zipfile.BadZipFile, zlib.error):
        return []
    targets: dict[str, str] = {}
    for tag in _RELATION.findall(relations):
        key, target = re.search(r'\bId="([^"]*)"', tag), re.search(r'\bTarget="([^"]*)"', tag)
        if key and target:
            path = target.group(1)
            targets[key.group(1)] = path.lstrip("/") if path.startswith("/") else "xl/" + path
    return [targets.get(key, "") for _, key in _SHEET.findall(book)]
