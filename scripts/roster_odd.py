"""Rosters in odd shapes: wide households, twin tables, lines between, hidden parts, damaged numbers, new words."""

# ruff: noqa: E501  a heading line is read better in one piece
from __future__ import annotations

from roster_files import Cell, Page
from roster_made import Made, bad, layout, one_table
from roster_people import TODAY, Town, household_rows
from roster_tables import Table


@layout("wide_members")
def _(town: Town) -> Made:
    heads = town.households(10, 4)
    pairs = " | ".join(
        f"家庭成员{at}姓名:m{at - 1}.name | 家庭成员{at}与户主关系:m{at - 1}.relation | 家庭成员{at}身份证号:m{at - 1}.id"
        for at in range(1, 6)
    )
    whole = household_rows(heads)
    table = Table(
        f"序号:n | 村（社区）:village | 组:group | 户主姓名:name | 户主身份证号:id | 联系电话:phone | 家庭人口:members | {pairs}",
        heads,
        above=["防止返贫致贫对象家庭信息表"],
        down=("village",),
    )
    return one_table(table, people=whole).told(
        {one.number: {"relation": one.relation} for one in whole if one.head or one.members}
    )


@layout("wide_groups", "xls")
def _(town: Town) -> Made:
    heads = town.households(8, 3)
    groups = " | ".join(
        f"共同生活成员{word}{{姓名:m{at}.name | 关系:m{at}.relation | 身份证号:m{at}.id | 电话:m{at}.phone}}"
        for at, word in enumerate("一二三四")
    )
    whole = household_rows(heads)
    table = Table(
        f"编号:n | 村:village | 申请人{{姓名:name | 身份证号:id | 电话:phone}} | {groups} | 备注:words",
        heads,
        above=["低保边缘家庭成员登记表", "填报单位：青石镇"],
    )
    return one_table(table, people=whole).told({one.number: {"phone": one.phone} for one in whole})


@layout("households_down")
def _(town: Town) -> Made:
    rows = household_rows(town.households(9, 3))
    table = Table(
        "户编号:house | 村（社区）:village | 户主姓名:head_name | 户主身份证号:head_id | 家庭人口:blank | 姓名:name"
        " | 与户主关系:relation | 身份证号码:id | 联系电话:phone",
        rows,
        above=["农村低保家庭成员花名册"],
        down=("house", "village", "head_name", "head_id"),
    )
    return one_table(table).told({one.number: {"head": (one.head or one).name} for one in rows})


@layout("households_by_number", "ods")
def _(town: Town) -> Made:
    rows = household_rows(town.households(7, 3))
    return one_table(
        Table(
            "户号:house | 村:village | 姓名:name | 与户主关系:relation | 性别:sex | 身份证号:id",
            rows,
            above=[["户籍人口明细"]],
            style="blank",
        )
    )


@layout("twins_on_one_sheet")
def _(town: Town) -> Made:
    people = town.people(27)
    columns = "序号:n | 村:village | 姓名:name | 身份证号:id | 电话:phone"
    page = Page("慰问名单", [["青石镇2026年春节慰问对象名单"]], [(0, 0, 0, 10)])
    Table(columns, people[:14]).lay(page, top=1)
    Table(columns, people[14:], below=[["合计", "", "27人"]], roster=False).lay(page, left=6, top=1)
    return Made([page], people)


@layout("twins_touching", "xls")
def _(town: Town) -> Made:
    people = town.people(20, 1)
    for person in people:
        person.village = "大湾村"
    page = Page("大湾村")
    Table("序号:n | 姓名:name | 身份证号码:id", people[:10]).lay(page)
    Table("序号:n | 姓名:name | 身份证号码:id", people[10:], roster=False).lay(page, left=3, top=0)
    return Made([page], people)


@layout("village_lines")
def _(town: Town) -> Made:
    people = town.people(24, 3)
    inside: dict[int, list[list[Cell] | str]] = {}
    for at, person in enumerate(people):
        if at == 0 or person.village != people[at - 1].village:
            inside[at] = [*([["小计", "", 8]] if at else []), [], f"{'一二三'[at // 8]}、{person.village}（8人）"]
    table = Table(
        "序号:n | 姓名:name | 身份证号:id | 性别:sex | 出生年月:birthdot | 类别:blank",
        people,
        above=["孤寡老人花名册"],
        inside=inside,
        below=[["总计", "", 24]],
    )
    return one_table(table)


@layout("printed_pages")
def _(town: Town) -> Made:
    people = town.people(24)
    heading: list[Cell] = ["序号", "姓名", "身份证号", "村（社区）", "联系电话"]
    inside: dict[int, list[list[Cell] | str]] = {
        at: [["本页小计", "", 8], "青石镇困难群众花名册（续）", list(heading)] for at in (8, 16)
    }
    return one_table(
        Table(
            "序号:n | 姓名:name | 身份证号:id | 村（社区）:village | 联系电话:phone",
            people,
            above=["青石镇困难群众花名册"],
            inside=inside,
            below=[["本页小计", "", 8], [], [25], [26], [27], ["填表人：", "", "负责人："]],
        )
    )


@layout("approval_lines")
def _(town: Town) -> Made:
    lines: list[str | list[Cell]] = [
        "附件3",
        [],
        "云溪县2026年临时救助对象公示名单",
        ["填报单位", "青石镇人民政府", "领导签批人", "", "分管审核人", "", "填表人", "陈静"],
        ["救助部门审核人", "", "计财部门审核人", "", "填表日期", "2026年9月3日"],
        "说明：1、本表一式三份；2、身份证号必须为18位；3、不得合并单元格。",
    ]
    return one_table(
        Table(
            "序号:n | 行政村:village | 申请人姓名:name | 申请人身份证号:id | 救助原因:cause | 救助金额（万元）:small | 经办人:staff"
            " | 审批人:staff",
            town.people(14),
            above=lines,
            index="1",
        )
    )


@layout("far_apart")
def _(town: Town) -> Made:
    people = town.people(9)
    page = Page("名单")
    Table("村:village | 姓名:name", people, above=["名单"]).lay(page)
    Table("身份证号:id | 电话:phone", people, roster=False).lay(page, left=202, top=1)
    return Made([page], people)


@layout("hidden_parts")
def _(town: Town) -> Made:
    made = one_table(
        Table("序号:n | 姓名:name | 身份证号:id | 村:village | 备注:words", town.people(12), above=["低保对象名单"]),
        sheet="名单",
    )
    made.pages[0].hidden_rows, made.pages[0].hidden_columns = (4, 5), (2,)
    words: list[list[Cell]] = [["是", "否"], ["男", "女"]]
    made.pages.append(Page("代码", words, visible=False))
    return made


@layout("damaged_numbers")
def _(town: Town) -> Made:
    people = town.people(24)
    bad(people[1], id=float(people[1].number[:17] + "0"))
    bad(people[3], id=people[3].number[:15] + "000")
    bad(people[5], id=f"{people[5].number[0]}.{people[5].number[1:6]}E+17")
    bad(people[7], id=people[7].number[:-2])
    bad(people[9], id="")
    bad(people[11], name="")
    wrong = "0" if people[13].number[-1] != "0" else "1"
    bad(people[13], id=people[13].number[:-1] + wrong)
    bad(people[15], id="无")
    people[17].said["id"] = " ".join((people[17].number[:6], people[17].number[6:14], people[17].number[14:]))
    people[19].said["id"] = "".join(chr(ord(letter) + 0xFEE0) for letter in people[19].number)
    people[21].said["id"] = f"{people[21].number} "
    return one_table(
        Table(
            "序号:n | 村:village | 姓名:name | 身份证号:id | 备注:words",
            people,
            above=["低收入人口名单"],
        )
    )


@layout("unknown_headings")
def _(town: Town) -> Made:
    return one_table(
        Table(
            "编次:n | 谁:name | 证照编码:id | 何处:village | 拨打:phone | 打卡:blank",
            town.people(14),
            above=["入户底册"],
        )
    )


@layout("no_header", "gb")
def _(town: Town) -> Made:
    made = one_table(Table("序号:n | 姓名:name | 身份证号:id | 村:village | 电话:phone", town.people(12), style="flat"))
    del made.pages[0].rows[0]
    made.pages[0].headers.clear()
    made.asked = True
    return made


@layout("two_in_a_row")
def _(town: Town) -> Made:
    made = one_table(
        Table(
            "村:village | 姓名:name | 姓名:spouse_name | 身份证号:id | 身份证号:spouse_id",
            town.people(9),
            above=["夫妻双方信息"],
        )
    )
    made.asked = True
    return made


@layout("cards")
def _(town: Town) -> Made:
    people = town.people(8)
    page = Page("登记卡")
    for person in people:
        page.rows += [
            ["困难群众信息卡"],
            ["姓名", person.name, "性别", person.sex, "村", person.village],
            ["身份证号", person.number, "", "电话", person.phone],
            ["家庭住址", person.address, "", "登记日期", TODAY.isoformat()],
            [],
        ]
    return Made([page], left_out="登记卡")


@layout("xlsx_called_xls", "xlsx_as_xls")
def _(town: Town) -> Made:
    return one_table(
        Table(
            "N0:n | 姓　　名:wide_name | 性 别:sex | 公 民 身 份 号 码:id | 村\\n（居）:village | 人  数:members | 手 机 号:phone",
            town.people(15),
            above=["五保户花名册"],
            deeper=1,
        )
    )
