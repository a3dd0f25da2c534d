"""Build two years of old visit ledgers in differing layouts, with every visit that must come out of each.

Headings from the domain pages (elderly 4.2, children 3.6 and 4) and the ways counties write such lists. Everybody is
made up; ID numbers have the sequences 996-999. The same files come out every time.
Run: python scripts/build_visit_ledgers.py
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

from ledger_made import DONE, FINDINGS, LAYOUTS, OTHERS, TROUBLES, WORKERS, Ledger, Visit, Year, layout, people  # noqa: E402
from roster_files import WRITERS, Cell, Page  # noqa: E402
from roster_people import TOWN, Person  # noqa: E402

TARGET = HERE.parent / "tests" / "data" / "ledgers"


@layout("proposed_columns", "xlsx", 2024)
def _(year: Year) -> Ledger:
    """The 20 columns that elderly 4.2 proposes, a sheet a quarter, totals and signatures below."""
    heads = [
        "序号", "走访日期", "走访方式", "村(社区)", "服务对象姓名", "性别", "年龄", "身份证号", "联系电话", "家庭住址",
        "对象类别", "风险等级", "走访人员", "基本情况", "发现问题及需求", "处理情况(服务内容)", "转介事项", "办理结果",
        "下次走访时间", "备注",
    ]  # fmt: skip
    pages, visits = [], []
    for quarter in range(4):
        rows: list[list[Cell]] = [[f"{TOWN}社工站{year.year}年第{quarter + 1}季度走访台账"], [*heads]]
        for number, person in enumerate(year.people, start=1):
            said = ("入户", "电话走访", "微信视频")[number % 3]
            one = year.visit(
                person, year.day(quarter * 3 + 1 + number % 3), mode=("上门入户", "电话", "视频")[number % 3]
            )
            visits.append(one)
            rows.append([
                number, one.on, said, person.village, person.name, person.sex, person.age, person.number, person.phone,
                person.address, "独居", "一般", one.visitors[0], one.said, year.chance.choice(TROUBLES),
                year.chance.choice(DONE), "", "", one.on + timedelta(days=30), "",
            ])  # fmt: skip
        rows += [["合计", "", "", f"{len(year.people)}人"], ["制表人：周敏", "", "", "", "审核人：何建国"]]
        pages.append(Page(f"第{quarter + 1}季度", rows))
    return Ledger(pages, visits, rows=48, skipped=8)


@layout("children_columns", "xls", 2024)
def _(year: Year) -> Ledger:
    """儿童走访台账 of children 4 without ID numbers: matched by name and village; 2024.3.5 as text."""
    rows: list[list[Cell]] = [
        [f"{year.year}年{TOWN}儿童走访台账"],
        ["序号", "走访日期", "乡镇", "村居", "儿童姓名", "类别", "风险等级", "走访方式", "走访人",
         "监护/生活/学习/心理/安全情况", "发现问题", "处理措施", "处理结果", "下次走访日期"],
    ]  # fmt: skip
    visits = []
    for number, person in enumerate(year.people[:8], start=1):
        one = year.visit(person, year.day(number))
        visits.append(one)
        rows.append([
            number, f"{one.on.year}.{one.on.month}.{one.on.day}", TOWN, person.village + "委会", person.name,
            "困境儿童", "低", "家访", one.visitors[0], one.said, "无", year.chance.choice(DONE), "", "",
        ])  # fmt: skip
    return Ledger([Page("台账", rows)], visits, rows=8)


@layout("months_ticked", "xlsx", 2024)
def _(year: Year) -> Ledger:
    """A line a person, a column a month, ticked; a sheet a village."""
    pages, visits = [], []
    for village in dict.fromkeys(one.village for one in year.people):
        mine = [one for one in year.people if one.village == village]
        rows: list[list[Cell]] = [
            [f"{year.year}年度{village}入户探访登记表"],
            ["序号", "姓名", "身份证号码", *(f"{month}月" for month in range(1, 13)), "备注"],
        ]
        for number, person in enumerate(mine, start=1):
            line: list[Cell] = [number, person.name, person.number]
            for month in range(1, 13):
                ticked = year.chance.random() < 0.6 or month == 12
                line.append("√" if ticked else "")
                if ticked:
                    visits.append(Visit(person, date(year.year, month, 1), exact=False))
            rows.append([*line, ""])
        pages.append(Page(village, rows))
    return Ledger(pages, visits, rows=12)


@layout("months_dated", "xlsx", 2025)
def _(year: Year) -> Ledger:
    """Under 2025年走访时间 a column a month with the day; two days in one cell; one cell says that nobody was there."""
    months = [f"{word}月" for word in (*"一二三四五六七八九十", "十一", "十二")]
    rows: list[list[Cell]] = [
        [f"{TOWN}特殊困难老年人月探访情况表"],
        ["序号", "村（社区）", "姓名", f"{year.year}年走访时间", *([""] * 11), "走访人"],
        ["", "", "", *months, ""],
    ]
    visits = []
    for number, person in enumerate(year.people, start=1):
        line: list[Cell] = [number, person.village, person.name]
        worker = WORKERS[number % 3]
        for month in range(1, 13):
            day = 3 + (number * month) % 20
            if (number + month) % 5 == 0:
                line.append("")
                continue
            visits.append(Visit(person, date(year.year, month, day), mode=None, visitors=(worker,)))
            if (number + month) % 7 == 0:
                visits.append(Visit(person, date(year.year, month, day + 5), mode=None, visitors=(worker,)))
                line.append(f"{day}、{day + 5}")
            else:
                line.append((day, f"{day}日", f"{month}月{day}日")[month % 3])
        rows.append([*line, worker])
    merges = [(1, 3, 1, 14), *((1, column, 2, column) for column in (0, 1, 2, 15))]
    return Ledger([Page("月探访", rows, merges=merges)], visits, rows=12)


@layout("sheet_a_month", "ods", 2025)
def _(year: Year) -> Ledger:
    """Sheets 1月 ... 6月, the year in the title only, days as 5日; a village's line over its rows."""
    pages, visits = [], []
    for month in range(1, 7):
        rows: list[list[Cell]] = [
            [f"{TOWN}{year.year}年走访记录"],
            ["序号", "日期", "对象姓名", "身份证件号", "探访内容", "探访人员", "是否见到本人"],
        ]
        number = 0
        for village in dict.fromkeys(one.village for one in year.people):
            rows.append([village])
            for person in [one for one in year.people if one.village == village][:2]:
                number += 1
                one = year.visit(person, year.day(month), mode=None)
                visits.append(one)
                rows.append([number, f"{one.on.day}日", person.name, person.number, one.said, one.visitors[0], ""])
        pages.append(Page(f"{month}月", rows))
    return Ledger(pages, visits, rows=36, skipped=18)


@layout("several_in_a_cell", "gb", 2025)
def _(year: Year) -> Ledger:
    """A line a day: 张三、李四 in one cell, 3月5日 with the year in the title, visitors partly on nobody's list."""
    rows: list[list[Cell]] = [
        [f"{year.year}年走访工作记录"],
        ["走访时间", "村", "走访对象", "走访情况", "走访人", "陪同人员"],
    ]
    visits = []
    for month in range(1, 11):
        village = ("上坪村", "白庙村", "大湾村")[month % 3]
        mine = [one for one in year.people if one.village == village][:2]
        on, said = year.day(month), year.chance.choice(FINDINGS)
        visits += [Visit(one, on, mode=None, visitors=("周敏", OTHERS[0]), said=said) for one in mine]
        names = "、".join(one.name for one in mine)
        rows.append([f"{on.month}月{on.day}日", village, names, said, f"周敏、{OTHERS[0]}", "村支书"])
    return Ledger([Page("记录", rows)], visits, rows=10, file="走访工作记录")


@layout("twice_a_year", "xlsx", 2024)
def _(year: Year) -> Ledger:
    """第一次走访 and 第二次走访 side by side, each with day, mode, what was found and who went."""
    part = ("走访日期", "走访方式", "走访情况", "走访人")
    rows: list[list[Cell]] = [
        [f"{TOWN}残疾人走访情况登记表"],
        ["序号", "村", "残疾人姓名", "身份证号", "第一次走访", "", "", "", "第二次走访", "", "", ""],
        ["", "", "", "", *part, *part],
    ]
    visits = []
    for number, person in enumerate(year.people, start=1):
        line: list[Cell] = [number, person.village, person.name, person.number]
        for half in (2, 9):
            one = year.visit(person, year.day(half), mode="电话" if half == 9 else "上门入户")
            if number == 5 and half == 9:
                line += ["", "", "", ""]
                continue
            visits.append(one)
            line += [one.on, "电话" if half == 9 else "上门走访", one.said, one.visitors[0]]
        rows.append(line)
    merges = [(1, 4, 1, 7), (1, 8, 1, 11), *((1, column, 2, column) for column in range(4))]
    return Ledger([Page("登记表", rows, merges=merges)], visits, rows=12)


@layout("ranges_and_lists", "html", 2025)
def _(year: Year) -> Ledger:
    """Ranges of days, several days in a cell, one without a day that can be told, one without any."""
    rows: list[list[Cell]] = [
        ["序号", "探访对象姓名", "身份证号", "所在村", "探访时间", "探访形式", "存在问题", "帮扶措施"]
    ]
    visits, one = [], year.people
    said: list[tuple[Person, str, list[date]]] = [
        (one[0], "2025.3.5-3.7", [date(2025, 3, 5)]),
        (one[1], "2025年3月10日至12日", [date(2025, 3, 10)]),
        (one[2], "2025.4.5、2025.5.6", [date(2025, 4, 5), date(2025, 5, 6)]),
        (one[3], "25.6.7", [date(2025, 6, 7)]),
        (one[4], "2025/7/8 09:30", [date(2025, 7, 8)]),
        (one[5], "20250809", [date(2025, 8, 9)]),
        (one[6], "下旬", []),
        (one[7], "", []),
    ]
    for number, (person, text, days) in enumerate(said, start=1):
        visits += [Visit(person, day, mode="上门入户") for day in days]
        rows.append([number, person.name, person.number, person.village, text, "上门探访", "无", "讲政策"])
    return Ledger([Page("探访", rows)], visits, rows=8, rejected=2, file="2025年特困人员探访")


@layout("merged_days", "xlsx", 2025)
def _(year: Year) -> Ledger:
    """The day and who went stand once for several rows, merged down; nobody at home is told too."""
    rows: list[list[Cell]] = [
        ["关爱探访台账"],
        ["探访日期", "探访人员", "村", "姓名", "身份证号", "探访方式", "是否见到本人", "探访情况"],
    ]
    merges, visits = [], []
    for month in range(1, 9):
        on, worker, top = year.day(month), WORKERS[month % 3], len(rows)
        for place, person in enumerate(year.people[month % 4 :][:3]):
            absent = place == 2
            met, said = ("无人应答", "") if absent else ("见到本人", FINDINGS[place])
            visits.append(Visit(person, on, "上门入户", met, (worker,), said))
            first = [on if place == 0 else "", worker if place == 0 else ""]
            seen = "家中无人" if absent else "是"
            rows.append([*first, person.village, person.name, person.number, "入户探访", seen, said])
        merges += [(top, 0, top + 2, 0), (top, 1, top + 2, 1)]
    return Ledger([Page("探访台账", rows, merges=merges)], visits, rows=24)


@layout("children_system", "xml", 2025)
def _(year: Year) -> Ledger:
    """The fields of the children's system (children 3.6), exported with days and times."""
    rows: list[list[Cell]] = [
        ["走访对象姓名", "身份证号码", "走访对象联系电话", "走访人姓名", "走访内容", "发现问题", "走访类型", "走访时间"]
    ]
    visits = []
    for person in year.people[:6]:
        for month in (1, 4, 7):
            one = year.visit(person, year.day(month), mode=None)
            visits.append(one)
            when = f"{one.on.isoformat()} 09:{month:02d}:00"
            rows.append([person.name, person.number, person.phone, one.visitors[0], one.said, "", "日常走访", when])
    return Ledger([Page("Sheet1", rows)], visits, rows=18)


@layout("day_in_three_columns", "utf8", 2025)
def _(year: Year) -> Ledger:
    """年, 月 and 日 each in a column of their own; 2月30日 is no day."""
    rows: list[list[Cell]] = [["年", "月", "日", "姓名", "身份证号", "村", "走访方式", "走访人员", "基本情况"]]
    visits = []
    for month, person in enumerate(year.people[:9], start=1):
        one = year.visit(person, year.day(month), mode="电话")
        if month == 2:
            rows.append([year.year, 2, 30, person.name, person.number, person.village, "电话", "周敏", one.said])
            continue
        visits.append(one)
        rows.append([
            year.year, month, one.on.day, person.name, person.number, person.village, "电话回访", one.visitors[0],
            one.said,
        ])  # fmt: skip
    return Ledger([Page("回访", rows)], visits, rows=9, rejected=1)


def built() -> Iterator[tuple[str, bytes, dict[str, object]]]:
    """File name, content and answers of the register and of every ledger."""
    everybody = people()
    rows: list[list[Cell]] = [["姓名", "身份证号", "村", "类别"]]
    rows += [[one.name, one.number, one.village, "特殊困难老年人"] for one in everybody]
    ending, write = WRITERS["xlsx"]
    yield "register" + ending, write([Page("名单", rows)]), {"people": [one.answer() for one in everybody]}
    for name, (kind, year, maker) in sorted(LAYOUTS.items()):
        made = maker(Year(year, everybody))
        ending, write = WRITERS[kind]
        answers = {
            "file": (made.file or name) + ending, "rows": made.rows, "skipped": made.skipped, "rejected": made.rejected,
            "visits": [one.answer() for one in made.visits],
        }  # fmt: skip
        yield name + ending, write(made.pages), answers


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for file, content, answers in built():
        (TARGET / file).write_bytes(content)
        told = json.dumps(answers, ensure_ascii=False, indent=0)
        (TARGET / (Path(file).stem + ".expected.json")).write_text(told + "\n", encoding="utf-8")
        print(f"{file}: {len(content)} bytes, {len(answers.get('visits', ()))} visits")  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
