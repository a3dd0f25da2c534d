"""How a cell of a list is painted: words that end in … when there is no room, states on their soft colour."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from caredesk.ui.style import colour, scale_of

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class State:
    """A state in words with its tone (danger, warning, ok, info, plain)."""

    text: str
    tone: str = "plain"


Cell = str | State


def text_of(cell: Cell) -> str:
    """The words of a cell."""
    return cell.text if isinstance(cell, State) else cell


class CellDelegate(QStyledItemDelegate):
    """Paints rows with one thin line below, the marked ones on the selection's colour."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        widget = option.widget  # type: ignore[attr-defined]
        scale = scale_of(widget)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour("selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, colour("hover"))
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if state & QStyle.StateFlag.State_HasFocus and index.column() == 0:
            painter.fillRect(rect.x(), rect.y(), max(3, round(3 * scale)), rect.height(), colour("primary"))
        cell = index.data(Qt.ItemDataRole.UserRole)
        right = int(index.data(Qt.ItemDataRole.TextAlignmentRole) or 0) & int(Qt.AlignmentFlag.AlignRight)
        room = rect.adjusted(round(12 * scale), 0, -round((12 if right else 6) * scale), 0)
        font = QFont(option.font)  # type: ignore[attr-defined]
        if isinstance(cell, State) and cell.text:
            self._pill(painter, room, font, cell, scale)
        else:
            painter.setFont(font)
            painter.setPen(colour("text"))
            align = index.data(Qt.ItemDataRole.TextAlignmentRole) or Qt.AlignmentFlag.AlignVCenter
            words = QFontMetrics(font).elidedText(text_of(cell or ""), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, int(align), words)
        painter.restore()

    def _pill(self, painter: QPainter, room: QRectF, font: QFont, cell: State, scale: float) -> None:
        font.setPixelSize(round(13 * scale))
        metrics = QFontMetrics(font)
        words = metrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, int(room.width() - 20 * scale))
        tall = metrics.height() + 4 * scale
        top = room.y() + (room.height() - tall) / 2
        box = QRectF(room.x() - 2 * scale, top, metrics.horizontalAdvance(words) + 20 * scale, tall)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(f"{cell.tone}_soft"))
        painter.drawRoundedRect(box, tall / 2, tall / 2)
        painter.setFont(font)
        painter.setPen(colour(cell.tone))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
