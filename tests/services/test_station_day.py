"""A station's first day through the use cases alone."""

from datetime import date

import pytest

from caredesk.schema.cadence import Verdict
from caredesk.schema.errors import Invalid, StoreTrouble
from caredesk.schema.identity import made_up_id
from tests.conftest import PASSWORD


@pytest.fixture
def wang(desk):
    village = desk.records.save("village", {"name": "白庙村", "kind": "村", "official_order": 1})
    number = made_up_id("429021", date(1948, 5, 12), sequence=998)
    values = {"name": "王秀英", "id_number": number, "village": village, "state": "在册", "id_type": "居民身份证"}
    person = desk.records.save("person", values)
    desk.records.save("episode", {"person": person, "category": "特殊困难老年人", "subtype": "独居"})
    return person


def visit(desk, person, day, **more):
    found = desk.records.find("visitor", {"name": "陈静"})
    visitor = found[0].id if found else desk.records.save("visitor", {"name": "陈静", "role": "社工"})
    return desk.records.save(
        "visit",
        {"person": person, "visited_on": day, "mode": "上门入户", "visitor": visitor, "met": "见到本人", **more},
    )


def test_birth_date_and_sex_come_from_the_id_number(desk, wang):
    person = desk.records.get("person", wang)
    assert (person.birth_date.isoformat(), person.sex) == ("1948-05-12", "女")


def test_a_person_is_found_by_name_pinyin_number_tail_and_village(desk, wang):
    tail = desk.records.get("person", wang).id_number[-5:]
    for text in ("王秀", "秀英", "wxy", "wangxiuying", tail, "白庙村", "白庙 王"):
        assert [row.name for row in desk.people.search(text)] == ["王秀英"], text
    assert desk.people.search("李") == []


def test_a_list_stars_the_id_number_and_tells_the_categories(desk, wang):
    (row,) = desk.people.rows(desk.people.people())
    assert row.id_number.startswith("429****")
    assert row.id_number.count("*") == 11
    assert row.categories == "特殊困难老年人（独居）"
    assert row.age == 78


def test_somebody_never_visited_is_awaiting_the_first_visit_and_then_seen(desk, wang):
    (row,) = desk.visits.due()
    assert row.standing.verdict is Verdict.FIRST
    visit(desk, wang, date(2026, 11, 20))
    (row,) = desk.visits.due()
    assert row.standing.verdict is Verdict.DONE
    (row,) = desk.visits.due(date(2027, 1, 2))
    assert row.standing.verdict is Verdict.OVERDUE


def test_a_visit_copies_the_village_and_knows_a_back_entry(desk, wang):
    saved = desk.records.get("visit", visit(desk, wang, date(2026, 11, 3)))
    assert saved.backfilled is True
    assert saved.village == desk.records.get("person", wang).village
    assert saved.entered_on == date(2026, 11, 21)


def test_a_visit_to_come_is_refused(desk, wang):
    with pytest.raises(Invalid, match="不能晚于今天"):
        visit(desk, wang, date(2026, 11, 22))


def test_a_second_person_with_the_same_number_is_refused(desk, wang):
    number = desk.records.get("person", wang).id_number
    with pytest.raises(Invalid, match="重复"):
        desk.records.save("person", {"name": "王秀", "id_number": number, "state": "在册", "id_type": "居民身份证"})


def test_the_risk_found_at_the_latest_visit_becomes_the_persons(desk, wang):
    visit(desk, wang, date(2026, 11, 20), risk="高风险")
    visit(desk, wang, date(2026, 10, 20), risk="一般")
    assert desk.records.get("person", wang).risk == "高风险"


def test_the_last_change_can_be_undone_and_the_history_tells_both(desk, wang):
    desk.records.save("person", {"remarks": "有恶犬"}, wang)
    assert desk.records.undo_last() == "服务对象"
    assert desk.records.get("person", wang).remarks is None
    assert [change.what for change in desk.records.history("person", wang)] == ["修改", "修改", "新建"]


def test_a_binned_person_is_found_no_more_and_comes_back_with_the_parts(desk, wang):
    desk.records.bin("person", wang, "重复登记")
    assert desk.people.search("王秀英") == []
    assert desk.visits.due() == []
    desk.records.restore("person", wang)
    assert desk.people.search("王秀英")[0].categories == "特殊困难老年人（独居）"


def test_the_station_opens_again_with_the_password_and_refuses_a_wrong_one(desk, stations, folder, wang):
    desk.close()
    with pytest.raises(StoreTrouble, match="密码不对"):
        stations.sign_in(folder, "站长", "wrong-password")
    again = stations.sign_in(folder, "站长", PASSWORD)
    try:
        assert again.people.search("王秀英")
        assert again.safety.check() == []
        assert "登录失败" in [trace.what for trace in again.safety.traces()]
    finally:
        again.close()


def test_the_ledger_of_the_month_has_one_row_a_visit_with_starred_numbers(desk, wang, tmp_path):
    visit(desk, wang, date(2026, 11, 3), situation="精神不错")
    visit(desk, wang, date(2026, 10, 3))
    sheet = desk.ledgers.sheet("visits", "2026-11")
    (row,) = sheet.rows
    told = {column.key: text for column, text in zip(sheet.columns, row, strict=True)}
    assert told["name"] == "王秀英"
    assert told["age"] == "78"
    assert told["village"] == "白庙村"
    assert told["categories"] == "特殊困难老年人（独居）"
    assert "***" in told["id_number"]
    full = desk.ledgers.sheet("visits", "2026-11", full=True, reason="县民政局核对")
    assert desk.records.get("person", wang).id_number in full.rows[0]
    for name in ("a.xlsx", "a.pdf", "a.json"):
        assert desk.ledgers.write("入户探访台账", "2026-11", tmp_path / name) == 1
        assert (tmp_path / name).stat().st_size > 500


def test_the_monthly_return_counts_what_its_lists_hold(desk, wang, tmp_path):
    visit(desk, wang, date(2026, 11, 3))
    visit(desk, wang, date(2026, 11, 5), mode="电话", met="接通")
    report, figures = desk.returns.report("monthly", "2026-11")
    counted = {one.key: one.value for one in figures.counted}
    assert counted["visits"] == 2
    assert counted["people_visited"] == 1
    assert counted["household_visits"] == 2
    assert [(len(one.due), len(one.seen)) for one in figures.expected] == [(1, 1)]
    for section in report.sections:
        for table in section.blocks:
            for row, keys in zip(getattr(table, "rows", ()), getattr(table, "keys", ()), strict=False):
                for text, key in zip(row, keys, strict=True):
                    assert not key or len(figures.behind(key)[1]) == int(text), key
    desk.returns.write("monthly", "2026-11", tmp_path / "a.pdf")
    desk.returns.write("monthly", "2026-11", tmp_path / "a.json")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_visits_are_numbered_by_the_stations_rule_without_a_number_twice(desk, wang):
    first, second = visit(desk, wang, date(2026, 11, 3)), visit(desk, wang, date(2026, 11, 5))
    assert [desk.records.get("visit", one).number for one in (first, second)] == ["2026-0001", "2026-0002"]
    desk.records.bin("visit", first)
    assert desk.records.get("visit", visit(desk, wang, date(2026, 11, 6))).number == "2026-0003"


def test_the_same_person_typed_again_is_shown_beside_the_new_one(desk, wang):
    person = desk.records.get("person", wang)
    told = {"name": "王秀英", "birth_date": person.birth_date, "village": person.village}
    assert [row.id for row in desk.people.alike(told)] == [wang]
    assert desk.people.alike(told, besides=wang) == []
    assert desk.people.alike({"name": "王秀英"}) == []


def test_a_visit_before_birth_or_after_death_is_refused(desk, wang):
    with pytest.raises(Invalid, match="早于出生日期"):
        visit(desk, wang, date(1940, 1, 1))
    desk.records.save("person", {"state": "死亡", "state_on": date(2026, 11, 1)}, wang)
    with pytest.raises(Invalid, match="去世"):
        visit(desk, wang, date(2026, 11, 5))
    visit(desk, wang, date(2026, 11, 5), met="家属代")


def test_the_day_of_entry_is_the_stations_own_knowledge(desk, wang):
    saved = visit(desk, wang, date(2026, 11, 3), entered_on=date(2020, 1, 1))
    assert desk.records.get("visit", saved).entered_on == date(2026, 11, 21)


def test_a_category_without_a_beginning_counts_from_the_day_it_was_entered(desk, wang):
    october, november = (desk.returns.figures("monthly", month) for month in ("2026-10", "2026-11"))
    assert october.balances == ()
    (balance,) = november.balances
    assert (len(balance.opening), len(balance.joined), len(balance.closing)) == (0, 1, 1)


def test_nobody_is_judged_before_the_station_opened(desk, wang):
    assert desk.visits.due(date(2026, 8, 15)) == []
    assert len(desk.visits.due(date(2026, 9, 15))) == 1


def test_a_rule_counts_once_the_head_has_confirmed_it(desk, wang):
    desk.records.save("episode", {"person": wang, "category": "残疾人"})
    assert {one.rule.category for row in desk.visits.due() for one in (row.standing, *row.others)} == {"特殊困难老年人"}
    (settings,) = desk.records.find("station")
    desk.records.save("station", {"confirmed_rules": ("残疾人每季度一次",)}, settings.id)
    assert {one.rule.category for row in desk.visits.due() for one in (row.standing, *row.others)} == {
        "特殊困难老年人",
        "残疾人",
    }


def test_the_same_category_twice_at_once_is_refused(desk, wang):
    with pytest.raises(Invalid, match="已经在这一类里"):
        desk.records.save("episode", {"person": wang, "category": "特殊困难老年人", "subtype": "独居"})


def test_a_quarter_has_a_coverage_but_no_monthly_rate(desk, wang):
    visit(desk, wang, date(2026, 11, 3))
    report, figures = desk.returns.report("monthly", "2026-Q4")
    assert report.title.endswith("工作季报")
    assert figures.expected == ()
    assert (len(figures.visited), len(figures.everybody)) == (1, 1)
