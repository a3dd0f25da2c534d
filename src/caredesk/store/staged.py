"""Many new records laid out in memory first, so that the station is locked only for one statement a table.

A row handed to SQLite from Python costs several times what copying it between two tables does. An import therefore
fills temporary tables (in memory, never in a file) while others may still write, and copies them in one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from caredesk.schema.declarations import Declarations
from caredesk.schema.ids import Id
from caredesk.schema.record import RecordType
from caredesk.store import search
from caredesk.store.connection import Connection, filling_temporary, user_errors
from caredesk.store.tables import sorts_by_name

Values = Mapping[str, Any]
_KEYS, _LETTERS = "staged_keys", "staged_letters"
_LOT = 5_000


@dataclass(frozen=True)
class StagedTable:
    """The new records of one kind: temporary table ``name`` with columns no, id, told (JSON) and ``columns``."""

    kind: RecordType
    name: str
    columns: tuple[str, ...]
    count: int


class StagedRecords:
    """New records by kind, owners before their parts; copied in by ``Write.insert_staged``."""

    def __init__(self, connection: Connection, declarations: Declarations) -> None:
        self._connection = connection
        self._declarations = declarations
        self._numbers: dict[Id, int] = {}
        self.tables: list[StagedTable] = []

    @classmethod
    @contextmanager
    def on(cls, connection: Connection, declarations: Declarations) -> Iterator[StagedRecords]:
        """An empty stage, cleared away at the end.

        The write-ahead log is folded into the file afterwards and not within the commit, while others would wait.
        """
        made = cls(connection, declarations)
        with user_errors():
            (pages,) = connection.execute("PRAGMA wal_autocheckpoint").fetchone()
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            # In the order of the index that they are for: that is how it grows fastest.
            order = "PRIMARY KEY (key, rid, no, source)) WITHOUT ROWID"
            connection.execute(f"CREATE TEMP TABLE {_KEYS} (key TEXT, rid INTEGER, no INTEGER, source BLOB, {order}")
            connection.execute(f"CREATE TEMP TABLE {_LETTERS} (no, letters)")
            try:
                yield made
            finally:
                for name in (_KEYS, _LETTERS, *(table.name for table in made.tables)):
                    connection.execute(f"DROP TABLE IF EXISTS temp.{name}")
                connection.execute(f"PRAGMA wal_autocheckpoint = {pages}")
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def add(self, kind: RecordType, rows: Sequence[tuple[Id, Values]]) -> None:
        """Lay out new records of a kind (values as built, already checked); each kind once."""
        if not rows:
            return
        held = {name for _, values in rows for name, value in values.items() if value is not None}
        specs = [(name, spec.to_sql) for name, spec in kind.fields.items() if name in held]
        told = [(name, spec.to_json) for name, spec in kind.fields.items() if name in held]
        by_name = sorts_by_name(self._declarations, kind)
        columns = (*(f'"{name}"' for name, _ in specs), *(("name_key",) if by_name else ()))
        table = StagedTable(kind, f"staged_{kind.key}", columns, len(rows))

        def tuples() -> Iterator[tuple[Any, ...]]:
            for id_, values in rows:
                after = {name: to_json(values[name]) for name, to_json in told if values.get(name) is not None}
                row = [id_.bytes, json.dumps(after, ensure_ascii=False, separators=(",", ":"))]
                row += [to_sql(values.get(name)) for name, to_sql in specs]
                if by_name:
                    row.append(search.name_sort_key(values.get(kind.title_field) or ""))
                yield tuple(row)

        self.tables.append(table)
        named = "".join(f", {column}" for column in columns)
        marks = ", ".join("?" * (len(columns) + 2))
        with user_errors():
            self._connection.execute(f"CREATE TEMP TABLE {table.name} (no INTEGER PRIMARY KEY, id, told{named})")
            self._many(f"INSERT INTO temp.{table.name} (id, told{named}) VALUES ({marks})", tuples())
            self._add_keys(kind, rows)

    def copy(self, base: int) -> None:
        """Copy all tables in, inside the caller's transaction; the searched kind gets integer keys above ``base``."""
        owner = self._declarations.searched_owner
        for table in self.tables:
            columns = ", ".join(table.columns)
            if table.kind.key == owner:
                sql = f'INSERT INTO main."{owner}" (rid, id, {columns}) SELECT {base} + no, id, {columns}'
            else:
                sql = f'INSERT INTO main."{table.kind.key}" (id, {columns}) SELECT id, {columns}'
            self._connection.execute(f"{sql} FROM temp.{table.name} ORDER BY no")
        self._connection.execute(
            "INSERT OR IGNORE INTO main.search_key (key, owner, source) "
            f"SELECT key, iif(rid, rid, {base} + no), source FROM temp.{_KEYS} ORDER BY key, rid, no, source"
        )
        told = f"SELECT {base} + no, letters FROM temp.{_LETTERS} ORDER BY no"
        self._connection.execute(f"INSERT INTO main.search_name (rowid, letters) {told}")

    def _add_keys(self, kind: RecordType, rows: Sequence[tuple[Id, Values]]) -> None:
        parts = [part for part in self._declarations.searched if part.record == kind.key]
        if not parts:
            return
        own = kind.key == self._declarations.searched_owner
        if own:
            self._numbers = {id_: number for number, (id_, _) in enumerate(rows, start=1)}
        for start in range(0, len(rows), _LOT):  # all at once they would take more memory than everything else
            lot = rows[start : start + _LOT]
            owners = [id_ if own else values[kind.part_of] for id_, values in lot]
            known = self._rids([owner for owner in owners if owner not in self._numbers])
            keys: list[tuple[str, int, int, bytes]] = []
            letters: list[tuple[int, str]] = []
            for (id_, values), owner in zip(lot, owners, strict=True):
                place = (known.get(owner, 0), self._numbers.get(owner, 0))
                for part in parts:
                    value = values.get(part.field)
                    keys += [(key, *place, id_.bytes) for key in search.keys_of(part.how, value)]
                    if part.how == "name" and value and own:
                        letters.append((self._numbers[id_], search.spaced(value)))
            keys.sort()
            self._many(f"INSERT OR IGNORE INTO temp.{_KEYS} VALUES (?, ?, ?, ?)", keys)
            self._many(f"INSERT INTO temp.{_LETTERS} VALUES (?, ?)", letters)

    def _rids(self, ids: Sequence[Id]) -> dict[Id, int]:
        """The integer keys of owners that are in the station already."""
        found: dict[Id, int] = {}
        sql = f'SELECT rid FROM "{self._declarations.searched_owner}" WHERE id = ?'
        for id_ in dict.fromkeys(ids):
            row = self._connection.execute(sql, (id_.bytes,)).fetchone()
            if row:
                found[id_] = row[0]
        return found

    def _many(self, sql: str, rows: Any) -> None:
        """Insert into a temporary table as one transaction of its own."""
        with filling_temporary(self._connection):
            self._connection.executemany(sql, rows)
