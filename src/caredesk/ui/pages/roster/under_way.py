"""The one piece of work that is under way on the page, with its words and 取消; answers are kept beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from caredesk.services.desk import Desk
from caredesk.ui.page import Frame
from caredesk.ui.pages.roster.frame import Bottom
from caredesk.ui.pages.roster.hand import Hand
from caredesk.ui.work import Job, Report

T = TypeVar("T")


class UnderWay(QObject):
    """Starts work on the worker's thread; ``changed`` comes when work begins and when it is over."""

    changed = Signal()

    def __init__(self, frame: Frame, bottom: Bottom) -> None:
        super().__init__(bottom)
        self._frame, self._bottom = frame, bottom
        self._job: Job | None = None
        bottom.cancelled.connect(self.cancel)

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._job is not None

    def start(
        self,
        task: Callable[[Desk, Report], T],
        done: Callable[[T], object],
        said: str,
        failed: Callable[[], object] | None = None,
    ) -> None:
        """Do something; ``failed`` is called when it was refused or cancelled (why has been said)."""

        def over(result: T) -> None:
            self._over()
            done(result)

        def broke() -> None:
            self._over()
            if failed is not None:
                failed()

        self._job = self._frame.session.work(task, over, broke)
        self._job.progress.connect(lambda _done, _total, words: self._bottom.say(words or said))
        self.changed.emit()
        self._bottom.say(said)

    def cancel(self) -> None:
        """Stop what is under way; nothing was written."""
        if self._job is not None:
            self._job.cancel()
            self._bottom.say("正在停下……")

    def trouble(self, text: str) -> None:
        """Say that something cannot be done."""
        self._frame.messages.trouble(text)

    def _over(self) -> None:
        self._job = None
        self.changed.emit()


class Keeping:
    """Keeps answers on the worker after each of them; while one is being written, only the last waits."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._writing = False
        self._waits: Hand | None = None

    def keep(self, hand: Hand) -> None:
        """Keep the answers about a file."""
        if self._writing:
            self._waits = hand
            return
        self._writing = True
        recognised, answers = hand.recognised, hand.answers
        self._frame.session.work(
            lambda desk, _: desk.imports.keep(recognised, answers), lambda _: self._kept(), self._kept
        )

    def forget(self, hand: Hand) -> None:
        """Give up what was kept of a file."""
        recognised, self._waits = hand.recognised, None
        self._frame.session.work(lambda desk, _: desk.imports.forget(recognised), lambda _: None)

    def _kept(self) -> None:
        self._writing = False
        waits, self._waits = self._waits, None
        if waits is not None:
            self.keep(waits)
