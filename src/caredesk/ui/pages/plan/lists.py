"""The two lists of the plan side by side: who is due and not planned, and what is planned; worked by keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from caredesk.schema.ids import Id
from caredesk.services.access import Right
from caredesk.services.due_lists import DueRow
from caredesk.services.planning import MOST, PlannedRow
from caredesk.ui.choosing import choices_of, offer
from caredesk.ui.page import Frame
from caredesk.ui.pages.plan.acts import PlanActs, on_key
from caredesk.ui.pages.plan.days import WEEKDAYS
from caredesk.ui.pages.plan.rows import DueRows, PlannedRows
from caredesk.ui.pages.today_acts import ask_plan
from caredesk.ui.style import scale_of
from caredesk.ui.table import RecordTable
from caredesk.ui.widgets import Elided, across, button, card, down, hide_unless, words


class Proposed(QWidget):
    """Who is due and not planned; 1 to 7 plan the marked ones on a day of the week, D on any day.

    ``day`` is the day that the button plans on; the page sets it.
    """

    def __init__(self, frame: Frame, acts: PlanActs) -> None:
        super().__init__()
        self._frame, self._acts = frame, acts
        self._day = frame.desk.clock.today()
        may = frame.desk.user.may(Right.VISIT)
        self.rows = DueRows()
        self.table = RecordTable(self.rows, "该去还没排的人")
        self.title = words("该去还没排", "h2")
        self.count = Elided("", "small")
        self.visitor: QComboBox = choices_of("谁去", "按村里的探访人", lambda: None, letters=7)
        self.here = button("排上", self.plan_here, kind="primary", picture="calendar-check", name="plan_here")
        self.other = button("别的日子", self.ask, name="plan_other", tip="快捷键 D")
        head = across(self.title, self.count, gap=8)
        head.setStretch(1, 1)
        self.foot = QWidget()
        foot = across(self.visitor, None, self.other, self.here, gap=8)
        self.foot.setLayout(foot)
        self.empty = words("该去的都排好了，或者都访过了。", "second", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hide_unless(self.foot, may)
        self.setLayout(down(card(head, self.table, self.empty, self.foot, gap=8, pad=12), gap=0))
        self.table.setMinimumHeight(round(118 * scale_of(self)))
        self.table.opened.connect(lambda id_: frame.go("person", id=id_))
        self.table.chosen.connect(lambda _: self._fit())
        if may:
            on_key(self.table, "D", self.ask)
            for number in range(7):
                on_key(self.table, str(number + 1), partial(self._plan_weekday, number))

    def show_rows(self, rows: Sequence[DueRow], day: date) -> None:
        """Show these people; ``day`` is the day that they would be planned on."""
        self._day = day
        self.rows.hold(rows)
        self.table.reload()
        self.count.set_words(f"共 {len(rows):,} 人" if rows else "")
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.here.setText(f" 排到周{WEEKDAYS[day.weekday()]}")
        self.here.setAccessibleName(f"排到{day.month}月{day.day}日")
        self.here.setToolTip(f"{day.month}月{day.day}日。按 1 到 7：排到这个星期的周一到周日")
        self._fit()

    def offer_visitors(self, visitors: list[tuple[str, Id]]) -> None:
        """Who may be chosen to go."""
        offer(self.visitor, list(visitors))

    def plan_here(self) -> None:
        """Plan the marked people on the chosen day."""
        self._plan_on(self._day)

    def ask(self) -> None:
        """Ask for the day."""
        ask_plan(self._frame, self, self._chosen(), self._day)

    def _plan_on(self, day: date) -> None:
        self._acts.plan(self._chosen(), day, self.visitor.currentData())

    def _plan_weekday(self, number: int) -> None:
        self._plan_on(self._day - timedelta(days=self._day.weekday()) + timedelta(days=number))

    def _chosen(self) -> dict[Id, str]:
        return {one: row.standing.verdict.value for one, row in self.rows.found(self._ids()).items()}

    def _ids(self) -> list[Id]:
        return self.table.chosen_ids()[: MOST + 1]  # one more than may be planned is refused with words

    def _fit(self) -> None:
        some = bool(self.table.chosen_rows())
        self.here.setEnabled(some)
        self.other.setEnabled(some)


class Planned(QWidget):
    """What is planned; 1 to 7 move the marked ones within the week, D to any day, W says who goes, Del drops them."""

    def __init__(self, frame: Frame, acts: PlanActs) -> None:
        super().__init__()
        self._frame, self._acts = frame, acts
        self._day = frame.desk.clock.today()
        may = frame.desk.user.may(Right.VISIT)
        self.rows = PlannedRows()
        self.table = RecordTable(self.rows, "排好的走访")
        self.title = words("排好的", "h2")
        self.count = Elided("", "small")
        head = across(self.title, self.count, gap=8)
        head.setStretch(1, 1)
        made: list[tuple[str, str, str, str, Callable[[], object]]] = [
            ("plan_visit", "记走访", "Enter", "clipboard-pen", self.visit),
            ("plan_move", "改日子", "D", "", self.ask_move),
            ("plan_who", "谁去", "W", "", self.ask_assign),
            ("plan_drop", "不去了", "Del", "", self.drop),
        ]
        self.buttons = [
            button(label, act, name=name, tip=f"快捷键 {key}", picture=picture)
            for name, label, key, picture, act in made
        ]
        self.foot = QWidget()
        self.foot.setLayout(across(None, *reversed(self.buttons), gap=8))
        hide_unless(self.foot, may)
        self.empty = words("还没有排。在左边选中人，按 1 到 7 排到周一至周日。", "second", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(down(card(head, self.table, self.empty, self.foot, gap=8, pad=12), gap=0))
        self.table.setMinimumHeight(round(118 * scale_of(self)))
        self.table.opened.connect(self._opened)
        self.table.chosen.connect(lambda _: self._fit())
        on_key(self.table, "O", self._open_person)
        if may:
            for key, act in (("D", self.ask_move), ("W", self.ask_assign), ("Del", self.drop)):
                on_key(self.table, key, act)
            for number in range(7):
                on_key(self.table, str(number + 1), partial(self._move_to, number))

    def show_rows(self, rows: Sequence[PlannedRow], day: date, title: str) -> None:
        """Show these plans; keys 1 to 7 move within the week of ``day``."""
        self._day = day
        self.rows.hold(rows)
        self.table.reload()
        self.title.setText(title)
        done = sum(1 for row in rows if not row.open)
        self.count.set_words(f"共 {len(rows):,} 次" + (f"，已访 {done} 次" if done else "") if rows else "")
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self._fit()

    def visit(self) -> None:
        """Record the visit of the marked plan."""
        ids = self.table.chosen_ids()
        if ids:
            self._opened(ids[0])

    def ask_move(self) -> None:
        """Ask for another day."""
        self._acts.ask_move(self._open_ids(), max(self._day, self._frame.desk.clock.today()))

    def ask_assign(self) -> None:
        """Ask who goes."""
        ids = self._open_ids()
        self._acts.ask_assign(ids, self.rows.row(ids[0]).visitor_id if len(ids) == 1 else None)

    def drop(self) -> None:
        """Ask why nobody goes."""
        self._acts.ask_drop(self._open_ids())

    def _move_to(self, number: int) -> None:
        monday = self._day - timedelta(days=self._day.weekday())
        self._acts.move(self._open_ids(), monday + timedelta(days=number))

    def _open_ids(self) -> list[Id]:
        return [one for one in self.table.chosen_ids() if self.rows.row(one).open]

    def _opened(self, plan: Id) -> None:
        row = self.rows.row(plan)
        if row.open and self._frame.desk.user.may(Right.VISIT):
            self._frame.go("visit", person=row.person)
        else:
            self._frame.go("person", id=row.person)

    def _open_person(self) -> None:
        ids = self.table.chosen_ids()
        if ids:
            self._frame.go("person", id=self.rows.row(ids[0]).person)

    def _fit(self) -> None:
        some = bool(self._open_ids())
        for made in self.buttons:
            made.setEnabled(some)
