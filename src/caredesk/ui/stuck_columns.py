"""Columns that stay in sight on the left while the others are scrolled: whose line it is can always be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from caredesk.ui.widgets import set_look


class StuckColumns(QTableView):
    """Lies over the left edge of a table and shows those of ``wanted`` that the table has scrolled out of sight.

    It shares the table's model, marks and lines; the keys stay with the table.
    """

    def __init__(self, table: QTableView, heads: QHeaderView, sort: Callable[[int], None]) -> None:
        super().__init__(table)
        self._table = table
        self._wanted: Sequence[int] = ()
        self.shown: list[int] = []
        self.setObjectName("records")
        set_look(self, stuck=True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setModel(table.model())
        self.setSelectionModel(table.selectionModel())
        self.setItemDelegate(table.itemDelegate())
        self.setSelectionMode(table.selectionMode())
        self.setSelectionBehavior(table.selectionBehavior())
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for way in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            way(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setHorizontalHeader(heads)
        heads.setSectionsClickable(True)
        heads.sectionClicked.connect(sort)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(table.verticalHeader().defaultSectionSize())
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(table.verticalScrollBar().setValue)
        table.horizontalScrollBar().valueChanged.connect(lambda _: self.settle())
        table.horizontalHeader().sectionResized.connect(lambda *_: self.settle())
        table.installEventFilter(self)
        self.hide()

    def hold(self, wanted: Sequence[int]) -> None:
        """Which columns are to stay, from left to right."""
        self._wanted = wanted
        self.settle()

    def settle(self) -> None:
        """Show those of the columns that the table has scrolled away, and lie over its left edge."""
        header, wide = self._table.horizontalHeader(), 0
        self.shown = []
        room = self._table.viewport().width() * 2 // 3  # a window too narrow for them keeps its room for the others
        for place in self._wanted:
            size = header.sectionSize(place)
            if header.sectionViewportPosition(place) < wide and wide + size <= room:
                self.shown.append(place)
                wide += size
        self.setVisible(bool(self.shown))
        if not self.shown:
            return
        for place in range(self.model().columnCount()):
            self.setColumnHidden(place, place not in self.shown)
        for place in self.shown:
            self.setColumnWidth(place, header.sectionSize(place))
        self.horizontalHeader().setFixedHeight(header.height())
        tall = header.height() + self._table.viewport().height()
        edge = self._table.frameWidth()
        self.setGeometry(edge, edge, wide + 2, tall)  # with its own edge on the right
        self.verticalScrollBar().setValue(self._table.verticalScrollBar().value())

    def covered(self, place: int) -> int:
        """By how many pixels this lies over a column of the table."""
        if not self.shown or place in self.shown:
            return 0
        return max(0, self.width() - self._table.columnViewportPosition(place))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.settle()
        return super().eventFilter(watched, event)
