"""What visit forms share: modes, outcomes, and the conditions under which a question is put."""

from __future__ import annotations

from caredesk.catalog.categories import CATEGORIES
from caredesk.schema.conditions import All, Either, Is, Not
from caredesk.schema.privacy import Privacy

MODES = ("上门入户", "电话", "视频", "远程监测", "在养老院/福利院见的")
"""The short set of elderly 2.2, and the mode that practice.md adds."""

_GONE = ("外出", "住院", "入住机构", "搬离", "去世", "拒访")
OUTCOMES_BY_MODE = {
    "上门入户": ("见到本人", "家属代", "无人应答", *_GONE),
    "在养老院/福利院见的": ("见到本人", "家属代", "外出", "住院", "搬离", "去世", "拒访"),
    "电话": ("接通", "代接", "无人接听", "停机", "空号", "拒接", *_GONE),
    "视频": ("接通", "代接", "无人接听", "拒接", *_GONE),
    "远程监测": ("接通", "无人应答", *_GONE),
}
"""Met, or why not, by mode (elderly 3.2, children 3.13); in a call somebody else may say that the person is gone."""
OUTCOMES = tuple(dict.fromkeys(outcome for outcomes in OUTCOMES_BY_MODE.values() for outcome in outcomes))

MET = ("见到本人", "接通")
"""Outcomes that count as a contact with the person. 家属代 and 代接 are recorded and tell much, but satisfy no rule."""

STATE_BY_OUTCOME = {"去世": ("死亡", "死亡"), "搬离": ("迁出", "迁往外地"), "入住机构": ("迁出", "入住机构")}
"""What an outcome suggests about the person: state and reason, asked after the visit was saved (practice.md)."""

FORMS = ("老年人", "儿童", "残疾人", "困难家庭")
FORM_BY_CATEGORY = {
    one.name: one.form
    for form in ("儿童", "老年人", "残疾人", "困难家庭")
    for one in CATEGORIES
    if one.form == form and one.privacy < Privacy.RESTRICTED
}
"""Which form serves a category; the first one that a person has decides, the others are asked besides."""

ON_SITE = Is("mode", "上门入户", "在养老院/福利院见的")
"""Somebody went there and could look around."""
HEARD = Is("met", "见到本人", "家属代", "接通", "代接")
"""Somebody could be asked about the person."""
SPOKE = Is("met", *MET)
"""The person could be asked."""
SEEN = All(ON_SITE, Is("met", "见到本人"))
"""The person was seen with one's own eyes: never on the telephone."""
LOOKED = All(ON_SITE, HEARD)
"""The home was seen and somebody let the visitor in."""


def _for(*forms: str) -> Either:
    """The form, or one of those that somebody of several categories is asked besides."""
    return Either(Is("form", *forms), Is("also", *forms))


FOR_ELDERLY = _for("老年人")
FOR_DISABLED = _for("残疾人")
FOR_RELIEF = _for("困难家庭")
FOR_CHILD = _for("儿童")
ADULT_FORMS = ("老年人", "残疾人", "困难家庭")
FOR_ADULTS = _for(*ADULT_FORMS)
NOT_ONLY_CHILD = Either(Not(Is("form", "儿童")), Is("also", *ADULT_FORMS))

ORIGINS = ("历史导入",)
"""Where a visit comes from that nobody entered here (practice, Start)."""
FROM_LEDGER = Is("origin", *ORIGINS)
"""An old ledger may not say how, by whom, or whether the person was met; nothing of it is made up."""

SAFE = ("正常", "有隐患")
