"""收县里的表 on the page: the county's file in, looked at, taken in, and taken back."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from caredesk.ui.messages import Question
from tests.ui.conftest import quiet
from tests.ui.sight import clipped, nameless

ROSTERS = Path(__file__).parents[1] / "data" / "rosters"


@pytest.fixture
def window(desk, window_on):
    return window_on(desk, wide=1093, high=582)


@pytest.fixture
def page(window, qtbot):
    window.go("roster")
    quiet(qtbot, window)
    return window.page


def read(page, window, qtbot, name="elderly_tags.xlsx"):
    page.read(str(ROSTERS / name))
    quiet(qtbot, window)


def check(page, window, qtbot):
    page.check()
    quiet(qtbot, window)


def test_a_roster_goes_through_the_four_steps_and_can_be_taken_back(page, window, desk, qtbot):
    read(page, window, qtbot)
    assert page.stack.currentIndex() == 1
    check(page, window, qtbot)
    assert page.stack.currentIndex() == 2
    new = page.plan.counts()["new"]
    assert new > 10
    assert desk.people.people() == [], "nothing is written before the last step"
    page.commit()
    quiet(qtbot, window)
    assert page.stack.currentIndex() == 3
    assert len(desk.people.people()) == new
    page.findChild(QPushButton, "undo").click()
    next(one for one in window.findChildren(Question) if one.isVisible()).findChild(QPushButton, "answer.0").click()
    assert desk.people.people() == []
    assert page.stack.currentIndex() == 0


def test_every_step_can_be_read(page, window, qtbot):
    found = {}
    read(page, window, qtbot)
    found["columns"] = clipped(window) + nameless(window)
    check(page, window, qtbot)
    for outcome in ("new", "needs_decision", "skipped"):
        page.check_step.show_outcome(outcome)
        quiet(qtbot, window)
        found[outcome] = clipped(window) + nameless(window)
    page.commit()
    quiet(qtbot, window)
    found["done"] = clipped(window) + nameless(window)
    assert {name: said for name, said in found.items() if said} == {}


def test_the_rows_listed_for_an_outcome_are_as_many_as_it_says(page, window, qtbot):
    read(page, window, qtbot, "damaged.xlsx")
    check(page, window, qtbot)
    for outcome, count in page.plan.counts().items():
        page.check_step.show_outcome(outcome)
        ids = page.check_step.rows.ids("")
        assert len({(sheet, row) for sheet, row, _ in ids}) == count


def test_a_damaged_number_waits_for_a_decision_with_what_to_do(page, window, qtbot):
    read(page, window, qtbot, "damaged.xlsx")
    check(page, window, qtbot)
    assert page.plan.counts()["needs_decision"] > 0
    page.check_step.show_outcome("needs_decision")
    page.check_step.table.selectRow(0)
    assert page.check_step.detail.text().count("。") >= 2


def test_a_column_the_user_does_not_want_is_left_out(page, window, desk, qtbot):
    read(page, window, qtbot)
    (group,) = page.columns_step.groups
    assert len(group.ticks) > 1, "a sheet for each village, their columns shown once"
    next(combo for combo in group.combos if combo.currentText() == "现住址").setCurrentIndex(0)
    check(page, window, qtbot)
    page.commit()
    quiet(qtbot, window)
    assert {one.address for one in desk.records.find("person")} == {None}


def test_rows_the_user_does_not_want_are_not_taken_in(page, window, desk, qtbot):
    read(page, window, qtbot)
    check(page, window, qtbot)
    new = page.plan.counts()["new"]
    page.check_step.show_outcome("new")
    page.check_step.table.selectRow(0)
    page.check_step.leave.click()
    quiet(qtbot, window)
    assert page.plan.counts()["new"] == new - 1
    page.commit()
    quiet(qtbot, window)
    assert len(desk.people.people()) == new - 1


def test_a_sheet_the_user_does_not_want_is_left_out(page, window, desk, qtbot):
    read(page, window, qtbot)
    check(page, window, qtbot)
    everybody = page.plan.counts()["new"]
    page.bottom.back_button.click()
    page.columns_step.groups[0].ticks[0][0].setChecked(False)
    check(page, window, qtbot)
    assert 0 < page.plan.counts()["new"] < everybody


def test_a_village_that_is_not_on_the_list_is_put_there_from_the_check(page, window, desk, qtbot):
    desk.records.save("village", {"name": "白庙村", "kind": "村", "official_order": 1})
    read(page, window, qtbot)
    check(page, window, qtbot)
    waiting = page.plan.counts()["needs_decision"]
    assert waiting > 0
    page.check_step.table.selectRow(0)
    assert page.check_step.village.isVisible()
    page.check_step.village.click()
    quiet(qtbot, window)
    assert page.plan.counts()["needs_decision"] < waiting


def test_without_any_table_nothing_is_checked(page, window, qtbot):
    read(page, window, qtbot)
    for tick, _ in page.columns_step.groups[0].ticks:
        tick.setChecked(False)
    page.check()
    assert "至少勾选一张" in window.messages.texts()[0]
    assert page.stack.currentIndex() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [("空.xlsx", b""), ("照片.xlsx", b"\xff\xd8\xff\xe0 not a sheet"), ("没有名单.csv", "说明\n请查收\n".encode())],
)
def test_a_file_that_is_no_roster_is_refused_in_a_sentence(page, window, desk, qtbot, tmp_path, name, content):
    file = tmp_path / name
    file.write_bytes(content)
    page.read(str(file))
    quiet(qtbot, window)
    assert page.stack.currentIndex() == 0
    assert len(window.messages.texts()) == 1
    assert window.messages.texts()[0].endswith("。")
    assert page.stack.isEnabled(), "ready for another file"


def test_reading_can_be_cancelled(page, window, qtbot):
    page.read(str(ROSTERS / "elderly_tags.xlsx"))
    page.cancel()
    quiet(qtbot, window)
    assert page.stack.currentIndex() == 0
    assert page.stack.isEnabled()
