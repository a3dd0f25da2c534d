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


WIDE = Sheet(
    title="台账",
    columns=(
        SheetColumn(key="number", label="序号", number=True),
        SheetColumn(key="day", label="日期"),
        SheetColumn(key="village", label="村"),
        SheetColumn(key="name", label="姓名"),
        *(SheetColumn(key=f"more{place}", label=f"第{place}项情况", width=30) for place in range(8)),
    ),
    rows=tuple((str(row), "2026-11-03", "白庙村", f"王秀{row}", *["写了很长很长的一段情况"] * 8) for row in range(60)),
)


def test_number_and_name_stay_in_sight_while_the_other_columns_are_scrolled(view):
    view.show_sheet(WIDE)
    assert view.stuck.isHidden()
    view.horizontalScrollBar().setValue(10_000)
    assert view.stuck.isVisible()
    assert view.stuck.shown == [0, 3]
    assert [view.stuck.isColumnHidden(place) for place in range(5)] == [False, True, True, False, True]
    view.verticalScrollBar().setValue(300)
    assert view.stuck.verticalScrollBar().value() == 300
    assert view.stuck.rowAt(50) == view.rowAt(50)
    view.horizontalScrollBar().setValue(0)
    assert view.stuck.isHidden()


def test_every_column_is_reached_with_the_arrow_keys_and_none_lies_under_those_that_stay(view):
    view.show_sheet(WIDE)
    view.setFocus()
    view.setCurrentIndex(view.cells.index(0, 0))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
        for _ in WIDE.columns[1:]:
            QTest.keyClick(view, key)
            at = view.currentIndex().column()
            assert view.stuck.covered(at) == 0 or at in view.stuck.shown
            assert view.columnViewportPosition(at) + view.columnWidth(at) <= view.viewport().width() + 1


def test_a_heading_that_stays_sorts_as_its_column_does(view):
    view.show_sheet(WIDE)
    view.horizontalScrollBar().setValue(10_000)
    heads = view.stuck.horizontalHeader()
    spot = heads.viewport().rect().center()
    spot.setX(heads.sectionViewportPosition(3) + 5)
    QTest.mouseClick(heads.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert column(view, 3)[:3] == ["王秀0", "王秀1", "王秀10"]
    assert view.heads.sortIndicatorSection() == 3
