"""Days before birth and after death are refused in plain words; a death cannot be before a visit that met somebody."""

from datetime import date

import pytest

from caredesk.schema.dates import PartialDate
from caredesk.schema.errors import Invalid

BORN = PartialDate(1946, 8, 19)


@pytest.fixture
def wang(desk):
    return desk.records.save("person", {"name": "王秀英", "birth_date": BORN})


@pytest.fixture
def visited(desk, wang):
    visitor = desk.records.save("visitor", {"name": "陈静", "role": "社工"})

    def save(met="见到本人", day=date(2026, 11, 20)):
        told = {"person": wang, "visited_on": day, "mode": "上门入户", "visitor": visitor, "met": met}
        return desk.records.save("visit", told)

    return save


def died(on):
    return {"state": "死亡", "state_on": on}


def test_a_death_is_not_before_a_visit_that_met_the_person(desk, wang, visited):
    visited()
    for mark in (
        lambda: desk.people.change_state(wang, "死亡", date(2026, 11, 19)),
        lambda: desk.records.save("person", died(date(2026, 11, 19)), wang),
    ):
        with pytest.raises(Invalid, match="2026年11月20日的走访见到或联系上了本人"):
            mark()
    assert desk.records.get("person", wang).state == "在册"
    desk.people.change_state(wang, "死亡", date(2026, 11, 20))


def test_a_visit_that_met_nobody_is_not_against_a_death(desk, wang, visited):
    visited("无人应答")
    desk.people.change_state(wang, "死亡", date(2026, 11, 1))


def test_somebody_who_moved_away_before_a_visit_is_told_of(desk, wang, visited):
    visited()
    desk.people.change_state(wang, "迁出", date(2026, 11, 10))
    (said,) = desk.reviews.after("person", wang)
    assert "2026年11月20日" in said
    assert "迁出" in said


def test_a_visit_against_a_death_is_edited_in_all_that_does_not_contradict(desk, wang, visited):
    visit = visited()
    kind = desk.declarations.by_key["person"]
    with desk.work.records.write(None, "save") as write:  # as an older version let it be
        write.update(kind, wang, died(date(2026, 11, 1)))
    desk.records.save("visit", {"remarks": "补记"}, visit)
    desk.records.save("visit", {"met": "无人应答"}, visit)
    with pytest.raises(Invalid, match="去世"):
        desk.records.save("visit", {"met": "见到本人"}, visit)


@pytest.mark.parametrize("state", ["死亡", "迁出", "退出"])
def test_nobody_leaves_before_birth(desk, wang, state):
    for mark in (
        lambda: desk.people.change_state(wang, state, date(1946, 8, 18)),
        lambda: desk.records.save("person", {"state": state, "state_on": date(1946, 8, 18)}, wang),
        lambda: desk.records.save_text(
            "person", f'{{"name": "某人", "birth_date": "1950", "state": "{state}", "state_on": "1949-12-31"}}'
        ),
    ):
        with pytest.raises(Invalid, match="早于出生日期"):
            mark()
    desk.people.change_state(wang, state, date(1946, 8, 19))


@pytest.mark.parametrize(
    ("since", "fits"),
    [(PartialDate(1946, 8, 18), False), (PartialDate(1945), False), (BORN, True), (PartialDate(1946), True)],
)
def test_a_category_does_not_begin_before_birth(desk, wang, since, fits):
    told = {"person": wang, "category": "残疾人", "since": since}
    if fits:
        desk.records.save("episode", told)
        return
    with pytest.raises(Invalid, match="早于出生日期"):
        desk.records.save("episode", told)


def test_a_category_does_not_begin_after_death(desk, wang):
    desk.people.change_state(wang, "死亡", date(2026, 10, 1))
    with pytest.raises(Invalid, match="晚于去世日期"):
        desk.records.save("episode", {"person": wang, "category": "残疾人", "since": PartialDate(2026, 11)})
    desk.records.save("episode", {"person": wang, "category": "残疾人", "since": PartialDate(2026, 10)})


def test_a_certificate_is_not_older_than_its_holder(desk, wang):
    told = {"person": wang, "kind": "低保证", "number": "DB-1"}
    with pytest.raises(Invalid, match="发证日期1946-08-18早于出生日期"):
        desk.records.save("certificate", {**told, "valid_from": date(1946, 8, 18)})
    made = desk.records.save("certificate", {**told, "valid_from": date(1946, 8, 19)})
    desk.records.save("certificate", {"remark": "换过"}, made)


def test_nobody_joins_a_household_before_birth_or_after_death(desk, wang):
    home = desk.records.save("household", {"head_name": "赵大山"})
    with pytest.raises(Invalid, match="早于出生日期"):
        desk.records.save("person", {"household": home, "household_since": PartialDate(1945)}, wang)
    desk.people.change_state(wang, "死亡", date(2026, 10, 1))
    with pytest.raises(Invalid, match="晚于去世日期"):
        desk.records.save("person", {"household": home, "household_since": PartialDate(2026, 10, 2)}, wang)
    desk.records.save("household_episode", {"household": home, "category": "低保", "since": PartialDate(2025, 1)})
    desk.records.save("person", {"household": home}, wang)
    assert desk.records.get("person", wang).household_since == PartialDate(2026, 10, 1)
