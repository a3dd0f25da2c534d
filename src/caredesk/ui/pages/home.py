"""今天要办: who is to be visited, how far the villages are, and what else waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QWidget

from caredesk.schema.dates import show_day
from caredesk.schema.ids import Id
from caredesk.schema.report import Chart, Series
from caredesk.services.access import Right
from caredesk.services.desk import Desk
from caredesk.services.people import PeopleFilter
from caredesk.services.visiting import DueRow, TodayFigures
from caredesk.ui.chart import BarChart
from caredesk.ui.figures import FigureButton
from caredesk.ui.form_draft import CHANGED
from caredesk.ui.page import WIDE, Frame, Page
from caredesk.ui.pages.beginning import Beginning
from caredesk.ui.pages.compare.waiting import WAITING, waiting_here
from caredesk.ui.pages.due_rows import DueRows
from caredesk.ui.style import scale_of
from caredesk.ui.table import RecordTable
from caredesk.ui.widgets import Elided, Scroll, across, button, card, clear, down, hide_unless, words

_LISTS = (
    ("overdue", "超期未访", "triangle-alert", "danger"),
    ("due", "本月还没访", "calendar-clock", "warning"),
    ("first", "待首访", "user-plus", "info"),
    ("done", "本月已访", "circle-check", "ok"),
)
_MOST_DRAFTS = 5
_EMPTY = {
    "overdue": "没有超期的，很好。",
    "due": "这个月该访的都访过了。",
    "first": "没有等着第一次走访的人。",
    "done": "这个月还没有走访记录。",
}


class HomePage(Page):
    """Four figures; the one that is pressed says whose names stand below."""

    shows = frozenset({"person", "visit", "episode", "household_episode", "village", "station"}) | WAITING
    help = "today"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self._figures: TodayFigures | None = None
        self._nobody = False
        may_visit = self.desk.user.may(Right.VISIT)
        visit = button("记一次走访", lambda: frame.go("visit"), kind="primary", picture="clipboard-pen", name="visit")
        new = button("新增服务对象", lambda: frame.go("record", kind="person"), picture="user-plus", name="new_person")
        self.visit_button, self.new_button = visit, new
        for made, may in ((visit, may_visit), (new, self.desk.user.may(Right.EDIT))):
            made.setProperty("offered", may)
            hide_unless(made, may)
        self.column.addLayout(self.heading("今天要办", "", new, visit))
        self.figures = {key: FigureButton(key, label, picture, tone) for key, label, picture, tone in _LISTS}
        self._group = QButtonGroup(self)
        cards = across(gap=12)
        for key, figure in self.figures.items():
            self._group.addButton(figure)
            figure.clicked.connect(lambda _=False, key=key: self.show_list(key))
            cards.addWidget(figure)
        self.rows = DueRows()
        self.table = RecordTable(self.rows, "该访的人")
        self.table.opened.connect(lambda id_: frame.go("person", id=id_))
        self.list_title = words("", "h2")
        self.list_note = Elided("", "small")
        self.open_button = button("记这个人的走访", self._visit_chosen, picture="clipboard-pen", name="visit_chosen")
        hide_unless(self.open_button, may_visit)
        head = across(self.list_title, self.list_note, self.open_button, gap=12)
        head.setStretch(1, 1)
        self.empty = words("", "second")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.list_card = card(head, self.table, self.empty, gap=8)
        self.side = QWidget()
        self._side_column = down(gap=12)
        self.side.setLayout(self._side_column)
        self.chart = BarChart()
        self.chart_card = card(self.chart, None, gap=0)
        self.waiting = down(gap=4)
        self.waiting_card = card(words("还有这些事", "h2"), self.waiting, gap=6)
        for aside in (self.waiting_card, self.chart_card):
            self._side_column.addWidget(aside)
        self._side_column.addStretch(1)
        self._row = across(self.list_card, self.side, gap=12)
        inside = QWidget()
        self.begin = Beginning(frame)
        self._figures_row = QWidget()
        self._figures_row.setLayout(cards)
        inside.setLayout(down(self.begin, self._figures_row, self._row, gap=12))
        self.area = Scroll(inside)
        self.column.addWidget(self.area, 1)
        self.at = ""

    def arrive(self, **_what: Any) -> None:
        self._show_waiting()
        if self.begin.isVisible():
            self.begin.take.setFocus()

    def reload(self) -> None:
        hello = "上午好" if self._hour() < 12 else "下午好" if self._hour() < 18 else "晚上好"
        self.set_heading(f"{hello}，{self.desk.user.name}", self._day())
        self.frame.session.work(lambda desk, _: desk.visits.today(), self.show_figures)
        self._show_waiting()

    def show_figures(self, figures: TodayFigures) -> None:
        """Put the numbers up, and the list behind the most urgent one."""
        self._figures = figures
        nobody = not figures.expected and not self.desk.people.people(PeopleFilter(state=""))
        self.begin.offer(nobody=nobody)
        self._nobody = nobody
        self.fit(wide=self.window().width() >= WIDE * scale_of(self))
        for part in (self._figures_row, self.list_card):
            part.setVisible(not nobody)
        for made in (self.visit_button, self.new_button):
            made.setVisible(not nobody and bool(made.property("offered")))
        rate = f"完成{len(figures.done) * 100 // max(1, figures.expected)}%"
        under = {"overdue": "上一期没访到", "due": "月底以前去", "first": "还没有走访过", "done": rate}
        told = "" if nobody else f" · 本月该访{figures.expected}人，已访{len(figures.done)}人"
        self.under.set_words(f"{self._day()}{told}")
        for key, figure in self.figures.items():
            figure.show_number(len(self._list(key)), under[key])
        first = next((key for key, *_ in _LISTS if self._list(key)), "overdue")
        self.show_list(self.at or first)
        if not self.table.hasFocus():
            self.area.verticalScrollBar().setValue(0)  # a list that comes up must not scroll the figures away
        self._show_villages(figures)

    def show_list(self, key: str) -> None:
        """Show whose names are behind a figure."""
        self.at = key
        self.figures[key].setChecked(True)
        rows = self._list(key)
        self.list_title.setText(self.figures[key].label)
        self.list_note.set_words(f"共 {len(rows)} 人，按 Enter 打开档案" if rows else "")
        self.rows.hold(rows)
        self.table.reload()
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.empty.setText(_EMPTY[key])
        self.open_button.setEnabled(bool(rows))

    def fit(self, *, wide: bool) -> None:
        scale = scale_of(self)
        wide = wide and not self._nobody
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.side.setMaximumWidth(round(390 * scale) if wide else 16777215)
        self.side.setMinimumWidth(round(340 * scale) if wide else 0)
        self.list_card.setMinimumHeight(round(420 * scale) if wide else round(330 * scale))

    def _list(self, key: str) -> Sequence[DueRow]:
        found: Sequence[DueRow] = getattr(self._figures, key) if self._figures else ()
        return found

    def _day(self) -> str:
        return show_day(self.desk.clock.today(), weekday=True)

    def _hour(self) -> int:
        now: datetime = self.desk.clock.now()
        return now.hour

    def _visit_chosen(self) -> None:
        chosen = self.table.chosen_ids()
        if chosen:
            self.frame.go("visit", person=chosen[0])

    def _show_villages(self, figures: TodayFigures) -> None:
        order = [getattr(v, "name", "") for v in self.desk.records.find("village", {}, ("official_order", "name"))]
        due: dict[str, int] = {}
        done: dict[str, int] = {}
        for rows, counted in ((figures.overdue, due), (figures.first, due), (figures.due, due), (figures.done, done)):
            for row in rows:
                counted[row.person.village] = counted.get(row.person.village, 0) + 1
        names = [name for name in (*order, "") if name in due or name in done]
        self.chart_card.setVisible(bool(names))
        if not names:
            return
        series = (
            Series(label="该访", values=[due.get(name, 0) + done.get(name, 0) for name in names]),
            Series(label="已访", values=[done.get(name, 0) for name in names]),
        )
        short = [name.removesuffix("村") or "没有登记村" for name in names]
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


def waiting(desk: Desk, frame: Frame) -> list[tuple[str, str, str, Callable[[], object]]]:
    """What else is to be done: tone, words, the button's words and what it opens."""
    found: list[tuple[str, str, str, Callable[[], object]]] = [*waiting_here(desk, frame)]
    if desk.user.may(Right.BACKUP):
        backups = desk.safety.backups()
        if not backups:
            found.append(("warning", "还没有备份过。", "去备份", lambda: frame.go("backup")))
        elif desk.safety.backup_due():
            on = show_day(backups[0].made_at.astimezone().date())
            found.append(("warning", f"今天还没有备份，上次是{on}。", "去备份", lambda: frame.go("backup")))
    for said, record, ids in to_review(desk):
        found.append(("warning", said, "看名单", partial(frame.go, "names", record=record, ids=ids, said=said)))
    for draft in desk.drafts.all()[:_MOST_DRAFTS]:
        kind = desk.declarations.by_key.get(draft.form.removesuffix(CHANGED))
        if kind is None:
            continue
        changed = draft.form.endswith(CHANGED)
        whose: object = desk.records.get(kind.key if changed else "person", draft.person) if draft.person else None
        if changed and (owner := getattr(whose, "person", None)):
            whose = desk.records.get("person", owner)
        name = f"{getattr(whose, 'name', '')}的" if hasattr(whose, "name") else ""
        text = f"{'修改' if changed else ''}{name}{kind.title}：已存草稿，还没交（{draft.at.astimezone():%m-%d %H:%M}）"
        found.append(("info", text, "接着填", partial(continue_draft, frame, draft.form, draft.person)))
    if not desk.settings.villages_confirmed and desk.user.may(Right.SETTINGS) and desk.user.may(Right.EDIT):
        found.append(("info", "村名单还没有核对过。", "去核对", lambda: frame.go("settings", part="villages")))
    return found


def to_review(desk: Desk) -> list[tuple[str, str, list[Id]]]:
    """What runs out, by what it is: in words, and whose it is."""
    found: dict[tuple[str, str], list[Id]] = {}
    for one in desk.reviews.due():
        found.setdefault((one.said, one.owner_kind), []).append(one.owner)
    units = {"household": "户", "person": "人"}
    return [
        (f"{said}：{len(set(ids))}{units[owner]}。", owner, list(dict.fromkeys(ids)))
        for (said, owner), ids in found.items()
    ]


def continue_draft(frame: Frame, form: str, person: Id | None) -> None:
    """Open the form that a draft belongs to; it offers the draft itself."""
    if form.endswith(CHANGED):
        key = form.removesuffix(CHANGED)
        if key == "visit":
            frame.go("visit", id=person)
        else:
            frame.go("record", kind=key, id=person)
        return
    if form == "visit" and person is not None:
        frame.go("visit", person=person)
        return
    link = frame.desk.declarations.by_key[form].part_of
    frame.go("record", kind=form, fixed={link: person} if link and person else {})
