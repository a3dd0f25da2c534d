"""入户探访 to disabled people: what the published registration forms ask beyond the core and the adults' common parts.

Elderly 3.5: I is the federation's 动态更新登记表 (2016 version; options that the page could not read are left out), J
the survey of severely disabled people without work. Body, self-care, benefits and the home are those of every adult.
"""

from __future__ import annotations

from caredesk.catalog.place import SENSITIVE
from caredesk.catalog.visit_terms import FOR_DISABLED, HEARD
from caredesk.schema.conditions import All, Is
from caredesk.schema.declare import amount as money
from caredesk.schema.declare import choice, choices, text, yes_no
from caredesk.schema.record import Record, Section, fields_of_part

DISABLED_SECTIONS = (
    Section(key="disabled_life", title="残疾人：看病、照料与就业", shown_when=All(FOR_DISABLED, HEARD)),
)


@fields_of_part
class DisabledFindings(Record):
    """What a visit to a disabled person looks at besides the core."""

    ill_lately: bool | None = yes_no(
        "近两周生过病", default=None, asked_when=HEARD, privacy=SENSITIVE, section="disabled_life", source="elderly 3.5"
    )
    untreated: str | None = text(
        "没去看病的原因", default=None, width=24, privacy=SENSITIVE, section="disabled_life",
        shown_when=Is("ill_lately", True), help="去看了的不用填", source="elderly 3.5",
    )  # fmt: skip
    day_care: bool | None = yes_no(
        "享受托养服务", default=None, carried=True, section="disabled_life",
        help="16至59岁的智力、精神和重度肢体残疾人才问", source="elderly 3.5",
    )  # fmt: skip
    day_care_wanted: str | None = text(
        "托养方面的需求", default=None, width=20, section="disabled_life", help="如：居家托养", source="elderly 3.5"
    )
    supported_by: tuple[str, ...] | None = choices(
        "靠什么生活", "配偶", "子女", "父母", "兄姐", "亲友", "其他", "社会救济", default=None, asked_when=HEARD,
        carried=True, section="disabled_life", help="没有工作的残疾人才问", source="elderly 3.5",
    )  # fmt: skip
    income_each: int | None = money(
        "家庭人均收入", default=None, privacy=SENSITIVE, carried=True, of_home=True, section="disabled_life",
        help="元，一个月", source="elderly 3.5",
    )  # fmt: skip
    employed: bool | None = yes_no("在就业", default=None, carried=True, section="disabled_life", source="elderly 3.5")
    work_form: str | None = choice(
        "就业形式", "按比例", "集中", "个体、自主创业", "公益性岗位", "辅助性就业", "农村种养加", "灵活就业",
        aliases={"集中就业": "集中", "按比例就业": "按比例", "个体/自主创业": "个体、自主创业", "灵活": "灵活就业",
                 "辅助性": "辅助性就业"},
        default=None, carried=True, section="disabled_life", shown_when=Is("employed", True), source="elderly 3.5",
    )  # fmt: skip
    no_work_living: str | None = choice(
        "未就业主要生活来源", "退休金", "财产性收入", "社会救助与社会福利", "家庭成员供养", "其他", default=None,
        carried=True, section="disabled_life", shown_when=Is("employed", False), source="elderly 3.5",
    )  # fmt: skip
    no_work_reason: str | None = choice(
        "未就业主要原因", "在校", "退休", "无意愿", "无技能", "丧失劳动能力", "土地被征用", "其他", default=None,
        carried=True, section="disabled_life", shown_when=Is("employed", False), source="elderly 3.5",
    )  # fmt: skip
    work_help: tuple[str, ...] | None = choices(
        "得到过的就业帮扶", "职业技能培训", "职业介绍", "资金信贷扶持", "其他帮扶", default=None, carried=True,
        section="disabled_life", source="elderly 3.5",
    )  # fmt: skip
