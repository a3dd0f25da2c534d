"""设置: passwords, lists and their order, the notices behind 关于."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from caredesk.ui.pages.settings_about import AboutPart
from caredesk.ui.table import RecordTable
from tests.conftest import PASSWORD
from tests.ui.conftest import quiet


def press(page, name):
    page.findChild(QPushButton, name).click()


def line(page, name):
    return page.findChild(QLineEdit, name)


def test_changing_ones_own_password_asks_for_the_one_in_use(desk, window_on, qtbot):
    window = window_on(desk)
    window.go("settings", part="users")
    press(window.page, "user.password")
    assert line(window.page, "user.old").hasFocus()
    for field, typed in (
        ("user.old", "不是这个2026"),
        ("user.first", "青石镇的月亮2026"),
        ("user.again", "青石镇的月亮2026"),
    ):
        line(window.page, field).setText(typed)
        qtbot.keyClick(line(window.page, field), Qt.Key.Key_Return)
    problem = window.page.findChild(QLabel, "user.old.problem")
    assert "现在的密码不对" in problem.text()
    assert line(window.page, "user.old").hasFocus()
    line(window.page, "user.old").setText(PASSWORD)
    press(window.page, "user.save")
    assert window.messages.texts() == ["密码已改。"]


def order_of(desk):
    return [one.name for one in desk.records.find("village", {}, ("official_order", "name"))]


@pytest.fixture
def villages(desk):
    for place, name in enumerate(("白庙村", "东塘村", "北河村"), start=1):
        desk.records.save("village", {"name": name, "kind": "村", "official_order": place})
    desk.take_changes()
    return desk


def test_villages_are_put_into_their_official_order_with_keys_and_buttons(villages, window_on, qtbot):
    window = window_on(villages)
    window.go("settings", part="villages")
    table = window.page.findChild(RecordTable)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert order_of(villages) == ["东塘村", "白庙村", "北河村"]
    assert table.hasFocus()
    assert table.currentIndex().row() == 0
    for _ in range(3):  # further than the end
        qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert order_of(villages) == ["白庙村", "北河村", "东塘村"]
    assert not window.page.findChild(QPushButton, "village.down").isEnabled()
    press(window.page, "village.up")
    assert order_of(villages) == ["白庙村", "东塘村", "北河村"]
    villages.records.undo_last()
    assert order_of(villages) == ["白庙村", "北河村", "东塘村"]


@pytest.mark.parametrize("part", ["villages", "visitors", "traces", "about"])
def test_a_list_takes_the_whole_height_of_the_page(villages, window_on, qtbot, part):
    window = window_on(villages)
    window.go("settings", part=part)
    quiet(qtbot, window)
    shown = window.page.findChild(AboutPart if part == "about" else RecordTable)
    foot = shown.mapTo(window, shown.rect().bottomLeft()).y()
    assert window.height() - foot < 50


def test_the_licence_of_any_part_is_found_and_read(villages, window_on, qtbot):
    window = window_on(villages)
    window.go("settings", part="about")
    part = window.page.findChild(AboutPart)
    assert "LGPL 3.0" in part.text.toPlainText()
    qtbot.keyClicks(part.words, "shiboken6")
    titles = [part.names.item(at).text() for at in range(part.names.count())]
    assert "Qt, PySide6, shiboken6" in titles
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in part.text.toPlainText()
    part.words.setText("harfbuzz")
    qtbot.keyClick(part.words, Qt.Key.Key_Return)
    assert part.text.textCursor().selectedText().lower() == "harfbuzz"
    part.words.setText("没有这样的软件")
    assert part.names.count() == 0
