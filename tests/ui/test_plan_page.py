"""探访计划 by keyboard: planned on a weekday by one key, moved, given to somebody, dropped with a reason, printed."""

from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from caredesk.ui.form_dialog import FormDialog
from caredesk.ui.preferences import Preferences
from tests.ui.conftest import quiet, settle
from tests.ui.hands import press

MONDAY = date(2026, 11, 23)


@pytest.fixture
def lively(desk, clock):
    settle(desk, clock)
    clock.move_to(MONDAY)
    return desk


@pytest.fixture
def window(lively, window_on):
    return window_on(lively)


@pytest.fixture
def page(window, qtbot):
    window.go("plan")
    quiet(qtbot, window)
    return window.page


def dialog(window):
    return next(one for one in window.findChildren(FormDialog) if one.isVisible())


def mark(table, *rows):
    table.setFocus()
    table.clearSelection()
    for row in rows:
        table.selectionModel().select(
            table.records.index(row, 0),
            table.selectionModel().SelectionFlag.Select | table.selectionModel().SelectionFlag.Rows,
        )


def names(table):
    return [table.records.row(row)[0] for row in range(table.records.rowCount())]


def test_a_number_plans_the_marked_people_on_that_day_of_the_week(page, window, lively, qtbot):
    everybody = names(page.proposed.table)
    mark(page.proposed.table, 0, 1)
    press(Qt.Key.Key_3)
    quiet(qtbot, window)
    plans = lively.planning.waiting()
    assert [row.planned_on for row in plans] == [date(2026, 11, 25)] * 2
    assert [row.name for row in plans] == everybody[:2]
    assert names(page.proposed.table) == everybody[2:]
    assert names(page.planned.table) == everybody[:2]
    cell = page.days.cells[date(2026, 11, 25)]
    assert cell.accessibleName().startswith("11月25日 周三：2人，已访0人")
    next(b for b in window.messages.place.findChildren(QPushButton) if b.text() == "撤销").click()
    quiet(qtbot, window)
    assert names(page.proposed.table) == everybody


def test_everybody_at_once_is_planned_on_the_day_that_was_chosen(page, window, lively, qtbot):
    page.days.cells[date(2026, 11, 26)].setFocus()
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Return)
    assert page.day == date(2026, 11, 27)
    page.proposed.table.setFocus()
    press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    several = len(page.proposed.table.chosen_ids())
    page.proposed.here.click()
    quiet(qtbot, window)
    assert {row.planned_on for row in lively.planning.waiting()} == {date(2026, 11, 27)}
    assert page.planned.table.records.rowCount() == several > 3
    assert page.proposed.empty.isVisibleTo(page)


def test_a_day_that_is_over_is_refused_with_words(page, window, lively, clock, qtbot):
    clock.move_to(date(2026, 11, 25))
    page.reload()
    quiet(qtbot, window)
    mark(page.proposed.table, 0)
    press(Qt.Key.Key_1)
    assert any("已经过去" in text for text in window.messages.texts())
    assert lively.planning.waiting() == []


def test_plans_are_moved_given_to_somebody_and_dropped_with_a_reason(page, window, lively, qtbot):
    mark(page.proposed.table, 0, 1)
    press(Qt.Key.Key_2)
    quiet(qtbot, window)
    mark(page.planned.table, 0)
    press(Qt.Key.Key_4)
    quiet(qtbot, window)
    (moved,) = [row for row in lively.planning.waiting() if row.planned_on == date(2026, 11, 26)]
    assert (moved.first_on, moved.moves) == (date(2026, 11, 24), 1)
    mark(page.planned.table, 0, 1)
    press(Qt.Key.Key_W)
    who = lively.records.save("visitor", {"name": "周敏", "role": "社工"})
    dialog(window).form.set_value("visitor", who)
    dialog(window).findChild(QPushButton, "dialog.save").click()
    quiet(qtbot, window)
    assert {row.visitor for row in lively.planning.waiting()} == {"周敏"}
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    mark(page.planned.table, 0)
    press(Qt.Key.Key_Delete)
    asked = dialog(window)
    asked.findChild(QPushButton, "dialog.save").click()
    assert asked.isVisible(), "a reason is asked for"
    asked.form.set_value("dropped_why", "住院")
    asked.findChild(QPushButton, "dialog.save").click()
    quiet(qtbot, window)
    assert len(lively.planning.waiting()) == 1
    assert [one.dropped_why for one in lively.records.find("planned_visit") if one.dropped] == ["住院"]


def test_enter_records_the_visit_and_it_closes_the_plan(page, window, lively, qtbot):
    mark(page.proposed.table, 0)
    press(Qt.Key.Key_1)
    quiet(qtbot, window)
    mark(page.planned.table, 0)
    page.planned.table.setCurrentIndex(page.planned.table.records.index(0, 0))
    (plan,) = lively.planning.waiting()
    press(Qt.Key.Key_Return)
    quiet(qtbot, window)
    assert plan.name in window.page.title.whole()
    visitor = lively.records.find("visitor")[0].id
    told = {"person": plan.person, "visited_on": MONDAY, "mode": "电话", "visitor": visitor, "met": "接通"}
    window.session.do(lambda desk: desk.records.save("visit", told))
    window.back()
    quiet(qtbot, window)
    assert page.planned.table.records.row(0)[4].text == "11月23日已访"
    assert "已访1次" in page.under.whole()


def test_week_or_month_is_kept_and_both_have_their_days(page, window, qtbot):
    assert len(page.days.cells) == 7
    page.month.click()
    quiet(qtbot, window)
    assert len(page.days.cells) == 42
    assert not page.days.cells[date(2026, 10, 26)].isEnabled()
    assert page.frame.choices.get("plan.view", "week") == "month"
    page.step(1)
    quiet(qtbot, window)
    assert page.label.text() == "2026年12月"
    page.to_today()
    quiet(qtbot, window)
    assert page.label.text() == "2026年11月"


def test_a_village_and_a_visitor_narrow_both_lists(page, window, lively, qtbot):
    page.village.setCurrentIndex(page.village.findText("白庙村"))
    page.reload()
    quiet(qtbot, window)
    places_ = {page.proposed.table.records.row(row)[1] for row in range(page.proposed.table.records.rowCount())}
    assert places_ == {"白庙村三组"}


def test_the_plan_is_previewed_and_written_as_shown(page, window, lively, qtbot, tmp_path):
    mark(page.proposed.table, 0, 1, 2)
    press(Qt.Key.Key_1)
    quiet(qtbot, window)
    page.paper.write(tmp_path / "计划.xlsx")
    quiet(qtbot, window)
    book = openpyxl.load_workbook(tmp_path / "计划.xlsx")
    cells = [str(cell) for row in book.active.iter_rows(values_only=True) for cell in row]
    assert any("2026年11月23日—11月29日探访计划" in cell for cell in cells)
    press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    quiet(qtbot, window)
    assert window.page is window.pages["preview"]


def test_who_may_not_visit_looks_at_the_plan_and_changes_nothing(lively, window_on, qtbot):
    lively.planning.plan({lively.people.people()[0]: "回访"}, MONDAY)
    lively.user = lively.work.user = replace(lively.user, role="只读")
    window = window_on(lively)
    window.go("plan")
    quiet(qtbot, window)
    page = window.page
    assert page.planned.table.records.rowCount() == 1
    assert not page.proposed.foot.isVisibleTo(page)
    assert not page.planned.foot.isVisibleTo(page)


def test_what_was_chosen_is_remembered_by_the_pc(tmp_path):
    kept = Preferences(tmp_path / "window.json")
    kept.choices.put("plan.view", "month")
    assert Preferences.read(tmp_path / "window.json").choices.get("plan.view", "week") == "month"
    (tmp_path / "window.json").write_text('{"chosen": 3}', "utf-8")
    assert Preferences.read(tmp_path / "window.json").choices.get("plan.view", "week") == "week"


def test_in_a_low_window_seldom_used_entries_fold_away_and_the_open_one_stays(lively, qtbot, window_on):
    window = window_on(lively, wide=1093, high=582)
    nav = window.navigation
    assert nav.more.isVisible()
    assert not nav.buttons["settings"].isVisible()
    window.go("settings")
    quiet(qtbot, window)
    assert nav.buttons["settings"].isVisible()
    window.go("home")
    nav.more.click()
    assert nav.buttons["backup"].isVisible()
    assert window.frame.choices.get("navigation.more", "shut") == "open"
    window.resize(1366, 900)
    quiet(qtbot, window)
    assert not nav.more.isVisible()
    assert all(made.isVisible() for made in nav.buttons.values())
