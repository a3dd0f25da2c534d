"""What the desk says to its user: bars over the foot of a page, questions that call back; never a box that blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from caredesk.ui.icons import pixmap
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import across, button, down, words, wrapping

Answer = tuple[str, Callable[[], object]]
"""The words on a button and what happens when it is pressed."""

_PICTURES = {"ok": "circle-check", "info": "info", "warning": "triangle-alert", "danger": "circle-alert"}
_SHORT = 8000
"""Milliseconds; twice as long for what can be taken back."""


class Messages(QObject):
    """The place for bars over a page, newest first, at most three; good news leaves by itself after some seconds.

    ``altered``: a bar came or went, so that whoever holds ``place`` over the page can lay it out.
    """

    altered = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.place = QWidget()
        self._column = QVBoxLayout(self.place)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.place.hide()

    def done(self, text: str, *answers: Answer) -> None:
        """Something went well; a bar with 撤销 stays twice as long, and over the next page too."""
        self.outdated()
        bar = self._add(text, "ok", answers)
        bar.setProperty("lasting", bool(answers))
        leave = QTimer(bar)
        leave.setSingleShot(True)
        leave.timeout.connect(lambda: self._close(bar))
        leave.start(2 * _SHORT if answers else _SHORT)

    def notice(self, text: str, *answers: Answer) -> None:
        """Something worth knowing."""
        self._add(text, "info", answers)

    def warn(self, text: str, *answers: Answer) -> None:
        """Something to look at, but nothing is lost."""
        self._add(text, "warning", answers)

    def trouble(self, text: str, *answers: Answer) -> None:
        """Something was refused or failed; the text says what to do."""
        self._add(text, "danger", answers)

    def clear(self) -> None:
        """Take the bars away (another page was opened), but not what can still be taken back."""
        for bar in self._bars():
            if not bar.property("lasting"):
                self._close(bar)

    def outdated(self) -> None:
        """Something else was written: an earlier 撤销 would take that back, so it goes."""
        for bar in self._bars():
            if bar.property("lasting"):
                self._close(bar)

    def past(self) -> None:
        """The user has gone on to type something else: good news no longer lies over the fields."""
        for bar in self._bars():
            if bar.property("tone") == "ok":
                self._close(bar)

    def texts(self) -> list[str]:
        """What stands there now, newest first."""
        return [bar.accessibleName() for bar in self._bars()]

    def ask(self, question: str, *answers: Answer, detail: str = "", danger: bool = False) -> Question:
        """Ask with a sheet over the window; the last answer is the safe one, and Esc chooses it."""
        made = Question(self._window, question, detail, answers, danger=danger)
        made.open()
        return made

    def ask_words(
        self,
        question: str,
        label: str,
        then: Callable[[str], object],
        *,
        yes: str = "确定",
        offered: Sequence[str] = (),
    ) -> Question:
        """Ask for a line of words (a reason); an empty one is not taken. ``offered`` are ready answers to press."""
        line = QLineEdit()
        line.setObjectName("words")
        line.setAccessibleName(label)
        line.setMaxLength(200)
        answers = ((yes, lambda: then(line.text().strip())), ("取消", _nothing))
        made = Question(self._window, question, label, answers, line, offered)
        made.open()
        line.setFocus()
        return made

    def _add(self, text: str, tone: str, answers: Sequence[Answer]) -> QFrame:
        for at in reversed(range(self._column.count())):
            held = self._column.itemAt(at).widget()
            if held is not None and (at >= 2 or held.accessibleName() == text):
                self._close(held)
        bar = self._bar(text, tone, answers)
        self._column.insertWidget(0, bar)
        bar.show()  # a layout gives no room to what is not shown yet, and this one is measured at once
        self.place.show()
        self.altered.emit()
        QAccessible.updateAccessibility(QAccessibleEvent(bar, QAccessible.Event.Alert))
        return bar

    def _bar(self, text: str, tone: str, answers: Sequence[Answer]) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "bar")
        bar.setProperty("tone", tone)
        bar.setObjectName("message")
        bar.setAccessibleName(text)
        picture = QLabel()
        picture.setPixmap(pixmap(_PICTURES[tone], tone, 20))
        said = words(text, wrap=True)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = across(picture, said, gap=10, margins=(14, 6, 8, 6))
        row.setStretch(1, 1)
        for label, act in answers:
            row.addWidget(button(label, partial(self._answered, bar, act), kind="quiet"))
        row.addWidget(button("知道了", lambda: self._close(bar), kind="quiet", name="message.close"))
        bar.setLayout(row)
        return bar

    def _answered(self, bar: QWidget, act: Callable[[], object]) -> None:
        self._close(bar)
        act()

    def _close(self, bar: QWidget) -> None:
        self._column.removeWidget(bar)
        bar.hide()
        bar.deleteLater()
        self.place.setVisible(self._column.count() > 0)
        self.altered.emit()

    def _bars(self) -> list[QWidget]:
        found = [self._column.itemAt(at).widget() for at in range(self._column.count())]
        return [bar for bar in found if bar is not None]


class OverFoot(QObject):
    """Lays the bars over the foot of a page, above its bottom bar: nothing moves when they come and go."""

    def __init__(self, messages: Messages, page: QWidget, above: QWidget) -> None:
        super().__init__(page)
        self._place, self._page, self._above = messages.place, page, above
        self._place.setParent(above)
        messages.altered.connect(self._lay)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize:
            self._lay()
        return super().eventFilter(watched, event)

    def _lay(self) -> None:
        layout = self._place.layout()
        if self._place.isHidden() or layout is None:
            return
        scale = scale_of(self._page)
        at = self._page.mapTo(self._above, QPoint(0, 0))
        wide = min(self._page.width() - 40, round(960 * scale))
        tall = layout.totalHeightForWidth(wide)
        top = max(at.y(), at.y() + self._page.height() - round(76 * scale) - tall)
        self._place.setGeometry(at.x() + (self._page.width() - wide) // 2, top, wide, tall)
        self._place.raise_()


def _nothing() -> None:
    """Answer 取消."""


class Question(QDialog):
    """A question over the window; opened, never waited for. Each answer closes it and is called."""

    def __init__(
        self,
        window: QWidget,
        question: str,
        detail: str,
        answers: Sequence[Answer],
        line: QLineEdit | None = None,
        offered: Sequence[str] = (),
        *,
        danger: bool = False,
    ) -> None:
        super().__init__(window)
        self.setObjectName("question")
        self.setWindowTitle("请确认")
        self.setAccessibleName(question)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._safe = answers[-1][1] if answers else _nothing
        self._line = line
        said = words(question, "h3" if line is None else "h2", wrap=True)
        column = down(said, gap=12, margins=(24, 20, 24, 20))
        if detail:
            column.addWidget(words(detail, "second", wrap=True))
        if line is not None:
            column.addWidget(line)
            chips = (button(text, partial(line.setText, text), kind="chip") for text in offered)
            column.addWidget(wrapping(*chips))
        column.addSpacing(4)
        column.addStretch(1)
        row = across(None, gap=8)
        for place, (label, act) in reversed(list(enumerate(answers))):
            kind = ("danger" if danger else "primary") if place == 0 else ""
            made = button(label, partial(self._answer, act), kind=kind, name=f"answer.{place}")
            made.setDefault(place == 0 and not danger)
            row.addWidget(made)
        column.addLayout(row)
        self.setLayout(column)
        self.setMinimumWidth(min(480, max(320, window.width() - 80)))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Only now the letters have their size; words of several lines would be cut otherwise."""
        super().showEvent(event)
        column = self.layout()
        if column is not None:
            self.setMinimumHeight(column.totalHeightForWidth(self.width()))

    def reject(self) -> None:
        """Take the safe answer, as Esc and the closing cross do."""
        self._answer(self._safe)

    def _answer(self, act: Callable[[], object]) -> None:
        if self._line is not None and act is not self._safe and not self._line.text().strip():
            self._line.setProperty("wrong", True)
            self._line.style().unpolish(self._line)
            self._line.style().polish(self._line)
            self._line.setFocus()
            return
        self.done(0)
        act()
