"""What stands around the four steps of 收县里的表: the steps, the bar below, the place to drop a file, past batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QLayout, QProgressBar

from caredesk.schema.dates import show_day
from caredesk.ui.page import Frame
from caredesk.ui.widgets import Elided, across, button, clear, down, line, set_look, words


class DropPlace(QFrame):
    """Where a file is dropped."""

    dropped = Signal(str)

    def __init__(self, inside: QLayout) -> None:
        super().__init__()
        self.setProperty("role", "drop")
        self.setAcceptDrops(True)
        self.setLayout(inside)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if len(event.mimeData().urls()) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self.dropped.emit(event.mimeData().urls()[0].toLocalFile())


class Steps(QFrame):
    """Where one is: done steps carry a tick."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._marks = [words(str(place), "step") for place in range(1, len(names) + 1)]
        self._labels = [words(name) for name in names]
        row = across(gap=10, margins=(16, 8, 16, 8))
        for place, (mark, label) in enumerate(zip(self._marks, self._labels, strict=True), start=1):
            side = mark.fontMetrics().height() + 10
            mark.setFixedSize(side, side)
            mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
            row.addWidget(mark)
            row.addWidget(label)
            if place < len(names):
                row.addWidget(line(), 1)
        self.setLayout(row)

    def show_step(self, at: int) -> None:
        """Mark a step, from 0; the last one is done as soon as it is reached."""
        last = len(self._marks) - 1
        for place, (mark, label) in enumerate(zip(self._marks, self._labels, strict=True)):
            done = place < at or at == last
            mark.setText("✓" if done else str(place + 1))
            set_look(mark, at=place == at, done=done)
            set_look(label, role="h3" if place == at else "second")


class Bottom(QFrame):
    """What is under way, and the way on and back."""

    def __init__(self, cancel: Callable[[], None], back: Callable[[], None], on: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("role", "bottom")
        self.state = Elided("", "second")
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("进度")
        self.cancel_button = button("取消", cancel, name="cancel")
        self.back_button = button("上一步", back, name="back")
        self.next_button = button("下一步", on, kind="primary", name="next")
        buttons = (self.cancel_button, self.back_button, self.next_button)
        row = across(self.state, self.progress, *buttons, gap=12, margins=(16, 8, 8, 8))
        row.setStretch(0, 2)
        row.setStretch(1, 1)
        self.setLayout(row)

    def say(self, text: str) -> None:
        """Show a line of words."""
        self.state.set_words(text)

    def offer(self, text: str, *, enabled: bool) -> None:
        """What the button that goes on says."""
        self.next_button.setText(text)
        self.next_button.setAccessibleName(text)
        self.next_button.setEnabled(enabled)

    def show_busy(self, *, busy: bool) -> None:
        """Show progress and 取消, or the buttons."""
        self.progress.setVisible(busy)
        self.cancel_button.setVisible(busy)
        self.back_button.setVisible(not busy)
        self.next_button.setVisible(not busy)


class Batches(QFrame):
    """The latest batches, each with a way to take it back; hidden while there is none."""

    def __init__(self, frame: Frame, undo: Callable[[str, str], None]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._frame, self._undo = frame, undo
        self._rows = down(gap=4)
        self.setLayout(down(words("最近收过的表", "h2"), self._rows, gap=8, margins=(16, 12, 16, 12)))

    def show_batches(self) -> None:
        """Read them anew."""
        clear(self._rows)
        found = self._frame.session.do(lambda desk: desk.imports.batches(8)) or []
        self.setVisible(bool(found))
        for act in found:
            at = act.at.astimezone()
            undo = partial(self._undo, str(act.id), act.title)
            row = across(
                words(f"{show_day(at.date())} {at:%H:%M}", "second"),
                Elided(act.title.removeprefix("收表：")),
                button("撤销这一批", undo, kind="quiet", name="batch.undo"),
                gap=12,
            )
            row.setStretch(1, 1)
            self._rows.addLayout(row)
