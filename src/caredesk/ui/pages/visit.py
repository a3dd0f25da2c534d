"""记一次走访: find the person, see the last visit, fill in, save, and on to the next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from caredesk.schema.dates import show_day
from caredesk.schema.errors import Problem
from caredesk.schema.ids import Id
from caredesk.services.desk import Desk
from caredesk.ui.form import RecordForm
from caredesk.ui.form_last import LastTime
from caredesk.ui.form_page import FormPage
from caredesk.ui.form_rows import Row
from caredesk.ui.page import Frame
from caredesk.ui.pages.needs.acts import offer as offer_needs
from caredesk.ui.pages.visit_head import BEFORE, NEXT, SAME, VisitHead
from caredesk.ui.pages.visit_home import HomeVisit
from caredesk.ui.pages.visit_picking import VisitPicker
from caredesk.ui.pages.visit_state import ask_state, last_visit
from caredesk.ui.phrases import PhraseKeys
from caredesk.ui.widgets import Scroll, down
from caredesk.ui.window import about

__all__ = ["VisitPage", "ask_state"]

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
        self.note = VisitHead(self.take_over, lambda: frame.go("person", id=self.owner), self.with_person)
        self.above.setLayout(down(self.note, gap=0, margins=(0, 0, 4, 0)))
        self.picker = VisitPicker(frame)
        self.picker.picked.connect(self._begin)
        self.finder = self.picker.finder
        self.picking = Scroll(self.picker)
        self.last: LastTime | None = None
        self.home: HomeVisit | None = None
        self.column.addWidget(self.picking, 1)
        self.column.addWidget(self.area, 1)
        self.column.addWidget(self.bottom)
        for keys, act in (("Ctrl+D", self.same_as_before), (SAME, self.take_over),
                          (NEXT, partial(self._beside, 1)), (BEFORE, partial(self._beside, -1))):  # fmt: skip
            made = QShortcut(QKeySequence(keys), self, act)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

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
        self.picker.ask()

    def saved(self, id: Id, said: str) -> None:  # noqa: A002
        if self.id is not None:
            super().saved(id, said)
            offer_needs(self.frame, self, id)
            ask_state(self.frame, id)
            return
        person = self.owner
        if self.form is not None:
            self._before = self.form.values()
        self._go_on()
        self.frame.messages.done(said, ("打开档案", partial(self.frame.go, "person", id=person)), ("撤销", self.undo))
        offer_needs(self.frame, self, id)
        ask_state(self.frame, id)

    def _go_on(self) -> None:
        """To the next of the round, or to whoever is looked for next."""
        self.home = None
        if self._round is not None:
            self.frame.go("rounds", round=self._round, onwards=True)
        else:
            self.look_for()

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

    def take_over(self) -> None:
        """照上次: what seldom changes as it was said last time, into questions that are still open."""
        if self.form is None or self.last is None or not self.last.carried:
            return
        number = self.last.take_over()
        said = f"照上次填了{number}项，请看一眼有没有变" if number else "照上次的话，现在没有可填的；后面问到再填"
        self._say(said)

    def save(self) -> None:
        if self.home is None or self.form is None or len(self.home.together) < 2:
            super().save()
            return
        if problems := self.form.problems():
            self._refused(problems)
        else:
            self._save_home(self.form, self.home)

    def _save_home(self, form: RecordForm, home: HomeVisit) -> None:
        """A visit for each of the home, all or none."""
        home.hold(form.values())
        wrong = home.problems()
        if wrong:
            self.with_person(wrong[0][0])
            self._refused(wrong[0][1])
            return

        def refused(problems: Sequence[Problem]) -> None:
            whose, said = home.whose(problems)
            self.with_person(whose)
            self._refused(said)

        saved = self.frame.session.do(lambda desk: desk.records.save_all("visit", home.rows()), refused)
        if saved is None:
            return
        form.clock.settle()
        self._dirty = False
        for one in home.together:
            self.frame.session.do(partial(_discard, one))
        self._before = form.values()
        names = "、".join(home.name(one) for one in home.together)
        self._go_on()
        self.frame.messages.done(f"已保存{names}各一次走访，共{len(saved)}次。", ("撤销", self.undo))
        for visit in saved:
            ask_state(self.frame, visit)

    def with_person(self, person: Id) -> None:
        """Go to somebody else of the home; who was not recorded yet is from now on."""
        form, home = self.form, self.home
        if form is None or home is None or person == home.at:
            self._tell_home()
            return
        if any(row.unread() for row in form.rows.values()):
            form.show_problems([one for one in form.problems() if form.rows[one.field].unread()])
            self._tell_home()
            return
        form.clock.flush()
        home.hold(form.values())
        fresh = not home.knows(person)
        values = home.go_to(person, self.desk.visit_forms.begun(person))
        self.owner, self._fixed = person, {**self._fixed, "person": person}
        form.fill({**values, **self._fixed})
        self._head(person)
        self._tell_before_opening()
        if fresh:
            self._offer_draft()
        form.start("met" if values.get("mode") else "visited_on")

    def _beside(self, step: int) -> None:
        if self.home is not None and len(self.home.people) > 1:
            self.with_person(self.home.beside(step))

    def _begin(self, person: Id, round_: Id | None = None) -> None:
        """A new visit; one of a round has its day and visitor, and is followed by the next of the round."""
        desk = self.desk
        self._round, self.home = round_, None
        if desk.records.get("person", person) is None:
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
        left = (*_KNOWN, *desk.visit_forms.left_out())
        form = self.open_form(kind, values, owner=person, fixed=fixed, leave_out=left, brief=True)
        people = [*desk.people.rows([person]), *desk.visit_forms.at_home(person)]
        if round_ is None and len(people) > 1:
            self.home = HomeVisit(kind, people, person, form.values())
        self._show_form(person)
        form.start("visited_on")

    def _change(self, id_: Id) -> None:
        desk = self.desk
        self._round, self.home = None, None
        visit = desk.records.get("visit", id_)
        if visit is None:
            self.frame.messages.trouble("找不到这次走访，可能已被删除。请返回后刷新。")
            return
        kind = desk.declarations.by_key["visit"]
        values = kind.values(visit)
        kept = {name: values[name] for name in ("person", *_KNOWN, *desk.visit_forms.left_out())}
        form = self.open_form(kind, values, id=id_, owner=values["person"], fixed=kept, brief=True)
        self._show_form(values["person"], but=id_)
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

    def _show_form(self, person: Id, but: Id | None = None) -> None:
        self._head(person, but)
        self._tell_before_opening()
        self.picking.hide()
        self.area.show()
        self.bottom.show()

    def _head(self, person: Id, but: Id | None = None) -> None:
        """Whose visit it is, what was said last time, and what differs from it."""
        desk, form = self.desk, self.form
        rows = desk.people.rows([person])
        name = rows[0].name if rows else ""
        self.set_heading(f"{'修改走访' if but else '记走访'} · {name}", about(rows[0]) if rows else "")
        carried = {} if but else desk.visit_forms.carried(person)
        if form is not None:
            if self.last is None or self.last.form is not form:
                self.last = LastTime(form)
                keys = PhraseKeys(form, desk.visit_forms.phrases, self._keep_phrase)
                form.woken.connect(partial(_watch, keys, desk))
                _watch(keys, desk, list(form.rows.values()))
            self.last.show(desk.visit_forms.earlier(person, but), carried)
        hint = getattr(desk.records.get("person", person), "entry_hint", None)
        self.note.tell(str(hint or ""), last_visit(desk, person, but), len(carried))
        self._tell_home()
        self.note.show()

    def _tell_home(self) -> None:
        if self.home is not None:
            self.note.tell_home(self.home.people, self.home.at, self.home.state())

    def _keep_phrase(self, text: str, field: str) -> None:
        told = {"text": text, "place": self.desk.visit_forms.place(field)}
        if self.frame.session.do(lambda desk: desk.records.save("phrase", told)) is not None:
            self.frame.messages.done("已存成常用语。以后在这一栏按 Ctrl+;（分号）就能选。")


def _discard(person: Id, desk: Desk) -> None:
    desk.drafts.discard(person, "visit")


def _watch(keys: PhraseKeys, desk: Desk, rows: Sequence[Row]) -> None:
    for row in rows:
        if desk.visit_forms.place(row.spec.name):
            keys.watch(row.editor.heart, row.spec.name)
