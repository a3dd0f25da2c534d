"""Where the bars, labels and axes of a chart stand: one pure layout for paper and screen.

``lay_out_chart`` knows no painter: coordinates are points from the top-left corner of the chart, texts are placed by
their left end and baseline. ``draw_chart`` is the painter for paper; a window scales the same layout.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from caredesk.documents.pen import Pen
from caredesk.schema.report import Chart

Measure: TypeAlias = Callable[[str, float], float]
"""The length of a text in type of a size, in the same unit as the size."""

FILLS = (0x0B6B62, 0xA9CFC9, 0xC98A1B, 0x5B7FA3, 0x8C8C8C)
"""One colour a series: dark and light by turns, so that a black-and-white print tells them apart."""

AXIS, GRID = 0x4D5B68, 0xDDE2E6

_TITLE, _LABEL = 11.0, 9.0
_LEAD = 1.3 * _LABEL
PLOT_HEIGHT = 150.0
_WIDEST_BAR, _BAR_ACROSS = 34.0, 11.0
_MOST_LABEL_LINES = 3


class Bar(NamedTuple):
    """One value as a box, for series ``series`` and category ``category`` (their places in the chart)."""

    x: float
    y: float
    w: float
    h: float
    series: int
    category: int
    value: float


class Label(NamedTuple):
    """A text at its left end and baseline."""

    x: float
    y: float
    text: str
    size: float


class Rule(NamedTuple):
    """A line of the axes or, lighter, of the grid."""

    x1: float
    y1: float
    x2: float
    y2: float
    grid: bool


class Swatch(NamedTuple):
    """The coloured box of a series in the legend."""

    x: float
    y: float
    side: float
    series: int


@dataclass(frozen=True)
class ChartLayout:
    """Everything to paint, grid first; ``height`` is what the chart takes."""

    width: float
    height: float
    rules: Sequence[Rule]
    bars: Sequence[Bar]
    swatches: Sequence[Swatch]
    labels: Sequence[Label]


def lay_out_chart(
    chart: Chart, width: float, measure: Measure, *, peak: float | None = None, plot: float = PLOT_HEIGHT
) -> ChartLayout:
    """Upright bars when names and figures have room under and over them, else bars lying below one another.

    A value of None gets no bar and no figure. ``peak`` sets the end of the scale (for charts in several parts),
    ``plot`` the height of upright bars that reach it.
    Raises ``ValueError`` for a negative value or a series of the wrong length.
    """
    values = [value for one in chart.series for value in one.values if value is not None]
    if any(value < 0 for value in values) or any(len(one.values) != len(chart.categories) for one in chart.series):
        raise ValueError("a chart needs one value from zero up for each category")
    drawing = _Drawing(chart, width, measure, _ticks(max([*values, peak or 0.0])), plot)
    return drawing.upright() if drawing.stands() else drawing.lying()


def draw_chart(pen: Pen, x: float, y: float, layout: ChartLayout) -> None:
    """Paint a chart with its top-left corner at ``x``, ``y``."""
    for rule in layout.rules:
        ends = (x + rule.x1, y + rule.y1, x + rule.x2, y + rule.y2)
        pen.line(*ends, 0.4 if rule.grid else 0.7, GRID if rule.grid else AXIS)
    for bar in layout.bars:
        pen.rect(x + bar.x, y + bar.y, bar.w, bar.h, FILLS[bar.series % len(FILLS)])
    for swatch in layout.swatches:
        pen.rect(x + swatch.x, y + swatch.y, swatch.side, swatch.side, FILLS[swatch.series % len(FILLS)])
    for label in layout.labels:
        pen.write(x + label.x, y + label.y, "hei", label.size, label.text)


def figure(value: float) -> str:
    """A value as it is printed at its bar."""
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def _ticks(peak: float) -> list[float]:
    """Round values from 0 to at least the peak, at most six of them."""
    if peak <= 0:
        return [0.0, 1.0]
    rough = max(peak, 0.1) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough - 1e-9)
    step = max(1.0 if peak >= 1 else 0.1, step)  # figures are printed with one decimal
    return [step * n for n in range(max(1, math.ceil(peak / step - 1e-9)) + 1)]


class _Drawing:
    """One chart being laid out."""

    def __init__(self, chart: Chart, width: float, measure: Measure, ticks: Sequence[float], plot: float) -> None:
        self._plot = plot
        self._chart, self._width, self._measure, self._ticks = chart, width, measure, ticks
        self._rules: list[Rule] = []
        self._bars: list[Bar] = []
        self._swatches: list[Swatch] = []
        self._labels: list[Label] = []
        self._left = max(measure(figure(tick), _LABEL) for tick in ticks) + 6
        self._slot = (width - self._left) / max(1, len(chart.categories))
        self._bar = min(_WIDEST_BAR, self._slot * 0.74 / max(1, len(chart.series)))

    def stands(self) -> bool:
        """Whether upright bars leave every name at most three lines and every figure its own room."""
        figures = [figure(v) for one in self._chart.series for v in one.values if v is not None]
        narrow = any(self._measure(text, _LABEL) > self._bar * 1.25 for text in figures)
        names = [self._folded(name, self._slot * 0.92) for name in self._chart.categories]
        return not narrow and all(len(lines) <= _MOST_LABEL_LINES for lines in names)

    def upright(self) -> ChartLayout:
        """Bars side by side over the names of their categories."""
        top = self._head() + _LEAD
        floor = top + self._plot
        scale = self._plot / self._ticks[-1]
        for tick in self._ticks:
            y = floor - tick * scale
            self._rules.append(Rule(self._left, y, self._width, y, grid=tick > 0))
            text = figure(tick)
            self._labels.append(Label(self._left - 4 - self._measure(text, _LABEL), y + 0.35 * _LABEL, text, _LABEL))
        deepest = 1
        for n, name in enumerate(self._chart.categories):
            middle = self._left + (n + 0.5) * self._slot
            lines = self._folded(name, self._slot * 0.92)
            deepest = max(deepest, len(lines))
            for k, line in enumerate(lines):
                self._centred(middle, floor + 4 + k * _LEAD + 0.9 * _LABEL, line)
            left = middle - self._bar * len(self._chart.series) / 2
            for k, one in enumerate(self._chart.series):
                if (value := one.values[n]) is not None:
                    height = value * scale
                    x = left + k * self._bar
                    self._bars.append(Bar(x, floor - height, self._bar - 1, height, k, n, value))
                    self._centred(x + (self._bar - 1) / 2, floor - height - 3, figure(value))
        return self._done(floor + 4 + deepest * _LEAD + 2)

    def lying(self) -> ChartLayout:
        """Bars below one another, to the right of the names of their categories."""
        names = [self._folded(name, self._width * 0.3) for name in self._chart.categories]
        left = max((self._measure(line, _LABEL) for lines in names for line in lines), default=0.0) + 6
        room = self._width - left - max(self._measure(figure(self._ticks[-1]) + "0", _LABEL), 24)
        top = y = self._head() + 4
        for n, lines in enumerate(names):
            height = max(len(self._chart.series) * _BAR_ACROSS, len(lines) * _LEAD) + 5
            for k, line in enumerate(lines):
                baseline = y + (height - len(lines) * _LEAD) / 2 + k * _LEAD + 0.95 * _LABEL
                self._labels.append(Label(left - 6 - self._measure(line, _LABEL), baseline, line, _LABEL))
            begin = y + (height - len(self._chart.series) * _BAR_ACROSS) / 2
            for k, one in enumerate(self._chart.series):
                if (value := one.values[n]) is not None:
                    length = value * room / self._ticks[-1]
                    up = begin + k * _BAR_ACROSS
                    self._bars.append(Bar(left, up, length, _BAR_ACROSS - 1.5, k, n, value))
                    self._labels.append(Label(left + length + 3, up + 0.85 * _LABEL, figure(value), _LABEL))
            y += height
        for tick in self._ticks:
            x = left + tick * room / self._ticks[-1]
            self._rules.append(Rule(x, top, x, y, grid=tick > 0))
            self._centred(x, y + 2 + 0.95 * _LABEL, figure(tick))
        return self._done(y + 2 + _LEAD + 2)

    def _head(self) -> float:
        """Title, unit and legend; returns where the plot may begin."""
        y = 0.0
        for line in self._folded(self._chart.title, self._width / _TITLE * _LABEL):
            self._labels.append(Label((self._width - self._measure(line, _TITLE)) / 2, y + 0.95 * _TITLE, line, _TITLE))
            y += 1.45 * _TITLE
        x = 0.0
        if self._chart.unit:
            text = f"单位：{self._chart.unit}"
            self._labels.append(Label(x, y + 0.95 * _LABEL, text, _LABEL))
            x += self._measure(text, _LABEL) + 18
        shown = [n for n, one in enumerate(self._chart.series) if any(value is not None for value in one.values)]
        for n in shown if len(self._chart.series) > 1 else []:
            label = self._chart.series[n].label
            length = 12 + self._measure(label, _LABEL) + 14
            if x + length > self._width and x:
                x, y = 0.0, y + _LEAD
            self._swatches.append(Swatch(x, y + 0.15 * _LABEL, 0.85 * _LABEL, n))
            self._labels.append(Label(x + 12, y + 0.95 * _LABEL, label, _LABEL))
            x += length
        return y + _LEAD + 4

    def _centred(self, x: float, y: float, text: str) -> None:
        self._labels.append(Label(x - self._measure(text, _LABEL) / 2, y, text, _LABEL))

    def _folded(self, text: str, width: float) -> list[str]:
        """The text in lines of about one length, no wider than ``width`` in label type but at least one character."""
        lines = [""]
        for char in text:
            if lines[-1] and self._measure(lines[-1] + char, _LABEL) > width:
                lines.append("")
            lines[-1] += char
        share = -(-len(text) // len(lines))
        even = [text[n : n + share] for n in range(0, len(text), share)] if text else lines
        return even if all(self._measure(line, _LABEL) <= width for line in even) else lines

    def _done(self, height: float) -> ChartLayout:
        return ChartLayout(self._width, height, self._rules, self._bars, self._swatches, self._labels)
