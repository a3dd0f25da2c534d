"""The rows of one outcome with what is wrong with them; a cell can be put right here, and a row left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from caredesk.schema.privacy import mask_numbers_in_words
from caredesk.schema.roster import OUTCOME_LABELS, CellProblem, Outcome, RowOutcome
from caredesk.ui.pages.roster.correcting import CellLine
from caredesk.ui.pages.roster.frame import LowTable
from caredesk.ui.pages.roster.hand import Hand, place_of, said_of
from caredesk.ui.style import scale_of
from caredesk.ui.table import Cell, State, TableColumn
from caredesk.ui.widgets import across, button, down, words

SAID = 4
"""The column of what stands in the sheet."""


class OutcomeRows:
    """Rows of an outcome, one line a problem; ids are (place of the outcome, number of its problem)."""

    columns = (
        TableColumn("工作表", 110, sort="0", rank=3),
        TableColumn("第几行", 80, sort="1", right=True),
        TableColumn("姓名", 90, sort="2"),
        TableColumn("列", 110, sort="3", rank=2),
        TableColumn("表里写的", 180, sort="4", grows=True),
        TableColumn("为什么", 200, grows=True),
        TableColumn("怎么办", 180, grows=True, rank=1),
    )

    def __init__(self) -> None:
        self.hand: Hand | None = None
        self._outcome: Outcome = "new"
        self._words: list[str] = []
        self._by_row: dict[tuple[str, int], list[CellProblem]] = {}
        self._plan: object = None

    def show(self, hand: Hand, outcome: Outcome, text: str) -> None:
        """Choose the outcome, and the words that a row must hold."""
        if hand.plan is not self._plan:
            self._plan, self._by_row = hand.plan, {}
            for problem in hand.plan.problems if hand.plan else ():
                self._by_row.setdefault((problem.sheet, problem.row), []).append(problem)
        self.hand, self._outcome, self._words = hand, outcome, text.split()

    def ids(self, sort: str) -> Sequence[Any]:
        plan = self.hand.plan if self.hand else None
        if plan is None:
            return ()
        found = [
            (place, nth)
            for place, row in enumerate(plan.outcomes)
            if row.outcome == self._outcome
            for nth in range(len(self._by_row.get((row.sheet, row.row), ())) or 1)
        ]
        if self._words:
            found = [id_ for id_ in found if all(word in self._searched(id_) for word in self._words)]
        if sort:
            column = int(sort.removeprefix("-"))
            keys = {id_: self._sorted(id_, column) for id_ in found}
            found.sort(key=lambda id_: keys[id_], reverse=sort.startswith("-"))
        return found

    def rows(self, ids: Sequence[Any]) -> Sequence[Sequence[Cell]]:
        return [self._cells(id_) for id_ in ids]

    def outcome(self, id_: tuple[int, int]) -> RowOutcome:
        """The row behind an id."""
        assert self.hand is not None
        assert self.hand.plan is not None
        return self.hand.plan.outcomes[id_[0]]

    def problem(self, id_: tuple[int, int]) -> CellProblem | None:
        """The cell behind an id, None when the whole row is meant."""
        row = self.outcome(id_)
        held = self._by_row.get((row.sheet, row.row))
        return held[id_[1]] if held else None

    def _cells(self, id_: tuple[int, int]) -> Sequence[Cell]:
        assert self.hand is not None
        row, problem = self.outcome(id_), self.problem(id_)
        if problem is None:
            return (row.sheet, str(row.row), row.name, "", said_of(self.hand, row.sheet, row.row), row.reason, "")
        said: Cell = mask_numbers_in_words(problem.value)
        meant = self.corrected(problem)
        if meant is not None:
            said = State(f"改成 {mask_numbers_in_words(meant) or '空白'}", "info")
        reason = mask_numbers_in_words(problem.reason or row.reason)
        return (row.sheet, str(row.row), row.name, problem.column, said, reason, problem.advice)

    def corrected(self, problem: CellProblem) -> str | None:
        """What the user has put in place of a cell."""
        assert self.hand is not None
        if not self.hand.answers.corrections:
            return None
        found = place_of(self.hand, problem)
        return self.hand.answers.corrections.get((problem.sheet, problem.row, found[1])) if found else None

    def _searched(self, id_: tuple[int, int]) -> str:
        row, problem = self.outcome(id_), self.problem(id_)
        told = f"{problem.column} {problem.value} {problem.reason}" if problem else ""
        return f"{row.sheet} {row.row} {row.name} {row.reason} {told}"

    def _sorted(self, id_: tuple[int, int], column: int) -> tuple[Any, ...]:
        row, problem = self.outcome(id_), self.problem(id_)
        about = (problem.column, problem.value) if problem else ("", "")
        return ((row.sheet, row.row), (row.row,), (row.name,), (about[0],), (about[1],))[column]


class RowTable(LowTable):
    """F2 or a double click on 表里写的 puts a cell right."""

    edit_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_F2:
            self.edit_wanted.emit()
        else:
            super().keyPressEvent(event)


class RowsView(QWidget):
    """``altered``: a cell was put right or rows were left out."""

    altered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows = OutcomeRows()
        self.table = RowTable(self.rows, "核对结果")
        self.table.setMinimumHeight(round(150 * scale_of(self)))
        self.cell = CellLine()
        self.cell.corrected.connect(self._corrected)
        self.table.opened.connect(lambda _: self.cell.edit())
        self.table.edit_wanted.connect(self.cell.edit)
        self.empty = words("", "second")
        self.detail = words("", wrap=True)
        self.leave = button("选中的行不收", self._leave, name="leave_out")
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._tell())
        self.table.records.modelReset.connect(self._tell)
        foot = across(self.detail, self.leave, gap=12)
        foot.setStretch(0, 1)
        made = down(self.table, self.empty, foot, self.cell, gap=8)
        made.setStretch(0, 1)
        self.setLayout(made)

    def show_rows(self, hand: Hand, outcome: Outcome, text: str) -> None:
        """List the rows of an outcome that hold the words."""
        self.rows.show(hand, outcome, text)
        self.table.reload()
        held = self.table.records.rowCount() > 0
        self.table.setVisible(held)
        self.empty.setVisible(not held)
        told = f"“{OUTCOME_LABELS[outcome]}”里没有找到。" if text else f"{OUTCOME_LABELS[outcome]}：没有。"
        self.empty.setText(told)
        self.leave.setVisible(held and outcome in ("new", "updated", "needs_decision"))
        self._tell()

    def _tell(self) -> None:
        """The marked row in full below the list, where nothing is cut off."""
        at = self.table.currentIndex().row()
        hand = self.rows.hand
        found = hand is not None and 0 <= at < self.table.records.rowCount()
        self.detail.setVisible(found)
        if not found or hand is None:
            self.cell.hide()
            return
        id_ = self.table.records.id_at(at)
        row, problem = self.rows.outcome(id_), self.rows.problem(id_)
        place = f"“{row.sheet}”第{row.row}行{row.name}" if row.sheet else f"第{row.row}行{row.name}"
        if problem is None:
            told = [place, row.reason]
        else:
            said = mask_numbers_in_words(problem.value)
            about = f"{place}的“{problem.column}”" if problem.column else place
            told = [f"{about}写的是“{said}”" if said else about, problem.reason or row.reason, problem.advice]
        self.detail.setText(mask_numbers_in_words("。".join(part.rstrip("。") for part in told if part)) + "。")
        self.cell.show_problem(hand, problem)

    def _corrected(self) -> None:
        self.table.reload()
        self.table.setFocus()
        self.altered.emit()

    def _leave(self) -> None:
        hand = self.rows.hand
        chosen = [self.rows.outcome(id_) for id_ in self.table.chosen_ids()]
        if hand is not None and chosen:
            places = hand.answers.left_out | {(row.sheet, row.row) for row in chosen}
            hand.answers = replace(hand.answers, left_out=places)
            self.altered.emit()
