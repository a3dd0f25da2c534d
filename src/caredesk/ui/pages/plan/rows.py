"""The two lists of the plan as rows: who is due and not planned, and what is planned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from caredesk.schema.cadence import Verdict
from caredesk.schema.ids import Id
from caredesk.services.planning import PlannedRow
from caredesk.services.visiting import DueRow
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


class DueRows:
    """People who are due and not planned, in walking order."""

    columns = _DUE

    def __init__(self) -> None:
        self._rows: dict[Id, DueRow] = {}

    def hold(self, rows: Sequence[DueRow]) -> None:
        """Take other people."""
        self._rows = {row.person.id: row for row in rows}

    def row(self, id_: Id) -> DueRow:
        """Somebody by id."""
        return self._rows[id_]

    def ids(self, sort: str) -> Sequence[Id]:
        if not sort:
            return list(self._rows)
        by = _DUE_BY[int(sort.removeprefix("-"))]
        return sorted(self._rows, key=lambda id_: by(self._rows[id_]), reverse=sort.startswith("-"))

    def rows(self, ids: Sequence[Id]) -> Sequence[Sequence[Cell]]:
        return [_due_cells(self._rows[id_]) for id_ in ids]


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
