"""What each column is taken for: a line for every column, and beside the list what can be said about the marked one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QHBoxLayout, QLineEdit, QWidget

from caredesk.catalog.roster import in_title
from caredesk.schema.period import parse_period
from caredesk.schema.privacy import mask_numbers_in_words
from caredesk.schema.roster import ColumnGuess
from caredesk.services.importing.answers import LEFT_OUT, POLICIES, POLICY_LABELS, REMARK, Policy
from caredesk.services.importing.row import heading_of
from caredesk.services.importing.weighing import default_policy
from caredesk.ui.pages.roster.for_all import FIXED, LAST, TOLD_OF, fixed_for
from caredesk.ui.pages.roster.frame import LowTable
from caredesk.ui.pages.roster.hand import Hand, Table, wants_look
from caredesk.ui.pages.roster.meanings import OFFERED, OFFERED_OF_VISITS, Meant, label_of, offered_of
from caredesk.ui.pages.roster.raw_sheet import letters_of
from caredesk.ui.style import scale_of
from caredesk.ui.table import Cell, State, TableColumn
from caredesk.ui.widgets import button, down, words, wrapping


class ColumnRows:
    """The columns of a table, then what holds for all its rows; ids are a `ColumnGuess` or a target of `FIXED`."""

    columns = (
        TableColumn("列", 56),
        TableColumn("表里的列", 150, grows=True),
        TableColumn("收作", 150),
        TableColumn("认得准吗", 130),
        TableColumn("前几行", 170, grows=True, rank=1),
    )

    def __init__(self) -> None:
        self.hand: Hand | None = None
        self.table: Table | None = None

    def ids(self, sort: str) -> Sequence[Any]:  # noqa: ARG002  in the order of the sheet
        if self.hand is None or self.table is None:
            return ()
        return [*self.table.layout.columns, *self.fixed()]

    def fixed(self) -> list[str]:
        """What no column says."""
        assert self.hand is not None
        assert self.table is not None
        said = {self.hand.meant(self.table, one) for one in self.table.layout.columns}
        return [target for target in fixed_for(self.table) if ("", target) not in said]

    def rows(self, ids: Sequence[Any]) -> Sequence[Sequence[Cell]]:
        return [self._fixed(one) if isinstance(one, str) else self._column(one) for one in ids]

    def _column(self, guess: ColumnGuess) -> Sequence[Cell]:
        samples = mask_numbers_in_words("、".join(guess.samples))
        said = "" if self.hand is None or self.table is None else label_of(self.hand.meant(self.table, guess))
        return (letters_of(guess.column), heading_of(guess), said or "（不要）", self.state(guess), samples)

    def _fixed(self, target: str) -> Sequence[Cell]:
        said = self.said_for_all(target)
        state = State("整张表都是", "info") if said else State("没有也行")
        asked = FIXED[target] if target in ("period", LAST) else f"（没有这一列）{FIXED[target]}"
        return ("", asked, said or ("（当作本月）" if target == "period" else "（没有）"), state, "")

    def said_for_all(self, target: str) -> str:
        """What holds for all rows: as the user said, else what the title or the sheet's name says."""
        assert self.hand is not None
        assert self.table is not None
        told = self.hand.answer(self.table).constants.get(target)
        if told is not None:
            return told
        layout = self.table.layout
        if target == "period" and layout.period:
            return parse_period(layout.period).label
        if target == "episode.category" and len(named := in_title(" ".join(layout.titles))) == 1:
            return named[0].subtype or named[0].category.name
        return layout.village if target == "village" else layout.constants.get(target, "")

    def state(self, guess: ColumnGuess) -> State:
        """How sure a column is."""
        assert self.hand is not None
        assert self.table is not None
        told = self.hand.answer(self.table).columns.get(guess.column)
        meant = self.hand.meant(self.table, guess)
        if told is not None and told != (guess.owner, guess.target):
            return State("这列不要" if not told[1] else "您选的", "info" if told[1] else "plain")
        if told is not None:
            return State("看过了", "ok")
        if not label_of(meant):
            return State("这列不要")
        return State("请看一眼", "warning") if wants_look(guess) else State("认出来了", "ok")


class ColumnsView(QWidget):
    """``altered``: something was said about the table's columns."""

    altered = Signal()

    def __init__(self, known: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self._known = known
        self.rows = ColumnRows()
        self.list = LowTable(self.rows, "每一列收作什么")
        self.list.setMinimumHeight(round(190 * scale_of(self)))
        self.list.opened.connect(lambda _: self._into_panel())
        self.list.selectionModel().currentRowChanged.connect(lambda *_: self._tell())
        self.list.records.modelReset.connect(self._tell)
        self.panel = self._make_panel()
        self._row: QBoxLayout = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._row.addWidget(self.list, 1)
        self._row.addWidget(self.panel)

    def _make_panel(self) -> QFrame:
        self.heading = words("", "h3", wrap=True)
        self.reasons = words("", "small", wrap=True)
        self.target = QComboBox()
        self.target.setAccessibleName("收作")
        self.target.setMaxVisibleItems(14)
        self.target.activated.connect(lambda _: self._choose(self.target.currentData()))
        self.fixed = QComboBox()
        self.fixed.setEditable(True)
        self.fixed.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.fixed.setAccessibleName("整张表都是")
        self.fixed.activated.connect(lambda _: self._fix())
        line = self.fixed.lineEdit()
        self._line = line if line is not None else QLineEdit()
        self._line.setAccessibleName("整张表都是")
        self._line.editingFinished.connect(self._fix)
        self.policy = QComboBox()
        self.policy.setAccessibleName("和档案里不一样时")
        for one in POLICIES:
            self.policy.addItem(POLICY_LABELS[one], one)
        self.policy.activated.connect(lambda _: self._set_policy(self.policy.currentData()))
        self.policy_label = words("和档案里不一样时", "key")
        for combo in (self.target, self.fixed, self.policy):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(9)
        self.right = button("对，看下一处", self.confirm, kind="primary", name="column_right")
        self.remark = button("放进备注", lambda: self._choose(REMARK), name="column_remark")
        self.leave = button("这列不要", lambda: self._choose(LEFT_OUT), name="column_leave")
        self.target_label = words("收作", "key")
        panel = QFrame()
        panel.setProperty("role", "panel")
        panel.setLayout(
            down(
                self.heading, self.reasons, self.target_label, self.target, self.fixed,
                wrapping(self.right, self.remark, self.leave), self.policy_label, self.policy, None,
                gap=6, margins=(14, 10, 14, 12),
            )
        )  # fmt: skip
        return panel

    def fit(self, *, wide: bool) -> None:
        """Beside the list where there is room, else below it."""
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.panel.setMinimumWidth(round(300 * scale_of(self)) if wide else 0)
        self.panel.setMaximumWidth(round(300 * scale_of(self)) if wide else 16_777_215)

    def show_table(self, hand: Hand, table: Table) -> None:
        """Show a table's columns; the first that wants a look is marked."""
        other = table is not self.rows.table
        self.rows.hand, self.rows.table = hand, table
        offered = [*(OFFERED_OF_VISITS if table.visits else OFFERED), *offered_of(table.layout)]
        if [self.target.itemText(at) for at in range(self.target.count())] != [label for label, _ in offered]:
            self.target.clear()
            for label, meant in offered:
                self.target.addItem(label, meant)
        self.list.reload()
        if other:
            self.list.selectRow(max(0, self._next_open(-1)))
        self._tell()

    def mark(self, column: int) -> None:
        """Mark a column of the sheet (from 0)."""
        for place, one in enumerate(self.rows.ids("")):
            if isinstance(one, ColumnGuess) and one.column == column:
                self.list.selectRow(place)

    def confirm(self) -> None:
        """The marked column is right as it stands; go on to the next that wants a look."""
        at = self._at()
        if isinstance(at, ColumnGuess) and self.rows.hand is not None and self.rows.table is not None:
            self._choose(self.rows.hand.meant(self.rows.table, at))
        place = self.list.currentIndex().row()
        found = self._next_open(place)
        self.list.selectRow(found if found >= 0 else min(place + 1, self.list.records.rowCount() - 1))
        self.list.setFocus()

    def _next_open(self, after: int) -> int:
        ids = self.rows.ids("")
        places = [*range(after + 1, len(ids)), *range(max(0, after))]
        return next((at for at in places if not isinstance(ids[at], str) and self._is_open(ids[at])), -1)

    def _is_open(self, guess: ColumnGuess) -> bool:
        return self.rows.state(guess).tone == "warning"

    def _at(self) -> ColumnGuess | str | None:
        row = self.list.currentIndex().row()
        return self.list.records.id_at(row) if 0 <= row < self.list.records.rowCount() else None

    def _into_panel(self) -> None:
        combo = self.fixed if isinstance(self._at(), str) else self.target
        combo.setFocus()
        combo.showPopup()

    def _tell(self) -> None:
        """The marked line in the panel."""
        at, hand, table = self._at(), self.rows.hand, self.rows.table
        self.panel.setEnabled(at is not None)
        if at is None or hand is None or table is None:
            return
        column = isinstance(at, ColumnGuess)
        for made in (self.target_label, self.target, self.right, self.remark, self.leave):
            made.setVisible(column)
        self.fixed.setVisible(not column)
        meant = hand.meant(table, at) if isinstance(at, ColumnGuess) else ("", at)
        self._show_policy(meant)
        if isinstance(at, ColumnGuess):
            self.heading.setText(f"{letters_of(at.column)}列“{heading_of(at)}”")
            self.reasons.setText("；".join(at.reasons))
            self._show_target(meant)
        else:
            self.heading.setText(FIXED[at] if at in ("period", LAST) else f"{FIXED[at]}：表里没有这一列")
            self.reasons.setText(TOLD_OF.get(at, "整张表的人都一样的，写在这里；不一样的空着。"))
            self.fixed.clear()
            self.fixed.addItems(["", *self._known.get(at, ())])
            self.fixed.setEditText(self.rows.said_for_all(at))
        self.reasons.setVisible(bool(self.reasons.text()))

    def _show_target(self, meant: Meant) -> None:
        place = next((at for at in range(self.target.count()) if tuple(self.target.itemData(at)) == meant), 0)
        self.target.setCurrentIndex(place)

    def _show_policy(self, meant: Meant) -> None:
        """Only what may stand on the register already can differ from it."""
        hand, table = self.rows.hand, self.rows.table
        wanted = bool(label_of(meant) or meant[1] in FIXED) and meant != REMARK
        wanted = wanted and not (self.rows.table is not None and self.rows.table.visits)
        wanted = wanted and meant[1] not in ("name", "id_number", "phone", "period")
        self.policy.setVisible(wanted)
        self.policy_label.setVisible(wanted)
        if hand is not None and table is not None:
            now = hand.answer(table).policies.get(meant[1]) or default_policy(meant[1].rpartition(".")[2])
            self.policy.setCurrentIndex(POLICIES.index(now))

    def _choose(self, meant: Meant) -> None:
        at, hand, table = self._at(), self.rows.hand, self.rows.table
        if isinstance(at, ColumnGuess) and hand is not None and table is not None:
            answer = hand.answer(table)
            hand.say(table, replace(answer, columns={**answer.columns, at.column: meant}))
            self._said()

    def _fix(self) -> None:
        at, hand, table = self._at(), self.rows.hand, self.rows.table
        if not isinstance(at, str) or hand is None or table is None:
            return
        text = self.fixed.currentText().strip()
        if text != self.rows.said_for_all(at):
            answer = hand.answer(table)
            hand.say(table, replace(answer, constants={**answer.constants, at: text}))
            self._said()

    def _set_policy(self, policy: Policy) -> None:
        at, hand, table = self._at(), self.rows.hand, self.rows.table
        if at is None or hand is None or table is None:
            return
        target = at if isinstance(at, str) else hand.meant(table, at)[1]
        answer = hand.answer(table)
        hand.say(table, replace(answer, policies={**answer.policies, target: policy}))
        self._said()

    def _said(self) -> None:
        self.list.reload()
        self.altered.emit()
