"""Letters that are not yet words: no shortcut, no search, and Enter stays with the input method."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from caredesk.ui.composing import Composing
from caredesk.ui.editors.pick import PickLine
from tests.ui.hands import commit, compose, press


@pytest.fixture
def place(qtbot, dressed):
    watch = Composing(dressed)
    window = QWidget()
    qtbot.addWidget(window)
    QVBoxLayout(window)
    window.show()
    yield window, watch
    dressed.focusChanged.disconnect(watch._follow)
    watch.deleteLater()


def put(window, line, qtbot):
    window.layout().addWidget(line)
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    return line


def test_a_shortcut_does_not_fire_while_composing(place, qtbot):
    window, watch = place
    fired = []
    QShortcut(QKeySequence("Ctrl+S"), window, lambda: fired.append(1))
    line = put(window, QLineEdit(), qtbot)
    compose(line, "wang")
    assert watch.active
    press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert fired == []
    commit(line, "王")
    assert not watch.active
    assert line.text() == "王"
    press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert fired == [1]


def test_enter_belongs_to_the_input_method_while_composing(place, qtbot):
    window, _ = place
    line = put(window, QLineEdit(), qtbot)
    entered = []
    line.returnPressed.connect(lambda: entered.append(1))
    compose(line, "xiu")
    press(Qt.Key.Key_Return)
    assert entered == []
    commit(line, "秀")
    press(Qt.Key.Key_Return)
    assert entered == [1]


def test_nothing_is_searched_for_half_typed_pinyin(place, qtbot):
    window, _ = place
    asked = []

    def find(text):
        asked.append(text)
        return []

    line = put(window, PickLine(find), qtbot)
    line._pause.setInterval(1)
    compose(line, "wangxiu")
    assert not line._pause.isActive()
    commit(line, "王秀")
    qtbot.waitUntil(lambda: asked == ["王秀"])


def test_composing_ends_when_another_field_takes_the_keys(place, qtbot):
    window, watch = place
    first = put(window, QLineEdit(), qtbot)
    compose(first, "w")
    put(window, QLineEdit(), qtbot)
    assert not watch.active
