"""A sheet made, printed and typed in without the mouse; what was typed survives, what is wrong stands at its cell."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from caredesk.catalog.rounds import ROUTE, VILLAGE_SHEET
from caredesk.services.rounds.rounds import NewRound
from caredesk.ui.grid_lines import ALIKE
from tests.ui.conftest import quiet, settle
from tests.ui.hands import commit, compose, press, type_here

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
DAY = date(2026, 11, 20)


@pytest.fixture
def lively(desk, clock):
    settle(desk, clock)
    return desk


@pytest.fixture
def window(lively, window_on):
    return window_on(lively)


def a_round(desk, count=6):
    village = desk.records.find("village", {"name": "白庙村"})[0].id
    visitor = desk.records.find("visitor", {"name": "陈静"})[0].id
    people = [one.person.id for one in desk.rounds.choosable(None, DAY)][:count]
    return desk.rounds.make(NewRound(ROUTE, DAY, village, DAY, visitor), people)


@pytest.fixture
def typing(window, lively, qtbot):
    """The grid of a round of six, the keys on the first cell that is to be filled in."""
    sheet = a_round(lively)
    window.go("rounds", round=sheet)
    quiet(qtbot, window)
    return window.page.entry


def at(entry):
    """Line, label of the column and words of the cell with the keys."""
    index = entry.grid.currentIndex()
    return index.row(), entry.model.headerData(index.column(), Qt.Orientation.Horizontal), index.data()


def words(entry, row, label):
    heads = [entry.model.headerData(at, Qt.Orientation.Horizontal) for at in range(entry.model.columnCount())]
    return entry.model.grid.words(row, heads.index(label))


def put(entry, row, label):
    heads = [entry.model.headerData(at, Qt.Orientation.Horizontal) for at in range(entry.model.columnCount())]
    entry.grid.go(row, heads.index(label))


def answer(window, text):
    next(b for b in window.findChildren(QPushButton) if b.text() == text and b.isVisible()).click()


def test_a_line_is_typed_by_keys_alone_and_saved_as_a_visit(window, lively, typing, qtbot):
    assert at(typing) == (0, "见到没有", "")
    type_here("1")
    press(Qt.Key.Key_Return)
    assert at(typing)[:2] == (0, "基本情况")
    type_here("屋里暖和")
    press(Qt.Key.Key_Tab)
    assert at(typing)[:2] == (0, "需求")
    type_here("代购、助浴")
    press(Qt.Key.Key_Return)
    type_here("带药")
    press(Qt.Key.Key_Return)
    assert at(typing)[:2] == (0, "哪天办好")
    type_here("2026-11-30")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    assert at(typing)[:2] == (1, "见到没有"), "on to the next line, where its first empty cell is"
    press(Qt.Key.Key_S, CTRL)
    quiet(qtbot, window)
    line = lively.rounds.lines(typing.row.id)[0]
    visit = lively.records.get("visit", line.visit)
    assert (visit.visited_on, visit.mode, visit.met, visit.situation) == (DAY, "上门入户", "见到本人", "屋里暖和")
    assert visit.needs == ("助浴", "代购")
    assert (visit.promise, visit.promised_by, visit.round) == ("带药", date(2026, 11, 30), typing.row.id)
    assert "已录 1/共 6 人" in typing.progress.whole()
    assert words(typing, 0, "录了") == "已录"
    assert not typing.model.grid.open(0, 3), "what is saved is changed where visits are changed"


def test_what_is_wrong_stands_at_its_cell_and_stops_no_other_line(window, lively, typing, qtbot):
    typing.model.grid.enter([(0, 5, "1"), (1, 3, "2026-12-24"), (1, 5, "1"), (2, 6, "没写见到没有")])
    press(Qt.Key.Key_S, CTRL)
    quiet(qtbot, window)
    assert [line.visit is not None for line in lively.rounds.lines(typing.row.id)][:3] == [True, False, False]
    assert "不能晚于今天" in typing.model.problem(1, 3)
    assert typing.model.problem(2, 5) == "请填写“见到本人没有”"
    assert at(typing)[0] == 1, "the keys go to the first that is wrong"
    assert any("还有2人有要改的地方" in text for text in window.messages.texts())
    assert "不能晚于今天" in typing.note.whole()
    typing.model.grid.enter([(1, 3, "昨天")])
    assert typing.model.problem(1, 3) == ""


def test_words_that_are_no_value_stay_and_are_marked_at_once(typing):
    type_here("飞了")
    press(Qt.Key.Key_Return)
    assert words(typing, 0, "见到没有") == "飞了"
    assert "没有“飞了”这一项" in typing.model.problem(0, 5)


def test_ctrl_d_takes_the_line_above_also_for_many_lines(typing):
    put(typing, 0, "见到没有")
    type_here("2")
    press(Qt.Key.Key_Return)
    put(typing, 1, "见到没有")
    press(Qt.Key.Key_D, CTRL)
    assert words(typing, 1, "见到没有") == "家属代"
    press(Qt.Key.Key_Down, SHIFT)
    press(Qt.Key.Key_Down, SHIFT)
    press(Qt.Key.Key_D, CTRL)
    assert [words(typing, row, "见到没有") for row in range(5)] == ["家属代"] * 4 + [""]
    assert words(typing, 3, "日期") == "2026-11-20"
    press(Qt.Key.Key_Z, CTRL)
    assert [words(typing, row, "见到没有") for row in range(4)] == ["家属代", "家属代", "", ""], (
        "one step takes all back"
    )
    press(Qt.Key.Key_Y, CTRL)
    assert words(typing, 3, "见到没有") == "家属代"


def test_a_block_from_a_spreadsheet_is_pasted_and_copied_back(window, typing):
    block = '2026.11.18\t上门\t没人\t"两次\n没人"\n11月19日\t电话\t接通\t一切好\n'
    QGuiApplication.clipboard().setText(block)
    put(typing, 0, "日期")
    press(Qt.Key.Key_V, CTRL)
    assert [words(typing, 0, label) for label in ("日期", "方式", "见到没有", "基本情况")] == [
        "2026-11-18", "上门入户", "无人应答", "两次 没人"]  # fmt: skip
    assert [words(typing, 1, label) for label in ("日期", "方式", "见到没有")] == ["2026-11-19", "电话", "接通"]
    for _ in range(3):
        press(Qt.Key.Key_Right, SHIFT)
    press(Qt.Key.Key_Down, SHIFT)
    press(Qt.Key.Key_C, CTRL)
    copied = QGuiApplication.clipboard().text().split("\n")
    assert copied[0] == "2026-11-18\t上门入户\t无人应答\t两次 没人"
    assert len(copied) == 2


def test_what_does_not_fit_the_table_is_said(window, typing):
    QGuiApplication.clipboard().setText("\n".join(["见到本人"] * 9))
    put(typing, 0, "见到没有")
    press(Qt.Key.Key_V, CTRL)
    assert [words(typing, row, "见到没有") for row in range(6)] == ["见到本人"] * 6
    assert any("3格没贴" in text for text in window.messages.texts())


def test_delete_empties_marked_cells_and_f2_changes_what_stands_there(typing):
    put(typing, 0, "基本情况")
    press(Qt.Key.Key_F2)
    type_here("很好")
    press(Qt.Key.Key_Return)
    put(typing, 0, "基本情况")
    press(Qt.Key.Key_F2)
    press(Qt.Key.Key_End)
    type_here("，爱说话")
    press(Qt.Key.Key_Return)
    assert words(typing, 0, "基本情况") == "很好，爱说话"
    put(typing, 0, "基本情况")
    press(Qt.Key.Key_Delete)
    assert words(typing, 0, "基本情况") == ""


def test_an_option_is_picked_from_the_list_by_arrows(typing):
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert words(typing, 0, "见到没有") == "家属代"
    put(typing, 0, "需求")
    press(Qt.Key.Key_F2)
    type_here("代购、浴")
    press(Qt.Key.Key_Return)
    assert words(typing, 0, "需求") == "助浴、代购", "the part that is typed last is picked, the others stay"


def test_escape_leaves_a_cell_as_it_was(typing):
    type_here("3")
    press(Qt.Key.Key_Escape)
    if typing.findChild(QLineEdit, "cell") is not None:
        press(Qt.Key.Key_Escape)
    assert words(typing, 0, "见到没有") == ""


def test_chinese_goes_into_a_cell_that_was_not_opened(typing, dressed):
    put(typing, 0, "基本情况")
    commit(QApplication.focusWidget(), "血压稳")
    commit(QApplication.focusWidget(), "，爱说话")
    press(Qt.Key.Key_Return)
    assert words(typing, 0, "基本情况") == "血压稳，爱说话"


def test_ctrl_s_while_composing_saves_nothing(lively, typing, dressed):
    from caredesk.ui.composing import Composing

    watch = Composing(dressed)
    put(typing, 0, "基本情况")
    press(Qt.Key.Key_F2)
    compose(QApplication.focusWidget(), "xueya")
    press(Qt.Key.Key_S, CTRL)
    assert all(line.visit is None for line in lively.rounds.lines(typing.row.id))
    dressed.focusChanged.disconnect(watch._follow)


def test_the_same_words_on_many_lines_are_pointed_out_quietly(lively, typing, window, qtbot):
    same = [(row, 6, "老人精神好，血压正常。") for row in range(ALIKE - 1)]
    typing.model.grid.enter(same)
    assert not typing.alike.isVisible()
    typing.model.grid.enter([(ALIKE - 1, 6, "老人精神好，血压正常")])
    assert typing.alike.isVisible()
    assert f"有{ALIKE}行的“基本情况”一模一样" in typing.alike.whole()
    assert all(typing.model.grid.alike(row, 6) for row in range(ALIKE))
    typing.model.grid.enter([(row, 5, "1") for row in range(ALIKE)])
    press(Qt.Key.Key_S, CTRL)
    quiet(qtbot, window)
    assert typing.row.typed == ALIKE, "pointed out, not refused"


def test_there_is_no_button_that_says_all_is_normal(window, typing):
    labels = [made.text() for made in window.page.findChildren(QPushButton)]
    assert not any("正常" in label for label in labels)


def test_what_was_typed_and_not_saved_is_offered_when_the_sheet_is_opened_again(window, lively, typing, qtbot):
    sheet = typing.row.id
    typing.model.grid.enter([(0, 5, "1"), (0, 6, "说到一半"), (1, 5, "飞了")])
    typing.clock.flush()  # as two seconds do
    window.page._stale = True
    window.go("rounds", round=sheet)
    quiet(qtbot, window)
    again = window.page.entry
    assert words(again, 0, "基本情况") == "", "offered, never applied"
    again.model.grid.enter([(2, 5, "1")])
    again.clock.flush()
    answer(window, "接着录")
    assert (words(again, 0, "基本情况"), words(again, 1, "见到没有")) == ("说到一半", "飞了")
    assert words(again, 2, "见到没有") == "见到本人"
    press(Qt.Key.Key_S, CTRL)
    kept = lively.drafts.load(sheet, "round_grid").values["lines"]
    assert list(kept) == [str(again.model.grid.lines[1].told.key)], "what is saved stands in no draft"


def test_what_is_typed_is_kept_within_two_seconds_whatever_happens_then(lively, typing, qtbot):
    """Nobody leaves the page or saves: the draft lies in its file all the same, so that a kill takes nothing more."""
    typing.model.grid.enter([(0, 6, "停电前写的")])
    qtbot.waitUntil(lambda: lively.drafts.load(typing.row.id, "round_grid") is not None, timeout=2_500)
    (kept,) = lively.drafts.load(typing.row.id, "round_grid").values["lines"].items()
    assert kept == (str(typing.model.grid.lines[0].told.key), {"values": {"situation": "停电前写的"}, "typed": {}})


def test_form_by_form_goes_on_to_the_next_of_the_sheet(window, lively, typing, qtbot):
    sheet = typing.row.id
    people = [line.person for line in lively.rounds.lines(sheet)]
    typing.one_by_one.click()
    quiet(qtbot, window)
    for place, person in enumerate(people):
        assert type(window.page).__name__ == "VisitPage"
        assert window.page.owner == person
        form = window.page.form
        assert form.values()["visited_on"] == DAY
        form.set_value("mode", "上门入户")
        form.set_value("met", "无人应答")
        window.page.save()
        quiet(qtbot, window)
        assert lively.rounds.one(sheet).typed == place + 1
    assert type(window.page).__name__ == "RoundsPage"
    assert lively.rounds.one(sheet).state == "已录"


def test_a_round_is_made_and_printed_without_the_mouse(window, lively, qtbot):
    window.go("rounds")
    quiet(qtbot, window)
    window.findChild(QPushButton, "round.new").click()
    quiet(qtbot, window)
    choosing = window.page.choosing
    assert choosing.village.currentText() == "白庙村"
    choosing.table.setFocus()
    chosen = [one for one in choosing.order if one in choosing.chosen]
    assert chosen, "those who are due are on it"
    first = choosing.order[0]
    press(Qt.Key.Key_Down, CTRL)
    assert choosing.order.index(first) == 1
    press(Qt.Key.Key_Space)
    assert (first in choosing.chosen) != (first in chosen)
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_S, CTRL)
    quiet(qtbot, window)
    assert type(window.page).__name__ == "PreviewPage"
    assert window.page._count >= 1
    sheet = lively.rounds.listed()[0]
    assert [line.person for line in lively.rounds.lines(sheet.id)] == [
        p for p in choosing.order if p in choosing.chosen
    ]
    window.back()
    quiet(qtbot, window)
    window.page.routes.finder.setFocus()
    type_here("白庙村")
    press(Qt.Key.Key_Return)
    assert window.page.entry.row.id == sheet.id, "the number finds the sheet in hand"


def test_the_board_makes_the_villages_sheets_and_shows_who_handed_in(window, lively, qtbot):
    window.go("rounds", part="sheets")
    quiet(qtbot, window)
    board = window.page.board
    board.make_button.click()
    quiet(qtbot, window)
    assert board.note.whole() == "3个村未交"
    board.table.selectRow(0)
    lively.rounds.hand_in(board.chosen.id, date(2026, 11, 20))
    board.reload()
    quiet(qtbot, window)
    assert board.note.whole() == "2个村未交，1个村已交"
    window.findChild(QPushButton, "hand_in").click()
    quiet(qtbot, window)
    dialog = QApplication.activeModalWidget()
    assert dialog.windowTitle() == "白庙村 2026年11月 登记表交来了"
    dialog.reject()
    QTest.keyClick(board.table, Qt.Key.Key_Return)
    quiet(qtbot, window)
    entry = window.page.entry
    assert entry.row.kind == VILLAGE_SHEET
    assert words(entry, 0, "探访人") == "陈静"
    entry.model.grid.enter([(0, 3, "昨天"), (0, 5, "1"), (0, 6, "2"), (0, 8, "是"), (0, 9, "灶台漏气")])
    window.page.save()
    quiet(qtbot, window)
    visit = lively.records.get("visit", lively.rounds.lines(entry.row.id)[0].visit)
    assert (visit.body, visit.hazard_found, visit.hazard_note) == ("一般", True, "灶台漏气")
    assert lively.records.get("visitor", visit.visitor).name == "陈静"


def test_a_line_that_is_saved_opens_its_visit(window, lively, typing, qtbot):
    typing.model.grid.enter([(0, 5, "1")])
    press(Qt.Key.Key_S, CTRL)
    quiet(qtbot, window)
    typing.grid.go(0, 5)
    press(Qt.Key.Key_Return)
    quiet(qtbot, window)
    assert type(window.page).__name__ == "VisitPage"
    assert window.page.id == lively.rounds.lines(typing.row.id)[0].visit


def test_forms_are_shown_as_they_will_be_printed(window, lively, qtbot):
    a_round(lively, 2)
    window.go("rounds")
    quiet(qtbot, window)
    window.page.routes.table.selectRow(0)
    window.findChild(QPushButton, "forms").click()
    quiet(qtbot, window)
    assert type(window.page).__name__ == "PreviewPage"
    assert window.page._count == 4, "two people, front and back"
