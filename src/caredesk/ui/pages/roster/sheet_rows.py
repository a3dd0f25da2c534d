"""The sheets of a workbook as a list: how large, where the people stand, and whether it is taken in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from caredesk.schema.roster import SheetFinding
from caredesk.ui.pages.roster.hand import Hand, Table, raw_text
from caredesk.ui.table import Cell, State, TableColumn


class SheetRows:
    """The sheets of a workbook with what was found on each; ids are (sheet's place, table or None)."""

    columns = (
        TableColumn("工作表", 160, grows=True),
        TableColumn("大小", 130, rank=2),
        TableColumn("从谁到谁", 250, rank=1, grows=True),
        TableColumn("人数", 80, right=True),
        TableColumn("收不收", 180, grows=True),
    )

    def __init__(self) -> None:
        self.hand: Hand | None = None

    def ids(self, sort: str) -> Sequence[Any]:  # noqa: ARG002  in the order of the workbook
        if self.hand is None:
            return ()
        by_sheet: dict[str, list[Table]] = {}
        for one in self.hand.tables:
            by_sheet.setdefault(one.key[0], []).append(one)
        made: list[tuple[int, Table | None]] = []
        for place, sheet in enumerate(self.hand.found.workbook.sheets):
            held = by_sheet.get(sheet.name)
            made += [(place, table) for table in held] if held else [(place, None)]
        return made

    def rows(self, ids: Sequence[Any]) -> Sequence[Sequence[Cell]]:
        return [self._row(place, table) for place, table in ids]

    def _row(self, place: int, table: Table | None) -> Sequence[Cell]:
        assert self.hand is not None
        sheet, finding = self.hand.found.workbook.sheets[place], self.hand.found.findings[place]
        name = sheet.name or "这份表"
        size = f"{sheet.extent.rows}行 × {sheet.extent.columns}列" if sheet.extent.rows else "空的"
        own = self.hand.recognised.own_tables.get(sheet.name)
        if own is not None:
            return (name, size, "", str(len(own.keys)), State("要收：站里自己导出的", "ok"))
        if table is None:
            return (name, size, "", "", State(_why(finding)))
        state = State("要收", "ok") if self.hand.takes(table) else State("不收")
        if table.hidden and not self.hand.takes(table):
            state = State("隐藏的，不收。要收请点下面", "warning")
        return (table.title, size, _where(table), str(table.people), state)


def _why(finding: SheetFinding) -> str:
    return f"不收：{finding.left_out}" if finding.left_out else "不收：没有名单"


def _where(table: Table) -> str:
    """The first and the last person with their rows, to compare with the paper in one's hand."""
    rows = [row for row, kind in table.layout.rows if kind == "data"]
    name = table.layout.column_of("name")
    if not rows:
        return "没有人"
    told = [f"第{row + 1}行{raw_text(table, row, name.column) if name else ''}" for row in (rows[0], rows[-1])]
    return told[0] if len(rows) == 1 else "到".join(told)
