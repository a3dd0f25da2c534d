"""认列: which tables, what each column is taken for, and the sheet as it is with the edges of its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QStackedWidget, QWidget

from caredesk.catalog.categories import CATEGORIES
from caredesk.catalog.visit import MODES
from caredesk.services.desk import Desk
from caredesk.ui.pages.roster.columns import ColumnsView
from caredesk.ui.pages.roster.for_all import LAST, TAKE_LAST
from caredesk.ui.pages.roster.hand import Hand, Table
from caredesk.ui.pages.roster.meanings import label_of
from caredesk.ui.pages.roster.raw_marks import Edge, TableMark
from caredesk.ui.pages.roster.raw_sheet import RawSheetView
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import Elided, across, button, card, down, words, wrapping

_HOW = "把绿线拖到表头、表尾真正的地方；或选中一行按回车，再选“表头从这一行开始”。"


class LayoutStep(QWidget):
    """``altered``: an answer changed. ``edges``: a table's edge was moved, so that it must be found anew."""

    altered = Signal()
    edges = Signal()

    def __init__(self, known: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self.hand: Hand | None = None
        self.which = QComboBox()
        self.which.setAccessibleName("看哪张表")
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.which.setMinimumContentsLength(14)
        self.which.activated.connect(lambda _: self.show_table())
        self.taken = QCheckBox("收这张表")
        self.taken.setAccessibleName("收这张表")
        self.taken.clicked.connect(self._take)
        self.visits = QCheckBox("收作走访记录")
        self.visits.setAccessibleName("这份文件收作走访记录")
        self.visits.clicked.connect(self._take_as)
        self.views = QButtonGroup(self)
        chips = [self._chip("每一列", "view.columns", 0), self._chip("看原表、改表头", "view.raw", 1)]
        self.told = words("", "small", wrap=True)
        self.question = words("", tone="warning", wrap=True)
        self.columns = ColumnsView(known)
        self.columns.altered.connect(self._altered)
        self.raw = RawSheetView()
        self.raw.setMinimumHeight(round(200 * scale_of(self)))
        self.raw.moved.connect(self._move)
        self.raw.begun.connect(self._begin)
        self.raw.horizontalHeader().sectionClicked.connect(self._to_column)
        self.reset = button("照认出来的", self._reset, kind="quiet", name="edges.reset")
        how = across(Elided(_HOW, "small"), self.reset, gap=8)
        how.setStretch(0, 1)
        raw = QWidget()
        raw.setLayout(down(how, self.raw, gap=4))
        self.stack = QStackedWidget()
        self.stack.setObjectName("inner")
        self.stack.addWidget(self.columns)
        self.stack.addWidget(raw)
        row = wrapping(self.which, self.taken, self.visits, *chips, gap=10)
        self.setLayout(down(card(row, self.question, self.told, self.stack, gap=8, pad=14), gap=0))

    def _chip(self, label: str, name: str, place: int) -> QWidget:
        made = button(label, lambda: self.show_view(place), kind="chip", name=name)
        made.setCheckable(True)
        self.views.addButton(made, place)
        return made

    def show_view(self, place: int) -> None:
        """0 the columns, 1 the sheet as it is."""
        self.stack.setCurrentIndex(place)
        self.views.button(place).setChecked(True)

    def show_hand(self, hand: Hand) -> None:
        """Show a file's tables; the one that wants a look first."""
        other, kept = hand is not self.hand, self.which.currentIndex()
        self.hand = hand
        self.which.clear()
        for place, (sheet, table) in enumerate(self._places()):
            name = table.title if table else (sheet or "这份表")
            self.which.addItem(f"{name}（{table.size}）" if table else f"{name}（没有认出名单）", place)
        open_ = [place for place, (_, table) in enumerate(self._places()) if table and self._asks(table)]
        self.which.setCurrentIndex((open_ or [0])[0] if other else max(0, kept))
        self.which.setEnabled(self.which.count() > 1)
        if other:
            table = self._table()
            self.show_view(1 if table is None or table.layout.unsure else 0)
        self.show_table()

    def show_table(self) -> None:
        """Show the chosen table."""
        hand, table = self.hand, self._table()
        if hand is None:
            return
        self.columns.setVisible(table is not None)
        self.taken.setVisible(table is not None)
        self.visits.setVisible(table is not None and not hand.recognised.own)
        self._show_raw()
        if table is None:
            self.question.setText(
                "这张工作表没有认出名单。要收它，请在原表里选中表头那一行，按回车，选“表头从这一行开始”。"
            )
            self.question.show()
            self.told.hide()
            self.show_view(1)
            return
        self.taken.setChecked(hand.takes(table))
        self.visits.setChecked(table.visits)
        said = [table.layout.open_question, *table.layout.questions]
        self.question.setText("；".join(dict.fromkeys(one for one in said if one)))
        self.question.setVisible(bool(self.question.text()))
        like = len(hand.like(table)) - 1
        self.told.setText(f"另外{like}张表的列和它一样，在这里改一处，{like + 1}张都改。")
        self.told.setVisible(like > 0)
        self.columns.show_table(hand, table)

    def fit(self, *, wide: bool) -> None:
        """Put the panel beside or below."""
        self.columns.fit(wide=wide)

    def _asks(self, table: Table) -> bool:
        return bool(table.layout.open_question or table.layout.questions)

    def _places(self) -> list[tuple[str, Table | None]]:
        """Every table, and every sheet without one that holds something."""
        if self.hand is None:
            return []
        held = {table.key[0] for table in self.hand.tables}
        made: list[tuple[str, Table | None]] = [(table.key[0], table) for table in self.hand.tables]
        return made + [(one.name, None) for one in self.hand.found.workbook.sheets if one.rows and one.name not in held]

    def _table(self) -> Table | None:
        places, at = self._places(), self.which.currentIndex()
        return places[at][1] if 0 <= at < len(places) else None

    def _sheet(self) -> str:
        places, at = self._places(), self.which.currentIndex()
        return places[at][0] if 0 <= at < len(places) else ""

    def _show_raw(self) -> None:
        hand, table, name = self.hand, self._table(), self._sheet()
        if hand is None:
            return
        sheet = next(one for one in hand.found.workbook.sheets if one.name == name)
        marks = [
            TableMark.of(
                one.key[1],
                one.layout,
                {guess.column: label_of(hand.meant(one, guess)) for guess in one.layout.columns},
            )
            for one in hand.tables
            if one.key[0] == name
        ]
        self.raw.show_sheet(sheet, marks, table.key[1] if table else 0)
        answer = hand.answer(table) if table else None
        self.reset.setVisible(answer is not None and (answer.header is not None or answer.end is not None))

    def _take(self) -> None:
        table = self._table()
        if self.hand is not None and table is not None:
            self.hand.take(table, wanted=self.taken.isChecked())
            self.altered.emit()

    def _take_as(self) -> None:
        if self.hand is not None:
            self.hand.take_as("visits" if self.visits.isChecked() else "people")
            self.edges.emit()

    def _altered(self) -> None:
        self._show_raw()
        self.altered.emit()

    def _move(self, nth: int, edge: Edge, row: int) -> None:
        hand, name = self.hand, self._sheet()
        mark = next((one for one in self.raw.cells.marks if one.nth == nth), None)
        if hand is None or mark is None:
            return
        moved, before = mark.moved(edge, row), hand.answers.table(name, nth)
        end = row if edge == "end" else before.end
        header = before.header if edge == "end" else moved.header
        hand.answers = hand.answers.with_table(name, nth, replace(before, header=header, end=end))
        self.edges.emit()

    def _begin(self, row: int) -> None:
        """A header where no table was found."""
        if self.hand is not None:
            answer = replace(self.hand.answers.table(self._sheet(), 0), header=(row, row), taken=True)
            self.hand.answers = self.hand.answers.with_table(self._sheet(), 0, answer)
            self.edges.emit()

    def _reset(self) -> None:
        table = self._table()
        if self.hand is not None and table is not None:
            answer = replace(self.hand.answer(table), header=None, end=None)
            self.hand.answers = self.hand.answers.with_table(*table.key, answer)
            self.edges.emit()

    def _to_column(self, column: int) -> None:
        self.show_view(0)
        self.columns.mark(column)
        self.columns.list.setFocus()


def known_words(desk: Desk) -> dict[str, Sequence[str]]:
    """What can be said once for a whole table: months, villages, categories, how and by whom visits were made."""
    villages = [str(getattr(one, "name", "")) for one in desk.records.find("village", {}, ("official_order", "name"))]
    today = desk.clock.today()
    months = [divmod(today.year * 12 + today.month - 1 - back, 12) for back in range(12)]
    return {
        "period": [f"{year}年{month + 1}月" for year, month in months],
        "village": villages,
        "episode.category": [one.name for one in CATEGORIES],
        LAST: TAKE_LAST,
        "visit.mode": MODES,
        "visit.visitors": [str(getattr(one, "name", "")) for one in desk.records.find("visitor", {}, ("name",))],
    }
