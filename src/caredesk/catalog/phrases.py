"""常用语: what a station writes again and again, by the field it belongs to; some come along, in the domain's words.

Presets are headings and services that the published lists name, never a finding: nobody's state is written for anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caredesk.catalog.visit import VISIT
from caredesk.schema.declare import choice, note
from caredesk.schema.errors import Problem
from caredesk.schema.fields import Text
from caredesk.schema.privacy import Privacy, mask_numbers_in_words
from caredesk.schema.record import Record, record, type_of

ANYWHERE = "哪一栏都用"
_NOT = ("started_at", "ended_at", "number", "visitor_names", "left_over", "copied_by")
_SECTIONS = {section.key: section.title for section in VISIT.sections}
_WRITTEN = {
    name: spec for name, spec in VISIT.fields.items()
    if isinstance(spec, Text) and name not in _NOT and VISIT.privacy(name) < Privacy.RESTRICTED
}  # fmt: skip
_LABELS = [spec.label for spec in _WRITTEN.values()]
PLACES: Mapping[str, str] = {
    name: spec.label if _LABELS.count(spec.label) == 1 else f"{_SECTIONS[spec.section]}：{spec.label}"
    for name, spec in _WRITTEN.items()
}
"""What a field of the visit form is called where a phrase says where it belongs; restricted ones have no phrases."""

PRESETS: tuple[tuple[str, str], ...] = (
    ("situation", "基本生活：\n安全风险：\n家庭赡（抚）养：\n关爱服务："),
    ("situation", "健康：\n经济：\n赡养：\n安全：\n需求："),
    ("situation", "身体状况：\n居住环境：\n学习情况：\n经济来源："),
    ("action", "督促赡养人履行义务"),
    ("action", "政策宣传讲解"),
    ("action", "需求转介"),
    ("action", "必要救援"),
)
"""The groups of what a visit looks at (elderly 3.1, children 3.6) and what the service includes (elderly 3.1)."""


def _nobody_in_it(values: Mapping[str, Any]) -> list[Problem]:
    said = values.get("text") or ""
    if mask_numbers_in_words(said) != said:
        return [Problem("text", "常用语谁都看得到，里面不能有证件号、电话、银行账号，请删去")]
    return []


@record(
    "phrase",
    "常用语",
    title_field="text",
    indexes=(("place",),),
    rules=(_nobody_in_it,),
    source="practice",
    strength="proposal",
)
class Phrase(Record):
    """Words that the station writes often; everybody at the desk shares them, and they name nobody."""

    text: str = note(
        "常用语", longest=300, lines=3, source="practice", help="不写姓名、证号、电话；填表时按 Ctrl+; 或打分号选用"
    )
    place: str = choice("用在哪一栏", ANYWHERE, *PLACES.values(), default=ANYWHERE, source="practice")


PHRASE = type_of(Phrase)
