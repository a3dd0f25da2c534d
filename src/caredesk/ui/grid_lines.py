"""What stands in an entry grid: values, words that are no value yet, what is wrong with each line, and undo."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from caredesk.schema.fields import Field, Text
from caredesk.schema.kinds import Phone
from caredesk.schema.record import RecordType
from caredesk.ui.editors.base import Surroundings
from caredesk.ui.grid_reading import read_cell, show_cell

ALIKE = 5
"""So many lines with the same words are worth a look."""
_SHORT = 4
"""Words of up to so many characters (血压正常 is five) may well be the same on many lines."""


@dataclass(frozen=True)
class GridColumn:
    """Asks the first of ``names`` that a line's values show; ``width`` in pixels at 标准."""

    names: tuple[str, ...]
    label: str
    width: int = 110


@dataclass(frozen=True)
class GridLine:
    """A line: what stands before its cells, values that are not asked, values to begin with; ``locked`` is done."""

    key: Any
    heads: tuple[str, ...]
    fixed: Mapping[str, Any]
    begun: Mapping[str, Any]
    locked: bool = False


@dataclass
class Line:
    """A line as it stands: ``typed`` are words that are no value, ``refused`` what the station found wrong with it."""

    told: GridLine
    values: dict[str, Any]
    typed: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    tried: bool = False


@dataclass(frozen=True)
class _Change:
    line: int
    name: str
    before: tuple[Any, str | None]
    after: tuple[Any, str | None]


class GridLines:
    """The lines of a grid; ``changed`` is told which rows the user altered."""

    def __init__(
        self,
        kind: RecordType,
        heads: int,
        columns: Sequence[GridColumn],
        around: Surroundings,
        changed: Callable[[set[int]], None],
    ) -> None:
        self.kind, self.columns, self.around = kind, columns, around
        self._heads, self._changed = heads, changed
        self.lines: list[Line] = []
        self._done: list[list[_Change]] = []
        self._undone: list[list[_Change]] = []
        self.many: set[tuple[str, str]] = set()

    def hold(self, lines: Sequence[GridLine]) -> None:
        """Take other lines; what was done before can no longer be taken back."""
        self.lines = [Line(line, dict(line.begun)) for line in lines]
        self._done, self._undone = [], []
        self.count_alike()

    def whole(self, row: int) -> dict[str, Any]:
        """All values of a line as the record would be built of them."""
        line = self.lines[row]
        defaults = {name: spec.default for name, spec in self.kind.fields.items()}
        return {**defaults, **line.told.fixed, **line.values}

    def field_at(self, row: int, column: int) -> Field | None:
        """The field a cell asks on its line; None before the cells, and where the line leaves nothing to ask."""
        if column < self._heads:
            return None
        values = self.whole(row)
        names = self.columns[column - self._heads].names
        return next((self.kind.fields[name] for name in names if self.kind.shown(name, values)), None)

    def open(self, row: int, column: int) -> bool:
        """Whether a cell can be written in."""
        return not self.lines[row].told.locked and self.field_at(row, column) is not None

    def words(self, row: int, column: int) -> str:
        """What stands in a cell."""
        line = self.lines[row]
        if column < self._heads:
            return line.told.heads[column]
        spec = self.field_at(row, column)
        if spec is None:
            return ""
        return line.typed.get(spec.name) or show_cell(spec, line.values.get(spec.name), self.around)

    def problems(self, row: int) -> dict[str, str]:
        """By field what is wrong on a line that was begun."""
        line = self.lines[row]
        if line.told.locked or not self.begun(row):
            return {}
        found = {one.field: one.text for one in self.kind.problems(self.whole(row))
                 if line.tried or line.values.get(one.field) is not None}  # fmt: skip
        for name, words in line.typed.items():
            try:
                read_cell(self.kind.fields[name], words, self.whole(row), self.around)
            except ValueError as error:
                found[name] = str(error)
        return {**found, **line.refused}

    def begun(self, row: int) -> bool:
        """Whether something was entered on a line besides what it began with."""
        line = self.lines[row]
        names = {*line.values, *line.told.begun}
        return bool(line.typed) or any(line.values.get(n) != line.told.begun.get(n) for n in names)

    def alike(self, row: int, column: int) -> bool:
        """Whether a cell's words stand on many lines."""
        spec = self.field_at(row, column)
        return spec is not None and (spec.name, _said(self.lines[row].values.get(spec.name))) in self.many

    def repeated(self) -> list[tuple[str, str, int]]:
        """(label, words, lines) of words that stand on many lines."""
        counted = _counted(self)
        return [(self.kind.fields[n].label, words, counted[n, words]) for n, words in sorted(self.many)]

    def enter(self, cells: Sequence[tuple[int, int, str]]) -> int:
        """Write words into cells, as one step that can be taken back; returns how many cells could be written in."""
        step: list[_Change] = []
        written = 0
        for row, column, words in cells:
            if row < len(self.lines) and column < self._heads + len(self.columns) and self.open(row, column):
                written += 1
                spec = self.field_at(row, column)
                if spec is not None:
                    step += self._write(row, spec, words)
        self._keep(step)
        return written

    def put(self, row: int, column: int, value: Any) -> None:
        """Write a value that was picked into a cell."""
        spec = self.field_at(row, column)
        if spec is not None and self.open(row, column):
            self._keep(self._set(row, spec.name, (value, None)))

    def repeat(self, source: int, cells: Sequence[tuple[int, int]]) -> None:
        """Write into cells what stands on another line above or below them, as one step."""
        step: list[_Change] = []
        for row, column in cells:
            spec, above = self.field_at(row, column), self.field_at(source, column)
            if spec is None or not self.open(row, column):
                continue
            if above is spec and spec.name not in self.lines[source].typed:
                step += self._set(row, spec.name, (self.lines[source].values.get(spec.name), None))
            else:
                step += self._write(row, spec, self.words(source, column))
        self._keep(step)

    def step(self, *, back: bool) -> bool:
        """Take back the last step, or do again what was taken back; False when there is nothing to do."""
        source, target = (self._done, self._undone) if back else (self._undone, self._done)
        if not source:
            return False
        step = source.pop()
        target.append(step)
        for one in reversed(step) if back else step:
            if not self.lines[one.line].told.locked:
                self._lay(one.line, one.name, one.before if back else one.after)
        self._tell(step)
        return True

    def _write(self, row: int, spec: Field, words: str) -> list[_Change]:
        try:
            value = read_cell(spec, words, self.whole(row), self.around)
        except ValueError:
            return self._set(row, spec.name, (None, words))
        return self._set(row, spec.name, (value, None))

    def _set(self, row: int, name: str, after: tuple[Any, str | None]) -> list[_Change]:
        line = self.lines[row]
        before = (line.values.get(name), line.typed.get(name))
        if before == after:
            return []
        self._lay(row, name, after)
        return [_Change(row, name, before, after)]

    def _lay(self, row: int, name: str, told: tuple[Any, str | None]) -> None:
        line = self.lines[row]
        line.values[name], words = told
        line.typed.pop(name, None)
        line.refused.pop(name, None)
        if words is not None:
            line.typed[name] = words

    def _keep(self, step: list[_Change]) -> None:
        if step:
            self._done.append(step)
            self._undone.clear()
            self._tell(step)

    def _tell(self, step: list[_Change]) -> None:
        before = self.many
        self.count_alike()
        self._changed(set(range(len(self.lines))) if before != self.many else {one.line for one in step})

    def count_alike(self) -> None:
        """Look anew which words stand on many lines."""
        self.many = {told for told, lines in _counted(self).items() if lines >= ALIKE}


def _counted(grid: GridLines) -> Counter[tuple[str, str]]:
    """(field, words) by the number of lines that they stand on."""
    names = [name for column in grid.columns for name in column.names if _is_words(grid.kind.fields[name])]
    told = ((name, _said(line.values.get(name))) for line in grid.lines for name in names)
    return Counter(one for one in told if len(one[1]) > _SHORT)


def _is_words(spec: Field) -> bool:
    return isinstance(spec, Text) and not isinstance(spec, Phone)


def _said(value: Any) -> str:
    return "".join(value.split()).rstrip("。.") if isinstance(value, str) else ""
