"""今天要办 over a real station: odd cases of categories, months and rules."""

from datetime import date

import pytest

from caredesk.schema.cadence import Verdict
from caredesk.schema.dates import PartialDate

QUARTERLY = "残疾人每季度一次"


@pytest.fixture
def somebody(desk):
    def save(name, *categories):
        person = desk.records.save("person", {"name": name})
        for category, since in categories:
            desk.records.save("episode", {"person": person, "category": category, "since": since})
        return person

    return save


@pytest.fixture
def visit(desk):
    visitor = desk.records.save("visitor", {"name": "陈静"})

    def save(person, day, mode="上门入户", met="见到本人"):
        told = {"person": person, "visited_on": day, "mode": mode, "visitor": visitor, "met": met}
        return desk.records.save("visit", told)

    return save


def stands(desk):
    figures = desk.visits.today()
    return {
        name: [row.person.name for row in getattr(figures, name)]
        for name in ("overdue", "first", "due", "done")
        if getattr(figures, name)
    }


OLD = PartialDate(2026, 1)


def test_whom_a_quarter_leaves_time_is_not_due_this_month(desk, somebody, visit):
    desk.records.save("station", {"confirmed_rules": (QUARTERLY,)}, desk.settings.id)
    person = somebody("周永", ("残疾人", OLD))
    visit(person, date(2026, 9, 10))
    (row,) = desk.visits.due()
    assert (row.standing.verdict, row.standing.due) == (Verdict.DUE, date(2026, 12, 31))
    assert stands(desk) == {}, "the quarter ends next month"


def test_who_was_seen_for_the_quarter_before_this_month_is_not_among_the_seen_of_the_month(
    desk, somebody, visit, clock
):
    desk.records.save("station", {"confirmed_rules": (QUARTERLY,)}, desk.settings.id)
    person = somebody("周永", ("残疾人", OLD))
    visit(person, date(2026, 10, 10))
    assert desk.visits.due()[0].standing.verdict is Verdict.DONE
    assert stands(desk) == {}
    visit(person, date(2026, 11, 10))
    assert stands(desk) == {"done": ["周永"]}


def test_two_categories_each_keep_their_rule_and_a_person_stands_once(desk, somebody, visit, clock):
    desk.records.save("station", {"confirmed_rules": (QUARTERLY,)}, desk.settings.id)
    person = somebody("周永", ("残疾人", OLD), ("特殊困难老年人", OLD))
    visit(person, date(2026, 10, 10))
    visit(person, date(2026, 11, 3), "电话", "接通")
    assert stands(desk) == {"done": ["周永"]}, "the telephone counts for the month, and October for the quarter"
    clock.move_to(date(2027, 1, 4))
    (row,) = desk.visits.due()
    assert {one.rule.key: one.verdict for one in (row.standing, *row.others)} == {
        "elderly_month": Verdict.OVERDUE, "disabled_quarter": Verdict.DUE,
    }  # fmt: skip
    assert stands(desk) == {"overdue": ["周永"]}


def test_the_figure_of_the_month_is_that_of_the_return(desk, somebody, visit):
    for name, since in (("甲", OLD), ("乙", PartialDate(2026, 11, 10)), ("丙", PartialDate(2026, 12)), ("丁", OLD)):
        person = somebody(name, ("特殊困难老年人", since))
        if name in "甲乙":
            visit(person, date(2026, 11, 12))
    figures = desk.visits.today()
    (told,) = desk.returns.figures("monthly", "2026-11").expected
    assert figures.expected == len(told.due) == 3, "丙 comes next month"
    assert {row.person.id for row in figures.done} == told.seen


def test_whoever_died_in_the_month_is_no_longer_due_but_the_visits_stay(desk, somebody, visit):
    person = somebody("王秀英", ("特殊困难老年人", OLD))
    visit(person, date(2026, 11, 3))
    desk.people.change_state(person, "死亡", date(2026, 11, 10))
    assert stands(desk) == {}
    figures = desk.returns.figures("monthly", "2026-11")
    assert figures.expected == ()
    assert {one.key: one.value for one in figures.counted}["people_met"] == 1
    (balance,) = figures.balances
    assert (len(balance.opening), len(balance.left), len(balance.closing)) == (1, 1, 0)


def test_a_station_that_cuts_its_months_on_the_25th_counts_the_26th_to_the_next(desk, somebody, visit, clock):
    desk.records.save("station", {"cut_off": 25}, desk.settings.id)
    person = somebody("王秀英", ("特殊困难老年人", OLD))
    visit(person, date(2026, 10, 26))
    assert stands(desk) == {"done": ["王秀英"]}
    assert desk.returns.figures("monthly", "2026-11").expected[0].seen == {person}
    clock.move_to(date(2026, 11, 26))
    assert stands(desk) == {"due": ["王秀英"]}
    assert desk.visits.today().due[0].standing.due == date(2026, 12, 25)


def test_a_leap_day_is_a_day_of_its_month(desk, somebody, visit, clock):
    clock.move_to(date(2028, 2, 29))
    person = somebody("王秀英", ("特殊困难老年人", OLD))
    visit(person, date(2028, 2, 29))
    assert stands(desk) == {"done": ["王秀英"]}
    clock.move_to(date(2028, 3, 31))
    assert stands(desk) == {"due": ["王秀英"]}


def test_nobody_is_late_before_the_station_opened(desk, somebody, visit, clock):
    person = somebody("王秀英", ("特殊困难老年人", PartialDate(2020)))
    clock.move_to(date(2026, 9, 30))
    visit(person, date(2026, 6, 1))
    assert stands(desk) == {"due": ["王秀英"]}
    clock.move_to(date(2026, 10, 1))
    assert stands(desk) == {"overdue": ["王秀英"]}
