"""新旧名单对照: a page of three parts: lists compared, payments to be stopped, the month's movements."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QStackedWidget

from caredesk.schema.period import Period
from caredesk.services.access import Right
from caredesk.services.ledgers import LedgerFilter
from caredesk.ui.page import Frame, Page
from caredesk.ui.pages.compare.differences import Differences
from caredesk.ui.pages.compare.moves import Moves
from caredesk.ui.pages.compare.stops import Stops
from caredesk.ui.saving import ask_where, file_name, say_written
from caredesk.ui.widgets import Scroll, across, button, hide_unless

PARTS = (("lists", "名单对照"), ("stops", "停发告知"), ("moves", "增减变动表"))
_LEDGERS = {
    "lists": ("differences", "新旧名单对照"),
    "stops": ("stop_notices", "停发告知清单"),
    "moves": ("", "增减变动表"),
}
_UNDER = {
    "lists": "和上一份名单比，也和站里的登记比",
    "stops": "去世、迁出、服刑、入住机构以后，每一项待遇都要告知",
    "moves": "每一类从几人到几人，谁来了，谁走了，为什么",
}


class ComparePage(Page):
    """``arrive(part=..., month=...)``; the part is kept while the page is left."""

    shows = frozenset(
        {"roster_list", "roster_difference", "stop_notice", "episode", "household_episode", "person", "village"}
    )
    help = "compare"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self.at = "lists"
        paper = button("预览、打印", self.preview, picture="printer", name="preview", tip="Ctrl+P")
        pdf = button("存为 PDF", partial(self.export, ".pdf"), picture="file-text", name="pdf")
        excel = button("导出 Excel", partial(self.export, ".xlsx"), picture="file-spreadsheet", name="xlsx")
        for made in (paper, pdf, excel):
            hide_unless(made, self.desk.user.may(Right.LEDGER))
        self.column.addLayout(self.heading("新旧名单对照", _UNDER["lists"], paper, pdf, excel))
        self.group = QButtonGroup(self)
        chips = across(gap=8)
        for key, label in PARTS:
            chip = button(label, partial(self.show_part, key), kind="chip", name=f"part.{key}")
            chip.setCheckable(True)
            self.group.addButton(chip)
            chips.addWidget(chip)
        chips.addStretch(1)
        self.column.addLayout(chips)
        self.lists, self.stops, self.moves = Differences(frame), Stops(frame), Moves(frame)
        self.lists.counted.connect(self._say)
        self.stack = QStackedWidget()
        for part in (self.lists, self.stops, self.moves):
            self.stack.addWidget(Scroll(part))
        self.column.addWidget(self.stack, 1)

    def arrive(self, **what: Any) -> None:
        if part := what.get("part"):
            self.at = part
        self._stale = False
        self.show_part(self.at)
        if self.at == "lists":
            self.lists.put(what.get("month"))
            self.lists.show_stream()

    def reload(self) -> None:
        self.show_part(self.at)

    def show_part(self, key: str) -> None:
        """Show one of the three parts, as the station stands now."""
        self.at = key
        for made in self.group.buttons():
            made.setChecked(made.objectName() == f"part.{key}")
        place = [part for part, _ in PARTS].index(key)
        self.stack.setCurrentIndex(place)
        self.under.set_words(_UNDER[key])
        (self.lists, self.stops, self.moves)[place].reload()

    def export(self, ending: str) -> None:
        """Ask where, and write what is shown."""
        ask_where(self, file_name(_LEDGERS[self.at][1], self.period, ending), self.write)

    def write(self, path: Path) -> None:
        """Write what is shown, by the file's ending."""
        name, _ = _LEDGERS[self.at]
        period, chosen = self.period, self._filter()
        if self.at == "moves":
            self.frame.session.work(lambda desk, _: desk.movements.write(period, path), partial(self._written, path))
        else:
            self.frame.session.work(
                lambda desk, _: desk.ledgers.write(name, period, path, chosen), partial(self._written, path)
            )

    def preview(self) -> None:
        """Show the pages as they will be printed."""
        name, _ = _LEDGERS[self.at]
        period, chosen = self.period, self._filter()
        if self.at == "moves":
            if self.moves.sheet is not None:
                self.frame.go("preview", sheet=self.moves.sheet, ledger="movements")
            return
        sheet = self.frame.session.do(lambda desk: desk.ledgers.sheet(name, period, chosen))
        if sheet is not None:
            self.frame.go("preview", sheet=sheet, ledger=name)

    def print_page(self) -> None:
        self.preview()

    @property
    def period(self) -> Period:
        """The period that goes on paper: the comparison's month, else the one chosen, else this month."""
        if self.at == "moves":
            return self.moves.chosen
        stream = self.lists.stream if self.at == "lists" else None
        return self.desk.work.period(f"{stream.month:%Y-%m}") if stream else self.desk.work.this_month()

    def _filter(self) -> LedgerFilter:
        stream = self.lists.stream if self.at == "lists" else None
        return LedgerFilter(category=stream.category) if stream else LedgerFilter()

    def _written(self, path: Path, rows: int) -> None:
        say_written(self.frame, path, f"写好了，共{rows}行")

    def _say(self, said: str) -> None:
        if self.at == "lists":
            self.under.set_words(said)
