"""Ledgers of a period: rows in words, on screen, as a workbook, as PDF, as JSON; masked unless asked and recorded."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from caredesk.resources import resource
from caredesk.schema.dates import show_day
from caredesk.schema.errors import FileTrouble, NotAllowed, UserError
from caredesk.schema.ids import Id
from caredesk.schema.ledger import (
    AgeAt,
    Collected,
    Column,
    Joined,
    Ledger,
    Path,
    Reckoned,
    RowNumber,
    paths_of,
    resolve,
)
from caredesk.schema.period import Period
from caredesk.schema.privacy import Privacy
from caredesk.schema.record import RecordType
from caredesk.schema.sheet import Sheet, SheetColumn
from caredesk.services.access import Right
from caredesk.services.collecting import collect
from caredesk.services.ledger_rows import age_in_words, collected_in, joined, narrowing, tells_birth, walked
from caredesk.services.people import People
from caredesk.services.reckoned import RECKONED
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace
from caredesk.store.audit import Action
from caredesk.store.query import Having, Selection

Progress = Callable[[int, int], bool]
"""Called with (done, all); False cancels."""


@dataclass(frozen=True)
class LedgerFilter:
    """What a ledger is narrowed to; empty means all. ``village`` and ``visitor`` are ids."""

    village: Id | None = None
    visitor: Id | None = None
    category: str = ""
    mode: str = ""
    risk: str = ""
    state: str = ""
    origin: str = ""
    no_village: bool = False


class Ledgers:
    """Use cases around ledgers. They go to the county and travel by chat: what is restricted stands on none.

    ``even_restricted`` is for the station's own archive only.
    """

    def __init__(self, workspace: Workspace, *, even_restricted: bool = False) -> None:
        self._work = workspace if even_restricted else workspace.lowered(Privacy.SENSITIVE)

    def sheet(
        self,
        name: str,
        period: Period | str | None = None,
        chosen: LedgerFilter | None = None,
        *,
        full: bool = False,
        reason: str = "",
    ) -> Sheet:
        """A ledger ready for screen or paper. ``full`` shows whole numbers and needs a reason, which is recorded."""
        self._allow(reason, full=full)
        if full:
            self._work.note(Action.VIEW_FULL, "ledger", self._work.declarations.ledger(name).key, reason)
        return self.made(name, period, chosen, full=full)

    def write(
        self,
        name: str,
        period: Period | str | None,
        path: FilePath,
        chosen: LedgerFilter | None = None,
        *,
        full: bool = False,
        reason: str = "",
        progress: Progress | None = None,
    ) -> int:
        """Write a ledger as .xlsx, .pdf or .json by the file's ending; returns the number of rows.

        It is entered in the audit trail before anything leaves the station.
        """
        self._allow(reason, full=full)
        must_be_written_as(path, (".xlsx", ".pdf", ".json"))
        sheet = self.made(name, period, chosen, full=full)
        self._work.note(Action.EXPORT, "ledger", self._work.declarations.ledger(name).key, reason)
        self.write_sheet(sheet, path, progress)
        return len(sheet.rows)

    def made(
        self, name: str, period: Period | str | None, chosen: LedgerFilter | None = None, *, full: bool = False
    ) -> Sheet:
        """A ledger's sheet for a use case that has asked for the right and left its trace."""
        ledger = self._work.declarations.ledger(name)
        span = self._work.period(period) if isinstance(period, str) else period
        if ledger.period and span is None:
            raise UserError(f"“{ledger.title}”要有时段，例如 2026-10。请选一个月份。")
        if not self._work.gate.opens_all(self._work.kind(ledger.record), ledger.where):
            raise NotAllowed(f"您的角色不能出“{ledger.title}”。请找站长办理。")
        rows = self._rows(ledger, span, chosen or LedgerFilter())
        wording = Wording(self._work, full=full, closely=tells_birth(ledger))
        texts = [self._column(ledger, column, rows, span, wording, full=full) for column in ledger.columns]
        settings = self._work.settings
        title = f"{span.label}{ledger.title}" if span and ledger.period else ledger.title
        return Sheet(
            title=f"{settings.township}{title}",
            columns=[
                SheetColumn(key=c.key, label=c.label, group=c.group, width=c.width, align=c.align, number=c.number)
                for c in ledger.columns
            ],
            rows=list(zip(*texts, strict=True)) if rows else [],
            keys=[str(id_) for id_, _ in rows],
            info=self._info(span if ledger.period else None),
            signature=[f"{label}：" for label in settings.signature or ()],
            notes=[*ledger.notes, *([f"报送：{settings.addressee}"] if settings.addressee else [])],
            paper=ledger.paper,
            watermark="演示数据" if settings.demo else "",
            sheet_name=ledger.title,
            metadata=self._metadata(ledger, span),
        )

    def write_sheet(self, sheet: Sheet, path: FilePath, progress: Progress | None = None) -> None:
        """Write a sheet by the file's ending; FileTrouble for an unknown one."""
        from caredesk.documents.metrics import Metrics
        from caredesk.documents.pdf import write_ledger_pdf
        from caredesk.documents.saving import writing
        from caredesk.documents.workbook import write_workbook

        match path.suffix.lower():
            case ".xlsx":
                write_workbook(sheet, path, progress=progress)
            case ".pdf":
                write_ledger_pdf(sheet, path, Metrics(resource), progress=progress)
            case ".json":
                with writing(path) as stream:
                    stream.write(json.dumps(as_json(sheet), ensure_ascii=False, indent=1).encode())
            case _:
                must_be_written_as(path, (".xlsx", ".pdf", ".json"))

    def _allow(self, reason: str, *, full: bool) -> None:
        self._work.user.must(Right.LEDGER)
        if full:
            self._work.user.must(Right.FULL_EXPORT)
            if not reason.strip():
                raise UserError("导出完整号码要写明用途，例如“县民政局核对”。请填写后再导出。")

    def _rows(self, ledger: Ledger, span: Period | None, chosen: LedgerFilter) -> list[tuple[Id, dict[str, Any]]]:
        owners = {one.owner for column in ledger.columns for one in collected_in(column)} - {""}
        paths = list(dict.fromkeys([*(p for c in ledger.columns for p in paths_of(c.source)), *sorted(owners)]))
        guards = self._guards(ledger.record, paths)
        wanted = list(dict.fromkeys([*paths, *(path for names in guards.values() for path in names.values())]))
        found = self._work.query.rows(self.selection(ledger, span, chosen), wanted)
        rows = [(id_, dict(zip(wanted, values, strict=True))) for id_, values in found]
        for start, names in guards.items():
            kind = self._kind_at(ledger.record, start)
            kept = []
            for id_, row in rows:
                if self._work.gate.shows(kind, {name: row[path] for name, path in names.items()}):
                    kept.append((id_, row))
                elif start:  # a record that it links to is hidden: its values are emptied, the row stays
                    kept.append((id_, {p: None if p.startswith(f"{start}.") else v for p, v in row.items()}))
            rows = kept
        return walked(self._work, ledger, rows) if ledger.walked else rows

    def _guards(self, record: str, paths: Sequence[str]) -> dict[str, dict[str, str]]:
        """By the path of each record that hides as a whole: the names and paths of the fields that decide it."""
        starts = {""} | {path.rpartition(".")[0] for path in paths}
        found = {}
        for start in sorted(starts):
            names = self._kind_at(record, start).hidden_with
            if names:
                found[start] = {name: f"{start}.{name}" if start else name for name in names}
        return found

    def _kind_at(self, record: str, start: str) -> RecordType:
        kind = self._work.kind(record)
        for step in start.split(".") if start else ():
            kind = self._work.kind(kind.refs()[step].to)
        return kind

    def selection(self, ledger: Ledger, span: Period | None, chosen: LedgerFilter) -> Selection:
        """The ledger's rows as a question to the store: the same for screen, paper, number and list."""
        kind = self._work.kind(ledger.record)
        equal: dict[str, Any] = {}
        for name in ("village", "visitor", "mode", "risk", "state", "origin"):
            if value := getattr(chosen, name):
                path = narrowing(self._work, kind, name, value)
                if path is None:
                    raise UserError(f"“{ledger.title}”不能按这一项来筛选。请换一个条件。")
                equal[path] = value
        if chosen.no_village:
            equal[narrowing(self._work, kind, "village") or "village"] = None
        having: tuple[Having, ...] = ()
        if chosen.category and "category" in kind.fields:
            if not self._work.gate.opens(kind, "category", chosen.category):
                raise UserError(f"“{chosen.category}”是严格保密的类别，不能单独出表。请换一个类别。")
            equal["category"] = chosen.category
        elif chosen.category:
            to_person = "" if ledger.record == "person" else "person"
            having = (People(self._work).having(chosen.category, self._day(ledger, span), to_person),)
        return Selection(
            record=ledger.record,
            where=ledger.where,
            equal=equal,
            between=(ledger.period, span.first, span.last) if ledger.period and span else None,
            having=having,
            order=ledger.order,
        )

    def _day(self, ledger: Ledger, span: Period | None) -> date:
        """The day that categories must be in force on: the period's last, but none to come."""
        today = self._work.clock.today()
        return min(span.last, today) if span and ledger.period else today

    def _column(
        self,
        ledger: Ledger,
        column: Column,
        rows: Sequence[tuple[Id, dict[str, Any]]],
        span: Period | None,
        wording: Wording,
        *,
        full: bool,
    ) -> list[str]:
        source = column.source

        def text(path: str, values: Mapping[str, Any]) -> str:
            kind, spec = resolve(self._work.declarations.by_key, ledger.record, path)
            return wording.text(kind, spec.name, values[path])

        match source:
            case RowNumber():
                return [str(number) for number in range(1, len(rows) + 1)]
            case AgeAt():
                kind, spec = resolve(self._work.declarations.by_key, ledger.record, source.birth)
                if not self._work.gate.opens(kind, spec.name):
                    return [""] * len(rows)
                return [age_in_words(values[source.birth], values[source.on]) for _, values in rows]
            case Path():
                return [text(source.path, values) for _, values in rows]
            case Joined():
                return [joined(source, values, text) for _, values in rows]
            case Collected():
                on, closely = None if ledger.period else self._day(ledger, span), tells_birth(ledger)
                return collect(self._work, source, rows, on, full=full, closely=closely)
            case Reckoned():
                return RECKONED[source.key](self._work, [id_ for id_, _ in rows])

    def _info(self, span: Period | None) -> list[str]:
        settings, today = self._work.settings, show_day(self._work.clock.today())
        parts = [f"填报单位：{settings.name}"]
        if span is not None:
            parts.append(f"时段：{show_day(span.first)}至{show_day(span.last)}")
        return [*parts, f"日期：{today}"]

    def _metadata(self, ledger: Ledger, span: Period | None) -> dict[str, str]:
        return {"ledger": ledger.key, "period": span.key if span else "", "made": self._work.clock.today().isoformat()}


def must_be_written_as(path: FilePath, endings: Sequence[str]) -> None:
    """Raise FileTrouble when a file's ending is none that can be written."""
    if path.suffix.lower() not in endings:
        *others, last = endings
        raise FileTrouble(
            f"不会写“{path.suffix or path.name}”这种文件。请把文件名改成 {'、'.join(others)} 或 {last} 结尾。"
        )


def as_json(sheet: Sheet) -> dict[str, Any]:
    """A sheet as JSON: headings joined group/column, and each row by its headings."""
    headings = [f"{column.group}/{column.label}" if column.group else column.label for column in sheet.columns]
    return {
        "title": sheet.title,
        "info": list(sheet.info),
        "columns": headings,
        "rows": [dict(zip(headings, row, strict=True)) for row in sheet.rows],
        "keys": list(sheet.keys),
    }
