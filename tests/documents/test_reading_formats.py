"""Every format that counties send, as real and as odd programs write it."""

import base64
import datetime as dt
import io
import quopri
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caredesk.documents.reading.book import read_workbook
from caredesk.documents.reading.reader import WorkbookReader, worker_command
from caredesk.documents.reading.text import read_pasted
from caredesk.schema.errors import FileTrouble
from tests.documents.odd_workbooks import (
    MAIN,
    SHEET,
    bare_records,
    one_sheet,
    part,
    repacked,
    strict,
    with_sheet,
    written,
    xlsb,
)  # fmt: skip

WORKBOOKS = Path(__file__).parent.parent / "data" / "workbooks"
HEADINGS = ["姓名", "身份证号", "村"]
PERSON = ["傅超茗", "429021202107089978", "白庙村"]
CHINESE_DATES = [*range(27, 37), *range(50, 59)]


def sheet_of(data):
    return read_workbook(data).sheets[0]


def lines(data):
    return [list(row) for row in sheet_of(data).rows]


# .xls and .ods as LibreOffice writes them


@pytest.mark.parametrize("name", ["plain.xls", "plain.ods", "plain.fods"])
def test_what_libreoffice_writes_is_read_with_all_that_is_hidden_in_it(name):
    first, second = read_workbook((WORKBOOKS / name).read_bytes()).sheets
    assert (first.name, first.visible, second.name, second.visible) == ("名单", True, "乙", False)
    assert (first.hidden_rows, first.hidden_columns) == ({5}, {9, 10})
    assert tuple(first.merges) == ((7, 0, 8, 1),)
    person = [PERSON[0], PERSON[1], dt.date(1950, 3, 2), "001234", "#DIV/0!", 3, True, "上行\n下行"]
    assert list(first.rows[1]) == person
    assert list(first.rows[5]) == ["藏着的行"]
    assert list(first.rows[6]) == [""] * 9 + ["藏着的列"]
    assert set(first.rows[2][:5]) == {dt.date(1990, 5, 7)}


def test_the_table_in_a_web_page_of_libreoffice_is_read():
    rows = lines((WORKBOOKS / "plain.html").read_bytes())
    assert rows[1] == [PERSON[0], PERSON[1], "1950-03-02", "001234", "#DIV/0!", "3", "TRUE", "上行\n下行"]


def test_the_ending_says_nothing(tmp_path):
    for name, content in (("县里.xls", one_sheet(HEADINGS, PERSON)), ("名单.xlsx", "姓名,村\n傅超茗,白庙村\n".encode()),
                          ("表.csv", (WORKBOOKS / "plain.xls").read_bytes()), ("表.et", xlsb())):  # fmt: skip
        path = tmp_path / name
        path.write_bytes(content)
        assert WorkbookReader(worker_command()).read(path).sheets[0].rows


def test_an_old_program_that_writes_bare_records_is_read():
    book = read_workbook(bare_records(HEADINGS, [*PERSON[:2], 12.0]))
    assert book.kind == "xls"
    assert [list(row) for row in book.sheets[0].rows] == [HEADINGS, [*PERSON[:2], 12]]


def test_a_binary_workbook_is_read_with_all_that_is_hidden_in_it():
    book = read_workbook(xlsb())
    first, second = book.sheets
    assert (book.kind, first.name, second.visible) == ("xlsb", "名单", False)
    assert [list(row) for row in first.rows] == [
        ["姓名", "邮编", "出生"],
        ["傅超茗", "001234", dt.date(1990, 5, 7)],
        ["吕环勇", "#N/A"],
    ]
    assert (first.hidden_rows, first.hidden_columns, tuple(first.merges)) == ({2}, {5, 6}, ((1, 2, 2, 2),))


# .xlsx in odd dress


def test_every_chinese_date_format_is_a_date():
    def fill(book):
        sheet = book.add_worksheet()
        for column, number in enumerate(CHINESE_DATES):
            shown = book.add_format()
            shown.set_num_format(number)
            sheet.write_number(0, column, 33000, shown)

    assert lines(written(fill)) == [[dt.date(1990, 5, 7)] * len(CHINESE_DATES)]
    row = sheet_of((WORKBOOKS / "plain.xls").read_bytes()).rows[2]
    assert list(row) == [dt.date(1990, 5, 7)] * len(CHINESE_DATES)


@pytest.mark.parametrize(
    "code", ['yyyy"年"m"月"d"日"', "[$-804]yyyy/m/d;@", "[DBNum1][$-804]yyyy年m月d日", "yyyy.mm.dd"]
)
def test_dates_in_formats_of_the_country_are_dates(code):
    def fill(book):
        book.add_worksheet().write_number(0, 0, 33000, book.add_format({"num_format": code}))

    assert lines(written(fill)) == [[dt.date(1990, 5, 7)]]


@pytest.mark.parametrize("code", ["000000", "000000_ ", "000000;-000000", "[Red]000000"])
def test_leading_zeros_that_a_person_reads_are_given(code):
    def fill(book):
        sheet, shown = book.add_worksheet(), book.add_format({"num_format": code})
        for column, value in enumerate((1234, 441000, 0, 1.5, -3)):
            sheet.write_number(0, column, value, shown)
        sheet.write_formula(0, 5, "=A1", shown, 77)

    assert lines(written(fill)) == [["001234", 441000, "000000", 1.5, -3, "000077"]]


def test_an_amount_with_decimals_stays_a_number():
    def fill(book):
        book.add_worksheet().write_number(0, 0, 7, book.add_format({"num_format": "00.00"}))

    assert lines(written(fill)) == [[7]]


def test_strict_ooxml_is_read_with_its_dates():
    cell = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1" t="d"><v>1950-03-02</v></c></row></sheetData>'  # noqa: E501
    data = strict(with_sheet(cell))
    assert "purl.oclc.org" in part(data, SHEET)
    assert lines(data) == [["姓名", dt.date(1950, 3, 2)]]


@pytest.mark.parametrize(
    "styles",
    [
        f'<styleSheet xmlns="{MAIN}"/>',
        f'<styleSheet xmlns="{MAIN}"><cellXfs><xf/><xf numFmtId="999"/></cellXfs></styleSheet>',
        f'<styleSheet xmlns="{MAIN}"><numFmts count="9"><numFmt numFmtId="5000" formatCode=""/></numFmts>'
        '<fonts count="0"/><cellXfs count="77"><xf numFmtId="5000" fontId="88"/></cellXfs><dxfs><dxf/></dxfs>'
        '<unheardOf a="1"/></styleSheet>',
    ],
)
def test_odd_styles_lose_nobody(styles):
    data = repacked(one_sheet(HEADINGS, PERSON), **{"xl/styles.xml": styles})
    assert lines(data) == [HEADINGS, PERSON]


def test_a_workbook_without_styles_is_read():
    data, target = one_sheet(HEADINGS, PERSON), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if "styles" not in name:
                new.writestr(name, old.read(name))
    assert lines(target.getvalue()) == [HEADINGS, PERSON]


ODD_SHEETS = {
    "prefixed": '<x:sheetData xmlns:x="{main}">'
    '<x:row r="1" hidden="true"><x:c r="A1" t="e"><x:v>#N/A</x:v></x:c></x:row>'
    '<x:row r="2"><x:c r="A2"><x:f>1+1</x:f></x:c><x:c r="B2"><x:v>5</x:v></x:c></x:row></x:sheetData>',
    "single quotes": "<sheetData><row r='1' hidden='1'><c r='A1' t='e'><v>#N/A</v></c></row>"
    "<row r='2'><c r='A2'><f>1+1</f></c><c r='B2'><v>5</v></c></row></sheetData>",
    "no places": '<sheetData><row hidden="1"><c t="e"><v>#N/A</v></c></row>'
    "<row><c><f>1+1</f></c><c><v>5</v></c></row></sheetData>",
    "commented": '<!-- by hand --><sheetData><row hidden="1" r="1"><c t="e" r="A1"><v>#N/A</v></c></row>'
    '<row r="2"><c r="A2"><f>1+1</f><v></v></c><c r="B2"><v>5</v></c></row></sheetData>',
    "plain": '<sheetData><row r="1" spans="1:2" hidden="1"><c r="A1" s="0" t="e"><f>NA()</f><v>#N/A</v></c></row>'
    '<row r="2"><c r="A2" s="0"><f>1+1</f><v/></c><c r="B2"><v>5</v></c></row></sheetData>',
}  # fmt: skip


@pytest.mark.parametrize("how", ODD_SHEETS)
def test_hidden_rows_errors_and_empty_formulas_are_seen_however_the_xml_is_written(how):
    sheet = sheet_of(with_sheet(ODD_SHEETS[how].format(main=MAIN)))
    assert [list(row) for row in sheet.rows] == [["#N/A"], ["", 5]]
    assert (sheet.hidden_rows, sheet.formulas) == ({0}, {(1, 0)})


def test_formulas_give_the_values_that_were_stored_with_them():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, '="傅"&"超茗"', None, "傅超茗")
        sheet.write_formula(0, 1, "=1+2", None, 3)
        sheet.write_formula(0, 2, "=1>0", None, True)
        sheet.write_formula(0, 3, "=TODAY()", book.add_format({"num_format": 31}), 33000)
        sheet.write_formula(1, 0, "=Z9", None, "")

    sheet = sheet_of(written(fill))
    assert list(sheet.rows[0]) == ["傅超茗", 3, True, dt.date(1990, 5, 7)]
    assert sheet.formulas == {(1, 0)}


def test_a_formula_that_openpyxl_left_without_a_value_is_announced():
    book, target = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["姓名", "=1+1"])
    book.save(target)
    assert sheet_of(target.getvalue()).formulas == {(0, 1)}


def test_a_protected_sheet_simply_reads():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.protect("不许改")

    assert lines(written(fill)) == [HEADINGS]
    assert lines((WORKBOOKS / "plain.xls").read_bytes())[0][0] == "姓名"


def test_carriage_returns_that_excel_escapes_are_line_ends_and_sounds_are_left_out():
    inside = (
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>上_x000D_\n下</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>傅</t><rPh sb="0" eb="1"><t>fu</t></rPh></is></c></row></sheetData>'
    )
    row = lines(with_sheet(inside))[0]
    assert row[0].replace("\r\n", "\n") == "上\n下"
    assert row[1] == "傅"


def test_tabs_and_apostrophes_around_numbers_are_handed_on_as_they_are():
    assert lines(one_sheet(["\t429021202107089978", "'429021202107089978", "429021202107089978\t"]))[0] == [
        "\t429021202107089978", "'429021202107089978", "429021202107089978\t",
    ]  # fmt: skip


# markup


def test_line_breaks_and_what_a_web_page_hides_are_seen():
    page = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table>
    <col><col style='display:none' span=2><col>
    <tr><td>姓名</td><td>甲</td><td>乙</td><td>地址</td></tr>
    <tr style='DISPLAY: none'><td>傅超茗<br>（曾用名 傅明）</td><td></td><td></td>
    <td>&nbsp;白庙村<style>x</style> 1 号</td></tr>
    </table></body></html>"""
    sheet = sheet_of(page.encode())
    assert list(sheet.rows[1]) == ["傅超茗\n（曾用名 傅明）", "", "", "白庙村 1 号"]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({1}, {1, 2})


@pytest.mark.parametrize("how", ["quoted-printable", "base64"])
def test_a_web_page_saved_as_one_file_is_read(how):
    page = (
        "<html><table><tr><td>姓名</td><td>村</td></tr><tr><td>傅超茗</td><td>白庙村</td></tr></table></html>".encode(
            "gb18030"
        )
    )
    body = quopri.encodestring(page) if how == "quoted-printable" else base64.encodebytes(page)
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="----=_NextPart_01"\r\n\r\n'
    piece = f"Content-Location: sheet001.htm\r\nContent-Transfer-Encoding: {how}\r\nContent-Type: text/html\r\n\r\n"
    data = head + b"------=_NextPart_01\r\n" + piece.encode() + body + b"\r\n------=_NextPart_01--\r\n"
    assert lines(data) == [["姓名", "村"], ["傅超茗", "白庙村"]]


def test_a_web_page_that_lies_in_several_files_says_so():
    page = "<html><frameset><frame src='x_files/sheet001.htm'></frameset></html>"
    with pytest.raises(FileTrouble, match="几个文件"):
        read_workbook(page.encode())


SPREADSHEETML = """<?xml version="1.0" encoding="{encoding}"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel"><Styles>
<Style ss:ID="s1"><NumberFormat ss:Format="000000"/></Style></Styles>
<Worksheet ss:Name="名单"><Table><Column/><Column ss:Hidden="1" ss:Span="1"/><Column ss:Index="6" ss:Hidden="1"/>
<Row ss:Span="1"><Cell><Data ss:Type="String">姓名</Data></Cell></Row>
<Row ss:Hidden="1"><Cell><Data ss:Type="DateTime">1950-03-02T00:00:00.000</Data></Cell>
<Cell ss:StyleID="s1"><Data ss:Type="Number">1234</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell>
<Cell><Data ss:Type="Error">#N/A</Data></Cell><Cell ss:Formula="=1+1"/>
<Cell><Data ss:Type="Number">429021202107089978</Data></Cell></Row></Table></Worksheet>
<Worksheet ss:Name="乙"><Table><Row><Cell><Data ss:Type="String">y</Data></Cell></Row></Table>
<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "utf-16"])
def test_spreadsheetml_2003_is_read_with_its_types_and_all_that_is_hidden(encoding):
    book = read_workbook(SPREADSHEETML.format(encoding=encoding).encode(encoding))
    first, second = book.sheets
    assert (book.kind, second.visible) == ("spreadsheetml", False)
    row = [dt.date(1950, 3, 2), "001234", True, "#N/A", "", float(429021202107089978)]
    assert [list(one) for one in first.rows] == [["姓名"], [], row]
    assert (first.hidden_rows, first.hidden_columns, first.formulas) == ({2}, {1, 2, 5}, {(2, 4)})


# text


def test_a_quotation_mark_that_nobody_closed_swallows_nobody():
    table = '姓名,村,备注\n"傅超茗,白庙村,无\n吕环勇,白庙村,无\n赵大,白庙村,无\n'
    assert [row[0] for row in lines(table.encode())] == ["姓名", '"傅超茗', "吕环勇", "赵大"]
    doubtful = '姓名,村,备注\n"傅超茗,白庙村,无\n吕环勇,白庙村,无\n赵大,白庙村,"独居,失能"\n'
    with pytest.raises(FileTrouble, match="双引号不成对"):
        read_workbook(doubtful.encode())


def test_a_line_end_inside_quotation_marks_belongs_to_the_cell():
    assert lines('姓名,备注\n傅超茗,"上行\n下行"\n'.encode())[1] == ["傅超茗", "上行\n下行"]


def test_fields_padded_with_nul_bytes_are_read_without_them():
    table = b"name,village\n" + b"".join(b"Fu %d,Bai Miao village\n" % number for number in range(99))
    assert lines(table.replace(b"Fu 7,", b"Fu\x00\x00 7,"))[8] == ["Fu 7", "Bai Miao village"]


def test_a_table_with_semicolons_or_chinese_commas_is_read():
    for mark in "；，|;":
        table = f"姓名{mark}村\n傅超茗{mark}白庙村\n".encode()
        if mark == "；":
            with pytest.raises(FileTrouble):
                read_workbook(table)
        else:
            assert lines(table)[1] == ["傅超茗", "白庙村"]


def test_a_last_line_cut_short_is_announced():
    whole = "姓名,村,备注\n傅超茗,白庙村,无\n吕环勇,白庙村,无\n"
    assert read_workbook(whole.encode()).notices == ()
    assert read_workbook((whole + "制表人").encode()).notices == ()
    assert "没有发全" in read_workbook((whole + "赵大,白").encode()).notices[0]


def test_a_web_page_cut_off_anywhere_is_refused():
    page = (WORKBOOKS / "plain.html").read_bytes()
    for length in range(200, page.index(b"</table>"), 97):
        with pytest.raises(FileTrouble):
            read_workbook(page[:length])


@pytest.mark.parametrize(
    "name", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"]
)
def test_a_part_cut_off_anywhere_is_refused_though_its_zip_is_sound(name):
    data = one_sheet(*[[f"人{number}", "村"] for number in range(50)])
    content = part(data, name)
    for length in range(1, len(content), max(1, len(content) // 40)):
        with pytest.raises(FileTrouble):
            read_workbook(repacked(data, **{name: content[:length]}))


def test_a_sheet_in_utf_16_is_refused_and_not_taken_for_an_empty_one():
    data = one_sheet(HEADINGS, PERSON)
    sheet = part(data, SHEET).replace("UTF-8", "UTF-16").encode("utf-16")
    with pytest.raises(FileTrouble, match="另存为"):
        read_workbook(repacked(data, **{SHEET: sheet}))


@pytest.mark.parametrize(
    "rename", [lambda name: name.replace("/", "\\"), lambda name: name.replace("sheet1", "Sheet1")]
)
def test_what_is_hidden_is_seen_whatever_the_parts_are_called(rename):
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.set_row(0, None, None, {"hidden": True})

    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written(fill))) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo("x")
            info.filename = rename(name)
            new.writestr(info, old.read(name))
    assert sheet_of(target.getvalue()).hidden_rows == {0}


def test_dates_of_the_1904_system_are_the_same_days_in_old_and_binary_workbooks():
    old = (WORKBOOKS / "plain.xls").read_bytes().replace(b"\x22\x00\x02\x00\x00\x00", b"\x22\x00\x02\x00\x01\x00", 1)
    assert sheet_of(old).rows[2][0] == dt.date(1994, 5, 8)
    data = xlsb()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = archive.read("xl/workbook.bin")
    changed = book[:3] + b"\x99\x01\x0c" + b"\x01" + bytes(11) + book[3:]
    assert sheet_of(repacked(data, **{"xl/workbook.bin": changed})).rows[1][2] == dt.date(1994, 5, 8)


# pasted


def test_a_pasted_block_is_rows_of_cells():
    book = read_pasted('姓名\t身份证号\t备注\r\n傅超茗\t429021202107089978\t"上行\n说""好""的"\r\n\t\t村\r\n')
    assert (book.kind, book.sheets[0].name) == ("pasted", "")
    assert [list(row) for row in book.sheets[0].rows] == [
        ["姓名", "身份证号", "备注"],
        ["傅超茗", "429021202107089978", '上行\n说"好"的'],
        ["", "", "村"],
    ]


def test_a_quotation_mark_in_a_pasted_cell_swallows_nobody():
    rows = read_pasted('"傅超茗\t白庙村\n吕环勇\t"白"庙村\n').sheets[0].rows
    assert [list(row) for row in rows] == [['"傅超茗', "白庙村"], ["吕环勇", '"白"庙村']]


def test_one_pasted_block_has_one_digest_and_nothing_pasted_is_said():
    assert read_pasted("姓名\t村\n").digest == read_pasted("姓名\t村\n").digest != read_pasted("姓名\t村").digest
    with pytest.raises(FileTrouble, match="空的"):
        read_pasted(" \r\n\t\r\n".replace(" ", ""))


@given(st.lists(st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\t\r\x00\ufeff")))))
def test_whatever_is_copied_out_of_a_sheet_comes_back_when_pasted(table):
    def on_the_clipboard(cell):
        return '"' + cell.replace('"', '""') + '"' if "\n" in cell or cell.startswith('"') else cell

    text = "".join("\t".join(map(on_the_clipboard, row)) + "\r\n" for row in table)
    cut = [_shortened(row) for row in table]
    while cut and not cut[-1]:
        cut.pop()
    if cut:
        assert [list(row) for row in read_pasted(text).sheets[0].rows] == cut


def _shortened(row):
    while row and row[-1] == "":
        row = row[:-1]
    return row
