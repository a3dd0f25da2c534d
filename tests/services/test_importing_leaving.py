"""收县里的表 where it says that somebody died, left or is no longer paid: asked, never passed over."""

from datetime import date

import pytest

from caredesk.catalog.differences import LEFT
from caredesk.schema.identity import made_up_id
from caredesk.schema.roster import RawSheet, RawWorkbook
from caredesk.services.importing.answers import Answers
from caredesk.services.importing.leaving import leaving_title

WANG = ["王秀英", made_up_id("429021", date(1946, 8, 19), sequence=998), "白庙村"]
LI = ["李建国", made_up_id("429021", date(1950, 3, 2), sequence=997), "大湾村"]
ZHAO = ["赵小兰", made_up_id("429021", date(1955, 4, 3), sequence=998), "白庙村"]
PLAIN = ["姓名", "身份证号", "村"]
GONE = [*PLAIN, "状态", "死亡时间", "停发原因"]
OLD = "残疾人两项补贴发放花名册"


@pytest.fixture
def importing(desk):
    return desk.imports


def read(importing, rows, headings=PLAIN, title="", name="名单"):
    above = [[title]] if title else []
    sheet = RawSheet(name, [*above, list(headings), *[list(row) for row in rows]])
    return importing.recognise("名单.xlsx", RawWorkbook("xlsx", [sheet]))


def taken(importing, rows, headings=PLAIN, title="", kind=""):
    found = read(importing, rows, headings, title)
    plan = importing.check(found)
    if kind:
        plan = importing.check(found, Answers().with_decisions(plan.questions[0].all(kind)))
    return importing.commit(found, plan)


def checked(importing, rows, headings=PLAIN, title=""):
    return importing.check(read(importing, rows, headings, title))


def outcomes(plan):
    return [row.outcome for row in plan.outcomes]


def person(desk, name):
    return desk.records.find("person", {"name": name})[0]


def test_somebody_whom_the_list_calls_dead_is_asked_about_and_marked_with_what_follows(desk, importing):
    taken(importing, [WANG, LI], title=OLD)
    rows = [[*WANG, "死亡", "2026-10-03", "死亡"], [*LI, "死亡", "2026年11月", ""]]
    plan = checked(importing, rows, GONE)
    assert outcomes(plan) == ["needs_decision"] * 2
    (question,) = plan.questions
    assert question.cases[0].offered == ("mark", "stop", "take", "leave")
    assert {"mark", "leave", "take"} <= set(question.offered)
    assert [case.says("mark") for case in question.cases] == [
        "标为死亡（2026年10月3日）",
        "标为死亡（2026年11月21日，表里没有写到日）",
    ]
    result = taken(importing, rows, GONE, kind="mark")
    assert outcomes(result.plan) == ["updated", "updated"]
    wang = person(desk, "王秀英")
    assert (wang.state, wang.state_on, wang.state_reason) == ("死亡", date(2026, 10, 3), "死亡")
    assert {one.name for one in desk.stopping.notices()} == {"王秀英", "李建国"}
    assert outcomes(checked(importing, rows, GONE)) == ["unchanged", "unchanged"]
    importing.undo(result.batch)
    assert person(desk, "王秀英").state == "在册"
    assert desk.stopping.notices() == []


def test_a_dead_person_whom_nobody_knows_is_not_registered_unless_said_so(desk, importing):
    rows, headings = [[*WANG, "2026-10-03"], ZHAO], [*PLAIN, "死亡日期"]
    plan = checked(importing, rows, headings)
    assert outcomes(plan) == ["needs_decision", "new"]
    assert plan.questions[0].cases[0].says("mark") == "登记，并标为死亡（2026年10月3日）"
    taken(importing, rows, headings, kind="mark")
    assert (person(desk, "王秀英").state, person(desk, "赵小兰").state) == ("死亡", "在册")


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("状态", "已故"),
        ("人员状态", "迁出"),
        ("迁出时间", "2026-09-01"),
        ("注销日期", "2026.9.1"),
        ("停发时间", "2026-09"),
    ],
)
def test_every_way_to_say_that_somebody_left_is_asked_about(importing, column, said):
    taken(importing, [WANG, LI, ZHAO], title=OLD)
    plan = checked(importing, [[*WANG, said], [*LI, ""], [*ZHAO, ""]], [*PLAIN, column])
    assert outcomes(plan) == ["needs_decision", "unchanged", "unchanged"]


@pytest.mark.parametrize(
    ("column", "said"),
    [("状态", "正常"), ("状态", "未死亡"), ("停发时间", "2027-06-30"), ("父亲死亡时间", "2020-01-01")],
)
def test_who_has_not_left_is_taken_in_as_ever(importing, column, said):
    assert outcomes(checked(importing, [[*WANG, said], [*LI, said]], [*PLAIN, column])) == ["new", "new"]


def test_a_list_of_those_no_longer_paid_ends_the_category_with_day_and_reason(desk, importing):
    taken(importing, [WANG, LI], title=OLD)
    rows, headings, title = (
        [[*WANG, "2026-10-31", "不再符合条件"]],
        [*PLAIN, "停发时间", "停发原因"],
        "残疾人两项补贴停发名单",
    )
    plan = checked(importing, rows, headings, title)
    assert outcomes(plan) == ["needs_decision"]
    assert "停发残疾人两项补贴" in plan.questions[0].cases[0].says("stop")
    result = taken(importing, rows, headings, title, kind="stop")
    (ended,) = desk.records.find("episode", {"person": person(desk, "王秀英").id})
    assert (ended.until, ended.end_reason) == (date(2026, 10, 31), "不再符合条件")
    assert person(desk, "王秀英").state == "在册"
    items = [one for one in desk.records.find("roster_difference") if one.kind == LEFT]
    assert [one.name for one in items] == ["王秀英"]
    assert outcomes(checked(importing, rows, headings, title)) == ["unchanged"]
    assert len(desk.records.find("episode", {"person": person(desk, "王秀英").id})) == 1
    importing.undo(result.batch)
    assert desk.records.find("episode", {"person": person(desk, "王秀英").id})[0].until is None


def test_rows_of_a_whole_list_that_say_somebody_left_count_as_leaving_even_undecided(desk, importing):
    taken(importing, [WANG, LI, ZHAO], title=OLD)
    taken(importing, [[*WANG, "停发"], [*LI, "正常"], [*ZHAO, "正常"]], [*PLAIN, "状态"], OLD)
    items = {(one.name, one.kind): one for one in desk.records.find("roster_difference")}
    assert (items[WANG[0], LEFT].person, items[WANG[0], LEFT].outcome) == (person(desk, WANG[0]).id, None)


def test_a_day_that_a_life_speaks_against_is_not_offered(importing):
    taken(importing, [WANG], title=OLD)
    plan = checked(importing, [[*WANG, "死亡", "1940-01-01", ""]], GONE)
    (case,) = plan.questions[0].cases
    assert "mark" not in case.offered
    assert "早于出生日期" in case.reason


def test_somebody_without_a_number_is_marked_when_only_one_can_be_meant(desk, importing):
    taken(importing, [WANG, LI])
    rows, headings = [["王秀英", "", "白庙村", "2026-10-03"], [*LI, ""]], [*PLAIN, "死亡日期"]
    assert outcomes(taken(importing, rows, headings, kind="mark").plan) == ["updated", "unchanged"]
    assert person(desk, "王秀英").state == "死亡"


def test_a_row_may_be_taken_in_as_ever_when_there_is_nothing_in_it(desk, importing):
    result = taken(importing, [WANG, LI], title="高龄津贴退出人员名单", kind="take")
    assert outcomes(result.plan) == ["new", "new"]


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("青石镇2026年11月低保停发名单", True), ("死亡人员花名册", True), ("停发", True), ("老人注销台账", True),
        ("低保花名册", False), ("低保新增、停发名单", False), ("高龄津贴花名册（已剔除死亡人员）", False),
        ("低保增减变动表", False), ("疑似死亡人员核查表", False), ("退出后恢复名单", False),
    ],
)  # fmt: skip
def test_titles_of_lists_of_those_who_left(title, left):
    assert bool(leaving_title([title])) is left
