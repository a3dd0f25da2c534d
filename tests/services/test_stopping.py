"""停发告知: who dies, moves, goes to prison or into a home is told about for each payment; nobody is forgotten."""

from datetime import date

import pytest

from caredesk.schema.dates import PartialDate
from caredesk.schema.errors import Invalid, UserError
from caredesk.schema.identity import made_up_id
from tests.conftest import PASSWORD

DAY = date(2026, 11, 18)


@pytest.fixture
def village(desk):
    return desk.records.save("village", {"name": "白庙村", "kind": "村", "official_order": 1})


def somebody(desk, village, name="王秀英", place=1, **more):
    number = made_up_id("429021", date(1936, 5, place), sequence=998)
    return desk.records.save(
        "person",
        {"name": name, "id_number": number, "village": village, "state": "在册", "id_type": "居民身份证", **more},
    )


def registered(desk, person, category, **more):
    return desk.records.save("episode", {"person": person, "category": category, "since": PartialDate(2025), **more})


@pytest.fixture
def wang(desk, village):
    person = somebody(desk, village)
    registered(desk, person, "特困人员", subtype="分散供养")
    registered(desk, person, "高龄老年人")
    registered(desk, person, "残疾人两项补贴对象", subtype="重度残疾人护理补贴")
    registered(desk, person, "残疾人")
    return person


def told(desk):
    return {(row.benefit, row.asked_for, row.event) for row in desk.stopping.notices()}


def test_a_death_makes_a_line_for_every_payment_and_none_for_what_pays_nothing(desk, wang):
    desk.people.change_state(wang, "死亡", DAY, "死亡")
    assert told(desk) == {
        ("特困供养金、照料护理补贴", "停发", "死亡"),
        ("高龄津贴", "停发", "死亡"),
        ("重度残疾人护理补贴", "停发", "死亡"),
    }
    row = desk.stopping.notices()[0]
    assert (row.name, row.village, row.event_on, row.due) == ("王秀英", "白庙村", DAY, date(2026, 11, 26))
    assert row.tell


def test_it_does_not_matter_how_the_death_was_entered(desk, wang):
    values = desk.work.records.row(desk.work.kind("person"), wang)
    desk.records.save("person", {**values, "state": "死亡", "state_on": DAY}, wang)
    assert len(told(desk)) == 3


def test_taking_the_death_back_takes_its_lines_back(desk, wang):
    desk.people.change_state(wang, "死亡", DAY, "死亡")
    desk.records.undo_last()
    assert told(desk) == set()


def test_a_death_corrected_to_a_life_leaves_only_what_somebody_was_told(desk, wang):
    desk.people.change_state(wang, "死亡", DAY, "死亡")
    first = desk.stopping.notices()[0]
    desk.stopping.tell([first.id], "县民政局救助科", DAY, "电话")
    desk.people.change_state(wang, "在册", None)
    (left,) = desk.stopping.notices()
    assert left.told == "县民政局救助科"


def test_a_payment_that_ended_before_is_nobodys_business(desk, village):
    person = somebody(desk, village)
    registered(desk, person, "高龄老年人", until=date(2026, 3, 31), end_reason="自愿放弃")
    desk.people.change_state(person, "死亡", DAY, "死亡")
    assert told(desk) == set()


def test_a_household_goes_on_being_paid_for_those_who_are_left(desk, village):
    home = desk.records.save("household", {"head_name": "李建国", "village": village})
    desk.records.save("household_episode", {"household": home, "category": "低保", "since": PartialDate(2025)})
    head = somebody(desk, village, "李建国", 2, household=home, relation="户主")
    wife = somebody(desk, village, "陈桂芳", 3, household=home)
    desk.people.change_state(head, "死亡", DAY, "死亡")
    assert told(desk) == {("低保金", "核减", "死亡")}
    desk.people.change_state(wife, "迁出", DAY, "迁往外地")
    assert told(desk) == {("低保金", "核减", "死亡"), ("低保金", "停发", "迁出")}


def test_who_goes_into_a_home_or_to_prison_is_reported_and_stays_on_the_register(desk, wang):
    assert desk.stopping.report(wang, "入住机构", DAY) == 2
    assert told(desk) == {
        ("特困供养金、照料护理补贴", "变更供养方式", "入住机构"),
        ("重度残疾人护理补贴", "停发", "入住机构"),
    }
    assert desk.records.get("person", wang).state == "在册"
    with pytest.raises(UserError, match="没有新加"):
        desk.stopping.report(wang, "入住机构", DAY)
    with pytest.raises(Invalid):
        desk.stopping.report(wang, "入住机构", date(2027, 1, 1))


def test_prison_stands_on_no_paper_and_on_no_other_screen_than_the_heads(desk, stations, folder, wang):
    desk.stopping.report(wang, "服刑", DAY)
    desk.safety.add_user("陈静", "社工", PASSWORD)
    desk.people.change_state(wang, "迁出", DAY, "迁往外地")
    sheet = desk.ledgers.sheet("stop_notices", "2026-11")
    assert not any("服刑" in text for row in sheet.rows for text in row)
    assert {row[4] for row in sheet.rows} == {"其他原因", "迁出"}
    assert {row.event for row in desk.stopping.notices()} == {"服刑", "迁出"}
    desk.close()
    worker = stations.sign_in(folder, "陈静", PASSWORD)
    assert {row.event for row in worker.stopping.notices()} == {"其他原因", "迁出"}
    worker.close()


def test_who_was_told_when_and_how_is_kept_and_late_lines_are_marked(desk, wang, clock):
    desk.people.change_state(wang, "死亡", DAY, "死亡")
    ids = [row.id for row in desk.stopping.notices()]
    assert desk.stopping.tell(ids[:2], "县民政局刘科长", date(2026, 11, 21), "书面", "回执2026-18") == 2
    clock.move_to(date(2026, 12, 5))
    (open_one,) = desk.stopping.notices(open_only=True)
    assert open_one.late
    done = [row for row in desk.stopping.notices() if row.told]
    assert {(row.told, row.means, row.receipt, row.late) for row in done} == {
        ("县民政局刘科长", "书面", "回执2026-18", False)
    }
    with pytest.raises(Invalid):
        desk.stopping.tell(ids, "", date(2026, 11, 21))


def test_the_list_goes_out_with_starred_numbers(desk, wang, tmp_path):
    desk.people.change_state(wang, "死亡", DAY, "死亡")
    sheet = desk.ledgers.sheet("stop_notices", "2026-11")
    assert len(sheet.rows) == 3
    assert all("***" in row[3] for row in sheet.rows)
    for ending in ("xlsx", "pdf"):
        assert desk.ledgers.write("stop_notices", "2026-11", tmp_path / f"a.{ending}") == 3
