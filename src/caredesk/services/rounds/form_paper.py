"""A person's visit form on paper, from the declaration of the visit: what cannot concern the person is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from caredesk.catalog.visit import OUTCOMES_BY_MODE
from caredesk.schema.conditions import All, Condition, Either, Is, Known, Not
from caredesk.schema.dates import show_day
from caredesk.schema.fields import Choice, Choices, Field, Note, Photos, Words, YesNo
from caredesk.schema.form_sheet import Blank, FormPart, FormSheet
from caredesk.schema.kinds import Amount, Day, Number
from caredesk.schema.privacy import Privacy
from caredesk.services.rounds.known import Known as KnownOf
from caredesk.services.rounds.rows import LineRow, RoundRow
from caredesk.services.workspace import Workspace

_DAY = "　　　　年　　月　　日"
_BY_ITSELF = (
    "person", "form", "also", "village", "number", "entered_on", "backfilled", "round", "origin", "visitor_names",
    "left_over",
)  # fmt: skip
_NARROW = 19
"""Boxes of so many characters stand in half a row."""


class FormWriter:
    """Writes the forms of one sheet."""

    def __init__(self, workspace: Workspace, row: RoundRow) -> None:
        self._work, self._row = workspace, row
        self._visit = workspace.kind("visit")

    def form(self, line: LineRow, known: KnownOf) -> FormSheet:
        """One person's form."""
        settings = self._work.settings
        return FormSheet(
            title=f"{settings.township}入户探访记录表（{line.form}）",
            info=(f"单号：{self._row.number}　第{line.place}人", f"{line.village}", f"填表单位：{settings.name}"),
            parts=[FormPart(heading="这个人", blanks=_facts(line, known)), *self._asked(line.form)],
            signature=("服务对象（家属）：", "探访人：", "村（社区）：", "日期："),
            notes=("☐里打√；不知道的空着，回去录成“未了解”。单上不写证件号，用完交回站里保管。",),
            foot=f"{self._row.number}　第{line.place}人　{line.name}",
        )

    def _asked(self, form: str) -> list[FormPart]:
        told: Mapping[str, Any] = {"form": form, "also": None, "origin": None, "checking": False}
        parts = []
        for section in self._visit.sections:
            if section.privacy >= Privacy.RESTRICTED:
                continue
            blanks = [
                self._blank(name, spec)
                for name, spec in self._visit.fields.items()
                if spec.section == section.key and self._on_paper(name, spec, told)
            ]
            if blanks:
                parts.append(FormPart(heading=section.title, blanks=blanks))
        return parts

    def _on_paper(self, name: str, spec: Field, told: Mapping[str, Any]) -> bool:
        if name in _BY_ITSELF or isinstance(spec, Photos) or self._visit.privacy(name) >= Privacy.RESTRICTED:
            return False
        return _may_hold(self._visit.shown_when(name), told) is not False

    def _blank(self, name: str, spec: Field) -> Blank:
        if name == "visited_on" and self._row.planned_on:
            return Blank(label=spec.label, text=show_day(self._row.planned_on))
        if name == "visitor" and self._row.visitor_name:
            return Blank(label=spec.label, text=self._row.visitor_name)
        if name == "met":
            return _boxes(spec.label, OUTCOMES_BY_MODE["上门入户"])
        return blank_of(spec)


def blank_of(spec: Field) -> Blank:
    """The room a question takes on paper: options as boxes to tick, the rest as room to write in."""
    match spec:
        case YesNo():
            return Blank(label=spec.label, text="☐是　☐否")
        case Choice() | Choices() if spec.options and not isinstance(spec, Words):
            open_ = [
                one for one in spec.options
                if not isinstance(spec, Choice) or spec.privacy_of(one) < Privacy.RESTRICTED
            ]  # fmt: skip
            return _boxes(spec.label, open_)
        case Day():
            return Blank(label=spec.label, text=_DAY)
        case Note():
            return Blank(label=spec.label, lines=max(2, spec.lines), wide=True)
        case Number() | Amount():
            return Blank(label=spec.label, text=f"　　　　{getattr(spec, 'unit', '') or '元'}")
    return Blank(label=spec.label, wide=spec.width > 16)


def _boxes(label: str, options: Sequence[str]) -> Blank:
    wide = sum(map(len, options)) + 2 * len(options) > _NARROW
    return Blank(label=label, text="　".join(f"☐{one}" for one in options), wide=wide)


def _facts(line: LineRow, known: KnownOf) -> list[Blank]:
    who = "　".join(part for part in (line.sex, f"{line.age}岁" if line.age is not None else "") if part)
    address = known.address if not line.group or line.group in known.address else f"{line.group} {known.address}"
    facts = [
        Blank(label="姓名", text=f"{line.name}　{who}".strip()),
        Blank(label="电话", text=known.phones.replace("\n", "　")),
        Blank(label="住址", text=address),
        Blank(label="入户提示", text=known.hint),
        Blank(label="上次走访", text=known.last, wide=True),
    ]
    return [*facts, *([Blank(label="答应的事", text=known.promise, wide=True)] if known.promise else [])]


def _may_hold(condition: Condition | None, told: Mapping[str, Any]) -> bool | None:
    """Whether a condition holds when only some answers are known; None when it depends on those to come."""
    match condition:
        case None:
            return True
        case Is() | Known():
            return condition.holds(told) if condition.field in told else None
        case Not():
            inside = _may_hold(condition.part, told)
            return None if inside is None else not inside
        case All():
            found = [_may_hold(part, told) for part in condition.parts]
            return False if False in found else None if None in found else True
        case Either():
            found = [_may_hold(part, told) for part in condition.parts]
            return True if True in found else None if None in found else False
