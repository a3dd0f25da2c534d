"""探访计划: who is due is proposed, a visit closes a plan by itself, what was not done stays in sight."""

import json
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caredesk.schema.dates import PartialDate
from caredesk.schema.errors import Invalid, UserError
from caredesk.schema.ids import new_id
from caredesk.schema.period import Period, PeriodKind
from caredesk.services.due_lists import DueList
from caredesk.services.ledgers import LedgerFilter
from caredesk.services.plan_fates import Plan, matched

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, 0)  # noqa: DTZ001  the station's own time
MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)


@pytest.fixture
def town(desk):
    """Two villages (北河 stands before 白庙 officially), their visitors, and people in groups."""
    made = {}
    for order, name in enumerate(("北河村", "白庙村"), start=1):
        made[name] = desk.records.save("village", {"name": name, "kind": "村", "official_order": order})
    made["陈静"] = desk.records.save("visitor", {"name": "陈静", "village": made["白庙村"]})
    made["林悦"] = desk.records.save("visitor", {"name": "林悦", "role": "社工"})
    for name, village, group in (
        ("王秀英", "白庙村", "10组"), ("李国强", "白庙村", "2组"), ("赵玉珍", "北河村", "三组"),
    ):  # fmt: skip
        made[name] = desk.records.save("person", {"name": name, "village": made[village], "group": group})
        told = {"person": made[name], "category": "特殊困难老年人", "since": PartialDate(2026, 1)}
        desk.records.save("episode", told)
    return made


@pytest.fixture
def went(desk, town):
    def save(name, day, met="见到本人"):
        told = {"person": town[name], "visited_on": day, "mode": "上门入户", "visitor": town["陈静"], "met": met}
        return desk.records.save("visit", told)

    return save


def board(desk, first=MONDAY, last=SUNDAY, **chosen):
    return desk.planning.board(first, last, **chosen)


def named(rows):
    return [row.name for row in rows]


def test_who_is_due_and_not_planned_is_proposed_village_by_village_and_group_by_group(desk, town, went):
    assert [row.person.name for row in board(desk).proposed] == ["赵玉珍", "李国强", "王秀英"], "2组 before 10组"
    desk.planning.plan({town["李国强"]: "待首访"}, MONDAY)
    went("赵玉珍", date(2026, 11, 20))
    assert [row.person.name for row in board(desk).proposed] == ["王秀英"]
    following = board(desk, date(2026, 12, 7), date(2026, 12, 13))
    assert [row.person.name for row in following.proposed] == ["赵玉珍", "王秀英"], "December asks again"
    assert [row.person.name for row in board(desk, village=town["北河村"]).proposed] == []
    assert [row.person.name for row in board(desk, visitor=town["陈静"]).proposed] == ["王秀英"]


def test_a_village_with_one_visitor_sends_them_another_leaves_it_open(desk, town):
    desk.planning.plan({town["王秀英"]: "待首访", town["赵玉珍"]: "待首访"}, MONDAY, by_village=True)
    assert {row.name: row.visitor for row in board(desk).rows} == {"王秀英": "陈静", "赵玉珍": ""}
    (open_row,) = [row for row in board(desk).rows if not row.visitor]
    desk.planning.assign([open_row.id], town["林悦"])
    assert {row.name: row.visitor for row in board(desk).rows} == {"王秀英": "陈静", "赵玉珍": "林悦"}
    assert named(board(desk, visitor=town["林悦"]).rows) == ["赵玉珍"]
    assert [(one.name, one.planned) for one in board(desk).load] == [("林悦", 1), ("陈静", 1)]


def test_a_visit_closes_the_plan_and_its_deletion_opens_it_again(desk, town, went):
    desk.planning.plan({town["王秀英"]: "待首访"}, MONDAY)
    went("王秀英", TODAY, met="无人应答")
    (row,) = desk.planning.waiting()
    assert row.fate.said == "11月21日去过，没见到", "a failed attempt is told and closes nothing"
    visit = went("王秀英", TODAY)
    assert desk.planning.waiting() == []
    (row,) = board(desk).rows
    assert (row.open, row.fate.said) == (False, "11月21日已访")
    desk.records.bin("visit", visit)
    assert named(desk.planning.waiting()) == ["王秀英"]


def test_a_visit_of_the_morning_does_not_close_what_is_planned_in_the_afternoon(desk, town, went, clock):
    went("王秀英", TODAY)
    desk.planning.plan({town["王秀英"]: "回访"}, MONDAY)
    assert named(desk.planning.waiting()) == ["王秀英"]
    clock.move_to(MONDAY)
    went("王秀英", MONDAY)
    assert desk.planning.waiting() == []


def test_two_plans_of_one_person_take_two_visits(desk, town, went, clock):
    for day in (MONDAY, date(2026, 11, 27)):
        desk.planning.plan({town["王秀英"]: "回访"}, day)
    clock.move_to(date(2026, 11, 24))
    went("王秀英", date(2026, 11, 24))
    assert [row.planned_on for row in desk.planning.waiting()] == [date(2026, 11, 27)]


def test_what_was_not_done_stays_on_top_until_it_is_moved_done_or_dropped(desk, town, clock):
    desk.planning.plan({town["王秀英"]: "回访", town["李国强"]: "回访", town["赵玉珍"]: "回访"}, MONDAY)
    clock.move_to(date(2026, 12, 2))
    week = board(desk, date(2026, 11, 30), date(2026, 12, 6))
    assert named(week.late) == ["赵玉珍", "李国强", "王秀英"]
    assert all(row.late for row in week.late)
    assert board(desk).late == [], "the past week shows them in their place"
    assert named(board(desk).rows) == ["赵玉珍", "李国强", "王秀英"]
    first, second, _ = (row.id for row in week.late)
    desk.planning.move([first], date(2026, 12, 3))
    desk.planning.move([first], date(2026, 12, 4))
    desk.planning.drop([second], "住院")
    week = board(desk, date(2026, 11, 30), date(2026, 12, 6))
    assert named(week.late) == ["王秀英"]
    (moved,) = week.rows
    assert (moved.name, moved.planned_on, moved.first_on, moved.moves) == ("赵玉珍", date(2026, 12, 4), MONDAY, 2)
    assert desk.records.get("planned_visit", second).dropped_why == "住院"
    desk.records.undo_last()
    assert named(board(desk, date(2026, 11, 30), date(2026, 12, 6)).late) == ["李国强", "王秀英"]


def test_days_that_are_over_are_refused_and_nobody_is_planned_twice_for_a_day(desk, town):
    with pytest.raises(Invalid, match="已经过去"):
        desk.planning.plan({town["王秀英"]: "回访"}, date(2026, 11, 20))
    assert desk.planning.plan({town["王秀英"]: "回访"}, MONDAY) == 1
    assert desk.planning.plan({town["王秀英"]: "回访", town["李国强"]: "回访"}, MONDAY) == 1
    with pytest.raises(Invalid, match="已经过去"):
        desk.planning.move([row.id for row in desk.planning.waiting()], date(2026, 11, 20))
    with pytest.raises(UserError, match="没有可以约的人"):
        desk.planning.plan({}, MONDAY)
    with pytest.raises(UserError, match="没有取消"):
        desk.records.save("planned_visit", {"dropped_why": "住院"}, desk.planning.waiting()[0].id)


def test_who_left_the_register_waits_no_more(desk, town):
    desk.planning.plan({town["王秀英"]: "回访"}, MONDAY)
    desk.people.change_state(town["王秀英"], "迁出", TODAY)
    assert desk.planning.waiting() == []


def test_weekends_and_festivals_are_told(desk, town):
    off = board(desk, date(2026, 9, 28), date(2026, 10, 4)).off
    assert off[date(2026, 10, 1)] == "国庆节"
    assert board(desk).off == {date(2026, 11, 28): "", date(2026, 11, 29): ""}


def test_the_plan_goes_on_paper_and_into_a_workbook_in_walking_order_with_what_became_of_it(desk, town, went, tmp_path):
    people = {town[name]: "回访" for name in ("王秀英", "李国强", "赵玉珍")}
    desk.planning.plan(people, MONDAY, by_village=True)
    desk.planning.drop([row.id for row in desk.planning.waiting() if row.name == "李国强"], "住院")
    desk.records.save("person", {"entry_hint": "有恶犬"}, town["王秀英"])
    went("赵玉珍", TODAY)
    week = Period(PeriodKind.MONTH, MONDAY, SUNDAY, "week", "11月23日—29日")
    sheet = desk.ledgers.sheet("visit_plan", week)
    assert sheet.title == "青石镇11月23日—29日探访计划"
    keys = [column.key for column in sheet.columns]
    rows = [dict(zip(keys, row, strict=True)) for row in sheet.rows]
    assert [(row["number"], row["name"], row["visitor"], row["done"], row["entry_hint"]) for row in rows] == [
        ("1", "赵玉珍", "", "11月21日已访", ""), ("2", "王秀英", "陈静", "", "有恶犬"),
    ]  # fmt: skip
    narrowed = desk.ledgers.sheet("visit_plan", week, LedgerFilter(village=town["白庙村"]))
    assert len(narrowed.rows) == 1
    assert len(desk.ledgers.sheet("visit_plan", week, LedgerFilter(visitor=town["林悦"])).rows) == 0
    for ending in ("xlsx", "pdf", "json"):
        assert desk.ledgers.write("visit_plan", week, tmp_path / f"a.{ending}") == 2
    told = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert told["rows"][0]["走访/走访情况"] == "11月21日已访"
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert any("有恶犬" in str(cell) for row in book.active.iter_rows(values_only=True) for cell in row)


DAYS = st.integers(0, 20).map(lambda days: TODAY + timedelta(days=days))
PLANS = st.lists(st.tuples(DAYS, DAYS), max_size=5)
WENT = st.lists(st.tuples(DAYS, st.booleans()), max_size=6)


@given(PLANS, WENT, DAYS)
def test_a_visit_more_never_opens_a_plan_and_closes_one_at_most(plans, went, extra):
    made = [Plan(new_id(NOW), min(one), max(one)) for one in plans]
    made.sort(key=lambda plan: plan.planned_on)

    def done(visits):
        fates = dict(matched(made, sorted(visits)))
        assert set(fates) == {plan.id for plan in made}
        return {id_ for id_, fate in fates.items() if fate.done_on}

    before, after = done(went), done([*went, (extra, True)])
    assert len(before) <= len(after) <= len(before) + 1
    assert len(before) <= sum(1 for _, met in went if met)
    assert done([*went, (extra, False)]) == before


def test_more_people_than_a_day_holds_are_refused_with_words(desk, town):
    with pytest.raises(UserError, match="一次最多排500人"):
        desk.planning.plan(dict.fromkeys((new_id(NOW) for _ in range(501)), "回访"), MONDAY)


def test_the_proposed_of_a_large_town_are_read_as_they_come_into_sight(desk, town):
    week = date(2026, 11, 16)
    proposed = board(desk, week, date(2026, 11, 22)).proposed
    assert isinstance(proposed, DueList)
    assert [row.person.name for row in proposed] == ["赵玉珍", "李国强", "王秀英"]
    assert proposed.ids == [town[name] for name in ("赵玉珍", "李国强", "王秀英")]
    assert set(proposed.sorted("-name")) == set(proposed.ids)
    desk.planning.plan({town["李国强"]: "待首访"}, MONDAY)
    assert [row.person.name for row in board(desk, week, date(2026, 11, 22)).proposed] == ["赵玉珍", "王秀英"]
