"""The sections of a return ready for paper, and its JSON: texts and tables from figures, nothing counted here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from caredesk.schema.ids import Id
from caredesk.schema.report import Chart, Paragraph, ReportTable, Section, Series
from caredesk.schema.sheet import SheetColumn
from caredesk.services.figures import MOVES, Figure, Figures
from caredesk.services.register import Balance

_MOVED = ("期初", "新增", "退出", "期末")


def sections(figures: Figures) -> list[Section]:
    """The parts of a return that have data."""
    made = [_register(figures), _visits(figures), _rates(figures), _villages(figures)]
    return [section for section in made if section.blocks]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else ""


def _column(label: str, width: int = 10, *, number: bool = True) -> SheetColumn:
    return SheetColumn(key=label, label=label, width=width, align="right" if number else "left", number=number)


def _register(figures: Figures) -> Section:
    if not figures.balances:
        return Section(heading="在册服务对象", blocks=[])
    notes = ["期初＋新增－退出＝期末。一人可属多类，各类相加多于总人数。"]
    said = Paragraph(text=f"期末在册服务对象{len(figures.everybody)}人（去重）。", key="everybody")
    blocks: list[Paragraph | ReportTable] = [said, _balance(figures.balances, "人", "", "按类别增减", notes)]
    if figures.households:
        blocks.append(_balance(figures.households, "户", "home_", "按户增减", []))
    return Section(heading="在册服务对象", blocks=blocks)


def _balance(balances: Iterable[Balance], unit: str, prefix: str, caption: str, notes: list[str]) -> ReportTable:
    told = list(balances)
    rows = [[one.category, *(str(len(getattr(one, move))) for move in MOVES)] for one in told]
    keys = [["", *(f"{prefix}{move}:{one.category}" for move in MOVES)] for one in told]
    columns = [_column("类别", 24, number=False), *(_column(f"{label}（{unit}）") for label in _MOVED)]
    return ReportTable(columns=columns, rows=rows, keys=keys, notes=notes, caption=caption)


def _visits(figures: Figures) -> Section:
    if not figures.counted:
        return Section(heading="走访探访", blocks=[])
    columns = [_column("项目", 30, number=False), _column("单位", 8, number=False), _column("数量")]
    rows = [
        [f"{one.group}：{one.label}" if one.group else one.label, one.unit, str(one.value)] for one in figures.counted
    ]
    keys = [["", "", one.key] for one in figures.counted]
    return Section(heading="走访探访", blocks=[ReportTable(columns=columns, rows=rows, keys=keys)])


def _rates(figures: Figures) -> Section:
    blocks = []
    monthly, coverage = figures.rate("monthly_rate"), figures.rate("coverage")
    if figures.expected and monthly:
        columns = [_column("类别", 24, number=False), *map(_column, ("本月该访（人）", "本月已访（人）", "月探访率"))]
        rows = [
            [t.category, str(len(t.due)), str(len(t.seen)), _percent(len(t.seen), len(t.due))] for t in figures.expected
        ]
        keys = [["", f"due:{t.category}", f"seen:{t.category}", ""] for t in figures.expected]
        notes = [f"分子：{monthly.numerator}。分母：{monthly.denominator}。"]
        blocks.append(ReportTable(columns=columns, rows=rows, keys=keys, notes=notes, caption=monthly.label))
    if figures.everybody and coverage:
        columns = [_column("期末在册（人）"), _column("其中本期走访过（人）"), _column("探访覆盖率")]
        whole, part = len(figures.everybody), len(figures.visited)
        rows, keys = [[str(whole), str(part), _percent(part, whole)]], [["everybody", "visited", ""]]
        notes = [f"分子：{coverage.numerator}。分母：{coverage.denominator}。"]
        blocks.append(ReportTable(columns=columns, rows=rows, keys=keys, notes=notes, caption=coverage.label))
    return Section(heading="探访率", blocks=blocks)


def _villages(figures: Figures) -> Section:
    villages = [(id_, name) for id_, name in figures.villages if id_ in figures.by_village]
    if not villages:
        return Section(heading="各村走访情况", blocks=[])
    rows, keys, dues, seens = [], [], [], []
    for id_, name in villages:
        due, seen = (len(people) for people in figures.by_village[id_])
        rows.append([name, str(due), str(seen), _percent(seen, due)])
        keys.append(["", f"village_due:{id_}", f"village_seen:{id_}", ""])
        dues.append(due)
        seens.append(seen)
    columns = [_column("村（社区）", 16, number=False), *map(_column, ("本月该访（人）", "本月已访（人）", "月探访率"))]
    totals = ["合计", str(sum(dues)), str(sum(seens)), _percent(sum(seens), sum(dues))]
    chart = Chart(
        title="各村本月该访与已访人数",
        categories=[name for _, name in villages],
        series=[
            Series(label="本月该访", values=dues),
            Series(label="本月已访", values=seens),
        ],
        unit="人",
    )
    return Section(
        heading="各村走访情况", blocks=[ReportTable(columns=columns, rows=rows, keys=keys, totals=totals), chart]
    )


def as_json(figures: Figures) -> dict[str, Any]:
    """A return as JSON: every figure with its unit and the ids behind it."""
    return {
        "name": figures.declared.key,
        "title": figures.title,
        "period": {"key": figures.period.key, "first": str(figures.period.first), "last": str(figures.period.last)},
        "figures": [_figure_json(one) for one in figures.counted],
        "register": [_balance_json(one) for one in figures.balances],
        "households": [_balance_json(one) for one in figures.households],
        "rates": _rates_json(figures),
        "villages": [
            {"village": name, **_fraction(seen, due)}
            for id_, name in figures.villages
            if id_ in figures.by_village
            for due, seen in [figures.by_village[id_]]
        ],
    }


def _rates_json(figures: Figures) -> list[dict[str, Any]]:
    monthly, coverage = figures.rate("monthly_rate"), figures.rate("coverage")
    told = [(monthly, one.category, one.seen, one.due) for one in figures.expected if monthly]
    if coverage and figures.everybody:
        told.append((coverage, "", figures.visited, figures.everybody))
    return [
        {
            "name": rate.label,
            "category": category,
            **_fraction(part, whole),
            "numerator_is": rate.numerator,
            "denominator_is": rate.denominator,
        }
        for rate, category, part, whole in told
    ]


def _fraction(part: Iterable[Id], whole: Iterable[Id]) -> dict[str, Any]:
    seen, due = ([str(one) for one in sorted(ids)] for ids in (part, whole))
    return {"numerator": len(seen), "denominator": len(due), "numerator_ids": seen, "denominator_ids": due}


def _balance_json(one: Balance) -> dict[str, Any]:
    told = {move: [str(id_) for id_ in sorted(getattr(one, move))] for move in MOVES}
    return {"category": one.category, **{move: len(ids) for move, ids in told.items()}, "ids": told}


def _figure_json(one: Figure) -> dict[str, Any]:
    return {
        "key": one.key, "group": one.group, "label": one.label, "unit": one.unit, "value": one.value,
        "record": one.record, "ids": [str(id_) for id_ in one.ids],
    }  # fmt: skip
