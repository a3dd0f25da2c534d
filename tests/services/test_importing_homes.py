"""Which household the people of a roster belong to: two heads of one name in one village are two households."""

from datetime import date

from caredesk.schema.identity import made_up_id
from caredesk.schema.roster import RawSheet, RawWorkbook

TITLE = "云溪县2026年11月农村低保家庭花名册"
WITH_NUMBERS = ["户主姓名", "户主身份证号", "成员姓名", "与户主关系", "成员身份证号", "月保障金", "村"]
BY_NAME = ["户主姓名", "成员姓名", "与户主关系", "成员身份证号", "月保障金", "村"]


def number(year, sequence=997):
    return made_up_id("429021", date(year, 1, 1), sequence=sequence)


FIRST, SECOND = number(1955), number(1958)
MEMBERS = [
    ["和大", FIRST, "和大", "户主", FIRST, 600, "双井村"],
    ["和大", FIRST, "和妻", "妻", number(1956, 998), "", "双井村"],
    ["和大", SECOND, "和大", "户主", SECOND, 300, "双井村"],
    ["和大", SECOND, "和子", "儿子", number(1988), "", "双井村"],
]


def receive(desk, rows, headings=WITH_NUMBERS):
    sheet = RawSheet("名单", [[TITLE], list(headings), *[list(row) for row in rows]])
    recognised = desk.imports.recognise("名单.xlsx", RawWorkbook("xlsx", [sheet], digest=f"{headings}{rows}"))
    plan = desk.imports.check(recognised)
    desk.imports.commit(recognised, plan)
    return plan


def homes(desk):
    """The households' people, and what each is paid, by the household."""
    people = {}
    for one in desk.records.find("person"):
        if one.household:
            people.setdefault(one.household, set()).add((one.name, one.id_number))
    paid = {one.household: one.amount for one in desk.records.find("household_episode")}
    return {frozenset(names): paid.get(home) for home, names in people.items()}


TWO = {
    frozenset({("和大", FIRST), ("和妻", number(1956, 998))}): 60000,
    frozenset({("和大", SECOND), ("和子", number(1988))}): 30000,
}


def test_two_heads_of_one_name_in_one_village_are_two_households(desk):
    receive(desk, MEMBERS)
    assert homes(desk) == TWO


def test_the_same_list_again_changes_no_household(desk):
    receive(desk, MEMBERS)
    plan = receive(desk, [*MEMBERS[2:], *MEMBERS[:2]])
    assert (plan.counts()["unchanged"], plan.changes) == (4, [])
    assert homes(desk) == TWO


def test_members_before_their_heads_come_to_the_right_household(desk):
    receive(desk, [MEMBERS[3], MEMBERS[1], MEMBERS[0], MEMBERS[2]])
    assert homes(desk) == TWO


def test_the_rows_below_a_head_are_the_heads_household(desk):
    receive(desk, [[row[0], *row[2:]] for row in MEMBERS], BY_NAME)
    assert homes(desk) == TWO


def test_different_certificates_are_different_households(desk):
    headings = ["户主姓名", "低保证号", "姓名", "与户主关系", "身份证号", "村"]
    rows = [
        ["和大", "42902100124", "和妻", "妻", number(1956, 998), "双井村"],
        ["和大", "42902100125", "和子", "儿子", number(1988), "双井村"],
    ]
    receive(desk, rows, headings)
    assert len(homes(desk)) == 2
    receive(desk, [["和大", "42902100125", "和女", "女儿", number(1990, 998), "双井村"]], headings)
    assert frozenset({("和子", number(1988)), ("和女", number(1990, 998))}) in homes(desk)


def test_a_head_named_only_where_two_would_fit_is_asked_about(desk):
    receive(desk, MEMBERS)
    plan = receive(desk, [["和大", "和女", "女儿", number(1990, 998), "", "双井村"]], BY_NAME)
    assert homes(desk) == TWO
    assert [one.reason for one in plan.problems] == ["这个村不止一户的户主叫“和大”，分不清和女是哪一户的，没有放进户里"]


def test_households_side_by_side_in_wide_rows_keep_their_members(desk):
    headings = ["村", "户主姓名", "户主身份证号", "低保证号", "成员一姓名", "成员一与户主关系", "成员一身份证号"]
    rows = [
        ["白庙村", "和大", FIRST, "42902100124", "和妻", "配偶", number(1956, 998)],
        ["白庙村", "和大", SECOND, "42902100125", "和子", "儿子", number(1988)],
    ]
    receive(desk, rows, headings)
    assert set(homes(desk)) == set(TWO)
    assert receive(desk, rows[::-1], headings).changes == []
    assert set(homes(desk)) == set(TWO)
