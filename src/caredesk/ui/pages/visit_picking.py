"""Whose visit it is: found by a few letters of the name, or taken from those who are due."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caredesk.services.due_lists import DueList
from caredesk.services.visiting import TodayFigures
from caredesk.ui.editors import Candidate
from caredesk.ui.editors.pick import line_in
from caredesk.ui.icons import icon
from caredesk.ui.page import Frame
from caredesk.ui.pages.due_rows import DueRows
from caredesk.ui.style import scale_of
from caredesk.ui.table import RecordTable
from caredesk.ui.widgets import across, card, words
from caredesk.ui.window import about


class VisitPicker(QWidget):
    """``picked`` carries the id of a person."""

    picked = Signal(object)

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self.frame = frame
        self.finder = line_in(self, self._found, "姓名、拼音首字母、证号尾数、电话", "visit.person")
        self.finder.addAction(icon("search", "second"), self.finder.ActionPosition.LeadingPosition)
        self.finder.picked.connect(lambda candidate: self.picked.emit(candidate.key))
        self.finder.setMaximumWidth(round(520 * scale_of(self)))
        told = words("打名字的一部分，用 ↑↓ 选，按 Enter 确定。没有的人请先到“服务对象”里新增。", "second", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(card(words("走访的是谁？", "h2"), self.finder, told, gap=10))
        self.rows = DueRows()
        self.table = RecordTable(self.rows, "该去看的人")
        self.table.opened.connect(self.picked.emit)
        self.table.setMinimumHeight(round(220 * scale_of(self)))
        self.due_note = words("", "small")
        self.due_card = card(across(words("该去看的人", "h2"), self.due_note, None, gap=12), self.table, gap=8)
        self.due_card.hide()
        column.addWidget(self.due_card, 1)
        column.addStretch(0)

    def ask(self) -> None:
        """Begin anew: an empty line with the keys, and who is due below it."""
        self.finder.clear()
        self.finder.setFocus()
        self.frame.session.work(lambda desk, _: desk.visits.today(), self._show_due)

    def _show_due(self, figures: TodayFigures) -> None:
        rows = figures.waiting
        self.rows.hold(rows.through(self.frame.desk.visits) if isinstance(rows, DueList) else rows)
        self.table.reload()
        self.due_note.setText(f"共 {len(rows)} 人，双击或按 Enter 开始记")
        self.due_card.setVisible(bool(rows))

    def _found(self, text: str) -> list[Candidate]:
        rows = self.frame.session.do(lambda desk: desk.people.search(text, 12)) or []
        return [Candidate(row.id, row.name, about(row)) for row in rows]
