"""今天要办: who is to be visited, what else waits, and how far the villages are; every figure opens its list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QPushButton, QWidget

from caredesk.schema.dates import show_day
from caredesk.schema.report import Chart, Series
from caredesk.services.access import Right
from caredesk.services.drafting import KeptDraft
from caredesk.services.people import PeopleFilter
from caredesk.services.today import FIGURES, TodayLook
from caredesk.services.today_lines import TodayLine
from caredesk.ui.chart import BarChart
from caredesk.ui.figures import FigureButton
from caredesk.ui.page import WIDE, Frame, Page
from caredesk.ui.pages.beginning import Beginning
from caredesk.ui.pages.compare.waiting import WAITING
from caredesk.ui.pages.quick_contact import QuickContact
from caredesk.ui.pages.today_acts import TodayActs
from caredesk.ui.pages.today_rows import TodayRows
from caredesk.ui.pages.waiting import waiting
from caredesk.ui.style import scale_of
from caredesk.ui.table import RecordTable
from caredesk.ui.widgets import Elided, Scroll, across, button, card, clear, down, hide_unless, words, wrapping

_LARGE = tuple(figure for figure in FIGURES if figure.large)
_SMALL = tuple(figure for figure in FIGURES if not figure.large)
_BY_KEY = {figure.key: figure for figure in FIGURES}
_SHOWN = frozenset(
    {"person", "visit", "episode", "household_episode", "village", "station", "certificate", "review", "planned_visit",
     "need", "referral", "assessment"}
)  # fmt: skip


class HomePage(Page):
    """Large figures for the month, small ones for what else waits; the one that is pressed says whose names stand."""

    shows = _SHOWN | WAITING
    help = "today"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self.look: TodayLook | None = None
        self._drafts: list[KeptDraft] = []
        self._nobody = False
        self.at = ""
        may_visit = self.desk.user.may(Right.VISIT)
        visit = button("记一次走访", lambda: frame.go("visit"), kind="primary", picture="clipboard-pen", name="visit")
        new = button("新增服务对象", lambda: frame.go("record", kind="person"), picture="user-plus", name="new_person")
        self.visit_button, self.new_button = visit, new
        for made, may in ((visit, may_visit), (new, self.desk.user.may(Right.EDIT))):
            made.setProperty("offered", may)
            hide_unless(made, may)
        self.column.addLayout(self.heading("今天要办", "", new, visit))
        self.figures = {one.key: FigureButton(one.key, one.label, one.picture, one.tone) for one in _LARGE}
        self.chips = {one.key: _chip(one.key) for one in _SMALL}
        self._group = QButtonGroup(self)
        cards = across(gap=12)
        for key, figure in {**self.figures, **self.chips}.items():
            self._group.addButton(figure)
            figure.clicked.connect(lambda _=False, key=key: self.show_list(key))
            if key in self.figures:
                cards.addWidget(figure)
        self.chip_row = wrapping(*self.chips.values(), gap=8)
        self._row = across(self._make_list(), self._make_side(), gap=12)
        inside = QWidget()
        self.begin = Beginning(frame)
        self._figures_row = QWidget()
        self._figures_row.setLayout(down(cards, self.chip_row, gap=10))
        inside.setLayout(down(self.begin, self._figures_row, self._row, gap=12))
        self.area = Scroll(inside)
        self.column.addWidget(self.area, 1)

    def _make_list(self) -> QWidget:
        self.rows = TodayRows()
        self.table = RecordTable(self.rows, "该办的")
        self.contact = QuickContact(self.frame, self.table)
        self.acts = TodayActs(self.frame, self.table, self._chosen, self.contact.begin)
        self.table.opened.connect(self._open)
        self.table.chosen.connect(lambda _: self.acts.fit())
        self.list_title = words("", "h2")
        self.list_note = Elided("", "small")
        head = across(self.list_title, self.list_note, *self.acts.buttons.values(), gap=8)
        head.setStretch(1, 1)
        self.empty = words("", "second")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.list_card = card(head, self.table, self.empty, self.contact, gap=8)
        return self.list_card

    def _make_side(self) -> QWidget:
        self.side = QWidget()
        column = down(gap=12)
        self.side.setLayout(column)
        self.chart = BarChart()
        self.chart_card = card(self.chart, None, gap=0)
        self.waiting = down(gap=4)
        self.waiting_card = card(words("还有这些事", "h2"), self.waiting, gap=6)
        for aside in (self.waiting_card, self.chart_card):
            column.addWidget(aside)
        column.addStretch(1)
        return self.side

    def arrive(self, **what: Any) -> None:
        if what.get("list") in _BY_KEY:
            self.at = what["list"]
            if self.look is not None:
                self.show_list(self.at)
        if self.look is not None and self._drafts != self.desk.drafts.all():
            self.reload()  # a draft is no record: nobody tells of it
        self._show_waiting()
        if self.begin.isVisible():
            self.begin.take.setFocus()

    def save(self) -> None:
        self.contact.save()

    def reload(self) -> None:
        hello = "上午好" if self._hour() < 12 else "下午好" if self._hour() < 18 else "晚上好"
        self.set_heading(f"{hello}，{self.desk.user.name}", self._day())
        drafts = self._drafts = self.desk.drafts.all()  # they belong to this thread
        self.frame.session.work(lambda desk, _: desk.today.look(drafts), self.show_look)
        self._show_waiting()

    def show_look(self, look: TodayLook) -> None:
        """Put the numbers up, and the list behind the one that was chosen, or behind the most urgent one."""
        look = self.look = look.through(self.desk.visits)
        nobody = not look.expected and not self.desk.people.people(PeopleFilter(state=""))
        self.begin.offer(nobody=nobody)
        self._nobody = nobody
        self.fit(wide=self.window().width() >= WIDE * scale_of(self))
        for part in (self._figures_row, self.list_card):
            part.setVisible(not nobody)
        for made in (self.visit_button, self.new_button):
            made.setVisible(not nobody and bool(made.property("offered")))
        rate = f"完成{look.done * 100 // max(1, look.expected)}%"
        under = {"overdue": "上一期没访到", "due": "月底以前去", "first": "还没有走访过", "done": rate}
        told = "" if nobody else f" · 本月该访{look.expected}人，已访{look.done}人"
        self.under.set_words(f"{self._day()}{told}")
        for key, figure in self.figures.items():
            figure.show_number(len(look.lists[key]), under[key])
        first = next((one.key for one in FIGURES if one.large and look.lists[one.key]), "overdue")
        self.show_list(self.at or first, keep=True)
        if not self.table.hasFocus():
            self.area.verticalScrollBar().setValue(0)  # a list that comes up must not scroll the figures away
        self._show_villages(look.villages)

    def show_list(self, key: str, *, keep: bool = False) -> None:
        """Show the list behind a figure."""
        if not keep:
            self.at = key
        lines = self.look.lists[key] if self.look else ()
        figure = _BY_KEY[key]
        (self.figures.get(key) or self.chips[key]).setChecked(True)
        for name, chip in self.chips.items():
            number = len(self.look.lists[name]) if self.look else 0
            chip.setText(f"{_BY_KEY[name].label} {number:,}")
            chip.setAccessibleName(f"{_BY_KEY[name].label}：{number:,}{_BY_KEY[name].unit}")
            chip.setVisible(bool(number) or name == key)
        self.chip_row.setVisible(any(not chip.isHidden() for chip in self.chips.values()))
        self.list_title.setText(figure.label)
        self.list_note.set_words(f"共 {len(lines):,} {figure.unit}" if lines else "")
        self.rows.hold(lines)
        self.table.reload()
        self.table.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        self.empty.setText(figure.empty)
        self.acts.fit()

    def fit(self, *, wide: bool) -> None:
        scale = scale_of(self)
        wide = wide and not self._nobody
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.side.setMaximumWidth(round(390 * scale) if wide else 16777215)
        self.side.setMinimumWidth(round(340 * scale) if wide else 0)
        self.list_card.setMinimumHeight(round(400 * scale) if wide else round(330 * scale))

    def _chosen(self) -> Sequence[TodayLine]:
        lines = [self.rows.line(key) for key in self.table.chosen_ids()]
        return [line for line in lines if line is not None]

    def _open(self, key: Any) -> None:
        if (line := self.rows.line(key)) is not None:
            self.acts.open(line)

    def _day(self) -> str:
        return show_day(self.desk.clock.today(), weekday=True)

    def _hour(self) -> int:
        now: datetime = self.desk.clock.now()
        return now.hour

    def _show_villages(self, villages: Sequence[tuple[str, int, int]]) -> None:
        self.chart_card.setVisible(bool(villages))
        if not villages:
            return
        series = (
            Series(label="该访", values=[due for _, due, _ in villages]),
            Series(label="已访", values=[done for _, _, done in villages]),
        )
        short = [name.removesuffix("村") or "没有登记村" for name, _, _ in villages]
        self.chart.show_chart(Chart(title="各村本月进度", categories=short, series=series, unit="人"))

    def _show_waiting(self) -> None:
        clear(self.waiting)
        things = waiting(self.desk, self.frame)
        self.waiting_card.setVisible(bool(things))
        for tone, text, label, act in things:
            said = words(text, tone=tone, wrap=True)
            row = across(said, button(label, act, kind="quiet"), gap=8)
            row.setStretch(0, 1)
            self.waiting.addLayout(row)


def _chip(key: str) -> QPushButton:
    made = button(_BY_KEY[key].label, kind="chip", name=f"figure.{key}")
    made.setCheckable(True)
    return made
