"""What hands write in the cells of a roster is taken for what it means, or said to be doubtful."""

from datetime import date

import pytest

from caredesk.catalog.roster import roster_terms
from caredesk.documents.layout.finder import LayoutFinder
from caredesk.schema.identity import made_up_id
from caredesk.schema.roster import RawSheet
from caredesk.services.importing.facts import FactReader

TODAY = date(2026, 11, 21)
VILLAGES = {name: name for name in ("双井村", "石桥村", "河口村", "河口社区")}
PEOPLE = [
    (name, made_up_id("429021", date(1941 + at, 5, 6), sequence=(997, 998, 996, 999)[at]))
    for at, name in enumerate(["丁纨", "王娜羽", "顾瑞媛", "侯黛素"])
]


def look(*columns, title="", sheet="名单"):
    """(the layout, the facts of its four people) of columns of (heading, four cells) beside name and number."""
    head = [["姓名", "身份证号", *(heading for heading, _ in columns)]]
    body = [[*PEOPLE[at], *(cells[at] for _, cells in columns)] for at in range(4)]
    made = RawSheet(sheet, [*([[title]] if title else []), *head, *body])
    (layout,) = LayoutFinder(roster_terms(VILLAGES)).look(made).layouts
    reader = FactReader(made, layout, TODAY)
    return layout, [reader.facts(row, kind) for row, kind in layout.rows if kind == "data"]


def test_short_words_for_how_somebody_is_supported_are_understood():
    _, found = look(("供养方式", ["分散", "集中", "分散供养", "集中供养"]))
    assert [facts.episode["subtype"] for facts in found] == ["分散供养", "集中供养"] * 2
    assert not [problem for facts in found for problem in facts.problems]


def test_a_code_may_stand_together_with_its_meaning():
    _, found = look(("健康状况（A健康 B一般 C较差）", ["C较差", "B", "A健康", "C.较差"]))
    assert [facts.person["health"] for facts in found] == ["一般或较弱", "一般或较弱", "健康", "一般或较弱"]


def test_relations_may_be_told_from_the_head():
    _, found = look(("与户主关系", ["户主之子", "之女", "户主的妻子", "户主本人"]))
    assert [facts.person["relation"] for facts in found] == ["子", "女", "妻", "户主"]


def test_a_telephone_with_a_place_too_few_is_said_and_not_taken():
    said = ["14900000001", "1490000002", "0712-1234567", "149000000012"]
    _, found = look(("联系电话", said))
    assert [bool(facts.phones) for facts in found] == [True, False, True, False]
    assert [problem.value for facts in found for problem in facts.problems] == [said[1], said[3]]


def test_a_column_of_telephones_that_are_all_wrong_is_marked_and_not_dropped():
    _, found = look(("联系电话", ["1490000001", "1490000002", "149000003", "149000004"]))
    assert not any(facts.phones for facts in found)
    assert all("手机号是11位" in facts.problems[0].reason for facts in found)


@pytest.mark.parametrize(
    ("sheet", "title", "village"),
    [
        ("石桥", "", "石桥村"),
        ("3、石桥", "", "石桥村"),
        ("Sheet1", "石桥特困人员花名册", "石桥村"),
        ("Sheet1", "2026年青石镇石桥低保名单", "石桥村"),
        ("Sheet1", "石桥镇特困人员花名册", ""),
        ("Sheet1", "石桥中学留守儿童花名册", ""),
        ("河口", "", ""),
    ],
)
def test_the_village_of_a_sheet_is_known_by_its_stem(sheet, title, village):
    layout, _ = look(title=title, sheet=sheet)
    assert layout.village == village


def test_days_in_a_column_of_all_kinds_are_read():
    born = ["一九四一年五月", "1942-05-06", date(1943, 5, 6), "一九四四年五月六日"]
    since = ["2024年三月", 45292, date(2024, 1, 1), "二〇二三年十二月"]
    _, found = look(("出生日期", born), ("享受时间", since))
    assert [facts.since.isoformat() for facts in found] == ["2024-03", "2024-01-01", "2024-01-01", "2023-12"]
    assert not [problem for facts in found for problem in facts.problems]


@pytest.mark.parametrize("said", ["一九四一年二五月", "一九四一年五月初三", "19503", "一九四一年十三月"])
def test_what_may_be_another_day_is_no_day(said):
    _, found = look(("享受时间", [said, "2024-01", "2024-02", "2024-03"]))
    assert found[0].since is None
    assert [problem.value for problem in found[0].problems] == [said]


def test_a_column_of_groups_that_holds_villages_is_the_village():
    _, found = look(("村民小组", ["双井村", "石桥村", "石桥村", "双井村"]))
    assert [facts.village for facts in found] == ["双井村", "石桥村", "石桥村", "双井村"]
    _, found = look(("村", ["石桥村"] * 4), ("村民小组", ["双井村"] * 4))
    assert {facts.village for facts in found} == {"石桥村"}
