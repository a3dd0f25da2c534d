"""A person is marked 死亡, 迁出 or 退出: asked after a visit, never just done, as one act that can be taken back."""

from datetime import date

import pytest

from caredesk.schema.dates import PartialDate
from caredesk.schema.errors import Invalid
from caredesk.services.person_changes import PersonChanges, StateChange
from tests.conftest import PASSWORD


@pytest.fixture
def wang(desk):
    return desk.records.save("person", {"name": "王秀英", "birth_date": None})


@pytest.fixture
def visited(desk, wang):
    visitor = desk.records.save("visitor", {"name": "陈静", "role": "社工"})

    def save(met, day=date(2026, 11, 20), mode="上门入户"):
        told = {"person": wang, "visited_on": day, "mode": mode, "visitor": visitor, "met": met}
        return desk.records.save("visit", told)

    return save


def state(desk, person):
    found = desk.records.get("person", person)
    return found.state, found.state_on, found.state_reason


@pytest.mark.parametrize(
    ("met", "proposed"),
    [("去世", ("死亡", "死亡")), ("搬离", ("迁出", "迁往外地")), ("入住机构", ("迁出", "入住机构"))],
)
def test_a_visit_that_records_a_departure_proposes_it_with_its_day_and_changes_nothing(
    desk, wang, visited, met, proposed
):
    found = desk.visits.proposed_state(visited(met))
    assert (found.person, found.name, found.on) == (wang, "王秀英", date(2026, 11, 20))
    assert (found.state, found.reason) == proposed
    assert state(desk, wang) == ("在册", None, None)
    desk.people.change_state(found.person, found.state, found.on, found.reason)
    assert state(desk, wang) == (found.state, date(2026, 11, 20), found.reason)


@pytest.mark.parametrize("met", ["见到本人", "无人应答", "外出", "住院", "拒访", "家属代"])
def test_an_ordinary_visit_proposes_nothing(desk, visited, met):
    assert desk.visits.proposed_state(visited(met)) is None


def test_nobody_is_asked_twice_and_a_death_is_not_followed_by_a_removal(desk, wang, visited):
    moved, died = visited("搬离"), visited("去世")
    desk.people.change_state(wang, "迁出", date(2026, 11, 20))
    assert desk.visits.proposed_state(moved) is None
    assert desk.visits.proposed_state(died).state == "死亡"
    desk.people.change_state(wang, "死亡", date(2026, 11, 20))
    assert desk.visits.proposed_state(moved) is None
    assert desk.visits.proposed_state(died) is None


def test_who_may_not_change_people_is_not_asked(desk, stations, folder, visited):
    died = visited("去世")
    desk.safety.add_user("刘观", "只读", PASSWORD)
    desk.close()
    reader = stations.sign_in(folder, "刘观", PASSWORD)
    assert reader.visits.proposed_state(died) is None
    reader.close()


def test_the_change_is_one_act_that_is_taken_back_whole(desk, wang, visited):
    visited("去世")
    desk.people.change_state(wang, "死亡", date(2026, 11, 20), "死亡")
    assert desk.records.undo_last() == "状态改为“死亡”"
    assert state(desk, wang) == ("在册", None, None)


def test_a_day_that_is_missing_or_to_come_is_refused(desk, wang):
    with pytest.raises(Invalid, match="哪一天"):
        desk.people.change_state(wang, "死亡", None)
    with pytest.raises(Invalid, match="不能晚于今天"):
        desk.people.change_state(wang, "死亡", date(2026, 11, 22))
    assert state(desk, wang) == ("在册", None, None)


def test_somebody_comes_back_on_the_register_without_a_day_of_leaving(desk, wang):
    desk.people.change_state(wang, "迁出", date(2026, 11, 2), "迁往外地")
    desk.people.change_state(wang, "在册", None)
    assert state(desk, wang) == ("在册", None, None)


def test_months_away_go_without_somebody_who_came_back(desk, clock, wang):
    desk.records.save("episode", {"person": wang, "category": "孤寡老年人", "since": PartialDate(2020)})
    desk.people.change_state(wang, "迁出", date(2026, 9, 10), "迁往外地")
    clock.move_to(date(2027, 1, 5))
    desk.people.change_state(wang, "在册", date(2026, 12, 3))
    (away,) = desk.records.parts("absence", wang)
    assert (away.state, away.since, away.until) == ("迁出", date(2026, 9, 10), date(2026, 12, 2))
    told = {}
    for month in ("2026-09", "2026-10", "2026-12", "2027-01"):
        found = desk.returns.figures("monthly", month).balances
        told[month] = [(len(one.opening), len(one.joined), len(one.left), len(one.closing)) for one in found]
    assert told == {"2026-09": [(1, 0, 1, 0)], "2026-10": [], "2026-12": [(0, 1, 0, 1)], "2027-01": [(1, 0, 0, 1)]}
    desk.records.undo_last()
    assert desk.records.parts("absence", wang) == []


def test_a_death_that_was_a_mistake_leaves_no_time_away(desk, clock, wang):
    desk.people.change_state(wang, "死亡", date(2026, 11, 1))
    desk.records.save("person", {"state": "在册"}, wang)
    assert desk.records.parts("absence", wang) == []
    desk.people.change_state(wang, "迁出", date(2026, 11, 21))
    desk.people.change_state(wang, "在册", None)
    assert desk.records.parts("absence", wang) == [], "back on the day of leaving: never away"


def test_what_hangs_on_a_change_of_state_is_told_of_it_whichever_way_it_came(desk, wang):
    told = []
    changes = PersonChanges(desk.work, hooks=[lambda write, change: told.append(change)])
    desk.records._followers["person"] = changes.follow
    changes.change_state(wang, "迁出", date(2026, 11, 2), "入住机构")
    desk.records.save("person", {"remarks": "女儿家在武汉"}, wang)
    desk.records.save("person", {"state": "在册"}, wang)
    desk.records.save("person", {"name": "新来的"})
    assert told == [
        StateChange(wang, "在册", "迁出", date(2026, 11, 2), "入住机构"),
        StateChange(wang, "迁出", "在册", None, None),
    ]
