"""What leaves the check as a file or on paper: the rows not taken in the sender's layout, and the result."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from caredesk.schema.dates import show_day
from caredesk.schema.sheet import Sheet
from caredesk.services.desk import Desk
from caredesk.store.audit import Action
from caredesk.ui.page import Frame
from caredesk.ui.pages.roster.hand import Hand
from caredesk.ui.pages.roster.result import result_sheet
from caredesk.ui.pages.roster.under_way import UnderWay
from caredesk.ui.saving import ask_where, say_written

REASONS = ("退回县里改", "退回镇里改", "站里核对")


class Papers:
    """Asks where, and writes on the worker's thread. ``hand`` gives the file in hand."""

    def __init__(self, frame: Frame, work: UnderWay, hand: Callable[[], Hand | None]) -> None:
        self._frame, self._work, self._hand = frame, work, hand

    def errors(self) -> None:
        """The rows not taken, coloured, with a column that says why; it holds whole numbers, so a reason is asked."""
        hand = self._hand()
        if hand is None or hand.plan is None:
            return
        name = f"{Path(hand.recognised.file).stem}-没收的行.xlsx"

        def where(reason: str) -> None:
            ask_where(self._frame.messages.place.window(), name, partial(self.write_errors, reason=reason))

        self._frame.messages.ask_words(
            "导出的表给谁改？", "表里是完整号码，用途会记进“谁看过谁改过”", where, yes="导出", offered=REASONS
        )

    def write_errors(self, path: Path, reason: str) -> None:
        """Write the rows not taken."""
        hand = self._hand()
        plan = hand.plan if hand else None
        if hand is None or plan is None:
            return
        recognised = hand.recognised
        self._work.start(
            lambda desk, _: desk.imports.error_workbook(recognised, plan, path, reason),
            lambda rows: say_written(self._frame, path, f"写好了，红格子和最后一列要看的有{rows}行"),
            "正在写没收的行……",
        )

    def save(self) -> None:
        """Ask where, and write the result."""
        hand = self._hand()
        if hand is not None and hand.plan is not None:
            name = f"{Path(hand.recognised.file).stem}-核对结果.xlsx"
            ask_where(self._frame.messages.place.window(), name, self.write)

    def write(self, path: Path) -> None:
        """Write the result by the file's ending."""
        sheet = self._sheet()
        if sheet is None:
            return

        def task(desk: Desk, _: object) -> int:
            desk.work.note(Action.EXPORT, "import", "import_check")
            desk.ledgers.write_sheet(sheet, path)
            return len(sheet.rows)

        self._work.start(task, lambda rows: say_written(self._frame, path, f"写好了，共{rows}行"), "正在写核对结果……")

    def preview(self) -> None:
        """Show the result as it will be printed."""
        if (sheet := self._sheet()) is not None:
            self._frame.go("preview", sheet=sheet, ledger="import_check")

    def _sheet(self) -> Sheet | None:
        hand = self._hand()
        if hand is None or hand.plan is None:
            return None
        return result_sheet(hand.recognised.file, hand.plan, show_day(self._frame.desk.clock.today()))
