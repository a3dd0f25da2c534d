"""A ruled table measured for paper: column widths, grouped header, wrapped rows, and how each is drawn.

Texts always wrap inside their cell, so nothing is ever clipped; a row knows how to be drawn in parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from caredesk.documents.drawing import Role
from caredesk.documents.metrics import LEADING, Metrics, WrappedLine
from caredesk.documents.pen import Pen
from caredesk.documents.widths import fitted_ems
from caredesk.schema.sheet import Align, SheetColumn

PAD_X, PAD_Y = 2.6, 3.2
"""Space between a cell's border and its text in a ledger, in points."""

_HEADER_FILL = 0xF2F4F4
_INNER, _OUTER = 0.4, 0.9


@dataclass(frozen=True, slots=True)
class Strip:
    """One measured row: the wrapped lines of each cell, the most lines of any, and the font of all of them."""

    cells: Sequence[Sequence[WrappedLine]]
    lines: int
    role: Role = "song"


@dataclass(frozen=True, slots=True)
class Piece:
    """The lines ``first`` to ``last`` (exclusive) of a row: the whole row, or a part when it is split over pages."""

    strip: Strip
    first: int
    last: int


def aligned(column: SheetColumn) -> Align:
    """How a column's texts stand: figures to the right, unless the column asks for the middle."""
    return "right" if column.number and column.align == "left" else column.align


def grouped(columns: Sequence[SheetColumn]) -> Iterator[tuple[str, int, int]]:
    """(group, first column, column after the last) for each stretch of neighbours of one group; "" stands alone."""
    start = 0
    for n in range(1, len(columns) + 1):
        same = n < len(columns) and columns[n].group and columns[n].group == columns[start].group
        if not same:
            yield columns[start].group, start, n
            start = n


class RuledTable:
    """Columns placed on ``width`` points in type of ``size`` points.

    The widths are those in which ``rows`` take the least paper; they are measured one by one by ``strip``. ``pad`` is
    the space beside and above the texts; ``centred`` puts figures, their last digits below one another, into the
    middle of their column.
    """

    def __init__(
        self,
        columns: Sequence[SheetColumn],
        rows: Sequence[Sequence[str]],
        metrics: Metrics,
        *,
        width: float,
        size: float,
        pad: tuple[float, float] = (PAD_X, PAD_Y),
        centred: bool = False,
    ) -> None:
        self._pad_x, self.pad_y = pad
        self.columns, self.size, self.metrics = columns, size, metrics
        self.lead = size * LEADING
        self.width = width
        room = max(1.0, width - 2 * self._pad_x * len(columns)) / size
        ems = fitted_ems(columns, rows, metrics.glyphs("song"), metrics.glyphs("hei"), room)
        self.widths = [em * size + 2 * self._pad_x for em in ems]
        self._ems = [max(1.0, em) for em in ems]
        self._insets = [self._inset(n, rows) if centred and c.number else 0.0 for n, c in enumerate(columns)]
        self._wraps = [metrics.balanced if column.align == "center" else metrics.wrap for column in columns]
        self._labels = [metrics.balanced("hei", c.label, em) for c, em in zip(columns, self._ems, strict=True)]
        self._groups = [
            (name, start, stop, metrics.wrap("hei", name, (sum(self.widths[start:stop]) - 2 * self._pad_x) / size))
            for name, start, stop in grouped(columns)
        ]
        self._top, self._below = self._header_heights()

    @property
    def header_height(self) -> float:
        """Points that the header takes on every page."""
        return self._top + self._below

    def strip(self, row: Sequence[str], role: Role = "song", least: int = 1) -> Strip:
        """A row wrapped into its cells, as high as ``least`` lines at least."""
        cells, most = [], least
        for text, em, wrap in zip(row, self._ems, self._wraps, strict=True):
            lines = wrap(role, text, em)
            cells.append(lines)
            most = max(most, len(lines))
        return Strip(cells, most, role)

    def height(self, lines: int) -> float:
        """Points that a row of so many lines takes."""
        return lines * self.lead + 2 * self.pad_y

    def lines_in(self, room: float) -> int:
        """How many lines a row may have in so many points."""
        return int((room - 2 * self.pad_y) / self.lead + 1e-6)

    def draw_header(self, pen: Pen, x: float, y: float) -> None:
        """The header with groups above their columns, its lower edge included."""
        pen.rect(x, y, self.width, self.header_height, _HEADER_FILL)
        edges = self._edges(x)
        for name, start, stop, lines in self._groups:
            left, right = edges[start], edges[stop]
            if name:
                self._draw_centred(pen, (left, y, right - left, self._top), lines)
                pen.line(left, y + self._top, right, y + self._top, _INNER)
            for n in range(start, stop):
                top, height = (y + self._top, self._below) if name else (y, self.header_height)
                self._draw_centred(pen, (edges[n], top, self.widths[n], height), self._labels[n])
                if n > start:
                    pen.line(edges[n], top, edges[n], y + self.header_height, _INNER)
            if start:
                pen.line(left, y, left, y + self.header_height, _INNER)
        pen.line(x, y + self.header_height, x + self.width, y + self.header_height, _INNER)

    def draw(self, pen: Pen, x: float, y: float, pieces: Sequence[Piece]) -> float:
        """Rows with their rules, from the header's lower edge ``y`` down; returns where they end."""
        edges, top = self._edges(x), y
        for piece in pieces:
            height = self.height(piece.last - piece.first)
            self._draw_row(pen, edges, top, height, piece)
            top += height
            if piece is not pieces[-1]:
                pen.line(x, top, x + self.width, top, _INNER)
        for edge in edges[1:-1]:
            pen.line(edge, y, edge, top, _INNER)
        return top

    def draw_frame(self, pen: Pen, x: float, y: float, bottom: float) -> None:
        """The heavier outer edge around header and rows."""
        right = x + self.width
        for ends in ((x, y, right, y), (x, bottom, right, bottom), (x, y, x, bottom), (right, y, right, bottom)):
            pen.line(*ends, _OUTER)

    def _draw_row(self, pen: Pen, edges: Sequence[float], top: float, height: float, piece: Piece) -> None:
        whole = piece.first == 0 and piece.last == piece.strip.lines
        for n, lines in enumerate(piece.strip.cells):
            shown = lines if whole else lines[piece.first : piece.last]
            if not shown:
                continue
            down = (height - len(shown) * self.lead) / 2 if whole else self.pad_y
            column = self.columns[n]
            box = (edges[n] + self._pad_x, top + down, self.widths[n] - 2 * self._pad_x - self._insets[n])
            pen.lines(box, shown, piece.strip.role, self.size, aligned(column))

    def _inset(self, n: int, rows: Sequence[Sequence[str]]) -> float:
        """How far from the right edge the figures of a column end when the longest stands in its middle."""
        longest = max((self.metrics.width("song", row[n]) for row in rows), default=0.0)
        return max(0.0, self._ems[n] - longest) * self.size / 2

    def _draw_centred(self, pen: Pen, box: tuple[float, float, float, float], lines: Sequence[WrappedLine]) -> None:
        x, y, width, height = box
        down = (height - len(lines) * self.lead) / 2
        pen.lines((x + self._pad_x, y + down, width - 2 * self._pad_x), lines, "hei", self.size, "center")

    def _edges(self, x: float) -> list[float]:
        edges = [x]
        for width in self.widths:
            edges.append(edges[-1] + width)
        return edges

    def _header_heights(self) -> tuple[float, float]:
        """Heights of the row of groups (0 when there is none) and of the row of labels."""
        grouped_columns = any(name for name, _, _, _ in self._groups)
        top = max((len(lines) for name, _, _, lines in self._groups if name), default=0)
        alone = max((len(self._labels[start]) for name, start, _, _ in self._groups if not name), default=0)
        below = max((len(self._labels[n]) for n, c in enumerate(self.columns) if c.group), default=0)
        if not grouped_columns:
            return 0.0, self.height(alone) + self.pad_y
        upper = self.height(top)
        return upper, max(self.height(below), self.height(alone) - upper)


def wished_widths(columns: Sequence[SheetColumn], size: float, pad: float = PAD_X) -> list[float]:
    """Points that the columns ask for when set in type of ``size`` points."""
    return [column.width * size / 2 + 2 * pad for column in columns]
