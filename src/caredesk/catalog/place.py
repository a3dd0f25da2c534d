"""Places and those who go there: villages, visitors, households and what a household is registered for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from caredesk.catalog import categories
from caredesk.schema.conditions import Is
from caredesk.schema.dates import PartialDate
from caredesk.schema.declare import amount as money
from caredesk.schema.declare import certificate_number as document_number
from caredesk.schema.declare import choice, day, note, number, partial_day, ref, text, words, yes_no
from caredesk.schema.declare import phone as telephone
from caredesk.schema.errors import Problem
from caredesk.schema.ids import Id
from caredesk.schema.privacy import Privacy
from caredesk.schema.record import Record, record, type_of

SENSITIVE, RESTRICTED = Privacy.SENSITIVE, Privacy.RESTRICTED


def _merged_needs_day(values: Mapping[str, Any]) -> list[Problem]:
    into, on = values.get("merged_into"), values.get("merged_on")
    if into and not on:
        return [Problem("merged_on", "并入了别的村，请填写合并日期")]
    if on and not into:
        return [Problem("merged_into", "填了合并日期，请选择并入哪个村")]
    return []


@record(
    "village",
    "村（社区）",
    title_field="name",
    unique=(("name",),),
    indexes=(("official_order",),),
    rules=(_merged_needs_day,),
    source="elderly 6.8, practice",
    strength="official",
)
class Village(Record):
    """A village or community of the township, with its former names, groups and the day it was merged."""

    name: str = text(
        "名称", longest=50, width=14, synonyms=("村（社区）", "村(居)", "社区", "村名称"), source="elderly 4.3",
    )  # fmt: skip
    kind: str = choice("类型", "村", "社区", default="村", source="elderly 6.8")
    official_order: int | None = number("官方排序", most=9999, default=None, help="台账按这个顺序排", source="practice")
    code: str | None = text(
        "区划代码", longest=12, default=None, help="12位统计用区划代码，可不填", synonyms=("村代码",
        "行政村（社区）代码"),
        source="elderly 6.8",
    )  # fmt: skip
    aliases: tuple[str, ...] | None = words("曾用名、别名", default=None, source="practice")
    groups: tuple[str, ...] | None = words("组、自然村", default=None, source="practice")
    from_roster: bool | None = yes_no("从名册收进来，还没确认", default=False, source="practice")
    merged_into: Id | None = ref("并入", to="village", default=None, source="practice")
    merged_on: date | None = day("合并日期", default=None, source="practice")


@record(
    "visitor",
    "探访人",
    title_field="name",
    indexes=(("village", "name"),),
    source="practice, children 1.4",
    strength="general",
)
class Visitor(Record):
    """Somebody who goes on visits: on a list with role and village, not a user of the program."""

    name: str = text("姓名", longest=50, width=10, source="practice")
    role: str = choice(
        "身份", "社工", "村探访员", "儿童主任", "儿童督导员", "网格员", "村干部", "志愿者", "爱心妈妈", "平安通话务员",
        "平安通巡访员", "邻居亲友", "其他",
        aliases={"社工站社工": "社工", "双百社工": "社工", "话务员": "平安通话务员", "巡访员": "平安通巡访员"},
        default="村探访员", source="practice, children 1.4, elderly 2.2",
    )  # fmt: skip
    village: Id | None = ref("村（社区）", to="village", default=None, source="practice")
    phone: str | None = telephone("电话", default=None, source="practice")
    since: date | None = day("从哪天起", default=None, source="practice")
    until: date | None = day("到哪天止", default=None, source="practice")


@record(
    "household",
    "户",
    title_field="head_name",
    indexes=(("village", "head_name"), ("number",)),
    source="elderly 1.1, elderly 4.2",
    strength="official",
)
class Household(Record):
    """A household, known by its head; relief status belongs to it, not to its members."""

    head_name: str = text("户主姓名", longest=50, width=10, synonyms=("户主",), source="elderly 4.2")
    village: Id | None = ref("村（社区）", to="village", default=None, source="elderly 4.2")
    group: str | None = text("组", longest=30, default=None, width=8, synonyms=("组别", "自然村"), source="practice")
    address: str | None = text(
        "家庭住址", default=None, width=24, synonyms=("家庭地址", "居住地址"), source="elderly 4.3",
    )  # fmt: skip
    number: str | None = text("户编号", longest=30, default=None, synonyms=("本户编号",), source="elderly 3.5")
    remarks: str | None = note("备注", default=None, lines=2, source="elderly 4.2")


_CITY_RURAL = {"城镇": "城市", "非农业户口": "城市", "农业户口": "农村"}
_DIBAO = Is("category", "低保")


def _insured_within_members(values: Mapping[str, Any]) -> list[Problem]:
    insured, members = values.get("insured_count"), values.get("members")
    if insured is not None and members is not None and insured > members:
        return [Problem("insured_count", f"保障人口{insured}人多于家庭人口{members}人，请核对")]
    return []


def ends_after_start(values: Mapping[str, Any]) -> list[Problem]:
    """An episode may not end before its earliest possible beginning, and an end needs its day."""
    since, until = values.get("since"), values.get("until")
    found = []
    if since and until and until < since.first:
        found.append(Problem("until", f"结束日期{until.isoformat()}早于开始时间{since.isoformat()}，请核对"))
    if values.get("end_reason") and not until:
        found.append(Problem("until", "填了结束原因，请填写结束日期"))
    return found


@record(
    "household_episode",
    "户类别",
    title_field="category",
    part_of="household",
    indexes=(("household", "category"), ("category", "since")),
    hidden_with=("category",),
    rules=(ends_after_start, _insured_within_members),
    source="elderly 1.4",
    strength="official",
)
class HouseholdEpisode(Record):
    """What a household is registered for, from one day to another: 低保, 低保边缘, 刚性支出困难, 防止返贫致贫."""

    household: Id = ref("户", to="household", source="elderly 1.1")
    category: str = choice(
        "类别",
        *categories.names("household"),
        aliases={word: one.name for one in categories.RELIEF_HOUSEHOLDS for word in one.aliases},
        source="elderly 1.4",
    )
    city_rural: str | None = choice(
        "城乡", "城市", "农村", aliases=_CITY_RURAL, default=None, synonyms=("户口类型",), source="elderly 1.4"
    )
    dibao_class: str | None = choice(
        "低保档类", "A类", "B类", "C类", aliases={"A": "A类", "B": "B类", "C": "C类"}, default=None, shown_when=_DIBAO,
        synonyms=("享受保障类别", "救助金计算方式"), source="elderly 1.4",
    )  # fmt: skip
    single: bool | None = yes_no("单人保", default=None, shown_when=_DIBAO, source="elderly 1.4")
    members: int | None = number(
        "家庭人口",
        most=30,
        unit="人",
        default=None,
        synonyms=("家庭人口数", "家庭人数", "人口数量"),
        source="elderly 4.3",
    )
    insured_count: int | None = number(
        "保障人口", most=30, unit="人", default=None,
        synonyms=("保障人数", "保障人口数", "享受保障人数", "享受人数"), source="elderly 4.3",
    )  # fmt: skip
    amount: int | None = money(
        "月保障金", default=None, synonyms=("保障金", "户月保障金", "保障金额", "救助金额"), source="elderly 4.3"
    )
    extra: int | None = money(
        "分类施保金", default=None, shown_when=_DIBAO, help="老年人、未成年人、重病、残疾等的加发", source="elderly 4.2"
    )
    certificate_number: str | None = document_number(
        "证号", default=None, synonyms=("低保证号", "边缘证号", "证件号码"), source="elderly 4.2"
    )
    cause: str | None = choice(
        "主要致贫原因", "疾病", "灾害", "残疾", "缺乏劳动力", "失业", "失地", "因学", "其他",
        aliases={"因病": "疾病", "因残": "残疾", "因灾": "灾害", "缺劳力": "缺乏劳动力", "受灾": "灾害"},
        default=None, synonyms=("致贫原因", "困难原因", "救助原因"), source="elderly 1.5",
    )  # fmt: skip
    evidence: str | None = text("认定依据", default=None, width=20, help="文件、名册、批准文号", source="elderly 1.1")
    since: PartialDate | None = partial_day(
        "开始时间", default=None, synonyms=("起始保障年月", "批准时间", "登记时间"), source="elderly 4.3"
    )
    until: date | None = day(
        "结束日期", default=None, synonyms=("停发日期", "待遇截止日期", "有效期"), source="elderly 4.3",
    )  # fmt: skip
    end_reason: str | None = choice(
        "结束原因", "死亡", "失踪", "嫁娶", "服刑", "分户迁出", "迁出", "不再符合条件", "期满", "自愿放弃", "其他",
        aliases={"狱中服刑": "服刑", "停发": "不再符合条件"},
        option_privacy={"服刑": RESTRICTED}, default=None, synonyms=("停发原因", "变动种类"), source="elderly 1.4",
    )  # fmt: skip
    bank: str | None = text("开户银行", default=None, privacy=RESTRICTED, synonyms=("开户行",), source="elderly 4.2")
    bank_holder: str | None = text("账户名称", longest=50, default=None, privacy=RESTRICTED, source="elderly 4.2")
    bank_account: str | None = document_number(
        "银行账号", default=None, privacy=RESTRICTED, synonyms=("账号", "银行帐号", "开户银行帐号", "开户行账号"),
        source="elderly 4.3",
    )  # fmt: skip
    remarks: str | None = note("备注", default=None, lines=2, source="elderly 4.2")


VILLAGE, VISITOR, HOUSEHOLD, HOUSEHOLD_EPISODE = map(type_of, (Village, Visitor, Household, HouseholdEpisode))
