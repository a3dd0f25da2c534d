"""What a return is made of: headings, running text, ruled tables and bars, each able to stand on pages."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from caredesk.documents.chart import PLOT_HEIGHT, draw_chart, lay_out_chart
from caredesk.documents.flow import Flow
from caredesk.documents.metrics import LEADING, Metrics
from caredesk.documents.pages import SIZES
from caredesk.documents.pen import Pen
from caredesk.documents.ruled import Piece, RuledTable, wished_widths
from caredesk.schema.report import Block, Chart, Paragraph, ReportTable, Series
from caredesk.schema.sheet import SheetColumn

_HEADING, _BODY, _CAPTION, _NOTE = 14.0, 12.0, 11.0, 9.0
_BODY_LEAD = 1.6
_PAD_X, _PAD_Y = 5.0, 4.2
_BARS_YIELD = 2.5
"""Bars give way so many times as much as leading and gaps do: they read as well when they are lower."""

_MOST_CATEGORIES = 24
"""A chart with more is drawn in several parts to one scale."""

_LEAST_HALVED = 8
"""A list of so many rows that takes less than half of the width stands in two halves side by side."""


class Setting(NamedTuple):
    """Where parts stand: from ``left`` over ``room`` points, ``full`` points a page.

    ``density`` squeezes leading and gaps; 1 is how a return looks best.
    """

    metrics: Metrics
    left: float
    room: float
    full: float
    density: float


class Part(Protocol):
    """One thing in the flow.

    ``least``: points of it that must stand below a heading; ``binds``: it clings to what follows.
    """

    least: float
    binds: bool

    def place(self, flow: Flow, keep: float) -> None:
        """Put it on the page and the following ones, with ``keep`` points free below its end."""


def parts_of(block: Block, setting: Setting) -> list[Part]:
    """A block of a return as parts; what has nothing to say gives none."""
    if isinstance(block, Paragraph):
        return [Words(block.text, setting, indent=block.indent)] if block.text.strip() else []
    if isinstance(block, ReportTable):
        notes = [Words(note, setting, indent=False, note=True) for note in block.notes]
        return [_Table(block, setting, notes[0].least if notes else 0.0), *notes] if block.rows else []
    return [] if block.empty else [_Bars(part, setting, _peak(block)) for part in _split(block)]


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


class Heading:
    """The title of a section."""

    binds = True

    def __init__(self, text: str, setting: Setting) -> None:
        self._setting = setting
        self._gap = 12 * setting.density
        self._lines = setting.metrics.wrap("hei", text, setting.room / _HEADING)
        self._own = len(self._lines) * _HEADING * LEADING + 4
        self.least = self._gap + self._own + 2 * _BODY * _BODY_LEAD

    def place(self, flow: Flow, keep: float) -> None:
        flow.skip(self._gap)
        flow.place(self._own, self._draw, keep)

    def _draw(self, pen: Pen, y: float) -> None:
        pen.lines((self._setting.left, y, self._setting.room), self._lines, "hei", _HEADING)


class Words:
    """A paragraph, or a note in small type."""

    binds = False

    def __init__(self, text: str, setting: Setting, *, indent: bool = True, note: bool = False) -> None:
        self._setting = setting
        self._size = _NOTE if note else _BODY
        self._lead = self._size * (LEADING if note else _BODY_LEAD * setting.density)
        self._gap = 4.0 * setting.density if note else 0.0
        self._lines = setting.metrics.wrap("song", ("　　" if indent else "") + text, setting.room / self._size)
        self._together = min(2, len(self._lines))
        self.height = self._gap + len(self._lines) * self._lead
        self.least = self._gap + self._together * self._lead

    def place(self, flow: Flow, keep: float) -> None:
        flow.skip(self._gap)
        heights = [self._lead] * len(self._lines)
        flow.place_rows(heights, self._draw, head=0.0, keep=keep, least=self._together, whole=False)

    def _draw(self, pen: Pen, y: float, first: int, last: int) -> None:
        for n, line in enumerate(self._lines[first:last]):
            down = y + n * self._lead + (self._lead - self._size * LEADING) / 2
            pen.lines((self._setting.left, down, self._setting.room), [line], "song", self._size)


class _Table:
    """A ruled table; ``below`` are the points of its first note, which it clings to."""

    def __init__(self, block: ReportTable, setting: Setting, below: float) -> None:
        self.binds = below > 0
        self._setting, metrics, room = setting, setting.metrics, setting.room
        self._gap = 8 * setting.density
        fits = (size for size in SIZES if sum(wished_widths(block.columns, size, _PAD_X)) <= room)
        size, self._middle = next(fits, SIZES[-1]), 0
        if halved := _halved_size(block, setting):
            size, self._middle, block = halved, len(block.columns), _halved(block)
        pad = (_PAD_X, _PAD_Y * setting.density)
        rows = [*block.rows, *([block.totals] if block.totals else [])]
        table = self._table = RuledTable(block.columns, rows, metrics, width=room, size=size, pad=pad, centred=True)
        self._caption = metrics.balanced("hei", block.caption, room / _CAPTION) if block.caption else []
        self._above = len(self._caption) * _CAPTION * LEADING + (4 if self._caption else 0)
        strips = [table.strip(row) for row in block.rows]
        if block.totals:
            strips.append(table.strip(block.totals, "hei"))
        most = max(1, table.lines_in(setting.full - self._above - table.header_height))
        self._pieces = [
            Piece(strip, first, min(first + most, strip.lines))
            for strip in strips
            for first in range(0, strip.lines, most)
        ]
        self._heights = [table.height(piece.last - piece.first) for piece in self._pieces]
        self._head = self._above + table.header_height
        together = self._gap + self._head + sum(self._heights) + self._gap + below
        self.least = together if together <= setting.full - 60 else self._head + sum(self._heights[:2])

    def place(self, flow: Flow, keep: float) -> None:
        flow.skip(self._gap)
        least = min(2, len(self._pieces))
        keep += self._gap if keep else 0.0
        flow.place_rows(self._heights, self._draw, head=self._head, keep=keep, least=least, whole=True)
        flow.skip(self._gap)

    def _draw(self, pen: Pen, y: float, first: int, last: int) -> None:
        left = self._setting.left
        pen.lines((left, y, self._setting.room), self._caption, "hei", _CAPTION, "center")
        y += self._above
        self._table.draw_header(pen, left, y)
        bottom = self._table.draw(pen, left, y + self._table.header_height, self._pieces[first:last])
        self._table.draw_frame(pen, left, y, bottom)
        if self._middle:
            middle = left + sum(self._table.widths[: self._middle])
            pen.line(middle, y, middle, bottom, 0.9)


def _halved_size(block: ReportTable, setting: Setting) -> float:
    """The type size in which a plain list fits twice side by side, 0 when it does not or need not."""
    if len(block.rows) < _LEAST_HALVED or block.totals or any(column.group for column in block.columns):
        return 0.0
    width = setting.metrics.width
    ems = [
        max(width("hei", column.label), *(width("song", text) for text in texts))
        for column, texts in zip(block.columns, zip(*block.rows, strict=True), strict=True)
    ]
    fits = (size for size in SIZES[:3] if 2 * (size * sum(ems) + 2 * _PAD_X * len(ems) + 1) <= setting.room)
    return next(fits, 0.0)


def _halved(block: ReportTable) -> ReportTable:
    """The second half of the rows beside the first."""
    count = -(-len(block.rows) // 2)
    right = [*block.rows[count:], *([[""] * len(block.columns)] if len(block.rows) % 2 else [])]
    columns: list[SheetColumn] = [*block.columns, *(dataclasses.replace(c, key=f"{c.key}:2") for c in block.columns)]
    rows: Sequence[Sequence[str]] = [[*one, *two] for one, two in zip(block.rows[:count], right, strict=True)]
    return dataclasses.replace(block, columns=columns, rows=rows, keys=())


class _Bars:
    binds = False

    def __init__(self, chart: Chart, setting: Setting, peak: float) -> None:
        self._setting, self._gap = setting, 12 * setting.density
        metrics = setting.metrics
        self._layout = lay_out_chart(
            chart,
            setting.room,
            lambda text, size: metrics.width("hei", text) * size,
            peak=peak,
            plot=PLOT_HEIGHT * (1 - _BARS_YIELD * (1 - setting.density)),
        )
        self.least = self._gap + self._layout.height

    def place(self, flow: Flow, keep: float) -> None:
        flow.skip(self._gap)
        left = self._setting.left
        keep += self._gap if keep else 0.0
        flow.place(self._layout.height, lambda pen, y: draw_chart(pen, left, y, self._layout), keep)
        flow.skip(self._gap)
