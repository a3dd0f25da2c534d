"""入户探访 to elderly people: the findings of elderly 3.1-3.2 beyond the common core."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caredesk.catalog.person import SELF_CARE, SELF_CARE_ALIASES
from caredesk.catalog.place import SENSITIVE
from caredesk.catalog.visit_terms import FOR_ADULTS, FOR_ELDERLY, HEARD, LOOKED, SAFE, SEEN
from caredesk.schema.conditions import All, Is, Not
from caredesk.schema.declare import choice, choices, number, text, yes_no
from caredesk.schema.record import Record, Section, fields_of_part

ELDERLY_SECTIONS = (
    Section(key="elder_body", title="身体与自理", shown_when=All(FOR_ADULTS, HEARD)),
    Section(key="elder_life", title="收入、家人与住处", shown_when=All(FOR_ADULTS, HEARD)),
)

INDICATORS = ("eats", "dresses", "gets_up", "toilets", "walks", "washes")
"""The six indicators of a 特困人员's self-care, in official order (elderly 1.4)."""


def self_care_by_indicators(values: Mapping[str, Any]) -> str | None:
    """The level that six answered indicators mean (6 of 6, 1-3 not reached, 4-6 not reached), or None.

    Not the ADL reading of the same six items, whose bands differ (elderly 1.4, second trap).
    """
    answers = [values.get(name) for name in INDICATORS]
    if None in answers:
        return None
    missed = answers.count(False)
    return SELF_CARE[0] if missed == 0 else SELF_CARE[1] if missed <= 3 else SELF_CARE[2]


@fields_of_part
class ElderlyFindings(Record):
    """What a visit to an elderly person looks at besides the core."""

    chronic: tuple[str, ...] | None = choices(
        "慢性病", "高血压", "心脏病、冠心病", "糖尿病", "中风(脑梗、脑出血)", "肾病", "肝病", "结核", "类风湿",
        "颈腰椎",
        "关节炎", "前列腺", "青光眼、白内障", "肿瘤", "阿尔茨海默", "慢支", "骨质疏松", "帕金森", "耳聋", "其他",
        default=None, asked_when=Is("body", "慢性病", "重病"), privacy=SENSITIVE, carried=True, section="elder_body",
        source="elderly 3.2",
    )  # fmt: skip
    chronic_note: str | None = text(
        "病情、用药", default=None, width=24, privacy=SENSITIVE, section="elder_body", help="量了血压写高压/低压",
        shown_when=Is("body", "慢性病", "重病", "失能", "残疾"), source="elderly 3.1, practice",
    )  # fmt: skip
    weak_points: tuple[str, ...] | None = choices(
        "看着不好的方面", "表达能力", "行动能力", "反应能力", "思维状态", "压力状态", default=None, privacy=SENSITIVE,
        section="elder_body", shown_when=SEEN, source="elderly 3.1",
    )  # fmt: skip
    self_care: str | None = choice(
        "生活自理能力", "自理", "半失能", "失能",
        aliases={word: ("自理", "半失能", "失能")[SELF_CARE.index(level)] for word, level in SELF_CARE_ALIASES.items()
                 if word not in ("自理", "半失能", "失能")},
        default=None, asked_when=All(FOR_ELDERLY, SEEN), privacy=SENSITIVE, section="elder_body", source="elderly 3.2",
    )  # fmt: skip
    eats: bool | None = yes_no(
        "能自己吃饭", default=None, privacy=SENSITIVE, section="elder_body", shown_when=SEEN, help="这六项特困人员要问",
        source="elderly 1.4, elderly 3.2",
    )  # fmt: skip
    dresses: bool | None = yes_no(
        "能自己穿衣", default=None, privacy=SENSITIVE, section="elder_body", shown_when=SEEN, source="elderly 1.4"
    )
    gets_up: bool | None = yes_no(
        "能自己上下床", default=None, privacy=SENSITIVE, section="elder_body", shown_when=SEEN, source="elderly 1.4"
    )
    toilets: bool | None = yes_no(
        "能自己上厕所", default=None, privacy=SENSITIVE, section="elder_body", shown_when=SEEN, source="elderly 1.4"
    )
    walks: bool | None = yes_no(
        "能在屋里自己走动", default=None, privacy=SENSITIVE, section="elder_body", shown_when=SEEN, source="elderly 1.4"
    )
    washes: bool | None = yes_no(
        "能自己洗澡", default=None, privacy=SENSITIVE, section="elder_body", shown_when=SEEN, source="elderly 1.4"
    )
    events: tuple[str, ...] | None = choices(
        "近30天出过的事", "跌倒", "走失", "噎食", "自杀自伤", "其他", default=None, privacy=SENSITIVE,
        section="elder_body",
        source="elderly 3.2",
    )  # fmt: skip
    event_times: int | None = number(
        "一共几次", least=1, most=99, unit="次", default=None, privacy=SENSITIVE, section="elder_body",
        shown_when=Is("events", "跌倒", "走失", "噎食", "自杀自伤", "其他"), source="elderly 3.2",
    )  # fmt: skip

    living: str | None = choice(
        "居住状况", "独居", "与配偶", "与子女", "与父母", "与兄弟姐妹", "与孙子女", "与其他亲属", "与非亲属",
        "养老机构",
        default=None, asked_when=HEARD, carried=True, section="elder_life", source="elderly 3.2",
    )  # fmt: skip
    benefits: tuple[str, ...] | None = choices(
        "享受的待遇", "城乡居民养老金", "退休金", "低保", "特困供养", "高龄津贴", "困难残疾人生活补贴",
        "重度残疾人护理补贴",
        "养老服务补贴", "临时救助", "其他", "没有", default=None, carried=True, section="elder_life",
        source="elderly 3.2, elderly 1.3",
    )  # fmt: skip
    benefits_paid: bool | None = yes_no(
        "按时足额发放", default=None, section="elder_life", shown_when=Not(Is("benefits", "没有")), source="elderly 3.2"
    )
    benefits_trouble: str | None = text(
        "没发到的是哪一项",
        default=None,
        section="elder_life",
        shown_when=Is("benefits_paid", False),
        source="elderly 3.2",
    )
    daily_trouble: tuple[str, ...] | None = choices(
        "哪方面有困难",
        "衣",
        "食",
        "住",
        "行",
        "医",
        "没有困难",
        default=None,
        section="elder_life",
        source="elderly 3.1",
    )
    duty: str | None = choice(
        "赡（抚）养人履行义务", "履行较好", "一般", "未履行", default=None, privacy=SENSITIVE, section="elder_life",
        source="elderly 3.2",
    )  # fmt: skip
    family_contact: str | None = choice(
        "家人看望或联系",
        "每天",
        "每周",
        "每月",
        "很少",
        default=None,
        carried=True,
        section="elder_life",
        source="elderly 3.2",
    )
    neighbours: str | None = choice(
        "邻里关系", *SAFE, default=None, of_home=True, section="elder_life", shown_when=LOOKED, source="elderly 3.2"
    )
    indoor_toilet: bool | None = yes_no(
        "有室内厕所",
        default=None,
        carried=True,
        of_home=True,
        section="elder_life",
        shown_when=LOOKED,
        source="elderly 3.2",
    )
    bath: bool | None = yes_no(
        "有洗浴设备", default=None, carried=True, of_home=True, section="elder_life", shown_when=LOOKED,
        source="elderly 3.2",
    )  # fmt: skip
    barrier_free: bool | None = yes_no(
        "有无障碍设施",
        default=None,
        carried=True,
        of_home=True,
        section="elder_life",
        shown_when=LOOKED,
        source="elderly 3.2",
    )
    lift: bool | None = yes_no(
        "有电梯",
        default=None,
        carried=True,
        of_home=True,
        section="elder_life",
        shown_when=LOOKED,
        source="elderly 3.2",
    )
    floor: int | None = number(
        "住几层",
        least=1,
        most=60,
        unit="层",
        default=None,
        carried=True,
        of_home=True,
        section="elder_life",
        shown_when=LOOKED,
        source="elderly 3.2",
    )
