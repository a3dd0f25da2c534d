"""Choosing a period: its kind, then one step back or forth; the station's own months."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QComboBox, QWidget

from caredesk.schema.errors import UserError
from caredesk.schema.period import Period, PeriodKind, StationMonth, month_of, parse_period
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import across, button, words

_KINDS = tuple(PeriodKind)


class PeriodPicker(QWidget):
    """``picked`` carries the period after each change. Begins with the station's month that ``today`` lies in."""

    picked = Signal(object)

    def __init__(self, today: date, months: StationMonth) -> None:
        super().__init__()
        self._today, self._months = today, months
        self.period: Period = month_of(today, months)
        self.kind = QComboBox()
        self.kind.setAccessibleName("时段种类")
        for kind in _KINDS:
            self.kind.addItem(kind.value, kind)
        self.kind.activated.connect(lambda _: self._change_kind())
        self.label = words("", "h3")
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kind.setMinimumContentsLength(1)
        self.kind.setFixedWidth(self.kind.fontMetrics().horizontalAdvance("项目年度") + round(46 * scale_of(self)))
        bold = QFont(self.label.font())
        bold.setBold(True)
        self.label.setMinimumWidth(QFontMetrics(bold).horizontalAdvance("2026年12月") + 4)
        before = button("前一个时段", lambda: self.step(-1), kind="icon", picture="chevron-left", name="period.before")
        after = button("后一个时段", lambda: self.step(1), kind="icon", picture="chevron-right", name="period.after")
        self.setLayout(across(self.kind, before, self.label, after, gap=6))
        self._show()

    def put(self, period: Period) -> None:
        """Show another period; tells nobody."""
        self.period = period
        self.kind.setCurrentIndex(_KINDS.index(period.kind))
        self._show()

    def step(self, by: int) -> None:
        """One period back or forth; there is none before 1950 or after 2150."""
        try:
            self.period = parse_period(moved(self.period, by), self._months)
        except UserError:
            return
        self._show()
        self.picked.emit(self.period)

    def _change_kind(self) -> None:
        month = month_of(self._today, self._months)
        year, number = (int(part) for part in month.key.split("-"))
        start = year if number >= self._months.project_start else year - 1
        key = {
            PeriodKind.MONTH: month.key,
            PeriodKind.QUARTER: f"{year}-Q{(number + 2) // 3}",
            PeriodKind.HALF: f"{year}-H{1 if number <= 6 else 2}",
            PeriodKind.YEAR: f"{year}",
            PeriodKind.PROJECT_YEAR: f"{start}-P",
        }[self.kind.currentData()]
        self.period = parse_period(key, self._months)
        self._show()
        self.picked.emit(self.period)

    def _show(self) -> None:
        self.label.setText(self.period.label)
        self.setAccessibleName(f"时段：{self.period.label}")


def moved(period: Period, by: int) -> str:
    """The key of the period ``by`` steps away."""
    year, _, rest = period.key.partition("-")
    match period.kind:
        case PeriodKind.MONTH:
            whole = int(year) * 12 + int(rest) - 1 + by
            return f"{whole // 12}-{whole % 12 + 1:02d}"
        case PeriodKind.QUARTER:
            whole = int(year) * 4 + int(rest[1]) - 1 + by
            return f"{whole // 4}-Q{whole % 4 + 1}"
        case PeriodKind.HALF:
            whole = int(year) * 2 + int(rest[1]) - 1 + by
            return f"{whole // 2}-H{whole % 2 + 1}"
        case PeriodKind.YEAR:
            return f"{int(year) + by}"
        case PeriodKind.PROJECT_YEAR:
            return f"{int(year) + by}-P"
