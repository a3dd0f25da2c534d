"""Rows of our own export against the register as it stands: what was edited in Excel or WPS becomes a change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from caredesk.documents.layout.cells import trimmed
from caredesk.schema.fields import Field
from caredesk.schema.ids import Id
from caredesk.schema.kinds import Ref
from caredesk.schema.ledger import Collected, Path
from caredesk.schema.period import Period, PeriodKind
from caredesk.schema.privacy import Privacy
from caredesk.schema.record import RecordType
from caredesk.schema.roster import CellProblem, Outcome, RawSheet, RowOutcome
from caredesk.services.importing.own import OwnTable
from caredesk.services.importing.plan import ImportedPerson, Plan
from caredesk.services.importing.villages import UnknownVillage, VillageBook
from caredesk.services.importing.weighing import Subject, Weighing
from caredesk.services.ledgers import Ledgers
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace
from caredesk.store.oplog import Operation

_EDITABLE = ("person", "phone", "contact", "certificate", "episode", "household", "household_episode")
_STARS = re.compile(r"[*＊]")
_NOT_HERE = "这一格和系统里的不一样，没有改"


@dataclass(frozen=True)
class _Column:
    """A column: ``field`` of the kind that it shows ("" where it gathers several), ``adds`` what it can add."""

    label: str
    field: str = ""
    adds: str = ""


class OwnRows:
    """The rows of one exported sheet; made once per sheet, for the register's own texts are written once."""

    def __init__(
        self,
        workspace: Workspace,
        sheet: RawSheet,
        table: OwnTable,
        plan: Plan,
        weighing: Weighing,
        villages: VillageBook,
    ) -> None:
        self._work = workspace
        self._sheet = sheet
        self._table = table
        self._plan = plan
        self._weighing = weighing
        self._villages = villages
        self._kind = workspace.kind(table.kind)
        self._columns = _columns(workspace, table, self._kind)
        self._wordings = (Wording(workspace), Wording(workspace, full=True))
        found = workspace.records.many(self._kind, table.keys.values())
        self._now = {id_: self._kind.values(record) for id_, record in found.items()}
        self._texts = self._known_texts()
        self._first: dict[Id, int] = {}
        for row, id_ in table.keys.items():
            self._first.setdefault(id_, row)

    def knows(self, row: int) -> bool:
        """Whether a row is of a record that is there; others are added rows, as are copies of a row."""
        id_ = self._table.keys.get(row)
        return id_ in self._now and self._first.get(id_) == row

    def add(self, row: int) -> None:
        """Plan one row of a record that is there."""
        id_ = self._table.keys[row]
        now = self._now[id_]
        name = str(now.get(self._kind.title_field) or "")
        if self._work.records.in_bin(self._kind, id_):
            self._tell(row, "rejected", f"“{name}”在回收站里，要用请先从回收站取回", name)
            return
        wanted: dict[str, Any] = {}
        labels: list[str] = []
        cells = self._sheet.rows[row]
        subject = Subject(self._table.sheet, row + 1, self._person(id_, now), self._whose(now), known=True)
        for place, column in self._columns.items():
            said = _plain(trimmed(cells[place])) if place < len(cells) else ""
            if not said or said in self._texts[id_].get(place, ()):
                continue
            if column.adds:
                labels += self._add_phone(row, id_, subject, column, said)
            else:
                wanted |= self._changed(row, id_, subject, column, said)
        wanted = self._sound(row, now, wanted)
        labels += self._plan.staging.change(self._kind.key, id_, dict(now), wanted)
        self._tell(row, "updated" if labels else "unchanged", f"更新：{'、'.join(labels)}" if labels else "", name)
        if self._kind.key == "person":
            self._plan.people.append(self._listed({**now, **wanted}))

    def _changed(self, row: int, id_: Id, subject: Subject, column: _Column, said: str) -> dict[str, Any]:
        """What an edited cell changes, {} where it may not."""
        name, now = column.field, self._now[id_]
        if not name or self._kind.key not in _EDITABLE:
            self._problem(row, column, said, _NOT_HERE, f"要改请到“{self._table.title}”里的这一条去改")
            return {}
        if _STARS.search(said):
            self._problem(row, column, said, "这一格打了星，没有改", "要改请把整个号码写上")
            return {}
        later = self._later(id_, name)
        if any(said in self._both(name, self._logged(name, one)) for one in later):
            return {}  # not edited: the register has moved on since the export
        value, wrong = self._value(name, said)
        if wrong:
            self._problem(row, column, said, wrong, "请核对，改好后再收一次；这一格没有收")
            return {}
        if value in (None, "", ()) or value == now.get(name):
            return {}
        both = any(self._table.made and one.at.astimezone().date() > self._table.made for one in later)
        texts = (self._wordings[0].text(self._kind, name, one) for one in (now.get(name), value))
        return {name: value} if self._weighing.tells(subject, name, column.label, *texts, asked=both) else {}

    def _value(self, name: str, said: str) -> tuple[Any, str]:
        spec: Field = self._kind.fields[name]
        if isinstance(spec, Ref):
            if spec.to != "village":
                return None, "这一格从这里改不了"
            try:
                return self._villages.find(said)[0], ""
            except UnknownVillage:
                return None, f"村名单里没有“{said}”"
        try:
            value = spec.parse(said)
        except ValueError as error:
            return None, str(error)
        return value, (spec.wrong(value) or "") if value not in (None, "", ()) else ""

    def _sound(self, row: int, now: Mapping[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
        """The changes without those that the record's rules forbid."""
        if not wanted:
            return wanted
        before = {problem.text for problem in self._kind.problems(now)}
        for problem in self._kind.problems({**now, **wanted}):
            if problem.text not in before:
                label = self._kind.fields[problem.field].label if problem.field in self._kind.fields else ""
                self._problem(row, _Column(label), "", problem.text, "请核对，改好后再收一次；这一行没有改")
                return {}
        number = wanted.get("id_number") if self._kind.key == "person" else None
        if number and self._work.records.find(self._kind, {"id_number": number}):
            self._problem(row, _Column("身份证号"), number, "这个身份证号已经登记在别人名下", "请核对；这一行没有改")
            return {}
        return wanted

    def _add_phone(self, row: int, id_: Id, subject: Subject, column: _Column, said: str) -> list[str]:
        kind = self._work.kind("phone")
        spec = kind.fields["number"]
        number = spec.parse(said)
        if _STARS.search(said) or not number or spec.wrong(number):
            self._problem(row, column, said, _NOT_HERE, "要改请写整个电话号码，或到这个人的资料里改")
            return []
        known = {one.number for one in self._work.records.find(kind, {"person": id_})}  # type: ignore[attr-defined]
        text = self._wordings[0].text(kind, "number", number)
        if number in known or not self._weighing.adds(subject, "phone.1", column.label, text):
            return []
        self._plan.staging.insert("phone", {"number": number}, owner=id_)
        return ["电话"]

    def _later(self, id_: Id, name: str) -> list[Operation]:
        """What was written of a field on the day of the export and since."""
        made = self._table.made
        return [
            one
            for one in self._work.records.log.of_record(id_)
            if one.action == "change"
            and name in {**one.before, **one.after}
            and (made is None or one.at.astimezone().date() >= made)
        ]

    def _logged(self, name: str, operation: Operation) -> Any:
        try:
            return self._kind.fields[name].from_json(operation.before.get(name))
        except ValueError:
            return None

    def _both(self, name: str, value: Any) -> tuple[str, ...]:
        return tuple(_plain(wording.text(self._kind, name, value)) for wording in self._wordings)

    def _known_texts(self) -> dict[Id, dict[int, set[str]]]:
        """What every cell of the export would say now, starred and in full."""
        texts: dict[Id, dict[int, set[str]]] = {id_: {} for id_ in self._now}
        if not self._table.ledger:
            for id_, now in self._now.items():
                for place, column in self._columns.items():
                    texts[id_][place] = set(self._both(column.field, now.get(column.field)))
            return texts
        ledger = self._work.declarations.ledger(self._table.ledger)
        order = [column.key for column in ledger.columns]
        for even_restricted, full in ((False, False), (False, True), (True, True)):
            if even_restricted and self._work.gate.clearance < Privacy.RESTRICTED:
                continue
            made = Ledgers(self._work, even_restricted=even_restricted).made(
                ledger.key, self._all_time() if ledger.period else None, full=full
            )
            by_key = dict(zip(made.keys, made.rows, strict=True))
            for id_, known in texts.items():
                row = by_key.get(str(id_), ())
                for place, key in self._table.columns.items() if row else ():
                    known.setdefault(place, set()).add(_plain(row[order.index(key)]))
        return texts

    def _all_time(self) -> Period:
        today = self._work.clock.today()
        return Period(PeriodKind.YEAR, today.replace(year=1950, month=1, day=1), today, "all", "")

    def _person(self, id_: Id, now: Mapping[str, Any]) -> Id:
        return now.get("person") or id_

    def _whose(self, now: Mapping[str, Any]) -> str:
        if self._kind.key != "person" and now.get("person"):
            return self._wordings[0].title("person", now["person"])
        return str(now.get(self._kind.title_field) or "")

    def _listed(self, values: Mapping[str, Any]) -> ImportedPerson:
        born, village = values.get("birth_date"), values.get("village")
        return ImportedPerson(
            values["name"],
            values.get("id_number") or "",
            values.get("sex") or "",
            born.isoformat() if born else "",
            self._villages.names.get(village, "") if village else "",
        )

    def _problem(self, row: int, column: _Column, said: str, reason: str, advice: str) -> None:
        self._plan.problems.append(CellProblem(self._table.sheet, row + 1, column.label, said[:60], reason, advice))

    def _tell(self, row: int, outcome: Outcome, reason: str, name: str) -> None:
        self._plan.outcomes.append(RowOutcome(self._table.sheet, row + 1, outcome, reason, name))


def _columns(workspace: Workspace, table: OwnTable, kind: RecordType) -> dict[int, _Column]:
    """The columns that say something of the record: running numbers and ages are worked out."""
    if not table.ledger:
        return {place: _Column(kind.fields[name].label, name) for place, name in table.columns.items()}
    sources = {column.key: column for column in workspace.declarations.ledger(table.ledger).columns}
    found = {}
    for place, key in table.columns.items():
        column = sources[key]
        if isinstance(column.source, Path):
            first, _, rest = column.source.path.partition(".")
            own = not rest or (rest == "name" and getattr(kind.fields[first], "to", "") == "village")
            found[place] = _Column(column.label, first if own else "")
        elif isinstance(column.source, Collected):
            phone = column.source.record == "phone" and kind.key == "person"
            found[place] = _Column(column.label, adds="phone" if phone else "")
        elif column.key not in ("number", "age"):
            found[place] = _Column(column.label)
    return found


def _plain(text: str) -> str:
    """A text as a workbook gives it back: one kind of line end, single blanks."""
    return re.sub(r"\s+", " ", text).strip()
