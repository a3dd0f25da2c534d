"""收县里的表 where the roster is odd: remarks behind names, other documents, signatures, villages nobody knows."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from caredesk.documents.reading.book import read_workbook
from caredesk.schema.errors import UserError
from caredesk.schema.identity import made_up_id
from caredesk.schema.roster import RawSheet, RawWorkbook
from caredesk.services.importing.imports import Importing

ROSTERS = Path(__file__).parent.parent / "data" / "rosters"
HEADINGS = ["姓名", "身份证号", "性别", "村", "联系电话"]
WANG = ["王秀英", made_up_id("429021", date(1946, 8, 19), sequence=998), "女", "白庙村", "14900000001"]
LI = ["李建国", made_up_id("429021", date(1950, 3, 2), sequence=997), "男", "大湾村", "14900000002"]
ZHAO = ["赵小兰", made_up_id("429021", date(1955, 4, 3), sequence=998), "女", "白庙村", "14900000003"]


@pytest.fixture
def importing(desk):
    return Importing(desk.work)


def recognised(importing, rows, *, headings=HEADINGS, name="名单"):
    sheet = RawSheet(name, [list(headings), *[list(row) for row in rows]])
    return importing.recognise("名单.xlsx", RawWorkbook("xlsx", [sheet]))


def imported(importing, rows, **more):
    found = recognised(importing, rows, **more)
    return importing.commit(found, importing.check(found)).to_json()


def outcomes(told):
    return {row["row"]: (row["outcome"], row["reason"]) for row in told["rows"]}


def names(told):
    return [person["name"] for person in told["people"]]


def test_a_name_with_a_remark_waits_and_says_what_to_do(importing):
    told = imported(importing, [["丁纨（已故）", *WANG[1:]], ["王娜羽 (女)", *LI[1:]], ZHAO])
    assert names(told) == ["赵小兰"]
    assert [outcome for outcome, _ in outcomes(told).values()] == ["needs_decision", "needs_decision"]
    assert all("请只留姓名" in reason for _, reason in outcomes(told).values())


def test_values_that_are_no_names_wait_under_the_right_heading(importing):
    told = imported(importing, [[True, *WANG[1:]], [date(2020, 1, 1), *LI[1:]], ["王", *ZHAO[1:]]])
    assert names(told) == []
    assert [outcome for outcome, _ in outcomes(told).values()] == ["needs_decision"] * 3


@pytest.mark.parametrize("document", ["H12345678", "M0123456789", "AB1234567", "E12345678", "12345678"])
def test_another_document_waits_and_is_called_one(importing, document):
    told = imported(importing, [[WANG[0], document, *WANG[2:]], [LI[0], document[:-1] + "0", *LI[2:]], ZHAO])
    assert names(told) == ["赵小兰"]
    outcome, reason = outcomes(told)[2]
    assert outcome == "needs_decision"
    assert "像是护照、通行证一类的号码" in reason
    assert "新建" in told["problems"][0]["advice"]


@pytest.mark.parametrize(
    "row",
    [
        ["审核：", "李四"],
        ["审核", "李四"],
        ["负责人签字", "", "", "日期"],
        ["填表", "张三", "", "2026年10月8日"],
        ["经办人", "张三", "审核人", "李四"],
    ],
)
def test_signature_lines_without_a_number_are_skipped(importing, row):
    told = imported(importing, [WANG, LI, row])
    assert outcomes(told) == {4: ("skipped", "制表、签字一行")}


def test_a_village_alone_in_a_row_is_the_village_of_the_rows_below_it(importing):
    headings = ["姓名", "身份证号", "性别"]
    rows = [["柳林村"], WANG[:3], LI[:3], ["（二）大湾村（1人）"], ZHAO[:3]]
    told = imported(importing, rows, headings=headings)
    assert [(one["name"], one["village"]) for one in told["people"]] == [
        ("王秀英", "柳林村"), ("李建国", "柳林村"), ("赵小兰", "大湾村"),
    ]  # fmt: skip
    assert outcomes(told) == {2: ("skipped", "村名一行"), 5: ("skipped", "村名一行")}


def test_a_village_alone_in_a_row_does_not_overrule_a_column_of_villages(importing):
    told = imported(importing, [["柳林村"], WANG, [*LI[:3], ""]])
    assert [one["village"] for one in told["people"]] == ["白庙村", ""]
    assert outcomes(told) == {2: ("skipped", "村名一行")}


def test_a_check_says_what_would_be_added_to_the_villages(importing):
    plan = importing.check(recognised(importing, [WANG]))
    assert any("将新加 1 个：白庙村" in notice for notice in plan.notices)
    told = imported(importing, [WANG])
    assert any("里新加了 1 个：白庙村" in notice for notice in told["notices"])
    assert not any("将新加" in notice for notice in told["notices"])


def test_a_new_village_must_come_twice_once_the_station_has_some(importing):
    imported(importing, [WANG])
    told = imported(importing, [[*LI[:3], "不存在村"], ZHAO])
    assert outcomes(told)[2] == ("needs_decision", "村名单里没有“不存在村”")
    told = imported(importing, [LI, ["孙大成", made_up_id("429021", date(1961, 1, 1), sequence=997), "男", "大湾村"]])
    assert told["new"] == 2


@pytest.mark.parametrize("written", ["白苗村", "白庙镇村", "庙村"])
def test_a_village_that_looks_like_a_slip_waits(importing, written):
    imported(importing, [WANG])
    told = imported(importing, [[*LI[:3], written], [*ZHAO[:3], written]])
    assert told["needs_decision"] == 2
    assert "“白庙村”" in outcomes(told)[2][1]


def test_upper_and_lower_villages_are_no_slips(importing):
    imported(importing, [[*WANG[:3], "上坪村"]])
    told = imported(importing, [[*LI[:3], "下坪村"], [*ZHAO[:3], "下坪村"]])
    assert told["new"] == 2


def test_where_somebody_lives_is_a_village_heading(importing):
    told = imported(importing, [WANG[:4], LI[:4]], headings=["姓名", "身份证号", "性别", "居住地村"])
    assert [one["village"] for one in told["people"]] == ["白庙村", "大湾村"]


def test_a_formula_without_a_result_is_named(importing):
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    page = book.add_worksheet("名单")
    for at, row in enumerate([HEADINGS, WANG, LI, ZHAO]):
        page.write_row(at, 0, row)
    page.write_formula(1, 1, '="429021"&"194608199986"', None, "")
    page.write_formula(2, 0, '="李"&"建国"', None, "")
    book.close()
    found = importing.recognise("名单.xlsx", read_workbook(_without_values(target.getvalue())))
    told = importing.check(found)
    reasons = [(row.row, row.outcome, row.reason) for row in told.outcomes if row.outcome != "new"]
    assert [(row, outcome) for row, outcome, _ in reasons] == [(2, "needs_decision"), (3, "needs_decision")]
    assert all("公式" in reason for _, _, reason in reasons)


def _without_values(data):
    """The workbook as a program writes it that does not calculate: formulas without values."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</f><v></v>", b"</f>").replace(b"</f><v>0</v>", b"</f>"))
    return made.getvalue()


def test_advice_is_given_once_and_in_the_windows_words(importing):
    told = importing.run(ROSTERS / "damaged.xlsx", check_only=True).to_json()
    for problem in told["problems"]:
        assert (problem["reason"] + problem["advice"]).count("请") == 1, problem
    said = [*told["notices"], *(row["reason"] for row in told["rows"])]
    said += [problem["reason"] + problem["advice"] for problem in told["problems"]]
    assert not any("导入" in sentence for sentence in said)


def test_people_of_a_row_that_are_left_out_are_announced(importing):
    spouse = ["陈玉兰", made_up_id("429021", date(1948, 3, 2), sequence=998)]
    headings = ["户主姓名", "户主身份证号", "配偶姓名", "配偶身份证号"]
    told = imported(importing, [[*WANG[:2], *spouse], [*LI[:2], "", ""]], headings=headings)
    assert names(told) == ["王秀英", "李建国"]
    assert any("配偶姓名" in notice for notice in told["notices"])


def test_an_undo_that_would_take_nothing_back_is_refused_and_keeps_the_batch(importing, desk):
    told = imported(importing, [WANG[:2]], headings=HEADINGS[:2])
    (wang,) = desk.records.find("person")
    desk.records.save("person", {"address": "搬到镇上"}, wang.id)
    with pytest.raises(UserError, match="都改过"):
        importing.undo(told["batch"], keep_edited=True)
    assert [str(act.id) for act in importing.batches()] == [told["batch"]]


def test_what_an_undo_kept_can_be_taken_back_later(importing, desk):
    told = imported(importing, [WANG[:2], LI[:2]], headings=HEADINGS[:2])
    (wang,) = desk.records.find("person", {"name": "王秀英"})
    desk.records.save("person", {"address": "搬到镇上"}, wang.id)
    assert importing.undo(told["batch"], keep_edited=True).records == 1
    assert [str(act.id) for act in importing.batches()] == [told["batch"]]
    assert [one.title for one in importing.edited_since(told["batch"])] == ["王秀英"]
    (save,) = desk.work.history.acts(("save",))[:1]
    desk.work.history.undo(save.id, desk.user.id, "撤销")
    assert importing.edited_since(told["batch"]) == []
    assert importing.undo(told["batch"]).records == 1
    assert desk.records.find("person") == []
    assert importing.batches() == []


def test_what_was_taken_back_and_edited_again_stays_as_it_is(importing, desk):
    headings = ["姓名", "身份证号", "家庭住址"]
    imported(importing, [[*WANG[:2], "老屋"], [*LI[:2], "老屋"]], headings=headings)
    told = imported(importing, [[*WANG[:2], "新屋"], [*LI[:2], "新屋"]], headings=headings)
    people = {one.name: one.id for one in desk.records.find("person")}
    desk.records.save("person", {"address": "镇上"}, people["王秀英"])
    assert importing.undo(told["batch"], keep_edited=True).records == 1
    desk.records.save("person", {"address": "城里"}, people["李建国"])
    assert [one.title for one in importing.edited_since(told["batch"])] == ["王秀英"]
    with pytest.raises(UserError, match="都改过"):
        importing.undo(told["batch"], keep_edited=True)
    assert desk.records.get("person", people["李建国"]).address == "城里"
