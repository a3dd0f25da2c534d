"""What is said once about a whole file: the true reason, once, and no column called missing that is there."""

from dataclasses import replace
from datetime import date

import pytest

from caredesk.schema.errors import FileTrouble
from caredesk.schema.identity import made_up_id
from caredesk.schema.roster import RawSheet, RawWorkbook
from caredesk.services.importing.imports import Importing


def number(place, sequence=998):
    return made_up_id("429021", date(1940 + place, 8, 19), sequence=sequence)


@pytest.fixture
def importing(desk):
    return Importing(desk.work)


def checked(importing, rows, notices=()):
    workbook = RawWorkbook("xlsx", [RawSheet("名单", rows)], notices=notices)
    return importing.check(importing.recognise("名单.xlsx", workbook))


def test_columns_of_further_people_are_not_called_left_out(importing):
    heading = ["户主姓名", "身份证号", "家庭成员1", "身份证号1", "家庭成员2", "身份证号2"]
    names = "甲乙丙丁"
    rows = [
        [f"王秀{one}", number(at), f"李建{one}", number(at + 9), f"赵小{one}", number(at + 18)]
        for at, one in enumerate(names)
    ]
    plan = checked(importing, [heading, *rows])
    assert len(plan.people) == 12
    assert [said for said in plan.notices if "没有收" in said or "没有身份证号" in said] == []
    assert plan.counts()["new"] == 4


def test_a_table_whose_numbers_are_doubtful_says_why_once_and_not_that_columns_are_missing(importing):
    rows = [[f"王秀{one}", number(at), f"{1990 - at}-01-01", "白庙村"] for at, one in enumerate("甲乙丙丁戊己")]
    plan = checked(importing, [["姓名", "证件号码", "出生日期", "村"], *rows])
    assert plan.counts()["needs_decision"] == 6
    about = [said for said in plan.notices if "名单" in said]
    assert [said for said in about if any(one in said for one in ("没有身份证号", "没有认出姓名", "没有收"))] == []
    reason = plan.outcomes[0].reason
    assert [said for said in about if reason in said] == about[:1]
    assert "身份证号像是别人的" in reason


def test_tables_side_by_side_are_not_said_to_miss_what_they_hold(importing):
    heading = ["姓名", "身份证号", "村", "", "姓名", "身份证号", "村"]
    rows = [
        [f"王秀{one}", number(at), "白庙村", "", f"李建{one}", number(at + 9), "大湾村"]
        for at, one in enumerate("甲乙丙丁")
    ]
    plan = checked(importing, [heading, *rows])
    assert not [said for said in plan.notices if "没有身份证号" in said or "没有认出" in said or "没有收" in said]


def test_what_reading_found_is_told_with_the_plan(importing):
    plan = checked(importing, [["姓名", "身份证号"], ["王秀英", number(6)]], notices=("最后一行像是断掉的",))
    assert plan.notices[0] == "最后一行像是断掉的。"


def test_a_file_of_nothing_but_cards_is_told_what_it_is(importing):
    card = [["姓名", "王秀英", "性别", "女"], ["身份证号", number(6)]]
    sheets = [RawSheet(f"表{nth}", card) for nth in (1, 2)]
    with pytest.raises(FileTrouble, match="像是一人一张的登记卡"):
        importing.recognise("卡.xlsx", RawWorkbook("xlsx", [*sheets, RawSheet("空", [])]))
    with pytest.raises(FileTrouble, match="没有找到名单"):
        importing.recognise("卡.xlsx", RawWorkbook("xlsx", [replace(sheets[0], rows=[["说明", "见附件"]])]))


@pytest.mark.parametrize(("relation", "told"), [("妻", True), ("儿媳", True), ("父亲", False), ("户主", False)])
def test_a_relation_that_the_other_sex_has_is_told_and_the_row_taken(importing, relation, told):
    man = made_up_id("429021", date(1950, 3, 2), sequence=997)
    plan = checked(importing, [["姓名", "身份证号", "性别", "与户主关系"], ["李建国", man, "男", relation]])
    assert plan.counts()["new"] == 1
    assert [one.column for one in plan.problems] == (["与户主关系"] if told else [])
