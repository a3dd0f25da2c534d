"""What counties send is read by content; what cannot be read gets one plain sentence."""

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from caredesk.documents.reading.book import read_workbook
from caredesk.documents.reading.sniff import BROKEN, EMPTY, UNKNOWN
from caredesk.schema.errors import FileTrouble
from caredesk.schema.roster import RawSheet

ROSTERS = Path(__file__).parent.parent / "data" / "rosters"
SAMPLES = sorted(path for path in ROSTERS.iterdir() if path.suffix not in ("", ".json"))
HEADINGS = ["姓名", "身份证号", "村"]
PERSON = ["傅超茗", "429021202107089978", "白庙村"]


def written(fill, **options):
    """An .xlsx made by XlsxWriter."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, **options})
    fill(book)
    book.close()
    return target.getvalue()


def one_sheet(*rows):
    def fill(book):
        sheet = book.add_worksheet("名单")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return written(fill, strings_to_numbers=False)


def repacked(data, **changed):
    """The zip with parts replaced or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, content in changed.items():
            new.writestr(name, content)
    return target.getvalue()


def lines(book, sheet=0):
    """The rows of a sheet as lists."""
    return [list(row) for row in book.sheets[sheet].rows]


def refusal(data):
    with pytest.raises(FileTrouble) as caught:
        read_workbook(data)
    return str(caught.value)


def read_or_refused(data):
    """ "" when it could be read, else the sentence."""
    try:
        read_workbook(data)
    except FileTrouble as trouble:
        return str(trouble)
    return ""


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_sample_is_read_with_all_its_rows(path):
    book = read_workbook(path.read_bytes())
    assert book.kind == {".xlsx": "xlsx", ".xls": "xls", ".csv": "csv"}[path.suffix]
    assert sum(1 for sheet in book.sheets for row in sheet.rows if row) > 40
    assert len(book.digest) == 64


def test_cells_keep_their_type_and_their_place():
    def fill(book):
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        chinese = book.add_format()
        chinese.set_num_format(31)
        sheet.write(3, 2, "x")
        sheet.write(4, 3, 7)
        sheet.write(4, 4, 1.5)
        sheet.write_boolean(5, 2, True)
        sheet.write_datetime(6, 2, dt.date(1950, 3, 2), day)
        sheet.write_number(6, 3, 33000, chinese)
        sheet.write_number(7, 2, 429021194608199978)
        sheet.write_number(7, 3, 19500302, day)
        sheet.write_formula(8, 3, "=1/0", None, "#DIV/0!")

    rows = lines(read_workbook(written(fill)))
    assert rows[:3] == [[], [], []]
    assert rows[3:6] == [["", "", "x"], ["", "", "", 7, 1.5], ["", "", True]]
    assert rows[6] == ["", "", dt.date(1950, 3, 2), dt.date(1990, 5, 7)]
    assert rows[7][2:] == [pytest.approx(429021194608199978), 19500302]
    assert isinstance(rows[7][2], float)
    assert rows[8] == ["", "", "", "#DIV/0!"]


def test_a_date_of_the_1904_system_is_the_same_day():
    def fill(book):
        book.add_worksheet().write_datetime(0, 0, dt.date(1950, 3, 2), book.add_format({"num_format": "yyyy-mm-dd"}))

    assert lines(read_workbook(written(fill, date_1904=True))) == [[dt.date(1950, 3, 2)]]


def test_hidden_rows_columns_and_sheets_and_merges_are_seen():
    def fill(book):
        sheet = book.add_worksheet("甲")
        sheet.merge_range(0, 0, 0, 3, "标题")
        sheet.merge_range(2, 1, 4, 1, "白庙村")
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_column(2, 3, None, None, {"hidden": True})
        other = book.add_worksheet("乙")
        other.write(0, 0, "y")
        other.hide()

    first, second = read_workbook(written(fill)).sheets
    assert set(first.merges) == {(0, 0, 0, 3), (2, 1, 4, 1)}
    assert (first.hidden_rows, first.hidden_columns) == ({3}, {2, 3})
    assert (first.visible, second.visible) == (True, False)


def test_a_wrong_dimension_record_loses_no_row():
    data = one_sheet(HEADINGS, *[PERSON] * 30)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    lied = re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1"/>', sheet)
    assert lied != sheet
    assert len(lines(read_workbook(repacked(data, **{"xl/worksheets/sheet1.xml": lied})))) == 31


TEXT = "姓名,身份证号,村\r\n傅超茗,429021202107089978\t,白庙村\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_text_tables_are_read_in_every_encoding_and_separator(encoding, mark):
    book = read_workbook(TEXT.replace("8\t", "8 ").replace(",", mark).encode(encoding))
    assert lines(book) == [HEADINGS, [PERSON[0], PERSON[1] + " ", PERSON[2]]]


def test_rare_characters_of_gb18030_are_the_ones_excel_writes():
    assert lines(read_workbook("姓名,村\n".encode("gb18030") + b"\xfe\x59,\xfe\x51\n"))[1] == ["龴", "𠂇"]


def test_text_with_replaced_characters_is_refused_for_it_would_change_names():
    assert "乱码" in refusal("姓名,村\n张�,白庙村\n".encode())


def test_quoted_cells_and_cells_wrapped_against_scientific_notation_are_plain_text():
    assert lines(read_workbook('姓名,号\n"傅,超",="429021202107089978"\n'.encode()))[1] == ["傅,超", PERSON[1]]


def test_a_web_page_that_calls_itself_xls_keeps_its_merges():
    page = """<html><meta charset=gb2312><body><table><tr><td>x<table>
    <tr><th rowspan=2>姓名</th><th colspan=2>监护人</th></tr><tr><th>姓名</th><th>电话</th></tr>
    <tr><td>傅超茗</td><td>吕环勇</td><td>14900000000</td></tr></table></td></tr></table></body></html>"""
    book = read_workbook(page.encode("gb18030"))
    assert book.kind == "html"
    assert lines(book) == [["姓名", "监护人"], ["", "姓名", "电话"], ["傅超茗", "吕环勇", "14900000000"]]
    assert set(book.sheets[0].merges) == {(0, 0, 1, 0), (0, 1, 0, 2)}


def test_spreadsheetml_2003_is_read_with_indexes_and_merges():
    page = """<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
     xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="名单"><Table>
     <Row><Cell ss:MergeAcross="2"><Data ss:Type="String">标题</Data></Cell></Row>
     <Row ss:Index="4"><Cell><Data ss:Type="String">傅超茗</Data></Cell>
     <Cell ss:Index="3"><Data ss:Type="Number">12</Data></Cell></Row></Table></Worksheet></Workbook>"""
    sheet = read_workbook(page.encode()).sheets[0]
    assert (sheet.name, [list(row) for row in sheet.rows]) == ("名单", [["标题"], [], [], ["傅超茗", "", 12]])
    assert sheet.merges == ((0, 0, 0, 2),)


def test_an_ods_workbook_is_read():
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    told = ["".join(cell.format(said) for said in row) for row in (HEADINGS, PERSON)]
    table = "".join(f"<table:table-row>{line}</table:table-row>" for line in told)
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{space}office:1.0" xmlns:table="{space}table:1.0" '
        f'xmlns:text="{space}text:1.0"><office:body><office:spreadsheet><table:table table:name="名单">{table}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    book = read_workbook(target.getvalue())
    assert (book.kind, lines(book)) == ("ods", [HEADINGS, PERSON])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", EMPTY),
        (b"\xef\xbb\xbf \r\n", EMPTY),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"\x00\x01\x02\x03" * 500, UNKNOWN),
        ("只是一句话".encode(), UNKNOWN),
        (b"<?xml version='1.0'?><data/>", "数据文件"),
        (b"PK\x03\x04 cut off", BROKEN),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(data, said):
    assert said in refusal(data)


def test_an_empty_workbook_is_refused_in_a_sentence():
    assert refusal(written(lambda book: book.add_worksheet())) == EMPTY


def test_word_documents_and_plain_archives_are_told_apart():
    for name, said in (("word/document.xml", "Word"), ("ppt/x.xml", "演示文稿"), ("名单.txt", "压缩包")):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr(name, "x")
        assert said in refusal(target.getvalue())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_file_cut_off_anywhere_is_refused_or_read_never_a_crash(path):
    whole = path.read_bytes()
    for length in range(1, len(whole), max(1, len(whole) // 60)):
        said = read_or_refused(whole[:length])
        assert said.endswith("。") if said else path.suffix == ".csv"


def test_flipped_bytes_are_refused_or_read_never_a_crash():
    for path in (ROSTERS / "damaged.xlsx", ROSTERS / "disabled_xls.xls"):
        whole = path.read_bytes()
        for place in range(30, len(whole), len(whole) // 80):
            hurt = whole[:place] + bytes([whole[place] ^ 0x5A]) + whole[place + 1 :]
            said = read_or_refused(hurt)
            assert said.endswith("。") or not said


def test_a_zip_bomb_is_refused_before_it_is_opened():
    data = one_sheet(HEADINGS, PERSON)
    bomb = repacked(data, **{"xl/media/image1.png": b"\x00" * (450 << 20)})
    assert len(bomb) < 1 << 20
    assert "太大" in refusal(bomb)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_external_definitions_are_refused(encoding):
    evil = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst>&a;</sst>'
    data = one_sheet(HEADINGS, PERSON)
    assert "安全" in refusal(repacked(data, **{"xl/sharedStrings.xml": evil.encode(encoding)}))


def test_a_value_in_the_last_cell_of_a_sheet_is_named_and_refused():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1048575, 16383, "b")

    assert "XFD1048576" in refusal(written(fill))


def test_formats_without_values_far_out_do_no_harm():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_blank(1048575, 16383, None, book.add_format({"bold": True}))

    assert lines(read_workbook(written(fill))) == [HEADINGS]


def test_two_hundred_empty_columns_are_cut_off():
    data = one_sheet(HEADINGS + [""] * 200 + ["末"], PERSON + [" "] * 3)
    rows = lines(read_workbook(data))
    assert (len(rows[0]), len(rows[1])) == (204, 6)


def test_openpyxl_workbooks_with_inline_and_rich_text_are_read():
    book = openpyxl.Workbook()
    rich = openpyxl.cell.rich_text.CellRichText("傅", openpyxl.cell.rich_text.TextBlock(
        openpyxl.cell.text.InlineFont(b=True), "超茗"))  # fmt: skip
    book.active.append(["姓名"])
    book.active.append([rich])
    target = io.BytesIO()
    book.save(target)
    assert lines(read_workbook(target.getvalue())) == [["姓名"], ["傅超茗"]]


def test_a_sheet_says_how_much_of_it_was_read_with_its_first_and_last_row():
    def fill(book):
        sheet = book.add_worksheet()
        for number, row in ((3, ["姓名", "", "村"]), (4, PERSON), (7, ["吕环勇"])):
            sheet.write_row(number, 0, row)

    extent = read_workbook(written(fill)).sheets[0].extent
    assert str(extent) == "读到 3 行 × 3 列（第 4 行到第 8 行）"
    assert (list(extent.first_row), list(extent.last_row)) == (["姓名", "", "村"], ["吕环勇"])
    assert str(RawSheet("空", ()).extent) == "读到 0 行 × 0 列"
