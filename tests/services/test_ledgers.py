"""Ledgers, returns and everything as Excel: what they hold, whom they serve, what stands in the way."""

from __future__ import annotations

import dataclasses
from datetime import date

import openpyxl
import pytest

from caredesk.catalog import DECLARATIONS
from caredesk.schema.cadence import Verdict
from caredesk.schema.conditions import Is
from caredesk.schema.dates import PartialDate
from caredesk.schema.errors import Cancelled, FileTrouble, NotAllowed, UserError
from caredesk.schema.identity import made_up_id
from caredesk.services.ledgers import LedgerFilter
from caredesk.services.people import PeopleFilter
from caredesk.services.stations import Stations
from tests.conftest import CHEAP, PASSWORD

ALIVE = {"state": "在册", "id_type": "居民身份证"}


@pytest.fixture
def town(desk):
    """Two villages, four people (one without a village), visits in October and November."""
    records = desk.records
    ids = {
        "甲": records.save("village", {"name": "甲村", "kind": "村", "official_order": 2}),
        "乙": records.save("village", {"name": "乙/村", "kind": "村", "official_order": 1}),
    }
    ids["陈静"] = records.save("visitor", {"name": "陈静", "role": "社工"})
    for number, (name, village, category) in enumerate(
        (
            ("王秀英", "甲", "特殊困难老年人"),
            ("李国强", "乙", "残疾人"),
            ("张三", "乙", "特殊困难老年人"),
            ("赵六", None, None),
        )
    ):
        values = {"name": name, "village": ids.get(village), **ALIVE,
                  "id_number": made_up_id("429021", date(1946, 8, 10 + number), sequence=997)}  # fmt: skip
        ids[name] = records.save("person", values)
        if category:
            records.save("episode", {"person": ids[name], "category": category})
    made = (
        ("王秀英", date(2026, 10, 3), "上门入户"),
        ("王秀英", date(2026, 11, 3), "电话"),
        ("李国强", date(2026, 11, 4), "上门入户"),
        ("赵六", date(2026, 11, 5), "上门入户"),
    )
    for name, day, mode in made:
        met = "接通" if mode == "电话" else "见到本人"
        records.save(
            "visit", {"person": ids[name], "visited_on": day, "mode": mode, "visitor": ids["陈静"], "met": met}
        )
    return ids


def names(sheet):
    place = [column.key for column in sheet.columns].index("name")
    return [row[place] for row in sheet.rows]


# --- ledgers


def test_a_ledger_goes_by_day_and_official_village_order_and_a_standing_list_by_village(desk, town):
    assert names(desk.ledgers.sheet("visits", "2026")) == ["王秀英", "王秀英", "李国强", "赵六"]
    assert names(desk.ledgers.sheet("people")) == ["李国强", "张三", "王秀英", "赵六"]
    assert [row.name for row in desk.people.rows(desk.people.people())] == ["李国强", "张三", "王秀英", "赵六"]


@pytest.mark.parametrize(("chosen", "found"), [
    ({}, ["王秀英", "李国强", "赵六"]),
    ({"mode": "电话"}, ["王秀英"]),
    ({"category": "残疾人"}, ["李国强"]),
    ({"category": "低保"}, []),
    ({"no_village": True}, ["赵六"]),
    ({"risk": "高风险"}, []),
])  # fmt: skip
def test_a_ledger_is_narrowed(desk, town, chosen, found):
    assert names(desk.ledgers.sheet("visits", "2026-11", LedgerFilter(**chosen))) == found


def test_a_ledger_is_narrowed_to_a_village_and_a_visitor(desk, town):
    assert names(desk.ledgers.sheet("visits", "2026-11", LedgerFilter(village=town["乙"]))) == ["李国强"]
    assert len(names(desk.ledgers.sheet("visits", "2026-11", LedgerFilter(visitor=town["陈静"])))) == 3
    with pytest.raises(UserError, match="不能按这一项"):
        desk.ledgers.sheet("people", None, LedgerFilter(visitor=town["陈静"]))


def test_a_list_of_people_tells_the_categories_in_force_today(desk, town):
    (episode,) = desk.records.parts("episode", town["李国强"])
    desk.records.save("episode", {"until": date(2026, 11, 1)}, episode.id)
    sheet = desk.ledgers.sheet("people")
    place = [column.key for column in sheet.columns].index("categories")
    assert dict(zip(names(sheet), (row[place] for row in sheet.rows), strict=True))["李国强"] == ""


@pytest.mark.parametrize("period", ["2026-13", "2026-00", "2026-Q5", "2026-H3", "abc", "", "20261", "9999"])
def test_a_period_that_does_not_exist_is_refused_with_how_to_write_one(desk, tmp_path, period):
    for call in (
        lambda: desk.ledgers.write("visits", period, tmp_path / "a.xlsx"),
        lambda: desk.returns.write("monthly", period, tmp_path / "a.pdf"),
    ):
        with pytest.raises(UserError, match=r"没有“.*”这个时段。月份写 2026-10"):
            call()
    assert list(tmp_path.glob("a.*")) == []


def test_a_ledger_of_visits_without_a_period_is_refused(desk):
    with pytest.raises(UserError, match="要有时段"):
        desk.ledgers.sheet("visits")


def test_a_file_that_cannot_be_written_is_refused_before_anything_is_traced(desk, town, tmp_path):
    before = len(desk.safety.traces())
    for name in ("a.doc", "a", "a.xls"):
        with pytest.raises(FileTrouble, match=r"\.xlsx"):
            desk.ledgers.write("visits", "2026-11", tmp_path / name)
        with pytest.raises(FileTrouble, match=r"\.pdf"):
            desk.returns.write("monthly", "2026-11", tmp_path / name)
    assert len(desk.safety.traces()) == before
    with pytest.raises(FileTrouble, match="找不到文件夹"):
        desk.ledgers.write("visits", "2026-11", tmp_path / "none" / "a.xlsx")


def test_a_ledger_that_is_stopped_half_way_leaves_no_file(desk, town, tmp_path):
    with pytest.raises(Cancelled):
        desk.ledgers.write("visits", "2026-11", tmp_path / "a.xlsx", progress=lambda done, all_: False)
    assert list(tmp_path.glob("a.*")) == []


def test_a_ledger_over_secret_answers_is_not_made_by_who_may_not_read_them(desk, stations, folder, clock):
    secret = dataclasses.replace(DECLARATIONS.ledger("visits"), key="harm", where=Is("harm_reported", "还没报"))
    declared = dataclasses.replace(DECLARATIONS, ledgers=(secret,))
    desk.close()
    other = Stations(declared, clock, CHEAP).sign_in(folder, "站长", PASSWORD)
    with pytest.raises(NotAllowed):
        other.ledgers.sheet("harm", "2026-11")
    other.close()


# --- categories and who is due


def test_a_category_stands_without_the_detail_that_may_not_be_read_and_under_the_name_it_may_be_given(
    desk, stations, folder, town
):
    desk.records.save("episode", {"person": town["王秀英"], "category": "特殊困难老年人", "subtype": "计生特殊家庭"})
    secret = desk.records.save("person", {"name": "小明", **ALIVE})
    desk.records.save("episode", {"person": secret, "category": "服刑（强制戒毒）人员未成年子女"})
    assert "计生特殊家庭" in desk.people.rows([town["王秀英"]])[0].categories
    desk.safety.add_user("陈静", "社工", PASSWORD)
    desk.close()
    worker = stations.sign_in(folder, "陈静", PASSWORD)
    assert [row.categories for row in worker.people.rows([town["王秀英"], secret])] == ["特殊困难老年人", "困境儿童"]
    assert town["王秀英"] in worker.people.people(PeopleFilter(category="特殊困难老年人"))
    worker.close()


def test_who_is_due_for_a_secret_reason_is_due_for_another_name(desk, clock, folder):
    secret = desk.records.save("person", {"name": "小明", **ALIVE})
    desk.records.save("episode", {"person": secret, "category": "服刑（强制戒毒）人员未成年子女"})
    desk.safety.add_user("陈静", "社工", PASSWORD)
    desk.close()
    rule = dataclasses.replace(
        DECLARATIONS.rules[0],
        key="prison_month",
        category="服刑（强制戒毒）人员未成年子女",
        basis="服刑人员子女每月一次",
    )
    declared = dataclasses.replace(DECLARATIONS, rules=(rule,))
    for name, category in (("站长", "服刑（强制戒毒）人员未成年子女"), ("陈静", "困境儿童")):
        other = Stations(declared, clock, CHEAP).sign_in(folder, name, PASSWORD)
        (row,) = other.visits.due()
        assert (row.standing.rule.category, row.standing.verdict) == (category, Verdict.FIRST)
        assert ("服刑" in repr(row.standing)) == (name == "站长")
        figures = other.returns.figures("monthly", "2026-11")
        assert figures.expected == ()
        assert sum(len(due) for due, _ in figures.by_village.values()) == 1
        other.close()


def test_a_persons_standing_is_the_same_alone_and_among_all(desk, town):
    day = date(2026, 11, 21)
    everybody = desk.visits.standings(day)
    for name in ("王秀英", "李国强", "张三", "赵六"):
        assert desk.visits.standings(day, [town[name]]).get(town[name]) == everybody.get(town[name])


# --- people


def test_who_may_read_no_numbers_finds_nobody_by_them_and_who_may_not_see_whole_ones_by_the_tail_only(
    desk, stations, folder, town
):
    number = desk.records.get("person", town["王秀英"]).id_number
    for name, role in (("刘观", "只读"), ("马镇", "乡镇管理员")):
        desk.safety.add_user(name, role, PASSWORD)
    assert desk.people.search(number[-8:])
    desk.close()
    reader = stations.sign_in(folder, "刘观", PASSWORD)
    for said in (number, number[-8:], number[-4:], number[:6], f"王 {number[-4:]}"):
        assert reader.people.search(said) == []
    assert [row.name for row in reader.people.search("王秀英")] == ["王秀英"]
    reader.close()
    admin = stations.sign_in(folder, "马镇", PASSWORD)
    assert admin.people.search(number[-8:]) == []
    assert [row.name for row in admin.people.search(number[-4:])] == ["王秀英"]
    admin.close()


def test_people_of_a_merged_or_renamed_village_are_found_by_either_name(desk, town):
    desk.records.save("village", {"merged_into": town["甲"], "merged_on": date(2026, 1, 1)}, town["乙"])
    desk.records.save("village", {"aliases": ("大甲村",)}, town["甲"])
    assert {row.name for row in desk.people.search("甲村")} == {"王秀英", "李国强", "张三"}
    assert {row.name for row in desk.people.search("大甲 王")} == {"王秀英"}


def test_somebody_called_like_a_village_is_found_too(desk, town):
    desk.records.save("village", {"name": "王庄村", "kind": "村"})
    person = desk.records.save("person", {"name": "王庄", **ALIVE})
    assert [row.id for row in desk.people.search("王庄")] == [person]


# --- everything


def test_everything_comes_out_by_village_by_category_and_by_kind(desk, town, tmp_path):
    seen = []
    done = desk.exports.everything(tmp_path, progress=lambda at, of: seen.append((at, of)) or True)
    assert done.folder.parent == tmp_path
    there = {path.relative_to(done.folder).as_posix() for path in done.folder.rglob("*.xlsx")}
    assert {path.relative_to(done.folder).as_posix() for path in done.files} == there
    for expected in ("服务对象花名册（按村）/甲村.xlsx", "服务对象花名册（按村）/乙_村.xlsx", "全部登记/入户探访.xlsx",
                     "服务对象花名册（按村）/没有登记村.xlsx", "服务对象花名册（按类别）/残疾人.xlsx",
                     "入户探访台账（按村）/甲村.xlsx", "全部登记/使用人员.xlsx"):  # fmt: skip
        assert expected in there
    book = openpyxl.load_workbook(done.folder / "服务对象花名册（按村）" / "没有登记村.xlsx")
    assert any("赵六" in str(cell) for row in book.active.iter_rows(values_only=True) for cell in row)
    assert seen[0] == (0, len(done.files))
    assert desk.safety.traces()[0].about == "全部资料"
    assert desk.exports.everything(tmp_path).folder != done.folder


def test_everything_is_starred_and_without_secrets_unless_asked_for_with_a_reason(desk, town, tmp_path):
    number = desk.records.get("person", town["王秀英"]).id_number
    desk.records.save("station", {"named_categories": ("严重精神障碍患者",)}, desk.settings.id)
    desk.records.save("episode", {"person": town["赵六"], "category": "严重精神障碍患者"})

    def texts(folder):
        return {str(cell) for path in folder.rglob("*.xlsx") for sheet in openpyxl.load_workbook(path)
                for row in sheet.iter_rows(values_only=True) for cell in row}  # fmt: skip

    starred = texts(desk.exports.everything(tmp_path).folder)
    assert number not in starred
    assert not any("严重精神障碍患者" in text for text in starred)
    with pytest.raises(UserError, match="写明用途"):
        desk.exports.everything(tmp_path, full=True)
    whole = texts(desk.exports.everything(tmp_path, full=True, reason="移交").folder)
    assert number in whole
    assert any("严重精神障碍患者" in text for text in whole)


def test_everything_stopped_half_way_leaves_nothing(desk, town, tmp_path):
    with pytest.raises(Cancelled):
        desk.exports.everything(tmp_path, progress=lambda done, _: done < 3)
    assert [path for path in tmp_path.iterdir() if path.name != "station"] == []
    with pytest.raises(FileTrouble, match="找不到文件夹"):
        desk.exports.everything(tmp_path / "none")


# --- the monthly return


def test_every_figure_is_the_length_of_its_list_and_lists_hold_each_once(desk, town):
    figures = desk.returns.figures("monthly", "2026-11")
    keys = [one.key for one in figures.counted]
    keys += [f"{what}:{one.category}" for one in figures.balances for what in ("opening", "joined", "left", "closing")]
    for key in keys:
        _, ids = figures.behind(key)
        assert len(ids) == len(set(ids)), key
    for one in figures.counted:
        assert one.value == len(figures.behind(one.key)[1])
    for one in figures.balances:
        assert len(one.opening) + len(one.joined) - len(one.left) == len(one.closing)


def test_a_month_before_the_opening_day_has_no_rate(desk, town):
    assert desk.returns.figures("monthly", "2026-08").expected == ()
    assert desk.returns.figures("monthly", "2026-11").expected


def test_a_return_counts_a_household_a_day_once_and_a_person_without_one_alone(desk, town):
    home = desk.records.save("household", {"head_name": "王秀英"})
    for name in ("王秀英", "李国强"):
        desk.records.save("person", {"household": home}, town[name])
    counted = {one.key: one.value for one in desk.returns.figures("monthly", "2026-11").counted}
    assert (counted["visits"], counted["household_visits"], counted["people_visited"]) == (3, 3, 3)
    desk.records.save("visit", {"person": town["王秀英"], "visited_on": date(2026, 11, 4), "mode": "电话",
                                "visitor": town["陈静"], "met": "接通"})  # fmt: skip
    counted = {one.key: one.value for one in desk.returns.figures("monthly", "2026-11").counted}
    assert (counted["visits"], counted["household_visits"]) == (4, 3)


def test_somebody_who_died_leaves_the_register_on_the_day(desk, town):
    (episode,) = desk.records.parts("episode", town["李国强"])
    desk.records.save("episode", {"since": PartialDate(2020)}, episode.id)
    desk.records.save("person", {"state": "死亡", "state_on": date(2026, 11, 10)}, town["李国强"])
    for period, closing in (("2026-10", 1), ("2026-11", 0)):
        balances = {one.category: one for one in desk.returns.figures("monthly", period).balances}
        assert len(balances["残疾人"].closing) == closing
