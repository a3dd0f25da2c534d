"""增减变动表 of a period, on screen as it will be printed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from caredesk.schema.period import Period
from caredesk.schema.sheet import Sheet
from caredesk.ui.page import Frame
from caredesk.ui.periods import PeriodPicker
from caredesk.ui.sheet_view import SheetView
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import Elided, across, card, down, words


class Moves(QWidget):
    """Per category 期初, who came, who left, 期末."""

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self._frame = frame
        self.sheet: Sheet | None = None
        desk = frame.desk
        self.period = PeriodPicker(desk.clock.today(), desk.work.months)
        self.period.picked.connect(lambda _: self.reload())
        self.note = Elided("期初＋新增－减少＝期末，和工作月报是同一个数", "small")
        head = across(self.period, self.note, gap=12)
        head.setStretch(1, 1)
        self.view = SheetView("增减变动表")
        self.view.setMinimumHeight(round(220 * scale_of(self)))
        self.empty = words("这个时段还没有数据。换一个月份看看。", "second")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(down(card(head, self.view, self.empty, gap=8, pad=12), gap=0))

    @property
    def chosen(self) -> Period:
        """The period that is shown."""
        return self.period.period

    def reload(self) -> None:
        """Count anew."""
        period = self.chosen
        self._frame.session.work(lambda desk, _: desk.movements.sheet(period), self.show_sheet)

    def show_sheet(self, sheet: Sheet) -> None:
        """Show a table."""
        self.sheet = sheet
        self.view.show_sheet(sheet)
        self.view.setVisible(bool(sheet.rows))
        self.empty.setVisible(not sheet.rows)
