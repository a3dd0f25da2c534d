"""The station itself and the people who sign in: settings that travel with the data, declared like any record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from caredesk.catalog.cadence import CONFIRMED_BY_TITLE
from caredesk.catalog.categories import CATEGORIES
from caredesk.catalog.reviews import RELIEF_REVIEW_MONTHS
from caredesk.schema.cadence import Rule
from caredesk.schema.conditions import Is
from caredesk.schema.declare import choice, choices, day, number, text, words, yes_no
from caredesk.schema.errors import Problem
from caredesk.schema.evidence import STRENGTH_LABELS
from caredesk.schema.privacy import Privacy
from caredesk.schema.record import Record, Section, record

DIFFERENCE_DAYS = 10
"""Ten working days is the county's own time for a reported change (elderly 1.4); a station sets its own."""
STOP_DAYS = 5
ROLES = ("站长", "社工", "只读", "乡镇管理员")


def _grounds(rule: Rule) -> str:
    """What a preset rests on, and how sure that is."""
    return f"{STRENGTH_LABELS[rule.strength]}：{rule.basis.removeprefix('建议；')}"


def _cut_off_rule(values: Mapping[str, Any]) -> list[Problem]:
    if values.get("cut_off") in range(29, 32):
        return [Problem("cut_off", "“每月截止日”请填0到28：0是自然月，25就是上月26日到本月25日")]
    return []


def _mental_needs_basis(values: Mapping[str, Any]) -> list[Problem]:
    if values.get("mental_contacts") and not values.get("mental_basis"):
        return [Problem("mental_basis", "启用精神障碍联系，请写明书面依据：哪个单位的什么文件或协议")]
    return []


@record(
    "station",
    "本站设置",
    title_field="name",
    sections=(
        Section(key="unit", title="本站"),
        Section(key="paper", title="打印的台账"),
        Section(key="time", title="月份与日期"),
    ),
    rules=(_cut_off_rule, _mental_needs_basis),
)
class Station(Record):
    """One per file. The leading body differs by place, so every name is a setting (practice.md)."""

    name: str = text("站点名称", longest=60, section="unit", source="practice")
    county: str = text("县（市、区）", longest=30, section="unit", source="practice")
    township: str = text("乡镇（街道）", longest=30, section="unit", source="practice")
    authority: str | None = text("主管部门", default=None, section="unit", source="practice")
    operator: str | None = text("承接机构", default=None, section="unit", source="practice")
    phone: str | None = text("站点电话", longest=20, default=None, section="unit", source="elderly 5.3")
    addressee: str | None = text("台账报送单位", default=None, section="paper", source="practice")
    signature: tuple[str, ...] | None = words(
        "签字栏", default=("制表", "审核", "分管领导", "盖章"), section="paper", source="elderly 4.1"
    )
    numbering: str | None = text(
        "编号规则", longest=40, default="{年}-{序号:4}", section="paper", source="elderly 3.2",
        help="用 {年}、{月}、{序号:4} 拼成，例如 2026-0001",
    )  # fmt: skip
    opened_on: date = day("启用日", section="time", source="practice", help="这一天以前的月份不评是否超期")
    cut_off: int | None = number(
        "每月截止日", most=31, default=0, section="time", source="practice", named=((0, "自然月"),), width=12,
        help="0是自然月；25就是上月26日到本月25日",
    )  # fmt: skip
    project_start: int | None = number(
        "项目年度从几月开始", least=1, most=12, default=7, section="time", source="practice"
    )
    confirmed_rules: tuple[str, ...] | None = choices(
        "另外启用的探访规则", *(rule.title for rule in CONFIRMED_BY_TITLE), default=None, section="time",
        notes={rule.title: _grounds(rule) for rule in CONFIRMED_BY_TITLE},
        source="practice",
        help="勾上就是站长确认：本站按这个间隔走访。从此“今天要办”提醒、超期标出、探访率也算；不勾的照样登记，只是不催",
    )  # fmt: skip
    difference_days: int | None = number(
        "名单差异几天内办", most=90, unit="天", default=DIFFERENCE_DAYS, section="time", source="elderly 1.4"
    )
    stop_days: int | None = number(
        "停发告知几天内办", most=90, unit="天", default=STOP_DAYS, section="time", source="practice"
    )
    relief_review_months: int | None = number(
        "低保几个月核查一次", most=60, unit="个月", default=RELIEF_REVIEW_MONTHS, section="time", source="elderly 2.1",
        help="到期的列在“今天要办”的“要复核”里；填0不催。经济状况稳定的每年核查一次（渝民〔2023〕3号等）",
    )  # fmt: skip
    risk_review_months: int | None = number(
        "风险等级几个月重新评一次", most=60, unit="个月", default=None, section="time", source="children 2.1",
        help="没有全国统一的规定；黔西县留守儿童一年两次。空着不催",
    )  # fmt: skip
    named_categories: tuple[str, ...] | None = choices(
        "按姓名登记的特别类别", *(one.name for one in CATEGORIES if not one.by_name), default=None, section="unit",
        privacy=Privacy.RESTRICTED, source="practice",
        help="不勾的只能报人数，不能登记到人。勾之前要有书面依据；只有站长能看。收表时一律不收，由站长逐个登记",
    )  # fmt: skip
    mental_contacts: bool | None = yes_no(
        "启用精神障碍联系", default=False, section="unit", privacy=Privacy.RESTRICTED, source="practice",
        help="启用后，走访表里多一栏，记看到的情况，照抄卫生院随访的结果；只有站长能看。要有书面依据",
    )  # fmt: skip
    mental_basis: str | None = text(
        "启用的书面依据", default=None, section="unit", privacy=Privacy.RESTRICTED, width=24,
        shown_when=Is("mental_contacts", True), help="哪个单位的什么文件、协议，哪天的", source="practice",
    )  # fmt: skip
    villages_confirmed: bool | None = yes_no("村名单已核对", default=False, section="time", source="practice")
    demo: bool | None = yes_no("演示站点", default=False, section="unit", help="打印件带“演示数据”水印")


@record("desk_user", "使用人员", title_field="name", indexes=(("name",),))
class DeskUser(Record):
    """Somebody who signs in; the password's wrap lies in the folder's key file, never here."""

    name: str = text("姓名（登录用）", longest=20, source="practice")
    role: str = choice("角色", *ROLES, source="practice")
    active: bool | None = yes_no("在用", default=True)
