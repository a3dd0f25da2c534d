"""入户探访: one record for all, made of a common core and of findings by kind of person.

Four facts save a visit: date, mode, who went, met or why not. Everything else may be 未了解 and shows as 待补 while it
is asked; what is asked depends on the mode and on whether the person was met (practice.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from caredesk.catalog.place import SENSITIVE
from caredesk.catalog.visit_child import CHILD_SECTIONS, ChildFindings
from caredesk.catalog.visit_disabled import DISABLED_SECTIONS, DisabledFindings
from caredesk.catalog.visit_elderly import ELDERLY_SECTIONS, ElderlyFindings
from caredesk.catalog.visit_mental import MENTAL_SECTIONS, MentalFindings, copied_with_source
from caredesk.catalog.visit_relief import RELIEF_SECTIONS, ReliefFindings, incomes_add_up
from caredesk.catalog.visit_terms import (
    FORM_BY_CATEGORY,
    FORMS,
    FROM_LEDGER,
    HEARD,
    LOOKED,
    MET,
    MODES,
    NOT_ONLY_CHILD,
    ON_SITE,
    ORIGINS,
    OUTCOMES,
    OUTCOMES_BY_MODE,
    SAFE,
    SPOKE,
    STATE_BY_OUTCOME,
)
from caredesk.schema.conditions import Is, Known
from caredesk.schema.declare import amount as money
from caredesk.schema.declare import choice, choices, day, note, photos, ref, text, yes_no
from caredesk.schema.errors import Problem
from caredesk.schema.ids import Id
from caredesk.schema.record import Record, Section, fields_of_part, record, type_of

__all__ = ["FORMS", "FORM_BY_CATEGORY", "MET", "MODES", "OUTCOMES_BY_MODE", "STATE_BY_OUTCOME", "VISIT", "Visit"]

_CLOCK = re.compile(r"^([01]\d|2[0-3]):[0-5]\d$")
DEPARTMENTS = (
    "民政", "政法、综治", "卫健、卫生院", "公安、派出所", "残联", "财政", "人社", "司法", "市场监管", "妇联",
    "团委", "教育",
    "村（居）委会", "城管", "医保", "其他",
)  # fmt: skip
"""Where matters are referred to (mental 7.2)."""


def _times_fit(values: Mapping[str, Any]) -> list[Problem]:
    problems = []
    for name, label in (("started_at", "开始时间"), ("ended_at", "结束时间")):
        if values.get(name) and not _CLOCK.match(values[name]):
            problems.append(Problem(name, f"“{label}”请写成 09:30 这样"))
    start, end = values.get("started_at"), values.get("ended_at")
    if not problems and start and end and end < start:
        problems.append(Problem("ended_at", f"结束时间{end}早于开始时间{start}，请核对"))
    return problems


def _days_in_order(values: Mapping[str, Any]) -> list[Problem]:
    visited = values.get("visited_on")
    if not isinstance(visited, date):
        return []
    problems = []
    for name, label in (("next_visit_on", "下次走访"), ("promised_by", "答应哪天办好"), ("referred_on", "转介日期")):
        other = values.get(name)
        if isinstance(other, date) and other < visited:
            problems.append(Problem(name, f"“{label}”{other.isoformat()}早于走访日期{visited.isoformat()}，请核对"))
    referred, settled = values.get("referred_on") or visited, values.get("settled_on")
    if isinstance(settled, date) and settled < referred:
        problems.append(Problem("settled_on", f"办结日期{settled.isoformat()}早于转介日期，请核对"))
    return problems


def _two_visitors(values: Mapping[str, Any]) -> list[Problem]:
    if values.get("second_visitor") and values["second_visitor"] == values.get("visitor"):
        return [Problem("second_visitor", "两位探访人选成了同一个人，请改一位或留空")]
    return []


def _nothing_beside_none(values: Mapping[str, Any]) -> list[Problem]:
    problems = []
    for name, nothing in (
        ("needs", "没有"), ("child_needs", "没有"), ("bad_habits", "没有"), ("benefits", "没有"),
        ("harm_signs", "没有发现"), ("daily_trouble", "没有困难"), ("lives_with", "没有人"),
        ("vehicles", "没有"), ("savings_kinds", "没有"), ("other_property", "没有"), ("copied_acts", "无"),
        ("mental_told", "还没告诉"),
    ):  # fmt: skip
        told = values.get(name) or ()
        if nothing in told and len(told) > 1:
            problems.append(Problem(name, f"选了“{nothing}”，就不能再选别的，请核对"))
    return problems


@fields_of_part
class VisitCore(Record):
    """What every visit records, whoever is visited."""

    person: Id = ref("服务对象", to="person", section="go", source="elderly 3.2")
    visited_on: date = day(
        "走访日期", past=True, of_home=True, section="go", synonyms=("探访日期", "走访时间", "回访日期"),
        source="elderly 3.2",
    )  # fmt: skip
    mode: str = choice(
        "走访方式", *MODES, of_home=True, section="go", synonyms=("探访方式", "回访方式"), waived_when=FROM_LEDGER,
        aliases={"上门": "上门入户", "入户": "上门入户", "定期上门走访": "上门入户", "电访": "电话", "电话走访": "电话",
                 "电话回访": "电话", "即时通讯探访": "视频", "家访": "上门入户", "入户探访": "上门入户"},
        source="elderly 2.2, practice",
    )  # fmt: skip
    visitor: Id = ref(
        "探访人", to="visitor", of_home=True, section="go", synonyms=("走访人", "走访人姓名", "回访人员"),
        waived_when=FROM_LEDGER, source="elderly 3.2",
    )  # fmt: skip
    met: str = choice(
        "见到本人没有", *OUTCOMES, follows="mode", options_by=OUTCOMES_BY_MODE, section="go",
        synonyms=("是否见到本人",), waived_when=FROM_LEDGER,
        aliases={"见到": "见到本人", "没人": "无人应答", "死亡": "去世", "搬走": "搬离"},
        source="elderly 3.2, children 3.13",
    )  # fmt: skip
    second_visitor: Id | None = ref(
        "第二位探访人", to="visitor", default=None, of_home=True, section="go", source="elderly 3.2"
    )
    companions: str | None = text("陪同人员", default=None, of_home=True, section="go", source="elderly 3.2")
    started_at: str | None = text(
        "开始时间",
        longest=5,
        default=None,
        width=6,
        of_home=True,
        section="go",
        help="如 09:30，可不填",
        source="elderly 3.2",
    )
    ended_at: str | None = text(
        "结束时间", longest=5, default=None, width=6, of_home=True, section="go", source="elderly 3.2"
    )
    purpose: str | None = choice(
        "走访类型", "日常走访", "定期回访", "特殊走访", default=None, of_home=True, section="go", source="children 3.6"
    )
    arranged: str | None = choice(
        "探访途径", "定期上门走访", "即时通讯探访", "委托第三方探访", "党员及志愿者结对帮扶", "亲属邻里互助",
        "主动发现和智能预警", "服务热线应急快速响应", default=None, of_home=True, section="go", source="elderly 2.2",
    )  # fmt: skip
    form: str | None = choice(
        "用哪张表",
        *FORMS,
        default=None,
        section="go",
        help="按服务对象的类别自动选，可以改",
        source="elderly 3.2, children 3.6",
    )
    also: tuple[str, ...] | None = choices(
        "还要问", *FORMS, default=None, section="go", help="这个人还有别的类别，按类别自动选；每项只问一次",
        source="elderly 1.1, practice",
    )  # fmt: skip
    village: Id | None = ref(
        "村（社区）", to="village", default=None, section="go", help="走访那天所在的村，自动带出", source="elderly 3.2"
    )
    number: str | None = text("编号", longest=40, default=None, section="go", source="elderly 3.2")
    entered_on: date | None = day("录入日期", default=None, section="go", help="自动带出", source="children 3.6")
    backfilled: bool | None = yes_no("补录", default=False, section="go", source="practice")
    round: Id | None = ref("走访单", to="round", default=None, section="go", help="自动带出", source="practice")
    origin: str | None = choice(
        "来源", *ORIGINS, default=None, section="go", help="从原来的台账收进来的，自动带出",
        source="practice",
    )  # fmt: skip
    visitor_names: str | None = text(
        "原表写的探访人", default=None, section="go", shown_when=FROM_LEDGER, help="不在探访人名单里的，照原表记名字",
        source="practice",
    )  # fmt: skip

    situation: str | None = note(
        "基本情况", default=None, asked_when=HEARD, section="general", synonyms=("走访内容", "回访情况"),
        source="elderly 4.2, children 3.6",
    )  # fmt: skip
    body: str | None = choice(
        "身体状况", "良好", "一般", "慢性病", "重病", "残疾", "失能", default=None, asked_when=HEARD, privacy=SENSITIVE,
        aliases={"健康": "良好", "健康或良好": "良好", "一般或较弱": "一般", "患病": "慢性病"}, carried=True,
        section="general", shown_when=HEARD, source="elderly 3.2, children 3.2",
    )  # fmt: skip
    mood: str | None = choice(
        "精神头、心情", "正常", "偶尔有孤独感", "经常觉得孤独", "焦虑", "抑郁", "其他", default=None, asked_when=SPOKE,
        aliases={"偶尔孤独": "偶尔有孤独感", "经常孤独": "经常觉得孤独"}, privacy=SENSITIVE, section="general",
        shown_when=HEARD, help="只记看到、听到的，不是诊断", source="elderly 3.2",
    )  # fmt: skip
    mood_note: str | None = text(
        "心情怎么样", default=None, privacy=SENSITIVE, section="general", shown_when=Is("mood", "其他", "焦虑", "抑郁"),
        source="elderly 3.2",
    )  # fmt: skip

    house: str | None = choice(
        "住房",
        *SAFE,
        default=None,
        asked_when=LOOKED,
        of_home=True,
        section="safety",
        synonyms=("住房安全",),
        source="elderly 3.2",
    )
    water: str | None = choice(
        "用水", *SAFE, default=None, asked_when=LOOKED, of_home=True, section="safety", source="elderly 3.2"
    )
    electricity: str | None = choice(
        "用电", *SAFE, default=None, asked_when=LOOKED, of_home=True, section="safety", source="elderly 3.2",
    )  # fmt: skip
    gas: str | None = choice(
        "燃气、煤气", *SAFE, "没有用", default=None, asked_when=LOOKED, of_home=True, section="safety",
        source="elderly 3.2, children 3.6",
    )  # fmt: skip
    heating: str | None = choice("取暖", *SAFE, default=None, of_home=True, section="safety", source="elderly 3.2")
    fire: str | None = choice(
        "用火",
        *SAFE,
        default=None,
        asked_when=LOOKED,
        of_home=True,
        section="safety",
        source="elderly 3.2, children 3.6",
    )
    hygiene_self: str | None = choice("个人卫生", *SAFE, default=None, section="safety", source="elderly 3.2")
    hygiene_home: str | None = choice(
        "屋里卫生", *SAFE, default=None, of_home=True, section="safety", source="elderly 3.2"
    )
    hygiene_around: str | None = choice(
        "周边环境", *SAFE, default=None, of_home=True, section="safety", source="elderly 3.2"
    )

    hazard_found: bool | None = yes_no(
        "发现隐患没有",
        default=None,
        asked_when=HEARD,
        section="needs",
        synonyms=("是否发现风险隐患",),
        source="elderly 3.2",
    )
    hazard_note: str | None = note(
        "是什么隐患", default=None, lines=2, asked_when=Is("hazard_found", True), section="needs",
        shown_when=Is("hazard_found", True), source="elderly 3.2",
    )  # fmt: skip
    problems: str | None = note(
        "发现的问题",
        default=None,
        section="needs",
        synonyms=("发现问题", "发现问题及需求"),
        source="elderly 4.2, children 3.6",
    )
    needs: tuple[str, ...] | None = choices(
        "需求", "生活照料", "助餐(送餐)", "助洁(家务)", "助浴", "助医(就医陪护)", "代购", "康复护理", "精神慰藉(陪聊)",
        "紧急呼叫", "法律援助", "文体活动", "日托", "机构养老", "适老化改造", "辅具", "政策申请", "就业", "其他",
        "没有",
        default=None, asked_when=HEARD, section="needs", shown_when=NOT_ONLY_CHILD, synonyms=("服务需求",),
        source="elderly 3.2",
    )  # fmt: skip
    risk: str | None = choice(
        "风险等级", "高风险", "重点", "一般", default=None, asked_when=HEARD, section="needs",
        aliases={"高": "高风险", "中": "重点", "低": "一般"}, help="保存后，服务对象的风险等级跟着改",
        source="elderly 3.2, children 3.6, practice",
    )  # fmt: skip
    watch: bool | None = yes_no(
        "要重点关注", default=None, section="needs", synonyms=("是否需重点关注",), source="elderly 3.2",
    )  # fmt: skip

    action: str | None = note(
        "处理情况（服务内容）", default=None, asked_when=HEARD, section="action", synonyms=("处理情况", "服务内容",
        "现场处理"),
        source="elderly 3.2, elderly 4.2",
    )  # fmt: skip
    policy: str | None = text(
        "宣传了什么政策", default=None, width=20, of_home=True, section="action", source="elderly 3.2"
    )
    goods: str | None = text(
        "送了什么东西",
        default=None,
        width=20,
        section="action",
        help="品名和数量，如：大米10公斤、油1桶",
        source="elderly 3.2",
    )
    goods_value: int | None = money(
        "折价", default=None, section="action", shown_when=Known("goods"), help="元；站里不发现金", source="elderly 3.2"
    )
    case_opened: bool | None = yes_no("要开个案", default=None, section="action", source="children 3.6")
    promise: str | None = text("答应的事", default=None, width=20, section="action", source="practice")
    promised_by: date | None = day(
        "答应哪天办好", ahead=True, default=None, section="action", shown_when=Known("promise"), source="practice"
    )

    referral_matter: str | None = text(
        "转介事项", default=None, width=20, section="referral", help="没有就空着", source="elderly 3.2"
    )
    referred_to: str | None = choice(
        "转给哪个部门", *DEPARTMENTS, default=None, asked_when=Known("referral_matter"), section="referral",
        shown_when=Known("referral_matter"), aliases={"卫健": "卫健、卫生院", "派出所": "公安、派出所",
        "公安": "公安、派出所"},
        synonyms=("转介部门",), source="elderly 3.2, mental 7.2",
    )  # fmt: skip
    referred_on: date | None = day(
        "转介日期", default=None, section="referral", shown_when=Known("referral_matter"), source="elderly 3.2"
    )
    referral_state: str | None = choice(
        "办理状态", "待办", "办理中", "已办结", "不予办理", default=None, asked_when=Known("referral_matter"),
        section="referral", shown_when=Known("referral_matter"), source="elderly 3.2",
    )  # fmt: skip
    settled_on: date | None = day(
        "办结日期", default=None, section="referral", shown_when=Is("referral_state", "已办结", "不予办理"),
        source="elderly 3.2",
    )  # fmt: skip
    result: str | None = text("办理结果", default=None, width=20, section="referral", source="elderly 4.2")

    next_visit_on: date | None = day(
        "下次走访",
        ahead=True,
        default=None,
        of_home=True,
        section="next",
        synonyms=("下次走访时间", "下次探访日期", "下次走访日期"),
        source="elderly 3.2",
    )
    photos: tuple[str, ...] | None = photos(
        "照片", privacy=SENSITIVE, section="next", help="可以不拍", source="elderly 3.2, practice"
    )
    remarks: str | None = note("备注", default=None, lines=2, section="next", source="elderly 4.2")
    left_over: str | None = note(
        "原表还写了", default=None, lines=2, privacy=SENSITIVE, section="next", shown_when=FROM_LEDGER,
        help="原台账上健康、心情一类放不进上面各栏的原话", source="practice",
    )  # fmt: skip


@record(
    "visit",
    "入户探访",
    title_field="visited_on",
    indexes=(
        ("visited_on",),
        ("person", "visited_on", "risk"),
        ("person", "mode", "met", "visited_on"),
        ("village", "visited_on"),
        ("visitor", "visited_on"),
        ("next_visit_on",),
        ("entered_on",),
        ("number",),
    ),
    sections=(
        Section(key="go", title="这次走访"),
        Section(key="general", title="基本情况"),
        *ELDERLY_SECTIONS,
        *DISABLED_SECTIONS,
        *CHILD_SECTIONS,
        Section(key="safety", title="家里安全不安全", shown_when=ON_SITE),
        *RELIEF_SECTIONS,
        *MENTAL_SECTIONS,
        Section(key="needs", title="问题、需求与风险"),
        Section(key="action", title="当场怎么处理"),
        Section(key="referral", title="转给别的部门"),
        Section(key="next", title="下次与备注"),
    ),
    rules=(_times_fit, _days_in_order, _two_visitors, _nothing_beside_none, incomes_add_up, copied_with_source),
    source="elderly 3.2, children 3.6",
    strength="proposal",
)
class Visit(MentalFindings, ReliefFindings, DisabledFindings, ElderlyFindings, ChildFindings, VisitCore, Record):
    """One contact with one person: an attempt that failed is a visit too."""


VISIT = type_of(Visit)
