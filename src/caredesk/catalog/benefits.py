"""停发告知: which categories carry a payment, what ends it, and who must be told; paying the dead is the audit risk.

What is paid by category comes from the domain pages; to whom a station reports differs by county, so the addressee is
only what a line begins with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from caredesk.catalog.categories import all_subtypes, restricted_names, restricted_subtypes, subtypes_by_category
from caredesk.catalog.differences import CATEGORY_NAMES
from caredesk.schema.declare import choice, day, note, ref, text
from caredesk.schema.errors import Problem
from caredesk.schema.evidence import Strength
from caredesk.schema.ids import Id
from caredesk.schema.privacy import Privacy
from caredesk.schema.record import Record, record, type_of

DIED, MOVED, PRISON, HOME, OTHER = "死亡", "迁出", "服刑", "入住机构", "其他"
EVENTS = (DIED, MOVED, PRISON, HOME, OTHER)
PLAINLY = {PRISON: "其他原因", OTHER: "其他原因"}
"""How an event is called on paper that travels: 服刑 is restricted and must not be told apart from other reasons."""
STOPS, LESSENS, CHANGES = "停发", "核减", "变更供养方式"


def event_of(state: str | None, reason: str | None) -> str:
    """The event that a person's state and reason stand for; "" for somebody on the register."""
    if state not in ("死亡", "迁出", "退出"):
        return ""
    if state == "死亡":
        return DIED
    if reason in (PRISON, HOME):
        return reason or ""
    return MOVED if state == "迁出" or reason in ("分户迁出", "迁往外地", "嫁娶") else OTHER


@dataclass(frozen=True, kw_only=True)
class Benefit:
    """A payment that goes with a category (``subtype`` "" = any).

    ``events`` end it; of a household's payment the others' part goes on (核减). ``tell`` is who is told first.
    """

    category: str
    name: str
    tell: str
    source: str
    strength: Strength
    subtype: str = ""
    events: tuple[str, ...] = EVENTS


_RELIEF, _DISABLED, _OLD = "镇民政办报县民政局救助科", "镇民政办报县残联、民政局", "镇民政办报县民政局"
_CHILD = "镇儿童督导员报县民政局"
BENEFITS: tuple[Benefit, ...] = (
    Benefit(category="低保", name="低保金", tell=_RELIEF, source="elderly 1.4", strength="official"),
    Benefit(
        category="特困人员", name="特困供养金、照料护理补贴", tell=_RELIEF, source="elderly 1.4, elderly 4.2",
        strength="official",
    ),
    Benefit(
        category="残疾人两项补贴对象", subtype="困难残疾人生活补贴", name="困难残疾人生活补贴", tell=_DISABLED,
        source="elderly 1.3", strength="official",
    ),
    Benefit(
        category="残疾人两项补贴对象", subtype="重度残疾人护理补贴", name="重度残疾人护理补贴", tell=_DISABLED,
        source="elderly 1.3", strength="official",
    ),
    Benefit(category="残疾人两项补贴对象", name="残疾人两项补贴", tell=_DISABLED, source="elderly 1.3",
            strength="official"),
    Benefit(
        category="高龄老年人", name="高龄津贴", tell=_OLD, source="elderly 1.2, elderly 4.2", strength="official",
        events=(DIED, MOVED, PRISON, OTHER),
    ),
    Benefit(
        category="特殊困难老年人", subtype="计生特殊家庭", name="计划生育家庭特别扶助金", tell="镇卫健办报县卫健局",
        source="elderly 1.2, elderly 4.2", strength="official", events=(DIED, MOVED, OTHER),
    ),
    Benefit(category="孤儿", name="孤儿基本生活费", tell=_CHILD, source="children 1.2", strength="official"),
    Benefit(
        category="事实无人抚养儿童", name="事实无人抚养儿童基本生活补贴", tell=_CHILD, source="children 1.2",
        strength="official",
    ),
    Benefit(
        category="重点优抚对象", name="抚恤定补", tell="镇退役军人服务站报县退役军人局", source="elderly 1.2",
        strength="system",
    ),
)  # fmt: skip
"""低保边缘, 刚性支出, 防止返贫致贫 carry no monthly payment; somebody held by name only under a restricted category
that may not be kept by name is told by the office that keeps the list."""


def benefit_of(category: str, subtype: str | None) -> Benefit | None:
    """The payment of an episode, or None for a category without one; a subtype's own stands before the category's."""
    found = [one for one in BENEFITS if one.category == category and one.subtype in ("", subtype)]
    return max(found, key=lambda one: one.subtype) if found else None


def _told_needs_whom(values: Mapping[str, Any]) -> list[Problem]:
    if values.get("told_on") and not values.get("told"):
        return [Problem("told", "填了告知日期，请填写告知了谁")]
    return []


@record(
    "stop_notice",
    "停发告知",
    title_field="benefit",
    part_of="person",
    indexes=(("told_on", "due"), ("event_on",)),
    hidden_with=("category", "subtype"),
    rules=(_told_needs_whom,),
    source="practice",
    strength="proposal",
)
class StopNotice(Record):
    """One payment that must end because its person died, moved, went to prison or into a home: who was told, when."""

    person: Id = ref("服务对象", to="person", source="practice")
    category: str = choice(
        "类别", *CATEGORY_NAMES, option_privacy={**restricted_names("person"), **restricted_names("household")},
        source="elderly 1.1",
    )  # fmt: skip
    subtype: str | None = choice(
        "细类", *all_subtypes("person"), default=None, follows="category",
        options_by={**subtypes_by_category("person"), **subtypes_by_category("household")},
        option_privacy=restricted_subtypes("person"), source="elderly 1.2",
    )  # fmt: skip
    benefit: str = text("待遇", longest=60, width=20, source="elderly 1.4")
    asked_for: str | None = choice("要县里办的", STOPS, LESSENS, CHANGES, default=STOPS, source="elderly 1.4")
    event: str = choice("情形", *EVENTS, option_privacy={PRISON: Privacy.RESTRICTED}, source="practice, elderly 1.4")
    told_as: str | None = choice("对外写作", DIED, MOVED, HOME, "其他原因", default=None, source="practice")
    event_on: date = day("发生日期", past=True, source="practice")
    tell: str | None = text("该告知谁", longest=60, default=None, width=18, source="practice")
    due: date | None = day("最晚哪天告知", default=None, source="practice")
    told: str | None = text("告知了谁", longest=60, default=None, width=14, source="practice")
    told_on: date | None = day("告知日期", past=True, default=None, source="practice")
    means: str | None = choice(
        "告知方式", "当面", "电话", "书面", "系统填报", "微信或短信", default=None, source="practice"
    )
    receipt: str | None = text("回执", default=None, help="书面回执编号、对方姓名，或县里回了什么", source="practice")
    remark: str | None = note("备注", lines=2, default=None, source="practice")


STOP_NOTICE = type_of(StopNotice)
