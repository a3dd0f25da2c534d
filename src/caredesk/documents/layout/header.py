"""Finding the header block of a table: one to five rows, merged both ways or not at all, below titles and notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from caredesk.documents.layout.cells import heading_key, is_note, is_signature, is_signing, shown, squeezed
from caredesk.documents.layout.content import looks_like_date, looks_like_id, looks_like_name
from caredesk.documents.layout.headings import EXACT, Headings, key_scores
from caredesk.schema.roster import Cell, RawSheet

DEEPEST = 5
_TITLE = re.compile(r"花名册|台账|名单|汇总|统计|登记表|明细|一览表|签字表|信息表|情况表|调查表|表$|\d{4}年")
_NUMBER = re.compile(r"^[\d.,\-+%]+$")
_CARD_ROWS = 300
_INDEX_WORDS = frozenset({"序号", "栏次", "编号", "序", "栏", "编", "列次", "项次", "行次", "栏目"})
_MARKS = {
    "stem": "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥",
    "letter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "word": "一二三四五六七八九十",
}
Merge = tuple[int, int, int, int]


class Header:
    """Header finding on one sheet; rows and columns count from 0, a block is (first row, last row)."""

    def __init__(self, sheet: RawSheet, headings: Headings) -> None:
        self._sheet = sheet
        self._headings = headings
        self._merges: Sequence[Merge] = [m for m in sheet.merges if m[2] < len(sheet.rows) + 1]

    def find(self, start: int) -> tuple[int, int] | None:
        """The next header block at or below ``start``, or None."""
        for row in range(start, len(self._sheet.rows)):
            if self.is_anchor(row):
                return self._grown(row, start)
        return None

    def above_numbers(self) -> tuple[int, int] | None:
        """The row above the first ID numbers, where no heading is known; None when there is no such row."""
        rows = [(row, cells) for row, cells in enumerate(self._sheet.rows) if cells]
        for (row, cells), (_, below) in pairwise(rows):
            told = [cell for cell in cells if cell != ""]
            if any(looks_like_id(cell) for cell in below):
                words = all(isinstance(cell, str) and not looks_like_data(cell) for cell in told)
                plain = len(told) >= 2 and words and not self._is_card(cells)
                return (row, row) if plain else None
        return None

    def first_number(self) -> int | None:
        """The first of at least three rows with an ID number, for a table without any header; None for none."""
        rows = [row for row, cells in enumerate(self._sheet.rows) if any(looks_like_id(cell) for cell in cells)]
        return rows[0] if len(rows) >= 3 and not self.holds_cards() else None

    def holds_cards(self) -> bool:
        """Whether the sheet is filled in like a form: 姓名 | 张三 | 性别 | 男."""
        return any(self._is_card(cells) for cells in self._sheet.rows[:_CARD_ROWS])

    def _is_card(self, cells: Sequence[Cell]) -> bool:
        """Headings with their own values right of them, instead of the next heading; 曾用名 right of 姓名 is none."""
        told = [shown(cell).strip() for cell in cells if cell != ""]
        names: set[str] = set()
        for heading, said in pairwise(told):
            best = self._headings.best(heading) if len(heading) < 15 else None
            if best is None or best.score < EXACT:
                continue
            kind = best.target.evidence
            if (kind == "sex" and said in ("男", "女")) or (kind == "id_number" and looks_like_id(said)):
                return True
            if best.target.evidence == "name" and looks_like_name(said):
                known = self._headings.best(said)
                names |= {said} if known is None or known.score < 0.5 else set()
        sure = [cell for cell in told if len(cell) < 15 and (one := self._headings.best(cell)) and one.score >= 0.9]
        return len(names) > 1 and len(sure) <= 0.6 * len(told)

    def is_anchor(self, row: int) -> bool:
        """Whether a row holds at least two known headings, one of them a name or ID number, and no data."""
        cells = [cell for cell in self._sheet.rows[row] if cell != ""]
        if len(cells) < 2 or sum(1 for cell in cells if cell.__class__ is str) < 2:
            return False
        strong = 0
        keys: list[float] = []
        for cell in cells:
            if cell.__class__ is not str:
                continue
            if len(shown(cell)) > 40 or looks_like_data(cell):
                return False
            readings = self._headings.read((shown(cell),))
            strong += bool(readings and readings[0].score >= EXACT)
            keys += key_scores(readings)
        sure = sum(1 for score in keys if score >= 0.7)
        if strong >= 2 and self._is_card(cells):
            return False
        known_enough = strong >= 2 and (strong >= len(cells) * 0.2 or sure >= 2)
        return known_enough and (sure > 0 or (bool(keys) and strong >= 4))

    def paths(self, block: tuple[int, int]) -> dict[int, tuple[str, ...]]:
        """The heading levels of every column that has any, equal neighbours joined."""
        first, last = block
        levels = [self._level(row, block) for row in range(first, last + 1)]
        width = max((len(level) for level in levels), default=0)
        made: dict[int, tuple[str, ...]] = {}
        for column in range(width):
            path: list[str] = []
            for level in levels:
                text = " ".join(level[column].split()) if column < len(level) else ""
                if text and (not path or heading_key(path[-1]) != heading_key(text)):
                    path.append(text)
            if path:
                made[column] = tuple(path)
        return made

    def is_index_row(self, row: int) -> bool:
        """A row of column marks under the header, gaps or none: 1 2 3, (1) (2), 甲 乙 1 2, 甲 乙 丙 丁, A B C."""
        texts = [squeezed(cell).strip("().、") for cell in self._sheet.rows[row] if cell != ""]
        marks = [_mark(text) for text in texts if text not in _INDEX_WORDS]
        runs: dict[str, list[int]] = {}
        for mark in marks:
            if mark is None:
                return False
            runs.setdefault(mark[0], []).append(mark[1])
        rising = all(run[0] <= 3 and all(a < b for a, b in pairwise(run)) for run in runs.values())
        return len(texts) >= 3 and rising and max(map(len, runs.values()), default=0) >= 2

    def _grown(self, anchor: int, start: int) -> tuple[int, int]:
        first = last = anchor
        while last + 1 < len(self._sheet.rows) and last - first < DEEPEST - 1 and self._continues(first, last):
            last += 1
        while first > start and last - first < DEEPEST - 1 and self._is_group_row(first - 1, first):
            first -= 1
        return first, last

    def _continues(self, first: int, last: int) -> bool:
        """Whether the row below ``last`` still belongs to the header."""
        row = last + 1
        cells = [(column, cell) for column, cell in enumerate(self._sheet.rows[row]) if cell != ""]
        if any(looks_like_data(cell) for _, cell in cells) or self.is_index_row(row):
            return False
        if any(first <= top <= last and bottom >= row for top, _, bottom, _ in self._merges):
            return all(cell.__class__ is str for _, cell in cells)
        if self._under_filled(last, cells):
            return True
        return bool(cells) and self._fits_below((first, last), cells)

    def _under_filled(self, last: int, cells: Sequence[tuple[int, Cell]]) -> bool:
        """Whether a row repeats the headings above it, or stands under equal ones: merges undone and filled (WPS)."""
        above = [heading_key(shown(cell)) for cell in self._sheet.rows[last]]
        runs = {at for at, (one, two) in enumerate(pairwise(above)) if one and one == two}
        runs |= {at + 1 for at in runs}
        below = [(column, shown(cell), above[column] if column < len(above) else "") for column, cell in cells]
        under = [(column, text, over) for column, text, over in below if heading_key(text) != over]
        if not under:
            return len(cells) > 2
        if not all(over and (column in runs or not self._is_finished(over)) for column, _, over in under):
            return False
        said = {column: text for column, text, _ in under}
        # A group of the next level stands several times too: 户籍信息 | 户籍信息 | 供养情况 | 供养情况.
        known = [
            column
            for column, text in said.items()
            if text in (said.get(column - 1), said.get(column + 1))
            or ((best := self._headings.best(text)) and best.score >= 0.6)
        ]
        return any(column in runs for column, _, _ in under) and len(known) >= len(under) / 2

    def _is_finished(self, over: str) -> bool:
        """Whether a heading says what its column is, so that nothing more can stand under it."""
        best = self._headings.best(over)
        return bool(best and best.score >= EXACT and best.target.evidence not in ("text", "option"))

    def _fits_below(self, block: tuple[int, int], cells: Sequence[tuple[int, Cell]]) -> bool:
        """Whether a row holds the columns of the groups above it: known headings, none below a finished heading."""
        under = self._columns_under_groups(block[1])
        above = self._level(block[1], block)
        if not all(isinstance(cell, str) for _, cell in cells):
            return False
        known = 0
        for column, cell in cells:
            over = above[column] if column < len(above) else ""
            if over and column not in under and self._is_finished(over):
                return False
            best = self._headings.best(shown(cell))
            known += bool(best and best.score >= 0.6)
        return known >= max(1, len(cells) * 0.5)

    def _columns_under_groups(self, row: int) -> set[int]:
        """Columns below a heading that spans several: by merges, or where there are none by the blanks right of it."""
        wide = [merge for merge in self._merges if merge[0] <= row <= merge[2] and merge[3] > merge[1]]
        if any(merge[0] <= row <= merge[2] for merge in self._merges):
            return {column for _, left, _, right in wide for column in range(left, right + 1)}
        cells, below = self._sheet.rows[row], self._sheet.rows[row + 1]
        found: set[int] = set()
        for column in range(1, max(len(cells), len(below))):
            here = cells[column] if column < len(cells) else ""
            left = cells[column - 1] if column - 1 < len(cells) else ""
            under = below[column] if column < len(below) else ""
            if here == "" and under != "" and (left != "" or column - 1 in found):
                found |= {column - 1, column}
        return found

    def _is_group_row(self, row: int, below: int) -> bool:
        """Whether a row above the header holds group headings or the upper part of merged ones."""
        cells = [(column, shown(cell)) for column, cell in enumerate(self._sheet.rows[row]) if cell != ""]
        if not cells or any(looks_like_data(text) for _, text in cells):
            return False
        if self.is_index_row(row) or all(len(text.strip()) == 1 and text.strip().isascii() for _, text in cells):
            return False
        if any(top == row and bottom >= below for top, _, bottom, _ in self._merges):
            # What is merged down into the header is a heading, however long it is.
            return True
        under = [shown(cell) for cell in self._sheet.rows[below]]
        if any(_is_caption(text) for column, text in cells if text not in under[column : column + 1]):
            return False
        if sum(is_signing(squeezed(text)) for _, text in cells) > 1 and not self._merges:
            # 填报单位 | 青石镇 | 审核人 | | 填表人 | 陈静 has no colons, and stands over nothing.
            return False
        width = len(self._sheet.rows[below])
        spans = [right - left + 1 for top, left, _, right in self._merges if top == row and right > left]
        if len(cells) == 1:
            return bool(spans) and cells[0][0] > 0 and max(spans) < width * 0.8
        return all(len(heading_key(text)) <= 14 for _, text in cells)

    def _level(self, row: int, block: tuple[int, int]) -> list[str]:
        """The texts of one header row with merged cells filled."""
        cells = [shown(cell) for cell in self._sheet.rows[row]]
        touching = [merge for merge in self._merges if merge[0] <= block[1] and merge[2] >= block[0]]
        for top, left, bottom, right in touching:
            if top <= row <= bottom and top >= block[0]:
                text = shown(self._sheet.cell(top, left))
                cells.extend([""] * (right + 1 - len(cells)))
                cells[left : right + 1] = [text] * (right + 1 - left)
        if not touching and row < block[1]:
            under = self._columns_under_groups(row)
            cells.extend([""] * (max(under, default=-1) + 1 - len(cells)))
            for column in sorted(under):
                if cells[column] == "" and column:
                    cells[column] = cells[column - 1]
        return cells


def _is_caption(text: str) -> bool:
    """A title, an information line or a note, which are no group headings."""
    plain = squeezed(text)
    return len(plain) > 16 or ":" in plain or bool(_TITLE.search(plain)) or is_note(plain) or is_signature(plain)


def _mark(text: str) -> tuple[str, int] | None:
    """The kind and place of a column's mark: 丙 is the third stem, 12 the twelfth number, AB column 28."""
    if text.isascii() and text.isdigit() and len(text) <= 3:
        return "number", int(text)
    if len(text) == 2 and text.isascii() and text.isalpha():
        return "letter", 26 * (ord(text[0].upper()) - 64) + ord(text[1].upper()) - 64
    for kind, row in _MARKS.items():
        if len(text) == 1 and text.upper() in row:
            return kind, row.index(text.upper()) + 1
    return None


def looks_like_data(cell: Cell) -> bool:
    """A cell that no heading can be: an ID number, a date, a telephone, any long number."""
    text = shown(cell).strip()
    return looks_like_id(cell) or looks_like_date(cell) or (len(text) >= 4 and bool(_NUMBER.match(text)))
