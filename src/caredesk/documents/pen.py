"""A pen writes wrapped and aligned texts, lines and boxes onto a page as display-list operations."""

from __future__ import annotations

from collections.abc import Sequence

from caredesk.documents.drawing import BLACK, Line, Op, Page, Rect, Role, Slant, Text
from caredesk.documents.metrics import ASCENT, LEADING, Metrics, WrappedLine
from caredesk.schema.sheet import Align

WATERMARK_GREY = 0xF0F0F0


class Pen:
    """Collects the operations of one page; coordinates as in ``drawing``, sizes in points."""

    def __init__(self, metrics: Metrics) -> None:
        self.metrics = metrics
        self._ops: list[Op] = []

    def page(self, width: float, height: float) -> Page:
        """The finished page."""
        return Page(width, height, self._ops)

    def line(self, x1: float, y1: float, x2: float, y2: float, width: float = 0.4, color: int = BLACK) -> None:
        """A straight line."""
        self._ops.append(Line(x1, y1, x2, y2, width, color))

    def rect(self, x: float, y: float, w: float, h: float, fill: int) -> None:
        """A filled box."""
        self._ops.append(Rect(x, y, w, h, fill))

    def write(self, x: float, y: float, role: Role, size: float, text: str, color: int = BLACK) -> None:
        """One line of text with its left end at ``x`` and its baseline at ``y``."""
        if self.metrics.covers(role, text):
            if text:
                self._ops.append(Text(x, y, role, size, text, color))
            return
        for run in self.metrics.runs(role, text):
            self._ops.append(Text(x, y, run.role, size, run.text, color, run.meant))
            if run.meant in ("☑", "☒"):
                self._tick(x, y, size * run.width, crossed=run.meant == "☒")
            x += run.width * size

    def lines(
        self,
        box: tuple[float, float, float],
        lines: Sequence[WrappedLine],
        role: Role,
        size: float,
        align: Align = "left",
        color: int = BLACK,
    ) -> float:
        """Wrapped lines from the top of a box (x, y, width), each aligned in it; returns the height used."""
        x, y, width = box
        lead = size * LEADING
        baseline = y + (LEADING - 1) / 2 * size + ASCENT * size
        for text, length in lines:
            left = x
            if align != "left":
                left += (width - length * size) / (2 if align == "center" else 1)
            self.write(left, baseline, role, size, text, color)
            baseline += lead
        return lead * len(lines)

    def spread(self, box: tuple[float, float, float], parts: Sequence[str], role: Role, size: float) -> float:
        """Parts side by side across a box (x, y, width): the first at the left edge, the last at the right one.

        Parts that are too long for one line stand in columns below one another. Returns the height used.
        """
        x, y, width = box
        lines = [line for part in parts for line in self.metrics.wrap(role, part, width / size)]
        columns, lengths = _columns([line.width * size for line in lines], width, 2 * size)
        gap = (width - sum(lengths)) / max(1, columns - 1)
        for n, line in enumerate(lines):
            row, column = divmod(n, columns)
            left = x + sum(lengths[:column]) + column * gap
            self.lines((left, y + row * size * LEADING, width), [line], role, size)
        return -(-len(lines) // columns) * size * LEADING

    def watermark(self, width: float, height: float, text: str) -> None:
        """The text slanted in light grey all over the page; call it first, so that it lies behind everything."""
        size = 52.0
        length = self.metrics.width("hei", text) * size
        columns, rows = max(1, round(width / 400)), max(1, round(height / 280))
        for column in range(columns):
            for row in range(rows):
                middle = (width * (column + 0.5) / columns, height * (row + 0.5) / rows)
                self._ops.append(Slant(*middle, "hei", size, text, length, 28, WATERMARK_GREY))

    def _tick(self, x: float, y: float, width: float, *, crossed: bool) -> None:
        """The tick or cross in a ticked box, which the fonts have only as an empty one."""
        left, right, top, bottom = x + 0.24 * width, x + 0.8 * width, y - 0.72 * width, y - 0.1 * width
        if crossed:
            self.line(left, top, right, bottom, 0.08 * width)
            self.line(left, bottom, right, top, 0.08 * width)
            return
        self.line(left, y - 0.42 * width, x + 0.44 * width, bottom, 0.08 * width)
        self.line(x + 0.44 * width, bottom, right, top, 0.08 * width)


def _columns(lengths: Sequence[float], width: float, gap: float) -> tuple[int, list[float]]:
    """How many columns these parts can stand in, row by row, and how wide each column is."""
    for columns in range(len(lengths), 1, -1):
        widest = [max(lengths[column::columns]) for column in range(columns)]
        if sum(widest) + gap * (columns - 1) <= width:
            return columns, widest
    return 1, [max(lengths, default=0.0)]
