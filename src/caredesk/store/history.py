"""Undo from the operation log: an act is taken back by writing its opposite, never by erasing history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from caredesk.schema.errors import StoreTrouble
from caredesk.schema.fields import Field, Text
from caredesk.schema.ids import Id
from caredesk.schema.record import RecordType
from caredesk.store.connection import driver
from caredesk.store.oplog import Operation
from caredesk.store.records import Records, Write


class Conflict(StoreTrouble):
    """An act that cannot be taken back because of what was written since."""



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
        rows = self._records.connection.execute(f"{sql} ORDER BY at DESC, id DESC LIMIT ?", (*arguments, limit))
        return [
            Act(UUID(bytes=row[0]), datetime.fromisoformat(row[1]), UUID(bytes=row[2]) if row[2] else None,
                row[3], row[4], bool(row[5]))
            for row in rows
        ]  # fmt: skip

    def title_of(self, act: Id) -> str:
        """What a person reads of an act, "" when there is none such."""
        row = self._records.connection.execute("SELECT title FROM act WHERE id = ?", (act.bytes,)).fetchone()
        return str(row[0]) if row else ""

    def edited_since(self, act: Id) -> list[Edited]:
        """Records of an act that would lose later work if it were undone; what was itself taken back does not count."""
        later = self._records.log.changed_after(act)
        links = self._links_from_outside(act)
        kinds = {operation.record: operation.kind for operation in self._standing(act)}
        return [
            Edited(kind, record, tuple(later.get(record, ())), tuple(links.get(record, ())))
            for record, kind in kinds.items()
            if record in later or record in links
        ]

    def _links_from_outside(self, act: Id) -> dict[Id, list[tuple[str, Id]]]:
        """By record that the act made, the records of other acts that link to it."""
        connection = self._records.connection
        found: dict[Id, list[tuple[str, Id]]] = {}
        sql = "SELECT DISTINCT kind FROM op WHERE act = ? AND action = 'create'"
        for (key,) in connection.execute(sql, (act.bytes,)).fetchall():
            made = "SELECT record FROM op WHERE act = ?1 AND action = 'create' AND kind = ?2"
            for kind, name in self._records.declarations.referring_to(key):
                sql = (
                    f'SELECT "{name}", id FROM "{kind.key}" WHERE "{name}" IN ({made}) '
                    "AND id NOT IN (SELECT record FROM op WHERE act = ?1)"
                )
                for target, id_ in connection.execute(sql, (act.bytes, key)):
                    found.setdefault(UUID(bytes=target), []).append((kind.key, UUID(bytes=id_)))
        return found

    def undo(
        self,
        act: Id,
        user: Id | None,
        title: str,
        keep: Sequence[Id] = (),
        also: Callable[[Write], None] | None = None,
    ) -> int:
        """Take back an act except the records in ``keep`` (with all that belongs to them); returns records restored.

        What was kept can be taken back later: only when nothing remains of the act it counts as undone. 0 says that
        everything is kept, and nothing was written. Newly made records leave their table, changed fields get their
        former values, binned ones come back. ``also`` is
        called inside the same transaction. Raises Conflict when a later change stands in the way; nothing is written.
        """
        operations = self._standing(act)
        kept = self._kept(operations, keep)
        taken = [operation for operation in operations if operation.record not in kept]
        if kept and not taken:
            return 0
        try:
            with self._records.write(user, "undo", title) as writing:
                for operation in reversed(taken):
                    self._reverse(writing, operation)
                if not kept:
                    sql = "UPDATE act SET undone_by = ? WHERE id = ?"
                    self._records.connection.execute(sql, (writing.act.bytes, act.bytes))
                if also:
                    also(writing)
        except driver.IntegrityError as error:
            raise Conflict("后来的改动与它冲突，不能撤销。请先改回后来的改动，再撤销这一次。") from error
        return len({operation.record for operation in taken})

    def _standing(self, act: Id) -> list[Operation]:
        """The operations of an act without those that an earlier undo, which kept other records, has taken back."""
        operations = self._records.log.of_act(act)
        sql = (
            "SELECT l.record, l.seq FROM op o JOIN op l ON l.record = o.record AND l.seq > o.seq "
            "JOIN act a ON a.id = l.act AND a.what = 'undo' WHERE o.act = ?"
        )
        undone: dict[Id, set[int]] = {}
        for record, seq in self._records.connection.execute(sql, (act.bytes,)):
            undone.setdefault(UUID(bytes=record), set()).add(seq)
        gone = {
            (operation.record, operation.seq)
            for operation in operations
            if operation.record in undone
            for later in self._records.log.of_record(operation.record)
            if later.seq in undone[operation.record] and _takes_back(later, operation)
        }
        return [operation for operation in operations if (operation.record, operation.seq) not in gone]

    def _kept(self, operations: Sequence[Operation], keep: Sequence[Id]) -> set[Id]:
        """The kept records and everything of the act that they need or that belongs to them."""
        made = {operation.record: operation.kind for operation in operations if operation.action == "create"}
        kinds = {operation.record: operation.kind for operation in operations}
        kept = {record for record in keep if record in kinds}
        rows = {record: self._links(kind, record) for record, kind in kinds.items()} if kept else {}
        grew = bool(kept)
        while grew:
            needed = {link for record in kept for link in rows[record].values() if link in made}
            belonging = {
                record
                for record, kind in made.items()
                if rows[record].get(self._records.declarations.by_key[kind].part_of) in kept
            }
            grew = not needed | belonging <= kept
            kept |= needed | belonging
        return kept

    def _links(self, key: str, record: Id) -> dict[str, Id]:
        """Where a record links to as it stands now."""
        kind = self._records.declarations.by_key[key]
        row = self._records.row(kind, record) or {}
        return {name: row[name] for name in kind.refs() if row.get(name)}

    def _reverse(self, writing: Write, operation: Operation) -> None:
        kind = self._records.declarations.by_key[operation.kind]
        if operation.action == "remove":
            self._bring_back(writing, kind, operation)
        elif self._records.in_bin(kind, operation.record) is None:
            return  # erased since, or taken back already
        elif operation.action == "create":
            writing.remove(kind, operation.record)
        elif operation.action == "change":
            writing.update(kind, operation.record, from_json(kind, operation.before))
        else:
            writing.bin(kind, operation.record, back=operation.action == "bin")

    def _bring_back(self, writing: Write, kind: RecordType, operation: Operation) -> None:
        """Put a removed record back where it was, in use or in the bin; one that was erased stays away."""
        if not operation.before:
            return
        earlier = [op.action for op in self._records.log.of_record(operation.record) if op.seq < operation.seq]
        moves = [action for action in earlier if action in ("bin", "unbin")]
        writing.insert(kind, dict.fromkeys(kind.fields) | from_json(kind, operation.before), operation.record)
        if moves[-1:] == ["bin"]:
            writing.bin(kind, operation.record)


def _takes_back(later: Operation, operation: Operation) -> bool:
    if operation.action == "create":
        return later.action == "remove"
    if operation.action == "change":
        return later.action == "change" and operation.before.items() <= later.after.items()
    return False


def from_json(kind: RecordType, told: Mapping[str, Any]) -> dict[str, Any]:
    """Logged JSON values back as field values; fields that are declared no more are left out."""
    return {name: _from_json(kind.fields[name], raw) for name, raw in told.items() if name in kind.fields}


def _from_json(spec: Field, raw: Any) -> Any:
    try:
        return spec.from_json(raw)
    except ValueError:  # what was written once stays readable when the rules for writing it change
        return raw if isinstance(spec, Text) else None
