"""People to be visited, as the rows of a list: on 今天要办, and to choose from before a visit is recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from caredesk.schema.cadence import Verdict
from caredesk.schema.ids import Id
from caredesk.services.due_lists import DueList, DueRow
from caredesk.ui.table import Cell, State, TableColumn

COLUMNS = (
    TableColumn("姓名", 100, sort="0"),
    TableColumn("村（社区）", 150, sort="1"),
    TableColumn("类别", 140, sort="2", grows=True, rank=1),
    TableColumn("上次走访", 120, sort="3", rank=2),
    TableColumn("最晚哪天去", 150, sort="4"),
)


_KEPT_BY, _CATEGORIES = ("name", "place", "", "last", "due"), 2
"""How a long list is sorted without reading its lines; by categories only by reading all."""
_GONE = [""] * len(COLUMNS)


class DueRows:
    """People to be visited as a list: only the lines in sight are put into words, however many there are."""

    columns = COLUMNS

    def __init__(self) -> None:
        self._rows: Sequence[DueRow] = ()

    def hold(self, rows: Sequence[DueRow]) -> None:
        """Take other people; a long list is read line by line as it comes into sight."""
        self._rows = rows

    def ids(self, sort: str) -> Sequence[Id]:
        column, down = int(sort.removeprefix("-")) if sort else None, "-" if sort.startswith("-") else ""
        if isinstance(self._rows, DueList) and column != _CATEGORIES:
            return self._rows.sorted("" if column is None else down + _KEPT_BY[column])
        rows = list(self._rows)
        if column is not None:
            rows.sort(key=_SORTED_BY[column], reverse=bool(down))
        return [row.person.id for row in rows]

    def rows(self, ids: Sequence[Id]) -> Sequence[Sequence[Cell]]:
        read = self._rows.rows(ids) if isinstance(self._rows, DueList) else self._rows
        found = {row.person.id: row for row in read}
        return [_cells(found[id_]) if id_ in found else _GONE for id_ in ids]


def _place(row: DueRow) -> str:
    return f"{row.person.village}{row.person.group}"


def _last_met(row: DueRow) -> str:
    return row.standing.last_met.isoformat() if row.standing.last_met else "没有记录"


_SORTED_BY: tuple[Callable[[DueRow], Any], ...] = (
    lambda row: row.person.name,
    _place,
    lambda row: row.person.categories,
    _last_met,
    lambda row: (-row.standing.days, row.person.name),
)


def _cells(row: DueRow) -> Sequence[Cell]:
    standing, days = row.standing, row.standing.days
    left = f"{standing.due:%m-%d}，还有 {-days} 天"
    state = {
        Verdict.OVERDUE: State(f"超期 {days} 天", "danger"),
        Verdict.FIRST: State(left, "info"),
        Verdict.DUE: State(left, "warning"),
        Verdict.DONE: State("本月已访", "ok"),
    }[standing.verdict]
    return (row.person.name, _place(row), row.person.categories, _last_met(row), state)
