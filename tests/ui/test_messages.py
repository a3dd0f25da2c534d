"""What the desk says: bars that do not block, questions that call back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from caredesk.ui.messages import Messages
from tests.ui.hands import type_words


@pytest.fixture
def messages(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 400)
    made = Messages(window)
    QVBoxLayout(window).addWidget(made.place)
    window.show()
    return made


def test_the_newest_bar_stands_first_and_only_three_stay(messages):
    for text in ("一", "二", "三", "四"):
        messages.warn(text)
    assert messages.texts() == ["四", "三", "二"]


def test_the_same_message_is_not_said_twice(messages):
    messages.trouble("盘满了")
    messages.trouble("盘满了")
    assert messages.texts() == ["盘满了"]


def test_a_bar_goes_when_it_was_read_and_its_answer_is_called(messages):
    called = []
    messages.notice("有草稿", ("接着填", lambda: called.append(1)))
    answer = next(b for b in messages.place.findChildren(QPushButton) if b.text() == "接着填")
    answer.click()
    assert called == [1]
    assert messages.texts() == []
    assert not messages.place.isVisible()


def test_good_news_leaves_by_itself(messages, qtbot, monkeypatch):
    monkeypatch.setattr("caredesk.ui.messages._SHORT", 20)
    messages.done("已保存")
    qtbot.waitUntil(lambda: messages.texts() == [])


def test_what_can_be_taken_back_stays_over_the_next_page_until_something_else_is_written(messages):
    messages.done("已保存", ("撤销", lambda: None))
    messages.trouble("盘满了")
    messages.clear()
    assert messages.texts() == ["已保存"]
    messages.outdated()
    assert messages.texts() == []


def test_a_question_calls_back_and_escape_takes_the_safe_answer(messages):
    said = []
    asked = messages.ask(
        "删除吗？", ("删除", lambda: said.append("yes")), ("不删", lambda: said.append("no")), danger=True
    )
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    assert said == ["no"]
    asked = messages.ask("删除吗？", ("删除", lambda: said.append("yes")), ("不删", lambda: said.append("no")))
    asked.findChild(QPushButton, "answer.0").click()
    assert said == ["no", "yes"]


def test_a_dangerous_answer_is_not_what_enter_presses(messages):
    asked = messages.ask("删除吗？", ("删除", lambda: None), ("不删", lambda: None), danger=True)
    assert not asked.findChild(QPushButton, "answer.0").isDefault()


def test_a_reason_is_needed_before_it_is_taken(messages):
    given = []
    asked = messages.ask_words("为什么？", "用途", given.append, offered=("核对资料",))
    asked.findChild(QPushButton, "answer.0").click()
    assert given == []
    assert asked.isVisible()
    type_words(asked._line, "核对低保")
    asked.findChild(QPushButton, "answer.0").click()
    assert given == ["核对低保"]
    assert not asked.isVisible()


def test_a_ready_reason_is_one_press(messages):
    given = []
    asked = messages.ask_words("为什么？", "用途", given.append, offered=("核对资料",))
    next(b for b in asked.findChildren(QPushButton) if b.text() == "核对资料").click()
    asked.findChild(QPushButton, "answer.0").click()
    assert given == ["核对资料"]


def test_a_question_of_several_lines_shows_all_of_them(messages):
    asked = messages.ask_words("彻底删除服务对象“王秀英”吗？" * 3, "以前做的备份改不了，里面还有。" * 6, lambda _: None)
    for label in asked.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width()), label.text()
