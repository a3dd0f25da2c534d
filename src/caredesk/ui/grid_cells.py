"""Cells of an entry grid: how they are painted, and the line that is typed in."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from caredesk.schema.fields import Choices, Field
from caredesk.ui.editors.base import NEXT_KEYS, Candidate
from caredesk.ui.editors.pick import PickLine
from caredesk.ui.grid_model import GridModel
from caredesk.ui.grid_reading import candidates, last_part, picks
from caredesk.ui.style import colour, scale_of

Index = QModelIndex | QPersistentModelIndex


class CellLine(QLineEdit):
    """Words of a cell being typed."""


class CellPick(PickLine):
    """Options or names of a cell being typed; with ``several`` each pick is put behind those that stand there."""

    def __init__(self, spec: Field, model: GridModel, row: int) -> None:
        grid = model.grid
        super().__init__(lambda text: candidates(spec, text, grid.whole(row), grid.around), at_once=True)
        self.several = isinstance(spec, Choices)
        self.chosen: Candidate | None = None
        self.picked.connect(self._put)

    def _put(self, candidate: Candidate) -> None:
        self.chosen = candidate
        if self.several:
            text = self.text()
            before = text[: len(text) - len(last_part(text))]
            self.setText(f"{before}{candidate.title}")
        else:
            self.setText(candidate.title)

    @property
    def pending(self) -> bool:
        """Whether words stand there that were not picked yet."""
        rest = last_part(self.text()) if self.several else self.text().strip()
        return bool(rest) and not (self.chosen and self.chosen.title == rest)


class GridDelegate(QStyledItemDelegate):
    """``moved`` carries the key that ended an edit: Enter and Tab go on, Shift+Tab back, Up and Down up and down.

    ``handed`` carries a key that is the grid's own although a cell is being typed in: Ctrl+D, a block that is pasted.
    """

    moved = Signal(int, bool)
    handed = Signal(object)

    def __init__(self, model: GridModel, view: QWidget) -> None:
        super().__init__(view)
        self._model = model
        self.editor: QLineEdit | None = None
        """The line of the cell that is being typed in."""

    def createEditor(  # noqa: N802
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: Index,
    ) -> QWidget:
        spec = self._model.grid.field_at(index.row(), index.column())
        assert spec is not None
        made: QLineEdit = CellPick(spec, self._model, index.row()) if picks(spec) else CellLine()
        made.setParent(parent)
        made.setAccessibleName(spec.label)
        made.setObjectName("cell")
        made.setFrame(False)
        self.editor = made
        return made

    def destroyEditor(self, editor: QWidget, index: Index) -> None:  # noqa: N802
        if editor is self.editor:
            self.editor = None
        super().destroyEditor(editor, index)

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802
        assert isinstance(editor, QLineEdit)
        editor.setText(self._model.grid.words(index.row(), index.column()))
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:  # noqa: ARG002, N802
        assert isinstance(editor, QLineEdit)
        row, column = index.row(), index.column()
        if editor.text() == self._model.grid.words(row, column):
            return
        chosen = editor.chosen if isinstance(editor, CellPick) and not editor.several else None
        if chosen is not None and chosen.title == editor.text():
            self._model.grid.put(row, column, chosen.key)
        else:
            self._model.grid.enter([(row, column, editor.text())])

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(editor, QLineEdit):
            key = event.key()
            ends = (*NEXT_KEYS, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            lists = isinstance(editor, CellPick)
            if self._is_the_grids(editor, event):
                self.finish(editor)
                self.handed.emit(event)
                return True
            if key in ends or (key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not lists):
                if isinstance(editor, CellPick) and (editor.pending or editor.open):
                    editor.take()
                self.finish(editor)
                self.moved.emit(key, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
                return True
            if key == Qt.Key.Key_Escape and isinstance(editor, CellPick) and editor.open:
                editor.hide_list()
                return True
            if lists and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                return False
        return super().eventFilter(editor, event)

    def _is_the_grids(self, editor: QLineEdit, event: QKeyEvent) -> bool:
        keys, modifiers = QKeySequence.StandardKey, event.modifiers()
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if event.matches(keys.Paste):
            return any(mark in QGuiApplication.clipboard().text().rstrip("\r\n") for mark in "\t\n")
        if event.matches(keys.Undo) or event.matches(keys.Redo):
            return not (editor.isUndoAvailable() or editor.isRedoAvailable())
        along = event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        return along or (control and event.key() == Qt.Key.Key_D)

    def finish(self, editor: QLineEdit) -> None:
        """Take over what stands in the editor and close it."""
        self.editor = None
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect, state = option.rect, option.state  # type: ignore[attr-defined]
        scale = scale_of(option.widget)  # type: ignore[attr-defined]
        row, column = index.row(), index.column()
        grid = self._model.grid
        wrong, cells = self._model.problem(row, column), column >= len(self._model.heads)
        shut = cells and not grid.open(row, column)
        painter.save()
        ground = "danger_soft" if wrong else "raised" if shut or not cells else "surface"
        if state & QStyle.StateFlag.State_Selected:
            ground = "selected"
        painter.fillRect(rect, colour(ground))
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if cells and grid.alike(row, column):
            side = 9 * scale
            corner = QRectF(rect).topRight()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("warning_line"))
            painter.drawPolygon(QPolygonF([corner, corner - QPointF(side, 0), corner + QPointF(0, side)]))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        if state & QStyle.StateFlag.State_HasFocus or _is_at(option, index):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("danger" if wrong else "primary"), max(2, round(2 * scale))))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        font = QFont(option.font)  # type: ignore[attr-defined]
        painter.setFont(font)
        painter.setPen(colour("danger" if wrong else "second" if shut else "text"))
        room = rect.adjusted(round(8 * scale), 0, -round(6 * scale), 0)
        words = QFontMetrics(font).elidedText(grid.words(row, column), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)
        painter.restore()


def _is_at(option: QStyleOptionViewItem, index: Index) -> bool:
    """Whether the keys stand on a cell, seen from the columns that stay in sight as well."""
    view = option.widget  # type: ignore[attr-defined]
    return bool(view is not None and view.currentIndex() == index and view.selectionModel() is not None)
