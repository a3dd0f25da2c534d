"""收县里的表 the second time: layouts remembered, answers kept, rows sent back, and our own exports coming home."""

from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from caredesk.documents.reading.book import read_workbook
from caredesk.schema.errors import NotAllowed, UserError
from caredesk.schema.identity import made_up_id
from caredesk.schema.roster import RawSheet, RawWorkbook
from caredesk.services.importing.answers import LEFT_OUT, Answers, Decision, TableAnswer
from tests.conftest import PASSWORD

ROSTERS = Path(__file__).parent.parent / "data" / "rosters"
HEADINGS = ["姓名", "身份证号", "村", "电话", "包村"]


def number(year=1946, month=8, day=19, sequence=997):
    return made_up_id("429021", date(year, month, day), sequence=sequence)


WANG = ["王秀英", number(), "白庙村", "14900000001", "甲"]
LI = ["李建国", number(1950), "大湾村", "14900000002", "乙"]


@pytest.fixture
def importing(desk):
    return desk.imports


def workbook(rows, *, title="", digest="", headings=HEADINGS):
    above = [[title]] if title else []
    return RawWorkbook("xlsx", [RawSheet("名单", [*above, list(headings), *[list(row) for row in rows]])], digest)


def read(importing, rows, **more):
    return importing.recognise("名单.xlsx", workbook(rows, **more))


# --- layouts


def test_next_month_a_layout_is_known_with_its_sender_columns_and_words(desk, importing, clock):
    first = read(importing, [WANG], title="云溪县民政局服务对象花名册")
    assert (first.remembered, first.layout_seen, first.sender) == (None, "", "云溪县民政局")
    table = TableAnswer(columns={4: ("", "remark:")}, policies={"address": "ask"})
    answers = Answers(tables={("名单", 0): table}, sender="云溪县民政局").with_value("village", "白庙村", "")
    importing.commit(first, importing.check(first, answers))
    clock.move_to(date(2026, 12, 20))
    moved = ["姓名", "身份证号", "包村", "村", "电话"]
    rows = [[LI[0], LI[1], "乙", "白庙村", LI[3]]]
    again = read(importing, rows, title="云溪县民政局服务对象花名册", headings=moved)
    assert again.layout_seen == "和2026年11月 云溪县民政局 的表一样"
    assert again.senders == ("云溪县民政局",)
    recalled = again.remembered.tables["名单", 0]
    assert (dict(recalled.columns), dict(recalled.policies)) == ({2: ("", "remark:")}, {"address": "ask"})
    plan = importing.check(again, again.remembered)
    assert [(person.name, person.village) for person in plan.people] == [("李建国", "")]
    assert plan.clusters[0].meant == ""


def test_what_is_remembered_holds_nothing_of_a_person(desk, importing):
    recognised = read(importing, [WANG, LI])
    answers = Answers(corrections={("名单", 2, 0): "王秀兰"}, values={"name": {"李建国": "李建民"}})
    importing.commit(recognised, importing.check(recognised, answers))
    told = repr([desk.work.records.find(desk.work.kind(key)) for key in ("import_layout", "import_word")])
    for secret in ("王秀英", "王秀兰", "李建国", "李建民", number(), "14900000001"):
        assert secret not in told
    assert desk.work.records.find(desk.work.kind("import_layout"))


def test_words_of_one_sender_are_proposals_for_others(desk, importing):
    desk.records.save("village", {"name": "清石村", "kind": "村"})
    rows = [["王秀英", number(), "老石坎", "", ""]]
    first = read(importing, rows)
    answers = Answers(sender="县残联").with_value("village", "老石坎", "清石村")
    importing.commit(first, importing.check(first, answers))
    other = read(
        importing, [["李建国", number(1950), "老石坎", "", ""]], headings=["姓名", "身份证号", "村", "甲", "乙"]
    )
    plan = importing.check(other, Answers(sender="县民政局"))
    assert (plan.clusters[0].proposal, plan.clusters[0].meant) == ("清石村", None)


def test_an_import_that_changes_nothing_writes_nothing(desk, importing):
    importing.run(ROSTERS / "dibao_csv.csv")
    before = desk.work.records.connection.total_changes
    assert importing.run(ROSTERS / "dibao_csv.csv").batch == ""
    written = desk.work.records.connection.total_changes - before
    assert written == 0


# --- answers kept


def test_answers_come_back_with_their_file_until_it_is_taken_in(desk, importing, stations, folder):
    recognised = read(importing, [["王秀英", "", "白庙村", "", ""]], digest="a" * 64)
    answers = Answers(decisions={("名单", 2, 0): Decision("take")}, corrections={("名单", 2, 3): "14900000009"})
    importing.keep(recognised, answers)
    desk.close()
    later = stations.sign_in(folder, "站长", PASSWORD)
    back = read(later.imports, [["王秀英", "", "白庙村", "", ""]], digest="a" * 64)
    assert back.kept == answers
    assert read(later.imports, [WANG], digest="b" * 64).kept is None
    assert later.drafts.all() == []
    later.imports.commit(back, later.imports.check(back, back.kept))
    assert read(later.imports, [["王秀英", "", "白庙村", "", ""]], digest="a" * 64).kept is None
    later.close()


def test_kept_answers_are_forgotten_after_sixty_days_and_on_request(desk, importing, clock):
    recognised = read(importing, [WANG], digest="a" * 64)
    importing.keep(recognised, Answers(sender="县民政局"))
    importing.forget(recognised)
    assert read(importing, [WANG], digest="a" * 64).kept is None
    importing.keep(recognised, Answers(sender="县民政局"))
    clock.move_to(clock.today() + timedelta(days=59))
    assert read(importing, [WANG], digest="a" * 64).kept is not None
    clock.move_to(clock.today() + timedelta(days=2))
    assert read(importing, [WANG], digest="a" * 64).kept is None


def test_nobody_else_sees_kept_answers(desk, importing, stations, folder):
    importing.keep(read(importing, [WANG], digest="a" * 64), Answers(sender="县民政局"))
    desk.safety.add_user("陈静", "社工", PASSWORD)
    desk.close()
    other = stations.sign_in(folder, "陈静", PASSWORD)
    assert read(other.imports, [WANG], digest="a" * 64).kept is None
    other.close()


# --- rows sent back


@pytest.mark.parametrize("name", ["damaged.xlsx", "children_merged.xlsx", "dibao_csv.csv", "elderly_tags.xlsx"])
def test_a_marked_workbook_imports_again_as_it_was(desk, importing, tmp_path, name):
    recognised = opened(desk, ROSTERS / name)
    plan = importing.check(recognised)
    importing.commit(recognised, plan)
    path = tmp_path / "退回.xlsx"
    counts = plan.counts()
    written = importing.error_workbook(recognised, plan, path, "退给县民政局改正")
    assert written == counts["needs_decision"] + counts["rejected"]
    back = opened(desk, path)
    again = importing.check(back, back.remembered).counts()
    assert again == {**counts, "new": 0, "unchanged": counts["unchanged"] + counts["new"]}


def test_a_marked_workbook_says_why_and_takes_a_correction(desk, importing, tmp_path):
    recognised = opened(desk, ROSTERS / "damaged.xlsx")
    plan = importing.check(recognised)
    importing.commit(recognised, plan)
    path = tmp_path / "退回.xlsx"
    importing.error_workbook(recognised, plan, path, "退给县民政局改正")
    book = openpyxl.load_workbook(path)
    (sheet,) = book.worksheets
    reasons = {row[-1].row: row[-1].value for row in sheet.iter_rows() if row[-1].value}
    assert "科学计数法" in reasons[5]
    assert reasons[8].startswith("没有姓名")
    assert len(reasons) == 1 + plan.counts()["needs_decision"] + plan.counts()["rejected"]
    column = next(cell.column for row in sheet.iter_rows() for cell in row if cell.value == "身份证号")
    assert sheet.cell(5, column).fill.fgColor.rgb != sheet.cell(6, column).fill.fgColor.rgb
    assert sheet.cell(6, column).number_format == "@"
    sheet.cell(5, column).value = number(1933, sequence=999)
    book.save(path)
    back = opened(desk, path)
    assert back.layout_seen
    told = importing.check(back, back.remembered)
    assert told.counts()["new"] == 1
    assert not any("为什么没收" in notice for notice in told.notices)


def test_rows_are_sent_back_only_with_a_reason_that_is_recorded(desk, importing, tmp_path):
    recognised = read(importing, [["王秀英", "", "白庙村", "", ""]])
    plan = importing.check(recognised)
    with pytest.raises(UserError, match="用途"):
        importing.error_workbook(recognised, plan, tmp_path / "a.xlsx", " ")
    assert not (tmp_path / "a.xlsx").exists()
    importing.error_workbook(recognised, plan, tmp_path / "a.xlsx", "退给县民政局改正")
    assert "退给县民政局改正" in repr(desk.safety.traces(5))


# --- our own exports


@pytest.fixture
def stocked(desk, importing):
    for name in ("children_merged.xlsx", "dibao_csv.csv"):
        recognised = importing.recognise(name, read_workbook((ROSTERS / name).read_bytes()))
        importing.commit(recognised, importing.check(recognised))
    return desk


def opened(desk, path):
    return desk.imports.recognise(path.name, read_workbook(path.read_bytes()))


def edited(path, change):
    book = openpyxl.load_workbook(path)
    change(book.worksheets[0])
    book.save(path)


def cell(sheet, heading, row):
    at = next(cell for line in sheet.iter_rows() for cell in line if cell.value == heading)
    return sheet.cell(at.row + row, at.column)


@pytest.mark.parametrize("full", [False, True])
def test_our_own_list_of_people_comes_back_without_a_change(stocked, tmp_path, full):
    path = tmp_path / "花名册.xlsx"
    stocked.ledgers.write("people", None, path, full=full, reason="核对" if full else "")
    recognised = opened(stocked, path)
    assert recognised.own == "服务对象花名册"
    plan = stocked.imports.check(recognised)
    counts = plan.counts()
    count = len(stocked.records.find("person"))
    assert (counts["new"], counts["updated"], counts["unchanged"]) == (0, 0, count)
    assert (counts["needs_decision"], counts["rejected"], plan.problems) == (0, 0, [])
    assert stocked.imports.commit(recognised, plan).batch == ""


def test_the_whole_export_comes_back_without_a_change(stocked, tmp_path):
    phone = {"person": stocked.records.find("person")[0].id, "number": "14900000003"}
    stocked.records.save("phone", phone)
    exported = stocked.exports.everything(tmp_path)
    kinds = ("服务对象", "电话", "照料人、联系人", "类别", "户类别", "户", "村（社区）")
    chosen = [file for file in exported.files if file.parent.name == "全部登记" and file.stem in kinds]
    village = stocked.work.records.row(stocked.work.kind("village"), stocked.records.find("person")[0].village)
    lists = [file for file in exported.files if file.parent.name.startswith("服务对象花名册")]
    chosen += [file for file in lists if file.stem in ("农村留守儿童", village["name"])]
    assert len(chosen) == len(kinds) + 2
    for file in chosen:
        recognised = stocked.imports.recognise(file.name, read_workbook(file.read_bytes()))
        assert recognised.own, file.name
        plan = stocked.imports.check(recognised)
        counts = plan.counts()
        assert (counts["new"], counts["updated"], counts["needs_decision"]) == (0, 0, 0), file.name
        assert plan.staging.empty


def test_a_cell_edited_outside_becomes_a_change_and_stars_never_do(stocked, tmp_path):
    path = tmp_path / "花名册.xlsx"
    stocked.ledgers.write("people", None, path)

    def change(sheet):
        cell(sheet, "家庭住址", 3).value = "青石镇新街1号"
        cell(sheet, "身份证号", 3).value = "429***********0000"
        cell(sheet, "备注", 4).value = "耳背"
        cell(sheet, "家庭住址", 5).value = None

    edited(path, change)
    recognised = opened(stocked, path)
    plan = stocked.imports.check(recognised)
    assert {(one.label, one.after) for one in plan.changes} == {("家庭住址", "青石镇新街1号"), ("备注", "耳背")}
    assert plan.counts()["updated"] == 2
    assert [problem.reason for problem in plan.problems] == ["这一格打了星，没有改"]
    stocked.imports.commit(recognised, plan)
    assert [one.address for one in stocked.records.find("person") if one.address == "青石镇新街1号"]
    assert stocked.imports.check(opened(stocked, path)).counts()["updated"] == 0


def test_what_was_changed_here_since_the_export_is_not_turned_back(stocked, tmp_path):
    path = tmp_path / "花名册.xlsx"
    stocked.ledgers.write("people", None, path)
    person = stocked.records.find("person")[0]
    stocked.records.save("person", {"address": "搬到镇上"}, person.id)
    recognised = opened(stocked, path)
    plan = stocked.imports.check(recognised)
    assert (plan.changes, plan.staging.empty) == ([], True)


def test_a_row_added_outside_is_somebody_new(stocked, tmp_path):
    path = tmp_path / "花名册.xlsx"
    stocked.ledgers.write("people", None, path, full=True, reason="核对")

    def change(sheet):
        last = max(line[0].row for line in sheet.iter_rows() if str(line[0].value or "").isdigit())
        sheet.insert_rows(last + 1)
        village = cell(sheet, "村(社区)", 2).value
        heading = next(one for line in sheet.iter_rows() for one in line if one.value == "身份证号")
        for label, value in (("村(社区)", village), ("性别", "女")):
            at = next(one for line in sheet.iter_rows() for one in line if one.value == label)
            sheet.cell(last + 1, at.column).value = value
        sheet.cell(last + 1, heading.column).value = number()
        name = next(one for line in sheet.iter_rows() for one in line if one.value == "姓名")
        sheet.cell(last + 1, name.column).value = "王秀英"

    edited(path, change)
    plan = stocked.imports.check(opened(stocked, path))
    assert (plan.counts()["new"], plan.counts()["updated"]) == (1, 0)
    assert plan.people[-1].name == "王秀英" or "王秀英" in {one.name for one in plan.people}


def test_a_ledger_of_visits_comes_back_and_changes_nothing(stocked, tmp_path):
    person = stocked.records.find("person")[0]
    visitor = stocked.records.save("visitor", {"name": "周敏", "role": "社工"})
    stocked.records.save(
        "visit",
        {"person": person.id, "visited_on": date(2026, 11, 20), "mode": "电话", "visitor": visitor, "met": "接通"},
    )
    path = tmp_path / "台账.xlsx"
    stocked.ledgers.write("visits", "2026-11", path)
    recognised = opened(stocked, path)
    assert recognised.own == "入户探访台账"
    plan = stocked.imports.check(recognised)
    assert (plan.counts()["unchanged"], plan.staging.empty) == (1, True)


# --- blocks


def test_a_block_from_the_clipboard_goes_the_same_way(desk, importing):
    text = "姓名\t身份证号\t村\n" + "\n".join("\t".join(row[:3]) for row in (WANG, LI)) + "\n"
    recognised = importing.read_block(text)
    told = importing.commit(recognised, importing.check(recognised)).to_json()
    assert told["new"] == 2
    assert importing.check(importing.read_block(text)).counts()["unchanged"] == 2


# --- taking back


def test_everything_edited_since_is_listed_with_who_did_what(desk, importing):
    rows = [[f"王{one}", number(1940 + at), "白庙村", "", ""] for at, one in enumerate("甲乙丙丁戊己庚辛壬癸子丑")]
    recognised = read(importing, rows)
    batch = importing.commit(recognised, importing.check(recognised)).batch
    for person in desk.records.find("person"):
        desk.records.save("person", {"address": "新"}, person.id)
    found = importing.edited_since(batch)
    assert len(found) == 12
    assert {(one.kind, one.person == one.record) for one in found} == {("服务对象", True)}
    assert all("改了现住址" in one.told and "2026年11月21日" in one.told for one in found)


def test_some_edited_records_are_kept_and_the_others_go(desk, importing):
    recognised = read(importing, [WANG, LI])
    batch = importing.commit(recognised, importing.check(recognised)).batch
    people = desk.records.find("person")
    for person in people:
        desk.records.save("person", {"address": "新"}, person.id)
    importing.undo(batch, keep=[people[0].id])
    assert [person.id for person in desk.records.find("person")] == [people[0].id]
    assert "撤销" in repr(desk.safety.traces(3))


def test_only_who_may_import_answers(desk, stations, folder):
    desk.safety.add_user("刘观", "只读", PASSWORD)
    desk.close()
    other = stations.sign_in(folder, "刘观", PASSWORD)
    with pytest.raises(NotAllowed):
        other.imports.read_block("姓名\t身份证号")
    other.close()


def test_a_column_left_out_stays_out_next_time(desk, importing):
    answers = Answers(tables={("名单", 0): TableAnswer(columns={3: LEFT_OUT})})
    first = read(importing, [WANG])
    importing.commit(first, importing.check(first, answers))
    again = read(importing, [LI])
    importing.commit(again, importing.check(again, again.remembered))
    assert desk.records.find("phone") == []


def test_a_header_pointed_out_once_is_found_again_where_it_stands_now(desk, importing):
    rows = [["", "青石镇名单", ""], ["姓名", "身份证号", "村"], WANG[:3], LI[:3]]
    sheet = RawSheet("名单", rows)
    first = importing.recognise("名单.xlsx", RawWorkbook("xlsx", [sheet]))
    answers = Answers(tables={("名单", 0): TableAnswer(header=(1, 1))})
    importing.commit(first, importing.check(first, answers))
    moved = RawSheet("名单", [["", "青石镇名单", ""], ["", "2026年12月", ""], *rows[1:]])
    again = importing.recognise("名单.xlsx", RawWorkbook("xlsx", [moved]))
    assert again.remembered.tables["名单", 0].header == (2, 2)
    other = RawSheet("名单", [["", "青石镇名单", ""], ["姓名", "村", "身份证号"], [WANG[0], WANG[2], WANG[1]]])
    assert importing.recognise("名单.xlsx", RawWorkbook("xlsx", [other])).remembered.tables["名单", 0].header is None


def test_a_word_with_a_name_in_it_is_used_but_not_remembered(desk, importing):
    headings = ["姓名", "身份证号", "村", "与户主关系"]
    first = read(importing, [[*WANG[:3], "李建国的老伴"], [*LI[:3], "当家的"]], headings=headings)
    answers = Answers().with_value("relation", "李建国的老伴", "配偶").with_value("relation", "当家的", "户主")
    importing.commit(first, importing.check(first, answers))
    assert {one.relation for one in desk.records.find("person")} == {"配偶", "户主"}
    again = read(importing, [[*WANG[:3], ""]], headings=headings)
    assert again.remembered.values == {"relation": {"当家的": "户主"}}


def test_a_village_merged_over_its_people_stays_merged_on_the_way_back(desk, importing, tmp_path):
    rows = [["村", "姓名", "身份证号"], ["白庙村", *WANG[:2]], ["", "李建国", "不详了"], ["", "赵小兰", number(1960)]]
    sheet = RawSheet("名单", rows, merges=[(1, 0, 3, 0)])
    recognised = importing.recognise("名单.xlsx", RawWorkbook("xlsx", [sheet]))
    plan = importing.check(recognised)
    assert plan.counts()["needs_decision"] == 1
    importing.error_workbook(recognised, plan, tmp_path / "a.xlsx", "退给县民政局改正")
    back = opened(desk, tmp_path / "a.xlsx")
    again = importing.check(back, Answers(corrections={("名单", 3, 2): number(1950)}))
    assert [(person.name, person.village) for person in again.people] == [
        ("王秀英", "白庙村"), ("李建国", "白庙村"), ("赵小兰", "白庙村")
    ]  # fmt: skip


def test_odd_merges_of_a_broken_file_do_not_stop_rows_from_going_back(desk, importing, tmp_path):
    rows = [["青石镇名单"], HEADINGS, ["王秀英", "", "白庙村", "", ""]]
    merges = [(0, 0, 0, 16383), (2, 1, 2, 1), (2, 2, 3, 3), (2, 3, 3, 4), (90, 0, 91, 1)]
    recognised = importing.recognise("名单.xlsx", RawWorkbook("xlsx", [RawSheet("名单", rows, merges=merges)]))
    assert importing.error_workbook(recognised, importing.check(recognised), tmp_path / "a.xlsx", "退给县民政局") == 1
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert [sheet.cell(row, 6).value for row in (1, 2)] == [None, "为什么没收"]


def test_what_an_undo_took_back_is_told_in_people_first(desk, tmp_path):
    ids = [made_up_id("429021", date(1950 + nth, 3, 4), sequence=998) for nth in (1, 2, 3)]
    rows = [
        f"王小{letter},{one},白庙村,1490000000{nth}"
        for nth, (letter, one) in enumerate(zip("甲乙丙", ids, strict=True))
    ]
    (tmp_path / "名册.csv").write_text("\n".join(["姓名,身份证号,村,联系电话", *rows]), "utf-8")
    taken = desk.imports.undo(desk.imports.run(tmp_path / "名册.csv").batch)
    assert taken.people == 3
    assert taken.records > 3
    assert taken.sentence() == f"退回3人（连同电话、类别等共{taken.records}条记录）"
