"""台账: the ledgers of the station as columns in order."""

from __future__ import annotations

from caredesk.catalog.difference_ledgers import DIFFERENCES, STOP_NOTICES
from caredesk.catalog.need_ledgers import NEED_LEDGERS
from caredesk.catalog.plans import VISIT_PLAN
from caredesk.schema.ledger import AgeAt, Collected, Column, Joined, Ledger, Path, RowNumber

_GOING, _PERSON, _MATTER = "走访", "服务对象", "情况与处理"

_EVERYDAY = (
    ("met", "见到本人"), ("met", "接通"), ("body", "良好"), ("self_care", "自理"), ("mood", "正常"),
    ("living", "与配偶"), ("living", "与子女"), ("living", "与父母"), ("living", "与孙子女"),
    ("guardianship_now", "较好"), ("in_school", "在校"),
)  # fmt: skip
"""What goes without saying in 基本情况: it would stand on nearly every line. The ledger's note says so."""

VISITS = Ledger(
    key="visits",
    title="入户探访台账",
    record="visit",
    period="visited_on",
    order=("visited_on", "village.official_order", "village.name", "person.name_key"),
    paper="A3",
    strength="proposal",
    source="elderly 4.2",
    filters=("village", "visitor", "mode", "risk", "origin"),
    columns=(
        Column(key="number", label="序号", group=_GOING, source=RowNumber(), width=5, align="center", number=True),
        Column(key="visited_on", label="走访日期", group=_GOING, source=Path("visited_on"), width=11, align="center"),
        Column(key="mode", label="走访方式", group=_GOING, source=Path("mode"), width=9),
        Column(key="village", label="村(社区)", group=_GOING, source=Path("village.name"), width=10),
        Column(key="name", label="服务对象姓名", group=_PERSON, source=Path("person.name"), width=10),
        Column(key="sex", label="性别", group=_PERSON, source=Path("person.sex"), width=5, align="center"),
        Column(
            key="age", label="年龄", group=_PERSON, source=AgeAt("person.birth_date", "visited_on"), width=5,
            align="center", number=True,
        ),
        Column(key="id_number", label="身份证号", group=_PERSON, source=Path("person.id_number"), width=20),
        Column(
            key="phone", label="联系电话", group=_PERSON, width=13,
            source=Collected(owner="person", record="phone", field="number", since="", until="", first=True),
        ),
        Column(key="address", label="家庭住址", group=_PERSON, source=Path("person.address"), width=18),
        Column(
            key="categories", label="对象类别", group=_PERSON, width=16,
            source=Collected(
                owner="person", record="episode", field="category", detail="subtype", on="visited_on",
                also=(
                    Collected(
                        owner="person", lived_in=True, record="household_episode", field="category",
                        detail="city_rural", on="visited_on",
                    ),
                ),
            ),
        ),
        Column(key="risk", label="风险等级", group=_PERSON, source=Path("risk"), width=8, align="center"),
        Column(
            key="visitors", label="走访人员", group=_MATTER, width=12,
            source=Joined(
                (("", "visitor.name"), ("", "second_visitor.name"), ("", "visitor_names"), ("", "companions")),
                separator="、",
            ),
        ),
        Column(
            key="situation", label="基本情况", group=_MATTER, width=26,
            source=Joined(
                (("", "met"), ("", "situation"), ("身体", "body"), ("自理", "self_care"), ("心情", "mood"),
                 ("居住", "living"), ("监护", "guardianship_now"), ("在校", "in_school")),
                silent=_EVERYDAY, otherwise="正常",
            ),
        ),
        Column(
            key="problems", label="发现问题及需求", group=_MATTER, width=24,
            source=Joined(
                (("", "problems"), ("隐患", "hazard_note"), ("需求", "needs"), ("孩子的需求", "child_needs")),
                silent=(("needs", "没有"), ("child_needs", "没有")), otherwise="无",
            ),
        ),
        Column(
            key="action", label="处理情况(服务内容)", group=_MATTER, width=24,
            source=Joined((("", "action"), ("政策宣传", "policy"), ("物资", "goods"))),
        ),
        Column(
            key="referral", label="转介事项", group=_MATTER, width=14,
            source=Joined((("", "referral_matter"), ("转", "referred_to"))),
        ),
        Column(
            key="result", label="办理结果", group=_MATTER, width=12,
            source=Joined((("", "referral_state"), ("", "result"))),
        ),
        Column(
            key="next_visit_on", label="下次走访时间", group=_MATTER, source=Path("next_visit_on"), width=11,
            align="center",
        ),
        Column(
            key="remarks", label="备注", group=_MATTER, width=12,
            source=Joined((("", "origin"), ("补录", "backfilled"), ("", "remarks"))),
        ),
    ),
    notes=(
        "说明：见到本人（电话、视频为接通）的不另注明；身体、自理、心情、居住、监护、在校只写与平常不同的，没有写的是平常或当次没有"
        "问到。“发现问题及需求”写“无”的是问过没有。",
    ),
)  # fmt: skip
"""The 20 columns that elderly 4.2 proposes for a 走访台账; no published list of columns was found."""

_CARER = "监护人(联系人)"


def _contact(field: str) -> Collected:
    return Collected(owner="", record="contact", field=field, since="", until="", first=True)


PEOPLE = Ledger(
    key="people",
    title="服务对象花名册",
    record="person",
    order=("village.official_order", "village.name", "group", "name_key"),
    paper="A3",
    strength="proposal",
    source="elderly 4.2",
    filters=("village", "state", "risk"),
    columns=(
        Column(key="number", label="序号", source=RowNumber(), width=5, align="center", number=True),
        Column(key="village", label="村(社区)", source=Path("village.name"), width=10),
        Column(key="group", label="组", source=Path("group"), width=6),
        Column(key="name", label="姓名", source=Path("name"), width=10),
        Column(key="sex", label="性别", source=Path("sex"), width=5, align="center"),
        Column(key="id_number", label="身份证号", source=Path("id_number"), width=20),
        Column(key="birth_date", label="出生日期", source=Path("birth_date"), width=11, align="center"),
        Column(key="ethnicity", label="民族", source=Path("ethnicity"), width=7),
        Column(
            key="phone", label="联系电话", width=13,
            source=Collected(owner="", record="phone", field="number", since="", until="", first=True),
        ),
        Column(key="address", label="家庭住址", source=Path("address"), width=20),
        Column(key="registered_address", label="户籍地址", source=Path("registered_address"), width=18),
        Column(key="residence_state", label="人户状态", source=Path("residence_state"), width=10),
        Column(
            key="categories", label="对象类别", width=18,
            source=Collected(
                owner="", record="episode", field="category", detail="subtype",
                also=(
                    Collected(
                        owner="", lived_in=True, record="household_episode", field="category", detail="city_rural"
                    ),
                ),
            ),
        ),
        Column(key="risk", label="风险等级", source=Path("risk"), width=8, align="center"),
        Column(key="carer", label="姓名", group=_CARER, source=_contact("name"), width=10),
        Column(key="carer_relation", label="关系", group=_CARER, source=_contact("relation"), width=8),
        Column(key="carer_phone", label="联系电话", group=_CARER, source=_contact("phone"), width=13),
        Column(key="state", label="状态", source=Path("state"), width=6, align="center"),
        Column(key="state_on", label="状态改变日期", source=Path("state_on"), width=11, align="center"),
        Column(key="remarks", label="备注", source=Path("remarks"), width=14),
    ),
)  # fmt: skip
"""A standing list of everybody, after the 花名册 of elderly 4.2 with all categories in one column."""

LEDGERS = (VISITS, PEOPLE, VISIT_PLAN, DIFFERENCES, STOP_NOTICES, *NEED_LEDGERS)
