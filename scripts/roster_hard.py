"""Rosters that mislead: other people's numbers beside a name, members under a head called 姓名, words in brackets."""

# ruff: noqa: E501  a heading line is read better in one piece
from __future__ import annotations

from roster_files import Cell, Page
from roster_made import Made, bad, layout, one_table
from roster_people import Town, household_rows, value
from roster_tables import Table


@layout("head_called_name")
def _(town: Town) -> Made:
    rows = household_rows(town.households(6, 3, least=2))
    made = one_table(
        Table(
            "村:village | 姓名:head_name | 身份证号:id | 联系电话:phone",
            rows,
            above=["低保人员名单"],
            down=("head_name",),
        )
    )
    made.asked = True
    return made


@layout("man_and_wife", "xls")
def _(town: Town) -> Made:
    made = one_table(
        Table(
            "序号:n | 村:village | 丈夫姓名:name | 丈夫身份证号:id | 妻子姓名:spouse_name | 妻子身份证号:spouse_id",
            town.people(9),
            above=["计划生育特殊家庭名单"],
        )
    )
    made.asked = True
    return made


@layout("whose_in_brackets")
def _(town: Town) -> Made:
    return one_table(
        Table(
            "村:village | 姓名（监护人）:guardian_name | 身份证号（监护人）:guardian_id | 姓名（儿童）:name | 身份证号（儿童）:id"
            " | 联系电话（监护人）:guardian_phone",
            town.children(10),
            above=["困境儿童监护情况表"],
        )
    )


@layout("helpers_first")
def _(town: Town) -> Made:
    return one_table(
        Table(
            "序号:n | 志愿者姓名:doctor_name | 志愿者身份证号:doctor_id | 结对老人姓名:name | 结对老人身份证号:id"
            " | 老人所在村:village | 老人电话:phone",
            town.people(11),
            above=["志愿者结对帮扶台账"],
        )
    )


@layout("called_by_kind", "html")
def _(town: Town) -> Made:
    return one_table(
        Table(
            "序号:n | 特困供养对象:name | 身份证号码:id | 所属村:village | 照料护理人:carer_name | 身份证号码:carer_id"
            " | 与对象关系:carer_rel",
            town.people(10),
            above=["特困供养对象照料护理协议签订台账"],
        )
    )


@layout("members_again_and_again")
def _(town: Town) -> Made:
    heads = town.households(7, 3, least=1)
    members = " | ".join(f"姓名:m{at}.name | 关系:m{at}.relation | 身份证号:m{at}.id" for at in range(3))
    table = Table(f"村:village | 户主:name | 户主身份证:id | 家庭成员情况{{{members}}}", heads, above=["一户一表汇总"])
    return one_table(table, people=household_rows(heads))


@layout("household_blocks")
def _(town: Town) -> Made:
    heads = town.households(5, 3, villages=1, least=1)
    page = Page(heads[0].village)
    page.rows.append(["低保家庭情况表"])
    for head in heads:
        page.rows.append([f"户主：{head.name}", f"身份证号：{head.number}", f"联系电话：{head.phone}"])
        page.rows.append(["姓名", "与户主关系", "身份证号", "健康状况"])
        for person in (head, *head.members):
            page.rows.append([person.name, person.relation, person.number, value(person, "health")])
        page.rows.append([])
    page.headers.append((2, 2))
    return Made([page], household_rows(heads))


@layout("second_line_each", "xls")
def _(town: Town) -> Made:
    people = town.people(8)
    page = Page("名单", [["序号", "姓名", "身份证号", "村", "电话"]], headers=[(0, 0)])
    for person in people:
        at = len(page.rows)
        page.rows += [
            [person.place, person.name, person.number, person.village, person.phone],
            ["", "", "", "", "14900000009"],
        ]
        page.merges += [(at, column, at + 1, column) for column in range(4)]
    return Made([page], people)


@layout("other_documents")
def _(town: Town) -> Made:
    people = town.people(12)
    for person in people[:3]:
        bad(person, id="E12345678")
    table = Table("姓名:name | 证件类别:id_kind | 证件号:id | 村名:village", people, above=["慰问对象名单"])
    return one_table(table)


@layout("words_beside")
def _(town: Town) -> Made:
    made = one_table(
        Table("序号:n | 姓名:name | 身份证号:id | 村:village | 类别代码:small", town.people(10)), sheet="底册"
    )
    beside: list[list[Cell]] = [["", "代码", "含义"], ["", 1, "低保"], ["", 2, "特困"], ["", 3, "孤儿"]]
    for at, cells in enumerate(beside):
        made.pages[0].rows[at] += cells
    return made


@layout("english_words", "utf8")
def _(town: Town) -> Made:
    return one_table(
        Table(
            "No.:n | Name:name | ID Card No.:id | Gender:sex | Village:village | Phone:phone",
            town.people(9),
            style="flat",
        )
    )


@layout("guardian_with_telephone")
def _(town: Town) -> Made:
    people = town.children(10)
    for person in people:
        person.said["guardian_name"] = f"{value(person, 'guardian_name')} {value(person, 'guardian_phone')}"
    return one_table(
        Table(
            "序号:n | 村:village | 姓名:name | 身份证号:id | 监护人及联系电话:guardian_name | 与儿童关系:guardian_rel",
            people,
            above=["2026年秋季学期留守儿童名单"],
        )
    ).told({one.number: {"guardian_phone": value(one, "guardian_phone")} for one in people})


@layout("old_script")
def _(town: Town) -> Made:
    return one_table(
        Table("序號:n | 姓名:name | 身分證號碼:id | 性別:sex | 村（居）:village | 聯繫電話:phone", town.people(9))
    )


@layout("months_ticked")
def _(town: Town) -> Made:
    months = " | ".join(f"{month}月:tick{month % 9 + 1}.√" for month in range(1, 13))
    return one_table(
        Table(
            f"序号:n | 村组:village | 老人姓名:name | 身份证号码:id | 2026年走访情况{{{months}}} | 备注:words",
            town.people(12),
            above=["2026年度老年人月探访登记表"],
            index="1",
        )
    )
