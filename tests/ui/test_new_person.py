"""Somebody new is typed in: the number tells the rest at once, and only what can concern them is asked."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from caredesk.schema.dates import PartialDate
from caredesk.schema.identity import made_up_id
from tests.ui.conftest import quiet
from tests.ui.hands import type_here

OLD, OTHER, CHILD = (
    made_up_id("429021", born, sequence=sequence)
    for born, sequence in ((date(1946, 8, 19), 996), (date(1951, 3, 2), 997), (date(2015, 5, 6), 998))
)


@pytest.fixture
def page(desk, window_on, qtbot):
    window = window_on(desk)
    window.go("record", kind="person")
    quiet(qtbot, window)
    return window.page


def type_number(page, number):
    line = page.form.rows["id_number"].editor.line
    line.setFocus()
    line.clear()
    type_here(number)


def shown(page, name):
    row = page.form.rows[name]
    return row.value(), row.problem.text() if not row.problem.isHidden() else ""


def test_sex_and_birth_date_stand_there_as_soon_as_the_number_is_sound(page):
    type_number(page, OLD[:-1])
    assert shown(page, "birth_date") == (None, "")
    type_here(OLD[-1])
    assert shown(page, "birth_date") == (PartialDate.of(date(1946, 8, 19)), "")
    assert shown(page, "sex") == ("女", "")
    assert page.form.rows["id_number"].editor.line.hasFocus()


def test_a_number_put_right_puts_right_what_it_told_but_not_what_was_typed(page):
    type_number(page, OLD)
    type_number(page, OTHER)
    assert shown(page, "birth_date") == (PartialDate.of(date(1951, 3, 2)), "")
    assert shown(page, "sex") == ("男", "")
    page.form.set_value("sex", "女")
    assert "与身份证号上的“男”不一致" in shown(page, "sex")[1]
    type_number(page, OLD)
    assert shown(page, "sex") == ("女", "")
    type_number(page, OTHER)
    assert shown(page, "sex")[0] == "女"
    assert "不一致" in shown(page, "sex")[1]


def test_schooling_is_asked_of_the_young_and_of_those_whose_age_is_unknown(page):
    def asked():
        part = next(part for part in page.form.parts if part.rows[0].spec.section == "school")
        return not part.isHidden()

    assert asked()
    type_number(page, OLD)
    assert not asked()
    type_number(page, CHILD)
    assert asked()
    page.form.set_value("schooling", "小学")
    type_number(page, OLD)
    assert asked(), "an answer that is there stays in sight"


def test_what_matters_of_somebody_new_stands_on_the_first_screen(page, qtbot):
    seen = page.area.viewport()
    for name in ("name", "id_number", "sex", "birth_date", "village", "group", "address"):
        row = page.form.rows[name]
        foot = row.mapTo(seen, row.rect().bottomLeft()).y()
        assert row.isVisible(), name
        assert foot <= seen.height(), name


def test_a_question_that_waits_behind_the_button_can_be_gone_to(desk, window_on, qtbot):
    window = window_on(desk)
    window.go("record", kind="person", at="marital")
    quiet(qtbot, window)
    assert window.page.form.rows["marital"].editor.heart.hasFocus()
    qtbot.keyClick(window.page.form.rows["marital"].editor.heart, Qt.Key.Key_Return)


def test_good_news_goes_when_the_next_form_is_typed_into(page, window_on, qtbot):
    page.frame.messages.done("已保存类别。", ("撤销", lambda: None))
    page.frame.messages.trouble("备份没有做成。")
    page.form.rows["name"].editor.line.setFocus()
    type_here("a")
    assert page.frame.messages.texts() == ["备份没有做成。"]
