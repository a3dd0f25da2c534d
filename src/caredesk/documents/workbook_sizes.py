"""Sizes in a workbook: column widths in Excel's unit, and row heights for wrapped Chinese, which Excel leaves to us.

The reader's computer supplies the fonts, so widths are those of 宋体 (a Chinese character one em, a digit half an em)
with enough to spare for other Song fonts: em = points * 96/72 pixels, a column of w units = 7w + 5 pixels of which 8
stay empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from caredesk.documents.drawing import paper_size
from caredesk.documents.metrics import LEADING, line_spans
from caredesk.documents.pages import SIZES, type_size
from caredesk.documents.widths import fitted_ems
from caredesk.schema.sheet import Sheet

BODY = 10.0
"""Type size of the table in points."""

MARGIN = 0.5
"""Left and right margins of the page in inches."""

DEFAULT_FONT = {"font_name": "Verdana", "font_size": 8.25}
"""Of cells that nobody wrote. The unit of column widths hangs on it: its digits are 7 pixels wide, and so are those of
DejaVu Sans, which stands in for it where it is missing (the usual Calibri has no such double everywhere)."""

_PIXELS_PER_POINT = 96 / 72
_LARGEST_HEIGHT = 409.0
"""Points; neither Excel nor WPS makes a row higher."""
_WIDEST_STRETCH = 1.5
_EMPTY = 8.0
"""Pixels of a column that programs leave free beside the text."""


def column_widths(sheet: Sheet) -> list[float]:
    """Column widths in Excel's unit (digits of the default font), shared out by the rule of the printed ledger.

    Together they are as wide as makes the sheet, fitted to the width of its paper, print in the ledger's type size.
    """
    scale = min(1.0, (type_size(sheet, sheet.paper) or SIZES[-1]) / BODY)
    paper = (paper_size(sheet.paper, landscape=sheet.landscape)[0] - 2 * MARGIN * 72) * _PIXELS_PER_POINT / scale
    em, count = BODY * _PIXELS_PER_POINT, len(sheet.columns)
    wished = sum(column.width / 2 for column in sheet.columns)
    room = min((paper - count * (_EMPTY + 0.1)) / em, wished * _WIDEST_STRETCH)
    glyphs = _CharacterWidths()
    ems = fitted_ems(sheet.columns, sheet.rows, glyphs, glyphs, max(1.0, room))
    return [units(width * em + _EMPTY) for width in ems]


def units(px: float) -> float:
    """A width in pixels as Excel counts it."""
    return round(max(1.0, (px - 5) / 7), 2)


def pixels(width: float) -> float:
    """The pixels of a column of so many units."""
    return width * 7 + 5


class _CharacterWidths(dict[str, float]):
    """Widths in em as spreadsheet programs draw 宋体: Chinese characters and marks one, all else half."""

    def __missing__(self, char: str) -> float:
        width = self[char] = 1.0 if char >= "\u2e80" or char in "“”‘’…—·×○●√" else 0.56
        return width


class LineCounter:
    """How many lines texts take in a column."""

    def __init__(self, width: float, size: float = BODY) -> None:
        self._ems = max(1.0, (pixels(width) - _EMPTY) / (size * _PIXELS_PER_POINT))
        self._widths = _CharacterWidths()

    def lines(self, text: str) -> int:
        """At least one."""
        if len(text) <= self._ems and "\n" not in text:
            return 1
        return sum(self._paragraph(part) for part in text.split("\n"))

    def _paragraph(self, text: str) -> int:
        ends = list(accumulate(map(self._widths.__getitem__, text)))
        if not text or ends[-1] <= self._ems:
            return 1
        return sum(1 for _ in line_spans(text, ends, self._ems))


def height(lines: int) -> float:
    """Points of a row of so many lines."""
    return min(_LARGEST_HEIGHT, max(20.0, round(lines * BODY * LEADING + 4, 1)))


def shares(widths: Sequence[float], parts: int) -> list[int]:
    """Where each part's columns end when they are dealt out to so many parts of about the same width."""
    ends = list(accumulate(widths))
    stops: list[int] = []
    for part in range(1, parts):
        wanted = ends[-1] * part / parts
        nearest = min(range(len(ends)), key=lambda n: abs(ends[n] - wanted)) + 1
        least = stops[-1] + 1 if stops else 1
        stops.append(min(max(nearest, least), len(ends) - (parts - part)))
    return [*stops, len(ends)]
