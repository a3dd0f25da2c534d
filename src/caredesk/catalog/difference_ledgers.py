"""新旧名单对照 and 停发告知清单 as papers: the columns a county asks for when it wants to see what became of a list."""

from __future__ import annotations

from caredesk.schema.ledger import Column, Joined, Ledger, Path, RowNumber

_WHO, _DONE = "对象", "办理"

DIFFERENCES = Ledger(
    key="differences",
    title="新旧名单对照",
    record="roster_difference",
    period="listed_on",
    order=("category", "kind", "village.official_order", "village.name", "name"),
    paper="A3",
    strength="proposal",
    source="elderly 5.4",
    filters=("village", "visitor"),
    columns=(
        Column(key="number", label="序号", source=RowNumber(), width=5, align="center", number=True),
        Column(
            key="category", label="类别", source=Joined((("", "category"), ("", "subtype")), separator="·"), width=16
        ),
        Column(key="kind", label="差异", source=Path("kind"), width=14),
        Column(key="village", label="村(社区)", group=_WHO, source=Path("village.name"), width=10),
        Column(key="name", label="姓名", group=_WHO, source=Path("name"), width=10),
        Column(key="id_number", label="证号（打星）", group=_WHO, source=Path("number"), width=20),
        Column(key="what", label="内容", source=Path("what"), width=30),
        Column(key="reason", label="原因", group=_DONE, source=Path("reason"), width=12),
        Column(key="visitor", label="经办人", group=_DONE, source=Path("visitor.name"), width=9),
        Column(key="deadline", label="办理期限", group=_DONE, source=Path("deadline"), width=11, align="center"),
        Column(key="outcome", label="办理结果", group=_DONE, source=Path("outcome"), width=18),
        Column(key="done_on", label="办结日期", group=_DONE, source=Path("done_on"), width=11, align="center"),
        Column(key="remarks", label="备注", source=Joined((("", "sender"), ("", "note"))), width=18),
    ),
    notes=(
        "说明：新增、退出、变更是和上一份名单比；“我站有而县里没有”“县里有而我站没有”是和本站登记比。"
        "只比名单说到的村；办理结果空着的还没有办。",
    ),
)

STOP_NOTICES = Ledger(
    key="stop_notices",
    title="停发告知清单",
    record="stop_notice",
    period="event_on",
    order=("event_on", "person.village.official_order", "person.village.name", "person.name_key"),
    paper="A3",
    strength="proposal",
    source="practice",
    filters=(),
    columns=(
        Column(key="number", label="序号", source=RowNumber(), width=5, align="center", number=True),
        Column(key="village", label="村(社区)", group=_WHO, source=Path("person.village.name"), width=10),
        Column(key="name", label="姓名", group=_WHO, source=Path("person.name"), width=10),
        Column(key="id_number", label="身份证号", group=_WHO, source=Path("person.id_number"), width=20),
        Column(key="event", label="情形", source=Path("told_as"), width=10, align="center"),
        Column(key="event_on", label="发生日期", source=Path("event_on"), width=11, align="center"),
        Column(key="benefit", label="待遇", source=Path("benefit"), width=22),
        Column(key="asked_for", label="要县里办的", source=Path("asked_for"), width=12),
        Column(key="tell", label="该告知谁", group="告知", source=Path("tell"), width=20),
        Column(key="due", label="最晚哪天", group="告知", source=Path("due"), width=11, align="center"),
        Column(key="told", label="告知了谁", group="告知", source=Path("told"), width=14),
        Column(key="told_on", label="告知日期", group="告知", source=Path("told_on"), width=11, align="center"),
        Column(key="means", label="方式", group="告知", source=Path("means"), width=10),
        Column(key="receipt", label="回执", group="告知", source=Path("receipt"), width=16),
        Column(key="remarks", label="备注", source=Path("remark"), width=14),
    ),
    notes=("说明：去世、迁出、入住机构等以后，每一项待遇一行；“告知日期”空着的还没有告知。",),
)
