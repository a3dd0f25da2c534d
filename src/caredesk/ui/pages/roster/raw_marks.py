"""Where the tables of a sheet begin and end, and what every row is: the part of the raw sheet that can be moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from PySide6.QtWidgets import QMenu, QWidget

from caredesk.schema.roster import Layout, RawSheet, RowKind

Edge = Literal["top", "bottom", "end"]
EDGE_LABELS: Mapping[Edge, str] = {"top": "表头从这里", "bottom": "表头到这里", "end": "表到这里为止"}
ROW_ACTIONS: Mapping[Edge, str] = {
    "top": "表头从这一行开始",
    "bottom": "表头到这一行",
    "end": "表到这一行为止",
}
KIND_LABELS: Mapping[RowKind, str] = {
    "data": "",
    "total": "合计",
    "signature": "签字",
    "note": "说明",
    "index": "栏号",
    "header": "表头",
    "title": "标题",
    "section": "村名",
    "numbered": "只有序号",
}


@dataclass(frozen=True)
class TableMark:
    """One table of a sheet: rows from 0, ``end`` is the first row below it; ``says`` is what each column is taken for.

    ``kinds`` are the rows below the header that are filled.
    """

    nth: int
    header: tuple[int, int]
    end: int
    says: Mapping[int, str] = field(default_factory=dict)
    kinds: Mapping[int, RowKind] = field(default_factory=dict)

    @classmethod
    def of(cls, nth: int, layout: Layout, says: Mapping[int, str]) -> TableMark:
        """The mark of a table as it was found."""
        end = layout.rows[-1][0] + 1 if layout.rows else layout.header[1] + 1
        return cls(nth, layout.header, end, says, dict(layout.rows))

    def edge(self, which: Edge) -> int:
        """The row that begins below an edge."""
        return {"top": self.header[0], "bottom": self.header[1] + 1, "end": self.end}[which]

    def moved(self, which: Edge, row: int) -> TableMark:
        """The same table with an edge above ``row``."""
        top, bottom = self.header
        header = (row, max(row, bottom)) if which == "top" else (top, row - 1) if which == "bottom" else self.header
        end = row if which == "end" else max(self.end, header[1] + 1)
        return TableMark(self.nth, header, end, self.says, self.kinds)


def bounds(marks: Sequence[TableMark], nth: int, which: Edge, rows: int) -> tuple[int, int]:
    """Between which rows an edge can stand: inside its own table, and never across a neighbour."""
    ordered = sorted(marks, key=lambda one: one.header[0])
    place = next(at for at, one in enumerate(ordered) if one.nth == nth)
    mark = ordered[place]
    above = ordered[place - 1].end if place else 0
    below = ordered[place + 1].header[0] if place + 1 < len(ordered) else rows
    if which == "top":
        return above, mark.header[1]
    if which == "bottom":
        return mark.header[0] + 1, max(mark.header[0] + 1, min(mark.end, below))
    return mark.header[1] + 1, below


def kind_at(marks: Sequence[TableMark], sheet: RawSheet, row: int) -> tuple[str, str]:
    """What a row is: ("head", "data", "grey" or "off"), and the words at its side."""
    for mark in marks:
        if mark.header[0] <= row <= mark.header[1]:
            return "head", "表头"
        if mark.header[1] < row < mark.end:
            kind = mark.kinds.get(row, "data")
            hidden = "隐藏" if row in sheet.hidden_rows else ""
            return ("data" if kind == "data" else "grey"), KIND_LABELS[kind] or hidden
    above = any(row < mark.header[0] for mark in marks)
    filled = any(cell != "" for cell in sheet.rows[row])
    return "off", ("标题" if above else "不收") if filled and marks else ""


def row_menu(parent: QWidget, mark: TableMark | None, row: int, tell: Callable[[Edge, int], object]) -> QMenu:
    """What can be said about a row by mouse or keyboard; only what makes sense can be chosen.

    ``tell`` is handed the edge and the row that will begin below it.
    """
    menu = QMenu(parent)
    menu.setAccessibleName(f"第{row + 1}行")
    for edge, label in ROW_ACTIONS.items():
        action = menu.addAction(f"{label}（第{row + 1}行）")
        action.triggered.connect(partial(tell, edge, row if edge == "top" else row + 1))
        if mark is None:
            action.setEnabled(edge == "top")
        elif edge == "bottom":
            action.setEnabled(row >= mark.header[0])
        elif edge == "end":
            action.setEnabled(row >= mark.header[1])
    return menu
