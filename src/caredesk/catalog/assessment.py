"""评估: results of outside assessments as the report says them, and of scales that the station does itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from caredesk.catalog.place import RESTRICTED, SENSITIVE
from caredesk.catalog.scales_child import CHILD_SCALES
from caredesk.catalog.scales_elderly import ELDERLY_SCALES
from caredesk.schema.conditions import Is
from caredesk.schema.declare import choice, day, note, number, photos, ref, text, words
from caredesk.schema.errors import Problem
from caredesk.schema.ids import Id
from caredesk.schema.record import Record, Section, record, type_of

SCALES = (*ELDERLY_SCALES, *CHILD_SCALES)
BY_TITLE = {one.title: one for one in SCALES}
OTHER_SCALE = "其他量表"
OUTSIDE, HERE, AID = "外面机构评的", "本站评的", "本站试评（非正式）"
_LEVELS = {**{one.title: one.levels for one in SCALES}, OTHER_SCALE: ()}


def _fits(values: Mapping[str, Any]) -> list[Problem]:
    problems = []
    on, until = values.get("assessed_on"), values.get("valid_until")
    if isinstance(on, date) and isinstance(until, date) and until < on:
        problems.append(Problem("valid_until", f"有效期到{until.isoformat()}，早于评估日期{on.isoformat()}，请核对"))
    scale, score = BY_TITLE.get(values.get("scale") or ""), values.get("score")
    span = scale.range if scale else None
    if isinstance(score, int) and span and not span[0] <= score <= span[1]:
        problems.append(Problem("score", f"“{values['scale']}”的得分在{span[0]}到{span[1]}之间，请核对"))
    return problems


@record(
    "assessment",
    "评估",
    title_field="assessed_on",
    part_of="person",
    indexes=(("person", "assessed_on"), ("assessed_on",), ("valid_until",), ("village", "assessed_on")),
    rules=(_fits,),
    sections=(
        Section(key="what", title="用的什么量表"),
        Section(key="result", title="结果"),
        Section(key="more", title="其他"),
    ),
    source="elderly 3.6, children 3.7",
    strength="proposal",
)
class Assessment(Record):
    """One assessment of one person; which scale and version produced the level is always kept with it."""

    person: Id = ref("服务对象", to="person", section="what", source="elderly 3.6")
    scale: str = choice("量表", *_LEVELS, section="what", source="elderly 3.6, children 3.7")
    origin: str = choice("谁评的", OUTSIDE, HERE, AID, default=OUTSIDE, section="what", source="elderly 3.6")
    version: str | None = text(
        "标准和版本", longest=60, default=None, section="what", help="不填的按量表自带的记", source="elderly 3.6"
    )
    reason: str | None = choice(
        "评估原因", "首次", "常规", "即时", "复评", "其他", default=None, section="what", source="elderly 3.6"
    )
    agency: str | None = text(
        "评估机构", longest=60, default=None, section="what", shown_when=Is("origin", OUTSIDE), source="elderly 3.6"
    )
    assessors: str | None = text(
        "评估人", longest=60, default=None, section="what", help="监护评估、能力评估都要两人以上",
        source="elderly 3.6, children 3.7",
    )  # fmt: skip
    reviewer: str | None = text("复核人", longest=30, default=None, section="what", source="children 3.7")
    village: Id | None = ref(
        "村（社区）", to="village", default=None, section="what", help="评估时所在的村，自动带出", source="elderly 4.2"
    )
    assessed_on: date = day("评估日期", past=True, section="what", source="elderly 3.6")

    score: int | None = number(
        "得分", most=1000, unit="分", default=None, privacy=SENSITIVE, section="result", source="elderly 3.6"
    )
    level: str | None = choice(
        "等级", *dict.fromkeys(level for levels in _LEVELS.values() for level in levels), default=None,
        privacy=SENSITIVE, follows="scale", options_by=_LEVELS, section="result",
        source="elderly 3.6, elderly 1.4, children 3.7",
    )  # fmt: skip
    level_words: str | None = text(
        "报告上的等级", longest=40, default=None, privacy=SENSITIVE, section="result",
        shown_when=Is("scale", *(title for title, levels in _LEVELS.items() if not levels)), source="children 3.7",
    )  # fmt: skip
    valid_until: date | None = day("有效期到", default=None, section="result", source="children 3.7")
    answers: tuple[str, ...] | None = words(
        "原始答案", default=None, privacy=SENSITIVE, section="result", source="children 3.7"
    )
    closed_answers: tuple[str, ...] | None = words(
        "只有站长能看的答案", default=None, privacy=RESTRICTED, section="result", source="children 3.7"
    )

    photos: tuple[str, ...] | None = photos("报告的照片", privacy=SENSITIVE, section="more", source="elderly 3.6")
    remark: str | None = note("备注", lines=2, default=None, privacy=SENSITIVE, section="more", source="elderly 3.6")


ASSESSMENT = type_of(Assessment)
