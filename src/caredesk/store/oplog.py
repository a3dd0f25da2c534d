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
        last = connection.execute("SELECT max(clock) FROM op").fetchone()[0]
        own = connection.execute("SELECT max(dseq) FROM op WHERE device = ?", (device,)).fetchone()[0]
        self._hybrid = int(last or 0)
        self._sequence = int(own or 0)

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
        # The sequence is read under the write lock: another connection of this desk may have written since.
        own = self._connection.execute("SELECT max(dseq) FROM op WHERE device = ?", (self._device,)).fetchone()[0]
        self._sequence = int(own or 0)
        start = self._sequence
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

    def of_record(self, record: Id) -> list[Operation]:
        """A record's history, oldest first."""
        return self._read("record = ? ORDER BY seq", (record.bytes,))

    def of_act(self, act: Id) -> list[Operation]:
        """What one act (a save, an import, an undo) changed, oldest first."""
        return self._read("act = ? ORDER BY seq", (act.bytes,))

    def later_than(self, operation: Operation) -> list[Operation]:
        """Changes to the same record by later acts."""
        return self._read("record = ? AND seq > ? AND act <> ? ORDER BY seq",
                          (operation.record.bytes, operation.seq, operation.act.bytes))  # fmt: skip

    def _read(self, where: str, arguments: tuple[Any, ...]) -> list[Operation]:
        sql = f"SELECT seq, at, user, act, kind, record, action, before, after FROM op WHERE {where}"
        return [_operation(row) for row in self._connection.execute(sql, arguments)]


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
