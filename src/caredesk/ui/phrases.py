"""常用语 while typing: Ctrl+; lists them all, a semicolon and a few letters those that fit; Enter puts one in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QPlainTextEdit, QVBoxLayout, QWidget

from caredesk.ui.editors.base import NEXT_KEYS, Candidate
from caredesk.ui.editors.link import sounds_like
from caredesk.ui.editors.pick import CandidateDelegate
from caredesk.ui.style import scale_of

_CALLED = re.compile(r"[;；]([^\s;；。，,]{0,10})$")
_KEEP = object()
Written = QLineEdit | QPlainTextEdit


class PhraseKeys(QObject):
    """Watches the lines and notes of a form; ``offered`` gives the phrases of a field, ``keep`` takes a new one."""

    def __init__(
        self, form: QWidget, offered: Callable[[str], Sequence[str]], keep: Callable[[str, str], object] | None
    ) -> None:
        super().__init__(form)
        self._offered, self._keep = offered, keep
        self._fields: dict[QObject, str] = {}
        self._at: Written | None = None
        self._called = False
        self.list = _List(form)
        self.list.itemClicked.connect(lambda _: self._take())

    def watch(self, heart: QWidget, field: str) -> None:
        """Offer phrases in one field."""
        if isinstance(heart, QLineEdit | QPlainTextEdit):
            self._fields[heart] = field
            heart.installEventFilter(self)
            heart.textChanged.connect(lambda *_: self._written(heart))

    @property
    def open(self) -> bool:
        """Whether the list is showing."""
        return self.list.frame.isVisible()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched not in self._fields:
            return False
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.list.frame.hide()
        elif event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _asks(event):
            event.accept()
            return True
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._pressed(watched, event)
        return False

    def _pressed(self, watched: QObject, event: QKeyEvent) -> bool:
        if _asks(event) and isinstance(watched, QLineEdit | QPlainTextEdit):
            self._show(watched, "", called=False)
            return True
        if not self.open:
            return False
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.list.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in NEXT_KEYS or key == Qt.Key.Key_Tab:
            self._take()
        elif key == Qt.Key.Key_Escape:
            self.list.frame.hide()
        else:
            return False
        return True

    def _written(self, heart: Written) -> None:
        """A semicolon calls the list, the letters behind it narrow it; anything else closes it."""
        if not heart.hasFocus():
            return
        called = _CALLED.search(_before(heart))
        if called is None:
            self.list.frame.hide()
        else:
            self._show(heart, called.group(1), called=True)

    def _show(self, heart: Written, letters: str, *, called: bool) -> None:
        self._at, self._called = heart, called
        chosen = "" if called else _selected(heart).strip()
        told = [Candidate(one, one.partition("\n")[0], one.partition("\n")[2].replace("\n", " "))
                for one in self._offered(self._fields[heart]) if _fits(one, letters)]  # fmt: skip
        if chosen and self._keep is not None:
            told.insert(0, Candidate(_KEEP, "把选中的话存成常用语", chosen.partition("\n")[0]))
        elif not told and not called:
            told = [Candidate(None, "还没有常用语", "选中写好的一句，再按 Ctrl+; 就能存；也可以到“设置”里加")]
        self.list.show_near(heart, told)

    def _take(self) -> None:
        heart, key = self._at, self.list.key()
        self.list.frame.hide()
        if heart is None or key is None:
            return
        if key is _KEEP:
            if self._keep is not None:
                self._keep(_selected(heart).strip(), self._fields[heart])
            return
        length = len(called.group(0)) if self._called and (called := _CALLED.search(_before(heart))) else 0
        _put(heart, str(key), length)


class _List(QListWidget):
    """The list below the cursor; it never takes the keys."""

    def __init__(self, form: QWidget) -> None:
        super().__init__()
        self.frame = QFrame(form.window())
        self.frame.setObjectName("popup")
        column = QVBoxLayout(self.frame)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self)
        self.frame.hide()
        self.setObjectName("found")
        self.setAccessibleName("常用语")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setItemDelegate(CandidateDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_near(self, heart: Written, told: Sequence[Candidate]) -> None:
        """List these below the cursor of a line or note, or nothing."""
        self.clear()
        for one in told:
            item = QListWidgetItem(one.title)
            item.setData(Qt.ItemDataRole.UserRole, one)
            self.addItem(item)
        if not told:
            self.frame.hide()
            return
        self.setCurrentRow(0)
        window = heart.window()
        if self.frame.parent() is not window:
            self.frame.setParent(window)
        corner = heart.cursorRect().bottomLeft() if isinstance(heart, QPlainTextEdit) else QPoint(0, heart.height())
        below = heart.mapTo(window, corner) + QPoint(0, 6)
        tall = min(self.count(), 6) * self.sizeHintForRow(0) + 10
        wide = min(round(520 * scale_of(heart)), window.width() - 16)
        top = below.y() if below.y() + tall < window.height() - 8 else below.y() - tall - round(34 * scale_of(heart))
        self.frame.setGeometry(max(8, min(below.x(), window.width() - wide - 8)), max(8, top), wide, tall)
        self.frame.show()
        self.frame.raise_()

    def step(self, by: int) -> None:
        """Move the mark."""
        self.setCurrentRow((self.currentRow() + by) % max(1, self.count()))

    def key(self) -> object:
        """What is marked, None when there is nothing to take."""
        item = self.currentItem()
        return item.data(Qt.ItemDataRole.UserRole).key if item is not None else None


def _asks(event: QKeyEvent) -> bool:
    control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    return bool(control) and (event.key() == Qt.Key.Key_Semicolon or event.text() == "；")


def _fits(phrase: str, letters: str) -> bool:
    return not letters or letters in phrase or sounds_like(phrase.partition("\n")[0], letters)


def _before(heart: Written) -> str:
    """The words of the line before the cursor."""
    if isinstance(heart, QLineEdit):
        return heart.text()[: heart.cursorPosition()]
    cursor = heart.textCursor()
    return cursor.block().text()[: cursor.positionInBlock()]


def _selected(heart: Written) -> str:
    if isinstance(heart, QLineEdit):
        return heart.selectedText()
    return heart.textCursor().selectedText().replace("\u2029", "\n")


def _put(heart: Written, phrase: str, instead: int) -> None:
    """Put a phrase at the cursor in the place of so many letters before it, as one step to undo."""
    if isinstance(heart, QLineEdit):
        if instead:
            heart.setSelection(heart.cursorPosition() - instead, instead)
        heart.insert(phrase.replace("\n", " "))
        heart.textEdited.emit(heart.text())
        return
    cursor = heart.textCursor()
    cursor.beginEditBlock()
    cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, instead)
    cursor.insertText(phrase)
    cursor.endEditBlock()
    heart.setTextCursor(cursor)
