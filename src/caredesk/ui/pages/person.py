"""A person's page: who they are, what belongs to them, every visit, and who changed what."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QLabel, QVBoxLayout, QWidget

from caredesk.schema.dates import age_on, show_day
from caredesk.schema.fields import Field, Note
from caredesk.schema.ids import Id
from caredesk.schema.record import Record
from caredesk.services.access import Right
from caredesk.ui.page import Frame, Page
from caredesk.ui.pages.assessment_part import assessment_lines
from caredesk.ui.pages.household_part import household_lines
from caredesk.ui.pages.needs_part import needs_lines
from caredesk.ui.pages.people import RISK_TONES, STATE_TONES
from caredesk.ui.pages.person_due import due_labels
from caredesk.ui.pages.person_parts import (
    first_photo,
    history_lines,
    part_lines,
    take_back,
    visit_lines,
)
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import (
    Elided,
    Scroll,
    across,
    button,
    card,
    clear,
    down,
    hide_unless,
    line,
    pill,
    words,
    wrapping,
)

REASONS = ("打电话联系", "核对资料", "办理申请")
_FACTS = (
    "id_number", "birth_date", "ethnicity", "address", "registered_address", "residence_state", "address_away",
    "relation", "health", "education", "marital", "income_sources", "schooling", "school", "grade", "boarding",
    "teacher", "teacher_phone", "state_on", "state_reason", "entry_hint", "remarks",
)  # fmt: skip


class PersonPage(Page):
    """``arrive(id=...)``."""

    shows = frozenset({
        "person", "visit", "episode", "household_episode", "phone", "contact", "certificate", "village", "visitor",
        "household", "assessment", "need", "referral", "resource_request",
    })  # fmt: skip
    help = "people"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self.id: Id | None = None
        self.at = "visit"
        may_edit = self.desk.user.may(Right.EDIT)
        back = button("返回", frame.back, picture="arrow-left", name="back")
        edit = button("修改档案", self.edit, picture="pencil", name="edit")
        away = button("放进回收站", self.ask_bin, picture="trash-2", name="bin")
        visit = button("记走访", self.visit, kind="primary", picture="clipboard-pen", name="visit")
        hide_unless(edit, may_edit)
        hide_unless(away, may_edit)
        hide_unless(visit, self.desk.user.may(Right.VISIT))
        self.column.addLayout(across(back, None, away, edit, visit, gap=8))
        self.initial = words("", "initial")
        self.initial.setAlignment(Qt.AlignmentFlag.AlignCenter)
        scale = scale_of(self)
        self.initial.setFixedSize(round(56 * scale), round(56 * scale))
        self.name = Elided("", "h1")
        self.about = words("", "second", wrap=True)
        self.pills = wrapping(gap=6, row_gap=4)
        self.due = down(gap=4)
        middle = down(self.name, self.pills, self.about, gap=4)
        top = across(self.initial, middle, self.due, gap=16)
        top.setStretch(1, 1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(card(top))
        self.facts = down(gap=6)
        self.facts_card = card(words("基本情况", "h2"), self.facts, None, gap=10)
        self.tabs = wrapping(gap=6, row_gap=6)
        self.lines = down(gap=0)
        self.add_button = button("新增", self.add, picture="plus", name="add")
        head = across(self.tabs, self.add_button, gap=12)
        head.setStretch(0, 1)
        head.setAlignment(self.add_button, Qt.AlignmentFlag.AlignTop)
        self.lines_card = card(head, line(), self.lines, None, gap=10)
        self._row = across(self.facts_card, self.lines_card, gap=12)
        self._row.setStretch(1, 1)
        column.addLayout(self._row, 1)
        self.column.addWidget(Scroll(inside), 1)
        self._group = QButtonGroup(self)
        self._make_tabs()

    def arrive(self, **what: Any) -> None:
        self.id = what["id"]
        self.at = what.get("part", "visit")
        self._stale = False
        self.reload()

    def reload(self) -> None:
        if self.id is None:
            return
        id_ = self.id
        person = self.frame.session.do(lambda desk: desk.records.get("person", id_))
        if person is None:
            self.frame.messages.trouble("找不到这个人的档案，可能已放进回收站。请返回名单看看。")
            return
        self._show_head(id_, person)
        self._show_facts(id_, person)
        self.show_part(self.at)

    def edit(self) -> None:
        """Change the person."""
        self.frame.go("record", kind="person", id=self.id, about=self.name.whole())

    def visit(self) -> None:
        """Record a visit to the person."""
        self.frame.go("visit", person=self.id)

    def ask_bin(self) -> None:
        """Ask before the whole record goes into the recycle bin."""
        self.frame.messages.ask(
            f"把“{self.name.whole()}”的档案放进回收站吗？",
            ("放进回收站", self.bin),
            ("不放", lambda: None),
            detail="人去世、迁出不用删：请在“修改档案”里改状态。放进回收站的可以在“设置”里取回。",
            danger=True,
        )

    def bin(self) -> None:
        """Put the person and all parts into the recycle bin."""
        if self.id is not None:
            id_ = self.id
            if not self.frame.session.did(lambda desk: desk.records.bin("person", id_)):
                return
            self.frame.back()
            said = f"“{self.name.whole()}”的档案已放进回收站。"
            self.frame.messages.done(said, ("撤销", partial(take_back, self.frame)))

    def show_part(self, key: str) -> None:
        """Show the visits, one kind of part, or the history."""
        self.at = key
        for made in self._group.buttons():
            made.setChecked(made.objectName() == f"part.{key}")
        clear(self.lines)
        id_ = self.id
        if id_ is None:
            return
        desk = self.desk
        own = {
            "visit": partial(visit_lines, self.frame, id_),
            "household": partial(household_lines, self.frame, id_, self.reveal),
            "needs": partial(needs_lines, self.frame, id_, self),
            "assessment": partial(assessment_lines, self.frame, id_),
            "history": partial(history_lines, desk, id_),
        }
        kinds = desk.declarations.by_key
        found = own[key]() if key in own else part_lines(self.frame, kinds[key], id_, self.reveal)
        for one in found:
            self.lines.addWidget(one)
        if not found:
            self.lines.addWidget(words("还没有记录。", "second"))
        may = desk.user.may(Right.VISIT if key == "visit" else Right.EDIT)
        self.add_button.setVisible(may and key not in ("history", "household", "needs"))

    def add(self) -> None:
        """Add one of what is shown."""
        if self.at == "visit":
            self.visit()
            return
        if self.at == "assessment":
            self.frame.go("assess", person=self.id)
            return
        kind = self.desk.declarations.by_key[self.at]
        self.frame.go("record", kind=self.at, fixed={kind.part_of: self.id}, about=self.name.whole())

    def reveal(self, key: str, id_: Id, field: str, shown: QLabel) -> None:
        """Show one whole number, once its reason was given (it is written into 谁看过谁改过)."""

        def show(reason: str) -> None:
            number = self.frame.session.do(lambda desk: desk.people.full_number(key, id_, field, reason))
            if number:
                shown.setText(number)

        self.frame.messages.ask_words(
            "为什么要看完整号码？", "用途会记进“谁看过谁改过”", show, yes="显示号码", offered=REASONS
        )

    def fit(self, *, wide: bool) -> None:
        scale = scale_of(self)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.facts_card.setMaximumWidth(round(360 * scale) if wide else 16777215)
        self.facts_card.setMinimumWidth(round(340 * scale) if wide else 0)

    def _make_tabs(self) -> None:
        elsewhere = ("visit", "roster_difference", "stay", "round_line", "need", "referral", "resource_request")
        kinds = [kind for kind in self.desk.declarations.parts_of("person") if kind.key not in elsewhere]
        tabs = [
            ("visit", "走访"),
            *((kind.key, kind.title) for kind in kinds),
            ("needs", "需求与转介"),
            ("household", "户"),
            ("history", "谁改过"),
        ]
        layout = self.tabs.layout()
        for key, label in tabs:
            made = button(label, partial(self.show_part, key), kind="chip", name=f"part.{key}")
            made.setCheckable(True)
            self._group.addButton(made)
            if layout is not None:
                layout.addWidget(made)

    def _show_head(self, id_: Id, person: Record) -> None:
        (row,) = self.desk.people.rows([id_]) or (None,)
        name = str(getattr(person, "name", ""))
        self.initial.setText(name[:1])
        if (photo := first_photo(self.frame, getattr(person, "photo", None), self.initial.size())) is not None:
            self.initial.setPixmap(photo)
        self.name.set_words(name)
        if row is not None:
            age = "" if row.age is None else f"{row.age}岁"
            carers = [
                f"{one.role}：{one.name}" + (f"（{one.relation}）" if one.relation else "")  # type: ignore[attr-defined]
                for one in self.desk.records.parts("contact", id_)[:1]
            ]
            self.about.setText(" · ".join(p for p in (row.sex, age, f"{row.village}{row.group}", *carers) if p))
            layout = self.pills.layout()
            if layout is not None:
                clear(layout)
                layout.addWidget(pill(row.state, STATE_TONES.get(row.state, "plain")))
                if row.risk:
                    layout.addWidget(pill(row.risk, RISK_TONES.get(row.risk, "plain")))
                for one in row.categories.split("、") if "（" not in row.categories else [row.categories]:
                    if one:
                        layout.addWidget(pill(one, "info"))
        clear(self.due)
        standings = self.desk.visits.standings(self.desk.clock.today(), [id_]).get(id_, [])
        self.due.addStretch(1)
        for made in due_labels(standings):
            self.due.addWidget(made, 0, Qt.AlignmentFlag.AlignRight)
        self.due.addStretch(1)

    def _show_facts(self, id_: Id, person: Record) -> None:
        clear(self.facts)
        kind = self.desk.declarations.by_key["person"]
        values = kind.values(person)
        wide = round(84 * scale_of(self))
        for name in _FACTS:
            spec = kind.fields.get(name)
            value = values.get(name)
            if spec is None or value in (None, "", ()) or not kind.shown(name, values):
                continue
            starred = spec.masked(value)
            said = _in_words(spec, value)
            if name == "birth_date" and (age := age_on(value, self.desk.clock.today())) is not None:
                said = f"{said}（{age}岁）"
            full = starred == spec.show(value) or isinstance(spec, Note)
            shown = words(said if full else starred, wrap=full)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label = words(spec.label, "key", wrap=True)
            label.setFixedWidth(wide)
            row = across(label, shown, gap=10)
            row.setStretch(1, 1)
            row.setAlignment(label, Qt.AlignmentFlag.AlignTop if full else Qt.AlignmentFlag.AlignVCenter)
            if not full and self.desk.user.may(Right.FULL_NUMBER):
                act = partial(self.reveal, "person", id_, name, shown)
                row.insertWidget(2, button(f"显示完整{spec.label}", act, kind="eye", picture="eye"))
                row.setStretch(1, 0)
                row.addStretch(1)
            self.facts.addLayout(row)


def _in_words(spec: Field, value: Any) -> str:
    full = getattr(value, "full", None)
    return show_day(full) if full else spec.show(value)
