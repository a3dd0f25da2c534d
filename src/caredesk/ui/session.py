"""The link between screens and the desk: does one thing, shows why it was refused, tells who must reload."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from caredesk.schema.errors import Invalid, Problem, UserError
from caredesk.services.desk import Desk
from caredesk.ui.messages import Messages
from caredesk.ui.work import Job, Report, Worker

T = TypeVar("T")


class Session(QObject):
    """One signed-in user in one window. ``changed`` carries the kinds of record that were written."""

    changed = Signal(frozenset)

    def __init__(self, desk: Desk, messages: Messages, worker: Worker) -> None:
        super().__init__()
        self.desk, self.messages, self.worker = desk, messages, worker

    def do(self, action: Callable[[Desk], T], refused: Callable[[Sequence[Problem]], object] | None = None) -> T | None:
        """Do one thing now. None when the user must put something right; what that is has been shown.

        ``refused`` is handed the problems of a form that was not accepted, else they stand in the message bar.
        """
        try:
            result = action(self.desk)
        except UserError as error:
            self.refuse(error, refused)
            return None
        finally:
            self.tell()
        return result

    def did(self, action: Callable[[Desk], object]) -> bool:
        """Do one thing that answers nothing; whether it was done."""

        def answering(desk: Desk) -> bool:
            action(desk)
            return True

        return self.do(answering) is True

    def work(
        self,
        action: Callable[[Desk, Report], T],
        done: Callable[[T], object],
        failed: Callable[[], object] | None = None,
    ) -> Job:
        """Do something long on the worker's thread with a desk of its own; trouble is shown here."""
        desk = self.desk

        def task(report: Report) -> tuple[T, frozenset[str]]:
            with desk.elsewhere() as other:
                result = action(other, report)
                return result, other.take_changes()

        def over(answer: tuple[T, frozenset[str]]) -> None:
            if answer[1]:
                self.changed.emit(answer[1])
            done(answer[0])

        def broke(error: Exception) -> None:
            if failed is not None:
                failed()
            if not isinstance(error, UserError):
                raise error
            self.refuse(error)

        return self.worker.start(task, over, broke, failed)

    def refuse(self, error: UserError, refused: Callable[[Sequence[Problem]], object] | None = None) -> None:
        """Show why something was refused."""
        if refused is not None and isinstance(error, Invalid):
            refused(error.problems)
        else:
            self.messages.trouble(str(error))

    def tell(self) -> None:
        """Tell the pages which kinds of record were written since the last time."""
        if kinds := self.desk.take_changes():
            self.changed.emit(kinds)
