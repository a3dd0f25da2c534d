"""今天要办: a figure is the length of its list, whatever a station holds; what is done leaves its list by itself."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caredesk.catalog.reviews import RISK
from caredesk.schema.dates import PartialDate
from caredesk.schema.errors import UserError
from caredesk.schema.identity import made_up_id
from caredesk.services.today import FIGURES
from tests.conftest import NEW

TODAY = date(2026, 11, 21)  # a Saturday


@pytest.fixture
def somebody(desk):
    def save(name, birth=None, category="特殊困难老年人", **more):
        person = desk.records.save("person", {"name": name, "birth_date": birth, **more})
        if category:
            desk.records.save("episode", {"person": person, "category": category, "since": PartialDate(2026, 1)})
        return person

    return save


@pytest.fixture
def visit(desk):
    visitor = desk.records.save("visitor", {"name": "陈静"})

    def save(person, day, met="见到本人", **more):
        told = {"person": person, "visited_on": day, "mode": "上门入户", "visitor": visitor, "met": met, **more}
        return desk.records.save("visit", told)

    return save


def names(desk, key, drafts=()):
    return [line.name for line in desk.today.look(drafts).lists[key]]


def test_a_promise_of_the_last_visit_stands_until_somebody_went(desk, somebody, visit):
    person, later = somebody("王秀英"), somebody("李国强")
    visit(person, date(2026, 11, 3), next_visit_on=date(2026, 11, 18))
    visit(later, date(2026, 11, 3), next_visit_on=date(2026, 12, 18))
    (line,) = desk.today.look().lists["promised"]
    assert (line.name, line.by, line.last) == ("王秀英", date(2026, 11, 18), date(2026, 11, 3))
    assert "过了 3 天" in line.state
    visit(person, date(2026, 11, 20), met="无人应答")
    assert names(desk, "promised") == ["王秀英"], "a failed attempt keeps no promise"
    visit(person, date(2026, 11, 21))
    assert names(desk, "promised") == []


def test_who_is_due_by_sunday_stands_in_the_week(desk, somebody, visit, clock):
    person = somebody("王秀英")
    visit(person, date(2026, 10, 3))
    assert names(desk, "week") == []
    assert names(desk, "due") == ["王秀英"]
    clock.move_to(date(2026, 11, 26))
    assert names(desk, "week") == [], "the month ends on Monday"
    clock.move_to(date(2026, 11, 30))
    assert names(desk, "week") == ["王秀英"]


def test_birthdays_that_change_something_wait_until_somebody_saw_to_them(desk, somebody, clock):
    person = somebody("王秀英", PartialDate(1946, 12, 1), category="")
    somebody("李国强", PartialDate(1950, 12, 1), category="")
    somebody("周永", PartialDate(1936), category="")
    (line,) = desk.today.look().lists["reviews"]
    assert (line.name, line.about, line.by) == ("王秀英", "满80周岁，高龄老年人、高龄津贴", date(2026, 12, 1))
    assert desk.reviews.done([line.opens], reviewed_on=TODAY, result="没有变化") == 1
    assert names(desk, "reviews") == []
    (made,) = desk.records.find("review")
    assert (made.person, made.result) == (person, "没有变化")
    desk.records.undo_last()
    assert names(desk, "reviews") == ["王秀英"]
    clock.move_to(date(2027, 3, 15))
    assert names(desk, "reviews") == [], "after three months nobody asks any more"


def test_fourteen_sixteen_and_eighteen_are_told_where_they_mean_something(desk, somebody):
    somebody("小一", PartialDate(2012, 11, 25), category="")
    somebody("小二", PartialDate(2010, 11, 25), category="农村留守儿童")
    somebody("小三", PartialDate(2008, 11, 25), category="残疾人")
    somebody("小四", PartialDate(2008, 11, 25), category="")
    found = {line.name: line.about for line in desk.today.look().lists["reviews"]}
    assert set(found) == {"小一", "小二", "小三"}
    assert "14周岁" in found["小一"]
    assert "农村留守儿童" in found["小二"]
    assert "18周岁" in found["小三"]


def test_a_disability_certificate_without_a_last_day_lasts_ten_years(desk, somebody):
    person = somebody("周永", category="")
    number = made_up_id("429021", date(1950, 1, 1), sequence=997) + "44"
    told = {"person": person, "kind": "残疾人证", "number": number, "valid_from": date(2016, 12, 5)}
    certificate = desk.records.save("certificate", told)
    (line,) = desk.today.look().lists["reviews"]
    assert (line.name, line.by) == ("周永", date(2026, 12, 5))
    with pytest.raises(UserError, match="改好它的日期"):
        desk.reviews.done([line.opens], reviewed_on=TODAY)
    desk.records.save("certificate", {"valid_until": date(2036, 12, 4)}, certificate)
    assert names(desk, "reviews") == []


def test_relief_is_looked_into_every_year_from_the_first_time_after_the_station_opened(desk, somebody, clock):
    home = desk.records.save("household", {"head_name": "赵大山"})
    somebody("赵大山", category="", household=home)
    since = PartialDate(2019, 12, 5)
    desk.records.save("household_episode", {"household": home, "category": "低保", "since": since})
    (line,) = desk.today.look().lists["reviews"]
    assert (line.name, line.household, line.by) == ("赵大山家", home, date(2026, 12, 5)), "not seven years late"
    desk.reviews.done([line.opens], reviewed_on=TODAY, result="没有变化")
    assert names(desk, "reviews") == []
    clock.move_to(date(2027, 11, 1))
    assert names(desk, "reviews") == ["赵大山家"]
    desk.records.save("station", {"relief_review_months": 0}, desk.settings.id)
    assert names(desk, "reviews") == [], "the head has switched it off"


def test_risk_levels_are_asked_about_only_when_the_head_says_how_often(desk, somebody, visit, clock):
    person = somebody("王秀英", category="")
    visit(person, date(2026, 9, 3), risk="重点")
    clock.move_to(date(2027, 3, 1))
    assert names(desk, "reviews") == []
    desk.records.save("station", {"risk_review_months": 6}, desk.settings.id)
    (line,) = desk.today.look().lists["reviews"]
    assert (line.name, line.by) == ("王秀英", date(2027, 3, 3))
    visit(person, date(2027, 2, 27), risk="一般")
    assert names(desk, "reviews") == []
    assert RISK == "风险等级"


def test_a_draft_stands_under_the_name_of_whose_it_is(desk, somebody):
    person = somebody("王秀英", category="")
    desk.drafts.save(person, "visit", {"values": {}})
    desk.drafts.save(person, "person:changed", {"values": {}})
    desk.drafts.save(None, "person", {"values": {}})
    lines = desk.today.look(desk.drafts.all()).lists["drafts"]
    assert sorted((line.name, line.about.partition("：")[0]) for line in lines) == [
        ("", "服务对象"), ("王秀英", "修改服务对象"), ("王秀英", "入户探访"),
    ]  # fmt: skip


DAYS = st.integers(-400, 40).map(lambda days: TODAY + timedelta(days=days))
PEOPLE = st.lists(
    st.fixed_dictionaries({
        "age": st.integers(5, 101),
        "category": st.sampled_from(["特殊困难老年人", "农村留守儿童", "残疾人", ""]),
        "visits": st.lists(st.tuples(DAYS, st.sampled_from(["见到本人", "无人应答"]), st.integers(0, 60)), max_size=3),
        "plans": st.lists(st.integers(0, 40), max_size=2),
        "state": st.sampled_from(["在册", "在册", "在册", "迁出"]),
    }),
    min_size=1, max_size=6,
)  # fmt: skip


@given(people=PEOPLE)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_figure_is_the_length_of_its_list_and_nobody_stands_in_it_twice(stations, tmp_path_factory, people):
    desk, _ = stations.create(tmp_path_factory.mktemp("any") / "station", NEW)
    try:
        visitor = desk.records.save("visitor", {"name": "陈静"})
        for at, one in enumerate(people):
            born = PartialDate(TODAY.year - one["age"], 1 + at % 12, 20)
            person = desk.records.save("person", {"name": f"某{at}", "birth_date": born})
            if one["category"]:
                desk.records.save("episode", {"person": person, "category": one["category"]})
            for days in one["plans"]:
                desk.planning.plan({person: "回访"}, TODAY + timedelta(days=days))
            for day, met, ahead in one["visits"]:
                on = max(min(day, TODAY), date(born.year + 1, 12, 31))
                told = {"person": person, "visited_on": on, "mode": "上门入户", "visitor": visitor, "met": met}
                desk.records.save("visit", {**told, "next_visit_on": on + timedelta(days=ahead)})
            if one["state"] != "在册":
                desk.people.change_state(person, one["state"], TODAY)
        look = desk.today.look()
        assert set(look.lists) == {figure.key for figure in FIGURES}
        for key, lines in look.lists.items():
            assert len({line.key for line in lines}) == len(lines), key
            assert all(line.name for line in lines), key
        alive = {one.id for one in desk.records.find("person", {"state": "在册"})}
        for key in ("overdue", "first", "due", "done", "week", "planned", "promised"):
            assert {line.person for line in look.lists[key]} <= alive, key
        assert look.expected == desk.visits.today().expected
        assert sum(due for _, due, _ in look.villages) == look.expected
        assert sum(done for _, _, done in look.villages) == look.done
        assert len(look.lists["planned"]) == len(desk.planning.waiting())
        assert len(look.lists["reviews"]) == len(desk.reviews.due())
    finally:
        desk.close()
