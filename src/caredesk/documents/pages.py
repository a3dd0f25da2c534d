"""A ledger laid out on paper: which rows stand on which page, and each page as a display list.

The same pages are painted into the PDF file, shown as a preview and sent to a printer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias, overload

from caredesk.documents.drawing import MILLIMETRE, Page, paper_size
from caredesk.documents.metrics import LEADING, Metrics, WrappedLine
from caredesk.documents.pen import Pen
from caredesk.documents.ruled import PAD_Y, Piece, RuledTable, Strip, wished_widths
from caredesk.schema.errors import Cancelled
from caredesk.schema.sheet import Paper, Sheet

Progress: TypeAlias = Callable[[int, int], bool | None]
"""Called with (done, total); returning False cancels."""

SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5)
"""Type sizes tried for the body, in points; below the last one print is too small to read."""

NOTHING = "（本期没有记录）"

_MARGIN_X, _MARGIN_TOP, _MARGIN_BOTTOM = 13 * MILLIMETRE, 13 * MILLIMETRE, 16 * MILLIMETRE
_TITLE, _INFO, _NOTE, _FOOT = 20.0, 10.5, 9.0, 9.0
_SIGNATURE, _SIGNATURE_GAP = 11.0, 14.0
_TITLE_GAP, _NOTE_GAP, _EMPTY_HEIGHT, _FOOT_ABOVE_EDGE = 6.0, 6.0, 30.0, 30.0
_SQUEEZE = 1.12
"""Columns may wish for this much more than there is: a line more in a cell reads better than smaller type."""
_TIGHT = 2.6
"""Space above and below the texts of a row, in points, if that saves a page that would be almost empty."""

_ROWS_BETWEEN_REPORTS = 200


def tell(progress: Progress | None, done: int, total: int) -> None:
    """Report progress; raises ``Cancelled`` when the answer is False."""
    if progress is not None and progress(done, total) is False:
        raise Cancelled


def type_size(sheet: Sheet, paper: Paper) -> float | None:
    """The largest type in points in which the columns fit the paper about as wide as they wish, None below 7.5."""
    room = paper_size(paper, landscape=sheet.landscape)[0] - 2 * _MARGIN_X
    return next((size for size in SIZES if sum(wished_widths(sheet.columns, size)) <= room * _SQUEEZE), None)


def proposed_paper(sheet: Sheet) -> Paper:
    """A4 when the ledger can be read on it, else A3."""
    return "A4" if type_size(sheet, "A4") else "A3"


class LedgerPages(Sequence[Page]):
    """The pages of a ledger; each is drawn when it is asked for.

    Header rows are repeated on every page. A row is split only when it is taller than a page. Totals, notes and the
    signature line stand below the last row and, unless they are longer than a page, together with it.
    ``progress`` is called while the rows are measured; raises ``Cancelled``.
    """

    def __init__(self, sheet: Sheet, metrics: Metrics, *, progress: Progress | None = None) -> None:
        self.sheet, self.metrics = sheet, metrics
        self.width, self.height = paper_size(sheet.paper, landscape=sheet.landscape)
        self._room = self.width - 2 * _MARGIN_X
        self._table = RuledTable(
            sheet.columns, sheet.rows, metrics, width=self._room, size=type_size(sheet, sheet.paper) or SIZES[-1]
        )
        self._title = metrics.wrap("song-bold", sheet.title, self._room / _TITLE)
        self._notes = [line for note in sheet.notes for line in metrics.wrap("song", note, self._room / _NOTE)]
        self._totals = self._table.strip(sheet.totals, "hei") if sheet.totals else None
        self._tops = (self._first_top(), _MARGIN_TOP)
        self._bottom = self.height - _MARGIN_BOTTOM
        strips = self._measured(progress)
        self._fill(strips)
        loose, used = len(self), self._room_for_rows(1) - self._left
        if loose > 1 and used <= 2 * (PAD_Y - _TIGHT) * len(strips):
            self._table.pad_y = _TIGHT
            self._fill(strips)
            if len(self) == loose:
                self._table.pad_y = PAD_Y
                self._fill(strips)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Page: ...
    @overload
    def __getitem__(self, index: slice) -> list[Page]: ...
    def __getitem__(self, index: int | slice) -> Page | list[Page]:
        if isinstance(index, slice):
            return [self._draw(n) for n in range(*index.indices(len(self)))]
        return self._draw(range(len(self))[index])

    # Where the rows go

    def _first_top(self) -> float:
        """Where the table begins on the first page: below title and information line."""
        pen = Pen(self.metrics)
        return _MARGIN_TOP + len(self._title) * _TITLE * LEADING + _TITLE_GAP + self._draw_info(pen, 0.0) + 3

    def _room_for_rows(self, page: int) -> float:
        top = self._tops[0] if page == 0 else self._tops[1]
        return self._bottom - top - self._table.header_height

    def _turn_page(self) -> None:
        self._rows.append([])
        self._left = self._room_for_rows(len(self._rows) - 1)

    def _measured(self, progress: Progress | None) -> list[Strip]:
        rows, strips = self.sheet.rows, []
        for n, row in enumerate(rows):
            if n % _ROWS_BETWEEN_REPORTS == 0:
                tell(progress, n, len(rows))
            strips.append(self._table.strip(row, least=self.sheet.least_lines))
        tell(progress, len(rows), len(rows))
        return strips

    def _fill(self, strips: Sequence[Strip]) -> None:
        """All rows on their pages, and below the last one what belongs there."""
        self._rows: list[list[Piece]] = [[]]
        self._notes_on: dict[int, list[WrappedLine]] = {}
        self._left = self._room_for_rows(0)
        tail = self._tail_height()
        keep = tail if tail <= 0.8 * self._room_for_rows(1) else self._signature_height()
        for n, strip in enumerate(strips):
            self._place(Piece(strip, 0, strip.lines), keep if n == len(strips) - 1 else 0.0)
        self._place_tail()

    def _place(self, piece: Piece, keep: float) -> None:
        """One row on this page or the next, ``keep`` points free below it; in parts only if taller than a page."""
        height, full = self._table.height, self._room_for_rows(1)
        while (needed := height(piece.last - piece.first) + keep) > self._left:
            fresh = not self._rows[-1]
            lines = min(self._table.lines_in(self._left), piece.last - piece.first - (1 if keep else 0))
            if lines >= (1 if fresh else 3) and (fresh or needed > full):
                self._add(Piece(piece.strip, piece.first, piece.first + lines))
                piece = Piece(piece.strip, piece.first + lines, piece.last)
            elif fresh and len(self._rows) > 1:
                break  # not one line fits on an empty page: nothing better can be done
            self._turn_page()
        self._add(piece)

    def _add(self, piece: Piece) -> None:
        self._rows[-1].append(piece)
        self._left -= self._table.height(piece.last - piece.first)

    # What stands below the rows

    def _signature_height(self) -> float:
        return _SIGNATURE_GAP + _SIGNATURE * LEADING if self.sheet.signature else 0.0

    def _tail_height(self) -> float:
        totals = self._table.height(self._totals.lines) if self._totals else 0.0
        notes = _NOTE_GAP + len(self._notes) * _NOTE * LEADING if self._notes else 0.0
        return totals + notes + self._signature_height()

    def _place_tail(self) -> None:
        """Totals, notes and signature after the last row; what does not fit goes on to further pages."""
        if not self.sheet.rows:
            self._left -= _EMPTY_HEIGHT
        if self._totals:
            self._place(Piece(self._totals, 0, self._totals.lines), 0.0)
        self._left -= _NOTE_GAP if self._notes else 0.0
        for line in self._notes:
            if self._left < _NOTE * LEADING:
                self._turn_page()
            self._notes_on.setdefault(len(self._rows) - 1, []).append(line)
            self._left -= _NOTE * LEADING
        if self._signature_height() > self._left:
            self._turn_page()

    # Drawing

    def _draw(self, number: int) -> Page:
        pen, first = Pen(self.metrics), number == 0
        if self.sheet.watermark:
            pen.watermark(self.width, self.height, self.sheet.watermark)
        if first:
            box = (_MARGIN_X, _MARGIN_TOP, self._room)
            used = pen.lines(box, self._title, "song-bold", _TITLE, "center")
            self._draw_info(pen, _MARGIN_TOP + used + _TITLE_GAP)
        y = self._tops[0 if first else 1]
        if first or self._rows[number]:
            y = self._draw_table(pen, y, self._rows[number])
        if notes := self._notes_on.get(number):
            y += _NOTE_GAP
            y += pen.lines((_MARGIN_X, y, self._room), notes, "song", _NOTE)
        if number == len(self) - 1:
            self._draw_signature(pen, y + _SIGNATURE_GAP)
        self._draw_foot(pen, number)
        return pen.page(self.width, self.height)

    def _draw_table(self, pen: Pen, y: float, pieces: Sequence[Piece]) -> float:
        self._table.draw_header(pen, _MARGIN_X, y)
        below = y + self._table.header_height
        if not self.sheet.rows:
            line = self.metrics.wrap("song", NOTHING, self._room / _INFO)
            pen.lines((_MARGIN_X, below + 7, self._room), line, "song", _INFO, "center")
            below += _EMPTY_HEIGHT
            if pieces:
                pen.line(_MARGIN_X, below, _MARGIN_X + self._room, below)
        bottom = self._table.draw(pen, _MARGIN_X, below, pieces)
        self._table.draw_frame(pen, _MARGIN_X, y, bottom)
        return bottom

    def _draw_info(self, pen: Pen, y: float) -> float:
        return pen.spread((_MARGIN_X, y, self._room), self.sheet.info, "song", _INFO)

    def _draw_signature(self, pen: Pen, y: float) -> None:
        labels = self.sheet.signature
        for n, label in enumerate(labels):
            line = self.metrics.wrap("song", signed(label), self._room / len(labels) / _SIGNATURE)
            pen.lines((_MARGIN_X + n * self._room / len(labels), y, self._room), line, "song", _SIGNATURE)

    def _draw_foot(self, pen: Pen, number: int) -> None:
        y = self.height - _FOOT_ABOVE_EDGE
        line = self.metrics.wrap("song", f"第{number + 1}页　共{len(self)}页", self._room / _FOOT)
        pen.lines((_MARGIN_X, y, self._room), line, "song", _FOOT, "center")
        if number:
            pen.lines((_MARGIN_X, y, self._room), self.metrics.wrap("song", self.sheet.title, 40.0)[:1], "song", _FOOT)


def signed(label: str) -> str:
    """A label of the signature line as it is printed: 制表 becomes 制表：."""
    return label if label.endswith(("：", ":")) else f"{label}："
