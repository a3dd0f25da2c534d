"""One batch that was taken in: what of it was worked on since, all of it, and taking the batch back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from caredesk.schema.ids import Id
from caredesk.services.desk import Desk
from caredesk.services.importing.batches import EditedSince, TakenBack
from caredesk.ui.page import Frame
from caredesk.ui.pages.roster.frame import LowTable
from caredesk.ui.pages.roster.under_way import UnderWay
from caredesk.ui.style import scale_of
from caredesk.ui.table import Cell, HeldRows, State, TableColumn
from caredesk.ui.widgets import across, button, card, down, words, wrapping
from caredesk.ui.work import Report

_COLUMNS = (
    TableColumn("谁的什么", 170, sort="0", grows=True),
    TableColumn("收进来以后", 260, sort="1", grows=True),
    TableColumn("撤销时", 130, sort="2"),
)


class KeptTable(LowTable):
    """Space turns 保留 into 一起退回 and back."""

    turned = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Space:
            self.turned.emit()
        else:
            super().keyPressEvent(event)


class BatchView(QWidget):
    """``shown``: a batch was asked for. ``undone``: it was taken back. ``left``: it stays."""

    shown = Signal()
    undone = Signal()
    left = Signal()

    def __init__(self, frame: Frame, work: UnderWay) -> None:
        super().__init__()
        self._frame, self._work = frame, work
        self._batch = ""
        self._edited: Sequence[EditedSince] = ()
        self._kept: set[Id] = set()
        self.title = words("", "h2", wrap=True)
        self.told = words("", wrap=True)
        self.rows = HeldRows(_COLUMNS)
        self.table = KeptTable(self.rows, "收进来以后改过或用到的")
        self.table.setMinimumHeight(round(160 * scale_of(self)))
        self.table.opened.connect(self._open)
        self.table.turned.connect(self.turn)
        self.keep = button("选中的：保留 / 退回", self.turn, name="batch.turn")
        every = button("全部保留", lambda: self._all(kept=True), name="batch.keep_all")
        none = button("全部退回", lambda: self._all(kept=False), name="batch.keep_none")
        look = button("看这个人", lambda: self._open(self._at()), name="batch.person")
        self._tools = wrapping(self.keep, every, none, look)
        self.go = button("撤销这一批", self._go, kind="danger", name="undo.go")
        self.leave = button("不撤销，返回", self.left.emit, name="undo.leave")
        row = across(self.go, self.leave, None, gap=10)
        made = card(self.title, self.told, self.table, self._tools, row, gap=10)
        whole = down(made, None, gap=0)
        whole.setStretch(0, 20)
        self.setLayout(whole)

    def ask(self, batch: str, title: str) -> None:
        """Look at what became of a batch, and show it."""

        def found(edited: Sequence[EditedSince]) -> None:
            self.show_batch(batch, title, edited)
            self.shown.emit()

        self._work.start(lambda desk, _: desk.imports.edited_since(batch), found, "正在看这一批后来改过什么……")

    def show_batch(self, batch: str, title: str, edited: Sequence[EditedSince]) -> None:
        """Show a batch; what was worked on since is kept unless the user says otherwise."""
        self._batch, self._edited = batch, edited
        self._kept = {one.record for one in edited}
        self.title.setText(f"撤销“{title}”？")
        has = bool(edited)
        self.table.setVisible(has)
        self._tools.setVisible(has)
        self._show()

    @property
    def first(self) -> QWidget:
        """What takes the keys: nothing that Enter would take back unseen."""
        return self.leave if self.table.isHidden() else self.table

    def turn(self) -> None:
        """Keep the marked records, or no longer."""
        chosen: list[Id] = self.table.chosen_ids()
        keep = any(one not in self._kept for one in chosen)
        self._kept = self._kept | set(chosen) if keep else self._kept - set(chosen)
        self._show()

    def _all(self, *, kept: bool) -> None:
        self._kept = {one.record for one in self._edited} if kept else set()
        self._show()

    def _show(self) -> None:
        held: list[tuple[Any, Sequence[Cell], Sequence[Any]]] = []
        for one in self._edited:
            kept = one.record in self._kept
            state = State("保留", "ok") if kept else State("一起退回", "warning")
            said = one.told or "改过或用到了"
            held.append((one.record, (one.title, said, state), (one.title, said, not kept)))
        self.rows.hold(held)
        self.table.reload()
        told = "这一批新增的人和走访会去掉，改过的内容会变回原来的。"
        if self._edited:
            count = len(self._kept)
            told += f"收进来以后又改过或用到的有{len(self._edited)}条，都列在下面，现在保留{count}条"
            told += "。按空格改。" if count == len(self._edited) else f"，其余{len(self._edited) - count}条一起退回。"
        self.told.setText(told)

    def _go(self) -> None:
        batch, kept = self._batch, frozenset(self._kept)

        def undone(taken: TakenBack) -> None:
            self.undone.emit()
            self._frame.messages.done(f"已撤销，{taken.sentence()}。")

        def undo(desk: Desk, report: Report) -> TakenBack:
            return desk.imports.undo(batch, keep=kept, progress=report.say, cancelled=report.stopped)

        self._work.start(undo, undone, "正在撤销这一批……")

    def _at(self) -> Id | None:
        row = self.table.currentIndex().row()
        return self.table.records.id_at(row) if 0 <= row < self.table.records.rowCount() else None

    def _open(self, record: Id | None) -> None:
        person = next((one.person for one in self._edited if one.record == record), None)
        if person is not None:
            self._frame.go("person", id=person)
