"""The days of the plan: seven cells for a week, rows of seven for a month; each says how much is planned on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QSizePolicy, QWidget

from caredesk.ui.style import colour, scale_of
from caredesk.ui.widgets import clear, words

WEEKDAYS = "一二三四五六日"
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}


@dataclass(frozen=True)
class DayLoad:
    """What is planned on a day, how much of it was done, and who has how much."""

    planned: int = 0
    done: int = 0
    loads: Sequence[tuple[str, int]] = ()
    off: str | None = None
    """The festival of a day on which nobody works, "" for a plain weekend, None for a working day."""

    @property
    def said(self) -> str:
        """In words: 3人，已访1人（陈静2、周敏1）."""
        if not self.planned:
            return "没有安排"
        told = "、".join(f"{name or '没定谁去'}{number}" for name, number in self.loads)
        return f"{self.planned}人，已访{self.done}人（{told}）"


class DayCell(QAbstractButton):
    """A day as a button: its number, how many are planned and, where there is room, who has how many."""

    def __init__(self, day: date, load: DayLoad, *, week: bool, today: bool, dim: bool) -> None:
        super().__init__()
        self.day, self._load, self._week, self._today, self._dim = day, load, week, today, dim
        self.setCheckable(True)
        self.setObjectName(f"day.{day.isoformat()}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        named = f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"
        self.setAccessibleName(f"{named}：{load.said}")
        self.setToolTip(f"{named}{f' {load.off}' if load.off else ''}\n{load.said}")

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = scale_of(self)
        box = self.rect().adjusted(1, 1, -1, -1)
        ground = (
            "selected" if self.isChecked() else "hover" if self.underMouse() else "raised" if self._dim else "surface"
        )
        strong = self.isChecked() or self.hasFocus()
        painter.setPen(QPen(colour("primary" if strong else "line"), 2 if strong else 1))
        painter.setBrush(colour(ground))
        painter.drawRoundedRect(box, 6, 6)
        inside = box.adjusted(round(8 * scale), round(4 * scale), -round(8 * scale), -round(4 * scale))
        self._draw_head(painter, inside, scale)
        if self._week:
            self._draw_loads(painter, inside, scale)
        painter.end()

    def _draw_head(self, painter: QPainter, room: QRect, scale: float) -> None:
        font = QFont(self.font())
        font.setPixelSize(round(14 * scale))
        font.setBold(self._today)
        painter.setFont(font)
        tall = QFontMetrics(font).height()
        line = QRect(room.left(), room.top(), room.width(), tall if self._week else room.height())
        align = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(colour("primary" if self._today else "disabled" if self._dim else "text"))
        said = f"周{WEEKDAYS[self.day.weekday()]} {self.day.day}日" if self._week else f"{self.day.day}"
        if self._today and not self._week:
            said = f"{said} 今天"
        elif self._load.off:
            said = f"{said} {self._load.off}"
        painter.drawText(line, int(align | Qt.AlignmentFlag.AlignLeft), said)
        if self._load.planned:
            font.setBold(True)
            painter.setFont(font)
            left = self._load.planned - self._load.done
            painter.setPen(colour("ok" if not left else "danger" if self._dim_past() else "primary"))
            told = f"{self._load.planned}人" if left else f"{self._load.planned}人 ✓"
            painter.drawText(line, int(align | Qt.AlignmentFlag.AlignRight), told)

    def _dim_past(self) -> bool:
        """Whether the day is over; what is open on it is late."""
        return bool(self.property("past"))

    def _draw_loads(self, painter: QPainter, room: QRect, scale: float) -> None:
        font = QFont(self.font())
        font.setPixelSize(round(13 * scale))
        painter.setFont(font)
        metrics = QFontMetrics(font)
        tall, top = metrics.height() + round(2 * scale), room.top() + round(24 * scale)
        fit = max(0, (room.bottom() - top) // tall)
        told = [f"{name or '没定谁去'} {number}" for name, number in self._load.loads]
        lines = told if len(told) <= fit else [*told[: max(0, fit - 1)], "、".join(told[max(0, fit - 1) :])]
        painter.setPen(colour("second"))
        for at, said in enumerate(lines[:fit]):
            line = QRect(room.left(), top + at * tall, room.width(), tall)
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), metrics.elidedText(
                said, Qt.TextElideMode.ElideRight, room.width()))  # fmt: skip


class Days(QWidget):
    """``picked`` carries the day that was pressed, None when it was pressed again; arrows walk over the days."""

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.cells: dict[date, DayCell] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_days(
        self, first: date, last: date, loads: Mapping[date, DayLoad], today: date, chosen: date | None
    ) -> None:
        """Show the weeks from one day to another; days outside stand dim."""
        at = next((cell.day for cell in self.cells.values() if cell.hasFocus()), None)
        clear(self._grid)
        self.cells = {}
        week = (last - first).days < 7
        scale = scale_of(self)
        low = self.window().height() < 640 * scale
        tall = round((66 if low else 92) * scale) if week else round((27 if low else 34) * scale)
        self._grid.setSpacing(6 if week else 4)
        monday = first - timedelta(days=first.weekday())
        for place, name in enumerate("" if week else WEEKDAYS):
            head = words(f"周{name}", "small")
            head.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._grid.addWidget(head, 0, place)
        day = monday
        while day <= last or day.weekday():
            inside = first <= day <= last
            load = loads.get(day, DayLoad())
            cell = DayCell(day, load, week=week, today=day == today, dim=not inside or load.off is not None)
            cell.setProperty("past", day < today)
            cell.setFixedHeight(tall)
            cell.setChecked(day == chosen)
            cell.setEnabled(inside)
            cell.clicked.connect(lambda _=False, cell=cell: self._pressed(cell))
            self._grid.addWidget(cell, (day - monday).days // 7 + 1, day.weekday())
            self.cells[day] = cell
            day += timedelta(days=1)
        if at in self.cells:
            self.cells[at].setFocus()

    def _pressed(self, cell: DayCell) -> None:
        for other in self.cells.values():
            if other is not cell:
                other.setChecked(False)
        self.picked.emit(cell.day if cell.isChecked() else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        step = _STEPS.get(Qt.Key(event.key()))
        at = next((cell.day for cell in self.cells.values() if cell.hasFocus()), None)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at is not None:
            self.cells[at].click()
        elif step is not None and at is not None:
            there = self.cells.get(at + timedelta(days=step))
            if there is not None and there.isEnabled():
                there.setFocus()
        else:
            super().keyPressEvent(event)
