"""入户探访 to children: the findings of children 3.6 and of A9 (学习、思想、身体、生活) beyond the common core."""

from __future__ import annotations

from caredesk.catalog.place import RESTRICTED, SENSITIVE
from caredesk.catalog.visit_terms import FOR_CHILD, HEARD, LOOKED, SAFE, SPOKE
from caredesk.schema.conditions import All, Is, Known
from caredesk.schema.declare import choice, choices, note, number, text, yes_no
from caredesk.schema.record import Record, Section, fields_of_part

CHILD_SECTIONS = (
    Section(key="child_care", title="谁在带孩子", shown_when=All(FOR_CHILD, HEARD)),
    Section(key="child_life", title="孩子的生活", shown_when=All(FOR_CHILD, HEARD)),
    Section(key="child_body", title="孩子的身体", shown_when=All(FOR_CHILD, HEARD)),
    Section(key="child_study", title="学习", shown_when=All(FOR_CHILD, HEARD)),
    Section(key="child_mind", title="心理、行为", shown_when=All(FOR_CHILD, HEARD)),
    Section(key="child_safety", title="孩子的安全", shown_when=All(FOR_CHILD, HEARD)),
)

HARM_SIGNS = ("性侵害", "欺凌", "家庭暴力", "虐待", "遗弃", "拐卖", "其他伤害")


@fields_of_part
class ChildFindings(Record):
    """What a visit to a child looks at besides the core."""

    saw: tuple[str, ...] | None = choices(
        "见到了谁", "儿童本人", "父亲", "母亲", "实际监护人", "邻居", "教师", default=None, asked_when=HEARD,
        section="child_care", help="电话、视频里说上话的也算", source="children 3.6",
    )  # fmt: skip
    lives_with: tuple[str, ...] | None = choices(
        "同住的人", "父亲", "母亲", "祖父母", "外祖父母", "兄弟姐妹", "亲戚朋友", "受委托照护人", "没有人",
        default=None,
        asked_when=HEARD, carried=True, section="child_care", source="children 3.6, children 3.2",
    )  # fmt: skip
    carer_changed: bool | None = yes_no(
        "照护人换了没有", default=None, asked_when=HEARD, section="child_care", source="children 3.6"
    )
    carer_now: str | None = text(
        "现在是谁照护", longest=50, default=None, section="child_care", shown_when=Is("carer_changed", True),
        source="children 3.6",
    )  # fmt: skip
    parents_called: bool | None = yes_no(
        "父母近一周联系过", default=None, asked_when=HEARD, section="child_care",
        help="未成年人保护法第二十三条：每周至少一次", source="children 3.6, children 2.1",
    )  # fmt: skip
    alone: bool | None = yes_no(
        "独自居住或夜里没人陪", default=None, asked_when=HEARD, section="child_care",
        help="不满16周岁不得脱离监护单独生活，发现的要立即报告", source="children 3.6, children 1.3",
    )  # fmt: skip
    guardianship_now: str | None = choice(
        "监护情况", "较好", "一般", "差", default=None, asked_when=HEARD, privacy=SENSITIVE, section="child_care",
        source="children 3.1",
    )  # fmt: skip

    provided: str | None = choice(
        "衣食住",
        "有保障",
        "勉强",
        "没有保障",
        default=None,
        asked_when=HEARD,
        section="child_life",
        source="children 3.6",
    )
    allowance_paid: bool | None = yes_no(
        "津贴到账", default=None, section="child_life", help="没有津贴的不用填", source="children 3.6"
    )
    life_trouble: str | None = note("生活上的困难", default=None, lines=2, section="child_life", source="children A9")
    life_help: str | None = note(
        "怎么解决的",
        default=None,
        lines=2,
        section="child_life",
        shown_when=Known("life_trouble"),
        source="children A9",
    )

    treatment: tuple[str, ...] | None = choices(
        "治疗和康复", "在就诊", "在用药", "在康复训练", "该治没治", "不需要", default=None, privacy=SENSITIVE,
        asked_when=Is("body", "慢性病", "重病", "残疾"), carried=True, section="child_body", source="children 3.6",
    )  # fmt: skip
    body_trouble: str | None = note(
        "身体上的困难", default=None, lines=2, privacy=SENSITIVE, section="child_body", source="children A9"
    )
    body_help: str | None = note(
        "怎么解决的", default=None, lines=2, privacy=SENSITIVE, section="child_body", shown_when=Known("body_trouble"),
        source="children A9",
    )  # fmt: skip

    in_school: str | None = choice(
        "在校情况", "在校", "缺课", "辍学", "学龄前", "已毕业或不在学", default=None, asked_when=HEARD,
        carried=True, section="child_study",
        source="children 3.6, children 3.1",
    )  # fmt: skip
    absent_days: int | None = number(
        "近一个月缺课几天", most=31, unit="天", default=None, section="child_study", shown_when=Is("in_school", "缺课"),
        source="children 3.6",
    )  # fmt: skip
    marks: str | None = choice(
        "成绩", "好", "中等", "差", default=None, section="child_study", shown_when=Is("in_school", "在校", "缺课"),
        source="children 3.6",
    )  # fmt: skip
    dropout_risk: bool | None = yes_no(
        "有辍学风险", default=None, asked_when=Is("in_school", "在校", "缺课"), section="child_study",
        shown_when=Is("in_school", "在校", "缺课"), source="children 3.6",
    )  # fmt: skip
    study_trouble: str | None = note("学习上的困难", default=None, lines=2, section="child_study", source="children A9")
    study_help: str | None = note(
        "怎么解决的", default=None, lines=2, section="child_study", shown_when=Known("study_trouble"),
        source="children A9",
    )  # fmt: skip

    social: str | None = choice(
        "和人相处", "合群", "一般", "孤僻", default=None, asked_when=SPOKE, privacy=SENSITIVE, section="child_mind",
        source="children 3.6",
    )  # fmt: skip
    internet: str | None = choice(
        "上网", "正常", "时间偏长", "沉迷", "不上网", default=None, asked_when=HEARD, section="child_mind",
        source="children 3.6",
    )  # fmt: skip
    bad_habits: tuple[str, ...] | None = choices(
        "不良行为", "逃学", "沉迷网吧", "偷盗", "打架斗殴", "外出流浪", "其他", "没有", default=None, privacy=SENSITIVE,
        section="child_mind", source="children 3.6, children 3.7",
    )  # fmt: skip
    mind_trouble: str | None = note(
        "思想上的困难", default=None, lines=2, privacy=SENSITIVE, section="child_mind", source="children A9"
    )
    mind_help: str | None = note(
        "怎么解决的", default=None, lines=2, privacy=SENSITIVE, section="child_mind", shown_when=Known("mind_trouble"),
        source="children A9",
    )  # fmt: skip

    drowning: str | None = choice(
        "防溺水", *SAFE, default=None, asked_when=LOOKED, section="child_safety", source="children 3.6"
    )
    traffic: str | None = choice("交通安全", *SAFE, default=None, section="child_safety", source="children 3.6")
    online: str | None = choice("网络安全", *SAFE, default=None, section="child_safety", source="children 3.6")
    harm_signs: tuple[str, ...] | None = choices(
        "受侵害的迹象", *HARM_SIGNS, "没有发现", default=None, privacy=RESTRICTED, section="child_safety",
        help="发现迹象要立即报警，并向民政报告（强制报告）", source="children 3.6, children 3.9",
    )  # fmt: skip
    harm_note: str | None = note(
        "看到、听到的", default=None, privacy=RESTRICTED, section="child_safety", shown_when=Is("harm_signs",
        *HARM_SIGNS),
        help="只写事实和原话，不下结论", source="children 3.9",
    )  # fmt: skip
    harm_reported: str | None = choice(
        "强制报告", "已报警", "已报民政", "已报警并报民政", "还没报", default=None, asked_when=Is("harm_signs",
        *HARM_SIGNS),
        privacy=RESTRICTED, section="child_safety", shown_when=Is("harm_signs", *HARM_SIGNS), source="children 3.9",
    )  # fmt: skip
    child_needs: tuple[str, ...] | None = choices(
        "孩子的需求", "物质", "医疗", "教育", "心理", "监护", "法律", "没有", default=None, asked_when=HEARD,
        section="child_safety", source="children 3.6",
    )  # fmt: skip
