"""The lists of 今天要办 as rows: who, where, what for, seen last, and until when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from caredesk.schema.ids import Id
from caredesk.services.today_lines import DueLines, TodayLine
from caredesk.ui.table import Cell, State, TableColumn

COLUMNS = (
    TableColumn("姓名", 100, sort="0"),
    TableColumn("村（社区）", 130, sort="1"),
    TableColumn("类别、什么事", 160, sort="2", grows=True, rank=1),
    TableColumn("上次走访", 110, sort="3", rank=2),
    TableColumn("最晚哪天", 150, sort="4"),
)
_SORTED_BY: tuple[Callable[[TodayLine], Any], ...] = (
    lambda line: line.name,
    lambda line: line.place,
    lambda line: line.about,
    lambda line: line.last or date.min,
    lambda line: (line.by or date.max, line.name),
)


_KEPT_BY, _ABOUT = ("name", "place", "", "last", "due"), 2
"""How a long list is sorted without reading its lines; by what they are about only by reading all."""
_GONE = [""] * len(COLUMNS)
Key = str | Id


class TodayRows:
    """Any of the lists; only the lines in sight are put into cells, however many there are."""

    columns = COLUMNS

    def __init__(self) -> None:
        self._lines: dict[Key, TodayLine] = {}
        self._long: DueLines | None = None

    def hold(self, lines: Sequence[TodayLine]) -> None:
        """Take another list; a long one is read line by line as it comes into sight."""
        self._long = lines if isinstance(lines, DueLines) else None
        self._lines = {} if isinstance(lines, DueLines) else {line.key: line for line in lines}

    def line(self, key: Key) -> TodayLine | None:
        """A line by its key; None when it has meanwhile gone from the list."""
        if self._long is not None and isinstance(key, UUID):
            return self._long.by_key([key]).get(key)
        return self._lines.get(key)

    def ids(self, sort: str) -> Sequence[Key]:
        column = int(sort.removeprefix("-")) if sort else None
        if self._long is not None and column != _ABOUT:
            down = "-" if sort.startswith("-") else ""
            return self._long.due.sorted("" if column is None else down + _KEPT_BY[column])
        if column is None:
            return list(self._lines)
        by = _SORTED_BY[column]
        lines = {line.person or line.key: line for line in self._long} if self._long is not None else self._lines
        return sorted(lines, key=lambda key: by(lines[key]), reverse=sort.startswith("-"))

    def rows(self, ids: Sequence[Key]) -> Sequence[Sequence[Cell]]:
        people = [one for one in ids if isinstance(one, UUID)]
        lines: Mapping[Any, TodayLine] = self._lines if self._long is None else self._long.by_key(people)
        return [_cells(lines[key]) if key in lines else _GONE for key in ids]


def _cells(line: TodayLine) -> Sequence[Cell]:
    return (line.name or "（新增的）", line.place, line.about, _last(line), State(line.state, line.tone))


def _last(line: TodayLine) -> str:
    if line.last:
        return line.last.isoformat()
    return "没有记录" if line.opens is None else ""
