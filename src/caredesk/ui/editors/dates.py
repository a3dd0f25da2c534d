"""Editors of dates: typed as people type them, shown in full, with a calendar behind a key."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout

from caredesk.schema.dates import PartialDate, normal, parse_partial, parse_typed, show_day
from caredesk.schema.fields import Field
from caredesk.schema.kinds import Day
from caredesk.ui.editors.base import Editor, Surroundings
from caredesk.ui.icons import icon
from caredesk.ui.style import colour, scale_of
from caredesk.ui.widgets import Elided, across, button, set_look

_LONG_AGO = 300
_WEEKDAY = re.compile(r"\s*星期[一二三四五六日天]\s*$")


class DateEditor(Editor):
    """A line for a date; what is typed is said back in words at once."""

    hint = "可输入 1121、昨天"

    def __init__(self, spec: Field, around: Surroundings) -> None:
        super().__init__(spec, around)
        self.line = QLineEdit()
        self.line.setFixedWidth(self.px(230))
        self.line.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.said = Elided(self.hint, "small")
        self._calendar: QFrame | None = None
        pick = button("选日期（F4）", self.open_calendar, kind="icon", picture="calendar", name="calendar")
        pick.setAccessibleName(f"{spec.label}：选日期")
        pick.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = across(self.line, pick, self.said)
        row.setStretch(2, 1)
        self.setLayout(row)
        self.line.textEdited.connect(self._edited)
        self.left.connect(self.rewrite)
        self.settle(self.line)

    def read(self, text: str) -> Any:
        """The date that words stand for, None for none; ValueError otherwise."""
        raise NotImplementedError

    def words_of(self, value: Any) -> str:
        """A date as it is shown here."""
        raise NotImplementedError

    def value(self) -> Any:
        return self.read(self.line.text())

    def fill(self, value: Any) -> None:
        self.line.setText(self.words_of(value) if value else "")
        self._say()

    def typed(self) -> str | None:
        try:
            self.value()
        except ValueError:
            return self.line.text()
        return None

    def retype(self, text: str) -> None:
        self.line.setText(text)

    def enter(self) -> bool:
        self.rewrite()
        return True

    def rewrite(self) -> None:
        """Put what was typed into full words, when it is a date."""
        try:
            value = self.value()
        except ValueError:
            return
        typed = self.line.text()
        if value is not None and typed != self.words_of(value):
            self.line.setText(self.words_of(value))
        self._say()
        self._doubt(value, typed)

    def open_calendar(self) -> None:
        """Show the calendar below the line, at the date that stands there."""
        frame = QFrame(self, Qt.WindowType.Popup)
        frame.setObjectName("calendar")
        frame.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = _calendar()
        calendar.setAccessibleName(f"{self.spec.label}：日历")
        at = self._day() or self.around.today()
        calendar.setSelectedDate(QDate(at.year, at.month, at.day))
        calendar.activated.connect(lambda day: self._picked(frame, day))
        calendar.clicked.connect(lambda day: self._picked(frame, day))
        column = QVBoxLayout(frame)
        column.setContentsMargins(6, 6, 6, 6)
        column.addWidget(calendar)
        frame.move(self.line.mapToGlobal(QPoint(0, self.line.height() + 2)))
        frame.show()
        calendar.setFocus()
        self._calendar = frame

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
            if event.key() == Qt.Key.Key_F4 or down:
                self.open_calendar()
                return True
        if event.type() == QEvent.Type.FocusIn:
            self.line.selectAll()
        return super().eventFilter(watched, event)

    def _day(self) -> date | None:
        try:
            value = self.value()
        except ValueError:
            return None
        return value.first if isinstance(value, PartialDate) else value

    def _picked(self, frame: QFrame, day: QDate) -> None:
        frame.close()
        self._calendar = None
        picked = date(day.year(), day.month(), day.day())
        self.fill(PartialDate.of(picked) if self.spec.kind == "partial_date" else picked)
        self.line.setFocus()
        self._doubt(picked, str(picked))
        self.changed.emit()

    def _doubt(self, value: Any, typed: str) -> None:
        """A day that cannot have been yet, or without its year turned out to lie long ago (1225 typed in November)."""
        day = value.first if isinstance(value, PartialDate) else value
        if day is None:
            return
        told, today = "", self.around.today()
        if getattr(self.spec, "past", False) and day > today:
            told = "这一天还没到，请看一眼日期"
        elif isinstance(value, date) and (today - day).days > _LONG_AGO and str(day.year) not in typed:
            told = f"这是{day.year}年的，请看一眼年份"
        if told:
            set_look(self.said, tone="warning")
            self.said.set_words(told)

    def _edited(self, text: str) -> None:
        self._say(text)
        self.changed.emit()

    def _say(self, typed: str = "") -> None:
        told = self.hint
        set_look(self.said, tone="")
        if typed:
            try:
                value = self.read(typed)
                told = self.words_of(value) if value else self.hint
            except ValueError:
                told = self.hint
        self.said.set_words("" if not typed and self.line.text() else told)


class DayEditor(DateEditor):
    """A whole date: 1121, 昨天, 2026.11.21, full width; shown as 2026年11月21日 星期六."""

    def __init__(self, spec: Field, around: Surroundings) -> None:
        self.ahead = isinstance(spec, Day) and spec.ahead
        if self.ahead:
            self.hint = "可输入 1205、明天"
        super().__init__(spec, around)

    def read(self, text: str) -> date | None:
        said = _WEEKDAY.sub("", normal(text))
        if not said:
            return None
        try:
            return parse_typed(said, self.around.today(), ahead=self.ahead)
        except ValueError as error:
            raise ValueError(f"“{self.spec.label}”{error}") from error

    def words_of(self, value: Any) -> str:
        return show_day(value, weekday=True)


class PartialDayEditor(DateEditor):
    """A date of which only the year, or year and month, may be known."""

    hint = "只知道年月就写 1950-3"

    def read(self, text: str) -> PartialDate | None:
        said = _WEEKDAY.sub("", normal(text))
        if not said:
            return None
        try:
            return parse_partial(said)
        except ValueError as error:
            raise ValueError(f"“{self.spec.label}”{error}") from error

    def words_of(self, value: Any) -> str:
        if value.full:
            return show_day(value.full)
        return f"{value.year}年{value.month}月" if value.month else f"{value.year}年"


def _calendar() -> QCalendarWidget:
    """A month in Chinese, its days large enough to hit."""
    made = QCalendarWidget()
    made.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    made.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    made.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
    made.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
    plain = QTextCharFormat()
    plain.setForeground(colour("text"))
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        made.setWeekdayTextFormat(day, plain)
    for name, picture in (("qt_calendar_prevmonth", "chevron-left"), ("qt_calendar_nextmonth", "chevron-right")):
        arrow = made.findChild(QToolButton, name)
        if isinstance(arrow, QToolButton):
            arrow.setIcon(icon(picture, "text"))
    scale = scale_of(made)
    made.setMinimumSize(round(320 * scale), round(290 * scale))
    return made
