"""A station made of what was salvaged: what its tables lost is told by the operation log, as far as that was saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from caredesk.schema.declarations import Declarations
from caredesk.schema.ids import Id, new_id
from caredesk.schema.record import RecordType
from caredesk.store import search
from caredesk.store.connection import Connection, driver, write_transaction
from caredesk.store.history import from_json
from caredesk.store.oplog import Operation, OperationLog
from caredesk.store.rows import insert_rows
from caredesk.store.search_index import SearchIndex
from caredesk.store.tables import sorts_by_name


@dataclass
class Mended:
    """Records made anew from the log by kind, those that it only names, and links that lead nowhere now."""

    rebuilt: dict[str, int] = field(default_factory=dict)
    beyond: dict[str, int] = field(default_factory=dict)
    loose: int = 0


def mend(connection: Connection, declarations: Declarations, at: datetime) -> Mended:
    """Put together a salvaged file that was brought up to date; its search keys are made anew.

    Links are not enforced meanwhile: what they led to may be lost. Nothing is logged: the log says it already.
    """
    mended = Mended()
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        with write_transaction(connection):
            _complete_log(connection, at)
            log = OperationLog(connection, lambda: at, "")
            for kind in declarations.records:
                _rebuild(connection, declarations, log, kind, mended)
            SearchIndex(connection, declarations).rebuild()
            connection.execute("DELETE FROM standing")  # worked out from the records, and by the log's numbers
            connection.execute("DELETE FROM standing_made")
            mended.loose = len(connection.execute("PRAGMA foreign_key_check").fetchall())
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
    return mended


def _complete_log(connection: Connection, at: datetime) -> None:
    """Give operations whose act or device was lost another one, so that they can be read."""
    lost = connection.execute(
        "SELECT op.act, min(seq), max(seq) FROM op LEFT JOIN act ON act.number = op.act WHERE act.number IS NULL "
        "GROUP BY op.act"
    ).fetchall()
    connection.executemany(
        "INSERT INTO act (number, id, at, what, title, first, last) VALUES (?, ?, ?, 'salvaged', '抢救', ?, ?)",
        [(number, new_id(at).bytes, at.isoformat(timespec="milliseconds"), *place) for number, *place in lost],
    )
    connection.execute(
        "INSERT INTO device (number, name) SELECT DISTINCT device, 'salvaged-' || device FROM op "
        "WHERE device NOT IN (SELECT number FROM device)"
    )


def _rebuild(
    connection: Connection, declarations: Declarations, log: OperationLog, kind: RecordType, mended: Mended
) -> None:
    sql = f'SELECT DISTINCT record FROM op WHERE kind = ? AND record NOT IN (SELECT id FROM "{kind.key}")'
    by_name = search.name_sort_key if sorts_by_name(declarations, kind) else None
    for (raw,) in connection.execute(sql, (kind.key,)).fetchall():
        record = Id(bytes=raw)
        operations = log.of_record(record)
        if operations[-1].action == "remove":
            continue
        told = _replayed(kind, operations)
        if told is None:
            mended.beyond[kind.key] = mended.beyond.get(kind.key, 0) + 1
            continue
        binned, values = told
        try:
            insert_rows(connection, kind, [(record, values)], name_key=by_name, binned=binned)
        except driver.IntegrityError:  # somebody else has the number meanwhile
            insert_rows(connection, kind, [(record, values)], name_key=by_name, binned=True)
        mended.rebuilt[kind.key] = mended.rebuilt.get(kind.key, 0) + 1


def _replayed(kind: RecordType, operations: list[Operation]) -> tuple[bool, dict[str, Any]] | None:
    """Whether a record lay in the bin and its values, as far as the operations tell; None without its making."""
    values: dict[str, Any] | None = None
    binned = False
    for operation in operations:
        match operation.action:
            case "create":
                values = dict.fromkeys(kind.fields) | from_json(kind, operation.after)
            case "change" if values is not None:
                values |= from_json(kind, operation.after)
            case "bin" | "unbin":
                binned = operation.action == "bin"
            case "remove":
                values, binned = None, False
    return None if values is None else (binned, values)
