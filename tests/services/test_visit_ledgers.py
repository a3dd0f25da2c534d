"""Old visit ledgers: two years in differing layouts come in as visits, once, and nobody is late on the first day."""

import json
import runpy
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from caredesk.catalog import DECLARATIONS
from caredesk.documents.reading.book import read_workbook
from caredesk.schema.cadence import Verdict
from caredesk.schema.roster import OUTCOMES, RawSheet, RawWorkbook
from caredesk.services.clock import SetClock
from caredesk.services.importing.answers import Answers, TableAnswer
from caredesk.services.importing.recognised import ImportResult
from caredesk.services.stations import NewStation, Stations
from tests.conftest import CHEAP, PASSWORD

LEDGERS = Path(__file__).parent.parent / "data" / "ledgers"
FILES = sorted(path for path in LEDGERS.iterdir() if path.suffix != ".json" and path.stem != "register")
OPENED = date(2026, 1, 1)
WORKERS = ("周敏", "林悦", "何建国")
HEADINGS = ["走访日期", "姓名", "村", "走访方式", "走访人", "走访情况"]


def answers(path):
    return json.loads(path.with_name(path.stem + ".expected.json").read_text(encoding="utf-8"))


def read(importing, path, name=""):
    return importing.recognise(name or answers(path)["file"], read_workbook(path.read_bytes()))


@pytest.fixture
def desk(folder):
    """A station on its first day, with its people and the visitors it has now."""
    clock = SetClock(datetime(2026, 1, 1, 9, 0))  # noqa: DTZ001  the station's own time
    new = NewStation("青石镇社会工作服务站", "云溪县", "青石镇", PASSWORD, opened_on=OPENED)
    made, _ = Stations(DECLARATIONS, clock, CHEAP).create(folder, new)
    register = read(made.imports, LEDGERS / "register.xlsx", "register.xlsx")
    made.imports.commit(register, made.imports.check(register))
    known = {one.name for one in made.records.find("visitor")}
    made.records.save_all("visitor", [{"name": name, "role": "社工"} for name in WORKERS if name not in known])
    yield made
    made.close()


def brought(desk, path):
    """A ledger taken in: what was read and what became of it."""
    recognised = read(desk.imports, path)
    plan = desk.imports.check(recognised)
    return plan, desk.imports.commit(recognised, plan)


def sheet(desk, rows, *, name="台账", file="走访台账.xlsx", about="", answers=None, headings=HEADINGS):
    raw = RawWorkbook("xlsx", [RawSheet(name, [list(headings), *[list(row) for row in rows]])])
    recognised = desk.imports.recognise(file, raw, about)
    plan = desk.imports.check(recognised, answers)
    desk.imports.commit(recognised, plan)
    return plan


def told(desk):
    """The visits of the station as the answers list them."""
    people = {one.id: one for one in desk.records.find("person")}
    visitors = {one.id: one.name for one in desk.records.find("visitor")}
    found = []
    for one in desk.records.find("visit", {"origin": "历史导入"}):
        went = [visitors[id_] for id_ in (one.visitor, one.second_visitor) if id_]
        went += (one.visitor_names or "").split("、") if one.visitor_names else []
        person = people[one.person]
        exact = "没有写哪天" not in (one.remarks or "")
        found.append((person.name, person.id_number, one.visited_on.isoformat(), one.mode, one.met, tuple(went),
                      one.situation, exact))  # fmt: skip
    return sorted(found, key=repr)


def tables(desk):
    """What stands in the station, apart from ids of acts."""
    kinds = ("person", "village", "visit", "phone", "episode", "household")
    return {key: sorted(repr(desk.work.kind(key).values(one)) for one in desk.records.find(key)) for key in kinds}


def someone(desk, at=0):
    return sorted(desk.records.find("person"), key=lambda one: one.name)[at]


def village(desk, person):
    return desk.records.get("village", person.village).name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_visit_of_a_ledger_comes_in_exactly(desk, path):
    expected = answers(path)
    plan, result = brought(desk, path)
    wanted = [
        (one["name"], one["id_number"], one["visited_on"], one["mode"], one["met"], tuple(one["visitors"]),
         one["situation"], one["exact"])
        for one in expected["visits"]
    ]  # fmt: skip
    assert told(desk) == sorted(wanted, key=repr)
    counts = plan.counts()
    assert sum(counts[outcome] for outcome in OUTCOMES) == len(plan.outcomes)
    assert (counts["skipped"], counts["rejected"]) == (expected["skipped"], expected["rejected"])
    assert counts["new"] == expected["rows"] - expected["rejected"]
    assert len(result.to_json()["visits"]) == len(wanted)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_same_ledger_again_changes_nothing(desk, path):
    brought(desk, path)
    before = tables(desk)
    plan, result = brought(desk, path)
    assert (plan.counts()["new"], plan.counts()["updated"], plan.counts()["needs_decision"]) == (0, 0, 0)
    assert result.batch == ""
    assert tables(desk) == before


def test_two_years_of_ledgers_add_up_and_a_second_round_changes_nothing(desk):
    for path in FILES:
        plan, _ = brought(desk, path)
        assert sum(plan.counts()[outcome] for outcome in OUTCOMES) == len(plan.outcomes)
    before = tables(desk)
    for path in FILES:
        plan, _ = brought(desk, path)
        assert (plan.counts()["new"], plan.counts()["updated"]) == (0, 0)
    assert tables(desk) == before


def test_nobody_is_late_on_the_first_day_and_nobody_waits_for_a_first_visit(desk):
    assert {row.standing.verdict for row in desk.visits.due()} == {Verdict.FIRST}
    for name in ("proposed_columns", "months_dated"):
        brought(desk, next(path for path in FILES if path.stem == name))
    due = desk.visits.due()
    assert len(due) == 12
    assert {row.standing.verdict for row in due} == {Verdict.DUE}
    assert not desk.visits.today().overdue


def test_a_ledger_is_taken_back_whole(desk):
    before = tables(desk)
    _, result = brought(desk, FILES[0])
    assert tables(desk) != before
    desk.imports.undo(result.batch)
    assert tables(desk) == before
    again, _ = brought(desk, FILES[0])
    assert again.counts()["new"] == answers(FILES[0])["rows"] - answers(FILES[0])["rejected"]


def test_a_visit_worked_on_since_is_named_before_a_ledger_is_taken_back(desk):
    one = someone(desk)
    raw = RawWorkbook(
        "xlsx", [RawSheet("台账", [HEADINGS, ["2025-03-05", one.name, village(desk, one), "入户", "", "好"]])]
    )
    recognised = desk.imports.recognise("走访台账.xlsx", raw)
    batch = desk.imports.commit(recognised, desk.imports.check(recognised)).batch
    (visit,) = desk.records.find("visit")
    desk.records.save("visit", {"situation": "补了几句"}, visit.id)
    (edited,) = desk.imports.edited_since(batch)
    assert (edited.title, edited.kind, edited.person) == (f"{one.name}的入户探访", "入户探访", one.id)


def test_a_visit_of_another_file_is_the_same_visit_or_asked_about(desk):
    one = someone(desk)
    where = village(desk, one)
    sheet(desk, [["2025-03-05", one.name, where, "入户", "周敏", "身体还好"]])
    same = sheet(desk, [["2025.3.5", one.name, where, "上门走访", "周敏", "身体还好"]], file="另一份走访.xlsx")
    assert same.counts()["unchanged"] == 1
    other = sheet(desk, [["2025.3.5", one.name, where, "入户", "周敏", "摔了一跤，送医"]])
    (question,) = other.questions
    assert (question.kind, question.offered) == ("same_day", ("take", "leave"))
    assert "身体还好" in question.cases[0].reason
    by_telephone = sheet(desk, [["2025.3.5", one.name, where, "电话", "周敏", "报平安"]])
    assert by_telephone.counts()["new"] == 1
    rows = [["2025.3.5", one.name, where, "入户", "周敏", "摔了一跤，送医"]]
    taken = sheet(desk, rows, answers=Answers(decisions=question.all("take")))
    assert taken.counts()["new"] == 1
    assert sheet(desk, rows).counts()["unchanged"] == 1


def test_a_ticked_month_is_no_second_visit_where_the_day_is_known(desk):
    one = someone(desk)
    sheet(desk, [["2025-03-05", one.name, village(desk, one), "入户", "周敏", "身体还好"]])
    months = ["姓名", "村", *[f"{month}月" for month in range(1, 13)]]
    line = [one.name, village(desk, one), "", "", "√", "√", *[""] * 8]
    sheet(desk, [line], headings=months, file="2025年走访登记.xlsx")
    assert [day[2] for day in told(desk)] == ["2025-03-05", "2025-04-01"]


def test_people_whom_nobody_knows_are_asked_about_once_and_made_only_when_told(desk):
    rows = [
        ["2025-03-05", "欧阳小满", "大湾村", "入户", "周敏", "身体还好"],
        ["2025-04-06", "欧阳小满", "大湾村", "电话", "周敏", "报平安"],
    ]
    plan = sheet(desk, rows)
    (question,) = plan.questions
    assert (question.kind, question.offered, len(question.cases)) == ("stranger", ("new", "leave"), 2)
    assert not desk.records.find("visit")
    made = sheet(desk, rows, answers=Answers(decisions=question.all("new")))
    assert made.counts()["new"] == 2
    (person,) = desk.records.find("person", {"name": "欧阳小满"})
    assert village(desk, person) == "大湾村"
    assert len(desk.records.find("visit", {"person": person.id})) == 2
    assert sheet(desk, rows).counts()["unchanged"] == 2


def test_namesakes_of_a_village_and_other_villages_are_asked_about(desk):
    one, other = someone(desk), someone(desk, 1)
    desk.records.save("person", {"name": one.name, "village": one.village, "sex": "女"})
    plan = sheet(desk, [
        ["2025-03-05", one.name, village(desk, one), "入户", "周敏", "身体还好"],
        ["2025-03-05", other.name, "老君村", "入户", "周敏", "身体还好"],
        ["2025-03-05", other.name, "", "入户", "周敏", "身体还好"],
    ])  # fmt: skip
    assert plan.counts()["needs_decision"] == 3
    cases = [case for question in plan.questions for case in question.cases]
    assert {case.offered for case in cases} == {("same", "new", "leave")}
    assert cases[1].proposal.kind == "same"
    (question,) = plan.questions
    answered = Answers(decisions=question.proposals())
    assert desk.imports.check(  # the second and third are that other one
        desk.imports.recognise("走访台账.xlsx", RawWorkbook("xlsx", [RawSheet("台账", [HEADINGS, [
            "2025-03-05", other.name, "老君村", "入户", "周敏", "身体还好"]])])),
        replace(answered, decisions={("台账", 2, 0): cases[1].proposal}),
    ).counts()["new"] == 1  # fmt: skip


def test_words_that_fit_no_field_are_kept_as_they_stand(desk):
    one = someone(desk)
    headings = [*HEADINGS, "身体状况", "下次走访时间", "鞋码"]
    row = ["2025-03-05", one.name, village(desk, one), "微信", "周敏、老高", "身体还好", "老毛病", "年前", "41"]
    sheet(desk, [row, ["2025-03-06", *row[1:-1], "42"]], headings=headings)
    visit = desk.records.find("visit", {}, ("visited_on",))[0]
    assert (visit.mode, visit.met, visit.visitor_names) == (None, None, "老高")
    assert visit.remarks == "原表：走访方式：微信；下次走访时间：年前；鞋码：41"
    assert visit.left_over == "身体状况：老毛病"
    assert (visit.backfilled, visit.origin) == (False, "历史导入")
    desk.records.save("visit", {"situation": "改过的"}, visit.id)
    changed = desk.records.get("visit", visit.id)
    assert (changed.situation, changed.left_over, changed.visitor_names) == ("改过的", "身体状况：老毛病", "老高")


def test_an_unknown_word_for_the_mode_is_explained_once(desk):
    one = someone(desk)
    row = ["2025-03-05", one.name, village(desk, one), "赶集遇上", "周敏", "身体还好"]
    plan = desk.imports.check(
        desk.imports.recognise("走访.xlsx", RawWorkbook("xlsx", [RawSheet("台账", [HEADINGS, row])]))
    )
    (cluster,) = plan.clusters
    assert (cluster.target, cluster.said) == ("visit.mode", (("赶集遇上", 1),))
    sheet(desk, [row], answers=Answers().with_value("visit.mode", "赶集遇上", "上门入户"))
    (visit,) = desk.records.find("visit")
    assert (visit.mode, visit.remarks) == ("上门入户", None)


def test_a_failed_contact_of_a_ledger_satisfies_nothing(desk):
    one = someone(desk)
    headings = [*HEADINGS, "是否见到本人"]
    sheet(desk, [["2025-12-05", one.name, village(desk, one), "入户", "周敏", "", "家中无人"]], headings=headings)
    standing = next(row.standing for row in desk.visits.due() if row.person.id == one.id)
    assert standing.verdict is Verdict.FIRST


def test_visits_before_a_birth_or_after_a_death_wait_or_stay_out(desk):
    one, other = someone(desk), someone(desk, 1)
    desk.people.change_state(one.id, "死亡", date(2025, 6, 1), "死亡")
    headings = [*HEADINGS, "是否见到本人"]
    plan = sheet(desk, [
        ["2025-03-05", one.name, village(desk, one), "入户", "周敏", "身体还好", "是"],
        ["2025-07-05", one.name, village(desk, one), "入户", "周敏", "身体还好", "是"],
        ["1900-07-05", other.name, village(desk, other), "入户", "周敏", "身体还好", ""],
    ], headings=headings)  # fmt: skip
    assert [row.outcome for row in plan.outcomes] == ["new", "needs_decision", "needs_decision"]
    assert {question.offered for question in plan.questions} == {("leave",)}


def test_days_to_come_and_rows_without_a_day_are_named(desk):
    one = someone(desk)
    where = village(desk, one)
    plan = sheet(desk, [
        ["2026-01-02", one.name, where, "入户", "周敏", ""],
        ["", one.name, where, "入户", "周敏", ""],
        ["3月5日", one.name, where, "入户", "周敏", ""],
        ["2025-01-02", one.name, where, "入户", "周敏", ""],
    ])  # fmt: skip
    assert [row.outcome for row in plan.outcomes] == ["rejected", "rejected", "rejected", "new"]
    assert [row.reason for row in plan.outcomes[:3]] == [
        "走访日期2026-01-02晚于今天", "没有走访日期", "没有写年份，标题、表名里也没有，不知道是哪一年"
    ]  # fmt: skip


def test_a_roster_with_visitors_and_a_last_visit_stays_a_roster(desk):
    one = someone(desk)
    headings = ["姓名", "身份证号", "村", "探访人", "探访频次", "最近走访日期", "备注"]
    row = [one.name, one.id_number, village(desk, one), "周敏", "每月", "2025-11-05", ""]
    recognised = desk.imports.recognise("花名册.xlsx", RawWorkbook("xlsx", [RawSheet("名单", [headings, row])]))
    assert [layout.about for _, layout in recognised.tables] == ["people"]
    assert not desk.imports.check(recognised).visits


def test_the_user_says_what_a_table_is_and_it_is_remembered(desk):
    one = someone(desk)
    headings = ["姓名", "身份证号", "村", "日期", "备注"]
    rows = [[one.name, one.id_number, village(desk, one), "2025-11-05", "好"]]
    raw = RawWorkbook("xlsx", [RawSheet("表", [headings, *rows])], digest="1" * 64)
    recognised = desk.imports.recognise("表.xlsx", raw)
    assert [layout.about for _, layout in recognised.tables] == ["people"]
    plan = desk.imports.check(recognised, Answers(about="visits"))
    assert [visit.visited_on for visit in plan.visits] == ["2025-11-05"]
    desk.imports.commit(recognised, plan)
    later = desk.imports.recognise("表2.xlsx", raw)
    assert later.remembered.about == "visits"
    assert desk.imports.check(later, later.remembered).counts()["unchanged"] == 1
    assert Answers.from_json(plan.answers.to_json()).about == "visits"


def test_what_holds_for_all_visits_may_be_said_once(desk):
    one = someone(desk)
    headings = ["走访日期", "姓名", "村", "走访情况"]
    told_once = TableAnswer(constants={"visit.mode": "电话", "visit.visitors": "林悦"})
    rows = [["2025-03-05", one.name, village(desk, one), "身体还好"]]
    sheet(desk, rows, headings=headings, answers=Answers(tables={("台账", 0): told_once}))
    (visit,) = desk.records.find("visit")
    assert (visit.mode, desk.records.get("visitor", visit.visitor).name) == ("电话", "林悦")


def test_rows_not_taken_go_back_in_the_senders_layout(desk, tmp_path):
    path = next(path for path in FILES if path.stem == "ranges_and_lists")
    recognised = read(desk.imports, path)
    plan = desk.imports.check(recognised)
    assert desk.imports.error_workbook(recognised, plan, tmp_path / "退回.xlsx", "请补上日期") == 2
    told_json = ImportResult(plan).to_json()
    assert {one["value"] for one in told_json["problems"]} >= {"下旬"}


def test_the_ledgers_of_the_tree_are_those_that_the_script_makes():
    built = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "build_visit_ledgers.py"))["built"]
    for file, content, expected in built():
        assert (LEDGERS / file).read_bytes() == content
        assert answers(LEDGERS / file) == json.loads(json.dumps(expected, ensure_ascii=False))


def test_a_rosters_last_visit_is_a_visit_only_where_the_user_wants_it(desk):
    one = someone(desk)
    headings = ["姓名", "身份证号", "村", "最近走访日期", "备注"]
    rows = [[one.name, one.id_number, village(desk, one), "2025-11-05", ""]]
    assert sheet(desk, rows, headings=headings).counts()["unchanged"] == 1
    assert not desk.records.find("visit")
    wanted = Answers(tables={("台账", 0): TableAnswer(constants={"visit.last_on": "收"})})
    plan = sheet(desk, rows, headings=headings, answers=wanted)
    assert [(row.outcome, row.reason) for row in plan.outcomes] == [("updated", "更新：最近一次走访")]
    (visit,) = desk.records.find("visit", {"person": one.id})
    assert (visit.visited_on, visit.origin, visit.mode) == (date(2025, 11, 5), "历史导入", None)
    assert sheet(desk, rows, headings=headings, answers=wanted).counts()["unchanged"] == 1
