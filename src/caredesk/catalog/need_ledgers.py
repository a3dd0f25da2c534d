"""需求, 转介, 资源链接 and 评估 as papers."""

from __future__ import annotations

from caredesk.schema.ledger import AgeAt, Collected, Column, Joined, Ledger, Path, RowNumber

_WHO, _DONE, _OUT, _BACK = "服务对象", "办理", "转介去向", "回执与反馈"


def _person(on: str, *, numbered: bool = True) -> tuple[Column, ...]:
    """Who it is about, as every ledger begins: their village then, their categories on that day."""
    categories = Collected(
        owner="person", record="episode", field="category", detail="subtype", on=on,
        also=(
            Collected(
                owner="person", lived_in=True, record="household_episode", field="category", detail="city_rural", on=on
            ),
        ),
    )  # fmt: skip
    number = Column(key="id_number", label="身份证号", group=_WHO, source=Path("person.id_number"), width=20)
    return (
        Column(key="number", label="序号", source=RowNumber(), width=5, align="center", number=True),
        Column(key="village", label="村(社区)", group=_WHO, source=Path("village.name"), width=10),
        Column(key="name", label="姓名", group=_WHO, source=Path("person.name"), width=10),
        *([number] if numbered else []),
        Column(key="categories", label="类别", group=_WHO, source=categories, width=16),
    )


def _day(key: str, label: str, group: str = "") -> Column:
    return Column(key=key, label=label, group=group, source=Path(key), width=11, align="center")


_ORDER = ("village.official_order", "village.name", "person.name_key")

NEEDS = Ledger(
    key="needs",
    title="需求台账",
    record="need",
    period="found_on",
    order=("found_on", *_ORDER),
    strength="proposal",
    source="elderly 4.2, elderly 5.4",
    filters=("village",),
    columns=(
        *_person("found_on"),
        _day("found_on", "发现日期"),
        Column(key="kind", label="类型", source=Path("kind"), width=9),
        Column(key="what", label="需求、问题", source=Path("what"), width=28),
        Column(key="owner", label="责任人", group=_DONE, source=Path("owner.name"), width=9),
        _day("due", "办理期限", _DONE),
        Column(key="action", label="处理情况", group=_DONE, source=Path("action"), width=24),
        Column(key="state", label="状态", group=_DONE, source=Path("state"), width=9, align="center"),
        Column(key="result", label="办理结果", group=_DONE, source=Path("result"), width=20),
        _day("closed_on", "办结日期", _DONE),
    ),
    notes=("说明：按发现日期归入本期；“待办”的还没有人动手。",),
)

REFERRALS = Ledger(
    key="referrals",
    title="转介台账",
    record="referral",
    period="sent_on",
    order=("sent_on", *_ORDER),
    strength="proposal",
    source="mental 4.4",
    filters=("village",),
    columns=(
        *_person("sent_on", numbered=False),
        Column(key="referral", label="转介编号", source=Path("number"), width=13),
        _day("sent_on", "日期"),
        Column(key="reason", label="原因", source=Path("reason"), width=14),
        Column(key="matter", label="转介事项", source=Path("matter"), width=26),
        Column(
            key="direction", label="方向", group=_OUT, source=Path("direction"), width=6, align="center"
        ),
        Column(
            key="to", label="部门、机构", group=_OUT, source=Joined((("", "department"), ("", "agency"))), width=18
        ),
        _day("feedback_due", "反馈期限", _OUT),
        Column(
            key="accepted", label="接收结论", group=_BACK, source=Joined((("", "accepted"), ("", "declined"))), width=12
        ),
        Column(key="receiver", label="接收人", group=_BACK, source=Path("receiver"), width=9),
        _day("received_on", "回执日期", _BACK),
        Column(key="feedback", label="反馈", group=_BACK, source=Path("feedback"), width=20),
        Column(key="result", label="结果", source=Path("result"), width=16),
        _day("tracked_on", "跟踪日期"),
        Column(key="state", label="状态", source=Path("state"), width=9, align="center"),
    ),
    notes=("说明：按转介日期归入本期；方向是“转入”的，部门、机构是转来的一方。",),
)  # fmt: skip
"""The columns of mental 4.4, with what was asked for and by when beside them."""

RESOURCES = Ledger(
    key="resources",
    title="资源链接台账",
    record="resource_request",
    period="asked_on",
    order=("asked_on", *_ORDER),
    strength="proposal",
    source="children 3.14",
    filters=("village",),
    columns=(
        *_person("asked_on", numbered=False),
        Column(key="kind", label="类型", source=Path("kind"), width=10),
        Column(key="what", label="要的是什么", source=Path("what"), width=22),
        Column(key="provider", label="提供方", source=Path("provider"), width=18),
        Column(key="quantity", label="数量", source=Path("quantity"), width=10),
        Column(key="value", label="金额、折价(元)", source=Path("value"), width=12, align="right"),
        _day("asked_on", "申请日期"),
        _day("received_on", "到位日期"),
        Column(key="members", label="受益的家庭成员", source=Path("members"), width=14),
        Column(key="voucher", label="凭证", source=Path("voucher"), width=12),
        Column(key="effect", label="成效", source=Path("effect"), width=20),
    ),
    notes=("说明：金额、折价是提供方给的，本站不经手现金。",),
)

ASSESSMENTS = Ledger(
    key="assessments",
    title="评估台账",
    record="assessment",
    period="assessed_on",
    order=("assessed_on", *_ORDER),
    strength="proposal",
    source="elderly 3.6, children 3.7",
    filters=("village",),
    columns=(
        *_person("assessed_on"),
        Column(key="age", label="年龄", group=_WHO, source=AgeAt("person.birth_date", "assessed_on"), width=5,
               align="center", number=True),
        _day("assessed_on", "评估日期"),
        Column(key="scale", label="量表", source=Path("scale"), width=24),
        Column(key="version", label="标准和版本", source=Path("version"), width=16),
        Column(key="origin", label="谁评的", source=Path("origin"), width=14),
        Column(
            key="by", label="评估机构、评估人", width=20,
            source=Joined((("", "agency"), ("", "assessors"), ("复核", "reviewer"))),
        ),
        Column(key="score", label="得分", source=Path("score"), width=6, align="center", number=True),
        Column(key="level", label="等级", source=Joined((("", "level"), ("", "level_words"))), width=14),
        _day("valid_until", "有效期到"),
    ),
    notes=(
        "说明：等级是哪个量表、哪个版本评出来的，看同一行。“本站试评（非正式）”的只供参考，不是评估报告。",
    ),
)  # fmt: skip

NEED_LEDGERS = (NEEDS, REFERRALS, RESOURCES, ASSESSMENTS)
