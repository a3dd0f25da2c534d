"""Seeded changes to a roster that leave its people the same: what another county would have made of the same list."""

import random
from dataclasses import replace
from datetime import date

from caredesk.schema.identity import made_up_id
from caredesk.schema.roster import RawSheet

_TITLES = [
    "云溪县民政局2026年度摸底花名册",
    "附件2",
    "青石镇社会工作服务站",
    "（此表一式三份，镇、村、站各存一份）",
    "填报单位（盖章）：青石镇人民政府    填报日期：2026年10月8日    单位：人、元",
    "填表说明：1、身份证号必填；2、姓名要和户口簿一致；3、一人一行，不得合并。",
]
_EXTRA = [
    ("备用", lambda r, n: ""),
    ("是否党员", lambda r, n: r.choice(["是", "否", ""])),
    ("填表人", lambda r, n: "陈静"),
    ("填表人联系电话", lambda r, n: "14900009999"),
    ("登记时间", lambda r, n: f"2026-0{r.randint(1, 9)}-1{r.randint(0, 9)}"),
    ("微信号", lambda r, n: f"wx{r.randint(1000, 9999)}"),
    ("经度", lambda r, n: 111.5 + n / 1000),
    ("村干部姓名", lambda r, n: r.choice(["刘建国", "王桂兰", "李志强"])),
    ("账户名称", lambda r, n: r.choice(["张伟", "王芳", "李娜", "赵敏", "孙静"]) + "玉"),
    ("开户银行", lambda r, n: "农村商业银行"),
    ("核查人签字", lambda r, n: ""),
    ("网格员", lambda r, n: r.choice(["周明", "吴芳", "郑强"])),
    ("网格员电话", lambda r, n: f"1490000{r.randint(1000, 9999)}"),
    ("户编号", lambda r, n: f"H{n:05d}"),
    ("邮编", lambda r, n: 430000),
    ("说明2", lambda r, n: r.choice(["", "", "见附件"])),
    ("配偶姓名", lambda r, n: r.choice(["陈玉兰", "刘大明", "", "周四喜"])),
    ("配偶身份证号", lambda r, n: r.choice(["", "429021195002019973", _number(1950 + n % 20)])),
    ("班主任姓名", lambda r, n: r.choice(["何静", "刘洋", "孙桂芳"])),
    ("包片领导", lambda r, n: r.choice(["周杰", "吴昊", "郑强"])),
    ("楼栋长姓名", lambda r, n: _name(r)),
    ("产权人身份证号", lambda r, n: _number(1960 + n % 20)),
    ("护工", lambda r, n: _name(r)),
    ("护工电话", lambda r, n: f"1490000{r.randint(1000, 9999)}"),
    ("曾用姓名", lambda r, n: r.choice(["", "", _name(r)])),
    ("开户人身份证号", lambda r, n: _number(1970)),
    ("签约医生姓名", lambda r, n: r.choice(["何医生", "刘洋", "孙医"])),
    ("健康档案号", lambda r, n: f"42902110{n:09d}"),
]
_BESIDE = (
    "配偶姓名", "配偶身份证号", "楼栋长姓名", "产权人身份证号", "护工", "班主任姓名", "包片领导", "护工电话",
    "曾用姓名",
)  # fmt: skip


def _name(r):
    return r.choice("陈刘周吴郑孙何赵") + r.choice("玉大四桂小") + r.choice("兰明喜芳强英")


def _number(year):
    return made_up_id("429021", date(year, 3, 8), sequence=997)


_DRESSED = {
    "姓名": ["姓  名", "姓名*", "姓 名：", "姓名（必填）", "姓\n名"],
    "身份证号": ["身份证号码", "公民身份号码", "身份证", "居民身份证号码*", "身份证号（18位）", "身份证\n号码"],
    "身份证号码": ["身份证号", "公民身份号码", "身份证件号码"],
    "公民身份号码": ["身份证号", "身份证号码", "公民身份证号码"],
    "儿童姓名": ["姓名", "儿童姓名*", "留守儿童姓名"],
    "儿童身份证": ["身份证号", "儿童身份证号码", "儿童身份证号*"],
    "户主姓名": ["户主", "户主姓名*", "户主 姓名"],
    "户主身份证号": ["户主身份证号码", "身份证号", "户主身份证"],
    "村（居）": ["村(社区)", "村", "所在村", "行政村", "村（社区）名称"],
    "村（社区）": ["村", "村（居）", "所属村", "村委会"],
    "村名称": ["村", "村（社区）", "行政村名称"],
    "地区": ["属地", "所属地区", "村（社区）", "行政区划"],
    "性别": ["性 别", "性别*"],
    "联系电话": ["电话", "联系方式", "手机号码", "联 系 电 话"],
}


class Roster:
    """A sheet taken apart: lines above, header levels by column, index row, body, merged cells written out."""

    def __init__(self, sheet, header, index):
        first, last = header
        width = max(len(row) for row in sheet.rows)
        grid = [list(row) + [""] * (width - len(row)) for row in sheet.rows]
        for top, left, bottom, right in sheet.merges:
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    if first <= top <= last or column == left:
                        grid[row][column] = grid[top][left]
        self.name = sheet.name
        self.above = grid[:first]
        paths = [[grid[row][column] for row in range(first, last + 1)] for column in range(width)]
        self.paths = [[level for at, level in enumerate(path) if level and level not in path[:at]] for path in paths]
        self.indexed = index
        self.body = [row for row in grid[last + 1 + index :] if any(cell != "" for cell in row)]


def mutated(roster, seed, others=False):
    """One of many equivalent sheets; with ``others`` rows name further people, and merges may be undone and filled."""
    r = random.Random(seed)
    paths, body = [list(path) for path in roster.paths], [list(row) for row in roster.body]
    _add_columns(r, paths, body, r.sample([one for one in _EXTRA if one[0] in _BESIDE], 3) if others else [])
    _dress(r, paths)
    order = _order(r, paths)
    paths = [paths[column] for column in order]
    body = [[row[column] for column in order] for row in body]
    header, merges = _header(r, paths)
    if others and r.random() < 0.5:
        header, merges = _filled(header, merges), []
    above = _above(r, roster.above, len(paths))
    rows = above + header
    merges = [(top + len(above), left, bottom + len(above), right) for top, left, bottom, right in merges]
    if (roster.indexed and r.random() < 0.5) or r.random() < 0.15:
        rows.append([number + 1 for number in range(len(paths))])
    rows += _body(r, body, header)
    if r.random() < 0.3:
        shift = r.randint(1, 2)
        rows = [[""] * shift + row for row in rows]
        merges = [(top, left + shift, bottom, right + shift) for top, left, bottom, right in merges]
    return RawSheet(roster.name, [_cut(row) for row in rows], merges=tuple(merges))


def unmerged(sheet):
    """The same sheet saved by something that knows no merged cells: blanks where they were."""
    return replace(sheet, merges=())


def _filled(header, merges):
    """The header after 取消合并并填充: every cell of a merged range says what its first one said."""
    rows = [list(row) for row in header]
    for top, left, bottom, right in merges:
        for row in range(top, bottom + 1):
            rows[row][left : right + 1] = [header[top][left]] * (right + 1 - left)
    return rows


def _add_columns(r, paths, body, more):
    chosen = r.sample(_EXTRA, r.randint(0, 5))
    for name, value in [*chosen, *(one for one in more if one not in chosen)]:
        place = r.randint(0, len(paths))
        if _splits_group(paths, place):
            continue
        paths.insert(place, [name])
        for number, row in enumerate(body):
            full = sum(1 for cell in row if cell != "") > 4
            row.insert(place, value(r, number) if full else "")
    if r.random() < 0.1:
        for row in body:
            row.extend([""] * 200)
        paths.extend([] for _ in range(200))


def _splits_group(paths, place):
    return 0 < place < len(paths) and len(paths[place - 1]) > 1 and paths[place - 1][:1] == paths[place][:1]


def _dress(r, paths):
    for path in paths:
        if path and r.random() < 0.4:
            options = _DRESSED.get(path[-1])
            path[-1] = r.choice(options) if options else path[-1]


def _order(r, paths):
    """Groups stay together; everything else, and the columns inside a group, in any order."""
    blocks = []
    for column, path in enumerate(paths):
        same = len(path) > 1 and blocks and len(paths[blocks[-1][0]]) > 1 and paths[blocks[-1][0]][0] == path[0]
        if same:
            blocks[-1].append(column)
        else:
            blocks.append([column])
    if r.random() < 0.8:
        r.shuffle(blocks)
        for block in blocks:
            r.shuffle(block)
    return [column for block in blocks for column in block]


def _header(r, paths):
    """One flat row, the levels with merges, or a further level above."""
    style = r.choice(["flat", "merged", "merged", "deeper", "deepest", "tall"])
    if style == "flat":
        mark = r.choice(["/", "-", "", "\n", "："])
        return [[mark.join(path) for path in paths]], []
    levels = [list(path) for path in paths]
    if style in ("deeper", "deepest"):
        for column, path in enumerate(levels):
            if len(path) == 1 and r.random() < 0.9:
                path.insert(0, ("基本情况", "其他情况", "补充资料")[min(2, column // 6)])
    depth = max(len(path) for path in levels) + (style in ("deepest", "tall"))
    rows = [[""] * len(levels) for _ in range(depth)]
    merges = []
    for column, path in enumerate(levels):
        for level, text in enumerate(path):
            rows[level][column] = text
        if path and len(path) < depth:
            merges.append((len(path) - 1, column, depth - 1, column))
    for level in range(depth - 1):
        merges += _merged_across(levels, rows[level], level)
    return rows, merges


def _merged_across(levels, row, level):
    """Merge equal neighbours of one header level that have further levels below; the others' cells go blank."""
    merges, column = [], 0
    while column < len(levels):
        end = column
        while row[column] and end + 1 < len(levels) and _same(levels, column, end + 1, level):
            end += 1
        if end > column:
            merges.append((level, column, level, end))
            row[column + 1 : end + 1] = [""] * (end - column)
        column = end + 1
    return merges


def _same(levels, one, other, level):
    shared = levels[one][: level + 1] == levels[other][: level + 1]
    return shared and len(levels[one]) > level + 1 and len(levels[other]) > level + 1


def _above(r, lines, width):
    kept = [line for line in lines if r.random() < 0.7]
    for text in r.sample(_TITLES, r.randint(0, 3)):
        kept.insert(r.randint(0, len(kept)), [text] + [""] * (width - 1))
    if r.random() < 0.3:
        kept.insert(r.randint(0, len(kept)), [""] * width)
    return [(list(line) + [""] * width)[:width] for line in kept]


def _body(r, body, header):
    rows = []
    width = len(header[0])
    for number, row in enumerate(body):
        if r.random() < 0.04:
            rows.append([""] * width)
        if r.random() < 0.03:
            total = [""] * width
            total[r.randint(0, min(3, width - 1))] = r.choice(["小计", "小  计", "合计", "本页小计"])
            total[-1] = number
            rows.append(total)
        if number and r.random() < 0.01:
            rows.extend(list(line) for line in header if len(header) == 1)
        rows.append(row)
    if r.random() < 0.4:
        rows.append(["注：1、本表由村（社区）填报；2、每月5日前报送。"] + [""] * (width - 1))
    return rows


def _cut(row):
    row = list(row)
    while row and row[-1] == "":
        row.pop()
    return row
