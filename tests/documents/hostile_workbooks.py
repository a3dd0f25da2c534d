"""Files made to harm whoever reads them. Each maker returns the whole file; HOSTILE names them, HUGE the slow ones."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.documents.odd_workbooks import MAIN, SHEET, bare_records, one_sheet, repacked, with_sheet, written, xlsb

WORKBOOKS = Path(__file__).parent.parent / "data" / "workbooks"
ROSTER = (["姓名", "身份证号"], ["傅超茗", "429021202107089978"])
LAUGHS = '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
) + "]>"  # fmt: skip
OUTSIDE = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>'
ITSELF = '<!DOCTYPE x [<!ENTITY j "&j;&j;">]>'
SS = " ".join(f'xmlns{name}="urn:schemas-microsoft-com:office:spreadsheet"' for name in ("", ":ss"))
HOSTILE: dict[str, Callable[[], bytes]] = {}
HUGE: dict[str, Callable[[], bytes]] = {}


def hostile(make: Callable[[], bytes]) -> Callable[[], bytes]:
    HOSTILE[make.__name__] = make
    return make


def huge(make: Callable[[], bytes]) -> Callable[[], bytes]:
    HUGE[make.__name__] = make
    return make


def base() -> bytes:
    return one_sheet(*ROSTER)


def cells(inside: str) -> bytes:
    return with_sheet(f"<sheetData>{inside}</sheetData>", base())


# zips


def lying(name: str, content: bytes, claimed: int) -> bytes:
    """The roster with one more part that claims to inflate to less than it does, its checksum that of the claim."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base())) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        new.writestr(name, content)
    data = bytearray(target.getvalue())
    honest = struct.pack("<I", len(content))
    wrong, check = struct.pack("<I", claimed), struct.pack("<I", zlib.crc32(content[:claimed]))
    true_check = struct.pack("<I", zlib.crc32(content))
    for old_bytes, new_bytes in ((honest, wrong), (true_check, check)):
        while (at := data.find(old_bytes)) >= 0:
            data[at : at + 4] = new_bytes
    return bytes(data)


@hostile
def a_part_that_claims_to_be_small() -> bytes:
    return lying(SHEET, b"<worksheet>" + b" " * (80 << 20) + b"</worksheet>", 1000)


@hostile
def parts_that_lie_over_one_another() -> bytes:
    """One compressed block that a thousand directory entries point to (a quine of Fifield's kind, made simple)."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = b"\0" * (2 << 20)
    body = packed.compress(content) + packed.flush()
    check = zlib.crc32(content)
    head = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 33, check, len(body), len(content), 1, 0) + b"a"
    entry = struct.pack(
        "<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 33, check, len(body), len(content), 1, 0, 0, 0, 0, 0, 0
    )
    directory = (entry + b"a") * 1000
    at = len(head) + len(body)
    return head + body + directory + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1000, 1000, len(directory), at, 0)


@hostile
def a_zip_in_a_zip() -> bytes:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"\0" * (100 << 20))
    return repacked(base(), **{f"xl/embeddings/{number}.zip": inner.getvalue() for number in range(20)})


@hostile
def thirty_thousand_parts() -> bytes:
    return repacked(base(), **{f"xl/media/{number}": b"x" for number in range(30_000)})


@hostile
def a_wrong_checksum() -> bytes:
    data = bytearray(base())
    at = data.find(b"PK\x01\x02")
    data[at + 16] ^= 0xFF
    return bytes(data)


@hostile
def an_encrypted_zip() -> bytes:
    data = bytearray(base())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + at] |= 1
    return bytes(data)


# entities


@hostile
def laughs_in_the_texts() -> bytes:
    return repacked(base(), **{"xl/sharedStrings.xml": f'{LAUGHS}<sst xmlns="{MAIN}"><si><t>&j;</t></si></sst>'})


@hostile
def laughs_in_the_properties() -> bytes:
    return repacked(base(), **{"docProps/core.xml": f"{LAUGHS}<x>&j;</x>"})


@hostile
def laughs_in_utf_16() -> bytes:
    return repacked(base(), **{SHEET: f'<?xml version="1.0" encoding="UTF-16"?>{LAUGHS}<x>&j;</x>'.encode("utf-16")})


@hostile
def a_file_of_the_desk_in_the_relations() -> bytes:
    return repacked(base(), **{"xl/_rels/workbook.xml.rels": f"{OUTSIDE}<Relationships>&j;</Relationships>"})


@hostile
def laughs_in_a_web_page() -> bytes:
    return f"{LAUGHS}<html><table><tr><td>姓名</td><td>&j;</td></tr></table></html>".encode()


@hostile
def laughs_in_spreadsheetml() -> bytes:
    return f"<?xml version='1.0'?>{LAUGHS}<Workbook {SS}>&j;</Workbook>".encode()


@hostile
def laughs_in_an_attribute_of_spreadsheetml() -> bytes:
    return f"{LAUGHS}<Workbook {SS} a='&j;'/>".encode()


@hostile
def an_entity_that_is_itself() -> bytes:
    return f"{ITSELF}<Workbook {SS}>&j;</Workbook>".encode("utf-16")


@hostile
def laughs_in_an_opendocument_file() -> bytes:
    said = (WORKBOOKS / "plain.fods").read_text("utf-8").replace("<office:document ", LAUGHS + "<office:document ", 1)
    return said.replace("傅超茗", "&j;").encode()


# sheets


@hostile
def a_value_in_the_last_cell() -> bytes:
    return cells('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


@hostile
def a_value_far_out_in_a_prefixed_sheet() -> bytes:
    row = '<x:row r="{0}"><x:c r="{1}{0}"><x:v>1</x:v></x:c></x:row>'
    inside = row.format(1, "A") + row.format(99999, "ZZ")
    return with_sheet(f'<x:sheetData xmlns:x="{MAIN}">{inside}</x:sheetData>', base())


@hostile
def a_value_far_out_with_rows_in_disorder() -> bytes:
    return cells('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>')


@hostile
def a_value_in_the_last_row() -> bytes:
    return cells('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="B1048576"><v>1</v></c></row>')


@hostile
def places_that_no_sheet_has() -> bytes:
    row = '<row r="{0}"><c r="{1}{0}"><v>1</v></c></row>'
    return cells(
        row.format(-5, "A") + row.format(10**20, "A") + row.format(0, "A") + row.format(2**32 + 1, "ZZZZZZZZZ")
    )


@hostile
def a_negative_row() -> bytes:
    return cells('<row r="-5"><c r="A-5"><v>1</v></c></row>')


@hostile
def a_huge_row() -> bytes:
    return cells('<row r="4000000000"><c r="A4000000000"><v>1</v></c></row>')


@hostile
def texts_that_are_not_there() -> bytes:
    return cells('<row r="1"><c r="A1" t="s"><v>4000000000</v></c><c r="B1" t="s"><v>-1</v></c></row>')


@hostile
def a_style_that_is_not_there() -> bytes:
    return cells('<row r="1"><c r="A1" s="99999999"><v>1</v></c><c r="B1" s="-1"><v>2</v></c></row>')


@hostile
def numbers_that_are_none() -> bytes:
    said = ("1e999", "-1e999", "NaN", "abc", "1e308", "--1", "")
    return cells(
        '<row r="1">' + "".join(f'<c r="{chr(65 + n)}1"><v>{v}</v></c>' for n, v in enumerate(said)) + "</row>"
    )


@hostile
def dates_that_no_calendar_has() -> bytes:
    def fill(book):
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for column, value in enumerate((-1, 0, 0.5, 60, 2958466, 19500302, 1e15, 1e300, -1e300)):
            sheet.write_number(0, column, value, day)

    return written(fill)


@hostile
def formulas_that_call_out() -> bytes:
    def fill(book):
        sheet = book.add_worksheet()
        for row, formula in enumerate((
            "=cmd|'/C calc'!A0", '=WEBSERVICE("http://127.0.0.1:9/x")', "='[http://127.0.0.1:9/a.xlsx]表'!A1",
            '=HYPERLINK("file:///etc/passwd","点我")', "=DDE(\"soffice\";\"/etc/passwd\";\"A1\")",
        )):  # fmt: skip
            sheet.write_formula(row, 0, formula, None, "旧值")
        sheet.write_url(9, 0, "http://127.0.0.1:9/", string="链接")

    link = f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/C calc"/></externalLink>'
    return repacked(written(fill), **{"xl/externalLinks/externalLink1.xml": link})


@hostile
def links_of_an_opendocument_file() -> bytes:
    said = (WORKBOOKS / "plain.fods").read_text("utf-8")
    link = '<table:table-source xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="http://127.0.0.1:9/a.ods"/>'
    return said.replace("<table:table-column", link + "<table:table-column", 1).encode()


@hostile
def rows_and_cells_repeated_without_end() -> bytes:
    said = (WORKBOOKS / "plain.fods").read_text("utf-8")
    row = (
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="string" '
        'table:number-columns-repeated="16384"><text:p>满</text:p></table:table-cell></table:table-row>'
    )
    return said.replace("</table:table>", row + "</table:table>", 1).encode()


@hostile
def blank_rows_repeated_without_end() -> bytes:
    said = (WORKBOOKS / "plain.fods").read_text("utf-8")
    row = '<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="{}"/>'
    row += "</table:table-row>"
    return said.replace("</table:table>", (row * 2).format(1_048_000, 16384, 10**11, 1) + "</table:table>", 1).encode()


@hostile
def a_merged_cell_of_a_million_rows_in_a_web_page() -> bytes:
    cell = "<td rowspan=1000000 colspan=1000000>满</td>"
    rows = "".join(f"<tr>{cell * 5}<td>{number}</td></tr>" for number in range(2000))
    return f"<html><table>{rows}</table></html>".encode()


@hostile
def a_deep_web_page() -> bytes:
    return ("<html><table><tr><td>" + "<b>" * 200_000 + "姓名").encode()


@hostile
def tables_within_tables() -> bytes:
    return ("<html>" + "<table><tr><td>" * 20_000 + "姓名" + "</table>" * 20_000).encode()


@hostile
def deep_xml() -> bytes:
    return cells("<a>" * 100_000)


@hostile
def spreadsheetml_far_out() -> bytes:
    cell = '<Cell ss:Index="999999999" ss:MergeAcross="999999999" ss:MergeDown="999999999">'
    cell += '<Data ss:Type="Number">x</Data></Cell>'
    rows = "".join(f"<Row>{cell * 3}</Row>" for _ in range(300))
    return f"<?xml version='1.0'?><Workbook {SS}><Worksheet><Table>{rows}</Table></Worksheet></Workbook>".encode()


@hostile
def spreadsheetml_in_a_row_below_zero() -> bytes:
    return f'<Workbook {SS}><Worksheet><Table><Row ss:Index="-3"/></Table></Worksheet></Workbook>'.encode()


# old formats


@hostile
def sectors_in_a_circle() -> bytes:
    """Every sector of the container's table points to the next one and the last to the first."""
    data = bytearray((WORKBOOKS / "plain.xls").read_bytes())
    first = struct.unpack("<I", data[76:80])[0]
    at = 512 + first * 512
    for number in range(128):
        struct.pack_into("<I", data, at + number * 4, (number + 1) % 8)
    return bytes(data)


@hostile
def the_table_of_sectors_in_a_circle() -> bytes:
    data = bytearray((WORKBOOKS / "plain.xls").read_bytes())
    struct.pack_into("<III", data, 44, 0xFFFFFFF0, struct.unpack("<I", data[48:52])[0], 0)
    struct.pack_into("<II", data, 68, 0, 0xFFFFFFF0)
    return bytes(data)


@hostile
def a_sheet_that_begins_within_itself() -> bytes:
    """The place of the first sheet's records points back to the workbook's own."""
    data = bytearray((WORKBOOKS / "plain.xls").read_bytes())
    at = data.find(b"\x85\x00", 512)
    struct.pack_into("<I", data, at + 4, 0)
    return bytes(data)


@hostile
def bare_records_far_out() -> bytes:
    data = bytearray(bare_records(["姓名", 1.0]))
    struct.pack_into("<HH", data, data.find(b"\x03\x02") + 4, 65535, 255)
    return bytes(data)


@hostile
def binary_records_without_end() -> bytes:
    data = xlsb()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.bin")
    far = sheet.replace(struct.pack("<IIIIH", 5, 6, 2304, 0, 1), struct.pack("<IIIIH", 5, 0xFFFFFFFF, 2304, 0, 1))
    far = far.replace(struct.pack("<IIII", 1, 2, 2, 2), struct.pack("<IIII", 1, 0xFFFFFFFF, 2, 0xFFFFFFFF))
    return repacked(data, **{"xl/worksheets/sheet1.bin": far + b"\xff" * 100_000})


@hostile
def a_binary_cell_far_out() -> bytes:
    data = xlsb()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = bytearray(archive.read("xl/worksheets/sheet1.bin"))
    at = sheet.find(struct.pack("<II", 1, 1) + struct.pack("<d", 1234))
    struct.pack_into("<I", sheet, at, 0xFFFFFFF0)
    return repacked(data, **{"xl/worksheets/sheet1.bin": bytes(sheet)})


# text


@hostile
def text_with_nul_bytes() -> bytes:
    return b"name,village\n" + b"\0" * 5000 + b"Fu,Bai\n" * 20_000


@hostile
def a_quotation_mark_over_everything() -> bytes:
    return '姓名,村\n"傅超茗,白庙村\n'.encode() + "吕环勇,白庙村\n".encode() * 50_000


# huge: made and read in seconds, so beyond the everyday suite


@huge
def a_million_empty_rows_with_styles() -> bytes:
    rows = "".join(f'<row r="{n}" s="0" customFormat="1"><c r="A{n}" s="0"/></row>' for n in range(3, 1_000_003))
    return cells('<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>' + rows)


@huge
def fifty_megabytes_in_a_cell() -> bytes:
    return cells('<row r="1"><c r="A1" t="inlineStr"><is><t>' + "长" * (17 << 20) + "</t></is></c></row>")


@huge
def one_long_text_in_every_cell() -> bytes:
    texts = f'<sst xmlns="{MAIN}"><si><t>{"长" * 30_000}</t></si></sst>'
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 100_001))
    return repacked(cells(rows), **{"xl/sharedStrings.xml": texts})


@huge
def ten_thousand_sheets() -> bytes:
    listed = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 10_001))
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f"<sheets>{listed}</sheets></workbook>"
    )
    return repacked(base(), **{"xl/workbook.xml": book})


@huge
def a_million_merges() -> bytes:
    merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 1_000_001))
    inside = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    return with_sheet(f'{inside}<mergeCells count="1000000">{merges}</mergeCells>', base())


@huge
def a_line_of_a_hundred_megabytes() -> bytes:
    return ("姓名,村\n" + "傅,").encode() + b"a" * (99 << 20)


@huge
def a_hundred_megabytes_of_commas() -> bytes:
    return ("姓名,村\n").encode() + b"," * (99 << 20)


@huge
def half_a_million_rows_of_text() -> bytes:
    return ("姓名,村\n").encode() + b"a,b\n" * 500_000


@huge
def tags_without_end() -> bytes:
    return cells("<c " * 10_000_000)


@huge
def formulas_without_end() -> bytes:
    return cells('<row r="1">' + '<c r="A1"><f>' * 3_000_000)


@huge
def a_web_page_of_a_hundred_megabytes() -> bytes:
    return b"<html><table>" + b"<tr><td>a<td>b" * 7_000_000


@huge
def spreadsheetml_of_eighty_megabytes() -> bytes:
    row = b'<Row><Cell><Data ss:Type="String">a</Data></Cell><Cell><Data ss:Type="Number">1</Data></Cell></Row>'
    head = f"<?xml version='1.0'?><Workbook {SS}><Worksheet><Table>".encode()
    return head + row * 800_000 + b"</Table></Worksheet></Workbook>"
