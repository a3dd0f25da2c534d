"""The plan on paper and as a file, through its declared ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QPushButton, QWidget

from caredesk.schema.period import Period, PeriodKind
from caredesk.services.access import Right
from caredesk.services.ledgers import LedgerFilter
from caredesk.ui.page import Frame
from caredesk.ui.saving import ask_where, file_name, say_written
from caredesk.ui.widgets import button, hide_unless

LEDGER = "visit_plan"
Shown = Callable[[], tuple[tuple[date, date], str, LedgerFilter]]
"""What the page shows: first and last day, their words, and what it is narrowed to."""


class PlanPaper:
    """Previews, prints and writes what the page shows."""

    def __init__(self, frame: Frame, window: QWidget, shown: Shown) -> None:
        self._frame, self._window, self._shown = frame, window, shown

    def buttons(self) -> list[QPushButton]:
        """The page's buttons for it, hidden from whoever may make no ledger."""
        made = [
            button("预览、打印", self.preview, picture="printer", name="preview", tip="Ctrl+P"),
            button("存为 PDF", partial(self.export, ".pdf"), picture="file-text", name="pdf"),
            button("导出 Excel", partial(self.export, ".xlsx"), picture="file-spreadsheet", name="xlsx"),
        ]
        for one in made:
            hide_unless(one, self._frame.desk.user.may(Right.LEDGER))
        return made

    def preview(self) -> None:
        """Show the plan as it will be printed."""
        if not self._frame.desk.user.may(Right.LEDGER):
            return
        period, chosen = self._asked()
        sheet = self._frame.session.do(lambda desk: desk.ledgers.sheet(LEDGER, period, chosen))
        if sheet is not None:
            self._frame.go("preview", sheet=sheet, ledger=LEDGER)

    def export(self, ending: str) -> None:
        """Ask where, and write the plan."""
        ask_where(self._window, file_name("探访计划", self._asked()[0], ending), self.write)

    def write(self, path: Path) -> None:
        """Write the plan as shown, by the file's ending."""
        period, chosen = self._asked()
        self._frame.session.work(
            lambda desk, _: desk.ledgers.write(LEDGER, period, path, chosen),
            lambda rows: say_written(self._frame, path, f"写好了，共{rows}行"),
        )

    def _asked(self) -> tuple[Period, LedgerFilter]:
        (first, last), said, chosen = self._shown()
        whole = (last - first).days > 7
        key = f"{first:%Y-%m}" if whole else f"{first.isoformat()}至{last.isoformat()}"
        return Period(PeriodKind.MONTH, first, last, key, said), chosen
