"""The ledger as a workbook: what Excel and WPS will show, print and take over, read back by another library."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caredesk.documents.workbook import KEY_LABEL, write_workbook
from caredesk.schema.errors import Cancelled, FileTrouble
from caredesk.schema.sheet import Sheet, SheetColumn
from tests.documents.made_up import RARE_NAMES, visit_ledger

INJECTIONS = (
    "=1+1",
    '=HYPERLINK("http://x","点我")',
    "+86 14900000000",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1,2)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "＝1+1",
    "{=1+1}",
    "http://example.com",
    "'=1",
    "0149",
    "1E5",
    "2026-10-01",
    "TRUE",
    "#N/A",
    "_x0041_",
)


def read(sheet: Sheet) -> Any:
    stream = io.BytesIO()
    write_workbook(sheet, stream)
    return openpyxl.load_workbook(stream).worksheets[0]


def small(rows: list[list[str]], **more: Any) -> Sheet:
    columns = [
        SheetColumn(key="a", label="编号", group="人", width=8),
        SheetColumn(key="b", label="姓名", group="人", width=12, align="center"),
        SheetColumn(key="c", label="情况", width=20),
        SheetColumn(key="d", label="金额", width=8, number=True),
    ]
    return dataclasses.replace(Sheet(title="台账", columns=columns, rows=rows), **more)


@pytest.fixture(scope="module")
def ledger() -> Any:
    return read(visit_ledger(30))


def test_every_cell_of_the_visit_ledger_reads_back_exactly(ledger: Any) -> None:
    sheet = visit_ledger(30)
    for n, row in enumerate(sheet.rows):
        cells = ledger[5 + n][: len(sheet.columns)]
        for cell, text, column in zip(cells, row, sheet.columns, strict=True):
            assert cell.value == (int(text) if column.number else text or None)
            assert cell.number_format == ("0" if column.number else "@")
    assert {cell.value for cell in ledger["F"]} >= set(RARE_NAMES)


def test_title_line_and_grouped_heading_are_merged_as_on_paper(ledger: Any) -> None:
    merged = {str(area) for area in ledger.merged_cells.ranges}
    assert {"A1:T1", "A3:D3", "E3:M3", "N3:T3"} <= merged
    assert ledger["A1"].value == visit_ledger(1).title
    assert [ledger[f"{c}3"].value for c in "AEN"] == ["走访", "服务对象", "情况与处理"]
    assert [cell.value for cell in ledger[4]][:20] == [column.label for column in visit_ledger(1).columns]
    assert [cell.value for cell in ledger[2] if cell.value] == list(visit_ledger(1).info)


def test_a_heading_without_group_spans_both_rows() -> None:
    out = read(small([["1", "甲", "", "1"]]))
    assert {"A2:B2", "C2:C3", "D2:D3"} <= {str(area) for area in out.merged_cells.ranges}


def test_it_prints_on_its_paper_across_one_page_with_repeated_headings_and_page_numbers(ledger: Any) -> None:
    assert ledger.page_setup.orientation == "landscape"
    assert (ledger.page_setup.paperSize, read(visit_ledger(1, paper="A4")).page_setup.paperSize) == (8, 9)
    assert ledger.sheet_properties.pageSetUpPr.fitToPage
    assert (ledger.page_setup.fitToWidth or 1, ledger.page_setup.fitToHeight) == (1, 0)
    assert ledger.print_title_rows == "$3:$4"
    assert ledger.freeze_panes == "A5"
    assert ledger.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert "演示数据" in str(ledger.oddHeader.center.text)


def test_id_numbers_as_text_are_not_marked_as_mistakes() -> None:
    stream = io.BytesIO()
    write_workbook(visit_ledger(3), stream)
    with zipfile.ZipFile(stream) as parts:
        assert b'<ignoredError sqref="A1:T10" numberStoredAsText="1"/>' in parts.read("xl/worksheets/sheet1.xml")


def test_the_record_ids_stand_in_a_hidden_last_column_that_is_not_printed(ledger: Any) -> None:
    assert ledger["U4"].value == KEY_LABEL
    assert [ledger[f"U{n}"].value for n in range(5, 35)] == list(visit_ledger(30).keys)
    assert ledger.column_dimensions["U"].hidden
    assert not ledger.column_dimensions["T"].hidden
    assert ledger.print_area == "'入户探访台账'!$A$1:$T$37"


def test_totals_notes_and_the_signature_line_stand_below_the_rows(ledger: Any) -> None:
    assert (ledger["A35"].value, ledger["F35"].value, ledger["A35"].font.b) == ("合计", "30人次", True)
    assert str(ledger["A36"].value).startswith("注：")
    assert [cell.value for cell in ledger[37] if cell.value] == ["制表：", "审核：", "分管领导：", "盖章："]


@pytest.mark.parametrize("text", INJECTIONS)
def test_no_text_can_run_as_a_formula(text: str) -> None:
    cell = read(small([["1", text, text, text]]))["B4"]
    assert cell.data_type == "s"
    assert cell.value == text.replace("\t", " ").replace("\r", "\n")
    if text.strip()[0] in "=+-@＝":
        assert cell.quotePrefix
    stream = io.BytesIO()
    write_workbook(small([["1", text, text, text]]), stream)
    with zipfile.ZipFile(stream) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        assert not [name for name in parts.namelist() if "external" in name.lower() or name.endswith("sheet1.xml.rels")]


def test_only_number_columns_hold_numbers_and_keep_the_look_they_were_given() -> None:
    given = ["300", "1,250.50", "89.4%", "-3", "0", "007", "未了解", "1234567890123456", "3.10"]
    out = read(small([[text, text, text, text] for text in given]))
    found = [(out[f"D{n}"].value, out[f"D{n}"].number_format) for n in range(4, 4 + len(given))]
    assert found == [
        (300, "0"),
        (1250.5, "#,##0.00"),
        (pytest.approx(0.894), "0.0%"),
        (-3, "0"),
        (0, "0"),
        ("007", "@"),
        ("未了解", "@"),
        ("1234567890123456", "@"),
        (3.1, "0.00"),
    ]
    assert [out[f"A{n}"].value for n in range(4, 4 + len(given))] == given


def test_rows_are_as_high_as_their_longest_text_needs() -> None:
    long = "老人独居，精神头尚可，饭能自己做。" * 6
    out = read(small([["1", "甲", "短", "1"], ["2", "乙", long, "1"], ["3", "丙", "一\n二\n三\n四", "1"]]))
    heights = [out.row_dimensions[n].height for n in (4, 5, 6)]
    letters_a_line = (out.column_dimensions["C"].width * 7 + 5 - 8) / (10 * 96 / 72)
    assert heights[0] == pytest.approx(20, abs=0.4)
    assert heights[1] >= len(long) / letters_a_line * 10 * 1.2
    assert heights[1] <= (len(long) / letters_a_line + 2) * 10 * 1.5
    assert heights[2] == pytest.approx(4 * 13.5 + 4, abs=0.4)


def test_an_empty_ledger_says_so_and_a_single_column_needs_no_merging() -> None:
    assert "（本期没有记录）" in [cell.value for row in read(small([])).iter_rows() for cell in row]
    one = Sheet(title="名单", columns=[SheetColumn(key="a", label="姓名")], rows=[["张三"]], info=("甲", "乙"))
    assert [row[0].value for row in read(one).iter_rows()] == ["名单", "甲　　乙", "姓名", "张三"]


def test_a_text_longer_than_a_cell_may_hold_says_that_there_is_more() -> None:
    value = str(read(small([["1", "甲", "𬱖话" * 20_000, "1"]]))["C4"].value)
    assert value.startswith("𬱖话𬱖话")
    assert value.endswith("……（文字太长，其余请在系统里看）")
    assert 32_000 < len(value.encode("utf-16-le")) // 2 <= 32_767


def test_more_rows_than_a_sheet_holds_are_refused_with_a_sentence(tmp_path: Path) -> None:
    class Endless(list[list[str]]):
        def __len__(self) -> int:
            return 1_048_500

    with pytest.raises(FileTrouble, match="分开导出"):
        write_workbook(small(Endless()), tmp_path / "a.xlsx")


@pytest.mark.parametrize("name", ["[2026]年:10月*?/\\", "'", "一" * 60, ""])
def test_any_title_gives_a_sheet_name_that_excel_accepts(name: str) -> None:
    title = read(small([], title=name or "题", sheet_name=name)).title
    assert 0 < len(title) <= 31
    assert not set(title) & set("[]:*?/\\")


def test_the_file_properties_name_the_station_and_nobody_else() -> None:
    stream = io.BytesIO()
    write_workbook(visit_ledger(8), stream)
    with zipfile.ZipFile(stream) as parts:
        core = parts.read("docProps/core.xml").decode()
    assert "青石镇社会工作服务站" in core
    assert not any(name in core for name in RARE_NAMES)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(*[st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30)] * 4), max_size=6))
def test_any_printable_text_comes_back_unchanged(rows: list[tuple[str, ...]]) -> None:
    out = read(small([list(row) for row in rows]))
    for n, row in enumerate(rows):
        for cell, text in zip(out[4 + n][:3], row, strict=False):
            kept = "".join(c for c in text if c not in "\u2028\u2029\ufffe\uffff" and not 0xFDD0 <= ord(c) <= 0xFDEF)
            if kept == text:
                assert (cell.value or "") == text


def test_control_characters_do_not_damage_the_file() -> None:
    cell = read(small([["1", "张\x00三\x0b\x1f\ud800\uffff末", "a\r\nb\rc\x85d", "1"]]))["B4"]
    assert cell.value == "张三\n末"


def test_progress_reaches_the_end_and_cancelling_leaves_no_file(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    write_workbook(visit_ledger(450), io.BytesIO(), progress=lambda *step: heard.append(step))
    assert heard == [(0, 450), (200, 450), (400, 450), (450, 450)]
    with pytest.raises(Cancelled):
        write_workbook(visit_ledger(450), tmp_path / "a.xlsx", progress=lambda done, _: done < 200)
    assert not list(tmp_path.iterdir())
