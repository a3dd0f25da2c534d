"""收县里的表: what becomes of every row, what is written, and how a batch is taken back."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from caredesk.catalog import DECLARATIONS
from caredesk.schema.errors import Cancelled, FileTrouble, NotAllowed, UserError
from caredesk.schema.identity import made_up_id
from caredesk.schema.roster import OUTCOMES, RawSheet, RawWorkbook
from caredesk.services.importing.imports import Importing

ROSTERS = Path(__file__).parent.parent / "data" / "rosters"
SAMPLES = sorted(path for path in ROSTERS.iterdir() if path.suffix not in ("", ".json"))
HEADINGS = ["姓名", "身份证号", "村", "联系电话", "家庭住址"]


def number(year=1946, month=8, day=19, sequence=997):
    return made_up_id("429021", date(year, month, day), sequence=sequence)


WANG = ["王秀英", number(), "白庙村", "14900000001", "青石镇1组1号"]
LI = ["李建国", number(1950), "大湾村", "14900000002", "青石镇2组2号"]


@pytest.fixture
def importing(desk):
    return Importing(desk.work)


def planned(importing, rows, *, name="名单", headings=HEADINGS):
    sheet = RawSheet(name, [list(headings), *[list(row) for row in rows]])
    recognised = importing.recognise("名单.xlsx", RawWorkbook("xlsx", [sheet]))
    return recognised, importing.check(recognised)


def imported(importing, rows, **more):
    recognised, plan = planned(importing, rows, **more)
    return importing.commit(recognised, plan).to_json()


def outcomes(told):
    """(row, outcome, reason) of the rows that are neither new nor unchanged."""
    return [(row["row"], row["outcome"], row["reason"]) for row in told["rows"]]


def stored(desk):
    return sorted(person.name for person in desk.records.find("person"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_county_rosters_come_in_without_help(importing, desk, path):
    expected = json.loads(path.with_name(path.stem + ".expected.json").read_text(encoding="utf-8"))
    told = importing.run(path).to_json()
    key = str
    assert sorted(map(key, told["people"])) == sorted(map(key, expected["people"]))
    assert sum(told[outcome] for outcome in OUTCOMES) == told["rows_read"]
    assert told["new"] == expected["data_rows"] - expected["bad_rows"]
    assert told["needs_decision"] + told["rejected"] == expected["bad_rows"]
    assert sorted(person.id_number for person in desk.records.find("person")) == sorted(
        person["id_number"] for person in expected["people"]
    )
    again = importing.run(path).to_json()
    assert (again["new"], again["updated"], again["unchanged"]) == (0, 0, told["new"])
    assert again["batch"] is None


def test_a_check_writes_nothing(importing, desk):
    result = importing.run(ROSTERS / "damaged.xlsx", check_only=True)
    assert (result.batch, result.to_json()["new"]) == ("", 56)
    assert stored(desk) == []
    assert desk.records.find("village") == []


def test_everything_stored_is_a_valid_record(importing, desk):
    for path in SAMPLES:
        importing.run(path)
    for kind in DECLARATIONS.records:
        for record in desk.work.records.find(kind):
            assert kind.problems(kind.values(record)) == []


def test_the_rosters_bring_their_categories(importing, desk):
    for path in SAMPLES:
        importing.run(path)
    found = {}
    for episode in desk.records.find("episode"):
        found[episode.category, episode.subtype] = found.get((episode.category, episode.subtype), 0) + 1
    assert found[("农村留守儿童", None)] == 37
    assert found[("残疾人", None)] == found[("残疾人两项补贴对象", "重度残疾人护理补贴")] == 60
    assert found[("特殊困难老年人", "独居")] == 41
    assert ("特殊困难老年人", None) not in found
    disabled = desk.records.find("episode", {"category": "残疾人"})
    assert {(one.disability_class, one.disability_grade) for one in disabled} >= {("精神", "一级"), ("多重", "二级")}
    (benefit,) = {one.since.isoformat()[:4] for one in desk.records.find("episode", {"category": "残疾人两项补贴对象"})}
    assert benefit == "2023"


def test_a_relief_roster_registers_households_with_their_heads(importing, desk):
    importing.run(ROSTERS / "dibao_csv.csv")
    (head,) = desk.records.find("person", {"name": "田莎敏"})
    (home,) = desk.records.find("household", {"head_name": "田莎敏"})
    assert (head.household, head.relation) == (home.id, "户主")
    (relief,) = desk.records.find("household_episode", {"household": home.id})
    assert (relief.members, relief.insured_count, relief.amount, relief.cause) == (5, 1, 83800, "缺乏劳动力")
    assert (relief.city_rural, relief.since.isoformat(), relief.certificate_number) == (
        "农村",
        "2024-07",
        "4290212600000",
    )


def test_a_childrens_roster_brings_parents_and_carers_as_contacts(importing, desk):
    importing.run(ROSTERS / "children_merged.xlsx")
    (child,) = desk.records.find("person", {"name": "侯黛素"})
    contacts = {contact.role: contact for contact in desk.records.find("contact", {"person": child.id})}
    assert contacts["父亲"].condition == "失联"
    assert contacts["母亲"].address == "在家"
    carer = contacts["受委托照护人"]
    assert (carer.name, carer.relation, carer.id_number) == ("郝青军", "奶奶", "429021195602169964")
    assert child.school == "县职中高一"
    assert child.boarding is False


def test_damaged_and_wrong_numbers_wait_for_a_decision_and_nameless_rows_are_rejected(importing, desk):
    told = importing.run(ROSTERS / "damaged.xlsx").to_json()
    by_row = {row["row"]: row for row in told["rows"]}
    assert by_row[5]["outcome"] == "needs_decision"
    assert "科学计数法" in by_row[5]["reason"]
    assert "校验位" in by_row[7]["reason"]
    assert (by_row[8]["outcome"], by_row[8]["reason"]) == ("rejected", "没有姓名")
    assert by_row[82]["outcome"] == "skipped"
    problem = next(problem for problem in told["problems"] if problem["row"] == 7)
    assert problem == {
        "sheet": "Sheet",
        "row": 7,
        "column": "身份证号",
        "value": "429021193507289980",
        "reason": "号码的校验位不对，有一位抄错了",
        "advice": "请照身份证核对，改好后再收一次",
    }
    assert "贺超佳" not in stored(desk)


def test_blanks_never_overwrite_and_filled_cells_update(importing, desk):
    imported(importing, [WANG, LI])
    told = imported(importing, [[*WANG[:3], "", ""], [*LI[:3], "14900000009", "青石镇9组9号"]])
    assert (told["unchanged"], told["updated"]) == (1, 1)
    assert outcomes(told) == [(3, "updated", "更新：现住址、电话")]
    (wang,) = desk.records.find("person", {"name": "王秀英"})
    (li,) = desk.records.find("person", {"name": "李建国"})
    assert (wang.address, li.address) == ("青石镇1组1号", "青石镇9组9号")
    numbers = [phone.number for phone in desk.records.find("phone", {"person": li.id})]
    assert numbers == ["14900000002", "14900000009"]


def test_what_the_station_wrote_itself_is_not_overwritten(importing, desk):
    headings = ["姓名", "身份证号", "村", "备注"]
    imported(importing, [[*WANG[:3], ""]], headings=headings)
    (wang,) = desk.records.find("person")
    desk.records.save("person", {"remarks": "耳背，要大声说", "risk": "重点"}, wang.id)
    told = imported(importing, [[*WANG[:3], "县里的备注"]], headings=headings)
    assert told["unchanged"] == 1
    assert desk.records.get("person", wang.id).remarks == "耳背，要大声说"


def test_the_same_number_twice_in_a_file(importing, desk):
    told = imported(importing, [WANG, WANG, [*WANG[:2], "大湾村"], [*WANG[:3], "14900000003"]])
    assert (told["new"], told["unchanged"], told["updated"], told["needs_decision"]) == (1, 1, 1, 1)
    reasons = [reason for _, outcome, reason in outcomes(told) if outcome == "needs_decision"]
    assert "村却不同" in reasons[0]
    assert [person["name"] for person in told["people"]] == ["王秀英"]
    assert len(desk.records.find("phone")) == 2


def test_namesakes_of_one_village_and_birthday_are_not_merged(importing, desk):
    imported(importing, [WANG])
    told = imported(importing, [["王秀英", number(sequence=999), "白庙村", "", ""]])
    assert told["needs_decision"] == 1
    assert "同村已有同名同生日" in outcomes(told)[0][2]
    elsewhere = imported(importing, [["王秀英", number(sequence=999), "大湾村", "", ""], LI])
    assert elsewhere["new"] == 2


def test_a_known_number_under_another_name_or_village_or_state_waits(importing, desk):
    imported(importing, [WANG, LI])
    told = imported(importing, [["王秀兰", *WANG[1:]], [*LI[:2], "白庙村", "", ""]])
    assert [outcome for _, outcome, _ in outcomes(told)] == ["needs_decision", "needs_decision"]
    (wang,) = desk.records.find("person", {"name": "王秀英"})
    desk.records.save("person", {"state": "死亡", "state_on": date(2026, 11, 1)}, wang.id)
    told = imported(importing, [WANG])
    assert "已登记为“死亡”" in outcomes(told)[0][2]


def test_new_villages_come_from_rosters_until_the_station_keeps_its_own_list(importing, desk):
    told = imported(importing, [WANG])
    assert any("村名单里新加了 1 个：白庙村" in notice for notice in told["notices"])
    desk.records.save("village", {"name": "柳林村", "kind": "村", "aliases": ("老柳林",)})
    told = imported(
        importing, [LI, ["赵小兰", number(1960), "老柳林", "", ""], ["孙大成", number(1961), "柳林", "", ""]]
    )
    assert (told["new"], told["needs_decision"]) == (2, 1)
    assert outcomes(told)[0] == (2, "needs_decision", "村名单里没有“大湾村”")
    assert {person["village"] for person in told["people"]} == {"柳林村"}
    assert "李建国" not in stored(desk)


@pytest.mark.parametrize(
    "written", ["白庙村", "白庙村委会", "青石镇白庙村", "云溪县青石镇白庙村民委员会", "白庙", " 白庙村 "]
)
def test_one_village_has_many_spellings(importing, desk, written):
    desk.records.save("village", {"name": "白庙村", "kind": "村"})
    told = imported(importing, [[*WANG[:2], written, "", ""]])
    assert [person["village"] for person in told["people"]] == ["白庙村"]
    assert len(desk.records.find("village")) == 1


def test_a_missing_village_is_no_error_and_a_group_is_kept(importing, desk):
    desk.records.save("village", {"name": "白庙村", "kind": "村"})
    told = imported(importing, [[*WANG[:2], "", "", ""], [*LI[:2], "白庙村3组", "", ""]])
    assert told["new"] == 2
    assert {person.name: person.group for person in desk.records.find("person")} == {"王秀英": None, "李建国": "3组"}


def test_people_of_a_merged_village_come_under_the_new_one(importing, desk):
    new = desk.records.save("village", {"name": "双井村", "kind": "村"})
    desk.records.save("village", {"name": "白庙村", "kind": "村", "merged_into": new, "merged_on": date(2026, 1, 1)})
    told = imported(importing, [WANG])
    assert told["people"][0]["village"] == "双井村"


def test_birth_date_and_sex_come_from_the_number_and_a_row_that_contradicts_both_waits(importing, desk):
    headings = ["姓名", "身份证号", "性别", "出生日期"]
    rows = [
        ["王秀英", number(), "女", "1946.8"],
        ["李建国", number(1950), "男", "1950-08-19"],
        ["赵小兰", number(1960), "女", "1970-01-01"],
    ]
    told = imported(importing, rows, headings=headings)
    assert told["new"] == 1 + 1
    assert [outcome for _, outcome, _ in outcomes(told)] == ["needs_decision"]
    assert desk.records.find("person", {"name": "王秀英"})[0].birth_date.isoformat() == "1946-08-19"


def test_dates_that_do_not_exist_are_named_and_not_stored(importing, desk):
    headings = ["姓名", "身份证号", "出生日期", "起始享受年月"]
    told = imported(importing, [["李建国", number(1950), "1950-02-30", "2026-02-30"]], headings=headings)
    assert told["new"] == 1
    assert [problem["value"] for problem in told["problems"]] == ["1950-02-30", "2026-02-30"]
    assert all("没有" in problem["reason"] and problem["advice"] for problem in told["problems"])


def test_a_name_of_two_hundred_characters_waits(importing, desk):
    told = imported(importing, [["王" * 200, *WANG[1:]], LI])
    assert (told["needs_decision"], told["new"]) == (1, 1)
    assert "200个字" in outcomes(told)[0][2]
    assert stored(desk) == ["李建国"]


def test_a_roster_without_id_numbers_is_said_and_nothing_is_written(importing, desk):
    told = imported(importing, [["王秀英", "白庙村"], ["李建国", "大湾村"]], headings=["姓名", "村"])
    assert (told["needs_decision"], told["new"], told["batch"]) == (2, 0, None)
    assert any("没有身份证号一列" in notice for notice in told["notices"])
    assert stored(desk) == []


def test_somebody_without_a_number_in_the_row_is_found_by_name_village_and_birthday(importing, desk):
    imported(importing, [WANG])
    headings = ["姓名", "出生日期", "村", "联系电话"]
    told = imported(
        importing,
        [["王秀英", "1946-08-19", "白庙村", "14900000005"], ["王秀英", "1950-01-01", "白庙村", ""]],
        headings=headings,
    )
    assert (told["updated"], told["needs_decision"]) == (1, 1)
    assert len(stored(desk)) == 1


def test_a_file_without_a_roster_is_a_sentence(importing):
    sheet = RawSheet("汇总", [["乡镇", "人数"], ["青石镇", 12]])
    with pytest.raises(FileTrouble, match="没有找到名单"):
        importing.recognise("汇总.xlsx", RawWorkbook("xlsx", [sheet]))


def test_unknown_columns_and_left_out_sheets_are_announced(importing):
    told = imported(importing, [[*WANG, "A型"]], headings=[*HEADINGS, "血型"])
    assert any("血型" in notice for notice in told["notices"])


def test_an_import_is_undone_whole(importing, desk):
    learnt = ("import_layout", "import_word")  # what a list looks like stays known
    kinds = [kind for kind in DECLARATIONS.records if kind.key not in learnt]
    before = {kind.key: len(desk.work.records.find(kind)) for kind in kinds}
    told = importing.run(ROSTERS / "disabled_xls.xls").to_json()
    assert [act.title for act in importing.batches()] == ["收表：disabled_xls.xls"]
    importing.undo(told["batch"])
    assert {kind.key: len(desk.work.records.find(kind)) for kind in kinds} == before
    assert importing.batches() == []
    assert desk.people.search("单锦嘉") == []
    with pytest.raises(UserError, match="找不到这一批"):
        importing.undo(told["batch"])


def test_undo_restores_what_an_update_changed(importing, desk):
    imported(importing, [WANG])
    told = imported(importing, [[*WANG[:4], "青石镇8组8号"]])
    importing.undo(told["batch"])
    assert desk.records.find("person")[0].address == "青石镇1组1号"


def test_rows_edited_since_stop_the_undo_and_are_kept_on_request(importing, desk):
    told = imported(importing, [WANG, LI])
    (wang,) = desk.records.find("person", {"name": "王秀英"})
    desk.records.save("person", {"address": "搬到镇上"}, wang.id)
    assert [edited.title for edited in importing.edited_since(told["batch"])] == ["王秀英"]
    with pytest.raises(UserError, match="王秀英"):
        importing.undo(told["batch"])
    assert stored(desk) == ["李建国", "王秀英"]
    importing.undo(told["batch"], keep_edited=True)
    assert stored(desk) == ["王秀英"]
    assert [phone.number for phone in desk.records.find("phone")] == ["14900000001"]


def test_cancelling_a_check_leaves_nothing(importing, desk):
    sheet = RawSheet("名单", [HEADINGS, WANG, LI])
    recognised = importing.recognise("名单.xlsx", RawWorkbook("xlsx", [sheet]))
    with pytest.raises(Cancelled):
        importing.check(recognised, cancelled=lambda: True)
    assert stored(desk) == []


def test_rows_that_the_user_leaves_out_are_skipped(importing, desk):
    sheet = RawSheet("名单", [HEADINGS, WANG, LI])
    recognised = importing.recognise("名单.xlsx", RawWorkbook("xlsx", [sheet]))
    plan = importing.check(recognised, leave_out={("名单", 2)})
    told = importing.commit(recognised, plan).to_json()
    assert outcomes(told) == [(2, "skipped", "您没有收这一行")]
    assert stored(desk) == ["李建国"]


def test_columns_that_the_user_assigns_are_taken_as_said(importing, desk):
    sheet = RawSheet("名单", [["姓名", "身份证号", "备用"], [*WANG[:2], "白庙村"], [*LI[:2], "大湾村"]])
    recognised = importing.recognise("名单.xlsx", RawWorkbook("xlsx", [sheet]))
    (finding,) = recognised.findings
    (layout,) = finding.layouts
    columns = (*layout.columns[:2], replace(layout.columns[2], target="village"))
    chosen = replace(recognised, findings=(replace(finding, layouts=(replace(layout, columns=columns),)),))
    told = importing.commit(chosen, importing.check(chosen)).to_json()
    assert [person["village"] for person in told["people"]] == ["白庙村", "大湾村"]


def test_a_relief_tick_on_a_person_is_left_to_the_household(importing, desk):
    told = imported(importing, [[*WANG[:3], "√", "√"]], headings=["姓名", "身份证号", "村", "独居", "低保"])
    assert [(one.category, one.subtype) for one in desk.records.find("episode")] == [("特殊困难老年人", "独居")]
    assert any("低保按户登记" in notice for notice in told["notices"])


def test_members_named_with_their_head_come_into_one_household(importing, desk):
    headings = ["姓名", "身份证号", "村", "与户主关系", "户主姓名"]
    rows = [
        ["王秀英", number(), "白庙村", "妻", "李建国"],
        ["李建国", number(1945), "白庙村", "户主", "李建国"],
        ["李小宝", number(2014), "白庙村", "孙子", "李建国"],
    ]
    told = imported(importing, rows, headings=headings)
    assert told["new"] == 3
    assert len({person.household for person in desk.records.find("person")}) == 1
    (home,) = desk.records.find("household")
    assert home.head_name == "李建国"


def test_the_polices_own_list_is_never_taken_in(importing):
    headings = ["姓名", "身份证号", "现住派出所名称", "是否在控"]
    with pytest.raises(FileTrouble, match="公安"):
        planned(importing, [[*WANG[:2], "青石派出所", "是"]], headings=headings)


def test_categories_that_may_not_be_kept_by_name_are_left_out(importing, desk):
    told = imported(
        importing, [["小明", number(2015), "白庙村", "√"]], headings=["姓名", "身份证号", "村", "艾滋病病毒感染儿童"]
    )
    assert told["new"] == 1
    assert desk.records.find("episode") == []
    assert any("不能按姓名登记" in notice for notice in told["notices"])


def test_words_that_must_be_asked_about_are_not_guessed(importing, desk):
    headings = ["姓名", "身份证号", "村", "对象类别"]
    told = imported(importing, [[*WANG[:3], "独居、建档立卡贫困户"]], headings=headings)
    assert [one.subtype for one in desk.records.find("episode")] == ["独居"]
    assert [problem["value"] for problem in told["problems"]] == ["建档立卡贫困户"]


def test_readers_may_not_import(desk, stations, folder, importing):
    from caredesk.services.access import User

    reader = User(desk.user.id, "某某", "只读")
    desk.work.user = reader
    with pytest.raises(NotAllowed):
        importing.run(SAMPLES[0])
