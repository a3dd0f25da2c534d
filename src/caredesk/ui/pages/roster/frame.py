"""What stands around the steps of 收县里的表: the steps, the bar below with the way on, and past batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QProgressBar

from caredesk.schema.dates import show_day
from caredesk.ui.page import Frame
from caredesk.ui.table import RecordTable
from caredesk.ui.widgets import Elided, across, button, clear, down, line, set_look, words


class Steps(QFrame):
    """Where one is: done steps carry a tick. Without room only the step one is at has its words."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._at = 0
        self._marks = [words(str(place), "step") for place in range(1, len(names) + 1)]
        self._labels = [words(name) for name in names]
        row = across(gap=10, margins=(16, 6, 16, 6))
        for place, (mark, label) in enumerate(zip(self._marks, self._labels, strict=True), start=1):
            side = mark.fontMetrics().height() + 10
            mark.setFixedSize(side, side)
            mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
            row.addWidget(mark)
            row.addWidget(label)
            if place < len(names):
                row.addWidget(line(), 1)
        self.setLayout(row)
        self._whole = sum(mark.width() for mark in self._marks) + 10 * 3 * len(names) + 32
        self._whole += sum(round(label.fontMetrics().horizontalAdvance(label.text()) * 1.1) for label in self._labels)

    def show_step(self, at: int) -> None:
        """Mark a step, from 0; the last one is done as soon as it is reached."""
        self._at = at
        last = len(self._marks) - 1
        for place, (mark, label) in enumerate(zip(self._marks, self._labels, strict=True)):
            done = place < at or at == last
            mark.setText("✓" if done else str(place + 1))
            set_look(mark, at=place == at, done=done)
            set_look(label, role="h3" if place == at else "second")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        roomy = self.width() >= self._whole
        for place, label in enumerate(self._labels):
            label.setVisible(roomy or place == self._at)


class Bottom(QFrame):
    """What is under way, and the ways on and back; ``cancelled`` that 取消 was pressed."""

    cancelled = Signal()

    def __init__(
        self,
        back: Callable[[], None],
        on: Callable[[], None],
        aside: Callable[[], None],
    ) -> None:
        super().__init__()
        self.setProperty("role", "bottom")
        self.state = Elided("", "second")
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("进度")
        self.cancel_button = button("取消", self.cancelled.emit, name="cancel")
        self.back_button = button("上一步", back, name="back")
        self.aside_button = button("", aside, name="aside")
        self.next_button = button("下一步", on, kind="primary", name="next")
        buttons = (self.cancel_button, self.back_button, self.aside_button, self.next_button)
        row = across(self.state, self.progress, *buttons, gap=10, margins=(16, 6, 8, 6))
        row.setStretch(0, 2)
        row.setStretch(1, 1)
        self.setLayout(row)

    def say(self, text: str) -> None:
        """Show a line of words."""
        self.state.set_words(text)

    def offer(self, text: str, *, enabled: bool = True, aside: str = "", back: bool = True) -> None:
        """What the button that goes on says, and the one beside it."""
        for made, said in ((self.next_button, text), (self.aside_button, aside)):
            made.setText(said)
            made.setAccessibleName(said)
            made.setVisible(bool(said))
        self.next_button.setEnabled(enabled)
        self.back_button.setVisible(back)
        self.progress.hide()
        self.cancel_button.hide()

    def show_busy(self) -> None:
        """Show progress and 取消 in place of the buttons."""
        for made in (self.back_button, self.aside_button, self.next_button):
            made.hide()
        self.progress.show()
        self.cancel_button.show()


class Batches(QFrame):
    """The latest batches, each with a way to look at it and take it back; hidden while there is none."""

    def __init__(self, frame: Frame, undo: Callable[[str, str], None]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._frame, self._undo = frame, undo
        self._rows = down(gap=4)
        self.setLayout(down(words("最近收过的表", "h2"), self._rows, gap=8, margins=(16, 12, 16, 12)))

    def show_batches(self) -> None:
        """Read them anew."""
        clear(self._rows)
        found = self._frame.session.do(lambda desk: desk.imports.batches(30)) or []
        self.setVisible(bool(found))
        for act in found:
            at = act.at.astimezone()
            title = act.title.removeprefix("收表：")
            open_ = button("看这一批、撤销", partial(self._undo, str(act.id), title), kind="quiet", name="batch.undo")
            open_.setAccessibleName(f"看这一批、撤销：{title}")
            row = across(words(f"{show_day(at.date())} {at:%H:%M}", "second"), Elided(title), open_, gap=12)
            row.setStretch(1, 1)
            self._rows.addLayout(row)


class LowTable(RecordTable):
    """A list that asks for no more height than it needs at the least, and takes what is left."""

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(super().sizeHint().width(), self.minimumHeight())
