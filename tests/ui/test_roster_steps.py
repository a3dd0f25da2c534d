"""认列 and a batch's own page; every step at every size: nothing cut off, everything named, all by keys."""

from datetime import date

import msoffcrypto.format.ooxml
import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from caredesk.schema.identity import made_up_id
from caredesk.services.importing.answers import REMARK
from caredesk.ui.pages.roster.meanings import label_of
from caredesk.ui.style import Look, TextSize
from tests.ui.conftest import quiet, settle
from tests.ui.hands import press, type_here
from tests.ui.rosters import HEAD, NEW, as_listed, check, known, read, write
from tests.ui.sight import clipped, nameless

FILE, LAYOUT, CHECK, DONE, BATCH = range(5)


@pytest.fixture
def lively(desk, clock):
    settle(desk, clock)
    return desk


@pytest.fixture
def window(lively, window_on):
    return window_on(lively, wide=1093, high=582)


@pytest.fixture
def page(window, qtbot):
    return opened(window, qtbot)


def opened(window, qtbot):
    window.go("roster")
    quiet(qtbot, window)
    return window.page


def columns_of(page, window, qtbot, file):
    read(page, window, qtbot, file)
    page._columns()
    return page.layout_step.columns


def choose(combo, text):
    combo.setCurrentIndex(combo.findText(text))
    combo.activated.emit(combo.currentIndex())


# --- columns


def test_a_column_is_taken_for_something_else_by_keys(page, window, lively, qtbot, tmp_path):
    columns = columns_of(page, window, qtbot, write(tmp_path))
    columns.list.setFocus()
    columns.mark(6)
    columns.target.setFocus()
    while columns.target.currentText() != "户籍地址":
        press(Qt.Key.Key_Down)
        columns.target.activated.emit(columns.target.currentIndex())
        if columns.target.currentIndex() == columns.target.count() - 1:
            break
    wanted = columns.target.currentData()
    assert page.hand.answers.table("", 0).columns[6] == wanted


def test_an_unknown_column_is_kept_as_a_remark_or_left_out(page, window, lively, qtbot, tmp_path):
    rows = [(*row, "家有恶犬") for row in NEW]
    columns = columns_of(page, window, qtbot, write(tmp_path, rows, head=(*HEAD, "包片网格")))
    columns.mark(7)
    columns.remark.click()
    assert page.hand.answers.table("", 0).columns[7] == REMARK
    check(page, window, qtbot)
    page.commit()
    quiet(qtbot, window)
    assert "家有恶犬" in known(lively, "方桂珍").remarks


def test_what_no_column_says_is_said_once_for_all_rows(page, window, lively, qtbot, tmp_path):
    rows = [(name, number, "", phone, address) for name, number, _, _, phone, address in NEW]
    head = ("序号", "姓名", "身份证号", "签字", "联系电话", "现住址")
    columns = columns_of(page, window, qtbot, write(tmp_path, rows, head=head, title="名单"))
    ids = columns.rows.ids("")
    columns.list.selectRow(ids.index("village"))
    choose(columns.fixed, "北河村")
    assert page.hand.answers.table("", 0).constants == {"village": "北河村"}
    check(page, window, qtbot)
    assert {one.village for one in page.hand.plan.people} == {"北河村"}


def test_columns_that_want_a_look_are_confirmed_one_after_another(page, window, lively, qtbot, tmp_path):
    columns = columns_of(page, window, qtbot, write(tmp_path))
    before = page.hand.doubtful()
    while page.hand.doubtful():
        columns.list.selectRow(columns._next_open(-1))
        columns.right.click()
        assert page.hand.doubtful() == before - 1
        before -= 1
    assert page.bottom.state.whole() == "每一列都认好了"


# --- the sheet as it is


def test_a_moved_header_is_found_anew_and_kept(page, window, lively, qtbot, tmp_path):
    columns_of(page, window, qtbot, write(tmp_path))
    step = page.layout_step
    step.show_view(1)
    step.raw.setFocus()
    step.raw.moved.emit(0, "end", 3)
    quiet(qtbot, window)
    assert page.hand.answers.table("", 0).end == 3
    assert page.hand.tables[0].people == 1
    assert step.reset.isVisible()
    step.reset.click()
    quiet(qtbot, window)
    assert page.hand.tables[0].people == 2


def test_a_click_on_a_letter_leads_to_its_column(page, window, lively, qtbot, tmp_path):
    columns = columns_of(page, window, qtbot, write(tmp_path))
    page.layout_step.show_view(1)
    page.layout_step.raw.horizontalHeader().sectionClicked.emit(5)
    assert page.layout_step.stack.currentIndex() == 0
    assert "联系电话" in columns.heading.text()


# --- hidden sheets, passwords


def book(file, *, hidden=False):
    made = xlsxwriter.Workbook(file)
    for number, name in enumerate(("白庙村", "东塘村")):
        sheet = made.add_worksheet(name)
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["1", *NEW[number]])
        if hidden and number:
            sheet.hide()
    made.close()
    return file


def test_a_hidden_sheet_is_asked_about(page, window, lively, qtbot, tmp_path):
    read(page, window, qtbot, book(tmp_path / "两村.xlsx", hidden=True))
    found = page.files.found
    cells = found.rows.rows(found.rows.ids(""))
    assert "隐藏的" in cells[1][4].text
    assert sum(one.people for one in page.hand.tables if page.hand.takes(one)) == 1
    found.table.selectRow(1)
    found.table.setFocus()
    press(Qt.Key.Key_Return)
    check(page, window, qtbot)
    assert page.hand.plan.counts()["new"] == 2


def test_a_locked_workbook_asks_for_its_password_in_place(page, window, qtbot, tmp_path):
    file = tmp_path / "有密码.xlsx"
    with book(tmp_path / "没有密码.xlsx").open("rb") as plain, file.open("wb") as locked:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("yunxi", locked)
    read(page, window, qtbot, file)
    assert page.files.locked.isVisible()
    assert not [one for one in window.findChildren(QDialog) if one.isVisible()]
    assert QApplication.focusWidget() is page.files.locked.line
    assert clipped(window) + nameless(window) == []
    type_here("falsch")
    press(Qt.Key.Key_Return)
    quiet(qtbot, window)
    assert page.files.locked.problem.text().startswith("密码不对")
    type_here("yunxi")
    press(Qt.Key.Key_Return)
    quiet(qtbot, window)
    assert sum(one.people for one in page.hand.tables) == 2


# --- a batch's own page


def taken_in(page, window, qtbot, folder, rows):
    read(page, window, qtbot, write(folder, rows))
    check(page, window, qtbot)
    page.commit()
    quiet(qtbot, window)


def people_of(count):
    from caredesk.schema.identity import made_up_id

    births = [date(1940, 1 + number % 12, 1 + number // 12) for number in range(count)]
    numbers = [made_up_id("429021", birth, sequence=998) for birth in births]
    return [(f"方{chr(0x4E00 + at)}", number, "白庙村", "独居", "", "") for at, number in enumerate(numbers)]


def test_all_that_was_worked_on_since_is_listed_and_chosen_from(page, window, lively, qtbot, tmp_path):
    before = len(lively.people.people())
    rows = people_of(12)
    taken_in(page, window, qtbot, tmp_path, rows)
    for name, *_ in rows[:10]:
        lively.records.save("person", {"remarks": "电话里问过"}, known(lively, name).id)
    page.done_step.back.click()
    quiet(qtbot, window)
    assert page.stack.currentIndex() == BATCH
    assert page.batch.table.records.rowCount() == 10, "all of them, not the first eight"
    assert clipped(window) + nameless(window) == []
    page.batch.table.selectRow(0)
    press(Qt.Key.Key_Space)
    assert "保留9条" in page.batch.told.text()
    page.batch.go.click()
    quiet(qtbot, window)
    assert len(lively.people.people()) == before + 9
    assert "已撤销" in window.messages.texts()[0]
    (left,) = [one for one in lively.imports.batches() if "名单" in one.title]
    page.batch.ask(str(left.id), "十一月名单.csv")
    quiet(qtbot, window)
    assert page.batch.table.records.rowCount() == 9, "what was kept has its page"


def test_a_batch_that_nobody_touched_is_taken_back_from_the_list(page, window, lively, qtbot, tmp_path):
    before = len(lively.people.people())
    taken_in(page, window, qtbot, tmp_path, NEW)
    page.restart()
    act = lively.imports.batches()[0]
    page.batch.ask(str(act.id), act.title)
    quiet(qtbot, window)
    assert QApplication.focusWidget() is page.batch.leave, "Enter takes nothing back unseen"
    page.batch.leave.click()
    assert page.stack.currentIndex() == FILE
    page.batch.ask(str(act.id), act.title)
    quiet(qtbot, window)
    page.batch.go.click()
    quiet(qtbot, window)
    assert len(lively.people.people()) == before


# --- every step at every size


@pytest.mark.parametrize(
    ("size", "wide", "high"),
    [(TextSize.STANDARD, 1093, 582), (TextSize.STANDARD, 1366, 768), (TextSize.LARGER, 1093, 582)],
    ids=["small", "usual", "larger"],
)
def test_every_step_can_be_read(lively, window_on, qtbot, dressed, tmp_path, size, wide, high):
    Look(size).dress(dressed)
    window = window_on(lively, wide=wide, high=high)
    window.setFixedSize(wide, high)
    page, found = opened(window, qtbot), {}

    def look(name):
        quiet(qtbot, window)
        found[name] = clipped(window) + nameless(window)

    others = [
        as_listed(lively, "王秀英", name="王秀瑛"),
        as_listed(lively, "李国强", address="青石镇三河口安置小区9栋1单元1204号", phone="14900000044"),
        (*NEW[0][:2], "高庄屯", *NEW[0][3:]),
        ("田玉香", "4.29021E+17", "白庙村", "留守", "149abc", "白庙村1组"),
    ]
    read(page, window, qtbot, write(tmp_path, [*NEW, *others]), write(tmp_path, NEW, "等着的另一张名单.csv"))
    look("found")
    page._columns()
    look("columns")
    page.layout_step.columns.list.selectRow(page.layout_step.columns.list.records.rowCount() - 1)
    look("fixed")
    page.layout_step.show_view(1)
    look("raw")
    check(page, window, qtbot)
    for name in ("words", "needs_decision", "changes", "new", "updated"):
        page.check_step.show_outcome(name)
        look(name)
    page.commit()
    look("done")
    page.done_step.back.click()
    look("batch")
    assert {name: said for name, said in found.items() if said} == {}


def test_columns_of_further_people_are_called_by_whose_they_are_and_stay_so(page, window, qtbot, tmp_path):
    head = ("序号", "户主姓名", "身份证号", "家庭成员1", "身份证号1")
    number = [made_up_id("429021", date(1950 + at, 3, 2), sequence=997) for at in range(4)]
    rows = [("方桂珍", number[0], "石长根", number[1]), ("方桂英", number[2], "石长青", number[3])]
    columns = columns_of(page, window, qtbot, write(tmp_path, rows, head=head))
    columns.mark(3)
    assert columns.target.currentText() == "第1个成员的姓名"
    columns.confirm()
    assert page.hand.answers.table("", 0).columns[3] == ("成员:1", "name")
    check(page, window, qtbot)
    assert page.hand.plan.counts()["new"] == 2
    assert len(page.hand.plan.people) == 4
    assert label_of(("右表:2", "id_number")) == "右边第2张表的身份证号"
    assert label_of(("成员:1", "")) == ""
