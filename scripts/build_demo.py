"""Makes resources/demo: the county rosters of a made-up town, its station's set-up, and two months of its days.

    PYTHONPATH=src python scripts/build_demo.py [FOLDER]

The same bytes every time. The rosters have the layouts that counties really send: a sheet a village with ticks,
merged villages under two header rows, a payment list with tabs behind the numbers, a CSV in GB18030.
"""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from demo_months import NEW_ROSTER, Months
from demo_names import CHILD_DIRECTORS, COUNTY, STAFF, STATION, TOWN, VILLAGES
from demo_people import Person, Town
from xlsxwriter.worksheet import Worksheet

OUT = Path(__file__).parents[1] / "resources/demo"
MADE = datetime.fromisoformat("2026-09-01T09:00")
TICKS = ("独居", "空巢", "留守", "失能", "重残", "计生特殊家庭")
ELDERLY = "青石镇特殊困难老年人花名册（2026年9月）.xlsx"
NEW = "2026年10月新增特殊困难老年人.xlsx"
CHILDREN = "2026年秋季学期农村留守儿童和困境儿童花名册.xlsx"
DISABLED = "2026年8月重度残疾人护理补贴发放花名册.xlsx"
TEKUN = "2026年三季度特困人员花名册.xlsx"
DIBAO = "2026年三季度农村低保家庭花名册.csv"


class Roster:
    """A workbook that looks as if typed in an office; the time of making is fixed, so are its bytes."""

    def __init__(self, path: Path) -> None:
        self.book = xlsxwriter.Workbook(path)
        self.book.set_properties({"created": MADE, "author": "云溪县民政局"})
        frame = {"border": 1, "valign": "vcenter", "font_name": "宋体", "font_size": 10}
        self.title = self.book.add_format({"bold": True, "align": "center", "font_name": "黑体", "font_size": 16})
        self.head = self.book.add_format({**frame, "bold": True, "align": "center", "text_wrap": True})
        self.cell = self.book.add_format({**frame, "text_wrap": True})
        self.text = self.book.add_format({**frame, "num_format": "@"})
        self.month = self.book.add_format({**frame, "num_format": 'yyyy"年"m"月"'})
        self.plain = self.book.add_format({"font_name": "宋体", "font_size": 10})

    def sheet(self, name: str, title: str, widths: tuple[int, ...], unit: str = "") -> Worksheet:
        """A sheet with its title across all columns and a line for the unit."""
        made = self.book.add_worksheet(name)
        made.merge_range(0, 0, 0, len(widths) - 1, title, self.title)
        for column, width in enumerate(widths):
            made.set_column(column, column, width)
        if unit:
            made.write_string(1, 0, unit, self.plain)
        return made

    def row(self, sheet: Worksheet, at: int, values: list[Any]) -> None:
        """One line: numbers as numbers, days as dates, the rest as text."""
        for column, value in enumerate(values):
            if value in ("", None):
                sheet.write_blank(at, column, None, self.cell)
            elif isinstance(value, date):
                sheet.write_datetime(at, column, value, self.month)
            elif isinstance(value, int | float):
                sheet.write_number(at, column, value, self.cell)
            else:
                long = str(value).strip().isalnum() and len(str(value)) > 10
                sheet.write_string(at, column, str(value), self.text if long else self.cell)

    def heads(self, sheet: Worksheet, at: int, two: list[tuple[str, list[str]]]) -> None:
        """A header of two rows: groups over their columns, single columns merged down."""
        column = 0
        for label, parts in two:
            if parts:
                sheet.merge_range(at, column, at, column + len(parts) - 1, label, self.head)
                for place, part in enumerate(parts):
                    sheet.write_string(at + 1, column + place, part, self.head)
            else:
                sheet.merge_range(at, column, at + 1, column, label, self.head)
            column += max(1, len(parts))


def ticks(one: Person) -> list[str]:
    """The six columns of special difficulty."""
    return ["√" if tick in one.traits else "" for tick in TICKS]


def elderly(path: Path, town: Town) -> None:
    """A sheet a village, ticks under a merged heading, the contact person, who visits."""
    roster = Roster(path)
    for village in VILLAGES:
        people = [one for one in town.elders if one.village == village.name]
        widths = (5, 10, 5, 20, 5, 9, 13, 22, 5, 5, 5, 5, 5, 8, 10, 7, 13, 9, 12)
        sheet = roster.sheet(village.name, f"{COUNTY}{TOWN}{village.name}特殊困难老年人花名册", widths,
                             f"填报单位：{village.name}（盖章）")  # fmt: skip
        sheet.write_string(1, 14, "填报日期：2026年9月1日", roster.plain)
        heads = ["序号", "姓名", "性别", "公民身份号码", "年龄", "组别", "联系电话", "家庭住址"]
        grouped = [("特殊困难类别（打√）", list(TICKS)), ("监护人（联系人）", ["姓名", "关系", "联系电话"])]
        roster.heads(sheet, 2, [*((h, []) for h in heads), *grouped, ("探访人", []), ("备 注", [])])
        for number, one in enumerate(people, start=1):
            note = "耳背" if "耳聋" in one.traits else "卧床" if "卧床" in one.traits else ""
            roster.row(sheet, number + 3, [number, one.name, one.sex, one.id_number, one.age, one.group, one.phone,
                                           one.address, *ticks(one), *one.carer, village.visitor, note])  # fmt: skip
        last = len(people) + 4
        roster.row(sheet, last, ["合  计", f"{len(people)}人", *[""] * 17])
        sheet.write_string(last + 1, 0, f"制表人：{village.visitor}", roster.plain)
        sheet.write_string(last + 1, 8, "审核人：", roster.plain)
    roster.book.close()


def newcomers(path: Path, town: Town) -> None:
    """The month's additions in one sheet; two people are on the station's list already."""
    roster = Roster(path)
    widths = (5, 10, 10, 5, 20, 12, 14, 22, 16)
    sheet = roster.sheet("新增", "2026年10月青石镇新增特殊困难老年人名单", widths, "填报单位：青石镇社会事务办")
    for column, head in enumerate(("序号", "村（社区）", "姓名", "性别", "身份证号码", "类别", "联系电话",
                                   "家庭住址", "纳入时间")):  # fmt: skip
        sheet.write_string(2, column, head, roster.head)
    known = [one for one in town.elders if "独居" in one.traits][5:40:30]
    for number, one in enumerate([*town.newcomers, *known], start=1):
        living = next(tick for tick in TICKS[:4] if tick in one.traits)
        since = "2026年9月" if one in known else "2026年10月9日"
        roster.row(sheet, number + 2, [number, one.village, one.name, one.sex, one.id_number, living, one.phone,
                                       one.address, since])  # fmt: skip
    roster.book.close()


def children(path: Path, town: Town) -> None:
    """Villages merged down, two header rows, a row of column numbers; needy children on a second sheet."""
    roster = Roster(path)
    widths = (5, 10, 10, 5, 11, 20, 22, 18, 6, 8, 10, 10, 13, 10, 10, 13, 10, 8, 20, 13)
    hint = "填表说明：1、身份证号必填；2、一人一行；3、开学后两周内报镇社会事务办。"
    sheet = roster.sheet("留守儿童", hint, widths)
    sheet.merge_range(1, 0, 1, len(widths) - 1, "2026年秋季学期农村留守儿童花名册", roster.title)
    single = ["序号", "村（居）", "儿童姓名", "性别", "出生年月", "儿童身份证", "户籍所在地", "就读学校及年级",
              "是否寄宿", "健康状况"]  # fmt: skip
    parent = ["姓名", "务工地点", "联系电话"]
    carer = ["姓名", "与儿童关系", "身份证号", "联系电话"]
    grouped = [("父亲情况", parent), ("母亲情况", parent), ("委托照护人", carer)]
    roster.heads(sheet, 2, [*((head, []) for head in single), *grouped])
    roster.row(sheet, 4, list(range(1, len(widths) + 1)))
    left = [one for v in VILLAGES for one in town.children if one.village == v.name and "农村留守儿童" in one.traits]
    row = 5
    for number, one in enumerate(left, start=1):
        father, mother = one.more["parents"]
        year, month = one.birth.year, one.birth.month
        dates = (f"{one.birth:%Y.%m.%d}", f"{year}.{month}", f"{year}年{month}月")
        first = number == 1 or left[number - 2].village != one.village
        roster.row(sheet, row, [number, one.village if first else "", one.name, one.sex, dates[number % 3],
                                one.id_number, f"{COUNTY}{TOWN}{one.village}", one.more["school"],
                                "是" if one.more["boards"] else "否", "健康", *father, *mother,
                                one.carer[0], one.carer[1], one.more["carer_number"], one.carer[2]])  # fmt: skip
        row += 1
    start = 0
    for place, one in enumerate(left):
        if place + 1 == len(left) or left[place + 1].village != one.village:
            if place > start:
                sheet.merge_range(start + 5, 1, place + 5, 1, one.village, roster.cell)
            start = place + 1
    needy(roster, [one for one in town.children if "农村留守儿童" not in one.traits])
    roster.book.close()


def needy(roster: Roster, people: list[Person]) -> None:
    """Orphans, children without care in fact, children in difficulty: each row says which."""
    widths = (5, 10, 10, 5, 20, 16, 24, 18, 10, 9, 14)
    title = "2026年秋季学期孤儿、事实无人抚养儿童、困境儿童花名册"
    sheet = roster.sheet("困境儿童", title, widths, "填报单位：青石镇社会事务办")
    for column, head in enumerate(("序号", "村（居）", "姓名", "性别", "身份证号", "儿童类别", "家庭住址",
                                   "就读学校及年级", "监护人姓名", "与儿童关系", "联系电话")):  # fmt: skip
        sheet.write_string(2, column, head, roster.head)
    for number, one in enumerate(people, start=1):
        roster.row(sheet, number + 2, [number, one.village, one.name, one.sex, one.id_number, one.more["kind"],
                                       one.address, one.more["school"], *one.carer])  # fmt: skip


def disabled(path: Path, town: Town) -> None:
    """A payment list as the provincial system writes it: tabs behind every long number, a total, three signatures."""
    roster = Roster(path)
    widths = (5, 12, 12, 10, 5, 22, 24, 9, 9, 12, 12, 12, 14, 24)
    sheet = roster.sheet("发放花名册", "2026年8月重度残疾人护理补贴发放花名册", widths,
                         "填表单位：云溪县民政局  单位：人、元  填表日期：2026年8月25日")  # fmt: skip
    heads = ("序号", "所属街道(镇)", "村名称", "姓 名", "性别", "身份证号码", "残疾人证号", "残疾类别", "残疾等级",
             "发放标准（元/月）", "实发金额（元）", "起始享受年月", "联系电话", "银行帐号")  # fmt: skip
    for column, head in enumerate(heads):
        sheet.write_string(2, column, head, roster.head)
    kinds = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
    grades = ("一级", "二级", "三级", "四级")
    for number, one in enumerate(town.disabled, start=1):
        kind, grade = str(one.more["class"]), str(one.more["grade"])
        certificate = f"{one.id_number}{kinds.index(kind) + 1}{grades.index(grade) + 1}"
        since = date(2019 + number % 7, 1 + number % 12, 1)
        roster.row(sheet, number + 2, [number, TOWN, one.village, one.name, one.sex, one.id_number + "\t",
                                       certificate + "\t", kind, grade, 110, 110, since, one.phone,
                                       f"0000{10**14 + number * 7_919_013}\t"])  # fmt: skip
    last = len(town.disabled) + 3
    roster.row(sheet, last, ["合计", *[""] * 9, 110 * len(town.disabled), "", "", ""])
    sheet.write_string(last + 1, 0, "单位负责人：    复核人：    填表人：", roster.plain)
    roster.book.close()


def tekun(path: Path, town: Town) -> None:
    """People without means: how they are kept, where, how far they care for themselves."""
    roster = Roster(path)
    widths = (5, 10, 10, 5, 20, 10, 18, 10, 22, 14, 12)
    sheet = roster.sheet("特困", "2026年三季度农村特困人员花名册", widths, "填报单位：青石镇社会事务办（盖章）")
    for column, head in enumerate(("序号", "村（社区）", "姓名", "性别", "身份证号码", "供养方式", "供养机构",
                                   "自理能力", "家庭住址", "联系电话", "批准时间")):  # fmt: skip
        sheet.write_string(2, column, head, roster.head)
    for number, one in enumerate(town.tekun, start=1):
        home = "集中供养" in one.traits
        care = "全护理" if "失能" in one.traits else "半自理" if "慢走" in one.traits else "自理"
        kept = ["集中供养", f"{TOWN}中心敬老院"] if home else ["分散供养", ""]
        since = f"{2012 + number % 12}年{1 + number % 12}月"
        roster.row(sheet, number + 2, [number, one.village, one.name, one.sex, one.id_number, *kept, care,
                                       one.address, one.phone, since])  # fmt: skip
    roster.row(sheet, len(town.tekun) + 3, ["合计", "", f"{len(town.tekun)}人", *[""] * 8])
    roster.book.close()


def dibao(path: Path, town: Town) -> None:
    """A household list from an exporter: GB18030, tabs behind the numbers, totals and who made it at the foot."""
    lines = ["2026年三季度农村低保家庭花名册,,,,,,,,,,"]
    heads = "地区,户主姓名,户主身份证号,低保证号,主要致贫原因,家庭人口数,保障人口数,户月保障金(元)"
    lines.append(f"{heads},起始保障年月,家庭住址,联系电话")
    causes = {"带病": "疾病", "带娃读书": "因学", "照顾老人": "缺乏劳动力", "残疾人": "残疾", "缺劳力": "缺乏劳动力"}
    insured_all = money_all = 0
    for number, one in enumerate(town.dibao):
        alone = "独居" in one.traits
        members = 1 if alone else 2 + number % 4
        insured = 1 if alone else 1 + number % members
        money = 420 * insured + 15 * (number % 9)
        cause = next((said for trait, said in causes.items() if trait in one.traits), "缺乏劳动力")
        insured_all, money_all = insured_all + insured, money_all + money
        who = f"{COUNTY}{TOWN}{one.village},{one.name},{one.id_number}\t,4290212600{100 + number}\t,{cause}"
        since = f"{2021 + number % 5}年{1 + number % 12}月"
        lines.append(f"{who},{members},{insured},{money}.00,{since},{one.address},{one.phone}\t")
    lines.append(f"合计,,,,,,{insured_all},{money_all},,,")
    lines.append("制表人：,,,,,,,,制表时间：2026-08-31,,")
    path.write_bytes("\r\n".join([*lines, ""]).encode("gb18030"))


def station() -> dict[str, Any]:
    """What the station's head sets up by hand on the first day."""
    visitors = [{"name": name, "role": "社工"} for name in STAFF]
    visitors += [{"name": v.visitor, "role": v.role, "village": v.name} for v in VILLAGES]
    visitors += [{"name": name, "role": "儿童主任", "village": village} for village, name in CHILD_DIRECTORS.items()]
    villages = [{"name": v.name, "kind": v.kind, "official_order": place, "groups": list(v.groups)}
                for place, v in enumerate(VILLAGES, start=1)]  # fmt: skip
    more = {"authority": f"{COUNTY}民政局", "operator": f"{COUNTY}同心社会工作服务中心",
            "addressee": f"{TOWN}社会事务办", "phone": "0722-8000000"}  # fmt: skip
    roles = (("林悦", "社工"), ("何建国", "只读"), ("唐志强", "乡镇管理员"))
    users = [{"name": name, "role": role} for name, role in roles]
    return {
        "name": STATION, "county": COUNTY, "township": TOWN, "opened_on": "2026-09-01", "present": "2026-11-02",
        "more": more, "head": STAFF[0], "clerk": "林悦", "users": users, "villages": villages, "visitors": visitors,
    }  # fmt: skip


def homes(town: Town) -> list[dict[str, Any]]:
    """Husbands and wives as households, and what a visitor should know at the gate."""
    lines: list[dict[str, Any]] = []
    for one in town.elders:
        wife = one.more.get("spouse")
        if one.sex == "男" and isinstance(wife, Person):
            home = {"head_name": one.name, "village": one.village, "group": one.group, "address": one.address}
            lines.append({"household": home, "members": {one.id_number: "户主", wife.id_number: "配偶"}})
    hints = ("院里有恶犬，进门先喊人", "耳背，敲窗", "须两人同去", "狗拴在后门，走前门")
    for number, one in enumerate(town.elders[7::31]):
        lines.append({"person": one.id_number, "set": {"entry_hint": hints[number % 4]}})
    return lines


def diary(town: Town) -> list[dict[str, Any]]:
    """The station's days in order: rosters taken in, homes joined, visits, what became of them."""
    days = Months(town).diary()
    rosters = [("2026-09-02", ELDERLY), ("2026-09-03", CHILDREN), ("2026-09-03", DISABLED), ("2026-09-04", DIBAO),
               ("2026-09-04", TEKUN), (NEW_ROSTER.isoformat(), NEW)]  # fmt: skip
    first = [{"day": day, "roster": name} for day, name in rosters]
    first += [{"day": "2026-09-07", **line} for line in homes(town)]
    return sorted([*first, *days], key=lambda line: str(line["day"]))


def build(out: Path) -> None:
    """Write everything into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    town = Town()
    told = diary(town)
    for name, make in ((ELDERLY, elderly), (NEW, newcomers), (CHILDREN, children), (DISABLED, disabled),
                       (TEKUN, tekun), (DIBAO, dibao)):  # fmt: skip
        make(out / name, town)
    (out / "station.json").write_text(json.dumps(station(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    lines = [json.dumps(line, ensure_ascii=False) for line in told]
    (out / "diary.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else OUT)
