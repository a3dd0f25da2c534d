"""新旧名单对照 from the county's workbooks on: lists are kept, compared, worked on, and taken back with their batch."""

from datetime import date

import pytest

from caredesk.catalog.differences import AGREES, CHANGED, ENDED_HERE, JOINED, LEFT, ONLY_OURS, ONLY_THEIRS
from caredesk.schema.dates import PartialDate
from caredesk.schema.errors import Invalid, NotAllowed, UserError
from caredesk.schema.identity import made_up_id
from caredesk.schema.roster import RawSheet, RawWorkbook
from caredesk.services.importing.answers import Answers
from tests.conftest import PASSWORD

HEADINGS = ["姓名", "身份证号", "村（社区）", "供养方式", "金额"]
OCTOBER, NOVEMBER, DECEMBER = (date(2026, month, 1) for month in (10, 11, 12))


def number(place, sequence=998):
    return made_up_id("429021", date(1936 + place // 28, 5, 1 + place % 28), sequence=sequence)


def row(place, village="白庙村", way="分散供养", amount="838", name=""):
    return [name or f"王秀{'甲乙丙丁戊己庚辛壬癸子丑寅卯辰'[place]}", number(place), village, way, amount]


def receive(desk, rows, month=11, *, title="", headings=HEADINGS, sender="", file="名单.xlsx"):
    """Take in a county list of 特困人员; returns the result."""
    said = title or f"云溪县2026年{month}月农村特困人员花名册"
    sheet = RawSheet("名单", [[said], list(headings), *[list(one) for one in rows]])
    recognised = desk.imports.recognise(file, RawWorkbook("xlsx", [sheet], digest=f"{said}{rows}"))
    plan = desk.imports.check(recognised, Answers(sender=sender))
    return desk.imports.commit(recognised, plan)


def found(desk, **more):
    return {(row.kind, row.name) for row in desk.rosters.items(**more) if not row.outcome}


def item(desk, kind, name):
    return next(row for row in desk.rosters.items() if (row.kind, row.name) == (kind, name))


@pytest.fixture
def two_months(desk, clock):
    """October: 甲乙丙丁; November: 乙丙丁戊, 丙 paid more, 丁 moved into the home."""
    clock.move_to(date(2026, 10, 8))
    receive(desk, [row(0), row(1), row(2), row(3, "双井村")], 10)
    clock.move_to(date(2026, 11, 5))
    return receive(desk, [row(1), row(2, amount="900"), row(3, "双井村", "集中供养"), row(4)])


def test_each_import_keeps_its_list_as_it_was(desk, two_months):
    november, october = desk.rosters.lists()
    assert (november.category, november.area, november.month, november.lines) == ("特困人员", "农村", NOVEMBER, 4)
    assert november.villages == ("白庙村", "双井村")
    assert (october.month, october.not_taken) == (OCTOBER, 0)


def test_two_months_differ_in_work_items_with_a_deadline(desk, two_months):
    assert found(desk, month=NOVEMBER) == {
        (JOINED, "王秀戊"),
        (LEFT, "王秀甲"),
        (CHANGED, "王秀丙"),
        (CHANGED, "王秀丁"),
    }
    assert item(desk, CHANGED, "王秀丙").what == "金额：838.00 → 900.00"
    assert item(desk, CHANGED, "王秀丁").what == "细类：分散供养 → 集中供养"
    gone = item(desk, LEFT, "王秀甲")
    assert (gone.village, gone.deadline) == ("白庙村", date(2026, 11, 15))
    assert "***" in gone.number
    assert number(0) not in repr(desk.rosters.items())


def test_a_second_month_of_the_same_people_is_kept_although_nothing_changed(desk, clock):
    rows = [row(place) for place in range(4)]
    receive(desk, rows, 10)
    result = receive(desk, rows, 11)
    assert result.plan.counts()["unchanged"] == 4
    assert result.batch
    assert [one.month for one in desk.rosters.lists()] == [NOVEMBER, OCTOBER]
    assert desk.rosters.items() == []


def test_the_same_file_again_is_kept_once(desk, two_months):
    assert receive(desk, [row(1), row(2, amount="900"), row(3, "双井村", "集中供养"), row(4)]).batch == ""
    assert len(desk.rosters.lists()) == 2


def test_comparing_twice_doubles_nothing(desk, two_months):
    before = desk.rosters.items()
    told = desk.rosters.compare("特困人员", NOVEMBER)
    assert (told.made, told.closed) == (0, 0)
    assert desk.rosters.items() == before


def test_taking_the_batch_back_takes_list_and_items_back(desk, two_months):
    assert desk.imports.undo(two_months.batch)
    assert [one.month for one in desk.rosters.lists()] == [OCTOBER]
    assert desk.rosters.items() == []
    assert len(desk.people.people()) == 4


def test_what_is_compared_anew_belongs_to_the_batch_and_goes_with_it(desk, two_months):
    person = next(one for one in desk.records.find("person") if one.name == "王秀戊")
    desk.records.save("person", {**desk.work.kind("person").values(person), "remarks": "核过"}, person.id)
    desk.records.undo_last()
    (listed, _) = desk.rosters.lists()
    desk.rosters.describe(listed.id, whole_town=True)
    assert desk.imports.edited_since(two_months.batch) == []
    assert desk.imports.undo(two_months.batch)
    assert desk.rosters.items() == []


def test_work_on_an_item_is_not_lost_by_taking_the_batch_back(desk, two_months):
    desk.rosters.settle([item(desk, JOINED, "王秀戊").id], note="已入户核实")
    with pytest.raises(UserError):
        desk.imports.undo(two_months.batch)
    desk.imports.undo(two_months.batch, keep_edited=True)
    assert [(one.name, one.note) for one in desk.rosters.items()] == [("王秀戊", "已入户核实")]


def test_rows_that_were_not_taken_are_only_on_the_countys_list(desk):
    damaged = ["石长根", "4.29021E+17", "白庙村", "分散供养", "838"]
    receive(desk, [row(0), row(1), damaged])
    (one,) = desk.rosters.items()
    assert (one.kind, one.name, one.person, one.village) == (ONLY_THEIRS, "石长根", None, "白庙村")
    assert one.what.startswith("没有收：")
    assert desk.rosters.lists()[0].not_taken == 1


def test_a_corrected_file_closes_what_it_resolves(desk, clock):
    receive(desk, [row(0), row(1), ["王秀丙", "4.29021E+17", "白庙村", "分散供养", "838"]])
    clock.move_to(date(2026, 11, 9))
    receive(desk, [row(0), row(1), row(2)])
    (one,) = desk.rosters.items()
    assert (one.outcome, one.note, one.done_on) == (AGREES, "站里已经登记", date(2026, 11, 9))


def test_the_dead_on_the_countys_list_are_said(desk):
    receive(desk, [row(0), row(1)], 10)
    person = next(one for one in desk.records.find("person") if one.name == "王秀甲")
    desk.people.change_state(person.id, "死亡", date(2026, 10, 20), "死亡")
    receive(desk, [row(0), row(1)], 11)
    one = item(desk, ONLY_THEIRS, "王秀甲")
    assert one.what == "站里已登记死亡（2026-10-20），县里名单上还有"
    assert one.person == person.id


def test_a_list_of_one_village_makes_nobody_else_missing(desk, clock):
    receive(desk, [*(row(place) for place in range(6)), *(row(place, "双井村") for place in range(6, 12))], 10)
    receive(desk, [row(place) for place in range(5)], 11, file="白庙.xlsx")
    assert found(desk) == {(LEFT, "王秀己")}
    receive(desk, [row(place, "双井村") for place in range(6, 12)], 11, file="双井.xlsx")
    assert found(desk) == {(LEFT, "王秀己")}
    told = desk.rosters.look("特困人员", NOVEMBER)
    assert (told.doubt, told.uncovered) == ("", 0)


def test_a_corrected_list_of_the_month_stands_in_the_place_of_the_first(desk):
    receive(desk, [row(place) for place in range(6)], 10)
    receive(desk, [row(place) for place in range(4)], 11)
    assert {name for kind, name in found(desk) if kind == LEFT} == {"王秀戊", "王秀己"}
    receive(desk, [row(place) for place in range(5)], 11)
    assert {name for kind, name in found(desk) if kind == LEFT} == {"王秀己"}
    assert item(desk, LEFT, "王秀戊").outcome == AGREES


def test_a_list_that_looks_like_a_part_is_asked_about(desk):
    receive(desk, [row(place) for place in range(12)], 10)
    receive(desk, [row(0), row(1), row(2)], 11)
    assert found(desk) == set()
    told = desk.rosters.look("特困人员", NOVEMBER)
    assert told.doubt == "上一份名单在这些村有12人，这一份只有其中的3人"
    desk.rosters.describe(desk.rosters.lists()[0].id, extent="全部名单")
    assert len([one for one in found(desk) if one[0] == LEFT]) == 9


def test_titles_say_which_lists_are_no_whole_ones(desk):
    receive(desk, [row(place) for place in range(4)], 10)
    receive(desk, [row(9)], 11, title="2026年11月新增农村特困人员名单", file="新增.xlsx")
    assert found(desk) == {(JOINED, "王秀癸")}
    receive(desk, [row(0)], 11, title="2026年11月农村特困人员停发名单", file="停发.xlsx")
    assert found(desk) == {(JOINED, "王秀癸"), (LEFT, "王秀甲")}
    assert {one.extent for one in desk.rosters.lists()} == {"", "只有新增的", "只有退出的"}


def test_a_list_of_an_unknown_category_waits_to_be_described(desk):
    for place in range(3):
        person = {"name": row(place)[0], "id_number": number(place), "state": "在册"}
        village = desk.records.save("village", {"name": ("白庙村", "双井村", "石桥村")[place], "kind": "村"})
        one = desk.records.save("person", {**person, "village": village})
        desk.records.save("episode", {"person": one, "category": "孤寡老年人", "since": PartialDate(2025)})
    receive(desk, [row(0)[:3]], title="2026年11月名单", headings=HEADINGS[:3], file="名单.xlsx")
    (one,) = desk.rosters.lists()
    assert one.category == ""
    assert desk.rosters.streams() == []
    told = desk.rosters.describe(one.id, category="孤寡老年人", month="2026-10", whole_town=True)
    assert told.made == 2
    assert found(desk) == {(ONLY_OURS, "王秀乙"), (ONLY_OURS, "王秀丙")}
    (stream,) = desk.rosters.streams()
    assert (stream.month, stream.label, stream.open) == (OCTOBER, "2026年10月 · 孤寡老年人", 2)
    with pytest.raises(Invalid):
        desk.rosters.describe(one.id, category="没有这一类")


def test_a_mixed_list_without_title_and_month_is_nobodys_month_until_somebody_says_what_it_is(desk):
    headings = ["姓名", "身份证号", "村（社区）", "人员类别"]
    rows = [[row(place)[0], number(place), "白庙村", "孤寡老年人" if place else "特困"] for place in range(3)]
    sheet = RawSheet("Sheet1", [headings, *rows])
    recognised = desk.imports.recognise("名单.xlsx", RawWorkbook("xlsx", [sheet], digest="mixed"))
    desk.imports.commit(recognised, desk.imports.check(recognised))
    (one,) = desk.rosters.lists()
    assert (one.category, one.lines) == ("", 3)
    assert (desk.rosters.streams(), desk.rosters.items()) == ([], [])


def test_open_items_stay_when_the_next_list_comes_and_close_when_it_resolves_them(desk, two_months, clock):
    clock.move_to(date(2026, 12, 4))
    receive(desk, [row(0), row(1), row(2, amount="900"), row(3, "双井村", "集中供养")], 12)
    assert item(desk, LEFT, "王秀甲").outcome == AGREES
    assert [one.outcome for one in desk.rosters.items() if (one.kind, one.name) == (JOINED, "王秀戊")] == [AGREES]
    assert item(desk, CHANGED, "王秀丙").outcome == "", "a change stays until somebody has looked into it"
    assert {(LEFT, "王秀戊"), (JOINED, "王秀甲")} <= found(desk)


def test_a_person_missing_for_months_is_one_item(desk, two_months, clock):
    clock.move_to(date(2026, 12, 4))
    receive(desk, [row(1), row(2, amount="900"), row(3, "双井村", "集中供养"), row(4)], 12)
    assert [one.name for one in desk.rosters.items() if one.kind in (LEFT, ONLY_OURS)] == ["王秀甲"]


def test_items_are_settled_one_or_many_at_once(desk, two_months):
    visitor = desk.records.save("visitor", {"name": "林悦", "role": "社工"})
    ids = [one.id for one in desk.rosters.items()]
    assert desk.rosters.settle(ids, visitor=visitor, deadline=date(2026, 11, 30)) == 4
    assert {(one.visitor, one.deadline) for one in desk.rosters.items()} == {("林悦", date(2026, 11, 30))}
    gone = item(desk, LEFT, "王秀甲")
    desk.rosters.settle([gone.id], reason="死亡", outcome="情况属实，类别不结束", note="儿子报的")
    assert item(desk, LEFT, "王秀甲").done_on == date(2026, 11, 5)
    desk.rosters.settle([gone.id], outcome=None)
    assert item(desk, LEFT, "王秀甲").done_on is None
    with pytest.raises(Invalid):
        desk.rosters.settle([item(desk, JOINED, "王秀戊").id], outcome=ENDED_HERE)
    with pytest.raises(Invalid):
        desk.rosters.settle(ids, kind=JOINED)


def test_what_somebody_settled_stays_settled(desk, two_months):
    gone = item(desk, LEFT, "王秀甲")
    desk.rosters.settle([gone.id], outcome="情况不属实，已报县里")
    desk.rosters.compare("特困人员", NOVEMBER)
    assert item(desk, LEFT, "王秀甲").outcome == "情况不属实，已报县里"


def test_ending_the_category_settles_the_item_in_one_act(desk, two_months):
    ids = [item(desk, kind, "王秀甲").id for kind in (LEFT,)]
    person = item(desk, LEFT, "王秀甲").person
    assert desk.rosters.end_categories(ids, date(2026, 10, 31), "死亡") == 1
    (episode,) = desk.records.parts("episode", person)
    assert (episode.until, episode.end_reason) == (date(2026, 10, 31), "死亡")
    assert item(desk, LEFT, "王秀甲").outcome == ENDED_HERE
    desk.rosters.compare("特困人员", NOVEMBER)
    desk.records.undo_last()


def test_an_item_that_cannot_be_ended_stops_all_of_them(desk, two_months):
    ids = [item(desk, LEFT, "王秀甲").id, item(desk, JOINED, "王秀戊").id]
    with pytest.raises(Invalid, match="王秀戊"):
        desk.rosters.end_categories(ids, date(2026, 10, 31), "死亡")
    (episode,) = desk.records.parts("episode", item(desk, LEFT, "王秀甲").person)
    assert episode.until is None
    assert item(desk, LEFT, "王秀甲").outcome == ""


def test_visits_are_planned_from_items(desk, two_months):
    ids = [one.id for one in desk.rosters.items()]
    assert desk.rosters.plan_visits(ids, date(2026, 11, 12)) == 4
    plans = desk.records.find("planned_visit")
    assert {one.planned_on for one in plans} == {date(2026, 11, 12)}
    assert all(one.why.startswith("名单核对：") for one in plans)


def test_a_household_list_is_compared_by_households(desk, clock):
    headings = ["户主姓名", "户主身份证号", "村（社区）", "保障人口数", "保障金额（元）", "家庭人口数"]
    families = [[f"李建{'国军华明'[place]}", number(place), "白庙村", "2", "700", "3"] for place in range(4)]
    receive(desk, families, 10, title="云溪县2026年10月农村低保家庭花名册", headings=headings)
    assert found(desk) == set()
    families[0][4] = "950"
    receive(desk, families[:3], 11, title="云溪县2026年11月农村低保家庭花名册", headings=headings)
    assert found(desk) == {(CHANGED, "李建国"), (LEFT, "李建明")}
    assert item(desk, CHANGED, "李建国").what == "月保障金：700.00 → 950.00"
    desk.rosters.end_categories([item(desk, LEFT, "李建明").id], date(2026, 10, 31), "不再符合条件")
    (home,) = [one for one in desk.records.find("household") if one.head_name == "李建明"]
    (episode,) = desk.records.parts("household_episode", home.id)
    assert (episode.until, episode.end_reason) == (date(2026, 10, 31), "不再符合条件")


def test_an_item_of_a_household_carries_its_heads_name(desk):
    headings = ["户主姓名", "姓名", "与户主关系", "身份证号", "村（社区）"]

    def family(name, places):
        people = [(name, "户主"), (f"{name}妻", "妻")]
        return [
            [name, who, what, number(at, 997 if at % 2 else 998), "白庙村"]
            for (who, what), at in zip(people, places, strict=True)
        ]

    first, second, third = family("李建国", (1, 2)), family("张大山", (3, 4)), family("和大", (5, 6))
    for month, rows in ((10, [*first, *second]), (11, [*first[:1], *third])):
        title = f"云溪县2026年{month}月农村低保家庭花名册"
        receive(desk, rows, month, title=title, headings=headings)
    assert found(desk) == {(JOINED, "和大"), (LEFT, "张大山"), (LEFT, "李建国")}
    assert item(desk, LEFT, "李建国").what.startswith("李建国妻：这一份名单里没有；同户还有1人")


def test_the_comparison_is_printed_with_starred_numbers(desk, two_months, tmp_path):
    sheet = desk.ledgers.sheet("differences", "2026-11")
    assert sheet.title == "青石镇2026年11月新旧名单对照"
    assert {row[2] for row in sheet.rows} == {JOINED, LEFT, CHANGED}
    assert all("***" in row[5] for row in sheet.rows)
    for ending in ("xlsx", "pdf"):
        assert desk.ledgers.write("differences", "2026-11", tmp_path / f"a.{ending}") == 4


def test_a_restricted_list_is_the_heads_alone(desk, stations, folder):
    title = "2026年11月服刑（强制戒毒）人员未成年子女名单"
    rows = [["王小明", made_up_id("429021", date(2015, 5, 2), sequence=997), "白庙村"]]
    receive(desk, rows, title=title, headings=HEADINGS[:3])
    child = next(one for one in desk.records.find("person"))
    other = desk.records.save("person", {"name": "李小红", "village": child.village, "state": "在册"})
    secret = {"category": "服刑（强制戒毒）人员未成年子女", "since": PartialDate(2025)}
    desk.records.save("episode", {"person": other, **secret})
    desk.rosters.compare(secret["category"], NOVEMBER)
    assert found(desk) == {(ONLY_OURS, "李小红")}
    desk.safety.add_user("陈静", "社工", PASSWORD)
    assert desk.ledgers.sheet("differences", "2026-11").rows == []
    desk.close()
    worker = stations.sign_in(folder, "陈静", PASSWORD)
    assert (worker.rosters.lists(), worker.rosters.streams(), worker.rosters.items()) == ([], [], [])
    assert worker.rosters.waiting() == (0, 0)
    with pytest.raises(UserError):
        worker.rosters.look(secret["category"], NOVEMBER)
    worker.close()


def test_readers_look_and_change_nothing(desk, stations, folder, two_months):
    desk.safety.add_user("刘观", "只读", PASSWORD)
    ids = [one.id for one in desk.rosters.items()]
    listed = desk.rosters.lists()[0].id
    desk.close()
    reader = stations.sign_in(folder, "刘观", PASSWORD)
    assert len(reader.rosters.items()) == 4
    for call in (
        lambda: reader.rosters.settle(ids, reason="死亡"),
        lambda: reader.rosters.end_categories(ids, date(2026, 10, 31), "死亡"),
        lambda: reader.rosters.plan_visits(ids, date(2026, 11, 12)),
        lambda: reader.rosters.compare("特困人员", NOVEMBER),
        lambda: reader.rosters.describe(listed, extent="全部名单"),
    ):
        with pytest.raises(NotAllowed):
            call()
    reader.close()
