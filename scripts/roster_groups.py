"""Rosters of the old, the disabled, children, patients (domain: elderly 4.2, children 3.15 and 4, mental 2.11)."""

# ruff: noqa: E501  a heading line is read better in one piece
from __future__ import annotations

from roster_files import Page
from roster_made import Made, layout, one_table, tagged
from roster_people import Town, is_ticked
from roster_tables import Table

_TAGS = {
    1: "TKLN:独居", 2: "TKLN:空巢", 3: "TKLN:留守", 4: "TKLN:失能", 5: "TKLN:重残", 6: "TKLN:计生特殊家庭",
    7: "GLLN:", 8: "TK:", 9: "DB:",
}  # fmt: skip


@layout("old_people_ticks")
def _(town: Town) -> Made:
    people = town.people(26, oldest=1930, youngest=1946)
    table = Table(
        "序号:n | 乡镇（街道）:town | 村（社区）:village | 姓名:name | 性别:sex | 身份证号:id | 年龄:age | 联系电话:phone"
        " | 家庭住址:short_address | 独居:tick1.√ | 空巢:tick2.是 | 留守:tick3.1 | 失能:tick4.● | 重残:tick5.✓"
        " | 计生特殊家庭:tick6.☑ | 高龄:tick7.10 | 特困:tick8.有 | 低保:tick9.√ | 能力等级:self_care"
        " | 监护人（联系人）:guardian_name | 关系:guardian_rel | 联系电话:guardian_phone | 探访人:visitor | 探访频次:blank"
        " | 备注:words",
        people,
        above=["云溪县青石镇特殊困难老年人花名册", ["填报单位（盖章）：", *[""] * 20, "填报日期：2026年10月8日"]],
        down=("village",),
        below=[["合计", "", "", "26人"], "制表人：陈静          审核人：刘强"],
    )
    phones = {one.number: {"phone": one.phone} for one in people}
    return one_table(table).told(tagged(people, _TAGS)).told(phones)


@layout("old_people_by_village")
def _(town: Town) -> Made:
    made = Made()
    for sheet, village in (("1上坪", "上坪村"), ("2下坪", "下坪村"), ("3河口", "河口社区")):
        people = [town.person(village, at + 1, 1930, 1950) for at in range(8)]
        table = Table(
            "序号:n | 老人姓名:name | 公民身份号码:id | 类别{独居:tick1.√ | 空巢:tick2.√ | 留守:tick3.√} | 手机:phone"
            " | 子女（联系人）{姓名:contact_name | 与老人关系:contact_rel | 电话:contact_phone}",
            people,
            above=[f"青石镇{village}老年人探访关爱名单（2026年10月）"],
            index="(1)",
        )
        made.pages.append(table.lay(Page(sheet)))
        made.people += people
    made.pages.append(Page("汇总", [["村（社区）", "人数", "备注"], ["上坪村", 8, ""], ["合计", 24, ""]]))
    return made


@layout("old_people_codes", "ods")
def _(town: Town) -> Made:
    people = town.people(15, oldest=1930, youngest=1950)
    codes = {"1": "残疾", "2": "慢性病", "3": "健康"}
    for one in people:
        one.said["health_code"] = int(one.number[10:16]) % 3 + 1
    facts = {one.number: {"health": codes[str(one.said["health_code"])]} for one in people}
    return one_table(
        Table(
            "序号:n | 村:village | 姓名:name | 性别（1男 2女）:sexcode | 身份证号码:id"
            " | 健康状况（单选）（1：残疾，2：慢性病，3：健康）:health_code | 电话:phone",
            people,
            above=[["老年人基本信息采集表"]],
            style="blank",
        )
    ).told(facts)


@layout("disabled_letters")
def _(town: Town) -> Made:
    people = town.people(16)
    grades = dict(zip("ABCD", ("一级", "二级", "三级", "四级"), strict=True))
    facts = {one.number: {"disability_grade": grades["ABCD"[int(one.number[11:15]) % 4]]} for one in people}
    return one_table(
        Table(
            "编号:n | 镇:town | 村居:committee | 残疾人姓名:name | 身份证号:id_quote | 残疾类别:dis_class"
            " | 残疾等级：A一级 B二级 C三级 D四级:dis_letter | 联系方式:phone_number | 监护人及电话:guardian_name",
            people,
            above=["残疾人基本情况一览表", "单位：人"],
        )
    ).told(facts)


@layout("disabled_by_certificate", "xls")
def _(town: Town) -> Made:
    return one_table(
        Table(
            "村名称:village | 残疾人姓名:name | 性别:sex | 残疾人证号:dis_number | 残疾类别:dis_class | 残疾等级:dis_grade"
            " | 补贴标准(元/月):money | 起始享受年月:since8 | 账号:account",
            town.people(14),
            above=["重度残疾人护理补贴发放名册（2026年三季度）"],
        )
    )


@layout("welfare_factory")
def _(town: Town) -> Made:
    return one_table(
        Table(
            "姓名:name | 身份证号:id | 性别:sex | 联系电话:phone | 残疾类别:dis_class | 残疾等级:dis_grade | 文化程度:education"
            " | 所在车间:blank | 残疾人补贴:money | 发放方式:blank | 社区居委会:committee",
            town.people(11),
            above=["福利企业残疾职工名册"],
        )
    )


@layout("destitute_five_rows")
def _(town: Town) -> Made:
    people = town.people(13)
    return one_table(
        Table(
            "序号:n | 特困人员基本情况{户籍信息{村（社区）{村名:village | 组别:group} | 姓名:name | 身份证号:id}"
            " | 供养情况{供养方式:support | 照料护理{护理档次{一档（995元/月）:tick1.√ | 二档（498元/月）:tick2.√}"
            " | 照料人{姓名:carer_name | 联系电话:carer_phone}}}} | 每月基本生活补贴（956元/月/人）:money | 备注:words",
            people,
            above=["青石镇特困供养人员花名册", "填报单位：青石镇    单位:人、元    填表日期:2026年9月3日"],
            index="甲",
        )
    )


@layout("left_behind_children")
def _(town: Town) -> Made:
    people = town.children(20)
    return one_table(
        Table(
            "序号:n | 乡镇:town | 村(居):village | 姓名:name | 性别:sex | 民族:nation | 出生日期:birthdot | 身份证号:id"
            " | 户籍地址:address | 现住址:address | 就读学校及年级:school | 是否寄宿:boarding | 健康状况:health"
            " | 父亲{姓名:father_name | 务工地点:away | 联系电话:father_phone}"
            " | 母亲{姓名:mother_name | 务工地点:away | 联系电话:mother_phone}"
            " | 委托照护人{姓名:carer_name | 关系:carer_rel | 身份证号:carer_id | 联系电话:carer_phone} | 监护情况评估:blank"
            " | 享受救助:blank | 儿童主任及电话:blank | 备注:words",
            people,
            above=["填报单位（盖章）：青石镇人民政府", "农村留守儿童花名册"],
            down=("village", "town"),
            deeper=1,
        )
    )


@layout("love_mothers", "xls")
def _(town: Town) -> Made:
    return one_table(
        Table(
            "序号:n | 县(市、区):county | 乡镇:town"
            " | 爱心妈妈{姓名:mother_name | 单位及职务:unit | 人员类别:blank | 联系电话:mother_phone}"
            " | 结对儿童{姓名:name | 性别:sex | 身份证号:id | 年龄:age | 儿童类别:child_kind | 学校年级:school | 住址:address"
            " | 监护人及电话:guardian_phone} | 结对形式:blank | 结对时间:day | 微心愿及实现情况:blank | 关爱次数:small"
            " | 备注:words",
            town.children(12),
            above=["爱心妈妈结对花名册"],
        )
    )


@layout("children_export")
def _(town: Town) -> Made:
    return one_table(
        Table(
            "姓名:name | 身份证号:id | 联系电话:phone | 民族:nation | 性别:sex | 户口地址:address | 现住址:address"
            " | 健康状况:health | 上报类型:child_kind | 残疾类型:blank | 残疾等级:blank | 患病病种:blank | 就学情况:blank"
            " | 其他情况:words | 社会福利救助扶贫落实情况:blank | 遭受监护人侵害的情形:blank | 机构名称:blank"
            " | 负责人:doctor_name | 联系电话:doctor_phone | 单位性质:blank | 居住地址:address | 帮扶计划:blank"
            " | 领取方式:blank | 领取人（开户人）:guardian_name | 领取人与儿童关系:guardian_rel | 保障标准:money"
            " | 核查人签字:blank | 申请人签字:blank",
            town.children(10, 2),
        )
    )


@layout("guardians")
def _(town: Town) -> Made:
    return one_table(
        Table(
            "序号:n | 所在村:village | 儿童{姓名:name | 身份证号码:id}"
            " | 实际监护人情况{姓名:guardian_name | 与儿童关系:guardian_rel | 身份证号码:guardian_id | 身体状况:health"
            " | 联系电话:guardian_phone | 教育程度:education | 是否同住:yes}",
            town.children(11),
            style="filled",
        )
    )


@layout("child_payments", "utf16")
def _(town: Town) -> Made:
    return one_table(
        Table(
            "序号:n | 所属地区(区/镇街/村居):full_village | 儿童姓名:name | 儿童身份证:id | 发放金额:money | 发放时间:day"
            " | 救助类型:child_kind",
            town.children(13),
            above=[["发放名单明细"]],
            style="flat",
        )
    )


@layout("patients_health")
def _(town: Town) -> Made:
    return one_table(
        Table(
            "患者编号:file | 管理地区:town | 管理单位:unit | 姓名:name | 证件类别:id_kind | 证件号码:id | 国籍:blank | 性别:sex"
            " | 出生日期:birth8 | 监护人姓名:guardian_name | 监护人电话号码:guardian_phone | 监护人电话号码(副):blank"
            " | 监护人关系:guardian_rel | 两系三代家族史:blank | 民族:nation | 文化程度:education | 就业情况:blank"
            " | 婚姻状况:marriage | 户籍详细地址:address | 户别:blank | 现住址详细地址:address | 精准扶贫对象标志:yes"
            " | 知情同意:yes | 死亡日期:blank",
            town.people(10, 2, oldest=1950, youngest=1995),
        )
    )


@layout("patients_police")
def _(town: Town) -> Made:
    made = one_table(
        Table(
            "身份证号:id | 患者姓名:name | 曾用名:blank | 患者电话:phone | 性别:sex | 出生日期:birth8 | 现住地址:address"
            " | 现住派出所名称:unit | 户籍派出所名称:unit | 风险等级:risk | 肇事:blank | 肇祸:blank | 是否在控:yes"
            " | 监护人身份证:guardian_id | 监护人姓名:guardian_name | 监护人电话:guardian_phone | 现住地民警:doctor_name",
            town.people(8, 2),
        )
    )
    return Made(made.pages, left_out="公安部门的名册")


@layout("visit_ledger", "gb")
def _(town: Town) -> Made:
    return one_table(
        Table(
            "序号:n | 走访日期:day | 走访方式:blank | 村(社区):village | 服务对象姓名:name | 性别:sex | 年龄:age | 身份证号:id"
            " | 联系电话:phone | 家庭住址:short_address | 对象类别:blank | 风险等级:risk | 走访人员:visitor | 基本情况:words"
            " | 发现问题及需求:words | 处理情况(服务内容):words | 转介事项:blank | 办理结果:blank | 下次走访时间:day"
            " | 备注:blank",
            town.people(18),
            above=[["青石镇社会工作服务站2026年10月走访台账"]],
            style="flat",
        )
    )


@layout("subsidy_codes")
def _(town: Town) -> Made:
    people = town.people(12)
    table = Table(
        "序号:n | 村（社区）:village | 姓名:name | 身份证号:id | 生活补贴:tick1.1 | 护理补贴:tick2.1 | 发放金额（元）:money",
        people,
        above=["2026年9月残疾人两项补贴发放名册"],
    )
    given = {1: "LXBT:困难残疾人生活补贴", 2: "LXBT:重度残疾人护理补贴"}
    return one_table(table).told(
        {one.number: {"tags": sorted(tag for at, tag in given.items() if is_ticked(one, at))} for one in people}
    )
