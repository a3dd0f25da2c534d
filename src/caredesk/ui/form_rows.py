"""What a form is laid out of: a card for each part, in it a row for each question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from caredesk.schema.fields import Choice, Choices, Field
from caredesk.schema.record import RecordType
from caredesk.ui.editors import Editor, Surroundings, make_editor
from caredesk.ui.icons import icon
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import across, button, hide_unless, words

_NARROW = 620


class Row(QWidget):
    """A question: its words on the left, the editor, and below it what is wrong."""

    def __init__(self, spec: Field, editor: Editor) -> None:
        super().__init__()
        self.spec, self.editor = spec, editor
        self.setObjectName(f"row.{spec.name}")
        self.label = words(spec.label, "key")
        self.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.label.setBuddy(editor.heart)
        self.mark = words("", "small")
        self.mark.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.problem = words("", "problem", wrap=True)
        self.problem.setObjectName(f"problem.{spec.name}")
        self.problem.hide()
        self.help = words(spec.help, "small", wrap=True)
        hide_unless(self.help, bool(spec.help))
        self.extra = False
        """Whether it waits behind the part's button."""
        self._said = ""
        self._pending = False
        column = QVBoxLayout()
        column.setSpacing(4)
        column.setContentsMargins(0, 0, 0, 0)
        long = isinstance(spec, Choices) and bool(spec.notes)
        for made in (self.help, editor) if long else (editor, self.help):  # what it is about comes before a long list
            column.addWidget(made)
        column.addWidget(self.problem)
        self._beside: QLabel | None = None
        self._column = column
        self.mark.hide()
        head = QHBoxLayout()
        head.setSpacing(6)
        head.setContentsMargins(0, round(8 * scale_of(self)), 0, 0)
        head.addStretch(1)
        head.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop)
        self._head = QWidget()
        self._head.setLayout(head)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.addWidget(self._head, 0, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addLayout(column, 0, 1)
        self._grid.setColumnStretch(1, 1)
        if spec.required:
            self.label.setText(f"{spec.label} *")
            editor.heart.setAccessibleDescription("必填")

    def put(self, values: Mapping[str, Any], *, brief: bool) -> None:
        """Show its value among those of the record; empty seldom asked ones wait where the form is ``brief``."""
        value = values.get(self.spec.name)
        if isinstance(self.spec, Choice) and self.spec.follows:
            self.editor.offer(self.spec.options_for(values))
        self.editor.fill(value)
        self.show_problem("")
        self.extra = brief and self.optional and value in (None, "", ())

    @property
    def optional(self) -> bool:
        """Whether it is neither needed nor asked."""
        return not (self.spec.required or self.spec.asked or self.spec.asked_when)

    def label_width(self) -> int:
        """The width that the words and the mark beside them want."""
        mark = self.mark.fontMetrics().horizontalAdvance("待补") + 6 if self.spec.asked or self.spec.asked_when else 0
        return self.label.fontMetrics().horizontalAdvance(self.label.text()) + 4 + mark

    def set_label_width(self, width: int) -> None:
        """Line the editors of a form up; words that do not fit are broken."""
        self._head.setFixedWidth(width)
        self.label.setWordWrap(self.label_width() > width)

    def value(self) -> Any:
        """The value, None while it cannot be read."""
        try:
            return self.editor.value()
        except ValueError:
            return None

    def unread(self) -> str:
        """Why what stands there is no value, "" when it is one."""
        try:
            self.editor.value()
        except ValueError as error:
            return str(error)
        return ""

    def show_problem(self, said: str) -> None:
        """Say what is wrong under the field, or take it away."""
        if said == self._said:
            return
        self._said = said
        self.problem.setText(said)
        self.problem.setVisible(bool(said))
        self.editor.mark(wrong=bool(said))

    def tell(self, said: str) -> None:
        """Say something of this record under the field, beside its help."""
        told = "\n".join(filter(None, (self.spec.help, said)))
        self.help.setText(told)
        self.help.setVisible(bool(told))

    def hint(self, said: str, tone: str = "") -> None:
        """Say something quiet below the answer, or take it away."""
        if self._beside is None:
            if not said:
                return
            self._beside = words("", "small", wrap=True)
            self._beside.setObjectName(f"hint.{self.spec.name}")
            self._column.addWidget(self._beside)
        if self._beside.text() != said:
            self._beside.setText(said)
            self._beside.setProperty("tone", tone)
            self._beside.style().unpolish(self._beside)
            self._beside.style().polish(self._beside)
        self._beside.setVisible(bool(said))

    def show_pending(self, pending: bool) -> None:  # noqa: FBT001
        """Mark an asked question that is still open."""
        if pending == self._pending:
            return
        self._pending = pending
        self.mark.setProperty("tone", "warning" if pending else "")
        self.mark.setText("待补" if pending else "")
        self.mark.setVisible(pending)
        self.mark.style().unpolish(self.mark)
        self.mark.style().polish(self.mark)


class Part(QFrame):
    """A titled card of questions; those seldom answered wait behind a button at its end. ``opened``: it was pressed.

    ``names`` are its fields. Its rows are made when it is first shown: a visit has parts for every kind of person, and
    their editors cost more than all the rest of the form.
    """

    opened = Signal()

    def __init__(self, key: str, title: str, names: Sequence[str], make: Callable[[], Sequence[Row]]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.key, self.names = key, tuple(names)
        self._make = make
        self.rows: list[Row] = []
        self.is_open = False
        self._title = title
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(10)
        self.more = button("", self._press, kind="quiet", picture="chevron-down")
        self.more.hide()
        head = across(words(title, "h2"), None, self.more) if title else across(None, self.more)
        column.addLayout(head)

    def wake(self) -> list[Row]:
        """Make the rows if that has not been done; returns those made now."""
        if self.rows:
            return []
        self.rows = list(self._make())
        column = self.layout()
        assert column is not None
        for row in self.rows:
            column.addWidget(row)
        return self.rows

    def fold(self) -> None:
        """Put the seldom answered questions away again."""
        self.is_open = False

    def settle(self, behind: int) -> None:
        """Show the part if it has anything to show, and the button if ``behind`` questions wait behind it."""
        self.setVisible(behind > 0 or any(not row.isHidden() for row in self.rows))
        said = f"还可以填{behind}项" if not self.is_open else "收起"
        self.more.setText(f" {said}")
        self.more.setAccessibleName(f"{self._title}：{said}")
        self.more.setVisible(behind > 0)

    def _press(self) -> None:
        self.is_open = not self.is_open
        self.more.setIcon(icon("chevron-up" if self.is_open else "chevron-down", "primary"))
        self.opened.emit()


def line_up(parts: Sequence[Part], width: int, scale: float) -> None:
    """Give all questions of a form the same width for their words."""
    widest = max((row.label_width() for part in parts for row in part.rows), default=0)
    most = round((120 if width < _NARROW * scale else 150) * scale)
    for part in parts:
        for row in part.rows:
            row.set_label_width(min(widest, most))


def parts_of(kind: RecordType, around: Surroundings, leave_out: Sequence[str]) -> list[Part]:
    """The cards of a record: its sections in order, fields without one first; what the role may not see is left out."""
    names: dict[str, list[str]] = {}
    for name, spec in kind.fields.items():
        if name not in leave_out and kind.privacy(name) <= around.clearance:
            names.setdefault(spec.section, []).append(name)
    titles = {section.key: section.title for section in kind.sections}
    order = [key for key in ("", *titles) if key in names]
    return [Part(key, titles.get(key, ""), names[key], partial(_rows, kind, names[key], around)) for key in order]


def _rows(kind: RecordType, names: Sequence[str], around: Surroundings) -> list[Row]:
    made = []
    for name in names:
        editor = make_editor(kind.fields[name], around)
        editor.heart.setObjectName(f"{kind.key}.{name}")
        made.append(Row(kind.fields[name], editor))
    return made
