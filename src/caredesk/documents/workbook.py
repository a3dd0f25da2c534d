"""A ledger as a workbook (.xlsx) that Excel and WPS open, print and hand on as it stands.

Everything is written as text, so that no ID number loses digits and no text can run as a formula; only columns that
say they hold numbers are numbers.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from caredesk.documents.metrics import LEADING
from caredesk.documents.pages import NOTHING, Progress, signed, tell
from caredesk.documents.ruled import aligned, grouped
from caredesk.documents.saving import Target, writing
from caredesk.documents.workbook_sizes import (
    BODY,
    DEFAULT_FONT,
    MARGIN,
    LineCounter,
    column_widths,
    height,
    pixels,
    shares,
    units,
)
from caredesk.schema.errors import FileTrouble
from caredesk.schema.sheet import Align, Sheet, SheetColumn

TITLE_FONT, HEAD_FONT, BODY_FONT = "方正小标宋简体", "黑体", "宋体"
"""Fonts by name: the reader's computer supplies them (a missing 小标宋 becomes 宋体)."""

KEY_LABEL = "系统编号"
"""Heading of the hidden last column with one record id a row, by which an exported ledger can come back."""

_TITLE, _INFO = 20.0, 11.0
_LONGEST_TEXT = 32_767
_MOST_ROWS = 1_048_576
_CUT = "……（文字太长，其余请在系统里看）"
_ROWS_BETWEEN_REPORTS = 200

_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?:\.(\d+))?(%?)").fullmatch
_LEAVE_OUT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_END = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_ODD = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]").search
_RISKY = tuple("=+-@＝＋－＠")


def write_workbook(sheet: Sheet, target: Target, *, progress: Progress | None = None) -> None:
    """A ledger as .xlsx, whole or not at all.

    ``progress`` gets (rows written, rows). Raises ``FileTrouble`` when the file cannot be written or the rows are
    more than a sheet holds, and ``Cancelled``.
    """
    import xlsxwriter

    if len(sheet.rows) > _MOST_ROWS - 100:
        raise FileTrouble(f"一张表最多放{_MOST_ROWS}行，这里有{len(sheet.rows)}行。请把时段或村分开导出。")
    with writing(target) as stream:
        memory = io.BytesIO()
        book = xlsxwriter.Workbook(
            memory,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": DEFAULT_FONT,
            },
        )
        book.set_properties(_properties(sheet))
        _LedgerWriter(book, sheet, progress).write()
        book.close()
        stream.write(memory.getbuffer())


class _Formats:
    """The cell formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"valign": "vcenter", "font_name": BODY_FONT, "font_size": BODY, "font_charset": 134}
            self._made[key] = self._book.add_format(base | properties)
        return self._made[key]

    def cell(self, align: Align, *, bold: bool = False, number: str = "@", quoted: bool = False) -> Any:
        """A bordered cell of the table; ``quoted`` for texts that would otherwise look like a formula."""
        return self(align=align, border=1, text_wrap=True, bold=bold, num_format=number, quote_prefix=quoted)


class _Column(dict[str, tuple[str, int, Any]]):
    """Texts of one column to what is written for them: the safe text, its lines and its format.

    Ledgers repeat their texts, so each is prepared once.
    """

    def __init__(self, column: SheetColumn, counter: LineCounter, formats: _Formats, *, bold: bool) -> None:
        super().__init__()
        self.number = column.number
        self._lines = counter.lines
        self._plain = formats.cell(aligned(column), bold=bold)
        self._quoted = formats.cell(aligned(column), bold=bold, quoted=True)

    def __missing__(self, text: str) -> tuple[str, int, Any]:
        safe = _safe(text)
        style = self._quoted if safe.lstrip().startswith(_RISKY) else self._plain
        prepared = self[text] = (safe, self._lines(safe), style)
        return prepared


class _LedgerWriter:
    """Writes one sheet from top to bottom."""

    def __init__(self, book: Any, sheet: Sheet, progress: Progress | None) -> None:
        self._sheet, self._progress = sheet, progress
        self._formats = _Formats(book)
        self._out = book.add_worksheet(_sheet_name(sheet))
        self._last = len(sheet.columns) - 1
        self._widths = column_widths(sheet)
        self._counters = [LineCounter(width) for width in self._widths]
        columns = list(zip(sheet.columns, self._counters, strict=True))
        self._columns = {
            bold: [_Column(one, counter, self._formats, bold=bold) for one, counter in columns]
            for bold in (False, True)
        }
        self._row = 0

    def write(self) -> None:
        """The whole sheet and its page set-up."""
        for n, width in enumerate(self._widths):
            self._out.set_column(n, n, width)
        self._write_title()
        self._spread(self._sheet.info, _INFO, 20)
        head = self._row
        self._write_head()
        self._out.repeat_rows(head, self._row - 1)
        self._out.freeze_panes(self._row, 0)
        self._write_rows()
        self._write_tail()
        self._set_page()

    def _write_title(self) -> None:
        style = self._formats(font_name=TITLE_FONT, font_size=_TITLE, align="center", text_wrap=True)
        lines = LineCounter(units(sum(map(pixels, self._widths))), _TITLE).lines(self._sheet.title)
        self._across(0, self._last, _safe(self._sheet.title), style)
        self._out.set_row(self._row, lines * _TITLE * LEADING + 6)
        self._row += 1

    def _across(self, first: int, last: int, text: str, style: Any) -> None:
        """A text over several columns of the current row."""
        if last > first:
            self._out.merge_range(self._row, first, self._row, last, "", style)
        self._out.write_string(self._row, first, text, style)

    def _spread(self, parts: Sequence[str], size: float, height: float, *, even: bool = False) -> None:
        """Parts of a line side by side, the last at the right edge; ``even`` begins each at the left of its share."""
        if not parts:
            return
        if len(parts) > len(self._widths):
            parts = ["　　".join(parts)]
        stops = shares(self._widths, len(parts))
        first = 0
        for n, (part, stop) in enumerate(zip(parts, stops, strict=True)):
            align = "left" if n == 0 or even else "right" if n == len(parts) - 1 else "center"
            self._across(first, stop - 1, _safe(part), self._formats(font_size=size, align=align))
            first = stop
        self._out.set_row(self._row, height)
        self._row += 1

    def _write_head(self) -> None:
        columns = self._sheet.columns
        style = self._formats(
            font_name=HEAD_FONT, align="center", border=1, text_wrap=True, bg_color="#F2F4F4", num_format="@"
        )
        groups = list(grouped(columns))
        deep = any(name for name, _, _ in groups)
        for name, start, stop in groups:
            if name:
                self._across(start, stop - 1, _safe(name), style)
            for n in range(start, stop):
                label = _safe(columns[n].label)
                if deep and not name:
                    self._out.merge_range(self._row, n, self._row + 1, n, "", style)
                    self._out.write_string(self._row, n, label, style)
                else:
                    self._out.write_string(self._row + deep, n, label, style)
        if deep:
            spans = ((name, units(sum(map(pixels, self._widths[start:stop])))) for name, start, stop in groups if name)
            self._out.set_row(self._row, height(max(LineCounter(wide).lines(name) for name, wide in spans)) + 3)
            self._row += 1
        lines = max(counter.lines(column.label) for counter, column in zip(self._counters, columns, strict=True))
        self._out.set_row(self._row, height(lines) + 6)
        if self._sheet.keys:
            self._out.set_column(self._last + 1, self._last + 1, 8, None, {"hidden": True})
            self._out.write_string(self._row, self._last + 1, KEY_LABEL, style)
        self._row += 1

    def _write_rows(self) -> None:
        sheet = self._sheet
        key_style = self._formats(num_format="@")
        for n, row in enumerate(sheet.rows):
            if n % _ROWS_BETWEEN_REPORTS == 0:
                tell(self._progress, n, len(sheet.rows))
            if sheet.keys:
                self._out.write_string(self._row, self._last + 1, sheet.keys[n], key_style)
            self._write_row(row)
        tell(self._progress, len(sheet.rows), len(sheet.rows))
        if not sheet.rows:
            self._across(0, self._last, NOTHING, self._formats.cell("center"))
            self._out.set_row(self._row, 24)
            self._row += 1

    def _write_row(self, row: Sequence[str], *, bold: bool = False) -> None:
        most, out, number = 1, self._out, self._row
        for n, (text, column) in enumerate(zip(row, self._columns[bold], strict=True)):
            safe, lines, style = column[text]
            most = max(most, lines)
            if not safe:
                out.write_blank(number, n, None, style)
            elif not (column.number and self._write_number(n, safe, bold=bold)):
                out.write_string(number, n, safe, style)
        out.set_row(number, height(most))
        self._row += 1

    def _write_number(self, n: int, text: str, *, bold: bool) -> bool:
        """A figure as a number shown as it was given (decimals, thousands, per cent); False for any other text."""
        found = _NUMBER(text)
        if not found or sum(map(str.isdigit, text)) > 15:
            return False
        decimals, percent = found.groups()
        shown = ("#,##0" if "," in text else "0") + ("." + "0" * len(decimals) if decimals else "") + percent
        value = float(text.rstrip("%").replace(",", "")) / (100 if percent else 1)
        align = aligned(self._sheet.columns[n])
        self._out.write_number(self._row, n, value, self._formats.cell(align, bold=bold, number=shown))
        return True

    def _write_tail(self) -> None:
        if self._sheet.totals:
            self._write_row(self._sheet.totals, bold=True)
        whole = LineCounter(units(sum(map(pixels, self._widths))))
        for note in self._sheet.notes:
            self._across(0, self._last, _safe(note), self._formats(align="left", text_wrap=True))
            self._out.set_row(self._row, height(whole.lines(note)))
            self._row += 1
        self._spread([signed(label) for label in self._sheet.signature], _INFO, 34, even=True)

    def _set_page(self) -> None:
        from xlsxwriter.utility import xl_col_to_name

        sheet, out = self._sheet, self._out
        if sheet.landscape:
            out.set_landscape()
        out.set_paper(8 if sheet.paper == "A3" else 9)
        out.set_margins(left=MARGIN, right=MARGIN, top=0.6, bottom=0.7)
        out.fit_to_pages(1, 0)
        out.center_horizontally()
        out.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(self._last)}{self._row}"})
        out.print_area(0, 0, self._row - 1, self._last)
        out.set_footer('&C&"宋体,常规"&10第 &P 页 共 &N 页')
        if sheet.watermark:
            out.set_header('&C&"黑体,常规"&16&K999999' + sheet.watermark.replace("&", "&&"))


def _safe(text: str) -> str:
    """The text as a cell can hold it: one kind of line end, no control characters, not longer than Excel allows."""
    if _ODD(text):
        text = _LEAVE_OUT.sub("", _LINE_END.sub("\n", text).replace("\t", " "))
    if 2 * len(text) > _LONGEST_TEXT and len(units16 := text.encode("utf-16-le")) > 2 * _LONGEST_TEXT:
        text = units16[: 2 * (_LONGEST_TEXT - len(_CUT))].decode("utf-16-le", "ignore") + _CUT
    return text


def _sheet_name(sheet: Sheet) -> str:
    """A name that Excel accepts: 31 characters, none of []:*?/\\, no apostrophe at the ends."""
    name = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "", sheet.sheet_name or sheet.title)[:31].strip("' ")
    return name or "台账"


def _properties(sheet: Sheet) -> dict[str, Any]:
    known = ("author", "subject", "company", "category", "keywords", "comments")
    return {"title": sheet.title} | {key: sheet.metadata[key] for key in known if key in sheet.metadata}
