"""What will change on the register, cell by cell, before anything is written; what is asked is answered here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from caredesk.services.importing.questions import CellChange
from caredesk.ui.pages.roster.frame import LowTable
from caredesk.ui.pages.roster.hand import Hand
from caredesk.ui.style import scale_of
from caredesk.ui.table import Cell, State, TableColumn
from caredesk.ui.widgets import across, button, down, words


class ChangeRows:
    """The changes of a plan; ids are their places in it."""

    columns = (
        TableColumn("第几行", 76, sort="row", right=True, rank=2),
        TableColumn("姓名", 90, sort="name"),
        TableColumn("项目", 120, sort="label"),
        TableColumn("现在", 160, grows=True),
        TableColumn("改成", 160, grows=True),
        TableColumn("改不改", 120),
    )

    def __init__(self) -> None:
        self.hand: Hand | None = None
        self.text = ""

    @property
    def changes(self) -> Sequence[CellChange]:
        """All cells that the plan changes."""
        plan = self.hand.plan if self.hand else None
        return plan.changes if plan else ()

    def ids(self, sort: str) -> Sequence[Any]:
        wanted = self.text.split()
        found = [
            at
            for at, one in enumerate(self.changes)
            if all(word in f"{one.name} {one.label} {one.before} {one.after}" for word in wanted)
        ]
        if sort:
            name = sort.removeprefix("-")
            return sorted(found, key=lambda at: getattr(self.changes[at], name), reverse=sort.startswith("-"))
        # What waits for an answer first, then what replaces something, then what was blank.
        return sorted(found, key=lambda at: (not self.changes[at].asked, self.changes[at].filled))

    def rows(self, ids: Sequence[Any]) -> Sequence[Sequence[Cell]]:
        made: list[Sequence[Cell]] = []
        for at in ids:
            one = self.changes[at]
            made.append((str(one.row), one.name, one.label, one.before or "（空白）", one.after, self.state(one)))
        return made

    def answer(self, one: CellChange) -> bool | None:
        """The answer given, None while nothing was said."""
        assert self.hand is not None
        return self.hand.answers.changes.get(one.key)

    def state(self, one: CellChange) -> State:
        """Whether it will be written, in words."""
        said = self.answer(one)
        if said is None and one.asked:
            return State("请定", "warning")
        taken = one.taken if said is None else said
        return State("会改" if not one.filled else "会填上", "ok") if taken else State("不改")


class ChangeTable(LowTable):
    """1 takes the marked changes, 2 refuses them."""

    digit = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_1, Qt.Key.Key_2):
            self.digit.emit(event.key() - Qt.Key.Key_0)
        else:
            super().keyPressEvent(event)


class ChangesView(QWidget):
    """``altered``: changes were taken or refused."""

    altered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows = ChangeRows()
        self.table = ChangeTable(self.rows, "会改的内容")
        self.table.setMinimumHeight(round(150 * scale_of(self)))
        self.table.digit.connect(lambda digit: self.say(wanted=digit == 1))
        self.table.chosen.connect(lambda _: self._tell())
        self.table.records.modelReset.connect(self._tell)
        self.told = words("表里空着的不会把填好的冲掉。", "small", wrap=True)
        self.yes = button("1 改", lambda: self.say(wanted=True), kind="primary", name="change.yes")
        self.no = button("2 不改", lambda: self.say(wanted=False), name="change.no")
        made = down(self.table, across(self.yes, self.no, self.told, gap=8), gap=8)
        made.setStretch(0, 1)
        self.setLayout(made)

    def show_changes(self, hand: Hand, text: str = "") -> None:
        """List the changes that hold the words."""
        self.rows.hand, self.rows.text = hand, text
        self.table.reload()
        self._tell()

    def open_count(self) -> int:
        """How many changes wait for an answer."""
        return (
            sum(1 for one in self.rows.changes if one.asked and self.rows.answer(one) is None) if self.rows.hand else 0
        )

    def say(self, *, wanted: bool) -> None:
        """Take or refuse the marked changes."""
        hand, chosen = self.rows.hand, self.table.chosen_ids()
        if hand is None or not chosen:
            return
        hand.answers = hand.answers.with_changes({self.rows.changes[at].key: wanted for at in chosen})
        at = max(self.table.chosen_rows())
        self.table.records.reload()
        ids = self.rows.ids("")
        following = next(
            (
                row
                for row in range(at + 1, len(ids))
                if self.rows.changes[ids[row]].asked and self.rows.answer(self.rows.changes[ids[row]]) is None
            ),
            at,
        )
        self.table.selectRow(following)
        self.table.setFocus()
        self.altered.emit()

    def _tell(self) -> None:
        chosen = self.table.chosen_ids()
        for made, label in ((self.yes, "1 改"), (self.no, "2 不改")):
            made.setEnabled(bool(chosen))
            many = f"选中的 {len(chosen)} 处都" if len(chosen) > 1 else ""
            made.setText(label.replace(" ", f" {many}"))
            made.setAccessibleName(made.text())
