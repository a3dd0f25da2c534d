"""收县里的表 on the page: the county's files in, looked at, taken in, and taken back."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication

from tests.ui.conftest import quiet
from tests.ui.hands import press, type_here
from tests.ui.rosters import HEAD, NEW, check, read, write

ROSTERS = Path(__file__).parents[1] / "data" / "rosters"
FILE, LAYOUT, CHECK, DONE, BATCH = range(5)
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(desk, window_on):
    return window_on(desk, wide=1093, high=582)


@pytest.fixture
def page(window, qtbot):
    window.go("roster")
    quiet(qtbot, window)
    return window.page


def at(page):
    return page.stack.currentIndex()


def enter(window, qtbot):
    press(Qt.Key.Key_Return)
    quiet(qtbot, window)


# --- the way through


def test_a_clear_list_is_taken_in_with_three_enters(page, window, desk, qtbot, tmp_path):
    read(page, window, qtbot, write(tmp_path))
    assert at(page) == FILE
    assert "2 人" in page.bottom.state.whole()
    enter(window, qtbot)
    assert at(page) == CHECK
    assert desk.people.people() == [], "nothing is written before the last step"
    enter(window, qtbot)
    assert at(page) == DONE
    assert len(desk.people.people()) == 2
    assert "新增 2" in page.done_step.said.text()


def test_ctrl_s_goes_on_from_any_list(page, window, desk, qtbot, tmp_path):
    read(page, window, qtbot, write(tmp_path))
    for step in (CHECK, DONE):
        if step == DONE:
            page.check_step.show_outcome("new")
        press(Qt.Key.Key_S, CTRL)
        quiet(qtbot, window)
        assert at(page) == step
    assert len(desk.people.people()) == 2


def test_next_month_the_same_list_goes_straight_to_the_check(page, window, desk, qtbot, tmp_path):
    read(page, window, qtbot, write(tmp_path, head=(*HEAD[:3], "哪里人", *HEAD[4:])))
    page.files.found.whose.lineEdit().setFocus()
    type_here("县民政局")
    page.aside() if page.bottom.next_button.text() == "下一步：核对" else page.go_on()
    quiet(qtbot, window)
    assert at(page) == LAYOUT
    columns = page.layout_step.columns
    columns.mark(3)
    columns.target.setCurrentIndex(columns.target.findText("村（社区）"))
    columns.target.activated.emit(columns.target.currentIndex())
    check(page, window, qtbot)
    page.commit()
    quiet(qtbot, window)
    page.restart()
    read(page, window, qtbot, write(tmp_path, NEW[:1], "十二月名单.csv", head=(*HEAD[:3], "哪里人", *HEAD[4:])))
    assert "县民政局" in page.files.found.seen.text()
    assert "认列照上次的" in page.files.found.seen.text()
    enter(window, qtbot)
    assert at(page) == CHECK
    assert page.hand.plan.counts()["unchanged"] == 1


def test_every_step_has_a_way_back_that_keeps_what_was_said(page, window, qtbot, tmp_path):
    read(page, window, qtbot, write(tmp_path))
    page.aside()
    page.layout_step.columns.mark(6)
    page.layout_step.columns.leave.click()
    check(page, window, qtbot)
    page.bottom.back_button.click()
    assert at(page) == LAYOUT
    page.bottom.back_button.click()
    assert at(page) == FILE
    assert page.hand.answers.table("", 0).columns[6] == ("", "")


# --- files


def test_files_are_dropped_anywhere_on_the_step(page, window, qtbot, tmp_path):
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(write(tmp_path)))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enters = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, dropped, buttons, keys)
    page.files.dragEnterEvent(enters)
    assert enters.isAccepted()
    page.files.dropEvent(QDropEvent(QPoint(5, 5).toPointF(), Qt.DropAction.CopyAction, dropped, buttons, keys))
    quiet(qtbot, window)
    assert page.hand.recognised.file == "十一月名单.csv"


def test_several_files_have_their_turn_one_after_another(page, window, desk, qtbot, tmp_path):
    files = [write(tmp_path, NEW[:1], "甲.csv"), write(tmp_path, NEW[1:], "乙.csv"), write(tmp_path, NEW, "丙.csv")]
    read(page, window, qtbot, *files)
    assert [one.state for one in page.intake.files] == ["正在收", "等着", "等着"]
    assert page.files.queue.isVisible()
    page.intake.remove(2)
    check(page, window, qtbot)
    page.commit()
    quiet(qtbot, window)
    assert page.done_step.next.text() == "收下一张：乙.csv"
    page.done_step.next.click()
    quiet(qtbot, window)
    assert page.hand.recognised.file == "乙.csv"
    assert [one.state for one in page.intake.files] == ["收好了", "正在收"]
    page.files.found.other.emit()
    assert page.hand is None
    assert len(desk.people.people()) == 1


def test_a_file_that_cannot_be_read_lets_the_next_have_its_turn(page, window, qtbot, tmp_path):
    bad = tmp_path / "照片.xlsx"
    bad.write_bytes(b"\xff\xd8\xff\xe0 no sheet")
    read(page, window, qtbot, bad, write(tmp_path))
    qtbot.waitUntil(lambda: page.hand is not None)
    assert window.messages.texts()[0].endswith("。")
    assert [one.state for one in page.intake.files] == ["没收成", "正在收"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("空.xlsx", b""), ("照片.xlsx", b"\xff\xd8\xff\xe0 not a sheet"), ("没有名单.csv", "说明\n请查收\n".encode())],
)
def test_a_file_that_is_no_roster_is_refused_in_a_sentence(page, window, qtbot, tmp_path, name, content):
    file = tmp_path / name
    file.write_bytes(content)
    read(page, window, qtbot, file)
    assert at(page) == FILE
    assert page.hand is None
    assert len(window.messages.texts()) == 1
    assert window.messages.texts()[0].endswith("。")
    assert page.stack.isEnabled(), "ready for another file"


def test_a_block_copied_in_wps_is_pasted_with_ctrl_v(page, window, desk, qtbot):
    lines = ["\t".join(HEAD), *("\t".join(("1", *row)) for row in NEW)]
    QGuiApplication.clipboard().setText("\r\n".join(lines))
    page.files.drop.chosen.setFocus()
    press(Qt.Key.Key_V, CTRL)
    quiet(qtbot, window)
    assert sum(one.people for one in page.hand.tables) == 2
    check(page, window, qtbot)
    assert page.hand.plan.counts()["new"] == 2


def test_an_empty_clipboard_is_said(page, window, qtbot):
    QGuiApplication.clipboard().clear()
    page.files.pasted.emit()
    assert "先在 WPS 或 Excel 里选中" in window.messages.texts()[0]


def test_reading_can_be_cancelled(page, window, qtbot):
    page.read(str(ROSTERS / "elderly_tags.xlsx"))
    page.bottom.cancel_button.click()
    quiet(qtbot, window)
    assert at(page) == FILE
    assert page.hand is None
    assert page.stack.isEnabled()


def test_a_check_can_be_cancelled_and_leaves_nothing_behind(page, window, desk, qtbot):
    read(page, window, qtbot, ROSTERS / "elderly_tags.xlsx")
    page.check()
    page.bottom.cancel_button.click()
    quiet(qtbot, window)
    assert at(page) == FILE
    assert page.hand.plan is None
    assert desk.people.people() == []


# --- what was found


def test_what_was_found_on_each_sheet_is_listed_and_can_be_left_out(page, window, desk, qtbot):
    read(page, window, qtbot, ROSTERS / "elderly_tags.xlsx")
    found = page.files.found
    shown = [found.rows.rows([id_])[0] for id_ in found.rows.ids("")]
    assert len(shown) > 1, "a sheet for each village"
    check(page, window, qtbot)
    everybody = page.hand.plan.counts()["new"]
    page.bottom.back_button.click()
    page.bottom.back_button.click()
    found.table.selectRow(0)
    found.take.click()
    check(page, window, qtbot)
    assert 0 < page.hand.plan.counts()["new"] < everybody


def test_without_any_table_nothing_is_checked(page, window, qtbot, tmp_path):
    read(page, window, qtbot, write(tmp_path))
    page.aside()
    page.layout_step.taken.click()
    page.check()
    assert "至少勾选一张" in window.messages.texts()[0]
    assert at(page) == LAYOUT
