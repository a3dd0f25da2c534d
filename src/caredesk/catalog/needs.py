"""需求、转介、资源: what was found, who sees to it by when, whom it was passed on to, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from caredesk.catalog.place import SENSITIVE
from caredesk.catalog.visit import DEPARTMENTS
from caredesk.schema.conditions import Is
from caredesk.schema.declare import amount as money
from caredesk.schema.declare import choice, day, note, photos, ref, text, yes_no
from caredesk.schema.errors import Problem
from caredesk.schema.ids import Id
from caredesk.schema.record import Record, Section, record, type_of

WAITING, UNDER_WAY, SETTLED, REFUSED = "待办", "办理中", "已办结", "不予办理"
STATES = (WAITING, UNDER_WAY, SETTLED, REFUSED)
OPEN, CLOSED = (WAITING, UNDER_WAY), (SETTLED, REFUSED)
KINDS = ("需求", "隐患", "问题", "答应的事", "转介事项")
"""Where a visit's form tells of it; one entered by itself is a 需求 unless told otherwise."""
FOUND_BY = ("走访发现", "转介", "求助", "强制报告", "排查")
OUT, IN = "转出", "转入"
CONSENT = ("同意", "不同意", "履行法定职责", "紧急保护")
ACCEPTED = ("接收", "部分接收", "不接收")


def _village(**more: Any) -> Any:
    """Where the person lived then, so that a list by village does not change when they move."""
    said = "那时候所在的村，自动带出"
    return ref("村（社区）", to="village", default=None, help=said, source="elderly 4.2", **more)


def _in_order(first: tuple[str, str], *later: tuple[str, str]) -> Any:
    """A rule: none of the later days lies before the first."""

    def rule(values: Mapping[str, Any]) -> list[Problem]:
        begun = values.get(first[0])
        return [
            Problem(name, f"“{label}”{day_.isoformat()}早于“{first[1]}”{begun.isoformat()}，请核对")
            for name, label in later
            if isinstance(begun, date) and isinstance(day_ := values.get(name), date) and day_ < begun
        ]

    return rule


def _closed_with_result(values: Mapping[str, Any]) -> list[Problem]:
    if values.get("state") not in CLOSED:
        return []
    missing = [("result", "办理结果"), ("closed_on", "办结日期")]
    return [Problem(n, f"{values['state']}的，请填写“{label}”") for n, label in missing if not values.get(n)]


def _consented(values: Mapping[str, Any]) -> list[Problem]:
    """Nobody is passed on against their will; the law's own grounds stand beside consent (children 6)."""
    if values.get("direction") != OUT or not values.get("sent_on"):
        return []
    if values.get("consent") == "不同意":
        return [Problem("consent", "服务对象不同意的不能转出；有法定依据的请选“履行法定职责”或“紧急保护”")]
    return [] if values.get("consent") else [Problem("consent", "转出以前请记上服务对象同意没有")]


def _somewhere(values: Mapping[str, Any]) -> list[Problem]:
    if not values.get("sent_on") or values.get("department") or values.get("agency"):
        return []
    return [Problem("department", "转出以前请选哪个部门，或写上是哪个单位")]


@record(
    "need",
    "需求",
    title_field="what",
    part_of="person",
    indexes=(("state", "due"), ("person", "state"), ("found_on",), ("owner", "state"), ("village", "state")),
    rules=(_closed_with_result, _in_order(("found_on", "发现日期"), ("due", "办理期限"), ("closed_on", "办结日期"))),
    source="elderly 3.2, elderly 5.4, children 3.6",
    strength="proposal",
)
class Need(Record):
    """Something that was found and is to be seen to; it is closed with a result, or it goes on nagging."""

    person: Id = ref("服务对象", to="person", source="elderly 3.2")
    kind: str = choice("哪一种", *KINDS, default="需求", source="elderly 3.2, elderly 5.4")
    what: str = text("是什么", longest=200, width=30, source="elderly 3.2")
    found_on: date = day("发现日期", past=True, source="elderly 3.2")
    village: Id | None = _village()
    found_by: str | None = choice("怎么发现的", *FOUND_BY, default=None, source="children 3.14")
    visit: Id | None = ref("哪次走访", to="visit", default=None, source="elderly 3.2")
    owner: Id | None = ref("谁来办", to="visitor", default=None, asked=True, source="elderly 5.4, practice")
    due: date | None = day("办理期限", ahead=True, default=None, asked=True, source="practice")
    state: str | None = choice("办理状态", *STATES, default=WAITING, source="elderly 3.2")
    action: str | None = note("怎么办的", lines=2, default=None, source="elderly 4.2")
    case_wanted: bool | None = yes_no("要开个案", default=None, source="children 3.6")
    result: str | None = text("办理结果", longest=200, width=30, default=None, source="elderly 4.2")
    closed_on: date | None = day(
        "办结日期", past=True, default=None, shown_when=Is("state", *CLOSED), source="elderly 3.2"
    )


@record(
    "referral",
    "转介",
    title_field="matter",
    part_of="person",
    indexes=(("state", "feedback_due"), ("person", "state"), ("sent_on",), ("number",), ("village", "state")),
    rules=(
        _somewhere, _consented, _closed_with_result,
        _in_order(("sent_on", "转介日期"), ("received_on", "接收日期"), ("feedback_due", "反馈期限"),
                  ("feedback_on", "反馈日期"), ("tracked_on", "跟踪日期"), ("closed_on", "办结日期")),
    ),
    sections=(
        Section(key="out", title="转介"),
        Section(key="back", title="回执与反馈"),
        Section(key="end", title="跟踪与结果"),
    ),
    source="mental 4.3, mental 7.3, children 3.14",
    strength="general",
)  # fmt: skip
class Referral(Record):
    """A matter passed on to a department or agency, with its receipt, feedback and what came of it (C8, F3)."""

    person: Id = ref("服务对象", to="person", section="out", source="mental 4.3")
    direction: str = choice("方向", OUT, IN, default=OUT, section="out", source="children 3.14")
    department: str | None = choice(
        "部门", *DEPARTMENTS, default=None, section="out", help="转出是转给哪个部门，转入是从哪个部门来",
        aliases={"卫健": "卫健、卫生院", "派出所": "公安、派出所", "公安": "公安、派出所"}, source="mental 7.2",
    )  # fmt: skip
    agency: str | None = text(
        "单位、机构", longest=60, default=None, section="out", help="如：镇卫生院、某某康复中心",
        source="mental 4.3, children 3.14",
    )  # fmt: skip
    matter: str = note("转介事项、期望", lines=2, section="out", source="mental 4.3, elderly 3.2")
    reason: str | None = choice(
        "转介原因", "新需求超出能力或专业", "地域迁移", "对象要求", "社工变动", "危机", "其他", default=None,
        asked=True,
        section="out", source="mental 4.3",
    )  # fmt: skip
    done_before: str | None = note("已做服务摘要", lines=2, default=None, section="out", source="mental 4.3")
    basis: str | None = text(
        "依据", longest=60, default=None, section="out", help="会议编号、巡查编号或个案编号", source="mental 7.3"
    )
    urgency: str | None = choice(
        "紧急程度", "一般", "紧急", default="一般", section="out", source="mental 7.3, mental 4.3"
    )
    consent: str | None = choice(
        "服务对象同意没有", *CONSENT, default=None, asked=True, section="out", help="没有同意的，要有法定依据才能转",
        source="mental 4.3, children 6",
    )  # fmt: skip
    attachments: str | None = text("附件清单", longest=200, width=30, default=None, section="out", source="mental 4.3")
    need: Id | None = ref("为的哪项需求", to="need", default=None, section="out", source="elderly 3.2")
    village: Id | None = _village(section="out")
    worker: Id | None = ref("转介社工", to="visitor", default=None, section="out", source="mental 4.3")
    number: str | None = text(
        "编号", longest=40, default=None, section="out", help="不填的自动编号", source="mental 4.3"
    )
    sent_on: date | None = day("转介日期", past=True, default=None, section="out", source="mental 4.3, elderly 3.2")
    feedback_due: date | None = day("要求哪天以前反馈", ahead=True, default=None, section="out", source="mental 7.3")

    accepted: str | None = choice(
        "接收没有", *ACCEPTED, default=None, section="back", source="mental 4.3, children 3.14"
    )
    declined: str | None = text(
        "没有接收的原因", longest=100, default=None, section="back", shown_when=Is("accepted", "部分接收", "不接收"),
        source="mental 4.3",
    )  # fmt: skip
    receiver: str | None = text("接收人", longest=30, default=None, section="back", source="mental 4.3")
    received_on: date | None = day("接收日期", past=True, default=None, section="back", source="mental 4.3")
    feedback: str | None = note("反馈内容", lines=2, default=None, section="back", source="mental 4.3, children 3.14")
    feedback_on: date | None = day("反馈日期", past=True, default=None, section="back", source="mental 4.3")

    tracked: str | None = text(
        "跟踪情况", longest=200, width=30, default=None, section="end", help="转介以后回头看看办得怎样",
        source="mental 4.3",
    )  # fmt: skip
    tracked_on: date | None = day("跟踪日期", past=True, default=None, section="end", source="mental 4.3, mental 4.4")
    state: str | None = choice("办理状态", *STATES, default=WAITING, section="end", source="elderly 3.2")
    result: str | None = text("办理结果", longest=200, width=30, default=None, section="end", source="elderly 4.2")
    closed_on: date | None = day(
        "办结日期", past=True, default=None, section="end", shown_when=Is("state", *CLOSED), source="elderly 3.2"
    )


@record(
    "resource_request",
    "资源链接",
    title_field="what",
    part_of="person",
    indexes=(("received_on", "asked_on"), ("person", "asked_on"), ("village", "asked_on"), ("asked_on",)),
    rules=(_in_order(("asked_on", "申请日期"), ("received_on", "到位日期")),),
    source="children 3.14",
    strength="proposal",
)
class ResourceRequest(Record):
    """Help asked for from somebody else and passed on; the station itself gives no cash (practice)."""

    person: Id = ref("服务对象", to="person", source="children 3.14")
    need: Id | None = ref("为的哪项需求", to="need", default=None, source="children 3.14")
    kind: str | None = choice(
        "类型", "医疗救助", "慈善善款", "企业捐助", "助学", "物资", "就业帮扶", "心理", "法律", "康复", "政策",
        default=None, asked=True, source="children 3.14",
    )  # fmt: skip
    what: str = text("要什么", longest=100, width=24, source="children 3.14")
    provider: str | None = text(
        "找谁要（提供方）", longest=60, width=20, default=None, asked=True, source="children 3.14"
    )
    quantity: str | None = text("数量", longest=40, default=None, source="children 3.14")
    value: int | None = money("金额或折价", default=None, help="站里不经手现金", source="children 3.14, practice")
    village: Id | None = _village()
    asked_on: date = day("申请日期", past=True, source="children 3.14")
    received_on: date | None = day("到位日期", past=True, default=None, source="children 3.14")
    members: str | None = text("受益的家庭成员", longest=100, default=None, source="children 3.14")
    voucher: str | None = text("凭证", longest=60, default=None, help="收据或签收单编号", source="children 3.14")
    photos: tuple[str, ...] | None = photos("凭证、签收照片", privacy=SENSITIVE, source="children 3.14")
    effect: str | None = note("成效", lines=2, default=None, source="children 3.14")


NEED, REFERRAL, RESOURCE_REQUEST = map(type_of, (Need, Referral, ResourceRequest))
