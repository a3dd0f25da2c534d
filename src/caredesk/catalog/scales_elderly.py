"""Scales for elderly people and 特困人员: the six indicators, GB/T 42195-2022, and the standard before it."""

from __future__ import annotations

from caredesk.catalog.person import SELF_CARE
from caredesk.schema.privacy import Privacy
from caredesk.schema.scale import Band, Override, Question, Scale

_CAN = (("能", 0), ("不能", 1))

SELF_CARE_SIX = Scale(
    key="self_care_six",
    title="特困人员生活自理能力（六项）",
    version="特困人员认定办法",
    high_is="bad",
    levels=SELF_CARE,
    source="elderly 1.4",
    strength="official",
    items=tuple(
        Question(text=text, options=_CAN, part="六项指标")
        for text in ("自主吃饭", "自主穿衣", "自主上下床", "自主如厕", "室内自主行走", "自主洗澡")
    ),
    bands=(Band(0, 0, SELF_CARE[0]), Band(1, 3, SELF_CARE[1]), Band(4, 6, SELF_CARE[2])),
    serves=("老年人", "残疾人", "困难家庭"),
    kept_as="self_care",
    notes=("得分是达不到的项数：0项全自理，1到3项半护理，4到6项全护理。和国际上同样六项的 ADL 分级不一样，不能混用。",),
)
"""The score is the number of indicators not reached; the ADL reading of the same six has other bands (second trap)."""

_HELP = (
    ("4分 独立", 4), ("3分 要提示", 3), ("2分 要帮助", 2), ("1分 主要靠人", 1), ("0分 全靠人", 0),
)  # fmt: skip
"""The generic meaning of 0-4, which fits what somebody does with their hands and legs."""


def _points(most: int) -> tuple[tuple[str, int], ...]:
    return tuple((f"{score}分", score) for score in range(most, -1, -1))


_YES_NO = (("1分 没有", 1), ("0分 有", 0))
_CARE, _MOVE, _MIND, _SENSE = "B.1 自理能力", "B.2 基础运动能力", "B.3 精神状态", "B.4 感知觉与社会参与"
_BY_TEXT = "各分的意思对照标准附录B的原文"


def _ability() -> tuple[Question, ...]:
    handled = [(text, _CARE) for text in ("进食", "修饰", "洗澡", "穿/脱上衣", "穿/脱裤子和鞋袜", "小便控制",
                                          "大便控制", "如厕")]  # fmt: skip
    moved = [(text, _MOVE) for text in ("床上体位转移", "床椅转移", "平地行走")]
    by_points = [
        ("上下楼梯", _MOVE, 3), ("时间定向", _MIND, 4), ("空间定向", _MIND, 4), ("人物定向", _MIND, 4),
        ("记忆", _MIND, 4), ("理解能力", _MIND, 4), ("表达能力", _MIND, 4), ("意识水平", _MIND, 2), ("视力", _SENSE, 2),
        ("听力", _SENSE, 2), ("执行日常事务", _SENSE, 4), ("使用交通工具外出", _SENSE, 3), ("社会交往能力", _SENSE, 4),
    ]  # fmt: skip
    made = [Question(text=text, part=part, options=_HELP) for text, part in handled + moved]
    for text, part, most in by_points:
        if text == "意识水平":
            made += [
                Question(text=sign, part=_MIND, options=_YES_NO, help="近一个月") for sign in ("攻击行为", "抑郁症状")
            ]
        made.append(Question(text=text, part=part, options=_points(most), help=_BY_TEXT))
    return tuple(made)


ABILITY_LEVELS = ("能力完好", "轻度失能", "中度失能", "重度失能", "完全失能")

ABILITY_2022 = Scale(
    key="ability_2022",
    title="老年人能力评估 GB/T 42195-2022",
    version="GB/T 42195-2022",
    high_is="good",
    levels=ABILITY_LEVELS,
    source="elderly 3.6",
    strength="secondary",
    items=_ability(),
    bands=(
        Band(90, 90, "能力完好"),
        Band(66, 89, "轻度失能"),
        Band(46, 65, "中度失能"),
        Band(30, 45, "重度失能"),
        Band(0, 29, "完全失能"),
    ),
    overrides=(
        Override(text="昏迷", level="完全失能", help="也有写“重度失能”的，请对照标准原文"),
        Override(text="确诊痴呆或其他精神行为障碍", worse=1, privacy=Privacy.RESTRICTED, help="等级往重里调一级"),
        Override(text="近30天有2次及以上意外", worse=1, help="跌倒、走失、噎食、自杀自伤等；等级往重里调一级"),
    ),
    aid=True,
    serves=("老年人",),
    kept_as="ability_level",
    notes=(
        "正式评估由有资质的机构两名评估员做。社工站打的分只供参考，不能当评估报告用。",
        "4分独立完成，3分要指导或提示，2分要帮助、自己为主，1分主要靠他人、能配合，0分完全靠他人。",
    ),
)
"""26 items, 32 + 15 + 28 + 15 = 90 points. Two public versions score B.4.4 only 0-2, which makes 89: a bug."""

ABILITY_2013 = Scale(
    key="ability_2013",
    title="老年人能力评估（2013年标准）",
    version="2013年标准，按 Barthel 指数",
    high_is="good",
    levels=ABILITY_LEVELS[:4],
    source="elderly 3.6",
    strength="secondary",
    bands=(
        Band(100, 100, "能力完好"), Band(65, 95, "轻度失能"), Band(45, 60, "中度失能"), Band(0, 40, "重度失能"),
    ),
    serves=("老年人",),
    kept_as="ability_level",
    notes=("老报告用的标准，等级的意思和2022年的不同，只照抄结果。",),
)  # fmt: skip
"""Recorded only: results in older files. Its score goes by fives, so the bands have gaps."""

ELDERLY_SCALES = (SELF_CARE_SIX, ABILITY_2022, ABILITY_2013)
