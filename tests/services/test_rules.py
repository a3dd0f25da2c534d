"""Visit rules of a station: confirmed and changed from a day on, past months kept, handed on as a file."""

import json
from datetime import date
from random import Random

import pytest

from caredesk.catalog.cadence_records import AFTER_EVENT, CALENDAR
from caredesk.schema.cadence import Verdict
from caredesk.schema.dates import PartialDate
from caredesk.schema.errors import Invalid, NotAllowed, UserError
from caredesk.schema.identity import made_up_id

OLD = PartialDate(2026, 1)
ELDERLY = "特殊困难老年人"


@pytest.fixture
def somebody(desk):
    def save(name, *categories, **told):
        person = desk.records.save("person", {"name": name, **told})
        for category in categories:
            desk.records.save("episode", {"person": person, "category": category, "since": OLD})
        return person

    return save


@pytest.fixture
def visit(desk):
    visitor = desk.records.save("visitor", {"name": "陈静"})

    def save(person, day, mode="上门入户", met="见到本人", **told):
        values = {"person": person, "visited_on": day, "mode": mode, "visitor": visitor, "met": met, **told}
        return desk.records.save("visit", values)

    return save


def listed(desk):
    return {row.lineage: row for row in desk.rules.listed()}


def verdicts(desk, person, day=None):
    found = desk.visits.standings(day or desk.clock.today(), [person]).get(person, [])
    return [(one.rule.title, one.verdict.value, one.due.isoformat()) for one in found]


def keep(desk, changed, **changes):
    return desk.records.save("cadence_rule", {**desk.rules.values(changed), **changes})


def test_only_what_rests_on_an_official_text_is_in_use_and_each_rule_says_why(desk):
    rows = desk.rules.listed()
    assert [row.lineage for row in rows if row.used] == ["elderly_month"]
    assert rows[0].strength == "有文件依据"
    assert all(row.rule.basis and row.strength for row in rows)
    assert len(rows) > 25


def test_a_confirmed_rule_counts_from_this_month_and_asks_nothing_of_former_ones(desk, somebody, visit, clock):
    person = somebody("周永", "特困人员")
    (episode,) = desk.records.parts("episode", person)
    desk.records.save("episode", {"subtype": "分散供养"}, episode.id)
    visit(person, date(2026, 9, 10))
    assert verdicts(desk, person) == []
    assert desk.rules.confirm(["tekun_month"]) == 1
    assert desk.rules.confirm(["tekun_month"]) == 0, "it is in use already"
    assert verdicts(desk, person) == [("特困人员（分散供养）每月一次", "本期该访", "2026-11-30")]
    assert desk.returns.figures("monthly", "2026-10").expected == (), "October had no such rule"
    clock.move_to(date(2026, 12, 1))
    assert verdicts(desk, person) == [("特困人员（分散供养）每月一次", "超期未访", "2026-11-30")]


def test_a_changed_rule_holds_from_its_day_and_past_months_keep_their_verdict(desk, somebody, visit, clock):
    person = somebody("王秀英", ELDERLY)
    visit(person, date(2026, 9, 10))
    october = desk.returns.figures("monthly", "2026-10").rate, verdicts(desk, person, date(2026, 10, 31))
    keep(desk, "elderly_month", unit="季度", since=date(2026, 12, 1))
    assert listed(desk)["elderly_month"].planned == "2026年12月1日起改为“特殊困难老年人每季度一次”"
    assert verdicts(desk, person)[0][1] == "超期未访", "still by the month"
    clock.move_to(date(2026, 12, 5))
    assert verdicts(desk, person) == [("特殊困难老年人每季度一次", "本期该访", "2026-12-31")]
    assert verdicts(desk, person, date(2026, 10, 31)) == october[1]
    assert [told.due for told in desk.returns.figures("monthly", "2026-10").expected] == [{person}]


def test_a_rule_may_not_reach_back_into_months_that_have_their_verdict(desk, clock):
    with pytest.raises(Invalid, match="2026年11月1日"):
        keep(desk, "elderly_month", unit="周", since=date(2026, 10, 31))
    id_ = keep(desk, "elderly_month", unit="周", since=date(2026, 11, 1))
    desk.records.save("cadence_rule", {"unit": "半月"}, id_)
    assert listed(desk)["elderly_month"].rule.title == "特殊困难老年人每半月一次"
    clock.move_to(date(2026, 12, 3))
    with pytest.raises(Invalid, match="另立一条"):
        desk.records.save("cadence_rule", {"unit": "月"}, id_)
    desk.records.save("cadence_rule", {"until": date(2026, 12, 31)}, id_)
    assert listed(desk)["elderly_month"].planned == "到2026年12月31日为止"


def test_a_stopped_rule_asks_no_more_and_taking_it_back_asks_again(desk, somebody, clock):
    person = somebody("王秀英", ELDERLY)
    assert verdicts(desk, person)
    desk.rules.stop(["elderly_month"], date(2026, 12, 1))
    assert verdicts(desk, person)
    clock.move_to(date(2026, 12, 1))
    assert verdicts(desk, person) == []
    assert listed(desk)["elderly_month"].state == "没有启用"


def test_rules_by_risk_look_at_the_level_found_at_visits_and_set_by_hand(desk, somebody, visit, clock):
    desk.rules.confirm(["elderly_high_week"])
    person = somebody("王秀英", ELDERLY)
    assert len(verdicts(desk, person)) == 1
    visit(person, date(2026, 11, 12), risk="高风险")
    assert desk.records.get("person", person).risk_since == date(2026, 11, 12)
    assert ("特殊困难老年人（高风险）每周一次", "本期该访", "2026-11-22") in verdicts(desk, person)
    assert len(verdicts(desk, person, date(2026, 11, 11))) == 1, "no high risk was known that day"
    desk.records.save("person", {"risk": "一般"}, person)
    assert len(verdicts(desk, person)) == 1
    assert len(verdicts(desk, person, date(2026, 11, 20))) == 2, "it was high then"
    assert desk.records.undo_last()
    assert len(verdicts(desk, person)) == 2


def test_a_level_that_a_roster_brings_counts_from_that_day(desk, somebody, visit, clock, tmp_path):
    desk.records.save("station", {"opened_on": date(2026, 10, 1)}, desk.settings.id)
    desk.records.save("cadence_rule", {**desk.rules.values("elderly_high_week"), "since": date(2026, 11, 1)})
    village = desk.records.save("village", {"name": "白庙村", "kind": "村"})
    number = made_up_id("429021", date(1946, 8, 19), sequence=997)
    person = somebody("王秀英", ELDERLY, village=village, id_number=number)
    visit(person, date(2026, 11, 2))
    path = tmp_path / "名单.csv"
    path.write_text(f"姓名,身份证号,村,风险级别\n王秀英,{number},白庙村,高风险\n", "utf-8-sig")
    desk.imports.run(path)
    assert desk.records.get("person", person).risk_since == date(2026, 11, 21)
    assert ("特殊困难老年人（高风险）每周一次", "本期该访", "2026-11-22") in verdicts(desk, person)


def test_an_event_asks_for_a_visit_within_a_day_and_a_failed_one_does_not_answer_it(desk, somebody, visit, clock):
    desk.rules.confirm(["elderly_high_event"])
    person = somebody("王秀英", ELDERLY, risk="高风险")
    visit(person, date(2026, 11, 2))
    desk.records.save("life_event", {"person": person, "what": "重大变故", "happened_on": date(2026, 11, 20)})
    title = "特殊困难老年人（高风险）重大变故后1天内"
    assert (title, "本期该访", "2026-11-21") in verdicts(desk, person)
    clock.move_to(date(2026, 11, 22))
    visit(person, date(2026, 11, 22), met="无人应答")
    assert (title, "超期未访", "2026-11-21") in verdicts(desk, person)
    visit(person, date(2026, 11, 22), "电话", "接通")
    assert all(one[1] != "超期未访" for one in verdicts(desk, person))


def test_working_days_are_counted_by_the_calendar_and_the_stations_own_days_win(desk, somebody, clock):
    values = {**desk.rules.values("tekun_self_care"), "since": date(2026, 11, 1), "within": 3}
    desk.records.save("cadence_rule", values)
    person = somebody("周永", "特困人员")
    clock.move_to(date(2026, 12, 31))
    told = {"person": person, "what": "生活自理能力变化", "happened_on": date(2026, 12, 31)}
    desk.records.save("life_event", told)
    (before,) = verdicts(desk, person)
    assert before[2] == "2027-01-05", "nothing was announced for 2027: 1 January is a Friday and counts"
    desk.records.save("calendar_day", {"on": date(2027, 1, 1), "kind": "放假", "name": "元旦"})
    assert verdicts(desk, person)[0][2] == "2027-01-06"
    desk.records.save("calendar_day", {"on": date(2027, 1, 2), "kind": "上班", "name": "元旦调休"})
    assert verdicts(desk, person)[0][2] == "2027-01-05"


def test_a_pause_is_waited_for_only_where_the_rule_says_so(desk, somebody, visit):
    person = somebody("王秀英", ELDERLY)
    visit(person, date(2026, 10, 10))
    desk.records.save("suspension", {"person": person, "reason": "住院", "since": date(2026, 11, 5)})
    assert verdicts(desk, person)[0][1] == "本期该访"
    assert desk.visits.today().due
    keep(desk, "elderly_month", pauses=("住院",))
    assert verdicts(desk, person)[0][1] == "暂停"
    assert not desk.visits.today().expected
    assert desk.returns.figures("monthly", "2026-11").expected == ()
    (pause,) = desk.records.parts("suspension", person)
    desk.records.save("suspension", {"until": date(2026, 11, 20)}, pause.id)
    assert verdicts(desk, person)[0][1:] == ("本期该访", "2026-11-30")


def test_a_season_is_a_rule_of_its_own_beside_the_lasting_one(desk, somebody, clock):
    person = somebody("王秀英", ELDERLY)
    values = {**desk.rules.values("elderly_month"), "lineage": "", "unit": "周", "since": date(2026, 12, 1),
              "until": date(2026, 12, 31), "season": "寒潮"}  # fmt: skip
    desk.records.save("cadence_rule", values)
    (row,) = [row for row in desk.rules.listed() if row.rule.season]
    assert (row.state, row.rule.title, row.planned) == ("还没开始", "寒潮期间特殊困难老年人每周一次", "2026年12月1日起")
    assert len(verdicts(desk, person)) == 1
    clock.move_to(date(2026, 12, 2))
    assert next(one[0] for one in verdicts(desk, person)).startswith("寒潮期间"), "the nearer day leads"
    assert len(verdicts(desk, person)) == 2
    clock.move_to(date(2027, 1, 1))
    assert len(verdicts(desk, person)) == 1
    assert not [row for row in desk.rules.listed() if row.rule.season]


def test_what_a_rule_lacks_is_said_at_the_field(desk):
    new = {"category": ELDERLY, "modes": ("电话",), "since": date(2026, 12, 1), "basis": "本站办法"}
    with pytest.raises(Invalid) as refused:
        desk.records.save("cadence_rule", {**new, "how": AFTER_EVENT})
    assert [one.field for one in refused.value.problems] == ["event"]
    with pytest.raises(Invalid) as refused:
        desk.records.save("cadence_rule", {**new, "how": CALENDAR, "subtypes": ("散居",)})
    assert [one.field for one in refused.value.problems] == ["subtypes"]


def test_only_the_head_and_the_township_change_rules_and_secret_ones_stay_out_of_sight(desk, stations, folder):
    desk.safety.add_user("林悦", "社工", "qingshi-2026")
    assert "patient_quarter" in listed(desk)
    desk.close()
    other = stations.sign_in(folder, "林悦", "qingshi-2026")
    try:
        assert "patient_quarter" not in listed(other)
        assert "dementia_month" in listed(other), "社工 may read of health"
        with pytest.raises(NotAllowed):
            other.rules.confirm(["tekun_month"])
        with pytest.raises(NotAllowed):
            other.records.save("cadence_rule", other.rules.values("elderly_month"))
    finally:
        other.close()


# --- as a file


@pytest.fixture
def county(desk, tmp_path):
    """A county's rules: the month twice, a rule of its own, a season."""
    keep(desk, "elderly_month", times=2, basis="云溪县2026年办法")
    desk.rules.confirm(["tekun_month"])
    keep(desk, "disabled_quarter", lineage="", category="残疾人", unit="月", basis="云溪县2026年办法")
    path = tmp_path / "规则.json"
    assert desk.rules.write(path) == 3
    return path


def test_a_county_hands_its_rules_to_a_station_which_sees_them_first(desk, county, stations, tmp_path):
    other, _ = stations.create(tmp_path / "other", _new())
    try:
        found = other.rules.read(county)
        assert {(one.title, one.what) for one in found} == {
            ("特殊困难老年人每月2次", "改了"), ("特困人员（分散供养）每月一次", "新的"), ("残疾人每月一次", "新的"),
        }  # fmt: skip
        (changed,) = [one for one in found if one.what == "改了"]
        assert "每一期至少几次：1 → 2" in changed.told
        assert [row.lineage for row in other.rules.listed() if row.used] == ["elderly_month"], "only looked at"
        assert other.rules.take(found) == 3
        assert {row.rule.title for row in other.rules.listed() if row.used} == {one.title for one in found}
        assert {one.what for one in other.rules.read(county)} == {"一样"}
        assert other.records.undo_last() == "收下规则文件"
        assert [row.lineage for row in other.rules.listed() if row.used] == ["elderly_month"]
    finally:
        other.close()


def _new():
    from caredesk.services.stations import NewStation

    return NewStation("白水镇社会工作服务站", "云溪县", "白水镇", "qingshi-2026", opened_on=date(2026, 9, 1))


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"what": "关爱台账探访规则"}', "[" * 100_000,
                                  '{"what": "关爱台账探访规则", "rules": [1]}'])  # fmt: skip
def test_another_file_is_refused_in_words(desk, tmp_path, text):
    path = tmp_path / "别的.json"
    path.write_text(text, "utf-8")
    with pytest.raises(UserError, match="不是规则文件"):
        desk.rules.read(path)


@pytest.mark.parametrize("seed", range(25))
def test_a_file_that_was_meddled_with_is_never_a_crash_and_never_taken_unseen(desk, county, tmp_path, seed):
    chance = Random(seed)
    told = json.loads(county.read_text("utf-8"))
    strange = [
        None,
        "",
        "不知道",
        -1,
        10**12,
        True,
        [],
        ["不知道"],
        {},
        {"a": 1},
        "2026-02-30",
        "9999-12-31",
        1.5,
        [[1]],
    ]
    for rule in told["rules"]:
        for name in chance.sample(sorted(rule), 3):
            rule[name] = chance.choice(strange)
    county.write_text(json.dumps(told), "utf-8")
    found = desk.rules.read(county)
    assert len(found) == 3
    assert all(one.told for one in found if one.what == "不能用")
    desk.rules.take(found)
    desk.rules.listed()
    desk.visits.due()


def test_a_verdict_never_comes_from_a_rule_of_another_day(desk, somebody, clock):
    """However a rule is changed, judging a past day tells what it told on that day."""
    chance = Random(3)
    person = somebody("王秀英", ELDERLY)
    told = {}
    for day in (date(2026, 11, 21), date(2026, 12, 3), date(2026, 12, 30), date(2027, 1, 15), date(2027, 2, 2)):
        clock.move_to(day)
        told[day] = verdicts(desk, person)
        keep(desk, "elderly_month", unit=chance.choice(("周", "半月", "季度")), since=_next_month(day))
    assert {day: verdicts(desk, person, day) for day in told} == told
    assert any(Verdict.FIRST.value == one[1] for some in told.values() for one in some)


def _next_month(day):
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
