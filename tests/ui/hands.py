"""What hands do at the desk: letters by key, Chinese through an input method, as a real one sends it."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication


def commit(widget, text):
    """The input method hands over finished words."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QCoreApplication.sendEvent(widget, event)


def compose(widget, letters):
    """Letters that are being composed and are no words yet."""
    QCoreApplication.sendEvent(widget, QInputMethodEvent(letters, []))


def type_words(widget, text):
    """Type a text: ASCII by key, the rest by input method."""
    for letter in text:
        if letter.isascii():
            QTest.keyClicks(widget, letter)
        else:
            commit(widget, letter)


def press(key, modifiers=Qt.KeyboardModifier.NoModifier):
    """Press a key where the keys go now."""
    at = QApplication.focusWidget()
    assert at is not None, "nothing has the keys"
    QTest.keyClick(at, key, modifiers)


def type_here(text):
    """Type where the keys go now."""
    at = QApplication.focusWidget()
    assert at is not None, "nothing has the keys"
    type_words(at, text)
