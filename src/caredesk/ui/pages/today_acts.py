"""What is done with the marked lines of 今天要办, by key and by button: visit, telephone, plan, look at, see to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from caredesk.schema.errors import Problem
from caredesk.schema.ids import Id
from caredesk.services.access import Right
from caredesk.services.drafting import CHANGED, KeptDraft
from caredesk.services.need_lists import NeedRow, ReferralRow
from caredesk.services.planning import PlannedRow
from caredesk.services.review_sources import MATTERS, Review
from caredesk.services.today_lines import TodayLine
from caredesk.ui.form_around import surroundings
from caredesk.ui.form_dialog import FormDialog, Refused
from caredesk.ui.page import Frame
from caredesk.ui.pages.person_parts import take_back
from caredesk.ui.widgets import button

Chosen = Callable[[], Sequence[TodayLine]]


class TodayActs:
    """The acts over one list; ``chosen`` are its marked lines, ``keys`` where the letters work.

    ``buttons`` stand beside the list; :meth:`fit` shows those that the marked lines allow.
    """

    def __init__(self, frame: Frame, keys: QWidget, chosen: Chosen, telephone: Callable[[Id, str], object]) -> None:
        self._frame, self._window, self._chosen = frame, keys, chosen
        self._telephone = telephone
        self._may = {right: frame.desk.user.may(right) for right in (Right.VISIT, Right.EDIT)}
        visits = self._may[Right.VISIT]
        acts: list[tuple[str, str, str, str, Callable[[], object], bool]] = [
            ("visit_chosen", "记走访", "clipboard-pen", "Enter", self.visit, visits),
            ("need_chosen", "去办", "heart-handshake", "Enter", self.visit, True),
            ("phone_chosen", "电话", "phone", "T", self.telephone, visits),
            ("plan_chosen", "排计划", "calendar-check", "P", self.plan, visits),
            ("seen_to", "复核过了", "check", "R", self.seen_to, visits),
            ("person_chosen", "档案", "user", "O", self.open_person, True),
        ]
        self.buttons: dict[str, QPushButton] = {}
        for name, label, picture, key, act, offered in acts:
            made = button(label, act, picture=picture, name=name, tip=f"快捷键 {key}")
            made.setProperty("offered", offered)
            made.hide()
            self.buttons[name] = made
            if offered and key != "Enter":
                QShortcut(QKeySequence(key), keys, act).setContext(Qt.ShortcutContext.WidgetShortcut)

    def fit(self) -> None:
        """Offer what the marked lines allow."""
        lines = self._chosen()
        people = [line for line in lines if line.person is not None]
        one = lines[0] if len(lines) == 1 else None
        reviews = [line for line in lines if isinstance(line.opens, Review)]
        wanted = {
            "visit_chosen": one is not None
            and one.person is not None
            and not isinstance(one.opens, KeptDraft | Review | NeedRow | ReferralRow),
            "need_chosen": one is not None and isinstance(one.opens, NeedRow | ReferralRow),
            "phone_chosen": one is not None
            and one.person is not None
            and not isinstance(one.opens, KeptDraft | Review),
            "plan_chosen": bool(people) and not any(isinstance(line.opens, KeptDraft | PlannedRow) for line in lines),
            "seen_to": bool(reviews) and all(line.opens.why in MATTERS for line in reviews),  # type: ignore[union-attr]
            "person_chosen": one is not None and one.person is not None,
        }
        for name, made in self.buttons.items():
            made.setVisible(wanted[name] and bool(made.property("offered")))

    def open(self, line: TodayLine) -> None:
        """Enter: record the visit, or go on with what the line is about."""
        if isinstance(line.opens, KeptDraft):
            continue_draft(self._frame, line.opens)
        elif line.household is not None:
            self._frame.go("names", record="household", ids=(line.household,), said=line.about)
        elif isinstance(line.opens, NeedRow | ReferralRow):
            part = "needs" if isinstance(line.opens, NeedRow) else "referrals"
            self._frame.go("needs", part=part, at=line.opens.id)
        elif isinstance(line.opens, Review) or not self._may[Right.VISIT]:
            self._frame.go("person", id=line.person)
        else:
            self._frame.go("visit", person=line.person)

    def visit(self) -> None:
        """Record the visit of the marked line."""
        if lines := self._chosen():
            self.open(lines[0])

    def telephone(self) -> None:
        """A telephone contact with the marked person."""
        if (line := self._one()) is not None and line.person is not None:
            self._telephone(line.person, line.name)

    def open_person(self) -> None:
        """Open the marked person's page."""
        if (line := self._one()) is not None:
            self._frame.go("person", id=line.person)

    def _one(self) -> TodayLine | None:
        lines = [line for line in self._chosen() if line.person is not None]
        return lines[0] if lines else None

    def plan(self) -> None:
        """Ask on which day the marked people are to be visited, and by whom."""
        lines = [line for line in self._chosen() if line.person is not None and not isinstance(line.opens, PlannedRow)]
        ask_plan(self._frame, self._window, {line.person: line.why for line in lines if line.person}, _soonest(lines))

    def seen_to(self) -> None:
        """Note what came of the marked reviews."""
        frame = self._frame
        reviews = [line.opens for line in self._chosen() if isinstance(line.opens, Review)]
        if not reviews or any(one.why not in MATTERS for one in reviews):
            return

        def then(values: dict[str, Any], refused: Refused) -> bool:
            if values["reviewed_on"] is None:
                refused([Problem("reviewed_on", "请填写")])
                return False
            done = frame.session.do(lambda desk: desk.reviews.done(reviews, **values), refused)
            if done is not None:
                frame.messages.done(f"记好了{done}件。", ("撤销", partial(take_back, frame)))
            return done is not None

        title = reviews[0].said if len(reviews) == 1 else f"复核过了：{len(reviews)}件"
        fields, held = ("reviewed_on", "result", "visitor", "note"), {"reviewed_on": frame.desk.clock.today()}
        kind = frame.desk.declarations.by_key["review"]
        dialog = FormDialog(self._window.window(), title, kind, surroundings(frame.desk), fields, held, then)
        dialog.open()
        dialog.form.start("reviewed_on")


def ask_plan(frame: Frame, widget: QWidget, people: dict[Id, str], on: date | None = None) -> None:
    """Ask for the day and the visitor of a plan for these people (with why), and plan it."""
    if not people:
        return
    today = frame.desk.clock.today()
    whys = set(people.values())

    def then(values: dict[str, Any], refused: Refused) -> bool:
        if values["planned_on"] is None:
            refused([Problem("planned_on", "请填写")])
            return False
        told = {person: values["why"] or why or "约好去看看" for person, why in people.items()}
        by_village = values["visitor"] is None
        done = frame.session.do(
            lambda desk: desk.planning.plan(told, values["planned_on"], values["visitor"], by_village=by_village),
            refused,
        )
        if done is not None:
            day = values["planned_on"]
            frame.messages.done(f"{day.month}月{day.day}日排了{done}人。", ("撤销", partial(take_back, frame)))
        return done is not None

    held = {"planned_on": max(on or today, today), "why": whys.pop() if len(whys) == 1 else None}
    title = f"排计划：{len(people)}人" if len(people) > 1 else "排计划"
    said = "“谁去”空着的，按村里的探访人排；一个村有几位探访人的，先不定。"
    dialog = FormDialog(
        widget.window(), title, frame.desk.declarations.by_key["planned_visit"], surroundings(frame.desk),
        ("planned_on", "visitor", "why"), held, then, said=said, yes="排上",
    )  # fmt: skip
    dialog.open()
    dialog.form.start("planned_on")


def continue_draft(frame: Frame, draft: KeptDraft) -> None:
    """Open the form that a draft belongs to; it offers the draft itself."""
    form, person = draft.form, draft.person
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
    if form == "assessment" and person is not None:
        frame.go("assess", person=person)
        return
    link = frame.desk.declarations.by_key[form].part_of
    frame.go("record", kind=form, fixed={link: person} if link and person else {})


def _soonest(lines: Sequence[TodayLine]) -> date | None:
    return min((line.by for line in lines if line.by is not None), default=None)
