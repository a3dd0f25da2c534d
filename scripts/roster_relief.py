"""Rosters of relief households, in the headings of real county systems (domain page elderly 4.2, 1 to 17)."""

# ruff: noqa: E501  a heading line is read better in one piece
from __future__ import annotations

from roster_files import Page
from roster_made import Made, bad, layout, one_table, tagged
from roster_people import Town, household_rows
from roster_tables import Table

MEMBERS = tuple("一二三四五六七八九")


@layout("dibao_signatures")
def _(town: Town) -> Made:
    people = town.people(24)
    return one_table(
        Table(
            "地区:full_village | 姓名:name | 身份证号:id_tab | 低保证号:certificate | 保障人数:members | 保障金（元）:money"
            " | 分类施保金（元）:small | 其他专项补贴金{电价补贴:small | 物价补贴:small} | 发放合计（元）:money"
            " | 居住地址:short_address | 账户名称:name | 开户银行:bank | 银行账号:account | 领取人:blank",
            people,
            above=["2026年9月农村低保发放签字表", ["制表单位：云溪县民政局", *[""] * 9, "日期：2026年9月10日"]],
            inside={12: [["小  计", "", "", "", 12, 5000]]},
            below=[["合 计", "", "", "", 24, 9000], ["单位负责人：", "", "", "审核人：", "", "", "制表人：陈静"]],
        ),
        sheet="9月",
    )


@layout("payment_detail", "utf8")
def _(town: Town) -> Made:
    return one_table(
        Table(
            "属地:full_village | 姓名:name | 身份证号:id_tab | 保障人数:members | 保障金（元）:money | 分类施保金（元）:small"
            " | 发放合计（元）:money | 账户名称:name | 开户银行:bank | 账号:account",
            town.people(20),
            style="flat",
            below=[["合计", "", "", 20, 8000]],
        )
    )


@layout("household_members", "html")
def _(town: Town) -> Made:
    rows = household_rows(town.households(10, 3, least=1))
    return one_table(
        Table(
            "地区:full_village | 姓名:name | 身份证号:id | 性别:sex | 户主姓名:head_name | 是否保障对象:insured_yes"
            " | 与户主关系:relation | 月收入（元）:small | 年收入（元）:money | 健康状况:health | 婚姻状况:marriage"
            " | 教育状况:education",
            rows,
            above=["低保家庭成员信息"],
            down=("head_name", "full_village"),
        )
    ).told({person.number: {"relation": person.relation} for person in rows})


@layout("household_query", "xls")
def _(town: Town) -> Made:
    return one_table(
        Table(
            "地区:village | 户主姓名:name | 身份证号:id_tab | 低保证号:certificate | 主要致贫原因:cause | 家庭人口数:members"
            " | 保障人口数:insured | 保障金额（元）:money | 供养方式:blank | 起始保障年月:since | 家庭住址:address",
            town.people(18),
            above=["低保家庭花名册"],
            below=[["制表人：陈静", *[""] * 8, "制表时间：2026-09-10"]],
        )
    )


@layout("person_query", "ods")
def _(town: Town) -> Made:
    people = town.people(16)
    return one_table(
        Table(
            "地区:village | 姓名:name | 性别:sex | 年龄:age | 民族:nation | 身份证号:id | 是否“三无”:tick1.是 | 文化程度:education"
            " | 健康状况:health | 婚姻状况:marriage | 劳动能力:work | 生活自理能力:self_care | 残疾类别:dis_class"
            " | 残疾等级:dis_grade",
            people,
            above=["救助人员花名册"],
            style="blank",
        )
    ).told(tagged(people, {1: "TK:"}))


@layout("city_book")
def _(town: Town) -> Made:
    heads = town.households(9, 4)
    pairs = " | ".join(f"成员{word}姓名:m{at}.name | 成员{word}身份证号:m{at}.id" for at, word in enumerate(MEMBERS))
    table = Table(
        "登记时间:day | 证件号码:certificate | 户主姓名:name | 身份证号码:id | 性别:sex | 民族:nation | 家庭住址:address"
        " | 邮编:post | 家庭电话:phone | 享受保障类别:blank | 享受保障人数:members | 女性人数:small | 残疾人数:small"
        " | 三无人员:small | 老年人:small | 成年人{在职人员:small | 灵活就业:small | 登记失业:small | 未登记失业:small}"
        " | 未成年人{在校生:small | 其他:small} | 户月保障金:money | 月收入:money | 最低生活标准:money | 金额二:small"
        f" | 金额三:small | 开户行:bank | 开户行账号:account | 变动种类:blank | 变动时间:blank | 户主是否享受:yes | {pairs}",
        heads,
        above=["城市低保台账", "统计单位：青石镇民政所"],
        below=[["制表人：", *[""] * 8, "制表时间："]],
    )
    return one_table(table, people=household_rows(heads))


@layout("country_book", "xls")
def _(town: Town) -> Made:
    heads = town.households(8, 3)
    pairs = " | ".join(f"成员{word}{{姓名:m{at}.name | 身份证号码:m{at}.id}}" for at, word in enumerate(MEMBERS))
    table = Table(
        "登记时间:day | 证件号码:certificate | 身份证号码:id | 户主姓名:name | 性别:sex | 民族:nation | 住址:address"
        " | 邮编:post | 电话:phone | 享受人数:members | 老年人:small | 成年人:small | 未成年人:small | 女性人数:small"
        " | 残疾人数:small | 合计:members | 户月保障金:money | 金额二:small | 金额三:small | 享受低保家庭人口月收入:money"
        " | 最低保障救济标准:money | 开户行:bank | 开户行账号:account | 变动种类:blank | 变动时间:blank"
        f" | 户主是否享受:yes | {pairs}",
        heads,
        above=["农村低保台账"],
        index="1",
    )
    return one_table(table, people=household_rows(heads))


@layout("special_aid")
def _(town: Town) -> Made:
    people = town.people(15)
    return one_table(
        Table(
            "地区:full_village | 姓名:wide_name | 身份证号:id | 保障人数:members | 救助金（元）:money | 发放合计（元）:money"
            " | 专项救助对象:cause | 账户名称:name | 开户银行:bank | 账号:account",
            people,
            above=["2026年第三季度专项补贴明细"],
            inside={0: [["合  计", "", "", 15, 6000, 6000]]},
        )
    )


@layout("hardship", "gb")
def _(town: Town) -> Made:
    people = town.people(14)
    made = one_table(
        Table(
            "户主姓名:name | 身份证号码:id_tab | 家庭人口数:members | 联系电话:phone"
            " | 致贫原因（1因病 2因残 3因学 4因灾 5缺乏劳动力 6其他）:cause_code | 是否低保标志:tick1.是 | 救助类型:blank"
            " | 家庭住址:address",
            people,
            above=[["特殊困难户统计"]],
            style="flat",
        )
    )
    said = ("疾病", "残疾", "因学", "灾害", "缺乏劳动力", "其他")
    return made.told({one.number: {"cause": said[int(one.number[10:16]) % 6]} for one in people})


@layout("winter_relief")
def _(town: Town) -> Made:
    people = town.people(22)
    table = Table(
        "*户主姓名:name | *身份证号码:id | *家庭人口（人）:members | *家庭类型:blank | *户口类型:blank"
        " | *行政村（社区）代码:villagecode | *行政村（社区）名称:village | 需口粮救助（元）:money | 需取暖救助（元）:money"
        " | 需衣被救助（件）:small | 需伤病救助（元）:money | 需其他救助（元）:small | 需饮水救助（元）:small"
        " | *核准救助时段（月）:small | *核准救助口粮（公斤）:small | *核准救助衣被（件）:small | *核准救助金额（元）:money"
        " | *发放单位:unit | *发放方式:blank | 开户银行:bank | 开户银行帐号:account | 开户银行地址:bank"
        " | *村级填报人姓名:staff | *村级填报日期:day | 备注:words",
        people,
        above=["填表说明：1、红色为必填项；2、发放方式为银行发放的，开户银行和帐号必填；3、代码按统计用区划代码填写。"],
        style="flat",
    )
    words = [["家庭类型", "户口类型", "发放方式"], ["低保户", "农业", "银行发放"], ["特困户", "非农业", "现金发放"]]
    made = one_table(table, sheet="导入模板")
    made.pages.append(Page("字典", [list(row) for row in words]))
    return made


@layout("bank_accounts")
def _(town: Town) -> Made:
    made = Made()
    for village in ("白庙村", "大湾村", "河口社区"):
        people = [town.person(village, at + 1) for at in range(7)]
        table = Table(
            "户主姓名:name | 身份证号码:id | 开户银行:bank | 账户名称:name | 银行账号:account",
            people,
            above=["银行账号模板"],
        )
        made.pages.append(table.lay(Page(village)))
        made.people += people
    old = [town.person("双井村", at + 1) for at in range(4)]
    hidden = Table("户主姓名:name | 身份证号码:id | 银行账号:account", old).lay(Page("双井村", visible=False))
    hidden.headers.clear()
    made.pages.append(hidden)
    made.hidden = [person.answer() for person in old]
    return made


@layout("home_care")
def _(town: Town) -> Made:
    return one_table(
        Table(
            "所属街道:town | 社区:village | 姓名:name | 性别:sex | 身份证:id | 年龄:age | 享受类别:blank | 享受金额:money"
            " | 服务机构:blank | 批准时间:day | 居住地址:short_address | 居住状况:blank | 联系电话:phone"
            " | 紧急联系人:contact_name | 紧急联系人电话:contact_phone | 备注:words | 填表人:staff"
            " | 填表人联系电话:contact_phone | 填表日期:day",
            town.people(17),
        )
    )


@layout("edge_households", "xml")
def _(town: Town) -> Made:
    return one_table(
        Table(
            "所属街道:town | 姓名:name | 身份证:id | 性别:sex | 联系电话:phone | 家庭成员:contact_name | 边缘证号:certificate"
            " | 有效期:day | 备注:words",
            town.people(12, 1),
            above=["河口社区低保边缘户名单"],
        ),
        village="河口社区",
    )


@layout("illness_aid")
def _(town: Town) -> Made:
    people = [bad(person) for person in town.people(10)]
    return one_table(
        Table(
            "所属街道:town | 社区:village | 姓名:name | 性别:sex | 联系电话:phone | 救助原因:cause | 金额:money | 救助时间:day"
            " | 类别:blank | 备注:words",
            people,
            above=["专项救助（疾病、意外）发放名单"],
        )
    )


@layout("low_income")
def _(town: Town) -> Made:
    heads = town.households(8, 2, least=1)
    members = [member for head in heads for member in head.members]
    page = Page("低收入居民")
    Table(
        "类别:blank | 户主姓名:name | 性别:sex | 年龄:age | 身份证:id | 通讯住址:short_address | 所属社区:village"
        " | 电话号码:phone | 银行帐号:account",
        heads,
        above=["一、低收入家庭户主"],
    ).lay(page)
    page.rows += [[], []]
    Table(
        "姓名:name | 性别:sex | 身份证:id | 家庭人数:small | 保障人数:small | 家庭月收入:money | 成员类型:relation"
        " | 所属社区:village",
        members,
        above=["二、家庭成员"],
    ).lay(page)
    page.rows += [[]]
    Table(
        "审批时间:day | 待遇截止日期:day | 接收人:blank | 低保证号:certificate | 发放年月:since | 发放类型:blank",
        heads,
        above=["三、发放情况"],
        roster=False,
    ).lay(page)
    return Made([page], [*heads, *members])


@layout("old_age_allowance")
def _(town: Town) -> Made:
    paid, stopped = town.people(14, oldest=1928, youngest=1945), town.people(5, oldest=1928, youngest=1940)
    page = Page("高龄津贴")
    Table(
        "姓名:name | 身份证:id | 出生日期:birth | 街道:town | 村（社区）:village | 类别:blank | 领取时间:since"
        " | 银行账号:account | 状态:blank | 死亡:blank",
        paid,
        above=["2026年9月老龄津贴发放名单"],
        below=["合计：14人"],
    ).lay(page)
    page.rows += [[]]
    Table(
        "姓名:name | 身份证:id | 村（社区）:village | 停发日期:day | 停发原因:cause", stopped, above=["停发名单"]
    ).lay(page)
    page.rows += [[], ["统计月份", "街道", "年龄段80", "年龄段90", "年龄段100", "本月新增", "本月终止", "备注"]]
    page.rows += [["2026-09", "青石镇", 12, 2, 0, 1, 5, ""], ["2026-08", "青石镇", 11, 2, 0, 0, 2, ""]]
    return Made([page], [*paid, *stopped])


@layout("survey_export")
def _(town: Town) -> Made:
    people = [bad(person) for person in town.people(9)]
    return one_table(
        Table(
            "户主姓名:name | 家庭成员:contact_name | 人口数量:members | 救助类型:blank | 家庭地址:address | 综合得分:money"
            " | 审核标识:small",
            people,
            above=["困难户信息"],
            below=["注：审核标识 0未审核 1已审核", "注：综合得分由系统计算。"],
        )
    )
