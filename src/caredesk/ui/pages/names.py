"""The names behind a figure: exactly as many as the figure says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from caredesk.schema.ids import Id
from caredesk.services.access import Right
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
        TableColumn("探访人", 100, rank=2),
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
            told = (values["mode"] or "", values["met"] or "", visitor or values["visitor_names"] or "")
            made.append((day, person, village, *told, values["situation"] or ""))
        return made


class HouseholdSource:
    """Households by their ids, each with who lives there today."""

    columns = (
        TableColumn("户主", 110),
        TableColumn("村（社区）", 130),
        TableColumn("家庭住址", 180, rank=1),
        TableColumn("成员", 240, grows=True),
    )

    def __init__(self, desk: Desk, ids: Sequence[Id]) -> None:
        self._desk, self._ids = desk, ids

    def ids(self, sort: str) -> Sequence[Any]:  # noqa: ARG002  in the order of the figure
        return self._ids

    def rows(self, ids: Sequence[Any]) -> Sequence[Sequence[Cell]]:
        made: list[Sequence[Cell]] = []
        for id_ in ids:
            home = self._desk.records.get("household", id_)
            if home is None:
                made.append(("（看不到这一户）", *[""] * (len(self.columns) - 1)))
                continue
            values = self._desk.declarations.by_key["household"].values(home)
            lives = [str(getattr(one, "name", "")) for one in self._desk.records.find("person", {"household": id_})]
            village = f"{_name(self._desk, 'village', values['village'])}{values['group'] or ''}"
            made.append((values["head_name"], village, values["address"] or "", "、".join(lives)))
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
        record = what["record"]
        ids = self.desk.returns.in_order(record, what["ids"])
        self.set_heading(f"名单：共 {len(ids)} {_UNITS.get(record, '条')}", what["said"])
        source: RowSource = _SOURCES.get(record, VisitSource)(self.desk, ids)
        if self.table is not None:
            self.table.deleteLater()
        self.table = RecordTable(source, "名单")
        layout = self._card.layout()
        if layout is not None:
            layout.setContentsMargins(1, 1, 1, 1)
            layout.addWidget(self.table)
        self.table.opened.connect(partial(self._open, record))
        self.table.reload()
        self.table.setFocus()

    def _open(self, record: str, id_: Id) -> None:
        """Open the record, of a household the first of its members."""
        if record == "household":
            lives = self.desk.records.find("person", {"household": id_})
            if lives and lives[0].id is not None:
                self.frame.go("person", id=lives[0].id, part="household")
            elif self.desk.user.may(Right.EDIT):
                self.frame.go("record", kind="household", id=id_)
            return
        open_record(self.frame, record, id_)

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


_UNITS = {"person": "人", "household": "户"}
_SOURCES: Mapping[str, Callable[[Desk, Sequence[Id]], RowSource]] = {
    "person": people_source,
    "household": HouseholdSource,
    "visit": VisitSource,
}
