"""The model of an entry grid: Qt's view of its lines, with what is missing told once a line was left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from caredesk.schema.errors import Problem
from caredesk.schema.record import RecordType
from caredesk.ui.editors.base import Surroundings
from caredesk.ui.grid_lines import GridColumn, GridLine, GridLines

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class GridModel(QAbstractTableModel):
    """Cells are set by the words typed into them; ``altered`` says that the user changed something."""

    altered = Signal()

    def __init__(
        self, kind: RecordType, heads: Sequence[str], columns: Sequence[GridColumn], around: Surroundings
    ) -> None:
        super().__init__()
        self.heads, self.columns = heads, columns
        self.grid = GridLines(kind, len(heads), columns, around, self._changed)

    def hold(self, lines: Sequence[GridLine]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.grid.hold(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.grid.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.heads) + len(self.columns)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return [*self.heads, *(column.label for column in self.columns)][section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.grid.words(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.problem(index.row(), index.column()) or self.grid.words(index.row(), index.column())
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        if role != Qt.ItemDataRole.EditRole:
            return False
        return self.grid.enter([(index.row(), index.column(), str(value))]) > 0

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self.grid.open(index.row(), index.column()) else flags

    def problem(self, row: int, column: int) -> str:
        """What is wrong in a cell, "" for nothing. What is missing is told once the line was left or saved."""
        spec = self.grid.field_at(row, column)
        return self.grid.problems(row).get(spec.name, "") if spec is not None else ""

    def try_line(self, row: int) -> None:
        """From now on say what is missing on a line, if it was begun."""
        if 0 <= row < len(self.grid.lines) and not self.grid.lines[row].tried:
            self.grid.lines[row].tried = True
            self._repaint(row)

    def refuse(self, row: int, problems: Sequence[Problem]) -> None:
        """Show what the station found wrong with a line."""
        self.grid.lines[row].refused = {one.field: one.text for one in problems}
        self.grid.lines[row].tried = True
        self._repaint(row)

    def lock(self, row: int, heads: Sequence[str]) -> None:
        """A line was saved: it stands, and is no longer written in here."""
        line = self.grid.lines[row]
        line.told = GridLine(line.told.key, tuple(heads), line.told.fixed, dict(line.values), locked=True)
        line.typed.clear()
        line.refused.clear()
        self._repaint(row)

    def draft(self) -> dict[str, Any]:
        """What was begun and is not saved, as JSON by line: values, and words that are no value yet."""
        kept = {}
        for row, line in enumerate(self.grid.lines):
            if not line.told.locked and self.grid.begun(row):
                specs = self.grid.kind.fields
                values = {n: specs[n].to_json(v) for n, v in line.values.items() if v != line.told.begun.get(n)}
                kept[str(line.told.key)] = {"values": values, "typed": dict(line.typed)}
        return kept

    def take_draft(self, kept: Mapping[str, Any]) -> int:
        """Lay a draft over the lines that are not done; returns how many lines it reached."""
        reached = 0
        specs = self.grid.kind.fields
        for row, line in enumerate(self.grid.lines):
            told = kept.get(str(line.told.key))
            if told is None or line.told.locked:
                continue
            reached += 1
            for name, raw in _known(told.get("values", {}), specs):
                with suppress(ValueError):  # what no longer fits the declaration is left out
                    line.values[name] = None if raw is None else specs[name].from_json(raw)
            line.typed.update(_known(told.get("typed", {}), specs))
            self._repaint(row)
        if reached:
            self.grid.count_alike()
            self.altered.emit()
        return reached

    def _changed(self, rows: set[int]) -> None:
        for row in rows:
            self._repaint(row)
        self.altered.emit()

    def _repaint(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))


def _known(told: Mapping[str, Any], specs: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, raw) for name, raw in told.items() if name in specs]
