"""收县里的表: what the user answers steers what becomes of every row, and nothing doubtful is taken without it."""

import json
from datetime import date

import pytest

from caredesk.schema.dates import PartialDate
from caredesk.schema.errors import UserError
from caredesk.schema.identity import made_up_id
from caredesk.schema.roster import OUTCOMES, RawSheet, RawWorkbook
from caredesk.services.importing.answers import LEFT_OUT, Answers, Decision, TableAnswer
from caredesk.services.importing.imports import Importing

HEADINGS = ["姓名", "身份证号", "村", "联系电话", "家庭住址"]


def number(year=1946, month=8, day=19, sequence=997):
    return made_up_id("429021", date(year, month, day), sequence=sequence)


WANG = ["王秀英", number(), "白庙村", "14900000001", "青石镇1组1号"]
LI = ["李建国", number(1950), "大湾村", "14900000002", "青石镇2组2号"]
DAMAGED = "4.29021194608199E+17"


@pytest.fixture
def importing(desk):
    return Importing(desk.work)


def read(importing, rows, headings=HEADINGS, name="名单"):
    sheet = RawSheet(name, [list(headings), *[list(row) for row in rows]])
    return importing.recognise("名单.xlsx", RawWorkbook("xlsx", [sheet]))


def taken(importing, rows, answers=None, **more):
    recognised = read(importing, rows, **more)
    plan = importing.check(recognised, answers)
    importing.commit(recognised, plan)
    return plan


def people(desk, **equal):
    return desk.records.find("person", equal)


def outcomes(plan):
    return [row.outcome for row in plan.outcomes]


def decided(plan, kind):
    """Every open row of a plan decided alike."""
    found = {}
    for question in plan.questions:
        found |= question.all(kind)
    return Answers(decisions=found)


# --- as plain values


def test_answers_go_to_json_and_back():
    answers = Answers(
        tables={("名单", 0): TableAnswer(
            header=(1, 2), end=40, columns={3: ("father", "phone"), 4: LEFT_OUT}, constants={"village": "白庙村"},
            policies={"address": "ask"},
        )},
        hidden_sheets=frozenset(["底表"]),
        corrections={("名单", 5, 1): number()},
        values={"village": {"青石": "青石村"}, "relation": {"老伴": "配偶"}},
        new_villages=frozenset(["柳林村"]),
        left_out=frozenset([("名单", 7)]),
        decisions={("名单", 8, 0): Decision("same"), ("名单", 9, 1): Decision("leave")},
        changes={("名单", 9, "address"): True},
        sender="云溪县民政局",
    )  # fmt: skip
    assert Answers.from_json(json.loads(json.dumps(answers.to_json()))) == answers
    assert Answers.from_json({}) == Answers()


@pytest.mark.parametrize("told", [[], {"decisions": [{"sheet": "a", "row": 1, "kind": "maybe"}]}, {"tables": 3}])
def test_answers_that_are_none_are_a_sentence(told):
    with pytest.raises(UserError, match="看不懂"):
        Answers.from_json(told)


# --- every open row belongs to one question, and a decision closes it


def open_rows(desk, importing):
    """A register and a list with every kind of doubt."""
    taken(importing, [WANG, LI, ["赵小兰", number(1960), "白庙村", "", ""], ["孙大成", number(1961), "白庙村", "", ""]])
    (sun,) = people(desk, name="孙大成")
    desk.records.save("person", {"state": "死亡", "state_on": date(2026, 11, 1)}, sun.id)
    desk.records.save("village", {"name": "柳林村", "kind": "村"})
    return [
        ["王秀兰", number(), "白庙村", "", ""],  # another name
        ["李建国", number(1950), "白庙村", "", ""],  # another village
        ["孙大成", number(1961), "白庙村", "", ""],  # dead
        ["赵小兰", number(1960, sequence=999), "白庙村", "", ""],  # alike
        ["王秀英", DAMAGED, "白庙村", "", ""],  # damaged
        ["王秀英", "", "白庙村", "", ""],  # no number
        ["周德福", number(1970), "青石村", "", ""],  # unknown village
        ["周（大）", number(1971), "白庙村", "", ""],  # no name
    ]


def test_every_open_row_belongs_to_exactly_one_question(desk, importing):
    plan = importing.check(read(importing, open_rows(desk, importing)))
    assert outcomes(plan) == ["needs_decision"] * 8
    places = [case.place for question in plan.questions for case in question.cases]
    assert sorted(places) == [("名单", row, 0) for row in range(2, 10)]
    assert {question.kind for question in plan.questions} == {
        "renamed", "moved", "gone", "alike", "number", "no_number", "village", "name"
    }  # fmt: skip
    for question in plan.questions:
        for case in question.cases:
            assert case.reason
            assert set(question.offered) <= set(case.offered)
            labels = [label for label, _ in case.row_side.values]
            assert all([label for label, _ in side.values] == labels for side in case.register_sides)


@pytest.mark.parametrize("kind", ["same", "new", "take", "leave"])
def test_a_decision_that_is_offered_closes_its_row(desk, importing, kind):
    rows = open_rows(desk, importing)
    before = importing.check(read(importing, rows))
    offered = {case.place[1] for question in before.questions for case in question.cases if kind in case.offered}
    plan = importing.check(read(importing, rows), decided(before, kind))
    still = {row.row for row in plan.outcomes if row.outcome == "needs_decision"}
    assert still & offered == set()
    assert len(plan.outcomes) == sum(plan.counts()[outcome] for outcome in OUTCOMES)


def test_to_leave_a_row_skips_it(desk, importing):
    rows = open_rows(desk, importing)
    plan = taken(importing, rows, decided(importing.check(read(importing, rows)), "leave"))
    assert plan.counts()["skipped"] == 8
    assert len(people(desk)) == 4


def test_the_same_person_with_a_sound_number_gets_it(desk, importing):
    id_ = desk.records.save(
        "person", {"name": "王秀英", "sex": "女", "birth_date": PartialDate(1946, 8), "id_type": "没有证件"}
    )
    plan = importing.check(read(importing, [[*WANG[:2], "", "", ""]]))
    (question,) = plan.questions
    (case,) = question.cases
    assert (question.kind, case.proposal) == ("alike", Decision("same", id_))
    plan = taken(importing, [[*WANG[:2], "", "", ""]], Answers(decisions=question.proposals()))
    (wang,) = people(desk)
    assert (wang.id_number, wang.birth_date.isoformat(), wang.id_type) == (number(), "1946-08-19", "居民身份证")
    assert ("身份证号", "") in {(change.label, change.before) for change in plan.changes}
    kind = desk.work.kind("person")
    assert kind.problems(kind.values(wang)) == []


def test_a_damaged_number_proposes_whom_its_first_digits_and_name_mean_and_is_never_stored(desk, importing):
    taken(importing, [WANG, LI])
    plan = importing.check(read(importing, [["王秀英", DAMAGED, "大湾村", "14900000009", ""]]))
    (case,) = plan.questions[0].cases
    (wang,) = people(desk, name="王秀英")
    assert case.proposal == Decision("same", wang.id)
    rows = [["王秀英", DAMAGED, "大湾村", "14900000009", ""]]
    taken(importing, rows, Answers(decisions=plan.questions[0].proposals()))
    assert [person.id_number for person in people(desk, name="王秀英")] == [number()]
    assert {phone.number for phone in desk.records.find("phone", {"person": wang.id})} == {"14900000001", "14900000009"}


def test_a_row_taken_without_its_damaged_number_is_somebody_without_one(desk, importing):
    rows = [["王秀英", DAMAGED, "白庙村", "", ""]]
    plan = importing.check(read(importing, rows))
    assert plan.questions[0].offered == ("take", "leave")
    plan = taken(importing, rows, decided(plan, "take"))
    assert outcomes(plan) == ["new"]
    (wang,) = people(desk)
    assert (wang.id_number, wang.birth_date) == (None, None)
    again = importing.check(read(importing, rows), decided(importing.check(read(importing, rows)), "take"))
    assert outcomes(again) == ["needs_decision"]  # taking it twice would make two of them: it is asked who that is


def test_somebody_else_of_that_name_and_birthday_is_made_on_request(desk, importing):
    taken(importing, [WANG])
    rows = [["王秀英", number(sequence=999), "白庙村", "", ""]]
    taken(importing, rows, decided(importing.check(read(importing, rows)), "new"))
    assert sorted(person.id_number for person in people(desk)) == sorted([number(), number(sequence=999)])
    assert outcomes(importing.check(read(importing, rows))) == ["unchanged"]


def test_a_registered_number_is_changed_only_when_that_is_answered(desk, importing):
    taken(importing, [WANG])
    rows = [["王秀英", number(sequence=999), "白庙村", "", ""]]
    answers = decided(importing.check(read(importing, rows)), "same")
    plan = importing.check(read(importing, rows), answers)
    (change,) = plan.changes
    assert (change.label, change.asked, change.taken) == ("身份证号", True, False)
    assert outcomes(plan) == ["unchanged"]
    plan = taken(importing, rows, answers.with_changes({change.key: True}))
    assert people(desk)[0].id_number == number(sequence=999)


def test_another_name_for_a_number_is_kept_or_changed_as_answered(desk, importing):
    taken(importing, [WANG])
    rows = [["王秀兰", *WANG[1:3], "", ""]]
    answers = decided(importing.check(read(importing, rows)), "same")
    plan = taken(importing, rows, answers)
    assert [(change.before, change.after, change.taken) for change in plan.changes] == [("王秀英", "王秀兰", False)]
    assert people(desk)[0].name == "王秀英"
    taken(importing, rows, answers.with_changes({plan.changes[0].key: True}))
    assert people(desk)[0].name == "王秀兰"


def test_a_number_that_belongs_to_somebody_else_is_left_behind(desk, importing):
    taken(importing, [WANG])
    rows = [["周德福", *WANG[1:3], "", ""]]
    taken(importing, rows, decided(importing.check(read(importing, rows)), "take"))
    assert {(person.name, person.id_number) for person in people(desk)} == {("王秀英", number()), ("周德福", None)}


def test_somebody_who_moved_gets_the_new_village_or_keeps_the_old(desk, importing):
    taken(importing, [WANG, LI])
    rows = [[*LI[:2], "白庙村", "14900000008", ""]]
    plan = importing.check(read(importing, rows))
    stays = taken(importing, rows, decided(plan, "take"))
    assert [change.label for change in stays.changes] == ["电话"]
    moved = importing.check(read(importing, rows), decided(plan, "same"))
    assert [(change.before, change.after) for change in moved.changes] == [("大湾村", "白庙村")]


def test_rows_of_one_person_in_the_file_are_answered_in_bulk(desk, importing):
    rows = [
        WANG,
        [*WANG[:2], "大湾村", "", ""],
        [*WANG[:4], "青石镇9组9号"],
        ["王秀英", number(sequence=999), "白庙村"],
    ]
    plan = importing.check(read(importing, rows))
    assert plan.counts()["needs_decision"] == 3
    (question,) = plan.questions
    assert (question.kind, question.offered) == ("twice", ("same", "leave"))
    assert all("第 2 行" in case.register_sides[0].title for case in question.cases)
    plan = taken(importing, rows, Answers(decisions=question.all("same")))
    assert outcomes(plan) == ["new", "updated", "updated", "unchanged"]
    assert len(people(desk)) == 1


def test_an_earlier_row_can_be_named_from_check_to_check(importing, desk):
    rows = [["王秀英", "", "白庙村", "", ""], ["王秀英", number(sequence=999), "白庙村", "", ""]]
    first = decided(importing.check(read(importing, rows)), "take")
    plan = importing.check(read(importing, rows), first)
    (case,) = plan.questions[0].cases
    again = importing.check(read(importing, rows), first)
    assert again.questions[0].cases[0].register_sides[0].person == case.register_sides[0].person
    told = {case.place: Decision("same", case.register_sides[0].person)}
    taken(importing, rows, first.with_decisions(told))
    assert [person.id_number for person in people(desk)] == [number(sequence=999)]


def test_what_contradicts_its_number_is_taken_without_it(desk, importing):
    headings = ["姓名", "身份证号", "性别", "出生日期", "村"]
    rows = [["赵小兰", number(1960), "女", "1970-01-01", "白庙村"]]
    plan = importing.check(read(importing, rows, headings))
    assert plan.questions[0].kind == "contradiction"
    taken(importing, rows, decided(plan, "take"), headings=headings)
    (one,) = people(desk)
    assert (one.id_number, one.sex, one.birth_date.isoformat()) == (None, "女", "1970-01-01")


def test_the_other_side_shows_the_register_with_stars(desk, importing):
    taken(importing, [WANG])
    plan = importing.check(read(importing, [["王秀兰", *WANG[1:]]]))
    (case,) = plan.questions[0].cases
    (side,) = case.register_sides
    assert dict(side.values)["姓名"] == "王秀英"
    assert dict(side.values)["身份证号"] == "429***********" + number()[-4:]
    assert dict(case.row_side.values)["身份证号"] == number()


# --- cell by cell


def test_changes_are_told_before_they_are_written(desk, importing):
    taken(importing, [WANG, LI])
    plan = importing.check(read(importing, [[*WANG[:4], "青石镇8组8号"], [*LI[:3], "", ""]]))
    (change,) = plan.changes
    assert (change.name, change.label, change.before, change.after) == (
        "王秀英", "现住址", "青石镇1组1号", "青石镇8组8号"
    )  # fmt: skip
    assert (change.sheet, change.row, change.asked, change.taken) == ("名单", 2, False, True)
    assert people(desk, name="王秀英")[0].address == "青石镇1组1号"


@pytest.mark.parametrize(
    ("policy", "address"), [("overwrite", "新"), ("fill", "青石镇1组1号"), ("ask", "青石镇1组1号")]
)
def test_a_policy_says_what_a_column_does(desk, importing, policy, address):
    taken(importing, [WANG])
    answers = Answers(tables={("名单", 0): TableAnswer(policies={"address": policy})})
    plan = taken(importing, [[*WANG[:4], "新"]], answers)
    assert people(desk)[0].address == address
    assert [change.asked for change in plan.changes] == {"overwrite": [False], "fill": [], "ask": [True]}[policy]


def test_blank_cells_are_filled_under_every_policy_and_blanks_overwrite_under_none(desk, importing):
    taken(importing, [[*WANG[:3], "", ""]])
    for policy in ("fill", "ask", "overwrite"):
        answers = Answers(tables={("名单", 0): TableAnswer(policies={"address": policy})})
        assert importing.check(read(importing, [WANG]), answers).changes[-1].taken
    taken(importing, [WANG])
    answers = Answers(tables={("名单", 0): TableAnswer(policies={"address": "overwrite"})})
    assert importing.check(read(importing, [[*WANG[:4], ""]]), answers).changes == []


def test_an_asked_change_waits_for_its_answer_and_a_single_one_can_be_refused(desk, importing):
    taken(importing, [WANG])
    row = [*WANG[:3], "14900000007", "新"]
    asked = Answers(tables={("名单", 0): TableAnswer(policies={"address": "ask"})})
    plan = importing.check(read(importing, [row]), asked)
    keys = {change.label: change.key for change in plan.changes}
    told = asked.with_changes({keys["现住址"]: True, keys["电话"]: False})
    taken(importing, [row], told)
    assert people(desk)[0].address == "新"
    assert [phone.number for phone in desk.records.find("phone")] == ["14900000001"]


# --- tables, columns, cells


def test_tables_and_rows_that_are_not_wanted_stay_out(desk, importing):
    recognised = read(importing, [WANG, LI])
    assert importing.check(recognised, Answers(tables={("名单", 0): TableAnswer(taken=False)})).outcomes == []
    plan = importing.check(recognised, Answers(left_out=frozenset([("名单", 2)])))
    assert outcomes(plan) == ["skipped", "new"]


def test_a_column_is_what_the_user_says(desk, importing):
    headings = ["姓名", "身份证号", "备用"]
    rows = [[*WANG[:2], "白庙村"], [*LI[:2], "大湾村"]]
    answers = Answers(tables={("名单", 0): TableAnswer(columns={2: ("", "village")})})
    plan = importing.check(read(importing, rows, headings), answers)
    assert [person.village for person in plan.people] == ["白庙村", "大湾村"]


def test_an_unknown_column_is_kept_as_a_remark(desk, importing):
    headings = ["姓名", "身份证号", "村", "血型"]
    answers = Answers(tables={("名单", 0): TableAnswer(columns={3: ("", "remark:")})})
    taken(importing, [[*WANG[:3], "A型"]], answers, headings=headings)
    assert "血型：A型" in people(desk)[0].remarks


def test_what_holds_for_the_whole_table_is_told_once(desk, importing):
    answers = Answers(tables={("名单", 0): TableAnswer(constants={"village": "白庙村"})})
    plan = importing.check(read(importing, [WANG[:2], LI[:2]], ["姓名", "身份证号"]), answers)
    assert [person.village for person in plan.people] == ["白庙村", "白庙村"]


def test_a_cell_is_corrected_and_the_file_stays_as_it_is(desk, importing):
    recognised = read(importing, [["王秀英", DAMAGED, *WANG[2:]]])
    plan = importing.check(recognised, Answers(corrections={("名单", 2, 1): number()}))
    assert [person.id_number for person in plan.people] == [number()]
    assert recognised.workbook.sheets[0].rows[1][1] == DAMAGED


def test_a_header_that_the_user_moves_is_read_there(importing):
    rows = [["青石镇", "", ""], ["姓名", "身份证号", "村"], WANG[:3], LI[:3]]
    recognised = importing.recognise("名单.xlsx", RawWorkbook("xlsx", [RawSheet("名单", rows)]))
    answers = Answers(tables={("名单", 0): TableAnswer(header=(1, 1), end=3)})
    plan = importing.check(recognised, answers)
    assert [person.name for person in plan.people] == ["王秀英"]
    again = importing.look_again(recognised, answers)
    assert [layout.header for _, layout in again.tables] == [(1, 1)]


# --- words


def test_spellings_of_an_unknown_village_are_one_cluster_and_mapped_once(desk, importing):
    desk.records.save("village", {"name": "清石村", "kind": "村"})
    spelled = ["青石村", "青石村委会", "青 石 村", "青石村3组"]
    rows = [["王" + "英兰梅玉"[at], number(1940 + at), said, "", ""] for at, said in enumerate(spelled)]
    plan = importing.check(read(importing, rows))
    (cluster,) = plan.clusters
    assert (cluster.target, cluster.count, cluster.proposal, cluster.meant) == ("village", 4, "清石村", None)
    (question,) = plan.questions
    assert (question.kind, len(question.cases)) == ("village", 4)
    answers = Answers().with_value("village", "青石村", "清石村")
    plan = taken(importing, rows, answers)
    assert {person.village for person in plan.people} == {"清石村"}
    assert (plan.clusters[0].meant, plan.questions) == ("清石村", [])
    assert {person.group for person in people(desk)} == {None, "3组"}


def test_an_unknown_village_can_go_on_the_list(desk, importing):
    desk.records.save("village", {"name": "清石村", "kind": "村"})
    plan = taken(importing, [WANG, LI], Answers(new_villages=frozenset(["白庙村"])))
    assert outcomes(plan) == ["new", "needs_decision"]
    assert sorted(village.name for village in desk.records.find("village")) == ["清石村", "白庙村"]


def test_a_village_can_mean_none_and_a_row_be_taken_without_it(desk, importing):
    desk.records.save("village", {"name": "清石村", "kind": "村"})
    none = importing.check(read(importing, [WANG]), Answers().with_value("village", "白庙村", ""))
    assert [(person.name, person.village) for person in none.people] == [("王秀英", "")]
    without = importing.check(read(importing, [WANG]), decided(importing.check(read(importing, [WANG])), "take"))
    assert [(person.name, person.village) for person in without.people] == [("王秀英", "")]


def test_words_that_a_column_does_not_know_are_explained_once(desk, importing):
    headings = ["姓名", "身份证号", "村", "与户主关系", "对象类别"]
    rows = [[*WANG[:3], "老伴儿", "独居老大爷"], [*LI[:3], "老伴儿", "独居"]]
    plan = importing.check(read(importing, rows, headings))
    by_target = {cluster.target: cluster for cluster in plan.clusters}
    assert (by_target["relation"].said, by_target["episode.category"].said) == (
        (("老伴儿", 2),), (("独居老大爷", 1),)
    )  # fmt: skip
    assert "配偶" in {offer.meant for offer in by_target["relation"].offered}
    answers = Answers().with_value("relation", "老伴儿", "配偶").with_value("episode.category", "独居老大爷", "独居")
    plan = taken(importing, rows, answers, headings=headings)
    assert {person.relation for person in people(desk)} == {"配偶"}
    assert {one.subtype for one in desk.records.find("episode")} == {"独居"}
    assert all(cluster.meant for cluster in plan.clusters)
    assert plan.problems == []


# --- numbers


def test_three_thousand_rows_with_two_hundred_duplicates_are_answered_at_once(desk, importing):
    rows = [[f"王{'甲乙丙丁戊己庚辛壬癸'[at % 10]}", number(1930 + at // 300, 1 + at // 28 % 12, 1 + at % 28,
             sequence=996 + at % 4), "白庙村", "", f"{at}号"] for at in range(2800)]  # fmt: skip
    unique = list({row[1]: row for row in rows}.values())
    doubles = [[*row[:4], "别处"] for row in unique[:200]]
    plan = importing.check(read(importing, [*unique, *doubles]))
    (question,) = plan.questions
    assert (len(question.cases), question.offered) == (200, ("same", "leave"))
    plan = importing.check(read(importing, [*unique, *doubles]), Answers(decisions=question.all("same")))
    assert (plan.counts()["new"], plan.counts()["updated"], plan.questions) == (len(unique), 200, [])


# --- several people on a row, hidden sheets, tables nobody is sure of


def test_of_several_people_on_a_row_each_is_decided_and_the_gravest_outcome_is_the_rows(desk, importing):
    headings = ["户主姓名", "户主身份证号", "村", "成员一姓名", "成员一身份证号", "成员二姓名", "成员二身份证号"]
    rows = [
        ["李建国", number(1950), "白庙村", "王秀英", DAMAGED, "李小宝", number(2014)],
        ["周德福", number(1970), "白庙村", "", "", "", ""],
    ]
    plan = importing.check(read(importing, rows, headings))
    assert outcomes(plan) == ["needs_decision", "new"]
    (case,) = plan.questions[0].cases
    assert (case.place, case.name) == (("名单", 2, 1), "王秀英")
    left = importing.check(read(importing, rows, headings), decided(plan, "leave"))
    assert (outcomes(left), len(left.people)) == (["new", "new"], 3)
    taken(importing, rows, decided(plan, "take"), headings=headings)
    assert len(people(desk)) == 4
    assert len({person.household for person in people(desk) if person.name != "周德福"}) == 1


def test_a_hidden_sheet_is_taken_when_it_is_wanted(desk, importing):
    sheets = [RawSheet("名单", [HEADINGS, WANG]), RawSheet("底表", [HEADINGS, LI], visible=False)]
    recognised = importing.recognise("名单.xlsx", RawWorkbook("xlsx", sheets))
    assert [person.name for person in importing.check(recognised, Answers()).people] == ["王秀英"]
    wanted = Answers(hidden_sheets=frozenset(["底表"]))
    assert [person.name for person in importing.check(recognised, wanted).people] == ["王秀英", "李建国"]


def test_a_table_nobody_is_sure_of_is_one_question_until_name_and_number_are_pointed_out(desk, importing):
    rows = [["王秀英", number(1940 + at), "白庙村"] for at in range(4)]  # one name on all lines
    headings = ["姓名", "身份证号", "村"]
    plan = importing.check(read(importing, rows, headings))
    (question,) = plan.questions
    assert (question.kind, len(question.cases), question.offered) == ("columns", 4, ("leave",))
    told = Answers(tables={("名单", 0): TableAnswer(columns={0: ("", "name"), 1: ("", "id_number")})})
    assert outcomes(importing.check(read(importing, rows, headings), told)) == ["new"] * 4


# --- somebody who left, or was marked dead by mistake, stands on the list again


def back(desk, state="迁出", reason="迁往外地"):
    """Somebody who left on 1 November stands on the list of 21 November, answered as the same person."""
    importing = desk.imports
    taken(importing, [WANG])
    (wang,) = people(desk)
    desk.people.change_state(wang.id, state, date(2026, 11, 1), reason)
    plan = importing.check(read(importing, [WANG]))
    (question,) = plan.questions
    assert (question.kind, question.offered) == ("gone", ("same", "leave"))
    return wang.id, plan


@pytest.mark.parametrize(("state", "reason"), [("迁出", "迁往外地"), ("死亡", "死亡")])
def test_the_same_person_who_had_left_is_in_the_register_again_and_undo_takes_it_back(desk, state, reason):
    id_, before = back(desk, state, reason)
    recognised = read(desk.imports, [WANG])
    plan = desk.imports.check(recognised, decided(before, "same"))
    assert [(one.label, one.before, one.after) for one in plan.changes] == [("状态", state, "在册")]
    assert outcomes(plan) == ["updated"]
    result = desk.imports.commit(recognised, plan)
    now = desk.records.get("person", id_)
    assert (now.state, now.state_on, now.state_reason) == ("在册", None, None)
    assert len(desk.records.find("absence", {"person": id_})) == (1 if state == "迁出" else 0)
    assert outcomes(desk.imports.check(read(desk.imports, [WANG]))) == ["unchanged"]
    desk.imports.undo(result.batch)
    assert desk.records.get("person", id_).state == state
    assert desk.records.find("absence", {"person": id_}) == []


def test_whoever_left_stays_away_where_the_row_or_the_change_is_refused(desk):
    id_, before = back(desk)
    taken(desk.imports, [WANG], decided(before, "leave"))
    plan = desk.imports.check(read(desk.imports, [WANG]), decided(before, "same"))
    refused = decided(before, "same").with_changes({plan.changes[0].key: False})
    taken(desk.imports, [WANG], refused)
    assert desk.records.get("person", id_).state == "迁出"
