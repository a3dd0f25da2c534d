"""What hands write in the cells of a roster is taken for what it means, or said to be doubtful."""

from datetime import date

from caredesk.catalog.roster import roster_terms
from caredesk.documents.layout.finder import LayoutFinder
from caredesk.schema.identity import made_up_id
from caredesk.schema.roster import RawSheet
from caredesk.services.importing.facts import FactReader

TODAY = date(2026, 11, 21)
VILLAGES = {"双井村": "双井村"}
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
