"""Households change: who joins, leaves or splits off counts in the months they were members, and in no other."""

from datetime import date

import pytest

from caredesk.schema.dates import PartialDate
from caredesk.schema.errors import Invalid
from caredesk.schema.identity import made_up_id
from caredesk.services.ledgers import LedgerFilter

MONTHS = ("2026-09", "2026-10", "2026-11", "2026-12", "2027-01", "2027-02")


@pytest.fixture
def home(desk):
    made = desk.records.save("household", {"head_name": "赵大山"})
    desk.records.save("household_episode", {"household": made, "category": "低保", "since": PartialDate(2020, 1)})
    return made


@pytest.fixture
def person(desk):
    def save(name, **more):
        return desk.records.save("person", {"name": name, **more})

    return save


def closing(desk, month):
    """The people in 低保 at the end of a month, by name."""
    found = {one.category: one for one in desk.returns.figures("monthly", month).balances}.get("低保")
    return {desk.records.get("person", one).name for one in found.closing} if found else set()


def moves(desk, month):
    (found,) = [one for one in desk.returns.figures("monthly", month).balances if one.category == "低保"]
    names = {one.id: one.name for one in desk.records.find("person")}
    return [{names[one] for one in some} for some in (found.opening, found.joined, found.left, found.closing)]


def counted(desk):
    return {month: closing(desk, month) for month in MONTHS}


def test_undated_members_were_always_there(desk, person):
    home = desk.records.save("household", {"head_name": "赵大山"})
    person("赵大山", household=home, relation="户主")
    desk.records.save("household_episode", {"household": home, "category": "低保", "since": PartialDate(2020, 1)})
    assert closing(desk, "2026-09") == {"赵大山"}


def test_somebody_who_joins_a_household_with_relief_counts_from_today_and_changes_no_past_month(
    desk, clock, home, person
):
    person("赵大山", household=home, household_since=PartialDate(2019))
    newcomer = person("钱小妹")
    before = {month: closing(desk, month) for month in ("2026-09", "2026-10")}
    clock.move_to(date(2026, 12, 5))
    desk.records.save("person", {"household": home, "relation": "儿媳"}, newcomer)
    assert desk.records.get("person", newcomer).household_since == PartialDate(2026, 12, 5)
    assert {month: closing(desk, month) for month in before} == before
    assert moves(desk, "2026-12") == [{"赵大山"}, {"钱小妹"}, set(), {"赵大山", "钱小妹"}]


def test_the_day_of_joining_can_be_told(desk, home, person):
    person("赵大山", household=home, household_since=PartialDate(2026, 10, 7))
    assert closing(desk, "2026-09") == set()
    assert moves(desk, "2026-10") == [set(), {"赵大山"}, set(), {"赵大山"}]


def test_somebody_who_leaves_keeps_the_months_until_then(desk, clock, home, person):
    person("赵大山", household=home, household_since=PartialDate(2019))
    daughter = person("赵小云", household=home, household_since=PartialDate(2019), relation="女")
    clock.move_to(date(2027, 1, 20))
    desk.records.save("person", {"household": None, "household_since": PartialDate(2026, 12, 10)}, daughter)
    (stay,) = desk.records.parts("stay", daughter)
    assert (stay.household, stay.since, stay.until) == (home, PartialDate(2019), date(2026, 12, 9))
    assert stay.relation == "女"
    assert moves(desk, "2026-11") == [{"赵大山", "赵小云"}, set(), set(), {"赵大山", "赵小云"}]
    assert moves(desk, "2026-12") == [{"赵大山", "赵小云"}, set(), {"赵小云"}, {"赵大山"}]
    assert moves(desk, "2027-01") == [{"赵大山"}, set(), set(), {"赵大山"}]


def test_leaving_without_a_day_is_leaving_today_and_is_taken_back_whole(desk, home, person):
    one = person("赵大山", household=home, household_since=PartialDate(2019))
    desk.records.save("person", {"household": None}, one)
    assert desk.records.get("person", one).household_since == PartialDate(2026, 11, 21)
    desk.records.undo_last()
    assert desk.records.parts("stay", one) == []
    assert desk.records.get("person", one).household == home


def test_a_wrong_household_put_right_the_same_day_leaves_no_past(desk, home, person):
    other = desk.records.save("household", {"head_name": "别家"})
    one = person("赵大山", household=home)
    desk.records.save("person", {"household": other}, one)
    assert desk.records.parts("stay", one) == []


def test_nobody_leaves_before_they_came(desk, home, person):
    one = person("赵大山", household=home, household_since=PartialDate(2026, 10))
    with pytest.raises(Invalid, match="早于进原来那户的日期"):
        desk.records.save("person", {"household": None, "household_since": PartialDate(2026, 9)}, one)


def test_a_household_that_splits_keeps_its_relief_and_its_past(desk, clock, home, person):
    since = PartialDate(2019)
    father = person("赵大山", household=home, household_since=since, relation="户主")
    son = person("赵小军", household=home, household_since=since, relation="子")
    wife = person("孙梅", household=home, household_since=since, relation="儿媳")
    clock.move_to(date(2027, 1, 3))
    made = desk.people.split_household(home, [son, wife], son, date(2026, 12, 15))
    assert desk.records.get("household", made).head_name == "赵小军"
    assert [desk.records.get("person", one).relation for one in (father, son, wife)] == ["户主", "户主", None]
    assert {desk.records.get("person", one).household for one in (son, wife)} == {made}
    everybody = {"赵大山", "赵小军", "孙梅"}
    assert counted(desk) == {
        "2026-09": everybody, "2026-10": everybody, "2026-11": everybody,
        "2026-12": {"赵大山"}, "2027-01": {"赵大山"}, "2027-02": {"赵大山"},
    }  # fmt: skip
    assert desk.records.undo_last() == "分户"
    assert closing(desk, "2027-01") == everybody
    assert desk.records.find("household", {"head_name": "赵小军"}) == []


def test_a_split_needs_members_a_head_among_them_and_somebody_who_stays(desk, home, person):
    one, other = person("赵大山", household=home), person("赵小军", household=home)
    stranger = person("外人")
    for leaving, head in (([one], other), ([stranger], stranger), ([one, other], one)):
        with pytest.raises(Invalid):
            desk.people.split_household(home, leaving, head, date(2026, 11, 20))
    with pytest.raises(Invalid, match="不能晚于今天"):
        desk.people.split_household(home, [one], one, date(2026, 11, 22))


def test_a_past_ledger_tells_the_category_of_the_household_they_lived_in_then(desk, clock, home, person):
    one = person("赵大山", household=home, household_since=PartialDate(2019))
    visitor = desk.records.save("visitor", {"name": "陈静"})
    facts = {"person": one, "mode": "上门入户", "visitor": visitor, "met": "见到本人"}
    clock.move_to(date(2026, 12, 30))
    for day in (date(2026, 11, 5), date(2026, 12, 20)):
        desk.records.save("visit", {**facts, "visited_on": day})
    desk.records.save("person", {"household": None, "household_since": PartialDate(2026, 12, 1)}, one)
    told = {month: [row[10] for row in desk.ledgers.sheet("visits", month).rows] for month in ("2026-11", "2026-12")}
    assert told == {"2026-11": ["低保"], "2026-12": [""]}
    listed = {month: len(desk.ledgers.sheet("visits", month, LedgerFilter(category="低保")).rows) for month in told}
    assert listed == {"2026-11": 1, "2026-12": 0}
    assert desk.people.rows([one])[0].categories == ""


def test_household_visits_of_a_past_month_do_not_change_when_somebody_moves_out(desk, clock, home, person):
    visitor = desk.records.save("visitor", {"name": "陈静"})
    people = [person(name, household=home, household_since=PartialDate(2019)) for name in ("赵大山", "赵小云")]
    for one in people:
        told = {"person": one, "mode": "上门入户", "visitor": visitor, "met": "见到本人"}
        desk.records.save("visit", {**told, "visited_on": date(2026, 11, 5)})

    def visits():
        return {one.key: one.value for one in desk.returns.figures("monthly", "2026-11").counted}["household_visits"]

    assert visits() == 1
    clock.move_to(date(2026, 12, 5))
    desk.records.save("person", {"household": None}, people[1])
    assert visits() == 1


def test_a_roster_that_brings_people_of_the_register_into_a_household_with_relief_changes_no_past_month(
    desk, clock, tmp_path
):
    def number(year):
        return made_up_id("429021", date(year, 3, 4), sequence=998)

    def take(*rows):
        lines = ["姓名,身份证号,村,户主姓名,户主身份证号,与户主关系,类别,起始保障年月", *rows]
        (tmp_path / "名册.csv").write_text("\n".join(lines), "utf-8")
        desk.imports.run(tmp_path / "名册.csv")

    desk.records.save("village", {"name": "白庙村", "kind": "村"})
    for name, year in (("钱小妹", 1985), ("孙二", 1986)):
        desk.records.save("person", {"name": name, "id_number": number(year)})
    head = f"赵大山,{number(1950)}"
    take(f"{head},白庙村,{head},户主,低保,2020-01", f"赵小云,{number(1980)},白庙村,{head},女,低保,2020-01")
    assert closing(desk, "2026-09") == {"赵大山", "赵小云"}
    clock.move_to(date(2026, 12, 5))
    take(
        f"钱小妹,{number(1985)},白庙村,{head},儿媳,低保,2020-01",
        f"孙二,{number(1986)},白庙村,赵大山,,孙子,低保,2020-01",
    )
    assert closing(desk, "2026-09") == {"赵大山", "赵小云"}
    assert moves(desk, "2026-12")[1] == {"钱小妹", "孙二"}
    assert len(desk.records.find("household")) == len(desk.records.find("household_episode")) == 1


def test_who_joins_a_visited_household_is_due_from_then(desk, clock, home, person):
    desk.records.save("station", {"confirmed_rules": ("低保每年一次",)}, desk.settings.id)
    one = person("赵大山", household=home, household_since=PartialDate(2026, 11, 10))
    assert desk.visits.due(date(2026, 11, 9)) == []
    assert [row.person.id for row in desk.visits.due(date(2026, 11, 10))] == [one]
    desk.records.save("person", {"household": None, "household_since": PartialDate(2026, 11, 15)}, one)
    assert [row.person.id for row in desk.visits.due(date(2026, 11, 14))] == [one]
    assert desk.visits.due(date(2026, 11, 15)) == []


def counts(desk, month):
    """期初 and 期末 of 低保 in people and in households."""
    figures = desk.returns.figures("monthly", month)
    both = [next(one for one in told if one.category == "低保") for told in (figures.balances, figures.households)]
    return [(len(one.opening), len(one.closing)) for one in both]


def test_the_first_member_of_a_household_with_relief_is_counted_as_long_as_the_household(desk, person):
    home = desk.records.save("household", {"head_name": "赵大山"})
    desk.records.save("household_episode", {"household": home, "category": "低保", "since": PartialDate(2025, 1)})
    person("赵大山", household=home, relation="户主")
    for month in ("2026-09", "2026-10", "2026-11"):
        assert counts(desk, month) == [(1, 1), (1, 1)]


def test_a_child_does_not_belong_to_the_household_before_birth(desk, home, person):
    person("赵大山", household=home)
    person("赵小云", household=home, birth_date=PartialDate(2026, 11, 3))
    assert closing(desk, "2026-10") == {"赵大山"}
    assert moves(desk, "2026-11")[1] == {"赵小云"}


def test_in_no_month_are_there_fewer_people_than_households_on_relief(desk, clock, tmp_path):
    def number(year):
        return made_up_id("429021", date(year, 3, 4), sequence=998)

    def take(*rows):
        lines = ["姓名,身份证号,村,户主姓名,户主身份证号,与户主关系,类别,起始保障年月", *rows]
        (tmp_path / "名册.csv").write_text("\n".join(lines), "utf-8")
        desk.imports.run(tmp_path / "名册.csv")

    desk.records.save("village", {"name": "白庙村", "kind": "村"})
    homes = [(f"户主{letter},{number(1950 + nth)}", 1950 + nth) for nth, letter in enumerate("甲乙丙")]
    empty = desk.records.save("household", {"head_name": "户主甲", "village": desk.records.find("village")[0].id})
    desk.records.save("household_episode", {"household": empty, "category": "低保", "since": PartialDate(2024, 5)})
    take(*(f"{told},白庙村,{told},户主,低保,2025-0{nth}" for nth, (told, _) in enumerate(homes, start=1)))
    clock.move_to(date(2026, 12, 5))
    take(*(f"成员{y},{number(y + 30)},白庙村,{told},子,低保,2025-02" for told, y in homes))
    for month in ("2026-09", "2026-10", "2026-11", "2026-12"):
        people, households = counts(desk, month)
        assert people[0] >= households[0] == 3
        assert people[1] >= households[1] == 3


def test_a_wrong_household_put_right_the_same_day_keeps_somebody_new_undated(desk, home, person):
    other = desk.records.save("household", {"head_name": "别家"})
    desk.records.save("household_episode", {"household": other, "category": "低保", "since": PartialDate(2020, 1)})
    one = person("赵大山", household=home)
    desk.records.save("person", {"household": other}, one)
    assert desk.records.get("person", one).household_since is None
    assert desk.records.parts("stay", one) == []
