"""What is on a sheet: tables with header, columns, kinds of rows, title, village and period; or why it is left out.

Told by the caller what rosters hold (`RosterTerms`); never silently wrong: what is doubtful becomes a question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from caredesk.documents.layout.cells import is_note, is_signature, squeezed, trimmed
from caredesk.documents.layout.columns import guess_columns
from caredesk.documents.layout.content import SAMPLE_ROWS, Content, content_of, looks_like_village, village_in
from caredesk.documents.layout.header import Header
from caredesk.documents.layout.headings import Headings
from caredesk.documents.layout.rows import RowKinds, merged_down
from caredesk.schema.roster import Cell, ColumnGuess, Evidence, Layout, RawSheet, RosterTerms, SheetFinding, ToldTable

_PERIOD = re.compile(r"(20\d{2})\s*年\s*(?:度?\s*(\d{1,2})\s*月|(?:第?\s*([一二三四1-4])\s*季度)|([上下])半年)?")
_UNKNOWN = "表头没见过，各列是看内容认出来的，请看一眼"
_QUARTERS = {"一": "1", "二": "2", "三": "3", "四": "4"}


class LayoutFinder:
    """Finds the tables of sheets; made once per import, for the vocabulary is prepared once."""

    def __init__(self, terms: RosterTerms) -> None:
        self._terms = terms
        self._headings = Headings(terms)

    def look(self, sheet: RawSheet, told: Sequence[ToldTable] = ()) -> SheetFinding:
        """All tables of one sheet; ``told`` is what the user says of some of them."""
        if not any(row for row in sheet.rows):
            return SheetFinding(sheet.name, (), "这张表是空的")
        if not sheet.visible:
            return SheetFinding(sheet.name, (), "这张表是隐藏的，要收请先取消隐藏")
        header = Header(sheet, self._headings)
        layouts: list[Layout] = []
        start = 0
        while (block := header.find(start)) is not None:
            end = self._end(sheet, header, block)
            layout = self._table(sheet, header, block, (start, end))
            if layout is not None:
                layouts.append(layout)
            start = end
        if not layouts and (guessed := header.above_numbers()) is not None:
            layout = self._table(sheet, header, guessed, (0, len(sheet.rows)))
            layouts += [replace(layout, questions=(_UNKNOWN, *layout.questions))] if layout else []
        if not layouts:
            return SheetFinding(sheet.name, (), "没有找到姓名、身份证号这样的表头，不是名单")
        return SheetFinding(sheet.name, tuple(layouts), notices=_notices(sheet))

    def _end(self, sheet: RawSheet, header: Header, block: tuple[int, int]) -> int:
        """The row where the next table's header begins, or the end of the sheet."""
        own = [squeezed(cell) for cell in sheet.rows[block[1]]]
        for row in range(block[1] + 1, len(sheet.rows)):
            cells = sheet.rows[row]
            if len(cells) > 1 and self._may_be_heading(cells) and header.is_anchor(row):
                texts = [squeezed(cell) for cell in cells]
                same = sum(1 for said, known in zip(texts, own, strict=False) if said and said == known)
                if same < 0.6 * sum(1 for said in texts if said):
                    found = header.find(row)
                    return found[0] if found else row
        return len(sheet.rows)

    def _may_be_heading(self, cells: Sequence[Cell]) -> bool:
        """A cheap look before the careful one: rows of people nearly always hold a number or long text."""
        return all(isinstance(cell, str) and len(cell) < 15 for cell in cells if cell != "")

    def _table(self, sheet: RawSheet, header: Header, block: tuple[int, int], bounds: tuple[int, int]) -> Layout | None:
        paths = header.paths(block)
        body = range(block[1] + 1, bounds[1])
        index_rows = {row for row in body[:2] if header.is_index_row(row)}
        filled = merged_down(sheet, block[1] + 1, bounds[1] - 1)
        contents, sampled = self._contents(sheet, [row for row in body if row not in index_rows], filled)
        found = guess_columns(paths, {**dict.fromkeys(paths, Content()), **contents}, sampled, self._headings)
        columns = found.guesses
        if found.name is None and found.number is None:
            return None
        kinds = RowKinds(sheet, paths, found.name, found.number, frozenset(c for c in contents if contents[c].running))
        rows = tuple((row, kind) for row in body if (kind := "index" if row in index_rows else kinds.kind(row)))
        captions = [text for row in range(bounds[0], block[0]) if (text := _line(sheet.rows[row]))]
        titles = tuple(text for text in captions if not _is_information(text))
        return Layout(
            sheet=sheet.name,
            header=block,
            columns=columns,
            rows=rows,
            filled=filled,
            titles=titles,
            info=tuple(text for text in captions if _is_information(text)),
            village=self._village(sheet.name, titles),
            period=_period([*titles, sheet.name]),
            confidence=_confidence(columns),
            questions=(f"{found.unsure}，请指一下",) if found.unsure else _questions(columns),
            unsure=found.unsure,
        )

    def _contents(
        self, sheet: RawSheet, body: Sequence[int], filled: Mapping[tuple[int, int], Cell]
    ) -> tuple[dict[int, Content], dict[int, list[Cell]]]:
        """Profiles of the columns that hold anything, from rows spread over the body."""
        rows = [row for row in body if _is_likely_data(sheet.rows[row])]
        step = max(1, len(rows) // SAMPLE_ROWS)
        chosen = rows[::step]
        width = max((len(sheet.rows[row]) for row in chosen), default=0)
        sampled = {
            column: [filled.get((row, column), sheet.cell(row, column)) for row in chosen] for column in range(width)
        }
        contents = {column: content_of(cells, self._terms.villages) for column, cells in sampled.items()}
        contents = {column: content for column, content in contents.items() if content.filled}
        return contents, sampled

    def _village(self, sheet_name: str, titles: Sequence[str]) -> str:
        name = sheet_name.strip()
        if looks_like_village(name, self._terms.villages):
            return name
        return next((found for title in titles if (found := village_in(squeezed(title)))), "")


def _line(cells: Sequence[Cell]) -> str:
    return "  ".join(text for cell in cells if (text := trimmed(cell)))


def _is_information(text: str) -> bool:
    plain = squeezed(text)
    return is_signature(plain) or is_note(plain) or ":" in plain or len(plain) > 50


def _is_likely_data(cells: Sequence[Cell]) -> bool:
    texts = [squeezed(cell) for cell in cells if cell != ""]
    if len(texts) < 2:
        return False
    first = texts[0]
    return not any(text.endswith(("合计", "小计", "总计")) for text in texts[:3]) and not is_signature(first)


def _column(columns: Sequence[ColumnGuess], evidence: Evidence) -> int | None:
    return next((guess.column for guess in columns if guess.evidence == evidence and guess.is_own), None)


def _period(lines: Sequence[str]) -> str:
    """The period a title names: 2026-09, 2026-Q3, 2026-H1 or 2026; "" when none does."""
    best = ""
    for line in lines:
        for found in _PERIOD.finditer(line):
            year, month, quarter, half = found.groups()
            made = year
            if month and 1 <= int(month) <= 12:
                made = f"{year}-{int(month):02d}"
            elif quarter:
                made = f"{year}-Q{_QUARTERS.get(quarter, quarter)}"
            elif half:
                made = f"{year}-H{'1' if half == '上' else '2'}"
            if len(made) > len(best):
                best = made
    return best


def _confidence(columns: Sequence[ColumnGuess]) -> float:
    key = [guess.confidence for guess in columns if guess.evidence in ("name", "id_number") and guess.is_own]
    return round(sum(key) / 2, 2)


def _questions(columns: Sequence[ColumnGuess]) -> tuple[str, ...]:
    found = []
    if _column(columns, "name") is None:
        found.append("没有认出哪一列是姓名，请指一下")
    if _column(columns, "id_number") is None:
        found.append("没有认出哪一列是身份证号，请指一下；表里没有的话，这些人要您来定")
    found += [f"“{g.heading}”像是{g.target}，请看一眼" for g in columns if g.target and 0 < g.confidence < 0.55]
    return tuple(found)


def _notices(sheet: RawSheet) -> tuple[str, ...]:
    found = []
    if sheet.hidden_rows:
        filled = [row for row in sorted(sheet.hidden_rows) if row < len(sheet.rows) and sheet.rows[row]]
        if filled:
            found.append(f"“{sheet.name}”有 {len(filled)} 行是隐藏的（第 {filled[0] + 1} 行起），也一起读了，请核对")
    if sheet.hidden_columns:
        width = max(len(row) for row in sheet.rows)
        if any(column < width for column in sheet.hidden_columns):
            found.append(f"“{sheet.name}”有隐藏的列，也一起读了，请核对")
    return tuple(found)
