"""What a station's old visit lists can hold: targets for columns, words for modes and outcomes, what makes a ledger.

No published column list of a 走访台账 was found (elderly 4.2): headings are those proposed there and in children 3.6
and 4, the labels and synonyms of the visit's own fields, and the ways counties write them. Keys: ``visit.FIELD``;
``visit.visitors`` (names as they stand), ``visit.month:1`` ... for a table with a column a month, ``visit.part:year``,
``:month``, ``:day`` for a date in several columns, ``visit.last_on`` for a roster's 最近走访日期: that makes no ledger.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from caredesk.catalog.roster import LAST_VISIT, LEAVING, OWNERS, SUBJECT_WORDS, TARGETS
from caredesk.catalog.visit import VISIT
from caredesk.catalog.visit_terms import ORIGINS
from caredesk.schema.fields import Choice
from caredesk.schema.roster import RosterTerms, Target

VISITS = "visits"
"""`Layout.about` of a visit ledger."""
(ORIGIN,) = ORIGINS
"""`Visit.origin` of what came in from an old ledger."""

_GOING = ("走访", "探访", "入户", "回访", "家访", "巡访", "访视", "上门", "随访", "慰问", "关爱", "访问", "服务")
_DAYS = tuple(
    dict.fromkeys(
        [f"{word}{of}" for word in _GOING for of in ("日期", "时间", "年月日", "月日")]
        + ["日期", "时间", "年月日", "月日", "开展时间", "活动时间", "工作日期", "记录日期", "记录时间"]
    )
)
_NUMERALS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]


def _target(name: str, *more: str, label: str = "") -> Target:
    spec = VISIT.fields[name]
    options = (*spec.options, *(spec.aliases or {})) if isinstance(spec, Choice) else ()
    return Target(
        key=f"visit.{name}",
        label=label or spec.label,
        synonyms=(spec.label, *spec.synonyms, *more),
        evidence="option" if options else "text",
        options=options,
        many=True,
    )


def _made(key: str, label: str, *synonyms: str, ignored: bool = False) -> Target:
    return Target(
        key=f"visit.{key}", label=label, synonyms=synonyms, evidence="text", many=True, ignored=ignored,
    )  # fmt: skip


_LAST = next(one.synonyms for one in TARGETS if one.key == f"ignored:{LAST_VISIT}")
LAST_ON = _made("last_on", "最近走访日期", *_LAST)

VISIT_TARGETS: tuple[Target, ...] = (
    _target("visited_on", *_DAYS),
    *(
        _made(f"month:{month}", f"{month}月走访", f"{month}月", f"{month}月份", f"{month:02d}月", f"{word}月",
              f"{word}月份")
        for month, word in enumerate(_NUMERALS, start=1)
    ),
    _made("part:year", "走访日期的年", "年", "年份", "年度"),
    _made("part:month", "走访日期的月", "月", "月份"),
    _made("part:day", "走访日期的日", "日", "号"),
    LAST_ON,
    _target("mode", "方式", "形式", "走访形式", "探访形式", "入户方式", "家访方式", "服务方式", "访视方式", "慰问方式",
            "走访途径"),
    _made(
        "visitors", "探访人", "探访人", "走访人", "走访人员", "探访人员", "回访人",
        "回访人员", "入户人", "入户人员", "家访人", "家访人员", "巡访人员", "访视人员", "随访人员", "慰问人员",
        "服务人员", "服务社工", "走访社工", "探访社工", "走访干部", "走访员", "探访员", "走访者", "探访者", "上门人员",
        "走访人签字", "探访人签字", "走访人员签字", "探访人员签字", "入户人员签字", "社工",
    ),
    _target("companions", "陪同人", "同行人员", "随行人员", "参加人员", "参与人员"),
    _target("met", "是否见到", "见到本人", "是否见面", "是否接通", "接通情况", "见面情况"),
    _target("purpose"),
    _target(
        "situation", "走访情况", "探访内容", "探访情况", "家庭情况", "走访记录", "探访记录", "走访主要内容",
        "走访详情", "了解情况", "走访了解情况", "监护/生活/学习/心理/安全情况", "生活情况", "入户情况", "入户内容",
        "家访情况", "家访内容", "家访记录", "回访内容", "服务记录", "对象近况", "近况", "现状", "目前情况", "目前状况",
        "情况记录", "情况描述", "情况", "内容", "主要情况", "慰问情况", "巡访情况", "访视情况", "近期情况", "家庭近况",
        "走访内容及情况", "走访情况记录", "探访情况记录", "主要内容", "工作内容", "关爱情况", "生活状况",
    ),
    _target("body", "健康状况", "身体情况", "健康情况", "身体健康状况"),
    _target("mood", "精神状态", "情绪状态", "心理状况", "精神状况", "心理状态", "精神、情绪状态"),
    _target("house", "住房情况", "居住安全", "房屋安全"),
    _target("hazard_found", "是否发现隐患", "有无隐患", "是否有隐患", "发现隐患"),
    _target(
        "problems", "存在问题", "存在的问题", "问题及需求", "存在困难", "困难问题", "主要问题", "主要困难",
        "困难及需求", "困难和需求", "问题", "诉求", "反映问题", "反映的问题", "需求及问题", "发现风险", "风险隐患",
        "隐患", "困难诉求", "困难", "问题和困难", "发现的困难",
    ),
    _target("needs", "主要需求", "服务需求", "对象需求", "需要帮助"),
    _target("risk", "风险级别", "关爱等级", "风险评估"),
    _target(
        "action", "服务内容", "处理措施", "处置情况", "解决情况", "帮扶措施", "帮扶情况", "处理办法", "处理方式",
        "采取措施", "解决措施", "服务情况", "落实情况", "处理意见", "解决办法", "关爱措施", "服务措施", "提供服务",
        "开展服务", "采取的措施", "应对措施", "帮办事项", "帮助解决事项",
    ),
    _target("policy", "政策宣传", "宣传政策", "宣传内容", "政策宣传内容"),
    _target("goods", "发放物资", "慰问品", "慰问物资", "慰问金品", "物资", "发放慰问品"),
    _target("referral_matter", "转介", "转办事项", "转介情况", "转办"),
    _target("referred_to", "转办部门", "转介单位"),
    _target("result", "处理结果", "解决结果", "结果", "反馈情况", "跟进情况", "走访结果", "探访结果", "后续跟进",
            "跟踪情况", "处置结果", "回访结果", "跟进结果"),
    _target("next_visit_on", "下次探访时间", "计划下次走访", "下次计划时间", "下次走访计划", "下次入户时间",
            "下次回访时间", "下次回访日期", "下次家访时间", "下次时间", "下次走访", "下次探访"),
    _target("remarks", "备 注", "说明", "其他", "其他情况", "其它"),
)  # fmt: skip

CONTENT = frozenset(
    f"visit.{name}" for name in ("mode", "visitors", "met", "situation", "problems", "action", "result",
                                 "next_visit_on", "purpose", "companions")
)  # fmt: skip
"""What a list of visits says and a list of people does not."""
TOLD = frozenset(("visit.situation", "visit.problems", "visit.action", "visit.result"))

_NOT_OF_PEOPLE = frozenset(
    (
        "risk",
        "remarks",
        "health",
        "since",
        "phone_note",
        "ignored:日期",
        "ignored:签字",
        f"ignored:{LAST_VISIT}",
        "income_sources",
    )
)
"""Targets of a roster whose words mean something of the visit in a ledger."""


def ledger_terms(villages: Mapping[str, str]) -> RosterTerms:
    """What layout finding is told of visit ledgers: who was visited as in a roster, and what was found there."""
    people = [_named(one) for one in TARGETS if one.key not in _NOT_OF_PEOPLE and not one.key.startswith(LEAVING)]
    dates = next(one for one in TARGETS if one.key == "ignored:日期")
    others = tuple(word for word in dates.synonyms if not any(said in word for said in ("走访", "探访")))
    return RosterTerms((*people, *VISIT_TARGETS, replace(dates, synonyms=others)), OWNERS, SUBJECT_WORDS, villages,
                       about=VISITS, several_names=True)  # fmt: skip


_VISITED = ("走访对象", "探访对象", "被走访人", "被探访人", "服务对象", "慰问对象", "回访对象", "受访人", "受访对象")


def _named(one: Target) -> Target:
    if one.key != "name" or one.owner:
        return one
    return replace(one, synonyms=(*one.synonyms, *(f"{who}{of}" for who in _VISITED for of in ("", "姓名"))))


_A_VISIT = re.compile(r"走访|探访|入户|回访|家访|巡访|访视|上门|随访|慰问|关爱服务|服务记录|工作记录")
_A_ROSTER = re.compile(r"花名册|名册|名单|一览表|信息表|基本情况表|摸底|统计表|汇总表")


def says_visits(texts: Iterable[str]) -> bool:
    """Whether a title, a sheet's name or a file's name speaks of visits."""
    return any(_A_VISIT.search(text) for text in texts)


def makes_ledger(targets: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether a table with these targets is a list of visits: a day of a visit and what was said or done there.

    ``texts`` are its titles, its sheet's name and its file's. A roster may well have a column of days and of visitors:
    what calls itself 花名册 must tell more.
    """
    months = sum(1 for one in targets if one.startswith("visit.month:"))
    told = {one for one in targets if one in CONTENT}
    visits, roster = says_visits(texts), any(_A_ROSTER.search(text) for text in texts)
    if months >= 3:
        return visits or bool(told & TOLD)
    if not {"visit.visited_on", "visit.part:day"} & set(targets):
        return False
    if roster:
        return len(told) >= 3 and bool(told & TOLD)
    return len(told) >= 2 or (visits and (bool(told) or "visit.remarks" in targets))


MODE_WORDS: Mapping[str, tuple[str, ...]] = {
    "上门入户": (
        "入户", "上门", "入户走访", "上门走访", "上门探访", "入户探访", "实地", "实地走访", "实地探访", "面访", "当面",
        "登门", "登门走访", "登门拜访", "家访", "面谈", "入户家访", "上门服务", "入户服务", "入户看望", "上门看望",
        "入户慰问", "上门慰问", "现场", "现场走访", "见面", "走访", "入户巡访", "面对面",
    ),
    "电话": (
        "电话", "电访", "电话走访", "电话探访", "电话回访", "电话访问", "打电话", "电话联系", "电话问候", "电话慰问",
        "电话访谈", "手机", "电联", "去电",
    ),
    "视频": (
        "视频", "微信视频", "视频通话", "微信视频通话", "视频电话", "视频探访", "视频走访", "视频连线", "视频聊天",
        "线上视频",
    ),
    "远程监测": ("远程监测", "远程", "智能设备", "智能监测", "平台监测", "设备监测"),
    "在养老院/福利院见的": (
        "机构", "机构探访", "机构走访", "养老院", "敬老院", "福利院", "养老院探访", "敬老院探访", "福利院探访",
    ),
}  # fmt: skip
"""Words for modes in old ledgers (elderly 2.2, children 3.6); 微信 alone may be written words and stays open."""

MODE_IN_TITLE: Sequence[tuple[str, str]] = (
    ("入户", "上门入户"), ("上门", "上门入户"), ("家访", "上门入户"), ("电话", "电话"), ("视频", "视频"),
)  # fmt: skip
"""What a title says of all its visits; 走访 alone may have been by telephone."""

MET_WORDS = frozenset(
    ("是", "√", "✓", "✔", "见到", "见到本人", "见面", "已见", "已见到", "已见面", "接通", "已接通", "本人", "有",
     "在家", "见", "见了", "本人接听")
)  # fmt: skip
NOT_MET_WORDS: Mapping[str, str] = {
    "无人": "无人应答", "无人在家": "无人应答", "家中无人": "无人应答", "没人": "无人应答", "不在家": "外出",
    "外出务工": "外出", "外出打工": "外出", "住院中": "住院", "在住院": "住院", "已去世": "去世", "死亡": "去世",
    "已死亡": "去世", "病故": "去世", "已故": "去世", "搬走": "搬离", "已搬离": "搬离", "已搬走": "搬离",
    "拒绝": "拒访", "关机": "停机", "已停机": "停机", "未接": "无人接听", "未接听": "无人接听", "没接": "无人接听",
    "家属": "家属代", "家属代答": "家属代", "家属接听": "代接", "家人代接": "代接", "代接听": "代接",
}  # fmt: skip
"""Why somebody was not met, as ledgers write it."""
NO_VISIT = re.compile(r"^(未访|未走访|未探访|没访|没去|未去|未入户|未开展|无|没有|未|空|待访)$")
