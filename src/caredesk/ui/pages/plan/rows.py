"""The two lists of the plan as rows: who is due and not planned, and what is planned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from caredesk.schema.cadence import Verdict
from caredesk.schema.ids import Id
from caredesk.services.due_lists import DueList, DueRow
from caredesk.services.planning import PlannedRow
from caredesk.ui.pages.plan.days import WEEKDAYS
from caredesk.ui.table import Cell, State, TableColumn

_DUE = (
    TableColumn("姓名", 80, sort="0"),
    TableColumn("村（社区）", 110, sort="1"),
    TableColumn("类别", 120, sort="2", grows=True, rank=1),
    TableColumn("最晚哪天去", 150, sort="3"),
)
_DUE_BY: tuple[Callable[[DueRow], Any], ...] = (
    lambda row: row.person.name,
    lambda row: f"{row.person.village}{row.person.group}",
    lambda row: row.person.categories,
    lambda row: (row.standing.due, row.person.name),
)


_KEPT_BY, _CATEGORIES = ("name", "place", "", "due"), 2
"""How a long list is sorted without reading its lines; by categories only by reading all."""


class DueRows:
    """People who are due and not planned, in walking order; a long list is read as it comes into sight."""

    columns = _DUE

    def __init__(self) -> None:
        self._rows: dict[Id, DueRow] = {}
        self._long: DueList | None = None

    def hold(self, rows: Sequence[DueRow]) -> None:
        """Take other people."""
        self._long = rows if isinstance(rows, DueList) else None
        self._rows = {} if isinstance(rows, DueList) else {row.person.id: row for row in rows}

    def found(self, ids: Sequence[Id]) -> dict[Id, DueRow]:
        """Those of these people who still stand in the list."""
        if self._long is not None:
            return {row.person.id: row for row in self._long.rows(ids)}
        return {one: self._rows[one] for one in ids if one in self._rows}

    def ids(self, sort: str) -> Sequence[Id]:
        column = int(sort.removeprefix("-")) if sort else None
        if self._long is not None and column != _CATEGORIES:
            return self._long.sorted(
                ("-" if sort.startswith("-") else "") + _KEPT_BY[column] if column is not None else ""
            )
        rows = self._rows if self._long is None else {row.person.id: row for row in self._long}
        if column is None:
            return list(rows)
        by = _DUE_BY[column]
        return sorted(rows, key=lambda id_: by(rows[id_]), reverse=sort.startswith("-"))

    def rows(self, ids: Sequence[Id]) -> Sequence[Sequence[Cell]]:
        found = self.found(ids)
        return [_due_cells(found[one]) if one in found else [""] * len(_DUE) for one in ids]


def _due_cells(row: DueRow) -> Sequence[Cell]:
    standing, person = row.standing, row.person
    left = f"{standing.due:%m-%d}，还有 {-standing.days} 天" if standing.days < 0 else f"{standing.due:%m-%d}，今天"
    state = {
        Verdict.OVERDUE: State(f"超期 {standing.days} 天", "danger"),
        Verdict.FIRST: State(left, "info"),
    }.get(standing.verdict, State(left, "warning"))
    return person.name, f"{person.village}{person.group}", person.categories, state


_PLANNED = (
    TableColumn("姓名", 78, sort="0"),
    TableColumn("村（社区）", 100, sort="1"),
    TableColumn("谁去", 76, sort="2"),
    TableColumn("为什么去", 100, sort="3", grows=True, rank=1),
    TableColumn("哪天、情况", 124, sort="4"),
)
_PLANNED_BY: tuple[Callable[[PlannedRow], Any], ...] = (
    lambda row: row.name,
    lambda row: f"{row.village}{row.group}",
    lambda row: row.visitor,
    lambda row: row.why,
    lambda row: (row.planned_on, row.name),
)


class PlannedRows:
    """Planned visits, those of days that are over first."""

    columns = _PLANNED

    def __init__(self) -> None:
        self._rows: dict[Id, PlannedRow] = {}

    def hold(self, rows: Sequence[PlannedRow]) -> None:
        """Take other plans."""
        self._rows = {row.id: row for row in rows}

    def row(self, id_: Id) -> PlannedRow:
        """A plan by id."""
        return self._rows[id_]

    def ids(self, sort: str) -> Sequence[Id]:
        if not sort:
            return list(self._rows)
        by = _PLANNED_BY[int(sort.removeprefix("-"))]
        return sorted(self._rows, key=lambda id_: by(self._rows[id_]), reverse=sort.startswith("-"))

    def rows(self, ids: Sequence[Id]) -> Sequence[Sequence[Cell]]:
        return [_planned_cells(self._rows[id_]) for id_ in ids]


def _planned_cells(row: PlannedRow) -> Sequence[Cell]:
    return row.name, f"{row.village}{row.group}", row.visitor or "没定", row.why, _state(row)


def _state(row: PlannedRow) -> State:
    """The day and where the plan stands; one that was put off says from when."""
    day = f"{row.planned_on:%m-%d}"
    if not row.open:
        return State(row.fate.said, "ok")
    if row.fate.said:
        return State(row.fate.said, "warning")
    if row.late:
        return State(f"{day} 没去成", "danger")
    if row.first_on is not None:
        return State(f"{day}，原定{row.first_on:%m-%d}", "info")
    return State(f"{day} 周{WEEKDAYS[row.planned_on.weekday()]}", "plain")
