"""An entry grid for any declared record: typed and pasted as in a spreadsheet, checked cell by cell."""

from __future__ import annotations

import csv
import io

from PySide6.QtCore import QCoreApplication, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from caredesk.ui.editors.base import NEXT_KEYS
from caredesk.ui.grid_cells import GridDelegate
from caredesk.ui.grid_model import GridModel, Index
from caredesk.ui.stuck_columns import StuckColumns
from caredesk.ui.style import scale_of
from caredesk.ui.table import for_spreadsheet

_FORWARD = (*NEXT_KEYS, Qt.Key.Key_Tab)


class EntryGrid(QTableView):
    """Enter and Tab go to the next cell, F2 or typing changes one; Ctrl+D is the line above, Ctrl+Z takes back.

    ``moved``: the keys stand on another cell. ``told``: a quiet word about what was pasted. ``opened``: the key of a
    line that is done was double-clicked or entered.
    """

    moved = Signal()
    told = Signal(str)
    opened = Signal(object)

    def __init__(self, model: GridModel, name: str) -> None:
        super().__init__()
        self.stuck: StuckColumns | None = None
        self._widths: list[int] = []
        self.cells = model
        self.setObjectName("grid")
        self.setAccessibleName(name)
        self.setModel(model)
        self.keeper = GridDelegate(model, self)
        self.keeper.moved.connect(self._on)
        self.keeper.handed.connect(self.keyPressEvent)
        self.setItemDelegate(self.keeper)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        scale = scale_of(self)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(round(38 * scale))
        header = self.horizontalHeader()
        header.setFixedHeight(round(40 * scale))
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.doubleClicked.connect(self._opened)
        heads = QHeaderView(Qt.Orientation.Horizontal, self)
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.stuck = StuckColumns(self, heads, lambda _: None)
        self.stuck.setItemDelegate(GridDelegate(model, self.stuck))  # one that edits belongs to one view only

    def fit(self, widths: list[int]) -> None:
        """Column widths at 标准; what room is left goes to the widest."""
        self._widths = widths
        scale = scale_of(self)
        wide = [round(one * scale) for one in widths]
        spare = self.viewport().width() - sum(wide)
        if spare > 0 and wide:
            wide[wide.index(max(wide))] += spare
        for place, one in enumerate(wide):
            self.setColumnWidth(place, one)
        if self.stuck is not None:
            self.stuck.hold(range(len(self.cells.heads)))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.fit(self._widths)

    # --- going from cell to cell

    def start(self) -> None:
        """Put the keys on the first cell that is still to be filled in."""
        grid = self.cells.grid
        rows = [row for row, line in enumerate(grid.lines) if not line.told.locked]
        fresh = [row for row in rows if not grid.begun(row)]
        if fresh or rows:
            self._enter_line((fresh or rows)[0])
        else:
            self.setFocus()

    def settle(self) -> None:
        """Take over what is being typed just now."""
        if self.keeper.editor is not None:
            self.keeper.finish(self.keeper.editor)

    def go(self, row: int, column: int, *, typing: bool = False) -> None:
        """Put the keys on a cell; ``typing``: its line is open at once, so that an input method begins there."""
        index = self.cells.index(row, column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)
        self.setFocus()
        if typing and self.cells.grid.open(row, column):
            self.edit(index)

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        super().currentChanged(current, previous)
        if previous.isValid() and previous.row() != current.row():
            self.cells.try_line(previous.row())
        self.moved.emit()

    def scrollTo(  # noqa: N802
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        super().scrollTo(index, hint)
        if self.stuck is not None and (covered := self.stuck.covered(index.column())):
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - covered)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802
        """Words that an input method hands over while no cell is open belong to the one with the keys."""
        at = self.currentIndex()
        if not at.isValid() or not (event.commitString() or event.preeditString()):
            return
        self.edit(at)
        if self.keeper.editor is not None:
            QCoreApplication.sendEvent(self.keeper.editor, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        at, key = self.currentIndex(), event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        keys = QKeySequence.StandardKey
        if event.matches(keys.Copy):
            self.copy()
        elif event.matches(keys.Paste):
            self.paste(QGuiApplication.clipboard().text())
        elif event.matches(keys.Undo) or event.matches(keys.Redo):
            self.cells.grid.step(back=event.matches(keys.Undo))
        elif control and key == Qt.Key.Key_D:
            self.same_as_above()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and at.isValid():
            self.cells.grid.enter([(row, column, "") for row, column in self._marked()])
        elif key in (*_FORWARD, Qt.Key.Key_Backtab) and at.isValid() and not control:
            if key in NEXT_KEYS and self.cells.grid.lines[at.row()].told.locked:
                self._opened(at)
            else:
                self._on(key, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)

    def _on(self, key: int, back: bool) -> None:  # noqa: FBT001  a signal's argument
        """From the cell with the keys to the next one: along the line, and on to the next line."""
        at = self.currentIndex()
        row, column = at.row(), at.column()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.go(min(max(row + step, 0), self.cells.rowCount() - 1), column, typing=True)
            return
        step = -1 if key == Qt.Key.Key_Backtab or back else 1
        columns = range(column + step, self.cells.columnCount() if step > 0 else len(self.cells.heads) - 1, step)
        found = next((one for one in columns if self.cells.grid.open(row, one)), None)
        if found is not None:
            self.go(row, found, typing=True)
        elif step > 0:
            self._enter_line(self._next_line(row + 1))
        elif row:
            self.go(row - 1, self.cells.columnCount() - 1, typing=True)

    def _next_line(self, row: int) -> int:
        """The next line that is not done; the last one when there is none."""
        lines = self.cells.grid.lines
        return next((one for one in range(row, len(lines)) if not lines[one].told.locked), len(lines) - 1)

    def _enter_line(self, row: int) -> None:
        """The first cell of a line in which nothing stands yet."""
        grid = self.cells.grid
        places = [one for one in range(len(self.cells.heads), self.cells.columnCount()) if grid.open(row, one)]
        empty = [one for one in places if not grid.words(row, one)]
        self.go(row, (empty or places or [len(self.cells.heads)])[0], typing=True)

    # --- blocks of cells

    def _marked(self) -> list[tuple[int, int]]:
        return sorted((index.row(), index.column()) for index in self.selectionModel().selectedIndexes())

    def copy(self) -> None:
        """Put the marked cells on the clipboard."""
        rows: dict[int, list[str]] = {}
        for row, column in self._marked():
            rows.setdefault(row, []).append(self.cells.grid.words(row, column))
        QGuiApplication.clipboard().setMimeData(for_spreadsheet(list(rows.values())))

    def paste(self, text: str) -> None:
        """Cells as a spreadsheet hands them over, from the marked cell on; one word fills all marked cells."""
        block = list(csv.reader(io.StringIO(text.rstrip("\r\n")), dialect="excel-tab"))
        marked = self._marked()
        if not block or not marked:
            return
        if len(block) == 1 and len(block[0]) == 1:
            cells = [(row, column, block[0][0]) for row, column in marked]
        else:
            top, left = min(row for row, _ in marked), min(column for _, column in marked)
            cells = [(top + down, left + along, words)
                     for down, told in enumerate(block) for along, words in enumerate(told)]  # fmt: skip
        written = self.cells.grid.enter(cells)
        if written < len(cells):
            self.told.emit(f"贴了{written}格，{len(cells) - written}格没贴：超出了表，或那一格已经录好、不用填。")

    def same_as_above(self) -> None:
        """Ctrl+D: the marked cells take what stands in the first of them; one line alone takes the line above."""
        marked = self._marked()
        if not marked:
            return
        top = min(row for row, _ in marked)
        one_line = all(row == top for row, _ in marked)
        source = top - 1 if one_line else top
        if source < 0:
            self.told.emit("上面没有行可以照抄。")
            return
        self.cells.grid.repeat(source, [(row, column) for row, column in marked if row != source])

    def _opened(self, index: Index) -> None:
        line = self.cells.grid.lines[index.row()]
        if line.told.locked:
            self.opened.emit(line.told.key)
