"""What is on a sheet: tables with header, columns, kinds of rows, title, village and period; or why it is left out.

Told by the caller what rosters hold (`RosterTerms`); never silently wrong: what is doubtful becomes a question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from caredesk.documents.layout.cells import is_signature, squeezed
from caredesk.documents.layout.codes import codes_in, decoded, tick_codes
from caredesk.documents.layout.columns import Columns, guess_columns
from caredesk.documents.layout.content import SAMPLE_ROWS, Content, content_of, looks_like_id
from caredesk.documents.layout.header import DEEPEST, Header
from caredesk.documents.layout.headings import Headings
from caredesk.documents.layout.rows import RowKinds, foreign_from, merged_down
from caredesk.documents.layout.titles import is_information, line_of, period_of, village_of
from caredesk.documents.layout.told import as_told, nobodys
from caredesk.schema.roster import REMARK, Cell, ColumnGuess, Layout, RawSheet, RosterTerms, SheetFinding, ToldTable

_UNKNOWN = "表头没见过，各列是看内容认出来的，请看一眼"
_HEADLESS = "这张表没有表头，各列是看内容猜的，分不清姓名和身份证号是谁的"
EMPTY = "这张表是空的"
_HIDDEN = "这张表是隐藏的，先没有收；要收请勾选它"
CARDS = "像是一人一张的登记卡（项目和内容左右挨着填），不是一行一人的名单，没有收；请抄成一行一人的表再收"
_NO_ROSTER = "没有找到姓名、身份证号这样的表头，不是名单"
_FOREIGN = "“{}”第 {} 行起是另一张表，里面没有姓名和身份证号，没有读"
_UNTOLD = ToldTable()
Block = tuple[int, int]


class LayoutFinder:
    """Finds the tables of sheets; made once per import, for the vocabulary is prepared once."""

    def __init__(self, terms: RosterTerms) -> None:
        self._terms = terms
        self._headings = Headings(terms)
        self._labels = {(one.key, one.owner): one.label for one in terms.targets}

    def look(self, sheet: RawSheet, told: Sequence[ToldTable] = ()) -> SheetFinding:
        """All tables of one sheet; ``told`` is what the user says of some of them."""
        if not any(row for row in sheet.rows):
            return SheetFinding(sheet.name, (), EMPTY)
        header, notices = Header(sheet, self._headings), list(_notices(sheet))
        layouts = self._tables(sheet, header, notices)
        for one in sorted(told, key=lambda one: one.nth):
            self._tell(sheet, header, layouts, one)
        if not layouts:
            return SheetFinding(sheet.name, (), CARDS if header.holds_cards() else _NO_ROSTER)
        if not sheet.visible:
            return SheetFinding(sheet.name, (), _HIDDEN, tuple(notices), tuple(layouts))
        return SheetFinding(sheet.name, tuple(layouts), notices=tuple(notices))

    def _tables(self, sheet: RawSheet, header: Header, notices: list[str]) -> list[Layout]:
        """The tables as found without anybody's help."""
        layouts: list[Layout] = []
        start = 0
        while (block := header.find(start)) is not None:
            end = self._end(sheet, header, block)
            while (deeper := self._grown_over(sheet, header, block, end)) is not None:
                block, end = deeper, self._end(sheet, header, deeper)
            layout = self._table(sheet, header, block, (start, end))
            if layout is not None:
                layouts.append(layout)
                if layout.end < end:
                    notices.append(_FOREIGN.format(sheet.name, layout.end + 1))
            start = end
        if not layouts and (guessed := header.above_numbers()) is not None:
            layout = self._table(sheet, header, guessed, (0, len(sheet.rows)))
            layouts += [replace(layout, questions=(_UNKNOWN, *layout.questions))] if layout else []
        elif not layouts and (first := header.first_number()) is not None:
            layout = self._table(sheet, header, (first, first - 1), (0, len(sheet.rows)))
            layouts += [layout] if layout else []
        return layouts

    def _tell(self, sheet: RawSheet, header: Header, layouts: list[Layout], told: ToldTable) -> None:
        """One table read again as the user says it is; tables that it now covers keep their place, without rows."""
        known = layouts[told.nth] if told.nth < len(layouts) else None
        block = told.header or (known.header if known else None)
        if block is None or block[0] >= len(sheet.rows):
            return
        start = layouts[told.nth - 1].end if known and told.nth else 0
        end = told.end or (known.end if known else len(sheet.rows))
        end = min(max(end, block[1] + 1), len(sheet.rows))
        layout = self._table(sheet, header, block, (min(start, block[0]), end), told)
        if layout is None:
            return
        for at, other in enumerate(layouts):
            if at != told.nth and block[0] <= other.header[0] < layout.end:
                layouts[at] = replace(other, rows=(), end=other.header[1] + 1, questions=(), unsure="")
        if known:
            layouts[told.nth] = layout
        else:
            layouts.append(layout)

    def _grown_over(self, sheet: RawSheet, header: Header, block: Block, end: int) -> Block | None:
        """One block of two that follow each other without a row of people between: a deep header without its merges."""
        between = range(block[1] + 1, end)
        if end >= len(sheet.rows) or any(looks_like_id(cell) for row in between for cell in sheet.rows[row]):
            return None
        below = header.find(end)
        blank = any(not any(cell != "" for cell in sheet.rows[row]) for row in between)
        if below is None or blank or below[1] - block[0] >= DEEPEST + 1:
            return None
        return block[0], below[1]

    def _end(self, sheet: RawSheet, header: Header, block: Block) -> int:
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

    def _table(
        self, sheet: RawSheet, header: Header, block: Block, bounds: tuple[int, int], told: ToldTable = _UNTOLD
    ) -> Layout | None:
        paths = header.paths(block) if block[0] <= block[1] else {}
        body = range(block[1] + 1, bounds[1])
        index_rows = {row for row in body[:2] if header.is_index_row(row)}
        filled = merged_down(sheet, block[1] + 1, bounds[1] - 1)
        codes = {column: said for column, path in paths.items() if (said := _codes_of(path))}
        contents, sampled = self._contents(sheet, [row for row in body if row not in index_rows], filled, codes)
        found = guess_columns(paths, {**dict.fromkeys(paths, Content()), **contents}, sampled, self._headings)
        if not paths:
            found = nobodys(found, _HEADLESS)
        if told.columns:
            found = as_told(found, told, self._terms)
        if found.name is None and not found.numbers:
            return None
        columns = _finished(found, contents, sampled, codes)
        counting = frozenset(column for column in contents if contents[column].running)
        kinds = RowKinds(sheet, paths, found.name, found.numbers, counting)
        rows = [(row, kind) for row in body if (kind := "index" if row in index_rows else kinds.kind(row))]
        end = bounds[1] if told.end is not None else foreign_from(kinds, rows, bounds[1])
        captions = [text for row in range(bounds[0], block[0]) if (text := line_of(sheet.rows[row]))]
        titles = tuple(text for text in captions if not is_information(text))
        info = tuple(text for text in captions if is_information(text))
        return Layout(
            sheet=sheet.name,
            header=block,
            columns=columns,
            rows=tuple((row, kind) for row, kind in rows if row < end),
            filled=filled,
            titles=titles,
            info=info,
            village=told.constants.get("village") or village_of(sheet.name, titles, info, self._terms.villages),
            period=told.constants.get("period") or period_of([*titles, sheet.name]),
            confidence=_confidence(columns),
            questions=(f"{found.unsure}，请指一下",) if found.unsure else self._questions(columns),
            unsure=found.unsure,
            end=end,
            constants=dict(told.constants),
            about=self._terms.about,
        )

    def _contents(
        self,
        sheet: RawSheet,
        body: Sequence[int],
        filled: Mapping[tuple[int, int], Cell],
        codes: Mapping[int, Mapping[str, str]],
    ) -> tuple[dict[int, Content], dict[int, list[Cell]]]:
        """Profiles of the columns that hold anything, from rows spread over the body; codes are decoded first."""
        rows = [row for row in body if _is_likely_data(sheet.rows[row])]
        step = max(1, len(rows) // SAMPLE_ROWS)
        chosen = rows[::step]
        width = max((len(sheet.rows[row]) for row in chosen), default=0)
        sampled = {
            column: [filled.get((row, column), sheet.cell(row, column)) for row in chosen] for column in range(width)
        }
        for column, said in codes.items():
            sampled[column] = [decoded(cell, said) for cell in sampled.get(column, ())]
        several = self._terms.several_names
        contents = {
            column: content_of(cells, self._terms.villages, several_names=several) for column, cells in sampled.items()
        }
        contents = {column: content for column, content in contents.items() if content.filled}
        return contents, sampled

    def _questions(self, columns: Sequence[ColumnGuess]) -> tuple[str, ...]:
        found = []
        if not any(guess.evidence == "name" and guess.is_own for guess in columns):
            found.append("没有认出哪一列是姓名，请指一下")
        if not any(guess.evidence == "id_number" and guess.is_own for guess in columns):
            found.append("没有认出哪一列是身份证号，请指一下；表里没有的话，这些人要您来定")
        for guess in columns:
            if guess.target and 0 < guess.confidence < 0.55:
                label = self._labels.get((guess.target, guess.owner)) or self._labels.get((guess.target, ""), "")
                found.append(f"“{guess.heading}”像是{label}，请看一眼")
        return tuple(found)


def _codes_of(path: tuple[str, ...]) -> Mapping[str, str]:
    return next((found for level in reversed(path) if (found := codes_in(level))), {})


def _finished(
    found: Columns,
    contents: Mapping[int, Content],
    sampled: Mapping[int, Sequence[Cell]],
    codes: Mapping[int, Mapping[str, str]],
) -> tuple[ColumnGuess, ...]:
    """The guesses with their codes, and a proposal for columns that are about nothing known but say something."""
    made = []
    for guess in found.guesses:
        said = codes.get(guess.column, {})
        if not said and guess.evidence == "tick":
            said = tick_codes(sampled.get(guess.column, ()))
        content = contents.get(guess.column, Content())
        nobodys = not guess.target and guess.path and content.filled and not guess.reasons
        plain = content.rate("id_number") < 0.3 and content.distinct * content.filled > 1
        made.append(replace(guess, codes=said, proposal=REMARK if nobodys and plain else ""))
    return tuple(made)


def _is_likely_data(cells: Sequence[Cell]) -> bool:
    texts = [squeezed(cell) for cell in cells if cell != ""]
    if len(texts) < 2:
        return False
    first = texts[0]
    return not any(text.endswith(("合计", "小计", "总计")) for text in texts[:3]) and not is_signature(first)


def _confidence(columns: Sequence[ColumnGuess]) -> float:
    key = [guess.confidence for guess in columns if guess.evidence in ("name", "id_number") and guess.is_own]
    return round(sum(key) / 2, 2)


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
