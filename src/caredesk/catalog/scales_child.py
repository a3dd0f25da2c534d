"""监护（风险）评估 for children (children 3.7): templates whose direction of scoring and veto items differ.

No template was read whole. What was read is declared, nothing is filled in: a scale without bands gives no level.
"""

from __future__ import annotations

from caredesk.schema.privacy import Privacy
from caredesk.schema.scale import Band, Checklist, Override, Question, Scale

_LEVELS = ("监护正常", "监护不足", "监护失当", "监护缺失")
_ANSWERS = (("正常", 0), ("不足", 1), ("失当", 2), ("缺失", 3))
_STATE, _ABILITY = "监护状况", "监护能力"

HUBEI_2023 = Scale(
    key="guardianship_hubei",
    title="家庭监护能力评估（湖北2023）",
    version="湖北地方标准 2023-05",
    high_is="good",
    levels=_LEVELS,
    source="children 3.7",
    strength="official",
    suggests={"监护正常": "一般", "监护不足": "重点", "监护失当": "高风险", "监护缺失": "高风险"},
    serves=("儿童",),
    notes=("照抄评估报告上的结果。“监护缺失”的要报民政部门。",),
)
"""11 second-level and 20 third-level indicators with 66 scoring rules that could not be read: recorded only."""

_GRAVE = "出现一条就是最重的一级"
STATION_GUARDIANSHIP = Scale(
    key="guardianship_station",
    title="监护风险评估（本站用）",
    version="本站合成，第1版",
    high_is="bad",
    levels=_LEVELS,
    source="children 3.7",
    strength="proposal",
    items=(
        *(Question(text=text, options=_ANSWERS, part=_STATE) for text in ("日常生活", "健康", "教育", "安全")),
        *(
            Question(text=text, options=_ANSWERS, part=_ABILITY)
            for text in ("监护意愿", "生活保障", "家庭教育", "处理家庭关系", "安全保护")
        ),
    ),
    by="worst",
    overrides=(
        Override(
            text="正被家暴、拐卖或非法雇用", level="监护缺失", part="紧急情形", help=_GRAVE, privacy=Privacy.RESTRICTED,
        ),
        Override(text="离家出走或流浪乞讨", level="监护缺失", part="紧急情形", help=_GRAVE),
        Override(text="家庭遭遇重大变故", level="监护缺失", part="紧急情形", help=_GRAVE),
        Override(text="其他危及生命的情形", level="监护缺失", part="紧急情形", help=_GRAVE),
    ),
    months_valid=24,
    suggests={"监护正常": "一般", "监护不足": "重点", "监护失当": "高风险", "监护缺失": "高风险"},
    serves=("儿童",),
    notes=(
        "没有全国统一的表：项目照北京办法，分级照湖北标准，紧急情形照一份学术评分表，按最重的一项定级。",
        "要两人以上评（湖南2025）。有侵害迹象的先按强制报告办，不等评估。",
    ),
)  # fmt: skip
"""Made of what was read; the worst answer decides, so that no threshold had to be made up. 2 years: 湖南 (2.1)."""

QIANXI = Scale(
    key="left_behind_qianxi",
    title="留守儿童风险等级（黔西县，节选）",
    version="黔西县风险等级评估表（后半未见）",
    high_is="good",
    levels=(),
    source="children 3.7",
    strength="official",
    items=(
        Question(text="年龄", options=(("11岁到不满16岁", 10), ("6到10岁", 5), ("0到5岁", 3))),
        Question(text="身体", options=(("没有残疾、重病", 10), ("残疾或重病", 0))),
        Question(text="心理", options=tuple((f"{score}分", score) for score in range(5, -1, -1))),
        Checklist(
            text="行为习惯", signs=("逃学", "沉迷网吧", "偷盗", "打架斗殴", "外出流浪", "其他"), clean=5,
            help="有一种就是0分",
        ),
        Checklist(
            text="居住安全",
            signs=("性侵隐患", "家暴", "虐待", "用电用火", "煤气中毒", "地质灾害", "危房", "溺水"),
            clean=10, help="有一种就是0分", privacy=Privacy.RESTRICTED,
        ),
        Question(text="家庭经济", options=(("低保标准2倍以上", 10), ("1到2倍", 5), ("低于低保标准", 0))),
    ),
    months_valid=6,
    serves=("儿童",),
    notes=("分越高越安全。原表后面还有“问题家庭”等项没有读到，这里的合计不是全表总分，不定等级。",),
)  # fmt: skip
"""Points, high = safe; rated in March and September (2.1)."""

_EMERGENCY = "有一条就是一级"
FIVE_LEVELS = Scale(
    key="service_levels",
    title="儿童服务分级（学术评分表）",
    version="学术论文，非官方",
    high_is="bad",
    levels=("不列级", "四级", "三级", "二级", "一级"),
    source="children 3.7",
    strength="proposal",
    bands=(
        Band(0, 0, "不列级"), Band(1, 5, "四级"), Band(6, 15, "三级"), Band(16, 25, "二级"), Band(26, 30, "一级"),
    ),
    overrides=(
        Override(
            text="正被家暴、拐卖或非法雇用", level="一级", part="紧急情形", help=_EMERGENCY, privacy=Privacy.RESTRICTED,
        ),
        Override(text="离家出走或流浪乞讨", level="一级", part="紧急情形", help=_EMERGENCY),
        Override(text="家庭重大变故", level="一级", part="紧急情形", help=_EMERGENCY),
        Override(text="其他危及生命的情形", level="一级", part="紧急情形", help=_EMERGENCY),
    ),
    aid=True,
    serves=("儿童",),
    suggests={"一级": "高风险"},
    notes=("分越高风险越大。评分的各项没有读到，合计分自己填；紧急情形不看分数。",),
)  # fmt: skip

CHILD_SCALES = (HUBEI_2023, STATION_GUARDIANSHIP, QIANXI, FIVE_LEVELS)
