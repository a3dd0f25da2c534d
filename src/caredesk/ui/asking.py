"""A line that asks for one thing, and Enter that goes from one line to the next: for sign-in, set-up and passwords."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from caredesk.ui.widgets import down, set_look, words


class Field(QWidget):
    """A line with its words above and what is wrong below."""

    def __init__(self, label: str, name: str, *, secret: bool = False, hint: str = "") -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setObjectName(name)
        self.line.setAccessibleName(label)
        self.line.setPlaceholderText(hint)
        self.line.setMaxLength(200)
        if secret:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
        title = words(label, "key")
        title.setBuddy(self.line)
        self.problem = words("", "problem", wrap=True)
        self.problem.setObjectName(f"{name}.problem")
        self.problem.hide()
        self.setLayout(down(title, self.line, self.problem, gap=4))
        self.line.textEdited.connect(lambda _: self.say(""))

    @property
    def text(self) -> str:
        """What stands there."""
        return self.line.text() if self.line.echoMode() == QLineEdit.EchoMode.Password else self.line.text().strip()

    def say(self, problem: str) -> bool:
        """Show what is wrong, "" for nothing; True when something is."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        set_look(self.line, wrong=bool(problem))
        return bool(problem)


def follow(fields: Sequence[Field], act: Callable[[], object]) -> None:
    """Enter goes from each line to the next one, and from the last it does what the page is for."""
    for field, after in zip(fields, [*fields[1:], None], strict=True):
        field.line.returnPressed.connect(act if after is None else after.line.setFocus)
