"""记评估: choose the scale, then copy the report or ask the questions; the score grows while they are answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QBoxLayout, QWidget

from caredesk.catalog.assessment import AID, ASSESSMENT, BY_TITLE, HERE, OTHER_SCALE, OUTSIDE
from caredesk.schema.evidence import STRENGTH_LABELS
from caredesk.schema.ids import Id
from caredesk.schema.record import RecordType, Section
from caredesk.schema.scale import Scale
from caredesk.services.desk import Desk
from caredesk.ui.form_page import FormPage
from caredesk.ui.page import Frame
from caredesk.ui.widgets import Elided, Scroll, across, button, card, clear, down, hide_unless, line, words
from caredesk.ui.window import about

_BY_ITSELF = ("village", "answers", "closed_answers")
_OF_REPORT = ("agency", "level_words", "version")


class AssessPage(FormPage):
    """``arrive(person=...)`` chooses a scale first, ``arrive(id=...)`` changes what may still be changed."""

    help = "assess"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self._scale: Scale | None = None
        self.belongs = "people"
        self.column.addLayout(self.heading("记评估"))
        self.scales = down(gap=8)
        inside = QWidget()
        inside.setLayout(down(card(words("用的是哪个量表？", "h2"), self.scales, gap=10), None))
        self.choosing = Scroll(inside)
        self.counted = Elided("", "h3")
        self.hint = words("", "second", wrap=True)
        self.above.setLayout(down(self.hint, gap=0, margins=(0, 0, 4, 0)))
        self.column.addWidget(self.choosing, 1)
        self.column.addWidget(self.area, 1)
        foot = self.bottom.layout()
        if isinstance(foot, QBoxLayout):
            foot.insertWidget(0, self.counted, 2)
        self.column.addWidget(self.bottom)

    def arrive(self, **what: Any) -> None:
        if "id" in what:
            self._change(what["id"])
            return
        person: Id = what["person"]
        draft = self.desk.drafts.load(person, ASSESSMENT.key)
        begun = (draft.values.get("values") or {}) if draft is not None else {}
        if begun.get("scale"):
            self._begin(person, str(begun["scale"]), str(begun.get("origin") or OUTSIDE))
        else:
            self.choose(person)

    def choose(self, person: Id) -> None:
        """Offer the scales, those for people like this one first."""
        self._head(person)
        for hidden in (self.area, self.bottom, self.counted):
            hidden.hide()
        self.choosing.show()
        clear(self.scales)
        record = self.desk.records.get("person", person)
        kind = self.desk.declarations.by_key["person"]
        form = self.desk.visits.form_for({**kind.values(record), "id": person}) if record is not None else ""
        first: QWidget | None = None
        for scale in self.desk.assessing.scales(form):
            copy = button("照报告抄", partial(self._begin, person, scale.title, OUTSIDE), name=f"copy.{scale.key}")
            buttons = [copy]
            if scale.done_here:
                said, origin = ("自己打分（非正式）", AID) if scale.aid else ("本站评", HERE)
                do = partial(self._begin, person, scale.title, origin)
                buttons.append(button(said, do, kind="primary", name=f"do.{scale.key}"))
            note = "".join((*scale.notes, f"（{STRENGTH_LABELS[scale.strength]}）"))
            told = down(words(scale.title, "h3", wrap=True), words(note, "second", wrap=True), gap=2)
            row = across(told, *buttons, gap=8)
            row.setStretch(0, 1)
            self.scales.addLayout(row)
            self.scales.addWidget(line())
            first = first or buttons[-1]
        other = button("照报告抄", partial(self._begin, person, OTHER_SCALE, OUTSIDE), name="copy.other")
        row = across(words("上面没有的：其他量表", "h3", wrap=True), other, gap=8)
        row.setStretch(0, 1)
        self.scales.addLayout(row)
        if first is not None:
            first.setFocus()

    def write(self, desk: Desk, values: dict[str, Any]) -> Id:
        """The answers go into the record in words; the desk counts them."""
        if self.id is not None or self._scale is None or values["origin"] == OUTSIDE:
            return super().write(desk, values)
        told, closed = self._scale.told({name: values.get(name) for name in self._scale.fields()})
        kept = {name: value for name, value in values.items() if name in ASSESSMENT.fields}
        return desk.records.save(ASSESSMENT.key, {**kept, "answers": told, "closed_answers": closed})

    def saved(self, id: Id, said: str) -> None:  # noqa: A002
        person = self.owner
        self.frame.back()
        self.frame.go("person", id=person, part="assessment")
        self.frame.messages.done(said, ("撤销", self.undo))
        self._ask_risk(id)

    def give_up(self) -> None:
        if self.id is None and self.owner is not None and self.area.isVisible() and self.form is not None:
            self.form.clock.flush()
            self.choose(self.owner)
        else:
            super().give_up()

    def _begin(self, person: Id, title: str, origin: str) -> None:
        self._scale = BY_TITLE.get(title)
        kind, left_out = ASSESSMENT, [*_BY_ITSELF]
        if self._scale is not None and origin != OUTSIDE:
            kind = with_questions(self._scale)
            left_out += [*_OF_REPORT, "level"] if self._scale.levels else [*_OF_REPORT]
            left_out += ["score"] if self._scale.counted else []
        elif self._scale is not None:
            left_out.append("version")
        values = {name: spec.default for name, spec in kind.fields.items()}
        values["assessed_on"] = self.desk.clock.today()
        fixed = {"person": person, "scale": title, "origin": origin}
        self._show(person, title)
        form = self.open_form(kind, values, owner=person, fixed=fixed, leave_out=left_out)
        self._tell(origin)
        form.start("assessed_on")

    def _change(self, id_: Id) -> None:
        record = self.desk.records.get(ASSESSMENT.key, id_)
        if record is None:
            self.frame.messages.trouble("找不到这次评估，可能已被删除。请返回后刷新。")
            return
        values = ASSESSMENT.values(record)
        self._scale = BY_TITLE.get(values["scale"])
        counted = ("score", "level") if values["origin"] != OUTSIDE else ()
        fixed = {name: values[name] for name in ("person", "scale", "origin")}
        self._show(values["person"], values["scale"])
        form = self.open_form(
            ASSESSMENT, values, id=id_, owner=values["person"], fixed=fixed, leave_out=[*_BY_ITSELF, *counted]
        )
        self.hint.setText("答案和算出来的结果不能改；打错了请删掉这一次，重新评。" if counted else "")
        hide_unless(self.hint, bool(counted))
        self.counted.hide()
        form.start("assessed_on")

    def _altered(self, name: str) -> None:
        super()._altered(name)
        self._count()

    def _take(self, draft: Mapping[str, Any]) -> None:
        """A draft of another scale opens that scale first: its answers mean nothing under this one."""
        held = draft.get("values") or {}
        title, origin = held.get("scale"), held.get("origin") or OUTSIDE
        same = self.form is not None and (title, origin) == (self._fixed.get("scale"), self._fixed.get("origin"))
        if self.id is None and title and not same and self.owner is not None:
            self._begin(self.owner, str(title), str(origin))
        super()._take(draft)
        self._count()

    def _tell(self, origin: str) -> None:
        notes = "".join(self._scale.notes) if self._scale else ""
        self.hint.setText(notes)
        hide_unless(self.hint, bool(notes))
        self.counted.setVisible(self._scale is not None and origin != OUTSIDE)
        self._count()

    def _count(self) -> None:
        """Say what the answers come to so far."""
        if self._scale is None or self.form is None or self._fixed.get("origin") == OUTSIDE or self.id is not None:
            return
        values = self.form.values()
        result = self._scale.result({n: values.get(n) for n in self._scale.fields()}, values.get("score"))
        asked = len(self._scale.items)
        said = f"已答{result.answered}/{asked}项" if asked else ""
        if result.total is not None and asked:
            said = f"合计{result.total}分"
        elif asked and self._scale.by == "sum":
            said += f"，目前{result.so_far}分"
        if result.level:
            why = f"（因为：{result.why}）" if result.why else ""
            unofficial = "，非正式，仅供参考" if self._scale.aid else ""
            said = f"{said} · {result.level}{why}{unofficial}"
        self.counted.set_words(said.strip(" ·"))

    def _ask_risk(self, id_: Id) -> None:
        """A level may suggest a risk level; a person decides."""
        told = self.frame.session.do(lambda desk: desk.assessing.proposed_risk(id_))
        if told is None:
            return

        def change() -> None:
            if self.frame.session.did(lambda desk: desk.records.save("person", {"risk": told.risk}, told.person)):
                self.frame.messages.done(f"“{told.name}”的风险等级改成了“{told.risk}”。", ("撤销", self.undo))

        now = f"现在是“{told.now}”" if told.now else "现在没有填"
        self.frame.messages.ask(
            f"要把“{told.name}”的风险等级定为“{told.risk}”吗？",
            (f"定为“{told.risk}”", change),
            ("不改", lambda: None),
            detail=f"{told.because}，{now}。评估只是建议，由您决定。",
        )

    def _head(self, person: Id) -> None:
        rows = self.desk.people.rows([person])
        self.set_heading(f"记评估 · {rows[0].name}" if rows else "记评估", about(rows[0]) if rows else "")
        self.owner = person

    def _show(self, person: Id, title: str) -> None:
        self._head(person)
        self.set_heading(self.title.whole(), title)
        self.choosing.hide()
        for shown in (self.area, self.bottom):
            shown.show()


def with_questions(scale: Scale) -> RecordType:
    """The assessment's form with the questions of a scale between what was used and what came of it."""
    parts = {part: f"scale{n}" for n, part in enumerate(scale.parts())}
    asked = {name: replace(spec, section=parts[spec.section]) for name, spec in scale.fields().items()}
    first, *others = ASSESSMENT.sections
    sections = (first, *(Section(key=key, title=part or "各项") for part, key in parts.items()), *others)
    return replace(ASSESSMENT, fields={**ASSESSMENT.fields, **asked}, sections=sections)
