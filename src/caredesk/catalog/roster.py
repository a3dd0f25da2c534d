"""What a county roster can hold: targets for columns, whose columns they are, and what a title says of its people.

Synonyms come from the records' own declarations and from the headings of real rosters (domain pages elderly 4,
children 3.15 and 4, mental 2.11). Keys: a person's field by its name, ``phone``, ``certificate:KIND``,
``episode.FIELD``, ``household_episode.FIELD``, ``tag:CODE:SUBTYPE`` for tick columns. Other owners (父亲, 监护人,
户主 ...) share the plain keys name, id_number, phone, relation, sex, birth_date and address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from caredesk.catalog.categories import CATEGORIES, Category, Match, recognise
from caredesk.catalog.person import CONTACT, EPISODE, PERSON, PHONE
from caredesk.catalog.place import HOUSEHOLD_EPISODE
from caredesk.schema.fields import Choice
from caredesk.schema.record import RecordType
from caredesk.schema.roster import Evidence, Owner, RosterTerms, Target
from caredesk.schema.roster_marks import REASON_HEADING

OWNERS: tuple[Owner, ...] = (
    Owner(key="father", label="父亲", words=("父亲", "爸爸", "生父", "父")),
    Owner(key="mother", label="母亲", words=("母亲", "妈妈", "生母", "母")),
    Owner(
        key="carer",
        label="受委托照护人",
        words=(
            "受委托照护人", "委托照护人", "受委托监护人", "委托监护人", "实际照护人", "照护人", "照料人", "照顾人",
            "护理人员", "护理人", "护理员", "实际照料人",
        ),
    ),
    Owner(key="guardian", label="监护人", words=("实际监护人", "法定监护人", "其他监护人", "监护人", "代理人")),
    Owner(key="contact", label="紧急联系人", words=("紧急联系人", "第一联系人", "家属联系人", "联系人", "子女",
    "家属", "亲属")),
    Owner(key="head", label="户主", words=("户主",), may_be_person=True),
    Owner(key="member", label="家庭成员", words=("家庭成员", "共同生活成员", "成员"), may_be_person=True),
    Owner(
        key="kin",
        label="旁人",
        unnumbered=True,
        words=(
            "配偶", "妻子", "丈夫", "爱人", "老伴", "儿子", "女儿", "儿媳", "女婿", "邻居", "保姆", "护工", "曾用",
            "别名",
        ),
    ),
    Owner(
        key="others",
        label="其他成员",
        words=(*(f"成员{number}" for number in "一二三四五六七八九十"), "共同生活人", "赡养人", "抚养人", "扶养人"),
    ),
    Owner(
        key="visitor",
        label="探访人",
        unnumbered=True,
        words=(
            "探访人员", "探访人", "走访人员", "走访人", "入户人员", "探访员", "责任人", "包保人", "包保干部",
            "帮扶人", "帮扶责任人",
            "网格员", "儿童主任", "儿童督导员", "结对人", "联络员", "联系干部", "村干部", "社工", "志愿者",
            "爱心妈妈", "帮扶干部", "扶贫干部", "结对干部", "包片领导", "包村领导", "包片干部", "包村干部", "驻村干部",
            "楼栋长", "村医", "家庭医生", "签约医生", "责任医生", "村主任", "村支书", "村书记", "网格长", "楼长",
            "联户长",
            "包联干部", "联系领导", "联系人员", "挂钩干部", "挂包干部", "民政员", "民政专干", "入户人", "走访员",
            "关爱人",
        ),
    ),
    Owner(
        key="staff",
        label="经办人员",
        unnumbered=True,
        words=(
            "填表人", "填报人", "制表人", "审核人", "复核人", "核查人", "经办人", "负责人", "批准人", "审批人",
            "登记人", "录入人", "录入员", "校长", "班主任", "法人", "法定代表人",
            "申请人签字", "评估人", "调查人", "调查员", "采集人", "采集员", "受理人", "见证人", "填卡人", "派出所",
            "民警", "医生", "医师",
        ),
    ),
    Owner(key="payee", label="领款人", words=("领取人", "领款人", "代领人", "收款人")),
    Owner(key="account", label="开户人", words=("开户人", "账户名称", "户名"), unnumbered=True),
)  # fmt: skip

SUBJECT_WORDS = (
    "服务对象", "留守儿童", "困境儿童", "流动儿童", "儿童", "孩子", "学生", "老年人", "老人", "残疾人", "残疾儿童",
    "患者",
    "病人", "保障对象", "救助对象", "低保对象", "特困人员", "特困对象", "供养对象", "享受人", "补贴对象",
    "发放对象", "受助人",
    "被监护人", "被照护人", "申请人", "对象", "本人", "个人", "人员", "结对儿童", "群众", "困难群众", "居民", "村民",
    "低保户", "低保人员", "五保户", "五保对象", "贫困户", "脱贫户", "监测对象", "低收入人口", "特困供养人员",
    "供养人员",
    "孤儿", "困境儿童", "事实无人抚养儿童", "高龄老人", "独居老人", "空巢老人", "留守老人", "失能老人", "困难老人",
    "特殊困难老年人", "探访对象", "走访对象", "帮扶对象", "关爱对象", "慰问对象", "康复对象", "精神障碍患者",
    "重残人员",
    "优抚对象", "受益人", "享受对象", "受助对象", "被服务人", "被探访人", "被救助人", "被帮扶人", "被照料人", "参保人",
)  # fmt: skip


def _of(kind: RecordType, name: str) -> tuple[str, ...]:
    spec = kind.fields[name]
    return (spec.label, *spec.synonyms)


def _options(kind: RecordType, name: str) -> tuple[str, ...]:
    spec = kind.fields[name]
    return (*spec.options, *(spec.aliases or {})) if isinstance(spec, Choice) else ()


def _person(name: str, evidence: Evidence, *more: str, many: bool = False) -> Target:
    return Target(
        key=name,
        label=PERSON.fields[name].label,
        synonyms=(*_of(PERSON, name), *more),
        evidence=evidence,
        options=_options(PERSON, name),
        many=many,
    )


def _field(kind: RecordType, name: str, evidence: Evidence, *more: str) -> Target:
    return Target(
        key=f"{kind.key}.{name}",
        label=kind.fields[name].label,
        synonyms=(*_of(kind, name), *more),
        evidence=evidence,
        options=_options(kind, name),
    )


_PERSON = (
    _person("name", "name", "姓名", "名字", "服务对象姓名", "患者姓名", "申请人姓名", "人员姓名", "Name"),
    # 证件号码 may be a relief certificate (城市低保台账): the content decides.
    _person("id_number", "id_number", "身份证件号", "证件号码", "居民身份证号", "身份证号(18位)",
            "公民身份证号", "IDCardNo", "IDNo", "IDNumber", "IDCard", "身份号码", "身份证编号", "身份证照号码",
            "身份证信息", "身份证明号码", "ID号", "证照号码"),
    _person("sex", "sex", "男女", "Gender", "Sex"),
    _person("birth_date", "birth", "出生时间", "生日", "出生"),
    _person("ethnicity", "option"),
    _person("education", "option"),
    _person("marital", "option", "婚姻状态", "婚否"),
    _person("health", "option", "身体健康状况"),
    _person(
        "village", "village", "村", "村名", "村居", "行政村", "村委会", "居委会", "村居委会", "所在村", "所属村",
        "村社区",
        "所在村居", "居住村", "村别", "单位", "地区", "属地", "区划", "行政区划", "所属地区", "所在社区", "村社",
        "住址村", "居住地村", "居住村", "居住地村居", "居住地村社区", "现居住村", "常住村", "居住社区",
        "村屯", "Village", "村民委员会", "村委", "户籍村", "户籍所在村", "村组", "所在村组", "辖区", "住所地村居",
        "村居名称",
        "村社区居委会",
    ),
    _person("group", "text", "村民小组", "组名", "屯", "社"),
    _person("address", "address", "详细地址", "家庭详细地址", "现住址详细地址", "地址", "居住地", "住所", "门牌号",
    "Address",
    "家庭详细住址", "常住地址",
            "现家庭住址"),
    _person("registered_address", "address", "户籍所在", "户籍详细地址", "户籍住址"),
    _person("census", "option", "户别", "户口类型"),
    _person("residence_state", "option"),
    _person("relation", "relation", "与户主的关系", "家庭关系", "和户主关系", "同户主关系", "称谓", "成员类型"),
    _person("income_sources", "text"),
    _person("schooling", "option", "就读情况"),
    _person("school", "text", "学校", "就读学校年级", "学校年级", "学校及年级", "所在学校"),
    _person("grade", "text", "所在班级"),
    _person("boarding", "option", "寄宿", "是否住校", "是否寄宿生"),
    _person("risk", "option", "风险级别", "关爱等级"),
    _person("remarks", "text", "说明", "其他", "其他情况", "备 注"),
)  # fmt: skip

_PARTS = (
    Target(
        key="phone", label="联系电话", evidence="phone", many=True,
        synonyms=(*_of(PHONE, "number"), "手机号", "本人电话", "电话（手机）", "固定电话", "联系号码",
                  "座机", "Tel", "Phone", "Mobile", "联系手机", "手机电话"),
    ),
    Target(
        key="certificate:残疾人证", label="残疾人证号", evidence="disability_certificate",
        synonyms=("残疾人证号", "残疾证号", "残疾人证", "残疾证", "残疾证件号", "残疾人证号码", "第二代残疾人证号",
                  "残疾人证件号", "残疾证编号", "残联证号"),
    ),
    Target(key="certificate:特困证", label="特困证号", evidence="number", synonyms=("特困证号", "五保证号",
    "供养证号")),
    Target(
        key="household_episode.certificate_number", label="低保证号", evidence="number",
        synonyms=("低保证号", "低保证件号", "低保证", "边缘证号", "保障证号", "救助证号", "证件号码", "证号",
        "档案号"),
    ),
    _field(EPISODE, "category", "option", "类别", "救助类型", "保障类型", "对象类型", "人员类型", "儿童类型",
    "困难类别",
           "特殊困难类别", "救助类别", "上报类型", "家庭类型", "身份类别"),
    _field(EPISODE, "disability_class", "option", "残疾类别名称", "残别"),
    _field(EPISODE, "disability_grade", "option", "残疾级", "残级", "等级"),
    _field(EPISODE, "self_care", "option", "生活自理情况", "自理状况"),
    _field(EPISODE, "institution", "text"),
    _field(EPISODE, "guardianship_grade", "option"),
    Target(
        key="episode.subtype", label="供养方式", evidence="option", synonyms=("供养方式", "供养类型", "供养形式"),
        options=("集中供养", "分散供养", "集中", "分散"),
    ),
    Target(
        key="since", label="开始时间", evidence="date",
        synonyms=(
            # 登记时间 is when somebody typed the row, in more rosters than it is when the relief began.
            *(word for kind in (EPISODE, HOUSEHOLD_EPISODE) for word in _of(kind, "since") if word != "登记时间"),
            "享受时间", "起始年月", "享受年月", "纳入时间", "起始时间", "保障开始时间", "开始享受时间", "认定时间",
            "审批时间", "纳入年月", "享受起始时间", "开始享受年月", "纳入低保时间", "救助开始时间",
        ),
    ),
    _field(HOUSEHOLD_EPISODE, "members", "count", "家庭总人口", "家庭人口人数", "户人口", "户内人口",
           "家庭人口总数", "户籍人口数"),
    _field(HOUSEHOLD_EPISODE, "insured_count", "count", "低保人数", "保障人口", "供养人口数", "享受低保人数"),
    _field(HOUSEHOLD_EPISODE, "amount", "money", "户月保障金", "低保金", "月保障金额"),
    _field(HOUSEHOLD_EPISODE, "cause", "option", "致困原因"),
    _field(HOUSEHOLD_EPISODE, "dibao_class", "option", "低保类别", "低保档次"),
)  # fmt: skip

_CONTACT_KEYS: Mapping[str, tuple[Evidence, tuple[str, ...]]] = {
    "name": ("name", ("姓名", "名字", "名称", "名")),
    "relation": ("relation", ("关系", "与本人关系", "与残疾人关系", "与患者关系",
    "与对象的关系", "与儿童关系", "与老人关系", "与老年人关系", "与对象关系", "与服务对象关系", "与被监护人关系",
    "与孩子关系", "与学生关系", "与被照护人关系", "与申请人关系", *_of(CONTACT, "relation"))),
    "phone": ("phone", (*_of(PHONE, "number"), "联系电话", "手机号", "电话号", "及电话", "联系号码")),
    "id_number": ("id_number", ("身份证号", "身份证", "证件号", "身份证件号")),
    "address": ("text", ("务工地点", "务工地", "务工地址", "打工地点", "住址", "地址", "工作地点",
    "居住地", *_of(CONTACT, "address"))),
    "sex": ("sex", ("性别",)),
    "birth_date": ("birth", ("出生日期", "出生年月")),
    "work": ("text", ("职业", "单位", "工作单位", "单位及职务", "职务")),
    "condition": ("text", ("健康状况", "身体状况", "当前状况", "状况")),
}  # fmt: skip


_LEFT_OUT = ("visitor", "staff", "payee", "account", "kin")
"""Owners whose columns are recognised only to be left out."""


def _owned() -> tuple[Target, ...]:
    return tuple(
        Target(key=key, label=f"{owner.label}{synonyms[0]}", synonyms=synonyms, evidence=evidence, owner=owner.key)
        for owner in OWNERS
        for key, (evidence, synonyms) in _CONTACT_KEYS.items()
        if owner.key not in _LEFT_OUT or key in ("name", "phone", "id_number")
    )


def _ticks() -> tuple[Target, ...]:
    found: dict[str, tuple[Category, str, list[str]]] = {}
    for one in CATEGORIES:
        kinds = [(kind.name, (kind.name, *kind.aliases)) for kind in one.subtypes]
        for subtype, words in [*kinds, ("", (one.name, *one.aliases))]:
            for word in words:
                # One word, one meaning: the taxonomy's own (留守 means the old in one roster, children in another).
                meant = recognise(word)
                if meant and meant.category is one and meant.subtype == subtype:
                    found.setdefault(f"{one.code}:{subtype}", (one, subtype, []))[2].append(word)
    return tuple(
        Target(
            key=f"tag:{key}",
            label=subtype or one.name,
            synonyms=tuple(before + word for word in words for before in ("", "是否", "是否享受")),
            evidence="tick",
            value=key,
        )
        for key, (one, subtype, words) in found.items()
    )


_LEAVING_WORDS: tuple[tuple[str, str, Evidence, str], ...] = (
    (
        "state",
        "状态（死亡、迁出、停发）",
        "option",
        "状态 人员状态 在册状态 对象状态 享受状态 保障状态 生存状态 发放状态",
    ),
    ("死亡", "死亡日期", "date", "死亡时间 死亡日期 去世时间 去世日期 死亡年月 亡故时间 亡故日期 病故时间"),
    ("迁出", "迁出日期", "date", "迁出时间 迁出日期 迁出年月 外迁时间"),
    ("退出", "退出、注销日期", "date", "退出时间 退出日期 退出年月 注销时间 注销日期"),
    (
        "停发",
        "停发日期",
        "date",
        "停发时间 停发日期 停发年月 停发月份 停止时间 停止享受时间 停保时间 核减时间 终止时间",
    ),
    ("reason", "停发、退出原因", "text", "停发原因 退出原因 注销原因 停保原因 核减原因 终止原因 停止原因"),
)

LAST_VISIT = "最近走访"
"""The word of ``ignored:`` columns with a roster's last visits: taken as visits only where the user wants it."""

_IGNORED: Mapping[str, tuple[Evidence, str]] = {
    "序号": ("count", "序号 编号 顺序号 序 排序 行号 NO 户编号 人员编号 患者编号"),
    "年龄": ("count", "年龄 周岁 岁数 实足年龄 年龄周岁"),
    "乡镇": (
        "text",
        "乡镇 乡镇名称 镇 街道 所属街道 街道名称 街镇名称 乡镇街道 所在乡镇 所属乡镇 镇街 镇办 乡镇办 镇街道 县 "
        "县市区 州市 省 市 管理地区",
    ),
    "银行账号": ("number", "银行账号 账号 开户行账号 开户银行账号 银行卡号 卡号 一卡通账号 社保卡号"),
    "开户银行": ("text", "开户银行 开户行 开户银行地址 银行名称"),
    "金额": (
        "money",
        "金额 发放金额 实发金额 应发金额 补发金额 发放合计 发放标准 补贴标准 补贴金额 享受金额 救助金额 补助金额 "
        "保障标准 标准 分类施保金 金额二 金额三 月收入 年收入 家庭月收入",
    ),
    "签字": ("text", "签字 签名 领取人签字 领款人签字 盖章 手印 签字手印 领取签字"),
    "证件": ("text", "证件类别 证件类型 证件种类"),
    "退回": ("text", f"{REASON_HEADING} 系统编号"),
    "邮编": ("count", "邮编 邮政编码"),
    "日期": (
        "date",
        "登记时间 登记日期 填表日期 填报日期 变动时间 发放时间 发放年月 有效期 有效期至 领取时间 建档时间 "
        "走访日期 探访日期 办证日期 发证日期 核查时间 制表时间 制表日期 报出日期 入院日期 出院日期 录入时间 更新时间 "
        "下次走访时间",
    ),
    LAST_VISIT: (
        "date",
        " ".join(
            f"{when}{word}{of}"
            for when in ("最近", "最近一次", "最后", "最后一次", "上次", "上一次", "末次", "近期")
            for word in ("走访", "探访", "入户", "回访", "家访", "巡访", "访视", "上门")
            for of in ("日期", "时间", "")
        ),
    ),
    "人数": (
        "count",
        "人数 户数 女性 女性人数 残疾人数 三无人员数 老年人数 成年人 成年人数 未成年人 未成年人数 在校生 合计 小计",
    ),
}
"""Headings recognised only so that nothing else is taken for them; bank numbers are not taken in at all."""


def _ignored() -> tuple[Target, ...]:
    return tuple(
        Target(
            key=f"ignored:{name}", label=name, synonyms=tuple(words.split()), evidence=evidence, ignored=True, many=True
        )
        for name, (evidence, words) in _IGNORED.items()
    )


LEAVING = "leaving:"
"""Begins the targets of columns that say that somebody died, left or is no longer paid."""

_LEAVING = tuple(
    Target(key=LEAVING + key, label=label, synonyms=tuple(words.split()), evidence=evidence, many=True)
    for key, label, evidence, words in _LEAVING_WORDS
)

TARGETS: tuple[Target, ...] = (*_PERSON, *_PARTS, *_LEAVING, *_owned(), *_ticks(), *_ignored())


_POLICE_WORDS = ("派出所", "民警", "肇事", "肇祸", "在控", "列管", "前科")


def is_police_roster(headings: Iterable[str]) -> bool:
    """Whether a table is the police's own list (domain page mental 2.11 R2), never to be kept (practice.md)."""
    return len({word for heading in headings for word in _POLICE_WORDS if word in heading}) >= 2


def roster_terms(villages: Mapping[str, str]) -> RosterTerms:
    """What layout finding is told; ``villages`` are known names and aliases with the village each means."""
    return RosterTerms(TARGETS, OWNERS, SUBJECT_WORDS, villages)


_TITLE_WORDS_OF_TWO = ("低保", "特困", "五保", "孤儿", "低边", "空巢", "独居")


def in_title(title: str) -> tuple[Match, ...]:
    """The categories a title names, longest words first; () when it names none.

    特殊困难老年人花名册 names one; 孤儿和事实无人抚养儿童花名册 names two, and its people must say which they are.
    """
    words = {
        word: meant
        for one in CATEGORIES
        for word in (one.name, *one.aliases, *(w for kind in one.subtypes for w in (kind.name, *kind.aliases)))
        if (len(word) > 2 or word in _TITLE_WORDS_OF_TWO) and (meant := recognise(word))
    }
    for prefix in ("农村", "城市", "城镇"):
        for word in ("低保", "特困", "五保", "三无"):
            if meant := recognise(prefix + word):
                words[prefix + word] = meant
    left, found = re.sub(r"\s", "", title), []
    # 农村低保 before 低保家庭: of two words as long the one that says more.
    for word in sorted(words, key=lambda word: (len(word), bool(words[word].facts)), reverse=True):
        if word in left:
            found.append((title.find(word[0]), words[word]))
            left = left.replace(word, "□")
    return tuple(_once([meant for _, meant in sorted(found, key=lambda pair: pair[0])]))


def _once(matches: Sequence[Match]) -> list[Match]:
    """Each category once, the match that says more first."""
    best: dict[str, Match] = {}
    for meant in matches:
        known = best.get(meant.category.code)
        if known is None or (not known.subtype and meant.subtype):
            best[meant.category.code] = meant
    return list(best.values())
