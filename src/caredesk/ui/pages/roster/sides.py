"""Two people side by side: what the sheet says of one, what the register says of the other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from caredesk.schema.privacy import mask_numbers_in_words
from caredesk.services.importing.questions import Case, Side
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import clear, words

_MANY = ("电话", "类别")
"""Somebody may have several: another one is no contradiction."""


class SideBySide(QWidget):
    """A line for each label; where both say something else it is marked and said in words."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)

    def show_case(self, case: Case | None, which: int = 0) -> None:
        """Show a row beside the ``which``-th person it may be."""
        clear(self._grid)
        if case is None:
            return
        other = case.register_sides[which] if which < len(case.register_sides) else None
        self._put(0, "", case.row_side.title, other.title if other else "", role="h3")
        theirs = dict(other.values) if other else {}
        lines = []
        for label, whole in case.row_side.values:
            # Numbers of the register come starred: only the same stars can be compared.
            mine, said = mask_numbers_in_words(whole), mask_numbers_in_words(theirs.get(label, ""))
            if mine or said:
                lines.append((label, mine, said, bool(mine and said and mine != said) and label not in _MANY))
        # Whose it is, then where they differ: in a low window the rest is scrolled to.
        lines[1:] = sorted(lines[1:], key=lambda line: not line[3])
        for number, (label, mine, said, differs) in enumerate(lines, start=1):
            self._put(number, label, mine, said, differs=differs)
        self.setAccessibleName(_told(case.row_side) + (f"；{_told(other)}" if other else ""))

    def _put(self, line: int, label: str, mine: str, theirs: str, role: str = "", *, differs: bool = False) -> None:
        key = words(label, "key")
        key.setFixedWidth(round(76 * scale_of(self)))
        self._grid.addWidget(key, line, 0, Qt.AlignmentFlag.AlignTop)
        for column, text in enumerate((mine, theirs), start=1):
            made: QLabel = words(text, role, "danger" if differs else "", wrap=True)
            made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            if differs:
                made.setText(f"{text}（不同）" if column == 2 else text)
            self._grid.addWidget(made, line, column, Qt.AlignmentFlag.AlignTop)


def _told(side: Side) -> str:
    said = "，".join(f"{label}{text}" for label, text in side.values if text)
    return mask_numbers_in_words(f"{side.title}：{said}")
