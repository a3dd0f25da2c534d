"""What runs out or does not fit is proposed for a second look; nothing is refused, ended or hidden by it."""

from datetime import date

import pytest

from caredesk.schema.dates import PartialDate
from caredesk.schema.errors import Invalid
from caredesk.services.access import User
from caredesk.services.desk import Desk
from caredesk.services.people import PeopleFilter
from caredesk.services.reviews import runs_out
from tests.conftest import CHEAP


@pytest.fixture
def person(desk):
    def save(name, birth=None, **more):
        return desk.records.save("person", {"name": name, "birth_date": birth, **more})

    return save


@pytest.fixture
def as_role(desk):
    def sign_in(role):
        return Desk(desk._station, User(desk.user.id, "某人", role), desk.clock, [], cost=CHEAP)

    return sign_in


@pytest.fixture
def rigid(desk, person):
    home = desk.records.save("household", {"head_name": "赵大山"})
    person("赵大山", household=home)
    told = {"household": home, "category": "刚性支出困难家庭", "since": PartialDate(2025, 12, 10)}
    return home, desk.records.save("household_episode", told)


@pytest.mark.parametrize(
    ("since", "months", "last"),
    [
        (PartialDate(2025, 12, 10), 12, date(2026, 12, 9)),
        (PartialDate(2024, 2, 29), 12, date(2025, 2, 28)),
        (PartialDate(2025, 1), 12, date(2025, 12, 31)),
        (PartialDate(2025), 12, date(2025, 12, 31)),
        (PartialDate(2026, 1, 31), 1, date(2026, 2, 28)),
        (PartialDate(2026, 10, 31), 6, date(2027, 4, 30)),
        (None, 12, None),
    ],
)
def test_a_decision_runs_out_on_its_last_day(since, months, last):
    assert runs_out(since, months) == last


def test_a_household_decision_of_twelve_months_is_listed_a_month_before_it_runs_out(desk, clock, rigid):
    home, episode = rigid
    assert desk.reviews.due(date(2026, 11, 8)) == []
    (found,) = desk.reviews.due(date(2026, 11, 9))
    assert (found.why, found.owner, found.id, found.on) == ("期满", home, episode, date(2026, 12, 9))
    assert "2026年12月9日满期" in desk.reviews.after("household_episode", episode)[0]
    clock.move_to(date(2027, 1, 5))
    assert "已经满期" in desk.reviews.after("household_episode", episode)[0]
    desk.records.save("household_episode", {"until": date(2026, 12, 9), "end_reason": "期满"}, episode)
    assert desk.reviews.due() == []


def test_nobody_is_asked_about_a_household_where_nobody_is_on_the_register(desk, rigid):
    (one,) = desk.records.find("person", {"household": rigid[0]})
    desk.people.change_state(one.id, "迁出", date(2026, 11, 1))
    assert desk.reviews.due(date(2026, 12, 1)) == []


def test_a_child_who_outgrows_a_category_is_listed_and_a_certificate_that_expires(desk, person):
    child = person("小军", PartialDate(2010, 12, 1))
    desk.records.save("episode", {"person": child, "category": "农村留守儿童"})
    told = {"person": child, "kind": "护照", "number": "E998877", "valid_until": date(2026, 12, 20)}
    desk.records.save("certificate", told)
    found = [(one.why, one.what, one.on) for one in desk.reviews.due()]
    assert found == [
        ("超过年龄", "农村留守儿童", date(2026, 12, 1)),
        ("证件到期", "护照", date(2026, 12, 20)),
    ]


def test_an_age_that_does_not_fit_is_said_and_saved_all_the_same(desk, person):
    young = person("王小明", PartialDate(1978, 3))
    episode = desk.records.save("episode", {"person": young, "category": "高龄老年人"})
    (said,) = desk.reviews.after("episode", episode)
    assert said == "“高龄老年人”80周岁以上，这个人48周岁，请核对；情况属实的不用改。"
    assert desk.reviews.after("person", young) == [said]
    old = person("王老", PartialDate(1940, 3))
    assert desk.reviews.after("episode", desk.records.save("episode", {"person": old, "category": "高龄老年人"})) == []


def test_six_answers_that_mean_another_level_are_said_for_a_tekun_person_only(desk, person):
    one, other = person("周永", PartialDate(1950)), person("李国强", PartialDate(1950))
    told = {"person": one, "category": "特困人员", "subtype": "分散供养", "self_care": "具备生活自理能力"}
    desk.records.save("episode", told)
    visitor = desk.records.save("visitor", {"name": "陈静"})
    six = {"eats": True, "dresses": True, "gets_up": True, "toilets": True, "walks": False, "washes": False}
    said = []
    for who in (one, other):
        facts = {"person": who, "visited_on": date(2026, 11, 20), "mode": "上门入户", "visitor": visitor}
        visit = desk.records.save("visit", {**facts, "met": "见到本人", "form": "老年人", **six})
        said += desk.reviews.after("visit", visit)
    assert len(said) == 1
    assert "“部分丧失生活自理能力”" in said[0]


def test_a_category_that_is_only_counted_is_not_registered_by_name_until_the_head_allows_it(desk, person):
    child = person("小花", PartialDate(2015))
    with pytest.raises(Invalid, match="只报人数"):
        desk.records.save("episode", {"person": child, "category": "艾滋病病毒感染儿童"})
    desk.records.save("station", {"named_categories": ("艾滋病病毒感染儿童",)}, desk.settings.id)
    desk.records.save("episode", {"person": child, "category": "艾滋病病毒感染儿童"})
    with pytest.raises(Invalid):
        desk.records.save("episode", {"person": child, "category": "严重精神障碍患者"})


def test_a_secret_category_stands_under_its_other_name_in_lists_filters_and_returns(desk, person, as_role):
    child = person("小花", PartialDate(2015))
    desk.records.save("episode", {"person": child, "category": "监护不当儿童", "since": PartialDate(2026, 10, 5)})
    worker = as_role("社工")
    (row,) = worker.people.rows([child])
    assert row.categories == "困境儿童"
    assert worker.people.people(PeopleFilter(category="困境儿童")) == [child]
    assert desk.people.people(PeopleFilter(category="困境儿童")) == []
    assert desk.people.people(PeopleFilter(category="监护不当儿童")) == [child]
    for one in (desk, worker):
        figures = one.returns.figures("monthly", "2026-10")
        assert [(told.category, told.joined) for told in figures.balances] == [("困境儿童", {child})]
    (listed,) = desk.ledgers.sheet("people", None).rows
    assert "困境儿童" in listed
    assert "监护不当儿童" not in "".join(listed)


def test_a_second_head_of_a_household_is_said(desk, person):
    home = desk.records.save("household", {"head_name": "赵大山"})
    person("赵大山", household=home, relation="户主")
    second = person("赵小军", household=home, relation="户主")
    assert desk.reviews.after("person", second) == ["这一户的户主还登记着“赵大山”，一户只有一个户主，请核对。"]
    desk.records.save("person", {"relation": "子"}, second)
    assert desk.reviews.after("person", second) == []


@pytest.mark.parametrize(
    ("birth", "in_village", "found"),
    [
        (PartialDate(1946, 8, 19), True, True),
        (PartialDate(1946), True, True),
        (None, True, True),
        (PartialDate(1946, 8), None, True),
        (PartialDate(1947), True, False),
        (PartialDate(1946, 8, 19), False, False),
        (None, None, False),
        (None, False, False),
    ],
)
def test_who_may_be_the_same_person_is_found_by_what_both_know(desk, person, birth, in_village, found):
    village, other = (desk.records.save("village", {"name": name, "kind": "村"}) for name in ("白庙村", "东塘村"))
    there = person("王秀英", PartialDate(1946, 8, 19), village=village, address="东头")
    where = {True: village, False: other, None: None}[in_village]
    told = {"name": "王秀英", "birth_date": birth, "village": where, "address": "西头"}
    assert [one.id for one in desk.people.alike(told)] == ([there] if found else [])
    beside = {label: (new, known) for label, new, known in desk.people.beside(told, there)}
    assert beside["现住址"] == ("西头", "东头")
    assert beside["状态"] == ("", "在册")
