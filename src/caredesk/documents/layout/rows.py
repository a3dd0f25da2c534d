"""What every filled row below a header is: a person, a total, a signature line, a note, a repeated header."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from caredesk.documents.layout.cells import (
    heading_key,
    is_note,
    is_signature,
    is_signing,
    is_total,
    shown,
    squeezed,
    trimmed,
)
from caredesk.documents.layout.content import looks_like_id, looks_like_name, looks_like_village
from caredesk.documents.layout.header import looks_like_data
from caredesk.schema.roster import Cell, RawSheet, RowKind

_SECTION = re.compile(r"^[(（]?[一二三四五六七八九十\d]{1,3}[)）、.]+|\(\d*[^)]*\)$|:$|(共|计)?\d+[人户名]$")

_TOLD = re.compile(r"^(户主|姓名|户主姓名|身份证号码?|家庭住址|联系电话|住址|电话|户号|编号|第)[^:]{0,4}:.+")
"""户主：张三 | 身份证号：…: a line over the members of a household, its words and values in the same cells."""


@dataclass(frozen=True)
class RowKinds:
    """Tells rows apart by the columns known so far; ``index`` are columns that only count (序号).

    ``numbers`` are the columns of people's ID numbers: a number in any of them makes a row of people.
    """

    sheet: RawSheet
    paths: Mapping[int, tuple[str, ...]]
    name: int | None
    numbers: Sequence[int]
    index: frozenset[int] = frozenset()

    def kind(self, row: int) -> RowKind | None:
        """The kind of a row; None for a blank one."""
        cells = self.sheet.rows[row]
        for column in self.numbers:
            if column < len(cells) and cells[column] != "" and looks_like_id(cells[column]):
                return "data"
        filled = [(column, cell) for column, cell in enumerate(cells) if cell != "" and trimmed(cell)]
        if not filled:
            return None
        return self._without_number(row, filled)

    def names_somebody(self, row: int) -> bool:
        """Whether a row of data holds a number of somebody, or what may be a name where names stand."""
        cells = self.sheet.rows[row]
        name = cells[self.name] if self.name is not None and self.name < len(cells) else ""
        return looks_like_name(squeezed(name)) or any(
            looks_like_id(cells[column]) for column in self.numbers if column < len(cells)
        )

    def _without_number(self, row: int, filled: Sequence[tuple[int, Cell]]) -> RowKind:
        texts = [squeezed(cell) for _, cell in filled]
        if len(filled) == 1 and section_village(texts[0]):
            return "section"
        if any(is_total(text) for text in texts[:4]):
            return "total"
        if any(is_signature(text) for text in texts) or self._is_signed(texts, dict(filled)):
            return "signature"
        if is_note(texts[0]) or sum(1 for text in texts if _TOLD.match(text)) >= min(2, len(texts)):
            return "note"
        if self._repeats_header(filled):
            return "header"
        if all(column in self.index for column, _ in filled):
            return "numbered"
        if len(filled) == 1:
            return self._lonely(row, *filled[0])
        return "data"

    def _is_signed(self, texts: Sequence[str], cells: Mapping[int, Cell]) -> bool:
        """审核 | 李四 and 负责人签字 | 日期: the words of a signature line each in a cell of its own."""
        named = self.name is not None and looks_like_name(squeezed(cells.get(self.name, "")))
        return is_signing(texts[0]) and (len(texts) <= 4 or not named)

    def _repeats_header(self, filled: Sequence[tuple[int, Cell]]) -> bool:
        same = sum(
            1
            for column, cell in filled
            if any(heading_key(level) == heading_key(shown(cell)) for level in self.paths.get(column, ()))
        )
        return same >= 2 and same >= 0.6 * len(filled)

    def _lonely(self, row: int, column: int, cell: Cell) -> RowKind:
        text = squeezed(cell)
        if column == self.name and looks_like_name(text):
            return "data"
        wide = any(top == row and right - left >= 2 for top, left, _, right in self.sheet.merges)
        return "title" if wide and len(text) <= 40 else "note"


def foreign_from(kinds: RowKinds, rows: Sequence[tuple[int, RowKind]], end: int) -> int:
    """Where a table of something else begins under the people (统计月份 | 发放人数): its first row, or ``end``.

    It begins with a row of at least three words below a blank or lonely row, and nobody is named under it.
    """
    tail: list[int] = []
    for row, kind in reversed(rows):
        # 审批时间 begins a header as well as a signature line.
        if kind not in ("data", "signature"):
            continue
        cells = [cell for cell in kinds.sheet.rows[row] if cell != ""]
        words = len(cells) >= 3 and all(isinstance(cell, str) and len(cell) < 20 for cell in cells)
        above = [cell for cell in kinds.sheet.rows[row - 1] if cell != ""] if row else []
        if words and len(above) <= 1 and tail and not any(looks_like_data(cell) for cell in cells):
            return row - (1 if above and dict(rows).get(row - 1) in ("title", "note") else 0)
        if kind == "data":
            if kinds.names_somebody(row):
                return end
            tail.append(row)
    return end


def section_village(text: str) -> str:
    """The village that a cell over the rows of its people names (二、大湾村（15人） -> 大湾村), or ""."""
    bare = _SECTION.sub("", squeezed(text))
    return bare if looks_like_village(bare) and len(bare) > 2 else ""


def merged_down(sheet: RawSheet, first: int, last: int) -> dict[tuple[int, int], Cell]:
    """The value of the first cell for every cell that a merged range covers downwards, in its first column."""
    filled: dict[tuple[int, int], Cell] = {}
    for top, left, bottom, _ in sheet.merges:
        if bottom > top >= first and top < len(sheet.rows):
            value = sheet.cell(top, left)
            if value != "":
                filled.update({(row, left): value for row in range(top + 1, min(bottom, last) + 1)})
    return filled
