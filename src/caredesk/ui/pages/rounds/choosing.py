"""A new round: the village, who goes and when, the people, and their order by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from caredesk.catalog.rounds import ROUTE
from caredesk.schema.ids import Id
from caredesk.services.rounds.rounds import NewRound
from caredesk.services.rounds.rows import Choosable
from caredesk.ui.choosing import choices_of, offer
from caredesk.ui.editors import Editor, make_editor
from caredesk.ui.form_around import surroundings
from caredesk.ui.page import Frame
from caredesk.ui.style import scale_of
from caredesk.ui.table import Cell, HeldRows, RecordTable, State, TableColumn
from caredesk.ui.widgets import Elided, across, button, card, down, words, wrapping

COLUMNS = (
    TableColumn("去", 46),
    TableColumn("姓名", 96),
    TableColumn("村（社区）", 100, rank=2),
    TableColumn("组", 80, rank=1),
    TableColumn("类别", 200, grows=True, rank=4),
    TableColumn("风险", 80, rank=3),
    TableColumn("该不该去", 150),
)
_TONES = {"超期未访": "danger", "待首访": "warning", "本期该访": "info", "本期已访": "ok"}


class Choosing(QWidget):
    """Space puts somebody on the sheet or takes them off, Ctrl+Up and Ctrl+Down move them."""

    def __init__(self, frame: Frame, back: Callable[[], None], made: Callable[[Id], None]) -> None:
        super().__init__()
        self._frame, self._made = frame, made
        self._people: dict[Id, Choosable] = {}
        self.order: list[Id] = []
        self.chosen: set[Id] = set()
        round_ = frame.desk.declarations.by_key["round"]
        around = surroundings(frame.desk)
        self.village = choices_of("村（社区）", "全镇", self.reload, letters=6)
        self.day: Editor = make_editor(round_.fields["planned_on"], around)
        self.visitor: Editor = make_editor(round_.fields["visitor"], around)
        self.day.entered.connect(self.visitor.setFocus)
        self.day.left.connect(self._day_left)
        self.visitor.setMinimumWidth(round(200 * scale_of(self)))
        self.day.setMinimumWidth(round(300 * scale_of(self)))
        asked = wrapping(*(_asked(label, made) for label, made in (
            ("哪个村", self.village), ("哪天去", self.day), ("谁去", self.visitor))), gap=16)  # fmt: skip
        self.source = HeldRows(COLUMNS)
        self.table = RecordTable(self.source, "选要走访的人")
        self.table.setMinimumHeight(round(170 * scale_of(self)))
        self.table.opened.connect(self._turn)
        self.table.installEventFilter(self)
        self.visitor.entered.connect(self.table.setFocus)
        self.said = Elided("", "second")
        up = button("上移", lambda: self.move_marked(-1), picture="chevron-up", name="up", tip="Ctrl+↑")
        lower = button("下移", lambda: self.move_marked(1), picture="chevron-down", name="down", tip="Ctrl+↓")
        self.make_button = button("做好并预览", self.save, kind="primary", picture="printer", name="make", tip="Ctrl+S")
        top = across(button("返回", back, picture="arrow-left", name="choosing.back"), words("新做一张走访单", "h2"),
                     None, self.make_button, gap=12)  # fmt: skip
        foot = across(self.said, up, lower, gap=8)
        foot.setStretch(0, 1)
        listed = card(asked, self.table, foot, gap=8, pad=12)
        column = down(top, listed, gap=10)
        column.setStretch(1, 1)
        self.setLayout(column)

    def begin(self) -> None:
        """A new sheet, for today and the first village."""
        villages = self._frame.desk.records.find("village", {}, ("official_order", "name"))
        offer(self.village, [(str(getattr(one, "name", "")), one.id) for one in villages])
        if self.village.currentData() is None and self.village.count() > 1:
            self.village.setCurrentIndex(1)
        self._on = self._frame.desk.clock.today()
        self.day.fill(self._on)
        self.visitor.fill(None)
        self.reload()
        self.village.setFocus()

    def reload(self) -> None:
        """Ask for the people of the village; those whose visit is due are on the sheet."""
        village, on = self.village.currentData(), self._day()
        self._frame.session.work(lambda desk, _: desk.rounds.choosable(village, on), self._show)

    def _show(self, found: Sequence[Choosable]) -> None:
        self._people = {one.person.id: one for one in found}
        self.order = list(self._people)
        self.chosen = {one.person.id for one in found if one.now}
        self._draw()
        if self.order:
            self.table.selectRow(0)

    def save(self) -> None:
        """Make the sheet and show its paper."""
        people = [one for one in self.order if one in self.chosen]
        try:
            day, visitor = self.day.value(), self.visitor.value()
        except ValueError as error:
            self._frame.messages.trouble(f"{error}。")
            return
        month = day or self._frame.desk.clock.today()
        new = NewRound(ROUTE, month, self.village.currentData(), day, visitor)
        made = self._frame.session.do(lambda desk: desk.rounds.make(new, people))
        if made is not None:
            self._made(made)

    def move_marked(self, by: int) -> None:
        """Move the marked people up or down, together."""
        marked = set(self.table.chosen_ids())
        places = range(len(self.order)) if by < 0 else range(len(self.order) - 1, -1, -1)
        for at in places:
            to = at + by
            if self.order[at] in marked and 0 <= to < len(self.order) and self.order[to] not in marked:
                self.order[at], self.order[to] = self.order[to], self.order[at]
        self._draw()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is self.table and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if event.key() == Qt.Key.Key_Space and not control:
                for one in self.table.chosen_ids():
                    self._turn(one)
                return True
            if control and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.move_marked(-1 if event.key() == Qt.Key.Key_Up else 1)
                return True
        return super().eventFilter(watched, event)

    def _turn(self, person: Id) -> None:
        """Onto the sheet, or off it."""
        self.chosen ^= {person}
        self._draw()

    def _draw(self) -> None:
        rows = []
        for one in self.order:
            told = self._people[one]
            rows.append((one, _cells(told, on=one in self.chosen), ()))
        self.source.hold(rows)
        self.table.reload()
        first = next((self._people[one].person.name for one in self.order if one in self.chosen), "")
        said = f"选了{len(self.chosen)}人，从{first}开始" if first else "还没有选人"
        self.said.set_words(f"{said}。空格选上或去掉，Ctrl+↑↓ 调顺序，单子就按这个顺序印")
        self.make_button.setEnabled(bool(self.chosen))

    def _day(self) -> Any:
        try:
            return self.day.value() or self._frame.desk.clock.today()
        except ValueError:
            return self._frame.desk.clock.today()

    def _day_left(self) -> None:
        if self._day() != self._on:
            self._on = self._day()
            self.reload()


def _cells(told: Choosable, *, on: bool) -> Sequence[Cell]:
    one = told.person
    due = f"{told.verdict} {told.due:%m-%d}" if told.due else "没有规则管着"
    tone = _TONES.get(told.verdict, "plain")
    return "☑" if on else "☐", one.name, one.village, one.group, one.categories, one.risk, State(due, tone)


def _asked(label: str, made: QWidget) -> QWidget:
    title: QLabel = words(label, "key")
    title.setBuddy(made)
    held = QWidget()
    held.setLayout(across(title, made, gap=8))
    return held
