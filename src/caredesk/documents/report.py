"""A monthly return laid out like an official paper on standing A4: headings, text, tables, bars, signature line.

A table or chart that fits a page is never cut; a heading stays with what follows it, the signature line with the end
of the text. Pages are display lists as those of a ledger.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from caredesk.documents.chart import draw_chart, lay_out_chart
from caredesk.documents.drawing import MILLIMETRE, Page, paper_size
from caredesk.documents.flow import Draw, Flow
from caredesk.documents.metrics import LEADING, Metrics, WrappedLine
from caredesk.documents.pages import SIZES, signed
from caredesk.documents.pen import Pen
from caredesk.documents.ruled import Piece, RuledTable, wished_widths
from caredesk.schema.report import Block, Chart, Paragraph, Report, ReportTable, Series

_WIDTH, _HEIGHT = paper_size("A4", landscape=False)
_LEFT, _TOP, _BOTTOM = 25 * MILLIMETRE, 27 * MILLIMETRE, _HEIGHT - 25 * MILLIMETRE
_ROOM = _WIDTH - 2 * _LEFT
_TITLE_SIZES = (22.0, 20.0, 18.0)
_BEFORE_YEAR = re.compile(r"(?=\d{4}年)")
_INFO, _HEADING, _BODY, _CAPTION, _NOTE, _FOOT = 10.5, 14.0, 12.0, 11.0, 9.0, 10.5
_BODY_LEAD = 1.6
_SIGNATURE_HEIGHT, _FOOT_ABOVE_EDGE = 40.0, 48.0
_MOST_CATEGORIES = 24
"""A chart with more is drawn in several parts to one scale."""

_DIGITS = "一二三四五六七八九"


def lay_out_report(report: Report, metrics: Metrics) -> list[Page]:
    """The pages of a return."""
    flow = Flow(_TOP, _BOTTOM)
    _place_title(flow, report, metrics)
    parts: list[_Part] = []
    printed = [section for section in report.sections if any(map(_has_content, section.blocks))]
    for n, section in enumerate(printed, start=1):
        parts.append(_Heading(f"{chinese_number(n)}、{section.heading}", metrics))
        for block in filter(_has_content, section.blocks):
            parts += _parts_of(block, metrics)
    parts += [_Text(note, metrics, indent=False, note=True) for note in report.notes]
    signature = _SIGNATURE_HEIGHT if report.signature else 0.0
    for n, part in enumerate(parts):
        following = parts[n + 1 : n + 2]
        part.place(flow, signature if not following else following[0].least if part.binds else 0.0)
    if report.signature:
        flow.place(_SIGNATURE_HEIGHT, lambda pen, y: _draw_signature(pen, y, report.signature))
    return [_page(n, drawn, len(flow.pages), report, metrics) for n, drawn in enumerate(flow.pages)]


def chinese_number(number: int) -> str:
    """1 to 99 as in headings: 一, 十, 十二, 二十一."""
    tens, ones = divmod(number, 10)
    return (_DIGITS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones - 1] if ones else "")


def _has_content(block: Block) -> bool:
    if isinstance(block, Paragraph):
        return bool(block.text.strip())
    return not block.empty if isinstance(block, Chart) else bool(block.rows)


def _parts_of(block: Block, metrics: Metrics) -> list[_Part]:
    if isinstance(block, Paragraph):
        return [_Text(block.text, metrics, indent=block.indent)]
    if isinstance(block, ReportTable):
        notes = [_Text(note, metrics, indent=False, note=True) for note in block.notes]
        return [_Table(block, metrics), *notes]
    return [_Bars(part, metrics, _peak(block)) for part in _split(block)]


def _peak(chart: Chart) -> float:
    return max(value for one in chart.series for value in one.values if value is not None)


def _split(chart: Chart) -> list[Chart]:
    """The chart in parts of about the same size, none with more categories than a page shows well."""
    count = len(chart.categories)
    size = -(-count // -(-count // _MOST_CATEGORIES))
    return [
        Chart(
            title=chart.title if start == 0 else f"{chart.title}（续）",
            categories=chart.categories[start : start + size],
            series=[Series(label=one.label, values=one.values[start : start + size]) for one in chart.series],
            unit=chart.unit,
        )
        for start in range(0, count, size)
    ]


class _Part(Protocol):
    """One thing in the flow.

    ``least``: points of it that must stand below a heading; ``binds``: it clings to what follows.
    """

    least: float
    binds: bool

    def place(self, flow: Flow, keep: float) -> None:
        """Put it on the page and the following ones, with ``keep`` points free below its end."""


class _Heading:
    binds = True

    def __init__(self, text: str, metrics: Metrics) -> None:
        self._lines = metrics.wrap("hei", text, _ROOM / _HEADING)
        self._height = len(self._lines) * _HEADING * LEADING + 4
        self.least = 10 + self._height + 2 * _BODY * _BODY_LEAD

    def place(self, flow: Flow, keep: float) -> None:
        flow.skip(10)
        flow.place(self._height, self._draw, keep)

    def _draw(self, pen: Pen, y: float) -> None:
        pen.lines((_LEFT, y, _ROOM), self._lines, "hei", _HEADING)


class _Text:
    binds = False

    def __init__(self, text: str, metrics: Metrics, *, indent: bool = True, note: bool = False) -> None:
        self._size = _NOTE if note else _BODY
        self._lead = self._size * (LEADING if note else _BODY_LEAD)
        self._gap = 4.0 if note else 0.0
        self._lines = metrics.wrap("song", ("　　" if indent else "") + text, _ROOM / self._size)
        self._together = min(2, len(self._lines))
        self.least = self._gap + self._together * self._lead

    def place(self, flow: Flow, keep: float) -> None:
        flow.skip(self._gap)
        heights = [self._lead] * len(self._lines)
        flow.place_rows(heights, self._draw, head=0.0, keep=keep, least=self._together, whole=False)

    def _draw(self, pen: Pen, y: float, first: int, last: int) -> None:
        for n, line in enumerate(self._lines[first:last]):
            down = y + n * self._lead + (self._lead - self._size * LEADING) / 2
            pen.lines((_LEFT, down, _ROOM), [line], "song", self._size)


class _Table:
    binds = False
    _GAP = 8.0

    def __init__(self, block: ReportTable, metrics: Metrics) -> None:
        fits = (size for size in SIZES if sum(wished_widths(block.columns, size)) <= _ROOM)
        table = self._table = RuledTable(block.columns, block.rows, metrics, width=_ROOM, size=next(fits, SIZES[-1]))
        self._caption = metrics.balanced("hei", block.caption, _ROOM / _CAPTION) if block.caption else []
        self._above = len(self._caption) * _CAPTION * LEADING + (4 if self._caption else 0)
        strips = [table.strip(row) for row in block.rows]
        if block.totals:
            strips.append(table.strip(block.totals, "hei"))
        most = max(1, table.lines_in(_BOTTOM - _TOP - self._above - table.header_height))
        self._pieces = [
            Piece(strip, first, min(first + most, strip.lines))
            for strip in strips
            for first in range(0, strip.lines, most)
        ]
        self._heights = [table.height(piece.last - piece.first) for piece in self._pieces]
        self._head = self._above + table.header_height
        together = self._GAP + self._head + sum(self._heights)
        self.least = together if together <= _BOTTOM - _TOP - 60 else self._head + sum(self._heights[:2])

    def place(self, flow: Flow, keep: float) -> None:
        flow.skip(self._GAP)
        least = min(2, len(self._pieces))
        flow.place_rows(self._heights, self._draw, head=self._head, keep=keep, least=least, whole=True)
        flow.skip(self._GAP)

    def _draw(self, pen: Pen, y: float, first: int, last: int) -> None:
        pen.lines((_LEFT, y, _ROOM), self._caption, "hei", _CAPTION, "center")
        y += self._above
        self._table.draw_header(pen, _LEFT, y)
        bottom = self._table.draw(pen, _LEFT, y + self._table.header_height, self._pieces[first:last])
        self._table.draw_frame(pen, _LEFT, y, bottom)


class _Bars:
    binds = False
    _GAP = 12.0

    def __init__(self, chart: Chart, metrics: Metrics, peak: float) -> None:
        self._layout = lay_out_chart(chart, _ROOM, lambda text, size: metrics.width("hei", text) * size, peak=peak)
        self.least = self._GAP + self._layout.height

    def place(self, flow: Flow, keep: float) -> None:
        flow.skip(self._GAP)
        flow.place(self._layout.height, lambda pen, y: draw_chart(pen, _LEFT, y, self._layout), keep)
        flow.skip(self._GAP)


def _title(text: str, metrics: Metrics) -> tuple[Sequence[WrappedLine], float]:
    """The title on one line if it need not be set much smaller, else on two broken before the year."""
    halves = "\n".join(part for part in _BEFORE_YEAR.split(text, maxsplit=1) if part)
    for wanted in (text, halves):
        for size in _TITLE_SIZES:
            lines = metrics.wrap("song-bold", wanted, _ROOM / size)
            if len(lines) == wanted.count("\n") + 1:
                return lines, size
    return metrics.balanced("song-bold", text, _ROOM / _TITLE_SIZES[0]), _TITLE_SIZES[0]


def _place_title(flow: Flow, report: Report, metrics: Metrics) -> None:
    lines, size = _title(report.title, metrics)

    def draw(pen: Pen, y: float) -> None:
        pen.lines((_LEFT, y, _ROOM), lines, "song-bold", size, "center")

    def draw_info(pen: Pen, y: float) -> None:
        used = pen.spread((_LEFT, y, _ROOM), report.info, "song", _INFO)
        pen.line(_LEFT, y + used + 3, _LEFT + _ROOM, y + used + 3, 0.7)

    flow.place(len(lines) * size * LEADING + 8, draw)
    if report.info:
        flow.place(Pen(metrics).spread((_LEFT, 0.0, _ROOM), report.info, "song", _INFO) + 8, draw_info)


def _draw_signature(pen: Pen, y: float, labels: Sequence[str]) -> None:
    for n, label in enumerate(labels):
        share = _ROOM / len(labels)
        pen.write(_LEFT + n * share, y + _SIGNATURE_HEIGHT - 6, "song", _BODY, signed(label))


def _page(number: int, drawn: Sequence[tuple[float, Draw]], total: int, report: Report, metrics: Metrics) -> Page:
    pen = Pen(metrics)
    if report.watermark:
        pen.watermark(_WIDTH, _HEIGHT, report.watermark)
    for y, draw in drawn:
        draw(pen, y)
    foot = metrics.wrap("song", f"第{number + 1}页　共{total}页", _ROOM / _FOOT)
    pen.lines((_LEFT, _HEIGHT - _FOOT_ABOVE_EDGE, _ROOM), foot, "song", _FOOT, "center")
    return pen.page(_WIDTH, _HEIGHT)
