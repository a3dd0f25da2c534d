"""Two months of a county's list, taken into the demo station so that there is something to compare."""

from datetime import date
from pathlib import Path

import xlsxwriter
from manual_studio import Studio

from caredesk.schema.identity import made_up_id


def write_list(path: Path, month: int, rows: list[tuple[str, str, str, str]]) -> None:
    """A county's list of 特困人员 of a month: name, number, village, amount."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("名单")
    sheet.write_string(0, 0, f"2026年{month}月农村特困人员花名册")
    sheet.write_row(1, 0, ["序号", "姓名", "身份证号", "村（社区）", "金额"])
    for number, row in enumerate(rows, start=1):
        sheet.write_number(number + 1, 0, number)
        for column, text in enumerate(row, start=1):
            sheet.write_string(number + 1, column, text)
    book.close()


def take_two_lists(studio: Studio) -> None:
    """October and November of 特困人员: two new, two gone, some paid more, one number damaged; one of them has died."""
    desk = studio.desk
    if any("11月农村特困人员" in one.title for one in desk.rosters.lists()):
        return
    villages = {one.id: one.name for one in desk.records.find("village")}
    episodes = desk.records.find("episode", {"category": "特困人员"})
    people = [desk.records.get("person", one.person) for one in episodes if one.until is None]
    known = [one for one in people if one.state == "在册" and one.id_number and one.village]
    rows = [(one.name, one.id_number, villages[one.village], "838") for one in known]
    november = [(*row[:3], "912" if at % 6 == 1 else row[3]) for at, row in enumerate(rows) if at not in (3, 8)]
    where = rows[0][2]
    november += [
        ("方桂珍", made_up_id("429021", date(1949, 3, 12), sequence=998), where, "838"),
        ("石长根", "4.29021E+17", where, "838"),
    ]
    for month, some in ((10, rows[:-1]), (11, november)):
        write_list(studio.folder / f"{month}.xlsx", month, some)
        desk.imports.run(studio.folder / f"{month}.xlsx")
    desk.people.change_state(known[3].id, "死亡", date(2026, 11, 2), "死亡")
    desk.people.change_state(known[10].id, "迁出", date(2026, 11, 3), "迁往外地")
