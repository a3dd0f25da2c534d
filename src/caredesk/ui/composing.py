"""Chinese input under way: no shortcut may fire, and Enter belongs to the input method."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

_ITS_OWN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Up, Qt.Key.Key_Down)


class Composing(QObject):
    """Watches the widget that has the keys; ``active`` while it holds letters that are not yet words."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.active = False
        self._watched: QWidget | None = None
        app.focusChanged.connect(self._follow)

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        self.active = False
        if old is not None:
            old.removeEventFilter(self)
        if new is not None:
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        kind = event.type()
        if kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            self.active = bool(event.preeditString())
        elif self.active and kind == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        elif self.active and kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            keys = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
            return bool(keys) or event.key() in _ITS_OWN
        return super().eventFilter(watched, event)
