"""收县里的表 where several rows say that one number is theirs: none of them is believed before somebody has decided."""

from datetime import date

import pytest

from caredesk.schema.identity import made_up_id
from caredesk.schema.roster import RawSheet, RawWorkbook
from caredesk.services.importing.answers import Answers, Decision
from caredesk.services.importing.imports import Importing

NUMBER = made_up_id("429021", date(1946, 8, 19), sequence=998)
HEADINGS = ["姓名", "身份证号", "性别", "出生日期", "村"]
WANG, LI = ["王秀英", NUMBER, "女", "", "白庙村"], ["李建国", NUMBER, "女", "", "白庙村"]
ZHAO = ["赵小兰", made_up_id("429021", date(1955, 4, 3), sequence=998), "女", "", "白庙村"]


@pytest.fixture
def importing(desk):
    return Importing(desk.work)


def checked(importing, *tables, answers=None):
    sheets = [RawSheet(f"表{nth}", [HEADINGS, *rows]) for nth, rows in enumerate(tables, 1)]
    found = importing.recognise("名单.xlsx", RawWorkbook("xlsx", sheets))
    return importing.check(found, answers), found


def outcomes(plan):
    return [row.outcome for row in plan.outcomes]


def decided(plan, *kinds):
    places = [case.place for question in plan.questions for case in question.cases]
    return Answers(decisions=dict(zip(places, map(Decision, kinds), strict=False)))


def test_one_number_under_two_names_stops_both_rows(importing):
    plan, _ = checked(importing, [WANG, ZHAO, LI])
    assert outcomes(plan) == ["needs_decision", "new", "needs_decision"]
    assert [one.name for one in plan.people] == ["赵小兰"]
    (question,) = plan.questions
    assert [case.reason for case in question.cases] == [
        "身份证号和第 4 行的“李建国”相同，姓名却不同",
        "身份证号和第 2 行的“王秀英”相同，姓名却不同",
    ]
    assert question.cases[0].says("new") == "号码是这个人的，收下"


def test_two_sheets_that_claim_one_number_stop_as_well(importing):
    plan, _ = checked(importing, [WANG], [LI, ZHAO])
    assert outcomes(plan) == ["needs_decision", "needs_decision", "new"]
    assert "“表2”第 2 行的“李建国”" in plan.outcomes[0].reason


def test_a_number_is_given_to_the_row_that_somebody_says_it_is_of(desk, importing):
    plan, _ = checked(importing, [WANG, LI])
    plan, found = checked(importing, [WANG, LI], answers=decided(plan, "new", "take"))
    assert outcomes(plan) == ["new", "new"]
    importing.commit(found, plan)
    assert {one.name: one.id_number for one in desk.records.find("person")} == {"王秀英": NUMBER, "李建国": None}


def test_a_row_left_out_claims_nothing_and_rows_without_their_number_both_come_without(importing):
    plan, _ = checked(importing, [WANG, LI])
    other = [case.place for case in plan.questions[0].cases][1]
    left, _ = checked(importing, [WANG, LI], answers=Answers(decisions={other: Decision("leave")}))
    assert outcomes(left) == ["new", "skipped"]
    without, _ = checked(importing, [WANG, LI], answers=decided(plan, "take", "take"))
    assert [one.id_number for one in without.people] == ["", ""]


def test_a_row_whose_birth_date_speaks_against_a_number_that_another_row_claims_too_stops(importing):
    other = [*WANG[:3], "1950-01-01", WANG[4]]
    plan, _ = checked(importing, [other, WANG])
    assert outcomes(plan) == ["needs_decision", "new"]
    assert "出生日期或性别却和号码对不上" in plan.outcomes[0].reason


def test_a_number_that_is_registered_under_the_rows_own_name_is_that_rows(importing):
    plan, found = checked(importing, [WANG])
    importing.commit(found, plan)
    plan, _ = checked(importing, [WANG, LI])
    assert outcomes(plan) == ["unchanged", "needs_decision"]
