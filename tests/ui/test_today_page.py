"""今天要办 by keyboard: every figure opens as many lines as it says, and the lines are worked off with one key each."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from caredesk.schema.dates import PartialDate
from caredesk.services.today import FIGURES
from caredesk.ui.form_dialog import FormDialog
from tests.ui.conftest import quiet, settle
from tests.ui.hands import press


@pytest.fixture
def lively(desk, clock):
    settle(desk, clock)
    old = desk.records.save("person", {"name": "郑高升", "birth_date": PartialDate(1946, 12, 1)})
    desk.records.save("phone", {"person": old, "number": "14900000077"})
    visitor = desk.records.find("visitor")[0].id
    told = {"visited_on": date(2026, 11, 10), "mode": "上门入户", "visitor": visitor, "met": "见到本人"}
    desk.records.save("visit", {"person": old, **told, "next_visit_on": date(2026, 11, 19)})
    desk.planning.plan({desk.people.search("李国强")[0].id: "回访"}, date(2026, 11, 25))
    desk.drafts.save(old, "visit", {"values": {}})
    return desk


@pytest.fixture
def window(lively, window_on):
    return window_on(lively)


@pytest.fixture
def page(window, qtbot):
    quiet(qtbot, window)
    return window.page


def choose(page, key, name):
    page.show_list(key)
    page.table.setFocus()
    rows = page.table.records
    page.table.selectRow(next(at for at in range(rows.rowCount()) if rows.row(at)[0] == name))


def dialog(window):
    return next(one for one in window.findChildren(FormDialog) if one.isVisible())


def shown(page):
    return {name for name, made in page.acts.buttons.items() if made.isVisibleTo(page)}


def test_every_figure_large_or_small_opens_as_many_lines_as_it_says(page):
    for figure in FIGURES:
        page.show_list(figure.key)
        number = len(page.look.lists[figure.key])
        assert page.table.records.rowCount() == number, figure.key
        if figure.large:
            assert page.figures[figure.key].number.text() == str(number)
        else:
            chip = page.chips[figure.key]
            assert chip.text().split() == [figure.label, str(number)]
            assert chip.accessibleName() == f"{figure.label}：{number}{figure.unit}"
    assert {key for key, lines in page.look.lists.items() if lines} >= {"planned", "promised", "reviews", "drafts"}


def test_a_small_figure_that_counts_nothing_takes_no_room(page):
    assert not page.chips["events"].isVisibleTo(page)
    assert page.chips["planned"].isVisibleTo(page)
    page.chips["planned"].click()
    assert page.table.records.row(0)[0] == "李国强"


def test_enter_records_the_visit_and_t_a_telephone_contact(page, window, qtbot):
    choose(page, "promised", "郑高升")
    press(Qt.Key.Key_Return)
    quiet(qtbot, window)
    assert window.page is window.pages["visit"]
    assert "郑高升" in window.page.title.whole()
    window.back()
    quiet(qtbot, window)
    choose(page, "promised", "郑高升")
    press(Qt.Key.Key_T)
    quiet(qtbot, window)
    assert page.contact.isVisibleTo(page)


def test_o_opens_the_person(page, window, qtbot):
    choose(page, "first", "张桂兰") if "张桂兰" in [x.name for x in page.look.lists["first"]] else choose(
        page, "promised", "郑高升"
    )
    press(Qt.Key.Key_O)
    assert window.page is window.pages["person"]


def test_p_plans_the_marked_people_with_why_and_undo_takes_it_back(page, window, lively, qtbot):
    page.show_list("due")
    page.table.setFocus()
    page.table.selectAll()
    several = len(page.table.chosen_ids())
    assert several > 1
    press(Qt.Key.Key_P)
    asked = dialog(window)
    assert "谁去" in asked.findChildren(type(page.list_title))[1].text()
    asked.form.set_value("planned_on", date(2026, 11, 24))
    asked.findChild(QPushButton, "dialog.save").click()
    quiet(qtbot, window)
    plans = [row for row in lively.planning.waiting() if row.planned_on == date(2026, 11, 24)]
    assert len(plans) == several
    assert {row.why for row in plans} == {"本期该访"}
    assert len(page.look.lists["planned"]) == several + 1
    next(b for b in window.messages.place.findChildren(QPushButton) if b.text() == "撤销").click()
    quiet(qtbot, window)
    assert len(lively.planning.waiting()) == 1


def test_r_notes_that_a_review_was_seen_to(page, window, lively, qtbot):
    choose(page, "reviews", "郑高升")
    assert shown(page) == {"seen_to", "person_chosen", "plan_chosen"}
    press(Qt.Key.Key_R)
    asked = dialog(window)
    asked.form.set_value("result", "没有变化")
    asked.findChild(QPushButton, "dialog.save").click()
    quiet(qtbot, window)
    assert "郑高升" not in [line.name for line in page.look.lists["reviews"]]
    (made,) = lively.records.find("review")
    assert made.reviewed_on == lively.clock.today()


def test_a_draft_goes_on_where_it_was_left(page, window, qtbot):
    choose(page, "drafts", "郑高升")
    press(Qt.Key.Key_Return)
    quiet(qtbot, window)
    assert window.page is window.pages["visit"]
    assert "郑高升" in window.page.title.whole()


def test_a_visit_recorded_elsewhere_takes_its_lines_away(page, window, lively, qtbot):
    person = lively.people.search("李国强")[0].id
    visitor = lively.records.find("visitor")[0].id
    told = {"person": person, "visited_on": lively.clock.today(), "mode": "电话", "visitor": visitor, "met": "接通"}
    window.session.do(lambda desk: desk.records.save("visit", told))
    quiet(qtbot, window)
    assert page.look.lists["planned"] == []
