"""A chart on screen, laid out by the same function as on paper; every figure also stands in its description."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from caredesk.documents.chart import ChartLayout, figure, lay_out_chart
from caredesk.schema.report import Chart
from caredesk.ui.style import colour, scale_of

_POINT = 13 / 9.0
"""Pixels for a point of the layout: its 9-point labels are 13 pixels here."""

_FILLS = ("bar_1", "bar_2", "bar_3", "edge")


class BarChart(QWidget):
    """Bars with their figures; hovering says which is which."""

    def __init__(self, chart: Chart | None = None) -> None:
        super().__init__()
        self._chart = chart
        self._layout: ChartLayout | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMouseTracking(True)
        self.show_chart(chart)

    def show_chart(self, chart: Chart | None) -> None:
        """Show another chart."""
        self._chart = chart
        self.setAccessibleName(chart.title if chart else "")
        self.setAccessibleDescription(in_words(chart) if chart else "")
        self._lay_out()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        tall = self._layout.height * self._unit() if self._layout else 0
        return QSize(round(360 * scale_of(self)), round(tall))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(round(200 * scale_of(self)), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._lay_out()
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if self._layout is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        unit = self._unit()
        for rule in self._layout.rules:
            painter.setPen(QPen(colour("line" if rule.grid else "edge"), 1))
            painter.drawLine(QPointF(rule.x1 * unit, rule.y1 * unit), QPointF(rule.x2 * unit, rule.y2 * unit))
        painter.setPen(Qt.PenStyle.NoPen)
        for bar in self._layout.bars:
            painter.setBrush(_fill(bar.series))
            painter.drawRect(QRectF(bar.x * unit, bar.y * unit, bar.w * unit, bar.h * unit))
        for swatch in self._layout.swatches:
            painter.setBrush(_fill(swatch.series))
            painter.drawRect(QRectF(swatch.x * unit, swatch.y * unit, swatch.side * unit, swatch.side * unit))
        painter.setPen(colour("text"))
        for label in self._layout.labels:
            painter.setFont(self._font(label.size))
            painter.drawText(QPointF(label.x * unit, label.y * unit), label.text)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._layout and self._chart:
            unit = self._unit()
            for bar in self._layout.bars:
                box = QRectF(bar.x * unit, bar.y * unit, bar.w * unit, bar.h * unit).adjusted(-2, -2, 2, 2)
                if box.contains(QPointF(event.pos())):
                    what = f"{self._chart.categories[bar.category]} · {self._chart.series[bar.series].label}"
                    QToolTip.showText(event.globalPos(), f"{what}：{figure(bar.value)}{self._chart.unit}", self)
                    return True
        return super().event(event)

    def _lay_out(self) -> None:
        if self._chart is None or self._chart.empty or self.width() < 50:
            self._layout = None
            return
        self._layout = lay_out_chart(self._chart, self.width() / self._unit(), self._measure)

    def _unit(self) -> float:
        return _POINT * scale_of(self)

    def _font(self, size: float) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(1, round(size * self._unit())))
        font.setBold(size > 10)  # only the title is larger than the labels
        return font

    def _measure(self, text: str, size: float) -> float:
        return QFontMetricsF(self._font(size)).horizontalAdvance(text) / self._unit()


def _fill(series: int) -> QColor:
    return colour(_FILLS[series % len(_FILLS)])


def in_words(chart: Chart) -> str:
    """All figures of a chart as a sentence for each category, for readers of the screen."""
    told = []
    for place, category in enumerate(chart.categories):
        known = [(one.label, one.values[place]) for one in chart.series]
        said = "，".join(f"{label}{figure(value)}{chart.unit}" for label, value in known if value is not None)
        if said:
            told.append(f"{category}：{said}")
    return "；".join(told)


__all__ = ["BarChart", "in_words"]
