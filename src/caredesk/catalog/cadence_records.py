"""What a station keeps itself about visits: its own rules by their days, pauses, events that ask for a visit, the days
off. Presets stand in :mod:`caredesk.catalog.cadence`; a kept rule takes a preset's place from its first day on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from caredesk.catalog import categories
from caredesk.catalog.cadence import ANY_CONTACT, AWAY_WHY, EVENTS
from caredesk.catalog.visit_terms import MODES
from caredesk.schema.conditions import Is
from caredesk.schema.declare import choice, choices, day, note, number, ref, text, yes_no
from caredesk.schema.errors import Problem
from caredesk.schema.evidence import STRENGTH_LABELS
from caredesk.schema.ids import Id
from caredesk.schema.privacy import Privacy
from caredesk.schema.record import Record, Section, record, type_of
from caredesk.schema.spans import Unit

CALENDAR, ROLLING, AFTER_EVENT = "每一期（日历上的周、月、季度……）", "离上次走访多久", "出了事以后几天内"
HOW = (CALENDAR, ROLLING, AFTER_EVENT)
RISKS = ("高风险", "重点", "一般")
_EVERY_CATEGORY = (*categories.names("person"), *categories.names("household"))
_SECRET = {**categories.restricted_names("person"), **categories.restricted_names("household")}
_SUBTYPES = {**categories.subtypes_by_category("person"), **categories.subtypes_by_category("household")}
_SECRET_SUBTYPES = categories.restricted_subtypes("person")
OFF, WORKED = "放假", "上班"


def _ends_after_start(values: Mapping[str, Any]) -> list[Problem]:
    since, until = values.get("since"), values.get("until")
    if since and until and until < since:
        return [Problem("until", f"“到哪天止”{until.isoformat()}早于“从哪天起”{since.isoformat()}，请核对")]
    return []


def _ages_in_order(values: Mapping[str, Any]) -> list[Problem]:
    youngest, oldest = values.get("youngest"), values.get("oldest")
    if youngest is not None and oldest is not None and oldest < youngest:
        return [Problem("oldest", f"最大{oldest}周岁小于最小{youngest}周岁，请核对")]
    return []


def _subtypes_fit(values: Mapping[str, Any]) -> list[Problem]:
    told = (values.get("category"), *(values.get("also") or ()))
    known = {kind for one in told for kind in _SUBTYPES.get(str(one), ())}
    strange = [one for one in values.get("subtypes") or () if one not in known]
    return [Problem("subtypes", f"这一类里没有“{'、'.join(strange)}”这个细类，请去掉")] if strange else []


def _interval_is_told(values: Mapping[str, Any]) -> list[Problem]:
    how = values.get("how")
    if how == AFTER_EVENT and not values.get("event"):
        return [Problem("event", "请选出了什么事以后要去")]
    if how == ROLLING and not values.get("every"):
        return [Problem("every", "请填隔几天、几周或几个月")]
    return []


@record(
    "cadence_rule",
    "探访规则",
    title_field="category",
    hidden_with=("category",),
    indexes=(("lineage", "since"),),
    rules=(_ends_after_start, _ages_in_order, _subtypes_fit, _interval_is_told),
    sections=(
        Section(key="who", title="管哪些人"),
        Section(key="often", title="多久一次"),
        Section(key="time", title="从什么时候起"),
        Section(key="basis", title="依据"),
    ),
    source="elderly 2.3, children 2.4",
    strength="proposal",
)
class CadenceRule(Record):
    """A rule from a day on; the next of the same ``lineage`` (a preset's key, or one of the station's own) ends it."""

    lineage: str = text("哪一条规则", longest=60, section="basis", source="elderly 2.3")
    category: str = choice("类别", *_EVERY_CATEGORY, option_privacy=_SECRET, section="who", source="elderly 2.3")
    also: tuple[str, ...] | None = choices(
        "还有哪些类别一样办", *(one for one in _EVERY_CATEGORY if one not in _SECRET), default=None, section="who",
        source="elderly 2.3, children 2.4",
    )  # fmt: skip
    subtypes: tuple[str, ...] | None = choices(
        "只管这些细类", *dict.fromkeys(k for kinds in _SUBTYPES.values() for k in kinds if k not in _SECRET_SUBTYPES),
        default=None, section="who", help="不选就是全部", source="elderly 2.3",
    )  # fmt: skip
    risks: tuple[str, ...] | None = choices(
        "只管这些风险等级", *RISKS, default=None, section="who", help="不选就是全部", source="elderly 2.3"
    )
    youngest: int | None = number(
        "最小几周岁", most=130, unit="周岁", default=None, section="who", source="elderly 2.3"
    )
    oldest: int | None = number("最大几周岁", most=130, unit="周岁", default=None, section="who", source="elderly 2.3")
    how: str = choice("怎么算", *HOW, section="often", source="elderly 2.3, children 2.4")
    unit: str | None = choice(
        "按什么算", *get_args(Unit), default="月", section="often", shown_when=Is("how", CALENDAR, ROLLING),
        source="elderly 2.3",
    )  # fmt: skip
    times: int | None = number(
        "每一期至少几次", least=1, most=31, unit="次", default=1, section="often", shown_when=Is("how", CALENDAR),
        source="elderly 2.3",
    )  # fmt: skip
    every: int | None = number(
        "隔几个（天、周、月……）", least=1, most=400, default=None, section="often", shown_when=Is("how", ROLLING),
        help="按“按什么算”来数：按月填1就是最多隔一个月", source="children 2.4",
    )  # fmt: skip
    event: str | None = choice(
        "出了什么事", *EVENTS, default=None, section="often", shown_when=Is("how", AFTER_EVENT),
        source="elderly 2.1, elderly 2.3, children 2.1",
    )  # fmt: skip
    within: int | None = number(
        "几天内要去", most=365, unit="天", default=1, section="often", shown_when=Is("how", AFTER_EVENT),
        help="24小时内就填1：出事第二天是最后一天", source="elderly 2.3",
    )  # fmt: skip
    working: bool | None = yes_no(
        "只数工作日", default=False, section="often", shown_when=Is("how", AFTER_EVENT), source="elderly 2.1"
    )
    modes: tuple[str, ...] = choices(
        "哪些走访方式算数",
        *MODES,
        section="often",
        help="没见到、没联系上的一律不算",
        source="elderly 2.2, elderly 2.3",
    )
    pauses: tuple[str, ...] | None = choices(
        "这些情况下先停", *AWAY_WHY, default=None, section="often",
        help="登记了这样的暂停，这段时间不催，也不算进应访人数；不选就照样催", source="elderly 2.3",
    )  # fmt: skip
    first_days: int | None = number(
        "新来的几天内第一次去", most=365, unit="天", default=None, section="often", help="空着就是这一期结束以前",
        source="practice",
    )  # fmt: skip
    since: date = day("从哪天起", section="time", help="以前的月份照原来的规则算，不改", source="elderly 2.3")
    until: date | None = day(
        "到哪天止",
        default=None,
        section="time",
        help="只在一段时间里用的才填，如高温、寒潮、过节期间",
        source="elderly 2.3",
    )
    season: str | None = text(
        "为什么只用这一段", longest=20, default=None, width=10, section="time", help="如：春节、高温、寒潮",
        source="elderly 2.1, children 2.4",
    )  # fmt: skip
    active: bool | None = yes_no("在用", default=True, section="time", source="practice")
    basis: str = text("依据", longest=200, width=30, section="basis", help="哪个文件、哪一条", source="elderly 2.3")
    strength: str | None = choice(
        "依据有多可靠", *STRENGTH_LABELS.values(), default=STRENGTH_LABELS["proposal"], section="basis",
        source="practice",
    )  # fmt: skip
    origin: str | None = text("出处", longest=60, default=None, section="basis", source="elderly 2.3")


@record(
    "suspension",
    "暂停走访",
    title_field="reason",
    part_of="person",
    indexes=(("person", "since"),),
    rules=(_ends_after_start,),
    source="elderly 2.3",
    strength="proposal",
)
class Suspension(Record):
    """A time during which somebody cannot be met; whether a rule waits for it is said by the rule."""

    person: Id = ref("服务对象", to="person", source="elderly 2.3")
    reason: str = choice("为什么", *AWAY_WHY, source="elderly 2.3")
    since: date = day("从哪天起", source="elderly 2.3")
    until: date | None = day("到哪天止", default=None, help="还不知道就空着，回来了再填", source="elderly 2.3")
    remark: str | None = text(
        "说明", default=None, width=20, privacy=Privacy.SENSITIVE, help="如：在哪个医院、去了哪里", source="elderly 2.3"
    )


@record(
    "life_event",
    "重大变故",
    title_field="what",
    part_of="person",
    indexes=(("person", "happened_on"), ("happened_on",)),
    source="elderly 2.1, elderly 2.3, children 2.1",
    strength="secondary",
)
class LifeEvent(Record):
    """Something that asks for a visit within a day or so; the visit itself says what was found and done."""

    person: Id = ref("服务对象", to="person", source="elderly 2.3")
    what: str = choice("出了什么事", *EVENTS, source="elderly 2.1, children 2.1")
    happened_on: date = day(
        "哪天的事", past=True, help="从这一天起算期限；后来才听说的，填听说的那天", source="elderly 2.3"
    )
    remark: str | None = note("说明", lines=2, default=None, privacy=Privacy.SENSITIVE, source="elderly 2.1")


@record(
    "calendar_day",
    "放假和调休",
    title_field="name",
    indexes=(("on",),),
    unique=(("on",),),
    source="mental 9",
    strength="official",
)
class CalendarDay(Record):
    """A day that the station's calendar has otherwise than the one that comes with the program."""

    on: date = day("日期", source="mental 9")
    kind: str = choice("放假还是上班", OFF, WORKED, source="mental 9")
    name: str = text("名称", longest=20, width=10, help="如：春节、国庆节调休", source="mental 9")


CADENCE_RULE, SUSPENSION, LIFE_EVENT, CALENDAR_DAY = map(type_of, (CadenceRule, Suspension, LifeEvent, CalendarDay))
DEFAULT_MODES = ANY_CONTACT
