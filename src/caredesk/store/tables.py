"""Tables from declarations: one per kind of record, plus the store's own (operations, batches, search keys, meta).

Every record table has an integer key for joins and FTS, the 16-byte UUID that the operation log speaks, and a flag for
the recycle bin. Links are checked by SQLite at commit (deferred), so a batch may write in any order.
"""

from __future__ import annotations

from collections.abc import Iterator

from caredesk.schema.declarations import Declarations
from caredesk.schema.kinds import Ref
from caredesk.schema.record import RecordType
from caredesk.store.connection import Connection

OWN_TABLES = (
    "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS op (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, dseq INTEGER NOT NULL, clock INTEGER NOT NULL,
        at TEXT NOT NULL, user BLOB, act BLOB NOT NULL, kind TEXT NOT NULL, record BLOB NOT NULL, action TEXT NOT NULL,
        before TEXT, after TEXT)""",
    "CREATE UNIQUE INDEX IF NOT EXISTS op_device ON op (device, dseq)",
    "CREATE INDEX IF NOT EXISTS op_record ON op (record, seq)",
    "CREATE INDEX IF NOT EXISTS op_act ON op (act)",
    """CREATE TABLE IF NOT EXISTS act (
        id BLOB PRIMARY KEY, at TEXT NOT NULL, user BLOB, what TEXT NOT NULL, title TEXT NOT NULL,
        details TEXT, undone_by BLOB) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS act_what ON act (what, at)",
    """CREATE TABLE IF NOT EXISTS search_key (
        key TEXT NOT NULL, owner INTEGER NOT NULL, source BLOB NOT NULL,
        PRIMARY KEY (key, owner, source)) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS search_source ON search_key (source)",
    """CREATE VIRTUAL TABLE IF NOT EXISTS search_name USING fts5 (
        letters, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0')""",
)


def column_type(kind: RecordType, name: str) -> str:
    """SQL type of a field's column, with the link it keeps."""
    spec = kind.fields[name]
    link = f' REFERENCES "{spec.to}" (id) DEFERRABLE INITIALLY DEFERRED' if isinstance(spec, Ref) else ""
    return spec.sql + link


def create_statements(kind: RecordType, *, name_sorted: bool) -> Iterator[str]:
    """The statements that make a kind's table and indexes where they are missing."""
    columns = "".join(f', "{name}" {column_type(kind, name)}' for name in kind.fields)
    sort = ", name_key TEXT" if name_sorted else ""
    yield (
        f'CREATE TABLE IF NOT EXISTS "{kind.key}" (rid INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, '
        f"in_bin INTEGER NOT NULL DEFAULT 0{columns}{sort})"
    )
    yield from index_statements(kind, name_sorted=name_sorted)


def index_statements(kind: RecordType, *, name_sorted: bool) -> Iterator[str]:
    """Indexes: every link, every declared list order, every unique group among records in use.

    Each list order ends with the bin's flag: a number, or the ids of a list, are then read from the index alone.
    """
    for name in kind.refs():
        yield f'CREATE INDEX IF NOT EXISTS "{kind.key}_{name}" ON "{kind.key}" ("{name}")'
    for group in kind.indexes:
        names = ", ".join(f'"{name}"' for name in group)
        yield f'CREATE INDEX IF NOT EXISTS "{kind.key}_by_{"_".join(group)}" ON "{kind.key}" ({names}, in_bin)'
    for group in kind.unique:
        names = ", ".join(f'"{name}"' for name in group)
        yield (
            f'CREATE UNIQUE INDEX IF NOT EXISTS "{kind.key}_one_{"_".join(group)}" ON "{kind.key}" ({names}) '
            "WHERE in_bin = 0"
        )
    if name_sorted:
        yield f'CREATE INDEX IF NOT EXISTS "{kind.key}_name_key" ON "{kind.key}" (name_key)'


def sorts_by_name(declarations: Declarations, kind: RecordType) -> bool:
    """Whether lists of this kind go by the pinyin of a name."""
    return any(part.record == kind.key and part.how == "name" for part in declarations.searched)


def match_tables(connection: Connection, declarations: Declarations) -> list[str]:
    """Give every declared record its table and every declared field its column; returns what was added.

    Only adds: a field that is renamed or dropped needs a named migration.
    """
    added = []
    for statement in OWN_TABLES:
        connection.execute(statement)
    for kind in declarations.records:
        sorted_by_name = sorts_by_name(declarations, kind)
        there = [row[1] for row in connection.execute(f'PRAGMA table_info("{kind.key}")')]
        if not there:
            added.append(kind.key)
        for name in kind.fields if there else ():
            if name not in there:
                connection.execute(f'ALTER TABLE "{kind.key}" ADD COLUMN "{name}" {column_type(kind, name)}')
                added.append(f"{kind.key}.{name}")
        if there and sorted_by_name and "name_key" not in there:
            connection.execute(f'ALTER TABLE "{kind.key}" ADD COLUMN name_key TEXT')
        for statement in create_statements(kind, name_sorted=sorted_by_name):
            connection.execute(statement)
    return added
