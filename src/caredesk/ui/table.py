"""Lists of any length: the model holds ordered ids and fetches only the rows that are looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Protocol

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from caredesk.ui.editors.base import NEXT_KEYS
from caredesk.ui.style import scale_of
from caredesk.ui.table_cells import Cell, CellDelegate, State, text_of

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_WINDOW = 64
_KEPT = 16


@dataclass(frozen=True)
class TableColumn:
    """``width`` is pixels at 标准, ``grows`` takes what room is left, ``rank`` > 0 leaves first when room is short.

    ``sort`` is the word the source is asked to sort by ("" = not sortable).
    """

    label: str
    width: int = 100
    sort: str = ""
    grows: bool = False
    rank: int = 0
    right: bool = False


class RowSource(Protocol):
    """Where a list comes from; sorting is the source's work (it knows how names sound)."""

    @property
    def columns(self) -> Sequence[TableColumn]:
        """What each column shows."""
        ...

    def ids(self, sort: str) -> Sequence[Any]:
        """All ids in order; ``sort`` is a column's word, with - in front for downwards."""
        ...

    def rows(self, ids: Sequence[Any]) -> Sequence[Sequence[Cell]]:
        """The cells of these ids, one row each, in their order."""
        ...


class HeldRows:
    """A short list that is all there: (id, cells, what to sort by) a row; sorts by a column's place as its word."""

    def __init__(self, columns: Sequence[TableColumn]) -> None:
        self.columns = columns
        self._order: list[Any] = []
        self._cells: dict[Any, Sequence[Cell]] = {}
        self._keys: dict[Any, Sequence[Any]] = {}

    def hold(self, rows: Sequence[tuple[Any, Sequence[Cell], Sequence[Any]]]) -> None:
        """Take other rows."""
        self._order = [id_ for id_, _, _ in rows]
        self._cells = {id_: cells for id_, cells, _ in rows}
        self._keys = {id_: keys for id_, _, keys in rows}

    def ids(self, sort: str) -> Sequence[Any]:
        if not sort:
            return self._order
        place = int(sort.removeprefix("-"))
        return sorted(self._order, key=lambda id_: self._keys[id_][place], reverse=sort.startswith("-"))

    def rows(self, ids: Sequence[Any]) -> Sequence[Sequence[Cell]]:
        return [self._cells[id_] for id_ in ids]


class IdModel(QAbstractTableModel):
    """Rows of a source, fetched by windows of 64 and forgotten again."""

    counted = Signal(int)

    def __init__(self, source: RowSource) -> None:
        super().__init__()
        self.source = source
        self.sorted_by = ""
        self.left_out: Sequence[int] = ()
        """Columns that have no room just now: every cell's tool tip tells them."""
        self._ids: Sequence[Any] = ()
        self._windows: OrderedDict[int, Sequence[Sequence[Cell]]] = OrderedDict()

    def reload(self) -> None:
        """Ask the source anew."""
        self.beginResetModel()
        self._windows.clear()
        self._ids = self.source.ids(self.sorted_by)
        self.endResetModel()
        self.counted.emit(len(self._ids))

    def id_at(self, row: int) -> Any:
        """The id behind a row."""
        return self._ids[row]

    def row_of(self, wanted: Any) -> int:
        """Where an id stands, -1 when it is not in the list."""
        try:
            return list(self._ids).index(wanted)
        except ValueError:
            return -1

    def row(self, row: int) -> Sequence[Cell]:
        """The cells of a row; blank ones when it has meanwhile gone from the station."""
        window, place = divmod(row, _WINDOW)
        if window not in self._windows:
            ids = self._ids[window * _WINDOW : (window + 1) * _WINDOW]
            found = list(self.source.rows(ids))
            found += [[""] * len(self.source.columns)] * (len(ids) - len(found))
            self._windows[window] = found
            while len(self._windows) > _KEPT:
                self._windows.popitem(last=False)
        self._windows.move_to_end(window)
        return self._windows[window][place]

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.source.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and self.source.columns[index.column()].right:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.UserRole, Qt.ItemDataRole.ToolTipRole):
            cells = self.row(index.row())
            cell = cells[index.column()]
            if role == Qt.ItemDataRole.ToolTipRole:
                left_out = (f"{self.source.columns[at].label}：{text_of(cells[at])}" for at in self.left_out)
                return "\n".join([text_of(cell), *left_out])
            return cell if role == Qt.ItemDataRole.UserRole else text_of(cell)
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and self.source.columns[section].right:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return self.source.columns[section].label if role == Qt.ItemDataRole.DisplayRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        word = self.source.columns[column].sort if 0 <= column < len(self.source.columns) else ""
        if word:
            self.sorted_by = f"-{word}" if order == Qt.SortOrder.DescendingOrder else word
            self.reload()


class RecordTable(QTableView):
    """A list of records. ``opened`` carries the id of a row that was double-clicked or entered with Enter."""

    opened = Signal(object)
    chosen = Signal(list)

    def __init__(self, source: RowSource, name: str) -> None:
        super().__init__()
        self.records = IdModel(source)
        self.setObjectName("records")
        self.setAccessibleName(name)
        self.setModel(self.records)
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        scale = scale_of(self)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(round(40 * scale))
        self.verticalHeader().setMinimumSectionSize(round(40 * scale))
        header = self.horizontalHeader()
        # Headings ask of every row whether its whole column is marked: 0.4 s when 17,000 rows are. They ask this one.
        header.setSelectionModel(QItemSelectionModel(self.records, header))
        header.setFixedHeight(round(40 * scale))
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(round(40 * scale))
        if any(column.sort for column in source.columns):
            header.setSectionsClickable(True)
            header.setSortIndicatorShown(True)
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            header.sectionClicked.connect(self._sort_by)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.records.id_at(index.row())))
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit(self.chosen_ids()))

    def reload(self) -> None:
        """Show what the source holds now; the row that had the mark keeps it."""
        at = self.currentIndex().row()
        kept = self.records.id_at(at) if 0 <= at < self.records.rowCount() else None
        self.records.reload()
        row = self.records.row_of(kept) if kept is not None else -1
        if row < 0 and self.records.rowCount():
            row = 0
        if row >= 0:
            self.selectRow(row)

    def selectRow(self, row: int) -> None:  # noqa: N802
        """Mark a row, whatever keys are held down just now (Qt's own would add to the marked ones, or unmark it)."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self.records.index(row, 0), flags)

    def chosen_rows(self) -> list[int]:
        """The places of the marked rows, in order (by ranges: thousands may be marked at once)."""
        ranges = self.selectionModel().selection()
        spans = (range(one.top(), one.bottom() + 1) for one in ranges)  # type: ignore[attr-defined]  # a list in Qt
        return sorted({row for span in spans for row in span})

    def chosen_ids(self) -> list[Any]:
        """The ids of the marked rows, in order."""
        return [self.records.id_at(row) for row in self.chosen_rows()]

    def copy(self) -> None:
        """Put the marked rows on the clipboard; long numbers stay text when pasted into a spreadsheet."""
        shown = [place for place in range(self.records.columnCount()) if not self.isColumnHidden(place)]
        rows = [
            [text_of(self.records.row(index.row())[place]) for place in shown]
            for index in sorted(self.selectionModel().selectedRows())
        ]
        if len(rows) == self.records.rowCount() > 1:
            rows.insert(0, [self.records.source.columns[place].label for place in shown])
        QGuiApplication.clipboard().setMimeData(for_spreadsheet(rows))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in NEXT_KEYS and self.currentIndex().isValid():
            self.opened.emit(self.records.id_at(self.currentIndex().row()))
        elif event.key() == Qt.Key.Key_Home:
            self.selectRow(0)
        elif event.key() == Qt.Key.Key_End:
            self.selectRow(self.records.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Share the width out; columns of higher rank leave while the others have no room."""
        scale = scale_of(self)
        columns = list(enumerate(self.records.source.columns))
        shown = dict(columns)
        for place, column in sorted(columns, key=lambda pair: -pair[1].rank):
            if column.rank and sum(one.width for one in shown.values()) * scale > self.viewport().width():
                del shown[place]
        self.records.left_out = [place for place, _ in columns if place not in shown]
        left = self.viewport().width() - sum(round(one.width * scale) for one in shown.values())
        growing = [place for place, one in shown.items() if one.grows] or list(shown)
        for place, column in columns:
            self.setColumnHidden(place, place not in shown)
            more = max(0, left) // len(growing) if place in growing else 0
            self.setColumnWidth(place, round(column.width * scale) + more)

    def _sort_by(self, section: int) -> None:
        if self.records.source.columns[section].sort:
            self.records.sort(section, self.horizontalHeader().sortIndicatorOrder())
        else:
            self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)


def for_spreadsheet(rows: Sequence[Sequence[str]]) -> QMimeData:
    """Rows as a spreadsheet pastes them: tabs as text, and a table whose cells are marked as text (号码不变形)."""
    clean = [[text.replace("\t", " ").replace("\r", "").replace("\n", " ") for text in row] for row in rows]
    made = QMimeData()
    made.setText("\n".join("\t".join(row) for row in clean))
    cell = "<td style=\"mso-number-format:'\\@'\">{}</td>"
    body = "".join("<tr>" + "".join(cell.format(escape(text)) for text in row) + "</tr>" for row in clean)
    made.setHtml(f"<table>{body}</table>")
    return made


__all__ = ["Cell", "HeldRows", "IdModel", "RecordTable", "RowSource", "State", "TableColumn", "for_spreadsheet"]
