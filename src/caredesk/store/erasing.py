"""What must go with an erased record: its photos, and what is left of it in pages that are no longer used."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from caredesk.schema.declarations import Declarations
from caredesk.schema.fields import Photos
from caredesk.schema.ids import Id
from caredesk.schema.record import RecordType
from caredesk.store.connection import Connection
from caredesk.store.rows import read_row


def photos_of(connection: Connection, kind: RecordType, id_: Id) -> set[str]:
    """The photos that a record shows or ever showed, by name."""
    fields = [name for name, spec in kind.fields.items() if isinstance(spec, Photos)]
    if not fields:
        return set()
    told = [read_row(connection, kind, id_) or {}]
    for sides in connection.execute("SELECT before, after FROM op WHERE record = ?", (id_.bytes,)):
        told += [json.loads(side) for side in sides if side]
    return {photo for values in told for name in fields for photo in values.get(name) or ()}


def unused_photos(connection: Connection, declarations: Declarations, names: Collection[str]) -> set[str]:
    """Those of the photos that no record and no operation mentions any more."""
    return {name for name in names if not any(_mentions(connection, declarations, name))}


def _mentions(connection: Connection, declarations: Declarations, photo: str) -> Iterator[bool]:
    for kind in declarations.records:
        for name, spec in kind.fields.items():
            if isinstance(spec, Photos):
                sql = f'SELECT 1 FROM "{kind.key}" WHERE "{name}" IS NOT NULL AND instr("{name}", ?) LIMIT 1'
                yield connection.execute(sql, (photo,)).fetchone() is not None
    sql = "SELECT 1 FROM op WHERE instr(coalesce(before, ''), ?1) OR instr(coalesce(after, ''), ?1) LIMIT 1"
    yield connection.execute(sql, (photo,)).fetchone() is not None


def wipe_leavings(connection: Connection) -> None:
    """Leave nothing of what was erased in the name index and in the write-ahead log; outside a transaction.

    The name index only marks what is deleted until it is put in order, and the write-ahead log holds former pages.
    """
    connection.execute("INSERT INTO search_name (search_name) VALUES ('optimize')")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
