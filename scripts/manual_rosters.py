"""The county's list that the manual's pictures take in: new people, some that the demo station knows, some troubles."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import xlsxwriter
from manual_studio import Studio

from caredesk.schema.identity import made_up_id

ROSTER = "2026年11月特殊困难老年人.xlsx"
Row = tuple[str, str, str, str, str, str]
_HEADINGS = ("序号", "姓名", "身份证号", "村（社区）", "类别", "联系电话", "现住址")


def people_to_meet(studio: Studio) -> list[Row]:
    """Two people of the station as the county writes them: one under another name, one moved within the village."""
    villages = {one.id: str(getattr(one, "name", "")) for one in studio.desk.records.find("village")}
    known = [one for one in studio.desk.records.find("person", {"state": "在册"}) if getattr(one, "id_number", "")]
    made: list[Row] = []
    for one, name, address in zip(known[:2], ("何玉珍", ""), ("", "安置小区6栋203号"), strict=True):
        place = villages[getattr(one, "village", None)]
        own = str(getattr(one, "name", "")), str(getattr(one, "address", ""))
        number = str(getattr(one, "id_number", ""))
        made.append((name or own[0], number, place, "独居", "", address or own[1]))
    return made


def write_roster(path: Path, known: Sequence[Row] = ()) -> None:
    """A small county list: new people, one number that Excel has damaged, one village that nobody knows."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("汇总")
    title = book.add_format({"bold": True, "align": "center"})
    sheet.merge_range(0, 0, 0, 6, "云溪县2026年11月特殊困难老年人名单", title)
    sheet.write_row(1, 0, _HEADINGS)
    rows = (
        ("方桂珍", made_up_id("429021", date(1949, 3, 12), sequence=998), "白庙村", "独居", "14900007101", "白庙村2组"),
        ("石长根", made_up_id("429021", date(1944, 11, 2), sequence=997), "石桥村", "空巢", "14900007102", "石桥村1组"),
        ("田玉香", made_up_id("429021", date(1951, 7, 25), sequence=996), "双井村", "留守", "14900007103", "双井村4组"),
        *known,
        ("杜先明", "4.29021E+17", "大湾村", "独居", "14900007104", "大湾村3组"),
        ("蔡银秀", made_up_id("429021", date(1947, 5, 6), sequence=998), "新店村", "独居", "14900007105", "新店村5组"),
    )
    for number, row in enumerate(rows, start=1):
        sheet.write_number(number + 1, 0, number)
        for column, text in enumerate(row, start=1):
            sheet.write_string(number + 1, column, text)
    sheet.write_string(len(rows) + 2, 0, "制表：县民政局　　日期：2026年11月3日")
    book.close()
