"""类别: the kinds of people and families a station looks after, as data.

Two levels are kept apart: relief status belongs to the household (户), everything else to the person. A person carries
several at once, each as a dated episode. Definitions, codes and aliases are those of the domain pages (elderly 1,
children 1, mental 2-3) with the corrections of practice.md; the list is one to extend, place by place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from caredesk.schema.dates import normal
from caredesk.schema.evidence import Strength
from caredesk.schema.privacy import Privacy

Level = Literal["person", "household"]
Form = Literal["老年人", "儿童", "残疾人", "困难家庭"]


@dataclass(frozen=True, kw_only=True)
class Subtype:
    """A kind within a category; ``aliases`` are what rosters write for it."""

    name: str
    aliases: tuple[str, ...] = ()
    privacy: Privacy = Privacy.ORDINARY


@dataclass(frozen=True, kw_only=True)
class Category:
    """A category with what is known about it.

    ``form`` is the visit form that serves it. ``shown_as`` replaces a restricted name wherever a lower clearance or an
    upward paper meets it ("" = left out). ``youngest`` and ``oldest`` (whole years, both counted) give a notice, never
    a refusal. ``months_valid`` is how long one decision may last (0 = no limit). ``by_name`` is False where people may
    only be counted until the head allows names (practice.md: HIV).
    """

    code: str
    name: str
    level: Level
    form: Form
    definition: str
    source: str
    strength: Strength
    subtypes: tuple[Subtype, ...] = ()
    privacy: Privacy = Privacy.ORDINARY
    aliases: tuple[str, ...] = ()
    youngest: int | None = None
    oldest: int | None = None
    age_note: str = ""
    months_valid: int = 0
    shown_as: str = ""
    by_name: bool = True

    def fits(self, age: int) -> bool:
        """Whether somebody of so many whole years is usually in it."""
        return (self.youngest or 0) <= age and (self.oldest is None or age <= self.oldest)


@dataclass(frozen=True)
class Match:
    """What a roster's word means: a category, its subtype ("" = none said), and facts it says besides."""

    category: Category
    subtype: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


_SECRET = Privacy.RESTRICTED
_HEALTH = Privacy.SENSITIVE

ELDERLY: tuple[Category, ...] = (
    Category(
        code="TKLN",
        name="特殊困难老年人",
        level="person",
        form="老年人",
        definition="独居、空巢、留守、失能、重残、计划生育特殊家庭等老年人，是探访关爱服务的对象",
        source="elderly 1.2",
        strength="official",
        subtypes=(
            Subtype(name="独居", aliases=("独居老年人", "独居老人", "空巢独居老人")),
            Subtype(name="空巢", aliases=("空巢老年人", "空巢老人")),
            Subtype(name="留守", aliases=("留守老年人", "农村留守老年人", "留守老人")),
            Subtype(
                name="失能",
                aliases=(
                    "失能老年人",
                    "失能(半失能)老年人",
                    "半失能",
                    "失能半失能",
                    "失能老人",
                    "半失能老人",
                    "中度以上失能老年人",
                ),
            ),
            Subtype(name="重残", aliases=("重残老年人", "重残老人")),
            Subtype(
                name="计生特殊家庭",
                aliases=("计划生育特殊家庭", "计划生育特殊家庭老年人", "计生特扶老人", "计划生育特殊困难", "失独"),
                privacy=_SECRET,
            ),
        ),
        aliases=("特困难老年人", "特殊困难老人", "探访关爱对象"),
        youngest=60,
        age_note="一般为60周岁以上",
    ),
    Category(
        code="GLLN",
        name="高龄老年人",
        level="person",
        form="老年人",
        definition="80周岁以上老年人；津贴分段各地不同",
        source="elderly 1.2",
        strength="official",
        subtypes=(Subtype(name="百岁老人", aliases=("百岁老年人", "100周岁以上")),),
        aliases=("高龄", "高龄老人", "80周岁以上"),
        youngest=80,
        age_note="80周岁以上",
    ),
    Category(
        code="SZLN",
        name="失智老年人",
        level="person",
        form="老年人",
        definition="60周岁以上失智老年人",
        source="elderly 1.2",
        strength="secondary",
        privacy=_HEALTH,
        aliases=("失智", "失智老人", "失能失智"),
        youngest=60,
        age_note="60周岁以上",
    ),
    Category(
        code="GGLN",
        name="孤寡老年人",
        level="person",
        form="老年人",
        definition="没有子女也没有配偶的老年人",
        source="elderly 1.2",
        strength="secondary",
        aliases=("孤寡", "孤寡老人"),
        youngest=60,
        age_note="60周岁以上",
    ),
    Category(
        code="LYC",
        name="与重残子女共居老年人",
        level="person",
        form="老年人",
        definition="60周岁以上、与重度残疾子女同住的老年人（老养残）",
        source="elderly 1.2",
        strength="secondary",
        aliases=("老养残",),
        youngest=60,
        age_note="60周岁以上",
    ),
)
"""Elderly 1.2. 特困老年人 is no category of its own: it is 特困人员 with the age."""

DISABLED: tuple[Category, ...] = (
    Category(
        code="CJR",
        name="残疾人",
        level="person",
        form="残疾人",
        definition="持有残疾人证；一、二级为重度",
        source="elderly 1.3",
        strength="secondary",
        subtypes=(
            Subtype(name="一户多残"),
            Subtype(name="依老养残"),
            Subtype(name="重度残疾人单人户", aliases=("重度残疾人单人户(单人保)", "重残单人户")),
            Subtype(name="孤独症儿童", privacy=_HEALTH),
            Subtype(name="脑瘫儿童", privacy=_HEALTH),
        ),
        aliases=("残疾", "持证残疾人", "重度残疾人", "残疾人证持有人"),
    ),
    Category(
        code="LXBT",
        name="残疾人两项补贴对象",
        level="person",
        form="残疾人",
        definition="享受困难残疾人生活补贴或重度残疾人护理补贴，两项可以同时享受（国发〔2015〕52号）",
        source="elderly 1.3",
        strength="official",
        subtypes=(
            Subtype(name="困难残疾人生活补贴", aliases=("生活补贴", "困难生活补贴", "残疾人生活补助")),
            Subtype(name="重度残疾人护理补贴", aliases=("护理补贴", "重度护理补贴", "残疾人护理补助")),
        ),
        aliases=("两项补贴", "两项补贴对象", "残疾人两项补贴"),
    ),
    Category(
        code="JKRH",
        name="精神障碍社区康复服务对象",
        level="person",
        form="残疾人",
        definition="登记参加精神障碍社区康复服务的人（民发〔2022〕104号）",
        source="mental 3",
        strength="official",
        privacy=_SECRET,
        aliases=("精康服务对象", "精神康复对象"),
    ),
    Category(
        code="YZJS",
        name="严重精神障碍患者",
        level="person",
        form="残疾人",
        definition="卫健部门在册患者；只抄录有书面依据的事实，站里不诊断、不评级",
        source="mental 2.1",
        strength="official",
        privacy=_SECRET,
        aliases=("严重精神障碍", "重性精神病", "重性精神病患者", "重精患者", "精神病人"),
        by_name=False,
    ),
)

CHILDREN: tuple[Category, ...] = (
    Category(
        code="LSET",
        name="农村留守儿童",
        level="person",
        form="儿童",
        definition="父母双方外出务工，或一方外出、另一方没有监护能力，不能与父母正常共同生活",
        source="children 1.1",
        strength="official",
        aliases=("留守儿童", "留守", "农村留守", "是否留守"),
        oldest=15,
        age_note="不满16周岁",
    ),
    Category(
        code="LDET",
        name="流动儿童",
        level="person",
        form="儿童",
        definition="随父母或监护人离开户籍地、在其他县（市、区）居住半年以上",
        source="children 1.1",
        strength="official",
        subtypes=(
            Subtype(name="监测摸排对象", aliases=("流动儿童监测摸排对象",)),
            Subtype(name="统计分析对象", aliases=("流动儿童统计分析对象",)),
            Subtype(name="重点关爱服务对象", aliases=("重点关爱服务对象(流动)", "重点流动儿童")),
        ),
        aliases=("流动",),
        oldest=15,
        age_note="不满16周岁",
    ),
    Category(
        code="KJET",
        name="困境儿童",
        level="person",
        form="儿童",
        definition="因家庭贫困、自身残疾、缺乏有效监护或受到侵害而陷入困境（国发〔2016〕36号；2025年5月又有新意见）",
        source="children 1.1",
        strength="official",
        subtypes=(
            Subtype(name="家庭贫困", aliases=("贫困型", "因贫困境")),
            Subtype(name="自身残疾", aliases=("残疾型", "因残困境")),
            Subtype(name="监护缺失或监护不当", aliases=("监护型", "监护缺失", "监护不当")),
        ),
        oldest=17,
        age_note="不满18周岁",
    ),
    Category(
        code="GER",
        name="孤儿",
        level="person",
        form="儿童",
        definition="失去父母或查找不到生父母（国办发〔2010〕54号）",
        source="children 1.1",
        strength="official",
        subtypes=(
            Subtype(name="散居", aliases=("散居孤儿", "社会散居孤儿", "分散供养孤儿")),
            Subtype(name="集中养育", aliases=("机构养育", "集中供养孤儿", "集中养育孤儿")),
        ),
        aliases=("孤残",),
        oldest=17,
        age_note="不满18周岁；在校的可继续享受",
    ),
    Category(
        code="SWR",
        name="事实无人抚养儿童",
        level="person",
        form="儿童",
        definition="父母双方或一方死亡、失踪且另一方重残、重病、服刑、失联等（民发〔2019〕62号、民发〔2020〕125号）",
        source="children 1.2",
        strength="official",
        aliases=("事实无人抚养", "事实孤儿", "事实无人扶养", "父母监护缺失儿童", "父母无力履行监护职责儿童"),
        oldest=17,
        age_note="不满18周岁；全日制在校的可继续享受",
    ),
    Category(
        code="HIV",
        name="艾滋病病毒感染儿童",
        level="person",
        form="儿童",
        definition="携带艾滋病病毒或患艾滋病的儿童（民发〔2012〕179号）",
        source="children 1.1",
        strength="general",
        privacy=_SECRET,
        aliases=("受艾滋病影响儿童", "艾滋病病毒感染"),
        oldest=17,
        age_note="不满18周岁",
        shown_as="困境儿童",
        by_name=False,
    ),
    Category(
        code="CJET",
        name="残疾儿童",
        level="person",
        form="儿童",
        definition="持有残疾人证的儿童，一级至四级",
        source="children 1.1",
        strength="system",
        aliases=("残疾青少年",),
        oldest=17,
        age_note="不满18周岁",
    ),
    Category(
        code="LLET",
        name="流浪儿童",
        level="person",
        form="儿童",
        definition="流浪在外或由未成年人救助保护中心救助的儿童",
        source="children 1.1",
        strength="system",
        subtypes=(
            Subtype(name="长期在外流浪", aliases=("长期在外流浪儿童",)),
            Subtype(name="外地长期在本地流浪", aliases=("外地长期在本地流浪儿童",)),
            Subtype(name="未保中心救助", aliases=("未保中心救助儿童",)),
        ),
        oldest=17,
        age_note="不满18周岁",
    ),
    Category(
        code="FXZN",
        name="服刑（强制戒毒）人员未成年子女",
        level="person",
        form="儿童",
        definition="父母服刑在押或强制隔离戒毒的未成年人",
        source="children 1.1",
        strength="system",
        privacy=_SECRET,
        aliases=("服刑在押人员未成年子女", "服刑戒毒人员子女", "吸毒家庭子女", "服刑人员子女"),
        oldest=17,
        age_note="不满18周岁",
        shown_as="困境儿童",
    ),
    Category(
        code="JHBD",
        name="监护不当儿童",
        level="person",
        form="儿童",
        definition="监护人侵害或不履行监护责任",
        source="children 1.1",
        strength="system",
        privacy=_SECRET,
        aliases=("监护缺失型", "受暴力侵害儿童"),
        oldest=17,
        age_note="不满18周岁",
        shown_as="困境儿童",
    ),
    Category(
        code="ZCZB",
        name="重病重残儿童",
        level="person",
        form="儿童",
        definition="重病或重度残疾的儿童（江苏等地单列标准）",
        source="children 1.1",
        strength="system",
        aliases=("重病重残", "重残、重病儿童", "重病伤残"),
        oldest=17,
        age_note="不满18周岁",
    ),
    Category(
        code="PKJT",
        name="贫困家庭儿童",
        level="person",
        form="儿童",
        definition="低保、特困、低保边缘、临时救助家庭的儿童",
        source="children 1.1",
        strength="system",
        aliases=("低收入家庭儿童",),
        oldest=17,
        age_note="不满18周岁",
    ),
)

RELIEF_PEOPLE: tuple[Category, ...] = (
    Category(
        code="TK",
        name="特困人员",
        level="person",
        form="困难家庭",
        definition="无劳动能力、无生活来源、无法定赡养抚养扶养义务人或其无履行能力；供养方式分集中和分散",
        source="elderly 1.4",
        strength="official",
        subtypes=(
            Subtype(
                name="分散供养",
                aliases=("分散供养特困", "分散供养特困人员", "分散供养五保", "分散", "分散特困"),
            ),
            Subtype(
                name="集中供养",
                aliases=("集中供养特困", "集中供养特困人员", "集中供养五保", "集中", "集中特困"),
            ),
        ),
        aliases=(
            "特困",
            "特困老年人",
            "特困老人",
            "五保",
            "五保户",
            "五保老人",
            "三无",
            "三无人员",
            "特困供养",
            "特困供养对象",
            "农村特困",
            "城市特困",
        ),
    ),
    Category(
        code="QTKN",
        name="其他困难人员",
        level="person",
        form="困难家庭",
        definition="当地认定的其他困难人员",
        source="elderly 1.4",
        strength="official",
        subtypes=(Subtype(name="未纳入保障可能存在风险", aliases=("未纳入保障可能存在风险的对象",)),),
        aliases=("其他困难",),
    ),
    Category(
        code="YF",
        name="重点优抚对象",
        level="person",
        form="困难家庭",
        definition="抚恤定补等重点优抚对象",
        source="elderly 1.2",
        strength="system",
        aliases=("优抚对象", "抚恤定补优抚对象"),
    ),
)

RELIEF_HOUSEHOLDS: tuple[Category, ...] = (
    Category(
        code="DB",
        name="低保",
        level="household",
        form="困难家庭",
        definition="低保；以户为单位，保障人口不多于家庭人口",
        source="elderly 1.4",
        strength="official",
        aliases=(
            "最低生活保障家庭",
            "低保户",
            "低保家庭",
            "最低生活保障",
            "最低生活保障对象",
            "低保对象",
            "享受低保",
            "低保老人",
            "单人保",
        ),
    ),
    Category(
        code="DBBY",
        name="低保边缘家庭",
        level="household",
        form="困难家庭",
        definition="人均收入不超过低保标准1.5倍的家庭（民发〔2021〕57号）",
        source="elderly 1.4, practice",
        strength="official",
        aliases=("低保边缘", "低边", "最低生活保障边缘家庭", "低保边缘户", "低收入家庭"),
    ),
    Category(
        code="GXZC",
        name="刚性支出困难家庭",
        level="household",
        form="困难家庭",
        definition="不属于低保、特困、低保边缘，刚性支出过大的家庭（民发〔2024〕57号）；一次认定最长12个月",
        source="elderly 1.4, practice",
        strength="official",
        aliases=("刚性支出", "支出型困难家庭", "支出型贫困家庭"),
        months_valid=12,
    ),
    Category(
        code="FZFP",
        name="防止返贫致贫对象",
        level="household",
        form="困难家庭",
        definition="常态化帮扶对象；2025年以前分脱贫不稳定户、边缘易致贫户、突发严重困难户",
        source="practice",
        strength="secondary",
        aliases=(
            "防止返贫监测对象",
            "监测对象",
            "监测户",
            "三类户",
            "脱贫不稳定户",
            "边缘易致贫户",
            "突发严重困难户",
            "防返贫监测户",
        ),
    ),
)

CATEGORIES: tuple[Category, ...] = (*ELDERLY, *DISABLED, *CHILDREN, *RELIEF_PEOPLE, *RELIEF_HOUSEHOLDS)

ASK_ABOUT: Mapping[str, str] = {
    "建档立卡贫困户": "2020年以前的说法，和防止返贫致贫对象不是一回事，请按现在的情况选类别",
    "建档立卡": "2020年以前的说法，和防止返贫致贫对象不是一回事，请按现在的情况选类别",
    "建档立卡贫困老人": "2020年以前的说法，和防止返贫致贫对象不是一回事，请按现在的情况选类别",
    "脱贫户": "脱贫户不一定是防止返贫致贫对象，请按现在的情况选类别",
    "临时救助": "临时救助是一次一次的救助，不是长期类别，请记到救助里",
}
"""Words that rosters use and that must not be turned into a category without asking (practice.md)."""

_FACTS: Mapping[str, Mapping[str, str]] = {
    "城市低保": {"city_rural": "城市"},
    "城镇低保": {"city_rural": "城市"},
    "农村低保": {"city_rural": "农村"},
    "城市低保户": {"city_rural": "城市"},
    "农村低保户": {"city_rural": "农村"},
    "农村特困": {"city_rural": "农村"},
    "城市特困": {"city_rural": "城市"},
    "城市三无": {"city_rural": "城市"},
    "农村五保": {"city_rural": "农村"},
    "半失能": {"self_care": "部分丧失生活自理能力"},
    "半失能老人": {"self_care": "部分丧失生活自理能力"},
}


def category(name: str) -> Category:
    """A category by its name or code; KeyError when there is none such."""
    for one in CATEGORIES:
        if name in (one.name, one.code):
            return one
    raise KeyError(name)


def names(level: Level) -> tuple[str, ...]:
    """The names of all categories of a level, in official order."""
    return tuple(one.name for one in CATEGORIES if one.level == level)


def subtypes_by_category(level: Level) -> dict[str, tuple[str, ...]]:
    """The subtypes that go with each category of a level."""
    return {one.name: tuple(kind.name for kind in one.subtypes) for one in CATEGORIES if one.level == level}


def all_subtypes(level: Level) -> tuple[str, ...]:
    """Every subtype of a level once, in official order."""
    return tuple(dict.fromkeys(kind for kinds in subtypes_by_category(level).values() for kind in kinds))


def restricted_names(level: Level) -> dict[str, Privacy]:
    """The privacy class of every category of a level that is not ordinary."""
    return {one.name: one.privacy for one in CATEGORIES if one.level == level and one.privacy}


def restricted_subtypes(level: Level) -> dict[str, Privacy]:
    """The privacy class of every subtype of a level that is not ordinary."""
    found = {}
    for one in CATEGORIES:
        if one.level == level:
            found.update({kind.name: kind.privacy for kind in one.subtypes if kind.privacy})
    return found


def recognise(words: str) -> Match | None:
    """What a roster's word for a category means, or None when it is not known or must be asked about."""
    said = _plain(words)
    if not said or said in {_plain(word) for word in ASK_ABOUT}:
        return None
    return _meanings().get(said)


def _plain(words: str) -> str:
    return normal(words).replace(" ", "").strip("“”\"'*:：")


@cache
def _meanings() -> dict[str, Match]:
    found: dict[str, Match] = {}
    for one in CATEGORIES:
        for kind in one.subtypes:
            for word in (kind.name, *kind.aliases, one.name + kind.name):
                found.setdefault(_plain(word), Match(one, kind.name, _FACTS.get(word, {})))
    for one in CATEGORIES:
        # A category's own name wins over a subtype's: 残疾儿童 is the category.
        for word in (one.name, one.code):
            found[_plain(word)] = Match(one)
        for word in one.aliases:
            found.setdefault(_plain(word), Match(one, "", _FACTS.get(word, {})))
    for word, facts in _FACTS.items():
        base = found.get(_plain(word)) or found[_plain(word[2:])]
        found[_plain(word)] = Match(base.category, base.subtype, facts)
    return found
