"""记一次走访: find the person, see the last visit, fill in, save, and on to the next."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from caredesk.schema.dates import show_day
from caredesk.schema.ids import Id
from caredesk.schema.record import Record
from caredesk.services.desk import Desk
from caredesk.services.people import PersonRow
from caredesk.services.visiting import TodayFigures
from caredesk.ui.editors import Candidate
from caredesk.ui.editors.pick import line_in
from caredesk.ui.form_page import FormPage
from caredesk.ui.icons import icon
from caredesk.ui.page import Frame
from caredesk.ui.pages.due_rows import DueRows
from caredesk.ui.pages.person_parts import take_back, visit_in_words
from caredesk.ui.style import scale_of
from caredesk.ui.table import RecordTable
from caredesk.ui.widgets import Scroll, across, button, card, clear, down, words
from caredesk.ui.window import about

_KNOWN = ("village", "number", "entered_on", "backfilled", "round", "origin")
"""What the station fills in itself."""


class VisitPage(FormPage):
    """``arrive(person=...)`` a new visit, ``arrive(id=...)`` one to change, neither: the person is looked for first."""

    help = "visit"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self._before: dict[str, Any] = {}
        self._round: Id | None = None
        self.column.addLayout(self.heading("记一次走访"))
        self.note = QFrame()
        self.note.setProperty("role", "bar")
        self.note.setProperty("tone", "info")
        self._note = down(gap=2, margins=(14, 8, 14, 8))
        self.note.setLayout(self._note)
        self.above.setLayout(down(self.note, gap=0, margins=(0, 0, 4, 0)))
        self.picker = self._picker()
        self.picking = Scroll(self.picker)
        self.column.addWidget(self.picking, 1)
        self.column.addWidget(self.area, 1)
        self.column.addWidget(self.bottom)
        again = QShortcut(QKeySequence("Ctrl+D"), self, self.same_as_before)
        again.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def arrive(self, **what: Any) -> None:
        if "id" in what:
            self._change(what["id"])
        elif "person" in what:
            self._begin(what["person"], what.get("round"))
        else:
            self.look_for()

    def look_for(self) -> None:
        """Ask whose visit it is."""
        self.set_heading("记一次走访", "先找到走访的人")
        for hidden in (self.area, self.bottom):
            hidden.hide()
        self.picking.show()
        self.finder.clear()
        self.finder.setFocus()
        self.frame.session.work(lambda desk, _: desk.visits.today(), self._show_due)

    def saved(self, id: Id, said: str) -> None:  # noqa: A002
        if self.id is not None:
            super().saved(id, said)
            ask_state(self.frame, id)
            return
        person = self.owner
        if self.form is not None:
            self._before = self.form.values()
        if self._round is not None:
            self.frame.go("rounds", round=self._round, onwards=True)
        else:
            self.look_for()
        self.frame.messages.done(said, ("打开档案", partial(self.frame.go, "person", id=person)), ("撤销", self.undo))
        ask_state(self.frame, id)

    def give_up(self) -> None:
        if self.id is None and self.form is not None and self.area.isVisible():
            self.form.clock.flush()
            self.look_for()
        else:
            super().give_up()

    def same_as_before(self) -> None:
        """Ctrl+D: the answer of the visit typed in before this one, for the field with the keys."""
        at = QApplication.focusWidget()
        if self.form is None or at is None:
            return
        for name, row in self.form.rows.items():
            if row.editor.heart is at and self._before.get(name) not in (None, "", ()):
                self.form.set_value(name, self._before[name])

    def _picker(self) -> QWidget:
        self.finder = line_in(self, self._found, "姓名、拼音首字母、证号尾数、电话", "visit.person")
        self.finder.addAction(icon("search", "second"), self.finder.ActionPosition.LeadingPosition)
        self.finder.picked.connect(lambda candidate: self._begin(candidate.key))
        self.finder.setMaximumWidth(round(520 * scale_of(self)))
        told = words("打名字的一部分，用 ↑↓ 选，按 Enter 确定。没有的人请先到“服务对象”里新增。", "second", wrap=True)
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(card(words("走访的是谁？", "h2"), self.finder, told, gap=10))
        self.rows = DueRows()
        self.table = RecordTable(self.rows, "该去看的人")
        self.table.opened.connect(self._begin)
        self.table.setMinimumHeight(round(220 * scale_of(self)))
        self.due_note = words("", "small")
        self.due_card = card(across(words("该去看的人", "h2"), self.due_note, None, gap=12), self.table, gap=8)
        self.due_card.hide()
        column.addWidget(self.due_card, 1)
        column.addStretch(0)
        return made

    def _show_due(self, figures: TodayFigures) -> None:
        rows = [*figures.overdue, *figures.first, *figures.due]
        self.rows.hold(rows)
        self.table.reload()
        self.due_note.setText(f"共 {len(rows)} 人，双击或按 Enter 开始记")
        self.due_card.setVisible(bool(rows))

    def _found(self, text: str) -> list[Candidate]:
        rows = self.frame.session.do(lambda desk: desk.people.search(text, 12)) or []
        return [Candidate(row.id, row.name, about(row)) for row in rows]

    def _begin(self, person: Id, round_: Id | None = None) -> None:
        """A new visit; one of a round has its day and visitor, and is followed by the next of the round."""
        desk = self.desk
        self._round = round_
        record = desk.records.get("person", person)
        if record is None:
            self.frame.messages.trouble("找不到这个人的档案，可能已放进回收站。请重新找一下。")
            self.look_for()
            return
        kind = desk.declarations.by_key["visit"]
        values = desk.visit_forms.begun(person)
        fixed = {"person": person}
        if round_ is not None:
            sheet = desk.rounds.one(round_)
            fixed["round"] = round_
            values |= {"visited_on": sheet.planned_on or desk.clock.today(), "visitor": sheet.visitor}
        self._head(person, record)
        left = (*_KNOWN, *desk.visit_forms.left_out())
        form = self.open_form(kind, values, owner=person, fixed=fixed, leave_out=left, brief=True)
        self._show_form()
        form.start("visited_on")

    def _change(self, id_: Id) -> None:
        desk = self.desk
        visit = desk.records.get("visit", id_)
        if visit is None:
            self.frame.messages.trouble("找不到这次走访，可能已被删除。请返回后刷新。")
            return
        kind = desk.declarations.by_key["visit"]
        values = kind.values(visit)
        person = values["person"]
        record = desk.records.get("person", person)
        if record is not None:
            self._head(person, record, but=id_)
        kept = {name: values[name] for name in ("person", *_KNOWN, *desk.visit_forms.left_out())}
        form = self.open_form(kind, values, id=id_, owner=person, fixed=kept, brief=True)
        self._show_form()
        form.start("visited_on")

    def _altered(self, name: str) -> None:
        super()._altered(name)
        if name == "visited_on":
            self._tell_before_opening()

    def _tell_before_opening(self) -> None:
        """A quiet word by a day that the station's verdicts do not reach, typed or picked."""
        if self.form is None or (row := self.form.rows.get("visited_on")) is None:
            return
        day, opened = row.value(), self.desk.settings.opened_on
        early = day is not None and day < opened
        row.tell(f"这一天在启用日（{show_day(opened)}）以前：照样进台账，那时候不评超期。" if early else "")

    def _show_form(self) -> None:
        self._tell_before_opening()
        self.picking.hide()
        self.area.show()
        self.bottom.show()

    def _head(self, person: Id, record: Record, but: Id | None = None) -> None:
        rows: list[PersonRow] = self.desk.people.rows([person])
        name = str(getattr(record, "name", ""))
        self.set_heading(f"{'修改走访' if but else '记走访'} · {name}", about(rows[0]) if rows else "")
        clear(self._note)
        hint = getattr(record, "entry_hint", None)
        if hint:
            self._note.addWidget(words(f"入户提示：{hint}", "h3", wrap=True))
        told = last_visit(self.desk, person, but)
        said = words(told or "这是第一次走访，以前没有记录。", wrap=True)
        row = across(said, gap=8)
        row.setStretch(0, 1)
        if told:
            row.addWidget(button("看以前的", partial(self.frame.go, "person", id=person), kind="quiet", name="before"))
        self._note.addLayout(row)
        self.note.show()


def ask_state(frame: Frame, visit: Id) -> None:
    """Ask once whether somebody found dead, moved away or in a home is to be marked so; nothing is done by itself."""
    told = frame.session.do(lambda desk: desk.visits.proposed_state(visit))
    if told is None:
        return
    values = {"state": told.state, "state_on": told.on, "state_reason": told.reason}

    def mark() -> None:
        if frame.session.did(lambda desk: desk.people.change_state(told.person, told.state, told.on, told.reason)):
            said = f"已把“{told.name}”标为“{told.state}”，日期{show_day(told.on)}。"
            frame.messages.done(said, ("撤销", partial(take_back, frame)))

    frame.messages.ask(
        f"要把“{told.name}”标为“{told.state}”吗？日期：{show_day(told.on)}（走访那天）。",
        (f"标为“{told.state}”", mark),
        ("日期不是这天", partial(frame.go, "record", kind="person", id=told.person, values=values, about=told.name)),
        ("先不标", lambda: None),
        detail=f"走访里记的是“{told.outcome}”。标了以后不再排进“今天要办”，档案和走访都还在，可以撤销。",
    )


def last_visit(desk: Desk, person: Id, but: Id | None = None) -> str:
    """The latest visit to a person in words, for above the form; "" when there was none."""
    kind = desk.declarations.by_key["visit"]
    for visit in desk.visits.of(person):
        if visit.id == but:
            continue
        values = kind.values(visit)
        told = visit_in_words(kind, values)
        text = f"上次走访 {show_day(values['visited_on'])}，{values['mode']}，{values['met']}"
        return f"{text}：{told}" if told else text
    return ""
