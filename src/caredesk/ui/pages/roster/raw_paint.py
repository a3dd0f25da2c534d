"""How the raw sheet is painted: cells by what their row is, letters with what a column is taken for, row numbers."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from caredesk.ui.style import colour, scale_of

Index = QModelIndex | QPersistentModelIndex
_GROUND = {"head": "primary_soft", "data": "surface", "grey": "raised", "off": "raised"}
_TEXT = {"head": "text", "data": "text", "grey": "second", "off": "second"}


def _two(index_text: object) -> tuple[str, str]:
    first, _, second = str(index_text or "").partition("\n")
    return first, second


class RawDelegate(QStyledItemDelegate):
    """A cell with thin lines; merged ones keep their words where they can be seen."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        view: QTableView = option.widget  # type: ignore[attr-defined]
        kind = str(index.data(Qt.ItemDataRole.UserRole) or "data")
        marked = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, colour("selected" if marked else _GROUND[kind]))
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        font = QFont(view.font())
        font.setBold(kind == "head")
        painter.setFont(font)
        painter.setPen(colour(_TEXT[kind]))
        room = rect.intersected(view.viewport().rect()).adjusted(6, 0, -6, 0)
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "").replace("\n", " ")
        wide = view.columnSpan(index.row(), index.column()) > 1 or kind == "head"
        side = Qt.AlignmentFlag.AlignHCenter if wide else Qt.AlignmentFlag.AlignLeft
        if view.rowSpan(index.row(), index.column()) > 1:
            painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWrapAnywhere), text)
        else:
            said = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), said)
        painter.restore()


class Letters(QHeaderView):
    """A, B, C ... and below each letter what the column is taken for."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setMinimumSectionSize(round(36 * scale_of(self)))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(super().sizeHint().width(), round(46 * scale_of(self)))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802
        letters, said = _two(self.model().headerData(section, Qt.Orientation.Horizontal))
        painter.save()
        painter.fillRect(rect, colour("head"))
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        half = rect.height() // 2
        small = QFont(self.font())
        small.setPixelSize(round(13 * scale_of(self)))
        painter.setFont(small)
        painter.setPen(colour("second"))
        painter.drawText(rect.adjusted(0, 2, 0, -half), Qt.AlignmentFlag.AlignCenter, letters)
        small.setBold(True)
        painter.setFont(small)
        painter.setPen(colour("primary"))
        words = QFontMetrics(small).elidedText(said, Qt.TextElideMode.ElideRight, rect.width() - 6)
        painter.drawText(rect.adjusted(3, half - 2, -3, -2), Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()


class Numbers(QHeaderView):
    """The workbook's own row numbers, and what a row is if it is nobody's."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionsClickable(True)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(round(104 * scale_of(self)), super().sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802
        number, kind = _two(self.model().headerData(section, Qt.Orientation.Vertical))
        painter.save()
        painter.fillRect(rect, colour("primary_soft" if kind == "表头" else "head"))
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        small = QFont(self.font())
        small.setPixelSize(round(13 * scale_of(self)))
        painter.setFont(small)
        painter.setPen(colour("second"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(8, 0, 0, 0), int(Qt.AlignmentFlag.AlignLeft | middle), kind)
        painter.drawText(rect.adjusted(0, 0, -8, 0), int(Qt.AlignmentFlag.AlignRight | middle), number)
        painter.restore()


def draw_edge(painter: QPainter, view: QTableView, y: int, said: str, *, held: bool) -> None:
    """The line at the edge of a header or table, with a grip at the right that says which it is."""
    if not -2 <= y <= view.viewport().height() + 2:
        return
    scale = scale_of(view)
    wide = view.viewport().width()
    tint: QColor = colour("primary_pressed" if held else "primary")
    painter.setPen(QPen(tint, 3 if held else 2))
    painter.drawLine(0, y, wide, y)
    font = QFont(view.font())
    font.setPixelSize(round(13 * scale))
    metrics = QFontMetrics(font)
    box = QRect(0, 0, round(metrics.horizontalAdvance(said) + 34 * scale), round(metrics.height() + 2 * scale))
    box.moveCenter(QRect(0, y, 1, 1).center())
    box.moveRight(wide - round(12 * scale))
    box.moveTop(min(max(box.top(), 0), view.viewport().height() - box.height()))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setFont(font)
    painter.setPen(colour("on_primary"))
    painter.drawText(box.adjusted(round(20 * scale), 0, 0, 0), Qt.AlignmentFlag.AlignCenter, said)
    left, middle = box.left() + round(11 * scale), box.center().y()
    for step in (-3, 0, 3):
        painter.drawLine(left, middle + step, left + round(10 * scale), middle + step)
