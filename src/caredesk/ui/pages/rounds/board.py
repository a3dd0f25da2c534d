"""村级登记表: which village has handed its sheet in for the month, and how far each is typed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from caredesk.schema.ids import Id
from caredesk.services.rounds.rows import IN, NOT_MADE, OUT, TYPED, BoardRow, RoundRow
from caredesk.ui.page import Frame
from caredesk.ui.pages.rounds import papers
from caredesk.ui.periods import PeriodPicker
from caredesk.ui.style import scale_of
from caredesk.ui.table import Cell, HeldRows, RecordTable, State, TableColumn
from caredesk.ui.widgets import Elided, across, button, card, down, words, wrapping

COLUMNS = (
    TableColumn("村（社区）", 130, grows=True),
    TableColumn("本月该访", 90, right=True),
    TableColumn("谁走访", 110, rank=1),
    TableColumn("交了没有", 110),
    TableColumn("录入", 140),
    TableColumn("交来", 150, rank=2),
    TableColumn("照片", 70, rank=3),
)
_TONES = {NOT_MADE: "plain", OUT: "danger", IN: "warning", TYPED: "ok"}
_EMPTY = "这个月没有村要走访，也没有登记表。换一个月份看看。"


class Board(QWidget):
    """A line a village; Enter or a double click types its sheet in."""

    def __init__(self, frame: Frame, type_in: Callable[[Id], None]) -> None:
        super().__init__()
        self._frame, self._type_in = frame, type_in
        self._held: dict[Any, BoardRow] = {}
        desk = frame.desk
        self.period = PeriodPicker(desk.clock.today(), desk.work.months)
        self.period.kind.hide()  # a village's sheet is one of a month
        self.period.picked.connect(lambda _: self.reload())
        self.note = Elided("", "second")
        self.make_button = button("做好各村登记表", self.make, kind="primary", picture="plus", name="sheets.make")
        head = across(self.period, self.note, self.make_button, gap=12)
        head.setStretch(1, 1)
        self.source = HeldRows(COLUMNS)
        self.table = RecordTable(self.source, "各村登记表")
        self.table.setMinimumHeight(round(160 * scale_of(self)))
        self.table.opened.connect(self._open)
        self.table.chosen.connect(lambda _: self._say())
        self.empty = words(_EMPTY, "second", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        on = self._act
        self.acts = [
            button("打印登记表", on(lambda row: papers.show_sheet(frame, row.id)), picture="printer", name="sheet"),
            button("交来了", on(lambda row: papers.hand_in(frame, self, row, self.reload)), picture="clipboard-list",
                   name="hand_in"),
            button("附照片", on(lambda row: papers.attach_photos(frame, self, row, self.reload)), picture="image",
                   name="photos"),
            button("录入", on(lambda row: type_in(row.id)), kind="primary", picture="clipboard-pen", name="type"),
            button("删除", on(lambda row: papers.drop(frame, row, self.reload)), picture="trash-2", name="drop"),
        ]  # fmt: skip
        self.foot = wrapping(*self.acts, gap=8)
        self.setLayout(down(card(head, self.table, self.empty, self.foot, gap=8, pad=12), gap=0))

    @property
    def chosen(self) -> RoundRow | None:
        """The sheet of the marked village."""
        ids = self.table.chosen_ids()
        return self._held[ids[0]].sheet if ids and ids[0] in self._held else None

    def reload(self) -> None:
        """Show the month as the station stands now."""
        month = self.period.period
        self._frame.session.work(lambda desk, _: desk.rounds.board(month), self._show)

    def make(self) -> None:
        """A sheet for every village that has somebody to visit and none yet."""
        month, villages = self.period.period, [one for one, row in self._held.items() if row.sheet is None]
        made = self._frame.session.do(lambda desk: desk.rounds.make_sheets(month, villages))
        if made is not None:
            self._frame.messages.done(f"做好了{len(made)}个村的登记表，可以打印了。")
            self.reload()

    def _show(self, rows: Sequence[BoardRow]) -> None:
        self._held = {row.village: row for row in rows}
        self.source.hold([(row.village, _cells(row), ()) for row in rows])
        self.table.reload()
        for made in (self.table, self.foot):
            made.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        told = [f"{sum(row.state == state for row in rows)}个村{state}" for state in (OUT, IN, TYPED)
                if any(row.state == state for row in rows)]  # fmt: skip
        without = sum(row.sheet is None for row in rows)
        self.note.set_words("，".join([*told, *([f"{without}个村还没做表"] if without else [])]))
        self.make_button.setEnabled(bool(without))
        self._say()

    def _open(self, village: Id) -> None:
        sheet = self._held[village].sheet
        if sheet is not None:
            self._type_in(sheet.id)

    def _act(self, act: Callable[[RoundRow], object]) -> Callable[[], None]:
        def run() -> None:
            if self.chosen is not None:
                act(self.chosen)

        return run

    def _say(self) -> None:
        for made in self.acts:
            made.setEnabled(self.chosen is not None)


def _cells(row: BoardRow) -> Sequence[Cell]:
    state = State(row.state, _TONES[row.state])
    sheet = row.sheet
    if sheet is None:
        return row.name, str(row.due), "", state, "", "", ""
    came = f"{sheet.handed_in_on:%m-%d} {sheet.handed_in_by}".strip() if sheet.handed_in_on else ""
    photos = f"{len(sheet.photos)}张" if sheet.photos else ""
    return row.name, str(row.due), sheet.visitor_name, state, f"已录 {sheet.typed}/共 {sheet.people}", came, photos
