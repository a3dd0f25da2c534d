"""Editors that are typed into: words, notes, figures, numbers of people."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy

from caredesk.schema.dates import PartialDate, age_on, show_day
from caredesk.schema.fields import Choices, Field, Note
from caredesk.schema.identity import check_disability_certificate, check_id_number
from caredesk.schema.kinds import Number
from caredesk.ui.editors.base import Editor, Surroundings
from caredesk.ui.widgets import Elided, across, down, words


class Line(QLineEdit):
    """A line with a width it would like to have; it gives way in a narrow window."""

    def __init__(self, width: int, least: int) -> None:
        super().__init__()
        self._width = width
        self.setMinimumWidth(min(width, least))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(width)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._width, super().sizeHint().height())


class TextEditor(Editor):
    """A line of words, read by the field itself."""

    def __init__(self, spec: Field, around: Surroundings) -> None:
        super().__init__(spec, around)
        self.line = Line(self.wish(), self.px(120))
        self._kept: Any = None
        self.line.textEdited.connect(self._edited)
        self.row = across(self.line, None)
        self.row.setStretch(0, 100)
        self.setLayout(self.row)
        self.settle(self.line)

    def wish(self) -> int:
        """The width that the line would like."""
        return self.room()

    def value(self) -> Any:
        return self._kept if self._kept is not None else self.spec.parse(self.line.text())

    def fill(self, value: Any) -> None:
        """A number of somebody already stored is shown with stars; typing over it replaces it."""
        starred = self.around.starred and self.spec.masked(value) != self.spec.show(value)
        self._kept = value if starred else None
        self.line.setText(self.spec.masked(value) if starred else self.spec.show(value))
        self.line.setCursorPosition(0)

    def typed(self) -> str | None:
        try:
            self.value()
        except ValueError:
            return self.line.text()
        return None

    def retype(self, text: str) -> None:
        self._kept = None
        self.line.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.FocusIn and self._kept is not None:
            self.line.selectAll()
        return super().eventFilter(watched, event)

    def _edited(self, _text: str) -> None:
        self._kept = None
        self.changed.emit()


class NumberEditor(TextEditor):
    """A whole number with its unit behind it."""

    def __init__(self, spec: Field, around: Surroundings) -> None:
        super().__init__(spec, around)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.row.insertWidget(1, words(self._unit(), "second"))

    def wish(self) -> int:
        return self.px(120)

    def _unit(self) -> str:
        return self.spec.unit if isinstance(self.spec, Number) else ""


class AmountEditor(NumberEditor):
    """Money in 元."""

    def _unit(self) -> str:
        return "元"


class WordsEditor(TextEditor):
    """A list of words, written with 、 between them."""

    def __init__(self, spec: Field, around: Surroundings) -> None:
        super().__init__(spec, around)
        self.line.setPlaceholderText("多个用顿号隔开")

    def wish(self) -> int:
        return self.px(480)

    def value(self) -> Any:
        text = self.line.text().replace("，", "、").replace(",", "、").replace("；", "、").replace(";", "、")
        parts = [part.strip() for part in text.split("、")]
        return tuple(dict.fromkeys(part for part in parts if part)) or None

    def fill(self, value: Any) -> None:
        self.line.setText(self.spec.show(value) if isinstance(self.spec, Choices) else "")


class NoteEditor(Editor):
    """Words of several lines; Enter makes a line, Ctrl+Enter goes on, Tab goes on."""

    def __init__(self, spec: Field, around: Surroundings) -> None:
        super().__init__(spec, around)
        self.area = QPlainTextEdit()
        self.area.setTabChangesFocus(True)
        lines = spec.lines if isinstance(spec, Note) else 3
        self.area.setFixedHeight(self.area.fontMetrics().lineSpacing() * max(2, lines) + self.px(20))
        self.area.setMaximumWidth(self.px(760))
        self.area.textChanged.connect(self._altered)
        self._filling = False
        column = down(self.area)
        self.setLayout(column)
        self.settle(self.area)

    def value(self) -> Any:
        return self.area.toPlainText().strip() or None

    def fill(self, value: Any) -> None:
        self._filling = True
        self.area.setPlainText(value or "")
        self._filling = False

    def takes_lines(self) -> bool:
        return True

    def _altered(self) -> None:
        if not self._filling:
            self.changed.emit()


class CheckedNumberEditor(TextEditor):
    """A number that says at once what it tells, or what is wrong with it, below the line."""

    length = 18

    def __init__(self, spec: Field, around: Surroundings) -> None:
        super().__init__(spec, around)
        self.said = Elided("", "small")
        self.said.setAccessibleName("")
        self.row.insertWidget(1, self.said, 60)
        self.line.textEdited.connect(self._judge)

    def fill(self, value: Any) -> None:
        super().fill(value)
        self._judge(self.line.text())

    def retype(self, text: str) -> None:
        super().retype(text)
        self._judge(text)

    def mark(self, *, wrong: bool) -> None:
        super().mark(wrong=wrong)
        self.said.setVisible(not wrong)

    def _judge(self, text: str) -> None:
        sound, told = (True, "") if self._kept is not None else self.judge(text)
        shown = told if sound or len(text.strip()) >= self.length else ""
        self.said.setProperty("tone", "ok" if sound else "danger")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.said.set_words(shown)
        self.line.setAccessibleDescription(shown)

    def judge(self, text: str) -> tuple[bool, str]:
        """Whether the number is sound, and what it tells or what is wrong."""
        raise NotImplementedError

    def _person(self, birth: PartialDate | None, sex: str) -> str:
        if birth is None or birth.full is None:
            return sex
        age = age_on(birth, self.around.today())
        return f"{sex} · {show_day(birth.full)}生 · {age}岁"


class IdNumberEditor(CheckedNumberEditor):
    """A citizen's ID number: checked while it is typed, with the birth date and sex it tells."""

    def judge(self, text: str) -> tuple[bool, str]:
        if not text.strip():
            return False, ""
        found = check_id_number(text, today=self.around.today())
        if not found.sound:
            return False, found.reason
        return True, "；".join([self._person(found.birth, found.sex), *found.notices])


class CertificateEditor(CheckedNumberEditor):
    """A certificate's number; a 残疾证号 tells class and grade."""

    length = 20

    def judge(self, text: str) -> tuple[bool, str]:
        found = check_disability_certificate(text)
        if not found.sound:  # any other certificate; which one it is, the record's rules know
            return True, ""
        return True, f"{found.disability_class}残疾{found.disability_grade}"
