"""约定走访 and 探访计划: visits that somebody wants made on a day, by whom, and the paper that goes along.

The plan is our proposal (product.md; practice.md for villages in their official order). A plan is never closed by hand:
a recorded visit that met the person closes it, and whoever does not want it any more says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from caredesk.schema.conditions import Is, Not
from caredesk.schema.declare import choice, day, number, ref, text, yes_no
from caredesk.schema.errors import Problem
from caredesk.schema.ids import Id
from caredesk.schema.ledger import Collected, Column, Ledger, Path, Reckoned, RowNumber
from caredesk.schema.record import Record, record, type_of

DROPPED_WHY = ("人不在家", "住院", "入住机构", "外出", "拒访", "别人去过了", "排错了", "不用去了", "其他")
"""Reasons of suspension after elderly 2.3 (住院, 入住机构, 外出, 拒访), and those of a plan that was a mistake."""


def _reason_of_dropped(values: Mapping[str, Any]) -> list[Problem]:
    if values.get("dropped_why") and not values.get("dropped"):
        return [Problem("dropped_why", "没有取消的计划不用写为什么不去")]
    return []


@record(
    "planned_visit",
    "约定走访",
    title_field="why",
    part_of="person",
    indexes=(("dropped", "planned_on"), ("planned_on",), ("person", "planned_on")),
    rules=(_reason_of_dropped,),
    source="practice",
    strength="proposal",
)
class PlannedVisit(Record):
    """A visit that somebody wants made on a day; a visit that met the person closes it.

    Visits count from ``made_on``, or from the next day (``counts_from``) when the person had been met that day already.
    ``first_on`` and ``moves`` tell where a plan that was moved stood first, and how often it was moved.
    """

    person: Id = ref("服务对象", to="person", source="practice")
    planned_on: date = day("哪天去", ahead=True, source="practice")
    made_on: date = day("哪天约的", source="practice")
    counts_from: date | None = day("从哪天起的走访算数", default=None, source="practice")
    visitor: Id | None = ref("谁去", to="visitor", default=None, source="practice")
    why: str = text("为什么去", source="practice")
    first_on: date | None = day("原来定在哪天", default=None, source="practice")
    moves: int | None = number("改过几次", most=9999, unit="次", default=None, source="practice")
    dropped: bool | None = yes_no("不去了", default=False, source="practice")
    dropped_why: str | None = choice("为什么不去", *DROPPED_WHY, default=None, source="elderly 2.3, practice")


PLANNED_VISIT = type_of(PlannedVisit)

_WHO, _GOING = "服务对象", "走访"

VISIT_PLAN = Ledger(
    key="visit_plan",
    title="探访计划",
    record="planned_visit",
    period="planned_on",
    where=Not(Is("dropped", True)),
    order=("planned_on", "person.village.official_order", "person.village.name", "person.group", "person.name_key"),
    walked=True,
    paper="A4",
    strength="proposal",
    source="practice",
    filters=("village", "visitor"),
    columns=(
        Column(key="number", label="序号", source=RowNumber(), width=5, align="center", number=True),
        Column(key="planned_on", label="哪天去", source=Path("planned_on"), width=11, align="center"),
        Column(key="village", label="村(社区)", group=_WHO, source=Path("person.village.name"), width=10),
        Column(key="group", label="组", group=_WHO, source=Path("person.group"), width=6),
        Column(key="name", label="姓名", group=_WHO, source=Path("person.name"), width=10),
        Column(
            key="phone", label="联系电话", group=_WHO, width=13,
            source=Collected(owner="person", record="phone", field="number", since="", until="", first=True),
        ),
        Column(key="entry_hint", label="入户提示", group=_WHO, source=Path("person.entry_hint"), width=14),
        Column(key="visitor", label="谁去", group=_GOING, source=Path("visitor.name"), width=9),
        Column(key="why", label="为什么去", group=_GOING, source=Path("why"), width=14),
        Column(key="done", label="走访情况", group=_GOING, source=Reckoned("plan_done"), width=18),
    ),
)  # fmt: skip
"""The plan of a week or a month, to go out with: no category on it (the round's rule of practice.md)."""
