"""The visit forms by keys alone: disabled people, a check of a relief family, the mental part, a home, a call."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from caredesk.ui.pages.visit_head import VisitHead
from caredesk.ui.table import RecordTable
from tests.ui.conftest import quiet, settle
from tests.ui.hands import press, type_here

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def lively(desk, clock):
    settle(desk, clock)
    return desk


@pytest.fixture
def window(lively, window_on):
    return window_on(lively)


def at():
    return QApplication.focusWidget().objectName()


def somebody(desk, name):
    return desk.people.search(name)[0].id


def find_by_keys(window, qtbot, letters):
    press(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    quiet(qtbot, window)
    type_here(letters)
    qtbot.waitUntil(lambda: window.page.finder.open)
    press(Qt.Key.Key_Return)
    assert at() == "visit.visited_on"


def four_facts(qtbot):
    type_here("昨天")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_Return)
    type_here("陈")
    qtbot.waitUntil(lambda: QApplication.focusWidget().open)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_Return)


def go_on_to(field, most=60):
    """Enter from question to question (Ctrl+Enter in a note) until the keys are on one."""
    for _ in range(most):
        if at() == f"visit.{field}":
            return
        press(Qt.Key.Key_Return, CTRL)
    raise AssertionError(f"the keys never came to {field}, but to {at()}")


def answer(field, key):
    go_on_to(field)
    press(key)


def test_a_visit_to_a_disabled_person_by_keys_alone(window, lively, qtbot):
    wang = somebody(lively, "王秀英")
    lively.records.save("episode", {"person": wang, "category": "残疾人"})
    find_by_keys(window, qtbot, "wxy")
    four_facts(qtbot)
    go_on_to("situation")
    type_here("轮椅坏了一个轮子")
    answer("body", Qt.Key.Key_5)
    answer("living", Qt.Key.Key_1)
    answer("ill_lately", Qt.Key.Key_1)
    answer("supported_by", Qt.Key.Key_2)
    press(Qt.Key.Key_S, CTRL)
    made = lively.visits.last(wang)
    assert (made.form, made.also) == ("老年人", ("残疾人",))
    assert (made.situation, made.body, made.living) == ("轮椅坏了一个轮子", "残疾", "独居")
    assert (made.ill_lately, made.supported_by) == (True, ("子女",))


def test_a_check_of_a_relief_family_by_keys_alone(window, lively, qtbot):
    li = somebody(lively, "李国强")
    home = lively.records.save("household", {"head_name": "李国强"})
    lively.records.save("household_episode", {"household": home, "category": "低保"})
    lively.records.save("person", {"household": home}, li)
    find_by_keys(window, qtbot, "lgq")
    four_facts(qtbot)
    answer("checking", Qt.Key.Key_1)
    answer("labour", Qt.Key.Key_2)
    go_on_to("causes")
    press(Qt.Key.Key_2)
    answer("supporters_able", Qt.Key.Key_2)
    answer("unable_because", Qt.Key.Key_2)
    answer("has_income", Qt.Key.Key_1)
    go_on_to("income_wages")
    type_here("12000")
    go_on_to("income_land")
    type_here("800")
    go_on_to("income_total")
    type_here("9000")
    answer("house_kind", Qt.Key.Key_1)
    answer("survey_result", Qt.Key.Key_1)
    answer("still_fits", Qt.Key.Key_1)
    press(Qt.Key.Key_S, CTRL)
    assert at() == "visit.income_total", "less than its parts: nothing was saved"
    type_here("12800")
    QApplication.focusWidget().setText("12800")
    QApplication.focusWidget().textEdited.emit("12800")
    press(Qt.Key.Key_S, CTRL)
    made = lively.visits.last(li)
    assert made.checking is True
    assert (made.labour, made.causes, made.unable_because) == ("部分丧失", ("重病",), "疾病")
    assert (made.income_wages, made.income_land, made.income_total) == (1_200_000, 80_000, 1_280_000)
    assert (made.house_kind, made.survey_result, made.still_fits) == ("自建", "情况属实", True)


def test_the_mental_part_by_keys_alone_once_the_head_has_switched_it_on(window, lively, qtbot):
    wang = somebody(lively, "王秀英")
    find_by_keys(window, qtbot, "wxy")
    assert "mental" not in window.page.form.rows
    told = {"mental_contacts": True, "mental_basis": "县卫健局2026年1月协议"}
    lively.records.save("station", told, lively.settings.id)
    lively.records.save("episode", {"person": wang, "category": "精神障碍社区康复服务对象"})
    find_by_keys(window, qtbot, "wxy")
    four_facts(qtbot)
    answer("mental_with", Qt.Key.Key_1)
    go_on_to("mental_seen")
    type_here("坐在门口自言自语")
    answer("mental_medicine", Qt.Key.Key_2)
    answer("mental_danger_now", Qt.Key.Key_2)
    go_on_to("copied_from")
    type_here("镇卫生院随访记录")
    go_on_to("copied_on")
    type_here("2026.10.30")
    go_on_to("copied_by")
    type_here("王医生")
    answer("copied_danger", Qt.Key.Key_1)
    answer("copied_class", Qt.Key.Key_3)
    press(Qt.Key.Key_S, CTRL)
    made = lively.visits.last(wang)
    assert (made.mental, made.mental_with, made.mental_seen) == (True, ("患者本人",), "坐在门口自言自语")
    assert (made.mental_medicine, made.mental_danger_now) == ("间断用药", False)
    assert (made.copied_on, made.copied_by, made.copied_danger) == (date(2026, 10, 30), "王医生", "0级")
    assert made.copied_class == "稳定"
    assert "精神" not in made.form


# --- as last time


def hint(form, name):
    found = form.findChild(QLabel, f"hint.{name}")
    return found.text() if found is not None and found.isVisibleTo(form) else ""


def visited(desk, who, on, **more):
    visitor = desk.records.find("visitor")[0].id
    told = {"person": who, "visited_on": on, "mode": "上门入户", "visitor": visitor, "met": "见到本人", **more}
    return desk.records.save("visit", told)


def test_last_times_answers_are_taken_over_and_what_differs_is_marked(window, lively, qtbot):
    wang = somebody(lively, "王秀英")
    visited(lively, wang, date(2026, 11, 2), body="慢性病", chronic=("高血压",), living="独居", mood="正常")
    find_by_keys(window, qtbot, "wxy")
    press(Qt.Key.Key_R, CTRL)
    form = window.page.form
    assert form.values()["living"] is None, "the question is not asked before somebody was met"
    four_facts(qtbot)
    taken = form.values()
    assert (taken["body"], taken["chronic"], taken["living"]) == ("慢性病", ("高血压",), "独居")
    assert taken["mood"] is None
    assert hint(form, "living") == "照上次"
    form.set_value("living", "与子女")
    assert hint(form, "living") == "和上次不同，上次：独居"
    form.set_value("mood", "抑郁")
    assert hint(form, "mood") == "和上次不同，上次：正常"
    form.set_value("living", "独居")
    assert hint(form, "living") == "照上次"


def test_what_nobody_was_there_to_answer_is_not_taken_over(window, lively, qtbot):
    wang = somebody(lively, "王秀英")
    visited(lively, wang, date(2026, 11, 2), body="慢性病", living="独居")
    find_by_keys(window, qtbot, "wxy")
    press(Qt.Key.Key_R, CTRL)
    form = window.page.form
    for name, value in (("mode", "电话"), ("met", "无人接听"), ("visitor", lively.records.find("visitor")[0].id)):
        form.set_value(name, value)
    window.page.save()
    assert (lively.visits.last(wang).body, lively.visits.last(wang).living) == (None, None)


def test_a_text_that_says_what_the_last_three_said_is_noted_quietly(window, lively, qtbot):
    wang = somebody(lively, "王秀英")
    for day in (1, 2, 3):
        visited(lively, wang, date(2026, 11, day), situation="一切都好")
    find_by_keys(window, qtbot, "wxy")
    four_facts(qtbot)
    go_on_to("situation")
    type_here("一切都好")
    form = window.page.form
    assert "和前3次写的一字不差" in hint(form, "situation")
    type_here("，腿疼")
    assert hint(form, "situation") == ""
    lively.records.save("visit", {"situation": "别的"}, lively.visits.last(wang).id)
    find_by_keys(window, qtbot, "wxy")
    four_facts(qtbot)
    go_on_to("situation")
    type_here("一切都好")
    assert hint(window.page.form, "situation") == "", "only when all three say so"


# --- phrases


def test_a_phrase_is_put_in_by_keys(window, lively, qtbot):
    lively.records.save("phrase", {"text": "已提醒按时吃药", "place": "基本情况"})
    lively.records.save("phrase", {"text": "屋里暖和", "place": "哪一栏都用"})
    find_by_keys(window, qtbot, "wxy")
    window.page.form.start("situation")
    four = window.page.form
    type_here("老人")
    press(Qt.Key.Key_Semicolon, CTRL)
    press(Qt.Key.Key_Return)
    assert four.values()["situation"] == "老人已提醒按时吃药"
    type_here("；屋里")
    press(Qt.Key.Key_Return)
    assert four.values()["situation"] == "老人已提醒按时吃药屋里暖和"
    type_here(";ytx")
    press(Qt.Key.Key_Tab)
    assert four.values()["situation"] == "老人已提醒按时吃药屋里暖和已提醒按时吃药"
    type_here(";没有这句")
    press(Qt.Key.Key_Return)
    assert four.values()["situation"].endswith(";没有这句"), "a semicolon is a semicolon where no phrase fits"


def test_escape_closes_the_phrases_and_the_semicolon_stays(window, lively, qtbot):
    find_by_keys(window, qtbot, "wxy")
    window.page.form.start("action")
    window.page.form.set_value("mode", "上门入户")
    window.page.form.set_value("met", "见到本人")
    window.page.form.start("action")
    type_here("讲了;")
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Return)
    type_here("好")
    assert window.page.form.values()["action"] == "讲了;\n好"


def test_a_marked_text_becomes_a_phrase(window, lively, qtbot):
    find_by_keys(window, qtbot, "wxy")
    window.page.form.start("situation")
    type_here("低保已按时发放")
    heart = QApplication.focusWidget()
    cursor = heart.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.Start)
    cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    heart.setTextCursor(cursor)
    press(Qt.Key.Key_Semicolon, CTRL)
    press(Qt.Key.Key_Return)
    assert [(one.text, one.place) for one in lively.records.find("phrase")] == [("低保已按时发放", "基本情况")]
    assert window.page.form.values()["situation"] == "低保已按时发放", "the text itself stays"


# --- a home


@pytest.fixture
def home(lively):
    """王秀英 and 李国强 live together."""
    made = lively.records.save("household", {"head_name": "王秀英"})
    both = [somebody(lively, name) for name in ("王秀英", "李国强")]
    for one in both:
        lively.records.save("person", {"household": made}, one)
    return both


def test_a_home_is_recorded_in_one_go_by_keys_alone(window, lively, home, qtbot):
    wang, li = home
    before = len(lively.visits.of(wang)), len(lively.visits.of(li))
    find_by_keys(window, qtbot, "wxy")
    four_facts(qtbot)
    go_on_to("situation")
    type_here("腿疼")
    answer("house", Qt.Key.Key_2)
    press(Qt.Key.Key_PageDown, CTRL)
    assert at() == "visit.met", "what holds for the home is not asked again"
    assert "李国强" in window.page.title.whole()
    shared = window.page.form.values()
    assert (shared["visited_on"], shared["mode"], shared["house"]) == (date(2026, 11, 20), "上门入户", "有隐患")
    assert (shared["situation"], shared["met"]) == (None, None)
    press(Qt.Key.Key_2)
    go_on_to("situation")
    type_here("出去打零工了")
    answer("house", Qt.Key.Key_1)
    press(Qt.Key.Key_S, CTRL)
    first, second = lively.visits.last(wang), lively.visits.last(li)
    assert (first.met, second.met) == ("见到本人", "家属代")
    assert (first.situation, second.situation) == ("腿疼", "出去打零工了")
    assert (first.house, second.house) == ("正常", "正常"), "the house is one"
    assert (len(lively.visits.of(wang)), len(lively.visits.of(li))) == (before[0] + 1, before[1] + 1)
    assert first.number != second.number
    quiet(qtbot, window)
    assert lively.drafts.all() == []
    lively.records.undo_last()
    assert (len(lively.visits.of(wang)), len(lively.visits.of(li))) == before, "one act, taken back at once"


def test_one_of_a_home_that_is_not_complete_keeps_all_from_being_saved(window, lively, home, qtbot):
    wang, li = home
    before = len(lively.visits.of(wang)) + len(lively.visits.of(li))
    find_by_keys(window, qtbot, "wxy")
    four_facts(qtbot)
    press(Qt.Key.Key_PageDown, CTRL)
    press(Qt.Key.Key_PageUp, CTRL)
    assert "王秀英" in window.page.title.whole()
    press(Qt.Key.Key_S, CTRL)
    assert "李国强" in window.page.title.whole(), "whose answers are wrong is shown"
    assert window.page.form.rows["met"].problem.text()
    assert len(lively.visits.of(wang)) + len(lively.visits.of(li)) == before
    head = window.page.findChild(VisitHead)
    assert [chip.text() for chip in head.chips.values()] == ["王秀英 ✓", "李国强（没填完）"]


def test_somebody_of_a_home_alone_is_an_ordinary_visit(window, lively, home, qtbot):
    wang, li = home
    before = len(lively.visits.of(li))
    find_by_keys(window, qtbot, "wxy")
    four_facts(qtbot)
    press(Qt.Key.Key_S, CTRL)
    assert lively.visits.last(wang).visited_on == date(2026, 11, 20)
    assert len(lively.visits.of(li)) == before


# --- a call


@pytest.mark.parametrize("page", ["people", "home"])
def test_a_call_is_recorded_from_the_persons_row_by_keys_alone(window, lively, qtbot, page):
    lively.records.save("visitor", {"name": lively.user.name, "role": "社工"})
    window.go(page)
    quiet(qtbot, window)
    table = window.page.table
    table.setFocus()
    table.selectRow(0)
    press(Qt.Key.Key_T)
    contact = window.page.contact
    assert at() == "contact.met"
    name = contact.title.whole().rpartition("· ")[2]
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_Return)
    type_here("在女儿家，都好")
    press(Qt.Key.Key_Return)
    type_here("12.5")
    press(Qt.Key.Key_Return)
    assert contact.isHidden(), contact.problem.text()
    assert QApplication.focusWidget() is table
    made = lively.visits.last(somebody(lively, name))
    assert (made.visited_on, made.mode, made.met) == (date(2026, 11, 21), "电话", "接通")
    assert (made.situation, made.next_visit_on) == ("在女儿家，都好", date(2026, 12, 5))
    quiet(qtbot, window)


def test_a_call_without_an_outcome_is_refused_and_escape_puts_it_away(window, lively, qtbot):
    window.go("people")
    quiet(qtbot, window)
    table = window.page.table
    table.setFocus()
    table.selectRow(0)
    press(Qt.Key.Key_T)
    contact = window.page.contact
    before = len(lively.records.find("visit"))
    press(Qt.Key.Key_S, CTRL)
    assert "请填写“见到本人没有”" in contact.problem.text()
    assert contact.editors["visitor"].isVisibleTo(contact), "nobody on the list bears the user's name: asked"
    press(Qt.Key.Key_Escape)
    assert contact.isHidden()
    assert QApplication.focusWidget() is table
    assert len(lively.records.find("visit")) == before


def test_phrases_are_kept_in_the_settings_and_go_to_the_bin_by_key(window, lively, qtbot):
    for text in ("屋里暖和", "已提醒按时吃药"):
        lively.records.save("phrase", {"text": text, "place": "哪一栏都用"})
    window.go("settings", part="phrases")
    quiet(qtbot, window)
    assert window.page.findChild(QPushButton, "phrase.new").isVisibleTo(window.page)
    table = window.page.findChild(RecordTable)
    table.setFocus()
    table.selectRow(1)
    gone = table.records.id_at(1)
    press(Qt.Key.Key_Delete)
    assert gone not in [one.id for one in lively.records.find("phrase")]
    assert [one.id for one in lively.records.binned("phrase")] == [gone]
    answers = [made for made in window.messages.place.findChildren(QPushButton) if made.text() == "撤销"]
    answers[0].click()
    assert len(lively.records.find("phrase")) == 2
