"""探访计划: a week or a month, who is due beside what is planned, and how much each visitor has."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QWidget

from caredesk.services.due_lists import DueList
from caredesk.services.ledgers import LedgerFilter
from caredesk.services.planning import Board, PlannedRow
from caredesk.ui.choosing import choices_of, offer
from caredesk.ui.page import Frame, Page
from caredesk.ui.pages.plan.acts import PlanActs
from caredesk.ui.pages.plan.days import DayLoad, Days
from caredesk.ui.pages.plan.lists import Planned, Proposed
from caredesk.ui.pages.plan.paper import PlanPaper
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import across, button, clear, pill, stacked, words, wrapping

_CHOICE = "plan.view"
_BESIDE = 1060
"""From this window width on (at 标准) the two lists stand side by side."""


class PlanPage(Page):
    """``arrive(day=...)`` shows the week (or month) of a day; week or month stays as it was chosen last."""

    shows = frozenset(
        {"planned_visit", "visit", "person", "episode", "household_episode", "village", "visitor", "station", "absence"}
    )
    help = "plan"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self.board: Board | None = None
        self.at = frame.desk.clock.today()
        self.day: date | None = None
        self.paper = PlanPaper(frame, self, lambda: (self.span, self._span_said(), self._chosen()))
        self.column.addLayout(self.heading("探访计划", "", *self.paper.buttons()))
        self.week = button("周", partial(self.show_view, "week"), kind="chip", name="view.week")
        self.month = button("月", partial(self.show_view, "month"), kind="chip", name="view.month")
        self._views = QButtonGroup(self)
        for chip in (self.week, self.month):
            chip.setCheckable(True)
            self._views.addButton(chip)
        self.is_week = frame.choices.get(_CHOICE, "week") == "week"
        before = button(
            "往前", partial(self.step, -1), kind="icon", picture="chevron-left", name="before", tip="Alt+PgUp"
        )
        after = button(
            "往后", partial(self.step, 1), kind="icon", picture="chevron-right", name="after", tip="Alt+PgDn"
        )
        now = button("今天", self.to_today, name="now")
        self.label = words("", "h3")
        self.label.setMinimumHeight(round(36 * scale_of(self)))
        self.village = choices_of("村（社区）", "全部村（社区）", self.reload)
        self.visitor = choices_of("探访人", "全部探访人", self.reload, letters=6)
        self.column.addWidget(
            wrapping(self.week, self.month, before, self.label, after, now, self.village, self.visitor)
        )
        self.days = Days()
        self.days.picked.connect(self.pick)
        self.loads = wrapping(gap=6, row_gap=4)
        acts = PlanActs(frame, self)
        self.proposed, self.planned = Proposed(frame, acts), Planned(frame, acts)
        lists = QWidget()
        self._row = across(self.proposed, self.planned, gap=12)
        self._row.setStretch(0, 1)
        self._row.setStretch(1, 1)
        lists.setLayout(self._row)
        self.column.addWidget(stacked(self.days, self.loads, lists), 1)
        for key, by in (("PgUp", -1), ("PgDown", 1)):
            QShortcut(QKeySequence(f"Alt+{key}"), self, partial(self.step, by)).setContext(
                Qt.ShortcutContext.WidgetWithChildrenShortcut
            )
        self._fill_choices()

    def arrive(self, **what: Any) -> None:
        if isinstance(what.get("day"), date):
            self.at, self.day = what["day"], None
            self._stale = True
        self.proposed.table.setFocus()

    @property
    def span(self) -> tuple[date, date]:
        """The first and last day shown."""
        if self.is_week:
            monday = self.at - timedelta(days=self.at.weekday())
            return monday, monday + timedelta(days=6)
        return self.at.replace(day=1), self.at.replace(day=monthrange(self.at.year, self.at.month)[1])

    def reload(self) -> None:
        self._fill_choices()
        (first, last), chosen = self.span, self._chosen()
        self.frame.session.work(
            lambda desk, _: desk.planning.board(first, last, village=chosen.village, visitor=chosen.visitor),
            partial(self.show_board, (first, last)),
        )

    def show_board(self, span: tuple[date, date], board: Board) -> None:
        """Show a week or a month, unless another one was asked for meanwhile."""
        if span != self.span:
            return
        if isinstance(board.proposed, DueList):
            board = replace(board, proposed=board.proposed.through(self.desk.visits))
        self.board = board
        first, last = span
        (self.week if self.is_week else self.month).setChecked(True)
        self.label.setText(self._span_said())
        done = sum(1 for row in board.rows if not row.open)
        late = f" · {len(board.late)}次过了日子还没去，排在最前面" if board.late else ""
        went = f"，已访{done}次" if done else ""
        self.under.set_words(f"排了{len(board.rows)}次{went} · 该去还没排{len(board.proposed)}人{late}")
        self.under.show()
        self._show_loads(board)
        self.days.show_days(first, last, _day_loads(board), self.desk.clock.today(), self.day)
        self._show_lists()

    def fit(self, *, wide: bool) -> None:  # noqa: ARG002  side by side in every window that is not very narrow
        beside = self.window().width() >= _BESIDE * scale_of(self)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(way)

    def pick(self, day: date | None) -> None:
        """Show one day's plans, or all of them again."""
        self.day = day
        self._show_lists()

    def show_view(self, view: str) -> None:
        """Show weeks or months, and keep to it."""
        self.is_week = view == "week"
        self.frame.choices.put(_CHOICE, view)
        self._go(self.at)

    def step(self, by: int) -> None:
        """One week or month on or back."""
        first, last = self.span
        self._go(last + timedelta(days=1) if by > 0 else first - timedelta(days=1))

    def to_today(self) -> None:
        """The week or month of today."""
        self._go(self.desk.clock.today())

    def _go(self, day: date) -> None:
        self.at, self.day = day, None
        self.reload()

    def _show_lists(self) -> None:
        if self.board is None:
            return
        (first, last), today = self.span, self.desk.clock.today()
        target = self.day or (max(first, today) if last >= today else first)
        shown = [row for row in self.board.rows if self.day in (None, row.planned_on)]
        late = self.board.late if self.day in (None, today) else ()
        title = f"{self.day.month}月{self.day.day}日排好的" if self.day else "排好的"
        self.proposed.show_rows(self.board.proposed, target)
        self.planned.show_rows([*late, *shown], target, title)

    def _show_loads(self, board: Board) -> None:
        layout = self.loads.layout()
        assert layout is not None
        clear(layout)
        for one in board.load:
            done = f"，已访{one.done}" if one.done else ""
            tone = "plain" if one.visitor is None else "ok" if one.done == one.planned else "info"
            layout.addWidget(pill(f"{one.name or '没定谁去'} {one.planned}次{done}", tone))
        self.loads.setVisible(bool(board.load))

    def _fill_choices(self) -> None:
        villages, visitors = (
            [(str(getattr(one, "name", "")), one.id) for one in self.desk.records.find(kind, {}, order)]
            for kind, order in (("village", ("official_order", "name")), ("visitor", ("name",)))
        )
        offer(self.village, villages)
        offer(self.visitor, visitors)
        self.proposed.offer_visitors([(name, id_) for name, id_ in visitors if id_ is not None])

    def _chosen(self) -> LedgerFilter:
        return LedgerFilter(village=self.village.currentData(), visitor=self.visitor.currentData())

    def _span_said(self) -> str:
        first, last = self.span
        if not self.is_week:
            return f"{first.year}年{first.month}月"
        return f"{first.year}年{first.month}月{first.day}日—{last.month}月{last.day}日"

    def print_page(self) -> None:
        self.paper.preview()


def _day_loads(board: Board) -> dict[date, DayLoad]:
    """By day: how many, how many done, and who has how many."""
    by: dict[date, list[PlannedRow]] = {}
    for row in board.rows:
        by.setdefault(row.planned_on, []).append(row)
    found = {}
    for day in {*by, *board.off}:
        rows = by.get(day, [])
        counted: dict[str, int] = {}
        for row in rows:
            counted[row.visitor] = counted.get(row.visitor, 0) + 1
        loads = sorted(counted.items(), key=lambda pair: (not pair[0], -pair[1], pair[0]))
        found[day] = DayLoad(len(rows), sum(1 for row in rows if not row.open), loads, board.off.get(day))
    return found
