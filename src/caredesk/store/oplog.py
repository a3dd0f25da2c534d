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

OF_ACT = "act.id = ? AND op.seq BETWEEN act.first AND act.last"
"""Narrows ``op JOIN act ON act.number = op.act`` to one act, by its id."""


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
    """Writes and reads operations on an open connection; ``clock`` gives aware datetimes.

    What is the same for all operations of an act (who, when) stands in its row once, and a device is told by a number:
    the log is the largest table of a station and most of what an import writes.
    """

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

    def begin(self, user: Id | None, act: Id, what: str, title: str) -> int:
        """Enter an act inside the caller's transaction; returns its number. The same act again goes on with it."""
        at = self._clock().astimezone(UTC).isoformat(timespec="milliseconds")
        sql = (
            "INSERT INTO act (id, at, user, what, title) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET at = excluded.at, title = excluded.title"
        )
        self._connection.execute(sql, (act.bytes, at, user.bytes if user else None, what, title))
        return int(self._connection.execute("SELECT number FROM act WHERE id = ?", (act.bytes,)).fetchone()[0])

    def append(self, act: int, changes: Sequence[tuple[str, Id, Action, str | None, str | None]]) -> None:
        """Log changes (kind, record, action, before, after as JSON text) inside the caller's transaction."""
        device, start, now = *self._place(), self._clock()
        self._connection.executemany(
            "INSERT INTO op (device, dseq, clock, act, kind, record, action, before, after) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (device, place, self._tick(now), act, kind, record.bytes, action, before, after)
                for place, (kind, record, action, before, after) in enumerate(changes, start=start)
            ),
        )
        self._reaches(act, len(changes))

    def append_from(self, act: int, action: Action, count: int, rows: str, arguments: Sequence[Any] = ()) -> None:
        """Log ``count`` changes by one statement: ``rows`` selects no (1, 2 ...), kind, record, before, after."""
        device, start = self._place()
        first = self._tick(self._clock())
        self._hybrid = first + count - 1
        self._connection.execute(
            "INSERT INTO op (device, dseq, clock, act, kind, record, action, before, after) "
            f"SELECT ?, ? + no, ? + no, ?, kind, record, ?, before, after FROM ({rows}) ORDER BY no",
            (device, start - 1, first - 1, act, action, *arguments),
        )
        self._reaches(act, count)

    def _reaches(self, act: int, count: int) -> None:
        """Note where an act's operations lie: they are written one after the other, so no index need tell them."""
        (last,) = self._connection.execute("SELECT seq FROM op ORDER BY seq DESC LIMIT 1").fetchone() or (0,)
        sql = "UPDATE act SET first = coalesce(first, ?), last = ? WHERE number = ?"
        self._connection.execute(sql, (last - count + 1, last, act))

    def _place(self) -> tuple[int, int]:
        """This device's number and the next place in its sequence, and the clock set behind all that was written.

        Read under the write lock: another connection of this desk may have written since.
        """
        self._connection.execute("INSERT OR IGNORE INTO device (name) VALUES (?)", (self._device,))
        (device,) = self._connection.execute("SELECT number FROM device WHERE name = ?", (self._device,)).fetchone()
        sql = "SELECT dseq FROM op WHERE device = ? ORDER BY dseq DESC LIMIT 1"
        (last,) = self._connection.execute(sql, (device,)).fetchone() or (0,)
        (latest,) = self._connection.execute("SELECT clock FROM op ORDER BY seq DESC LIMIT 1").fetchone() or (0,)
        self._hybrid = max(self._hybrid, latest)
        return device, last + 1

    def of_record(self, record: Id) -> list[Operation]:
        """A record's history, oldest first."""
        return self._read("op.record = ? ORDER BY seq", (record.bytes,))

    def of_act(self, act: Id, where: str = "", arguments: Sequence[Any] = ()) -> list[Operation]:
        """What one act (a save, an import, an undo) changed, oldest first; ``where`` narrows (`` AND ...``)."""
        return self._read(f"{OF_ACT}{where} ORDER BY seq", (act.bytes, *arguments))

    def changed_after(self, act: Id) -> dict[Id, list[Operation]]:
        """By record of an act, what later acts did to it and what still stands (not what was itself taken back)."""
        later = self._read(
            "seq IN (SELECT l.seq FROM act JOIN op ON op.act = act.number JOIN op l ON l.record = op.record "
            f"AND l.seq > op.seq AND l.act <> op.act WHERE {OF_ACT}) ORDER BY seq",
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
        sql = (
            "SELECT op.seq, act.at, act.user, act.id, op.kind, op.record, op.action, op.before, op.after "
            f"FROM op JOIN act ON act.number = op.act WHERE {where}"
        )
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
