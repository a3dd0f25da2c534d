"""The sheet as it is: lazy, masked, merged; where its tables begin and end is moved by mouse and by keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from caredesk.schema.roster import RawSheet
from caredesk.ui.pages.roster.raw_marks import TableMark, bounds, kind_at
from caredesk.ui.pages.roster.raw_sheet import RawSheetView, letters_of

ROWS = [
    ["青石镇低保名单"],
    ["序号", "姓名", "身份证号"],
    [1, "方桂珍", 429021194903129988],
    [2, "石长根", "429021194411029972"],
    ["合计", "2人"],
    [],
    ["姓名", "身份证号"],
    ["田玉香", "429021195107259962"],
]
FIRST = TableMark(0, (1, 1), 5, {1: "姓名", 2: "身份证号"}, {2: "data", 3: "data", 4: "total"})
SECOND = TableMark(1, (6, 6), 8, {0: "姓名"}, {7: "data"})
SHEET = RawSheet("汇总", ROWS, merges=[(0, 0, 0, 2)], hidden_rows=frozenset({3}))

MENUS = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""What the offscreen platform says whenever a menu opens."""


@pytest.fixture
def view(dressed):
    made = RawSheetView()
    made.resize(800, 420)
    made.show()
    made.show_sheet(SHEET, [FIRST, SECOND])
    QApplication.processEvents()
    yield made
    made.deleteLater()


def drag(view, from_row, to_row):
    """Take the edge above a row and let it go above another."""
    at = view.viewport()
    QTest.mousePress(at, Qt.MouseButton.LeftButton, pos=QPoint(40, view.edge_y(from_row)))
    QTest.mouseMove(at, QPoint(40, view.edge_y(to_row)))
    QTest.mouseRelease(at, Qt.MouseButton.LeftButton, pos=QPoint(40, view.edge_y(to_row)))


def said(view):
    heard = []
    view.moved.connect(lambda *what: heard.append(what))
    return heard


def test_rows_carry_the_workbooks_own_numbers_and_what_they_are(view):
    heads = [view.cells.headerData(row, Qt.Orientation.Vertical) for row in range(len(ROWS))]
    assert heads == ["1\n标题", "2\n表头", "3\n", "4\n隐藏", "5\n合计", "6\n", "7\n表头", "8\n"]
    assert kind_at([FIRST, SECOND], SHEET, 4) == ("grey", "合计")
    assert [letters_of(column) for column in (0, 25, 26, 701)] == ["A", "Z", "AA", "ZZ"]


def test_numbers_are_starred_and_a_column_says_what_it_is_taken_for(view):
    assert view.cells.text(2, 2) == "429***********9988" == view.cells.text(3, 2)[:14] + "9988"
    assert view.cells.headerData(1, Qt.Orientation.Horizontal) == "B\n姓名"


def test_merged_cells_are_drawn_as_one(view):
    assert view.columnSpan(0, 0) == 3


def test_the_header_is_dragged_with_the_mouse(view):
    heard = said(view)
    drag(view, 1, 0)
    assert heard == [(0, "top", 0)]


def test_the_end_of_a_table_stops_at_the_next_one_and_at_its_own_header(view):
    heard = said(view)
    drag(view, 5, 8)
    drag(view, 5, 0)
    assert heard == [(0, "end", 6), (0, "end", 2)]
    assert bounds([FIRST, SECOND], 1, "top", len(ROWS)) == (5, 6)


def test_a_drag_that_ends_where_it_began_says_nothing(view):
    heard = said(view)
    drag(view, 1, 1)
    assert heard == []


@MENUS
@pytest.mark.parametrize(
    ("row", "action", "wanted"), [(0, 0, (0, "top", 0)), (2, 1, (0, "bottom", 3)), (3, 2, (0, "end", 4))]
)
def test_every_edge_is_moved_by_keys_alone(view, row, action, wanted):
    heard = said(view)
    view.setCurrentIndex(view.cells.index(row, 0))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Return)
    menu = view.menu
    QTest.keyClick(menu, Qt.Key.Key_Down)
    while menu.activeAction() is not menu.actions()[action]:
        QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert heard == [wanted]


@MENUS
def test_a_sheet_without_a_table_is_given_its_header_by_keys(view):
    begun = []
    view.begun.connect(begun.append)
    view.show_sheet(RawSheet("别的", ROWS), [])
    view.setCurrentIndex(view.cells.index(6, 0))
    view.open_menu(6)
    top, bottom, end = view.menu.actions()
    assert (top.isEnabled(), bottom.isEnabled(), end.isEnabled()) == (True, False, False)
    top.trigger()
    assert begun == [6]


def test_fifty_thousand_rows_of_forty_columns_cost_no_more_than_what_is_in_sight(view):
    """No row that is not in sight is looked at: the cells count how often they are asked for."""

    class Counted(list):
        asked = 0

        def __getitem__(self, at):
            Counted.asked += 1
            return super().__getitem__(at)

    row = ["单元格"] * 40
    merges = [(at, 0, at + 1, 0) for at in range(2, 40_000, 2)]
    rows = Counted([row] * 50_000)
    view.show_sheet(
        RawSheet("大表", rows, merges=merges),
        [TableMark(0, (1, 1), 50_000)],
    )
    QApplication.processEvents()
    view.grab()
    view.verticalScrollBar().setValue(30_000)
    view.grab()
    assert Counted.asked < 5_000
