"""Whatever a file does, the desk gets rows or one plain sentence, soon, and nothing is written or asked for outside."""

import re
from pathlib import Path

import pytest

from caredesk.documents.reading.book import read_workbook
from caredesk.documents.reading.reader import WorkbookReader, worker_command
from caredesk.documents.reading.sniff import BROKEN, EMPTY, ODD, UNKNOWN
from caredesk.schema.errors import FileTrouble
from tests.documents.hostile_workbooks import HOSTILE, HUGE, base
from tests.documents.odd_workbooks import SHEET, one_sheet, part, repacked, with_sheet

READ = ""
SAID = {
    "a_part_that_claims_to_be_small": "太大",
    "parts_that_lie_over_one_another": r"太大|损坏",
    "a_zip_in_a_zip": READ,
    "thirty_thousand_parts": "太大",
    "a_wrong_checksum": BROKEN,
    "an_encrypted_zip": "压缩包",
    "laughs_in_the_texts": ODD,
    "laughs_in_the_properties": ODD,
    "laughs_in_utf_16": ODD,
    "a_file_of_the_desk_in_the_relations": ODD,
    "laughs_in_a_web_page": READ,
    "laughs_in_spreadsheetml": ODD,
    "laughs_in_an_attribute_of_spreadsheetml": ODD,
    "an_entity_that_is_itself": ODD,
    "laughs_in_an_opendocument_file": ODD,
    "a_value_in_the_last_cell": "XFD1048576",
    "a_value_far_out_in_a_prefixed_sheet": "ZZ99999",
    "a_value_far_out_with_rows_in_disorder": "XFD1048576",
    "a_value_in_the_last_row": READ,
    "places_that_no_sheet_has": BROKEN,
    "a_negative_row": BROKEN,
    "a_huge_row": BROKEN,
    "texts_that_are_not_there": BROKEN,
    "a_style_that_is_not_there": READ,
    "numbers_that_are_none": READ,
    "dates_that_no_calendar_has": BROKEN,
    "formulas_that_call_out": READ,
    "links_of_an_opendocument_file": READ,
    "rows_and_cells_repeated_without_end": "太大",
    "blank_rows_repeated_without_end": READ,
    "a_merged_cell_of_a_million_rows_in_a_web_page": READ,
    "a_deep_web_page": "没有结尾",
    "tables_within_tables": f"{EMPTY}|{UNKNOWN}|{BROKEN}",
    "deep_xml": f"{EMPTY}|{BROKEN}",
    "spreadsheetml_far_out": READ,
    "spreadsheetml_in_a_row_below_zero": BROKEN,
    "sectors_in_a_circle": BROKEN,
    "the_table_of_sectors_in_a_circle": BROKEN,
    "a_sheet_that_begins_within_itself": READ,
    "bare_records_far_out": BROKEN,
    "binary_records_without_end": READ,
    "a_binary_cell_far_out": "出了问题|损坏",
    "text_with_nul_bytes": UNKNOWN,
    "a_quotation_mark_over_everything": READ,
}


def test_every_hostile_file_has_its_answer_here():
    assert set(SAID) == set(HOSTILE)
    assert HUGE  # those are for tests/proof


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_read_or_refused_in_one_sentence(name, tmp_path, monkeypatch):
    path, beside = tmp_path / "县里.xls", tmp_path / "beside"
    path.write_bytes(HOSTILE[name]())
    beside.mkdir()
    monkeypatch.setenv("TMPDIR", str(beside))
    monkeypatch.chdir(beside)
    said = READ
    try:
        WorkbookReader(worker_command(), seconds=20).read(path)
    except FileTrouble as trouble:
        said = str(trouble)
    assert re.fullmatch(f".*({SAID[name]}).*" if SAID[name] else READ, said), said
    assert list(beside.iterdir()) == []


def cells_of(data):
    return [list(row) for row in read_workbook(data).sheets[0].rows]


def test_formulas_that_call_out_are_only_their_stored_values():
    rows = cells_of(HOSTILE["formulas_that_call_out"]())
    assert [row[0] for row in rows[:5]] == ["旧值"] * 5


def test_numbers_that_are_none_are_what_a_spreadsheet_shows():
    assert cells_of(HOSTILE["numbers_that_are_none"]())[0][:3] == ["#NUM!"] * 3


def test_a_quotation_mark_over_everything_swallows_nobody():
    assert len(cells_of(HOSTILE["a_quotation_mark_over_everything"]())) == 50_002


def test_an_outside_definition_of_a_web_page_is_never_filled_in():
    page = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]><html><table><tr><td>&j;</td><td>村</td></tr></table></html>'
    assert "root" not in str(cells_of(page.encode()))


def test_a_thousand_errors_and_shown_zeros_are_found_in_time():
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="e"><v>#N/A</v></c></row>' for n in range(1, 30_001))
    assert cells_of(with_sheet(f"<sheetData>{rows}</sheetData>"))[29_999] == ["#N/A"]


def test_hidden_rows_below_the_last_one_are_not_told():
    hidden = "".join(f'<row r="{n}" hidden="1"/>' for n in range(2, 30_000))
    inside = f'<sheetData><row r="1" hidden="1"><c r="A1"><v>1</v></c></row>{hidden}</sheetData>'
    assert read_workbook(with_sheet(inside)).sheets[0].hidden_rows == {0}


def test_sheets_of_one_name_are_told_apart():
    page = "<html><table><tr><td>姓名</td></tr></table><table><tr><td>村</td></tr></table></html>"
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n'
    piece = b"--x\r\nContent-Type: text/html\r\n\r\n" + page.encode() + b"\r\n"
    names = [sheet.name for sheet in read_workbook(head + piece * 2 + b"--x--").sheets]
    assert len(names) == len(set(names)) == 4


def test_a_long_text_is_refused_with_its_row():
    with pytest.raises(FileTrouble, match="“名单”第 2 行有一格的文字太长"):
        read_workbook(_long_text())


def _long_text():
    inside = f'<sheetData><row r="2"><c r="A2" t="inlineStr"><is><t>{"长" * 100_001}</t></is></c></row></sheetData>'
    return with_sheet(inside, base())


@pytest.mark.parametrize("where", ["docProps/app.xml", "xl/theme/theme1.xml", "[Content_Types].xml"])
def test_a_bomb_in_any_part_is_refused(where):
    with pytest.raises(FileTrouble, match="太大"):
        read_workbook(repacked(base(), **{where: b"<a>" + b" " * (110 << 20) + b"</a>"}))


def test_a_definition_behind_a_long_comment_is_found():
    sheet = part(one_sheet(["姓名"]), SHEET)
    evil = sheet.replace("<worksheet", f"<!--{'x' * (3 << 20)}--><!DOCTYPE a [<!ENTITY b 'c'>]><worksheet", 1)
    with pytest.raises(FileTrouble, match="外部定义"):
        read_workbook(repacked(one_sheet(["姓名"]), **{SHEET: evil}))


def test_the_rosters_of_the_tree_are_small_enough_for_every_cap():
    rosters = Path(__file__).parent.parent / "data" / "rosters"
    for path in sorted(rosters.rglob("*")):
        if path.is_file() and path.suffix != ".json":
            assert read_workbook(path.read_bytes()).sheets, path.name
