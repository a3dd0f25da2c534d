"""精神障碍联系: what a visitor saw with their own eyes, and facts copied from the health centre's follow-up record.

The 25-item 严重精神障碍患者随访服务记录表 (mental 2.5) belongs to the health centre: nothing here assesses anybody.
What is copied carries its source, day and assessor, or is refused. Everything is restricted, and the whole part is off
until the head switches it on with a written basis (practice.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from caredesk.catalog.place import RESTRICTED
from caredesk.catalog.visit_terms import HEARD, LOOKED
from caredesk.schema.conditions import All, Is, Known
from caredesk.schema.declare import choice, choices, day, note, number, text, yes_no
from caredesk.schema.errors import Problem
from caredesk.schema.record import Record, Section, fields_of_part

_ON = Is("mental", True)
_HEARD = All(_ON, HEARD)
_COPIED = All(_ON, Known("copied_from"))

MENTAL_SECTIONS = (
    Section(key="mental", title="精神障碍联系", privacy=RESTRICTED),
    Section(key="mental_copy", title="照卫生院的随访记录抄", shown_when=_ON, privacy=RESTRICTED, whole=True),
)
GRADES = ("良好", "一般", "较差")
ACTS = (
    ("轻度滋事", "acts_trouble"), ("肇事", "acts_offence"), ("肇祸", "acts_crime"), ("其他危害行为", "acts_other"),
    ("自伤", "acts_self_harm"), ("自杀未遂", "acts_suicide"),
)  # fmt: skip
"""The dangerous acts of item 13, each with the field of its count."""


@fields_of_part
class MentalFindings(Record):
    """A contact with somebody with a severe mental disorder: seen and heard, and apart from it what was copied."""

    mental: bool | None = yes_no(
        "一并记精神障碍联系", default=None, section="mental", help="病情只写在这一栏，不要写进“基本情况”",
        source="mental 2.5, practice",
    )  # fmt: skip
    mental_with: tuple[str, ...] | None = choices(
        "和谁谈的", "患者本人", "患者家属、监护人", "其他知情人", default=None, asked_when=_HEARD, section="mental",
        shown_when=_ON, source="mental 2.5",
    )  # fmt: skip
    mental_seen: str | None = note(
        "看到、听到的", default=None, asked_when=_HEARD, section="mental", shown_when=_ON,
        help="只写看到的举动和原话，不下结论", source="mental 2.5, practice",
    )  # fmt: skip
    mental_sleep: str | None = choice(
        "睡眠", *GRADES, default=None, section="mental", shown_when=_HEARD, source="mental 2.5"
    )
    mental_eating: str | None = choice(
        "饮食", *GRADES, default=None, section="mental", shown_when=_HEARD, source="mental 2.5"
    )
    mental_self: str | None = choice(
        "个人生活料理", *GRADES, default=None, section="mental", shown_when=_HEARD, source="mental 2.5"
    )
    mental_chores: str | None = choice(
        "家务劳动", *GRADES, default=None, section="mental", shown_when=_HEARD, source="mental 2.5"
    )
    mental_work: str | None = choice(
        "生产劳动及工作", *GRADES, "此项不适用", default=None, section="mental", shown_when=_HEARD, source="mental 2.5"
    )
    mental_study: str | None = choice(
        "学习能力", *GRADES, default=None, section="mental", shown_when=_HEARD, source="mental 2.5"
    )
    mental_social: str | None = choice(
        "社会人际交往", *GRADES, default=None, section="mental", shown_when=_HEARD, source="mental 2.5"
    )
    mental_medicine: str | None = choice(
        "吃药（本人或家属说的）", "按医嘱规律用药", "间断用药", "不用药", "医嘱勿需用药",
        aliases={"规律": "按医嘱规律用药", "间断": "间断用药", "不服药": "不用药", "医嘱勿需服药": "医嘱勿需用药"},
        default=None, asked_when=_HEARD, section="mental", shown_when=_HEARD, source="mental 2.5",
    )  # fmt: skip
    mental_locked: str | None = choice(
        "关锁", "无关锁", "关锁", "关锁已解除", default=None, asked_when=All(_ON, LOOKED), section="mental",
        shown_when=_HEARD, source="mental 2.5",
    )  # fmt: skip
    mental_hospital: str | None = choice(
        "住院", "未住院", "目前正在住院", "曾住院，现未住院", default=None, section="mental", shown_when=_ON,
        aliases={"曾住院,现未住院": "曾住院，现未住院"}, source="mental 2.5",
    )  # fmt: skip
    mental_discharged: date | None = day(
        "上次出院日期", past=True, default=None, section="mental", shown_when=Is("mental_hospital", "曾住院，现未住院"),
        source="mental 2.5",
    )  # fmt: skip
    mental_lost: str | None = choice(
        "没找到人的原因", "外出务工", "迁居他处", "走失", "连续3次未访到", "其他", default=None, section="mental",
        shown_when=_ON, source="mental 2.5",
    )  # fmt: skip
    mental_guardian: str | None = text(
        "监护情况", default=None, width=24, section="mental", shown_when=_ON, help="监护人在不在、管得住管不住",
        source="mental 2.8",
    )  # fmt: skip
    mental_danger_now: bool | None = yes_no(
        "当场有伤人、毁物、自伤的危险", default=None, asked_when=_HEARD, section="mental", shown_when=_ON,
        help="先保证自己安全，报警（110）", source="mental 2.3, mental 2.9",
    )  # fmt: skip
    mental_told: tuple[str, ...] | None = choices(
        "告诉了谁", "公安", "卫生院", "村（居）委会", "综治", "还没告诉", default=None,
        asked_when=Is("mental_danger_now", True), section="mental", shown_when=_ON, source="mental 2.8, mental 2.9",
    )  # fmt: skip

    copied_from: str | None = text(
        "抄自哪里", default=None, width=24, section="mental_copy", help="哪家卫生院的什么记录。没有书面依据的不抄",
        source="mental 2.5, practice",
    )  # fmt: skip
    copied_on: date | None = day(
        "那次随访日期", past=True, default=None, section="mental_copy", shown_when=_COPIED, source="mental 2.5"
    )
    copied_by: str | None = text(
        "评估人（随访医生）", longest=50, default=None, section="mental_copy", shown_when=_COPIED, source="mental 2.5"
    )
    copied_form: str | None = choice(
        "那次随访形式", "门诊", "家庭访视", "电话", "其他", default=None, section="mental_copy", shown_when=_COPIED,
        source="mental 2.5",
    )  # fmt: skip
    copied_danger: str | None = choice(
        "危险性评估", "0级", "1级", "2级", "3级", "4级", "5级", default=None, section="mental_copy", shown_when=_COPIED,
        aliases={str(level): f"{level}级" for level in range(6)}, source="mental 2.3, mental 2.5",
    )  # fmt: skip
    copied_symptoms: tuple[str, ...] | None = choices(
        "目前症状", "幻觉", "交流困难", "猜疑", "喜怒无常", "行为怪异", "兴奋话多", "伤人毁物", "悲观厌世", "无故外走",
        "自语自笑", "孤僻懒散", "其他", default=None, section="mental_copy", shown_when=_COPIED, source="mental 2.5",
    )  # fmt: skip
    copied_insight: str | None = choice(
        "自知力", "完全", "不全", "缺失", default=None, section="mental_copy", shown_when=_COPIED, source="mental 2.5"
    )
    copied_acts: tuple[str, ...] | None = choices(
        "危险行为", *(word for word, _ in ACTS), "无", default=None, section="mental_copy", shown_when=_COPIED,
        source="mental 2.5",
    )  # fmt: skip
    acts_trouble: int | None = number(
        "轻度滋事几次", least=1, most=999, unit="次", default=None, section="mental_copy",
        shown_when=Is("copied_acts", "轻度滋事"), source="mental 2.5",
    )  # fmt: skip
    acts_offence: int | None = number(
        "肇事几次", least=1, most=999, unit="次", default=None, section="mental_copy",
        shown_when=Is("copied_acts", "肇事"), source="mental 2.5",
    )  # fmt: skip
    acts_crime: int | None = number(
        "肇祸几次", least=1, most=999, unit="次", default=None, section="mental_copy",
        shown_when=Is("copied_acts", "肇祸"), source="mental 2.5",
    )  # fmt: skip
    acts_other: int | None = number(
        "其他危害行为几次", least=1, most=999, unit="次", default=None, section="mental_copy",
        shown_when=Is("copied_acts", "其他危害行为"), source="mental 2.5",
    )  # fmt: skip
    acts_self_harm: int | None = number(
        "自伤几次", least=1, most=999, unit="次", default=None, section="mental_copy",
        shown_when=Is("copied_acts", "自伤"), source="mental 2.5",
    )  # fmt: skip
    acts_suicide: int | None = number(
        "自杀未遂几次", least=1, most=999, unit="次", default=None, section="mental_copy",
        shown_when=Is("copied_acts", "自杀未遂"), source="mental 2.5",
    )  # fmt: skip
    copied_lab: str | None = choice(
        "实验室检查", "无", "有", default=None, section="mental_copy", shown_when=_COPIED, source="mental 2.5"
    )
    copied_medicine: str | None = choice(
        "用药依从性", "按医嘱规律用药", "间断用药", "不用药", "医嘱勿需用药", default=None, section="mental_copy",
        shown_when=_COPIED, source="mental 2.5",
    )  # fmt: skip
    copied_reaction: str | None = choice(
        "药物不良反应", "无", "有", "此项不适用", default=None, section="mental_copy", shown_when=_COPIED,
        source="mental 2.5",
    )  # fmt: skip
    copied_reaction_note: str | None = text(
        "什么不良反应", default=None, section="mental_copy", shown_when=Is("copied_reaction", "有"), source="mental 2.5"
    )
    copied_effect: str | None = choice(
        "治疗效果", "痊愈", "好转", "无变化", "加重", "此项不适用", default=None, section="mental_copy",
        shown_when=_COPIED, source="mental 2.5",
    )  # fmt: skip
    copied_referral: str | None = choice(
        "转诊", "否", "是", default=None, section="mental_copy", shown_when=_COPIED, source="mental 2.5"
    )
    copied_referral_note: str | None = text(
        "转诊原因，转到哪里", default=None, width=24, section="mental_copy", shown_when=Is("copied_referral", "是"),
        source="mental 2.5",
    )  # fmt: skip
    copied_drugs: str | None = note(
        "用药情况", default=None, lines=2, section="mental_copy", shown_when=_COPIED,
        help="一种药一行：药名、早中晚各多少毫克；长效药几周一次", source="mental 2.5",
    )  # fmt: skip
    copied_advice: str | None = note(
        "用药指导", default=None, lines=2, section="mental_copy", shown_when=_COPIED, source="mental 2.5"
    )
    copied_rehab: tuple[str, ...] | None = choices(
        "康复措施", "生活劳动能力", "职业训练", "学习能力", "社会交往", "其他", default=None, section="mental_copy",
        shown_when=_COPIED, source="mental 2.5",
    )  # fmt: skip
    copied_class: str | None = choice(
        "本次随访分类", "不稳定", "基本稳定", "稳定", default=None, section="mental_copy", shown_when=_COPIED,
        source="mental 2.5, mental 2.9",
    )  # fmt: skip
    copied_next: date | None = day(
        "卫生院下次随访日期", ahead=True, default=None, section="mental_copy", shown_when=_COPIED, source="mental 2.5"
    )


MENTAL_FIELDS = tuple(name for name in vars(MentalFindings).get("__annotations__", {}))
"""Every field of this part, in its order."""
_FACTS = tuple(name for name in MENTAL_FIELDS if name.startswith("copied_") and name not in (
    "copied_from", "copied_on", "copied_by"))  # fmt: skip


def mental_written(values: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Whether any question of this part is given an answer that it did not have."""
    return any(values.get(name) not in (None, "", (), old.get(name)) for name in MENTAL_FIELDS)


def copied_with_source(values: Mapping[str, Any]) -> list[Problem]:
    """Copied facts need the day and the assessor beside the source; the day is not after the visit."""
    if not values.get("mental") or not any(values.get(name) not in (None, "", ()) for name in _FACTS):
        return []
    problems = []
    if not values.get("copied_on"):
        problems.append(Problem("copied_on", "抄来的内容要写明是哪一天随访的"))
    if not values.get("copied_by"):
        problems.append(Problem("copied_by", "抄来的内容要写明是哪位医生评估的"))
    copied, visited = values.get("copied_on"), values.get("visited_on")
    if isinstance(copied, date) and isinstance(visited, date) and copied > visited:
        problems.append(Problem("copied_on", f"随访日期{copied.isoformat()}晚于走访日期，请核对"))
    return problems
