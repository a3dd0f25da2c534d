"""服务对象: the people the station looks after, their telephones, contacts, certificates and categories."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from caredesk.catalog import categories, codes
from caredesk.catalog.place import RESTRICTED, SENSITIVE, ends_after_start
from caredesk.schema.conditions import Is, Not
from caredesk.schema.dates import PartialDate
from caredesk.schema.declare import certificate_number as document_number
from caredesk.schema.declare import choice, choices, day, note, number, partial_day, photos, ref, text, yes_no
from caredesk.schema.declare import id_number as citizen_id
from caredesk.schema.declare import phone as telephone
from caredesk.schema.errors import Problem
from caredesk.schema.identity import (
    DISABILITY_CLASSES,
    DISABILITY_GRADES,
    check_disability_certificate,
    check_id_number,
)
from caredesk.schema.ids import Id
from caredesk.schema.record import Ages, Record, Section, record, type_of

IN_REGISTER = "在册"
LEFT_STATES = ("迁出", "死亡", "退出")


def derived(values: Mapping[str, Any]) -> dict[str, Any]:
    """Birth date and sex as the ID number says them, for those that are still unknown or only partly known."""
    found = check_id_number(values.get("id_number") or "")
    if not found.sound or found.birth is None:
        return {}
    known: PartialDate | None = values.get("birth_date")
    made: dict[str, Any] = {}
    if known is None or (known.full is None and known.agrees_with(found.birth)):
        made["birth_date"] = found.birth
    if not values.get("sex"):
        made["sex"] = found.sex
    return made


def _agrees_with_id(values: Mapping[str, Any]) -> list[Problem]:
    found = check_id_number(values.get("id_number") or "")
    if not found.sound or found.birth is None:
        return []
    problems = []
    birth: PartialDate | None = values.get("birth_date")
    if birth and not birth.agrees_with(found.birth):
        said = f"出生日期{birth.isoformat()}与身份证号上的{found.birth.isoformat()}不一致，请核对"
        problems.append(Problem("birth_date", said))
    if values.get("sex") and values["sex"] != found.sex:
        problems.append(Problem("sex", f"性别“{values['sex']}”与身份证号上的“{found.sex}”不一致，请核对"))
    return problems


def _left_needs_day(values: Mapping[str, Any]) -> list[Problem]:
    state = values.get("state") or IN_REGISTER
    if state in LEFT_STATES and not values.get("state_on"):
        return [Problem("state_on", f"状态改成了“{state}”，请填写是哪一天")]
    return []


def _number_says_kind(values: Mapping[str, Any]) -> list[Problem]:
    if values.get("id_number") and values.get("id_type") in ("没有证件", "其他证件"):
        said = "填了身份证号，证件类型应是“居民身份证”；其他证件的号码请记到“证件”里"
        return [Problem("id_type", said)]
    return []


@record(
    "person",
    "服务对象",
    title_field="name",
    unique=(("id_number",),),
    indexes=(("village", "name"), ("state", "village"), ("name",), ("household",), ("birth_date",), ("risk",)),
    sections=(
        Section(key="basic", title="基本情况"),
        Section(key="home", title="住址"),
        Section(key="family", title="家庭"),
        Section(key="school", title="就学", ages=Ages("birth_date", 0, 25)),
        Section(key="state", title="风险与状态"),
        Section(key="more", title="其他"),
    ),
    rules=(_agrees_with_id, _number_says_kind, _left_needs_day),
    source="elderly 3.2, children 3.1, practice",
    strength="official",
)
class Person(Record):
    """Somebody the station looks after; everything but the name may still be unknown."""

    name: str = text(
        "姓名", longest=50, width=10, section="basic", synonyms=("儿童姓名", "老人姓名", "对象姓名", "残疾人姓名"),
        source="elderly 3.2",
    )  # fmt: skip
    id_type: str = choice(
        "证件类型", "居民身份证", "其他证件", "没有证件", default="居民身份证", section="basic",
        help="其他证件的号码记到“证件”里", source="children 3.5, mental 2.11",
    )  # fmt: skip
    id_number: str | None = citizen_id(
        "身份证号", default=None, asked_when=Not(Is("id_type", "其他证件", "没有证件")), section="basic",
        synonyms=(
            "身份证号码", "身份证", "公民身份号码", "公民身份证号码", "身份证件号码", "户主身份证号", "儿童身份证",
        ),
        source="elderly 4.3, elderly 6.1",
    )  # fmt: skip
    sex: str | None = choice(
        "性别", *codes.SEXES, default=None, asked=True, section="basic", width=6, source="elderly 6.3",
    )  # fmt: skip
    birth_date: PartialDate | None = partial_day(
        "出生日期",
        past=True,
        default=None,
        asked=True,
        section="basic",
        synonyms=("出生年月", "出生年月日"),
        source="children 3.1",
    )
    ethnicity: str | None = choice(
        "民族", *codes.ETHNICITIES, aliases=codes.ETHNICITY_ALIASES, default=None, section="basic", width=8,
        source="elderly 6.6",
    )  # fmt: skip
    education: str | None = choice(
        "文化程度", *codes.EDUCATION, aliases=codes.EDUCATION_ALIASES, default=None, section="basic",
        synonyms=("学历", "教育状况", "教育程度"), source="elderly 6.7",
    )  # fmt: skip
    marital: str | None = choice(
        "婚姻状况", *codes.MARITAL, aliases=codes.MARITAL_ALIASES, default=None, section="basic",
        synonyms=("婚姻",), source="elderly 6.4",
    )  # fmt: skip
    health: str | None = choice(
        "健康状况", "健康", "一般或较弱", "慢性病", "重病", "残疾", "其他",
        aliases={"健康或良好": "健康", "良好": "健康", "一般": "一般或较弱", "较弱": "一般或较弱",
        "较差": "一般或较弱",
        "有慢性病": "慢性病"},
        default=None, privacy=SENSITIVE, section="basic", synonyms=("身体情况", "身体状况"), source="children 3.2",
    )  # fmt: skip

    village: Id | None = ref(
        "村（社区）", to="village", default=None, asked=True, section="home",
        synonyms=("村(居)", "社区", "所属社区", "村名称", "行政村（社区）名称"), source="elderly 4.3",
    )  # fmt: skip
    group: str | None = text(
        "组", longest=30, default=None, width=8, section="home", synonyms=("组别", "自然村", "小组"), source="practice"
    )
    address: str | None = text(
        "现住址", default=None, asked=True, width=24, section="home",
        synonyms=("家庭住址", "家庭地址", "居住地址", "通讯住址", "住址", "现居住地", "实际居住地", "现住地址"),
        source="elderly 4.3, children 3.15",
    )  # fmt: skip
    registered_address: str | None = text(
        "户籍地址", default=None, width=24, section="home",
        synonyms=("户籍所在地", "户口地址", "户籍地", "户口所在地"), source="children 3.15",
    )  # fmt: skip
    census: str | None = choice(
        "户籍性质", "农村居民户口", "城镇居民户口", "其他（无户口、居民户口）",
        aliases={"农业户口": "农村居民户口", "农业": "农村居民户口", "农村": "农村居民户口",
        "非农业户口": "城镇居民户口",
                 "非农业": "城镇居民户口", "城市": "城镇居民户口", "居民户口": "其他（无户口、居民户口）"},
        default=None, section="home", synonyms=("户口性质", "户籍类型", "户籍类别"), source="children 3.2",
    )  # fmt: skip
    residence_state: str | None = choice(
        "人户状态", "人户都在", "户在人不在", "人在户不在", default=None, section="home", source="practice"
    )
    address_away: str | None = text(
        "外出地址", default=None, width=24, section="home", shown_when=Is("residence_state", "户在人不在"),
        source="practice",
    )  # fmt: skip

    household: Id | None = ref("户", to="household", default=None, section="family", source="elderly 1.1")
    relation: str | None = choice(
        "与户主关系", *codes.RELATIONS, aliases=codes.RELATION_ALIASES, default=None, section="family",
        source="elderly 6.2",
    )  # fmt: skip
    household_since: PartialDate | None = partial_day(
        "入户、离户日期", past=True, default=None, section="family",
        help="新进这户，或者离开了原来的户，写那一天；一直在这户的空着。以前的月份按这个日期算", source="practice",
    )  # fmt: skip
    income_sources: tuple[str, ...] | None = choices(
        "收入来源", "退休金、养老金", "城乡居民养老", "低保金", "特困供养", "高龄津贴", "两项补贴", "子女给予",
        "劳动收入",
        "土地流转", "房租", "储蓄", "其他", default=None, section="family", synonyms=("经济来源", "家庭经济来源"),
        source="elderly 3.2",
    )  # fmt: skip

    schooling: str | None = choice(
        "就学情况", "学龄前", "幼儿园", "小学", "初中", "高中", "中专及以上", "辍学", "不在学", "其他",
        aliases={"未入园": "学龄前", "未入学": "学龄前", "学前班": "幼儿园", "中职": "中专及以上", "职高": "中专及以上",
                 "中专": "中专及以上", "不在校": "不在学"},
        default=None, section="school", synonyms=("教育情况", "学业状况"), source="children 3.1, children 3.2",
    )  # fmt: skip
    school: str | None = text(
        "就读学校", longest=60, default=None, width=16, section="school", synonyms=("学校名称", "就读学校及年级"),
        source="children 3.4, children 3.5",
    )  # fmt: skip
    grade: str | None = text(
        "年级（班级）", longest=30, default=None, section="school", synonyms=("年级", "班级"), source="children 3.5"
    )
    boarding: bool | None = yes_no(
        "是否寄宿", default=None, section="school", synonyms=("是否学校寄宿",), source="children 3.1",
    )  # fmt: skip
    teacher: str | None = text(
        "联系老师（教师妈妈）", longest=50, default=None, section="school", source="children 1.4, children 3.5"
    )
    teacher_phone: str | None = telephone("老师电话", default=None, section="school", source="children 3.5")

    risk: str | None = choice(
        "风险等级", "高风险", "重点", "一般", default=None, asked=True, section="state",
        help="全站只用这一套：高风险、重点、一般", source="elderly 3.2, practice",
    )  # fmt: skip
    risk_since: date | None = day(
        "风险等级从哪天起", default=None, section="state", help="走访时评的，从走访那天起；手工改的，从改的那天起",
        source="elderly 2.3",
    )  # fmt: skip
    state: str = choice(
        "状态", IN_REGISTER, *LEFT_STATES, default=IN_REGISTER, section="state",
        aliases={"正常": IN_REGISTER, "去世": "死亡", "注销": "退出", "迁移": "迁出"}, source="elderly 1.4",
    )  # fmt: skip
    state_on: date | None = day(
        "状态改变日期", past=True, default=None, section="state", shown_when=Is("state", *LEFT_STATES),
        synonyms=("死亡时间", "迁出时间", "退出时间", "去世时间"), source="elderly 1.4",
    )  # fmt: skip
    state_reason: str | None = choice(
        "原因", "死亡", "失踪", "嫁娶", "服刑", "分户迁出", "迁往外地", "入住机构", "超过年龄", "不再符合条件",
        "自愿退出",
        "重复登记", "其他",
        aliases={"狱中服刑": "服刑", "去世": "死亡"}, option_privacy={"服刑": RESTRICTED},
        default=None, section="state", shown_when=Is("state", *LEFT_STATES), source="elderly 1.4, children 3.11",
    )  # fmt: skip
    entry_hint: str | None = text(
        "入户提示",
        default=None,
        width=20,
        section="state",
        help="如：有恶犬，须两人同去。走访路线单上会印",
        source="practice",
    )

    remarks: str | None = note("备注", default=None, section="more", source="elderly 4.2")
    photo: tuple[str, ...] | None = photos("照片", privacy=SENSITIVE, section="more", source="children 3.2, practice")


@record(
    "phone",
    "电话",
    title_field="number",
    part_of="person",
    indexes=(("person",), ("number",)),
    source="practice",
    strength="general",
)
class PhoneNumber(Record):
    """A telephone of a person, with whose it is."""

    person: Id = ref("服务对象", to="person", source="practice")
    number: str = telephone(
        "电话号码",
        synonyms=("联系电话", "家庭电话", "手机", "移动电话", "住宅电话", "联系方式", "电话"),
        source="elderly 4.3",
    )
    whose: str | None = text("是谁的", longest=30, default=None, help="本人、儿子、邻居……", source="practice")
    remark: str | None = text("备注", default=None, source="practice")


def _comes_back_later(values: Mapping[str, Any]) -> list[Problem]:
    since, until = values.get("since"), values.get("until")
    if since and until and until < since:
        return [Problem("until", f"到哪天止{until.isoformat()}早于从哪天起{since.isoformat()}，请核对")]
    return []


@record(
    "stay",
    "以前的户",
    title_field="household",
    part_of="person",
    indexes=(("person", "until"),),
    rules=(ends_after_start,),
    source="practice, elderly 1.4",
    strength="general",
)
class Stay(Record):
    """A household that a person belonged to and has left; the one they are in now stands on the person.

    A return of a past month counts who was a member then, so leaving keeps both days.
    """

    person: Id = ref("服务对象", to="person", source="practice")
    household: Id = ref("户", to="household", source="practice")
    relation: str | None = choice(
        "与户主关系", *codes.RELATIONS, aliases=codes.RELATION_ALIASES, default=None, source="elderly 6.2"
    )
    since: PartialDate | None = partial_day("从哪天起", past=True, default=None, help="一直在的空着", source="practice")
    until: date = day("到哪天止", past=True, source="practice")


@record(
    "absence",
    "离开过",
    title_field="state",
    part_of="person",
    indexes=(("person", "since"),),
    rules=(_comes_back_later,),
    source="elderly 1.4",
    strength="general",
)
class Absence(Record):
    """A time during which somebody who is 在册 again was marked 迁出 or 退出: past months go without them."""

    person: Id = ref("服务对象", to="person", source="elderly 1.4")
    state: str = choice("当时的状态", "迁出", "退出", source="elderly 1.4")
    since: date = day("从哪天起", past=True, source="elderly 1.4")
    until: date = day("到哪天止", past=True, help="回来的前一天", source="elderly 1.4")


PARENT_ROLES = ("父亲", "母亲")
CONTACT_ROLES = (*PARENT_ROLES, "监护人", "受委托照护人", "照料人", "紧急联系人", "其他家人", "村干部", "邻居")


def _emergency_needs_phone(values: Mapping[str, Any]) -> list[Problem]:
    if values.get("role") == "紧急联系人" and not values.get("phone"):
        return [Problem("phone", "紧急联系人请填写电话")]
    return []


@record(
    "contact",
    "照料人、联系人",
    title_field="name",
    part_of="person",
    indexes=(("person", "role"), ("name",)),
    rules=(_emergency_needs_phone,),
    source="elderly 3.2, children 3.1, children 3.5",
    strength="official",
)
class Contact(Record):
    """A carer, guardian, parent or emergency contact of a person; parents share one list of states."""

    person: Id = ref("服务对象", to="person", source="elderly 3.2")
    role: str = choice(
        "身份", *CONTACT_ROLES,
        aliases={"委托照护人": "受委托照护人", "委托监护人": "受委托照护人", "受委托监护人": "受委托照护人",
                 "实际监护人": "监护人", "其他监护人": "监护人", "护理人员": "照料人", "联系人": "紧急联系人",
                 "监护人（联系人）": "监护人", "父": "父亲", "母": "母亲"},
        source="elderly 3.2, children 3.1",
    )  # fmt: skip
    name: str = text("姓名", longest=50, width=10, source="elderly 3.2")
    relation: str | None = text(
        "与服务对象的关系", longest=30, default=None, help="儿子、爷爷、邻居……",
        synonyms=("关系", "与儿童关系", "与老人关系", "与被监护人关系", "与对象关系"),
        source="elderly 3.2, children 3.15",
    )  # fmt: skip
    phone: str | None = telephone("电话", default=None, synonyms=("联系电话",), source="elderly 3.2")
    id_number: str | None = citizen_id("身份证号", default=None, synonyms=("身份证号码",), source="children 3.1")
    birth_date: PartialDate | None = partial_day("出生日期", default=None, source="children 3.1")
    address: str | None = text(
        "务工地点、住址", default=None, width=24, help="外出务工的写到省、市",
        synonyms=("务工地点", "当前务工地点", "现/务工住址", "居住地址", "住址"), source="children 3.1",
    )  # fmt: skip
    has_key: bool | None = yes_no("有老人家的钥匙", default=None, source="elderly 3.2, elderly 3.4")
    lives_with: bool | None = yes_no("同住", default=None, synonyms=("是否同住",), source="children 3.5")
    closeness: str | None = choice("亲密程度", "好", "差", default=None, source="children 3.5")
    education: str | None = choice(
        "教育程度", *codes.EDUCATION, aliases=codes.EDUCATION_ALIASES, default=None, source="children 3.5"
    )
    condition: str | None = choice(
        "当前状况", "健康", "重病", "残疾", "重病和残疾", "长期外出打工", "离家出走", "失联", "不履行监护抚养责任",
        "自然死亡", "宣告死亡", "宣告失踪", default=None, privacy=SENSITIVE, synonyms=("健康状况", "身体状况"),
        source="children 3.5",
    )  # fmt: skip
    restraint: tuple[str, ...] | None = choices(
        "限制情形", "服刑在押", "强制隔离戒毒", "被执行其他限制人身自由的措施", "被撤销监护资格", "被遣送（驱逐）出境",
        default=None, privacy=RESTRICTED, shown_when=Is("role", *PARENT_ROLES, "监护人"), source="children 1.2",
    )  # fmt: skip
    restraint_months: int | None = number(
        "期限", most=999, unit="个月", default=None, privacy=RESTRICTED, shown_when=Is("role", *PARENT_ROLES, "监护人"),
        source="children 3.5",
    )  # fmt: skip
    work: str | None = text("职业、单位", default=None, source="children 3.4, elderly 3.3")
    until: date | None = day("到哪天止", default=None, help="不再照料或联系时填", source="practice")
    remark: str | None = text("备注", default=None, source="elderly 3.2")


CERTIFICATE_KINDS = (
    "残疾人证", "低保证", "特困证", "低保边缘证", "医疗证", "户口簿", "护照", "港澳居民来往内地通行证",
    "台湾居民来往大陆通行证", "港澳台居民居住证", "出生医学证明", "优待证", "其他",
)  # fmt: skip


def _disability_number_fits(values: Mapping[str, Any]) -> list[Problem]:
    said = values.get("number")
    if values.get("kind") != "残疾人证" or not said:
        return []
    found = check_disability_certificate(said)
    return [] if found.sound else [Problem("number", found.reason)]


def _valid_in_order(values: Mapping[str, Any]) -> list[Problem]:
    first, last = values.get("valid_from"), values.get("valid_until")
    if first and last and last < first:
        return [Problem("valid_until", f"有效期止{last.isoformat()}早于发证日期{first.isoformat()}，请核对")]
    return []


@record(
    "certificate",
    "证件",
    title_field="kind",
    part_of="person",
    indexes=(("person",), ("number",), ("valid_until",)),
    rules=(_disability_number_fits, _valid_in_order),
    source="elderly 1.1, elderly 3.7",
    strength="official",
)
class Certificate(Record):
    """A certificate of a person: 残疾人证, 低保证 ... with its number and validity."""

    person: Id = ref("服务对象", to="person", source="elderly 1.1")
    kind: str = choice(
        "证件种类", *CERTIFICATE_KINDS,
        aliases={"残疾证": "残疾人证", "低保": "低保证", "户口本": "户口簿", "边缘证": "低保边缘证"},
        source="elderly 1.1",
    )  # fmt: skip
    number: str = document_number(
        "号码", synonyms=("残疾证号", "残疾人证号", "残疾证号码"), source="elderly 1.1, elderly 3.7",
    )  # fmt: skip
    valid_from: date | None = day("发证日期", default=None, source="elderly 1.1")
    valid_until: date | None = day("有效期止", default=None, help="残疾人证一般10年", source="elderly 1.1, practice")
    remark: str | None = text("备注", default=None, source="elderly 1.1")


_ELDERLY = Is("category", "特殊困难老年人", "高龄老年人", "失智老年人", "孤寡老年人", "与重残子女共居老年人")
_DISABLED = Is("category", "残疾人", "残疾儿童", "残疾人两项补贴对象")
_TEKUN = Is("category", "特困人员")
_CHILD = Is("category", *(one.name for one in categories.CHILDREN))
_LEFT_BEHIND = Is("category", "农村留守儿童")
_ASSESSED = Is("category", "特困人员", "特殊困难老年人", "高龄老年人", "失智老年人", "孤寡老年人", "残疾人")
SELF_CARE = ("具备生活自理能力", "部分丧失生活自理能力", "完全丧失生活自理能力")
SELF_CARE_ALIASES = {
    "自理": SELF_CARE[0], "全自理": SELF_CARE[0], "完全自理": SELF_CARE[0], "有生活自理能力": SELF_CARE[0],
    "半自理": SELF_CARE[1], "半失能": SELF_CARE[1], "半护理": SELF_CARE[1], "部分丧失": SELF_CARE[1],
    "部分": SELF_CARE[1],
    "失能": SELF_CARE[2], "全失能": SELF_CARE[2], "完全失能": SELF_CARE[2], "全护理": SELF_CARE[2],
    "完全丧失": SELF_CARE[2], "需照顾": SELF_CARE[2],
    # 一档 is the most dependent (姚安, 德钦); A/B/C likewise (偃师).
    "一档": SELF_CARE[2], "二档": SELF_CARE[1], "三档": SELF_CARE[0],
}  # fmt: skip


@record(
    "episode",
    "类别",
    title_field="category",
    part_of="person",
    indexes=(("person", "category"), ("category", "until")),
    hidden_with=("category", "subtype"),
    rules=(ends_after_start,),
    sections=(
        Section(key="what", title="类别"),
        Section(key="attributes", title="这一类的情况"),
        Section(key="time", title="起止"),
    ),
    source="elderly 1, children 1, mental 2",
    strength="official",
)
class Episode(Record):
    """A category a person is in from one day to another, with the attributes that category has."""

    person: Id = ref("服务对象", to="person", section="what", source="elderly 1.1")
    category: str = choice(
        "类别", *categories.names("person"), section="what",
        aliases={word: one.name for one in categories.CATEGORIES if one.level == "person" for word in one.aliases},
        option_privacy=categories.restricted_names("person"),
        synonyms=("对象类别", "人员类别", "保障类别", "儿童类别", "享受类别"), source="elderly 1.2, children 1.1",
    )  # fmt: skip
    subtype: str | None = choice(
        "细类", *categories.all_subtypes("person"), default=None, section="what",
        aliases={"分散": "分散供养", "集中": "集中供养"},
        follows="category", options_by=categories.subtypes_by_category("person"),
        option_privacy=categories.restricted_subtypes("person"), source="elderly 1.2, children 1.1",
    )  # fmt: skip
    evidence: str | None = text(
        "认定依据", default=None, width=20, section="what", help="证件、文件、名册或本人说明", source="elderly 1.1"
    )

    disability_class: str | None = choice(
        "残疾类别", *DISABILITY_CLASSES, default=None, privacy=SENSITIVE, section="attributes", shown_when=_DISABLED,
        aliases={f"{name}残疾": name for name in DISABILITY_CLASSES} | {"肢残": "肢体", "精残": "精神", "智残": "智力"},
        synonyms=("残疾类型", "残疾种类"), source="elderly 1.3",
    )  # fmt: skip
    disability_grade: str | None = choice(
        "残疾等级", *DISABILITY_GRADES, default=None, privacy=SENSITIVE, section="attributes", shown_when=_DISABLED,
        aliases={"一": "一级", "二": "二级", "三": "三级", "四": "四级", "Ⅰ级": "一级", "Ⅱ级": "二级", "Ⅲ级": "三级",
                 "Ⅳ级": "四级", "1级": "一级", "2级": "二级", "3级": "三级", "4级": "四级"},
        synonyms=("残疾级别",), source="elderly 1.3",
    )  # fmt: skip
    component_classes: tuple[str, ...] | None = choices(
        "多重残疾的各类", *DISABILITY_CLASSES[:-1], default=None, privacy=SENSITIVE, section="attributes",
        shown_when=Is("disability_class", "多重"), source="elderly 1.3",
    )  # fmt: skip
    component_grades: str | None = text(
        "各类的等级", default=None, privacy=SENSITIVE, section="attributes", shown_when=Is("disability_class", "多重"),
        help="如：视力一级、肢体二级", source="elderly 1.3",
    )  # fmt: skip
    city_rural: str | None = choice(
        "城乡", "城市", "农村", aliases={"城镇": "城市"}, default=None, section="attributes", shown_when=_TEKUN,
        source="elderly 1.4",
    )  # fmt: skip
    self_care: str | None = choice(
        "生活自理能力", *SELF_CARE, aliases=SELF_CARE_ALIASES, default=None, privacy=SENSITIVE, section="attributes",
        shown_when=_ASSESSED, synonyms=("自理能力", "自理等级", "护理档次"), source="elderly 1.4",
    )  # fmt: skip
    institution: str | None = text(
        "供养（养育）机构", longest=60, default=None, section="attributes", shown_when=Is("subtype", "集中供养",
        "集中养育"),
        synonyms=("供养机构", "机构名称"), source="elderly 3.3, children 3.3",
    )  # fmt: skip
    ability_level: str | None = choice(
        "能力评估等级", "能力完好", "轻度失能", "中度失能", "重度失能", "完全失能", default=None, privacy=SENSITIVE,
        section="attributes", shown_when=_ELDERLY, help="照评估报告抄，站里不评", source="elderly 3.6",
    )  # fmt: skip
    ability_scale: str | None = text(
        "评估用的标准", longest=60, default=None, section="attributes", shown_when=_ELDERLY,
        help="如 GB/T 42195-2022；2013年的标准等级不同", source="elderly 3.6",
    )  # fmt: skip
    ability_on: date | None = day(
        "评估日期", past=True, default=None, section="attributes", shown_when=_ELDERLY, source="elderly 3.6"
    )
    guardianship: str | None = choice(
        "监护类型", "父母监护", "无人监护", "父或母无监护能力", "受委托监护人监护能力不足", "监护情况一般",
        "监护情况较好",
        default=None, privacy=SENSITIVE, section="attributes", shown_when=_CHILD, source="children 3.1",
    )  # fmt: skip
    guardianship_grade: str | None = choice(
        "监护情况评估", "较好", "一般", "差", default=None, privacy=SENSITIVE, section="attributes", shown_when=_CHILD,
        synonyms=("监护情况",), source="children 2.1, children 3.1",
    )  # fmt: skip
    entrusted_because: str | None = choice(
        "委托照料原因", "父母双方同时外出", "父母一方外出，另一方无监护能力", "父母双方无监护能力", default=None,
        section="attributes", shown_when=_LEFT_BEHIND, source="children 3.2",
    )  # fmt: skip
    cared_by: str | None = choice(
        "实际监护", "祖父母、外祖父母", "亲戚朋友", "无委托照料人", default=None, section="attributes",
        shown_when=_LEFT_BEHIND, source="children 3.2",
    )  # fmt: skip
    aid: tuple[str, ...] | None = choices(
        "享受救助", "最低生活保障", "特困供养", "临时救助", "医疗救助", "住房救助", "残疾人生活补助", "残疾人护理补助",
        "孤儿津贴", "其他", "无", default=None, section="attributes", shown_when=_CHILD,
        synonyms=("救助帮扶情况", "救助措施", "享受救助"), source="children 3.2",
    )  # fmt: skip

    since: PartialDate | None = partial_day(
        "开始时间",
        default=None,
        section="time",
        synonyms=("起始享受年月", "批准时间", "起始保障年月"),
        source="elderly 1.1",
    )
    until: date | None = day("结束日期", default=None, section="time", synonyms=("停发日期",), source="elderly 1.1")
    end_reason: str | None = choice(
        "结束原因", "死亡", "失踪", "嫁娶", "服刑", "迁出", "超过年龄", "不再符合条件", "期满", "变更供养方式",
        "自愿放弃",
        "登记错误", "其他",
        aliases={"去世": "死亡", "狱中服刑": "服刑", "超龄": "超过年龄"}, option_privacy={"服刑": RESTRICTED},
        default=None,
        section="time", source="elderly 1.4, children 3.11",
    )  # fmt: skip
    remark: str | None = text("备注", default=None, section="time", source="elderly 4.2")


PERSON, PHONE, CONTACT, CERTIFICATE, EPISODE, STAY, ABSENCE = map(
    type_of, (Person, PhoneNumber, Contact, Certificate, Episode, Stay, Absence)
)
