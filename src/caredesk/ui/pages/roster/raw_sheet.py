"""The sheet as it is: a lazy view of the county's own rows with row numbers, letters and merged cells.

Header blocks are tinted, rows that are no people greyed with their kind at the side; where a table begins and ends is
dragged with the mouse, or said on a row by keyboard.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from caredesk.documents.layout.cells import shown
from caredesk.schema.privacy import mask_numbers_in_words
from caredesk.schema.roster import RawSheet
from caredesk.ui.editors.base import NEXT_KEYS
from caredesk.ui.pages.roster.raw_marks import EDGE_LABELS, Edge, TableMark, bounds, kind_at, row_menu
from caredesk.ui.pages.roster.raw_paint import Letters, Numbers, RawDelegate, draw_edge
from caredesk.ui.style import scale_of

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LOOKED_AT = 60
_NEAR = 6
_MOST_SPANS = 400
ROLE_KIND = Qt.ItemDataRole.UserRole


def letters_of(column: int) -> str:
    """A column's letters as spreadsheets write them, from 0: A, Z, AA."""
    number, letters = column + 1, ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class RawModel(QAbstractTableModel):
    """A sheet and its marks; nothing is prepared for rows that are not in sight."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet = RawSheet("", ())
        self.marks: Sequence[TableMark] = ()
        self._wide = 0

    def show_sheet(self, sheet: RawSheet, marks: Sequence[TableMark]) -> None:
        """Show another sheet, or the same with other marks."""
        same = sheet is self.sheet
        self.marks = marks
        if same:
            self.dataChanged.emit(self.index(0, 0), self.index(max(0, len(sheet.rows) - 1), max(0, self._wide - 1)))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(0, self._wide - 1))
            return
        self.beginResetModel()
        self.sheet = sheet
        self._wide = max(map(len, sheet.rows), default=0)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.sheet.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else self._wide

    def text(self, row: int, column: int) -> str:
        """A cell as it is shown, with long numbers starred."""
        return mask_numbers_in_words(shown(self.sheet.cell(row, column)))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.text(index.row(), index.column())
        if role == ROLE_KIND:
            return kind_at(self.marks, self.sheet, index.row())[0]
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            said = next((mark.says[section] for mark in self.marks if section in mark.says), "")
            return f"{letters_of(section)}\n{said}"
        return f"{section + 1}\n{kind_at(self.marks, self.sheet, section)[1]}"


class RawSheetView(QTableView):
    """``moved`` carries a table's place on the sheet, which edge, and the row that now begins below it.

    ``begun`` carries the row of a header on a sheet where no table was found.
    """

    moved = Signal(int, str, int)
    begun = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.cells = RawModel()
        self.nth = 0
        self._drag: tuple[TableMark, Edge, int] | None = None
        self.menu: QMenu | None = None
        self.setObjectName("records")
        self.setAccessibleName("原表")
        self.setHorizontalHeader(Letters(self))
        self.setVerticalHeader(Numbers(self))
        self.setModel(self.cells)
        self.setItemDelegate(RawDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        high = round(30 * scale_of(self))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(high)
        self.verticalHeader().setDefaultSectionSize(high)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._span())

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def show_sheet(self, sheet: RawSheet, marks: Sequence[TableMark], nth: int = 0) -> None:
        """Show a sheet with the tables on it; the marked table's header is scrolled into sight."""
        other = sheet is not self.cells.sheet
        self.nth = nth
        self.cells.show_sheet(sheet, marks)
        if other:
            self._fit_columns()
        mark = self._mark()
        if mark is not None and (other or not 0 <= self.currentIndex().row() < self.cells.rowCount()):
            at = self.cells.index(mark.header[0], 0)
            self.setCurrentIndex(at)
            self.scrollTo(self.cells.index(max(0, mark.header[0] - 3), 0), QTableView.ScrollHint.PositionAtTop)
        self._span()
        self.viewport().update()

    def _mark(self) -> TableMark | None:
        return next((mark for mark in self.cells.marks if mark.nth == self.nth), None)

    def _fit_columns(self) -> None:
        metrics, scale = QFontMetrics(self.font()), scale_of(self)
        mark = self._mark()
        first = mark.header[0] if mark is not None else 0
        last = min(mark.end if mark is not None else first + _LOOKED_AT, first + _LOOKED_AT)
        rows = self.cells.sheet.rows[first:last]
        merged = {(top, left) for top, left, _, right in self.cells.sheet.merges if right > left}
        for column in range(self.cells.columnCount()):
            texts = [
                self.cells.text(row, column)
                for row, cells in enumerate(rows, start=first)
                if column < len(cells)
                and (row, column) not in merged
                and kind_at(self.cells.marks, self.cells.sheet, row)[0] != "grey"
            ]
            said = str(self.cells.headerData(column, Qt.Orientation.Horizontal)).partition("\n")[2]
            longest = max((*texts, said), key=len, default="")
            wish = metrics.horizontalAdvance(longest) + 22 * scale
            self.setColumnWidth(column, round(min(max(wish, 44 * scale), 240 * scale)))

    def _span(self) -> None:
        """Join merged cells that are in sight (a village merged down 500 rows is one cell wherever one looks)."""
        self.clearSpans()
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        last = self.cells.rowCount() - 1 if last < 0 else last
        found = 0
        for top, left, bottom, right in self.cells.sheet.merges:
            if bottom >= first and top <= last and left < self.cells.columnCount():
                rows, columns = min(bottom, self.cells.rowCount() - 1) - top + 1, right - left + 1
                if rows * columns > 1 and rows > 0:
                    self.setSpan(top, left, rows, min(columns, self.cells.columnCount() - left))
                    found += 1
            if found >= _MOST_SPANS:
                break

    # --- edges

    def edge_y(self, row: int) -> int:
        """Where the upper side of a row lies in the viewport."""
        if row < self.cells.rowCount():
            return self.rowViewportPosition(row)
        return self.verticalHeader().length() - self.verticalHeader().offset()

    def _edge_near(self, y: int) -> tuple[TableMark, Edge, int] | None:
        for mark in self.cells.marks:
            for edge in EDGE_LABELS:
                row = mark.edge(edge)
                if abs(self.edge_y(row) - y) <= _NEAR:
                    return mark, edge, row
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag = self._edge_near(event.position().toPoint().y())
        if self._drag is None:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        y = event.position().toPoint().y()
        if self._drag is None:
            near = self._edge_near(y) is not None
            self.viewport().setCursor(Qt.CursorShape.SplitVCursor if near else Qt.CursorShape.ArrowCursor)
            if not event.buttons():
                super().mouseMoveEvent(event)
            return
        bar = self.verticalScrollBar()
        if y < _NEAR or y > self.viewport().height() - _NEAR:
            bar.setValue(bar.value() + (-1 if y < _NEAR else 1))
        mark, edge, _ = self._drag
        low, high = bounds(self.cells.marks, mark.nth, edge, self.cells.rowCount())
        self._drag = mark, edge, min(max(self._nearest(y), low), high)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._drag is None:
            super().mouseReleaseEvent(event)
            return
        (mark, edge, row), self._drag = self._drag, None
        self.viewport().update()
        if row != mark.edge(edge):
            self.moved.emit(mark.nth, edge, row)

    def _nearest(self, y: int) -> int:
        row = self.rowAt(y)
        if row < 0:
            return self.cells.rowCount() if y > 0 else 0
        half = self.rowViewportPosition(row) + self.rowHeight(row) / 2
        return row + 1 if y > half else row

    # --- by keyboard

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        row = self.rowAt(event.pos().y()) if event.reason() == QContextMenuEvent.Reason.Mouse else -1
        self.open_menu(row if row >= 0 else self.currentIndex().row())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in NEXT_KEYS:
            self.open_menu(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def open_menu(self, row: int) -> None:
        """Offer what can be said about a row."""
        if row < 0:
            return
        self.menu = row_menu(self, self._mark(), row, self._say)
        self.menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu.popup(self.viewport().mapToGlobal(QPoint(round(20 * scale_of(self)), self.edge_y(row + 1))))

    def _say(self, edge: Edge, row: int, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  a signal's argument
        mark = self._mark()
        if mark is None:
            self.begun.emit(row)
        elif row != mark.edge(edge):
            self.moved.emit(mark.nth, edge, row)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        for mark in self.cells.marks:
            for edge, said in EDGE_LABELS.items():
                held = self._drag is not None and self._drag[0].nth == mark.nth and self._drag[1] == edge
                row = self._drag[2] if held and self._drag is not None else mark.edge(edge)
                draw_edge(painter, self, self.edge_y(row), said, held=held)
        painter.end()
