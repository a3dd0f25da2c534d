"""The names behind a figure: exactly as many as the figure says."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from caredesk.schema.ids import Id
from caredesk.services.desk import Desk
from caredesk.ui.page import Frame, Page, open_record
from caredesk.ui.pages.people import PeopleSource
from caredesk.ui.table import Cell, RecordTable, RowSource, TableColumn
from caredesk.ui.widgets import across, button, card, words


class VisitSource:
    """Visits by their ids."""

    columns = (
        TableColumn("走访日期", 120),
        TableColumn("姓名", 110),
        TableColumn("村（社区）", 120),
        TableColumn("走访方式", 120),
        TableColumn("见到本人没有", 120),
        TableColumn("走访人", 100, rank=2),
        TableColumn("基本情况", 200, grows=True, rank=1),
    )

    def __init__(self, desk: Desk, ids: Sequence[Id]) -> None:
        self._desk, self._ids = desk, ids

    def ids(self, sort: str) -> Sequence[Any]:  # noqa: ARG002  in the order of the figure
        return self._ids

    def rows(self, ids: Sequence[Any]) -> Sequence[Sequence[Cell]]:
        kind = self._desk.declarations.by_key["visit"]
        made: list[Sequence[Cell]] = []
        for id_ in ids:
            visit = self._desk.records.get("visit", id_)
            if visit is None:
                made.append(("（看不到这条记录）", *[""] * (len(self.columns) - 1)))
                continue
            values = kind.values(visit)
            person, village, visitor = (_name(self._desk, key, values[key]) for key in ("person", "village", "visitor"))
            day = values["visited_on"].isoformat()
            made.append((day, person, village, values["mode"], values["met"], visitor, values["situation"] or ""))
        return made


def _name(desk: Desk, key: str, id_: Id | None) -> str:
    record = desk.records.get(key, id_) if id_ else None
    return str(getattr(record, "name", ""))


class NamesPage(Page):
    """``arrive(record=..., ids=..., said=...)``."""

    help = "monthly"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        back = button("返回", frame.back, picture="arrow-left", name="back")
        self.copy = button("复制名单", self._copy, picture="copy", name="copy", tip="粘到 WPS、Excel 里")
        self.column.addLayout(across(back, None, self.copy))
        self.column.addLayout(self.heading("名单"))
        self.note = words("", "second", wrap=True)
        self.table: RecordTable | None = None
        self._card = card(gap=0, pad=1)
        self.column.addWidget(self._card, 1)

    def arrive(self, **what: Any) -> None:
        ids: Sequence[Id] = what["ids"]
        self.set_heading(f"名单：共 {len(ids)} {'人' if what['record'] == 'person' else '条'}", what["said"])
        source: RowSource = people_source(self.desk, ids) if what["record"] == "person" else VisitSource(self.desk, ids)
        if self.table is not None:
            self.table.deleteLater()
        self.table = RecordTable(source, "名单")
        layout = self._card.layout()
        if layout is not None:
            layout.setContentsMargins(1, 1, 1, 1)
            layout.addWidget(self.table)
        self.table.opened.connect(partial(open_record, self.frame, what["record"]))
        self.table.reload()
        self.table.setFocus()

    def _copy(self) -> None:
        if self.table is not None:
            self.table.selectAll()
            self.table.copy()
            self.frame.messages.done("名单已复制，可以粘到 WPS 或 Excel 里。")


def people_source(desk: Desk, ids: Sequence[Id]) -> PeopleSource:
    """People by their ids, in this order."""
    source = PeopleSource(desk)
    source.only = list(ids)
    return source
