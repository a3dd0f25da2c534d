"""A sheet on screen: headings in groups, sorting by any column, narrowing by words; copied as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from caredesk.schema.sheet import Sheet
from caredesk.ui.editors.base import NEXT_KEYS
from caredesk.ui.stuck_columns import StuckColumns
from caredesk.ui.style import colour, scale_of
from caredesk.ui.table import for_spreadsheet
from caredesk.ui.table_cells import CellDelegate

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_HALF = 7.6
_MOST_WIDE = 300
_STUCK = ("number", "name")
"""Keys of the columns that stay in sight: the line's number and whose it is."""


class SheetModel(QAbstractTableModel):
    """The rows of a sheet in an order of their own; ``shown`` are places in the sheet's rows."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet: Sheet | None = None
        self.shown: list[int] = []
        self._words: list[str] = []
        self._sorted: tuple[int, bool] | None = None

    def show_sheet(self, sheet: Sheet) -> None:
        """Show another sheet, in its own order."""
        self.beginResetModel()
        self.sheet = sheet
        self._sorted = None
        self.shown = self._fitting()
        self.endResetModel()

    def narrow(self, text: str) -> None:
        """Keep only rows that hold every word."""
        self.beginResetModel()
        self._words = text.split()
        self.shown = self._ordered(self._fitting())
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.beginResetModel()
        self._sorted = (column, order == Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self.shown = self._ordered(self._fitting())
        self.endResetModel()

    def key_at(self, row: int) -> str:
        """The record id behind a row, "" when the sheet has none."""
        keys = self.sheet.keys if self.sheet else ()
        return keys[self.shown[row]] if row < len(self.shown) and self.shown[row] < len(keys) else ""

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return len(self.sheet.columns) if self.sheet and not parent.isValid() else 0

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self.sheet is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.UserRole, Qt.ItemDataRole.ToolTipRole):
            return self.sheet.rows[self.shown[index.row()]][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            sides = {"left": Qt.AlignmentFlag.AlignLeft, "center": Qt.AlignmentFlag.AlignHCenter}
            side = sides.get(self.sheet.columns[index.column()].align, Qt.AlignmentFlag.AlignRight)
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if self.sheet is None or orientation != Qt.Orientation.Horizontal:
            return None
        column = self.sheet.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.label
        return f"{column.group}/{column.label}" if role == Qt.ItemDataRole.ToolTipRole and column.group else None

    def _fitting(self) -> list[int]:
        rows = self.sheet.rows if self.sheet else ()
        return [place for place, row in enumerate(rows) if all(any(w in text for text in row) for w in self._words)]

    def _ordered(self, places: list[int]) -> list[int]:
        if self._sorted is None or self.sheet is None:
            return places
        column, downwards = self._sorted
        rows = self.sheet.rows
        if self.sheet.columns[column].number:
            return sorted(places, key=lambda place: _figure(rows[place][column]), reverse=downwards)
        filled = [place for place in places if rows[place][column]]
        empty = [place for place in places if not rows[place][column]]
        return sorted(filled, key=lambda place: rows[place][column], reverse=downwards) + empty


def _figure(text: str) -> float:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return float("-inf")


class GroupedHeader(QHeaderView):
    """Two lines of headings: groups above the columns they join, as on paper."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.groups: Sequence[str] = ()
        self.setSectionsClickable(True)
        self.setSortIndicatorShown(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)

    @property
    def grouped(self) -> bool:
        """Whether any column stands in a group."""
        return any(self.groups)

    def sizeHint(self) -> QSize:  # noqa: N802
        line = round(34 * scale_of(self))
        return QSize(super().sizeHint().width(), line * 2 if self.grouped else round(40 * scale_of(self)))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802
        painter.save()
        painter.fillRect(rect, colour("head"))
        group = self.groups[section] if section < len(self.groups) else ""
        label = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        below = rect
        if group:
            half = rect.height() // 2
            below = rect.adjusted(0, half, 0, 0)
            span = self._span(section, rect)
            painter.setClipRect(rect.adjusted(0, 0, 0, -half))
            painter.setPen(colour("second"))
            painter.drawText(span.adjusted(0, 0, 0, -half), Qt.AlignmentFlag.AlignCenter, group)
            painter.setClipping(False)
            painter.setPen(QPen(colour("line"), 1))
            painter.drawLine(below.topLeft(), below.topRight())
        if self.sortIndicatorSection() == section and self.isSortIndicatorShown():
            label += " ▲" if self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder else " ▼"
        painter.setPen(colour("second"))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(below.adjusted(3, 0, -3, 0), flags, label)
        painter.setPen(QPen(colour("line"), 1))
        last = section + 1 >= len(self.groups) or self.groups[section + 1] != group or not group
        edge = rect if last else below
        painter.drawLine(edge.topRight(), edge.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def _span(self, section: int, rect: QRect) -> QRect:
        first = last = section
        while first > 0 and self.groups[first - 1] == self.groups[section]:
            first -= 1
        while last + 1 < len(self.groups) and self.groups[last + 1] == self.groups[section]:
            last += 1
        left = self.sectionViewportPosition(first)
        right = self.sectionViewportPosition(last) + self.sectionSize(last)
        return QRect(left, rect.y(), right - left, rect.height())


class SheetView(QTableView):
    """``opened`` carries the record id of a row; ``counted`` how many rows are shown."""

    opened = Signal(str)
    counted = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.stuck: StuckColumns | None = None
        self.cells = SheetModel()
        self.setObjectName("records")
        self.setAccessibleName(name)
        self.heads = GroupedHeader(self)
        self.setHorizontalHeader(self.heads)
        self.setModel(self.cells)
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(round(40 * scale_of(self)))
        self.heads.setSectionsClickable(True)
        self.heads.sectionClicked.connect(self._sort_by)
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        self._stuck_heads = GroupedHeader(self)
        self.stuck = StuckColumns(self, self._stuck_heads, self._sort_by)
        self.stuck.doubleClicked.connect(lambda index: self._open(index.row()))

    def show_sheet(self, sheet: Sheet) -> None:
        """Show a sheet, its columns as wide as their content wants, within reason."""
        for header in (self.heads, self._stuck_heads):
            header.groups = [column.group for column in sheet.columns]
            header.setSortIndicatorShown(False)
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.cells.show_sheet(sheet)
        metrics, scale = QFontMetrics(self.font()), scale_of(self)
        bold = self.font()
        bold.setBold(True)
        heads = QFontMetrics(bold)
        for place, column in enumerate(sheet.columns):
            longest = max((row[place] for row in sheet.rows[:200]), key=len, default="")
            wish = max(metrics.horizontalAdvance(longest), heads.horizontalAdvance(column.label)) + 26 * scale
            self.setColumnWidth(place, round(min(wish, max(_MOST_WIDE, column.width * _HALF) * scale)))
        self.heads.setFixedHeight(self.heads.sizeHint().height())
        if self.stuck is not None:
            self.stuck.hold([place for place, column in enumerate(sheet.columns) if column.key in _STUCK])
        self.counted.emit(self.cells.rowCount())

    def narrow(self, text: str) -> None:
        """Keep only rows that hold every word."""
        self.cells.narrow(text)
        self.counted.emit(self.cells.rowCount())

    def scrollTo(  # noqa: N802
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a cell into sight, out from under the columns that stay."""
        super().scrollTo(index, hint)
        if self.stuck is not None and (covered := self.stuck.covered(index.column())):
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - covered)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.matches(QKeySequence.StandardKey.Copy) and self.cells.sheet is not None:
            places = [self.cells.shown[index.row()] for index in sorted(self.selectionModel().selectedRows())]
            QGuiApplication.clipboard().setMimeData(for_spreadsheet([self.cells.sheet.rows[one] for one in places]))
        elif event.key() in NEXT_KEYS and self.currentIndex().isValid():
            self._open(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _open(self, row: int) -> None:
        if key := self.cells.key_at(row):
            self.opened.emit(key)

    def _sort_by(self, section: int) -> None:
        same = self.heads.sortIndicatorSection() == section and self.heads.isSortIndicatorShown()
        down = same and self.heads.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        for heads in (self.heads, self._stuck_heads):
            heads.setSortIndicatorShown(True)
            heads.setSortIndicator(section, order)
        self.cells.sort(section, order)
        self.counted.emit(self.cells.rowCount())
