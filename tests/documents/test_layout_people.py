"""A row may name several people: a name and a number are stored together only when they are one person's."""

from datetime import date
from itertools import permutations

import pytest

from caredesk.catalog.roster import roster_terms
from caredesk.documents.layout.finder import LayoutFinder
from caredesk.schema.identity import made_up_id
from caredesk.schema.roster import RawSheet
from caredesk.services.importing.facts import FactReader

FINDER = LayoutFinder(roster_terms({}))
TODAY = date(2026, 11, 21)
PEOPLE = {
    letter: [(name, made_up_id("429021", date(born + 7 * at, 3 + at, 10 + at), sequence=996 + at)) for at, name in told]
    for letter, born, told in (
        ("丁", 1941, list(enumerate(["丁纨", "王娜羽", "顾瑞媛", "侯黛素"]))),
        ("周", 1971, list(enumerate(["田莎敏", "萧秀玉", "郭华敏", "崔倩荣"]))),
        ("吴", 2012, list(enumerate(["傅超茗", "方瑗", "欧阳妹勇", "贺超佳"]))),
    )
}
ONE, OTHER, THIRD = PEOPLE["丁"], PEOPLE["周"], PEOPLE["吴"]


def names(whom):
    return [name for name, _ in whom]


def numbers(whom):
    return [number for _, number in whom]


def table(columns):
    """A sheet of heading -> values."""
    headings = [heading for heading, _ in columns]
    return RawSheet("名单", [headings, *map(list, zip(*(values for _, values in columns), strict=True))])


def read(sheet):
    """(people as stored: name and number; the question of the table)."""
    (layout,) = FINDER.look(sheet).layouts
    reader = FactReader(sheet, layout, TODAY)
    found = [reader.facts(row, kind) for row, kind in layout.rows if kind == "data"]
    return [(one.name, one.sound_number) for one in found if one.name and not one.doubts and not one.unsure], layout


def orders(columns, most=24):
    return list(permutations(columns))[:: max(1, len(list(permutations(columns))) // most)]


MEMBERS = [
    ["户主姓名", "户主身份证号", "姓名", "身份证号"],
    ["户主姓名", "户主身份证号", "成员姓名", "成员身份证号"],
    ["户主姓名", "户主身份证号", "家庭成员姓名", "家庭成员身份证号"],
    ["户主", "户主身份证号码", "姓名", "公民身份号码"],
    ["监护人姓名", "监护人身份证号", "姓名", "身份证号"],
    ["代理人姓名", "代理人身份证号", "享受人姓名", "享受人身份证号"],
    ["配偶姓名", "配偶身份证号", "申请人姓名", "申请人身份证号"],
]


@pytest.mark.parametrize("headings", MEMBERS, ids="-".join)
def test_a_member_is_stored_with_their_own_number_in_any_order_of_columns(headings):
    columns = list(zip(headings, [names(OTHER), numbers(OTHER), names(ONE), numbers(ONE)], strict=True))
    for order in orders([*columns, ("村", ["上坪村"] * 4)]):
        found, layout = read(table(order))
        assert found == ONE, [heading for heading, _ in order]
        assert layout.unsure == ""


def test_the_head_named_beside_a_member_leads_the_household():
    sheet = table(
        [
            ("户主姓名", names(OTHER)),
            ("户主身份证号", numbers(OTHER)),
            ("家庭成员姓名", ["", *names(ONE)[1:]]),
            ("家庭成员身份证号", ["", *numbers(ONE)[1:]]),
        ]
    )
    (layout,) = FINDER.look(sheet).layouts
    reader = FactReader(sheet, layout, TODAY)
    first, second, *_ = [reader.facts(row, kind) for row, kind in layout.rows]
    assert (first.name, first.sound_number, first.is_head) == (*OTHER[0], True)
    assert (second.name, second.head["name"], second.is_head) == (ONE[1][0], OTHER[1][0], False)


def test_each_bare_number_belongs_to_the_name_before_it():
    for heading in ("配偶", "保姆", "监护人", "带队人"):
        columns = [
            ("户主", names(ONE)), ("身份证号", numbers(ONE)), (heading, names(OTHER)), ("身份证号", numbers(OTHER)),
        ]  # fmt: skip
        assert read(table(columns))[0] == ONE
        assert read(table(columns[2:] + columns[:2]))[0] == ONE
    columns = [("姓名", names(ONE)), ("身份证号", numbers(ONE)), ("姓名", names(ONE))]
    assert read(table(columns))[0] == ONE


ASKED = [
    ["户主", "配偶", "身份证号", "身份证号"],
    ["身份证号", "户主", "配偶", "身份证号"],
    ["姓名", "身份证号", "姓名", "身份证号"],
    ["户主姓名", "成员姓名", "身份证号"],
    ["申请人姓名", "申请人身份证号", "儿童姓名", "儿童身份证号"],
    ["姓名", "身份证号", "老人姓名", "老人身份证号"],
    ["甲方姓名", "甲方身份证号", "乙方姓名", "乙方身份证号"],
    ["甲方姓名", "乙方身份证号"],
    ["甲方姓名", "乙方姓名", "身份证号"],
    ["户主姓名", "户主身份证号", "身份证号"],
]


@pytest.mark.parametrize("headings", ASKED, ids="-".join)
def test_two_people_that_cannot_be_told_apart_are_asked_about(headings):
    seen, columns = {"姓名": 0, "号": 0}, []
    for heading in headings:
        kind = "号" if heading.endswith("号") else "姓名"
        values = (numbers if kind == "号" else names)((ONE, OTHER)[seen[kind] % 2])
        columns.append((heading, values))
        seen[kind] += 1
    found, layout = read(table([*columns, ("村", ["上坪村"] * 4)]))
    assert found == []
    assert "分不清" in layout.open_question
    assert any("分不清" in question for question in layout.questions)


PREFIXES = (
    "配偶", "妻子", "丈夫", "儿子", "班主任", "法人", "录入员", "校长", "签约医生", "帮扶干部", "邻居", "村医",
    "包片领导", "扶贫干部", "结对干部", "曾用", "原", "产权人", "债权人", "保姆", "护工", "楼栋长", "甲某",
)  # fmt: skip
PAIRS = [("户主姓名", "户主身份证号"), ("户主姓名", "身份证号"), ("儿童姓名", "儿童身份证"), ("姓名", "身份证号")]


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_further_name_or_number_of_anybody_is_not_the_persons(prefix, pair):
    own = [(pair[0], names(ONE)), (pair[1], numbers(ONE)), ("家庭人口数", [2, 3, 1, 4])]
    for extra in ([f"{prefix}姓名"], [f"{prefix}姓名", f"{prefix}身份证号"], [prefix]):
        added = list(zip(extra, [names(OTHER), numbers(OTHER)], strict=False))
        assert read(table([*added, *own]))[0] == ONE
        assert read(table([*own, *added]))[0] == ONE


def test_what_stands_under_somebody_elses_group_is_theirs():
    rows = [
        ["人员信息", "", "", "入户负责同志", "", "", ""],
        ["姓名", "身份证号", "联系电话", "姓名", "身份证号", "性别", "联系电话"],
    ]
    for at in range(4):
        sex = "女" if at % 2 else "男"
        rows.append([*ONE[at], "14900000001", *OTHER[at], sex, "14900000002"])
    sheet = RawSheet("名单", rows, merges=((0, 0, 0, 2), (0, 3, 0, 6)))
    found, layout = read(sheet)
    assert found == ONE
    reader = FactReader(sheet, layout, TODAY)
    assert reader.facts(2, "data").phones == {"14900000001": ""}


def filled_headers():
    guardian = [["周一一", "子", "14900001111"]] * 4
    for words in ("监护人（联系人）", "班组长"):
        top = [*[words] * 3, "姓名", "身份证号", "性别", "村"]
        below = ["姓名", "关系", "联系电话", "姓名", "身份证号", "性别", "村"]
        blank = [*below[:3], "", "", "", ""]
        body = [[*guardian[at], *ONE[at], "女" if at % 2 == 0 else "男", "上坪村"] for at in range(4)]
        for second in (below, blank):
            yield [top, second, *body]
            yield [[*row[3:], *row[:3]] for row in (top, second, *body)]
            yield [["附件1"], [*["基本信息"] * 3, *["其他信息"] * 4], top, second, *body]


@pytest.mark.parametrize("rows", list(filled_headers()))
def test_a_header_whose_merged_cells_were_undone_and_filled_is_read_by_its_groups(rows):
    found, layout = read(RawSheet("名单", rows))
    assert found == ONE
    assert [kind for _, kind in layout.rows] == ["data"] * 4


def test_numbers_that_contradict_sex_or_birth_all_down_the_table_are_asked_about():
    sexes = ["男" if at % 2 == 0 else "女" for at in range(4)]
    births = [number[6:14] for number in numbers(ONE)]
    for column in (("性别", sexes), ("出生日期", births)):
        found, layout = read(table([("姓名", names(ONE)), ("身份证号", numbers(OTHER)), column]))
        assert found == []
        assert "对不上" in layout.open_question


def test_of_two_columns_of_sexes_the_one_that_agrees_is_the_persons():
    right = ["男" if int(number[16]) % 2 else "女" for number in numbers(ONE)]
    wrong = ["女" if sex == "男" else "男" for sex in right]
    columns = [("性别", wrong), ("姓名", names(ONE)), ("身份证号", numbers(ONE)), ("性别", right)]
    assert read(table(columns))[0] == ONE


@pytest.mark.parametrize("heading", ["姓名", "户主姓名"])
def test_names_with_remarks_leave_the_heading_right(heading):
    said = ["丁纨（已故）", "王娜羽 (女)", "顾瑞媛/顾小", "侯黛素"]
    (layout,) = FINDER.look(table([(heading, said), ("身份证号", numbers(ONE)), ("村", ["上坪村"] * 4)])).layouts
    assert layout.column_of("name").heading == heading
    assert read(table([(heading, said), ("身份证号", numbers(ONE))]))[0] == [ONE[3]]


def test_other_documents_among_the_numbers_leave_the_heading_right():
    said = ["H12345678", "AB1234567", "M0123456789", numbers(ONE)[3]]
    assert read(table([("姓名", names(ONE)), ("身份证号", said)]))[0] == [ONE[3]]


def test_the_number_beside_head_member_and_relation_is_the_members():
    who = ["和大", "方瑗", "穆大", "穆小", "侯黛素"]
    ids = [made_up_id("429021", date(1950 + at, 3, 4), sequence=996 + at % 4) for at in range(5)]
    heads = [who[0], who[0], who[2], who[2], who[4]]
    said = ["户主", "妻", "户主", "子", "户主"]
    heading = ["户主姓名", "成员姓名", "与户主关系", "身份证号"]
    rows = [list(row) for row in zip(heads, who, said, ids, strict=True)]
    (found,) = FINDER.look(RawSheet("名单", [heading, *rows])).layouts
    assert not found.unsure
    assert (found.column_of("name").heading, found.column_of("id_number").heading) == ("成员姓名", "身份证号")
    for others in (
        [[*row[:3], ids[0] if at < 2 else row[3]] for at, row in enumerate(rows)],  # the head's number for both
        [[who[at - 1], who[at], "妻", ids[at]] for at in range(5)],  # nobody says whose numbers these are
        [[row[0], who[at - 1], *row[2:]] for at, row in enumerate(rows)],  # the 户主 is somebody else
    ):
        (found,) = FINDER.look(RawSheet("名单", [heading, *others])).layouts
        assert found.unsure
