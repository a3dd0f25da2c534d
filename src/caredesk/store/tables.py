"""Tables from declarations: one per kind of record, plus the store's own (operations, batches, search keys, meta).

Every record table has an integer key for joins and FTS, the 16-byte UUID that the operation log speaks, and a flag for
the recycle bin. Links are checked by SQLite at commit (deferred), so a batch may write in any order.
"""

from __future__ import annotations

from collections.abc import Mapping

from caredesk.schema.declarations import Declarations
from caredesk.schema.kinds import Ref
from caredesk.schema.record import RecordType
from caredesk.store.connection import Connection

OWN_TABLES = (
    "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS device (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    """CREATE TABLE IF NOT EXISTS act (
        number INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, at TEXT NOT NULL, user BLOB,
        what TEXT NOT NULL, title TEXT NOT NULL, undone_by BLOB, first INTEGER, last INTEGER)""",
    "CREATE INDEX IF NOT EXISTS act_what ON act (what, at)",
    """CREATE TABLE IF NOT EXISTS op (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, device INTEGER NOT NULL, dseq INTEGER NOT NULL, clock INTEGER NOT NULL,
        act INTEGER NOT NULL, kind TEXT NOT NULL, record BLOB NOT NULL, action TEXT NOT NULL,
        before TEXT, after TEXT)""",
    "CREATE UNIQUE INDEX IF NOT EXISTS op_device ON op (device, dseq)",
    "CREATE INDEX IF NOT EXISTS op_record ON op (record)",
    """CREATE TABLE IF NOT EXISTS search_key (
        key TEXT NOT NULL, owner INTEGER NOT NULL, source BLOB NOT NULL,
        PRIMARY KEY (key, owner, source)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS standing (
        id BLOB NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL, figure INTEGER, due TEXT, last_met TEXT, soon TEXT,
        village BLOB, name_key TEXT, PRIMARY KEY (id, since)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS standing_made (
        one INTEGER PRIMARY KEY CHECK (one = 1), stamp TEXT NOT NULL, seq INTEGER NOT NULL,
        first TEXT NOT NULL, last TEXT NOT NULL)""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS search_name USING fts5 (
        letters, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0')""",
)


def column_type(kind: RecordType, name: str) -> str:
    """SQL type of a field's column, with the link it keeps."""
    spec = kind.fields[name]
    link = f' REFERENCES "{spec.to}" (id) DEFERRABLE INITIALLY DEFERRED' if isinstance(spec, Ref) else ""
    return spec.sql + link


def create_statement(kind: RecordType, *, name_sorted: bool) -> str:
    """The statement that makes a kind's table where it is missing."""
    columns = "".join(f', "{name}" {column_type(kind, name)}' for name in kind.fields)
    sort = ", name_key TEXT" if name_sorted else ""
    return (
        f'CREATE TABLE IF NOT EXISTS "{kind.key}" (rid INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, '
        f"in_bin INTEGER NOT NULL DEFAULT 0{columns}{sort})"
    )


def index_statements(kind: RecordType, *, name_sorted: bool) -> dict[str, str]:
    """Indexes by name: every declared list order, every link, every unique group among records in use.

    Each list order ends with the bin's flag: a number, or the ids of a list, are then read from the index alone. A link
    that a list order begins with needs no index of its own, and one that may be missing is indexed where it is not:
    indexes are most of what an import of many rows costs.
    """
    table, found = f'"{kind.key}"', {}
    for group in kind.indexes:
        names = ", ".join(f'"{name}"' for name in group)
        found[f"{kind.key}_by_{'_'.join(group)}"] = f"INDEX {{name}} ON {table} ({names}, in_bin)"
    for name, spec in kind.refs().items():
        if all(group[0] != name for group in kind.indexes):
            where = "" if spec.required else f' WHERE "{name}" IS NOT NULL'
            found[f"{kind.key}_{name}"] = f'INDEX {{name}} ON {table} ("{name}"){where}'
    for group in kind.unique:
        names = ", ".join(f'"{name}"' for name in group)
        found[f"{kind.key}_one_{'_'.join(group)}"] = f"UNIQUE INDEX {{name}} ON {table} ({names}) WHERE in_bin = 0"
    if name_sorted:
        found[f"{kind.key}_name_key"] = f"INDEX {{name}} ON {table} (name_key)"
    return {name: "CREATE " + told.format(name=f'"{name}"') for name, told in found.items()}


def sorts_by_name(declarations: Declarations, kind: RecordType) -> bool:
    """Whether lists of this kind go by the pinyin of a name."""
    return any(part.record == kind.key and part.how == "name" for part in declarations.searched)


def match_tables(connection: Connection, declarations: Declarations) -> list[str]:
    """Give every declared record its table and every declared field its column; returns what was added.

    Of tables and columns it only adds: a field that is renamed or dropped needs a named migration. Indexes become those
    that are declared now.
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
        connection.execute(create_statement(kind, name_sorted=sorted_by_name))
        _match_indexes(connection, kind, index_statements(kind, name_sorted=sorted_by_name))
    return added


def _match_indexes(connection: Connection, kind: RecordType, wanted: Mapping[str, str]) -> None:
    sql = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
    there = dict(connection.execute(sql, (kind.key,)).fetchall())
    for name, told in there.items():
        if wanted.get(name) != told:
            connection.execute(f'DROP INDEX "{name}"')
    for name, told in wanted.items():
        if there.get(name) != told:
            connection.execute(told)
