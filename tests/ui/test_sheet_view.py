"""A ledger on screen: grouped headings, sorting, narrowing, opening what a row is about."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from caredesk.schema.sheet import Sheet, SheetColumn
from caredesk.ui.sheet_view import SheetView

COLUMNS = (
    SheetColumn(key="number", label="序号", group="走访", number=True, align="center"),
    SheetColumn(key="day", label="日期", group="走访"),
    SheetColumn(key="name", label="姓名", group="服务对象"),
    SheetColumn(key="age", label="年龄", number=True),
)
ROWS = (("1", "2026-11-03", "王秀英", "78"), ("2", "2026-11-01", "李国强", "9"), ("10", "2026-11-02", "", ""))


@pytest.fixture
def view(qtbot):
    made = SheetView("台账内容")
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show_sheet(Sheet(title="台账", columns=COLUMNS, rows=ROWS, keys=("a", "b", "c")))
    made.show()
    return made


def column(view, place):
    return [view.cells.data(view.cells.index(row, place)) for row in range(view.cells.rowCount())]


def test_it_stands_in_the_sheets_own_order_with_its_groups(view):
    assert column(view, 2) == ["王秀英", "李国强", ""]
    assert list(view.heads.groups) == ["走访", "走访", "服务对象", ""]
    view.grab()


def test_figures_sort_as_figures_and_blanks_stay_at_the_end_of_words(view):
    view._sort_by(3)
    assert column(view, 3) == ["", "9", "78"]
    view._sort_by(2)
    assert column(view, 2) == ["李国强", "王秀英", ""]
    view._sort_by(2)
    assert column(view, 2) == ["王秀英", "李国强", ""]


def test_narrowing_keeps_rows_with_every_word_and_says_how_many(view, qtbot):
    with qtbot.waitSignal(view.counted) as counted:
        view.narrow("11-0 王")
    assert counted.args == [1]
    assert column(view, 2) == ["王秀英"]
    view.narrow("")
    assert view.cells.rowCount() == 3


def test_enter_opens_the_record_behind_a_sorted_and_narrowed_row(view, qtbot):
    view._sort_by(0)
    view.narrow("李")
    view.selectRow(0)
    with qtbot.waitSignal(view.opened) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == ["b"]


def test_rows_are_copied_as_they_stand(view):
    view.selectRow(1)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "2\t2026-11-01\t李国强\t9"
