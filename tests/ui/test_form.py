"""A form made from a declaration: what it shows, asks, refuses, keeps and lets go."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from caredesk.schema.conditions import Is, Known
from caredesk.schema.declare import choice, day, note, number, text
from caredesk.schema.errors import Problem
from caredesk.schema.privacy import Privacy
from caredesk.schema.record import Record, Section, record, type_of
from caredesk.ui.editors import Surroundings
from caredesk.ui.form import RecordForm
from caredesk.ui.form_draft import LATEST, PAUSE
from caredesk.ui.widgets import Scroll
from tests.ui.hands import press, type_here

TODAY = date(2026, 11, 21)


def _order(values: Any) -> list[Problem]:
    if values.get("until") and values.get("since") and values["until"] < values["since"]:
        return [Problem("until", "结束早于开始，请核对")]
    return []


@record(
    "sample",
    "例子",
    title_field="name",
    sections=(Section(key="a", title="甲"), Section(key="b", title="乙", shown_when=Is("mode", "上门"))),
    rules=(_order,),
)
class Sample(Record):
    name: str = text("名称", section="a")
    mode: str = choice("方式", "上门", "电话", section="a")
    met: str | None = choice(
        "见到没有", "见到", "外出", "接通", default=None, follows="mode",
        options_by={"上门": ("见到", "外出"), "电话": ("接通",)}, section="a",
    )  # fmt: skip
    since: date | None = day("开始", default=None, asked=True, section="a")
    until: date | None = day("结束", default=None, section="a")
    secret: str | None = text("保密的", default=None, privacy=Privacy.RESTRICTED, section="a")
    house: str | None = choice("住房", "正常", "有隐患", default=None, asked_when=Known("mode"), section="b")
    hazard: str | None = note("什么隐患", default=None, shown_when=Is("house", "有隐患"), section="b")
    people: int | None = number("几口人", most=30, default=None, section="b")


SAMPLE = type_of(Sample)


@pytest.fixture
def shown(qtbot):
    def make(clearance=Privacy.RESTRICTED, *, brief=False):
        window = QWidget()
        column = QVBoxLayout(window)
        form = RecordForm(SAMPLE, Surroundings(today=lambda: TODAY, clearance=clearance), brief=brief)
        column.addWidget(Scroll(form))
        qtbot.addWidget(window)
        window.resize(800, 420)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        form.window_held = window
        return form

    return make


def rows_in_sight(form):
    return [name for name, row in form.rows.items() if row.isVisibleTo(form)]


def test_a_section_and_its_questions_come_with_the_answer_they_depend_on(shown):
    form = shown()
    assert "house" not in rows_in_sight(form)
    form.set_value("mode", "上门")
    assert "house" in rows_in_sight(form)
    assert "hazard" not in rows_in_sight(form)
    form.set_value("house", "有隐患")
    assert "hazard" in rows_in_sight(form)
    form.set_value("mode", "电话")
    assert "house" not in rows_in_sight(form)


def test_choices_are_narrowed_by_the_answer_they_follow(shown):
    form = shown()
    form.set_value("mode", "电话")
    assert [made.text() for made in form.rows["met"].editor.options.buttons] == ["接通"]
    form.set_value("mode", "上门")
    assert [made.text() for made in form.rows["met"].editor.options.buttons] == ["见到", "外出"]


def test_a_choice_that_follows_another_is_filled_in_with_it(shown):
    form = shown()
    form.fill({"name": "甲", "mode": "电话", "met": "接通"})
    assert form.values()["met"] == "接通"


def test_a_role_sees_no_field_above_its_clearance(shown):
    assert "secret" in shown().rows
    assert "secret" not in shown(Privacy.SENSITIVE).rows


def test_fields_not_in_the_form_keep_their_values(shown):
    form = shown(Privacy.SENSITIVE)
    form.fill({"name": "甲", "secret": "某事"})
    assert form.values()["secret"] == "某事"


def test_asked_questions_without_an_answer_are_marked_and_unmarked(shown):
    form = shown()
    assert form.pending() == ["since"]
    assert form.rows["since"].mark.isVisibleTo(form)
    form.set_value("since", TODAY)
    assert form.pending() == []
    assert not form.rows["since"].mark.isVisibleTo(form)


def test_saving_an_empty_form_says_what_is_missing_and_goes_to_the_first(shown, qtbot):
    form = shown()
    form.show_problems(form.problems())
    assert form.rows["name"].problem.text() == "请填写“名称”"
    assert form.rows["mode"].problem.isVisibleTo(form)
    qtbot.waitUntil(form.rows["name"].editor.heart.hasFocus)
    form.rows["name"].editor.heart.setText("甲")
    form.rows["name"].editor.heart.textEdited.emit("甲")
    assert not form.rows["name"].problem.isVisibleTo(form)


def test_what_cannot_be_read_is_said_when_the_field_is_left(shown, qtbot):
    form = shown()
    form.start("since")
    type_here("2026-02-30")
    press(Qt.Key.Key_Return)
    assert "没有“2026-02-30”这一天" in form.rows["since"].problem.text()
    assert [problem.field for problem in form.problems()] == ["name", "mode", "since"]


def test_a_rule_over_several_fields_speaks_under_its_field(shown):
    form = shown()
    form.fill({"name": "甲", "mode": "电话", "since": TODAY, "until": date(2026, 11, 1)})
    form.show_problems(form.problems())
    assert form.rows["until"].problem.text() == "结束早于开始，请核对"


def test_problems_the_station_found_are_put_under_their_fields(shown):
    form = shown(Privacy.SENSITIVE)
    rest = form.show_problems([Problem("name", "重复了"), Problem("secret", "没有权限")])
    assert form.rows["name"].problem.text() == "重复了"
    assert [problem.text for problem in rest] == ["没有权限"]


def test_enter_goes_from_field_to_field_and_says_when_it_is_at_the_end(shown, qtbot):
    form = shown()
    form.fill({"mode": "电话"})
    ended = []
    form.finished.connect(lambda: ended.append(1))
    form.start("name")
    visited = []
    for _ in range(6):
        visited.append(next(n for n, row in form.rows.items() if row.editor.heart is QApplication.focusWidget()))
        press(Qt.Key.Key_Return)
    assert visited == ["name", "mode", "met", "since", "until", "secret"]
    assert ended == [1]


def test_in_a_note_enter_makes_a_line_and_ctrl_enter_goes_on(shown):
    form = shown()
    form.fill({"mode": "上门", "house": "有隐患"})
    form.start("hazard")
    type_here("一")
    press(Qt.Key.Key_Return)
    type_here("二")
    assert form.values()["hazard"] == "一\n二"
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is form.rows["people"].editor.heart


def test_the_field_with_the_keys_is_scrolled_into_sight(shown, qtbot):
    form = shown()
    form.fill({"mode": "上门"})
    form.start("people")
    row = form.rows["people"]
    qtbot.waitUntil(lambda: not row.visibleRegion().isEmpty())


def test_answers_to_questions_that_no_longer_apply_are_named(shown):
    form = shown()
    form.fill({"name": "甲", "mode": "上门", "people": 4})
    assert form.dropped() == []
    form.set_value("mode", "电话")
    assert form.dropped() == ["几口人"]
    assert form.values()["people"] == 4, "kept while editing"


def test_a_draft_is_due_a_second_after_a_pause(shown, qtbot):
    form = shown()
    assert PAUSE <= 1000
    assert LATEST < 2000
    form.start("name")
    with qtbot.waitSignal(form.draft_due, timeout=20_000) as due:
        type_here("a")
    assert due.args[0]["values"]["name"] == "a"


def test_a_draft_is_due_within_two_seconds_though_typing_goes_on(shown, qtbot):
    form = shown()
    form.clock._pause.setInterval(10_000)
    form.start("name")
    assert form.clock._latest.interval() <= 2000  # what is promised; the wait below only bounds a slow machine
    with qtbot.waitSignal(form.draft_due, timeout=20_000):
        type_here("abc")


def test_opening_a_form_makes_no_draft_and_leaving_it_flushes_one(shown, qtbot):
    form = shown()
    drafts = []
    form.draft_due.connect(drafts.append)
    form.clock.flush()
    assert drafts == []
    form.start("name")
    type_here("x")
    form.clock.flush()
    assert [draft["values"]["name"] for draft in drafts] == ["x"]


def test_a_draft_brings_back_values_and_words_that_are_no_value_yet(shown):
    form = shown()
    form.fill({"name": "甲", "mode": "上门", "people": 4})
    form.start("since")
    type_here("2026-13")
    draft = form.draft()
    other = shown()
    other.take_draft(draft)
    assert other.values()["people"] == 4
    assert other.values()["mode"] == "上门"
    assert other.rows["since"].editor.line.text() == "2026-13"


def test_a_brief_form_puts_seldom_answered_questions_behind_a_button(shown):
    form = shown(brief=True)
    assert rows_in_sight(form) == ["name", "mode", "since"]
    part = form.parts[0]
    assert part.more.text().strip() == "还可以填3项"
    part.more.click()
    assert {"until", "secret"} <= set(rows_in_sight(form))
    form.fill({"name": "甲", "mode": "电话", "until": TODAY})
    assert "until" in rows_in_sight(form), "an answer that is there is shown"


def test_a_problem_in_a_hidden_extra_question_brings_it_into_sight(shown):
    form = shown(brief=True)
    form.fill({"name": "甲", "mode": "电话"})
    form.show_problems([Problem("until", "请核对")])
    assert "until" in rows_in_sight(form)


def test_a_name_of_two_hundred_letters_is_refused_with_a_sentence(shown):
    form = shown()
    form.fill({"name": "长" * 200, "mode": "电话"})
    form.show_problems(form.problems())
    assert "最多100个字" in form.rows["name"].problem.text()
