"""The operation log: one row per changed record, with device, sequence, hybrid clock, user and the fields changed.

It is history, undo and the ground for merging. Rows are only ever added. ``before`` and ``after`` are JSON objects of
the changed fields (all of them for a new record).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from caredesk.schema.ids import Id
from caredesk.store.connection import Connection
from caredesk.store.rows import lots, marks

Action = Literal["create", "change", "bin", "unbin", "remove"]
_COUNTER_BITS = 16


@dataclass(frozen=True)
class Operation:
    """A logged change of one record; ``before`` and ``after`` hold JSON values by field name."""

    seq: int
    at: datetime
    user: Id | None
    act: Id
    kind: str
    record: Id
    action: Action
    before: dict[str, Any]
    after: dict[str, Any]


class OperationLog:
    """Writes and reads operations on an open connection; ``clock`` gives aware datetimes."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime], device: str) -> None:
        self._connection = connection
        self._clock = clock
        self._device = device
        # Every appended clock is later than all before it, so the last row holds the latest.
        last = connection.execute("SELECT clock FROM op ORDER BY seq DESC LIMIT 1").fetchone()
        self._hybrid = int(last[0]) if last else 0

    def _tick(self, now: datetime) -> int:
        """A hybrid logical clock: milliseconds in the high bits, a counter below, never going back."""
        wall = int(now.timestamp() * 1000) << _COUNTER_BITS
        self._hybrid = wall if wall > self._hybrid else self._hybrid + 1
        return self._hybrid

    def append(
        self, user: Id | None, act: Id, changes: Sequence[tuple[str, Id, Action, str | None, str | None]]
    ) -> None:
        """Log changes (kind, record, action, before, after as JSON text) inside the caller's transaction."""
        now = self._clock()
        at = now.astimezone(UTC).isoformat(timespec="milliseconds")
        # Read under the write lock: another connection of this desk may have written since.
        sql = "SELECT dseq FROM op WHERE device = ? ORDER BY dseq DESC LIMIT 1"
        start = (self._connection.execute(sql, (self._device,)).fetchone() or (0,))[0]
        latest = self._connection.execute("SELECT clock FROM op ORDER BY seq DESC LIMIT 1").fetchone() or (0,)
        self._hybrid = max(self._hybrid, latest[0])
        user_bytes = user.bytes if user else None
        self._connection.executemany(
            "INSERT INTO op (device, dseq, clock, at, user, act, kind, record, action, before, after) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    self._device,
                    start + place,
                    self._tick(now),
                    at,
                    user_bytes,
                    act.bytes,
                    kind,
                    record.bytes,
                    action,
                    before,
                    after,
                )
                for place, (kind, record, action, before, after) in enumerate(changes, start=1)
            ),
        )

    def append_created(self, user: Id | None, act: Id, kind: str, staged: str, count: int) -> None:
        """Log the making of all records of a temporary table (no, id, told) by one statement."""
        now = self._clock()
        latest = self._connection.execute("SELECT clock FROM op ORDER BY seq DESC LIMIT 1").fetchone() or (0,)
        self._hybrid = max(self._hybrid, latest[0])
        first = self._tick(now)
        self._hybrid = first + count - 1
        sql = "SELECT dseq FROM op WHERE device = ? ORDER BY dseq DESC LIMIT 1"
        start = (self._connection.execute(sql, (self._device,)).fetchone() or (0,))[0]
        at = now.astimezone(UTC).isoformat(timespec="milliseconds")
        self._connection.execute(
            "INSERT INTO op (device, dseq, clock, at, user, act, kind, record, action, after) "
            f"SELECT ?, ? + no, ? + no, ?, ?, ?, ?, id, 'create', told FROM temp.{staged} ORDER BY no",
            (self._device, start, first - 1, at, user.bytes if user else None, act.bytes, kind),
        )

    def of_record(self, record: Id) -> list[Operation]:
        """A record's history, oldest first."""
        return self._read("record = ? ORDER BY seq", (record.bytes,))

    def of_act(self, act: Id) -> list[Operation]:
        """What one act (a save, an import, an undo) changed, oldest first."""
        return self._read("act = ? ORDER BY seq", (act.bytes,))

    def changed_after(self, act: Id) -> dict[Id, list[Operation]]:
        """By record of an act, what later acts did to it and what still stands (not what was itself taken back)."""
        later = self._read(
            "seq IN (SELECT l.seq FROM op o JOIN op l ON l.record = o.record AND l.seq > o.seq AND l.act <> o.act "
            "WHERE o.act = ?) ORDER BY seq",
            (act.bytes,),
        )
        acts = list({operation.act.bytes for operation in later})
        undone_by = {
            act: by
            for lot in lots(acts)
            for act, by in self._connection.execute(f"SELECT id, undone_by FROM act WHERE id IN ({marks(lot)})", lot)
            if by is not None
        }
        found: dict[Id, list[Operation]] = {}
        for operation in later:
            found.setdefault(operation.record, []).append(operation)
        return {record: left for record, told in found.items() if (left := _standing(told, undone_by))}

    def _read(self, where: str, arguments: tuple[Any, ...]) -> list[Operation]:
        sql = f"SELECT seq, at, user, act, kind, record, action, before, after FROM op WHERE {where}"
        return [_operation(row) for row in self._connection.execute(sql, arguments)]


def _standing(operations: list[Operation], undone_by: dict[bytes, bytes]) -> list[Operation]:
    """Operations on one record without the pairs of an act and the act that took it back."""
    acts = {operation.act.bytes for operation in operations}
    pairs = {act: undone_by[act] for act in acts if undone_by.get(act) in acts}
    gone = {*pairs, *pairs.values()}
    return [operation for operation in operations if operation.act.bytes not in gone]


def _operation(row: tuple[Any, ...]) -> Operation:
    seq, at, user, act, kind, record, action, before, after = row
    return Operation(
        seq,
        datetime.fromisoformat(at),
        UUID(bytes=user) if user else None,
        UUID(bytes=act),
        kind,
        UUID(bytes=record),
        action,
        json.loads(before) if before else {},
        json.loads(after) if after else {},
    )
