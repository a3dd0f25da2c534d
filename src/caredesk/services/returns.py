"""The station's returns: every figure is a list first, and the number is its length."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from caredesk.resources import resource
from caredesk.schema.dates import show_day
from caredesk.schema.ids import Id
from caredesk.schema.indicator import Indicator
from caredesk.schema.period import Period, PeriodKind
from caredesk.schema.report import Report
from caredesk.services.access import Right
from caredesk.services.figures import Figure, Figures
from caredesk.services.households import lived_in, members
from caredesk.services.ledgers import must_be_written_as
from caredesk.services.register import Register
from caredesk.services.return_paper import as_json, sections
from caredesk.services.walking_order import in_walking_order
from caredesk.services.workspace import Workspace
from caredesk.store.audit import Action
from caredesk.store.query import Selection


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
        # A 月探访率 is one of a month; longer periods have the coverage.
        expected = tuple(register.expected(span)) if declared.rates and span.kind is PeriodKind.MONTH else ()
        due = frozenset().union(*(told.due for told in expected))
        seen = frozenset().union(*(told.seen for told in expected))
        due_by, seen_by = register.by_village(due), register.by_village(seen)
        by_village = {village: (people, seen_by.get(village, frozenset())) for village, people in due_by.items()}
        named = tuple(told for told in expected if register.named(told))
        return Figures(
            declared,
            span,
            counted,
            tuple(register.balances(span)),
            named,
            self._villages(),
            by_village,
            tuple(register.household_balances(span)),
            register.everybody(span.last),
            register.visited(span),
        )

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
        paths = list(dict.fromkeys(path for path in (one.distinct, one.along, one.date_field) if path))
        rows = self._work.query.rows(chosen, paths)
        homes = members(self._work, None) if one.by_household else {}
        firsts: dict[tuple[Any, ...], Id] = {}
        for id_, values in rows:
            told = dict(zip(paths, values, strict=True))
            counted = told[one.distinct]
            if one.by_household:
                counted = next(iter(lived_in(homes, counted, told[one.date_field])), counted)
            firsts.setdefault((counted, told.get(one.along)), id_)
        plain = not one.by_household and not one.along and "." not in one.distinct
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
        report = Report(
            title=f"{settings.name}{span.label}{figures.title}",
            info=[f"填报单位：{settings.name}", f"填报日期：{show_day(self._work.clock.today())}"],
            sections=sections(figures),
            signature=[f"{label}：" for label in settings.signature or ()],
            notes=[f"统计时段：{show_day(span.first)}至{show_day(span.last)}。没有数据的项目不列出。"],
            watermark="演示数据" if settings.demo else "",
            metadata={"return": figures.declared.key, "period": span.key},
        )
        return report, figures

    def in_order(self, record: str, ids: Sequence[Id]) -> list[Id]:
        """People, visits or households behind a figure by village, group and name, as somebody would walk there."""
        self._work.user.must(Right.SEE)
        return in_walking_order(self._work, record, ids)

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
