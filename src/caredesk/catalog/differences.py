"""新旧名单对照: the county's lists as they were received, and what differs.

Words for what was found and why come from the domain pages: change types and person states elderly 1.4, results of a
review elderly 1.5, reasons for leaving children 3.11.
"""

from __future__ import annotations

from datetime import date

from caredesk.catalog.categories import all_subtypes, names, restricted_names, restricted_subtypes, subtypes_by_category
from caredesk.schema.declare import choice, day, note, number, photos, ref, text, words, yes_no
from caredesk.schema.ids import Id
from caredesk.schema.privacy import Privacy
from caredesk.schema.record import Record, record, type_of

CATEGORY_NAMES = (*names("person"), *names("household"))
_SECRET_NAMES = {**restricted_names("person"), **restricted_names("household")}
_SUBTYPES = {**subtypes_by_category("person"), **subtypes_by_category("household")}

WHOLE, ADDED, ENDED, PART = "全部名单", "只有新增的", "只有退出的", "只有一部分"
EXTENTS = (WHOLE, ADDED, ENDED, PART)
TITLE_EXTENTS = {
    ENDED: ("停发", "退出", "取消", "核减", "注销", "终止", "清退"),
    ADDED: ("新增", "新纳入", "新申请", "拟纳入", "拟新增"),
    PART: ("变更", "变动", "增减", "调整", "补发", "补录", "抽查", "核查", "整改", "死亡", "拟", "公示", "部分"),
}
"""What a title says of a list that is not everybody; a list whose title says nothing may still be a part."""


@record(
    "roster_list",
    "收到的名单",
    title_field="title",
    indexes=(("category", "month"), ("month",)),
    hidden_with=("category", "subtype"),
    source="elderly 4.1, practice",
    strength="proposal",
)
class RosterList(Record):
    """A list of people as the county sent it; its lines lie in one encrypted attachment and never change."""

    title: str = text("名单", longest=200, width=30, source="elderly 4.1")
    category: str | None = choice(
        "类别", *CATEGORY_NAMES, default=None, asked=True, option_privacy=_SECRET_NAMES, source="elderly 1.1"
    )
    subtype: str | None = choice(
        "细类", *all_subtypes("person"), default=None, follows="category", options_by=_SUBTYPES,
        option_privacy=restricted_subtypes("person"), source="elderly 1.2",
    )  # fmt: skip
    area: str | None = choice("城乡", "城市", "农村", default=None, source="elderly 1.4")
    sender: str | None = text("发表单位", default=None, source="elderly 4.1")
    month: date = day("月份", source="elderly 4.1")
    listed_on: date = day("名单日期", source="elderly 4.1")
    extent: str | None = choice("这张表是", *EXTENTS, default=None, source="elderly 4.2")
    whole_town: bool | None = yes_no("全镇的村都在内", default=None, source="elderly 4.1")
    villages: tuple[str, ...] | None = words("有哪些村", default=None, source="elderly 4.3")
    lines: int | None = number("人数", most=1_000_000, unit="人", default=None, source="elderly 4.2")
    not_taken: int | None = number("没有收的", most=1_000_000, unit="人", default=None, source="elderly 4.2")
    content: tuple[str, ...] | None = photos("名单内容", privacy=Privacy.RESTRICTED, source="elderly 4.2")


JOINED, LEFT, CHANGED, ONLY_OURS, ONLY_THEIRS = "新增", "退出", "变更", "我站有而县里没有", "县里有而我站没有"
KINDS = (JOINED, LEFT, CHANGED, ONLY_OURS, ONLY_THEIRS)

AGREES = "后来一致了"
ENDED_HERE = "情况属实，已结束类别"
_TOLD, _ELSE = "情况不属实，已报县里", "其他"
OUTCOMES_BY_KIND = {
    JOINED: ("情况属实", _TOLD, _ELSE, AGREES),
    LEFT: (ENDED_HERE, "情况属实，类别不结束", _TOLD, _ELSE, AGREES),
    CHANGED: ("情况属实", "站里登记错了，已改", _TOLD, _ELSE, AGREES),
    ONLY_OURS: (ENDED_HERE, "县里漏了，已报县里补", "在县里另一张表上", _ELSE, AGREES),
    ONLY_THEIRS: ("已补登记", "已报县里停发", _TOLD, _ELSE, AGREES),
}
BY_ITSELF = (AGREES,)
"""Outcomes that the program writes when a later list, or the register, resolves an item."""
_OUTCOMES = tuple(dict.fromkeys(one for options in OUTCOMES_BY_KIND.values() for one in options))
REASONS = (
    "死亡", "迁出", "嫁娶", "分户迁出", "失踪", "服刑", "入住机构", "超过年龄", "不再符合条件", "期满", "变更供养方式",
    "自愿放弃", "新申请批准", "从外地迁入", "待遇调整", "转到别的类别", "县里漏报", "站里漏登", "登记错误", "其他",
)  # fmt: skip


@record(
    "roster_difference",
    "名单差异",
    title_field="name",
    part_of="person",
    indexes=(("category", "month"), ("outcome", "deadline"), ("listed_on",)),
    hidden_with=("category", "subtype"),
    source="elderly 5.4, practice",
    strength="proposal",
)
class RosterDifference(Record):
    """One thing to look into because a list, the list before and the register do not agree; stays until settled."""

    person: Id | None = ref("服务对象", to="person", default=None, source="practice")
    household: Id | None = ref("户", to="household", default=None, source="elderly 1.1")
    name: str = text("姓名", longest=50, width=10, source="elderly 4.2")
    number: str | None = text("证号（打星）", longest=20, default=None, width=20, source="elderly 4.3")
    village: Id | None = ref("村（社区）", to="village", default=None, source="elderly 4.3")
    category: str = choice("类别", *CATEGORY_NAMES, option_privacy=_SECRET_NAMES, source="elderly 1.1")
    subtype: str | None = choice(
        "细类", *all_subtypes("person"), default=None, follows="category", options_by=_SUBTYPES,
        option_privacy=restricted_subtypes("person"), source="elderly 1.2",
    )  # fmt: skip
    area: str | None = choice("城乡", "城市", "农村", default=None, source="elderly 1.4")
    sender: str | None = text("发表单位", default=None, source="elderly 4.1")
    month: date = day("月份", source="elderly 4.1")
    listed_on: date = day("名单日期", source="elderly 4.1")
    kind: str = choice("差异", *KINDS, source="elderly 5.4, practice")
    what: str | None = text(
        "内容", longest=500, default=None, width=24, privacy=Privacy.SENSITIVE, source="elderly 1.4"
    )
    visitor: Id | None = ref("经办人", to="visitor", default=None, source="practice")
    deadline: date | None = day("办理期限", default=None, source="practice")
    reason: str | None = choice(
        "原因", *REASONS, default=None, option_privacy={"服刑": Privacy.RESTRICTED}, source="elderly 1.4, children 3.11"
    )
    outcome: str | None = choice(
        "办理结果", *_OUTCOMES, default=None, follows="kind", options_by=OUTCOMES_BY_KIND, source="elderly 1.5"
    )
    done_on: date | None = day("办结日期", default=None, source="elderly 5.4")
    note: str | None = note("说明", lines=2, default=None, source="practice")


ROSTER_LIST, ROSTER_DIFFERENCE = map(type_of, (RosterList, RosterDifference))
