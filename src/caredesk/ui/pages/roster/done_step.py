"""收好了: what was done, and what can be done next."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from caredesk.services.importing.recognised import ImportResult
from caredesk.ui.widgets import button, card, down, words, wrapping


class DoneStep(QWidget):
    """Ways on from a batch that was written."""

    people = Signal()
    again = Signal()
    following = Signal()
    undo = Signal(str, str)
    export = Signal()
    compare = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.head = words("", "h2")
        self.said = words("", wrap=True)
        self.left = words("", tone="warning", wrap=True)
        self.next = button("", self.following.emit, kind="primary", name="next_file")
        self.see = button("看服务对象名单", self.people.emit, kind="primary", name="to_people")
        self.more = button("再收一张表", self.again.emit, name="again")
        self.errors = button("导出没收的行", self.export.emit, picture="download", name="export_left")
        self.compared = button("新旧名单对照", self.compare.emit, picture="arrow-up-down", name="to_compare")
        self._batch = ("", "")
        self.back = button("撤销这一批", lambda: self.undo.emit(*self._batch), picture="undo-2", name="undo")
        row = wrapping(self.next, self.see, self.compared, self.more, self.errors, self.back)
        self.setLayout(down(card(self.head, self.said, self.left, row, gap=10), None, gap=0))

    def show_result(self, result: ImportResult, title: str, following: str) -> None:
        """Say what was done with the file ``title``; ``following`` is the next one of the queue."""
        self._batch = (result.batch, title)
        counts = result.plan.counts()
        self.head.setText("收好了" if result.batch else "没有新内容，什么也没改")
        self.said.setText(result.sentence())
        left = counts["needs_decision"] + counts["rejected"]
        told = f"还有{left}行没有收。可以导出来，照红格子和最后一列的说明改好，再收一次；已经收过的不会重复。"
        self.left.setText(told if left else "")
        self.left.setVisible(left > 0)
        self.errors.setVisible(left > 0)
        self.back.setVisible(bool(result.batch))
        self.next.setVisible(bool(following))
        self.next.setText(f"收下一张：{following[:24]}")
        self.next.setAccessibleName(f"收下一张：{following}")
        self.see.setVisible(not following)
        self.compared.setVisible(bool(result.plan.listed.taken) or not result.plan.visits)

    @property
    def first(self) -> QWidget:
        """What takes the keys."""
        return self.see if self.next.isHidden() else self.next
