"""Undo from the operation log: an act is taken back by writing its opposite, never by erasing history."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from caredesk.schema.errors import Cancelled, StoreTrouble
from caredesk.schema.fields import Field, Text
from caredesk.schema.ids import Id
from caredesk.schema.record import RecordType
from caredesk.store.connection import STOPPED, driver
from caredesk.store.oplog import OF_ACT, Operation
from caredesk.store.records import Records, Write
from caredesk.store.rows import lots, marks, read_rows
from caredesk.store.unmaking import MADE, Unmaking

_LOT = 2_000
FEW = 50
"""An act of fewer operations is taken back one by one: laying it out would cost more."""


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
        conditions.append("last IS NOT NULL")
        sql = f"SELECT id, at, user, what, title, undone_by FROM act WHERE {' AND '.join(conditions)}"
        rows = self._records.connection.execute(f"{sql} ORDER BY at DESC, id DESC LIMIT ?", (*arguments, limit))
        return [
            Act(UUID(bytes=row[0]), datetime.fromisoformat(row[1]), UUID(bytes=row[2]) if row[2] else None,
                row[3], row[4], bool(row[5]))
            for row in rows
        ]  # fmt: skip

    def counts(self, act: Id) -> dict[str, int]:
        """How many records of each kind an act wrote."""
        sql = (
            "SELECT op.kind, COUNT(DISTINCT op.record) FROM act JOIN op ON op.act = act.number "
            f"WHERE {OF_ACT} GROUP BY op.kind"
        )
        return dict(self._records.connection.execute(sql, (act.bytes,)).fetchall())

    def title_of(self, act: Id) -> str:
        """What a person reads of an act, "" when there is none such."""
        row = self._records.connection.execute("SELECT title FROM act WHERE id = ?", (act.bytes,)).fetchone()
        return str(row[0]) if row else ""

    def edited_since(self, act: Id) -> list[Edited]:
        """Records of an act that would lose later work if it were undone; what was itself taken back does not count."""
        later = self._records.log.changed_after(act)
        links = self._links_from_outside(act)
        touched = list(later.keys() | links.keys())
        told = [one for lot in lots(touched) for one in self._of_act(act, f"op.record IN ({marks(lot)})", _raw(lot))]
        kinds = {one.record: one.kind for one in sorted(told, key=lambda one: one.seq)}
        return [
            Edited(kind, record, tuple(later.get(record, ())), tuple(links.get(record, ())))
            for record, kind in kinds.items()
        ]

    def _links_from_outside(self, act: Id) -> dict[Id, list[tuple[str, Id]]]:
        """By record that the act made, the records of other acts that link to it."""
        connection = self._records.connection
        found: dict[Id, list[tuple[str, Id]]] = {}
        among = f"FROM act JOIN op ON op.act = act.number WHERE {OF_ACT} AND op.action = 'create'"
        for (key,) in connection.execute(f"SELECT DISTINCT op.kind {among}", (act.bytes,)).fetchall():
            for kind, name in self._records.declarations.referring_to(key):
                sql = (
                    f'SELECT t."{name}", t.id FROM "{kind.key}" t WHERE t."{name}" IN (SELECT op.record {among} '
                    "AND op.kind = ?2) AND NOT EXISTS (SELECT 1 FROM op own WHERE own.record = t.id "
                    "AND own.act = (SELECT number FROM act WHERE id = ?1))"
                )
                for target, id_ in connection.execute(sql.replace("= ? ", "= ?1 "), (act.bytes, key)):
                    found.setdefault(UUID(bytes=target), []).append((kind.key, UUID(bytes=id_)))
        return found

    def undo(
        self,
        act: Id,
        user: Id | None,
        title: str,
        keep: Sequence[Id] = (),
        also: Callable[[Write], None] | None = None,
        *,
        progress: Callable[[str], object] = lambda _said: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> int:
        """Take back an act except the records in ``keep`` (with all that belongs to them); returns records restored.

        What was kept can be taken back later: only when nothing remains of the act it counts as undone. 0 says that
        everything is kept, and nothing was written. Newly made records leave their table, changed fields get their
        former values, binned ones come back. ``also`` is called inside the same transaction. Raises Conflict when a
        later change stands in the way, Cancelled when it was stopped; nothing is written then.
        """
        kept, connection = self._kept(act, keep), self._records.connection
        with self._unmaking(act, kept) as unmaking:
            if unmaking:
                unmaking.lay_out(progress, cancelled)
            touched = self._of_act(act, f"op.seq NOT IN (SELECT seq FROM temp.{MADE})" if unmaking else "")
            taken = [operation for operation in touched if operation.record not in kept]
            count = unmaking.count if unmaking else 0
            if kept and not taken and not count:
                return 0
            progress("正在退回")
            try:
                with self._records.write(user, "undo", title) as writing:
                    if unmaking:
                        unmaking.write(writing, cancelled)
                    for operations in _runs(reversed(taken)):
                        if cancelled():
                            raise Cancelled(STOPPED)
                        self._reverse(writing, operations)
                    if not kept:
                        sql = "UPDATE act SET undone_by = ? WHERE id = ?"
                        connection.execute(sql, (writing.act.bytes, act.bytes))
                    if also:
                        also(writing)
            except driver.IntegrityError as error:
                raise Conflict("后来的改动与它冲突，不能撤销。请先改回后来的改动，再撤销这一次。") from error
        return count + len({operation.record for operation in taken})

    def _unmaking(self, act: Id, kept: Collection[Id]) -> AbstractContextManager[Unmaking | None]:
        """What takes an act's new records out at once, None for an act of a few operations."""
        sql = "SELECT coalesce(last - first, 0) FROM act WHERE id = ?"
        (further,) = self._records.connection.execute(sql, (act.bytes,)).fetchone() or (0,)
        if further < FEW:
            return nullcontext()
        return Unmaking.on(self._records.connection, self._records.declarations, act, kept)

    def _of_act(self, act: Id, where: str = "", arguments: Sequence[Any] = ()) -> list[Operation]:
        """The operations of an act without those that an earlier undo, which kept other records, has taken back."""
        narrowed = f" AND {where}" if where else ""
        operations = self._records.log.of_act(act, narrowed, arguments)
        sql = (
            "SELECT l.record, l.seq FROM act JOIN op ON op.act = act.number JOIN op l ON l.record = op.record "
            f"AND l.seq > op.seq JOIN act a ON a.number = l.act AND a.what = 'undo' WHERE {OF_ACT}{narrowed}"
        )
        undone: dict[Id, set[int]] = {}
        later_undos = self._records.connection.execute(sql, (act.bytes, *arguments)) if operations else ()
        for record, seq in later_undos:
            undone.setdefault(UUID(bytes=record), set()).add(seq)
        gone = {
            (operation.record, operation.seq)
            for operation in operations
            if operation.record in undone
            for later in self._records.log.of_record(operation.record)
            if later.seq in undone[operation.record] and _takes_back(later, operation)
        }
        return [operation for operation in operations if (operation.record, operation.seq) not in gone]

    def _kept(self, act: Id, keep: Sequence[Id]) -> set[Id]:
        """The kept records and everything of the act that they need or that belongs to them."""
        kept: set[Id] = set()
        left = [operation for one in keep for operation in self._of_act(act, "op.record = ?", (one.bytes,))]
        while left:
            operation = left.pop()
            if operation.record in kept:
                continue
            kept.add(operation.record)
            around = [link for link in self._links(operation.kind, operation.record).values() if link not in kept]
            for part in self._records.declarations.parts_of(operation.kind):
                sql = f'SELECT id FROM "{part.key}" WHERE "{part.part_of}" = ?'
                found = self._records.connection.execute(sql, (operation.record.bytes,)).fetchall()
                around += [UUID(bytes=row[0]) for row in found]
            for one in around:
                left += self._of_act(act, "op.record = ? AND op.action = 'create'", (one.bytes,))
        return kept

    def _links(self, key: str, record: Id) -> dict[str, Id]:
        """Where a record links to as it stands now."""
        kind = self._records.declarations.by_key[key]
        row = self._records.row(kind, record) or {}
        return {name: row[name] for name in kind.refs() if row.get(name)}

    def _reverse(self, writing: Write, operations: Sequence[Operation]) -> None:
        """Take back changes of several records of a kind, or one operation of another action."""
        kind = self._records.declarations.by_key[operations[0].kind]
        there = read_rows(self._records.connection, kind, [operation.record for operation in operations], ())
        if operations[0].action == "change":  # of what was erased since, or taken back already, nothing is left to do
            left = [(one.record, from_json(kind, one.before)) for one in operations if one.record in there]
            writing.update_many(kind, left)
            return
        (operation,) = operations
        if operation.action == "remove":
            self._bring_back(writing, kind, operation)
        elif operation.record not in there:
            return
        elif operation.action == "create":
            writing.remove(kind, operation.record)
        else:
            writing.bin(kind, operation.record, back=operation.action == "bin")

    def _bring_back(self, writing: Write, kind: RecordType, operation: Operation) -> None:
        """Put a removed record back where it was, in use or in the bin; one that was erased stays away."""
        if not operation.before:
            return
        earlier = [op.action for op in self._records.log.of_record(operation.record) if op.seq < operation.seq]
        moves = [action for action in earlier if action in ("bin", "unbin")]
        values = dict.fromkeys(kind.fields) | from_json(kind, operation.before)
        writing.insert(kind, values, operation.record, binned=moves[-1:] == ["bin"])


def _runs(operations: Iterable[Operation]) -> Iterator[list[Operation]]:
    """Operations in order, those that follow each other and change different records of one kind together."""
    run: list[Operation] = []
    seen: set[Id] = set()
    for one in operations:
        if run and (one.action != "change" or (one.action, one.kind) != (run[0].action, run[0].kind)
                    or one.record in seen or len(run) == _LOT):  # fmt: skip
            yield run
            run, seen = [], set()
        run.append(one)
        seen.add(one.record)
    if run:
        yield run


def _raw(ids: Sequence[Id]) -> list[bytes]:
    return [one.bytes for one in ids]


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
