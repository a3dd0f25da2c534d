"""A whole visit without the mouse, and what the page does when something is wrong."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from caredesk.services.clock import SetClock
from caredesk.ui.messages import Question
from tests.conftest import PASSWORD
from tests.ui.conftest import quiet, settle
from tests.ui.hands import compose, press, type_here

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def lively(desk, clock):
    settle(desk, clock)
    return desk


@pytest.fixture
def window(lively, window_on):
    return window_on(lively)


def at():
    """The name of the field with the keys."""
    return QApplication.focusWidget().objectName()


def answer(window, text):
    found = next(b for b in window.messages.place.findChildren(QPushButton) if b.text() == text)
    found.click()


def test_a_visit_is_found_filled_in_and_saved_without_the_mouse(window, lively, qtbot):
    press(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    quiet(qtbot, window)
    assert at() == "visit.person"
    type_here("wxy")
    qtbot.waitUntil(lambda: window.page.finder.open)
    press(Qt.Key.Key_Return)
    assert at() == "visit.visited_on"
    type_here("昨天")
    press(Qt.Key.Key_Return)
    assert at() == "visit.mode"
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_Return)
    assert at() == "visit.visitor"
    type_here("陈")
    qtbot.waitUntil(lambda: QApplication.focusWidget().open)
    press(Qt.Key.Key_Return)
    assert at() == "visit.met"
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    assert at() == "visit.situation"
    type_here("屋里暖和")
    press(Qt.Key.Key_Return)
    type_here("药按时吃")
    press(Qt.Key.Key_Return, CTRL)
    assert at() == "visit.body"
    press(Qt.Key.Key_2)
    press(Qt.Key.Key_S, CTRL)
    assert any("已保存入户探访" in text for text in window.messages.texts())
    wang = lively.people.search("王秀英")[0].id
    visit = lively.visits.last(wang)
    assert (visit.visited_on, visit.mode, visit.met) == (date(2026, 11, 20), "上门入户", "见到本人")
    assert (visit.situation, visit.body) == ("屋里暖和\n药按时吃", "一般")
    quiet(qtbot, window)
    assert at() == "visit.person", "ready for the next person"


def begin(window, qtbot, name="王秀英"):
    window.go("visit", person=window.session.desk.people.search(name)[0].id)
    quiet(qtbot, window)
    return window.page.form


def test_four_facts_are_needed_and_the_keys_go_to_the_first_that_is_missing(window, qtbot):
    form = begin(window, qtbot)
    press(Qt.Key.Key_S, CTRL)
    assert {name for name, row in form.rows.items() if row.problem.isVisibleTo(form)} == {"mode", "visitor", "met"}
    assert at() == "visit.mode"
    assert "还有3处要改" in window.page.state.whole()


def test_ctrl_s_while_composing_saves_nothing(window, qtbot, dressed):
    from caredesk.ui.composing import Composing

    watch = Composing(dressed)
    form = begin(window, qtbot)
    form.start("situation")
    compose(QApplication.focusWidget(), "nuan")
    press(Qt.Key.Key_S, CTRL)
    assert "要改" not in window.page.state.whole()
    dressed.focusChanged.disconnect(watch._follow)


def test_the_last_visit_and_the_warning_stand_above_the_form(window, qtbot):
    begin(window, qtbot)
    told = " ".join(label.text() for label in window.page.note.findChildren(QLabel))
    assert "入户提示：院里有恶犬" in told
    assert "上次走访 2026年10月12日" in told


def test_what_was_typed_is_kept_as_a_draft_and_offered_not_applied(window, lively, qtbot):
    form = begin(window, qtbot)
    form.start("situation")
    type_here("说到一半")
    window.go("home")
    quiet(qtbot, window)
    again = begin(window, qtbot)
    assert again.values()["situation"] is None
    assert any("没交完" in text for text in window.messages.texts())
    answer(window, "接着填")
    assert window.page.form.values()["situation"] == "说到一半"
    other = begin(window, qtbot, "李国强")
    assert other.values()["situation"] is None
    assert not any("没交完" in text for text in window.messages.texts()), "never under another person's name"


def test_an_offered_draft_that_was_passed_over_is_not_lost_by_typing(window, lively, qtbot):
    begin(window, qtbot).start("situation")
    type_here("第一份")
    window.go("home")
    begin(window, qtbot).start("situation")
    type_here("第二份")
    window.go("home")
    begin(window, qtbot)
    answer(window, "用更早的一份")
    assert window.page.form.values()["situation"] == "第一份"


def test_a_saved_visit_leaves_no_draft(window, lively, qtbot):
    form = begin(window, qtbot)
    visitor = lively.records.find("visitor")[0].id
    for name, value in (("mode", "电话"), ("visitor", visitor), ("met", "接通")):
        form.set_value(name, value)
    form.clock.flush()
    window.page.save()
    begin(window, qtbot)
    assert not any("没交完" in text for text in window.messages.texts())


def test_answers_that_no_longer_apply_are_named_when_saving(window, lively, qtbot):
    form = begin(window, qtbot)
    form.set_value("visitor", lively.records.find("visitor")[0].id)
    for name, value in (("mode", "上门入户"), ("met", "见到本人"), ("house", "有隐患")):
        form.set_value(name, value)
    form.set_value("mode", "电话")
    form.set_value("met", "接通")
    window.page.save()
    assert any("没有保存：住房" in text for text in window.messages.texts())


def test_a_visit_on_a_day_to_come_is_refused_under_its_field(window, lively, qtbot):
    form = begin(window, qtbot)
    form.set_value("visitor", lively.records.find("visitor")[0].id)
    for name, value in (("visited_on", date(2026, 12, 1)), ("mode", "电话"), ("met", "接通")):
        form.set_value(name, value)
    window.page.save()
    assert "不能晚于今天" in form.rows["visited_on"].problem.text()
    assert len(lively.visits.of(lively.people.search("王秀英")[0].id)) == 1


def test_ctrl_d_takes_the_answer_of_the_visit_before(window, lively, qtbot):
    form = begin(window, qtbot)
    visitor = lively.records.find("visitor")[0].id
    for name, value in (("visited_on", date(2026, 11, 19)), ("mode", "电话"), ("visitor", visitor), ("met", "接通")):
        form.set_value(name, value)
    window.page.save()
    form = begin(window, qtbot, "李国强")
    form.start("visited_on")
    press(Qt.Key.Key_D, CTRL)
    assert form.values()["visited_on"] == date(2026, 11, 19)
    form.start("visitor")
    press(Qt.Key.Key_D, CTRL)
    assert form.values()["visitor"] == visitor


def test_a_visitor_who_is_not_on_the_list_is_added_while_typing(window, lively, qtbot):
    form = begin(window, qtbot)
    form.start("visitor")
    type_here("钱小梅")
    qtbot.waitUntil(lambda: QApplication.focusWidget().open)
    assert form.rows["visitor"].editor.line.found.item(0).text() == "新增“钱小梅”"
    press(Qt.Key.Key_Return)
    assert lively.records.find("visitor", {"name": "钱小梅"}) == [], "Enter alone must not make anybody"
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    made = lively.records.find("visitor", {"name": "钱小梅"})
    assert [one.id for one in made] == [form.values()["visitor"]]


def test_a_visitor_is_found_by_initials_and_by_spelling(window, lively, qtbot):
    for letters in ("cj", "chenj"):
        form = begin(window, qtbot)
        form.start("visitor")
        type_here(letters)
        qtbot.waitUntil(lambda: QApplication.focusWidget().open)
        press(Qt.Key.Key_Return)
        assert form.rows["visitor"].editor.line.text() == "陈静"
    assert len(lively.records.find("visitor")) == 1


def test_a_saved_visit_can_be_taken_back_at_once(window, lively, qtbot):
    form = begin(window, qtbot)
    form.set_value("visitor", lively.records.find("visitor")[0].id)
    for name, value in (("mode", "电话"), ("met", "接通")):
        form.set_value(name, value)
    window.page.save()
    answer(window, "撤销")
    assert len(lively.visits.of(lively.people.search("王秀英")[0].id)) == 1


def test_a_child_is_asked_a_childs_questions(window, lively, qtbot):
    form = begin(window, qtbot, "刘春花")
    assert form.values()["form"] == "儿童"


def test_a_visit_is_changed_where_it_stands(window, lively, qtbot):
    wang = lively.people.search("王秀英")[0].id
    visit = lively.visits.last(wang)
    window.go("person", id=wang)
    window.go("visit", id=visit.id)
    quiet(qtbot, window)
    window.page.form.set_value("situation", "改过的")
    window.page.save()
    assert lively.visits.last(wang).situation == "改过的"
    assert type(window.page).__name__ == "PersonPage", "back to where one came from"


def test_the_clock_of_the_tests_is_the_stations(lively):
    assert isinstance(lively.clock, SetClock)


def found_dead(window, lively, qtbot):
    """A visit to 王秀英 that records 去世 is saved; the question that follows."""
    begin(window, qtbot)
    form = window.page.form
    for name, value in (("visited_on", date(2026, 11, 20)), ("mode", "上门入户"), ("met", "去世")):
        form.set_value(name, value)
    form.set_value("visitor", lively.records.find("visitor")[0].id)
    window.page.save()
    quiet(qtbot, window)
    return window.findChild(Question)


def test_a_visit_that_found_somebody_dead_asks_whether_to_mark_them_and_can_be_taken_back(window, lively, qtbot):
    asked = found_dead(window, lively, qtbot)
    wang = lively.people.search("王秀英")[0].id
    assert asked.accessibleName() == "要把“王秀英”标为“死亡”吗？日期：2026年11月20日（走访那天）。"
    assert lively.records.get("person", wang).state == "在册", "never by itself"
    asked.findChild(QPushButton, "answer.0").click()
    marked = lively.records.get("person", wang)
    assert (marked.state, marked.state_on) == ("死亡", date(2026, 11, 20))
    answer(window, "撤销")
    assert lively.records.get("person", wang).state == "在册"
    assert lively.visits.last(wang).met == "去世"


def test_another_day_than_that_of_the_visit_is_filled_in_on_the_persons_form(window, lively, qtbot):
    found_dead(window, lively, qtbot).findChild(QPushButton, "answer.1").click()
    quiet(qtbot, window)
    assert window.page.form.values()["state"] == "死亡"
    assert window.page.form.values()["state_on"] == date(2026, 11, 20)
    assert lively.people.rows([lively.people.search("王秀英")[0].id])[0].state == "在册"


@pytest.fixture
def with_lin(lively):
    """A social worker besides the head."""
    lively.safety.add_user("林悦", "社工", PASSWORD)
    return lively


def test_a_draft_of_a_changed_record_asks_about_what_somebody_else_changed_meanwhile(
    with_lin, stations, folder, window_on, qtbot
):
    wang = with_lin.people.search("王秀英")[0].id
    typed = {"address": "西头", "remarks": "我写的备注"}
    stood = {"address": with_lin.records.get("person", wang).address, "remarks": None}
    with_lin.drafts.save(wang, "person:changed", {"values": typed, "typed": {}, "base": stood})
    with_lin.close()
    lin = stations.sign_in(folder, "林悦", PASSWORD)
    lin.records.save("person", {"address": "南头", "group": "五组"}, wang)
    lin.close()
    head = stations.sign_in(folder, "站长", PASSWORD)
    window = window_on(head)
    window.go("record", kind="person", id=wang)
    quiet(qtbot, window)
    answer(window, "接着填")
    asked = window.findChild(Question)
    told = " ".join(label.text() for label in asked.findChildren(QLabel))
    assert "“现住址”后来有人改过" in told
    assert "您草稿里写的：西头" in told
    assert "现在登记的：南头（林悦" in told
    asked.findChild(QPushButton, "answer.1").click()
    window.page.save()
    now = head.records.get("person", wang)
    assert (now.address, now.remarks, now.group) == ("南头", "我写的备注", "五组")
    quiet(qtbot, window)
    head.close()


def test_a_worker_is_told_what_only_the_head_reads_and_a_blank_changes_nothing(
    with_lin, stations, folder, window_on, qtbot
):
    wang = with_lin.people.search("王秀英")[0].id
    father = with_lin.records.save(
        "contact", {"person": wang, "role": "父亲", "name": "王大", "restraint": ("服刑在押",)}
    )
    with_lin.close()
    lin = stations.sign_in(folder, "林悦", PASSWORD)
    window = window_on(lin)
    window.go("record", kind="contact", id=father)
    quiet(qtbot, window)
    form = window.page.form
    assert form.values()["restraint"] is None
    assert "已登记，只有站长能看" in form.rows["restraint"].help.text()
    assert form.rows["restraint_months"].help.text() == "填了以后只有站长能看。"
    form.set_value("work", "木工")
    window.page.save()
    assert lin.records.get("contact", father).work == "木工"
    assert lin.records.withheld("contact", father) == {"restraint"}
    quiet(qtbot, window)
    lin.close()


def test_only_what_was_touched_stands_in_the_draft_of_a_changed_record(window, lively, qtbot):
    wang = lively.people.search("王秀英")[0].id
    window.go("record", kind="person", id=wang)
    quiet(qtbot, window)
    window.page.form.set_value("remarks", "腿脚不好")
    window.page.form.clock.flush()
    kept = lively.drafts.load(wang, "person:changed").values
    assert kept == {"values": {"remarks": "腿脚不好"}, "typed": {}, "base": {"remarks": None}}
    window.page.form.set_value("remarks", None)
    window.page.form.clock.flush()
    assert lively.drafts.all() == [], "taken back by hand: nothing is left to offer"


def test_a_day_before_the_station_opened_is_noted_quietly_whether_typed_or_picked(window, lively, qtbot):
    window.go("visit", person=lively.people.search("王秀英")[0].id)
    quiet(qtbot, window)
    row = window.page.form.rows["visited_on"]
    opened = lively.settings.opened_on
    type_here("2026-8-30")
    assert f"启用日（{opened.year}年{opened.month}月{opened.day}日）以前" in row.help.text()
    assert row.help.isVisible()
    window.page.form.set_value("visited_on", opened)
    assert not row.help.isVisible()
