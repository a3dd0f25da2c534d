"""需求与转介 on the page: a visit's findings are taken up, given, passed on, answered and closed, by keys alone too."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from caredesk.ui.form_dialog import FormDialog
from caredesk.ui.messages import Question
from tests.services.test_needs import visited
from tests.services.test_stopping import somebody
from tests.ui.conftest import quiet
from tests.ui.sight import clipped, nameless


@pytest.fixture
def wang(desk):
    village = desk.records.save("village", {"name": "白庙村", "kind": "村", "official_order": 1})
    return somebody(desk, village)


@pytest.fixture
def worker(desk):
    return desk.records.save("visitor", {"name": "林悦", "role": "社工"})


@pytest.fixture
def visit(desk, wang, worker):
    made = visited(desk, wang, worker, problems="没有人做饭", needs=("助浴", "代购"))
    desk.take_changes()
    return made


@pytest.fixture
def window(desk, wang, worker, window_on):
    return window_on(desk, wide=1093, high=582)


def press(widget, name):
    widget.findChild(QPushButton, name).click()


def dialog(window, kind=FormDialog):
    return next(one for one in window.findChildren(kind) if one.isVisible())


def save(window, qtbot, **values):
    made = dialog(window)
    for name, value in values.items():
        made.form.set_value(name, value)
    made.findChild(QPushButton, "dialog.save").click()
    quiet(qtbot, window)


def taken(desk, visit):
    return desk.needs.take(visit, desk.needs.proposed(visit), due=date(2026, 11, 20))


def test_saving_a_visit_offers_what_it_found_and_enters_nothing_unasked(window, qtbot, desk, wang, worker):
    window.go("visit", person=wang)
    quiet(qtbot, window)
    for name, value in {"mode": "上门入户", "met": "见到本人", "visitor": worker, "problems": "没有厚被子"}.items():
        window.page.form.set_value(name, value)
    window.page.save()
    quiet(qtbot, window)
    assert any("没有厚被子" in one for one in window.session.messages.texts())
    assert desk.needs.needs() == []
    answer = next(one for one in window.findChildren(QPushButton) if one.text() == "登记跟进")
    answer.click()
    save(window, qtbot, due=date(2026, 12, 1))
    (row,) = desk.needs.needs()
    assert (row.what, row.owner, row.due) == ("没有厚被子", "林悦", date(2026, 12, 1))


def test_what_was_not_wanted_is_left_out(window, qtbot, desk, visit):
    window.go("needs")
    window.page.acts.take_up(visit)
    save(window, qtbot, which=("需求：助浴",))
    assert [row.what for row in desk.needs.needs()] == ["助浴"]


def test_a_person_page_says_what_nobody_took_up(window, qtbot, desk, visit, wang):
    window.go("person", id=wang, part="needs")
    quiet(qtbot, window)
    press(window.page, "take_up")
    save(window, qtbot)
    assert len(desk.needs.needs()) == 3
    quiet(qtbot, window)
    assert not any(one.isVisible() for one in window.page.findChildren(QPushButton, "take_up"))


def test_a_figure_of_the_first_page_opens_its_need(window, qtbot, desk, visit):
    ids = taken(desk, visit)
    window.session.tell()
    window.go("home")
    quiet(qtbot, window)
    window.page.show_list("needs")
    window.page.table.setFocus()
    QTest.keyClick(window.page.table, Qt.Key.Key_Return)
    quiet(qtbot, window)
    assert window.page.at == "needs"
    assert window.page.table.chosen_ids()[0] in ids


def test_several_are_given_to_somebody_and_closed_at_once_and_taken_back(window, qtbot, desk, visit):
    taken(desk, visit)
    other = desk.records.save("visitor", {"name": "何建国", "role": "社工"})
    window.go("needs")
    quiet(qtbot, window)
    window.page.table.selectAll()
    press(window.page, "assign")
    save(window, qtbot, owner=other)
    assert {row.owner for row in desk.needs.needs()} == {"何建国"}
    window.page.table.selectAll()
    press(window.page, "close")
    save(window, qtbot)
    assert {row.state for row in desk.needs.needs()} == {"待办"}  # without a result the question stays
    save(window, qtbot, result="都办好了")
    assert {row.state for row in desk.needs.needs()} == {"已办结"}
    undo = next(one for one in window.findChildren(QPushButton) if one.text() == "撤销")
    undo.click()
    quiet(qtbot, window)
    assert {row.state for row in desk.needs.needs()} == {"待办"}


def test_a_need_is_passed_on_printed_answered_and_closed(window, qtbot, desk, visit, wang):
    taken(desk, visit)
    window.go("needs")
    quiet(qtbot, window)
    press(window.page, "pass")
    quiet(qtbot, window)
    for name, value in {"department": "民政", "consent": "同意"}.items():
        window.page.form.set_value(name, value)
    window.page.save()
    quiet(qtbot, window)
    (referral,) = desk.needs.referrals()
    assert (referral.to, referral.waits, referral.person) == ("民政", True, wang)
    assert sum(row.passed_on == "转民政，待反馈" for row in desk.needs.needs()) == 1
    window.go("needs", part="referrals")
    quiet(qtbot, window)
    press(window.page, "print")
    press(dialog(window, Question), "answer.0")
    quiet(qtbot, window)
    assert window.page.place.text() == "第 1 页 / 共 1 页"
    window.go("needs", part="referrals")
    quiet(qtbot, window)
    press(window.page, "answer")
    save(window, qtbot, accepted="接收", feedback="下周送餐上门")
    assert [row.waits for row in desk.needs.referrals()] == [False]
    press(window.page, "close_referral")
    save(window, qtbot, result="已经每天送餐")
    assert [row.state for row in desk.needs.referrals()] == ["已办结"]


def test_the_receipt_alone_is_no_feedback(window, qtbot, desk, wang):
    desk.records.save("referral", {"person": wang, "matter": "评残", "department": "残联", "consent": "同意",
                                   "sent_on": date(2026, 11, 10)})  # fmt: skip
    desk.take_changes()
    window.go("needs", part="referrals")
    quiet(qtbot, window)
    press(window.page, "answer")
    save(window, qtbot, accepted="接收", receiver="刘敏")
    (row,) = desk.needs.referrals()
    assert (row.accepted, row.feedback_on, row.waits) == ("接收", None, True)


def test_help_is_asked_for_and_comes(window, qtbot, desk, visit):
    taken(desk, visit)
    window.go("needs")
    quiet(qtbot, window)
    press(window.page, "ask")
    quiet(qtbot, window)
    window.page.form.set_value("provider", "县慈善会")
    window.page.save()
    quiet(qtbot, window)
    window.go("needs", part="resources")
    quiet(qtbot, window)
    press(window.page, "receive")
    save(window, qtbot, voucher="签收单12号")
    assert [row.open for row in desk.needs.resources()] == [False]


def test_every_list_can_be_read_and_goes_out_as_a_ledger(window, qtbot, desk, visit, tmp_path):
    taken(desk, visit)
    for part in ("needs", "referrals", "resources"):
        window.go("needs", part=part)
        quiet(qtbot, window)
        assert clipped(window) + nameless(window) == []
        window.page.write(tmp_path / f"{part}.xlsx")
        quiet(qtbot, window)
        assert (tmp_path / f"{part}.xlsx").stat().st_size > 2000


def test_the_filters_narrow_by_village_and_owner(window, qtbot, desk, visit, worker):
    taken(desk, visit)
    desk.records.save("visitor", {"name": "何建国", "role": "社工"})
    desk.take_changes()
    window.go("needs")
    quiet(qtbot, window)
    page = window.page
    for combo, text, count in ((page.village, "白庙村", 3), (page.owner, "何建国", 0)):
        combo.setCurrentIndex(combo.findText(text))
        page.reload()
        assert len(page.rows.ids("")) == count
    assert page.empty.isVisible()
