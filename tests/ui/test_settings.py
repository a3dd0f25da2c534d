"""设置: passwords, lists and their order, the notices behind 关于."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from tests.conftest import PASSWORD


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
