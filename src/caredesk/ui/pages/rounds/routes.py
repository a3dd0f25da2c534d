"""走访路线: the sheets that went out, how far each is typed in, and what can be done with the marked one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from caredesk.catalog.rounds import ROUTE
from caredesk.schema.ids import Id
from caredesk.services.rounds.rows import OUT, TYPED, RoundRow
from caredesk.ui.icons import icon
from caredesk.ui.page import Frame
from caredesk.ui.pages.rounds import papers
from caredesk.ui.style import scale_of
from caredesk.ui.table import HeldRows, RecordTable, State, TableColumn
from caredesk.ui.widgets import Elided, across, button, card, down, words, wrapping

COLUMNS = (
    TableColumn("单号", 200, grows=True, sort="0"),
    TableColumn("哪天去", 110, sort="1", rank=1),
    TableColumn("谁去", 110, sort="2", rank=2),
    TableColumn("录入", 130, sort="3"),
    TableColumn("照片", 70, rank=3),
)
_EMPTY = "还没有走访单。点“新做一张”，选村、选人，打印出来带着走；回来按同样的顺序录进去。"


class Routes(QWidget):
    """Enter or a double click types the marked sheet in; a number typed into the line finds the sheet in hand."""

    def __init__(self, frame: Frame, new: Callable[[], None], type_in: Callable[[Id], None]) -> None:
        super().__init__()
        self._frame, self._type_in = frame, type_in
        self._held: dict[Any, RoundRow] = {}
        self._rows: list[RoundRow] = []
        self.finder = QLineEdit()
        self.finder.setObjectName("round.number")
        self.finder.setAccessibleName("单号")
        self.finder.setPlaceholderText("按纸上的单号找")
        self.finder.setClearButtonEnabled(True)
        self.finder.addAction(icon("search", "second"), QLineEdit.ActionPosition.LeadingPosition)
        self.finder.setFixedWidth(round(220 * scale_of(self)))
        self.finder.textChanged.connect(lambda _: self._narrow())
        self.finder.returnPressed.connect(self._found)
        self.note = Elided("", "second")
        make = button("新做一张", new, kind="primary", picture="plus", name="round.new")
        head = across(self.finder, self.note, make, gap=12)
        head.setStretch(1, 1)
        self.source = HeldRows(COLUMNS)
        self.table = RecordTable(self.source, "走访单")
        self.table.setMinimumHeight(round(160 * scale_of(self)))
        self.table.opened.connect(type_in)
        self.table.chosen.connect(lambda _: self._say())
        self.empty = words(_EMPTY, "second", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        on = self._act
        self.acts = [
            button("录入", on(lambda row: type_in(row.id)), kind="primary", picture="clipboard-pen", name="type"),
            button("打印路线单", on(lambda row: papers.show_sheet(frame, row.id)), picture="printer", name="sheet"),
            button("打印走访表", on(lambda row: papers.show_forms(frame, row.id)), picture="printer", name="forms"),
            button("存为 PDF", on(lambda row: papers.save_paper(frame, self, row, "sheet")), picture="file-text",
                   name="pdf"),
            button("删除", on(lambda row: papers.drop(frame, row, self.reload)), picture="trash-2", name="drop"),
        ]  # fmt: skip
        self.foot = wrapping(*self.acts, gap=8)
        listed = card(head, self.table, self.empty, self.foot, gap=8, pad=12)
        self.setLayout(down(listed, gap=0))

    @property
    def chosen(self) -> RoundRow | None:
        """The marked sheet."""
        ids = self.table.chosen_ids()
        return self._held.get(ids[0]) if ids else None

    def reload(self) -> None:
        """Show what the station holds now."""
        self._rows = self._frame.session.do(lambda desk: desk.rounds.listed(ROUTE)) or []
        self._narrow()

    def _narrow(self) -> None:
        said = self.finder.text().split()
        rows = [row for row in self._rows if all(one in row.number for one in said)]
        self._held = {row.id: row for row in rows}
        self.source.hold([(row.id, cells(row), _sorts(row)) for row in rows])
        self.table.reload()
        for made in (self.table, self.foot):
            made.setVisible(bool(self._rows))
        self.empty.setVisible(not self._rows)
        waiting = sum(row.state != TYPED for row in self._rows)
        self.note.set_words(f"{waiting}张还没录完" if waiting else "")
        self._say()

    def _found(self) -> None:
        """Enter in the line: the sheet of that number, or the only one that fits."""
        if len(self._held) == 1:
            self._type_in(next(iter(self._held)))

    def _act(self, act: Callable[[RoundRow], object]) -> Callable[[], None]:
        def run() -> None:
            if self.chosen is not None:
                act(self.chosen)

        return run

    def _say(self) -> None:
        for made in self.acts:
            made.setEnabled(self.chosen is not None)


def cells(row: RoundRow) -> tuple[Any, ...]:
    """A sheet's line in the list."""
    tone = {TYPED: "ok", OUT: "plain"}.get(row.state, "warning")
    typed = State(f"已录 {row.typed}/共 {row.people}", tone)
    on = row.planned_on.isoformat() if row.planned_on else ""
    return row.number, on, row.visitor_name, typed, f"{len(row.photos)}张" if row.photos else ""


def _sorts(row: RoundRow) -> tuple[Any, ...]:
    return row.number, str(row.planned_on or ""), row.visitor_name, row.typed - row.people, len(row.photos)
