"""One cell put right during the check: what should stand there, for this row or for all that say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit

from caredesk.schema.roster import CellProblem
from caredesk.ui.pages.roster.hand import Hand, Table, place_of, raw_text, same_cells
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import across, button, hide_unless, words

Cells = Mapping[tuple[str, int, int], str]


class CellLine(QFrame):
    """The marked row's doubtful cell as a line to type in; ``corrected`` comes after it was taken over."""

    corrected = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._hand: Hand | None = None
        self._at: tuple[Table, int, int] | None = None
        self._same: list[tuple[str, int, int]] | None = None
        self.label = words("", "key")
        self.line = QLineEdit()
        self.line.setObjectName("correction")
        self.line.setMinimumWidth(round(150 * scale_of(self)))
        self.line.setMaxLength(200)
        self.line.returnPressed.connect(self.take)
        self.line.textChanged.connect(lambda _: self._offer())
        self.all = QCheckBox("")
        self.all.setObjectName("correct_all")
        self.go = button("改成这样", self.take, name="correct")
        row = across(self.label, self.line, self.all, self.go, gap=8)
        row.setStretch(1, 1)
        self.setLayout(row)
        hide_unless(self, wanted=False)

    def show_problem(self, hand: Hand, problem: CellProblem | None) -> None:
        """Offer the cell that a problem is about; hidden where there is none."""
        found = place_of(hand, problem) if problem is not None else None
        self._hand = hand
        self._at = (found[0], problem.row - 1, found[1]) if found and problem else None
        self.setVisible(self._at is not None)
        if self._at is None or problem is None:
            return
        table, row, column = self._at
        self.label.setText(f"“{problem.column}”改成")
        self.line.setAccessibleName(f"第{problem.row}行的“{problem.column}”改成")
        said = hand.answers.corrections.get((table.key[0], row + 1, column))
        self.line.setText(raw_text(table, row, column) if said is None else said)
        self.line.setCursorPosition(0)
        self._same = None
        self.all.setChecked(False)
        self._offer()

    def edit(self) -> None:
        """Let the user type."""
        if self.isVisible():
            self.line.setFocus()
            self.line.selectAll()

    def take(self) -> None:
        """Keep what was typed as an answer."""
        if self._hand is None or self._at is None or not self.go.isEnabled():
            return
        table, row, column = self._at
        places = [(table.key[0], row + 1, column)]
        if self.all.isVisible() and self.all.isChecked():
            places += self._same or []
        said = dict.fromkeys(places, self.line.text().strip())
        answers = self._hand.answers
        self._hand.answers = replace(answers, corrections={**answers.corrections, **said})
        self.corrected.emit()

    def _offer(self) -> None:
        """Whether there is something to take over, and how many other cells it would fit (looked for only then)."""
        if self._at is None or self._hand is None:
            return
        table, row, column = self._at
        altered = self.line.text().strip() != raw_text(table, row, column)
        self.go.setEnabled(altered)
        if altered and self._same is None:
            self._same = same_cells(self._hand, table, row, column)
            self.all.setText(f"其余 {len(self._same)} 处相同的也改")
            self.all.setAccessibleName(self.all.text())
        self.all.setVisible(altered and bool(self._same))
