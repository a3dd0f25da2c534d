"""Long work off the screen's thread: one job at a time; its news arrives on the screen's thread."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot

from caredesk.schema.errors import Cancelled


class Report:
    """What a task is handed to tell how far it is, and to notice that 取消 was pressed."""

    def __init__(self, tell: Callable[[int, int, str], None], stopped: Callable[[], bool]) -> None:
        self._tell, self.stopped = tell, stopped

    def __call__(self, done: int, total: int = 0, words: str = "") -> None:
        """Say how far it is; raises Cancelled once 取消 was pressed."""
        if self.stopped():
            raise Cancelled
        self._tell(done, total, words)

    def say(self, words: str) -> None:
        """Say what is being done, for work that asks ``stopped`` itself."""
        self._tell(0, 0, words)


_TURN = 0.001
_LOOK = 80
"""Milliseconds between looks at how far a job is: what it tells is fetched, never sent. A job that sent a message every
few rows kept the screen's thread at its messages: each waits for the interpreter, and meanwhile the next one comes."""

Task = Callable[[Report], Any]
"""A plain function that knows nothing of Qt; it opens its own connection and rolls back when it raises."""


class Job(QObject):
    """One task under way. Every signal comes on the screen's thread, and exactly one of the last three comes once."""

    progress = Signal(int, int, str)
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()
    _news = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.over = False
        self._stop = threading.Event()
        self._far = self._told = (0, 0, "")
        self._news.connect(self._tell)
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK)
        self._looking.timeout.connect(self._look)
        self._looking.start()

    def cancel(self) -> None:
        """Ask the task to stop at its next report."""
        self._stop.set()

    def run(self, task: Task) -> None:
        """Do the task on this thread and send its news; called by the worker only."""
        report = Report(self._come, self._stop.is_set)
        try:
            report(0)
            answer = task(report)
        except Cancelled:
            self._news.emit("cancelled", None)
        except Exception as error:  # noqa: BLE001  handed to the screen's thread, never dropped
            self._news.emit("failed", error)
        else:
            self._news.emit("done", answer)

    def _come(self, done: int, total: int, words: str) -> None:
        """Note how far the task is; on its own thread."""
        self._far = (done, total, words)

    @Slot()
    def _look(self) -> None:
        far = self._far
        if far != self._told:
            self._told = far
            self.progress.emit(*far)

    @Slot(str, object)
    def _tell(self, what: str, value: Any) -> None:
        self._looking.stop()
        self._look()
        if what == "cancelled":
            self.cancelled.emit()
        elif what == "failed":
            self.failed.emit(value)
        else:
            self.done.emit(value)
        self.over = True
        self.ended.emit()


class Worker(QObject):
    """The one thread for long work; jobs wait for each other."""

    busy = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # The screen's thread asks for its turn after so long. A save asks a dozen times, each statement once: with
        # Python's five milliseconds it could be felt while a roster is checked.
        sys.setswitchinterval(_TURN)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="caredesk-work")
        self._jobs: list[Job] = []

    def start(
        self,
        task: Task,
        done: Callable[[Any], object],
        failed: Callable[[Exception], object],
        cancelled: Callable[[], object] | None = None,
    ) -> Job:
        """Begin a task and say who hears how it ended."""
        job = Job(self)
        job.done.connect(done)
        job.failed.connect(failed)
        if cancelled is not None:
            job.cancelled.connect(cancelled)
        job.ended.connect(self._tidy)
        self._jobs.append(job)
        if len(self._jobs) == 1:
            self.busy.emit(True)
        self._pool.submit(job.run, task)
        return job

    @property
    def working(self) -> bool:
        """Whether a job is under way or waiting."""
        return bool(self._jobs)

    def close(self) -> None:
        """Cancel what is under way and wait for the thread to end."""
        for job in self._jobs:
            job.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
        for job in self._jobs:
            QCoreApplication.removePostedEvents(job)  # news nobody will hear any more
            job.deleteLater()
        self._jobs.clear()

    @Slot()
    def _tidy(self) -> None:
        """A method, not a closure: a closure held by a job would keep this worker, and free it in the job's own end."""
        for job in [one for one in self._jobs if one.over]:
            self._jobs.remove(job)
            job.deleteLater()
        if not self._jobs:
            self.busy.emit(False)
