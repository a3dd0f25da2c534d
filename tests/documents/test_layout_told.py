"""What the user says of a table is laid over what was found; codes, further people, and what must be asked."""

from datetime import date

import pytest

from caredesk.catalog.roster import roster_terms
from caredesk.documents.layout.codes import codes_in, decoded, without_codes
from caredesk.documents.layout.finder import LayoutFinder
from caredesk.documents.layout.titles import period_of, village_of
from caredesk.schema.identity import made_up_id
from caredesk.schema.roster import MEMBER, REMARK, TWIN, RawSheet, ToldTable
from caredesk.services.importing.facts import FactReader

FINDER = LayoutFinder(roster_terms({}))
TODAY = date(2026, 11, 21)
BIRTHS = [date(1946, 8, 19), date(1957, 2, 24), date(1935, 11, 20), date(1968, 2, 14), date(1955, 12, 21)]
IDS = [made_up_id("429021", born, sequence=996 + at % 4) for at, born in enumerate(BIRTHS)]
NAMES = ["傅超茗", "方瑗", "崔倩荣", "侯黛素", "欧阳妹勇"]
OTHERS = ["周一一", "吴二二", "郑三三", "王四四", "冯五五"]


def people(*columns):
    return [[NAMES[at], IDS[at], *(column[at] for column in columns)] for at in range(5)]


def read(sheet, told=()):
    """The layouts, and everybody with a sound number."""
    layouts = FINDER.look(sheet, told).layouts
    found = []
    for layout in layouts:
        reader = FactReader(sheet, layout, TODAY)
        found += [facts for row, kind in layout.rows for facts in reader.people(row, kind) if facts.kind == "data"]
    return layouts, [one for one in found if one.name and not one.doubts and not one.unsure]


def pairs(found):
    return [(one.name, one.sound_number) for one in found]


OWN = list(zip(NAMES, IDS, strict=True))


def test_columns_that_the_user_points_out_end_the_question():
    sheet = RawSheet(
        "名单", [["甲方姓名", "乙方姓名", "身份证号"], *[[o, n, i] for o, (n, i) in zip(OTHERS, OWN, strict=True)]]
    )
    (layout,), found = read(sheet)
    assert layout.open_question
    assert found == []
    (layout,), found = read(sheet, [ToldTable(columns={1: ("", "name"), 2: ("", "id_number")})])
    assert layout.open_question == ""
    assert pairs(found) == OWN
    assert layout.column_of("name").reasons == ("您指定的",)


def test_of_two_columns_for_one_thing_the_told_one_counts():
    sheet = RawSheet("名单", [["姓名", "身份证号", "曾用名"], *people(OTHERS)])
    (layout,), found = read(sheet, [ToldTable(columns={2: ("", "name")})])
    assert [one.name for one in found] == OTHERS
    assert [guess.column for guess in layout.columns if guess.target == "name" and guess.is_own] == [2]


def test_a_header_that_was_moved_is_read_where_the_user_says():
    rows = [["青石镇"], ["人名", "号码"], ["姓名", "身份证号"], *people(), ["备考", "无"]]
    (layout,), _ = read(RawSheet("名单", rows), [ToldTable(header=(1, 2), end=8)])
    assert (layout.header, layout.end) == ((1, 2), 8)
    assert [row for row, _ in layout.rows] == [3, 4, 5, 6, 7]


def test_a_table_that_is_made_longer_takes_the_rows_of_the_next():
    rows = [["姓名", "身份证号"], *people()[:2], ["住址", "姓名", "身份证号"], *[["x", *row] for row in people()[2:]]]
    first, second = read(RawSheet("名单", rows))[0]
    assert (first.end, second.header) == (3, (3, 3))
    first, second = read(RawSheet("名单", rows), [ToldTable(nth=0, end=len(rows))])[0]
    assert first.end == len(rows)
    assert second.rows == ()


def test_a_further_table_can_be_pointed_out_where_none_was_found():
    rows = [["甲", "乙", "丙"], *[[1, "见附件", name] for name in NAMES]]
    assert FINDER.look(RawSheet("名单", rows)).layouts == ()
    (layout,) = FINDER.look(RawSheet("名单", rows), [ToldTable(header=(0, 0), columns={2: ("", "name")})]).layouts
    assert layout.column_of("name").column == 2


def test_what_holds_for_every_row_is_taken_where_a_row_says_nothing():
    villages = ["白庙村", "", "大湾村", "", ""]
    sheet = RawSheet("名单", [["姓名", "身份证号", "村"], *people(villages)])
    told = ToldTable(constants={"village": "上坪村", "episode.category": "低保、独居"})
    _, found = read(sheet, [told])
    assert [one.village for one in found] == ["白庙村", "上坪村", "大湾村", "上坪村", "上坪村"]
    assert all(one.words == ["低保", "独居"] for one in found)


def test_a_column_about_nothing_known_is_proposed_as_a_remark_and_kept_only_when_told():
    sheet = RawSheet("名单", [["姓名", "身份证号", "微信号"], *people(["a1", "b2", "c3", "d4", "e5"])])
    (layout,), found = read(sheet)
    assert [guess.proposal for guess in layout.columns] == ["", "", REMARK]
    assert "remarks" not in found[0].person
    _, found = read(sheet, [ToldTable(columns={2: ("", REMARK)})])
    assert found[0].person["remarks"] == "微信号：a1"


def test_names_and_numbers_of_others_are_not_proposed_as_remarks():
    sheet = RawSheet("名单", [["姓名", "身份证号", "班主任", "产权证"], *people(OTHERS, [IDS[4]] * 5)])
    assert [guess.proposal for guess in read(sheet)[0][0].columns] == [""] * 4


def test_hidden_sheets_wait_with_their_tables():
    finding = FINDER.look(RawSheet("旧表", [["姓名", "身份证号"], *people()], visible=False))
    assert finding.layouts == ()
    assert [len(layout.rows) for layout in finding.hidden] == [5]
    assert "隐藏" in finding.left_out


def test_a_table_without_any_header_is_asked_about():
    sheet = RawSheet("名单", people(["白庙村"] * 5))
    (layout,), found = read(sheet)
    assert found == []
    assert "没有表头" in layout.open_question
    _, found = read(sheet, [ToldTable(columns={0: ("", "name"), 1: ("", "id_number")})])
    assert pairs(found) == OWN


def test_cards_are_told_from_rosters():
    rows = []
    for name, number in OWN:
        rows += [["姓名", name, "性别", "男"], ["身份证号", number, "电话", "14900000001"], []]
    finding = FINDER.look(RawSheet("卡", rows))
    assert finding.layouts == ()
    assert "登记卡" in finding.left_out


def test_what_stands_below_as_another_table_is_left_out_aloud():
    rows = [
        ["姓名", "身份证号", "村"],
        *people(["白庙村"] * 5),
        [],
        ["月份", "人数", "金额"],
        ["9月", 5, 100],
        ["8月", 4, 90],
    ]
    finding = FINDER.look(RawSheet("名单", rows))
    assert [row for row, _ in finding.layouts[0].rows] == [1, 2, 3, 4, 5]
    assert any("第 8 行起是另一张表" in said for said in finding.notices)


def test_the_members_of_a_household_are_people_of_their_own():
    heading = ["村", "户主姓名", "户主身份证号", "成员一姓名", "成员一与户主关系", "成员一身份证号"]
    rows = [["白庙村", NAMES[0], IDS[0], NAMES[1], "配偶", IDS[1]], ["白庙村", NAMES[2], IDS[2], "", "", ""],
            ["大湾村", NAMES[3], IDS[3], NAMES[4], "子", IDS[4]]]  # fmt: skip
    (layout,), found = read(RawSheet("名单", [heading, *rows]))
    assert sorted(pairs(found)) == sorted(OWN)
    assert [guess.owner for guess in layout.columns][3:] == [f"{MEMBER}1"] * 3
    member = next(one for one in found if one.name == NAMES[1])
    assert (member.village, member.person["relation"], member.nth) == ("白庙村", "配偶", 1)
    assert member.head == {"name": NAMES[0], "id_number": IDS[0]}
    head = next(one for one in found if one.name == NAMES[0])
    assert (head.is_head, head.person["relation"], head.nth) == (True, "户主", 0)


def test_a_member_who_is_the_head_again_is_taken_once():
    heading = ["户主姓名", "身份证号", "成员1姓名", "成员1身份证号", "成员2姓名", "成员2身份证号"]
    rows = [
        [NAMES[0], IDS[0], NAMES[0], IDS[0], NAMES[1], IDS[1]],
        [NAMES[2], IDS[2], NAMES[2], IDS[2], NAMES[3], IDS[3]],
    ]
    assert sorted(pairs(read(RawSheet("名单", [heading, *rows]))[1])) == sorted(OWN[:4])


def test_a_relation_to_the_applicant_is_no_relation_to_the_head():
    heading = ["申请人姓名", "申请人身份证号", "成员一姓名", "成员一与申请人关系", "成员一身份证号"]
    rows = [[NAMES[at], IDS[at], NAMES[at + 1], "配偶", IDS[at + 1]] for at in (0, 2)]
    found = {one.name: one for one in read(RawSheet("名单", [heading, *rows]))[1]}
    assert "relation" not in found[NAMES[1]].person
    assert found[NAMES[1]].head == {}


def test_two_tables_side_by_side_give_the_people_of_both():
    heading = ["序号", "姓名", "身份证号", "村"]
    rows = [[at + 1, *OWN[at], "白庙村", at + 4, *(OWN[at + 3] if at < 2 else ("", "")), "大湾村"] for at in range(3)]
    rows[2][4:] = ["合计", "5人", "", ""]
    (layout,), found = read(RawSheet("名单", [heading * 2, *rows]))
    assert sorted(pairs(found)) == sorted(OWN)
    assert {guess.owner for guess in layout.columns} == {"", f"{TWIN}2"}
    assert sorted({one.village for one in found}) == ["大湾村", "白庙村"]


@pytest.mark.parametrize(
    ("heading", "codes", "bare"),
    [
        ("性别（1男 2女）", {"1": "男", "2": "女"}, "性别"),
        ("健康状况（单选）（0：未知，1：健康，2：残疾）", {"0": "未知", "1": "健康", "2": "残疾"}, "健康状况(单选)"),
        ("类别：A一级 B二级 C三级", {"A": "一级", "B": "二级", "C": "三级"}, "类别"),
        ("类别①独居②空巢③留守", {"1": "独居", "2": "空巢", "3": "留守"}, "类别"),
        ("家庭类型（1、低保 2、特困 9、其他）", {"1": "低保", "2": "特困", "9": "其他"}, "家庭类型"),
        ("80-89周岁", {}, "80-89周岁"),
        ("补贴（956元/月/人）", {}, "补贴（956元/月/人）"),
        ("第1季度 第2季度", {}, "第1季度 第2季度"),
        ("成员1姓名", {}, "成员1姓名"),
        ("一档（995元/月）", {}, "一档（995元/月）"),
    ],
)
def test_codes_are_read_from_the_heading_only(heading, codes, bare):
    assert codes_in(heading) == codes
    assert without_codes(heading) == bare


def test_several_codes_in_one_cell_are_each_decoded():
    codes = {"1": "独居", "2": "空巢", "3": "留守"}
    assert decoded("2,3", codes) == "空巢、留守"
    assert decoded(1.0, codes) == "独居"
    assert decoded("4", codes) == "4"


def test_a_number_in_a_column_without_codes_stays_a_number():
    _, found = read(RawSheet("名单", [["姓名", "身份证号", "健康状况"], *people([1, 2, 1, 2, 1])]))
    assert all("health" not in one.person for one in found)


@pytest.mark.parametrize(
    ("marks", "ticked"),
    [
        (["●", "○", "●", "○", ""], [True, False, True, False, False]),
        (["√", "×", "", "√", "√"], [True, False, False, True, True]),
        ([1, 0, 1, 0, 0], [True, False, True, False, False]),
        (["☑", "☐", "☐", "☑", "☐"], [True, False, False, True, False]),
    ],
)
def test_ticks_in_every_dress(marks, ticked):
    _, found = read(RawSheet("名单", [["姓名", "身份证号", "独居"], *people(marks)]))
    assert [bool(one.tags) for one in found] == ticked


def test_circles_alone_cannot_be_told_and_are_pointed_out():
    _, found = read(RawSheet("名单", [["姓名", "身份证号", "独居"], *people(["○", "", "○", "", ""])]))
    assert [bool(one.tags) for one in found] == [False] * 5
    assert "看不出" in found[0].problems[0].reason


def test_amounts_in_ten_thousands_are_kept_in_yuan():
    rows = [["户主姓名", "身份证号", "低保证号", "户月保障金（万元）"], *people(["4290212600"] * 5, [0.05] * 5)]
    assert read(RawSheet("名单", rows))[1][0].household["amount"] == 500 * 100


@pytest.mark.parametrize(
    ("sheet", "titles", "info", "village"),
    [
        ("Sheet1", ["白庙村2026年困难群众名单"], [], "白庙村"),
        ("1白庙村", [], [], "白庙村"),
        ("白庙村（12人）", [], [], "白庙村"),
        ("Sheet1", ["云溪县青石镇农村留守儿童花名册"], [], ""),
        ("Sheet1", ["精神障碍社区康复对象名单"], [], ""),
        ("Sheet1", ["名单"], ["填报单位：青石镇白庙村村民委员会"], "白庙村"),
        ("Sheet1", ["名单"], ["填报单位：青石镇人民政府"], ""),
    ],
)
def test_the_village_of_a_whole_table(sheet, titles, info, village):
    assert village_of(sheet, titles, info, {}) == village


@pytest.mark.parametrize(
    ("line", "period"), [("2026.9", "2026-09"), ("2026年9月", "2026-09"), ("2026年上半年", "2026-H1")]
)
def test_the_period_of_a_title(line, period):
    assert period_of([line]) == period


def test_a_number_repeated_beside_other_names_is_the_heads():
    rows = [["姓名", "身份证号"], *[[name, IDS[at // 2]] for at, name in enumerate(NAMES)]]
    (layout,), found = read(RawSheet("名单", rows))
    assert found == []
    assert "姓名却不同" in layout.open_question


def test_ages_that_contradict_the_numbers_are_asked_about():
    ages = [8, 70, 9, 66, 12]
    (layout,), found = read(RawSheet("名单", [["姓名", "身份证号", "年龄"], *people(ages)]))
    assert found == []
    assert "对不上" in layout.open_question
    right = [2026 - born.year for born in BIRTHS]
    assert len(read(RawSheet("名单", [["姓名", "身份证号", "年龄"], *people(right)]))[1]) == 5


BEHIND = [
    ["监护人姓名", "身份证号"],
    ["监护人姓名", "与监护人关系", "身份证号"],
    ["领取人", "身份证号"],
    ["母亲姓名", "身份证号码"],
]


@pytest.mark.parametrize("headings", BEHIND, ids="-".join)
def test_a_bare_number_behind_somebody_else_is_asked_about(headings):
    values = {"姓名": OTHERS, "身份": IDS, "关系": ["母子"] * 5, "取人": OTHERS}
    columns = [next(said for word, said in values.items() if word in heading) for heading in headings]
    rows = [
        ["姓名", "村", *headings],
        *[[n, "白庙村", *row] for n, row in zip(NAMES, zip(*columns, strict=True), strict=True)],
    ]
    (layout,), found = read(RawSheet("名单", rows))
    assert found == []
    assert "分不清是谁的号码" in layout.open_question


def test_a_bare_number_behind_somebody_else_is_the_persons_where_sexes_agree():
    sexes = ["男" if int(number[16]) % 2 else "女" for number in IDS]
    rows = [
        ["姓名", "性别", "监护人姓名", "身份证号"],
        *[list(row) for row in zip(NAMES, sexes, OTHERS, IDS, strict=True)],
    ]
    assert pairs(read(RawSheet("名单", rows))[1]) == OWN


def test_who_visits_between_name_and_number_is_no_doubt():
    rows = [["姓名", "探访人", "身份证号"], *[[name, "周敏", number] for name, number in OWN]]
    assert pairs(read(RawSheet("名单", rows))[1]) == OWN
