"""The station's returns: every figure is a list first, and the number is its length."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from caredesk.resources import resource
from caredesk.schema.dates import show_day
from caredesk.schema.ids import Id
from caredesk.schema.indicator import Indicator, Return
from caredesk.schema.period import Period
from caredesk.schema.report import Chart, Paragraph, Report, ReportTable, Section, Series
from caredesk.schema.sheet import SheetColumn
from caredesk.services.access import Right
from caredesk.services.ledgers import must_be_written_as
from caredesk.services.register import Balance, Expected, Register
from caredesk.services.workspace import Workspace
from caredesk.store.audit import Action
from caredesk.store.query import Selection


@dataclass(frozen=True)
class Figure:
    """A figure of a return: its unit and exactly the records behind it (``record`` is their kind)."""

    key: str
    group: str
    label: str
    unit: str
    record: str
    ids: tuple[Id, ...]

    @property
    def value(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Figures:
    """All figures of a return for a period; those without data are not there."""

    declared: Return
    period: Period
    counted: tuple[Figure, ...]
    balances: tuple[Balance, ...]
    expected: tuple[Expected, ...]
    villages: tuple[tuple[Id | None, str], ...]
    by_village: Mapping[Id | None, tuple[frozenset[Id], frozenset[Id]]] = field(default_factory=dict)
    """Due and seen people by village, over all monthly rules."""

    def behind(self, key: str) -> tuple[str, tuple[Id, ...]]:
        """The kind of record and the ids behind a figure's key, as the report's tables carry it."""
        for figure in self.counted:
            if figure.key == key:
                return figure.record, figure.ids
        what, _, which = key.partition(":")
        for balance in self.balances:
            if which == balance.category and hasattr(balance, what):
                return "person", tuple(sorted(getattr(balance, what)))
        for told in self.expected:
            if which == told.category and what in {"due", "seen"}:
                return "person", tuple(sorted(getattr(told, what)))
        for village, (due, seen) in self.by_village.items():
            if what in {"village_due", "village_seen"} and which == str(village):
                return "person", tuple(sorted(due if what == "village_due" else seen))
        return "person", ()


class Returns:
    """Use cases around returns."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace

    def figures(self, name: str, period: Period | str) -> Figures:
        """Count a return for a period."""
        self._work.user.must(Right.RETURN)
        declared = self._work.declarations.a_return(name)
        span = self._work.period(period) if isinstance(period, str) else period
        register = Register(self._work)
        open_ones = [one for one in declared.indicators if self._may_count(one)]
        counted = tuple(figure for one in open_ones if (figure := self._count(one, span)).ids)
        expected = tuple(register.expected(span)) if declared.rates else ()
        due = frozenset().union(*(told.due for told in expected))
        seen = frozenset().union(*(told.seen for told in expected))
        due_by, seen_by = register.by_village(due), register.by_village(seen)
        by_village = {village: (people, seen_by.get(village, frozenset())) for village, people in due_by.items()}
        balances = tuple(register.balances(span))
        named = tuple(told for told in expected if register.may_stand(told.category))
        return Figures(declared, span, counted, balances, named, self._villages(), by_village)

    def _may_count(self, one: Indicator) -> bool:
        """Whether a figure may be told to this role: nothing it looks at is above the clearance."""
        return self._work.gate.opens_all(self._work.kind(one.record), one.where)

    def _count(self, one: Indicator, span: Period) -> Figure:
        chosen = Selection(
            record=one.record, where=one.where, between=(one.date_field, span.first, span.last),
            order=(one.date_field, "rid"),
        )  # fmt: skip
        if not one.distinct:
            return Figure(one.key, "", one.label, one.unit, one.record, tuple(self._work.query.ids(chosen)))
        paths = [path for path in (one.distinct, one.otherwise, one.along) if path]
        firsts: dict[tuple[Any, ...], Id] = {}
        for id_, values in self._work.query.rows(chosen, paths):
            told = dict(zip(paths, values, strict=True))
            counted = told[one.distinct] or (told[one.otherwise] if one.otherwise else None)
            firsts.setdefault((counted, told.get(one.along)), id_)
        plain = not one.otherwise and not one.along and "." not in one.distinct
        record = self._work.kind(one.record).refs()[one.distinct].to if plain else one.record
        ids = [key[0] for key in firsts] if plain else list(firsts.values())
        return Figure(one.key, "", one.label, one.unit, record, tuple(ids))

    def _villages(self) -> tuple[tuple[Id | None, str], ...]:
        chosen = Selection(record="village", order=("official_order", "name"))
        named = [(id_, str(name)) for id_, (name,) in self._work.query.rows(chosen, ["name"])]
        return (*named, (None, "没有登记村"))

    def report(self, name: str, period: Period | str) -> tuple[Report, Figures]:
        """A return ready for paper, with the figures behind it."""
        figures = self.figures(name, period)
        settings, span = self._work.settings, figures.period
        sections = [_register(figures), _visits(figures), _rates(figures), _villages(figures)]
        report = Report(
            title=f"{settings.name}{span.label}{figures.declared.title}",
            info=[f"填报单位：{settings.name}", f"填报日期：{show_day(self._work.clock.today())}"],
            sections=[section for section in sections if section.blocks],
            signature=[f"{label}：" for label in settings.signature or ()],
            notes=[f"统计时段：{show_day(span.first)}至{show_day(span.last)}。没有数据的项目不列出。"],
            watermark="演示数据" if settings.demo else "",
            metadata={"return": figures.declared.key, "period": span.key},
        )
        return report, figures

    def write(self, name: str, period: Period | str, path: Path) -> None:
        """Write a return as .pdf or .json by the file's ending."""
        must_be_written_as(path, (".pdf", ".json"))
        report, figures = self.report(name, period)
        self._work.note(Action.EXPORT, "return", figures.declared.key)
        match path.suffix.lower():
            case ".pdf":
                from caredesk.documents.metrics import Metrics
                from caredesk.documents.pdf import write_report_pdf

                write_report_pdf(report, path, Metrics(resource))
            case ".json":
                from caredesk.documents.saving import writing

                with writing(path) as stream:
                    stream.write(json.dumps(as_json(figures), ensure_ascii=False, indent=1).encode())


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else ""


def _column(label: str, width: int = 10, *, number: bool = True) -> SheetColumn:
    return SheetColumn(key=label, label=label, width=width, align="right" if number else "left", number=number)


def _register(figures: Figures) -> Section:
    if not figures.balances:
        return Section(heading="在册服务对象", blocks=[])
    moves = ("opening", "joined", "left", "closing")
    rows = [[one.category, *(str(len(getattr(one, move))) for move in moves)] for one in figures.balances]
    keys = [["", *(f"{move}:{one.category}" for move in moves)] for one in figures.balances]
    columns = [
        _column("类别", 24, number=False),
        *(_column(f"{label}（人）") for label in ("期初", "新增", "退出", "期末")),
    ]
    people = len(frozenset().union(*(one.closing for one in figures.balances)))
    notes = ["期初＋新增－退出＝期末。一人可属多类，各类相加多于总人数。"]
    said = Paragraph(text=f"期末在册服务对象{people}人（去重）。")
    table = ReportTable(columns=columns, rows=rows, keys=keys, notes=notes, caption="按类别增减")
    return Section(heading="在册服务对象", blocks=[said, table])


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
    if not figures.expected:
        return Section(heading="月探访率", blocks=[])
    rate = figures.declared.rates[0]
    columns = [
        _column("类别", 24, number=False),
        _column("本月该访（人）"),
        _column("本月已访（人）"),
        _column("月探访率"),
    ]
    rows = [
        [t.category, str(len(t.due)), str(len(t.seen)), _percent(len(t.seen), len(t.due))] for t in figures.expected
    ]
    keys = [["", f"due:{t.category}", f"seen:{t.category}", ""] for t in figures.expected]
    notes = [f"分子：{rate.numerator}。分母：{rate.denominator}。"]
    return Section(heading=rate.label, blocks=[ReportTable(columns=columns, rows=rows, keys=keys, notes=notes)])


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
        "title": figures.declared.title,
        "period": {"key": figures.period.key, "first": str(figures.period.first), "last": str(figures.period.last)},
        "figures": [_figure_json(one) for one in figures.counted],
        "register": [
            {"category": one.category, "opening": len(one.opening), "joined": len(one.joined), "left": len(one.left),
             "closing": len(one.closing)}
            for one in figures.balances
        ],
        "rates": [
            {"name": "月探访率", "category": one.category, "denominator": len(one.due), "numerator": len(one.seen)}
            for one in figures.expected
        ],
        "villages": [
            {"village": name, "denominator": len(due), "numerator": len(seen)}
            for id_, name in figures.villages
            if id_ in figures.by_village
            for due, seen in [figures.by_village[id_]]
        ],
    }  # fmt: skip


def _figure_json(one: Figure) -> dict[str, Any]:
    return {
        "key": one.key, "group": one.group, "label": one.label, "unit": one.unit, "value": one.value,
        "record": one.record, "ids": [str(id_) for id_ in one.ids],
    }  # fmt: skip
