"""核对 on the page: rows decided by keys, words explained once, cells put right, all of it kept; nothing is modal."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from caredesk.schema.identity import made_up_id
from tests.ui.conftest import quiet, settle
from tests.ui.hands import press
from tests.ui.rosters import NEW, as_listed, check, known, read, write

CHECK = 2


@pytest.fixture
def lively(desk, clock):
    settle(desk, clock)
    return desk


@pytest.fixture
def window(lively, window_on):
    return window_on(lively, wide=1093, high=582)


@pytest.fixture
def page(window, qtbot):
    window.go("roster")
    quiet(qtbot, window)
    return window.page


def checked(page, window, qtbot, folder, rows, **more):
    read(page, window, qtbot, write(folder, rows, **more))
    check(page, window, qtbot)
    return page.hand.plan


def once_more(page, window, qtbot):
    """Check again with what was answered."""
    assert page.bottom.next_button.text() == "照您定的再核对一遍"
    page.bottom.next_button.click()
    quiet(qtbot, window)
    return page.hand.plan


# --- counts and lists


def test_the_counts_add_up_and_every_list_is_as_long_as_its_count(page, window, lively, qtbot, tmp_path):
    rows = [
        *NEW,
        as_listed(lively, "王秀英", name="王大山"),
        as_listed(lively, "李国强"),
        ("", "", "白庙村", "", "", ""),
    ]
    plan = checked(page, window, qtbot, tmp_path, rows)
    counts = plan.counts()
    assert sum(counts.values()) == len(rows)
    for outcome, count in counts.items():
        page.check_step.show_outcome(outcome)
        table = page.check_step.list
        places = {id_[0] if outcome != "needs_decision" else id_ for id_ in table.records.source.ids("")}
        assert len(places) == count


def test_the_list_is_narrowed_by_words(page, window, qtbot, tmp_path):
    checked(page, window, qtbot, tmp_path, NEW)
    page.check_step.show_outcome("new")
    page.check_step.search.setText("方桂珍")
    qtbot.waitUntil(lambda: page.check_step.rows.table.records.rowCount() == 1)


def test_rows_the_user_does_not_want_are_not_taken_in(page, window, lively, qtbot, tmp_path):
    before = len(lively.people.people())
    checked(page, window, qtbot, tmp_path, NEW)
    page.check_step.show_outcome("new")
    page.check_step.rows.table.selectRow(0)
    page.check_step.rows.leave.click()
    assert once_more(page, window, qtbot).counts()["new"] == 1
    page.commit()
    quiet(qtbot, window)
    assert len(lively.people.people()) == before + 1


# --- decisions


def test_a_doubtful_row_is_decided_by_a_key_with_both_sides_in_sight(page, window, lively, qtbot, tmp_path):
    plan = checked(page, window, qtbot, tmp_path, [as_listed(lively, "王秀英", name="王秀瑛", address="白庙村9号")])
    assert plan.counts()["needs_decision"] == 1
    view = page.check_step.decisions
    assert QApplication.focusWidget() is view.table
    told = view.sides.accessibleName()
    assert "王秀瑛" in told
    assert "王秀英" in told
    assert known(lively, "王秀英").id_number not in told, "numbers are starred"
    press(Qt.Key.Key_1)
    assert page.check_step.waiting() == ""
    plan = once_more(page, window, qtbot)
    assert plan.counts()["needs_decision"] == 0
    assert [change.after for change in plan.changes if change.label == "现住址"] == ["白庙村9号"]


def test_a_decision_can_be_thought_over(page, window, lively, qtbot, tmp_path):
    checked(page, window, qtbot, tmp_path, [as_listed(lively, "王秀英", name="王秀瑛")])
    press(Qt.Key.Key_4)
    assert page.hand.answers.decisions
    press(Qt.Key.Key_0)
    assert not page.hand.answers.decisions
    assert "1行等您定" in page.check_step.waiting()


def test_many_rows_are_decided_at_once(page, window, lively, qtbot, tmp_path):
    names = ("王秀英", "李国强", "张桂兰", "刘春花")
    checked(page, window, qtbot, tmp_path, [as_listed(lively, name, name=name + "子") for name in names])
    view = page.check_step.decisions
    view.table.selectAll()
    assert view.buttons["leave"].accessibleName() == "选中的 4 行都：这一行不收"
    press(Qt.Key.Key_4)
    assert once_more(page, window, qtbot).counts()["skipped"] == 4


def test_three_thousand_rows_with_two_hundred_doubles_open_no_dialog(page, window, qtbot, tmp_path, dressed):
    class Watch(QObject):
        dialogs = 0

        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Show and isinstance(watched, QDialog):
                Watch.dialogs += 1
            return False

    people = [
        (
            f"方{chr(0x4E00 + number)}",
            made_up_id("429021", date(1930, 1, 1) + timedelta(number), sequence=998),
            "白庙村",
        )
        for number in range(2800)
    ]
    rows = [(*one, "独居", "", "白庙村1组") for one in people]
    rows += [(*one, "独居", "", "白庙村2组") for one in people[:200]]
    watch = Watch()
    dressed.installEventFilter(watch)
    try:
        plan = checked(page, window, qtbot, tmp_path, rows)
        assert plan.counts()["needs_decision"] == 200
        view = page.check_step.decisions
        view.table.selectAll()
        press(Qt.Key.Key_1)
        assert page.check_step.waiting() == ""
        plan = once_more(page, window, qtbot)
        assert plan.counts()["needs_decision"] == 0
        page.bottom.next_button.click()
        quiet(qtbot, window)
    finally:
        dressed.removeEventFilter(watch)
    assert page.stack.currentIndex() == 3
    assert Watch.dialogs == 0


# --- words


def test_a_village_nobody_knows_is_explained_once_for_all_its_rows(page, window, lively, qtbot, tmp_path):
    rows = [(*row[:2], "白庙屯", *row[3:]) for row in NEW]
    plan = checked(page, window, qtbot, tmp_path, rows)
    assert plan.counts()["needs_decision"] == 2
    view = page.check_step.words
    assert QApplication.focusWidget() is view.table, "words come before rows"
    view.meant.setCurrentIndex(view.meant.findText("白庙村"))
    view.meant.activated.emit(view.meant.currentIndex())
    plan = once_more(page, window, qtbot)
    assert plan.counts()["new"] == 2
    assert {one.village for one in plan.people} == {"白庙村"}


def test_a_village_that_is_not_on_the_list_is_put_there_with_the_batch(page, window, lively, qtbot, tmp_path):
    checked(page, window, qtbot, tmp_path, [(*NEW[0][:2], "高庄村", *NEW[0][3:])])
    page.check_step.words.add.click()
    assert once_more(page, window, qtbot).counts()["new"] == 1
    assert not lively.records.find("village", {"name": "高庄村"}), "nothing is written before 收进来"
    page.bottom.next_button.click()
    quiet(qtbot, window)
    assert lively.records.find("village", {"name": "高庄村"})


# --- cells


def test_a_cell_is_put_right_with_f2_and_all_that_say_the_same_with_it(page, window, lively, qtbot, tmp_path):
    others = [as_listed(lively, name, phone="14900000001") for name in ("王秀英", "李国强", "张桂兰", "刘春花")]
    rows = [*[(name, number, "白庙村", "", "149abc", "") for name, number, *_ in NEW], *others]
    plan = checked(page, window, qtbot, tmp_path, rows)
    outcome = plan.outcomes[0].outcome
    page.check_step.show_outcome(outcome)
    view = page.check_step.rows
    assert "149abc" in view.detail.text()
    press(Qt.Key.Key_F2)
    line = QApplication.focusWidget()
    assert line.objectName() == "correction"
    line.selectAll()
    QTest.keyClicks(line, "14900000123")
    assert view.cell.all.text() == "其余 1 处相同的也改"
    view.cell.all.setChecked(True)
    press(Qt.Key.Key_Return)
    assert len(page.hand.answers.corrections) == 2
    plan = once_more(page, window, qtbot)
    assert plan.problems == []


def test_a_damaged_number_is_put_right_beside_its_decision(page, window, lively, qtbot, tmp_path):
    name, number, *rest = NEW[0]
    checked(page, window, qtbot, tmp_path, [(name, "4.29021E+17", *rest)])
    press(Qt.Key.Key_F2)
    line = QApplication.focusWidget()
    assert line.text() == "4.29021E+17"
    line.selectAll()
    QTest.keyClicks(line, number)
    press(Qt.Key.Key_Return)
    assert once_more(page, window, qtbot).counts()["new"] == 1


# --- what will change


def test_what_will_change_is_seen_cell_by_cell_and_can_be_refused(page, window, lively, qtbot, tmp_path):
    read(page, window, qtbot, write(tmp_path, [as_listed(lively, "王秀英", address="青石镇99号")]))
    page.aside()
    columns = page.layout_step.columns
    columns.mark(6)
    columns.policy.setCurrentIndex(columns.policy.findText("逐条问我"))
    columns.policy.activated.emit(columns.policy.currentIndex())
    check(page, window, qtbot)
    view = page.check_step.changes
    assert page.check_step.at == "changes"
    cells = view.rows.rows(view.rows.ids(""))[0]
    assert cells[3:5] == ("青石镇1号", "青石镇99号")
    assert cells[5].text == "请定"
    press(Qt.Key.Key_2)
    assert once_more(page, window, qtbot).changes[0].taken is False
    page.check_step.show_outcome("changes")
    press(Qt.Key.Key_1)
    once_more(page, window, qtbot)
    page.bottom.next_button.click()
    quiet(qtbot, window)
    assert known(lively, "王秀英").address == "青石镇99号"


# --- kept


def test_answers_are_kept_and_offered_when_the_file_comes_again(page, window, lively, qtbot, tmp_path):
    file = write(tmp_path, [as_listed(lively, "王秀英", name="王秀瑛")])
    read(page, window, qtbot, file)
    check(page, window, qtbot)
    press(Qt.Key.Key_4)
    quiet(qtbot, window)
    window.go("home")
    window.go("roster")
    assert page.hand.answers.decisions, "leaving the page loses nothing"
    page.restart()
    read(page, window, qtbot, file)
    found = page.files.found
    assert found.go_on.isVisible()
    assert page.hand.answers.decisions
    found.go_on.click()
    quiet(qtbot, window)
    assert page.stack.currentIndex() == CHECK
    assert page.hand.plan.counts()["skipped"] == 1
    page.restart()
    read(page, window, qtbot, file)
    page.files.found.again.click()
    quiet(qtbot, window)
    assert not page.hand.answers.decisions
    assert not page.files.found.go_on.isVisible()


# --- out of here


def test_the_rows_not_taken_and_the_result_are_written(page, window, lively, qtbot, tmp_path):
    checked(page, window, qtbot, tmp_path, [*NEW, as_listed(lively, "王秀英", name="王秀瑛")])
    errors, result = tmp_path / "没收的行.xlsx", tmp_path / "核对结果.xlsx"
    page.papers.write_errors(errors, "退回县里改")
    quiet(qtbot, window)
    page.papers.write(result)
    quiet(qtbot, window)
    assert errors.stat().st_size > 1000
    assert result.stat().st_size > 1000
    assert "收表核对结果" in [trace.about for trace in lively.safety.traces(20)], (
        "what leaves the station leaves a trace"
    )
    page.restart()
    read(page, window, qtbot, errors)
    assert page.hand is not None, "what was not taken comes back when it was put right"


def test_the_result_is_seen_as_it_will_be_printed(page, window, qtbot, tmp_path):
    checked(page, window, qtbot, tmp_path, NEW)
    page.print_page()
    qtbot.waitUntil(lambda: "共" in window.page.place.text() if hasattr(window.page, "place") else False)
    window.back()
    assert window.page is page
    assert page.stack.currentIndex() == CHECK


def test_a_way_out_is_offered_in_words(page, window, qtbot, tmp_path):
    checked(page, window, qtbot, tmp_path, NEW)
    assert [one.text() for one in page.check_step.menu.actions()] == [
        "导出没收的行（发表的人照着改）",
        "存核对结果",
        "打印核对结果",
    ]
    assert not page.check_step.errors.isEnabled(), "every row is taken"
