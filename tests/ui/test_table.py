"""Lists of any length: only what is looked at is fetched; copying keeps numbers whole."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from caredesk.ui.table import HeldRows, IdModel, RecordTable, State, TableColumn


class Counting:
    """A source that notes what it was asked for."""

    columns = (TableColumn("姓名", 100, sort="name"), TableColumn("证号", 200), TableColumn("状态", 90, rank=1))

    def __init__(self, count):
        self.count, self.sorts, self.fetched = count, [], 0

    def ids(self, sort):
        self.sorts.append(sort)
        ids = list(range(self.count))
        return ids[::-1] if sort == "-name" else ids

    def rows(self, ids):
        self.fetched += len(ids)
        return [(f"人{id_}", f"42902119480512{id_:04d}", State("在册", "ok")) for id_ in ids]


@pytest.fixture
def table(qtbot):
    def make(source, wide=700):
        made = RecordTable(source, "名单")
        qtbot.addWidget(made)
        made.resize(wide, 400)
        made.reload()
        made.show()
        return made

    return make


def test_half_a_million_rows_fetch_only_what_is_in_sight(table):
    source = Counting(500_000)
    made = table(source)
    made.grab()
    assert made.records.rowCount() == 500_000
    assert 0 < source.fetched <= 4 * 64
    made.scrollToBottom()
    made.grab()
    assert source.fetched <= 8 * 64
    assert made.records.data(made.records.index(499_999, 0)) == "人499999"


def test_windows_looked_at_long_ago_are_forgotten():
    model = IdModel(Counting(10_000))
    model.reload()
    for row in range(0, 10_000, 64):
        model.row(row)
    assert len(model._windows) <= 16


def test_a_click_on_a_heading_asks_the_source_to_sort(table):
    source = Counting(10)
    made = table(source)
    made._sort_by(0)
    made.records.sort(0, Qt.SortOrder.DescendingOrder)
    assert source.sorts[-1] == "-name"
    assert made.records.id_at(0) == 9
    before = list(source.sorts)
    made._sort_by(1)
    assert source.sorts == before, "a column without a word is not sorted by"


def test_the_marked_row_keeps_its_mark_when_the_list_is_read_anew(table):
    source = Counting(10)
    made = table(source)
    made.selectRow(4)
    made.reload()
    assert made.chosen_ids() == [4]


def test_enter_and_double_click_open_a_row(table, qtbot):
    made = table(Counting(10))
    made.selectRow(3)
    with qtbot.waitSignal(made.opened) as opened:
        QTest.keyClick(made, Qt.Key.Key_Return)
    assert opened.args == [3]
    with qtbot.waitSignal(made.opened) as opened:
        made.doubleClicked.emit(made.records.index(5, 0))
    assert opened.args == [5]


def test_copied_rows_are_tabs_as_text_and_marked_as_text_for_spreadsheets(table):
    made = table(Counting(10))
    made.selectRow(2)
    QTest.keyClick(made, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "人2\t429021194805120002\t在册"
    assert "mso-number-format:'\\@'" in data.html()


def test_a_whole_list_is_copied_with_its_headings_and_without_stray_tabs(table):
    rows = HeldRows((TableColumn("姓名"), TableColumn("备注")))
    rows.hold([(1, ("王\t秀英", "一\n二"), ()), (2, ("李", "<b>"), ())])
    made = table(rows)
    made.selectAll()
    made.copy()
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "姓名\t备注\n王 秀英\t一 二\n李\t<b>"
    assert "&lt;b&gt;" in data.html()


def test_columns_of_higher_rank_leave_when_there_is_no_room(table):
    made = table(Counting(3), wide=700)
    assert not made.isColumnHidden(2)
    made.resize(340, 300)
    assert made.isColumnHidden(2)
    assert not made.isColumnHidden(0)
    assert made.records.index(1, 0).data(Qt.ItemDataRole.ToolTipRole) == "人1\n状态：在册", "it is told all the same"
    made.resize(700, 300)
    assert made.records.index(1, 0).data(Qt.ItemDataRole.ToolTipRole) == "人1"


def test_a_short_list_sorts_by_what_it_was_given(table):
    rows = HeldRows((TableColumn("天数", sort="0"),))
    rows.hold([("a", ("超期 9 天",), (9,)), ("b", ("超期 10 天",), (10,))])
    made = table(rows)
    made.records.sort(0, Qt.SortOrder.DescendingOrder)
    assert [made.records.id_at(row) for row in range(2)] == ["b", "a"]
