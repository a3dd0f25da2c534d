"""Undo from the operation log: an act is taken back by writing its opposite, never by erasing history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from caredesk.schema.ids import Id
from caredesk.schema.record import RecordType
from caredesk.store.oplog import Operation
from caredesk.store.records import Records, Write


@dataclass(frozen=True)
class Edited:
    """A record of the act that somebody has changed, or referred to, since."""

    kind: str
    record: Id
    by: tuple[Operation, ...] = ()
    referred_by: tuple[tuple[str, Id], ...] = ()


@dataclass(frozen=True)
class Act:
    """One use case carried out: a save, an import, an undo."""

    id: Id
    at: datetime
    user: Id | None
    what: str
    title: str
    undone: bool


class History:
    """Reads and takes back acts on the records of one station."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def acts(
        self, what: Sequence[str], *, user: Id | None = None, since: datetime | None = None, limit: int = 100
    ) -> list[Act]:
        """The latest acts of these kinds that changed something and are not undone, newest first."""
        conditions = [f"what IN ({', '.join('?' * len(what))})", "undone_by IS NULL"]
        arguments: list[Any] = list(what)
        if user is not None:
            conditions.append("user = ?")
            arguments.append(user.bytes)
        if since is not None:
            conditions.append("at >= ?")
            arguments.append(since.astimezone(UTC).isoformat(timespec="milliseconds"))
        conditions.append("EXISTS (SELECT 1 FROM op WHERE op.act = act.id)")
        sql = f"SELECT id, at, user, what, title, undone_by FROM act WHERE {' AND '.join(conditions)}"
        rows = self._records.connection.execute(f"{sql} ORDER BY at DESC LIMIT ?", (*arguments, limit))
        return [
            Act(UUID(bytes=row[0]), datetime.fromisoformat(row[1]), UUID(bytes=row[2]) if row[2] else None,
                row[3], row[4], bool(row[5]))
            for row in rows
        ]  # fmt: skip

    def edited_since(self, act: Id) -> list[Edited]:
        """Records of an act that would lose later work if it were undone."""
        operations = self._records.log.of_act(act)
        own = {operation.record for operation in operations}
        found: dict[Id, Edited] = {}
        for operation in operations:
            later = tuple(op for op in self._records.log.later_than(operation) if op.record not in found)
            links = self._links_from_outside(operation, own) if operation.action == "create" else ()
            if (later or links) and operation.record not in found:
                found[operation.record] = Edited(operation.kind, operation.record, later, links)
        return list(found.values())

    def _links_from_outside(self, operation: Operation, own: set[Id]) -> tuple[tuple[str, Id], ...]:
        links = []
        for kind, name in self._records.declarations.referring_to(operation.kind):
            sql = f'SELECT id FROM "{kind.key}" WHERE "{name}" = ?'
            rows = self._records.connection.execute(sql, (operation.record.bytes,))
            links += [(kind.key, Id(bytes=row[0])) for row in rows if Id(bytes=row[0]) not in own]
        return tuple(links)

    def undo(self, act: Id, user: Id | None, title: str, keep: Sequence[Id] = ()) -> int:
        """Take back an act except the records in ``keep`` (with all that belongs to them); returns records restored.

        Newly made records leave their table, changed fields get their former values, binned ones come back.
        """
        operations = [op for op in self._records.log.of_act(act) if op.record not in self._kept(act, keep)]
        with self._records.write(user, "undo", title) as writing:
            for operation in reversed(operations):
                self._reverse(writing, operation)
            self._records.connection.execute(
                "UPDATE act SET undone_by = ? WHERE id = ?", (writing.act.bytes, act.bytes)
            )
        return len({operation.record for operation in operations})

    def _kept(self, act: Id, keep: Sequence[Id]) -> set[Id]:
        """The kept records and everything of the act that they need or that belongs to them."""
        kept = set(keep)
        created = {op.record: op for op in self._records.log.of_act(act) if op.action == "create"}
        grew = True
        while grew:
            grew = False
            for record, operation in created.items():
                kind = self._records.declarations.by_key[operation.kind]
                linked = {Id(str(operation.after[name])) for name in kind.refs() if operation.after.get(name)}
                if record in kept and not linked & created.keys() <= kept:
                    kept |= linked & created.keys()
                    grew = True
                elif record not in kept and kind.part_of and Id(str(operation.after[kind.part_of])) in kept:
                    kept.add(record)
                    grew = True
        return kept

    def _reverse(self, writing: Write, operation: Operation) -> None:
        kind = self._records.declarations.by_key[operation.kind]
        match operation.action:
            case "create":
                writing.remove(kind, operation.record)
            case "change":
                writing.update(kind, operation.record, from_json(kind, operation.before))
            case "bin":
                writing.bin(kind, operation.record, back=True)
            case "unbin":
                writing.bin(kind, operation.record)
            case "remove":
                values = dict.fromkeys(kind.fields) | from_json(kind, operation.before)
                writing.insert(kind, values, operation.record)


def from_json(kind: RecordType, told: Mapping[str, Any]) -> dict[str, Any]:
    """Logged JSON values back as field values."""
    return {name: kind.fields[name].from_json(raw) for name, raw in told.items() if name in kind.fields}
