"""入户核查 of relief families: what the published check forms of elderly 3.3 ask beyond the core.

A care visit to a relief family asks none of this: it comes up when the visitor says that this visit is a check. Forms:
A 特困入户核查表 and B 低保入户调查表 (兰山), C 家庭经济状况核查表 (重庆), D Shandong's screens, E 特困入户调查表
(林口). Who the members are, their health, schooling and certificates stand in the register and are not asked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caredesk.catalog.place import SENSITIVE
from caredesk.catalog.visit_terms import FOR_RELIEF, HEARD, LOOKED
from caredesk.schema.conditions import All, Is, Known
from caredesk.schema.declare import amount as money
from caredesk.schema.declare import choice, choices, note, number, text, yes_no
from caredesk.schema.errors import Problem
from caredesk.schema.record import Record, Section, fields_of_part

_CHECK = All(FOR_RELIEF, HEARD, Is("checking", True))

RELIEF_SECTIONS = (
    Section(key="relief", title="困难家庭", shown_when=All(FOR_RELIEF, HEARD)),
    Section(key="relief_family", title="核查：家里的人", shown_when=_CHECK, whole=True),
    Section(key="relief_income", title="核查：一年的收入与开支", shown_when=_CHECK, privacy=SENSITIVE, whole=True),
    Section(key="relief_property", title="核查：住房与财产", shown_when=_CHECK, whole=True),
    Section(key="relief_carer", title="核查：特困人员的照料", shown_when=_CHECK),
    Section(key="relief_end", title="核查：结论", shown_when=_CHECK, privacy=SENSITIVE, whole=True),
)

INCOMES = (
    "income_wages", "income_farming", "income_business", "income_property", "income_land", "income_pension",
    "income_support", "income_living", "income_other",
)  # fmt: skip
"""The columns of family income in C, in its order; ``income_total`` is their sum."""


def incomes_add_up(values: Mapping[str, Any]) -> list[Problem]:
    """The total of a family's income may not be less than what stands in the columns."""
    parts = [values[name] for name in INCOMES if values.get(name) is not None]
    total = values.get("income_total")
    if total is None or not parts or total >= sum(parts):
        return []
    said = f"合计{total / 100:.2f}元少于上面各项相加的{sum(parts) / 100:.2f}元，请核对"
    return [Problem("income_total", said)]


@fields_of_part
class ReliefFindings(Record):
    """What a check of a relief family looks at besides the core."""

    checking: bool | None = yes_no(
        "这次做入户核查", default=None, of_home=True, asked_when=HEARD, section="relief",
        help="选“是”才问收入、财产；一般的看望选“否”", source="elderly 3.3",
    )  # fmt: skip
    life_trouble_home: str | None = note(
        "家里眼下的难处", default=None, lines=2, of_home=True, section="relief", source="elderly 3.3"
    )

    sons: int | None = number(
        "儿子几人", most=20, unit="人", default=None, carried=True, of_home=True, section="relief_family",
        source="elderly 3.3",
    )  # fmt: skip
    daughters: int | None = number(
        "女儿几人", most=20, unit="人", default=None, carried=True, of_home=True, section="relief_family",
        source="elderly 3.3",
    )  # fmt: skip
    members_work: str | None = note(
        "家里每个人做什么、年收入", default=None, lines=3, privacy=SENSITIVE, of_home=True, section="relief_family",
        help="一人一行：姓名、做什么、在哪里、一年多少元", source="elderly 3.3",
    )  # fmt: skip
    occupation: str | None = choice(
        "本人从业状况", "学龄前儿童", "在校学生", "在职人员", "灵活就业", "登记失业", "未登记失业", "单位退休",
        default=None, carried=True, section="relief_family", source="elderly 3.3",
    )  # fmt: skip
    employer: str | None = text(
        "从业单位", default=None, carried=True, section="relief_family",
        shown_when=Is("occupation", "在职人员", "灵活就业", "单位退休"), source="elderly 3.3",
    )  # fmt: skip
    labour: str | None = choice(
        "劳动能力", "有", "部分丧失", "完全丧失", "无", default=None, asked=True, carried=True,
        privacy=SENSITIVE, section="relief_family", source="elderly 3.3, elderly 1.5",
    )  # fmt: skip
    special: tuple[str, ...] | None = choices(
        "特殊身份", "散居归国华侨", "退役军人", "三峡移民", default=None, carried=True, section="relief_family",
        source="elderly 3.3",
    )  # fmt: skip
    cadre_kin: bool | None = yes_no(
        "是干部亲属", default=None, privacy=SENSITIVE, of_home=True, section="relief_family", source="elderly 3.3"
    )
    causes: tuple[str, ...] | None = choices(
        "致贫原因", "残疾", "重病", "孤寡老人", "单亲家庭", "受灾户", "孤儿", "其他", default=None, asked=True,
        carried=True, of_home=True, section="relief_family", source="elderly 3.3",
    )  # fmt: skip
    supporters: str | None = note(
        "赡（抚、扶）养义务人", default=None, lines=2, privacy=SENSITIVE, of_home=True, section="relief_family",
        help="一人一行：姓名、年龄、关系、健康、做什么、家里几口人、一年多少元", source="elderly 3.3",
    )  # fmt: skip
    supporters_able: bool | None = yes_no(
        "法定赡抚养人有能力", default=None, asked=True, of_home=True, section="relief_family",
        source="elderly 3.3",
    )  # fmt: skip
    unable_because: str | None = choice(
        "没有能力的原因", "残疾", "疾病", "缺乏劳动能力", "其他", default=None, privacy=SENSITIVE, of_home=True,
        section="relief_family", shown_when=Is("supporters_able", False), source="elderly 1.5",
    )  # fmt: skip

    has_income: bool | None = yes_no(
        "有经济来源", default=None, asked=True, of_home=True, section="relief_income", source="elderly 3.3"
    )
    income_wages: int | None = money(
        "工资性收入", default=None, of_home=True, section="relief_income", source="elderly 3.3"
    )
    income_farming: int | None = money(
        "种植、养殖", default=None, of_home=True, section="relief_income", source="elderly 3.3"
    )
    income_business: int | None = money(
        "经营", default=None, of_home=True, section="relief_income", source="elderly 3.3"
    )
    income_property: int | None = money(
        "财产租赁、变卖", default=None, of_home=True, section="relief_income", source="elderly 3.3"
    )
    income_land: int | None = money(
        "土地流转", default=None, of_home=True, section="relief_income", source="elderly 3.3"
    )
    income_pension: int | None = money(
        "养老保险金", default=None, of_home=True, section="relief_income", source="elderly 3.3"
    )
    income_support: int | None = money(
        "赡（扶、抚）养费", default=None, of_home=True, section="relief_income", source="elderly 3.3"
    )
    income_living: int | None = money(
        "生活补助金", default=None, of_home=True, section="relief_income", source="elderly 3.3"
    )
    income_other: int | None = money(
        "其他收入", default=None, of_home=True, section="relief_income", source="elderly 3.3"
    )
    income_total: int | None = money(
        "全家年收入合计", default=None, asked=True, of_home=True, section="relief_income", source="elderly 3.3"
    )
    income_head: int | None = money(
        "年人均收入", default=None, of_home=True, section="relief_income", source="elderly 3.3"
    )
    spent_utilities: int | None = money(
        "每月水电燃料", default=None, of_home=True, section="relief_income", source="elderly 3.3"
    )
    spent_phone: int | None = money(
        "每月通讯", default=None, of_home=True, section="relief_income", source="elderly 3.3"
    )
    spent_estate: int | None = money(
        "每月物业", default=None, of_home=True, section="relief_income", source="elderly 3.3"
    )
    spent_other: int | None = money(
        "每月其他开支", default=None, of_home=True, section="relief_income", source="elderly 3.3"
    )
    rigid_kinds: tuple[str, ...] | None = choices(
        "近12个月刚性支出", "生活", "医疗", "教育", "残疾康复", "其他", default=None, of_home=True,
        section="relief_income", help="刚性支出困难家庭要问", source="elderly 1.4",
    )  # fmt: skip
    rigid_amount: int | None = money(
        "刚性支出一共", default=None, of_home=True, section="relief_income", shown_when=Known("rigid_kinds"),
        source="elderly 1.4",
    )  # fmt: skip

    house_kind: str | None = choice(
        "住房来源", "自建", "还建", "商品房", "租房", "寄居", "子女同住",
        aliases={"租房居住": "租房", "租住": "租房", "自建房": "自建", "借房(寄住)": "寄居", "借住": "寄居"},
        default=None, asked_when=LOOKED, carried=True, of_home=True, section="relief_property",
        source="elderly 3.3",
    )  # fmt: skip
    house_area: int | None = number(
        "建筑面积", least=1, most=2000, unit="平方米", default=None, carried=True, of_home=True,
        section="relief_property", source="elderly 3.3",
    )  # fmt: skip
    house_owner: str | None = text(
        "产权登记人、房子在哪", default=None, width=24, carried=True, of_home=True, section="relief_property",
        help="住在自己家、登记也在本人名下的不用填", source="elderly 3.3",
    )  # fmt: skip
    house_finish: str | None = choice(
        "装饰", "未装饰", "中等", "豪华", default=None, of_home=True, section="relief_property", shown_when=LOOKED,
        source="elderly 3.3",
    )  # fmt: skip
    livestock: str | None = text(
        "养殖牲畜", default=None, width=20, of_home=True, section="relief_property",
        help="种类和数量，如：猪2头、鸡20只", source="elderly 3.3",
    )  # fmt: skip
    vehicles: tuple[str, ...] | None = choices(
        "交通工具、农机", "摩托车", "汽车", "大型农机具", "其他", "没有", default=None, asked=True, carried=True,
        of_home=True, section="relief_property", source="elderly 3.3",
    )  # fmt: skip
    vehicle_owner: str | None = text(
        "车是谁的", default=None, carried=True, of_home=True, section="relief_property",
        shown_when=Is("vehicles", "摩托车", "汽车", "大型农机具", "其他"), source="elderly 3.3",
    )  # fmt: skip
    savings_kinds: tuple[str, ...] | None = choices(
        "金融资产", "存款", "证券", "债券", "没有", default=None, privacy=SENSITIVE, of_home=True,
        section="relief_property", source="elderly 3.3",
    )  # fmt: skip
    savings: int | None = money(
        "金融资产一共", default=None, privacy=SENSITIVE, of_home=True, section="relief_property",
        shown_when=Is("savings_kinds", "存款", "证券", "债券"), source="elderly 3.3",
    )  # fmt: skip
    other_property: tuple[str, ...] | None = choices(
        "其他财产", "门面", "企业", "非基本生活用品", "没有", default=None, of_home=True, section="relief_property",
        source="elderly 3.3",
    )  # fmt: skip

    carer_state: str | None = note(
        "照料人情况", default=None, lines=2, section="relief_carer",
        help="照料人是谁登记在“照料人、联系人”里，这里写身体、是不是天天来", source="elderly 3.3",
    )  # fmt: skip
    daily_care: str | None = text(
        "照料内容", default=None, width=24, carried=True, section="relief_carer", source="elderly 3.3"
    )
    care_times: int | None = number(
        "每天照料几次", most=24, unit="次", default=None, carried=True, section="relief_carer", source="elderly 3.3"
    )
    medical: str | None = note(
        "医疗情况", default=None, lines=2, privacy=SENSITIVE, section="relief_carer", source="elderly 3.3"
    )

    posted: bool | None = yes_no("村里公示了", default=None, of_home=True, section="relief_end", source="elderly 3.3")
    disputed: bool | None = yes_no(
        "民主评议有异议", default=None, of_home=True, section="relief_end", source="elderly 3.3"
    )
    survey_result: str | None = choice(
        "核查结果", "情况属实", "情况不属实", default=None, asked=True, of_home=True, section="relief_end",
        aliases={"属实": "情况属实", "不属实": "情况不属实"}, source="elderly 3.3, elderly 1.5",
    )  # fmt: skip
    survey_note: str | None = note(
        "核查说明", default=None, lines=2, of_home=True, section="relief_end", source="elderly 3.3"
    )
    still_fits: bool | None = yes_no(
        "符合现在的救助条件", default=None, asked=True, of_home=True, section="relief_end",
        help="只是入户看到的意见，由镇里、县里认定", source="elderly 3.3",
    )  # fmt: skip
    fits_because: str | None = text(
        "理由", default=None, width=24, of_home=True, section="relief_end", shown_when=Known("still_fits"),
        source="elderly 3.3",
    )  # fmt: skip
