"""Sheets are understood as they come: which rows are people, which column is what, and what must be asked."""

from datetime import date

import pytest

from caredesk.catalog.roster import in_title, roster_terms
from caredesk.documents.layout.finder import LayoutFinder
from caredesk.documents.layout.headings import Headings
from caredesk.schema.identity import made_up_id
from caredesk.schema.roster import RawSheet

FINDER = LayoutFinder(roster_terms({}))
BIRTHS = [date(1946, 8, 19), date(1957, 2, 24), date(1935, 11, 20), date(1968, 2, 14), date(1955, 12, 21)]
IDS = [made_up_id("429021", born, sequence=996 + at % 4) for at, born in enumerate(BIRTHS)]
NAMES = ["傅超茗", "方瑗", "崔倩荣", "侯黛素", "欧阳妹勇"]


def people(*columns):
    """Five rows of name and number with further columns."""
    return [[NAMES[at], IDS[at], *(column[at] for column in columns)] for at in range(5)]


def look(rows, merges=(), name="名单", **more):
    return FINDER.look(RawSheet(name, rows, merges=tuple(merges), **more))


def only(rows, merges=(), name="名单"):
    (layout,) = look(rows, merges, name).layouts
    return layout


def targets(layout):
    return {guess.heading: (guess.owner, guess.target) for guess in layout.columns if guess.target}


def kinds(layout):
    return [(row, kind) for row, kind in layout.rows if kind != "data"]


def test_columns_are_told_apart_by_whose_they_are():
    heading = [
        "姓名",
        "身份证号",
        "监护人姓名",
        "监护人身份证号",
        "与监护人关系",
        "联系电话",
        "监护人电话",
        "填表人",
        "探访人",
    ]
    rows = people(
        NAMES[::-1], IDS[::-1], ["祖孙"] * 5, ["14900000001"] * 5, ["14900000002"] * 5, ["陈静"] * 5, ["李明"] * 5
    )
    found = targets(only([heading, *rows]))
    assert found["姓名"] == ("", "name")
    assert found["身份证号"] == ("", "id_number")
    assert found["监护人姓名"] == ("guardian", "name")
    assert found["监护人身份证号"] == ("guardian", "id_number")
    assert found["联系电话"] == ("", "phone")
    assert found["监护人电话"] == ("guardian", "phone")
    assert found["填表人"] == ("staff", "name")
    assert found["探访人"] == ("visitor", "name")


def test_a_document_number_is_judged_by_its_content():
    rows = people(["4290212600001", "4290212600002", "4290212600003", "4290212600004", "4290212600005"])
    found = targets(only([["姓名", "身份证号码", "证件号码"], *rows]))
    assert found["证件号码"] == ("", "household_episode.certificate_number")
    found = targets(only([["姓名", "证件号码"], *people()]))
    assert found["证件号码"] == ("", "id_number")


def test_the_head_is_the_person_only_where_nobody_else_is_named():
    assert targets(only([["户主姓名", "身份证号"], *people()]))["户主姓名"] == ("", "name")
    found = targets(only([["姓名", "身份证号", "户主姓名"], *people(NAMES[::-1])]))
    assert found["姓名"] == ("", "name")
    assert found["户主姓名"] == ("head", "name")


def test_unknown_headings_are_recognised_by_their_content():
    found = targets(only([["人员全名", "居民编码", "性别"], *people(["女", "男", "女", "男", "女"])]))
    assert found["居民编码"] == ("", "id_number")
    assert found["人员全名"] == ("", "name")


def test_a_heading_alone_is_not_believed():
    rows = [["姓名", "身份证号", "性别"], *[["见附件", "见附件", "见附件"]] * 5]
    assert look(rows).layouts == ()


def test_a_second_telephone_behind_the_guardian_is_the_guardians():
    heading = ["姓名", "身份证号", "联系电话", "监护人", "关系", "联系电话"]
    rows = people(["14900000001"] * 5, NAMES[::-1], ["子"] * 5, ["14900000002"] * 5)
    layout = only([heading, *rows])
    assert [(guess.owner, guess.target) for guess in layout.columns[2:]] == [
        ("", "phone"),
        ("guardian", "name"),
        ("guardian", "relation"),
        ("guardian", "phone"),
    ]


@pytest.mark.parametrize("total", ["合计", "合  计", "小计", "本页小计", "散居孤儿合计", "合计：5人", "总计"])
def test_totals_are_never_people(total):
    rows = people()
    body = [["姓名", "身份证号", "备注"], *rows[:2], [total, "", 2], *rows[2:], ["10", total, 5]]
    assert kinds(only(body)) == [(3, "total"), (7, "total")]


def test_what_stands_below_the_table_is_told_apart():
    body = [
        ["姓名", "身份证号", "备注"],
        *people(),
        ["制表人：陈静", "", "审核人："],
        ["注：1、本表一式三份。"],
        ["下月5日前报送"],
    ]
    assert kinds(only(body)) == [(6, "signature"), (7, "note"), (8, "note")]


def test_repeated_headers_and_rows_with_nothing_but_a_number_are_no_people():
    rows = [[at + 1, *row] for at, row in enumerate(people())]
    body = [["序号", "姓名", "身份证号"], *rows[:3], ["序号", "姓名", "身份证号"], *rows[3:], [6], [7]]
    assert kinds(only(body)) == [(4, "header"), (7, "numbered"), (8, "numbered")]


@pytest.mark.parametrize(
    "index",
    [
        [1, 2, 3],
        ["甲", "乙", 1, 2][1:],
        ["（1）", "（2）", "（3）"],
        ["栏次", 1, 2],
        ["甲", "乙", "丙"],
        ["A", "B", "C"],
        ["甲", "乙", 1],
    ],
)
def test_rows_of_column_numbers_are_no_people(index):
    assert kinds(only([["姓名", "身份证号", "备注"], index, *people()])) == [(1, "index")]


def test_merged_villages_are_filled_down_and_blank_ones_are_not():
    body = [["村", "姓名", "身份证号"], *[["", *row] for row in people()]]
    body[1][0], body[4][0] = "白庙村", "大湾村"
    layout = only(body, merges=[(1, 0, 3, 0)])
    assert layout.filled == {(2, 0): "白庙村", (3, 0): "白庙村"}


def test_village_and_month_come_from_title_or_sheet():
    body = [["云溪县青石镇上坪村2026年9月老年人花名册"], ["姓名", "身份证号"], *people()]
    layout = only(body, name="Sheet1")
    assert (layout.village, layout.period) == ("上坪村", "2026-09")
    assert only([["姓名", "身份证号"], *people()], name="河口社区").village == "河口社区"
    assert only([["2026年三季度名单"], ["姓名", "身份证号"], *people()]).period == "2026-Q3"


def test_tables_stacked_on_one_sheet_are_found_with_their_own_columns():
    body = [
        ["低保名单"],
        ["姓名", "身份证号", "低保证号"],
        *people(["4290212600001"] * 5),
        [],
        ["特困名单"],
        ["供养方式", "身份证号", "姓名"],
        *[["分散供养", number, name] for name, number in people()],
    ]
    first, second = look(body).layouts
    assert (first.header, second.header) == ((1, 1), (9, 9))
    assert second.titles == ("特困名单",) or second.titles == ()
    assert [kind for _, kind in second.rows] == ["data"] * 5


def test_dictionaries_summaries_and_hidden_sheets_are_left_out_with_a_reason():
    assert "不是名单" in look([["健康状况", "关系"], ["健康", "爷爷"], ["一般", "奶奶"]]).left_out
    summary = [["乡镇名称", "人数(人)", "金额(元)"], ["青石镇", 12, 16800], ["合计", 12, 16800]]
    assert "不是名单" in look(summary).left_out
    assert "隐藏" in look([["姓名", "身份证号"], *people()], visible=False).left_out
    assert "空" in look([[], []]).left_out


def test_hidden_rows_are_announced():
    finding = look([["姓名", "身份证号"], *people()], hidden_rows=frozenset({2, 3}))
    assert "2 行是隐藏的" in finding.notices[0]


def test_a_roster_without_id_numbers_says_so():
    layout = only([["姓名", "住址"], *[[name, "青石镇6组"] for name in NAMES]])
    assert any("身份证号" in question for question in layout.questions)


def test_two_hundred_empty_columns_between_do_no_harm():
    gap = [""] * 200
    layout = only([["姓名", *gap, "身份证号"], *[[name, *gap, number] for name, number in people()]])
    assert [guess.target for guess in layout.columns if guess.target] == ["name", "id_number"]


def test_every_guess_says_why():
    layout = only([["姓名", "身份证号", "村"], *people(["白庙村"] * 5)])
    assert all(guess.reasons and guess.confidence > 0.5 for guess in layout.columns)
    assert "校验位对的占100%" in layout.columns[1].reasons


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("云溪县青石镇上坪村特殊困难老年人花名册", [("TKLN", "")]),
        ("2026年9月重度残疾人护理补贴发放花名册", [("LXBT", "重度残疾人护理补贴")]),
        ("2026年三季度农村低保家庭花名册", [("DB", "")]),
        ("2026年秋季学期农村留守儿童花名册", [("LSET", "")]),
        ("低保边缘家庭名单", [("DBBY", "")]),
        ("孤儿和事实无人抚养儿童花名册", [("GER", ""), ("SWR", "")]),
        ("青石镇服务对象花名册", []),
    ],
)
def test_titles_name_their_categories(title, said):
    assert [(meant.category.code, meant.subtype) for meant in in_title(title)] == said


def test_cells_that_are_no_headings_are_compared_with_hardly_any_word():
    """A list of 20,000 rows without ID numbers holds as many words that might be headings."""
    vocabulary = Headings(roster_terms({}))._vocabulary
    assert len(vocabulary.words) > 1000
    assert all(len(set(vocabulary._candidates(cell))) < 20 for cell in (*NAMES, "6组87号", "14900006233"))


@pytest.mark.parametrize("index", ["甲乙丙丁戊己庚", "甲乙丙1234", "ABCDEFG", "甲乙丙 戊 庚", "1234567"])
def test_a_row_of_column_marks_below_ticked_categories_takes_no_tick_and_is_nobody(index):
    heads = [["姓名", "身份证号", "所在村", "困难类别", "", "", ""], ["", "", "", "独居", "空巢", "留守", "失能"]]
    rows = [[name, number, "白庙村", "√", "", "", "●"] for name, number, *_ in people()]
    merges = [(0, 3, 0, 6), *((0, at, 1, at) for at in range(3))]
    found = only([*heads, [mark.strip() for mark in index], *rows], merges=merges)
    assert kinds(found) == [(2, "index")]
    assert [guess.target.partition(":")[0] for guess in found.columns][3:] == ["tag"] * 4
