"""The lists of 今天要办 as rows: who, where, what for, seen last, and until when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from caredesk.services.today_lines import TodayLine
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


class TodayRows:
    """Any of the lists; only the lines in sight are put into cells, however many there are."""

    columns = COLUMNS

    def __init__(self) -> None:
        self._lines: dict[str, TodayLine] = {}

    def hold(self, lines: Sequence[TodayLine]) -> None:
        """Take another list."""
        self._lines = {line.key: line for line in lines}

    def line(self, key: str) -> TodayLine:
        """A line by its key."""
        return self._lines[key]

    def ids(self, sort: str) -> Sequence[str]:
        if not sort:
            return list(self._lines)
        by = _SORTED_BY[int(sort.removeprefix("-"))]
        return sorted(self._lines, key=lambda key: by(self._lines[key]), reverse=sort.startswith("-"))

    def rows(self, ids: Sequence[str]) -> Sequence[Sequence[Cell]]:
        found = [self._lines[key] for key in ids]
        return [
            (line.name or "（新增的）", line.place, line.about, _last(line), State(line.state, line.tone))
            for line in found
        ]


def _last(line: TodayLine) -> str:
    if line.last:
        return line.last.isoformat()
    return "没有记录" if line.opens is None else ""
