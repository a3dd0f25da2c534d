"""Picking one of many by typing a part of its name: the line of every link, and 找人 itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from caredesk.ui.editors.base import NEXT_KEYS, Candidate
from caredesk.ui.style import colour, scale_of

_PAUSE = 120
Index = QModelIndex | QPersistentModelIndex


class CandidateDelegate(QStyledItemDelegate):
    """Paints a candidate: its name, and small behind it what tells it from its namesakes."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802
        return QSize(100, round(38 * scale_of(option.widget)))  # type: ignore[attr-defined]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        candidate = index.data(Qt.ItemDataRole.UserRole)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        painter.save()
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.fillRect(rect, colour("selected" if state & QStyle.StateFlag.State_Selected else "hover"))
        font = QFont(option.font)  # type: ignore[attr-defined]
        painter.setFont(font)
        painter.setPen(colour("text"))
        room = rect.adjusted(12, 0, -12, 0)
        wide = painter.fontMetrics().horizontalAdvance(candidate.title)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, candidate.title)
        font.setPixelSize(max(1, round(font.pixelSize() * 13 / 15)))
        painter.setFont(font)
        painter.setPen(colour("second"))
        rest = room.adjusted(wide + 14, 0, 0, 0)
        said = painter.fontMetrics().elidedText(candidate.detail, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, said)
        painter.restore()


class PickLine(QLineEdit):
    """A line that lists what fits below it. ``picked`` carries the candidate; ``emptied`` when the line is cleared.

    ``find`` is asked after a short pause, never while Chinese input is composing (Qt tells edits only on commit).
    The list belongs to the same window and never takes the focus, so that typing goes on undisturbed.
    """

    picked = Signal(object)
    emptied = Signal()

    def __init__(self, find: Callable[[str], Sequence[Candidate]], *, at_once: bool = False) -> None:
        super().__init__()
        self._find, self._at_once = find, at_once
        self._frame: QFrame | None = None
        self.found = QListWidget()
        self.found.setObjectName("found")
        self.found.setAccessibleName("找到的")
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.setItemDelegate(CandidateDelegate(self.found))
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.setMouseTracking(True)
        self.found.itemClicked.connect(lambda _: self.take())
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.look)
        self.textEdited.connect(self._edited)

    @property
    def open(self) -> bool:
        """Whether the list is showing."""
        return self._frame is not None and self._frame.isVisible()

    def look(self) -> None:
        """Ask for what fits now and show it."""
        self._pause.stop()
        text = self.text().strip()
        self._list(self._find(text) if text or self._at_once else ())

    @property
    def waits(self) -> bool:
        """Whether there is something to pick, but nothing marked: Enter must not guess."""
        return self.found.currentItem() is None and any(
            self.found.item(at).flags() & Qt.ItemFlag.ItemIsEnabled for at in range(self.found.count())
        )

    def _list(self, candidates: Sequence[Candidate], *, marked: bool = True) -> None:
        self.found.clear()
        for candidate in candidates:
            item = QListWidgetItem(candidate.title)
            item.setData(Qt.ItemDataRole.UserRole, candidate)
            self.found.addItem(item)
        if not candidates:
            if self.text().strip():
                self._empty()
            else:
                self.hide_list()
            return
        self.found.setCurrentRow(self._first(candidates) if marked else -1)
        self._show_list()

    def _first(self, candidates: Sequence[Candidate]) -> int:
        """The row to mark: what stands in the line, else the first that makes nothing new; -1 for none."""
        text = self.text().strip()
        named = (at for at, one in enumerate(candidates) if one.title == text)
        plain = (at for at, one in enumerate(candidates) if not one.asks)
        return next(named, next(plain, -1))

    def take(self) -> bool:
        """Pick the marked candidate; False when there is none."""
        if self._pause.isActive():
            self.look()
        item = self.found.currentItem() if self.open else None
        candidate = item.data(Qt.ItemDataRole.UserRole) if item else None
        if candidate is None or candidate.key is None:
            return False
        self.hide_list()
        self.picked.emit(candidate)
        return True

    def hide_list(self) -> None:
        """Close the list."""
        self._pause.stop()
        if self._frame is not None:
            self._frame.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if not self.open:
                self._show_all()
            elif self.found.count():
                step = 1 if key == Qt.Key.Key_Down else -1
                at = self.found.currentRow()
                self.found.setCurrentRow(0 if at < 0 else (at + step) % self.found.count())
        elif key == Qt.Key.Key_Escape and self.open:
            self.hide_list()
        elif key in NEXT_KEYS and self.take():
            event.accept()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mousePressEvent(event)
        if self._at_once and not self.open:
            self._show_all(marked=False)  # who only clicked has chosen nothing yet

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.hide_list()
        return super().event(event)

    def _show_all(self, *, marked: bool = True) -> None:
        self._list(self._find(self.text().strip()), marked=marked)

    def _edited(self, text: str) -> None:
        if text.strip():
            self._pause.start()
        else:
            self.hide_list()
            self.emptied.emit()

    def _empty(self) -> None:
        item = QListWidgetItem("")
        item.setData(Qt.ItemDataRole.UserRole, Candidate(None, "没有找到", "换个写法：名字的一部分、拼音首字母都行"))
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.found.addItem(item)
        self._show_list()

    def _show_list(self) -> None:
        if self._frame is None:
            self._frame = QFrame(self.window())
            self._frame.setObjectName("popup")
            column = QVBoxLayout(self._frame)
            column.setContentsMargins(4, 4, 4, 4)
            column.addWidget(self.found)
        window = self.window()
        tall = min(self.found.count(), 8) * self.found.sizeHintForRow(0) + 10
        below = self.mapTo(window, QPoint(0, self.height() + 4))
        wide = min(max(self.width(), round(520 * scale_of(self))), window.width() - 16)
        left = max(8, min(below.x(), window.width() - wide - 8))
        top = below.y()
        if top + tall > window.height() - 8:
            above = self.mapTo(window, QPoint(0, 0)).y() - tall - 4
            top = above if above > 8 else max(8, window.height() - tall - 8)
        self._frame.setGeometry(left, top, wide, tall)
        self._frame.show()
        self._frame.raise_()


def line_in(parent: QWidget, find: Callable[[str], Sequence[Candidate]], hint: str, name: str) -> PickLine:
    """A 找人 line for a page or the top bar."""
    made = PickLine(find)
    made.setParent(parent)
    made.setObjectName(name)
    made.setPlaceholderText(hint)
    made.setAccessibleName(hint)
    made.setClearButtonEnabled(True)
    return made
