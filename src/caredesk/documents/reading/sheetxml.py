"""The sheets of an .xlsx as XML: what calamine does not tell, and cells too far out for it."""

from __future__ import annotations

import io
import re
from typing import Any

from caredesk.documents.reading.archive import Archive
from caredesk.documents.reading.extras import SheetExtras, zero_styles
from caredesk.documents.reading.limits import MOST_SHEETS
from caredesk.documents.reading.sniff import BROKEN
from caredesk.schema.errors import FileTrouble

MOST_CELLS = 24_000_000
"""Bounding box that may be read: calamine takes 32 bytes for each cell in it, filled or not."""
_LONG = 4 << 20
_FAR = "工作表里很远的格子（{cell}）也有内容，表格太大读不了。请删掉那一格，或把名单复制到新工作簿再收。"

# Counted repeats keep hostile XML from sending a pattern to the end of the file again and again.
_TAG = rb"[^>]{0,600}?"
_ROW = re.compile(rb"<(?:\w+:)?row\b" + _TAG + rb'\br="(\d{1,7})"')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]{0,600}\bhidden="(?:1|true)")' + _TAG + rb'\br="(\d{1,7})"')
_HIDDEN_COLUMN = re.compile(rb'<(?:\w+:)?col\b(?=[^>]{0,600}\bhidden="(?:1|true)")[^>]{0,600}>')
_CELL = rb"<(?:\w+:)?c\b(?=[^>]{0,600}\b%s)" + _TAG + rb'\br="([A-Z]{1,3})(\d{1,7})"[^>]{0,600}>'
_STYLED = re.compile(_CELL % rb's="(\d{1,6})"')
_ERROR = re.compile(_CELL % rb't="e"' + rb"(?:<[^v][^>]{0,600}>[^<]{0,9000}){0,4}?<(?:\w+:)?v>([^<]{0,40})<")
_UNCALCULATED = re.compile(
    rb'<(?:\w+:)?c\b' + _TAG + rb'\br="([A-Z]{1,3})(\d{1,7})"[^>]{0,600}>\s{0,9}'
    rb"<(?:\w+:)?f\b(?:[^>]{0,600}/>|[^>]{0,600}>[^<]{0,40000}</(?:\w+:)?f>)\s{0,9}"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s{0,9}</(?:\w+:)?c>"
)  # fmt: skip
_WIDE_CELL = re.compile(rb'\br="([A-Z]{2,3})\d{1,7}"[^>/]{0,600}>\s{0,9}<(?!/)')
_NARROW_CELL = re.compile(rb'\br="([A-Z])\d{1,7}"[^>/]{0,600}>\s{0,9}<(?!/)')
_LOW_CELL = re.compile(rb'\br="([A-Z]{1,3})(\d{5,7})"[^>/]{0,600}>\s{0,9}<(?!/)')
_NO_PLACE = re.compile(rb"<(?:\w+:)?(?:row|c)(?=[\s>/])(?![^>]{0,600}\sr=\")")

_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]{0,4000}>")
_SHEET_ID = re.compile(r"""\b\w+:id\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def look_at_sheets(archive: Archive) -> list[SheetExtras]:
    """The extras of every sheet in workbook order; [] when the file says its sheets in an unusual way."""
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    targets = archive.targets("xl/_rels/workbook.xml.rels")
    found = (_SHEET_ID.search(tag) for tag in _SHEET.findall(book))
    parts = [targets.get(match.group(1) or match.group(2), "") if match else "" for match in found]
    styles = _zero_styles(archive.read("xl/styles.xml"))
    if len(parts) > MOST_SHEETS:
        return []
    looked = {part: _look(archive.read(part), styles) for part in set(parts)}
    return [looked[part] for part in parts]


def _look(content: bytes, styles: dict[int, int]) -> SheetExtras:
    if b"\x00" in content[:64]:  # UTF-16, of which calamine would see nothing
        raise FileTrouble(BROKEN)
    content = _usual(content)
    _refuse_far(content)
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
    for style, letters, row in _STYLED.findall(content) if styles else ():
        if digits := styles.get(int(style)):
            made.digits[int(row) - 1, _column(letters)] = digits
    return made


def _refuse_far(content: bytes) -> None:
    """FileTrouble when the filled cells span more than can be read.

    In a long sheet only the last row is looked at; when the rows are in disorder too, the worker's cap is what holds.
    """
    tail = max(content.rfind(b"<row"), content.rfind(b":row ") - 40, 0) if len(content) > _LONG else 0
    last = max(map(int, _ROW.findall(content, tail)), default=0)
    if last * 16384 <= MOST_CELLS:
        return
    columns = set(_WIDE_CELL.findall(content))
    if not columns and last * 26 > MOST_CELLS:
        columns = set(_NARROW_CELL.findall(content))
    widest = max(map(_column, columns)) + 1 if columns else 26
    if last * widest <= MOST_CELLS:
        return
    filled = [(_column(letters), int(row), letters + row) for letters, row in _LOW_CELL.findall(content)]
    if filled and max(row for _, row, _ in filled) * widest > MOST_CELLS:
        furthest = max(filled, key=lambda one: (one[0] + 1) * one[1])
        raise FileTrouble(_FAR.format(cell=furthest[2].decode()))


def _hidden_columns(content: bytes) -> list[int]:
    found: list[int] = []
    for tag in _HIDDEN_COLUMN.findall(content)[:16384]:
        first, last = re.search(rb'\bmin="(\d{1,7})"', tag), re.search(rb'\bmax="(\d{1,7})"', tag)
        if first and last:
            found.extend(range(int(first.group(1)) - 1, min(int(last.group(1)), 16384)))
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _is_usual(content: bytes) -> bool:
    """Whether it is written as most programs do: UTF-8, double quotes, every cell with its place."""
    declared = max(0, content[:200].find(b"?>"))
    if content.find(b"='", declared) > 0 or any(mark in content for mark in (b"<!", b"<c>", b"<row>")):
        return False
    if b"<row " not in content:
        return not _NO_PLACE.search(content)
    return content.count(b' r="') >= content.count(b"<c ") + content.count(b"<row ")


def _usual(content: bytes) -> bytes:
    """The sheet as the patterns above want it."""
    if _is_usual(content):
        return content
    from lxml import etree

    written, row, column = [b"<worksheet>"], 0, 0
    try:
        walk = etree.iterparse(
            io.BytesIO(content), events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=False
        )
        for event, element in walk:
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if event == "start" and name == "row":
                row, column = _number(element.get("r"), row + 1), 0
                written.append(_tag("row", {"r": str(row), "hidden": element.get("hidden")}))
            elif event == "end" and name == "col":
                written.append(_tag("col", {key: element.get(key) for key in ("min", "max", "hidden")}))
            elif event == "end" and name == "c":
                column = _place(element.get("r")) or column + 1
                place = {"r": f"{_letters(column)}{row}", "s": element.get("s"), "t": element.get("t")}
                written.append(_tag("c", place) + _inside(element) + b"</c>")
            if event == "end" and name in {"c", "row"}:
                element.clear(keep_tail=False)
    except etree.LxmlError:
        return content
    return b"".join(written)


def _inside(cell: Any) -> bytes:
    parts = {str(child.tag).rpartition("}")[2]: child.text or "" for child in cell}
    said = parts.get("v", "")[:40].replace("<", "").replace("&", "")
    formula = b"<f></f>" if "f" in parts else b""
    inline = b"<is></is>" if "is" in parts else b""
    return formula + inline + (b"<v>%s</v>" % said.encode() if said else b"")


def _tag(name: str, attributes: dict[str, str | None]) -> bytes:
    told = "".join(f' {key}="{value}"' for key, value in attributes.items() if value and value.isalnum())
    return f"<{name}{told}>".encode()


def _number(said: str | None, otherwise: int) -> int:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 8 else otherwise


def _place(said: str | None) -> int:
    """The column of a reference such as AB12, from 1; 0 when it is none."""
    found = re.match(r"[A-Z]{1,3}(?=\d)", said or "")
    return _column(found.group().encode()) + 1 if found else 0


def _letters(column: int) -> str:
    said = ""
    while column:
        column, rest = divmod(column - 1, 26)
        said = chr(65 + rest) + said
    return said


def _zero_styles(content: bytes) -> dict[int, int]:
    """Styles whose numbers are shown with leading zeros; {} when the styles cannot be understood."""
    if b"00" not in content or b"numFmt" not in content:
        return {}
    from lxml import etree

    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.LxmlError:
        return {}
    codes = {_number(one.get("numFmtId"), -1): one.get("formatCode") or "" for one in root.iter("{*}numFmt")}
    cells = root.find("{*}cellXfs")
    return zero_styles(codes, [_number(one.get("numFmtId"), 0) for one in cells]) if cells is not None else {}
