"""Keeping records of any declared kind: save, list, recycle bin, history, undo. The form and command line use these."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from caredesk.schema.errors import Invalid, Problem, UserError
from caredesk.schema.identity import check_id_number
from caredesk.schema.ids import Id, parse_id
from caredesk.schema.kinds import Day, Ref
from caredesk.schema.record import Record, RecordType
from caredesk.services.access import Right
from caredesk.services.workspace import Workspace
from caredesk.store.audit import Action
from caredesk.store.records import Write

Finish = Callable[[dict[str, Any]], dict[str, Any]]
"""Fills in what the station knows itself (the village copied onto a visit) before a record is built."""
Follow = Callable[[Write, Id, Mapping[str, Any]], None]
"""What follows from a saved record, in the same act (a visit's risk level becomes the person's)."""

_GUARDED = {"station": Right.SETTINGS, "desk_user": Right.USERS, "visit": Right.VISIT}


@dataclass(frozen=True)
class Change:
    """One entry of a record's history, in words: who, when, what, and the fields before and after."""

    at: datetime
    who: str
    what: str
    fields: tuple[tuple[str, str, str], ...]


_WORDS = {"create": "新建", "change": "修改", "bin": "放进回收站", "unbin": "从回收站取回", "remove": "撤销新建"}


class Recording:
    """Use cases on records of any kind; ``finishers`` complete values before saving, ``followers`` act after it."""

    def __init__(
        self,
        workspace: Workspace,
        finishers: Mapping[str, Finish] | None = None,
        followers: Mapping[str, Follow] | None = None,
    ) -> None:
        self._work = workspace
        self._finishers = dict(finishers or {})
        self._followers = dict(followers or {})

    def get(self, key: str, id: Id) -> Record | None:  # noqa: A002
        """One record with the values this role may see; None when there is none or it may not be seen."""
        self._work.user.must(Right.SEE)
        found = self._work.records.get(self._work.kind(key), id)
        seen = self._work.gate.records(self._work.kind(key), [found] if found else [])
        return seen[0] if seen else None

    def find(self, key: str, equal: Mapping[str, Any] | None = None, order: Sequence[str] = ()) -> list[Record]:
        """Records in use whose fields equal the values, as far as this role may see them."""
        self._work.user.must(Right.SEE)
        kind = self._work.kind(key)
        for name, value in (equal or {}).items():
            if name not in kind.fields or not self._work.gate.opens(kind, name, value):
                raise UserError(f"“{kind.title}”不能按“{name}”来查。请换一个条件。")
        return self._work.gate.records(kind, self._work.records.find(kind, equal, order))

    def table(
        self, key: str, equal: Mapping[str, Any] | None = None, *, full: bool = False, reason: str = ""
    ) -> list[dict[str, Any]]:
        """Records as JSON objects with ids; numbers starred unless ``full``, which needs a reason and is noted."""
        kind = self._work.kind(key)
        if full:
            self._work.user.must(Right.FULL_EXPORT)
            if not reason.strip():
                raise UserError("列出完整号码要用 --reason 写明用途，例如“核对低保申请”。请补上再试。")
        rows = []
        for record in self.find(key, equal):
            told: dict[str, Any] = {"id": str(record.id)}
            for name, value in kind.values(record).items():
                spec = kind.fields[name]
                starred = spec.masked(value)
                told[name] = spec.to_json(value) if full or value is None or starred == spec.show(value) else starred
            rows.append(told)
        if full:
            self._work.note(Action.EXPORT, key, reason=reason.strip())
        return rows

    def parts(self, key: str, owner: Id, order: Sequence[str] = ()) -> list[Record]:
        """The records of a kind that belong to one record (a person's telephones)."""
        kind = self._work.kind(key)
        return self.find(key, {kind.part_of: owner}, order)

    def save(self, key: str, values: Mapping[str, Any], id: Id | None = None) -> Id:  # noqa: A002
        """Write a new record, or the changed fields of one; returns its id.

        Values that the role may not see are left as they are. Raises Invalid with every problem.
        """
        kind = self._work.kind(key)
        with self._work.writing(self._right(key), "save", kind.title) as write:
            return self._write(write, kind, self._built(kind, values, id), id)

    def save_all(self, key: str, rows: Sequence[Mapping[str, Any]]) -> list[Id]:
        """Write new records of a kind, all or nothing; Invalid names every problem with its line (from 1)."""
        kind = self._work.kind(key)
        saved: list[Id] = []
        problems: list[Problem] = []
        with self._work.writing(self._right(key), "save", f"{kind.title} {len(rows)}条") as write:
            for line, values in enumerate(rows, start=1):
                try:
                    saved.append(self._write(write, kind, self._built(kind, values, None), None))
                except Invalid as refused:
                    problems += [Problem(f"{line}.{p.field}", f"第{line}行：{p.text}") for p in refused.problems]
            if problems:
                raise Invalid(problems)
        return saved

    def _right(self, key: str) -> Right:
        return _GUARDED.get(key, Right.EDIT)

    def _write(self, write: Write, kind: RecordType, built: dict[str, Any], id_: Id | None) -> Id:
        saved = write.insert(kind, built) if id_ is None else id_
        if id_ is not None:
            write.update(kind, id_, built)
        if kind.key in self._followers:
            self._followers[kind.key](write, saved, built)
        return saved

    def _built(self, kind: RecordType, values: Mapping[str, Any], id_: Id | None) -> dict[str, Any]:
        old: dict[str, Any] = {}
        if id_ is not None:
            old = self._work.records.row(kind, id_) or {}
            if not old:
                raise Invalid([Problem("id", f"找不到要修改的“{kind.title}”，它可能已被删除。请刷新后再试。")])
            hidden = {name for name, value in old.items() if not self._work.gate.opens(kind, name, value)}
            values = {**old, **{name: value for name, value in values.items() if name not in hidden}}
        full = dict(values)
        if kind.key in self._finishers:
            full = self._finishers[kind.key](full)
        record = kind.build(full)
        built = kind.values(record)
        problems = self._against_station(kind, built, id_)
        if problems:
            raise Invalid(problems)
        return built

    def _against_station(self, kind: RecordType, values: Mapping[str, Any], id_: Id | None) -> list[Problem]:
        """Checks that need the clock or other records: days to come, links that exist, numbers already used."""
        today = self._work.clock.today()
        found = []
        for name, spec in kind.fields.items():
            value = values.get(name)
            if isinstance(spec, Day) and spec.past and value and value > today:
                found.append(Problem(name, f"“{spec.label}”不能晚于今天（{today.isoformat()}），请核对"))
            if isinstance(spec, Ref) and value and self._work.records.row(self._work.kind(spec.to), value) is None:
                found.append(Problem(name, f"“{spec.label}”指的记录找不到，请重新选择"))
        for group in kind.unique:
            equal = {name: values.get(name) for name in group}
            if all(value is not None for value in equal.values()):
                others = [other for other in self._work.records.find(kind, equal) if other.id != id_]
                if others:
                    labels = "、".join(kind.fields[name].label for name in group)
                    title = getattr(others[0], kind.title_field)
                    found.append(Problem(group[0], f"{labels}与“{title}”的重复，请核对是不是同一个"))
        return found

    def from_json(self, key: str, told: Mapping[str, Any]) -> dict[str, Any]:
        """Values as the command line gives them: ISO dates, options in Chinese, a link as id or {"id_number": ...}."""
        kind = self._work.kind(key)
        values: dict[str, Any] = {}
        problems = []
        for name, raw in told.items():
            spec = kind.fields.get(name)
            if spec is None:
                problems.append(Problem(name, f"“{kind.title}”没有“{name}”这一项，请删去"))
                continue
            try:
                values[name] = self._linked(spec, raw) if isinstance(spec, Ref) else spec.from_json(raw)
            except ValueError as error:
                problems.append(Problem(name, str(error)))
        if problems:
            raise Invalid(problems)
        return values

    def _linked(self, spec: Ref, raw: Any) -> Id | None:
        if raw is None or (isinstance(raw, str) and (parse_id(raw) or not raw)):
            return spec.from_json(raw)
        target = self._work.kind(spec.to)
        equal = raw if isinstance(raw, dict) else {target.title_field: raw}
        if equal.keys() - target.fields.keys() or not equal:
            raise ValueError(f'“{spec.label}”看不懂，请写成记录的编号，或 {{"id_number": "…"}}')
        if isinstance(equal.get("id_number"), str):
            equal = {**equal, "id_number": check_id_number(equal["id_number"]).number}
        found = self._work.records.find(target, {n: target.fields[n].from_json(v) for n, v in equal.items()})
        if len(found) != 1:
            raise ValueError(f"“{spec.label}”{'找不到' if not found else '不止一个'}，请核对后写得更明确些")
        return found[0].id

    def bin(self, key: str, id: Id, reason: str = "") -> None:  # noqa: A002
        """Put a record and its parts into the recycle bin; nothing is erased."""
        kind = self._work.kind(key)
        with self._work.writing(_GUARDED.get(key, Right.EDIT), "bin", f"删除{kind.title}") as write:
            write.bin(kind, id)
            for part in self._work.declarations.parts_of(key):
                for record in self._work.records.find(part, {part.part_of: id}):
                    write.bin(part, _id(record))
            self._work.trail.add(self._work.user.id, Action.CHANGE, key, id, reason=reason or None)

    def restore(self, key: str, id: Id) -> None:  # noqa: A002
        """Take a record and its parts back out of the recycle bin."""
        kind = self._work.kind(key)
        with self._work.writing(_GUARDED.get(key, Right.EDIT), "unbin", f"取回{kind.title}") as write:
            write.bin(kind, id, back=True)
            for part in self._work.declarations.parts_of(key):
                for record in self._work.records.find(part, {part.part_of: id}, binned=True):
                    write.bin(part, _id(record), back=True)

    def binned(self, key: str) -> list[Record]:
        """What lies in the recycle bin, as far as this role may see it."""
        self._work.user.must(Right.EDIT)
        kind = self._work.kind(key)
        return self._work.gate.records(kind, self._work.records.find(kind, binned=True))

    def history(self, key: str, id: Id) -> list[Change]:  # noqa: A002
        """Who changed what when, newest first, in words this role may read (numbers starred)."""
        self._work.user.must(Right.SEE)
        kind = self._work.kind(key)
        names = {user.id: str(getattr(user, "name", "")) for user in self._users()}
        row = self._work.records.row(kind, id)
        if row is not None and not self._work.gate.shows(kind, row):
            return []
        changes = []
        for operation in reversed(self._work.records.log.of_record(id)):
            who = names.get(operation.user, "") if operation.user else ""
            fields = tuple(
                (
                    kind.fields[name].label,
                    self._word(kind, name, operation.before),
                    self._word(kind, name, operation.after),
                )
                for name in operation.before.keys() | operation.after.keys()
                if name in kind.fields
                and (operation.before.get(name) is not None or operation.after.get(name) is not None)
            )
            changes.append(Change(operation.at, who, _WORDS[operation.action], fields))
        return changes

    def _users(self) -> list[Record]:
        kind = self._work.kind("desk_user")
        return self._work.records.find(kind) + self._work.records.find(kind, binned=True)

    def _word(self, kind: RecordType, name: str, told: Mapping[str, Any]) -> str:
        spec = kind.fields[name]
        value = spec.from_json(told.get(name))
        if isinstance(spec, Ref) and value is not None:
            target = self._work.kind(spec.to)
            row = self._work.records.row(target, value)
            return self._work.gate.shown(target, target.title_field, row[target.title_field]) if row else ""
        return self._work.gate.shown(kind, name, value)

    def undo_last(self) -> str | None:
        """Take back this user's latest change of today; returns what it was, or None when there is none.

        Raises UserError when somebody has changed the same record since.
        """
        self._work.user.must(Right.EDIT)
        midnight = self._work.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        acts = self._work.history.acts(("save", "bin", "unbin"), user=self._work.user.id, since=midnight, limit=1)
        if not acts:
            return None
        if self._work.history.edited_since(acts[0].id):
            raise UserError(
                f"“{acts[0].title}”之后又改过，不能直接撤销。请打开那条记录，在“改动记录”里核对后手工改回。"
            )
        with self._work.writing(Right.EDIT, "undo", f"撤销：{acts[0].title}"):
            self._work.history.undo(acts[0].id, self._work.user.id, f"撤销：{acts[0].title}")
        return acts[0].title


def _id(record: Record) -> Id:
    assert record.id is not None
    return record.id
